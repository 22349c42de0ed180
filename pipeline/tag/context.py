"""What stands around a row in its statement, and the decisions that it puts right.

In: a footed statement and the decisions of rules and structure. Out: the concepts around each row, and the decisions,
those replaced whose concept the rows around it contradict: what a total adds up, what is still to be deducted, what was
stated just before. Which words mean which concept is not known here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from pipeline.holders import MINORITY
from pipeline.model import LineItem, Statement, StatementKind, Status, Unit
from pipeline.places import END, NOTHING_KNOWN, START, Neighbourhood
from pipeline.tag.decision import OF_ALL, Decision, Lookup, decide_by_structure, may_be_named
from pipeline.tag.diluted import diluted_of
from pipeline.tag.sections import descendants

CONTINUING = "IncomeLossFromContinuingOperations"
WITH_MINORITY = CONTINUING + OF_ALL
EQUITY = "StockholdersEquity"
OF_CONTINUING = re.compile(r"^(?!.*discontinued).*\bcontinuing operations\b")
TO_MINORITY = frozenset(
    ("NetIncomeLossAttributableToNoncontrollingInterest", "MinorityInterestInNetIncomeLossOfConsolidatedEntities")
)

GROSS_PROPERTY, NET_PROPERTY = "PropertyPlantAndEquipmentGross", "PropertyPlantAndEquipmentNet"
DEPRECIATED = re.compile(r"\baccumulated\s+(?:depreciation|amortization)\b", re.I)
NET_INCOME, OF_ALL_OWNERS = "NetIncomeLoss", "ProfitLoss"
OF_PARENT = re.compile(r"\b(?:attributable|applicable|available)\b", re.I)
TO_THE_MINORITY = re.compile(
    rf"\b(?:attributable|applicable|allocable)\s+to\s+(?:\w+\s+){{0,2}}(?:{MINORITY.pattern})", re.I
)
DIVIDENDS_RECEIVED = frozenset(("DividendIncomeOperating", "InvestmentIncomeDividend"))
COMPREHENSIVE = "ComprehensiveIncomeNetOfTax"
OF_MINORITY = "AttributableToNoncontrollingInterest"
OTHER_NOT_CASH = frozenset(
    (
        "OtherNoncashIncomeExpense",
        "AdjustmentsNoncashItemsToReconcileNetIncomeLossToCashProvidedByUsedInOperatingActivitiesOther",
    )
)
OTHER_CHANGES, CASH_FROM_OPERATIONS = (
    "IncreaseDecreaseInOtherOperatingCapitalNet",
    "NetCashProvidedByUsedInOperatingActivities",
)
BEFORE_TAXES = "IncomeLossFromContinuingOperationsBeforeIncomeTaxes"
OTHER_INCOME, ALL_OTHER_INCOME = "OtherNonoperatingIncomeExpense", "NonoperatingIncomeExpense"
OTHER_ALONE = re.compile(r"(?:all )?other(?: items)?[\s,—–-]*(?:net)?", re.I)
INCOME_TAX, TAX_OF_DISCONTINUED = "IncomeTaxExpenseBenefit", "DiscontinuedOperationTaxEffectOfDiscontinuedOperation"
BEFORE_TAX_OF_DISCONTINUED = "DiscontinuedOperationIncomeLossFromDiscontinuedOperationBeforeIncomeTax"
NET_OF_DISCONTINUED = "IncomeLossFromDiscontinuedOperationsNetOfTax"
_OF_DISCONTINUED = re.compile(r"^(?!.*\bbefore\b.*\bdiscontinued\b).*\b(?:from|of|on)\s+discontinued\b", re.I)
CONTINUING_PER_SHARE = {
    "EarningsPerShareBasic": "IncomeLossFromContinuingOperationsPerBasicShare",
    "EarningsPerShareDiluted": "IncomeLossFromContinuingOperationsPerDilutedShare",
}


def neighbourhoods(statement: Statement, concepts: Mapping[int, str]) -> dict[int, Neighbourhood]:
    """What stands around each row that prints amounts; ``concepts`` are those known, by position."""
    rows = [row for row, item in enumerate(statement.items) if item.parent is None and any(item.amounts)]
    edged = [START, *(concepts.get(row, "") for row in rows), END]
    stated, claims = frozenset(concepts.values()), Counter(concepts.values())
    return {
        row: Neighbourhood(
            edged[place],
            edged[place + 2],
            tuple(sorted({concepts[part] for part in statement.items[row].total_of if part in concepts})),
            stated - {concepts[row]} if row in concepts and claims[concepts[row]] == 1 else stated,
            _is_printed_negative(statement.items[row]),
        )
        for place, row in enumerate(rows)
    }


def _is_printed_negative(item: LineItem) -> bool | None:
    values = [amount.value for amount in item.amounts if amount and amount.value]
    return sum(value < 0 for value in values) * 2 > len(values) if values else None


def settle_by_context(statement: Statement, decisions: Mapping[int, Decision], about: Lookup) -> dict[int, Decision]:
    """The decisions, with those replaced that the rows around them contradict."""
    contradicted: Iterable[tuple[int, str, str]] = ()
    if statement.kind is StatementKind.INCOME_STATEMENT:
        contradicted = (
            *_before_minority(statement, decisions),
            *_net_before_minority(statement, decisions),
            *_costs_in_expenses(statement, decisions),
            *_costs_of_gross_profit(statement, decisions),
            *_first_per_share(statement, decisions),
            *_dividends_paid(statement, decisions),
            *_tax_of_discontinued(statement, decisions),
            *_all_beside_operations(statement, decisions),
        )
    elif statement.kind is StatementKind.CASH_FLOW:
        contradicted = (*_of_continuing(statement, decisions), *_other_changes(statement, decisions))
    elif statement.kind is StatementKind.BALANCE_SHEET:
        contradicted = (*_with_minority(statement, decisions), *_less_depreciation(statement, decisions))
    elif statement.kind is StatementKind.EQUITY:
        contradicted = _of_all_columns(statement, decisions)
    if statement.kind in (StatementKind.INCOME_STATEMENT, StatementKind.COMPREHENSIVE_INCOME):
        contradicted = (*contradicted, *_of_all_owners(statement, decisions))
    replaced = {
        row: decide_by_structure(name, reason, about) for row, name, reason in contradicted if may_be_named(name, about)
    }
    return {**decisions, **replaced}


def _of_continuing(statement: Statement, decisions: Mapping[int, Decision]) -> Iterator[tuple[int, str, str]]:
    """A total of cash flows that says it is of continuing operations is not of all."""
    for row, decision in decisions.items():
        name, label = decision.concept.name, statement.items[row].label.lower()
        if name.startswith("NetCashProvided") and name.endswith("Activities") and OF_CONTINUING.search(label):
            yield row, name + "ContinuingOperations", "its caption speaks of continuing operations"


def _other_changes(statement: Statement, decisions: Mapping[int, Decision]) -> Iterator[tuple[int, str, str]]:
    """What is called other and no more, the last before the cash from operations, below changes in assets or
    liabilities, is such a change: so it was in 9 of 13 recent statements and in 26 of 39 of before, wherever a row of
    something else stands between."""
    names = {row: decision.concept.name for row, decision in decisions.items()}
    changes = [row for row, name in names.items() if name.startswith("IncreaseDecrease")]
    others = [
        row
        for row, name in names.items()
        if name in OTHER_NOT_CASH
        and OTHER_ALONE.fullmatch(statement.items[row].label)
        and min(changes, default=row) < row
    ]
    around = neighbourhoods(statement, names) if others else {}
    for row in others:
        if around.get(row, NOTHING_KNOWN).below == CASH_FROM_OPERATIONS:
            yield row, OTHER_CHANGES, "it is the last below changes, before the cash from operations"


def _all_beside_operations(statement: Statement, decisions: Mapping[int, Decision]) -> Iterator[tuple[int, str, str]]:
    """Other income that alone stands between income from operations and before taxes is all that is not operating: so
    it was in 5 of 8 statements, and other income beside some in 2."""
    names = {row: decision.concept.name for row, decision in decisions.items()}
    others = [row for row, name in names.items() if name == OTHER_INCOME]
    around = neighbourhoods(statement, names) if others else {}
    for row in others:
        beside = around.get(row, NOTHING_KNOWN)
        if beside.above == "OperatingIncomeLoss" and beside.below.startswith(BEFORE_TAXES):
            yield row, ALL_OTHER_INCOME, "it alone stands between income from operations and before taxes"


def _of_all_columns(statement: Statement, decisions: Mapping[int, Decision]) -> Iterator[tuple[int, str, str]]:
    """A row of a matrix that states the minority's part in a column is of all owners."""
    theirs = [i for i, column in enumerate(statement.columns) if column.member and MINORITY.search(column.member[1])]
    wider = {NET_INCOME: OF_ALL_OWNERS, EQUITY: EQUITY + OF_ALL, COMPREHENSIVE: COMPREHENSIVE + OF_ALL}
    for row, decision in decisions.items():
        amounts = [statement.items[row].amounts[index] for index in theirs]
        if decision.concept.name in wider and any(amount and amount.value for amount in amounts):
            yield row, wider[decision.concept.name], "a column states the minority's part of it"


