"""The cells of one row of an HTML table → its pieces: words, and numbers joined that are spread over cells.

In: cells with the columns that they cover. Out: pieces, in order; a dollar sign, the digits and a parenthesis are one.
Where a piece stands in print is not known here.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from pipeline.marks import LETTERED, end_of_amount
from pipeline.model import Print
from pipeline.numerals import parse_amount
from pipeline.read.print_lines import Text, fold
from pipeline.read.printed import TableCell

POINTS = 5
"""Points of an indent that one blank stands for."""
MOST_INDENT = 40
MARGIN = 2
"""Points that a cell is padded with by habit: no indent."""

_SIGN_BEFORE = re.compile(r"(?:US)?\$\s*\(?|\(\s*\$?")
_SIGN_AFTER = re.compile(r"\)?\s*%?\s*\)?")
_OTHER_SIGN = re.compile(r"[€£¥]|[A-Z]{0,3}\$|%|[)|*†‡]+|\.(?:\s?\.)+")
"""What stands in a cell of its own and is no part of a number; dots lead from a caption to its amounts."""
_STARTS_NUMBER = re.compile(r"[(<]?\s*\$?\s*\(?\s*-?\.?\d|[—–-]{1,3}\s*\)?$")
YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_DAY = re.compile(r"[A-Za-z]{3,9}\.?\s\d{1,2},?")
FEWEST_DAYS = 2
"""Days beside years in a row of headings, each for its own column."""
_HANGING = ")>% "
_INDENT = re.compile(r"(?P<name>padding-left|margin-left|text-indent|padding|margin)\s*:\s*(?P<value>[^;\"']+)", re.I)
_LENGTH = re.compile(r"(-?(?:\d{1,6}(?:\.\d{0,6})?|\.\d{1,6}))\s*(pt|px|em|in|rem)?(?![\d.%])", re.I)
_POINTS_OF = {"pt": (1, 1), "px": (3, 4), "em": (10, 1), "rem": (10, 1), "in": (72, 1), "": (3, 4)}


class Piece(NamedTuple):
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
        return _body(self.text.text)

    @property
    def hangs(self) -> int:
        """How many characters of an amount stand right of its digits."""
        return len(self.text.text) - self.body if self.is_amount else 0


@lru_cache(maxsize=1 << 12)
def _body(text: str) -> int:
    return len(text[: end_of_amount(text)].rstrip(_HANGING))


def join_cells(row: Sequence[TableCell]) -> list[Piece]:
    """The pieces of a row, each number as one."""
    return _join_days(_join_numbers([_piece(cell, index) for index, cell in enumerate(row)]))


def _piece(cell: TableCell, position: int) -> Piece:
    text = fold(cell.runs)
    if not position and (more := _indent(tuple(cell.styles))):
        text = text._replace(indent=text.indent + more)
    if text.indent > MOST_INDENT and not position:
        text = text._replace(indent=MOST_INDENT)
    return Piece(cell.first, cell.last, text, False, cell.first)


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


def _join_numbers(row: Sequence[Piece]) -> list[Piece]:
    """The row with each number as one piece: its sign before it, its digits, what closes it."""
    result: list[Piece] = []
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


def _join_days(row: list[Piece]) -> list[Piece]:
    """A row of headings with each day and the year in the cell right of it as one: "June 30," "2003" "June 30," "2002".

    One day alone may be that of all the years beside it.
    """
    if len(row) < 2 * FEWEST_DAYS or not YEAR.fullmatch(row[-1].text.text):
        return row
    stub = row[: len(row) % 2]
    days, years = row[len(stub) :: 2], row[len(stub) + 1 :: 2]
    if not all(_DAY.fullmatch(day.text.text) for day in days) or not all(YEAR.fullmatch(y.text.text) for y in years):
        return row
    pairs = zip(days, years, strict=True)
    return stub + [Piece(day.first, y.last, join_texts([day.text, y.text], " "), digits=day.first) for day, y in pairs]


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


def _is_beside_number(number: Piece, piece: Piece) -> bool:
    return piece.first - number.last <= 1 and _part_of(number.text.text).starts_number


def _is_open(number: Piece, text: str) -> bool:
    """Whether the number before a sign wants it: its parenthesis is open, or it has no sign of per cent."""
    before = number.text.text
    if not _part_of(before).starts_number:
        return False
    if ")" in text:
        return before.count("(") > before.count(")")
    return not before.endswith("%") and not YEAR.fullmatch(before)


def _joined_pieces(left: Piece, right: Piece) -> Piece:
    text = join_texts([left.text, right.text], "")
    if _part_of(right.text.text).starts_number:
        return Piece(left.first, right.last, text, digits=right.first)
    return left._replace(text=text)


def join_texts(texts: Sequence[Text], between: str = "  ") -> Text:
    text = ""
    prints: list[Print] = []
    for part in texts:
        text += between if text else ""
        prints.extend(part.moved(len(text)))
        text += part.text
    return Text(text, tuple(prints), texts[0].indent)


def _as_amount(piece: Piece) -> Piece:
    first, last, text, _, digits = piece
    return Piece(first, last, text, True, digits) if text.text and _is_amount(text.text, first > 0) else piece


@lru_cache(maxsize=1 << 12)
def _is_amount(text: str, may_have_marks: bool) -> bool:
    text = text[: end_of_amount(text)] if may_have_marks else text
    return (
        bool(text)
        and not text[-1].isalpha()
        and parse_amount(text.rstrip("% ")) is not None
        and not YEAR.fullmatch(text)
    )
