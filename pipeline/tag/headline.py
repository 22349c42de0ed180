"""Where a statement prints its headline figures → what they are, where no caption tells: revenue and net income.

In: statements, and what their rows are decided to be. Out: the rows that their place proves. US statements of income
begin with revenue, and cash flows from operations and statements of comprehensive income with net income, in whatever
words. What earnings per share prove is in `earnings`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.model import LineItem, Statement, StatementKind, Status, Unit
from pipeline.tag.context import NET_INCOME, OF_ALL_OWNERS, states_minority_below
from pipeline.tag.decision import Decision, Lookup, decide_by_structure
from pipeline.tag.earnings import FEWEST_COLUMNS

REVENUE = "Revenues"
WHOLE_REVENUES = frozenset(
    (
        REVENUE,
        "SalesRevenueNet",
        "RevenuesNetOfInterestExpense",
        "RealEstateRevenueNet",
        "HealthCareOrganizationRevenue",
        "RevenueFromContractWithCustomerExcludingAssessedTax",
        "RevenueFromContractWithCustomerIncludingAssessedTax",
        "OilAndGasRevenue",
        "RegulatedAndUnregulatedOperatingRevenue",
        "InterestAndDividendIncomeOperating",
    )
)
_COST = re.compile(r"Cost|Expense|^GrossProfit$|^OperatingIncomeLoss$")
_NO_REVENUE = re.compile(
    r"\b(?:interest|dividends?|premiums?|income|earnings|profit|gains?|loss(?:es)?|costs?|expenses?|deficit|taxes)\b",
    re.I,
)
_BEGINS_WITH_INCOME = (StatementKind.CASH_FLOW, StatementKind.COMPREHENSIVE_INCOME)


def revenue_by_place(statement: Statement, decisions: Mapping[int, Decision], about: Lookup) -> dict[int, Decision]:
    """The row that an income statement begins with, or the first sum of it, above costs, if no row is all revenue.

    It is a suggestion: place alone proves nothing.
    """
    rows = _rows_of_money(statement)
    names = {row: decision.concept.name for row, decision in decisions.items()}
    if statement.kind is not StatementKind.INCOME_STATEMENT or not rows or WHOLE_REVENUES & set(names.values()):
        return {}
    first = rows[0]
    sums = [s for s in statement.sums if s.total > first and first in [row for row, sign in s.addends if sign > 0]]
    total = next((s for s in sums if len(s.addends) > 1 and all(sign > 0 for _, sign in s.addends)), None)
    row = total.total if total else first
    parts = [part for part, _ in total.addends] if total else [first]
    if row in decisions or any(_NO_REVENUE.search(statement.items[part].label) for part in {*parts, row}):
        return {}
    if any(_COST.search(names[part]) for part in parts if part in names):
        return {}
    if not any(_COST.search(name) for at, name in names.items() if at > row):
        return {}
    decision = decide_by_structure(REVENUE, "the income statement begins with it, above its costs", about)
    return {row: replace(decision, status=Status.SUGGESTED)}


def repeated_income(statements: Sequence[tuple[int, Statement]]) -> dict[int, int]:
    """The row of each numbered statement that is net income by its place: what cash flows and comprehensive income
    begin with, and the row of the income statement that states the same amounts."""
    found: dict[int, int] = {}
    income = [(number, one) for number, one in statements if one.kind is StatementKind.INCOME_STATEMENT]
    for number, statement in statements:
        rows = _rows_of_money(statement) if statement.kind in _BEGINS_WITH_INCOME else []
        for of_income, other in income if rows else ():
            same = [row for row in _rows_of_money(other) if _repeats(statement, rows[0], other, row)]
            if same:
                found[number] = rows[0]
                found.setdefault(of_income, same[0])
    return found


def income_by_place(
    statement: Statement, row: int | None, decisions: Mapping[int, Decision], about: Lookup
) -> dict[int, Decision]:
    """The row that `repeated_income` found, if nothing else is told of it and no other row is the same; and where it is
    of all owners, what a sum leaves the parent's of it."""
    if row is None or row in decisions:
        return {}
    stated = {decision.concept.name for decision in decisions.values()}
    name = OF_ALL_OWNERS if states_minority_below(statement, row, decisions) else NET_INCOME
    if name in stated:
        return {}
    found = {row: decide_by_structure(name, "cash flows and comprehensive income begin with its amounts", about)}
    left = next((s.total for s in statement.sums if s.total > row and row in [part for part, _ in s.addends]), None)
    if name == OF_ALL_OWNERS and NET_INCOME not in stated and left is not None and left not in decisions:
        found[left] = decide_by_structure(NET_INCOME, "what the minority leaves of the income of all owners", about)
    return found


def _rows_of_money(statement: Statement) -> list[int]:
    return [
        row
        for row, item in enumerate(statement.items)
        if item.unit is Unit.MONEY
        and item.parent is None
        and item.member is None
        and not item.point
        and any(item.values)
    ]


def _repeats(one: Statement, row: int, other: Statement, other_row: int) -> bool:
    """Whether two rows state the same amounts for the periods that both print, in two columns at the least."""
    mine, theirs = _by_period(one, one.items[row]), _by_period(other, other.items[other_row])
    both = mine.keys() & theirs.keys()
    return len(both) >= FEWEST_COLUMNS and all(mine[period] == theirs[period] for period in both)


def _by_period(statement: Statement, item: LineItem) -> dict[object, object]:
    return {
        column.period: value.scaleb(item.scale)
        for column, value in zip(statement.columns, item.values, strict=True)
        if column.period and value and column.member is None
    }
