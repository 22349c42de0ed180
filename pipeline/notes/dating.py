"""A table of the notes as printed → the same with its periods: whose columns say when, or rows, or words before it.

In: a table whose columns are undated, the words that lead to it, and the filing's `Calendar`. Out: columns with
periods, and rows with their own where they say when. Whether a table without lengths of time is of days or of the times
until them is told by its words, by its rows, and by amounts that the statements state as well.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from pipeline.model import Column, Period, Statement
from pipeline.notes.calendar import Calendar
from pipeline.notes.kinds import Kind, is_flow, is_of_payments, kind_of_measure, kind_of_row, kind_of_words, point_of
from pipeline.notes.row_times import between, date_rows, date_stacks, day_of_label, is_rolled, point_rows, unless_flow
from pipeline.notes.time_words import (
    FEWEST_YEARS,
    Lead,
    are_to_be_paid,
    are_to_come,
    are_vintages,
    are_years_to_come,
    end_of,
    head_time,
    is_change,
    outer_time,
    own_time,
    read_time,
    without_time_to_come,
    without_vintages,
)
from pipeline.periods import Heading, distinguishing_words, make_period

ECHOED, TOLD, SPOKEN, COMPARED, DATED = 7, 5, 4, 3, 2
"""What speaks for days or for times: the statements' own amounts, the sentence before a table, most captions of its
rows, how many years it compares (annual reports show two of balances, three of flows), and days over its columns."""

_SHARE = re.compile(r"%|\brates?\b|\bper\s?cent", re.I)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of when a table's columns are of: the columns less what is no time of theirs, and their headings.

    ``has_flows`` tells that some rows are of times, though the table is of days.
    """

    columns: tuple[Column, ...]
    headings: list[Heading]
    kind: Kind
    has_flows: bool = False


def date_table(table: Statement, lead: Lead, calendar: Calendar) -> Statement:
    """The table with the periods of its columns, and with those of the rows that say when themselves."""
    told = _told_of(table, lead, calendar)
    table = replace(table, columns=_dated(table.columns, told, calendar))
    if not any(end_of(heading, calendar) for heading in told.headings):
        table = date_rows(table, lead, told.kind, calendar)
    items = point_rows(date_stacks(table, lead, told.kind, calendar), calendar)
    return replace(table, items=tuple(map(unless_flow, items) if told.has_flows else items))


def _told_of(table: Statement, lead: Lead, calendar: Calendar) -> _Told:
    """What columns, rows and the words before a table tell; times of payment and of origination are none of its own."""
    outer = outer_time(lead.head)
    columns = without_vintages(table.columns) if are_vintages(table.columns, lead) else table.columns
    headings = [head_time(column, outer, calendar) for column in columns]
    if columns is not table.columns and any(heading.month for heading in headings):
        headings = [replace(heading, months=None, weeks=None) for heading in headings]
    named = [*(item.label for item in table.items), *(column.heading for column in columns)]
    are_years = is_of_payments(named) or are_to_come(headings, calendar)
    are_due = are_years or are_to_be_paid(headings, calendar) or are_years_to_come(table.items, calendar)
    if are_due or columns is not table.columns:
        return _Told(columns, [without_time_to_come(heading, calendar, are_years) for heading in headings], Kind.DAY)
    kind = _kind(table, headings, lead, calendar)
    if is_rolled([day_of_label(item, calendar) for item in table.items], headings):
        headings = [Heading() for _ in headings]
    has_flows = kind is Kind.DAY and any(is_flow(item.label, item.section) for item in table.items)
    return _Told(columns, headings, kind, has_flows)


def _dated(columns: Sequence[Column], told: _Told, calendar: Calendar) -> tuple[Column, ...]:
    """The columns with their periods."""
    kinds = _kinds_of(told.columns, told.headings, Kind.TIME if told.has_flows else told.kind)
    says_itself = any(own_time(column).names_a_day for column in told.columns)
    dated = tuple(
        replace(column, period=_period(heading, column, kind, calendar, says_itself))
        for column, heading, kind in zip(columns, told.headings, kinds, strict=True)
    )
    return _between_balances(dated, told.headings, calendar) or tuple(_beside(dated))


def _kinds_of(columns: Sequence[Column], headings: Sequence[Heading], kind: Kind) -> list[Kind]:
    """Whether each column is of days or of times: where some measure the one and some the other, each as it says."""
    own = [
        None if heading.has_length else kind_of_measure(distinguishing_words(column.heading))
        for column, heading in zip(columns, headings, strict=True)
    ]
    return [of or kind for of in own] if {Kind.DAY, Kind.TIME} <= set(own) else [kind] * len(own)


