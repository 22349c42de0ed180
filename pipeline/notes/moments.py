"""A series of numbers in a sentence → the period that each is stated for, and how that was found.

In: the series, the times of its sentence, what was said before it, the calendar of the filing and whether the concept
is one of a day or of a stretch. Out: a `Moment` for each number, or why there is none. Each way to find a period has a
name, by which `mappings/evidence/prose.csv` tells how often it was right.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pipeline.model import Period
from pipeline.notes.calendars import Calendar
from pipeline.notes.times import Point, Time
from pipeline.notes.wording import Series

EITHER = "cross-either"
"""The way of numbers for several lengths of several years that can be read both ways."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The period of a number, the way in which it was found, and the words that say so."""

    period: Period
    way: str
    words: str = ""


def find_moments(
    series: Series, times: Sequence[Time], before: Sequence[Time], calendar: Calendar, is_instant: bool
) -> list[Moment] | str:
    """The period of each number of a series; or why they have none."""
    around = _around(series, times, is_instant)
    count = len(series.figures)
    inner = any(series.times[:-1])
    if count > 1 and not inner:
        whole = next((time for time in around if len(time.points) == count), None)
        if whole:
            return _spread(series, whole, calendar, is_instant)
        if count > 2 or not series.times[-1] or not _is_ahead(around, series):
            told = len(around[0].points) if around else 0
            return f"{count} numbers stand side by side, and {told} period" + "s" * (told != 1)
    return _each(series, around, [time for time in before if not time.is_later], calendar, is_instant)


def _around(series: Series, times: Sequence[Time], is_instant: bool) -> list[Time]:
    """The times of a sentence that may be a series', the likeliest first.

    Directly behind it, then ahead of it, then later on; one of the other sort (a day where a stretch is meant) comes
    after all others. What stands ahead may be an earlier number's, where a later one is of the right sort.
    """
    first, last = series.figures[0].start, series.figures[-1].end
    usable = [time for time in times if not time.is_later]
    behind = series.times[-1]
    ahead = [time for time in reversed(usable) if time.end <= first]
    later = [time for time in usable if time.start >= last and time is not behind]
    listed = [*([behind] if behind else []), *ahead, *later]
    return sorted(listed, key=lambda time: not _fits(time, is_instant))


def _is_ahead(times: Sequence[Time], series: Series) -> bool:
    """Whether a time stands ahead of a series."""
    return any(time.end <= series.figures[0].start for time in times)


def _fits(time: Time, is_instant: bool) -> bool:
    """Whether a time is of the sort that a concept needs: a day, or a stretch; a year alone may be either."""
    if not time.points:
        return True
    point = time.points[0]
    if is_instant:
        return time.is_day or not (point.months or point.weeks)
    return not time.is_day


def _spread(series: Series, time: Time, calendar: Calendar, is_instant: bool) -> list[Moment] | str:
    """A number for each period that a time names, in their order."""
    points = list(time.points)
    way = "series"
    if time.lengths > 1 and len(points) > time.lengths and not is_instant:
        way, points = _order(series, points, time.lengths)
    found = [_moment(point, time, way, calendar, is_instant) for point in points]
    moments = [moment for moment in found if moment]
    return moments if len(moments) == len(points) else f"'{time.words}' names no period of the filing's"


def _order(series: Series, points: list[Point], lengths: int) -> tuple[str, list[Point]]:
    """The points in the order of the numbers, and whether their sizes tell that no other order can be meant.

    "$9, $5, $8 and $4 for the six and three months ended 2004 and 2003" can be read both ways: both lengths of a year
    side by side, or both years of a length. No part is more than its whole; where neither order breaks that, the one
    is meant whose parts are nearer to what their time would make them, as three months are half of six.
    """
    days = len(points) // lengths
    by_day = [points[length * days + day] for day in range(days) for length in range(lengths)]
    values = [abs(figure.value) for figure in series.figures]
    fits = [order for order in (points, by_day) if _is_monotone(order, values)]
    if len(fits) == 1:
        return "cross", fits[0]
    return EITHER, min((points, by_day), key=lambda order: _strangeness(order, values))


def _parts(points: Sequence[Point], values: Sequence[Decimal]) -> Iterator[tuple[Decimal, Decimal, Decimal]]:
    """Each number with one of a longer period of the same end, and the share that the shorter time is of the longer."""
    pairs = list(zip(points, values, strict=True))
    for point, value in pairs:
        for longer, whole in pairs:
            short, long = (point.months, longer.months) if longer.months else (point.weeks, longer.weeks)
            if (point.end, point.year) == (longer.end, longer.year) and 0 < short < long:
                yield value, whole, Decimal(short) / long


def _is_monotone(points: Sequence[Point], values: Sequence[Decimal]) -> bool:
    """Whether no shorter period of the same end has the larger amount."""
    return all(part <= whole for part, whole, _ in _parts(points, values))


