"""The open rows above a total → the signed run of them that adds up to it.

In: rows as whole numbers, printed order, and which rows' labels say that they are deducted. Out: the cheapest guess
with evidence enough, if there is one. Every guess costs evidence, so that chance is no likely reason for a sum.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.foot.evidence import FINE, grade_fit, weigh
from pipeline.foot.rows import ONLY_ROW, PLAIN_ROW, SURE_TOTAL, Hypothesis, Row, Vector, rounding
from pipeline.model import StatementKind

MOST_ADDENDS = 60
"""No statement of the corpora sums more rows into one total; a bound keeps the search cheap."""
MOST_SIGNED = 16
"""Up to this many rows pairs of signs are tried; beyond it single ones only."""

COLUMNS_TO_A_MISPRINT = 4
"""Columns of shares or per-share amounts for each that may be misprinted: one wrong digit of two is soon found."""


@dataclass(slots=True)
class _Run:
    """The rows just above a total that a guess adds, the nearest first, and where each value of one column stands."""

    total: Row
    column: int
    rows: list[Row] = field(default_factory=list)
    places: dict[int, list[int]] = field(default_factory=dict)

    def extend(self, row: Row) -> None:
        if value := row.values[self.column]:
            self.places.setdefault(abs(value), []).append(len(self.rows))
        self.rows.append(row)


def find_sum(stack: Sequence[Row], total: Row, need: int, kind: StatementKind) -> Hypothesis | None:
    """The cheapest guess with evidence enough: exact first, then within rounding, then but for misprints."""
    if not any(total.values) or not stack:
        return None
    candidates = list(_guess(stack, total, need, kind))
    for fit in range(3):
        fitting = [
            (guess.cost, -len(guess.addends), index, guess)
            for index, guess in enumerate(candidates)
            if guess.fit == fit
            and (not total.has_few_digits or _is_plain(guess, total, stack, need))
            and weigh(guess, total, stack, need) >= FINE * (_needed(guess, stack, total, need) + guess.cost)
        ]
        if fitting:
            return min(fitting)[3]
    return None


def _is_plain(guess: Hypothesis, total: Row, stack: Sequence[Row], need: int) -> bool:
    """Whether a sum of few digits is one as printed: signs as the captions say, and hardly a column misprinted
    (none where the row does not promise to be a total).

    Amounts per share are printed with their signs; diluted earnings are not basic ones less what stands between.
    """
    signs = dict(guess.addends)
    if any(signs.get(row.position, 1) < 0 and not (row.is_deducted and min(row.values) >= 0) for row in stack):
        return False
    limit = rounding(len(signs))
    broken = [abs(miss) > limit for miss, printed in zip(guess.misses, total.printed, strict=True) if printed]
    return sum(broken) * COLUMNS_TO_A_MISPRINT <= len(broken) and not (need == PLAIN_ROW and any(broken))


def _needed(guess: Hypothesis, stack: Sequence[Row], total: Row, need: int) -> int:
    """The bits that a guess needs: few where a sure total repeats the one open row under its heading."""
    is_alone = len(guess.addends) == 1 and [row.section for row in stack].count(total.section) == 1
    return ONLY_ROW if is_alone and total.section and stack[-1].section == total.section else need


def _guess(stack: Sequence[Row], total: Row, need: int, kind: StatementKind) -> Iterator[Hypothesis]:
    """Signed runs of the rows just above: all added, the first less the others, costs deducted, then odd signs."""
    column = max(range(len(total.values)), key=lambda c: abs(total.values[c]))
    run = _Run(total, column)
    running = deducted = (0,) * len(total.values)
    for count in range(1, min(len(stack), MOST_ADDENDS) + 1):
        row = stack[-count]
        run.extend(row)
        running = tuple(a + b for a, b in zip(running, row.values, strict=True))
        sign = -1 if row.is_deducted else 1
        deducted = tuple(a + sign * b for a, b in zip(deducted, row.values, strict=True))
        if count == 1 and need != SURE_TOTAL:
            continue
        cost = count.bit_length() - 1 if count > 2 else 0
        yield from _with_odd_signs(run, [1] * count, running, cost)
        if count == 1 or (need == PLAIN_ROW and count > 3):
            continue
        if running != deducted:
            signs = [-1 if r.is_deducted else 1 for r in run.rows]
            yield from _with_odd_signs(run, signs, deducted, cost + 2, kind is not StatementKind.CASH_FLOW)
        if kind is not StatementKind.BALANCE_SHEET or count <= 3:
            first_less_rest = tuple(2 * a - b for a, b in zip(row.values, running, strict=True))
            yield from _with_odd_signs(run, [-1] * (count - 1) + [1], first_less_rest, cost + 2)


def _with_odd_signs(
    run: _Run, signs: Sequence[int], reached: Vector, cost: int, is_varied: bool = True
) -> Iterator[Hypothesis]:
    """A run as signed, then with one row turned or left out, then with two turned."""
    misses = tuple(a - b for a, b in zip(reached, run.total.values, strict=True))
    yield from _fitting(run, signs, misses, cost)
    if len(signs) < 2 or not is_varied or not any(misses):
        return
    miss = misses[run.column]
    single = cost + 1 + len(signs).bit_length()
    half, odd = divmod(miss, 2)
    for index in () if odd else run.places.get(abs(half), ()):
        if _part(run, signs, index) == half:
            yield from _changed(run, signs, misses, single, {index: -signs[index]})
    for index in run.places.get(abs(miss), ()) if len(signs) > 2 else ():
        if _part(run, signs, index) == miss and index < len(signs) - 1:
            yield from _changed(run, signs, misses, single + 2, {index: 0})
    if len(signs) <= MOST_SIGNED and not odd:
        for index in range(len(signs)):
            part = _part(run, signs, index)
            for other in run.places.get(abs(half - part), ()) if part else ():
                if other > index and _part(run, signs, other) == half - part:
                    turned = {index: -signs[index], other: -signs[other]}
                    yield from _changed(run, signs, misses, single + 5, turned)


def _part(run: _Run, signs: Sequence[int], index: int) -> int:
    return signs[index] * run.rows[index].values[run.column]


def _changed(
    run: _Run, signs: Sequence[int], misses: Vector, cost: int, changes: dict[int, int]
) -> Iterator[Hypothesis]:
    new = list(signs)
    values = list(misses)
    for index, sign in changes.items():
        new[index] = sign
        for column, value in enumerate(run.rows[index].values):
            values[column] += (sign - signs[index]) * value
    yield from _fitting(run, new, tuple(values), cost)


def _fitting(run: _Run, signs: Sequence[int], misses: Vector, cost: int) -> Iterator[Hypothesis]:
    """The guess, where it fits the total at all; its addends in printed order."""
    fit = grade_fit(misses, run.total.printed, sum(1 for sign in signs if sign))
    if fit is not None:
        pairs = zip(run.rows, signs, strict=True)
        addends = tuple((row.position, sign) for row, sign in pairs if sign)[::-1]
        yield Hypothesis(addends, misses, cost, fit)
