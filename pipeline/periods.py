"""Printed column headings → `Period`.

In: the words of a heading, as they stand over a column or in a statement's title. Out: the days,
years and durations they name, and the period they make together. Which heading stands over which
column is for `extract` to know.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from pipeline.model import Period

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_DATE = re.compile(
    rf"\b{_MONTH}\s*(?P<day>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:\s*,?\s*(?P<year>{_YEAR})(?!\d))?", re.IGNORECASE
)
_NUMERIC_DATE = re.compile(r"\b(?P<month>\d{1,2})(?P<sign>[/-])(?P<day>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})\b")
_SHEET_DATE = re.compile(
    rf"\b(?:(?P<first>\d{{1,2}})-{_MONTH}|{_MONTH.replace('month', 'name')}-(?P<day>\d{{1,2}}))"
    rf"-(?P<year>{_YEAR}|\d\d)\b",
    re.IGNORECASE,
)
"""A day as spreadsheets print it: "30-Jun-04"."""
_MONTH_YEAR = re.compile(rf"\b{_MONTH}\s*,?\s*(?P<year>{_YEAR})(?!\d)", re.IGNORECASE)
BARE_YEAR = re.compile(rf"(?<![\d,.$]){_YEAR}(?![\d]|,\d)")
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_COUNTS |= {"ten": 10, "eleven": 11}
_COUNTS |= {"thirteen": 13, "fourteen": 14, "sixteen": 16, "twenty-six": 26, "twenty-four": 24, "thirty-nine": 39}
_COUNTS |= {"twenty six": 26, "thirty nine": 39, "forty": 40, "fifty-two": 52, "fifty-three": 53}
_COUNTS |= {"fifty two": 52, "fifty three": 53, "twelve": 12, "twenty-eight": 28, "forty-week": 40, "thirty-six": 36}
_DURATION = re.compile(
    rf"\b(?P<count>{'|'.join(sorted(map(re.escape, _COUNTS), key=len, reverse=True))}|\d{{1,2}})[\s-]*"
    r"(?:\(\d{1,2}\)\s*)?(?P<unit>months?|mos\.?|weeks?|wks\.?|quarters?)\b",
    re.IGNORECASE,
)
_YEAR_ENDED = re.compile(r"\b(?:fiscal\s+|calendar\s+)?years?\b(?!\s*(?:\d|end\b))", re.IGNORECASE)
_LONGEST_YEAR = 380
"""Days of a fiscal year of weeks that is moved to another day."""
_WEEKS_OFF = timedelta(days=10)
"""How far the days may lie apart on which the statements of one filing end."""
_BEFORE_NEW_YEAR = timedelta(days=16)
"""From December 16 on a year that begins counts as the next."""
_HALF = re.compile(r"\bhalf[\s-]years?\b|\b(?:first|second)\s+half\b", re.IGNORECASE)
_THROUGH = re.compile(r"\b(?:to|through|thru|until)\b", re.IGNORECASE)
_QUARTER = re.compile(r"\b(?:fiscal\s+)?(?:first|second|third|fourth)?\s*quarters?\b", re.IGNORECASE)

_TIME_WORDS = re.compile(
    r"(?<![\w-])(?:(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul"
    r"|aug|sept?|oct|nov|dec)\b\.?|\d{1,2}(?:st|nd|rd|th)?\b,?|(?:19|20)\d\d\b|(?:for|the|as|of|at|and|ended|ending"
    r"|years?|months?|weeks?|quarters?|periods?|fiscal|three|six|nine|twelve|thirteen|twenty-six|thirty-nine|fifty-two"
    r"|fifty-three|first|second|third|fourth|unaudited|audited|note|notes|restated|in|thousands|millions|dollars)\b)(?!-\w)"
    r"|(?<!\w)-|-(?!\w)|[^\w\s&-]",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading's words name: a month and day, a year, a length in months or weeks (each may be missing)."""

    month: int | None = None
    day: int | None = None
    year: int | None = None
    months: int | None = None
    weeks: int | None = None
    start: date | None = None
    """The first day, where the heading names one: "from March 3, 1995 (inception) to June 30, 1998"."""

    @property
    def has_length(self) -> bool:
        return self.months is not None or self.weeks is not None or self.start is not None

    @property
    def names_a_day(self) -> bool:
        """Whether the words name at least a month or a year."""
        return self.month is not None or self.year is not None

    @property
    def end(self) -> date | None:
        """The last day, where month and year are named (a month alone ends with its last day)."""
        if self.month is None or self.year is None:
            return None
        last = monthrange(self.year, self.month)[1]
        return date(self.year, self.month, min(self.day or last, last))

    def over(self, outer: "Heading") -> "Heading":
        """This heading, with what it lacks taken from the heading above it."""
        month, day = (self.month, self.day) if self.month is not None else (outer.month, outer.day)
        length = self if self.has_length else outer
        year = self.year if self.year is not None else outer.year
        return Heading(month, day, year, length.months, length.weeks, length.start)


