"""Income, earnings per share and the shares they are reckoned on → the one of the three that the others prove.

In: a statement and what its rows are decided to be. Out: net income, where no caption names it: "Profit", "Result for
the year"; or what it is per share. What the rows above it are is not known here.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipeline.model import LineItem, Statement, StatementKind, Unit
from pipeline.numerals import printed_decimals
from pipeline.tag.context import NET_INCOME, OF_ALL_OWNERS
from pipeline.tag.decision import Decision, Lookup, decide_by_structure

_BOTTOM_LINES = (NET_INCOME, OF_ALL_OWNERS)
_RECKONED = (
    ("EarningsPerShareBasic", "WeightedAverageNumberOfSharesOutstandingBasic"),
    ("EarningsPerShareDiluted", "WeightedAverageNumberOfDilutedSharesOutstanding"),
    ("EarningsPerShareBasicAndDiluted", "WeightedAverageNumberOfSharesOutstandingBasic"),
)
FEWEST_COLUMNS = 2
"""Columns in which a row must be what others make of it: in one, the amount may be that of another row, too."""


def prove_net_income(statement: Statement, decisions: Mapping[int, Decision], about: Lookup) -> dict[int, Decision]:
    """The last row of money above earnings per share that gives them in every column, if no row is net income."""
    if statement.kind is not StatementKind.INCOME_STATEMENT:
        return {}
    rows = {decision.concept.name: row for row, decision in decisions.items()}
    if any(name.startswith(_BOTTOM_LINES) for name in rows):
        return {}
    for per_share, shares in _RECKONED:
        if per_share in rows and shares in rows:
            pair = statement.items[rows[per_share]], statement.items[rows[shares]]
            above = range(rows[per_share] - 1, -1, -1)
            proved = next((row for row in above if _gives(statement.items[row], pair)), None)
            if proved is not None:
                reason = f"{statement.items[rows[per_share]].label or per_share} times the shares is its amount"
                return {proved: decide_by_structure(NET_INCOME, reason, about)}
    return {}


def prove_per_share(statement: Statement, decisions: Mapping[int, Decision], about: Lookup) -> dict[int, Decision]:
    """The row per share that net income and the shares give in every column, where no caption tells it."""
    if statement.kind is not StatementKind.INCOME_STATEMENT:
        return {}
    rows = {decision.concept.name: row for row, decision in decisions.items()}
    income = next((rows[name] for name in _BOTTOM_LINES if name in rows), None)
    found: dict[int, Decision] = {}
    if income is None:
        return found
    for per_share, shares in _RECKONED[:2]:
        if per_share in rows or shares not in rows:
            continue
        for row, item in enumerate(statement.items):
            if row in decisions or row in found or item.unit is not Unit.PER_SHARE:
                continue
            if _gives(statement.items[income], (item, statement.items[rows[shares]])):
                found[row] = decide_by_structure(per_share, "net income over the shares is its amount", about)
                break
    return found


def _gives(item: LineItem, pair: tuple[LineItem, LineItem]) -> bool:
    """Whether a row of money over the shares is what is printed per share, wherever all three are printed."""
    if item.unit is not Unit.MONEY or item.parent is not None:
        return False
    per_share, shares = pair
    quotients = [
        (income, count, printed)
        for income, count, printed in zip(_full(item), _full(shares), per_share.amounts, strict=True)
        if income and count and printed and printed.value
    ]
    if len(quotients) < FEWEST_COLUMNS:
        return False
    return all(
        abs(income / count - (printed.value or 0)) <= Decimal(1).scaleb(-printed_decimals(printed.text))
        for income, count, printed in quotients
    )


def _full(item: LineItem) -> Sequence[Decimal | None]:
    return [value.scaleb(item.scale) if value is not None else None for value in item.values]
