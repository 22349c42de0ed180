"""Printed sign → stored sign, decided by the statement's own arithmetic.

In: a footed statement and the concepts of its rows. Out: for each row 1 or -1, the factor from its print to the
natural value that XBRL stores. An expense in a column that the footing subtracts, or one printed in
parentheses where the footing adds, are both stored positive.
"""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import Amount, Concept, LineItem, Statement, StatementKind, Unit
from pipeline.tag.sections import CREDIT_SIDE, added_into, weight_to_root

_LOSS_ONLY = re.compile(r"\b(?:loss|deficit|deficiency|decrease)\b", re.I)
_EITHER = re.compile(
    r"\b(?:income|earnings|profit|gain|increase)\b|\(\s*(?:loss|decrease|deficit|deficiency)\s*\)", re.I
)
_GAIN_WORDS = "(?:net )?(?:income|earnings|profit|gain)"
_LOSS_FIRST = re.compile(rf"\b(?:loss|deficit)\b[^a-z]*\(\s*{_GAIN_WORDS}|\(\s*{_GAIN_WORDS}\s*\)", re.I)
"""A caption by which parentheses mean a gain."""
_INCOME = re.compile(
    r"^NetIncomeLoss|^ProfitLoss|^IncomeLoss|^OperatingIncomeLoss|^GainLoss|^EarningsPerShare|Per\w*Share$"
)
_BOTTOM_LINE = re.compile(r"^(?:NetIncomeLoss|ProfitLoss|OperatingIncomeLoss|IncomeLossFrom(?:Dis)?[Cc]ontinu)")
"""Income that other rows add up to: a sum that deducts it only reads the parts of income in another order."""
_MAY_BE_LOSS = re.compile(
    r"IncomeLoss|ProfitLoss|GainLoss|IncreaseDecrease|^ComprehensiveIncome|^StockholdersEquity|Deficit|^EarningsPerShare|Per(?:Basic|Diluted|Basic\w*)Share"
)
_TAX = re.compile(r"(?:(?:income|deferred) )*tax(?:es)?\b", re.I)
_TAX_EITHER_WAY = re.compile(
    r"\b(benefit|expense|provision)s?[\s/]*\(\s*(?:benefit|expense|provision)s?\s*\)"
    r"|\(\s*(?:benefit|expense|provision)s?\s*\)[\s/]*(benefit|expense|provision)",
    re.I,
)
_TAKEN_OUT = re.compile(r"Reclassification(?!s|And|Adjustments(?:Net|And|Tax))|Amortization|AdjustmentsTax$")
"""What is reclassified out of other comprehensive income: captions speak of the tax on it from either side."""
_DEDUCTED = re.compile(r"(?:allowance|reserve|accumulated)", re.I)
_COMPONENT = re.compile(r"^(?:OtherComprehensiveIncome|Oci[A-Z])(?!.*Noncontrolling)")
_EITHER_WAY = re.compile(r"IncomeLoss|GainLoss|ProfitLoss|ComprehensiveIncome")
"""Amounts that are as often below zero as above."""
_FLOW = re.compile(r"^NetCashProvidedBy|^Cash\w*PeriodIncreaseDecrease")
"""What the activities of a cash flow, or all of them, add up to."""
_ROOT_BALANCE = {
    StatementKind.BALANCE_SHEET: "debit",
    StatementKind.INCOME_STATEMENT: "credit",
    StatementKind.CASH_FLOW: "debit",
    StatementKind.COMPREHENSIVE_INCOME: "credit",
    StatementKind.EQUITY: "credit",
}
_SHARES_TAKEN = re.compile(
    r"Shares(?:Acquired|Repurchased|Retired)|(?:Repurchased|Retired|Withholding|Forfeited)\w*Shares|SharesPaidFor"
)
"""Numbers of shares that leave those outstanding, stated as how many they are."""
_PAID = ("Payments", "Repayments", "InterestPaid", "IncomeTaxesPaid")
"""Concepts of cash paid, which is stated as it is, wherever it is disclosed."""
_CASH_FLOW_PLACES = frozenset({"operating activities", "investing activities", "financing activities"})


@dataclass(frozen=True, slots=True)
class _Footing:
    """What the sums say of the rows: the total that each goes into, with its sign, and how each topmost total lies."""

    above: Mapping[int, tuple[int, int]]
    orientations: Mapping[int, int]
    firsts: Set[int]
    """The rows that sums begin with."""


