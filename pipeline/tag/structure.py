"""The concept of a row that no rule names, from what it totals.

In: a footed statement and the concepts found by rules. Out: a concept for a total from the section that all of
its rows stand in, or from the taxonomy's own arithmetic. The row that totals the current assets *is*
AssetsCurrent, whatever its label.
"""

import re
from collections.abc import Mapping, Sequence

from pipeline.model import LineItem, Statement, StatementKind
from pipeline.tag.decision import Lookup, may_be_named
from pipeline.tag.sections import descendants
from pipeline.taxonomy import Taxonomy

_TOTAL_OF_SECTION = {
    "current assets": "AssetsCurrent",
    "current liabilities": "LiabilitiesCurrent",
    "equity": "StockholdersEquity",
    "other income expense": "NonoperatingIncomeExpense",
    "costs and expenses": "CostsAndExpenses",
    "revenues": "Revenues",
    "operating activities": "NetCashProvidedByUsedInOperatingActivities",
    "investing activities": "NetCashProvidedByUsedInInvestingActivities",
    "financing activities": "NetCashProvidedByUsedInFinancingActivities",
    "other comprehensive income": "OtherComprehensiveIncomeLossNetOfTax",
}

_SIDES = {
    "Assets": (frozenset({"AssetsCurrent"}),),
    "LiabilitiesAndStockholdersEquity": (
        frozenset({"LiabilitiesCurrent", "Liabilities"}),
        frozenset({"StockholdersEquity", "StockholdersEquityIncludingPortionAttributableToNoncontrollingInterest"}),
    ),
}
"""What a whole side of a balance sheet adds at least, one of each set."""

_ACTIVITIES = frozenset(
    f"NetCashProvidedByUsedIn{activity}Activities" for activity in ("Operating", "Investing", "Financing")
)
_BEFORE_TREASURY, _TREASURY = "StockholdersEquityBeforeTreasuryStock", "TreasuryStock"
_CASH = frozenset({"CashAndCashEquivalentsAtCarryingValue", "Cash"})
_NEAR_CASH = frozenset(
    {
        "ShortTermInvestments",
        "MarketableSecuritiesCurrent",
        "AvailableForSaleSecuritiesCurrent",
        "TradingSecuritiesCurrent",
    }
)
_REVENUES, _COSTS = "Revenues", "CostsAndExpenses"
_INCOME = re.compile(r"(?:operating\s+)?\(?(?:income|earnings|loss|profit)\b", re.I)
_BARE_TOTAL = re.compile(r"\W*(?:sub-?)?totals?\W*", re.I)
_A_TAX = re.compile(r"(?<!NetOf)(?<!Before)(?<!After)(?<!And)Tax(?:PortionAttributableToParent1?)?$")


def balance_totals(statement: Statement, concepts: Mapping[int, str]) -> dict[int, str]:
    """The two grand totals of a balance sheet that print no label: equal, and each closing a side.

    The first of two equal totals that are part of no other is the assets, the second the other side.
    """
    if statement.kind is not StatementKind.BALANCE_SHEET:
        return {}
    added = {row for sum_ in statement.sums for row, _ in sum_.addends}
    roots = [sum_.total for sum_ in statement.sums if sum_.total not in added]
    values = {row: statement.items[row].values for row in roots}
    for first in roots:
        for second in roots:
            if first < second and values[first] == values[second]:
                pair = {first: "Assets", second: "LiabilitiesAndStockholdersEquity"}
                return {
                    row: name
                    for row, name in pair.items()
                    if row not in concepts or (concepts[row] != name and names_nothing(statement.items[row]))
                }
    return {}


def names_nothing(item: LineItem) -> bool:
    """Whether a row of amounts has no caption, or one that says no more than that it is a total."""
    return not item.label or _BARE_TOTAL.fullmatch(item.label) is not None


def concept_of_total(
    statement: Statement,
    position: int,
    terms: Sequence[tuple[str, ...]],
    concepts: Mapping[int, str],
    about: Lookup,
) -> str | None:
    """The concept of a total row without a rule, or None where its parts do not tell one."""
    sum_ = next((s for s in statement.sums if s.total == position), None)
    if sum_ is None or len(sum_.addends) < 2:
        return None
    below = descendants(statement)[position]
    taken = set(concepts.values())
    totals = {one.total for one in statement.sums}
    is_difference = any(sign < 0 and row in totals for row, sign in sum_.addends)
    if (name := _side_of_income(statement, position, concepts)) and name not in taken:
        return name
    plain = [{text.lower() for text in row_terms} for row_terms in terms]
    for term, known_as in _TOTAL_OF_SECTION.items():
        name = "OperatingExpenses" if known_as == _COSTS and "GrossProfit" in taken else known_as
        if name in taken or (term not in plain[position] and statement.kind is not StatementKind.BALANCE_SHEET):
            continue
        if is_difference and known_as in (_REVENUES, _COSTS):
            continue
        if term == "equity" and statement.kind is StatementKind.INCOME_STATEMENT:
            continue  # what stands below net income is retained earnings
        mine = {row for row, row_terms in enumerate(plain) if term in row_terms and row != position}
        leaves = {row for row in mine if statement.items[row].parent is None and row < position}
        if leaves and leaves <= below and below <= leaves | {row for row in below if not terms[row]}:
            return name
    parts = [concepts.get(row) for row, _ in sum_.addends]
    if statement.kind is StatementKind.BALANCE_SHEET and names_nothing(statement.items[position]):
        for side, wanted in _SIDES.items():
            if side not in taken and all(some & set(parts) for some in wanted):
                return side
        if _is_before_treasury(statement, position, concepts):
            return _BEFORE_TREASURY
    return _common_parent(parts, taken, about)


