"""The exhibit that computes earnings per share → a text block, to be read as a note is.

Until 1997 most filers reckoned primary and fully diluted earnings per share in an exhibit 11, and printed in the
statement what differed by three per cent or more. In: the documents of a filing. Out: a `TextBlock` for each such
exhibit.
"""

import re
from collections.abc import Iterator
from itertools import islice

from pipeline.model import BlockLevel, Document, Filing, Source, TextBlock
from pipeline.notes.furniture import find_furniture
from pipeline.notes.stretches import find_stretches

TITLE = "Computation of earnings per share"
"""What such an exhibit is called that does not say so itself."""
MOST_LINES = 25
"""Printed lines from the top of an exhibit that its title is looked for in."""
_EXHIBIT = re.compile(r"EX-11(?:\.\d+)?", re.I)
_TITLE = re.compile(
    r"(?=.*\b(?:earnings|income|loss|net)\b).*\b(?:computations?|calculations?|per\s+(?:common\s+)?share)\b", re.I
)
_FIGURES = re.compile(r"[$%]|\d,\d{3}|\s\s\(?[\d.]+\)?\s*$")


def find_computations(filing: Filing, before: int) -> Iterator[TextBlock]:
    """Each exhibit of the kind as a block, numbered from the blocks ``before`` it on."""
    exhibits = (document for document in filing.documents if _EXHIBIT.fullmatch(document.type))
    for document in exhibits:
        title = _title(document)
        if title is None:
            continue
        first = title - document.first_line
        lines = document.lines
        span = find_stretches(lines, find_furniture(lines), first, len(lines) - 1)
        extent = tuple((begin + document.first_line, end + document.first_line) for begin, end in span)
        place = Source(filing.source.path, title, 0, len(lines[first]))
        before += 1
        yield TextBlock(f"n{before}", BlockLevel.NOTE, " ".join(lines[first].split()) or TITLE, place, extent)


def _title(document: Document) -> int | None:
    """The line of an exhibit's title, or its first printed one; None where nothing is printed."""
    printed = [index for index, line in enumerate(document.lines) if line.strip() and not line.startswith("<")]
    named = (
        index
        for index in islice(printed, MOST_LINES)
        if _TITLE.search(document.lines[index]) and not _FIGURES.search(document.lines[index])
    )
    first = next(named, printed[0] if printed else None)
    return None if first is None else first + document.first_line
