"""Rows of a grid → the columns of amounts, their spans and what stands over them.

In: the rows of one table. Out: column spans found from the right edges of the amounts, each row's amounts
by column, and each column's heading words. Labels and periods are read elsewhere.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from pipeline.grid import digits_end
from pipeline.model import Cell, GridRow
from pipeline.numerals import is_dash, is_garbled, is_percent, is_untold, parse_amount

NOTES_HEADING = re.compile(r"(?:see\s+)?notes?(?:\s+(?:no|number)s?\.?)?", re.I)
"""What heads a column of references to notes."""
SAME_EDGE = 4
"""Right edges this near may belong to one column: a closing parenthesis, a wandering dash, an unaligned dollar row."""
FAR = 12
"""Print columns from a column's centre beyond which a day printed in a heading is not meant for it."""
FEWEST_BALANCES = 2
"""Rows of a matrix of equity that print an amount of a component that nothing changes."""
WORD_GAP = 3
"""Blanks between the words of a line that is typed to fill its width."""
YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_PAGE_NUMBER = re.compile(r"[-–—]+\s*(?:F\s?-?\s?)?\d{1,3}\s*[-–—]+")
_REFERENCE = re.compile(r"\(?\d{1,2}\)?")
_SHARE = re.compile(r"%|\bper\s?cent(?:age)?s?\b", re.I)


