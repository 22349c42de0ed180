"""One row of line items → the amount, column and caption that it states.

In: a row that its schema takes. Out: the same in the model's words, or what its cells say against each other. What
other rows say is for `lines` to know.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipeline.model import Amount, Column, LineItem, Period, Source, StatementKind, Unit
from pipeline.numerals import parse_amount
from pipeline.read.cells import ItemRow

BETWEEN_HEADINGS = " > "
_COMPONENT_AXIS, _ENTITY_AXIS = "StatementEquityComponentsAxis", "LegalEntityAxis"

Tell = Callable[[Source, str], None]
"""Told where something is wrong and what."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: its amount, the column it stands in, and its line as far as this row tells it."""

    amount: Amount
    column: Column
    line: LineItem
    order: int | None
    parent: int | None
    """The order of the line in whose caption the amount is printed."""

    @property
    def caption(self) -> tuple[object, ...]:
        """What all amounts of one line have in common."""
        line = self.line
        return line.section, line.label, line.unit, line.scale, line.depth, line.period, self.parent


def place_of(row: ItemRow, path: str) -> Source:
    return Source(path, row.number, origin=row.cells.get("origin", ""))


def read_entry(row: ItemRow, kind: StatementKind, is_matrix: bool, source: Source, tell: Tell) -> Entry | None:
    """What a row states, or None where it contradicts itself; in a matrix of equity rows and not columns say when."""
    period = _read_period(row, kind, source, tell)
    amount = read_amount(row, source, tell)
    if period is None or amount is None:
        return None
    cells = row.cells
    axis = cells.get("axis", _COMPONENT_AXIS if kind is StatementKind.EQUITY else _ENTITY_AXIS)
    member = (axis, _words(cells["member"])) if "member" in cells else None
    line = LineItem(
        label=_words(cells.get("label", "")),
        section=tuple(_words(part) for part in cells.get("section", "").split(BETWEEN_HEADINGS) if part.strip()),
        depth=int(cells.get("depth", "0")),
        amounts=(),
        source=source,
        unit=Unit(cells["unit"]),
        scale=int(cells.get("scale", "0")),
        period=period if is_matrix else None,
    )
    column = Column(None if is_matrix else period, _words(cells.get("heading", "")), member)
    return Entry(amount, column, line, _count(row, "order"), _count(row, "parent"))


def read_amount(row: ItemRow, source: Source, tell: Tell) -> Amount | None:
    """The print and its reading; a number without a print stands for it, with all the decimals that it is given.

    Where a print is no plain amount ("10 million"), its value says what it means; where it is one, both must agree.
    """
    text, value = _words(row.cells.get("text", "")), row.cells.get("value", "")
    parsed = parse_amount(text or value)
    if parsed is None and not value:
        tell(source, f"text '{text}' reads as no amount; give its value, too")
    elif parsed is not None and value and parsed != Decimal(value):
        tell(source, f"text '{text}' reads as {parsed}, but value says {value}")
    else:
        return Amount(text or value, Decimal(value) if parsed is None else parsed, source)
    return None


def _read_period(row: ItemRow, kind: StatementKind, source: Source, tell: Tell) -> Period | None:
    start, end = row.cells.get("start"), row.cells["end"]
    if start and start > end:
        tell(source, f"starts on {start}, after its end {end}")
    elif start and kind is StatementKind.BALANCE_SHEET:
        tell(source, f"starts on {start}; a balance sheet states amounts at a day: leave start blank")
    else:
        return Period(date.fromisoformat(start) if start else None, date.fromisoformat(end))
    return None


def _count(row: ItemRow, column: str) -> int | None:
    return int(row.cells[column]) if column in row.cells else None


def _words(text: str) -> str:
    return " ".join(text.split())
