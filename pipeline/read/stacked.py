"""Rows of a table that stack several rows of print in one, by breaks of the line → the rows as print shows them.

In: rows of cells. Out: the same, but a row in which a cell holds amounts one above the other becomes a row for each of
its lines. What a row means is not known here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.numerals import parse_amount
from pipeline.read.printed import BREAK, Run, TableCell

_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_SIGN = re.compile(r"[$()%\s]*")
_RULE = re.compile(r"[-–—]{4,}|[=_═]{3,}")
"""A rule typed within the cell of an amount; fewer dashes are an amount of nothing."""
_LONGEST_AMOUNT = 40


def unstack(rows: Iterable[list[TableCell]]) -> Iterator[list[TableCell]]:
    """The rows of a table, those that stack others parted into them."""
    for row in rows:
        if all(len(cell.runs) < 3 for cell in row):
            yield row
            continue
        lines = [_lines(cell.runs) for cell in row]
        if any(map(_stacks_amounts, lines)):
            yield from _parted(row, lines)
        elif _ends_in_heading(row, lines):
            yield [replace(row[0], runs=[run for line in lines[0][:-1] for run in (*line, BREAK)]), *row[1:]]
            yield [replace(row[0], runs=lines[0][-1])]
        else:
            yield [_without_rules(cell, of) for cell, of in zip(row, lines, strict=True)]


def _ends_in_heading(row: Sequence[TableCell], lines: Sequence[list[list[Run]]]) -> bool:
    """Whether the last line of the captions is a heading, beside which every other cell has an empty line."""
    last = len(lines[0]) - 1
    if last < 1 or len(row) < 2 or not lines[0][-1][-1].text.rstrip().endswith(":"):
        return False
    return all(len(of) <= last <= cell.runs.count(BREAK) for cell, of in zip(row[1:], lines[1:], strict=True))


def _without_rules(cell: TableCell, lines: Sequence[list[Run]]) -> TableCell:
    """The cell without the rules below its amount, which are typed as lines of their own."""
    printed = [line for line in lines if line]
    kept = [line for line in printed if not _RULE.fullmatch(_text(line))]
    if not kept or len(kept) == len(printed):
        return cell
    return TableCell(cell.first, cell.last, [run for line in kept for run in (*line, BREAK)], cell.styles)


def _lines(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs of each line of a cell; an empty line has none."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        if run is BREAK:
            lines.append([])
        elif run.text.strip() or lines[-1]:
            lines[-1].append(run)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _stacks_amounts(lines: Sequence[Sequence[Run]]) -> bool:
    """Whether a cell prints at least two amounts one above the other, and nothing else."""
    texts = [_text(line) for line in lines if line]
    amounts = [text for text in texts if parse_amount(text.rstrip("% ")) is not None and not _YEAR.fullmatch(text)]
    return len(amounts) > 1 and all(text in amounts or _SIGN.fullmatch(text) or _RULE.fullmatch(text) for text in texts)


def _text(line: Sequence[Run]) -> str:
    return "".join(run.text for run in line if not run.is_raised)[:_LONGEST_AMOUNT].strip()


def _parted(row: Sequence[TableCell], lines: Sequence[list[list[Run]]]) -> Iterator[list[TableCell]]:
    """A row for each line; where every cell prints as many, parted by other breaks, it is the first with the first."""
    printed = [[line for line in of if line] for of in lines]
    breaks = {sum(run is BREAK for run in cell.runs) for cell, of in zip(row, printed, strict=True) if of}
    if len({len(of) for of in printed if of}) == 1 < len(breaks):
        lines = printed
    for index in range(max(map(len, lines))):
        cells = [
            TableCell(cell.first, cell.last, of[index], cell.styles)
            for cell, of in zip(row, lines, strict=True)
            if index < len(of) and of[index]
        ]
        if cells:
            yield cells
