"""Emitted files, or a taxonomy package → what a fresh Session of Arelle says of them, each by itself.

The plain way, and the slow one: nothing is kept from one file to the next. It decides where the warm way has
something to say, and looks over its shoulder where it has not. Arelle works offline, without the user's
configuration or cache, and says nothing on the terminal.
"""

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.judge.verdict import Reading, format_messages, format_verdict, list_reports, read_facts
from pipeline.model import Finding

SETTINGS = {
    "validate": True,
    "calcs": "c11r",
    "utrValidate": True,
    "validateDuplicateFacts": "inconsistent",
    "internetConnectivity": "offline",
    "disablePersistentConfig": True,
    "logPropagate": False,
    "keepOpen": True,
}
"""Calculations 1.1, rounded to nearest; and nothing of the user's machine."""


def judge_plainly(folder: Path, packages: Sequence[Path]) -> list[Finding]:
    """Load and validate each file of ``folder`` in a Session of its own, and compare their facts."""
    return format_verdict([_read(str(folder / name), name, packages) for name in list_reports(folder)], folder)


def judge_taxonomy(package: bytes, entry_point: str) -> list[Finding]:
    """Validate a taxonomy package whole, its base taxonomies included: every message of Arelle is a finding."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "package.zip"
        path.write_bytes(package)
        reading = _read(entry_point, path.name, [path], base_taxonomies="all")
        return format_messages(reading.messages, path.name, Path(folder))


def _read(entry: str, name: str, packages: Sequence[Path], base_taxonomies: str = "none") -> Reading:
    from arelle.api.Session import Session
    from arelle.logging.handlers.StructuredMessageLogHandler import StructuredMessageLogHandler
    from arelle.RuntimeOptions import RuntimeOptions

    log = StructuredMessageLogHandler()
    with tempfile.TemporaryDirectory() as cache, Session() as session:
        options = RuntimeOptions(
            entrypointFile=entry,
            packages=[str(package) for package in packages],
            baseTaxonomyValidationMode=base_taxonomies,
            cacheDirectory=cache,
            **SETTINGS,
        )
        session.run(options, logHandler=log)
        facts = sum(map(_facts, session.get_models()), Counter())
        return Reading(name, facts, tuple(log.messages))


def _facts(model: Any) -> Counter[Any]:
    return read_facts(model) if model.modelDocument is not None else Counter()
