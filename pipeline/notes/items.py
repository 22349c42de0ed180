"""`Filing` → the items of its form: Part I and II of a quarterly report, items 1 to 16 of an annual one.

In: the main document of a filing and its form. Out: a `TextBlock` for each item, by its heading, bounded by what
follows it; a table of contents and a reference head none. What stands in an item is for `votes`, `exhibits` and
`signatures`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import BlockLevel, Document, Filing, Source, TextBlock
from pipeline.notes.furniture import find_furniture
from pipeline.notes.headings import runs_on
from pipeline.notes.stretches import find_stretches

SIGNATURES, INDEX = "Signatures", "Index to exhibits"
VOTE, EXHIBITS, LEGAL = "vote", "exhibit", "legal proceeding"
"""Words of the titles of items that hold more than text."""
LONGEST_HEADING = 160
MOST_NUMBER = {"I": 4, "II": 9}
"""The last item of each part of a quarterly report, counted generously."""

_ITEM = re.compile(
    r"\W*(?:part\s+(?P<part>iv|i{1,3})\W{1,4})?item\s+(?P<number>\d{1,2})\s?(?P<letter>[A-C]?)(?![A-Za-z])(?:\(T\))?"
    r"\s*[.:)\-–—]*\s*(?P<title>.*)",
    re.I,
)
_PART = re.compile(r"\W*part\s+(?:iv|i{1,3})\b\W*(?:other|financial)?(?:\s+information)?\W*", re.I)
_SIGNATURES = re.compile(r"\W*s\s?i\s?g\s?n\s?a\s?t\s?u\s?r\s?e\s?s?(?:\s+page)?\W*", re.I)
_INDEX = re.compile(r"\W*(?:index\s+(?:to|of)\s+exhibits?|exhibits?\s+index)\W*", re.I)
_TITLES = re.compile(
    r"\W*(?:business|description\s+of|risk\s+factors|unresolved|cybersecurity|properties|property|legal|mine\s+safety"
    r"|submission|executive\s+officers|market\s+for|selected|management|plan\s+of\s+operation|quantitative"
    r"|(?:consolidated\s+)?financial\s+(?:statements?|information)|changes?\s|disagreements|controls?\b|other\s"
    r"|directors|executive\s+compensation|security\s+ownership|certain\s+relationships|principal|exhibits?|defaults?"
    r"|unregistered|form\s+10|reserved|disclosure|\[|\(?removed|none\b|not\s+applicable)",
    re.I,
)
_QUARTERLY_FIRST = re.compile(r"\W*(?:(?:consolidated\s+)?financial|management|quantitative|controls?\b)", re.I)
"""How the titles of Part I of a quarterly report begin."""
_PAGE = re.compile(r"(?:\.\s?){4,}\s*[F\d-]*\s*$|\s{3,}(?:F-?)?\d{1,3}(?:\s*-\s*(?:F-?)?\d{1,3})?\s*$")


@dataclass(frozen=True, slots=True)
class _Heading:
    """A line that may head an item: its part (of a quarterly report), its number and its title."""

    line: int
    part: str
    number: tuple[int, str]
    title: str


def find_items(filing: Filing) -> tuple[Document | None, tuple[TextBlock, ...]]:
    """The main document, and its items in the order of the print, with the signatures and the index behind them."""
    document = next((d for d in filing.documents if not d.type.startswith("EX-")), None)
    if document is None:
        return None, ()
    lines, furniture = document.lines, find_furniture(document.lines)
    is_annual = (filing.form or "").upper().startswith(("10-K", "10K"))
    found = list(_headings(lines, is_annual))
    end = _find_signatures(lines, found[-1].line if found else len(lines))
    chosen = _longest(found, end)
    index = next((place for place in range(end + 1, len(lines)) if _INDEX.fullmatch(lines[place])), len(lines))
    spans = [(_name(h), h.line, after) for h, after in zip(chosen, _edges(chosen, lines, end), strict=True)]
    spans += [(SIGNATURES, end, index), (INDEX, index, len(lines))]
    blocks = []
    for place, (name, first, after) in enumerate(spans, 1):
        extent = tuple(find_stretches(lines, furniture, first, after - 1)) if first < len(lines) else ()
        if extent:
            source = Source(filing.source.path, first + document.first_line, 0, len(lines[first]))
            shown = tuple((low + document.first_line, high + document.first_line) for low, high in extent)
            blocks.append(TextBlock(f"i{place}", BlockLevel.ITEM, name, source, shown))
    return document, tuple(blocks)


def _name(heading: _Heading) -> str:
    part = f"Part {heading.part}, " if heading.part else ""
    return f"{part}Item {heading.number[0]}{heading.number[1]}. {heading.title}".rstrip(". ")


def _headings(lines: Sequence[str], is_annual: bool) -> Iterator[_Heading]:
    """Every line that may head an item."""
    for index, line in enumerate(lines):
        match = _ITEM.fullmatch(line) if len(line) <= LONGEST_HEADING else None
        if match is None or runs_on(lines, index) or _PAGE.search(line):
            continue
        title = " ".join((match["title"].strip() or _below(lines, index)).split())
        if not _TITLES.match(title):
            continue
        part = "" if is_annual else "I" if _QUARTERLY_FIRST.match(title) and match["part"] != "II" else "II"
        number = int(match["number"])
        if 1 <= number <= MOST_NUMBER.get(part, 16):
            yield _Heading(index, part, (number, match["letter"].upper()), title.strip(" .:-–—"))


def _below(lines: Sequence[str], index: int) -> str:
    """The title that stands below a number of its own line."""
    return next((line.strip() for line in lines[index + 1 : index + 4] if line.strip()), "")


def _find_signatures(lines: Sequence[str], first: int) -> int:
    """Where the page of signatures begins behind the last item's heading."""
    found = (index for index in range(min(first, len(lines)), len(lines)) if _SIGNATURES.fullmatch(lines[index]))
    return next(found, len(lines))


def _longest(found: Sequence[_Heading], end: int) -> list[_Heading]:
    """Of the headings of one item that which heads the most lines: in a table of contents each heads one.

    A heading that is repeated at once, over its pages, goes on with the same item.
    """
    longest: dict[tuple[str, tuple[int, str]], tuple[int, _Heading]] = {}
    firsts = [h for place, h in enumerate(found) if not place or _key(found[place - 1]) != _key(h)]
    for place, heading in enumerate(firsts):
        after = firsts[place + 1].line if place + 1 < len(firsts) else end
        if after - heading.line > longest.get(_key(heading), (0, heading))[0]:
            longest[_key(heading)] = after - heading.line, heading
    chosen: list[_Heading] = []
    for heading in sorted((h for _, h in longest.values()), key=lambda h: h.line):
        if not chosen or (chosen[-1].part, chosen[-1].number) < (heading.part, heading.number):
            chosen.append(heading)
    return chosen


def _key(heading: _Heading) -> tuple[str, tuple[int, str]]:
    return heading.part, heading.number


def _edges(chosen: Sequence[_Heading], lines: Sequence[str], end: int) -> Iterator[int]:
    """Where each item ends: at the next one or at the signatures, or at the heading of a part before these."""
    for place, heading in enumerate(chosen):
        after = chosen[place + 1].line if place + 1 < len(chosen) else max(end, heading.line + 1)
        parts = (index for index in range(heading.line + 1, after) if _PART.fullmatch(lines[index]))
        yield next(parts, after)
