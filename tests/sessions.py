"""What a plain Session of Arelle says of one file, and an instance without facts to say it of; not a test."""

from pathlib import Path
from xml.sax.saxutils import quoteattr

from arelle.api.Session import Session
from arelle.logging.handlers.StructuredMessageLogHandler import StructuredMessageLogHandler
from arelle.RuntimeOptions import RuntimeOptions


def judge(entry: str, package: Path) -> list[str]:
    """Validate a file with Arelle, offline, base taxonomies included; return all but its information."""
    handler = StructuredMessageLogHandler()
    options = RuntimeOptions(
        entrypointFile=entry,
        packages=[str(package)],
        internetConnectivity="offline",
        validate=True,
        calcs="c11r",
        disablePersistentConfig=True,
        logLevel="DEBUG",
    )
    with Session() as session:
        session.run(options, logHandler=handler)
    texts = [f"{m['levelname']} {m['messageCode']}: {m['msg']}" for m in handler.messages]
    assert any("loaded" in text for text in texts), texts
    return [text for text in texts if not text.startswith(("INFO", "DEBUG"))]


def empty_instance(schema: str) -> str:
    """An instance that names a schema and states nothing."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<xbrl xmlns="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase"
  xmlns:xlink="http://www.w3.org/1999/xlink">
  <link:schemaRef xlink:type="simple" xlink:href={quoteattr(schema)}/>
</xbrl>
"""
