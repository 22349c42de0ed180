"""Measured confidences → the reliability and precision-coverage curves, as text that a terminal shows.

In: for each number how sure of it something was, and whether it was right. Out: lines to print. What was sure, a
calibration or a plain dictionary, is not known here.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

Answers = Sequence[tuple[Decimal, bool]]
"""How sure each answer was, and whether it was right."""
WIDTH = 50
BIN = Decimal("0.05")
LAST = Decimal("0.999")
PRECISIONS = tuple(map(Decimal, ("0.98", "0.97", "0.96", "0.95", "0.93", "0.90", "0.85", "0.80")))


def draw_reliability(answers: Answers) -> Iterator[str]:
    """Of answers of one confidence, how many were right: ``#`` to that share, ``|`` where their confidence lies."""
    for step in range(20):
        low = step * BIN
        mine = [
            (chance, right) for chance, right in answers if low <= chance < low + BIN or (step == 19 and chance == 1)
        ]
        if mine:
            share = Decimal(sum(right for _, right in mine)) / len(mine)
            said = sum((chance for chance, _ in mine), Decimal(0)) / len(mine)
            yield f"  {low:.2f} {_bar(share, said)} {100 * share:6.2f}% of {len(mine)} (said {100 * said:.1f}%)"


def _bar(share: Decimal, said: Decimal) -> str:
    filled = round(share * WIDTH)
    cells = ["#" if at < filled else " " for at in range(WIDTH + 1)]
    cells[round(said * WIDTH)] = "|"
    return "".join(cells)


def draw_coverage(curves: Mapping[str, Answers], numbers: int) -> Iterator[str]:
    """For each precision how many of all true numbers the surest answers reach that are still so precise."""
    for precision in PRECISIONS:
        for name, answers in curves.items():
            share = coverage(answers, precision, numbers)
            yield f"  {100 * precision:.0f}%  {name:12} {'#' * round(share * WIDTH):{WIDTH}} {100 * share:6.2f}%"


def coverage(answers: Answers, precision: Decimal, numbers: int) -> Decimal:
    """The share of ``numbers`` among the surest answers of at least a precision; answers equally sure stand together.

    >>> coverage([(Decimal("0.9"), True), (Decimal("0.8"), True), (Decimal("0.8"), False)], Decimal("0.6"), 10)
    Decimal('0.3')
    >>> coverage([(Decimal("0.9"), True), (Decimal("0.8"), True), (Decimal("0.8"), False)], Decimal("0.9"), 10)
    Decimal('0.1')
    """
    right = most = 0
    ordered = sorted(answers, key=lambda answer: -answer[0])
    for count, (chance, is_right) in enumerate(ordered, 1):
        right += is_right
        is_last = count == len(ordered) or ordered[count][0] < chance
        if is_last and right >= precision * count:
            most = count
    return Decimal(most) / numbers