def _before_minority(statement: Statement, decisions: Mapping[int, Decision]) -> Iterator[tuple[int, str, str]]:
    """Income from which the minority's part is deducted below still includes it.

    So it was in 33 of 33 statements of 2009-2010 where the rows said which.
    """
    minority = _minority_parts(statement, decisions)
    for row, decision in decisions.items():
        if decision.concept.name == CONTINUING and max(minority, default=0) > row and not _is_of_parent(statement, row):
            yield row, WITH_MINORITY, "the minority's part is stated below it"


def _net_before_minority(statement: Statement, decisions: Mapping[int, Decision]) -> Iterator[tuple[int, str, str]]:
    """The first net income is of all owners where the minority's part is stated below it, as in 66 of 68 statements of
    2009-2010, unless its caption says whose it is or another row is of all."""
    if any(decision.concept.name == OF_ALL_OWNERS for decision in decisions.values()):
        return
    net = [row for row, decision in decisions.items() if decision.concept.name == NET_INCOME]
    if net and states_minority_below(statement, min(net), decisions):
        for row in net:
            if row == min(net) or _repeats(statement, row, min(net)):
                yield row, OF_ALL_OWNERS, "the minority's part is stated below it"


def states_minority_below(statement: Statement, row: int, decisions: Mapping[int, Decision]) -> bool:
    """Whether income is parted below a row, whose caption does not say that it is the parent's."""
    return row < max(_minority_parts(statement, decisions), default=0) and not _is_of_parent(statement, row)


