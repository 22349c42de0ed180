"""A statement of changes in equity whose columns are periods: its sections are the components of equity.

In: the line items and columns of such a table. Out: the items of each section with their component, its balances
marked as the start and the end of their columns' periods, and numbers of shares apart from money. A statement whose
columns are components is a matrix, and left as it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from pipeline.extract.matrix import COMPONENT_AXIS, is_stated
from pipeline.extract.units import Measure, scale_inside
from pipeline.holders import MINORITY
from pipeline.model import Column, LineItem, Period, Unit
from pipeline.periods import distinguishing_words, parse_heading

FEWEST_COMPONENTS = 2
"""Sections that begin and end with a balance; a statement of retained earnings alone has one, and needs no member."""

_BALANCE = re.compile(
    r"\bbalances?\b|\bequity\b|\bdeficit\b|\bdeficiency\b"
    r"|^(?:(?:issued|outstanding|in\s+treasury)\s+)?at\s+(?:the\s+)?(?:beginning|end)\b",
    re.I,
)
_START = re.compile(r"\b(?:beginning|start)\b", re.I)
_END = re.compile(r"\bend(?:ing)?\b", re.I)
_WHOLE = re.compile(r"^total\b|\bequity\b|\bdeficit\)?$|\bdeficiency\b", re.I)
_PART = re.compile(rf"{MINORITY.pattern}|\baccumulated\b", re.I)
_OUTSTANDING = re.compile(r"\boutstanding\b|\btotal\b", re.I)
_NOT_EQUITY = re.compile(r"\b(?:redeemable|mezzanine|temporary)\b", re.I)
_MONEY = frozenset({"amount", "amounts", "value"})
_DOLLARS = re.compile(r"\bdollars\b", re.I)
"""What a column beside "Shares" is headed by; dollars are none of the words that tell columns apart."""
_COUNTED = frozenset({"issued", "outstanding", "in treasury"})
"""What a row of balances says of shares, and of no component: "Outstanding at end of year"."""
_WHEN = re.compile(
    r"[\W\d]*\b(?:balances?|beginning|ending|end|start|at|of|the|year|period|quarter|attributable|to)\b.*$", re.I
)


def read_components(
    columns: Sequence[Column], items: Sequence[LineItem], measure: Measure, caption: str
) -> tuple[list[Column], list[LineItem]]:
    """Name each row's component, where at least two sections begin and end with balances of dated columns."""
    if not columns or any(item.period for item in items) or not _has_stretches(columns):
        return list(columns), list(items)
    merged, parted = _part_counts(columns, items, measure, caption)
    period = next(column.period for column in merged if column.period)
    marked, components = _mark(parted, period)
    return (merged, marked) if len(components) >= FEWEST_COMPONENTS else (list(columns), list(items))


def read_share_table(
    columns: Sequence[Column], items: Sequence[LineItem], scale: int
) -> tuple[list[Column], list[LineItem]]:
    """A table below a statement of equity that counts shares: those issued, those in treasury, those outstanding."""
    named = []
    for column in columns:
        words = distinguishing_words(column.heading)
        is_all = not words or _OUTSTANDING.search(words) is not None
        named.append(replace(column, member=None if is_all else (COMPONENT_AXIS, words)))
    return named, [replace(item, unit=Unit.SHARES, scale=scale) for item in items]


def _has_stretches(columns: Sequence[Column]) -> bool:
    dated = [column.period for column in columns if column.period]
    return bool(dated) and all(period.start is not None for period in dated)


def _mark(items: Sequence[LineItem], period: Period) -> tuple[list[LineItem], set[str]]:
    """The items from each component's first balance to its last with that component, and which have both."""
    marked: list[LineItem] = []
    component, closed = "", set()
    for item in items:
        point = _point(item, period)
        if point == "start":
            component = _component(item)
        elif point == "end" and (_is_whole(item) if _words(item) else not component):
            component = ""
        member = (COMPONENT_AXIS, component) if component and item.unit is not Unit.PER_SHARE else None
        marked.append(replace(item, point=point, member=member))
        if point == "end" and component:
            closed.add(component)
            component = component if _is_next_to_count(item, items) else ""
    return marked, closed


def _is_next_to_count(item: LineItem, items: Sequence[LineItem]) -> bool:
    """Whether an item is the money of a row whose number of shares follows."""
    after = items[items.index(item) + 1 :][:1]
    return any(other.source == item.source for other in after)


def _point(item: LineItem, period: Period) -> str:
    """The end of the periods that a row of balances stands at, by its words or the day it names."""
    if not _BALANCE.search(item.label) or item.unit is Unit.PER_SHARE:
        return ""
    if _START.search(item.label):
        return "start"
    if _END.search(item.label) or (item.label.lower().startswith("total") and _is_whole(item)):
        return "end"
    day = parse_heading(item.label)
    if day.month is None or period.start is None:
        return ""
    starts = [(d.month, d.day) for d in (period.start, period.start - timedelta(days=1))]
    is_end = (day.month, day.day or period.end.day) == (period.end.month, period.end.day)
    return "end" if is_end else "start" if (day.month, day.day) in starts else ""


def _component(item: LineItem) -> str:
    """The words of the component whose balance a row prints; none for equity as a whole, or what is none of it."""
    words = _words(item)
    return "" if _is_whole(item) or _NOT_EQUITY.search(words) else words


def _is_whole(item: LineItem) -> bool:
    """Whether a row of balances is of equity as a whole, by its caption, or by its heading where that names nothing."""
    words = _words(item)
    return not words or (_WHOLE.search(words) is not None and _PART.search(words) is None)


def _words(item: LineItem) -> str:
    """What a row of balances says it is of, or else its innermost heading."""
    own = _WHEN.sub("", item.label).strip(" ,-–—")
    return (own if own.lower() not in _COUNTED else "") or (item.section[-1] if item.section else "")


def _part_counts(
    columns: Sequence[Column], items: Sequence[LineItem], measure: Measure, caption: str
) -> tuple[list[Column], list[LineItem]]:
    """One column for each pair of "Shares" and "Amount", the numbers of shares as items of their own."""
    words = [distinguishing_words(re.sub(r"\([^()]*\)", " ", column.heading)).lower() for column in columns]
    counts = [index for index, word in enumerate(words) if word == "shares"]
    money = [
        index
        for index, word in enumerate(words)
        if word in _MONEY or (not word and _DOLLARS.search(columns[index].heading))
    ]
    same = [columns[index].period for index in counts] == [columns[index].period for index in money]
    if not counts or not same or len(counts) + len(money) != len(columns):
        return list(columns), list(items)
    numbers = [amount for item in items for index in counts if (amount := item.amounts[index])]
    scale = scale_inside(measure, caption, numbers)
    parted = [part for item in items for part in _parted(item, counts, money, scale)]
    return [columns[index] for index in money], parted


def _parted(item: LineItem, counts: Sequence[int], money: Sequence[int], scale: int) -> Iterator[LineItem]:
    stated = tuple(item.amounts[index] for index in money)
    numbers = tuple(item.amounts[index] for index in counts)
    if not _BALANCE.search(item.label) and any(stated) and any(numbers):
        stated = stated if is_stated(stated) else ()
        numbers = numbers if is_stated(numbers) or not stated else ()
    if any(stated) or not any(numbers):
        yield replace(item, amounts=stated)
    if any(numbers):
        yield replace(item, amounts=numbers, unit=Unit.SHARES, scale=scale)
