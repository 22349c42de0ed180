"""A line item that no concept fits → a concept of the filer's own, named from its caption.

In: the caption, its headings and how the statement adds it up. Out: a `Concept` under the filer's prefix, with the
balance that its caption names. Names are stable for the same filing.
"""

import re
from collections.abc import Mapping
from itertools import chain, count

from pipeline.model import Concept, LineItem, Statement, StatementKind, Unit
from pipeline.names import format_name
from pipeline.tag.sections import added_into, weight_to_root

_ITEM_TYPES = {Unit.MONEY: "monetary", Unit.PER_SHARE: "perShare", Unit.SHARES: "shares", Unit.PURE: "pure"}
_OUTFLOW = re.compile(
    r"\b(?:purchases?|payments?|paid|repayments?|acquisitions?|acquired|additions?|expenditures?|investments?\s+in|dividends?"
    r"|distributions?|repurchased?s?|redemptions?|redeemed|retired|prepayments?|shares\s+used|retirements?|advances?\s+to|loans?\s+(?:to|made|originated)|contributions?\s+to"
    r"|withdrawals?|deposits?\s+(?:on|for)|costs?|purchased|repurchase|spending|settlements?)\b",
    re.I,
)
_INFLOW = re.compile(
    r"\b(?:proceeds|sales?|sold|issuances?|issued|borrowings?|collections?|maturit(?:y|ies)|receipts?|received"
    r"|contributions?\s+from|exercise|repayments?\s+(?:from|of\s+loans\s+to)|dispositions?|disposals?|benefits?)\b",
    re.I,
)
_EXPENSE = re.compile(
    r"\b(?:costs?|expenses?|loss(?:es)?|provisions?|charges?|depreciation|amortization|accretion|impairments?|taxes|write-?\s?(?:downs?|offs?)"
    r"|compensation|fees\s+paid|selling|administrative|research|restructuring|deductions?|dividends|interest\s+on)\b",
    re.I,
)
_GAIN = re.compile(r"\b(?:gains?|income|earnings|revenues?|sales|benefit|profit|fees|credits?)\b", re.I)
_ASSET = re.compile(r"\b(?:receivables?|inventor(?:y|ies)|prepaid|assets?|deposits|supplies|advances|costs)\b", re.I)
_LIABILITY = re.compile(
    r"\b(?:payables?|liabilit(?:y|ies)|accrued|accruals?|deferred\s+(?:revenues?|income)|customer)\b", re.I
)
_PAID = re.compile(r"\b(?:cash|tax) payments?\b|\bpayments? (?:for|on|related)\b|\bplans? contributions?\b", re.I)
_CHANGE = re.compile(r"(?:net )?(?:changes?|increases?|decreases?)\b", re.I)
_RECLASSIFIED = re.compile(
    r"\breclassif|\b(?:realized|recognized)\b.*\bnet (?:income|earnings)\b|\bamorti[sz].*\b(?:actuarial|loss(?:es)?)\b",
    re.I,
)
_OF_PENSIONS = re.compile(r"\b(?:pensions?|(?:post-?)?retirement|benefit (?:plans?|obligations?|reserves?))\b", re.I)
_ARISING = re.compile(r"\barising\b|\bactuarial\b|\bprior service\b", re.I)


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


def own_balance(position: int, statement: Statement, terms: tuple[str, ...]) -> str:
    """The balance of an own concept, so that its natural value is above zero for what its caption names.

    A payment and an expense are natural amounts, however they are printed: the caption's words decide; for words
    that do not tell, the way in which the statement adds the row up. Empty where nothing does.
    """
    item = statement.items[position]
    if item.unit is not Unit.MONEY:
        return ""
    words = re.sub(r"\([^)]*\)", " ", item.label)
    weight = _weight(position, statement)
    match statement.kind:
        case StatementKind.CASH_FLOW:
            return _cash_flow_balance(words, terms) if not _of_gain(item.label, terms) else "credit"
        case StatementKind.BALANCE_SHEET:
            return "debit" if ("assets" in terms) == (weight >= 0) else "credit"
        case _ if "other comprehensive income" in terms and _is_debit_of_equity(item):
            return "debit"
        case _:
            is_negative = _is_mostly_negative(item)
            if weight < 0 or (is_negative and _EXPENSE.search(words) and not _GAIN.search(words)):
                return "debit"
            return "credit" if weight > 0 else ""


def _is_debit_of_equity(item: LineItem) -> bool:
    """Whether a part of other comprehensive income is stated as what it takes from equity, as US-GAAP has it for what
    is reclassified to income and for pensions as a whole."""
    words = " ".join([*item.section[-1:], item.label])
    if _RECLASSIFIED.search(words):
        return True
    return _OF_PENSIONS.search(words) is not None and not _ARISING.search(words)


def _is_mostly_negative(item: LineItem) -> bool:
    values = [amount.value for amount in item.amounts if amount and amount.value]
    return sum(value < 0 for value in values) * 2 > len(values)


def _of_gain(label: str, terms: tuple[str, ...]) -> bool:
    """Whether a row takes a gain off net income, or adds a loss back: "(Gain) loss on disposal" states the gain."""
    return "operating activities" in terms and re.search(r"\bgains?\b", label, re.I) is not None


def _cash_flow_balance(words: str, terms: tuple[str, ...]) -> str:
    """Debit for what brings cash in, credit for what takes it out or is taken off net income."""
    if "investing activities" in terms or "financing activities" in terms:
        inflow, outflow = _INFLOW.search(words), _OUTFLOW.search(words)
        if inflow and (not outflow or inflow.start() < outflow.start()):
            return "debit"
        return "credit" if outflow else ""
    if "operating activities" in terms and _PAID.search(words):
        return "credit"
    if "changes in operating assets and liabilities" in terms or _CHANGE.match(words):
        if _LIABILITY.search(words):
            return "debit"
        return "credit" if _ASSET.search(words) else ""
    if "operating activities" in terms:
        if _EXPENSE.search(words):
            return "debit"
        return "credit" if _GAIN.search(words) else ""
    return ""


def _weight(position: int, statement: Statement) -> int:
    """The product of the signs with which a row goes into the topmost total above it; 0 if it goes into none."""
    above = added_into(statement)
    return weight_to_root(position, above)[1] if position in above else 0
