"""A caption that no concept fits → the balance that its words name: what of it is a natural amount.

In: a row of a footed statement and its section terms. Out: "debit", "credit", or nothing where neither words nor sums
tell. Names and concepts are not known here.
"""

import re

from pipeline.model import LineItem, Statement, StatementKind, Unit
from pipeline.tag.sections import CREDIT_SIDE, added_into, weight_to_root

_OUTFLOW = re.compile(
    r"\b(?:purchases?|payments?|paid|repayments?|acquisitions?|acquired|additions?|expenditures?|investments?\s+in|dividends?"
    r"|distributions?|repurchased?s?|redemptions?|redeemed|retired|prepayments?|shares\s+used|retirements?|advances?\s+to|loans?\s+(?:to|made|originated)|contributions?\s+to"
    r"|withdrawals?|deposits?\s+(?:on|for)|costs?|purchased|repurchase|spending|settlements?|withh?eld|withholdings?"
    r"|reductions?)\b",
    re.I,
)
_INFLOW = re.compile(
    r"\b(?:proceeds|sales?|sold|issuances?|issued|borrowings?|collections?|maturit(?:y|ies)|receipts?|received"
    r"|contributions?\s+from|exercise|repayments?\s+(?:from|of\s+loans\s+to)|dispositions?|disposals?|benefits?)\b",
    re.I,
)
_EXPENSE = re.compile(
    r"\b(?:costs?|expenses?|loss(?:es)?|provisions?|charges?|depreciation|amortization|accretion|impairments?|taxes|write-?\s?(?:downs?|offs?)"
    r"|compensation|fees\s+paid|selling|administrative|research|restructuring|deductions?|dividends|interest\s+on|penalt(?:y|ies)|fines)\b",
    re.I,
)
_GAIN = re.compile(r"\b(?:gains?|income|earnings|revenues?|sales|benefit|profit|fees|credits?)\b", re.I)
_COST_OF_SALES = re.compile(r"\bcosts? of (?:net )?(?:revenues?|sales|goods|products?|services?)\b", re.I)
_ASSET = re.compile(r"\b(?:receivables?|inventor(?:y|ies)|prepaid|assets?|deposits|supplies|advances|costs)\b", re.I)
_LIABILITY = re.compile(
    r"\b(?:payables?|liabilit(?:y|ies)|accrued|accruals?|deferred\s+(?:revenues?|income)|customers?"
    r"|(?<!of )billings)\b",
    re.I,
)
_PAID = re.compile(
    r"\b(?:cash|tax) payments?\b|\bpayments? (?:for|on|related)\b|\bcontributions? to\b"
    r"|\b(?:plans?|pensions?|(?:post-?)?retirement|benefits?) contributions?\b",
    re.I,
)
_CHANGE = re.compile(r"(?:net )?(?:changes?|increases?|decreases?)\b", re.I)
_CHANGES_IN_ALL = re.compile(r"^changes? in (?:operating )?assets and liabilities\b", re.I)
_OF_INCOME = re.compile(
    r"\bgains?\b|\((?:income|earnings)\)[\s/]*loss|\bloss(?:es)?[\s/]*\((?:income|earnings)\)"
    r"|\bequity in \(?(?:undistributed|net|earnings|loss(?:es)?|income)\b",
    re.I,
)
"""Words of what US-GAAP states as income, so that a loss is below zero: "(Gain) loss", "Equity in losses"."""
_NET_INCOME = re.compile(
    r"(?:consolidated )?(?:net )?(?:\(?(?:income|profits?|earnings|loss(?:es)?)\)?[\s/]*)+"
    r"(?:$|,|before\b|including\b|of consolidated\b|from continuing\b|attributable\b|for the\b)",
    re.I,
)
"""Income, or a loss, for a period: what a cash flow begins with, and no adjustment of it."""
_EITHER_WAY = re.compile(r"\([^)]*\)|\bnet$|\bother\b|[/&]|\band\b", re.I)
_TAX_IN_EQUITY = re.compile(r"\btax(?:es)?\b(?! credits?\b)", re.I)
_NET_OF_TAX = re.compile(r"\b(?:net|before|after|excluding)\b.*\btax(?:es)?\b|\bpre-?tax\b", re.I)
_RECLASSIFIED = re.compile(
    r"\breclassif|\b(?:realized|recognized)\b.*\bnet (?:income|earnings)\b|\bamorti[sz].*\b(?:actuarial|loss(?:es)?)\b",
    re.I,
)
_OF_PENSIONS = re.compile(r"\b(?:pensions?|(?:post-?)?retirement|benefit (?:plans?|obligations?|reserves?))\b", re.I)
_ARISING = re.compile(r"\barising\b|\bactuarial\b|\bprior service\b", re.I)