def stored_signs(
    statement: Statement,
    concepts: Mapping[int, Concept],
    terms: list[tuple[str, ...]],
    signs: Mapping[int, str],
    own: Set[int] = frozenset(),
) -> dict[int, int]:
    """The factor for each row; ``signs`` are those that mapping rows force (``+`` as printed, ``-`` negated).

    The rows in ``own`` have concepts of the filer's own: outside a cash flow, where words tell it, their balance is
    taken from the print, and proves no sign.
    """
    own = own if statement.kind is not StatementKind.CASH_FLOW else frozenset()
    above = added_into(statement)
    roots = [sum_.total for sum_ in statement.sums if sum_.total not in above]
    firsts = {sum_.addends[0][0] for sum_ in statement.sums}
    footing = _Footing(above, {root: _orientation(root, statement, concepts, own) for root in roots}, firsts)
    result = {}
    for position, item in enumerate(statement.items):
        if position in concepts and _states_loss_plain(item, concepts[position]):
            result[position] = -1
        elif position in concepts and _states_loss_in_parentheses(item, concepts[position]):
            result[position] = 1
        elif signs.get(position):
            result[position] = 1 if signs[position] == "+" else -1
        elif position in concepts:
            result[position] = _factor(position, statement, concepts, terms, footing)
    return result


def names_tax(item: LineItem) -> bool:
    """Whether a row is the tax that a caption states in passing."""
    return item.parent is not None and item.unit is Unit.MONEY and _TAX.match(item.label) is not None


def sign_of_tax(item: LineItem, concept: Concept, amount: Amount, over: tuple[Amount | None, int]) -> int:
    """The factor of a tax inside a caption: it is an expense on a gain and a benefit on a loss, however it is printed,
    but where the caption or a heading says what parentheses mean: "net of tax benefit (expense) of".

    ``over`` is the amount that it is the tax on, and that amount's own factor.
    """
    told = next(filter(None, map(_TAX_EITHER_WAY.search, (item.label, *reversed(item.section[:-1])))), None)
    if told and not _TAKEN_OUT.search(concept.name):
        is_benefit = (told[1] or told[2]).lower() == "benefit"
        return 1 if is_benefit == (concept.balance == "credit") else -1
    on, sign = over
    is_gain = _sign_of(on.value if on else None) * sign >= 0
    return 1 if is_gain == (_sign_of(amount.value) >= 0) else -1


def _factor(
    position: int,
    statement: Statement,
    concepts: Mapping[int, Concept],
    terms: list[tuple[str, ...]],
    footing: _Footing,
) -> int:
    item, concept = statement.items[position], concepts[position]
    if item.parent is not None and _DEDUCTED.match(item.label) and _is_negative(item):
        return -1  # what a caption says was deducted is a natural amount, in parentheses or not
    if item.unit is Unit.SHARES and _SHARES_TAKEN.search(concept.name):
        return -1 if _is_negative(item) else 1
    if statement.kind is StatementKind.CASH_FLOW and concept.period_type == "instant":
        return 1  # cash is stated as printed, though the change of it takes one balance from another
    root, weight = weight_to_root(position, footing.above)
    if item.parent is not None or not concept.balance:
        if root == position and _prints_loss_positive(item, concept):
            return -1
        if item.unit is Unit.PER_SHARE and not _names_loss_alone(item.label):
            return 1  # income per share is stated as printed, whatever it is taken from
        return weight
    if root == position:
        if root in footing.orientations:
            return footing.orientations[root]
        return _alone(item, concept, statement.kind, terms[position])
    root_concept = concepts.get(root)
    balance = root_concept.balance if root_concept and root_concept.balance else _side(statement.kind, terms[position])
    if _BOTTOM_LINE.search(concept.name) and not _names_loss_alone(item.label):
        if concept.balance == balance:
            return footing.orientations[root]  # income that is parted into its sources is taken from none of them
        if statement.kind is StatementKind.CASH_FLOW and position in footing.firsts:
            return footing.orientations[root] * weight  # a flow begins with income: it is no adjustment to it
    return footing.orientations[root] * weight * (1 if concept.balance == balance else -1)


