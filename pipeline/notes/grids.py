"""Tables of the notes → blocks that the reading of statements understands, and what they say of time.

In: a document and a table found in it. Out: a `Block` whose first row is the sentence that leads to the table, so that
scale and days that only the sentence names count. How rows and columns are read is for `extract` to know; here is told
what differs in the notes: columns that name no time may be measures of one day.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.grid import make_grid
from pipeline.model import Block, Column, Document, Skipped, Source, Statement, StatementKind, TextBlock, Unit
from pipeline.notes.tables import Table

MOST_HEAD = 6
"""Lines of a table among which its columns' headings are looked for."""
PRO_FORMA = "Pro forma"
"""The heading of rows whose table is said to state what would have been."""

_WOULD_BE = re.compile(r"\bpro[\s-]?forma\b|\bas reported\b", re.I)
_LENGTH = re.compile(
    r"\b(?:months?|weeks?|quarters?|years?|periods?|fiscal)\b.{0,12}\b(?:ended|ending|to date)\b", re.I
)
_DAY = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d{1,2}\b|\d{1,2}/\d{1,2}/\d\d", re.I
)
_AT = re.compile(r"\b(?:as of|at|as at|outstanding at)\s+(?:[A-Z][a-z]+\s+\d|\d{4}|year[- ]end|the end)", re.I)


def make_block(document: Document, note: TextBlock, table: Table) -> Block:
    """The block of a table; a table of balances is read as a balance sheet is, by days and not by lengths of time."""
    first = table.first - document.first_line
    lines = document.lines[first : table.last - document.first_line + 1]
    lead = max(table.leads, key=len, default="") if table.leads else ""
    cuts = (None, *document.layout.cuts[first : first + len(lines)]) if document.layout else ()
    grid = make_grid((lead, *lines), table.first - 1, note.source.path, cuts)
    words = " ".join((*(line for line in lines[:MOST_HEAD]), lead))
    is_instant = not _LENGTH.search(words) and bool(_DAY.search(words) or _AT.search(words))
    kind = StatementKind.BALANCE_SHEET if is_instant else StatementKind.NOTE
    return Block(kind, note.heading, grid, Source(note.source.path, table.first))


def as_note(statement: Statement, block: Block) -> Statement:
    """A table that was read, as a table of the notes: of one day's measures if its columns name no time."""
    items = statement.items
    if any(item.unit is Unit.SHARES for item in items) and not any(_is_money(item.amounts) for item in items):
        items = tuple(replace(item, unit=Unit.SHARES) if item.unit is Unit.MONEY else item for item in items)
    lead = " ".join(cell.text for cell in block.grid.rows[0].cells)
    if "pro forma" in lead.lower() and not any(_WOULD_BE.search(item.label) for item in items):
        items = tuple(replace(item, section=(PRO_FORMA, *item.section)) for item in items)
    return replace(
        statement,
        kind=StatementKind.NOTE,
        columns=_measures(statement.columns),
        items=items,
        skipped=tuple(skip for skip in statement.skipped if _is_of_table(skip, block)),
    )


def _is_money(amounts: Sequence[object]) -> bool:
    return any("$" in getattr(amount, "text", "") for amount in amounts)


def _is_of_table(skip: Skipped, block: Block) -> bool:
    """Whether a number stands in the table, and not in the sentence before it."""
    return skip.source.line >= block.source.line


def _measures(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, with the one period that the table names where their own headings name none."""
    periods = {column.period for column in columns if column.period}
    headings = [column.heading for column in columns]
    if len(periods) != 1 or len(set(headings)) < len(headings) or any(re.search(r"\d{4}", text) for text in headings):
        return tuple(columns)
    return tuple(replace(column, period=next(iter(periods))) for column in columns)
