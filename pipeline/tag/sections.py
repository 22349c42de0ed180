"""Where each row of a statement stands: its headings and its place among the statement's totals, as section terms.

In: a footed statement and the concepts that rules gave to its rows so far. Out: for each row the terms that
mapping rows may name in their ``section`` cell. Headings are believed only where the arithmetic agrees:
filers print "Stockholders' equity:" above long-term debt, but never add debt into equity.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from pipeline.model import LineItem, Statement, StatementKind, Unit

_HEADINGS = {
    StatementKind.BALANCE_SHEET: (
        ("current assets", r"^(?:total )?current assets|^current$"),
        ("assets", r"^assets$"),
    ),
    StatementKind.INCOME_STATEMENT: (
        (
            "other income expense",
            r"^(?!(?:operating )?costs?\b.*\bother\b).*"
            r"(?:other (?:operating )?(?:\(?(?:income|expenses?|deductions|credits|charges)|gains)|non-?operating)",
        ),
        (
            "costs and expenses",
            r"^(?:operating )?(?:costs?|expenses?|deductions|charges)\b|costs? (?:and|&) (?:operating )?expenses"
            r"|operating (?:costs|expenses)",
        ),
        ("revenues", r"^(?:net |operating |total )?(?:sales|revenues?)\b|^income$"),
        ("income taxes", r"(?:provision|benefit|credit).*tax|^(?:income )?tax(?:es)?\b"),
        ("other comprehensive income", r"comprehensive"),
        ("equity", r"^(?:retained|reinvested) earnings$"),
    ),
    StatementKind.CASH_FLOW: (
        (
            "supplemental",
            r"supplement|cash paid|non-?cash (?:investing|financing|transactions|activit)|disclosure",
        ),
        (
            "changes in operating assets and liabilities",
            r"changes? in|^\(?(?:increase|decrease)|assets and liabilities|working capital",
        ),
        (
            "adjustments",
            r"adjust|reconcil|(?:not|without) (?:affecting|requiring|involving|using|provid)|non-?cash",
        ),
        ("operating activities", r"^(?!.*(?:invest|financ)ing activit).*operati"),
        ("investing activities", r"invest"),
        ("financing activities", r"financ"),
    ),
    StatementKind.COMPREHENSIVE_INCOME: (("other comprehensive income", r"comprehensive"),),
}
_COMPILED = {kind: tuple((t, re.compile(p, re.I)) for t, p in rows) for kind, rows in _HEADINGS.items()}
_BASIC = re.compile(r"\bper\b.*\bshare|\bshare\b.*\bdata\b", re.I)
_AVERAGE = re.compile(r"\b(?:average|weighted|number)\b", re.I)
_EQUITY_ROW = re.compile(
    r"\b(?:common|preferred|capital|treasury|preference)\s+(?:stock|shares)\b|\bpaid[- ]in\b|\bretained\b"
    r"|\breinvested\b|\baccumulated\s+(?:deficit|other)|\bcapital\s+(?:in\s+excess|surplus)|^deficit"
    r"|\bin excess of par\b",
    re.I,
)

_OF_EQUITY = re.compile(
    r"(?:(?:share|stock)[- ]?(?:holders?|owners?)|owners?)\W{0,2}s?\W{0,2} (?:equity|investment)\b(?!.*liabilit)", re.I
)
_DEBT = re.compile(r"\b(?:debt|borrowings?|payable|liabilit\w*|deferred (?:income )?tax\w*)\b(?!.*\bequity\b)", re.I)
_OWNERS = (
    ("capital of partners", re.compile(r"\bpartners\b", re.I)),
    ("equity of members", re.compile(r"\bmembers\b", re.I)),
)
"""Whose the equity is, by the title of a statement of it, where that is not stockholders'."""

_EQUITIES = ("StockholdersEquity", "StockholdersEquityIncludingPortionAttributableToNoncontrollingInterest")
CREDIT_SIDE = frozenset({"liabilities", "equity", "current liabilities", "noncurrent liabilities"})
"""The terms of the side of a balance sheet where credits are added."""

_CURRENT = (
    ("AssetsCurrent", re.compile(r"(?:total )?current assets|(?:assets )?current$", re.I)),
    ("LiabilitiesCurrent", re.compile(r"(?:total )?current liabilities|.*liabilit.* current$", re.I)),
)
"""The headings whose total is known by them alone; "Current" is of the side that it stands on."""

