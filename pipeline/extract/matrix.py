"""A statement of changes in equity as a matrix: its rows are points and stretches of time, its columns components.

In: the line items and columns of such a table. Out: items that carry their own periods, share counts apart from
money, and columns that name their component. A statement whose columns are periods is left as it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from pipeline.extract.units import MOST_SHARES, Measure
from pipeline.holders import MINORITY
from pipeline.model import Amount, Column, LineItem, Period, Unit
from pipeline.numerals import is_dash, parse_scale
from pipeline.periods import distinguishing_words, parse_dates

COMPONENT_AXIS = "StatementEquityComponentsAxis"

LEAST_PER_SHARE = Decimal("0.05")
"""What the largest part of equity comes to for each share at the least, in dollars: where numbers of shares in full
are read as thousands, each is worth a tenth of a cent."""

MOST_TIMES = 1_000
"""A component is never so many times as large as the largest of the others; shares in full beside thousands may be."""

FEWEST_COLUMNS = 3
"""Of a matrix: a class of stock, earnings, their total."""
_ENDS_A_YEAR = re.compile(
    r"\bbalances?\b.*\bend\s+of\s+(?:the\s+)?(?:fiscal\s+)?(?:year|period)|\bending\s+balances?", re.I
)
"""More than one of these, and no day: the years of a matrix stand in lines of their own, and its rows are of none."""
_BALANCE = re.compile(r"\bbalances?\b", re.I)
_START = re.compile(r"\b(?:beginning|january 1|start)\b", re.I)
_TOTAL = re.compile(r"\btotal\b", re.I)
_WHOLE = re.compile(
    r"\b(?:stock|share|own|member|partner)\w*['’]?s?['’]?\s+\(?(?:equity|deficit|deficiency)|\bdeficiency\b.*\bequity\b"
    r"|\bequity\b.*\bdeficiency\b",
    re.I,
)
_WHOLE_ALONE = re.compile(
    r"(?:total\s+|consolidated\s+)*(?:(?:common\s+)?(?:stock|share|own|member|partner)\w*['’]?s?['’]?\s+)?"
    r"\(?(?:equity|capital|deficit|deficiency)\)?(?:\s+\(?(?:deficit|deficiency)\)?)?[\s,:–—-]*(?:as\s+of|at|on)?\s*",
    re.I,
)
"""What a row of balances says before its day where it does not say "balance": "Stockholders' equity, June 30, 1996"."""
_COUNTED = re.compile(
    r"(?:shares\s+)?(?:issued|outstanding)(?:\s+and\s+outstanding)?\W+(?:at\b|as\s+of\b|on\b)?\W*", re.I
)
"""What a table that counts shares says before a day: "Issued at December 31, 1990"."""
_SHARES = re.compile(r"\bshares\b(?!.*\bamount\b)", re.I)
_OF_DOLLARS = re.compile(r"\W*(?:u\.?s\.?\s+)?(?:dollars|\$)\s*(?:amounts\s+)?(?:are\s+)?in\b", re.I)
_BROKEN = re.compile(r"(?<=[a-z])- (?=[a-z])")
"""A word of a heading that goes on in the next line."""
_AMOUNT = re.compile(r"\W*(?:amounts?|values?|dollars|\$)\W*", re.I)
_MONEY_WORDS = re.compile(
    r"\b(?:equity|deficit|holders|amount|value|capital|earnings|cost|dollars(?! (?:amounts )?(?:are )?in\b))\b", re.I
)


def read_matrix(
    columns: Sequence[Column], items: Sequence[LineItem], measure: Measure
) -> tuple[list[Column], list[LineItem]]:
    """Date the rows and name the columns, where the rows say balances of at least two days and the columns none."""
    if any(column.period for column in columns) and len({c.period for c in columns}) > 1:
        return list(columns), list(items)
    days = _ends([_balance_day(item) for item in items])
    if len({day for day in days if day}) < 2 or not columns:
        return _undated(columns, items) if _has_years_between(columns, items) else (list(columns), list(items))
    periods = [_year_of(item, days) or period for item, period in zip(items, _periods(days), strict=True)]
    dated = [replace(item, period=period) for item, period in zip(items, periods, strict=True)]
    shares = [
        index for index, column in enumerate(columns) if _is_share_count(column.heading) and not _is_money(dated, index)
    ]
    shares = sorted([*shares, *_counts_by_size(dated, shares, measure)])
    scale = _scale_of_counts(dated, [columns[index].heading for index in shares], shares, measure)
    split = [part for item in dated for part in _split(item, shares, measure.scale, scale)]
    return _components(columns), split


def _has_years_between(columns: Sequence[Column], items: Sequence[LineItem]) -> bool:
    """Whether rows of several years stand in a matrix whose columns are of one period, or of none."""
    ends = sum(_ENDS_A_YEAR.search(item.label) is not None for item in items)
    return ends > 1 and len(columns) >= FEWEST_COLUMNS


def _undated(columns: Sequence[Column], items: Sequence[LineItem]) -> tuple[list[Column], list[LineItem]]:
    """The columns without a period: what year a row is of cannot be told."""
    return [replace(column, period=None) for column in _components(columns)], [replace(i, point="") for i in items]


def _balance_day(item: LineItem) -> date | None:
    """The day of a row of balances: "Balance, December 31, 1995", or "Balances as of" it."""
    found = parse_dates(item.label)
    is_balance = _BALANCE.search(item.label) or _COUNTED.match(item.label) or item.label[:1].isdigit()
    if not found or not (is_balance or _begins_with_day(item, found[0][1])):
        return None
    day = found[-1][0]
    if _START.search(item.label) and (day.month, day.day) == (1, 1):
        return day - timedelta(days=1)
    return day


def _year_of(item: LineItem, days: Sequence[date | None]) -> Period | None:
    """The fiscal year of a row that says nothing else: "1992" between the balances at the ends of 1991 and 1994."""
    end = next((day for day in days if day), None)
    if end is None or not re.fullmatch(r"(?:19|20)\d\d", item.label) or (end.month, end.day) != (12, 31):
        return None
    return Period(date(int(item.label), 1, 1), date(int(item.label), 12, 31))


def _begins_with_day(item: LineItem, start: int) -> bool:
    """Whether nothing but equity as a whole is named before the day of a row."""
    return start == 0 or _WHOLE_ALONE.fullmatch(item.label, 0, start) is not None


def _ends(days: Sequence[date | None]) -> list[date | None]:
    """The days of balances, the first day of a year as the last of the one before where other rows are of that day."""
    ends = {(day.month, day.day) for day in days if day}
    return [
        before if day and day.day == 1 and ((before := day - timedelta(days=1)).month, before.day) in ends else day
        for day in days
    ]


def _periods(days: Sequence[date | None]) -> list[Period | None]:
    """An instant for each row of balances, and for the rows between two of them the stretch they span."""
    periods: list[Period | None] = []
    for index, day in enumerate(days):
        if day is not None:
            periods.append(Period(None, day))
            continue
        before = next((d for d in reversed(days[:index]) if d), None)
        after = next((d for d in days[index:] if d), None)
        spans = before is not None and after is not None and before < after
        periods.append(Period(before + timedelta(days=1), after) if spans and before and after else None)
    return periods


def _is_share_count(heading: str) -> bool:
    last = heading.split()[-1:]
    if last and last[0].lower().strip("(),.") in ("shares", "number", "issued"):
        return True
    return _SHARES.search(heading) is not None and not _MONEY_WORDS.search(heading)


def _is_money(items: Sequence[LineItem], index: int) -> bool:
    """Whether a column prints dollar signs: "Common Shares" may be the money beside "Common Shares Outstanding"."""
    return any(
        amount is not None and "$" in amount.text for item in items for amount in item.amounts[index : index + 1]
    )


def _counts_by_size(items: Sequence[LineItem], shares: Sequence[int], measure: Measure) -> Iterator[int]:
    """The columns of a scaled statement that count shares in full, though their headings do not say so: without
    a dollar sign, and far larger than any amount of money."""
    sizes = {i: _largest(items, [i], True) for i in range(len(items[0].amounts)) if i not in shares}
    money = max((size for i, size in sizes.items() if _is_money(items, i)), default=Decimal(0))
    for index, size in sizes.items():
        if measure.scale and money and size > money * MOST_TIMES and not _is_money(items, index):
            yield index


def _scale_of_counts(
    items: Sequence[LineItem], headings: Sequence[str], shares: Sequence[int], measure: Measure
) -> int:
    """The power of ten of the numbers of shares: what their headings say, or the statement's if it is meant for them
    and leaves a share worth something."""
    balances = [item for item in items if item.period and item.period.is_instant]
    told = [scale for heading in headings for scale in _scales(heading)[-1:]]
    if not told and measure.shares_told is not None:
        told = [measure.shares_told]
    if told or not measure.shares_scaled:
        most = max(told, default=0)
        return most if _largest(balances, shares, True).scaleb(most) <= MOST_SHARES else 0
    counts, money = _largest(balances, shares, True), _largest(balances, shares, False)
    return measure.scale if money >= counts * LEAST_PER_SHARE else 0


def _scales(heading: str) -> list[int]:
    """The powers of ten that a heading says, the table's before the column's own; none that is of dollars."""
    parts = [part for part in heading.split("(") if not _OF_DOLLARS.match(part)]
    return [scale for part in parts if (scale := parse_scale(part)) is not None]


def _largest(items: Sequence[LineItem], shares: Sequence[int], of_shares: bool) -> Decimal:
    sizes = (
        abs(amount.value)
        for item in items
        for index, amount in enumerate(item.amounts)
        if amount and amount.value and (index in shares) is of_shares
    )
    return max(sizes, default=Decimal(0))


def _split(item: LineItem, shares: Sequence[int], scale: int, scale_of_counts: int) -> Iterator[LineItem]:
    """A row's money and its numbers of shares, as two items; a row with one of them stays whole.

    In a row of changes, dashes alone in the columns of the one say that it does not count the other.
    """
    counts = tuple(amount if index in shares else None for index, amount in enumerate(item.amounts))
    money = tuple(None if index in shares else amount for index, amount in enumerate(item.amounts))
    if any(money) and any(counts) and not (item.period and item.period.is_instant):
        if not is_stated(counts):
            counts = ()
        elif not is_stated(money):
            money = ()
    if any(money) or not any(counts):
        yield replace(item, amounts=money, unit=Unit.MONEY, scale=scale)
    if any(counts):
        yield replace(item, amounts=counts, unit=Unit.SHARES, scale=scale_of_counts)


def is_stated(amounts: Sequence[Amount | None]) -> bool:
    return any(amount is not None and not is_dash(amount.text) for amount in amounts)


def _components(columns: Sequence[Column]) -> list[Column]:
    """The columns by their components; where none says "total", the last of equity as a whole is the total.

    "Amount" beside a number of shares is of the same component; a total before the minority's part is the owners' of
    the parent.
    """
    named = [_component(column) for column in columns]
    for index, (count, amount) in enumerate(pairwise(named), 1):
        if _is_share_count(count.heading) and _AMOUNT.fullmatch(distinguishing_words(amount.heading)):
            named[index] = replace(amount, member=count.member)
    whole = [index for index, column in enumerate(named) if column.member is None]
    for index, after in pairwise(whole):
        if any(MINORITY.search(column.heading) for column in named[index + 1 : after]):
            named[index] = replace(named[index], member=(COMPONENT_AXIS, distinguishing_words(named[index].heading)))
    if not whole and named[-1].member and _WHOLE.search(named[-1].member[1]):
        named[-1] = replace(named[-1], member=None)
    return named


def _component(column: Column) -> Column:
    words = distinguishing_words(_BROKEN.sub("", column.heading))
    words = re.sub(r"\b(?:shares|amounts?|number)\b", " ", words, flags=re.I)
    if _TOTAL.search(words) or not words.strip():
        return replace(column, period=None, member=None)
    return replace(column, period=None, member=(COMPONENT_AXIS, " ".join(words.split())))


def has_own_periods(items: Sequence[LineItem]) -> bool:
    """Whether a statement's rows, not its columns, say when."""
    return any(item.period is not None for item in items)
