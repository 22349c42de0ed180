"""The filer's own Financial Data Schedule against the facts: each value agrees, disagrees, or is not stated.

Only a check: no fact comes from the schedule. A value agrees with a fact of its concept, its period's end and
its length, where the two may round from one amount.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from pipeline import codes
from pipeline.model import Code, Fact, Finding, Report, Schedule, ScheduleValue
from pipeline.taxonomy import Taxonomy

_PRETAX = (
    "IncomeLossFromContinuingOperationsBeforeIncomeTaxesExtraordinaryItemsNoncontrollingInterest",
    "IncomeLossFromContinuingOperationsBeforeIncomeTaxesMinorityInterestAndIncomeLossFromEquityMethodInvestments",
)
_NET = ("NetIncomeLoss", "ProfitLoss")
CONCEPTS: dict[str, tuple[str, ...]] = {
    "CASH": (
        "CashAndCashEquivalentsAtCarryingValue",
        "Cash",
        "CashAndDueFromBanks",
        "CashCashEquivalentsAndShortTermInvestments",
    ),
    "INVENTORY": ("InventoryNet",),
    "CURRENT-ASSETS": ("AssetsCurrent",),
    "PP&E": ("PropertyPlantAndEquipmentGross",),
    "DEPRECIATION": ("AccumulatedDepreciationDepletionAndAmortizationPropertyPlantAndEquipment",),
    "TOTAL-ASSETS": ("Assets",),
    "CURRENT-LIABILITIES": ("LiabilitiesCurrent",),
    "COMMON": ("CommonStockValue",),
    "PREFERRED": ("PreferredStockValue",),
    "TOTAL-LIABILITY-AND-EQUITY": ("LiabilitiesAndStockholdersEquity",),
    "TOTAL-REVENUES": ("Revenues", "SalesRevenueNet", "SalesRevenueGoodsNet"),
    "INTEREST-EXPENSE": ("InterestExpense",),
    "INCOME-PRETAX": _PRETAX,
    "INCOME-TAX": ("IncomeTaxExpenseBenefit",),
    "INCOME-CONTINUING": ("IncomeLossFromContinuingOperations", *_NET),
    "NET-INCOME": _NET,
    "EPS-PRIMARY": ("EarningsPerShareBasic", "EarningsPerShareBasicAndDiluted"),
    "EPS-BASIC": ("EarningsPerShareBasic", "EarningsPerShareBasicAndDiluted"),
    "EPS-DILUTED": ("EarningsPerShareDiluted", "EarningsPerShareBasicAndDiluted"),
}
"""The schedule's tags that a statement's face states as one concept; the others are sums of several rows."""
WEEK = timedelta(days=7)
"""A year of weeks and the month it is named for end at most this far apart."""


def check_schedule(report: Report, taxonomy: Taxonomy) -> list[Finding]:
    """Compare the filing's first schedule, that of its own period, value by value."""
    schedules = report.filing.schedules
    return list(_compare(schedules[0], report.facts)) if schedules else []


def _compare(schedule: Schedule, facts: Sequence[Fact]) -> Iterator[Finding]:
    for stated in schedule.values:
        names = CONCEPTS.get(stated.tag)
        if names is None or not stated.value:
            continue
        same = [fact for fact in facts if fact.concept.name in names and _is_of_period(fact, schedule)]
        agreeing = [fact for fact in same if _agrees(fact, stated)]
        if agreeing:
            yield _finding(codes.CHECK_SCHEDULE_AGREES, stated, agreeing[0], "agrees with")
        elif same:
            yield _finding(codes.CHECK_SCHEDULE_DISAGREES, stated, same[0], "disagrees with")
        else:
            message = f"<{stated.tag}> {stated.value:,f} of the filer's schedule is stated by no fact"
            yield Finding(codes.CHECK_SCHEDULE_NOT_STATED, message, stated.source)


def _is_of_period(fact: Fact, schedule: Schedule) -> bool:
    period = fact.context.period
    if fact.context.dimensions or (schedule.end and abs(period.end - schedule.end) > WEEK):
        return False
    if period.start is None or schedule.months is None:
        return True
    months = round((period.end - period.start).days / Decimal("30.4"))
    return abs(months - schedule.months) <= 1


def _agrees(fact: Fact, stated: ScheduleValue) -> bool:
    if not isinstance(fact.value, Decimal):
        return False
    half = max(stated.unit, Decimal(1).scaleb(-(fact.decimals or 0))) / 2
    return abs(fact.value - stated.value) <= half


def _finding(code: Code, stated: ScheduleValue, fact: Fact, verb: str) -> Finding:
    message = (
        f"<{stated.tag}> {stated.value:,f} of the filer's schedule {verb} {fact.concept.name} {fact.value:,f} "
        f"(line {fact.amount.source.line})"
    )
    return Finding(code, message, stated.source, (fact.amount.source,))
