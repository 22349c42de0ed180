"""Values of typed tables ↔ the plain text of a cell: exact, and one way for every format.

In: what JSON, Excel or Parquet hold in a cell. Out: its text, empty where the cell says nothing. What a column
means is not known here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from numbers import Real

MOST_DIGITS = 60
"""A number with more places before or after its point is no amount; it stays in the short form that no schema takes."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One row of line items: its cells that say something, by column, and its number in the file (from 1)."""

    number: int
    cells: Mapping[str, str]


Report = Callable[[int, str], None]
"""Told a row's number and what is wrong with it."""


def make_row(number: int, values: Mapping[str, object], report: Report) -> ItemRow:
    """A row of typed values as texts; what is none is reported."""
    texts = {column: format_cell(value) for column, value in values.items()}
    for column, text in texts.items():
        if text is None:
            report(number, f"{column} is no text, number or day: {str(values[column])[:40]}")
    return ItemRow(number, {column: text for column, text in texts.items() if text})


def format_cell(value: object) -> str | None:
    """The text of a cell's value, or None where it is no text, number or day.

    A binary number becomes the shortest decimal that reads back as the same number, which is what is shown for it:

    >>> format_cell(Decimal("1204.50")), format_cell(0.1), format_cell(1204)
    ('1204.50', '0.1', '1204')
    >>> format_cell(date(2004, 5, 31)), format_cell(datetime(2004, 5, 31)), format_cell(True)
    ('2004-05-31', '2004-05-31', None)
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, datetime):
        return None if value.time() != datetime.min.time() else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return _format_number(Decimal(value))
    if not isinstance(value, Real):
        return None
    shortest = repr(value)
    return "" if shortest == "nan" else _format_number(Decimal(shortest))


def _format_number(number: Decimal) -> str:
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > MOST_DIGITS or number.adjusted() > MOST_DIGITS:
        return str(number)
    return format(number, "f")
