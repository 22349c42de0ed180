"""Rows of a statement of periods that are balances → which end of their columns' periods they stand at.

In: the line items of a cash flow, an income statement or a statement of retained earnings, and its columns. Out: the
same, the balances of cash and of earnings marked "start" or "end", whether they are named by these words ("at
beginning of year"), by their day ("Cash, January 1"), or are the parts of which the cash at the end is made up below.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from pipeline.model import Block, Column, LineItem, Period, StatementKind
from pipeline.periods import parse_heading

_START = re.compile(r"\b(?:at\s+)?(?:the\s+)?(?:beginning|start)\b", re.I)
_END = re.compile(r"\b(?:at\s+)?(?:the\s+)?end(?:ing)?\b(?:\s+of\b|$|,|\s+(?:balance|cash\b))|\bclose\s+of\b", re.I)
_CASH = re.compile(r"\bcash\b", re.I)
_EARNINGS = re.compile(
    r"\b(?:retained|reinvested|undistributed)\s+(?:earnings|income)\b|\bearnings\s+(?:retained|reinvested)\b"
    r"|\baccumulated\s+\(?deficit\b|^\W*deficit\b",
    re.I,
)
_OF_EARNINGS = re.compile(
    rf"\bstatements?\s+of\s+(?:changes\s+in\s+)?(?:consolidated\s+)?(?:{_EARNINGS.pattern})\W*$", re.I
)
_TITLED = ("Statement of retained earnings",)
_EQUITY = re.compile(rf"{_EARNINGS.pattern}|\bbalances?\b|\b(?:equity|deficit|capital)$", re.I)
_BALANCES = {
    StatementKind.CASH_FLOW: _CASH,
    StatementKind.INCOME_STATEMENT: _EARNINGS,
    StatementKind.EQUITY: _EQUITY,
}
_CHANGE = re.compile(r"\b(?:increase|decrease|change|provided|used|paid|received|flows?)\b", re.I)
_END_ALONE = re.compile(
    r"\W*(?:balances?\W+)?(?:at\s+)?(?:the\s+)?(?:beginning|start|end|close)\s+of\s+(?:the\s+|each\s+)?(?:fiscal\s+|current\s+)?"
    r"(?:year|period|quarter|month)s?\W*",
    re.I,
)
"""A caption that names an end and nothing else: below a cash flow it is cash."""
MOST_PARTS = 8
"""Kinds of cash that a statement tells apart."""
_LENGTH_ENDED = re.compile(r"\b(?:year|period)s?\s+ended\b", re.I)


def mark_points(items: Sequence[LineItem], columns: Sequence[Column], block: Block) -> list[LineItem]:
    """Mark the balances at the ends of the columns' periods: of cash in a cash flow, of earnings below an income, of
    whatever a statement of changes in equity has by periods; what those of a statement of retained earnings are of, its
    title says."""
    kind = block.kind
    period = next((column.period for column in columns if column.period and column.period.start), None)
    if kind not in _BALANCES or (kind is StatementKind.EQUITY and not period):
        return list(items)
    balance = _BALANCES[kind]
    marked: list[LineItem] = []
    for item in items:
        point = ""
        if _is_balance(item, balance) or (kind is StatementKind.CASH_FLOW and _END_ALONE.fullmatch(item.label)):
            point = _point_of_words(item) or (_point_of_day(item, period, marked) if period else "")
        is_of_title = point and kind is StatementKind.EQUITY and not item.section and _OF_EARNINGS.search(block.title)
        marked.append(replace(item, point=point, section=_TITLED if is_of_title else item.section) if point else item)
    parts = _parts_of_cash(marked) if kind is StatementKind.CASH_FLOW else frozenset()
    return [replace(item, point="end") if position in parts else item for position, item in enumerate(marked)]


def _parts_of_cash(items: Sequence[LineItem]) -> Set[int]:
    """The rows below the cash at the end that add up to it once more, and the total that repeats it.

    A flow that explains restricted cash too reconciles it so with the balance sheet (ASU 2016-18); banks tell of what
    their cash is made up.
    """
    ends = [position for position, item in enumerate(items) if item.point == "end" and any(item.values)]
    end = min(ends, default=len(items))
    found: set[int] = set()
    for total in range(end + 3, len(items)):
        if items[total].values == items[end].values and items[total].point in ("", "end"):
            first = _first_part(items, end + 1, total)
            found |= {*range(first, total + 1)} if first < total - 1 else set()
    return found


def _first_part(items: Sequence[LineItem], least: int, total: int) -> int:
    """The first of the rows just above a total that add up to it in every column, or the total's own position."""
    missing = [value or Decimal(0) for value in items[total].values]
    for position in range(total - 1, max(least, total - MOST_PARTS) - 1, -1):
        if items[position].point:
            return total
        missing = [left - (value or 0) for left, value in zip(missing, items[position].values, strict=True)]
        if not any(missing):
            return position
    return total


def _is_balance(item: LineItem, balance: re.Pattern[str]) -> bool:
    context = " ".join([*item.section[-1:], item.label])
    return balance.search(context) is not None and _CHANGE.search(item.label) is None


def _point_of_words(item: LineItem) -> str:
    if _START.search(item.label):
        return "start"
    return "end" if _END.search(item.label) and not _LENGTH_ENDED.search(item.label) else ""


def _point_of_day(item: LineItem, period: Period, above: Sequence[LineItem]) -> str:
    """The end that the day in a caption names; a day that is both is the start at its first mention."""
    day = parse_heading(item.label)
    if day.month is None or period.start is None:
        return ""
    starts = [(d.month, d.day) for d in (period.start, period.start - timedelta(days=1))]
    is_start = (day.month, day.day) in starts
    is_end = (day.month, day.day or period.end.day) == (period.end.month, period.end.day)
    if is_start and is_end:
        return "end" if any(other.point == "start" for other in above) else "start"
    return "start" if is_start else "end" if is_end else ""
