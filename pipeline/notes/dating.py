"""A table of the notes as printed → the same with its periods: whose columns say when, or rows, or words before it.

In: a table whose columns are undated, the words that lead to it, and the filing's `Calendar`. Out: columns with
periods, and rows with their own where they say when: a balance at one end, a year of many, a heading that is a day.
Whether a table without lengths of time is of days or of the times until them is told by its words, by its rows, and by
amounts that the statements state as well.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.model import Column, LineItem, Period, Statement
from pipeline.notes.calendar import Calendar
from pipeline.notes.kinds import Kind, is_of_payments, kind_of_row, kind_of_words, point_of
from pipeline.periods import Heading, distinguishing_words, make_period, parse_dates, parse_heading

FEWEST_YEARS = 3
"""Columns or rows headed by years before one to come makes them all times of payment."""
LONGEST_DAY = 60
"""Characters of a heading of rows that is no more than a day or a time."""

ECHOED, TOLD, SPOKEN, COMPARED, DATED = 7, 5, 4, 3, 2
"""What speaks for days or for times: the statements' own amounts, the sentence before a table, most captions of its
rows, how many years it compares (annual reports show two of balances, three of flows), and days over its columns."""

_YEAR = re.compile(r"(?<![\d,.$])(?:19[5-9]\d|20[0-4]\d)(?![\d]|,\d)")
_VINTAGE = re.compile(r"\borigination\b|\boriginated\b|\bvintage\b|\bpolicy years?\b|\baccident years?\b", re.I)
_FIRST_DAY = re.compile(r"\bjanuary 1\b|\b(?:beginning|start)\b", re.I)
_NO_PERIOD = re.compile(
    r"\b(?:less|greater|more|longer|fewer) than (?:\w+|\d+) (?:months|years)\b"
    r"|\b(?:within|after|over|through|than|next|to) (?:one|two|three|five|ten|\d{1,2}) years?\b"
    r"|\b[\w-]+ (?:months|years) or (?:more|less|longer|greater)\b"
    r"|\b(?:next|within|after|over|remaining|first|following|succeeding|subsequent)\b(?: \w+){0,2} (?:months|years)\b",
    re.I,
)
_PRIOR = re.compile(r"^\W*prior\b|\bprior\W*$", re.I)
_CHANGE = re.compile(r"\bchange\b|\bincrease\b|\bdecrease\b|\bvariance\b|\bvs\.?\b", re.I)


@dataclass(frozen=True, slots=True)
class Lead:
    """The words that lead to a table: the sentence before it, and the lines above its first row."""

    sentence: str
    head: str

    @property
    def text(self) -> str:
        return f"{self.sentence} {self.head}"


def date_table(table: Statement, lead: Lead, calendar: Calendar) -> Statement:
    """The table with the periods of its columns, and with those of the rows that say when themselves."""
    outer = _outer(lead.head)
    columns = _without_vintages(table.columns) if _are_vintages(table.columns, lead) else table.columns
    headings = [_heading(column, outer) for column in columns]
    are_payments = is_of_payments([*(item.label for item in table.items), *(column.heading for column in columns)])
    is_of_day = are_payments or columns is not table.columns
    kind = Kind.DAY if is_of_day else _kind(table, headings, lead, calendar)
    if are_payments or _are_to_come(headings, calendar):
        headings = [replace(h, year=None) if h.month is None else h for h in headings]
    is_named = any(_end(heading, calendar) for heading in headings)
    says_itself = any(_own(column).names_a_day for column in columns)
    columns = tuple(
        replace(column, period=_period(heading, column, kind, calendar, says_itself))
        for column, heading in zip(table.columns, headings, strict=True)
    )
    table = replace(table, columns=tuple(_beside(columns)))
    if not is_named:
        table = _by_rows(table, lead, kind, calendar)
    return replace(table, items=tuple(_pointed(table, calendar)))


# --- columns ----------------------------------------------------------------------------


def _are_vintages(columns: Sequence[Column], lead: Lead) -> bool:
    """Whether columns of years tell when loans were made or losses arose, and not when amounts are of."""
    if _VINTAGE.search(lead.text):
        return True
    years = {column.tiers[-1] for column in columns if column.tiers and _YEAR.fullmatch(column.tiers[-1])}
    return len(years) >= FEWEST_YEARS and any(_PRIOR.search(column.heading) for column in columns)


def _without_vintages(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns without the lines of their headings that are no more than a year, or the years before one."""
    return tuple(
        replace(column, tiers=tuple(line for line in column.tiers if not _YEAR.search(line) or parse_dates(line)))
        for column in columns
    )


