"""A row of a note's table → its cells: each amount with its value in full, its period and what it counts.

In: a table that is dated and measured. Out: `Cell`s, for those amounts whose period is known. Which concept a cell
states is for `amounts` to say; its period type decides in the end whether a cell is of a day or of the time until it.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from pipeline.model import Amount, Column, Dimensions, LineItem, Period, Statement
from pipeline.notes.kinds import names_deduction
from pipeline.numerals import printed_decimals
from pipeline.periods import distinguishing_words


class Cell(NamedTuple):
    """An amount of a row whose period is known: the id of its fact, its value in full, and its column."""

    id: str
    amount: Amount
    value: Decimal
    period: Period
    column: Column
    decimals: int
    at: int
    """The position of its column."""
    dimensions: Dimensions = ()
    named: frozenset[str] = frozenset()
    """The words that name its members: they are no part of what it states."""
    measure: str = ""
    """What its column's heading says beside members and time, where another column is of the same time."""
    is_deducted: bool = False
    """Whether words say that it is taken off: it is positive by nature, though it may be printed in parentheses."""


MembersOf = Callable[[LineItem, Column], tuple[Dimensions, frozenset[str]]]
"""What tells the members of a cell, and the words that name them."""


def cells_of(id: str, row: int, item: LineItem, table: Statement, members_of: MembersOf) -> Iterator[Cell]:
    """The amounts of a row whose periods are known."""
    shared = Counter(item.period or column.period for column in table.columns)
    is_negative = all(other is None or (other.value or 0) <= 0 for other in item.amounts)
    for index, (amount, column) in enumerate(zip(item.amounts, table.columns, strict=True), 1):
        period = period_of(item, column)
        if amount and amount.value is not None and period:
            value, decimals = amount.value.scaleb(item.scale) + 0, printed_decimals(amount.text) - item.scale
            dimensions, named = members_of(item, column)
            measure = _measure(column, named) if shared[item.period or column.period] > 1 else ""
            is_deducted = names_deduction(measure) or (is_negative and names_deduction(item.label))
            told = (dimensions, named, measure, is_deducted)
            yield Cell(f"{id}r{row}c{index}", amount, value, period, column, decimals, index - 1, *told)


def _measure(column: Column, named: Container[str]) -> str:
    """What the lines of a heading say beside time and members."""
    said = (distinguishing_words(line) for line in column.tiers if line not in named)
    return " ".join(words for words in said if words and words not in named)


def period_of(item: LineItem, column: Column) -> Period | None:
    """When an amount is of: its row's period, or its column's, or the day at one end of it."""
    period = item.period or column.period
    if period is None or not item.point:
        return period
    if item.point == "start" and period.start:
        return Period(None, period.start - timedelta(days=1))
    return Period(None, period.end)
