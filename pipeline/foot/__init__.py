"""Which rows of a statement add up to which: its own arithmetic, as a tree, proved in every column.

In: a `Statement` as read. Out: the same with its `Sum`s, and a finding for every total that does not foot.
The search knows numbers, labels' signal words and printed order; concepts are not known here.

A row is taken for a total when the signed rows still open above it add up to it in all columns together
and chance is no likely reason: every hypothesis tried costs evidence, every printed digit that agrees
gives some. Found sums close their rows, so that totals of totals follow.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.foot.findings import report_sums, unproved_rows
from pipeline.foot.rows import Hypothesis, Row, Vector, evidence_needed, make_row, rounding
from pipeline.foot.search import find_sum
from pipeline.model import Finding, LineItem, Statement, StatementKind, Sum, Unit
from pipeline.numerals import printed_decimals

COLUMNS_OF_FEW_DIGITS = 3
"""Columns in which sums of shares or per-share amounts must be printed to count as proof."""

_ALL_ASSETS = re.compile(r"total assets\b|assets,? total", re.I)
_LIABILITIES = re.compile(r"\bliabilit", re.I)
_OWED = re.compile(
    r"\bliabilit|\bpayables?\b|^accrued\b|\bborrowings?\b|^(?:long|short)-term\s+debt|\bloans?\s+from\b|\boverdraft|^due\s+to\b",
    re.I,
)
_OWNED = re.compile(
    r"\breceivable|\bassets?\b|\binvestments?\b|\bsecurities\b|\bcosts?\b|^accrued\s+(?:\w+\s+)?(?:income|revenue)",
    re.I,
)
_ASSETS = re.compile(r"\bassets\b", re.I)


def foot(statement: Statement) -> tuple[Statement, list[Finding]]:
    """Find and prove the sums of a statement; money, shares and per-share amounts each among themselves."""
    sums: list[Sum] = []
    for unit in Unit:
        rows = [(i, item) for i, item in enumerate(statement.items) if item.unit is unit and item.parent is None]
        for stretch in _stretches(rows):
            sums.extend(found for found in _foot_rows(stretch, statement.kind, unit) if _is_worth_telling(found, unit))
    sums.sort(key=lambda s: s.total)
    items = list(statement.items)
    for found in sums:
        items[found.total] = replace(items[found.total], total_of=tuple(row for row, _ in found.addends))
    footed = replace(statement, items=tuple(items), sums=tuple(sums))
    footed = replace(footed, unproved=tuple(unproved_rows(footed)))
    return footed, list(report_sums(footed))


def _stretches(rows: Sequence[tuple[int, LineItem]]) -> Iterator[list[tuple[int, LineItem]]]:
    """The rows of a matrix of equity from each balance to the next, both included; all rows where columns say when."""
    stretch: list[tuple[int, LineItem]] = []
    for position, item in rows:
        stretch.append((position, item))
        if item.period is not None and item.period.is_instant:
            if len(stretch) > 1:
                yield stretch
            stretch = [(position, item)]
    if len(stretch) > 1 or len(stretch) == len(rows):
        yield stretch


def _is_worth_telling(found: Sum, unit: Unit) -> bool:
    """Shares and per-share amounts have few digits: two columns of them cannot show a misprint in a third row."""
    return unit is Unit.MONEY or sum(holds is not None for holds in found.holds) >= COLUMNS_OF_FEW_DIGITS


def _foot_rows(rows: Sequence[tuple[int, LineItem]], kind: StatementKind, unit: Unit) -> Iterator[Sum]:
    if not rows:
        return
    places = max((printed_decimals(a.text) for _, item in rows for a in item.amounts if a), default=0)
    stack: list[Row] = []
    floor: int | None = None if kind is StatementKind.BALANCE_SHEET else 0
    before: LineItem | None = None
    has_ended = False
    for position, item in rows:
        row = make_row(position, item, places)
        if row is None:
            continue
        floor = _floor(item, before, stack) if floor is None else floor
        before = item
        best = find_sum(stack[floor or 0 :], row, evidence_needed(item, kind, has_ended), kind)
        has_ended = has_ended or item.point == "end"
        if best is not None:
            used = {addend for addend, _ in best.addends}
            yield _make_sum(row, best, [open_row for open_row in stack if open_row.position in used])
            stack = [open_row for open_row in stack if open_row.position not in used]
            row = replace(row, closes=True, values=_carried(row, best))
        stack.append(row)


def _floor(item: LineItem, before: LineItem | None, stack: Sequence[Row]) -> int | None:
    """Where in the stack the side of liabilities and equity begins, if this row of a balance sheet is on it.

    Nothing above is part of its sums: else the accounting identity itself would prove the last liability from the
    assets. The side begins after the total assets, under a heading that says so, or, where a caption is the first
    to say it, after the last total above.
    """
    if before is not None and _ALL_ASSETS.match(before.label):
        return len(stack)
    if any(_LIABILITIES.search(text) for text in item.section):
        return len(stack)
    if any(_ASSETS.search(text) for text in item.section):
        return None
    if _OWED.search(item.label) and not _OWNED.search(item.label):
        return max((index + 1 for index, row in enumerate(stack) if row.closes), default=0)
    return None


def _carried(row: Row, best: Hypothesis) -> Vector:
    """What a total takes into the totals below it: where it prints nothing, what its own rows add to.

    A statement of equity prints comprehensive income in its last column alone, and its parts in those they go to.
    """
    amounts = zip(row.values, row.printed, best.misses, strict=True)
    return tuple(value if printed else added for value, printed, added in amounts)


def _make_sum(row: Row, best: Hypothesis, addends: Sequence[Row]) -> Sum:
    """The sum and where it holds; a column that prints the total and none of its parts neither holds nor breaks."""
    limit = rounding(len(best.addends))
    stated = [any(columns) for columns in zip(*(addend.printed for addend in addends), strict=True)]
    holds = tuple(
        abs(miss) <= limit if printed and has_parts else None
        for miss, printed, has_parts in zip(best.misses, row.printed, stated, strict=True)
    )
    rounded = tuple(0 < abs(miss) <= limit for miss in best.misses)
    return Sum(row.position, best.addends, holds, rounded)
