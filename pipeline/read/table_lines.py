"""The cells of an HTML table → lines with its numbers right-aligned, as a page of print shows them.

In: rows of cells with the columns of the table that they cover. Out: `Line`s of text whose cuts say where each
cell stands: an amount ends where every amount of its column does, a heading stands over the columns that it covers.
What a row means is not known here.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.model import Cut, Print
from pipeline.read.halves import part_halves
from pipeline.read.pieces import YEAR, Piece, join_cells, join_texts
from pipeline.read.print_lines import Line, wrap
from pipeline.read.printed import TableCell
from pipeline.read.stacked import unstack

HANGS = 2
"""Characters that hang out right of the digits of an amount: ")", "%"; the marks of footnotes may be more."""
GAP = HANGS + 2
"""Blanks before an amount: those for what hangs out right of the digits before it, and two to tell them apart."""
LONGEST_CAPTION = 160
"""A longer cell in a row without amounts is prose that a table only lays out."""
LONGEST_CELL = 2_000
"""A longer cell is prose in any row, and no column is made as wide as it."""
_ENDS_IN_YEAR = re.compile(rf"(?:\A|\d[\s,]+|[A-Za-z][\s,.]+){YEAR.pattern}\Z")


class TablePlan(NamedTuple):
    """The rows of a table as pieces, and where its columns stand in print."""

    rows: list[list[Piece]]
    edges: dict[int, int]
    positions: list[int]
    widths: dict[int, int]

    @property
    def gaps(self) -> tuple[int, ...]:
        """The print columns from each column of amounts to the next, from the left margin on."""
        ends = [0, *(self.positions[edge] for edge in sorted(self.widths))]
        return tuple(end - before for before, end in pairwise(ends))


def plan_table(rows: Sequence[list[TableCell]]) -> TablePlan:
    """A table, and where each of its columns would stand if it stood alone."""
    parted = part_halves([*unstack(rows)])
    pieces = [join_cells(row) for row in parted]
    _part_page_numbers(pieces)
    _align_heads(pieces)
    print_ = [row for row in pieces if all(len(piece.text.text) <= LONGEST_CELL for piece in row)]
    edges = _edges(print_)
    return TablePlan(pieces, edges, _positions(print_, edges), _widths(print_, edges))


def _part_page_numbers(rows: list[list[Piece]]) -> None:
    """A number that stands alone in its row, where the captions of others begin, is no amount of a column."""
    if any(row[0].first == 0 and not row[0].is_amount for row in rows if row):
        for row in rows:
            if len(row) == 1 and row[0].first == 0:
                row[0] = row[0]._replace(is_amount=False)


def _align_heads(rows: list[list[Piece]]) -> None:
    """Of a table without amounts, which heads the next one, the years over its columns stand where amounts will."""
    if not rows or any(piece.is_amount for row in rows for piece in row):
        return
    years = [piece for piece in rows[-1] if _ENDS_IN_YEAR.search(piece.text.text)]
    if len(years) > 1 and len(years) >= len(rows[-1]) - 1:
        rows[-1] = [piece._replace(is_amount=piece in years) for piece in rows[-1]]


def align_tables(plans: Sequence[TablePlan]) -> list[TablePlan]:
    """Tables of as many columns of amounts, each column at one right edge in all: one may go on in the next."""
    gaps = [max(sizes) for sizes in zip(*(plan.gaps for plan in plans), strict=True)]
    return [_moved(plan, gaps) for plan in plans] if len(plans) > 1 else list(plans)


def _moved(plan: TablePlan, gaps: Sequence[int]) -> TablePlan:
    positions = list(plan.positions)
    more = 0
    for edge, gap, wanted in zip(sorted(plan.widths), plan.gaps, gaps, strict=True):
        for column in range(edge, len(positions)) if wanted > gap else ():
            positions[column] += wanted - gap
        more += wanted - gap
    return plan._replace(positions=positions) if more else plan


def lay_out_table(plan: TablePlan) -> Iterator[Line]:
    """The lines of a table; the rows of one that only lays out prose are wrapped."""
    if plan.edges:
        yield Line("<TABLE>")
    for row in plan.rows:
        longest = max((len(piece.text.text) for piece in row), default=0)
        if longest > LONGEST_CELL or (longest > LONGEST_CAPTION and not any(piece.is_amount for piece in row)):
            yield from wrap(join_texts([piece.text for piece in row]))
        elif row:
            yield _line(row, plan.positions, plan.edges, plan.widths)


# --- columns ----------------------------------------------------------------------------


def _edges(rows: Sequence[Sequence[Piece]]) -> dict[int, int]:
    """Where amounts end: each last column of an amount, and the one that stands for its column of amounts.

    The digits of a column end in the same column of the table in most rows; where a cell covers one more, it is
    still theirs, if no row has an amount at both.
    """
    where: dict[int, set[int]] = defaultdict(set)
    for index, row in enumerate(rows):
        for piece in row:
            if piece.is_amount:
                where[piece.last].add(index)
    edges = {edge: edge for edge in sorted(where)}
    for row in rows:
        for piece in row:
            if piece.is_amount:
                for edge in range(piece.digits + 1, piece.last):
                    if edge in edges and edges[edge] == edge and where[edge].isdisjoint(where[piece.last]):
                        edges[edge] = piece.last
                        where[piece.last] |= where[edge]
    return {edge: _follow(edges, edge) for edge in edges}


def _follow(edges: Mapping[int, int], edge: int) -> int:
    while edges[edge] != edge:
        edge = edges[edge]
    return edge


def _widths(rows: Sequence[Sequence[Piece]], edges: Mapping[int, int]) -> dict[int, int]:
    """How many print columns the longest amount of each column takes."""
    widths: dict[int, int] = defaultdict(int)
    for row in rows:
        for piece in row:
            if piece.is_amount:
                edge = edges[piece.last]
                widths[edge] = max(widths[edge], piece.body)
    return widths


def _positions(rows: Sequence[Sequence[Piece]], edges: Mapping[int, int]) -> list[int]:
    """The print column at which each column of the table begins, so that every text has its place."""
    wanted: dict[int, dict[int, int]] = defaultdict(dict)
    most = 0
    for row in rows:
        for index, piece in enumerate(row):
            most = max(most, piece.last)
            if piece.is_amount:
                end, width = edges[piece.last], piece.body + GAP
            elif index + 1 < len(row) or index:
                end, width = piece.last, piece.text.indent + len(piece.text.text) + 2
            else:
                continue  # what stands alone in its row takes what room there is
            starts = wanted[end]
            starts[piece.first] = max(starts.get(piece.first, 0), width)
            if index and row[index - 1].hangs > HANGS and (edge := edges[row[index - 1].last]) < end:
                starts[edge] = max(starts.get(edge, 0), row[index - 1].hangs - HANGS + width)
    positions = [0] * (most + 1)
    for column in range(1, most + 1):
        room = [positions[start] + width for start, width in wanted.get(column, {}).items()]
        positions[column] = max(positions[column - 1], *room) if room else positions[column - 1]
    return positions


# --- lines ------------------------------------------------------------------------------


def _line(row: Sequence[Piece], positions: Sequence[int], edges: Mapping[int, int], widths: Mapping[int, int]) -> Line:
    """One row of a table in print."""
    line = ""
    cuts: list[Cut] = []
    prints: list[Print] = []
    for piece in row:
        text = piece.text.text
        over = None if piece.is_amount else _columns_under(piece, positions, widths)
        if piece.is_amount:
            start = positions[edges[piece.last]] - piece.body
        elif (piece is row[0] and piece.first == 0) or over is None:
            start = positions[piece.first] + piece.text.indent
            over = None
        else:
            middle = min((sum(over) - len(text)) // 2, positions[piece.last] - len(text))
            start = max(positions[piece.first], middle)
        start = max(start, free := len(line) + 2 if line else 0)
        line += " " * (start - len(line)) + text
        prints.extend(piece.text.moved(start))
        end = start + len(text)
        cuts.append((start, end) if over is None else (min(max(over[0], free), start), max(over[1], end)))
    return Line(line, tuple(cuts), tuple(prints))


def _columns_under(piece: Piece, positions: Sequence[int], widths: Mapping[int, int]) -> Cut | None:
    """The print columns of the amounts that a heading covers, or None if it stands over none."""
    under = [edge for edge in range(piece.first + 1, piece.last + 1) if edge in widths]
    return (positions[under[0]] - widths[under[0]], positions[under[-1]]) if under else None
