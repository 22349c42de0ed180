"""A table that prints assets and, beside them, liabilities → the same rows, the one half below the other.

In: rows of cells. Out: the same, or those of a balance sheet in two halves parted where the second half's captions
begin, its cells moved into the columns of the first. What an amount means is not known here.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.numerals import parse_amount
from pipeline.read.printed import TableCell

FEWEST_ROWS = 4
"""Rows with a caption and amounts on both sides: fewer are a coincidence."""
_ASSETS = re.compile(r"\btotal\b.*\bassets\b", re.I)
_LIABILITIES = re.compile(r"\btotal\b.*\bliabilit", re.I)
_SHORTEST = len("total liabilit")
_WORDS = re.compile(r"[A-Za-z]{3}")
_LONGEST_AMOUNT = 40


def part_halves(rows: Sequence[list[TableCell]]) -> Sequence[list[TableCell]]:
    """The rows of a balance sheet that stands in two halves, the assets before the liabilities; others as they are."""
    start = _second_captions(rows)
    if not start:
        return rows
    first, second = _edges(rows, 0, start), _edges(rows, start, 1 << 30)
    if not first or not second:
        return rows
    shift = max(second) - max(first)
    left = [[cell for cell in row if cell.first < start] for row in rows]
    right = [[_moved(cell, shift) for cell in row if cell.first >= start] for row in rows]
    return [row for row in (*left, *right) if row]


def _second_captions(rows: Sequence[list[TableCell]]) -> int:
    """The column in which the captions of liabilities stand, right of the amounts of assets; 0 where there is none."""
    may_be = [cell for row in rows for cell in row[1:] if len(cell.runs) > 1 or len(cell.runs[0].text) >= _SHORTEST]
    if not any(_LIABILITIES.search(text) for cell in may_be if len(text := _text(cell)) >= _SHORTEST):
        return 0
    starts = Counter(start for row in rows for start in set(_captions_between_amounts(row)))
    if not starts:
        return 0
    start, count = starts.most_common(1)[0]
    captions = [(cell.first, _text(cell)) for row in rows for cell in row]
    is_of_assets = any(_ASSETS.search(text) for first, text in captions if first < start)
    is_of_liabilities = any(_LIABILITIES.search(text) for first, text in captions if first == start)
    return start if count >= FEWEST_ROWS and is_of_assets and is_of_liabilities else 0


def _captions_between_amounts(row: Sequence[TableCell]) -> Iterator[int]:
    """Where words stand that have an amount on either side, and words before the first."""
    kinds = [_is_amount(cell) for cell in row]
    for index, cell in enumerate(row):
        if True in kinds[1:index] and True in kinds[index + 1 :] and _WORDS.search(_text(cell)):
            yield cell.first


def _edges(rows: Sequence[list[TableCell]], start: int, stop: int) -> list[int]:
    """The columns in which amounts between two columns end, those of a few rows left out."""
    ends = Counter(cell.last for row in rows for cell in row if start <= cell.first < stop and _is_amount(cell))
    most = max(ends.values(), default=0)
    return [end for end, count in ends.items() if 2 * count >= most]


def _moved(cell: TableCell, shift: int) -> TableCell:
    first = max(0, cell.first - shift)
    return TableCell(first, max(first + 1, cell.last - shift), cell.runs, cell.styles)


def _is_amount(cell: TableCell) -> bool:
    text = _text(cell)
    return len(text) <= _LONGEST_AMOUNT and parse_amount(text.rstrip("% ")) is not None


def _text(cell: TableCell) -> str:
    return "".join(run.text for run in cell.runs if not run.is_raised).replace("\xa0", " ").strip()