def concept_of_subtotal(statement: Statement, position: int, concepts: Mapping[int, str]) -> str | None:
    """The concept of a row between totals, by what it adds or what it goes into: cash with what is as good as cash,
    and what takes cash from its balance at the beginning to that at the end."""
    if statement.kind is StatementKind.CASH_FLOW:
        into = next((s for s in statement.sums if any(row == position for row, _ in s.addends)), None)
        rest = {concepts.get(row) for row, _ in into.addends if row != position} if into else set()
        is_change = into is not None and rest == {concepts.get(into.total)} and rest <= _CASH
        return "CashAndCashEquivalentsPeriodIncreaseDecrease" if is_change else None
    own = next((s for s in statement.sums if s.total == position), None)
    parts = {concepts.get(row) for row, _ in own.addends} if own else set()
    is_near = parts & _CASH and parts & _NEAR_CASH and parts <= _CASH | _NEAR_CASH
    is_balance = statement.kind is StatementKind.BALANCE_SHEET
    return "CashCashEquivalentsAndShortTermInvestments" if is_balance and is_near else None


def _side_of_income(statement: Statement, position: int, concepts: Mapping[int, str]) -> str | None:
    """Revenues or costs, where a total without a caption is one of the two whose difference is the first income."""
    if statement.kind is not StatementKind.INCOME_STATEMENT or not names_nothing(statement.items[position]):
        return None
    for sum_ in statement.sums:
        if len(sum_.addends) == 2 and _INCOME.match(statement.items[sum_.total].label):
            (first, is_added), (second, is_left) = sum_.addends
            if (is_added, is_left) != (1, -1) or not concepts.get(first, _REVENUES).startswith(_REVENUES):
                return None
            return _REVENUES if position == first else _COSTS if position == second else None
    return None


def _is_before_treasury(statement: Statement, position: int, concepts: Mapping[int, str]) -> bool:
    """Whether equity is what a row leaves where nothing but stock in the treasury is taken from it."""
    over = next((s for s in statement.sums if any(row == position for row, _ in s.addends)), None)
    taken = [concepts.get(row, "") for row, _ in over.addends if row != position] if over else []
    is_equity = over is not None and concepts.get(over.total, "") == _TOTAL_OF_SECTION["equity"]
    return is_equity and bool(taken) and all(name.startswith(_TREASURY) for name in taken)


def _common_parent(parts: Sequence[str | None], taken: set[str], about: Lookup) -> str | None:
    """The only concept in use that has all of a total's rows as parts in the taxonomy's calculation.

    One deducted part of two is enough: what is left after accumulated depreciation is the net property.
    """
    taxonomy = about.taxonomy
    known = [part for part in parts if part]
    if 0 < len(_ACTIVITIES.intersection(known)) < len(_ACTIVITIES):
        return None  # cash of operations less what is invested: filers print it, the taxonomy has no concept for it
    if len(known) < len(parts) and not _is_one_contra(known, parts, taxonomy):
        return None
    parents = [set(taxonomy.wholes.get(part, ())) for part in known]
    common = set.intersection(*parents) - taken if parents else set()
    common = {name for name in common if may_be_named(name, about)}
    return common.pop() if len(common) == 1 else None


def _is_one_contra(known: Sequence[str], parts: Sequence[str | None], taxonomy: Taxonomy) -> bool:
    if len(known) != 1 or len(parts) != 2:
        return False
    return all(weight < 0 for weight in taxonomy.wholes.get(known[0], {}).values())


def concept_of_part(statement: Statement, position: int, concepts: Mapping[int, str], taxonomy: Taxonomy) -> str | None:
    """The concept of an unlabelled row from the total it goes into: the one part of it that no other row states."""
    sum_ = next((s for s in statement.sums if any(row == position for row, _ in s.addends)), None)
    if sum_ is None or sum_.total not in concepts:
        return None
    siblings = {concepts.get(row) for row, _ in sum_.addends if row != position}
    children = taxonomy.parts.get(concepts[sum_.total], {}).keys()
    left = children - siblings - set(concepts.values())
    return left.pop() if len(left) == 1 and siblings <= children else None


def count_of(name: str, taxonomy: Taxonomy) -> str | None:
    """The number of shares to the value of a change in equity, if the taxonomy has it.

    "StockRepurchasedAndRetiredDuringPeriodValue" is counted by "StockRepurchasedAndRetiredDuringPeriodShares".
    """
    counted = (
        "TreasuryStockSharesAcquired" if name.startswith("TreasuryStockValueAcq") else name.replace("Value", "Shares")
    )
    known = taxonomy.concepts.get(counted)
    return counted if counted != name and known is not None and known.item_type == "shares" else None


def tax_on(name: str, taxonomy: Taxonomy) -> str | None:
    """The tax on an amount that is stated net of it: of the taxes that it is reckoned less, the least special."""
    taxes = [part for part, weight in taxonomy.parts.get(name, {}).items() if weight < 0 and _A_TAX.search(part)]
    return min(taxes, key=lambda part: (len(part), part), default=None)


def net_of(name: str, stated: set[str], taxonomy: Taxonomy) -> str | None:
    """The net concept that a gross one stands for where nothing is deducted from it; None where it stands.

    "Property, plant and equipment" over a printed "Less accumulated depreciation" is gross; alone it is net.
    """
    if not name.endswith("Gross"):
        return None
    for whole, weight in taxonomy.wholes.get(name, {}).items():
        if weight > 0 and whole not in stated:
            deductions = {part for part, of in taxonomy.parts[whole].items() if of < 0}
            if deductions and not deductions & stated:
                return whole
    return None
