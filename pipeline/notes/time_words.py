"""The words of a table of the notes → the times that they name, over a column or over all of them.

In: headings, the words that lead to a table, and the filing's `Calendar`. Out: `Heading`s and days. Lengths that are no
period ("less than 12 months"), times of payment and years of origination are told apart from when amounts are of.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from pipeline.model import Column, LineItem
from pipeline.notes.calendar import Calendar
from pipeline.periods import BARE_YEAR, Heading, distinguishing_words, parse_dates, parse_heading

FEWEST_YEARS = 3
"""Columns or rows headed by years before one to come makes them all times of payment."""
FEWEST_TO_COME = 2
"""Columns of times to come that make a table one of payments."""
LONGEST_LAG = 8
"""Days by which a year of weeks may end later than the note's words say."""
LONGEST_DAY = 60
"""Characters of a heading of rows that is no more than a day or a time."""

_VINTAGE = re.compile(r"\borigination\b|\boriginated\b|\bvintage\b|\bpolicy years?\b|\baccident years?\b", re.I)
_NO_PERIOD = re.compile(
    r"\b(?:less|greater|more|longer|fewer) than (?:\w+|\d+) (?:months?|years?)\b"
    r"|\b(?:within|after|over|through|than|next|to) (?:one|two|three|five|ten|\d{1,2}) years?\b"
    r"|\b[\w-]+ (?:months?|years?) or (?:more|less|longer|greater)\b"
    r"|\(\s*(?:in )?(?:years|months)\b[^)]{0,60}\)"
    r"|\b(?:useful|remaining|average|contractual) (?:\w+ )?(?:li(?:fe|ves)|terms?)\b[^,;]{0,60}?\byears\b"
    r"|\bby (?:fiscal |calendar )?years?\b|\((?:calendar|fiscal) years?\)"
    r"|\b(?:calendar|fiscal) years? of maturity\b"
    r"|\b(?:\d{1,2}|one|two|three|five|six|seven|ten|thirty)-year\b"
    r"|\b(?:next|within|after|over|remaining|first|following|succeeding|subsequent)\b(?: \w+){0,2} (?:months|years)\b",
    re.I,
)
_HALF = re.compile(r"\bhalf\b", re.I)
_QUARTERS = ("fi", "se", "th", "fo")
_QUARTER = re.compile(r"\b(first|second|third|fourth)\s+(?:fiscal\s+)?quarter\b", re.I)
_CHANGE = re.compile(r"\bchange\b|\bincrease\b|\bdecrease\b|\bvariance\b|\bvs\.?\b", re.I)
_PRIOR = re.compile(r"^\W*prior\b|\bprior\W*$", re.I)


@dataclass(frozen=True, slots=True)
class Lead:
    """The words that lead to a table: the sentence before it, and the lines above its first row."""

    sentence: str
    head: str
    stacks: tuple[tuple[int, str], ...] = ()
    """Lines below its first row that are no more than a time, which the rows below each are of."""

    @property
    def text(self) -> str:
        return f"{self.sentence} {self.head}"


def is_time(text: str) -> bool:
    """Whether words are no more than a time.

    >>> is_time("Year Ended December 31, 2022"), is_time("First Half 2023"), is_time("Balance, December 31, 2022")
    (True, True, False)
    """
    return len(text) <= LONGEST_DAY and not distinguishing_words(_HALF.sub(" ", text))


@lru_cache(maxsize=1 << 12)
def read_time(text: str) -> Heading:
    """What words name of time, but for lengths that are no period: "less than 12 months", "the next five years"."""
    return parse_heading(_NO_PERIOD.sub(" ", text))


def own_time(column: Column) -> Heading:
    return read_time(" ".join(column.tiers))


def outer_time(head: str) -> Heading:
    """What the words above a table name for all of its columns: a length, a month and day, and one year alone."""
    found = replace(read_time(head), start=None)
    return replace(found, year=found.year if len(set(BARE_YEAR.findall(head))) == 1 else None)


