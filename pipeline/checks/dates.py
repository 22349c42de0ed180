"""Dates: the periods that a report's statements are for, against each other and against the filing's own days.

What is ahead of the filing was misread; what is of other lengths or other days than the trade prints may be right, and
is for a person to see.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from pipeline import codes
from pipeline.model import Column, Finding, Period, Report, Statement, StatementKind
from pipeline.taxonomy import Taxonomy

WEEK = timedelta(days=7)
"""A year of weeks and the month it is named for end at most this far apart."""
QUARTER_DAYS, SLACK_DAYS = 91, 12
"""Days of a quarter of a year, and how far a quarter of 12 to 14 weeks, or two to four of them, may be from that."""
QUARTERS = range(1, 5)
MANY_MONTHS = timedelta(days=400)
"""Longer than a year of 53 weeks: what is printed from inception on is of any length."""
_OF_A_PERIOD = (StatementKind.INCOME_STATEMENT, StatementKind.CASH_FLOW)


def check_dates(report: Report, taxonomy: Taxonomy) -> list[Finding]:
    """Report columns that end after the filing, of odd lengths, and statements that are of other days."""
    return [*_after_filing(report), *_odd_lengths(report), *_other_days(report)]


def _columns(statements: Iterable[Statement]) -> Iterator[tuple[Statement, Column, Period]]:
    """The columns of the filer as a whole that name a period."""
    for statement in statements:
        for column in statement.columns:
            if column.period and not column.member:
                yield statement, column, column.period


def _after_filing(report: Report) -> Iterator[Finding]:
    filed = report.filing.filed
    for statement, column, period in _columns(report.statements):
        if filed and period.end > filed:
            message = (
                f"column '{column.heading}' of '{statement.title}' ends on {period.end}, after {filed}, when filed"
            )
            yield Finding(codes.CHECK_DATE_AHEAD, message, statement.source)


def _odd_lengths(report: Report) -> Iterator[Finding]:
    for statement, column, period in _columns(report.statements):
        if statement.kind not in _OF_A_PERIOD or period.start is None:
            continue
        length = period.end - period.start + timedelta(days=1)
        if length < MANY_MONTHS and not any(_is_near(length.days, quarters) for quarters in QUARTERS):
            message = f"column '{column.heading}' of '{statement.title}' is of {length.days} days"
            yield Finding(codes.CHECK_PERIOD_LENGTH, message, statement.source)


def _is_near(days: int, quarters: int) -> bool:
    return abs(days - QUARTER_DAYS * quarters) <= SLACK_DAYS


def _other_days(report: Report) -> Iterator[Finding]:
    """Of the statements each the latest day, against that of the filing's period."""
    stated = report.filing.period_of_report
    for statement in report.statements:
        latest = _latest([statement])
        is_main = statement.kind in (StatementKind.BALANCE_SHEET, *_OF_A_PERIOD)
        if is_main and stated and latest and abs(latest - stated) > WEEK:
            message = f"the last day of '{statement.title}' is {latest}, that of the filing's period {stated}"
            yield Finding(codes.CHECK_OTHER_PERIOD, message, statement.source)


def _latest(statements: Sequence[Statement]) -> date | None:
    return max((period.end for _, _, period in _columns(statements)), default=None)