def _beside(columns: Sequence[Column]) -> Iterator[Column]:
    """The columns, one whose heading names no time being of that of the column left of it: "2023 | Effective Rate"."""
    left: Period | None = None
    for column in columns:
        if column.period is None and re.search(r"[A-Za-z%]", column.heading) and not _CHANGE.search(column.heading):
            column = replace(column, period=left)
        left = column.period or left
        yield column


def _outer(head: str) -> Heading:
    """What the words above a table name for all of its columns: a length, a month and day, and one year alone."""
    found = replace(_read(head), start=None)
    return replace(found, year=found.year if len(set(_YEAR.findall(head))) == 1 else None)


def _read(text: str) -> Heading:
    """What words name of time, but for lengths that are no period: "less than 12 months", "the next five years"."""
    return parse_heading(_NO_PERIOD.sub(" ", text))


def _heading(column: Column, outer: Heading) -> Heading:
    """What the lines of a column's heading name together, the nearest first."""
    found = Heading()
    for line in reversed(column.tiers):
        found = found.over(_read(line))
    return found.over(outer)


def _are_to_come(headings: Sequence[Heading], calendar: Calendar) -> bool:
    """Whether columns of years are times of payment: one of several is yet to come."""
    years = [heading.year for heading in headings if heading.year and heading.month is None]
    return len(years) >= FEWEST_YEARS and max(years) > max(calendar.years, default=calendar.current.end.year) + 1


def _end(heading: Heading, calendar: Calendar) -> date | None:
    """The last day that a heading names: the end of its fiscal year, where it names a year only."""
    if heading.end is not None:
        return calendar.near(heading.end)
    if heading.year is None:
        return None
    if heading.months in (None, 12) and heading.weeks is None:
        return calendar.year(heading.year).end
    end = calendar.current.end
    return calendar.near(replace(heading, month=end.month, day=end.day).end or end)


def _period(heading: Heading, column: Column, kind: Kind, calendar: Calendar, says_itself: bool) -> Period | None:
    """The period of one column; a column beside dated ones whose words name no time has none."""
    end = _end(heading, calendar)
    if end is None or (_CHANGE.search(column.heading) and not _own(column).names_a_day):
        return None
    if says_itself and not _own(column).names_a_day and not _own(column).has_length and heading.end is None:
        return None
    if not heading.has_length and kind is Kind.DAY:
        return Period(None, end)
    if heading.start is not None or heading.weeks is not None:
        return make_period(replace(heading, year=end.year, month=end.month, day=end.day), False)
    if heading.months is None:
        return calendar.until(end)
    return calendar.stretch(end, heading.months)


def _own(column: Column) -> Heading:
    return _read(" ".join(column.tiers))


# --- of a day, or of a time -------------------------------------------------------------


def _kind(table: Statement, headings: Sequence[Heading], lead: Lead, calendar: Calendar) -> Kind:
    """Whether the amounts of a table are of days or of the times until them."""
    if any(heading.has_length for heading in headings):
        return Kind.TIME
    if any(point_of(item.label) == "start" or _is_first_day(item.label) for item in table.items):
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
    heading = _read(label)
    return (heading.month, heading.day) == (1, 1) and heading.year is None


def _most(kinds: Sequence[Kind]) -> Kind | None:
    days, times = kinds.count(Kind.DAY), kinds.count(Kind.TIME)
    return None if days == times else Kind.DAY if days > times else Kind.TIME


def _echoed(table: Statement, headings: Sequence[Heading], calendar: Calendar) -> Kind | None:
    """What most of the amounts that the statements state too are of, if there are any."""
    votes: list[Kind] = []
    ends = [_end(heading, calendar) or calendar.current.end for heading in headings]
    for item in table.items:
        for amount, end in zip(item.amounts, ends, strict=True):
            if amount and amount.value:
                of_day = calendar.echoes.get((end, abs(amount.value.scaleb(item.scale))), ())
                votes.extend(Kind.DAY if is_day else Kind.TIME for is_day in of_day)
    return _most(votes)