@dataclass(slots=True)
class Span:
    """The print columns that one column of amounts covers, from where they start to where their digits end."""

    starts: list[int]
    end: int
    rows: set[int] = field(default_factory=set)
    percents: set[int] = field(default_factory=set)
    """The rows that print a sign of per cent in it."""
    money: set[int] = field(default_factory=set)
    """The rows that print a dollar sign or a thousand in it."""
    references: set[int] = field(default_factory=set)
    """The rows that print no more than a note's number in it."""
    marks: set[int] = field(default_factory=set)
    """Those of them that print it in parentheses."""
    apart: set[int] = field(default_factory=set)
    """The rows that print it apart from what stands left of it: it is no number inside a label."""
    ending: set[int] = field(default_factory=set)
    """The rows whose caption it may end: it stands next to words, or in a line that is typed to fill its width."""

    @property
    def start(self) -> int:
        """Where the column's amounts start, but for a few that a distant dollar sign widens."""
        return sorted(self.starts)[len(self.starts) // 8]

    @property
    def centre(self) -> int:
        return (self.start + self.end) // 2


def is_page_number(row: GridRow) -> bool:
    """Whether a line prints a page's number between dashes, and nothing else."""
    if not 1 <= len(row.cells) <= 3 or row.cells[0].text[0] not in "-–—":
        return False
    return _PAGE_NUMBER.fullmatch(" ".join(cell.text for cell in row.cells)) is not None


def amounts_of(row: GridRow) -> list[Cell]:
    """The cells that end a row and read as amounts or rates, left to right, less what tells none or is garbled."""
    cells: list[Cell] = []
    if is_page_number(row):
        return cells
    for cell in reversed(row.cells):
        if parse_amount(cell.text.rstrip("% ")) is not None:
            cells.append(cell)
        elif not is_untold(cell.text) and not is_garbled(cell.text):
            break
    return cells[::-1]


def is_in_caption(rows: Sequence[GridRow], index: int) -> bool:
    """Whether the numbers that end a row are a part of its caption: "Cash dividends of $.48" over "per common share"
    and the amounts of both, or "Less cost of treasury stock - 207,218,701" over "common shares in 1999" and those, or
    "issued -" over "8,120 shares" and those."""
    cells, below = rows[index].cells, rows[index + 1] if index + 1 < len(rows) else None
    if len(cells) < 2 or below is None or not below.cells:
        return False
    is_dash_of_caption = is_dash(cells[-1].text) and below.cells[0].text[0].isdigit()
    if not (below.cells[0].text[0].islower() or is_dash_of_caption):
        return False
    mine, next_ones = amounts_of(rows[index]), [cell for cell in amounts_of(below) if not is_year(cell)]
    if not mine or not next_ones:
        return False
    is_close = len(mine) == 1 and cells[-1].start - cells[-2].end <= 1
    words = [cell for cell in cells if cell not in mine]
    is_left_of_columns = bool(words) and mine[0].start - words[-1].end <= WORD_GAP and mine[-1].end < next_ones[0].start
    return is_close or is_left_of_columns


def is_year(cell: Cell) -> bool:
    return YEAR.fullmatch(cell.text.strip()) is not None


def find_columns(rows: Sequence[GridRow]) -> list[Span]:
    """The columns of a table, left to right, from where its amounts end.

    Neighbouring right edges join while no row has an amount at both; what stands alone, left of all
    that several rows share, is a number inside a label.
    """
    edges: dict[int, Span] = {}
    for index, row in enumerate(rows):
        for cell in () if is_in_caption(rows, index) else amounts_of(row):
            if is_dash(cell.text) or is_year(cell):
                continue
            edge = digits_end(cell)
            span = edges.setdefault(edge, Span([], edge))
            span.starts.append(cell.start)
            span.rows.add(index)
            if is_percent(cell.text):
                span.percents.add(index)
            elif "$" in cell.text or "," in cell.text:
                span.money.add(index)
            elif _REFERENCE.fullmatch(cell.text):
                span.references.add(index)
                span.marks |= {index} if cell.text.startswith("(") else set()
            if _stands_apart(row, cell):
                span.apart.add(index)
            if ends_caption(row, cell):
                span.ending.add(index)
    spans = _join_neighbours([edges[edge] for edge in sorted(edges)])
    return _drop_strays(spans, rows)


def _stands_apart(row: GridRow, cell: Cell) -> bool:
    """Whether more than one blank parts a cell from the one left of it."""
    before = [other for other in row.cells if other.end <= cell.start]
    return bool(before) and cell.start - before[-1].end > 1


def ends_caption(row: GridRow, cell: Cell) -> bool:
    """Whether a number stands as near to the words left of it as these stand to one another."""
    words = [other for other in row.cells if other.end <= cell.start]
    if not words or parse_amount(words[-1].text) is not None:
        return False
    gaps = [right.start - left.end for left, right in pairwise((*words, cell))]
    return gaps[-1] <= 1 or (len(gaps) > 1 and max(gaps) <= WORD_GAP)


def _join_neighbours(spans: list[Span]) -> list[Span]:
    while len(spans) > 1:
        gaps = [
            (right.end - left.end, index)
            for index, (left, right) in enumerate(pairwise(spans))
            if right.end - left.end <= SAME_EDGE or _overlap(left, right)
            if not left.rows & right.rows
        ]
        if not gaps:
            break
        index = min(gaps)[1]
        left, right = spans[index], spans[index + 1]
        end = right.end if len(right.rows) >= len(left.rows) else left.end
        signs = (left.percents | right.percents, left.money | right.money)
        notes = (left.references | right.references, left.marks | right.marks)
        places = (left.apart | right.apart, left.ending | right.ending)
        rows = left.rows | right.rows
        spans[index : index + 2] = [Span(left.starts + right.starts, end, rows, *signs, *notes, *places)]
    return spans


def _overlap(left: Span, right: Span) -> bool:
    return right.start < left.end and min(len(left.rows), len(right.rows)) <= 2


def _drop_strays(spans: list[Span], rows: Sequence[GridRow]) -> list[Span]:
    """Leave out what only one row has, and what stands left of every column that several rows share.

    Dashes speak for a column, too: a class of stock that nobody was issued is a column of dashes.
    """
    fullest = max((len(span.rows) for span in spans), default=0)
    alone = {index for index, row in enumerate(rows) if len(row.cells) == 1}
    spans = [span for span in spans if not _is_of_captions(span, alone) or 2 * len(span.rows - alone) > fullest]
    if not spans:
        return spans
    dashes = [(index, cell) for index, row in enumerate(rows) for cell in amounts_of(row) if is_dash(cell.text)]
    support = [len(span.rows) + sum(_speaks_for(span, index, cell) for index, cell in dashes) for span in spans]
    most = max(support)
    strong = next(s for s, count in zip(spans, support, strict=True) if count >= min(3, most) or _is_apart(s))
    return [
        span for span, count in zip(spans, support, strict=True) if count >= min(2, most) and span.end >= strong.end
    ]


def _is_of_captions(span: Span, alone: Set[int]) -> bool:
    """Whether what stands in a column ends captions, but for numbers in lines of their own, as of a page."""
    return bool(span.ending) and span.ending == span.rows - alone


def _is_apart(span: Span) -> bool:
    """Whether a column of few amounts is one all the same: of balances, say, that no row between them changes."""
    return len(span.rows) >= FEWEST_BALANCES and bool(span.money) and span.apart == span.rows


def _speaks_for(span: Span, index: int, dash: Cell) -> bool:
    """Whether a dash stands in a column, in a row that prints nothing else there."""
    return index not in span.rows and span.start - 2 <= digits_end(dash) <= span.end + 2


def is_share(span: Span, heading: str) -> bool:
    """Whether a column states shares of something in per cent, by its signs or its heading: no amounts stand in it.

    A column of amounts may print a rate among them; a column of shares prints its sign at the top, if not everywhere.
    """
    if span.money:
        return False
    if span.percents and (min(span.rows) in span.percents or 2 * len(span.percents) >= len(span.rows)):
        return True
    return _SHARE.search(heading) is not None


def has_references(spans: Sequence[Span]) -> bool:
    """Whether the first column refers to notes: small numbers in some rows, beside a column of thousands."""
    first, *others = spans
    return first.references == first.rows and bool(others) and bool(others[0].money) and first.rows < others[0].rows


def heads_references(head: Sequence[GridRow], body: Sequence[GridRow], spans: Sequence[Span]) -> bool:
    """Whether "Notes" stands over the first of several columns, and over no other, and small numbers below it that add
    up to nothing; numbers that end captions may stand there, too."""
    if len(spans) < 2 or 2 * len(spans[0].money) > len(spans[0].rows):
        return False
    if spans[0].rows - spans[0].references - spans[0].ending or _adds_across(body, len(spans)):
        return False
    over = [cell for row in head for cell in row.cells if NOTES_HEADING.fullmatch(cell.text)]
    return any(cell.end > spans[0].start - SAME_EDGE and cell.end < spans[1].start for cell in over)


def _adds_across(rows: Sequence[GridRow], columns: int) -> bool:
    """Whether most of the rows that fill every column end in the sum of what stands before: the first has amounts."""
    filled = [values for row in rows if len(values := _values(row)) == columns]
    return columns > 2 and 2 * sum(sum(values[:-1]) == values[-1] for values in filled) > len(filled)


def _values(row: GridRow) -> list[Decimal]:
    return [value for cell in amounts_of(row) if (value := parse_amount(cell.text.rstrip("% "))) is not None]


def has_marks(spans: Sequence[Span], index: int) -> bool:
    """Whether a column holds the marks of footnotes to the amounts right before them: "1,204 (1)"."""
    span, before = spans[index], spans[index - 1] if index else None
    if before is None or span.marks != span.rows or span.start - before.end > SAME_EDGE:
        return False
    beside_dashes = span.rows - before.rows
    return 2 * len(beside_dashes) <= len(span.rows) and 2 * len(span.rows) <= len(before.rows)


def assign(cells: Sequence[Cell], spans: Sequence[Span]) -> tuple[dict[int, Cell], list[Cell]]:
    """Which column each amount of a row stands in, and the amounts that stand in none."""
    if _is_out_of_line(cells, spans):
        return dict(enumerate(cells)), []
    placed: dict[int, Cell] = {}
    left_over: list[Cell] = []
    for cell in cells:
        edge = digits_end(cell)
        distance, column = min((_distance(edge, cell, span), index) for index, span in enumerate(spans))
        if distance <= 2 * SAME_EDGE and column not in placed:
            placed[column] = cell
        else:
            left_over.append(cell)
    return placed, left_over


def _is_out_of_line(cells: Sequence[Cell], spans: Sequence[Span]) -> bool:
    """Whether a row with one amount for each column was typed some places aside, all of it alike."""
    if len(cells) != len(spans) or len(cells) < 2 or _REFERENCE.fullmatch(cells[0].text):
        return False
    shifts = [digits_end(cell) - span.end for cell, span in zip(cells, spans, strict=True)]
    if all(abs(shift) <= SAME_EDGE for shift in shifts) or max(shifts) - min(shifts) > SAME_EDGE:
        return False
    return not any(
        abs(digits_end(cell) - span.end) <= 1 and mine != column
        for mine, cell in enumerate(cells)
        for column, span in enumerate(spans)
    )


def _distance(edge: int, cell: Cell, span: Span) -> int:
    if is_dash(cell.text) and span.start - 2 <= edge <= span.end + 2:
        return 0
    return abs(edge - span.end)
