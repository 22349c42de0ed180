"""An EDGAR submission, or the bare text of one filing → `Filing`.

In: the bytes of a file, hostile until proved otherwise. Out: the filing with the fields that its SGML
header states and its documents as lines. Statements and covers are not known here; neither are paths
that the text may name: nothing but the given bytes is ever opened.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from pipeline import codes
from pipeline.model import Document, Filing, Finding, Source
from pipeline.read.html import is_html, lay_out
from pipeline.read.markup import MAX_TAGS
from pipeline.read.schedule import read_schedules
from pipeline.tables import loading

MAX_BYTES = 200_000_000
"""The largest complete submissions of EDGAR stay below this; anything larger is not one."""

LEAST_WORDS = 50
"""The shortest filing of the corpora has hundreds of words; less is a fragment or no filing."""

_HEAD = 2000
"""A document's own tags stand in its first lines."""
_HEADER_LINES = 400
_FIELDS = {
    "accession": r"ACCESSION NUMBER",
    "cik": r"CENTRAL INDEX KEY",
    "entity_name": r"COMPANY CONFORMED NAME",
    "form": r"CONFORMED SUBMISSION TYPE",
    "filed": r"FILED AS OF DATE",
    "period_of_report": r"CONFORMED PERIOD OF REPORT",
    "fiscal_year_end": r"FISCAL YEAR END",
    "state": r"STATE OF INCORPORATION",
    "employer_id": r"IRS NUMBER",
    "file_number": r"SEC FILE NUMBER",
    "industry_code": r"STANDARD INDUSTRIAL CLASSIFICATION",
}
_CONTROL = bytes(sorted(set(range(32)) - {9, 10, 12, 13, 26}))
_MONEY = re.compile(r"\d{1,3}(?:,\d{3})+|\$\s*\d")


@loading()
def read_submission(content: bytes, name: str) -> tuple[Filing | None, list[Finding]]:
    """Read one file; ``name`` is how findings name it. What cannot be a filing gives no filing and one finding."""
    place = Source(name, 1)
    if not content.strip():
        return None, [Finding(codes.READ_EMPTY, "the file is empty", place)]
    if len(content) > MAX_BYTES:
        return None, [Finding(codes.READ_TOO_LARGE, f"{len(content):,} bytes; the limit is {MAX_BYTES:,}", place)]
    if _is_binary(content[:65536]):
        return None, [Finding(codes.READ_BINARY, "holds control characters; give the text or the submission", place)]
    text = _decode(content)
    if text.count("<") > MAX_TAGS:
        message = f"{text.count('<'):,} tags; the limit is {MAX_TAGS:,}"
        return None, [Finding(codes.READ_TOO_LARGE, message, place)]
    documents = _documents(text)
    schedules = read_schedules(documents, name)
    filing = Filing(source=place, documents=documents, schedules=schedules, **_header(text))  # type: ignore[arg-type]
    if not _MONEY.search(text) or not (_has_words(text[:20_000]) or _has_words(_printed(documents))):
        message = "has no amounts of money and little text; tieout reads financial filings"
        return None, [Finding(codes.READ_NOT_A_FILING, message, place)]
    return filing, []


def _has_words(text: str) -> bool:
    return len(text.split(maxsplit=LEAST_WORDS)) >= LEAST_WORDS


def _printed(documents: Sequence[Document]) -> str:
    """The first that the documents print: of markup without blanks the text as it stands has hardly a word."""
    return " ".join(islice((line for document in documents for line in document.lines), LEAST_WORDS))


def _is_binary(head: bytes) -> bool:
    controls = len(head) - len(head.translate(None, _CONTROL))
    return b"\0" in head or controls * 100 > len(head)


def _decode(content: bytes) -> str:
    """UTF-8 where it is that, else Windows-1252, which old submissions were typed in."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x1a", " ")


def _documents(text: str) -> tuple[Document, ...]:
    """The documents of a submission by their ``<DOCUMENT>`` marks; without any, the whole text is one."""
    documents: list[Document] = []
    line, position = 1, 0
    beyond = text.count("\n") + 2
    for start, end in list(bodies(text)) or [(0, len(text))]:
        line += text.count("\n", position, start)
        position = start
        head = text[start : min(end, start + _HEAD)]
        type_ = re.search(r"^<TYPE>([^\n<]*)", head, re.M)
        description = re.search(r"^<DESCRIPTION>([^\n<]*)", head, re.M)
        document = _document(text, start, end, (line, beyond))
        if document.layout is not None:
            beyond += len(document.lines) + 1
        documents.append(
            replace(
                document,
                type=type_[1].strip().upper() if type_ else "",
                description=description[1].strip() if description else "",
            )
        )
    return tuple(documents)


def _document(text: str, start: int, end: int, first_lines: tuple[int, int]) -> Document:
    """One document: its own lines, or laid out as lines beyond the end of the file where it is HTML."""
    line, beyond = first_lines
    if is_html(text, start, end):
        return lay_out(text, start, end, beyond)
    return Document("", "", line, _lines(text[start:end]))


def bodies(text: str) -> Iterator[tuple[int, int]]:
    """Where the text of each document starts and ends; one that is not closed ends where the next begins."""
    start = text.find("<DOCUMENT>")
    while start >= 0:
        start += len("<DOCUMENT>")
        next_start = text.find("<DOCUMENT>", start)
        limit = len(text) if next_start < 0 else next_start
        closing = text.find("</DOCUMENT>", start, limit)
        yield start, closing if closing >= 0 else limit
        start = next_start


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.replace("\f", " ").split("\n"))


def _header(text: str) -> dict[str, object]:
    """The header's fields; of several registrants the first, as EDGAR lists the primary one first."""
    end = text.find("<DOCUMENT>")
    if end < 0:
        return {}
    header = "\n".join(text[:end].split("\n")[:_HEADER_LINES])
    fields: dict[str, object] = {}
    for field, words in _FIELDS.items():
        match = re.search(rf"^\s*{words}:[ \t]*(\S[^\n]*)", header, re.M)
        value = match[1].strip() if match else None
        if field in ("filed", "period_of_report"):
            fields[field] = _parse_day(value)
        elif field == "fiscal_year_end":
            fields[field] = f"--{value[:2]}-{value[2:]}" if value and re.fullmatch(r"\d{4}", value) else None
        elif field == "industry_code":
            code = re.search(r"(\d{4})\]?$", value or "")
            fields[field] = code[1] if code else None
        else:
            fields[field] = value
    return fields


def _parse_day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
