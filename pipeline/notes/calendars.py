"""The periods that a filing's statements are stated for → those that its sentences mean by a year or a quarter.

In: the facts of the statements. Out: a `Calendar`, which knows the fiscal year's end, the balance sheet's day, and the
days on which years and quarters began and ended. What a sentence says is not known here.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.model import Fact, Period
from pipeline.periods import latest_stretch, months_before

NEAR = 8
"""Days by which a year of weeks may end before or after the month does."""
LONG = 300
"""Days from which a period is a year's."""
EARLY = 5
"""Up to this month a fiscal year may be named for the year in which it began."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day of the balance sheet, the stretch that the filing is of, and all days and durations of the statements.

    ``year_end`` is month and day of the fiscal year's end; ``lag`` is 1 where a fiscal year is named for the year in
    which it begins.
    """

    today: date
    current: Period
    days: tuple[date, ...]
    durations: tuple[Period, ...]
    year_end: tuple[int, int]
    lag: int = 0

    def instant(self, day: date) -> Period:
        """A day, or the day of the statements that it must be."""
        near = min(self.days, key=lambda known: abs((known - day).days), default=day)
        return Period(None, near if abs((near - day).days) <= NEAR else day)

    def duration(self, end: date, months: int) -> Period:
        """The months that end on a day, with the first day that the statements give them."""
        start = months_before(end, months)
        near = [p for p in self.durations if p.start and abs((p.end - end).days) <= NEAR]
        fits = [p for p in near if p.start and abs((p.start - start).days) <= 2 * NEAR]
        best = min(fits, key=lambda p: (abs((p.end - end).days), p), default=None)
        return best or Period(start, end)

    def end_of(self, year: int) -> date:
        """The last day of a fiscal year."""
        month, day = self.year_end
        named = year + self.lag
        wanted = date(named, month, min(day, monthrange(named, month)[1]))
        ends = [p.end for p in self.durations if p.start and (p.end - p.start).days > LONG] + list(self.days)
        near = min(ends, key=lambda known: (abs((known - wanted).days), known), default=wanted)
        return near if abs((near - wanted).days) <= NEAR else wanted

    def year(self, year: int) -> Period:
        """A fiscal year, or what of it has passed."""
        end = self.end_of(year)
        if end > self.today and self.current.start and self.current.end <= end:
            begun = months_before(end, 12)
            if self.current.start >= begun - timedelta(days=NEAR):
                return self.current
        return self.duration(end, 12)

    def part(self, year: int, quarter: int, months: int) -> Period:
        """The months that end with a quarter of a fiscal year."""
        last = self.end_of(year)
        if quarter == 4:
            return self.duration(last, months)
        month = (last.month + 3 * quarter - 1) % 12 + 1
        named = last.year - 1 + (last.month + 3 * quarter - 1) // 12
        whole = monthrange(named, month)[1]
        is_last = last.day >= monthrange(last.year, last.month)[1] - 1
        return self.duration(date(named, month, whole if is_last else min(last.day, whole)), months)


def make_calendar(facts: Iterable[Fact], fiscal_year_end: str | None, years: Iterable[int]) -> Calendar | None:
    """The calendar of a filing; ``years`` are the last ones of its sentences' lists of years."""
    periods = {fact.context.period for fact in facts}
    durations = tuple(sorted(p for p in periods if p.start))
    days = tuple(sorted(p.end for p in periods if not p.start))
    if not durations:
        return None
    today = max(p.end for p in durations)
    current = latest_stretch(durations) or durations[-1]
    whole = [p.end for p in durations if p.start and (p.end - p.start).days > LONG]
    stated = _month_and_day(fiscal_year_end)
    before = [day for day in days if day < today]
    last = max(whole, default=before[-1] if before else today)
    year_end = (last.month, last.day) if whole or stated is None else stated
    lag = _lag(last, list(years)) if year_end[0] <= EARLY else 0
    return Calendar(today, current, days, durations, year_end, lag)


def _month_and_day(text: str | None) -> tuple[int, int] | None:
    """Month and day as a filing's header states them: ``--11-30``."""
    digits = (text or "").replace("-", "")
    return (int(digits[:2]), int(digits[2:])) if len(digits) == 4 and digits.isdigit() else None


def _lag(last: date, years: list[int]) -> int:
    """Whether a fiscal year is named for the year in which it began: lists of years mostly begin with the last one."""
    return int(years.count(last.year - 1) > years.count(last.year))
