"""Columns since a filer's inception that do not say when it was → the first day that the filing's own words tell.

In: the words over a column, and the filing's text. Out: the heading as a stretch from that day on. Where the filing
tells no day, the column has no length: it is none of the year that ends with it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from pipeline.model import Column, Filing
from pipeline.periods import Heading, parse_dates, parse_heading

_SINCE = re.compile(r"\binception\b|\bcumulative\b", re.I)
"""What heads a column of all that was since a filer began, or since it entered its development stage."""
_WORD = re.compile(r"\binception\b", re.I)
_BETWEEN = re.compile(r"[\s(),;]*(?:(?:date|day|of|from|on|its|the|since|in|is|was)[\s(),;]+){0,4}", re.I)
"""What may stand between the word and its day: "inception (March 12, 1990)", "March 12, 1990 (date of inception)"."""
LONGEST_GAP = 40
LONGEST_DAY = 20
"""Characters between the word and its day, and those of a day."""
MOST_MENTIONS = 1_000
"""Mentions that are read; the statements of any filing name the day again and again."""


def since_inception(parsed: list[Heading], headings: Sequence[str], filing: Filing) -> list[Heading]:
    """Headings that say "inception" or "cumulative", and no first day, as stretches from the filer's inception on."""
    end = filing.period_of_report
    result = []
    for heading, text in zip(parsed, headings, strict=True):
        if _is_open(heading, text):
            heading = replace(heading, start=filing.inception, months=None, weeks=None)
            if heading.end is None and end:
                heading = replace(heading, month=end.month, day=end.day, year=end.year)
        result.append(heading)
    return result


def _is_open(heading: Heading, text: str) -> bool:
    """Whether a heading wants the day of inception, and says no length of its own: "Year Ended"."""
    return heading.start is None and _SINCE.search(text) is not None and not parse_heading(text).has_length


def counts_from_inception(column: Column, filing: Filing) -> bool:
    """Whether a column's first day is the one that the filing's words tell, and its heading names none."""
    if column.period is None or column.period.start is None or column.period.start != filing.inception:
        return False
    return _is_open(parse_heading(column.heading), column.heading)


def find_inception(lines: Sequence[str]) -> date | None:
    """The day that most mentions of the word "inception" that have a day beside them name; none, where no day has most.

    >>> find_inception(["since its inception on May 1, 1990.", "The plan's inception was June 2, 1980."])
    >>> find_inception(["May 1, 1990 (inception)", "(inception", "  May 1, 1990), its inception, June 2, 1980,"])
    datetime.date(1990, 5, 1)
    """
    mentions = [days for days in islice(_days_of_mentions(lines), MOST_MENTIONS) if days]
    found = Counter(day for days in mentions for day in days)
    day = max(found, key=lambda day: (found[day], -day.toordinal()), default=None)
    return day if day and 2 * found[day] > len(mentions) else None


def _days_of_mentions(lines: Sequence[str]) -> Iterator[set[date]]:
    """The days that stand right beside each mention of inception, on its line or on one next to it."""
    reach = LONGEST_GAP + LONGEST_DAY
    for index, line in enumerate(lines):
        if "nception" in line or "NCEPTION" in line:
            before = "" if index == 0 else lines[index - 1].strip()[-reach:]
            text = f"{before} {line.strip()} {' '.join(lines[index + 1 : index + 2]).strip()[:reach]}"
            for word in _WORD.finditer(text, len(before), len(before) + len(line.strip()) + 1):
                first = max(word.start() - reach, 0)
                yield _days_beside(text[first : word.end() + reach], word.start() - first, word.end() - first)


def _days_beside(text: str, begin: int, stop: int) -> set[date]:
    """The days of a text with nothing but small words between them and the word at a place of it."""
    gaps = [(day, text[min(end, stop) : max(start, begin)]) for day, start, end in parse_dates(text)]
    return {day for day, gap in gaps if len(gap) <= LONGEST_GAP and _BETWEEN.fullmatch(gap)}
