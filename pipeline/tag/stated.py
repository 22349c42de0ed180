"""What a row states, beside what other rows of the filing have stated of the same.

In: the facts of a row and all facts stated before. Out: the facts under the concept and with the sign by which the
filing agrees with itself, where its captions leave that open. What contradicts for good is for the caller to tell.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from pipeline.model import Context, Fact, StatementKind
from pipeline.tag.decision import Lookup
from pipeline.taxonomy import is_in_use
from pipeline.ties import is_odd

Stated: TypeAlias = Mapping[tuple[str, Context, str], Fact]
"""The first fact of each concept, context and unit."""
_WIDER = {
    "CashAndCashEquivalentsAtCarryingValue": "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents",
    "ComprehensiveIncomeNetOfTax": "ComprehensiveIncomeNetOfTaxIncludingPortionAttributableToNoncontrollingInterest",
    "NetIncomeLoss": "ProfitLoss",
    "StockholdersEquity": "StockholdersEquityIncludingPortionAttributableToNoncontrollingInterest",
}
"""Concepts that one caption is used for, and the wider ones: with the minority's part, with restricted cash. Where no
minority is stated, what is stated otherwise is a contradiction, and is told."""
_MAIN_LINES = frozenset([*_WIDER, *_WIDER.values()])
_HEADLINES = re.compile(
    r"^(?:NetIncomeLoss|ProfitLoss|OperatingIncomeLoss|ComprehensiveIncome"
    r"|IncomeLoss(?!FromEquityMethod)|DiscontinuedOperation|Extraordinary|CumulativeEffect|MinorityInterest"
    r"|Noncontrolling)|AttributableTo(?:Nonc|NonredeemableNonc|RedeemableNonc|Parent)"
)
"""Income that a statement leads to, which a cash flow begins with or repeats, and what is taken from it near its end:
no part of it is among the costs."""
_ADJUSTMENTS = "operating activities"
"""The section term of what a cash flow adjusts income by."""
_MINORITY = re.compile(r"MinorityInterest|NoncontrollingInterest$")


def under_wider_concept(facts: list[Fact], stated: Stated, about: Lookup) -> list[Fact]:
    """The facts of a row, under the wider of two concepts that captions do not tell apart, where they contradict what
    is stated under the narrower and not what is stated under the wider, or where that alone states the same."""
    taxonomy = about.taxonomy
    name = _WIDER.get(facts[0].concept.name, "") if facts else ""
    if name not in taxonomy.concepts or not is_in_use(taxonomy, name, about.year):
        return facts
    wider = [fact._replace(concept=taxonomy.concepts[name]) for fact in facts]
    if any(stated_otherwise(fact, stated) for fact in wider):
        return facts
    if any(stated_otherwise(fact, stated) for fact in facts):
        is_wider = "Cash" in name or any(_MINORITY.search(qname) for qname, _, _ in stated)
        reason = f"{facts[0].concept.qname} is stated otherwise, and this is the wider concept"
    else:
        is_wider = "Cash" not in name and _repeats_wider(facts, wider, stated)
        reason = f"{wider[0].concept.qname} is stated so, and what the minority has no part in is not"
    return [fact._replace(reason=reason) for fact in wider] if is_wider else facts


def _repeats_wider(facts: Sequence[Fact], wider: Sequence[Fact], stated: Stated) -> bool:
    """Whether a row repeats what is stated under the wider concept alone, of which the minority has a part."""
    if any((fact.concept.qname, fact.context, fact.unit) in stated for fact in facts):
        return False
    repeated = {f.context for f in wider if f.value and (f.concept.qname, f.context, f.unit) in stated}
    return any(
        context in repeated and fact.value and _MINORITY.search(qname) for (qname, context, _), fact in stated.items()
    )


def with_stated_sign(facts: list[Fact], stated: Stated) -> list[Fact]:
    """The facts of a row, negated where another statement states each of them with the other sign, or another place
    of the same cash flow.

    A cash flow prints what it adds back or takes out, and explains some of it below; what its amounts are is told where
    income is reckoned, and cash. Of income itself two signs are a contradiction.
    """
    others = [(fact, other) for fact in facts if (other := stated_otherwise(fact, stated))]
    if not others or facts[0].concept.name in _MAIN_LINES:
        return facts
    is_turned = all(_is_elsewhere(fact, other) and other.value == _negated(fact).value for fact, other in others)
    return [_negated(fact) for fact in facts] if is_turned else facts


def _is_elsewhere(fact: Fact, other: Fact) -> bool:
    if fact.statement is other.statement is StatementKind.CASH_FLOW:
        return fact.item.section[:1] != other.item.section[:1]
    return fact.statement is not other.statement


def _negated(fact: Fact) -> Fact:
    return fact._replace(value=-fact.value + 0) if isinstance(fact.value, Decimal) else fact


def is_repeated(fact: Fact, other: Fact, terms: Sequence[str], agreeing: int) -> bool:
    """Whether two facts of one concept may both be right: those of one statement, or what a cash flow adjusts income by
    in all, as the section ``terms`` of its row say, and income printed before it in part, so less of the same sign.
    Income and cash themselves are one amount wherever they are stated, and an amount near the other is a misprint where
    so many others of its row agree with theirs.
    """
    if other.statement is fact.statement:
        return True
    if (fact.statement, other.statement) != (StatementKind.CASH_FLOW, StatementKind.INCOME_STATEMENT):
        return False
    if _ADJUSTMENTS not in terms or _HEADLINES.search(fact.concept.name):
        return False
    if not (isinstance(fact.value, Decimal) and isinstance(other.value, Decimal)):
        return False
    is_part = fact.value * other.value > 0 and abs(fact.value) > abs(other.value)
    return is_part and not is_odd(fact.value, other.value, fact.decimals or 0, agreeing)


def stated_otherwise(fact: Fact, stated: Stated) -> Fact | None:
    """The fact that another row stated of the same with another value, if any."""
    other = stated.get((fact.concept.qname, fact.context, fact.unit))
    return other if other is not None and other.value != fact.value else None