def parse_dates(text: str) -> list[tuple[date, int, int]]:
    """Every whole day that a text names, with the characters it covers.

    >>> parse_dates("May 31, 2004 and 5/31/03")
    [(datetime.date(2004, 5, 31), 0, 12), (datetime.date(2003, 5, 31), 17, 24)]
    >>> parse_dates("31-May-04")
    [(datetime.date(2004, 5, 31), 0, 9)]
    """
    found = []
    for match in _DATE.finditer(text):
        if match["year"] and (day := _day(_month(match["month"]), int(match["day"]), int(match["year"]))):
            found.append((day, match.start(), match.end()))
    for match in _NUMERIC_DATE.finditer(text):
        if day := _day(int(match["month"]), int(match["day"]), _year(match["year"])):
            found.append((day, match.start(), match.end()))
    for match in _SHEET_DATE.finditer(text):
        month = _month(match["month"] or match["name"])
        if day := _day(month, int(match["first"] or match["day"]), _year(match["year"])):
            found.append((day, match.start(), match.end()))
    return sorted(found, key=lambda item: item[1])


@lru_cache(maxsize=1 << 14)
def parse_heading(text: str) -> Heading:
    """The last day, year and length that a heading names; of several days that are no stretch, the first.

    >>> parse_heading("For the Six Months Ended May 31, 2004")
    Heading(month=5, day=31, year=2004, months=6, weeks=None, start=None)
    >>> parse_heading("Year Ended December 31,")
    Heading(month=12, day=31, year=None, months=12, weeks=None, start=None)
    >>> parse_heading("Fiscal 1997").year
    1997
    >>> parse_heading("Inception (March 3, 1995) through June 30, 1998").start
    datetime.date(1995, 3, 3)
    """
    months, weeks = _length(text)
    if dates := parse_dates(text):
        day = dates[0][0]
        if start := _stretch(text, dates):
            return replace(_heading_of(dates[1][0]), start=start)
        return replace(_heading_of(day), months=months, weeks=weeks)
    match = _DATE.search(text)
    if match and 1 <= int(match["day"]) <= 31:
        year = BARE_YEAR.search(text)
        return Heading(_month(match["month"]), int(match["day"]), int(year[0]) if year else None, months, weeks)
    if match := _MONTH_YEAR.search(text):
        return Heading(_month(match["month"]), None, int(match["year"]), months, weeks)
    year = BARE_YEAR.search(text)
    return Heading(year=int(year[0]) if year else None, months=months, weeks=weeks)


def _heading_of(day: date) -> Heading:
    return Heading(day.month, day.day, day.year)


def _stretch(text: str, dates: Sequence[tuple[date, int, int]]) -> date | None:
    """The first of two days that words like "to" join, the second after it."""
    if len(dates) < 2 or dates[0][0] >= dates[1][0]:
        return None
    return dates[0][0] if _THROUGH.search(text, dates[0][2], dates[1][1]) else None


@lru_cache(maxsize=1 << 12)
def distinguishing_words(heading: str) -> str:
    """A heading without its days, lengths and remarks.

    >>> distinguishing_words("GECS Year Ended December 31, 1993 (Unaudited)"), distinguishing_words("Paid-in Capital")
    ('GECS', 'Paid-in Capital')
    """
    return " ".join(_TIME_WORDS.sub(" ", heading).split())


