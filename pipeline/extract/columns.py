"""Rows of a grid → the columns of amounts, their spans and what stands over them.

In: the rows of one table. Out: column spans found from the right edges of the amounts, each row's amounts
by column, and each column's heading words. Labels and periods are read elsewhere.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.model import Cell, GridRow
from pipeline.numerals import is_dash, parse_amount
from pipeline.periods import parse_heading

SAME_EDGE = 4
"""Right edges this near may belong to one column: a closing parenthesis, a wandering dash, an unaligned dollar row."""
FAR = 12
"""Print columns from a column's centre beyond which a day printed in a heading is not meant for it."""
YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")


@dataclass(slots=True)
class Span:
    """The print columns that one column of amounts covers, from where they start to where their digits end."""

    starts: list[int]
    end: int
    rows: set[int] = field(default_factory=set)

    @property
    def start(self) -> int:
        """Where the column's amounts start, but for a few that a distant dollar sign widens."""
        return sorted(self.starts)[len(self.starts) // 8]

    @property
    def centre(self) -> int:
        return (self.start + self.end) // 2


def digits_end(cell: Cell) -> int:
    """Where the digits of an amount end: a closing parenthesis hangs out to the right of its column."""
    return cell.end - (len(cell.text) - len(cell.text.rstrip(") ")))


def amounts_of(row: GridRow) -> list[Cell]:
    """The cells that end a row and read as amounts, left to right."""
    cells: list[Cell] = []
    for cell in reversed(row.cells):
        if parse_amount(cell.text) is None:
            break
        cells.append(cell)
    return cells[::-1]


def is_year(cell: Cell) -> bool:
    return YEAR.fullmatch(cell.text.strip()) is not None


def find_columns(rows: Sequence[GridRow]) -> list[Span]:
    """The columns of a table, left to right, from where its amounts end.

    Neighbouring right edges join while no row has an amount at both; what stands alone, left of all
    that several rows share, is a number inside a label.
    """
    edges: dict[int, Span] = {}
    for index, row in enumerate(rows):
        for cell in amounts_of(row):
            if is_dash(cell.text) or is_year(cell):
                continue
            edge = digits_end(cell)
            span = edges.setdefault(edge, Span([], edge))
            span.starts.append(cell.start)
            span.rows.add(index)
    spans = _join_neighbours([edges[edge] for edge in sorted(edges)])
    return _drop_strays(spans, rows)


def _join_neighbours(spans: list[Span]) -> list[Span]:
    while len(spans) > 1:
        gaps = [
            (right.end - left.end, index)
            for index, (left, right) in enumerate(zip(spans, spans[1:], strict=False))
            if right.end - left.end <= SAME_EDGE or _overlap(left, right)
            if not left.rows & right.rows
        ]
        if not gaps:
            break
        index = min(gaps)[1]
        left, right = spans[index], spans[index + 1]
        end = right.end if len(right.rows) >= len(left.rows) else left.end
        spans[index : index + 2] = [Span(left.starts + right.starts, end, left.rows | right.rows)]
    return spans


def _overlap(left: Span, right: Span) -> bool:
    return right.start < left.end and min(len(left.rows), len(right.rows)) <= 2


def _drop_strays(spans: list[Span], rows: Sequence[GridRow]) -> list[Span]:
    """Leave out what only one row has, and what stands left of every column that several rows share.

    Dashes speak for a column, too: a class of stock that nobody was issued is a column of dashes.
    """
    if not spans:
        return spans
    dashes = [cell for row in rows for cell in amounts_of(row) if is_dash(cell.text)]
    support = [
        len(span.rows) + sum(span.start - 2 <= digits_end(cell) <= span.end + 2 for cell in dashes) for span in spans
    ]
    most = max(support)
    strong = next(span for span, count in zip(spans, support, strict=True) if count >= min(3, most))
    return [
        span for span, count in zip(spans, support, strict=True) if count >= min(2, most) and span.end >= strong.end
    ]


def assign(cells: Iterable[Cell], spans: Sequence[Span]) -> tuple[dict[int, Cell], list[Cell]]:
    """Which column each amount of a row stands in, and the amounts that stand in none."""
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


def _distance(edge: int, cell: Cell, span: Span) -> int:
    if is_dash(cell.text) and span.start - 2 <= edge <= span.end + 2:
        return 0
    return abs(edge - span.end)


def attach_headings(rows: Sequence[GridRow], spans: Sequence[Span]) -> tuple[list[str], list[str]]:
    """The words over each column, top to bottom, and the words that stand over none of them.

    A heading row with a cell for each column gives one to each; with fewer cells each column takes the
    cell nearest to its centre, so that "Six Months Ended" covers the two dates below it.
    """
    words: list[list[str]] = [[] for _ in spans]
    beside: list[str] = []
    left_edge = max(0, spans[0].start - 8)
    for row in rows:
        cells = [cell for cell in _whole_cells(row) if not re.fullmatch(r"[-=_\s]+", cell.text)]
        over = [cell for cell in cells if cell.end > left_edge and not _is_caption(cell, spans)]
        beside.extend(cell.text for cell in cells if cell not in over)
        if not over:
            continue
        if len(over) == len(spans):
            for column, cell in enumerate(over):
                words[column].append(cell.text)
            continue
        for column, span in enumerate(spans):
            nearest = min(over, key=lambda cell: (_gap(cell, span), cell.start))
            reach = FAR if all(_names_a_day(cell) for cell in over) else len(nearest.text) + 4 * FAR
            if _gap(nearest, span) <= (reach if len(over) < len(spans) else SAME_EDGE):
                words[column].append(nearest.text)
    return [" ".join(" ".join(column).split()) for column in words], beside


def _names_a_day(cell: Cell) -> bool:
    """Whether a heading cell names a year or a day; such a cell stands over its own columns only."""
    return YEAR.search(cell.text) is not None or parse_heading(cell.text).month is not None


def _names_time(cell: Cell) -> bool:
    return _names_a_day(cell) or parse_heading(cell.text).has_length


def _gap(cell: Cell, span: Span) -> int:
    return max(cell.start - span.centre, span.centre - cell.end, 0)


def _is_caption(cell: Cell, spans: Sequence[Span]) -> bool:
    """A scale, a name or a remark that starts left of the columns belongs to the whole table; "Notes" to none."""
    if re.fullmatch(r"(?:see\s+)?notes?(?:\s+(?:no|number)s?\.?)?", cell.text, re.I):
        return True
    is_remark = cell.text.startswith("(") or not _names_time(cell)
    return cell.start < spans[0].start - 8 and (is_remark or cell.end < spans[0].start)


def _whole_cells(row: GridRow) -> list[Cell]:
    """The cells of a heading, with years rejoined to the days before them ("May 31," and "2003")."""
    cells: list[Cell] = []
    for cell in row.cells:
        last = cells[-1] if cells else None
        is_rest_of_day = cell.text[:1].isdigit() and re.search(r"[A-Za-z,]\s*\d{0,2},?$", last.text if last else "")
        if last and cell.start - last.end <= 1 and is_rest_of_day:
            cells[-1] = Cell(f"{last.text} {cell.text}", last.start, cell.end, last.source)
        else:
            cells.append(cell)
    return cells
