"""The words over and beside the columns → the columns' periods.

In: each column's heading words, the statement's title and caption, and what the filing's header says.
Out: `Column`s; a period stays `None` where nothing names it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from pipeline.extract.inception import since_inception
from pipeline.extract.weeks import end_before
from pipeline.model import Column, Filing, Period, StatementKind
from pipeline.periods import Heading, distinguishing_words, make_period, parse_dates, parse_heading

_ANNUAL = re.compile(r"10-?K|20-?F|ARS", re.I)
_INTERIM = re.compile(r"10-?Q", re.I)
_WEEKS_BEHIND = re.compile(r"\s*\(\s*[\w-]{1,11}\s+weeks?\s*\)", re.I)
LATEST_END = 6
"""The last month that a year named by the one it begins in ends in: most such years are those of stores."""
LATEST_DAY = (2, 4)
"""The last day of a year of weeks that ends nearest to January 31."""
_COMPARES = re.compile(r"(?:\b(?:changes?|increase|decrease|variance|difference)|\(decrease\))\W*$", re.I)
"""The last words over a column that compares those beside it."""
_SUPPOSES = re.compile(r"\bpro\s?-?forma\b|\bas\s+adjusted\b", re.I)
_EARLIER_YEAR = re.compile(r"(?:prior|previous|preceding|last)\s+(?:fiscal\s+)?year\b", re.I)
_DATED_EARLIER_YEAR = re.compile(rf"{_EARLIER_YEAR.pattern}\W{{0,3}}(?:19|20)\d\d\b", re.I)
_OF_YEARS = re.compile(rf"(?:current|this)\s+(?:fiscal\s+)?year\b|{_EARLIER_YEAR.pattern}", re.I)
INSTANT_KINDS = frozenset({StatementKind.BALANCE_SHEET})


def read_columns(
    kind: StatementKind, headings: Sequence[str], beside: Sequence[str], caption: str, filing: Filing
) -> tuple[Column, ...]:
    """One `Column` for each heading; what it does not name comes from the caption, then from the filing's header."""
    is_instant = kind in INSTANT_KINDS
    outer = _outer_heading([*beside, caption])
    own = [parse_heading(heading) for heading in headings]
    parsed = [heading.over(outer) for heading in own]
    if not (kind is StatementKind.EQUITY and _name_components(headings)):
        parsed = _in_weeks(_in_order(parsed, headings, caption), caption)
    if not is_instant:
        parsed = [_with_length(heading, filing) for heading in parsed]
        parsed = parsed if kind is StatementKind.EQUITY else since_inception(parsed, headings, filing)
    parsed = _by_their_end(_this_year_and_last(parsed, headings, filing), filing)
    periods = [make_period(_with_end(heading, filing), is_instant) for heading in parsed]
    periods = _fiscal_years(periods, parsed, filing)
    if any(heading.names_a_day for heading in own):
        undated = [_is_of_no_day(h, text) and not q.start for h, q, text in zip(own, parsed, headings, strict=True)]
        periods = [None if is_undated else period for is_undated, period in zip(undated, periods, strict=True)]
    compares = [_COMPARES.search(text) is not None for text in headings]
    if not all(compares):
        periods = [None if is_apart else period for is_apart, period in zip(compares, periods, strict=True)]
    return tuple(Column(period, " ".join(heading.split())) for period, heading in zip(periods, headings, strict=True))


def stands_aside(heading: str) -> bool:
    """Whether a column's heading says that it compares other columns, or supposes what was not.

    >>> stands_aside("Increase (Decrease)"), stands_aside("Pro Forma (Note 9)"), stands_aside("1997 Budget")
    (True, True, False)
    """
    return _COMPARES.search(heading) is not None or _SUPPOSES.search(heading) is not None


def with_length(columns: Sequence[Column], caption: str) -> tuple[Column, ...]:
    """The columns of the table above, for the length of time that a caption amid it names, if it names one."""
    heading = parse_heading(caption)
    if not heading.has_length:
        return tuple(columns)
    return tuple(replace(column, period=_of_length(column.period, heading)) for column in columns)


def _of_length(period: Period | None, heading: Heading) -> Period | None:
    if period is None or period.start is None:
        return period
    own = Heading(period.end.month, period.end.day, period.end.year)
    return make_period(replace(heading, year=None).over(own), False)


def _is_of_no_day(heading: Heading, text: str) -> bool:
    """Whether a column beside dated ones is headed by words that name no time: "Budget", "Increase (Decrease)"."""
    return not heading.names_a_day and not heading.has_length and re.search(r"[A-Za-z]{3}", text) is not None


def _outer_heading(texts: Sequence[str]) -> Heading:
    """What the words around the columns name for all of them: a length, a month and day, never one year of several,
    and never a first day: a stretch since inception is one column's."""
    outer = Heading()
    for text in texts:
        found = replace(parse_heading(text), start=None)
        years = set(re.findall(r"\b(?:19[5-9]|20[0-4])\d\b", text))
        outer = outer.over(replace(found, year=found.year if len(years) == 1 else None))
    return outer


def _name_components(headings: Sequence[str]) -> bool:
    """Whether the columns of a statement of equity are told apart by words: it is its rows that are of the years which
    the title lists, though they be as many."""
    words = {distinguishing_words(heading).lower() for heading in headings}
    return len(words) == len(headings) > 1


