"""White print: what fills the space behind amounts, as far as those in parentheses, and is no part of the page.

In: the characters of a text in white, and what is printed before it. Out: whether it only fills. Words in white may
stand on black, and so may what closes an amount. What colours a text is not known here.
"""

import re
from collections.abc import Sequence

from pipeline.read.printed import Run, TableCell

LONGEST_AMOUNT = 20
"""Characters of a run, and runs of a cell, in which a parenthesis is looked for, from the last one on."""
CELLS = 2
"""Cells before that of a parenthesis in which the one that it closes may stand: the digits', and that of their sign."""

_FILL = re.compile(r"[)%_\s]+")


def only_fills(text: str, runs: Sequence[Run], row: Sequence[TableCell]) -> bool:
    """Whether a text in white, behind the runs of a cell and the cells of its row, stands for nothing.

    A parenthesis does that closes none, and a sign of per cent unless it has a cell of its own.

    >>> only_fills(")", [Run("4,410", 0, 5)], ()), only_fills(")", [Run("(6", 0, 2)], ()), only_fills("%", (), ())
    (True, False, False)
    """
    if not _FILL.fullmatch(text):
        return False
    if ")" not in text:
        return "%" not in text or bool(runs)
    before = [cell.runs for cell in row[-CELLS:]] + [runs]
    print_ = "".join(run.text[-LONGEST_AMOUNT:] for part in before for run in part[-LONGEST_AMOUNT:])
    return print_.rfind("(") <= print_.rfind(")")
