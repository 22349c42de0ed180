"""A table of markup while it is read: its rows so far, the cell that is open, and where the next one goes.

In: what its tags say. Out: cells with the columns that they cover. What a cell prints is not looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.read.printed import BLANK, Run, TableCell
from pipeline.read.tags import Tag

MAX_COLUMNS = 400
"""Columns of a table: statements have some dozens, the narrow ones between amounts included."""
LONGEST_AMOUNT = 40
"""Characters of an amount with its sign, its parentheses and the blanks around them."""


@dataclass(slots=True)
class OpenTable:
    """A table that is being read: its cells so far, and where the next one goes."""

    rows: list[list[TableCell]] = field(default_factory=list)
    row: list[TableCell] = field(default_factory=list)
    cell: TableCell | None = None
    column: int = 0
    columns: int = 0
    """The most columns that a row takes."""
    number: int = 0
    """How many rows have begun."""
    is_parted: bool = False
    """Whether some of its rows were printed already, before a table within it."""
    held: dict[int, int] = field(default_factory=dict)
    """Columns that a cell of a row above covers, and the number of the first row below it."""


def end_row(table: OpenTable) -> None:
    """The row ends, and with it the cell; one that prints nothing is left out."""
    end_cell(table)
    if table.row:
        table.rows.append(table.row)
        table.row = []
    table.columns = max(table.columns, table.column)
    table.column = 0


def next_column(table: OpenTable, tag: Tag) -> int:
    """The first column of the next cell, which takes as many as its tag says."""
    column, held = table.column, table.held
    if held:
        while held.get(column, 0) > table.number:
            column += 1
    first = min(column, MAX_COLUMNS)
    table.column = min(first + tag.wide, MAX_COLUMNS + 1)
    if tag.high > 1:
        held.update(dict.fromkeys(range(first, table.column), table.number + tag.high))
    return first


def end_cell(table: OpenTable) -> None:
    """The cell ends; one that prints nothing is left out, but has taken its columns.

    A row of more cells than a table may have columns goes on in the next line, so that no line is endless.
    """
    cell = table.cell
    if cell is not None:
        if has_print(cell.runs):
            table.row.append(cell)
            if len(table.row) > MAX_COLUMNS:
                table.rows.append(table.row)
                table.row = []
        table.cell = None


def holds_amount(outer: OpenTable, table: OpenTable) -> bool:
    """Whether a table only parts the sign and the digits of one amount, in a cell of the table around it.

    Then it is that cell's print: a table of one short row, right of a caption.
    """
    if outer.cell is None or not outer.row or table.is_parted or len(table.rows) != 1:
        return False
    runs = [run for cell in table.rows[0] for run in (*cell.runs, BLANK)]
    if sum(len(run.text) for run in runs) > LONGEST_AMOUNT:
        return False
    outer.cell.runs.extend(runs)
    return True


def has_print(runs: Sequence[Run]) -> bool:
    """Whether there is more than blanks."""
    for run in runs:  # noqa: SIM110 - a generator takes longer than the one run of most cells
        if not run.text.isspace():
            return True
    return False
