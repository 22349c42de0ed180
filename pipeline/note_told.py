"""What a note tells of an amount beside the amount: the nouns of asking which concept it states.

In: nothing. Out: frozen values that tables and sentences of the notes are asked with. What they mean is not known here.
"""

from dataclasses import dataclass

from pipeline.model import Unit


@dataclass(frozen=True, slots=True)
class Scene:
    """What a table or a sentence stands in: the text blocks (bare concepts, empty if unknown) of its note and table,
    and the words of the note's heading and of what leads to the table, each in normal form."""

    note: str = ""
    table: str = ""
    title: frozenset[str] = frozenset()
    lead: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Around:
    """The concepts found so far for the rows above and below, for the parts of a total and for a part's total."""

    above: str = ""
    below: str = ""
    parts: frozenset[str] = frozenset()
    whole: str = ""


ALONE = Around()


@dataclass(frozen=True, slots=True)
class Told:
    """What a note says of an amount; captions, headings and column in normal form, empty where there is none.

    ``is_instant`` is None where it is not known; ``stated`` are the concepts of which a statement states the same
    amount for the same time.
    """

    caption: str
    scene: Scene
    unit: Unit
    is_instant: bool | None = None
    heading: str = ""
    column: str = ""
    year: int | None = None
    stated: frozenset[str] = frozenset()
    captioned: frozenset[str] = frozenset()
    """The concepts of rows of the filer's statements that bear the caption."""
    ruled: frozenset[str] = frozenset()
    """The concepts that rules for statements give the caption."""
    around: Around = ALONE
