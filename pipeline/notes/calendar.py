"""The statements of a filing → the days and stretches of time that its notes speak of, too.

In: the statements read, the facts made of them and the filing's header. Out: a `Calendar`. A note says "2023" or "at
year end" and means the fiscal year and the day that the statements name in full. How a table says it is for `dating`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pipeline.model import Fact, Filing, Period, Statement
from pipeline.periods import latest_stretch, months_before, parse_heading, rank_stretch

SHORTEST_YEAR, LONGEST_YEAR = 350, 380
"""Days of a fiscal year, of months or of weeks."""
SAME_DAY = 8
"""Days by which a year of weeks may end otherwise than the year of months that a note writes of."""
FEWEST_DIGITS = 4
"""Digits of an amount below which it may be a statement's by chance."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The filer's time: the stretch that its filing is of, and what the statements name beside it."""

    current: Period
    is_annual: bool
    ends: tuple[date, ...]
    """The days that the statements name, the latest first."""
    stretches: tuple[Period, ...]
    """The durations that they name, the latest and longest first."""
    years: Mapping[int, Period]
    """The fiscal years by what they are called, as far as the columns of the statements say so."""
    echoes: Mapping[tuple[date, Decimal], frozenset[bool]]
    """For an amount that the statements state for a day or a time until it: whether it is of the day."""

    def year(self, name: int) -> Period:
        """The fiscal year of a name: "2022", "fiscal 1998"."""
        if name in self.years:
            return self.years[name]
        known = min(self.years, key=lambda other: abs(other - name), default=None)
        end = self.years[known].end if known is not None else self.current.end
        end = _moved(end, name - (known if known is not None else end.year))
        return Period(months_before(end, 12), end)

    def quarter(self, name: int, number: int) -> date:
        """The last day of a quarter of the fiscal year of a name."""
        end = self.year(name).end
        return self.near(end if number == 4 else months_before(end, 12 - 3 * number) - timedelta(days=1))

    def near(self, end: date) -> date:
        """The day that the statements name, where a note means that one: a year of weeks ends near a month's end."""
        return min(self.ends, key=lambda known: abs((known - end).days)) if self._is_near(end) else end

    def _is_near(self, end: date) -> bool:
        return any(abs((known - end).days) <= SAME_DAY for known in self.ends)

    def stretch(self, end: date, months: int) -> Period:
        """The months until a day, as the statements name them if they do."""
        same = (p for p in self.stretches if p.start and abs((p.end - end).days) <= SAME_DAY and _months(p) == months)
        return next(same, Period(months_before(end, months), end))

    def until(self, end: date) -> Period:
        """The time that a note means which says only when it ends: a fiscal year, or the year to date."""
        same = [p for p in self.stretches if abs((p.end - end).days) <= SAME_DAY]
        if same:
            return same[0]
        length = _months(self.current)
        is_year_end = any(abs((year.end - end).days) <= SAME_DAY for year in self.years.values())
        return self.stretch(end, 12 if is_year_end or self.is_annual or not length else length)

    def before(self, end: date) -> date:
        """The day that ended the year before: a quarter's notes compare with the last year's end."""
        return next((known for known in self.ends if known < end), end - timedelta(days=365))


def make_calendar(filing: Filing, statements: Iterable[Statement], facts: Sequence[Fact]) -> Calendar | None:
    """The time that the statements' facts are stated for; None where there are none."""
    stated = [fact for fact in facts if isinstance(fact.value, Decimal) and fact.unit]
    counted = Counter(fact.context.period for fact in stated)
    if not counted:
        return None
    latest = max(period.end for period in counted)
    lasting = [period for period in counted if period.start] or [Period(months_before(latest, 12), latest)]
    current = latest_stretch(lasting) or lasting[0]
    ends = {period.end for period, seen in counted.items() if seen > 1}
    known = (p for p in lasting if counted[p] > 1 or p == current)
    stretches = sorted(known, key=rank_stretch, reverse=True)
    echoes: dict[tuple[date, Decimal], set[bool]] = {}
    for fact in stated:
        if isinstance(fact.value, Decimal) and len(fact.value.normalize().as_tuple().digits) >= FEWEST_DIGITS:
            kinds = echoes.setdefault((fact.context.period.end, abs(fact.value)), set())
            kinds.add(fact.context.period.is_instant)
    return Calendar(
        current=current,
        is_annual=(filing.form or "").upper().startswith("10-K") or SHORTEST_YEAR <= _length(current) <= LONGEST_YEAR,
        ends=tuple(sorted(ends, reverse=True)),
        stretches=tuple(stretches),
        years=_years(statements, stretches),
        echoes={key: frozenset(kinds) for key, kinds in echoes.items()},
    )


def _years(statements: Iterable[Statement], stretches: Sequence[Period]) -> dict[int, Period]:
    """The fiscal years, called as the columns of the statements do: by the calendar year that they end in, or not."""
    years = {p.end.year: p for p in reversed(stretches) if SHORTEST_YEAR <= _length(p) <= LONGEST_YEAR}
    for statement in statements:
        for column in statement.columns:
            period, heading = column.period, parse_heading(column.heading)
            if not period or not period.start or not SHORTEST_YEAR <= _length(period) <= LONGEST_YEAR:
                continue
            if heading.month is None and heading.year in (period.end.year, period.end.year - 1):
                years[heading.year] = period
    return years


def _length(period: Period) -> int:
    return (period.end - period.start).days + 1 if period.start else 0


def _months(period: Period) -> int:
    """The months of a duration, whether it is one of months or of weeks."""
    return round(_length(period) * 12 / 365)


def _moved(day: date, years: int) -> date:
    year = min(max(day.year + years, 1), 9999)
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(year, day.month, last)
