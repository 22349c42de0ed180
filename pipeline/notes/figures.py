"""A sentence → the numbers that it states: what each counts, in full, and how exactly it is said.

In: a sentence's text, and the stretches of it that name days and years. Out: the figures in their order. When they are
stated for, and what they are of, is for `times` and the mapping tables to know.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from pipeline.numerals import parse_amount, printed_decimals

SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
MOST_SCALED = 1000
"""A number of more digits is printed in full, whatever the scale of the next."""
JOINS = ("to", "and", "or", "-", "–", "—", "through", ",", ", and")
"""What stands between two numbers that are printed in one scale."""

_FIGURE = re.compile(
    r"(?<![\w.,/$#-])(?P<money>(?:US\s?|U\.S\.\s?)?\$\s?|(?P<foreign>[€£¥]|C\$|CAD\s?\$?|RMB|NT\$)\s?)?"
    r"(?P<open>\((?P<inner>\$\s?)?)?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,24}(?:\.\d+)?|\.\d+)(?(open)\))(?![\d/])"
    r"(?:(?P<rate>\s?%|\s?per\s?cent(?:age)?\b(?!\s+points))|[\s-]\s{0,11}(?P<scale>thousand|million|billion|trillion)s?\b)?"
)
_ROUGHLY = re.compile(
    r"\b(?:approximately|about|nearly|almost|roughly|up to|at least|more than|less than|over|in excess of"
    r"|a maximum of|a minimum of|no more than|not exceed(?:ing)?)\s*$",
    re.I,
)
_REFERENCE = re.compile(
    r"\b(?:notes?|levels?|topics?|subtopics?|asc|asu|no\.|nos\.|items?|forms?|sections?|rules?|chapters?|types?|part"
    r"|series|class|exhibits?|pages?|tiers?|statements?|sfas|fin|opinion|code|step|phase|regulation|ifrs|ias|fsp|eitf"
    r"|sop|apb|method|lot|fas|#)\s*$",
    re.I,
)
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s*$", re.I)
_COUNTED = re.compile(r"\s?[a-z]|-(?:year|month|day|for|to)\b")
_FOREIGN = re.compile(
    r"\s*(?:euros?|pounds|yen|reais|pesos|francs|canadian|australian|rupees|yuan|renminbi|kroner)\b", re.I
)
_RANGE = re.compile(r"\s*(?:to|through|-|–|—)\s*(?:approximately\s+)?")
_CHANGE = re.compile(r"\b(?:increas|decreas|declin|reduc|grew|rose|fell|rais|amend|chang|lower)\w*\b[^.]{0,80}$", re.I)
_BETWEEN = re.compile(
    r"\b(?:between|ranging from|ranged from|range from|ranges from|range of|ranging between)\s*$", re.I
)


class Kind(StrEnum):
    """What a number is printed as: an amount of money, a rate, or a number of something."""

    MONEY = "money"
    RATE = "rate"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a sentence: ``start`` to ``end`` of its text, its digits as printed and what they state in full.

    ``scale`` is the power of ten of what is printed: 6 for millions, -2 for a rate. ``roughly`` are the words that say
    how exact it is, ``in_range`` that it is one end of a range.
    """

    start: int
    end: int
    text: str
    digits: str
    kind: Kind
    value: Decimal
    scale: int = 0
    roughly: str = ""
    in_range: bool = False
    is_foreign: bool = False
    counts: bool = True
    """Whether it states something by itself; what does not is a number only where a pattern says of what."""

    @property
    def decimals(self) -> int:
        """How exact its digits are: -5 for $6.3 million."""
        return printed_decimals(self.digits) - self.scale

    @property
    def printed(self) -> Decimal:
        """The number as printed, below zero in parentheses."""
        return self.value.scaleb(-self.scale)


def find_figures(text: str, times: Sequence[tuple[int, int]]) -> list[Figure]:
    """The numbers of a sentence, in their order; what names a day, a year, a note or a rule is none."""
    taken = {at for start, end in times for at in range(start, end)}
    found = [f for match in _FIGURE.finditer(text) if match.start("digits") not in taken and (f := _read(text, match))]
    return list(_ranged(text, _scaled(text, found)))


def _read(text: str, match: re.Match[str]) -> Figure | None:
    before = text[max(0, match.start() - 24) : match.start()]
    money, digits = match["money"] or match["inner"], match["digits"]
    counts = bool(money or match["scale"] or match["rate"] or "," in digits)
    if not counts:
        behind = text[match.end() : match.end() + 8]
        if _REFERENCE.search(before) or _MONTH.search(before) or not _COUNTED.match(behind) or match["open"]:
            return None
    value = parse_amount(digits)
    if value is None:
        return None
    scale = SCALES[match["scale"]] if match["scale"] else -2 if match["rate"] else 0
    value = value.scaleb(scale) * (-1 if match["open"] else 1)
    kind = Kind.RATE if match["rate"] else Kind.MONEY if money else Kind.NUMBER
    roughly = _ROUGHLY.search(before)
    foreign = bool(match["foreign"] or _FOREIGN.match(text, match.end()))
    words = roughly[0].strip() if roughly else ""
    return Figure(match.start(), match.end(), match[0], digits, kind, value, scale, words, False, foreign, counts)


def _scaled(text: str, figures: Sequence[Figure]) -> list[Figure]:
    """Figures with the scale that a later one of the same breath gives them: ``$2 to $4 million``."""
    found: list[Figure] = []
    after: Figure | None = None
    for figure in reversed(figures):
        if after and figure.scale == 0 != after.scale and "," not in figure.digits and abs(figure.value) < MOST_SCALED:
            same = figure.kind is after.kind or (after.scale == -2 and figure.kind is Kind.NUMBER)
            if same and text[figure.end : after.start].strip(" ") in JOINS:
                value = figure.value.scaleb(after.scale)
                figure = replace(figure, scale=after.scale, value=value, kind=after.kind, counts=True)
        found.append(figure)
        after = figure
    return found[::-1]


def _ranged(text: str, figures: Sequence[Figure]) -> Iterator[Figure]:
    """Figures that know whether they are an end of a range; what rose from one to another is no range."""
    ends: set[int] = set()
    for first, second in pairwise(figures):
        gap, before = text[first.end : second.start], text[max(0, first.start - 100) : first.start]
        joined = _RANGE.fullmatch(gap) and not _CHANGE.search(before)
        if joined or (gap.strip() == "and" and _BETWEEN.search(before)):
            ends |= {first.start, second.start}
    for figure in figures:
        yield replace(figure, in_range=True) if figure.start in ends else figure