def _in_order(parsed: list[Heading], headings: Sequence[str], caption: str) -> list[Heading]:
    """Columns with no day over them take the days that the caption lists: one each, in order, or that of their year."""
    days = list(dict.fromkeys(day for day, _, _ in parse_dates(caption)))
    of_year = {day.year: day for day in days}
    if len(of_year) == len(days) > 1 and all(
        heading.year in of_year and parse_heading(text).month is None
        for heading, text in zip(parsed, headings, strict=True)
    ):
        return [
            replace(heading, month=of_year[heading.year].month, day=of_year[heading.year].day)
            if heading.year is not None
            else heading
            for heading in parsed
        ]
    is_bare = all(parse_heading(text).year is None for text in headings)
    if len(days) == len(parsed) and (is_bare or _are_fiscal_years(headings, days)):
        return [
            replace(heading, month=day.month, day=day.day, year=day.year)
            for heading, day in zip(parsed, days, strict=True)
        ]
    if all(heading.year is None for heading in parsed):
        years = list(dict.fromkeys(re.findall(r"\b((?:19[5-9]|20[0-4])\d)\b", caption)))
        if len(years) == len(parsed):
            return [replace(heading, year=int(year)) for heading, year in zip(parsed, years, strict=True)]
    return parsed


def _in_weeks(parsed: list[Heading], caption: str) -> list[Heading]:
    """Years for whose last days the caption tells how many weeks each has: "February 3, 1996 (53 weeks)"."""
    told = {
        day: parse_heading(match[0]).weeks
        for day, _, end in parse_dates(caption)
        if (match := _WEEKS_BEHIND.match(caption, end))
    }
    return [replace(h, weeks=told[h.end], months=None) if h.end and told.get(h.end) else h for h in parsed]


def _this_year_and_last(parsed: list[Heading], headings: Sequence[str], filing: Filing) -> list[Heading]:
    """Columns headed "Current Year" and "Prior Year" are of the year that the caption or the report is of, and of the
    one before: none is taken off where the headings name years of their own, or the caption lists one for each."""
    if not any(_EARLIER_YEAR.search(text) for text in headings) or not all(map(_OF_YEARS.search, headings)):
        return parsed
    if len({heading.year for heading in parsed}) > 1 or any(map(_DATED_EARLIER_YEAR.search, headings)):
        return parsed
    end = filing.period_of_report
    named = [
        h if h.year or not end else replace(h, month=h.month or end.month, day=h.day or end.day, year=end.year)
        for h in parsed
    ]
    return [
        replace(h, year=h.year - 1) if h.year and _EARLIER_YEAR.search(text) else h
        for h, text in zip(named, headings, strict=True)
    ]


def _are_fiscal_years(headings: Sequence[str], days: Sequence[date]) -> bool:
    """Whether columns are headed by fiscal years alone and each ends on the day listed for it, some at the beginning
    of the year after: "At January 1, 1995 and January 2, 1994" over 1994 and 1993."""
    own = [parse_heading(text) for text in headings]
    if any(heading.month is not None or heading.year is None for heading in own):
        return False
    after = [day.year - heading.year for heading, day in zip(own, days, strict=True) if heading.year is not None]
    is_early = all((day.month, day.day) <= LATEST_DAY for late, day in zip(after, days, strict=True) if late)
    return set(after) <= {0, 1} and any(after) and is_early


def _with_length(heading: Heading, filing: Filing) -> Heading:
    """An annual report's columns are years unless they say otherwise."""
    if heading.has_length or not _ANNUAL.match(filing.form or ""):
        return heading
    return replace(heading, months=12)


def _by_their_end(parsed: list[Heading], filing: Filing) -> list[Heading]:
    """Years of an annual report by the year they end in, where they are named by the one they begin in: the latest of
    "Fiscal 1995, 1994 and 1993" in a report of February 3, 1996 is the year that it reports."""
    end = filing.period_of_report
    bare = [heading.year for heading in parsed if heading.month is None and heading.year is not None]
    if not end or not bare or end.month > LATEST_END or not _ANNUAL.match(filing.form or ""):
        return parsed
    if max(bare) != end.year - 1:
        return parsed
    return [replace(h, year=h.year + 1) if h.month is None and h.year is not None else h for h in parsed]


def _with_end(heading: Heading, filing: Filing) -> Heading:
    """A bare year ends with the fiscal year that the header states, or with the period of report; so do the quarters of
    an interim report."""
    if heading.month is not None or heading.year is None:
        return heading
    if filing.period_of_report and (heading.months in (12, None) or _INTERIM.match(filing.form or "")):
        end = filing.period_of_report
        return replace(heading, month=end.month, day=end.day)
    if filing.fiscal_year_end and re.fullmatch(r"--\d\d-\d\d", filing.fiscal_year_end):
        return replace(heading, month=int(filing.fiscal_year_end[2:4]), day=int(filing.fiscal_year_end[5:]))
    return heading


def _fiscal_years(periods: list[Period | None], parsed: Sequence[Heading], filing: Filing) -> list[Period | None]:
    """A year of weeks begins the day after the year before it, printed or as the weeks have it."""
    ends = {period.end for period in periods if period}
    years = [p.end for p, heading in zip(periods, parsed, strict=True) if p and heading.months == 12]
    result: list[Period | None] = []
    for period, heading in zip(periods, parsed, strict=True):
        if period and period.start and heading.months == 12:
            before = [end for end in ends if abs((period.start - timedelta(days=1) - end).days) <= 8]
            last = min(before) if before else end_before(period.end, years, filing)
            result.append(Period(last + timedelta(days=1), period.end) if last else period)
        else:
            result.append(period)
    return result
