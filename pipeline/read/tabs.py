"""Tabs that were saved as some blanks each → the columns of the amounts in a row that has fewer than there are columns.

In: of each row with an amount in every column where its caption and its amounts end, and how many blanks stand before
each amount; and the same of a row with fewer. Out: the columns of these, or None where neither their places nor their
blanks leave only one way: what is no more than likely is not told. What the row means is not known here.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate, combinations, pairwise
from statistics import median_low
from typing import NamedTuple

NEAR = 1
"""Characters by which the ends of amounts that stand below each other may differ, and the blanks of as many tabs."""
FAR = 4
"""An amount this many times as far from the next column as from its own is certainly not of that one."""
STEADY = 3, 4
"""Share of the rows in which as many blanks part two columns, if blanks are to be counted."""


class TypedRow(NamedTuple):
    """Where a row's caption ends, and of each of its amounts the blanks before it and where its digits end."""

    caption: int
    blanks: list[int]
    ends: list[int]


class TabColumns(NamedTuple):
    """What the rows with an amount in every column say of the columns."""

    ends: list[tuple[int, int]]
    """Where the amounts of each column end: the first and the last place."""
    room: int
    """How far from these places an amount is still of the column; less than 0 where places of two columns mix."""
    steps: list[int]
    """The blanks from each column to the next; none where they differ from row to row."""
    captions: list[int]
    """Where captions end, in order."""
    most: list[int]
    """The fewest blanks behind a caption of those up to each: a longer one has no more tabs behind it."""
    least: list[int]
    """The most blanks behind a caption of those from each on."""


def learn_columns(rows: Sequence[TypedRow]) -> TabColumns:
    """What rows with an amount in every column, at least one, say of the columns."""
    ends = [(min(column), max(column)) for column in zip(*(row.ends for row in rows), strict=True)]
    between = min((right[0] - left[1] for left, right in pairwise(ends)), default=0)
    blanks = [*zip(*(row.blanks[1:] for row in rows), strict=True)]
    steps = [median_low(column) for column in blanks]
    share, of = STEADY
    steady = (sum(abs(b - step) <= NEAR for b in column) for column, step in zip(blanks, steps, strict=True))
    if any(near * of < share * len(rows) for near in steady):
        steps = []
    captions, leads = zip(*sorted((row.caption, row.blanks[0]) for row in rows), strict=True)
    least = [*accumulate(reversed(leads), max)][::-1]
    return TabColumns(
        ends, between // FAR if between > FAR else -1, steps, [*captions], [*accumulate(leads, min)], least
    )


def columns_of(row: TypedRow, known: TabColumns) -> tuple[int, ...] | None:
    """The columns of a row's amounts, if only one way is left.

    >>> full = [TypedRow(end, [9, 6], [end + 14, end + 25]) for end in (5, 13, 26)]
    >>> [columns_of(TypedRow(5, [blanks], [7 + blanks]), learn_columns(full)) for blanks in (9, 15, 12)]
    [(0,), (1,), None]
    """
    ways = [*combinations(range(len(known.ends)), len(row.ends))]
    if len(ways) == 1:
        return ways[0]
    if known.room >= 0:
        placed = [way for way in ways if all(_is_place(end, c, known) for end, c in zip(row.ends, way, strict=True))]
        if len(placed) == 1:
            return placed[0]
    if not known.steps:
        return None
    least, most = _leads(row.caption, known)
    counted = [way for way in ways if _has_tabs(row.blanks, known.steps, way, least, most)]
    return counted[0] if len(counted) == 1 else None


def _is_place(end: int, column: int, known: TabColumns) -> bool:
    first, last = known.ends[column]
    return first - known.room <= end <= last + known.room


def _leads(caption: int, known: TabColumns) -> tuple[int, int | None]:
    """The fewest and the most blanks that stand between a caption and the first column; None where no row tells."""
    if known.least[0] - known.most[-1] <= NEAR:
        return known.most[-1], known.least[0]
    shorter, longer = bisect_right(known.captions, caption), bisect_left(known.captions, caption)
    least = known.least[longer] if longer < len(known.captions) else 0
    if not shorter:
        return least, None
    most = known.most[shorter - 1]
    return min(least, most), max(least, most)


def _has_tabs(blanks: Sequence[int], steps: Sequence[int], way: Sequence[int], least: int, most: int | None) -> bool:
    """Whether as many blanks stand before amounts as tabs to these columns take."""
    lead = blanks[0] - sum(steps[: way[0]])
    if lead < least - NEAR or (most is not None and lead > most + NEAR):
        return False
    wanted = [sum(steps[left:right]) for left, right in pairwise(way)]
    return all(abs(found - step) <= NEAR for found, step in zip(blanks[1:], wanted, strict=True))
