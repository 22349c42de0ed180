"""A table of the notes whose columns are dated → its rows with their own times, where they say when themselves.

In: the table, the words that lead to it, the kind of its amounts, and the filing's `Calendar`. Out: rows with periods:
a balance at one end, a year of many, a heading that is a day, a block below a time. Columns are for `dating` to date.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from pipeline.model import LineItem, Period, Statement
from pipeline.notes.calendar import Calendar
from pipeline.notes.kinds import Kind, is_flow, point_of
from pipeline.notes.time_words import LONGEST_DAY, Lead, end_of, is_change, read_time
from pipeline.periods import BARE_YEAR, Heading, distinguishing_words, make_period, parse_dates

FEWEST_BALANCES = 2
"""Rows of balances of which the first has changes above it that are of the time until it."""

_FIRST_DAY = re.compile(r"\bjanuary 1\b|\b(?:beginning|start)\b", re.I)


def date_rows(table: Statement, lead: Lead, kind: Kind, calendar: Calendar) -> Statement:
    """The table whose columns name no time: its rows do, or the words that lead to it, or nothing does."""
    days = [day_of_label(item, calendar) for item in table.items]
    whole = _whole(table, lead, kind, calendar)
    items: list[LineItem] = []
    for position, item in enumerate(table.items):
        day = days[position]
        period = Period(None, day) if day else _of_section(item, kind, calendar) or _rolled(days, position, calendar)
        items.append(replace(item, period=period or _of_year(item, table, kind, calendar)))
    columns = tuple(column if is_change(column.heading) else replace(column, period=whole) for column in table.columns)
    return replace(table, items=tuple(items), columns=columns)


def _whole(table: Statement, lead: Lead, kind: Kind, calendar: Calendar) -> Period:
    """The one period of a table that names none over its columns."""
    found = [read_time(text) for text in (lead.head, lead.sentence)]
    ends = [day for day, _, _ in parse_dates(lead.head)] or [day for day, _, _ in parse_dates(lead.sentence)]
    known = [calendar.near(day) for day in ends if calendar.near(day) in calendar.ends]
    end = known[0] if known else next((e for h in found if (e := end_of(h, calendar)) in calendar.ends), None)
    end = end or calendar.current.end
    if kind is Kind.DAY:
        return Period(None, end)
    length = next((heading.months for heading in found if heading.months), None)
    return calendar.stretch(end, length) if length else calendar.until(end)


def day_of_label(item: LineItem, calendar: Calendar) -> date | None:
    """The day of a row of balances: "Balance, December 31, 1995"; one at the start of a year is the day before."""
    found = parse_dates(item.label)
    if not found or len(distinguishing_words(item.label).split()) > 4:
        return None
    day = found[-1][0]
    day = day - timedelta(days=1) if _FIRST_DAY.search(item.label) and day.day == 1 else day
    return calendar.near(day) if day <= calendar.current.end or calendar.near(day) in calendar.ends else None


def _of_section(item: LineItem, kind: Kind, calendar: Calendar) -> Period | None:
    """The period that a heading over a row is: "2023", "At December 31, 2022"."""
    for text in reversed(item.section):
        heading = read_time(text)
        end = end_of(heading, calendar)
        if end is None or len(text) > LONGEST_DAY or distinguishing_words(text).lower() not in ("", "balance"):
            continue
        return _said(heading, end, kind, calendar)
    return None


def _said(heading: Heading, end: date, kind: Kind, calendar: Calendar) -> Period | None:
    """The period that words name which are no more than a time."""
    if heading.has_length:
        return calendar.stretch(end, heading.months) if heading.months else make_period(heading, False)
    return Period(None, end) if kind is Kind.DAY else calendar.until(end)


def date_stacks(table: Statement, lead: Lead, kind: Kind, calendar: Calendar) -> Statement:
    """The table whose rows stand in blocks, each below its time, where all of its columns are of one."""
    if not lead.stacks or len({column.period for column in table.columns}) > 1:
        return table
    lines = [line for line, _ in lead.stacks]
    headings = [read_time(text) for _, text in lead.stacks]
    items = []
    for item in table.items:
        over = bisect_left(lines, min((amount.source.line for amount in item.amounts if amount), default=0))
        end = end_of(headings[over - 1], calendar) if over else None
        own = _without(item, lead.stacks[over - 1][1]) if over and end else item
        if end and not day_of_label(own, calendar):
            own = replace(own, period=_said(headings[over - 1], end, kind, calendar))
        items.append(own)
    return replace(table, items=tuple(items))


def _without(item: LineItem, time: str) -> LineItem:
    """A row without the time that it stands below, where that was read as the beginning of its caption or heading."""
    section = (text.removeprefix(time).strip() for text in item.section)
    return replace(item, label=item.label.removeprefix(time).strip(), section=tuple(filter(None, section)))


def _rolled(days: Sequence[date | None], position: int, calendar: Calendar) -> Period | None:
    """The stretch between two rows of balances; what stands above the first of several is of the time until it."""
    first = next((day for day in days if day), None)
    start = calendar.current.start
    if first is None or first in days[:position] or sum(map(bool, days)) < FEWEST_BALANCES:
        return between(days, position)
    return Period(start, first) if start and start < first < calendar.current.end else None


def between(days: Sequence[date | None], position: int) -> Period | None:
    """The stretch between two rows of balances that a row stands between."""
    before = next((day for day in reversed(days[:position]) if day), None)
    after = next((day for day in days[position:] if day), None)
    return Period(before + timedelta(days=1), after) if before and after and before < after else None


def _of_year(item: LineItem, table: Statement, kind: Kind, calendar: Calendar) -> Period | None:
    """The period of a row that is headed by a year gone by; one to come is a time of payment."""
    years = [int(found[0]) for other in table.items if (found := BARE_YEAR.search(other.label))]
    mine = BARE_YEAR.search(item.label)
    if mine is None or distinguishing_words(item.label) or max(years) > calendar.current.end.year + 1:
        return None
    year = calendar.year(int(mine[0]))
    return Period(None, year.end) if kind is Kind.DAY else year


def point_rows(table: Statement, calendar: Calendar) -> Iterator[LineItem]:
    """The rows, those of balances in a table of times marked by the end of them that they stand at."""
    lasting = next((column.period for column in table.columns if column.period and column.period.start), None)
    seen_start = False
    for item in table.items:
        point = point_of(item.label, item.section) or (
            _point_of_day(item.label, lasting, seen_start) if lasting else ""
        )
        seen_start = seen_start or point == "start"
        yield replace(item, point=point) if point and not item.point else item


def _point_of_day(label: str, period: Period, seen_start: bool) -> str:
    """The end of a period that a caption's day without a year is: "Unrecognized benefits - January 1"."""
    day = read_time(label)
    if day.month is None or day.year is not None or period.start is None:
        return ""
    before = period.start - timedelta(days=1)
    is_start = (day.month, day.day) in ((period.start.month, period.start.day), (before.month, before.day))
    is_end = (day.month, day.day or period.end.day) == (period.end.month, period.end.day)
    if is_start and is_end:
        return "end" if seen_start else "start"
    return "start" if is_start else "end" if is_end else ""


def unless_flow(item: LineItem) -> LineItem:
    """A row of a table of days over whose times some rows are: a balance at their end, unless it is one of these."""
    return item if item.point or is_flow(item.label, item.section) else replace(item, point="end")


def is_rolled(days: Sequence[date | None], headings: Sequence[Heading]) -> bool:
    """Whether rows lead from one balance to the next, and its columns, of which none names a day, are parts of it."""
    known = [day for day in days if day]
    rolls = len(known) > 1 and all(one < other for one, other in pairwise(known)) and days[-1] is not None
    return rolls and not any(heading.month for heading in headings)
