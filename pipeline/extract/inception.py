"""Columns since a filer's inception that do not say when it was → the first day that the filing's own words tell.

In: the words over a column, and the filing's text. Out: the heading as a stretch from that day on. Where the filing
tells no day, the column has no length: it is none of the year that ends with it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pipeline.model import Filing
from pipeline.periods import Heading, parse_dates, parse_heading

_SINCE = re.compile(r"\binception\b|\bcumulative\b", re.I)
"""What heads a column of all that was since a filer began, or since it entered its development stage."""
_BETWEEN = re.compile(r"[\s(),;]*(?:(?:date|day|of|from|on|its|the|since|in)[\s(),;]+){0,4}", re.I)
"""What may stand between the word and its day: "inception (March 12, 1990)", "March 12, 1990 (date of inception)"."""
LONGEST_LINE = 400
MOST_LINES = 2_000
"""Lines with the word that are read; the statements of any filing name the day again and again."""


def since_inception(parsed: list[Heading], headings: Sequence[str], filing: Filing) -> list[Heading]:
    """Headings that say "inception" or "cumulative", and no first day, as stretches from the filer's inception on."""
    if not any(_is_open(heading, text) for heading, text in zip(parsed, headings, strict=True)):
        return parsed
    first, end = find_inception(filing), filing.period_of_report
    result = []
    for heading, text in zip(parsed, headings, strict=True):
        if _is_open(heading, text):
            heading = replace(heading, start=first, months=None, weeks=None)
            if heading.end is None and end:
                heading = replace(heading, month=end.month, day=end.day, year=end.year)
        result.append(heading)
    return result


def _is_open(heading: Heading, text: str) -> bool:
    """Whether a heading wants the day of inception, and says no length of its own: "Year Ended"."""
    return heading.start is None and _SINCE.search(text) is not None and not parse_heading(text).has_length


def find_inception(filing: Filing) -> date | None:
    """The day that the filing names most often right beside the word "inception"."""
    lines = [line for document in filing.documents for line in document.lines]
    near = [index for index, line in enumerate(lines) if "nception" in line or "NCEPTION" in line][:MOST_LINES]
    found = Counter(day for index in near for day in _days_beside(" ".join(lines[max(index - 1, 0) : index + 2])))
    return max(found, key=lambda day: (found[day], -day.toordinal()), default=None)


def _days_beside(text: str) -> set[date]:
    """The days of a text with nothing but small words between them and "inception".

    >>> _days_beside("the period from inception (March 12, 1990) to December 31, 1995")
    {datetime.date(1990, 3, 12)}
    """
    text = text[: 3 * LONGEST_LINE]
    words = [match.span() for match in re.finditer(r"\binception\b", text, re.I)]
    return {
        day
        for day, start, end in parse_dates(text)
        for begin, stop in words
        if _BETWEEN.fullmatch(text[min(end, stop) : max(start, begin)])
    }