def _repeats(statement: Statement, row: int, first: int) -> bool:
    """Whether a row prints an earlier one again, as the sum of the parts that were stated between them."""
    one, other = statement.items[row], statement.items[first]
    return one.values == other.values and (one.label, one.unit) == (other.label, other.unit)


def _minority_parts(statement: Statement, decisions: Mapping[int, Decision]) -> list[int]:
    """The rows that state the minority's part in income, by their concepts or by their captions."""
    named = [
        row for row, item in enumerate(statement.items) if any(item.amounts) and TO_THE_MINORITY.search(item.label)
    ]
    return [row for row, decision in decisions.items() if decision.concept.name in TO_MINORITY] + named


def _is_of_parent(statement: Statement, row: int) -> bool:
    item = statement.items[row]
    return any(OF_PARENT.search(text) for text in (item.label, *item.section[-1:]))


def _dividends_paid(statement: Statement, decisions: Mapping[int, Decision]) -> Iterator[tuple[int, str, str]]:
    """Dividends below net income, where retained earnings are reckoned on, are the filer's own, not its income."""
    net = [row for row, decision in decisions.items() if decision.concept.name in (NET_INCOME, OF_ALL_OWNERS)]
    for row, decision in decisions.items():
        if decision.concept.name in DIVIDENDS_RECEIVED and net and row > max(net):
            yield row, "Dividends", "it stands below net income"


def _of_all_owners(statement: Statement, decisions: Mapping[int, Decision]) -> Iterator[tuple[int, str, str]]:
    """Comprehensive income is of all owners where the minority's part is stated below it, else of the parent's."""
    parted = [row for row, decision in decisions.items() if decision.concept.name == COMPREHENSIVE + OF_MINORITY]
    own = [row for row, decision in decisions.items() if decision.concept.name == COMPREHENSIVE]
    again = [row for row in own if row != min(own) and _repeats(statement, row, min(own))]
    last = max((row for row in own if row not in again), default=-1)
    for row, decision in decisions.items():
        name = decision.concept.name
        is_parents = OF_PARENT.search(statement.items[row].label) is not None and bool(again)
        if name == COMPREHENSIVE and parted and not is_parents and (row in again or max(parted) > row or last > row):
            yield row, COMPREHENSIVE + OF_ALL, "the minority's part is stated below it"
        elif name == COMPREHENSIVE + OF_ALL and not parted and not own:
            yield row, COMPREHENSIVE, "no minority's part is stated"


def _with_minority(statement: Statement, decisions: Mapping[int, Decision]) -> Iterator[tuple[int, str, str]]:
    """Equity that adds up the minority's part too includes it, whatever its caption."""
    for row, decision in decisions.items():
        parts = {decisions[part].concept.name for part in statement.items[row].total_of if part in decisions}
        if decision.concept.name == EQUITY and "MinorityInterest" in parts:
            yield row, EQUITY + OF_ALL, "it adds up the minority's part"


