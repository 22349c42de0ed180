"""Of the statements that a filing prints → the filer's own set.

In: every located block, in printed order. Out: the blocks of the filer's own statements, and those of others: of a
segment in the notes, of a parent alone, of a company bought, pro forma. What a block states is not known here.
"""

import re
from collections.abc import Sequence

from pipeline.model import Block, StatementKind

SET_GAP = 250
"""Lines between two statements of one set: notes, the auditors' report and the next set lie farther apart."""
HEAD_ROWS = 10
_MAIN = frozenset({StatementKind.BALANCE_SHEET, StatementKind.INCOME_STATEMENT, StatementKind.CASH_FLOW})
_OF_OTHERS = re.compile(r"\bpro\s*-?\s*forma\b|\bparent\s+(?:company\s+)?only\b|\bregistrant\s+only\b", re.I)


def choose_own(blocks: Sequence[Block], notes: Sequence[int] = ()) -> tuple[list[Block], list[Block]]:
    """The filer's own blocks and the others: the set with most kinds of statements is the filer's own.

    ``notes`` are the lines at which notes begin: what is printed below them is of another set than what is above.

    A kind that this set lacks is taken from where it is printed; statements said to be pro forma never are.
    """
    sets = _sets([block for block in blocks if not _is_of_others(block)], notes)
    if not sets:
        return [], list(blocks)
    best = max(sets, key=lambda blocks: len({block.kind for block in blocks} & _MAIN))
    kinds = {block.kind for block in best}
    chosen = {id(block) for block in best}
    for others in sets:
        missing = [block for block in others if block.kind not in kinds]
        chosen |= {id(block) for block in missing}
        kinds |= {block.kind for block in missing}
    own = [block for block in blocks if id(block) in chosen]
    return own, [block for block in blocks if id(block) not in chosen]


def _sets(blocks: Sequence[Block], notes: Sequence[int]) -> list[list[Block]]:
    sets: list[list[Block]] = []
    for block in blocks:
        last = sets[-1][-1].grid.rows[-1].source.line if sets else 0
        is_in_notes = any(last < line < block.source.line for line in notes)
        if sets and block.source.line - last <= SET_GAP and not is_in_notes:
            sets[-1].append(block)
        else:
            sets.append([block])
    return sets


def _is_of_others(block: Block) -> bool:
    """Whether a block's title or the lines below it say that it is pro forma or of the parent alone.

    What stands aside from the title's middle is the heading of a column.
    """
    rows = [row.cells for row in block.grid.rows[:HEAD_ROWS] if row.cells]
    middle = (rows[0][0].start + rows[0][-1].end) // 2 if rows else 0
    head = " ".join(cells[0].text for cells in rows if len(cells) == 1 and cells[0].start <= middle)
    return _OF_OTHERS.search(f"{block.title} {head}") is not None
