"""Tables of the notes → blocks that the reading of statements understands, and what they say of time.

In: a document and a table found in it. Out: a `Block` whose first row is the sentence that leads to the table, so that
scale and days that only the sentence names count. How rows and columns are read is for `extract` to know; here is told
what differs in the notes: columns that name no time may be measures of one day.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from pipeline.grid import make_grid
from pipeline.model import Block, Document, GridRow, Skipped, Source, Statement, StatementKind, TextBlock, Unit
from pipeline.notes.calendar import Calendar
from pipeline.notes.caption_rates import add_rates
from pipeline.notes.dating import date_table
from pipeline.notes.measures import Habit, measure_table
from pipeline.notes.tables import Table
from pipeline.notes.time_words import Lead, is_time

PRO_FORMA = "Pro forma"
"""The heading of rows whose table is said to state what would have been."""

_YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-4]\d)\b")
_WOULD_BE = re.compile(r"\bpro[\s-]?forma\b|\bas reported\b", re.I)


def make_block(document: Document, note: TextBlock, table: Table) -> Block:
    """The block of a table; a table of balances is read as a balance sheet is, by days and not by lengths of time."""
    first = table.first - document.first_line
    lines = document.lines[first : table.last - document.first_line + 1]
    lead = max(table.leads, key=len, default="") if table.leads else ""
    cuts = (None, *document.layout.cuts[first : first + len(lines)]) if document.layout else ()
    grid = make_grid((lead, *lines), table.first - 1, note.source.path, cuts)
    return Block(StatementKind.NOTE, note.heading, grid, Source(note.source.path, table.first))


def read_table(statement: Statement, block: Block, calendar: Calendar, habit: Habit) -> Statement:
    """A table that was read, as a table of the notes: dated and measured, its rows told apart by what they count."""
    amounts = {amount.source.line for item in statement.items for amount in item.amounts if amount}
    first = min(amounts, default=block.source.line)
    lead, *lines = (row for row in block.grid.rows if row.source.line < first or row is block.grid.rows[0])
    words = Lead(_text(lead), " ".join(_text(row) for row in lines), tuple(_stacks(block, amounts)))
    items = statement.items
    if any(item.unit is Unit.SHARES for item in items) and not any(_is_money(item.amounts) for item in items):
        items = tuple(replace(item, unit=Unit.SHARES) if item.unit is Unit.MONEY else item for item in items)
    if "pro forma" in words.sentence.lower() and not any(_WOULD_BE.search(item.label) for item in items):
        items = tuple(replace(item, section=(PRO_FORMA, *item.section)) for item in items)
    skipped = tuple(skip for skip in statement.skipped if _is_of_table(skip, block))
    note = replace(statement, kind=StatementKind.NOTE, items=items, skipped=skipped)
    return add_rates(date_table(measure_table(note, words.text, habit), words, calendar), block)


def _stacks(block: Block, amounts: Set[int]) -> Iterator[tuple[int, str]]:
    """The lines below a table's first row of amounts that are no more than a time; of several in a row one is made."""
    said: list[str] = []
    first = min(amounts, default=0)
    for row in block.grid.rows:
        text, line = _text(row), row.source.line
        if not text or line < first:
            continue
        said = [*said, text] if line not in amounts and is_time(text) else []
        if _YEAR.search(" ".join(said)):
            yield line, " ".join(said)


def lead_of(block: Block) -> str:
    """The sentence that leads to a table."""
    return _text(block.grid.rows[0])


def _text(row: GridRow) -> str:
    return " ".join(cell.text for cell in row.cells)


def _is_money(amounts: Sequence[object]) -> bool:
    return any("$" in getattr(amount, "text", "") for amount in amounts)


def _is_of_table(skip: Skipped, block: Block) -> bool:
    """Whether a number stands in the table, and not in the sentence before it."""
    return skip.source.line >= block.source.line
