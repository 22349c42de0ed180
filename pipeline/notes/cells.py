"""A row of a note's table → its cells: each amount with its value in full, its period and what it counts.

In: a table that is dated and measured. Out: `Cell`s, for those amounts whose period is known. Which concept a cell
states is for `amounts` to say; its period type decides in the end whether a cell is of a day or of the time until it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from pipeline.model import Amount, Column, LineItem, Period, Statement
from pipeline.numerals import printed_decimals


@dataclass(frozen=True, slots=True)
class Cell:
    """An amount of a row whose period is known: the id of its fact, its value in full, and its column."""

    id: str
    amount: Amount
    value: Decimal
    period: Period
    column: Column
    decimals: int
    at: int
    """The position of its column."""


def cells_of(id: str, row: int, item: LineItem, table: Statement) -> Iterator[Cell]:
    """The amounts of a row whose periods are known."""
    for index, (amount, column) in enumerate(zip(item.amounts, table.columns, strict=True), 1):
        period = period_of(item, column)
        if amount and amount.value is not None and period:
            value, decimals = amount.value.scaleb(item.scale) + 0, printed_decimals(amount.text) - item.scale
            yield Cell(f"{id}r{row}c{index}", amount, value, period, column, decimals, index - 1)


def period_of(item: LineItem, column: Column) -> Period | None:
    """When an amount is of: its row's period, or its column's, or the day at one end of it."""
    period = item.period or column.period
    if period is None or not item.point:
        return period
    if item.point == "start" and period.start:
        return Period(None, period.start - timedelta(days=1))
    return Period(None, period.end)
