"""Which rows of a statement add up to which: its own arithmetic, as a tree, proved in every column.

In: a `Statement` as read. Out: the same with its `Sum`s, and a finding for every total that does not foot.
The search knows numbers, labels' signal words and printed order; concepts are not known here.

A row is taken for a total when the signed rows still open above it add up to it in all columns together
and chance is no likely reason: every hypothesis tried costs evidence, every printed digit that agrees
gives some. Found sums close their rows, so that totals of totals follow.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log2

from pipeline import codes
from pipeline.model import Finding, LineItem, Statement, StatementKind, Sum, Unit
from pipeline.numerals import printed_decimals

Vector = tuple[int, ...]

MOST_ADDENDS = 60
"""No statement of the corpora sums more rows into one total; a bound keeps the search cheap."""
MOST_SIGNED = 16
"""Up to this many rows pairs of signs are tried; beyond it single ones only."""
SURE_TOTAL, LIKELY_TOTAL, PLAIN_ROW = 3, 6, 14
"""Bits of evidence beyond the cost of the search that a sum needs, by what the row's label and rule promise."""
DIGIT_ERRORS = 6
"""Bits lost where a sum is only one misprinted digit away: nine digits in each place, either way."""

_SURE = re.compile(
    r"^(?:sub-?)?total\b|\btotal$|^net\s+cash\b|^cash\s+(?:generated|provided|used)|\bat\s+(?:the\s+)?end\b", re.I
)
_LIKELY = re.compile(
    r"^(?:net\s+)?\(?(?:income|loss|earnings|profit)\b|^net\b|^gross\b|^operating\s+(?:income|loss|profit|earnings)|\bbefore\b"
    r"|^comprehensive|^(?:net\s+)?(?:increase|decrease|change)|^(?:cash|balance).*\bend\b|^income|^loss|^earnings|^stockholders|^shareholders",
    re.I,
)  # fmt: skip
_TOTAL_WORDS = re.compile(r"total\b|net cash\b(?!.*\bpaid\b)", re.I)
_DEDUCTED = re.compile(
    r"^(?:less|deduct)\b|\b(?:costs?|expenses?|provision|taxes|depreciation|amortization|minority|noncontrolling|dividends?"
    r"|charges?|loss(?:es)?|treasury|allowance|accumulated\s+depreciation)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Row:
    """An open row: its position, its amounts as whole units of the last printed place (0 where blank)."""

    position: int
    values: Vector
    printed: tuple[bool, ...]
    is_deducted: bool
    is_total: bool = False

    @property
    def is_zero(self) -> bool:
        return not any(self.values)


@dataclass(frozen=True, slots=True)
class _Hypothesis:
    """Signed addends for a total, what they miss it by in each column, and the bits that searching for it cost."""

    addends: tuple[tuple[int, int], ...]
    misses: Vector
    cost: int
    near: int = 0


def foot(statement: Statement) -> tuple[Statement, list[Finding]]:
    """Find and prove the sums of a statement; money, shares and per-share amounts each among themselves."""
    sums: list[Sum] = []
    for unit in Unit:
        rows = [(i, item) for i, item in enumerate(statement.items) if item.unit is unit and item.parent is None]
        sums.extend(_foot_rows(rows, statement.kind, unit))
    sums.sort(key=lambda s: s.total)
    items = list(statement.items)
    for found in sums:
        items[found.total] = replace(items[found.total], total_of=tuple(row for row, _ in found.addends))
    footed = replace(statement, items=tuple(items), sums=tuple(sums))
    footed = replace(footed, unproved=tuple(_unproved(footed)))
    return footed, list(_findings(footed))


def _foot_rows(rows: Sequence[tuple[int, LineItem]], kind: StatementKind, unit: Unit) -> Iterator[Sum]:
    if not rows:
        return
    places = max((printed_decimals(a.text) for _, item in rows for a in item.amounts if a), default=0)
    stack: list[_Row] = []
    floor = 0
    before: LineItem | None = None
    for position, item in rows:
        row = _make_row(position, item, places)
        if row is None:
            continue
        if kind is StatementKind.BALANCE_SHEET and not floor and stack and _is_other_side(item, before):
            floor = len(stack)
        before = item
        need = _need(item, unit)
        best = _search(stack[floor:], row, need, kind)
        if best is not None:
            used = {addend for addend, _ in best.addends}
            first = min(index for index, open_row in enumerate(stack) if open_row.position in used)
            stack = stack[:first] + [r for r in stack[first:] if r.position not in used]
            yield _make_sum(row, best)
            row = replace(row, is_total=True)
        stack.append(row)


def _is_other_side(item: LineItem, before: LineItem | None) -> bool:
    """Whether a balance sheet's row opens the side of liabilities and equity: nothing above it is part of its sums.

    Without this floor the accounting identity itself would prove the last liability from the assets.
    """
    if before is not None and re.match(r"total assets\b|assets,? total", before.label, re.I):
        return True
    return any(re.search(r"\bliabilit", text, re.I) for text in (item.label, *item.section))


def _make_row(position: int, item: LineItem, places: int) -> _Row | None:
    if not any(item.amounts):
        return None
    values = tuple(int(a.value.scaleb(places)) if a and a.value else 0 for a in item.amounts)
    printed = tuple(a is not None for a in item.amounts)
    return _Row(position, values, printed, _DEDUCTED.search(item.label) is not None)


def _need(item: LineItem, unit: Unit) -> int:
    if not item.label or _SURE.search(item.label):
        return SURE_TOTAL
    if _LIKELY.search(item.label) or item.point == "end":
        return LIKELY_TOTAL
    return PLAIN_ROW


def _make_sum(row: _Row, best: _Hypothesis) -> Sum:
    rounding = _rounding(len(best.addends))
    holds = tuple(
        None if not printed else abs(miss) <= rounding for miss, printed in zip(best.misses, row.printed, strict=True)
    )
    rounded = tuple(0 < abs(miss) <= rounding for miss in best.misses)
    return Sum(row.position, best.addends, holds, rounded)


def _rounding(addends: int) -> int:
    """How many units of the last place rounding alone may move a sum (Calculations 1.1: half a unit each)."""
    return (addends + 1) // 2


def _search(stack: Sequence[_Row], total: _Row, need: int, kind: StatementKind) -> _Hypothesis | None:
    """The cheapest hypothesis with evidence enough: exact first, then within rounding, then but for misprints."""
    if total.is_zero or not stack:
        return None
    candidates = list(_hypotheses(stack, total, kind, need))
    for strictness in (_is_exact, _is_rounded, _is_near):
        fitting = [
            (h.cost, -_weight(h), index, h)
            for index, h in enumerate(candidates)
            if strictness(h, total) and _evidence(h, total, stack, need) >= need + h.cost
        ]
        if fitting:
            return min(fitting)[3]
    return None


def _weight(hypothesis: _Hypothesis) -> int:
    return len(hypothesis.addends)


def _is_exact(hypothesis: _Hypothesis, total: _Row) -> bool:
    return not any(miss for miss, printed in zip(hypothesis.misses, total.printed, strict=True) if printed)


def _is_rounded(hypothesis: _Hypothesis, total: _Row) -> bool:
    limit = _rounding(len(hypothesis.addends))
    if len(hypothesis.addends) < 2:
        return False
    return all(abs(miss) <= limit for miss, printed in zip(hypothesis.misses, total.printed, strict=True) if printed)


def _is_near(hypothesis: _Hypothesis, total: _Row) -> bool:
    """Whether the sum holds in some columns, or misses each by one misprinted digit."""
    if len(hypothesis.addends) < 2:
        return False
    return all(
        abs(miss) <= _rounding(len(hypothesis.addends)) or _is_digit_error(miss) or hypothesis.near == 1
        for miss, printed in zip(hypothesis.misses, total.printed, strict=True)
        if printed
    )


def _is_digit_error(miss: int) -> bool:
    """Whether one digit read wrong explains a difference: a digit and noughts.

    >>> _is_digit_error(-3000), _is_digit_error(3100)
    (True, False)
    """
    return bool(miss) and len(str(abs(miss)).rstrip("0")) == 1


def _evidence(hypothesis: _Hypothesis, total: _Row, stack: Sequence[_Row], need: int) -> float:
    """Bits by which agreement in the printed columns is less likely by chance; noughts at the end carry none.

    A misprint speaks for a sum only where the row promises to be a total; else the exact columns must suffice.
    """
    used = {position for position, _ in hypothesis.addends}
    rows = [row for row in stack if row.position in used]
    bits = 0.0
    limit = _rounding(len(rows))
    for column, miss in enumerate(hypothesis.misses):
        if not total.printed[column]:
            continue
        values = [abs(total.values[column]), *(abs(row.values[column]) for row in rows)]
        size = log2(1 + max(values) // _common_power(values))
        if miss == 0:
            bits += size
        elif abs(miss) <= limit:
            bits += max(0.0, size - log2(2 * limit + 1))
        elif need == PLAIN_ROW:
            bits -= 8
        else:
            bits += max(0.0, size - DIGIT_ERRORS) if _is_digit_error(miss) else -4.0
    return bits


def _common_power(values: Sequence[int]) -> int:
    """The largest power of ten that divides all of several amounts.

    >>> _common_power([12000, 340, 0])
    10
    """
    power = 1
    while any(values) and power < 10**12 and all(value % (power * 10) == 0 for value in values):
        power *= 10
    return power


def _hypotheses(stack: Sequence[_Row], total: _Row, kind: StatementKind, need: int) -> Iterator[_Hypothesis]:
    """Signed runs of the rows just above: all added, the first less the others, costs deducted, then odd signs."""
    running = [0] * len(total.values)
    deducted = [0] * len(total.values)
    rows: list[_Row] = []
    signs_differ = False
    depth = min(len(stack), MOST_ADDENDS)
    for count in range(1, depth + 1):
        row = stack[-count]
        rows.insert(0, row)
        running = [a + b for a, b in zip(running, row.values, strict=True)]
        sign = -1 if row.is_deducted else 1
        deducted = [a + sign * b for a, b in zip(deducted, row.values, strict=True)]
        signs_differ = signs_differ or row.is_deducted
        if count == 1 and need != SURE_TOTAL:
            continue
        base_cost = int(log2(count)) if count > 2 else 0
        plain = tuple((r.position, 1) for r in rows)
        yield from _with_odd_signs(rows, plain, running, total, base_cost)
        if count == 1:
            continue
        if need == PLAIN_ROW and count > 3:
            continue
        if signs_differ:
            yield _hypothesis(rows, [-1 if r.is_deducted else 1 for r in rows], deducted, total, base_cost + 2)
            if kind is not StatementKind.CASH_FLOW:
                signed = [-1 if r.is_deducted else 1 for r in rows]
                yield from _with_odd_signs(rows, _signed(rows, signed), deducted, total, base_cost + 2)
        if kind is StatementKind.BALANCE_SHEET and count > 3:
            continue
        first_less_rest = [2 * a - b for a, b in zip(row.values, running, strict=True)]
        signs = [1] + [-1] * (count - 1)
        yield from _with_odd_signs(rows, _signed(rows, signs), first_less_rest, total, base_cost + 2)


def _signed(rows: Sequence[_Row], signs: Sequence[int]) -> tuple[tuple[int, int], ...]:
    return tuple((row.position, sign) for row, sign in zip(rows, signs, strict=True))


def _hypothesis(
    rows: Sequence[_Row], signs: Sequence[int], reached: Sequence[int], total: _Row, cost: int
) -> _Hypothesis:
    misses = tuple(a - b for a, b in zip(reached, total.values, strict=True))
    held = sum(1 for miss, printed in zip(misses, total.printed, strict=True) if printed and miss == 0)
    return _Hypothesis(_signed(rows, signs), misses, cost, near=int(held >= 1 and held * 2 >= sum(total.printed)))


def _with_odd_signs(
    rows: Sequence[_Row], addends: tuple[tuple[int, int], ...], reached: Sequence[int], total: _Row, cost: int
) -> Iterator[_Hypothesis]:
    """A run as signed, then with one row turned or left out, then with two turned."""
    signs = [sign for _, sign in addends]
    plain = _hypothesis(rows, signs, reached, total, cost)
    yield plain
    if len(rows) < 2 or not any(plain.misses):
        return
    main = max(range(len(total.values)), key=lambda c: (total.printed[c], abs(plain.misses[c])))
    miss = plain.misses[main]
    single = cost + 2 + int(log2(len(rows)))
    for index, row in enumerate(rows):
        part = signs[index] * row.values[main]
        if part and 2 * part == miss:
            yield _changed(rows, signs, reached, total, single, {index: -signs[index]})
        elif part and part == miss and len(rows) > 2 and index > 0:
            yield _changed(rows, signs, reached, total, single + 2, {index: 0})
    if len(rows) <= MOST_SIGNED and miss % 2 == 0:
        halves = {signs[i] * row.values[main]: i for i, row in enumerate(rows) if row.values[main]}
        for index, row in enumerate(rows):
            other = halves.get(miss // 2 - signs[index] * row.values[main])
            if row.values[main] and other is not None and other > index:
                turned = {index: -signs[index], other: -signs[other]}
                yield _changed(rows, signs, reached, total, single + 5, turned)


def _changed(
    rows: Sequence[_Row],
    signs: Sequence[int],
    reached: Sequence[int],
    total: _Row,
    cost: int,
    changes: dict[int, int],
) -> _Hypothesis:
    new = [changes.get(index, sign) for index, sign in enumerate(signs)]
    values = list(reached)
    for index, sign in changes.items():
        for column, value in enumerate(rows[index].values):
            values[column] += (sign - signs[index]) * value
    kept = [(row, sign) for row, sign in zip(rows, new, strict=True) if sign]
    return _hypothesis([row for row, _ in kept], [sign for _, sign in kept], values, total, cost)


def _unproved(statement: Statement) -> Iterator[int]:
    """The rows, down to the last total, that are in no sum: a row set apart, or a total that was not found.

    A total with nothing open above it is stated, not added: a condensed statement prints some.
    """
    in_sums = {row for found in statement.sums for row in (found.total, *(row for row, _ in found.addends))}
    totals = {found.total for found in statement.sums}
    money = [
        position
        for position, item in enumerate(statement.items)
        if item.unit is Unit.MONEY and item.parent is None and any(a and a.value for a in item.amounts)
    ]
    last = max((position for position in money if position in totals), default=len(statement.items))
    for index, position in enumerate(money):
        is_named_total = _TOTAL_WORDS.match(statement.items[position].label) is not None and position not in totals
        follows_open = index > 0 and money[index - 1] not in in_sums
        if (position not in in_sums and (position < last or is_named_total)) or (is_named_total and follows_open):
            yield position


def _findings(statement: Statement) -> Iterator[Finding]:
    for found in statement.sums:
        yield from _sum_findings(statement, found)
    for position in statement.unproved:
        item = statement.items[position]
        if not _TOTAL_WORDS.match(item.label):
            continue
        message = f"'{item.label}' could not be proved from the rows above it"
        yield Finding(codes.FOOT_UNPROVED, message, item.source)


def _sum_findings(statement: Statement, found: Sum) -> Iterator[Finding]:
    total = statement.items[found.total]
    for column, holds in enumerate(found.holds):
        printed = total.amounts[column]
        if printed is None or (holds and not found.rounded[column]):
            continue
        added = sum(sign * (a.value or 0) for row, sign in found.addends if (a := statement.items[row].amounts[column]))
        parts = [statement.items[row] for row, _ in found.addends]
        names = ", ".join(f"'{part.label or 'unlabelled subtotal'}'" for part in parts)
        name = total.label or "unlabelled subtotal"
        period = statement.columns[column].heading or f"column {column + 1}"
        code = codes.FOOT_ROUNDED if holds else codes.FOOT_MISMATCH
        message = f"{name} {printed.value:,} but its {len(parts)} items add to {added:,} ({period}): {names}"
        related = tuple(a.source for row, _ in found.addends if (a := statement.items[row].amounts[column]))
        yield Finding(code, message, printed.source, related)