def _between_balances(
    columns: Sequence[Column], headings: Sequence[Heading], calendar: Calendar
) -> tuple[Column, ...] | None:
    """The columns of a roll-forward: balances are of their days, what stands between two is of the time between."""
    days = [_balance(column, heading, calendar) for column, heading in zip(columns, headings, strict=True)]
    known = [day for day in days if day]
    if not (days and days[0] and days[-1]) or any(one >= other for one, other in pairwise(known)):
        return None
    if len(known) == len(days) or any(_SHARE.search(column.heading) for column in columns):
        return None
    periods = (Period(None, day) if day else between(days, at) for at, day in enumerate(days))
    return tuple(replace(column, period=period) for column, period in zip(columns, periods, strict=True))


def _balance(column: Column, heading: Heading, calendar: Calendar) -> date | None:
    """The day of a column that names one itself, or the beginning of a year."""
    own = own_time(column)
    if not own.names_a_day or own.has_length:
        return None
    if own.month is None and own.year and point_of(column.heading) == "start":
        start = calendar.year(own.year).start
        return start - timedelta(days=1) if start else None
    end = end_of(heading, calendar)
    is_first = (own.month, own.day) == (1, 1) and end and end.day == 1
    return end - timedelta(days=1) if end and is_first else end


def _beside(columns: Sequence[Column]) -> Iterator[Column]:
    """The columns, one whose heading names no time being of that of the column left of it: "2023 | Effective Rate"."""
    left = next((column.period for column in columns if column.period), None)
    for column in columns:
        if column.period is None and re.search(r"[A-Za-z%]", column.heading) and not is_change(column.heading):
            column = replace(column, period=left)
        left = column.period or left
        yield column


def _period(heading: Heading, column: Column, kind: Kind, calendar: Calendar, says_itself: bool) -> Period | None:
    """The period of one column; a column beside dated ones whose words name no time has none."""
    end = end_of(heading, calendar)
    if end is None or (is_change(column.heading) and not own_time(column).names_a_day):
        return None
    if says_itself and not own_time(column).names_a_day and not own_time(column).has_length and heading.end is None:
        return None
    if not heading.has_length and kind is Kind.DAY:
        return Period(None, end)
    if heading.start is not None or heading.weeks is not None:
        return make_period(replace(heading, year=end.year, month=end.month, day=end.day), False)
    if heading.months is None:
        return calendar.until(end)
    return calendar.stretch(end, heading.months)


def _kind(table: Statement, headings: Sequence[Heading], lead: Lead, calendar: Calendar) -> Kind:
    """Whether the amounts of a table are of days or of the times until them."""
    if any(heading.has_length for heading in headings):
        return Kind.TIME
    if any(point_of(item.label) == "start" or _is_first_day(item.label) for item in table.items):
        return Kind.TIME
    if any(point_of(column.heading) == "start" for column in table.columns):
        return Kind.TIME
    rows = [kind for item in table.items if (kind := kind_of_row(item.label, item.section, table.title))]
    ends = {heading.end or heading.year for heading in headings}
    signs = (
        (ECHOED, _echoed(table, headings, calendar)),
        (TOLD, kind_of_words(lead.sentence)),
        (SPOKEN, _most(rows)),
        (COMPARED, Kind.TIME if len(ends) >= FEWEST_YEARS and calendar.is_annual else Kind.DAY),
        (DATED, Kind.DAY if any(heading.month is not None for heading in headings) else None),
    )
    days = sum(weight for weight, kind in signs if kind is Kind.DAY)
    return Kind.DAY if days >= sum(weight for weight, kind in signs if kind is Kind.TIME) else Kind.TIME


def _is_first_day(label: str) -> bool:
    """Whether a row is of the first day of a year that its column names: "Unrecognized benefits - January 1"."""
    heading = read_time(label)
    return (heading.month, heading.day) == (1, 1) and heading.year is None


def _most(kinds: Sequence[Kind]) -> Kind | None:
    days, times = kinds.count(Kind.DAY), kinds.count(Kind.TIME)
    return None if days == times else Kind.DAY if days > times else Kind.TIME


def _echoed(table: Statement, headings: Sequence[Heading], calendar: Calendar) -> Kind | None:
    """What most of the amounts that the statements state too are of, if there are any."""
    votes: list[Kind] = []
    ends = [end_of(heading, calendar) or calendar.current.end for heading in headings]
    for item in table.items:
        for amount, end in zip(item.amounts, ends, strict=True):
            if amount and amount.value:
                of_day = calendar.echoes.get((end, abs(amount.value.scaleb(item.scale))), ())
                votes.extend(Kind.DAY if is_day else Kind.TIME for is_day in of_day)
    return _most(votes)
