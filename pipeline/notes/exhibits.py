"""The item on exhibits → a row for each exhibit and each report on Form 8-K that it lists.

In: a document and the item's block. Out: what the ledger says of each: its number, what it is, and where it is (filed
with the report, or incorporated by reference to another). The exhibits themselves are not opened.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from pipeline.model import Document, Skipped, Source, Statement, StatementKind, TextBlock
from pipeline.notes.stretches import lines_of

LONGEST_DESCRIPTION = 300
MOST_EXHIBITS = 500
MOST_LINES, MOST_REPORTS = 300, 5
"""Lines that tell of reports on Form 8-K, and days on one of them."""

_NUMBER = re.compile(
    r"\s*(?P<before>\W{0,4}?(?:exhibit\s{1,9}|no\.?\s{1,9})?)"
    r"(?P<number>\(?\d{1,3}(?:[.-]?(?:\d{1,3}|[A-Z]{1,3}(?![A-Za-z]))){0,4}(?:\([a-z\divx]{1,4}\)){0,3}\)?[*†+#]{0,3})"
    r"(?P<point>[.:]?)(?P<gap>\s{1,200})[-–—]{0,3}\s{0,9}(?P<words>\S.*)",
    re.I,
)
_LISTED = re.compile(
    r"\W*(?:[a-d]\W{1,3})?(?:\d\W{1,3})?(?:index\s+(?:to|of)\s+)?exhibits?\b(?!\s+and\s+reports)", re.I
)
_NO_EXHIBIT = re.compile(
    r"(?:the\s+)?(?:following\s+)?(?:(?:consolidated\s+)?financial\s+statements?\b|all\b|exhibits\b|reports?\s+on\b)",
    re.I,
)
_NONE_FILED = re.compile(r"\b(?:no(?:ne)?|not)\b", re.I)
_REPORTS = re.compile(r"(?:\W|\b[ab]\b)*(?:current\s+)?reports?\s+on\s+form\s+8-?k\b", re.I)
_DATES = re.compile(r"\b(?:[A-Z][a-z]+\.?\s+\d{1,2},\s*(?:19|20)\d\d)\b")
_REFERENCE = re.compile(r"\bincorporated\s+(?:herein\s+)?by\s+reference\b.*", re.I)
_PAGE = re.compile(r"\s{3,}\S{1,8}\s*$|(?:\.\s?){4,}.*$")
_HEAD = re.compile(r"\W*(?:exhibit\s+)?(?:number|no\.?|exhibit)?\W*(?:and\s+)?(?:description|page)\b.*", re.I)
WITH_REPORT = "an exhibit whose own words incorporate nothing by reference"
BY_REFERENCE = "an exhibit incorporated by reference"
REPORT = "a report on Form 8-K"


@dataclass(slots=True)
class _Entry:
    """An exhibit or a report as far as it is read: its print, where it stands, and the words that follow."""

    text: str
    source: Source
    words: list[str] = field(default_factory=list)


def read_exhibits(document: Document, item: TextBlock) -> Statement:
    """The exhibits and reports that an item lists, in their order."""
    exhibits: list[tuple[int, str]] = []
    reports: list[tuple[int, str]] = []
    part = exhibits
    for number, line in lines_of(document, item):
        if number != item.source.line:
            part = reports if _REPORTS.match(line) else exhibits if _LISTED.match(line) else part
            part.append((number, line))
    listed = [*_exhibits(exhibits, item.source.path), *_reports(reports, item.source.path)]
    ordered = tuple(sorted(listed, key=lambda entry: entry.source))
    return Statement(StatementKind.ITEM, item.heading, "USD", 0, (), (), item.source, skipped=ordered)


def _exhibits(lines: Sequence[tuple[int, str]], path: str) -> Iterator[Skipped]:
    """An entry begins where a number stands apart from the words behind it; lines below go on with it."""
    entries: list[_Entry] = []
    is_open = False
    for number, line in lines:
        match = _NUMBER.fullmatch(line.rstrip())
        if match and _is_entry(match) and len(entries) < MOST_EXHIBITS:
            source = Source(path, number, match.start("number"), match.end("number"))
            entries.append(_Entry(match["number"], source, [match["words"]]))
            is_open = True
        elif not line.strip() or _HEAD.fullmatch(line):
            is_open = bool(line.strip()) and is_open
        elif is_open and entries:
            entries[-1].words.append(line.strip())
    for entry in entries:
        words = " ".join(_PAGE.sub("", word).strip() for word in entry.words)
        by_reference = _REFERENCE.search(words)
        reason = f"{BY_REFERENCE}: {by_reference[0][:LONGEST_DESCRIPTION]}" if by_reference else WITH_REPORT
        yield Skipped(entry.text.strip("()"), reason, entry.source, words[:LONGEST_DESCRIPTION])


def _is_entry(match: re.Match[str]) -> bool:
    """Whether a number at the beginning of a line names an exhibit: what follows stands apart, or a point ends it."""
    starts = match["words"][:1].isupper() or match["words"][:1] in '"“(*†+#'
    return starts and (
        bool(match["point"]) or len(match["gap"]) >= 2 or "." in match["number"] or match["before"] != ""
    )


def _reports(lines: Sequence[tuple[int, str]], path: str) -> Iterator[Skipped]:
    """A row for each day that the part on Form 8-K names, with the words around it."""
    text = " ".join(line.strip() for _, line in lines)
    for number, line in lines[:MOST_LINES]:
        for match in islice(_DATES.finditer(line), MOST_REPORTS):
            at = text.find(match[0])
            begin = max(text.rfind(". ", 0, at) + 1, text.rfind("8-K  ", 0, at), 0)
            words = text[begin : at + LONGEST_DESCRIPTION].strip()
            if _NONE_FILED.search(text[begin:at]) or text[:at].rstrip().endswith(("ended", "ending")):
                continue
            yield Skipped(match[0], REPORT, Source(path, number, match.start(), match.end()), words)
