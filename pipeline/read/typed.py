"""Rows typed into paragraphs with blanks that no browser folds → rows of print, or of a table.

In: what markup prints, in order. Out: the same, but lines near typed rows keep their blanks, headings with the rows;
and where a word processor's tabs were saved as some blanks, which set no amount below another, the lines become rows
of a table, each amount in its column. What a row means is not known here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

from pipeline.numerals import parse_amount
from pipeline.read.print_lines import is_centred, split_lines
from pipeline.read.printed import BREAK, HtmlTable, Paragraph, Printed, Run, TableCell
from pipeline.read.tabs import NEAR, TabColumns, TypedRow, columns_of, learn_columns

LONGEST_ROW = 400
"""Characters of a row that is typed with blanks."""
MOST_PARAGRAPHS = 600
"""Paragraphs that are looked at together: statements of three pages have fewer."""
FEWEST_ROWS = 6
"""Fewer rows with as many amounts do not tell whether these stand below each other."""
MOST_AMOUNTS = 8
"""A line with more amounts is no row of a statement."""
FEWEST_BLANKS = 3
"""Blanks that part an amount from what stands before it."""
MOST_BETWEEN = 6
"""Paragraphs between two typed rows of one table: captions that wrap, headings, blank lines."""
ALIGNED = 3, 4
"""Share of amounts that end where most of their column do, in what is typed in characters of one width."""

_OF_AMOUNTS = "0123456789$(),.-–—% \xa0"
_WIDE = re.compile(r"(?:\xa0 ?){3,}")
_LINE_END = re.compile(r"[\r\n\t]")
_PIECE = re.compile(r"[^\s\xa0]+(?:[ \xa0]{1,2}[^\s\xa0]+)*")
_SIGN = re.compile(r"\$\s*\(?|\(")
_HANGING = ")% "
_NO_BLANKS = dict.fromkeys(map(ord, " \xa0"))


class _Line(NamedTuple):
    """A line of a paragraph: its runs, its text, where the pieces between its wide blanks begin and end, and how many
    of the last of them are amounts; none of a line that is too long for a row."""

    runs: list[Run]
    text: str
    pieces: list[tuple[int, int]]
    amounts: int


def keep_typed(blocks: Iterable[Printed]) -> Iterator[Printed]:
    """What is printed, in order, typed rows as rows."""
    waiting: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph) and not block.is_pre and (waiting or _has_blanks(block)):
            waiting.append(block)
            if len(waiting) == MOST_PARAGRAPHS:
                yield from _rows_of(waiting)
                waiting = []
        else:
            if waiting:
                yield from _rows_of(waiting)
                waiting = []
            yield block
    yield from _rows_of(waiting)


def _has_blanks(paragraph: Paragraph) -> bool:
    for run in paragraph.runs:  # noqa: SIM110 - a generator takes longer than the few runs of most paragraphs
        if "\xa0" in run.text:
            return True
    return False


def _rows_of(paragraphs: list[Paragraph]) -> Iterator[Printed]:
    """The paragraphs, those that are typed rows or head some as such."""
    position = 0
    for start, stop in _stretches(paragraphs):
        yield from paragraphs[position:start]
        yield from _stretch(paragraphs[start:stop])
        position = stop
    yield from paragraphs[position:]


def _stretches(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int, int]]:
    """Where typed rows that follow each other closely begin, headings with wide blanks included, and end."""
    start = last = -1
    for index, paragraph in enumerate(paragraphs):
        if not _is_typed(paragraph):
            continue
        if last < 0 or index - last > MOST_BETWEEN or not all(map(_goes_on, paragraphs[last + 1 : index])):
            if last >= 0:
                yield start, last + 1
            begin = max(last + 1, index - MOST_BETWEEN)
            start = index
            while start > begin and _goes_on(paragraphs[start - 1]) and _WIDE.search(_text(paragraphs[start - 1])):
                start -= 1
        last = index
    if last >= 0:
        yield start, last + 1


def _text(paragraph: Paragraph) -> str:
    return _text_of(paragraph.runs)


def _goes_on(paragraph: Paragraph) -> bool:
    """Whether what has no amounts may stand between the rows of one table: neither prose nor a title."""
    is_short = BREAK in paragraph.runs or len(_text(paragraph)) <= LONGEST_ROW
    return is_short and not any(map(is_centred, paragraph.styles))


def _is_typed(paragraph: Paragraph) -> bool:
    """Whether a line of a paragraph is a row."""
    return _has_blanks(paragraph) and any(_ends_apart(_text_of(line)) for line in _split(paragraph.runs))


def _ends_apart(text: str) -> bool:
    """Whether a line is typed with blanks that no browser folds, an amount at its end.

    >>> _ends_apart("Net sales\xa0\xa0\xa0\xa0$ 1,204"), _ends_apart("Item\xa07")
    (True, False)
    """
    if len(text) > LONGEST_ROW:
        return False
    text = text.rstrip()
    end = text[len(text.rstrip(_OF_AMOUNTS)) :]
    before, _, amount = end.rpartition("\xa0")
    before += "\xa0"
    if amount.startswith(")"):
        before, _, amount = before[:-1].rpartition("\xa0")
    blanks = before[len(before.rstrip(" \xa0$(")) :]
    return blanks.count("\xa0") >= FEWEST_BLANKS and parse_amount(amount.strip("$()% ")) is not None


def _text_of(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


def _split(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """The runs of each line, their own line ends as blanks."""
    for line in split_lines(runs):
        yield [run._replace(text=_LINE_END.sub(" ", run.text)) for run in line]


def _stretch(paragraphs: Sequence[Paragraph]) -> Iterator[Printed]:
    """A stretch of typed rows: as print where its amounts stand below each other, as a table where they do not."""
    lines = [_line(runs) for paragraph in paragraphs for runs in _split(paragraph.runs)]
    columns = _unaligned(lines)
    if columns is not None:
        yield _table(lines, columns)
        return
    for paragraph in paragraphs:
        if _WIDE.search(_text(paragraph)):
            runs = [run for line in _split(paragraph.runs) for run in (*line, BREAK)]
            yield Paragraph(runs, True, paragraph.styles)
        else:
            yield paragraph


def _table(lines: Sequence[_Line], columns: TabColumns) -> HtmlTable:
    """The lines as rows of a table; what is too long for a row is prose in it."""
    margin = max((line.pieces[0][0] for line in lines if len(line.pieces) > line.amounts > 0), default=0)
    wide = len(columns.ends) + 1
    rows = [
        _cells(line, columns, margin) if line.pieces else [TableCell(0, wide, line.runs, [])]
        for line in lines
        if line.pieces or len(line.text) > LONGEST_ROW
    ]
    return HtmlTable(rows, wide)


def _line(runs: list[Run]) -> _Line:
    text = _text_of(runs)
    pieces: list[tuple[int, int]] = []
    sign = None
    for match in _PIECE.finditer(text) if len(text) <= LONGEST_ROW else ():
        begin = match.start() if sign is None else sign
        sign = begin if _SIGN.fullmatch(match[0]) else None
        if sign is None:
            pieces.append((begin, match.end()))
    amounts = 0
    for begin, end in reversed(pieces):
        if amounts == MOST_AMOUNTS or parse_amount(text[begin:end].rstrip("% ")) is None:
            break
        amounts += 1
    return _Line(runs, text, pieces, amounts)


def _unaligned(lines: Sequence[_Line]) -> TabColumns | None:
    """The columns of the rows, if their amounts do not end in the same place in nearly all; else nothing."""
    counts = Counter(line.amounts for line in lines if line.amounts)
    columns = max((count for count, rows in counts.items() if rows >= FEWEST_ROWS), default=0)
    rows = [_typed_row(line) for line in lines if line.amounts == columns and len(line.pieces) > columns]
    if len(rows) < FEWEST_ROWS:
        return None
    ends = [median_low(column) for column in zip(*(row.ends for row in rows), strict=True)]
    near = sum(abs(end - wanted) <= NEAR for row in rows for end, wanted in zip(row.ends, ends, strict=True))
    share, of = ALIGNED
    return learn_columns(rows) if near * of < share * len(rows) * columns else None


def _typed_row(line: _Line) -> TypedRow:
    """What a line's places say of its amounts; tabs may stand before a sign and behind it."""
    words = len(line.pieces) - line.amounts
    begins = [line.pieces[words - 1][1] if words else 0, *(end for _, end in line.pieces[words:])]
    printed = (line.text[start:end] for start, end in pairwise(begins))
    ends = [start + len(line.text[start:end].rstrip(_HANGING)) for start, end in line.pieces[words:]]
    return TypedRow(begins[0], [len(text) - len(text.translate(_NO_BLANKS)) for text in printed], ends)


