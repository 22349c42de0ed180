"""Amounts of sentences that are printed without a word of scale → the scale that they are meant in.

In: what was read of the notes' sentences, and the facts of the statements. Out: a power of ten, where one is known.
"""

from collections.abc import Sequence

from pipeline.model import Fact, StatementKind, Unit
from pipeline.notes.figures import Kind
from pipeline.notes.prose import Prose

FEWEST_UNSCALED = 8
"""Amounts of money without a word of scale before the statements' scale is taken to be theirs."""
MOST_IN_THOUSANDS = 10**6
"""An amount of money of more is hardly printed in thousands."""
MOST_SAID = 10
"""Of so many amounts without a word of scale, at most one has one, or is plainly printed in full."""
BILLIONS = 9
"""Who leaves out millions still says billions."""
NOTES = (StatementKind.NOTE, StatementKind.PROSE)


def scale_of(facts: Sequence[Fact]) -> int:
    """The power of ten in which most amounts of money of the statements are printed: none, thousands or millions."""
    scales = [fact.item.scale for fact in facts if fact.item.unit is Unit.MONEY and fact.statement not in NOTES]
    scale = max(sorted(set(scales)), key=scales.count, default=0)
    return scale if scale in (3, 6) else 0


def unsaid_scale(notes: Sequence[Prose], scale: int) -> int:
    """The scale of amounts without a word for it: the statements' ``scale``, where hardly an amount has a word.

    Filers that print "dollars in millions" over all of a report say "$407" in a sentence and mean millions.
    """
    figures = [f for note in notes for r in note.readings for f in r.figures if f.kind is Kind.MONEY]
    bare = [f for f in figures if not f.scale]
    in_full = [f for f in bare if f.digits.endswith(",000") or f.value >= MOST_IN_THOUSANDS]
    said = [f for f in figures if 0 < f.scale < BILLIONS]
    if len(bare) < FEWEST_UNSCALED or MOST_SAID * len(said) > len(bare) or MOST_SAID * len(in_full) > len(bare):
        return 0
    return scale