def make_period(heading: Heading, is_instant: bool) -> Period | None:
    """The period that a complete heading names, or None where its end or its length is missing.

    Months end with the month: six months ended May 31, 2004 start on 2003-12-01. Where the last day is
    none of a month's end, the fiscal year is one of weeks, and three months are thirteen of them.

    >>> make_period(parse_heading("Six Months Ended May 31, 2004"), False)
    Period(start=datetime.date(2003, 12, 1), end=datetime.date(2004, 5, 31))
    >>> make_period(parse_heading("13 Weeks Ended May 1, 1999"), False)
    Period(start=datetime.date(1999, 1, 31), end=datetime.date(1999, 5, 1))
    """
    end = heading.end
    if end is None:
        return None
    if is_instant:
        return Period(None, end)
    if heading.start is not None:
        return Period(heading.start, end)
    if heading.weeks is not None:
        return Period(end - timedelta(days=7 * heading.weeks - 1), end)
    if heading.months is None:
        return None
    return Period(months_before(end, heading.months), end)


def months_before(end: date, months: int) -> date:
    """The first day of the ``months`` that end on ``end``."""
    if end.day != monthrange(end.year, end.month)[1] and not (end.month == 2 and end.day == 28):
        if months % 3 == 0 and not 13 <= end.day <= 17:
            weeks = months // 3 * 13
            return end - timedelta(days=7 * weeks - 1)
        month = (end.month - months - 1) % 12 + 1
        year = end.year + (end.month - months - 1) // 12
        return date(year, month, min(end.day, monthrange(year, month)[1])) + timedelta(days=1)
    month = (end.month - months) % 12 + 1
    year = end.year + (end.month - months) // 12
    return date(year, month, 1)


def fiscal_year(periods: Iterable[Period]) -> int | None:
    """The fiscal year that a filing's latest period lies in, by when it began, as standards come into force.

    The longest stretch of at most a year that ends last tells when; without one a year ended then. Standards hold for
    years that begin after December 15: such a year counts as the one that follows.

    >>> fiscal_year([Period(date(2003, 1, 1), date(2004, 6, 30)), Period(date(2003, 7, 1), date(2004, 6, 30))])
    2003
    >>> fiscal_year([Period(None, date(2004, 12, 25)), Period(None, date(2003, 12, 27))])
    2004
    """
    known = list(periods)
    if not known:
        return None
    last = max(period.end for period in known)
    lengths = [(period.end - period.start).days for period in known if period.start and last - period.end < _WEEKS_OFF]
    longest = max([days for days in lengths if days <= _LONGEST_YEAR], default=0)
    began = last - timedelta(days=longest) if longest else months_before(last, 12)
    return (began + _BEFORE_NEW_YEAR).year


def latest_stretch(periods: Iterable[Period]) -> Period | None:
    """The stretch that a filing is of: of those that end last the longest of at most a year, else the longest.

    What a company has spent since its inception, or three years together, is beside it.

    >>> latest_stretch([Period(date(2003, 1, 1), date(2003, 12, 31)), Period(date(1999, 5, 6), date(2003, 12, 31))])
    Period(start=datetime.date(2003, 1, 1), end=datetime.date(2003, 12, 31))
    """
    return max((period for period in periods if period.start), key=rank_stretch, default=None)


def rank_stretch(period: Period) -> tuple[date, bool, int]:
    """The order of stretches, the one a filing is of last: by their ends, those of at most a year, their lengths."""
    length = (period.end - period.start).days if period.start else 0
    return period.end, length <= _LONGEST_YEAR, length


def _length(text: str) -> tuple[int | None, int | None]:
    if match := _DURATION.search(text):
        count = _COUNTS.get(match["count"].lower())
        count = int(match["count"]) if count is None and match["count"].isdigit() else count
        unit = match["unit"][0].lower()
        if count:
            return (count, None) if unit == "m" else (3 * count, None) if unit == "q" else (None, count)
    if _HALF.search(text):
        return 6, None
    if _YEAR_ENDED.search(text):
        return 12, None
    if _QUARTER.search(text):
        return 3, None
    return None, None


def _month(name: str) -> int:
    return next(number for number, month in enumerate(MONTHS, 1) if month.startswith(name.lower()[:3]))


def _year(digits: str) -> int:
    """A year of four digits, or of two."""
    return int(digits) + (0 if len(digits) == 4 else 1900 if int(digits) > 49 else 2000)


def _day(month: int, day: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
