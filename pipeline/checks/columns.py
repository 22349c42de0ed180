"""Columns: the amounts of a statement's columns against each other.

Two years of one company are like each other: where one is a hundred times the other, a scale, a unit or a point was
misread; where they are the same to the last digit, one was printed or read twice. That growth is never so fast is not
certain, so that all this is for a person to see.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, islice

from pipeline import codes
from pipeline.model import Amount, Finding, LineItem, Report, Source, Statement, StatementKind, Unit
from pipeline.taxonomy import Taxonomy

LEAST_ROWS = 4
"""Rows that two columns must both print to be compared: fewer may differ or agree by chance."""
OUT_OF_SCALE = 100
"""How many times another a column or a slow amount must be: the middle row of a statement's columns never was in the
corpora, unless it was misread, and scales go by thousands."""
SLOW = frozenset(
    {
        *("Assets", "AssetsCurrent", "Liabilities", "LiabilitiesCurrent", "LiabilitiesAndStockholdersEquity"),
        *("CommonStockSharesAuthorized", "CommonStockSharesIssued", "CommonStockSharesOutstanding"),
        *("WeightedAverageNumberOfSharesOutstandingBasic", "WeightedAverageNumberOfDilutedSharesOutstanding"),
        *("CommonStockParOrStatedValuePerShare", "PreferredStockParOrStatedValuePerShare"),
    }
)
"""What does not grow a hundredfold between two columns of a statement."""
_COMPARED = (StatementKind.BALANCE_SHEET, StatementKind.INCOME_STATEMENT, StatementKind.CASH_FLOW)


def check_columns(report: Report, taxonomy: Taxonomy) -> list[Finding]:
    """Report columns out of scale or printed twice, once for a statement, and slow amounts out of scale in a row."""
    compared = [statement for statement in report.statements if statement.kind in _COMPARED]
    first = [finding for statement in compared for finding in islice(_of_columns(statement), 1)]
    return [*first, *_of_rows(report)]


def _of_columns(statement: Statement) -> Iterator[Finding]:
    for one, other in combinations(range(len(statement.columns)), 2):
        if statement.columns[one].member != statement.columns[other].member:
            continue
        pairs = [(item, *_values(item, one, other)) for item in statement.items]
        both = [(first, second) for item, first, second in pairs if first and second and item.unit is Unit.MONEY]
        if len(both) >= LEAST_ROWS:
            yield from _compare(statement, one, other, both)


def _values(item: LineItem, one: int, other: int) -> tuple[Decimal, Decimal]:
    """The amounts of a row in two columns, 0 for none."""
    return _value(item.amounts[one]), _value(item.amounts[other])


def _value(amount: Amount | None) -> Decimal:
    return amount.value if amount and amount.value else Decimal(0)


def _size(amount: Amount) -> Decimal:
    return abs(_value(amount))


def _compare(statement: Statement, one: int, other: int, both: Sequence[tuple[Decimal, Decimal]]) -> Iterator[Finding]:
    first, second = (statement.columns[column].heading or f"column {column + 1}" for column in (one, other))
    ratio = sorted(abs(a / b) for a, b in both)[len(both) // 2]
    if _is_out_of_scale(ratio):
        larger, smaller = (first, second) if ratio > 1 else (second, first)
        times = ratio if ratio > 1 else 1 / ratio
        message = f"'{larger}' of '{statement.title}' is about {times:,.0f} times '{smaller}'"
        yield Finding(codes.CHECK_SCALE, message, statement.source)
    elif all(a == b for a, b in both):
        message = f"'{first}' and '{second}' of '{statement.title}' have the same {len(both)} amounts"
        yield Finding(codes.CHECK_SAME_COLUMN, message, statement.source)


def _is_out_of_scale(ratio: Decimal) -> bool:
    return ratio >= OUT_OF_SCALE or ratio * OUT_OF_SCALE <= 1


def _of_rows(report: Report) -> Iterator[Finding]:
    """Slow amounts, once for each row."""
    told: set[Source] = set()
    for fact in report.facts:
        item = fact.item
        if fact.concept.name not in SLOW or item.source in told or fact.context.dimensions:
            continue
        printed = sorted((amount for amount in item.amounts if amount and amount.value), key=_size)
        if printed and _is_out_of_scale(_size(printed[0]) / _size(printed[-1])):
            told.add(item.source)
            low, high = printed[0], printed[-1]
            message = f"'{item.label}' is {low.text.strip()} in one column and {high.text.strip()} in another"
            yield Finding(codes.CHECK_OUTLIER, message, low.source, (high.source,))
