"""Columns that no heading tells apart: two halves of one column, or two that would state one fact twice.

In: a statement whose columns are dated and named. Out: the same with the halves joined (items in one, their totals in
the other, as accountants set them, a total beside its last item becoming a row of its own), and a finding for each
column that cannot be told from an earlier one.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from decimal import Decimal

from pipeline import codes
from pipeline.extract.remainder import UNEXPLAINED
from pipeline.model import Amount, Column, Finding, LineItem, Period, Skipped, Statement

_DEDUCTED = re.compile(r"\W*(?:less|deduct)\b", re.I)
MOST_ITEMS = 16
"""Rows above a total in a column of its own that may go into it."""


def settle_twins(statement: Statement) -> tuple[Statement, list[Finding]]:
    """Join the halves of a column; leave a column without a period where it would state another's facts again."""
    findings: list[Finding] = []
    while pairs := _twins(statement.columns):
        beside: set[int] = set()
        halves: list[tuple[int, int]] = []
        for items, totals in pairs:
            rows = _beside(statement, items, totals)
            if all(_adds_up(statement.items[: row + 1], items, totals) for row in rows):
                beside.update(rows)
                halves.append((items, totals))
                continue
            kept, left = sorted((items, totals), key=lambda column: (-_count(statement, column), column))
            findings.append(_ambiguous(statement, kept, left))
            columns = list(statement.columns)
            columns[left] = replace(columns[left], period=None)
            statement = replace(statement, columns=tuple(columns))
        statement = _with_totals_apart(statement, {totals for _, totals in halves}, beside)
        for items, totals in reversed(halves):
            statement = _joined(statement, items, totals)
    return statement, findings


def _beside(statement: Statement, items: int, totals: int) -> list[int]:
    """The rows that print an amount in both of two columns."""
    return [
        row
        for row, item in enumerate(statement.items)
        if item.parent is None and item.amounts[items] and item.amounts[totals]
    ]


def _adds_up(rows: Sequence[LineItem], items: int, totals: int) -> bool:
    """Whether the total beside the last of the rows is what that one, added or deducted, and those right above make."""
    total, left = rows[-1].amounts[totals], Decimal(0)
    for count, row in enumerate(reversed(rows[-MOST_ITEMS:])):
        if row.parent is not None or (count and row.amounts[totals]):
            continue
        value = (amount.value or Decimal(0)) if (amount := row.amounts[items]) else Decimal(0)
        left += -value if not count and _DEDUCTED.match(row.label) else value
        if count and total and left == total.value:
            return True
    return False


def _with_totals_apart(statement: Statement, totals: Set[int], beside: Set[int]) -> Statement:
    """The statement with the totals beside a last item, of all periods, as one row without a caption, below it."""
    moved: dict[int, int] = {}
    items: list[LineItem] = []
    for row, item in enumerate(statement.items):
        moved[row] = len(items)
        item = item if item.parent is None else replace(item, parent=moved[item.parent])
        if row not in beside:
            items.append(item)
            continue
        alone = tuple(amount if at in totals else None for at, amount in enumerate(item.amounts))
        rest = tuple(None if at in totals else amount for at, amount in enumerate(item.amounts))
        items += [replace(item, amounts=rest), replace(item, label="", amounts=alone)]
    return replace(statement, items=tuple(items))


def _count(statement: Statement, column: int) -> int:
    return sum(item.amounts[column] is not None for item in statement.items)


def _twins(columns: Sequence[Column]) -> list[tuple[int, int]]:
    """The first two columns of each period and component that several state, by the second of them."""
    same: dict[tuple[Period, tuple[str, str] | None], list[int]] = {}
    for position, column in enumerate(columns):
        if column.period is not None:
            same.setdefault((column.period, column.member), []).append(position)
    pairs = [(positions[0], positions[1]) for positions in same.values() if len(positions) > 1]
    return sorted(pairs, key=lambda pair: pair[1])


def _ambiguous(statement: Statement, kept: int, left: int) -> Finding:
    place = next(a.source for item in statement.items if (a := item.amounts[left]))
    message = (
        f"columns {kept + 1} and {left + 1} of '{statement.title}' ('{statement.columns[left].heading}') state one "
        f"period, and no heading says of whom; the amounts of column {left + 1} make no facts"
    )
    return Finding(codes.EXTRACT_AMBIGUOUS_COLUMN, message, place)


def _joined(statement: Statement, twin: int, position: int) -> Statement:
    """The statement with two columns as one; what a caption states for each of them is skipped for the second."""
    left = [
        Skipped(second.text, UNEXPLAINED, second.source)
        for item in statement.items
        if (first := item.amounts[twin]) and (second := item.amounts[position]) and first.source != second.source
    ]
    columns = statement.columns[:position] + statement.columns[position + 1 :]
    items = tuple(_without(item, twin, position) for item in statement.items)
    return replace(statement, columns=columns, items=items, skipped=(*statement.skipped, *left))


def _without(item: LineItem, twin: int, position: int) -> LineItem:
    amounts: list[Amount | None] = list(item.amounts)
    amounts[twin] = amounts[twin] or amounts[position]
    del amounts[position]
    return replace(item, amounts=tuple(amounts))
