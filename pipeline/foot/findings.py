"""A footed statement → what a reader must know of its arithmetic.

In: a statement with its sums. Out: a finding for every sum that does not hold or holds within rounding only, and for
every total that none was found for, with the rows that it may have been meant to add.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline import codes
from pipeline.model import Finding, LineItem, Statement, StatementKind, Sum, Unit

MOST_NAMED = 12
"""Rows that a message names; all of them are in its related places."""
_TOTAL_WORDS = re.compile(r"total\b|net cash\b(?!.*\bpaid\b)", re.I)
_OTHER_TOTALS = re.compile(
    r"^(?:net\s+)\(?(?:income|loss|earnings|profit|increase|decrease|change)\b|^gross\s+(?:profit|margin)"
    r"|^(?:increase|decrease)\b.*\bin\s+cash\b|^(?:income|loss|earnings)\b.*\bbefore\b"
    r"|^operating\s+(?:income|loss|profit)|^(?:income|loss)\b.*\bfrom\s+operations",
    re.I,
)
_DEDUCTED = re.compile(r"\W*(?:less|deduct)\b", re.I)
_REDUCES = re.compile(
    r"\b(?:less|deduct\w*|allowances?|reserves?|accumulated|depreciation|amortization|depletion|treasury|deficit|losse?s?|unearned"
    r"|deferred|discounts?|unamortized|reacquired|held|repurchased|receivable|subscriptions?|esop|guaranteed?|unallocated)\b",
    re.I,
)
"""What a balance sheet deducts though it prints it plain."""
_WHOLE_SIDE = re.compile(r"total\s+assets\b|assets,?\s+total", re.I)


def unproved_rows(statement: Statement) -> Iterator[int]:
    """The rows, down to the last total, that are in no sum: a row set apart, or a total that was not found.

    A total with nothing open above it is stated, not added: a condensed statement prints some.
    """
    in_sums = {row for found in statement.sums for row in (found.total, *(row for row, _ in found.addends))}
    totals = {found.total for found in statement.sums}
    money = [position for position, item in enumerate(statement.items) if _is_added(item)]
    ends = [position for position in money if position in totals or _may_be_total(statement.items[position])]
    last = max(ends, default=len(statement.items))
    for index, position in enumerate(money):
        is_named_total = _TOTAL_WORDS.match(statement.items[position].label) is not None and position not in totals
        follows_open = index > 0 and money[index - 1] not in in_sums
        if (position not in in_sums and (position < last or is_named_total)) or (is_named_total and follows_open):
            yield position


def report_sums(statement: Statement) -> Iterator[Finding]:
    """Every finding about a footed statement's sums, proved and not."""
    for found in statement.sums:
        yield from _report_sum(statement, found)
        yield from _report_sign(statement, found)
    for position, item in enumerate(statement.items):
        if _wants_sum(statement, position, item):
            yield _unproved(statement, position)
    if any(found.is_proved for found in statement.sums):
        yield from _report_open(statement)


def _report_open(statement: Statement) -> Iterator[Finding]:
    """The rows that stand in no sum of a statement that has some: set apart by the filer, or by a misprint."""
    rows = [statement.items[position] for position in (*statement.unproved, *_unlike_their_twins(statement))]
    if not rows:
        return
    names = ", ".join(_name(row) for row in rows[:MOST_NAMED]) + (", …" if len(rows) > MOST_NAMED else "")
    related = tuple(amount.source for row in rows for amount in row.amounts if amount)
    message = f"{len(rows)} rows of '{statement.title}' stand in no proved sum: {names}"
    yield Finding(codes.FOOT_OPEN, message, rows[0].source, related)


def _unlike_their_twins(statement: Statement) -> Iterator[int]:
    """The rows per share in no sum, where a row of the same caption is in one: diluted beside basic earnings."""
    in_sums = {row for found in statement.sums for row, _ in found.addends}
    added = {statement.items[row].label for row in in_sums if statement.items[row].unit is Unit.PER_SHARE}
    for position, item in enumerate(statement.items):
        if item.unit is Unit.PER_SHARE and item.label in added and position not in in_sums:
            yield position


def _wants_sum(statement: Statement, position: int, item: LineItem) -> bool:
    """Whether a row is printed as a total, of rows that are there, and no sum was found for it."""
    if _TOTAL_WORDS.match(item.label):
        return position in statement.unproved
    if statement.kind is StatementKind.EQUITY or _is_repeated(statement, position, item):
        return False  # income is a part of what equity becomes
    is_found = any(found.total == position for found in statement.sums)
    return not is_found and _may_be_total(item) and len(_open_above(statement, position)) > 1


