"""The printed ends of fiscal years → where a year of weeks begins whose year before is not printed.

In: the ends of a statement's years, and the filing's text. Out: the last day of the year before, or None where the
years are none of weeks. A year has 52 weeks or 53; which of them, the filing's own words tell, or the rule that all
printed ends follow: the last such weekday of a month, or the one nearest to its end.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from pipeline.model import Filing
from pipeline.periods import MONTHS

WEEKS = (52, 53)


def end_before(end: date, ends: Iterable[date], filing: Filing) -> date | None:
    """The last day of the year of weeks before the one that ends on ``end``; ``ends`` are all that are printed.

    >>> from pipeline.model import Source
    >>> ends = [date(2023, 12, 1), date(2022, 12, 2), date(2021, 12, 3)]
    >>> end_before(ends[-1], ends, Filing(Source("x", 1), ()))
    datetime.date(2020, 11, 27)
    """
    ends = set(ends)
    if len(ends) < 2 or len({day.weekday() for day in ends}) > 1 or all(map(_is_end_of_month, ends)):
        return None
    candidates = [end - timedelta(weeks=weeks) for weeks in WEEKS]
    for fits in (lambda day: _is_told(day, filing), *(rule for rule in _RULES if all(map(rule, ends)))):
        found = [day for day in candidates if fits(day)]
        if len(found) == 1:
            return found[0]
    return candidates[0]


def _is_end_of_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _is_last_of_its_weekday(day: date) -> bool:
    return (day + timedelta(days=7)).month != day.month


def _is_nearest_to_an_end(day: date) -> bool:
    return any(_is_end_of_month(day + timedelta(days=shift)) for shift in range(-3, 4))


_RULES = (_is_last_of_its_weekday, _is_nearest_to_an_end)


def _is_told(day: date, filing: Filing) -> bool:
    """Whether the filing names a day anywhere: "September 24, 2022"."""
    words = f"{MONTHS[day.month - 1].capitalize()} {day.day}, {day.year}"
    return any(words in line for document in filing.documents for line in document.lines)
