"""A guess at a sum → how well it fits, and how unlikely chance is to make it fit.

In: what the addends miss the total by, and the amounts. Out: a grade of fit, and evidence in sixteenths of a bit:
whole numbers, so that every machine decides alike.
"""

from collections.abc import Sequence

from pipeline.foot.rows import PLAIN_ROW, Hypothesis, Row, Vector, rounding

FINE = 16
"""Evidence is counted in sixteenths of a bit: a digit is 53 of them."""
DIGIT_ERRORS = 6 * FINE
"""Lost where a sum is only one misprinted digit away: nine digits in each place, either way."""
BROKEN, BROKEN_PLAIN = 4 * FINE, 8 * FINE
"""Lost for a column that does not agree at all, and more of it where the row does not promise to be a total."""


def count_bits(number: int) -> int:
    """The information of a positive number in sixteenths of a bit, rounded down.

    >>> count_bits(1), count_bits(2), count_bits(10)
    (0, 16, 53)
    """
    return int(number**FINE).bit_length() - 1


def grade_fit(misses: Vector, printed: Sequence[bool], addends: int) -> int | None:
    """How a guess fits in all columns together: 0 exact, 1 within rounding, 2 but for misprints; None if not at all."""
    seen = [abs(miss) for miss, is_printed in zip(misses, printed, strict=True) if is_printed]
    if not any(seen):
        return 0
    if addends < 2:
        return None
    limit = rounding(addends)
    if max(seen) <= limit:
        return 1
    held = seen.count(0)
    is_near = (held and held * 2 >= len(seen)) or all(miss <= limit or is_digit_error(miss) for miss in seen)
    return 2 if is_near else None


def is_digit_error(miss: int) -> bool:
    """Whether one digit read wrong explains a difference: a digit and noughts.

    >>> is_digit_error(-3000), is_digit_error(3100)
    (True, False)
    """
    return bool(miss) and len(str(abs(miss)).rstrip("0")) == 1


def weigh(hypothesis: Hypothesis, total: Row, rows: Sequence[Row], need: int) -> int:
    """The evidence by which agreement in the printed columns is less likely by chance; noughts at the end carry none.

    A misprint speaks for a sum only where the row promises to be a total; else the exact columns must suffice.
    """
    used = {position for position, _ in hypothesis.addends}
    rows = [row for row in rows if row.position in used]
    limit = rounding(len(rows))
    evidence = 0
    for column, miss in enumerate(hypothesis.misses):
        if not total.printed[column]:
            continue
        values = [abs(total.values[column]), *(abs(row.values[column]) for row in rows)]
        size = count_bits(1 + max(values) // common_power(values))
        if miss == 0:
            evidence += size
        elif abs(miss) <= limit:
            evidence += max(0, size - count_bits(2 * limit + 1))
        elif need == PLAIN_ROW:
            evidence -= BROKEN_PLAIN
        else:
            evidence += max(0, size - DIGIT_ERRORS) if is_digit_error(miss) else -BROKEN
    return evidence


def common_power(values: Sequence[int]) -> int:
    """The largest power of ten that divides all of several amounts.

    >>> common_power([12000, 340, 0])
    10
    """
    power = 1
    while any(values) and power < 10**12 and all(value % (power * 10) == 0 for value in values):
        power *= 10
    return power