def _is_repeated(statement: Statement, position: int, item: LineItem) -> bool:
    """Whether a row repeats one above it: net income, with which the statement begins comprehensive income."""
    mine = (item.label.lower(), item.values)
    return bool(item.label) and any(mine == (row.label.lower(), row.values) for row in statement.items[:position])


def _is_added(item: LineItem) -> bool:
    """Whether a row is of money, stands for itself and states more than noughts."""
    return item.unit is Unit.MONEY and item.parent is None and any(a and a.value for a in item.amounts)


def _may_be_total(item: LineItem) -> bool:
    return _is_added(item) and (not item.label or _OTHER_TOTALS.search(item.label) is not None)


def _unproved(statement: Statement, position: int) -> Finding:
    item = statement.items[position]
    rows = [statement.items[row] for row in _open_above(statement, position)]
    names = ", ".join(_name(row) for row in rows[:MOST_NAMED]) + (", …" if len(rows) > MOST_NAMED else "")
    message = f"{_name(item)} could not be proved from the rows above it" + (f": {names}" if names else "")
    related = tuple(amount.source for row in rows for amount in row.amounts if amount)
    return Finding(codes.FOOT_UNPROVED, message, item.source, related)


def _open_above(statement: Statement, position: int) -> list[int]:
    """The rows above a total that are in no other one, up to the total before them or the other side."""
    added = {row for found in statement.sums if found.total != position for row, _ in found.addends}
    rows: list[int] = []
    for row in range(position - 1, -1, -1):
        item = statement.items[row]
        if not _is_added(item) or row in added:
            continue
        if _WHOLE_SIDE.match(item.label):
            break
        rows.append(row)
        is_total = not item.label or _TOTAL_WORDS.match(item.label)
        if is_total and len(rows) > 2:
            break
    return rows[::-1]


def _name(item: LineItem) -> str:
    return f"'{item.label}'" if item.label else "an unlabelled subtotal"


def _report_sign(statement: Statement, found: Sum) -> Iterator[Finding]:
    """A lone row that the total takes against its print: parentheses, their lack, or a digit beside it may misprint."""
    turned = [row for row, sign in found.addends if sign < 0]
    if len(turned) != 1 or len(found.addends) < 3:
        return
    item, total = statement.items[turned[0]], statement.items[found.total]
    values = [amount.value for amount in item.amounts if amount and amount.value]
    is_balance = statement.kind is StatementKind.BALANCE_SHEET
    if values and max(values) < 0 and not _DEDUCTED.match(item.label):
        message = f"{_name(item)} is printed as negative, but {_name(total)} adds up only if it is positive"
        yield Finding(codes.FOOT_SIGN, message, item.source, (total.source,))
    elif is_balance and values and min(values) > 0 and not _REDUCES.search(item.label):
        message = (
            f"{_name(item)} is printed as positive, but {_name(total)} adds up only if it is deducted; "
            "else one of its items is misprinted"
        )
        parts = (a.source for row, _ in found.addends for a in statement.items[row].amounts if a)
        yield Finding(codes.FOOT_SIGN, message, item.source, (total.source, *parts))


def _carried(statement: Statement, row: int, column: int) -> Decimal:
    """What a row adds to a total: its amount, or where a total prints none, what its own rows add to."""
    amount = statement.items[row].amounts[column]
    if amount is not None:
        return amount.value or Decimal(0)
    parts = (part for found in statement.sums if found.total == row for part in found.addends)
    return sum((sign * _carried(statement, part, column) for part, sign in parts), Decimal(0))


def _report_sum(statement: Statement, found: Sum) -> Iterator[Finding]:
    total = statement.items[found.total]
    for column, holds in enumerate(found.holds):
        printed = total.amounts[column]
        if printed is None or holds is None or (holds and not found.rounded[column]):
            continue
        added = sum(sign * _carried(statement, row, column) for row, sign in found.addends)
        parts = [statement.items[row] for row, _ in found.addends]
        names = ", ".join(f"'{part.label or 'unlabelled subtotal'}'" for part in parts)
        name = total.label or "unlabelled subtotal"
        period = statement.columns[column].heading or f"column {column + 1}"
        code = codes.FOOT_ROUNDED if holds else codes.FOOT_MISMATCH
        message = f"{name} {printed.value:,} but its {len(parts)} items add to {added:,} ({period}): {names}"
        related = tuple(a.source for row, _ in found.addends if (a := statement.items[row].amounts[column]))
        yield Finding(code, message, printed.source, related)
