"""Net income and what a share earned → the power of ten of the average shares between them.

In: the line items of a statement. Out: the same, the rows of average shares in the power of ten with which income
over shares comes near to what a share earned. What the words over a statement give to its dollars ("dollars in
thousands") need not hold for its shares; the arithmetic tells, as a wrong power misses by a thousand.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.extract.units import MOST_SHARES, Measure
from pipeline.model import LineItem, Unit
from pipeline.numerals import parse_scale

SCALES = (0, 3, 6)
LEAST_EARNED = Decimal("0.02")
"""Dollars a share: less is rounded too much to tell."""
NEAR = 3
"""Times that income over shares may be off: dividends of preferred stock, another class, a split."""
_INCOME = re.compile(
    r"\bnet\b.*\b(?:income|loss|earnings)|\b(?:applicable|available|attributable)\s+(?:to|for)\b", re.I
)
_EARNED = re.compile(r"\b(?:income|loss|earnings|basic|diluted|primary)\b", re.I)
_AVERAGE = re.compile(r"\b(?:average|weighted|equivalent|used|basic|diluted|primary)\b", re.I)


def scale_by_earnings(items: Sequence[LineItem], measure: Measure) -> list[LineItem]:
    """The items, the rows of average shares as income and earnings per share prove, where no words give their power."""
    rows = [index for index, item in enumerate(items) if _is_average(item)]
    if measure.shares_told is not None or not rows:
        return list(items)
    earned = list(_shares_that_earned(items, measure.scale))
    proved = _proved([items[index] for index in rows], earned)
    return [
        replace(item, scale=proved) if proved is not None and i in rows and _can_be(item, proved) else item
        for i, item in enumerate(items)
    ]


def _can_be(item: LineItem, scale: int) -> bool:
    """Whether a row's numbers are believable in a power of ten: one among them may be printed in full."""
    return all(abs(value).scaleb(scale) <= MOST_SHARES for value in item.values if value is not None)


def _is_average(item: LineItem) -> bool:
    words = " ".join([*item.section[-1:], item.label])
    is_of_flow = item.unit is Unit.SHARES and item.parent is None and _AVERAGE.search(words) is not None
    return is_of_flow and parse_scale(words) is None


def _shares_that_earned(items: Sequence[LineItem], scale: int) -> Iterator[tuple[int, Decimal]]:
    """For each column the numbers of shares that some income and some earnings per share come to."""
    incomes = [item for item in items if item.unit is Unit.MONEY and _INCOME.search(item.label)]
    rates = [
        item for item in items if item.unit is Unit.PER_SHARE and _EARNED.search(" ".join([*item.section, item.label]))
    ]
    for income in incomes:
        for rate in rates:
            for column, (money, each) in enumerate(zip(income.values, rate.values, strict=True)):
                if money and each and abs(each) >= LEAST_EARNED and (money > 0) == (each > 0):
                    yield column, money.scaleb(scale) / each


def _proved(items: Sequence[LineItem], earned: Sequence[tuple[int, Decimal]]) -> int | None:
    """The power of ten that the most numbers of shares prove, or None where they prove none."""
    votes = {scale: sum(_is_near(item, scale, earned) for item in items) for scale in SCALES}
    best = max(SCALES, key=lambda scale: (votes[scale], scale == items[0].scale))
    return best if votes[best] else None


def _is_near(item: LineItem, scale: int, earned: Sequence[tuple[int, Decimal]]) -> bool:
    """Whether a number of a row, in a power of ten, comes near to the shares that earned its column's income."""
    counts = dict(enumerate(item.values))
    return any(
        count.scaleb(scale) < shares * NEAR and shares < count.scaleb(scale) * NEAR
        for at, shares in earned
        if (count := counts[at])
    )
