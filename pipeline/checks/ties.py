"""Ties: what two statements print for the same thing must agree.

Net income and comprehensive income tie by being one fact: tagging reports a second value for it
(``tag/conflicting-facts``). Concepts that are stated for one period tie by their `relations`. Here stands the tie of
cash, which each statement may call by another concept: a flow may explain cash with what is restricted (since fiscal
2018 it must, ASU 2016-18) or what an operation to be sold holds, and print the parts that its total is made of.
"""

import re
from collections.abc import Sequence

from pipeline import codes
from pipeline.model import Context, Fact, Finding, Report, StatementKind
from pipeline.taxonomy import Taxonomy

_CASH = (
    "CashAndCashEquivalentsAtCarryingValue",
    "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents",
    "Cash",
    "CashAndDueFromBanks",
    "CashCashEquivalentsAndShortTermInvestments",
)
_DUE_FROM_BANKS = "CashAndDueFromBanks"
"""A part of a bank's cash and equivalents, where its deposits at interest are told apart."""
_COUNTS_MORE = re.compile(r"\brestricted\b|\bdiscontinued\b|\bheld[- ]for[- ]sale\b", re.I)
"""Words of a caption of cash that is more than the balance sheet's."""


def check_ties(report: Report, taxonomy: Taxonomy) -> list[Finding]:
    """Cash at the ends of the flow's period, where the balance sheet of that day is printed too."""
    sheet = [f for f in report.facts if f.statement is StatementKind.BALANCE_SHEET and f.concept.name in _CASH]
    flow: dict[Context, list[Fact]] = {}
    for fact in report.facts:
        if fact.item.point and fact.statement is StatementKind.CASH_FLOW and _is_cash(fact):
            flow.setdefault(fact.context, []).append(fact)
    findings = []
    for context, balances in flow.items():
        same_day = [fact for fact in sheet if fact.context == context]
        if same_day and not _tie(balances, same_day):
            findings += [_mismatch(same_day[0], fact) for fact in balances]
    return findings


def _is_cash(fact: Fact) -> bool:
    return fact.concept.name.startswith("Cash") or "cash" in fact.item.label.lower()


def _tie(flow: Sequence[Fact], sheet: Sequence[Fact]) -> bool:
    """Whether a balance of the flow is the sheet's cash, or has room for it beside cash that the sheet sets apart."""
    return any(_agree(one, other) or _holds(one, other) for one in flow for other in sheet)


def _holds(whole: Fact, part: Fact) -> bool:
    """Whether a balance counts more than the cash that it is to hold, as its words say, and is no less."""
    counts_more = "Restricted" in whole.concept.name or _COUNTS_MORE.search(whole.item.label) is not None
    is_part = part.concept.name == _DUE_FROM_BANKS != whole.concept.name
    if not (counts_more or is_part) or isinstance(whole.value, str) or isinstance(part.value, str):
        return False
    return whole.value is not None and part.value is not None and whole.value >= part.value


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