def _less_depreciation(statement: Statement, decisions: Mapping[int, Decision]) -> Iterator[tuple[int, str, str]]:
    """Property that adds up what is owned and what is leased, each less its depreciation, is net."""
    below = descendants(statement)
    if any(decision.concept.name == NET_PROPERTY for decision in decisions.values()):
        return
    for row, decision in decisions.items():
        labels = (statement.items[part].label for part in below.get(row, ()))
        if decision.concept.name == GROSS_PROPERTY and any(DEPRECIATED.search(label) for label in labels):
            yield row, NET_PROPERTY, "it adds up what was depreciated, too"


def _costs_in_expenses(statement: Statement, decisions: Mapping[int, Decision]) -> Iterator[tuple[int, str, str]]:
    """Expenses that add up the cost of what was sold too are all costs and expenses (12 of 15 statements)."""
    below = descendants(statement)
    for row, decision in decisions.items():
        if decision.concept.name == "OperatingExpenses":
            parts = (decisions[part].concept.name for part in below.get(row, ()) if part in decisions)
            if any(name.startswith("CostOf") for name in parts):
                yield row, "CostsAndExpenses", "it adds up the cost of what was sold too"


def _costs_of_gross_profit(statement: Statement, decisions: Mapping[int, Decision]) -> Iterator[tuple[int, str, str]]:
    """Costs that leave a profit without a caption, from which income from operations is reckoned on, are of revenue."""
    names = {row: decision.concept.name for row, decision in decisions.items()}
    income = max((row for row, name in names.items() if name == "OperatingIncomeLoss"), default=0)
    for row, item in enumerate(statement.items[:income]):
        parts = [names.get(part, "") for part in item.total_of]
        if item.label or len(parts) != 2 or not parts[0].startswith("Revenue") or parts[1] != "CostsAndExpenses":
            continue
        yield item.total_of[1], "CostOfRevenue", "what it leaves of revenues is no income from operations yet"
        yield row, "GrossProfit", "revenues less what they cost"


def part_per_share(statement: Statement, decisions: Mapping[int, Decision], about: Lookup) -> dict[int, Decision]:
    """Of two rows per share with one caption the first is basic and the second diluted, as all print them."""
    found: dict[int, Decision] = {}
    stated = {decision.concept.name for decision in decisions.values()}
    seen: dict[str, int] = {}
    for row, decision in sorted(decisions.items()):
        name = decision.concept.name
        if statement.items[row].unit is Unit.MONEY:
            continue
        diluted = diluted_of(name, about.taxonomy)
        if name in seen and diluted and diluted not in stated:
            found[row] = decide_by_structure(diluted, f"the second row of {name}", about)
        seen.setdefault(name, row)
    return found


def _tax_of_discontinued(statement: Statement, decisions: Mapping[int, Decision]) -> Iterator[tuple[int, str, str]]:
    """Taxes stated again between two rows of discontinued operations are theirs: the rows are before tax, and net."""
    taxes = sorted(row for row, decision in decisions.items() if decision.concept.name == INCOME_TAX)
    items = statement.items
    for row in taxes:
        beside = [at for at in (row - 1, row + 1) if 0 <= at < len(items)]
        is_theirs = len(beside) == 2 and all(_OF_DISCONTINUED.search(items[at].label) for at in beside)
        is_free = all(at not in decisions or decisions[at].status is not Status.OWN for at in beside)
        if row > taxes[0] and is_theirs and is_free:
            yield row - 1, BEFORE_TAX_OF_DISCONTINUED, "the tax on it is stated below it"
            yield row, TAX_OF_DISCONTINUED, "it stands between rows of discontinued operations"
            yield row + 1, NET_OF_DISCONTINUED, "the tax on it is stated above it"


def _first_per_share(statement: Statement, decisions: Mapping[int, Decision]) -> Iterator[tuple[int, str, str]]:
    """Of two earnings per share with one caption the last are of net income, and the first of continuing operations.

    That is so where the statement parts its income so too, and no row per share says which operations it is of.
    """
    stated = {decision.concept.name for decision in decisions.values()}
    if stated.isdisjoint((CONTINUING, WITH_MINORITY)):
        return
    for name, continuing in CONTINUING_PER_SHARE.items():
        rows = sorted(row for row, decision in decisions.items() if decision.concept.name == name)
        items = [statement.items[row] for row in rows]
        if continuing not in stated and len(rows) == 2 and items[0].label == items[1].label:
            yield rows[0], continuing, f"the last row of {name} is of net income"