def head_time(column: Column, outer: Heading, calendar: Calendar) -> Heading:
    """What the lines of a column's heading name together, the nearest first."""
    found = Heading()
    for line in reversed(column.tiers):
        found = found.over(read_time(line))
    found = found.over(outer)
    quarter = _QUARTER.search(column.heading)
    if quarter and found.year and found.month is None and calendar.is_annual:
        end = calendar.quarter(found.year, _QUARTERS.index(quarter[1].lower()[:2]) + 1)
        return replace(found, month=end.month, day=end.day, year=end.year, months=found.months or 3)
    return found


def end_of(heading: Heading, calendar: Calendar) -> date | None:
    """The last day that a heading names: the end of its fiscal year, where it names a year only."""
    if heading.end is not None:
        return calendar.near(heading.end)
    if heading.year is None:
        return None
    if heading.months in (None, 12) and heading.weeks is None:
        return calendar.year(heading.year).end
    end = calendar.current.end
    return calendar.near(replace(heading, month=end.month, day=end.day).end or end)


def _is_to_come(heading: Heading, calendar: Calendar) -> bool:
    """Whether a heading names a day after all that the statements name."""
    last = max((calendar.current.end, *calendar.ends))
    return heading.end is not None and heading.end > last + timedelta(days=LONGEST_LAG)


def without_time_to_come(heading: Heading, calendar: Calendar, are_payments: bool) -> Heading:
    """A heading without a time of payment: what is due then is stated of the balance sheet's day."""
    if heading.month is None and are_payments:
        return replace(heading, year=None)
    return Heading() if _is_to_come(heading, calendar) else heading


def are_to_be_paid(headings: Sequence[Heading], calendar: Calendar) -> bool:
    """Whether several columns are of times to come, and what they state is due then."""
    return sum(_is_to_come(heading, calendar) and heading.has_length for heading in headings) >= FEWEST_TO_COME


def are_to_come(headings: Sequence[Heading], calendar: Calendar) -> bool:
    """Whether columns of years are times of payment: one of several is yet to come."""
    years = [heading.year for heading in headings if heading.year and heading.month is None]
    return len(years) >= FEWEST_YEARS and max(years) > max(calendar.years, default=calendar.current.end.year) + 1


def are_years_to_come(items: Sequence[LineItem], calendar: Calendar) -> bool:
    """Whether rows are captioned by years, of which all are to come."""
    years = [int(match[0]) for item in items if (match := BARE_YEAR.fullmatch(item.label.strip()))]
    return len(years) >= FEWEST_YEARS and min(years) > calendar.current.end.year - 1 < max(years) - 2


def are_vintages(columns: Sequence[Column], lead: Lead) -> bool:
    """Whether columns of years tell when loans were made or losses arose, and not when amounts are of."""
    if _VINTAGE.search(lead.text):
        return True
    years = {column.tiers[-1] for column in columns if column.tiers and BARE_YEAR.fullmatch(column.tiers[-1])}
    return len(years) >= FEWEST_YEARS and any(_PRIOR.search(column.heading) for column in columns)


def without_vintages(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns without the lines of their headings that are no more than a year, or the years before one.

    Where the years are days, too, amounts are of the last of them: the loans of a year were made until its end.
    """
    ends = {day for column in columns for line in column.tiers for day, _, _ in parse_dates(line)}
    last = f"{max(ends):%B %d, %Y}" if len(ends) > FEWEST_YEARS else ""
    return tuple(
        replace(
            column,
            tiers=(last,) if last else tuple(t for t in column.tiers if not BARE_YEAR.search(t) or parse_dates(t)),
        )
        for column in columns
    )


def is_change(words: str) -> bool:
    """Whether a heading is of a change between times, and not of a time."""
    return bool(_CHANGE.search(words))
