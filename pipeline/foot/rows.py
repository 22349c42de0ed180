"""The nouns of footing: a printed row as whole numbers, and a guess at what a total adds up.

In: line items. Out: rows that the search can add without a decimal point. Labels' signal words are known here,
concepts are not.
"""

import re
from dataclasses import dataclass

from pipeline.model import LineItem, StatementKind, Unit

Vector = tuple[int, ...]

SURE_TOTAL, LIKELY_TOTAL, PLAIN_ROW = 3, 6, 14
"""Bits of evidence beyond the cost of the search that a sum needs, by what the row's label and rule promise."""
ONLY_ROW = 1
"""The bits where a sure total repeats the one row under its heading: round numbers, too, are repeated on purpose."""

_SURE = re.compile(
    r"^(?:sub-?)?total\b|\btotal$|^net\s+cash\b|^cash\s+(?:generated|provided|used)|\bat\s+(?:the\s+)?end\b", re.I
)
_LIKELY = re.compile(
    r"^(?:net\s+)?\(?(?:income|loss|earnings|profit)\b|^net\b|^gross\b|^operating\s+(?:income|loss|profit|earnings)|\bbefore\b"
    r"|^comprehensive|^(?:net\s+)?(?:increase|decrease|change)|^(?:cash|balance).*\bend\b|^income|^loss|^earnings|^stockholders|^shareholders",
    re.I,
)  # fmt: skip
_DEDUCTED = re.compile(
    r"^(?:less|deduct)\b|\b(?:costs?|expenses?|provision|taxes|depreciation|amortization|minority|noncontrolling|dividends?"
    r"|charges?|loss(?:es)?|treasury|allowance|accumulated\s+(?:depreciation|deficit))\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Row:
    """An open row: its position, its amounts as whole units of the last printed place (0 where blank)."""

    position: int
    values: Vector
    printed: tuple[bool, ...]
    is_deducted: bool
    closes: bool = False
    """Whether it is a total, by a sum that was found or by its label: rows above it are done with."""
    section: tuple[str, ...] = ()
    has_few_digits: bool = False
    """Whether its amounts are of shares or per share: many runs of rows add up to such numbers by chance."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Signed addends for a total, what they miss it by in each column, and the bits that searching for it cost.

    ``fit`` is 0 where the sum is exact, 1 where it holds within rounding, 2 where misprints explain it.
    """

    addends: tuple[tuple[int, int], ...]
    misses: Vector
    cost: int
    fit: int


def make_row(position: int, item: LineItem, places: int) -> Row | None:
    """A line item's amounts with ``places`` decimals as whole numbers, or None where it prints none."""
    if not any(item.amounts):
        return None
    values = tuple(int(a.value.scaleb(places)) if a and a.value else 0 for a in item.amounts)
    printed = tuple(a is not None for a in item.amounts)
    is_deducted, closes = _DEDUCTED.search(item.label) is not None, _SURE.search(item.label) is not None
    return Row(position, values, printed, is_deducted, closes, item.section, item.unit is not Unit.MONEY)


def evidence_needed(item: LineItem, kind: StatementKind, has_ended: bool) -> int:
    """The bits a sum needs to be believed of this row; below the end of a flow that ``has_ended`` stand its parts.

    A balance of equity below another promises to be what the changes between them make of it, however it is captioned.
    """
    if not item.label or _SURE.search(item.label):
        return SURE_TOTAL
    is_balance = kind is StatementKind.EQUITY and item.period is not None and item.period.is_instant
    if is_balance or _LIKELY.search(item.label) or (item.point == "end" and not has_ended):
        return LIKELY_TOTAL
    return PLAIN_ROW


def rounding(addends: int) -> int:
    """How many units of the last place rounding alone may move a sum (Calculations 1.1: half a unit each)."""
    return (addends + 1) // 2
