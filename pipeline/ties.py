"""An amount of a note or a cash flow beside what a statement has stated of the same → whether one is misprinted.

In: two amounts in full, and as far as they are exact. Out: whether they are the same, and whether the one that differs
is odd: the other periods of the row agree, and it is too near to be of another thing. A part, an average or a restated
amount often bears the caption of the whole: what is not odd is another thing.
"""

from decimal import Decimal

FEWEST_TIED = 2
"""Periods of a row that agree before any that differs is odd; where but one agrees, a digit must be misprinted."""
FARTHEST = 10
"""How many times the smaller amount the greater one may be; beyond it stands another scale or another thing."""


def is_same(one: Decimal, other: Decimal, decimals: int) -> bool:
    """Whether two amounts are one, whatever their signs, as far as the coarser print tells (Calculations 1.1).

    >>> is_same(Decimal(1204), Decimal(-1204), 0), is_same(Decimal(1204000), Decimal(1204400), -3)
    (True, True)
    """
    return abs(abs(one) - abs(other)) <= Decimal((0, (5,), -decimals - 1))


def is_odd(one: Decimal, other: Decimal, decimals: int, agreeing: int) -> bool:
    """Whether an amount contradicts a statement's, so many other periods of its row agreeing.

    What differs by one in the last printed digit is rounded otherwise; a tenth or a thousandth is another scale.

    >>> is_odd(Decimal(1240), Decimal(1204), 0, 1), is_odd(Decimal(1340), Decimal(1204), 0, 1)
    (True, False)
    >>> is_odd(Decimal(1340), Decimal(1204), 0, 2), is_odd(Decimal(1205), Decimal(1204), 0, 2)
    (True, False)
    """
    small, large = sorted((abs(one), abs(other)))
    if large - small <= Decimal((0, (1,), -decimals)) or not small or large >= FARTHEST * small:
        return False
    return agreeing >= FEWEST_TIED or (agreeing > 0 and is_misprint(small, large))


def is_misprint(one: Decimal, other: Decimal) -> bool:
    """Whether two amounts differ in one digit, or in two that stand side by side and are exchanged.

    >>> is_misprint(Decimal("12.04"), Decimal("12.40")), is_misprint(Decimal(1204), Decimal(1231))
    (True, False)
    """
    digits, others = (amount.normalize().as_tuple() for amount in (one, other))
    low = min(int(digits.exponent), int(others.exponent))
    text, with_other = (f"{int(amount.scaleb(-low))}" for amount in (one, other))
    if len(text) != len(with_other):
        return False
    places = [place for place, (a, b) in enumerate(zip(text, with_other, strict=True)) if a != b]
    if len(places) == 2 and places[1] == places[0] + 1:
        return text[places[0] : places[1] + 1] == with_other[places[0] : places[1] + 1][::-1]
    return len(places) == 1