TOTALS = {
    StatementKind.BALANCE_SHEET: (
        ("AssetsCurrent", ("current assets", "assets")),
        ("Assets", ("noncurrent assets", "assets")),
        ("LiabilitiesCurrent", ("current liabilities", "liabilities")),
    ),
    StatementKind.CASH_FLOW: (
        ("NetCashProvidedByUsedInOperatingActivities", ("operating activities",)),
        ("NetCashProvidedByUsedInInvestingActivities", ("investing activities",)),
        ("NetCashProvidedByUsedInFinancingActivities", ("financing activities",)),
    ),
}
"""The totals that close a stretch of a statement, in printed order, with the terms of the rows before them."""


def section_terms(statement: Statement, concepts: Mapping[int, str]) -> list[tuple[str, ...]]:
    """The terms of each row, outermost heading first, structural terms last; ``concepts`` are by position."""
    below = descendants(statement)
    at = _positions({**totals_of_headings(statement, below, concepts), **concepts})
    in_equity = _rows_in_equity(statement, at)
    terms = []
    for position, item in enumerate(statement.items):
        found = list(item.section)
        found.extend(["equity"] if position in in_equity else _structural(statement, position, item, at, below))
        terms.append(tuple(dict.fromkeys(found)))
    return terms


def _rows_in_equity(statement: Statement, at: Mapping[str, int]) -> set[int]:
    """The rows below a heading of equity and no debt, in a balance sheet where no total of equity is known."""
    if statement.kind is not StatementKind.BALANCE_SHEET or any(name in at for name in _EQUITIES):
        return set()
    debts = {item.section for item in statement.items if _DEBT.search(item.label)}
    first = at.get("LiabilitiesCurrent", len(statement.items))
    return {
        row
        for row, item in enumerate(statement.items)
        if row > first and item.parent is None and item.section not in debts and _OF_EQUITY.match(_where(item))
    }


def totals_of_headings(
    statement: Statement, below: Mapping[int, set[int]], concepts: Mapping[int, str]
) -> dict[int, str]:
    """The rows of a balance sheet that total all that stands under a heading of current items, whatever their label;
    one without a label, all that stands there above it: nothing says where the heading ends."""
    found: dict[int, str] = {}
    for name, pattern in _CURRENT if statement.kind is StatementKind.BALANCE_SHEET else ():
        mine = {row for row, item in enumerate(statement.items) if item.parent is None and pattern.match(_where(item))}
        for total, rows in below.items():
            own = mine if statement.items[total].label else {row for row in mine if row < total}
            if name not in concepts.values() and len(own) > 1 and own - {total} <= rows <= own:
                found.setdefault(total, name)
    return found


def _where(item: LineItem) -> str:
    """The innermost heading of a row; "Current" with the headings above it."""
    innermost = " ".join(item.section[-1:])
    return " ".join(item.section) if innermost.lower() == "current" else innermost


def descendants(statement: Statement) -> dict[int, set[int]]:
    """For each total the rows that go into it, directly or through other totals."""
    found: dict[int, set[int]] = {}
    for sum_ in sorted(statement.sums, key=lambda s: s.total):
        mine = {row for row, _ in sum_.addends}
        for row in tuple(mine):
            mine |= found.get(row, set())
        found[sum_.total] = mine
    return found


def _structural(
    statement: Statement, position: int, item: LineItem, at: Mapping[str, int], below: Mapping[int, set[int]]
) -> list[str]:
    if item.parent is not None:
        return []
    if item.unit is Unit.PER_SHARE:
        return ["earnings per share"]
    if item.unit is Unit.SHARES:
        return ["weighted average shares"]
    if statement.kind is StatementKind.BALANCE_SHEET:
        return _balance_sheet_terms(statement.items, position, at, below)
    terms = [term for text in reversed(item.section) for term in _heading_terms(statement.kind, text)]
    if statement.kind is StatementKind.CASH_FLOW:
        return _cash_flow_terms(position, at, below, terms)
    if statement.kind is StatementKind.INCOME_STATEMENT:
        return _income_terms(position, at, below, terms)
    if statement.kind is StatementKind.EQUITY:
        terms.extend(term for term, pattern in _OWNERS if pattern.search(statement.title))
    return terms


