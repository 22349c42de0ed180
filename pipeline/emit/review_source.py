"""A filing's own text → the left side of the review page: its lines of print with every number marked.

In: a `Filing`, its statements and its `Workpaper`. Out: HTML, and for each number the mark that shows it. Lines on
which nothing is tagged, set aside or in question are left out, and the page says so. Nothing of the text is markup
here: it is escaped, whatever it says.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from pipeline.model import Document, Filing, Statement
from pipeline.workpaper import Workpaper
from pipeline.workpaper.nouns import Place, line_on_page

AROUND = 3
"""Lines shown above and below what is of interest."""
SHORT = 12
"""So few lines or fewer between two shown stretches are shown, too."""
CHUNK = 40
"""Lines in one block of the page: a browser lays out only the blocks that are in sight."""


class Mark(NamedTuple):
    """A print that is marked: characters of a line, the key of what became of it, and its status."""

    place: Place
    key: str
    status: str

    @property
    def line(self) -> int:
        return self.place[0]

    @property
    def start(self) -> int:
        return self.place[1]

    @property
    def end(self) -> int:
        return self.place[2]


@dataclass(frozen=True, slots=True)
class Listing:
    """The marked lines as HTML; ``marks`` gives by the key of a number that of the mark that shows it."""

    html: str
    marks: Mapping[str, str]


def format_listing(filing: Filing, statements: Sequence[Statement], workpaper: Workpaper) -> Listing:
    """Write the lines of a filing, with a link to its cell at every number of its statements."""
    marks, shown_by = _place_marks(workpaper)
    ranges = [page for statement in statements for page in statement.extent]
    ranges += [(line, line) for line in marks]
    ranges += [(found["laid_out"][0],) * 2 for found in workpaper["findings"] if found["laid_out"]]
    html = "".join(part for d in filing.documents for part in _document(d, ranges, marks, workpaper["pages"]))
    return Listing(html, shown_by)


def unreported_key(position: int) -> str:
    """The key of a number that is no fact, by its position among them; facts have their ids."""
    return f"x{position}"


def _place_marks(workpaper: Workpaper) -> tuple[dict[int, list[Mark]], dict[str, str]]:
    """The marks of each line, none over another, and for every key the mark that shows it."""
    decisions = workpaper["decisions"]
    found = [
        Mark(entry["laid_out"], entry["id"], decisions[entry["decision"]]["status"]) for entry in workpaper["facts"]
    ]
    found += [
        Mark(number["laid_out"], unreported_key(position), number["status"])
        for position, number in enumerate(workpaper["unreported"])
    ]
    marks: dict[int, list[Mark]] = {}
    shown_by: dict[str, str] = {}
    for mark in sorted(found, key=lambda mark: (mark.line, mark.start, -mark.end)):
        on_line = marks.setdefault(mark.line, [])
        if on_line and mark.start < on_line[-1].end:
            shown_by[mark.key] = on_line[-1].key
        elif mark.start < mark.end:
            shown_by[mark.key] = mark.key
            on_line.append(mark)
    return marks, shown_by


def _document(
    document: Document,
    ranges: Iterable[tuple[int, int]],
    marks: Mapping[int, Sequence[Mark]],
    pages: list[list[int]],
) -> Iterator[str]:
    """The lines of a document that are of interest, under the numbers that they bear on the page."""
    before = document.first_line - line_on_page(pages, document.first_line)
    last = document.first_line + len(document.lines) - 1
    following = document.first_line
    for first, end in _stretches(ranges, document.first_line, last):
        if first > following:
            yield _gap(following - before, first - 1 - before)
        for start in range(first, end + 1, CHUNK):
            numbers = range(start, min(start + CHUNK, end + 1))
            lines = (_line(n, n - before, document.lines[n - document.first_line], marks.get(n, ())) for n in numbers)
            yield f'<div class="chunk">{"".join(lines)}</div>'
        following = end + 1
    if following <= last:
        yield _gap(following - before, last - before)


def _stretches(ranges: Iterable[tuple[int, int]], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The stretches of lines to show, in order: what is of interest, what is around it, and short gaps between.

    >>> list(_stretches([(100, 120), (130, 130)], 1, 200)), list(_stretches([(5, 5), (500, 510)], 1, 505))
    ([(97, 133)], [(1, 8), (497, 505)])
    """
    begin, end = 0, -1
    for low, high in sorted(ranges):
        low, high = max(low - AROUND, first), min(high + AROUND, last)
        if low > high:
            continue
        if end < begin:
            begin, end = (first if low - first <= SHORT else low), high
        elif low - end - 1 <= SHORT:
            end = max(end, high)
        else:
            yield begin, end
            begin, end = low, high
    if begin <= end:
        yield begin, last if last - end <= SHORT else end


def _gap(first: int, last: int) -> str:
    lines = f"Line {first:,} is" if first == last else f"Lines {first:,} to {last:,} are"
    return f'<p class="gap">{lines} not shown: nothing there is tagged or in question.</p>'


def _line(number: int, shown_as: int, text: str, marks: Sequence[Mark]) -> str:
    """A line under its number, with its marks as links to the cells that hold them."""
    parts, position = [], 0
    for mark in marks:
        if mark.start < len(text):
            key = escape(mark.key)
            parts.append(escape(text[position : mark.start], quote=False))
            parts.append(f'<a id="p-{key}" href="#c-{key}" class="{mark.status}" tabindex="-1">')
            parts.append(f"{escape(text[mark.start : mark.end], quote=False)}</a>")
            position = mark.end
    parts.append(escape(text[position:], quote=False))
    return f'<div id="L{number}" data-n="{shown_as}">{"".join(parts)}\n</div>'
