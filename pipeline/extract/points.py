"""Rows of a statement of periods that are balances → which end of their columns' periods they stand at.

In: the line items of a cash flow or an income statement and its columns. Out: the same, the balances of cash and of
retained earnings marked "start" or "end", whether they are named by these words ("at beginning of year") or by their
day ("Cash, January 1").
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from pipeline.model import Column, LineItem, Period, StatementKind
from pipeline.periods import parse_heading

_START = re.compile(r"\b(?:at\s+)?(?:the\s+)?(?:beginning|start)\b", re.I)
_END = re.compile(r"\b(?:at\s+)?(?:the\s+)?end(?:ing)?\b(?:\s+of\b|$|,|\s+(?:balance|cash\b))|\bclose\s+of\b", re.I)
_CASH = re.compile(r"\bcash\b", re.I)
_EARNINGS = re.compile(
    r"\b(?:retained|reinvested|undistributed)\s+(?:earnings|income)\b|\bearnings\s+(?:retained|reinvested)\b"
    r"|\baccumulated\s+\(?deficit\b",
    re.I,
)
_CHANGE = re.compile(r"\b(?:increase|decrease|change|provided|used|paid|received|flows?)\b", re.I)
_END_ALONE = re.compile(
    r"\W*(?:balances?\W+)?(?:at\s+)?(?:the\s+)?(?:beginning|start|end|close)\s+of\s+(?:the\s+|each\s+)?(?:fiscal\s+|current\s+)?"
    r"(?:year|period|quarter|month)s?\W*",
    re.I,
)
"""A caption that names an end and nothing else: below a cash flow it is cash."""
_LENGTH_ENDED = re.compile(r"\b(?:year|period)s?\s+ended\b", re.I)


def mark_points(items: Sequence[LineItem], columns: Sequence[Column], kind: StatementKind) -> list[LineItem]:
    """Mark the balances at the ends of the columns' periods: of cash in a cash flow, of earnings below an income."""
    if kind not in (StatementKind.CASH_FLOW, StatementKind.INCOME_STATEMENT):
        return list(items)
    balance = _CASH if kind is StatementKind.CASH_FLOW else _EARNINGS
    period = next((column.period for column in columns if column.period and column.period.start), None)
    marked: list[LineItem] = []
    for item in items:
        point = ""
        if _is_balance(item, balance) or (kind is StatementKind.CASH_FLOW and _END_ALONE.fullmatch(item.label)):
            point = _point_of_words(item) or (_point_of_day(item, period, marked) if period else "")
        marked.append(replace(item, point=point) if point else item)
    return marked


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
