"""Headings name days, years and lengths; together they make a period."""

from datetime import date

import pytest

from pipeline.model import Period
from pipeline.periods import fiscal_year, make_period, parse_dates, parse_heading


@pytest.mark.parametrize(
    ("heading", "start", "end"),
    [
        ("For the Six Months Ended May 31, 2004", "2003-12-01", "2004-05-31"),
        ("Year Ended December 31, 1997", "1997-01-01", "1997-12-31"),
        ("YEAR ENDED JUNE 30, 1996", "1995-07-01", "1996-06-30"),
        ("Fiscal year ended February 29, 2000", "1999-03-01", "2000-02-29"),
        ("Year ended February 28, 1999", "1998-03-01", "1999-02-28"),
        ("Six months ended August 31, 2000", "2000-03-01", "2000-08-31"),
        ("Three Months Ended 3/31/95", "1995-01-01", "1995-03-31"),
        ("9 Months Ended Sept. 30, 1998", "1998-01-01", "1998-09-30"),
        ("Quarter ended March 31, 1995", "1995-01-01", "1995-03-31"),
        ("13 Weeks Ended May 1, 1999", "1999-01-31", "1999-05-01"),
        ("Thirteen weeks ended November 1, 1997", "1997-08-03", "1997-11-01"),
        ("Twelve Weeks Ended June 14, 1997", "1997-03-23", "1997-06-14"),
        ("Fifty-three weeks ended February 3, 1996", "1995-01-29", "1996-02-03"),
        ("Twenty-six weeks ended July 31, 1999", "1999-01-31", "1999-07-31"),
        ("One month ended January 31, 1996", "1996-01-01", "1996-01-31"),
        ("Eleven months ended November 30, 1996", "1996-01-01", "1996-11-30"),
        ("Three Months Ended July 1, 1994", "1994-04-02", "1994-07-01"),
    ],
)
def test_duration_runs_from_its_first_day_to_its_last(heading: str, start: str, end: str) -> None:
    period = make_period(parse_heading(heading), False)
    assert period is not None
    assert (str(period.start), str(period.end)) == (start, end)


@pytest.mark.parametrize(
    ("heading", "end"),
    [
        ("December 31, 1997", "1997-12-31"),
        ("DECEMBER 31 1997", "1997-12-31"),
        ("Sept. 24, 1993", "1993-09-24"),
        ("September 25,1998", "1998-09-25"),
        ("June 1999", "1999-06-30"),
        ("5/31/04", "2004-05-31"),
        ("12/31/1996", "1996-12-31"),
        ("As of March 29, 1996 (Unaudited)", "1996-03-29"),
    ],
)
def test_instant_is_the_day_named(heading: str, end: str) -> None:
    period = make_period(parse_heading(heading), True)
    assert period is not None
    assert (period.start, str(period.end)) == (None, end)


@pytest.mark.parametrize("heading", ["", "Note", "Increase (Decrease)", "1997", "Six Months Ended", "December 31,"])
def test_incomplete_heading_makes_no_period(heading: str) -> None:
    assert make_period(parse_heading(heading), False) is None


@pytest.mark.parametrize("text", ["February 30, 1999", "13/45/1999", "June 31, 1998"])
def test_day_that_no_calendar_has_is_none(text: str) -> None:
    assert parse_dates(text) == []


def test_amount_is_no_year() -> None:
    assert parse_heading("$1,997").year is None
    assert parse_heading("19,970").year is None


def test_inner_heading_takes_what_it_lacks_from_the_outer() -> None:
    period = make_period(parse_heading("1996").over(parse_heading("Year Ended December 31,")), False)
    assert period is not None
    assert (str(period.start), str(period.end)) == ("1996-01-01", "1996-12-31")


def test_inner_heading_keeps_its_own_length() -> None:
    inner = parse_heading("Nine months ended September 30, 1996")
    assert inner.over(parse_heading("Year Ended December 31, 1995")) == inner


@pytest.mark.parametrize(
    ("periods", "year"),
    [
        (["2018-01-01 2018-12-31", "2017-01-01 2017-12-31", " 2018-12-31"], 2018),
        (["2017-07-01 2018-06-30", " 2018-06-30"], 2017),
        (["2018-02-04 2019-02-02"], 2018),
        (["2017-12-31 2018-12-29"], 2018),
        (["2018-12-16 2019-12-21"], 2019),
        (["2018-01-01 2018-03-31", "2017-07-01 2018-03-31", " 2018-03-31"], 2017),
        (["2018-01-01 2018-06-30", "2015-03-01 2018-06-30", " 2018-07-02"], 2018),
        ([" 2018-12-31", " 2017-12-31"], 2018),
        ([], None),
    ],
    ids=[
        "a calendar year",
        "a year that ends in June",
        "a year of weeks that ends in February",
        "a year that begins on the last day of the year before",
        "a year that begins after December 15",
        "a quarter, and the nine months with it, of a year that ends in June",
        "what has run since inception is no year",
        "days alone",
        "none",
    ],
)
def test_a_fiscal_year_is_the_one_that_it_began_in(periods: list[str], year: int | None) -> None:
    """Standards come into force for fiscal years that begin after December 15."""
    days = [[date.fromisoformat(day) if day else None for day in text.split(" ")] for text in periods]
    assert fiscal_year([Period(first, last) for first, last in days if last]) == year