def own_balance(position: int, statement: Statement, terms: tuple[str, ...]) -> str:
    """The balance of an own concept, so that its natural value is above zero for what its caption names.

    A payment and an expense are natural amounts, however they are printed: the caption's words decide; for words
    that do not tell, the way in which the statement adds the row up. Empty where nothing does.
    """
    item = statement.items[position]
    if item.unit is not Unit.MONEY:
        return ""
    weight = _weight(position, statement)
    match statement.kind:
        case StatementKind.CASH_FLOW:
            return _cash_flow_balance(item, terms)
        case StatementKind.BALANCE_SHEET:
            return _balance_of_side(terms, weight)
        case StatementKind.EQUITY if weight >= 0:
            return "debit" if _takes_from_equity(item) else "credit" if weight else ""
        case StatementKind.COMPREHENSIVE_INCOME if weight > 0 and _is_debit_of_equity(item):
            return "debit"
        case _ if "other comprehensive income" in terms and _is_debit_of_equity(item):
            return "debit"
        case _:
            return _income_balance(item, weight)


def _balance_of_side(terms: tuple[str, ...], weight: int) -> str:
    """Debit for assets, credit for the other side, and turned about for what is deducted; nothing on neither."""
    is_asset = "assets" in terms
    if not is_asset and not CREDIT_SIDE.intersection(terms):
        return ""
    return "debit" if is_asset == (weight >= 0) else "credit"


def _income_balance(item: LineItem, weight: int) -> str:
    """What a statement deducts is an expense, unless it is printed below zero and names a gain; and the other way."""
    if _NET_INCOME.match(item.label):
        return "credit"
    words = _COST_OF_SALES.sub("costs", _without_asides(item.label))
    is_negative, is_expense, is_gain = _is_mostly_negative(item), _EXPENSE.search(words), _GAIN.search(words)
    if weight < 0:
        return "credit" if is_negative and is_gain and not is_expense else "debit"
    if is_negative and is_expense and not is_gain:
        return "debit"
    return "credit" if weight > 0 else ""


def _takes_from_equity(item: LineItem) -> bool:
    """Whether a row of changes in equity names and prints what goes out: shares bought back, or withheld for taxes."""
    words = _without_asides(item.label)
    outflow, inflow = _OUTFLOW.search(words) or _EXPENSE.search(words), _INFLOW.search(words)
    return _is_mostly_negative(item) and outflow is not None and (not inflow or outflow.start() < inflow.start())


def _without_asides(label: str) -> str:
    return re.sub(r"\([^)]*\)", " ", label)


def _is_debit_of_equity(item: LineItem) -> bool:
    """Whether a part of other comprehensive income is stated as what it takes from equity, as US-GAAP has it for what
    is reclassified to income, for pensions as a whole, and for taxes."""
    words = " ".join([*item.section[-1:], item.label])
    plain = _without_asides(item.label)
    if _RECLASSIFIED.search(words) or (_TAX_IN_EQUITY.search(plain) and not _NET_OF_TAX.search(plain)):
        return True
    return _OF_PENSIONS.search(words) is not None and not _ARISING.search(words)


def _is_mostly_negative(item: LineItem) -> bool:
    values = [amount.value for amount in item.amounts if amount and amount.value]
    return sum(value < 0 for value in values) * 2 > len(values)


def _cash_flow_balance(item: LineItem, terms: tuple[str, ...]) -> str:
    """Debit for what brings cash in, credit for what takes it out or is taken off net income."""
    words = _without_asides(item.label)
    if "investing activities" in terms or "financing activities" in terms:
        return _moved_balance(item, words)
    if "operating activities" not in terms or _NET_INCOME.match(item.label):
        return ""
    if _OF_INCOME.search(item.label) or _PAID.search(words):
        return "credit"
    if "changes in operating assets and liabilities" in terms or _CHANGE.match(words):
        words = _CHANGES_IN_ALL.sub("", words)
        if _LIABILITY.search(words):
            return "debit"
        return "credit" if _ASSET.search(words) else ""
    if _EXPENSE.search(words):
        return "debit"
    return "credit" if _GAIN.search(words) else ""


def _moved_balance(item: LineItem, words: str) -> str:
    """What an investing or financing row names; where no word tells, what it prints as spent in every column was."""
    inflow, outflow = _INFLOW.search(words), _OUTFLOW.search(words)
    if inflow and (not outflow or inflow.start() < outflow.start()):
        return "debit"
    if outflow:
        return "credit"
    values = [amount.value for amount in item.amounts if amount and amount.value]
    is_spent = bool(values) and max(values) < 0 and not _EITHER_WAY.search(item.label)
    return "credit" if is_spent else ""


def _weight(position: int, statement: Statement) -> int:
    """The product of the signs with which a row goes into the topmost total above it; 0 if it goes into none."""
    above = added_into(statement)
    return weight_to_root(position, above)[1] if position in above else 0
