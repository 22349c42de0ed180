"""A sentence → the days and periods that it names, each with the stretch of the sentence that it takes.

In: a sentence's text. Out: its times, each a list of the points or lengths that it names in the order of the print:
"the three and six months ended May 31, 2004 and 2003" names four. Which of them a number is stated for is for
`moments` to know, and on which day a fiscal year ended for `calendars`.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.periods import MONTHS

COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "nine": 9, "ten": 10, "twelve": 12}
COUNTS |= {"thirteen": 13, "twenty-six": 26, "thirty-nine": 39, "fifty-two": 52, "fifty-three": 53, "first": 1}
COUNTS |= {
    "second": 2,
    "third": 3,
    "fourth": 4,
    "eighteen": 18,
    "twenty-four": 24,
    "seven": 7,
    "eight": 8,
    "eleven": 11,
}
LONGEST_GAP = 48
"""Characters that may stand between two parts of one time."""

_MONTH = r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?"
_MONTH += r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
_NUMBER = r"(?:thirty-nine|twenty-six|twenty-four|fifty-two|fifty-three|thirteen|eighteen|twelve|three|six|nine|one|two"
_NUMBER += r"|four|five|seven|eight|ten|eleven|\d{1,2})"
_AND = r"(?:\s?,\s?(?:and\s+)?|\s+and\s+|-\s?and\s+|\s+or\s+)(?:the\s+)?"
_ATOM = re.compile(
    rf"\b(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?![\d,]\d|\.\d)(?:st|nd|rd|th)?"
    r"(?:\s?,?\s+(?P<year>(?:19|20)\d\d)(?!\d))?"
    rf"|\b(?P<m2>{_MONTH})\s?,?\s+(?:of\s+)?(?P<y2>(?:19|20)\d\d)(?!\d|,\d)"
    r"|(?<![\w,.$/€£#-])(?P<bare>(?:19|20)\d\d)(?!\d|,\d|\.\d|\s?%|\s(?:million|billion|thousand|shares)|-\w)"
    r"(?!(?-i:\s[A-Z][a-z]))"
    rf"|\b(?P<order>first|second|third|fourth|last|final)(?P<more>(?:{_AND}(?:second|third|fourth))*)\s+"
    r"(?:fiscal\s+)?quarters?\b"
    rf"|\b(?:(?P<ofyear>first)\s+)?(?P<counts>{_NUMBER}(?:-?\s?(?:(?:months?|weeks?)\s?)?{_AND}{_NUMBER}){{0,2}})"
    r"[\s-]+(?P<unit>months?|weeks?)(?:[\s-]+periods?)?\b"
    r"|\b(?P<whole>(?:fiscal|calendar)?\s?(?:years?|quarters?)|half[\s-]year)(?=(?:\s+periods?)?\s+(?:then\s+)?end(?:ed|ing)\b"
    r"|\s+and\s+(?:the\s+)?(?:three|six|nine|first)\b)",
    re.I,
)
_GLUE = re.compile(
    r"[\s,]*(?:(?:and|or|of|in|for|the|fiscal|calendar|years?|then|ended|ending|end|periods?|each|both|our|its|respectively)\b[\s,]*)*"
)
_LEAD = re.compile(
    r"(?:\b(?:as of|as at|at|on|in|during|for|of|through|over|the|each|both|any|three|two|years?|fiscal|calendar|end"
    r"|periods?|ended|ending|and|year-end|our|its|quarters?|beginning|since|until|by|after|before|prior to|from|to"
    r"|in the)\s+)+$",
    re.I,
)
_YEARS_IN = re.compile(
    r"\b(?P<count>three|two|five|four)(?:\s+fiscal)?\s+years\s+(?:in\s+the\s+period\s+)?ended\s+$", re.I
)
_LATER = re.compile(
    r"\b(?:expir\w*|ends?|due|matur\w*|until|through|thereafter|since|after|before|prior to|by)\s+"
    r"(?:the\s+|fiscal\s+|years?\s+|on\s+|in\s+)*$",
    re.I,
)
_AT = re.compile(r"\b(?:as of|as at|at|year-end|end of)\b", re.I)
_RELATIVE = re.compile(
    r"\b(?:the\s+)?(?:(?:same|corresponding|comparable|prior|previous|preceding|year-ago)\s+)"
    r"(?=[^,.;]{0,40}\byear)(?:(?:fiscal|three|six|nine|month|months|quarter|year|prior|interim)[\s-]+){0,3}"
    r"(?:years?|periods?|quarters?|months)\b(?:\s+(?:of|in|last|a)\s+(?:the\s+)?(?:prior|previous|last|preceding|fiscal|year)(?:\s+(?:ago|fiscal|year))?)?"
    r"|\blast year\b|\ba year (?:ago|earlier)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Point:
    """One time that a sentence names: a day, a month or a year that ends it, and how long it is.

    ``end`` is None where only a ``year`` is named; ``months`` or ``weeks`` is its length, ``quarter`` the quarter of
    the fiscal year that ends it; ``is_month`` tells that a month was named without its day.
    """

    end: date | None = None
    year: int = 0
    months: int = 0
    weeks: int = 0
    quarter: int = 0
    is_month: bool = False


@dataclass(frozen=True, slots=True)
class Time:
    """A time of a sentence: the stretch of text it takes with what leads to it, and the points it names.

    ``words`` is how it is printed; ``is_day`` whether "at" or "as of" leads to it; ``is_later`` whether it is the end
    of something (a maturity) and no number's time; ``is_before`` whether it is a relative one, a year before another.
    ``lengths`` is how many lengths are crossed with days.
    """

    start: int
    end: int
    words: str
    points: tuple[Point, ...]
    is_day: bool = False
    is_later: bool = False
    is_before: bool = False
    lengths: int = 1


def find_times(text: str) -> list[Time]:
    """The times of a sentence, in their order."""
    found: list[Time] = []
    group: list[re.Match[str]] = []
    for atom in _ATOM.finditer(text):
        if group and not _is_joined(text, group, atom):
            found += _read(text, group)
            group = []
        group.append(atom)
    if group:
        found += _read(text, group)
    taken = [(time.start, time.end) for time in found]
    for match in _RELATIVE.finditer(text) if "year" in text.lower() else ():
        if not any(start < match.end() and match.start() < end for start, end in taken):
            start = _lead(text, match.start())
            found.append(Time(start, match.end(), text[start : match.end()], (), is_before=True))
    return sorted(found, key=lambda time: time.start)


def _is_joined(text: str, group: Sequence[re.Match[str]], atom: re.Match[str]) -> bool:
    """Whether a part of a time goes on with the one before it."""
    gap = text[group[-1].end() : atom.start()]
    if len(gap) > LONGEST_GAP or not _GLUE.fullmatch(gap):
        return False
    says_day = any(part["month"] or part["bare"] or part["m2"] for part in group)
    is_length = bool(atom["counts"] or atom["order"] or atom["whole"])
    return not (says_day and is_length)


def _lead(text: str, start: int) -> int:
    match = _LEAD.search(text[max(0, start - LONGEST_GAP) : start])
    return start - len(match[0]) if match else start


def _read(text: str, group: Sequence[re.Match[str]]) -> Iterator[Time]:
    """The time that a group of parts names, if they name one."""
    start, end = _lead(text, group[0].start()), group[-1].end()
    lengths = [length for part in group for length in _lengths(part)]
    days = _days(group)
    if years := _YEARS_IN.search(text[max(0, start - 40) : group[0].start()]):
        first = days[0] if days else None
        lengths = [Point(months=12)]
        if first and first.end:
            days = [_back(first.end, n) for n in range(COUNTS[years["count"].lower()])]
    if not days:
        return
    lead = text[start : group[0].start()]
    later = bool(_LATER.search(text[max(0, start - 30) : group[0].start()]))
    points = tuple(_cross(lengths, days))
    is_day = bool(_AT.search(lead)) and not lengths
    tail = re.match(r"\s*,?\s*respectively\b", text[end : end + 20])
    end += tail.end() if tail else 0
    yield Time(start, end, text[start:end], points, is_day, later, False, max(len(lengths), 1))


def _back(end: date, years: int) -> Point:
    year = end.year - years
    return Point(date(year, end.month, min(end.day, monthrange(year, end.month)[1])))


def _cross(lengths: Sequence[Point], days: Sequence[Point]) -> Iterator[Point]:
    """Each day with each length: all days of one length before the next length."""
    for length in lengths or [Point()]:
        for day in days:
            yield Point(day.end, day.year, length.months, length.weeks, length.quarter, day.is_month)


def _lengths(part: re.Match[str]) -> Iterator[Point]:
    """The lengths that a part names: months, weeks, quarters of a year."""
    if part["counts"]:
        weeks = part["unit"].lower().startswith("week")
        for word in re.findall(_NUMBER, part["counts"], re.I):
            count = COUNTS.get(word.lower()) or (int(word) if word.isdigit() else 0)
            if count:
                quarter = count // 3 if part["ofyear"] and not weeks else 0
                yield Point(weeks=count) if weeks else Point(months=count, quarter=quarter)
    elif part["order"]:
        for word in re.findall("first|second|third|fourth|last|final", part[0], re.I):
            yield Point(months=3, quarter=COUNTS.get(word.lower(), 4))
    elif part["whole"]:
        word = part["whole"].lower()
        yield Point(months=3 if "quarter" in word else 6 if "half" in word else 12)


def _days(group: Sequence[re.Match[str]]) -> list[Point]:
    """The days that the parts name; a year alone is the year of the day before it, a day alone takes the next year."""
    found: list[Point] = []
    for part in group:
        if part["month"]:
            year = part["year"] or next((p["year"] or p["bare"] for p in group if p.start() > part.start()), None)
            day = _day(part["month"], int(part["day"]), int(year)) if year else None
            if day:
                found.append(Point(day))
        elif part["m2"]:
            year, month = int(part["y2"]), _number(part["m2"])
            found.append(Point(date(year, month, monthrange(year, month)[1]), is_month=True))
        elif part["bare"]:
            last = found[-1] if found else None
            year = int(part["bare"])
            if (
                last
                and last.end
                and last.end.year == year
                and not last.is_month
                and len(found)
                and part is group[-1]
                and _is_shared(group)
            ):
                continue
            if last and last.end:
                whole = monthrange(year, last.end.month)[1]
                is_last = last.end.day == monthrange(last.end.year, last.end.month)[1]
                found.append(Point(date(year, last.end.month, whole if is_last else min(last.end.day, whole))))
            else:
                found.append(Point(year=year))
    return found


def _is_shared(group: Sequence[re.Match[str]]) -> bool:
    """Whether the last year is the year of several days without one: "June 30 and March 31, 2004"."""
    return any(part["month"] and not part["year"] for part in group)


def _number(month: str) -> int:
    return next(n for n, name in enumerate(MONTHS, 1) if name.startswith(month.lower()[:3]))


def _day(month: str, day: int, year: int) -> date | None:
    try:
        return date(year, _number(month), day)
    except ValueError:
        return None
