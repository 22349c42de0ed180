"""Tables of the notes that go on without their headings → the same with the headings of the table before.

In: the tables as read, each with its block, in the order of the print. Out: the same, where a table has as many columns
as the one before in its note and says nothing over them. What headings mean is not known here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.model import Block, Statement

FEWEST = 2
"""Columns of a table that may go on without headings: one column is of anything."""


def continue_tables(read: Iterable[tuple[Block, Statement]]) -> Iterator[tuple[Block, Statement]]:
    """The tables, one without headings over its columns having those of the table before it."""
    last: Statement | None = None
    for block, table in read:
        if last and _goes_on(table, last):
            columns = zip(table.columns, last.columns, strict=True)
            headed = tuple(replace(mine, heading=other.heading, tiers=other.tiers) for mine, other in columns)
            table = replace(table, columns=headed)
        last = table
        yield block, table


def _goes_on(table: Statement, last: Statement) -> bool:
    """Whether a table goes on where another ended: in the same note, with as many columns and nothing over them."""
    is_bare = all(not column.heading.strip() and column.period is None for column in table.columns)
    is_same = table.title == last.title and len(table.columns) == len(last.columns) >= FEWEST
    return is_bare and is_same and any(column.tiers for column in last.columns)