def _cells(line: _Line, columns: TabColumns, margin: int) -> list[TableCell]:
    """A line as a row of a table: its caption, and each amount in a column; headings over the columns.

    Amounts of which no column is certain stay behind the words of the caption, and are in none.
    """
    count = len(columns.ends)
    amounts = min(line.amounts, count)
    where = columns_of(_typed_row(line), columns) if amounts == line.amounts else tuple(range(count))
    if where is None:
        return [_cell(line, (0, line.pieces[-1][1]), (0, 1))]
    words, pieces = line.pieces[: len(line.pieces) - amounts], line.pieces[len(line.pieces) - amounts :]
    if not amounts and words[0][0] > margin + MOST_BETWEEN:
        wide = max(1, count // len(words))
        places = [(1 + wide * index, 1 + wide * (index + 1)) for index in range(len(words))]
        return [_cell(line, piece, place) for piece, place in zip(words, places, strict=True)]
    cells = [_cell(line, (0, words[-1][1]), (0, 1))] if words else []
    return cells + [_cell(line, piece, (c + 1, c + 2)) for piece, c in zip(pieces, where, strict=True)]


def _cell(line: _Line, piece: tuple[int, int], columns: tuple[int, int]) -> TableCell:
    """The cell that prints a piece of a line."""
    runs, position = [], 0
    for run in line.runs:
        start, end = max(piece[0] - position, 0), min(piece[1] - position, len(run.text))
        position += len(run.text)
        if start < end:
            is_plain = run.length == len(run.text)
            place = (run.offset + start, end - start) if is_plain else (run.offset, run.length)
            runs.append(Run(run.text[start:end], *place, run.is_raised))
    return TableCell(*columns, runs, [])
