"""Lines of a balance sheet that prints its sides beside each other → the rows of each.

In: the lines of a located balance sheet. Out: the print column at which the second side's captions begin, and the rows
of either side, as if the second went on with the first on a page of its own. What captions and amounts mean is not
known here.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.grid import TAB, make_row
from pipeline.model import Cell, Grid, GridRow, Source
from pipeline.numerals import parse_amount

FEWEST_ROWS = 4
"""Lines with a caption and amounts on both sides: fewer are a coincidence."""
LONGEST_LINE = 250
"""Print columns of the widest paper; a longer line is a paragraph or an attack."""
GUTTER = 2
"""Blank print columns before the captions of the second side, in all lines but titles."""
_PART = re.compile(r"\S+(?:\s\S+)*")
"""What two blanks or more part from the rest of a line."""
_CAPTION = re.compile(r"[A-Z][A-Za-z]{2}")
_LAST_WORD = re.compile(r"\(?\d[\d,]*(?:\.\d+)?\)?|--?")
_AMOUNT = re.compile(r"(?:\d[\d,]*(?:\.\d+)?|--?)\)?\s*$")
_ASSETS = re.compile(r"\bassets\b", re.I)
_LIABILITIES = re.compile(r"\bliabilit", re.I)


def find_sides(lines: Sequence[str]) -> int:
    """The print column at which the captions of liabilities stand right of the amounts of assets; 0 where they do not.

    >>> find_sides(["Cash      $ 1   Notes due      $ 4"])
    0
    """
    printed = [line.expandtabs(TAB) for line in lines]
    short = [line for line in printed if len(line) <= LONGEST_LINE]
    starts = Counter(start for line in short if (start := _second_caption(line)))
    if starts.total() < FEWEST_ROWS:
        return 0
    cut = max(sorted(starts), key=lambda start: (len(_parted(_on_both(short, start), start)), starts[start]))
    body = _on_both(printed, cut)
    parted = _parted(body, cut)
    lefts, rights = " ".join(line[:cut] for line in parted), " ".join(line[cut:] for line in parted)
    has_sides = _ASSETS.search(lefts) and _LIABILITIES.search(rights) and not _LIABILITIES.search(lefts)
    return cut if has_sides and len(body) - len(parted) <= len(parted) // FEWEST_ROWS else 0


def _second_caption(line: str) -> int:
    """The print column of the first caption that stands right of an amount and left of another; 0 where none does."""
    line = line.rstrip()
    if not line.removesuffix(")")[-1:].isdecimal():
        return 0
    parts = list(_PART.finditer(line))
    for before, part in pairwise(parts[:-1]):
        word = before[0].split()[-1]
        is_amount = _LAST_WORD.fullmatch(word.rpartition("$")[2]) and before.end() > len(word)
        if is_amount and _CAPTION.match(part[0]):
            return part.start()
    return 0


def _on_both(lines: Sequence[str], cut: int) -> list[str]:
    """The lines that print something on either side of a print column."""
    return [line for line in lines if line[:cut].strip() and line[cut:].strip()]


def _parted(lines: Sequence[str], cut: int) -> list[str]:
    """The lines that leave the gutter before a print column blank."""
    return [line for line in lines if not line[cut - GUTTER : cut].strip()]


def part_sides(lines: Sequence[str], first_line: int, path: str, cut: int) -> tuple[Grid, Grid]:
    """The rows of the first side, and those of the second, moved under the columns of the first.

    A line that does not leave the gutter blank stands over both: above the captions it is a title of either.
    """
    printed = [line.expandtabs(TAB) if "\t" in line else line for line in lines]
    is_over = [bool(line[cut - GUTTER : cut].strip()) for line in printed]
    margin = min((len(line) - len(line.lstrip()) for line in printed if line[:cut].strip()), default=0)
    shift = _last_edge([line[cut:] for line in printed]) + cut - _last_edge([line[:cut] for line in printed])
    first, second = [], []
    for offset, (line, over) in enumerate(zip(printed, is_over, strict=True)):
        place = Source(path, first_line + offset)
        first.append(make_row(line if over else line[:cut], place))
        if (over and all(is_over[: offset + 1])) or not line.strip():
            second.append(first[-1])
        elif not over and line[cut:].strip():
            second.append(_moved(make_row(" " * cut + line[cut:], place), shift, cut - margin))
    return Grid(tuple(first)), Grid(tuple(second))


def _last_edge(halves: Sequence[str]) -> int:
    """The print column in which the last amounts of most lines end."""
    ends = Counter(len(half.rstrip().rstrip(")")) for half in halves if _AMOUNT.search(half))
    return ends.most_common(1)[0][0] if ends else 0


def _moved(row: GridRow, shift: int, margin: int) -> GridRow:
    """A row of the second side, its amounts under those of the first and its captions at the first's margin."""
    cells = tuple(_at(cell, shift if _is_amount(cell) else margin) for cell in row.cells)
    strokes = tuple((max(0, start - shift), max(1, end - shift)) for start, end in row.strokes)
    return replace(row, cells=cells, strokes=strokes)


def _is_amount(cell: Cell) -> bool:
    return parse_amount(cell.text.rstrip("% ")) is not None


def _at(cell: Cell, shift: int) -> Cell:
    start = max(0, cell.start - shift)
    return cell._replace(start=start, end=max(start + 1, cell.end - shift))
