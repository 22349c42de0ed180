"""The cells of an HTML table → lines with its numbers right-aligned, as a page of print shows them.

In: rows of cells with the columns of the table that they cover. Out: `Line`s of text whose cuts say where each
cell stands: an amount ends where every amount of its column does, a heading stands over the columns that it covers.
Numbers spread over cells (a dollar sign, digits, a parenthesis) become one. What a row means is not known here.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from pipeline.marks import LETTERED, end_of_amount
from pipeline.model import Cut, Print
from pipeline.numerals import parse_amount
from pipeline.read.halves import part_halves
from pipeline.read.print_lines import Line, Text, fold, wrap
from pipeline.read.printed import TableCell
from pipeline.read.stacked import unstack

GAP = 4
"""Blanks before an amount: two for what hangs out right of the digits before it (")", "%"), two to tell them apart."""
LONGEST_CAPTION = 160
"""A longer cell in a row without amounts is prose that a table only lays out."""
LONGEST_CELL = 2_000
"""A longer cell is prose in any row, and no column is made as wide as it."""
POINTS = 5
"""Points of an indent that one blank stands for."""
MOST_INDENT = 40
MARGIN = 2
"""Points that a cell is padded with by habit: no indent."""

_SIGN_BEFORE = re.compile(r"(?:US)?\$\s*\(?|\(\s*\$?")
_SIGN_AFTER = re.compile(r"\)?\s*%?\s*\)?")
_OTHER_SIGN = re.compile(r"[€£¥]|[A-Z]{0,3}\$|%|[)|*†‡]+")
_STARTS_NUMBER = re.compile(r"[(<]?\s*\$?\s*\(?\s*-?\.?\d|[—–-]{1,3}\s*\)?$")
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_ENDS_IN_YEAR = re.compile(r"(?:\A|\d[\s,]+|[A-Za-z][\s,.]+)(?:19[5-9]|20[0-4])\d\Z")
_HANGING = ")>% "
_INDENT = re.compile(r"(?P<name>padding-left|margin-left|text-indent|padding|margin)\s*:\s*(?P<value>[^;\"']+)", re.I)
_LENGTH = re.compile(r"(-?(?:\d{1,6}(?:\.\d{0,6})?|\.\d{1,6}))\s*(pt|px|em|in|rem)?(?![\d.%])", re.I)
_POINTS_OF = {"pt": (1, 1), "px": (3, 4), "em": (10, 1), "rem": (10, 1), "in": (72, 1), "": (3, 4)}


class _Piece(NamedTuple):
    """What a row prints in the columns ``first`` to ``last``: an amount of one or more cells, or words.

    ``digits`` is the first column of the cell that the digits stand in.
    """

    first: int
    last: int
    text: Text
    is_amount: bool = False
    digits: int = 0

    @property
    def body(self) -> int:
        """The length of the text without the marks and what hangs out right of the digits."""
        return len(self.text.text[: end_of_amount(self.text.text)].rstrip(_HANGING))


class TablePlan(NamedTuple):
    """The rows of a table as pieces, and where its columns stand in print."""

    rows: list[list[_Piece]]
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
    pieces = [_join_numbers([_piece(cell, index) for index, cell in enumerate(row)]) for row in parted]
    _align_heads(pieces)
    print_ = [row for row in pieces if all(len(piece.text.text) <= LONGEST_CELL for piece in row)]
    edges = _edges(print_)
    return TablePlan(pieces, edges, _positions(print_, edges), _widths(print_, edges))


def _align_heads(rows: list[list[_Piece]]) -> None:
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
            yield from wrap(_joined([piece.text for piece in row]))
        elif row:
            yield _line(row, plan.positions, plan.edges, plan.widths)


def _piece(cell: TableCell, position: int) -> _Piece:
    text = fold(cell.runs)
    if not position and (more := _indent(tuple(cell.styles))):
        text = text._replace(indent=text.indent + more)
    if text.indent > MOST_INDENT and not position:
        text = text._replace(indent=MOST_INDENT)
    return _Piece(cell.first, cell.last, text, False, cell.first)


@lru_cache(maxsize=1 << 12)
def _indent(styles: tuple[str, ...]) -> int:
    """The indent of a cell in blanks, from the paddings and margins of the cell and the blocks in it.

    >>> _indent(('style="padding:2px 1pt 2px 13pt"',)), _indent(('style="padding-left:20pt;text-indent:-10pt"',))
    (2, 2)
    >>> _indent(('style="margin-left:.5in;text-indent:-.25in"',))
    3
    """
    points = 0
    for style in styles:
        for name, declared in groupby(_INDENT.finditer(style), key=lambda match: match["name"].lower()):
            lengths = _LENGTH.findall([*declared][-1]["value"])
            if name in ("padding", "margin"):
                lengths = lengths[3:4] if len(lengths) == 4 else lengths[1:2]
            if lengths:
                number, unit = lengths[0]
                times, parts = _POINTS_OF[unit.lower()]
                points += int(Decimal(number) * times / parts)
    return max(0, points + POINTS // 2 - MARGIN) // POINTS


# --- numbers spread over cells ----------------------------------------------------------


def _join_numbers(row: Sequence[_Piece]) -> list[_Piece]:
    """The row with each number as one piece: its sign before it, its digits, what closes it."""
    result: list[_Piece] = []
    for piece in row:
        text = piece.text.text
        if not result:
            if text:
                result.append(piece)
            continue
        last, part = result[-1], _part_of(text)
        is_open = part.closes and _is_open(last, text)
        if not text or (part.is_other_sign and not is_open):
            if text.endswith("$"):
                result.append(piece)
        elif part.is_mark and _is_beside_number(last, piece):
            continue
        elif is_open or (part.starts_number and _part_of(last.text.text).opens):
            result[-1] = _joined_pieces(last, piece)
        else:
            result.append(piece)
    return [_as_amount(piece) for piece in result if not _part_of(piece.text.text).opens]


class _Part(NamedTuple):
    """What a cell may hold of a number that is spread over cells, and no more than it."""

    opens: bool
    """The dollar sign or the parenthesis before the digits."""
    closes: bool
    """The parenthesis or the sign of per cent behind them."""
    is_other_sign: bool
    is_mark: bool
    """The letter of a footnote."""
    starts_number: bool


_WORDS = _Part(False, False, False, False, False)


@lru_cache(maxsize=1 << 12)
def _part_of(text: str) -> _Part:
    """A text by its signs; a filing prints the same few, and the same amounts, in thousands of cells.

    >>> _part_of("$ (").opens, _part_of(")%").closes, _part_of("US$").is_other_sign, _part_of("(a) (b)").is_mark
    (True, True, True, True)
    """
    if text[:2].isalpha() and "$" not in text:
        return _WORDS
    return _Part(
        opens=_SIGN_BEFORE.fullmatch(text) is not None,
        closes=_SIGN_AFTER.fullmatch(text) is not None,
        is_other_sign=_OTHER_SIGN.fullmatch(text) is not None,
        is_mark=LETTERED.fullmatch(text) is not None,
        starts_number=_STARTS_NUMBER.match(text) is not None,
    )


def _is_beside_number(number: _Piece, piece: _Piece) -> bool:
    return piece.first - number.last <= 1 and _part_of(number.text.text).starts_number


def _is_open(number: _Piece, text: str) -> bool:
    """Whether the number before a sign wants it: its parenthesis is open, or it has no sign of per cent."""
    before = number.text.text
    if not _part_of(before).starts_number:
        return False
    return before.count("(") > before.count(")") if ")" in text else not before.endswith("%")


def _joined_pieces(left: _Piece, right: _Piece) -> _Piece:
    text = _joined([left.text, right.text], "")
    if _part_of(right.text.text).starts_number:
        return _Piece(left.first, right.last, text, digits=right.first)
    return left._replace(text=text)


def _joined(texts: Sequence[Text], between: str = "  ") -> Text:
    text = ""
    prints: list[Print] = []
    for part in texts:
        text += between if text else ""
        prints.extend(part.moved(len(text)))
        text += part.text
    return Text(text, tuple(prints), texts[0].indent)


def _as_amount(piece: _Piece) -> _Piece:
    first, last, (text, *_), _, digits = piece
    text = text[: end_of_amount(text)] if first else text
    if not text or text[-1].isalpha() or parse_amount(text.rstrip("% ")) is None or _YEAR.fullmatch(text):
        return piece
    return _Piece(first, last, piece.text, True, digits)


# --- columns ----------------------------------------------------------------------------


def _edges(rows: Sequence[Sequence[_Piece]]) -> dict[int, int]:
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


def _widths(rows: Sequence[Sequence[_Piece]], edges: Mapping[int, int]) -> dict[int, int]:
    """How many print columns the longest amount of each column takes."""
    widths: dict[int, int] = defaultdict(int)
    for row in rows:
        for piece in row:
            if piece.is_amount:
                edge = edges[piece.last]
                widths[edge] = max(widths[edge], piece.body)
    return widths


def _positions(rows: Sequence[Sequence[_Piece]], edges: Mapping[int, int]) -> list[int]:
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
    positions = [0] * (most + 1)
    for column in range(1, most + 1):
        room = [positions[start] + width for start, width in wanted.get(column, {}).items()]
        positions[column] = max(positions[column - 1], *room) if room else positions[column - 1]
    return positions


# --- lines ------------------------------------------------------------------------------


def _line(row: Sequence[_Piece], positions: Sequence[int], edges: Mapping[int, int], widths: Mapping[int, int]) -> Line:
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


def _columns_under(piece: _Piece, positions: Sequence[int], widths: Mapping[int, int]) -> Cut | None:
    """The print columns of the amounts that a heading covers, or None if it stands over none."""
    under = [edge for edge in range(piece.first + 1, piece.last + 1) if edge in widths]
    return (positions[under[0]] - widths[under[0]], positions[under[-1]]) if under else None
