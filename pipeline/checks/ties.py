"""Ties: what two statements print for the same thing must agree.

Net income and comprehensive income tie by being one fact: tagging reports a second value for it
(``tag/conflicting-facts``). Concepts that are stated for one period tie by their `relations`. Here stands the tie of
cash, which each statement may call by another concept.
"""

from pipeline import codes
from pipeline.model import Fact, Finding, Report, StatementKind
from pipeline.taxonomy import Taxonomy

_CASH = (
    "CashAndCashEquivalentsAtCarryingValue",
    "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents",
    "Cash",
    "CashAndDueFromBanks",
    "CashCashEquivalentsAndShortTermInvestments",
)


def check_ties(report: Report, taxonomy: Taxonomy) -> list[Finding]:
    """Cash at the end of the flow's period, where the balance sheet of that day is printed too."""
    flow = [f for f in report.facts if f.item.point and f.statement is StatementKind.CASH_FLOW]
    sheet = [f for f in report.facts if f.statement is StatementKind.BALANCE_SHEET and f.concept.name in _CASH]
    findings = []
    for fact in flow:
        same_day = [f for f in sheet if f.context == fact.context]
        if same_day and not any(_agree(fact, other) for other in same_day):
            findings.append(_mismatch(same_day[0], fact))
    return findings


def _agree(one: Fact, other: Fact) -> bool:
    """Whether two printed values may round from one amount."""
    if isinstance(one.value, str) or isinstance(other.value, str):
        return one.value == other.value
    places = min(one.decimals or 0, other.decimals or 0)
    return round(one.value, places) == round(other.value, places)


def _mismatch(one: Fact, other: Fact) -> Finding:
    message = (
        f"'{one.item.label or one.concept.name}' is {one.value:,f} but '{other.item.label or other.concept.name}' "
        f"(line {other.amount.source.line}) is {other.value:,f} on {one.context.period.end}"
    )
    return Finding(codes.CHECK_TIE, message, one.amount.source, (other.amount.source,))
