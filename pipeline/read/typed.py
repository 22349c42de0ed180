"""Rows typed into paragraphs with blanks that no browser folds → rows of print, or of a table.

In: what markup prints, in order. Out: the same, but lines near typed rows keep their blanks, headings with the rows;
and where a word processor's tabs were saved as some blanks, which set no amount below another, the lines become rows
of a table, each amount in its column. What a row means is not known here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from statistics import median_low
from typing import NamedTuple

from pipeline.numerals import parse_amount
from pipeline.read.print_lines import is_centred
from pipeline.read.printed import BREAK, HtmlTable, Paragraph, Printed, Run, TableCell

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
NEAR = 1
"""Characters by which the ends of amounts that stand below each other may differ."""

_OF_AMOUNTS = "0123456789$(),.-–—% \xa0"
_WIDE = re.compile(r"(?:\xa0 ?){3,}")
_LINE_END = re.compile(r"[\r\n\t]")
_PIECE = re.compile(r"[^\s\xa0]+(?:[ \xa0]{1,2}[^\s\xa0]+)*")
_SIGN = re.compile(r"\$\s*\(?|\(")
_HANGING = ")% "


class _Line(NamedTuple):
    """A line of a paragraph: its runs, its text, where the pieces between its wide blanks begin and end, and how many
    of the last of them are amounts."""

    runs: list[Run]
    text: str
    pieces: list[tuple[int, int]]
    amounts: int

    @property
    def ends(self) -> list[int]:
        """Where the digits of its amounts end."""
        last = self.pieces[len(self.pieces) - self.amounts :]
        return [start + len(self.text[start:end].rstrip(_HANGING)) for start, end in last]


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
            yield from _rows_of(waiting)
            waiting = []
            yield block
    yield from _rows_of(waiting)


def _has_blanks(paragraph: Paragraph) -> bool:
    return any("\xa0" in run.text for run in paragraph.runs)


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
    line: list[Run] = []
    for run in runs:
        if run is BREAK:
            yield line
            line = []
        else:
            line.append(run._replace(text=_LINE_END.sub(" ", run.text)))
    yield line


def _stretch(paragraphs: Sequence[Paragraph]) -> Iterator[Printed]:
    """A stretch of typed rows: as print where its amounts stand below each other, as a table where they do not."""
    lines = [_line(runs) for paragraph in paragraphs for runs in _split(paragraph.runs)]
    ends = _unaligned_ends(lines)
    if ends:
        margin = max((line.pieces[0][0] for line in lines if len(line.pieces) > line.amounts > 0), default=0)
        yield HtmlTable([_cells(line, ends, margin) for line in lines if line.pieces], len(ends) + 1)
        return
    for paragraph in paragraphs:
        if _WIDE.search(_text(paragraph)):
            runs = [run for line in _split(paragraph.runs) for run in (*line, BREAK)]
            yield Paragraph(runs, True, paragraph.styles)
        else:
            yield paragraph


def _line(runs: list[Run]) -> _Line:
    text = _text_of(runs)
    pieces: list[tuple[int, int]] = []
    sign = None
    for match in _PIECE.finditer(text, 0, LONGEST_ROW):
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


def _unaligned_ends(lines: Sequence[_Line]) -> list[int]:
    """Where the amounts of each column end in most rows, if they do not end there in nearly all; else nothing."""
    counts = Counter(line.amounts for line in lines if line.amounts)
    columns = max((count for count, rows in counts.items() if rows >= FEWEST_ROWS), default=0)
    rows = [line.ends for line in lines if line.amounts == columns and len(line.pieces) > columns]
    if len(rows) < FEWEST_ROWS:
        return []
    ends = [median_low(column) for column in zip(*rows, strict=True)]
    near = sum(abs(end - wanted) <= NEAR for row in rows for end, wanted in zip(row, ends, strict=True))
    share, of = ALIGNED
    return ends if near * of < share * len(rows) * columns else []


def _cells(line: _Line, ends: Sequence[int], margin: int) -> list[TableCell]:
    """A line as a row of a table: its caption, and each amount in a column; headings over the columns."""
    amounts = min(line.amounts, len(ends))
    words = line.pieces[: len(line.pieces) - amounts]
    cells = []
    if not amounts and words[0][0] > margin + MOST_BETWEEN:
        wide = max(1, len(ends) // len(words))
        places = [(1 + wide * index, 1 + wide * (index + 1)) for index in range(len(words))]
        return [_cell(line, piece, place) for piece, place in zip(words, places, strict=True)]
    if words:
        cells.append(_cell(line, (0, words[-1][1]), (0, 1)))
    printed = line.ends[len(line.ends) - amounts :]
    columns = min(
        combinations(range(len(ends)), amounts),
        key=lambda chosen: sum(abs(ends[column] - end) for column, end in zip(chosen, printed, strict=True)),
    )
    pieces = line.pieces[len(line.pieces) - amounts :]
    return cells + [_cell(line, piece, (c + 1, c + 2)) for piece, c in zip(pieces, columns, strict=True)]


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