def _orientation(root: int, statement: Statement, concepts: Mapping[int, Concept], own: Set[int]) -> int:
    """-1 where a topmost total prints a loss as a plain positive number: else its parts would be negative.

    Most parts of a statement are natural amounts above zero; the orientation that makes them so is right. The rows in
    ``own`` have no say.
    """
    concept = concepts.get(root)
    if concept is None or not concept.balance or statement.items[root].period is not None:
        return 1  # a matrix of equity prints each balance as it is, and what is taken from it as that
    if _INCOME.search(concept.name) and _prints_loss_negative(statement.items[root]):
        return 1
    if statement.kind is StatementKind.EQUITY and concept.period_type == "instant":
        return -1 if _prints_loss_positive(statement.items[root], concept) else 1  # its changes are not its parts
    is_cash = statement.kind is StatementKind.CASH_FLOW and concept.period_type == "instant"
    parts = {sum_.total: sum_.addends for sum_ in statement.sums}
    votes = 0
    open_rows = list(parts.get(root, ()))
    while open_rows:
        row, sign = open_rows.pop()
        open_rows.extend((below, sign * weight) for below, weight in parts.get(row, ()))
        part = concepts.get(row)
        if is_cash and part and _FLOW.search(part.name):
            return sign  # a balance of cash takes its flows as they are printed, whatever their parts are
        if part is None or row in own or not part.balance or _EITHER_WAY.search(part.name):
            continue
        direction = sign * (1 if part.balance == concept.balance else -1)
        votes += sum(direction * _sign_of(a.value) for a in statement.items[row].amounts if a)
    if votes == 0:
        return -1 if _prints_loss_positive(statement.items[root], concept) else 1
    return 1 if votes > 0 else -1


def _is_negative(item: LineItem) -> bool:
    return any(amount and amount.value and amount.value < 0 for amount in item.amounts)


def _sign_of(value: Decimal | None) -> int:
    return 0 if not value else 1 if value > 0 else -1


def _prints_loss_positive(item: LineItem, concept: Concept) -> bool:
    """Whether a row named only as a loss or decrease prints it without parentheses for a concept of income."""
    values = [amount.value for amount in item.amounts if amount and amount.value]
    if not values or min(values) < 0 or (concept.balance == "debit" and "Loss" not in concept.name):
        return False
    words = " ".join([*(item.section[-1:] if item.unit is Unit.PER_SHARE else ()), item.label])
    return _names_loss_alone(words) and _MAY_BE_LOSS.search(concept.name) is not None


def _states_loss_in_parentheses(item: LineItem, concept: Concept) -> bool:
    """Whether the filer's own income is named a loss and printed as one: no sum that takes it turns it into a gain."""
    is_income = _BOTTOM_LINE.search(concept.name) is not None and "Noncontrolling" not in concept.name
    return is_income and _names_loss_alone(item.label) and _prints_loss_negative(item)


def _prints_loss_negative(item: LineItem) -> bool:
    """Whether a row that may be a loss prints one in parentheses, so that its parts are printed as they add up."""
    return _is_negative(item) and _LOSS_ONLY.search(item.label) is not None and not _LOSS_FIRST.search(item.label)


def _names_loss_alone(words: str) -> bool:
    """Whether a caption speaks of a loss or decrease and not of its opposite."""
    return _LOSS_ONLY.search(words) is not None and _EITHER.search(words) is None


def _states_loss_plain(item: LineItem, concept: Concept) -> bool:
    """Whether a row of income names a loss and nothing else, and prints it plain: no sum turns a loss into income."""
    return _INCOME.search(concept.name) is not None and _prints_loss_positive(item, concept)


def _side(kind: StatementKind, terms: tuple[str, ...]) -> str:
    if kind is StatementKind.BALANCE_SHEET and CREDIT_SIDE & set(terms):
        return "credit"
    return _ROOT_BALANCE.get(kind, "")


def _alone(item: LineItem, concept: Concept, kind: StatementKind, terms: tuple[str, ...]) -> int:
    """The factor of a row that no sum proves: printed parentheses and signal words are all there is."""
    if _prints_loss_positive(item, concept):
        return -1
    side = _side(kind, terms)
    if concept.balance == side or item.total_of:
        return 1
    is_negative = any(amount and amount.value is not None and amount.value < 0 for amount in item.amounts)
    if _COMPONENT.search(concept.name) and not item.label.lower().startswith("less"):
        return -1  # what lies on the other side is printed by what it does to comprehensive income
    if kind is StatementKind.CASH_FLOW:
        if not _CASH_FLOW_PLACES & set(terms):
            return 1  # cash paid for interest and taxes, and what did not move cash, is disclosed as it is
        return -1 if is_negative or not concept.name.startswith(_PAID) else 1
    return -1 if is_negative else 1
