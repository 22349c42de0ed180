"""Years whose last day only one heading names → the days that the filing's other statements name.

In: the statements of a filing. Out: the same, where a fiscal year ends on a weekday ("Three fiscal years ended
September 29, 1995" over 1995, 1994 and 1993) each year ends and begins on the day that a balance sheet or a balance
of equity states for it.
"""

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date, timedelta

from pipeline.model import Column, Period, Statement
from pipeline.periods import parse_heading

FEW_DAYS = timedelta(days=8)
"""Days that a weekday wanders about the end of a month in 52 or 53 weeks, and one."""


def agree_on_days(statements: Sequence[Statement]) -> list[Statement]:
    """Move the ends of years that no heading of their own names to the days that the filing names."""
    named = {day for statement in statements for day in _named_days(statement)}
    return [replace(statement, columns=tuple(_moved(statement.columns, named))) for statement in statements]


def _named_days(statement: Statement) -> Set[date]:
    """The days that a statement's own headings and rows name."""
    rows = {item.period.end for item in statement.items if item.period and item.period.start is None}
    heads = {column.period.end for column in statement.columns if column.period and _names_its_day(column)}
    return rows | heads


def _names_its_day(column: Column) -> bool:
    heading = parse_heading(column.heading)
    return heading.day is not None and heading.year is not None


def _moved(columns: Sequence[Column], named: Set[date]) -> list[Column]:
    moved = []
    for column in columns:
        period = column.period
        if period is None or _names_its_day(column) or parse_heading(column.heading).year is None:
            moved.append(column)
            continue
        end = _nearest(period.end, named)
        start = period.start and _nearest(period.start - timedelta(days=1), named) + timedelta(days=1)
        is_whole = start is None or end - start > FEW_DAYS
        moved.append(replace(column, period=Period(start, end)) if is_whole else column)
    return moved


def _nearest(day: date, named: Set[date]) -> date:
    """The named day within a few of another one, or that one itself."""
    near = [other for other in named if abs(other - day) <= FEW_DAYS]
    return min(near, key=lambda other: (abs(other - day), other), default=day)
