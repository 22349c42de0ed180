"""Years whose last day only one heading names → the days that the filing's other statements name.

In: the statements of a filing. Out: the same, where a fiscal year ends on a weekday ("Three fiscal years ended
September 29, 1995" over 1995, 1994 and 1993) each year ends and begins on the day that a balance sheet or a balance
of equity states for it. A stretch that names its own last day begins the day after a balance sheet, too: nine months
may have forty weeks.
"""

from calendar import monthrange
from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date, timedelta

from pipeline.model import Column, Period, Statement
from pipeline.periods import parse_heading

FEW_DAYS = timedelta(days=8)
"""Days that a weekday wanders about the end of a month in 52 or 53 weeks, and one."""

MOST_OF_A_YEAR = timedelta(days=300)


def agree_on_days(statements: Sequence[Statement]) -> list[Statement]:
    """Move the ends of years that no heading of their own names to the days that the filing names."""
    named = {day for statement in statements for day in _named_days(statement)}
    moved = [replace(statement, columns=tuple(_moved(statement.columns, named))) for statement in statements]
    heads = {day for statement in statements for day in _headed_days(statement)}
    weekdays = _weekdays({c.period for s in statements for c in s.columns if c.period and _is_of_months(c)})
    return [
        replace(statement, columns=tuple(_begun(column, heads, weekdays) for column in statement.columns))
        for statement in moved
    ]


def _weekdays(periods: Set[Period]) -> Set[int]:
    """The weekdays on which a filer's weeks end: those of two or more stretches that end near the end of a month but
    not on it. One alone may be of a predecessor, or have begun with a business."""
    near = [period.end.weekday() for period in periods if _days_off(period.end) in range(1, FEW_DAYS.days + 1)]
    return {weekday for weekday in near if near.count(weekday) > 1}


def _days_off(day: date) -> int:
    """How many days lie between a day and the end of a month nearest to it."""
    return min(day.day, monthrange(day.year, day.month)[1] - day.day)


def _named_days(statement: Statement) -> Set[date]:
    """The days that a statement's own headings and rows name."""
    rows = {item.period.end for item in statement.items if item.period and item.period.start is None}
    return rows | _headed_days(statement)


def _headed_days(statement: Statement) -> Set[date]:
    """The days that columns name, none a first day as that of a row may be: "Balance, May 1"."""
    return {column.period.end for column in statement.columns if column.period and _names_its_day(column)}


def _names_its_day(column: Column) -> bool:
    heading = parse_heading(column.heading)
    return heading.day is not None and heading.year is not None


def _moved(columns: Sequence[Column], named: Set[date]) -> list[Column]:
    """The columns, the latest first: where a year of weeks begins, the year before it ends."""
    moved = list(columns)
    known = set(named)
    for index in sorted(range(len(columns)), key=lambda at: _end_of(columns[at]), reverse=True):
        period = columns[index].period
        if period and not _names_its_day(columns[index]) and parse_heading(columns[index].heading).year is not None:
            end = _nearest(period.end, known)
            is_of_weeks = end != period.end and period.start is not None and period.end - period.start > MOST_OF_A_YEAR
            start = period.start and _first_day(period.start, end, is_of_weeks, known)
            moved[index] = replace(columns[index], period=Period(start, end))
            known |= {start - timedelta(days=1)} if start and end != period.end else set()
    return moved


def _begun(column: Column, named: Set[date], weekdays: Set[int]) -> Column:
    """A column of months that names its last day, from the day after one that the filing names, or by its weeks where
    the filing's other periods end on its weekday, and within a month."""
    period, months = column.period, parse_heading(column.heading).months
    if not period or not period.start or not months or not _is_of_months(column):
        return column
    start = period.start
    if start.day == 1 and period.end.weekday() in weekdays:
        start = period.end - timedelta(weeks=months // 3 * 13, days=-1)
    last = _nearest(start - timedelta(days=1), named - {period.end})
    return replace(column, period=Period(last + timedelta(days=1), period.end))


def _is_of_months(column: Column) -> bool:
    """Whether a column is of quarters, and names the day on which they end."""
    heading = parse_heading(column.heading)
    has_length = heading.months is not None and heading.months % 3 == 0 and heading.start is None
    return has_length and column.period is not None and column.period.start is not None and _names_its_day(column)


def _end_of(column: Column) -> date:
    return column.period.end if column.period else date.min


def _first_day(guess: date, end: date, is_of_weeks: bool, known: Set[date]) -> date:
    """The day after the last of the year before, named or, in a year of weeks, 52 or 53 of them before its end."""
    before = guess - timedelta(days=1)
    named = _nearest(before, known - {end})
    if named != before or not is_of_weeks:
        return named + timedelta(days=1)
    return min((end - timedelta(weeks=w) + timedelta(days=1) for w in (52, 53)), key=lambda day: abs(day - guess))


def _nearest(day: date, named: Set[date]) -> date:
    """The named day within a few of another one, or that one itself."""
    near = [other for other in named if abs(other - day) <= FEW_DAYS]
    return min(near, key=lambda other: (abs(other - day), other), default=day)