def _strangeness(points: Sequence[Point], values: Sequence[Decimal]) -> Decimal:
    """How far the parts are from their share of the wholes, times over, all together."""
    found = Decimal(1)
    for part, whole, share in _parts(points, values):
        if part and whole:
            times = part / (whole * share)
            found *= max(times, 1 / times)
    return found


def _each(
    series: Series, around: Sequence[Time], before: Sequence[Time], calendar: Calendar, is_instant: bool
) -> list[Moment] | str:
    """For each number the time behind it, else the likeliest of the sentence, else that of the one before it.

    One number for several periods is stated for each of them.
    """
    found: list[Moment] = []
    first = series.figures[0].start
    if len(series.figures) == 1 and around and len(around[0].points) > 1 and around[0].lengths == 1:
        all_ = [_moment(point, around[0], "all", calendar, is_instant) for point in around[0].points]
        return [moment for moment in all_ if moment] or f"'{around[0].words}' names no period of the filing's"
    for behind in series.times:
        fitting = behind if behind and (_fits(behind, is_instant) or len(series.figures) > 1) else None
        ahead = [other for other in around if other.end <= first]
        near = ahead[0] if ahead and len(series.figures) > 1 else around[0] if around else None
        time = fitting or (near if not found or not behind else behind)
        if time is None:
            moment = _from_before(before, calendar, is_instant)
        elif not time.points:
            moment = _a_year_before(found[-1] if found else None, calendar, is_instant, time)
        else:
            where = "behind" if time is behind else "ahead" if time.end <= first else "later"
            way = where if len(time.points) == 1 else "first"
            moment = _moment(time.points[0], time, way, calendar, is_instant)
        if moment is None:
            return f"'{time.words if time else ''}' names no period of the filing's"
        found.append(moment)
    if len({moment.period for moment in found}) < len(found):
        return f"{len(found)} numbers stand side by side for one period: only one can be of the same"
    return found


def _is_single(time: Time) -> bool:
    return len(time.points) == 1


def _from_before(before: Sequence[Time], calendar: Calendar, is_instant: bool) -> Moment | None:
    """The time of the sentence before, where it is of the same kind; else the filing's own."""
    named = [time for time in before if _is_single(time) and (time.is_day if is_instant else time.points[0].months)]
    if named:
        return _moment(named[-1].points[0], named[-1], "before", calendar, is_instant)
    return Moment(Period(None, calendar.instant(calendar.today).end) if is_instant else calendar.current, "default")


def _a_year_before(previous: Moment | None, calendar: Calendar, is_instant: bool, time: Time) -> Moment:
    """The period a year before another, or before the filing's own."""
    other = previous.period if previous else Period(None, calendar.today) if is_instant else calendar.current
    end = _year_back(other.end)
    if other.start is None:
        return Moment(calendar.instant(end), "relative", time.words)
    months = round((other.end - other.start).days / Decimal("30.4"))
    return Moment(calendar.duration(end, int(months)), "relative", time.words)


def _year_back(day: date) -> date:
    last = monthrange(day.year - 1, day.month)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(day.year - 1, day.month, last if is_last else min(day.day, last))


def _moment(point: Point, time: Time, way: str, calendar: Calendar, is_instant: bool) -> Moment | None:
    found = _instant(point, calendar) if is_instant else _duration(point, time, calendar)
    if found is None or found[0].end > calendar.today + timedelta(days=366):
        return None
    period, suffix = found
    return Moment(period, f"{way}-{suffix}" if suffix else way, " ".join(time.words.split()))


def _instant(point: Point, calendar: Calendar) -> tuple[Period, str] | None:
    if point.end:
        return calendar.instant(point.end), "month" if point.is_month else "" if not point.months else "length"
    if point.quarter:
        return calendar.part(point.year, point.quarter, 3)._replace(start=None), "quarter"
    end = min(calendar.end_of(point.year), calendar.today)
    return (calendar.instant(end), "year") if end.year >= point.year else None


def _duration(point: Point, time: Time, calendar: Calendar) -> tuple[Period, str] | None:
    if point.end and point.months:
        return calendar.duration(point.end, point.months), ""
    if point.end and point.weeks:
        return calendar.duration(point.end, round(Decimal(point.weeks) / 13) * 3), ""
    if point.end and point.is_month:
        return Period(point.end.replace(day=1), point.end), "month"
    if point.end and time.is_day:
        if point.end == calendar.today:
            return calendar.current, "day"
        ends = [p for p in calendar.durations if p.end == point.end]
        return (ends[0], "day") if ends else None
    if point.end:
        return Period(point.end, point.end), "event"
    if point.quarter:
        return calendar.part(point.year, point.quarter, point.months), "quarter"
    return (calendar.year(point.year), "year") if point.months in (0, 12) else None
