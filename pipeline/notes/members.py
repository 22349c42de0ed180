"""A note's table → the members that its amounts are stated for, by the words of its rows and columns.

In: a table that was read, the text blocks that it and its note are known as, and the rows of ``mappings/members.csv``.
Out: for each cell the dimensions of its context. Words that no row of the mapping knows name no member; of headings
that are captions elsewhere, none is guessed.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pipeline.labels import normalise_label
from pipeline.member_rules import COLUMN, NAMED, ROW, SECTION, MemberRules, Words, find_led, find_members
from pipeline.model import Column, Dimensions, LineItem
from pipeline.names import format_name
from pipeline.periods import distinguishing_words
from pipeline.taxonomy import Taxonomy

LEVELS = {"1": "one", "I": "one", "2": "two", "II": "two", "3": "three", "III": "three"}
_LEVEL = re.compile(r"\blevel\s+(1|2|3|I{1,3})\b(?!\s*(?:and|,|to|or|through))", re.I)


@dataclass(slots=True)
class MemberNamer:
    """What names the members of a table's cells; each wording is looked up once."""

    rules: MemberRules
    taxonomy: Taxonomy
    topics: tuple[str, ...]
    """The text blocks (bare names) of the table and of its note, as far as they are known."""
    prefix: str
    """The prefix of the filer's own members."""
    is_caption: Callable[[str], bool]
    """Whether words in normal form are a caption that filers print: they name no member of the filer's own."""
    lead: frozenset[str] = frozenset()
    """The words of the sentence that leads to the table."""
    known: dict[tuple[tuple[str, ...], str, tuple[str, ...]], tuple[Dimensions, frozenset[str]]] = field(
        default_factory=dict
    )

    def members_of(self, item: LineItem, column: Column) -> tuple[Dimensions, frozenset[str]]:
        """The dimensions of a cell, and the words that name their members."""
        key = item.section, item.label, column.tiers
        if key not in self.known:
            self.known[key] = self._find(item, column)
        return self.known[key]

    def _find(self, item: LineItem, column: Column) -> tuple[Dimensions, frozenset[str]]:
        words = _words_around(item, column)
        found = find_members(self.rules, self.topics, words)
        named = {
            axis: (member, said)
            for axis, (member, said) in found.items()
            if member != NAMED or not self.is_caption(said.label)
        }
        pairs = {self._qname(axis): self._member(member, said) for axis, (member, said) in named.items()}
        for axis, member in find_led(self.rules, self.topics, self.lead).items():
            pairs.setdefault(self._qname(axis), self._qname(member))
        return tuple(sorted(pairs.items())), frozenset(said.text for _, said in named.values())

    def _member(self, member: str, said: Words) -> str:
        name = f"{format_name(said.text) or 'Unnamed'}Member" if member == NAMED else member
        return self._qname(name)

    def _qname(self, name: str) -> str:
        known = self.taxonomy.concepts.get(name)
        return known.qname if known and known.item_type in ("dimension", "domain") else f"{self.prefix}:{name}"


def _words_around(item: LineItem, column: Column) -> Sequence[Words]:
    """The words that stand around a cell, in rows and columns, each once and without what they say of time."""
    said = [(ROW, item.label), *((SECTION, text) for text in item.section)]
    said += [(COLUMN, text if _LEVEL.search(text) else distinguishing_words(text)) for text in column.tiers]
    found = dict.fromkeys(Words(place, text, _label(text)) for place, text in said)
    return [words for words in found if words.label]


def _label(text: str) -> str:
    """Words in normal form; of a level of fair value, whose number is all that tells it, no more than that.

    >>> _label("Significant Other Observable Inputs (Level 2)"), _label("Buildings")
    ('level two', 'building')
    """
    level = _LEVEL.search(text)
    return f"level {LEVELS[level[1].upper()]}" if level else normalise_label(text)