# --- rows that say when -----------------------------------------------------------------


def _by_rows(table: Statement, lead: Lead, kind: Kind, calendar: Calendar) -> Statement:
    """The table whose columns name no time: its rows do, or the words that lead to it, or nothing does."""
    days = [_day_of_label(item, calendar) for item in table.items]
    whole = _whole(table, lead, kind, calendar)
    items: list[LineItem] = []
    for position, item in enumerate(table.items):
        day = days[position]
        period = Period(None, day) if day else _of_section(item, kind, calendar) or _between(days, position)
        items.append(replace(item, period=period or _of_year(item, table, kind, calendar)))
    columns = tuple(
        column if _CHANGE.search(column.heading) else replace(column, period=whole) for column in table.columns
    )
    return replace(table, items=tuple(items), columns=columns)


def _whole(table: Statement, lead: Lead, kind: Kind, calendar: Calendar) -> Period:
    """The one period of a table that names none over its columns."""
    found = [_read(text) for text in (lead.head, lead.sentence)]
    ends = [day for day, _, _ in parse_dates(lead.head)] or [day for day, _, _ in parse_dates(lead.sentence)]
    known = [calendar.near(day) for day in ends if calendar.near(day) in calendar.ends]
    end = known[0] if known else next((e for h in found if (e := _end(h, calendar)) in calendar.ends), None)
    end = end or calendar.current.end
    if kind is Kind.DAY:
        return Period(None, end)
    length = next((heading.months for heading in found if heading.months), None)
    return calendar.stretch(end, length) if length else calendar.until(end)


def _day_of_label(item: LineItem, calendar: Calendar) -> date | None:
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
        heading = _read(text)
        end = _end(heading, calendar)
        if end is None or len(text) > LONGEST_DAY or distinguishing_words(text).lower() not in ("", "balance"):
            continue
        if heading.has_length:
            return calendar.stretch(end, heading.months) if heading.months else make_period(heading, False)
        return Period(None, end) if kind is Kind.DAY else calendar.until(end)
    return None


def _between(days: Sequence[date | None], position: int) -> Period | None:
    """The stretch between two rows of balances that a row stands between."""
    before = next((day for day in reversed(days[:position]) if day), None)
    after = next((day for day in days[position:] if day), None)
    return Period(before + timedelta(days=1), after) if before and after and before < after else None


def _of_year(item: LineItem, table: Statement, kind: Kind, calendar: Calendar) -> Period | None:
    """The period of a row that is headed by a year gone by; one to come is a time of payment."""
    years = [int(found[0]) for other in table.items if (found := _YEAR.search(other.label))]
    mine = _YEAR.search(item.label)
    if mine is None or distinguishing_words(item.label) or max(years) > calendar.current.end.year + 1:
        return None
    year = calendar.year(int(mine[0]))
    return Period(None, year.end) if kind is Kind.DAY else year


def _pointed(table: Statement, calendar: Calendar) -> Iterator[LineItem]:
    """The rows, those of balances in a table of times marked by the end of them that they stand at."""
    lasting = next((column.period for column in table.columns if column.period and column.period.start), None)
    seen_start = False
    for item in table.items:
        point = point_of(item.label) or (_point_of_day(item.label, lasting, seen_start) if lasting else "")
        seen_start = seen_start or point == "start"
        yield replace(item, point=point) if point and not item.point else item


def _point_of_day(label: str, period: Period, seen_start: bool) -> str:
    """The end of a period that a caption's day without a year is: "Unrecognized benefits - January 1"."""
    day = _read(label)
    if day.month is None or day.year is not None or period.start is None:
        return ""
    before = period.start - timedelta(days=1)
    is_start = (day.month, day.day) in ((period.start.month, period.start.day), (before.month, before.day))
    is_end = (day.month, day.day or period.end.day) == (period.end.month, period.end.day)
    if is_start and is_end:
        return "end" if seen_start else "start"
    return "start" if is_start else "end" if is_end else ""
