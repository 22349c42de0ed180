"""A line item that no concept fits → a concept of the filer's own, named from its caption.

In: the caption, its headings and the balance that its caption names. Out: a `Concept` under the filer's prefix.
Names are stable for the same filing.
"""

from collections.abc import Mapping
from itertools import chain, count

from pipeline.model import Concept, LineItem, Statement, StatementKind, Unit
from pipeline.names import format_name

_ITEM_TYPES = {Unit.MONEY: "monetary", Unit.PER_SHARE: "perShare", Unit.SHARES: "shares", Unit.PURE: "pure"}


def own_concept(
    item: LineItem, statement: Statement, prefix: str, balance: str, taken: Mapping[str, Concept]
) -> Concept:
    """The filer's own concept for a row; the same name is given again only to a row that means the same."""
    is_instant = item.period.is_instant if item.period else statement.kind is StatementKind.BALANCE_SHEET or item.point
    period_type = "instant" if is_instant else "duration"
    base = format_name(item.label) or format_name(f"Subtotal {' '.join(item.section[-1:])}") or "UnlabelledAmount"
    section = format_name(item.section[-1]) if item.section else ""
    names = chain((base, f"{section}{base}"), (f"{base}{number}" for number in count(2)))
    label = item.label or f"(unlabelled subtotal{': ' + item.section[-1] if item.section else ''})"
    name = next(name for name in names if name not in taken)
    return Concept(prefix, name, label, balance, period_type, _ITEM_TYPES[item.unit])
