"""The page of signatures → who signed, as what, and when.

In: a document and the page's block. Out: what the ledger says of each signature: the name, the titles below or beside
it, the day, and whether the titles are those of the principal financial officer. No signature is judged.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pipeline.model import Document, Skipped, Source, Statement, StatementKind, TextBlock
from pipeline.notes.stretches import lines_of
from pipeline.periods import parse_dates

MOST_SIGNATURES = 100
MOST_LINES = 7
"""Lines below a signature that may tell its titles."""
LONGEST_GAP = 80
"""Lines without a signature behind the last one: what follows is another document's."""
NO_CONCEPT = "no concept of the taxonomy names who signs"

_SIGNED = re.compile(
    r"(?:\bby:?\s*[_\s]*)?(?P<sign>/\s?s\s?/)[_\s]*(?P<name>[A-Z][\w.,'’ -]*?(?=\s{2,}|[_*(]|$))", re.I
)
_DAY = re.compile(
    r"(?:(?:dated?|on)\b\W*)?(?P<day>[A-Z][a-z]+\.?\s+\d{1,2}\s*,\s*(?:19|20)\d\d|\d{1,2}/\d{1,2}/\d{2,4})", re.I
)
_FINANCIAL = re.compile(
    r"financial\s+officer|chief\s+financial|treasurer|controller|comptroller|accounting\s+officer", re.I
)
_TITLE = re.compile(
    r"\b(?:officer|president|director|chairman|chair\b|treasurer|controller|comptroller|secretary|counsel|executive"
    r"|accounting|principal|trustee|partner|manager|attorney)",
    re.I,
)
_FILLER = re.compile(r"[_*\-=]{3,}|^\s*(?:\(?(?:signature|registrant|title|name)\)?)\s*$", re.I)
_NO_TITLE = re.compile(r"/\s?s\s?/|\b(?:pursuant|registrant|requirements|undersigned|behalf|capacities)\b", re.I)
_CELL = re.compile(r"\S+(?:\s\S+)*")


@dataclass(frozen=True, slots=True)
class _Signature:
    """A signature on a line: the position of the line among the page's, the column it begins at, and the name."""

    at: int
    start: int
    end: int
    name: str


def read_signatures(document: Document, page: TextBlock) -> Statement:
    """Every signature of the page, in the order of the print."""
    printed = [pair for pair in lines_of(document, page) if pair[0] != page.source.line]
    lines = [line for _, line in printed]
    found = list(islice(_signatures(lines), MOST_SIGNATURES))
    rows = []
    for signature in found:
        others = [other for other in found if other is not signature]
        titles = _join(_titles(lines, signature, others))
        day = _day(lines, signature, others)
        role = "; the principal financial or accounting officer" if _FINANCIAL.search(titles) else ""
        reason = f"signed {day}{role}: {NO_CONCEPT}" if day else f"signed, on no day that is told{role}: {NO_CONCEPT}"
        source = Source(page.source.path, printed[signature.at][0], signature.start, signature.end)
        text = lines[signature.at][signature.start : signature.end].rstrip()
        rows.append(Skipped(text, reason, source, ", ".join(filter(None, (signature.name, titles)))))
    return Statement(StatementKind.ITEM, page.heading, "USD", 0, (), (), page.source, skipped=tuple(rows))


def _signatures(lines: Sequence[str]) -> Iterator[_Signature]:
    """The signatures up to where no further one follows for a page: an auditor's report may stand behind them."""
    last = 0
    for at, line in enumerate(lines):
        if at - last > LONGEST_GAP and last:
            return
        for match in _SIGNED.finditer(line):
            name = match["name"].strip(" ,_-") or _below(lines, at)
            last = at
            yield _Signature(at, match.start("sign"), match.end("name"), " ".join(name.split()))


def _below(lines: Sequence[str], at: int) -> str:
    """The name that is typed below a signature without one."""
    return next((line.strip(" _-") for line in lines[at + 1 : at + 3] if line.strip(" _-")), "")


def _join(titles: Iterable[str]) -> str:
    """Titles as one text; one that is not at its end goes on with the next."""
    text = ""
    for title in titles:
        is_open = text.count("(") > text.count(")") or text.endswith((" and", " of", "-"))
        text = f"{text}{'' if not text else ' ' if is_open or title.startswith('(') else ', '}{title}"
    return text


def _block(lines: Sequence[str], signature: _Signature, others: Sequence[_Signature]) -> tuple[int, int]:
    """The first and last of the lines that stand with a signature, with no blank one and no other signature between."""
    taken = {other.at for other in others} - {signature.at}
    first = last = signature.at
    while first and lines[first - 1].strip() and first - 1 not in taken and signature.at - first < MOST_LINES:
        first -= 1
    if first and lines[first - 1].strip():
        first = signature.at  # what stands below another signature is of that one
    while (
        last + 1 < len(lines) and lines[last + 1].strip() and last + 1 not in taken and last - signature.at < MOST_LINES
    ):
        last += 1
    return first, last


def _titles(lines: Sequence[str], signature: _Signature, others: Sequence[_Signature]) -> list[str]:
    """The titles that stand with a signature, else those below it; of two signatures on a line each has its columns."""
    first, last = _block(lines, signature, others)
    found = list(_cells(lines[first : last + 1], signature, others))
    if found:
        return found
    below = min((other.at for other in others if other.at > signature.at), default=len(lines))
    return list(_cells(lines[last + 1 : min(below, signature.at + MOST_LINES)], signature, others))


def _cells(window: Sequence[str], signature: _Signature, others: Sequence[_Signature]) -> Iterator[str]:
    """The words that name a title, without the name of the one who bears it."""
    beside = [other.start for other in others if other.at == signature.at]
    low = signature.start - 4 if any(start < signature.start for start in beside) else 0
    high = min((start for start in beside if start > signature.start), default=10_000)
    for line in window:
        for cell in _CELL.finditer(_FILLER.sub(lambda match: " " * len(match[0]), line)):
            words = " ".join(cell[0].strip(" ,").split())
            if words.casefold().startswith(signature.name.casefold()):
                words = words[len(signature.name) :].strip(" ,.")
            if low <= cell.start() < high and _TITLE.search(words) and not _NO_TITLE.search(words) and len(words) < 120:
                yield words


def _day(lines: Sequence[str], signature: _Signature, others: Sequence[_Signature]) -> str:
    """The day of a signature: the nearest of its block, else below it, else above."""
    first, last = _block(lines, signature, others)
    near = [lines[signature.at], *lines[first : last + 1]]
    near += [
        *lines[last + 1 : signature.at + MOST_LINES],
        *reversed(lines[:first]),
    ]
    for line in near:
        for match in _DAY.finditer(line):
            if days := parse_dates(match["day"]):
                return days[0][0].isoformat()
    return ""
