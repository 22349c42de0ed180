"""The filer's own Financial Data Schedule (EX-27, 1993-2001) → its values in full units.

In: a submission's documents. Out: each tag's value with the place it was printed. The schedule is a check, never
a source of facts; which concept a tag stands for is for `checks.schedule` to know.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from pipeline.model import Document, Schedule, ScheduleValue, Source
from pipeline.numerals import parse_amount

_TAG = re.compile(r"<(?P<tag>[A-Z0-9&-]+)>\s+(?P<value>\(?-?[\d,]*\.?\d+\)?)")
_MULTIPLIER = re.compile(r"<MULTIPLIER>\s*([\d,]+)")
_PERIOD_END = re.compile(r"<PERIOD-END>\s*([A-Z]{3})-(\d{1,2})-(\d{4})", re.I)
_LENGTH = re.compile(r"<PERIOD-TYPE>\s*(?:(\d{1,2})-?MOS|(YEAR))", re.I)
_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_UNSCALED = ("EPS",)


def read_schedules(documents: Sequence[Document], path: str) -> tuple[Schedule, ...]:
    """Every EX-27 of a submission, in order; restated ones of earlier periods follow the first."""
    return tuple(_read(document, path) for document in documents if document.type.startswith("EX-27"))


def _read(document: Document, path: str) -> Schedule:
    text = "\n".join(document.lines)
    found = _MULTIPLIER.search(text)
    multiplier = Decimal(found[1].replace(",", "")) if found else Decimal(1)
    length = _LENGTH.search(text)
    months = None if length is None else 12 if length[2] else int(length[1])
    return Schedule(_end(text), months, tuple(_values(document, path, multiplier)))


def _end(text: str) -> date | None:
    match = _PERIOD_END.search(text)
    if match is None or match[1].upper() not in _NAMES:
        return None
    try:
        return date(int(match[3]), _NAMES.index(match[1].upper()) + 1, int(match[2]))
    except ValueError:
        return None


def _values(document: Document, path: str, multiplier: Decimal) -> Iterator[ScheduleValue]:
    for offset, line in enumerate(document.lines):
        match = _TAG.search(line)
        if match is None or match["tag"] in ("MULTIPLIER", "ARTICLE", "CIK"):
            continue
        value = parse_amount(match["value"])
        if value is not None:
            scale = Decimal(1) if match["tag"].startswith(_UNSCALED) else multiplier
            unit = scale * Decimal(1).scaleb(int(value.as_tuple().exponent))
            place = Source(path, document.first_line + offset, match.start("value"), match.end("value"))
            yield ScheduleValue(match["tag"], value * scale, unit, place)