@lru_cache(maxsize=1 << 12)
def _heading_terms(kind: StatementKind, text: str) -> tuple[str, ...]:
    """What a heading says; the rows below it ask one after the other."""
    return tuple(term for term, pattern in _COMPILED.get(kind, ()) if pattern.search(text))[:1]


def _balance_sheet_terms(
    items: Sequence[LineItem], position: int, at: Mapping[str, int], below: Mapping[int, set[int]]
) -> list[str]:
    for name in _EQUITIES:
        if name in at and (position == at[name] or position in below.get(at[name], ())):
            return ["equity"]
    for name, terms in TOTALS[StatementKind.BALANCE_SHEET]:
        if name in at and position <= at[name]:
            return list(terms if "AssetsCurrent" in at or name != "Assets" else terms[1:])
    assets = at.get("Assets", -1)
    if position <= assets:
        return ["assets"]
    text = " ".join([items[position].label, *items[position].section])
    if _EQUITY_ROW.search(items[position].label) or re.search(r"\bequity\b", items[position].label, re.I):
        return ["equity"]
    if assets < 0 and not re.search(r"liabilit|payable|equity", text, re.I):
        return _section_side(items[position])
    return ["noncurrent liabilities", "liabilities"] if "LiabilitiesCurrent" in at else ["liabilities"]


def _section_side(item: LineItem) -> list[str]:
    text = " ".join(item.section).lower()
    if "current assets" in text:
        return ["current assets", "assets"]
    return ["assets"] if "assets" in text else []


def _positions(concepts: Mapping[int, str]) -> dict[str, int]:
    """The first row of each concept."""
    at: dict[str, int] = {}
    for position in sorted(concepts):
        at.setdefault(concepts[position], position)
    return at


def _cash_flow_terms(
    position: int, at: Mapping[str, int], below: Mapping[int, set[int]], headings: list[str]
) -> list[str]:
    totals = [(name, terms[0]) for name, terms in TOTALS[StatementKind.CASH_FLOW] if name in at]
    place = next((term for name, term in totals if position == at[name] or position in below.get(at[name], ())), None)
    if place is None:
        place = next((term for term in headings if term.endswith("ing activities")), None)
    if place is None and "supplemental" not in headings:
        place = next((term for name, term in totals if position < at[name]), None)
    if place is None:
        return [term for term in headings if term == "supplemental"]
    inner = [t for t in headings if t in ("adjustments", "changes in operating assets and liabilities")]
    return [*(inner[:1] if place == "operating activities" else ()), place]


def _income_terms(
    position: int, at: Mapping[str, int], below: Mapping[int, set[int]], headings: list[str]
) -> list[str]:
    for name, term in (
        ("CostsAndExpenses", "costs and expenses"),
        ("OperatingExpenses", "costs and expenses"),
        ("NonoperatingIncomeExpense", "other income expense"),
        ("OtherComprehensiveIncomeLossNetOfTax", "other comprehensive income"),
        ("OtherComprehensiveIncomeLossNetOfTaxPeriodIncreaseDecrease", "other comprehensive income"),
        ("Revenues", "revenues"),
    ):
        if name in at and position in below.get(at[name], ()):
            return [term]
    operating = at.get("OperatingIncomeLoss")
    before_tax = min(
        (at[name] for name in at if name.startswith("IncomeLossFromContinuingOperationsBefore")), default=-1
    )
    net = max((at[name] for name in ("NetIncomeLoss", "ProfitLoss") if name in at), default=-1)
    if 0 <= net < position and "other comprehensive income" not in headings:
        is_of_balance = net < at.get("RetainedEarningsAccumulatedDeficit", position) < position
        return ["equity"] if is_of_balance or "equity" in headings else []
    if operating is not None and operating < position < before_tax:
        return ["other income expense"]
    return [t for t in headings if t != "equity" and (t != "other comprehensive income" or position > net)]


def added_into(statement: Statement) -> dict[int, tuple[int, int]]:
    """The total that each row goes into and the sign with which it does, by position."""
    return {row: (sum_.total, sign) for sum_ in statement.sums for row, sign in sum_.addends}


def weight_to_root(position: int, above: Mapping[int, tuple[int, int]]) -> tuple[int, int]:
    """The topmost total that a row goes into by `added_into`, and the product of the signs on the way."""
    weight = 1
    while position in above:
        position, sign = above[position]
        weight *= sign
    return position, weight
