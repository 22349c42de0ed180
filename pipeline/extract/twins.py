"""Columns that no heading tells apart: two halves of one column, or two that would state one fact twice.

In: a statement whose columns are dated and named. Out: the same with the halves joined (items in one, their totals in
the other, as accountants set them), and a finding for each column that cannot be told from an earlier one.
"""

from collections.abc import Sequence
from dataclasses import replace

from pipeline import codes
from pipeline.model import Amount, Column, Finding, LineItem, Statement


def settle_twins(statement: Statement) -> tuple[Statement, list[Finding]]:
    """Join the halves of a column; leave a column without a period where it would state another's facts again."""
    findings: list[Finding] = []
    position = 1
    while position < len(statement.columns):
        twin = _twin_before(statement.columns, position)
        if twin is None:
            position += 1
        elif any(item.amounts[twin] and item.amounts[position] for item in statement.items):
            kept, left = sorted((twin, position), key=lambda column: (-_count(statement, column), column))
            findings.append(_ambiguous(statement, kept, left))
            columns = list(statement.columns)
            columns[left] = replace(columns[left], period=None)
            statement = replace(statement, columns=tuple(columns))
            position += 1
        else:
            statement = _joined(statement, twin, position)
    return statement, findings


def _count(statement: Statement, column: int) -> int:
    return sum(item.amounts[column] is not None for item in statement.items)


def _twin_before(columns: Sequence[Column], position: int) -> int | None:
    column = columns[position]
    if column.period is None:
        return None
    same = (column.period, column.member)
    return next((index for index in range(position) if (columns[index].period, columns[index].member) == same), None)


def _ambiguous(statement: Statement, kept: int, left: int) -> Finding:
    place = next(a.source for item in statement.items if (a := item.amounts[left]))
    message = (
        f"columns {kept + 1} and {left + 1} of '{statement.title}' ('{statement.columns[left].heading}') state one "
        f"period, and no heading says of whom; the amounts of column {left + 1} make no facts"
    )
    return Finding(codes.EXTRACT_AMBIGUOUS_COLUMN, message, place)


def _joined(statement: Statement, twin: int, position: int) -> Statement:
    columns = statement.columns[:position] + statement.columns[position + 1 :]
    return replace(statement, columns=columns, items=tuple(_without(item, twin, position) for item in statement.items))


def _without(item: LineItem, twin: int, position: int) -> LineItem:
    amounts: list[Amount | None] = list(item.amounts)
    amounts[twin] = amounts[twin] or amounts[position]
    del amounts[position]
    return replace(item, amounts=tuple(amounts))
