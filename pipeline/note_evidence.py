"""``evidence/note_amounts.csv`` → what filers called the rows of their notes, and what stood around each concept.

In: the counts, the weights beside them, and the taxonomy. Out: a `Lexicon`, read when the first note asks for it. How a
caption is ranked by it is for `note_concepts` to know. Shares are scores, never amounts: they are floats here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import fsum, log
from pathlib import Path

from pipeline.evidence import load_evidence_table
from pipeline.labels import normalise_label
from pipeline.likeness import Index, make_index
from pipeline.model import Unit
from pipeline.taxonomy import Taxonomy, is_in_use

SEEN, WEIGHED = "note_amounts", "note_ranking"
"""The tables of what was counted, and of what each feature weighs."""
OWN = "*"
"""What stands in the counts for a concept of the filer's own."""
CAPTION = "caption"
"""The relation of what filers called a row; ``within`` is then the text block of its note."""
DRAWN = 2
"""How many filers the average of all notes is worth beside those who were seen in a relation."""
NUMERIC = {"monetary": Unit.MONEY, "perShare": Unit.PER_SHARE, "shares": Unit.SHARES}
NUMERIC |= dict.fromkeys(("percent", "pure", "integer", "decimal"), Unit.PURE)
SPREAD = 500
"""What is added to all filers of all concepts, so that a concept nobody stated is merely rare."""
NOTHING = 1e-9

_CAMEL = re.compile(r"[A-Z][a-z]+|[A-Z]+(?![a-z])|\d+")


@dataclass(frozen=True)
class Drawn:
    """How much more often than anywhere concepts were seen in a relation, in logarithms; ``unseen`` are all others."""

    lifts: Mapping[str, float]
    unseen: float

    def of(self, concept: str) -> float:
        """The lift of a concept."""
        return self.lifts.get(concept, self.unseen)

    def of_each(self, concepts: Iterable[str]) -> list[float]:
        """The lifts of concepts, in their order."""
        lifts, unseen = self.lifts, self.unseen
        return [lifts.get(concept, unseen) for concept in concepts]


NOWHERE = Drawn({}, 0.0)


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The captions, relations and weights of the notes, and the taxonomy's numeric concepts; equal only to itself.

    ``captions`` gives for each caption the filers by concept and text block of the note, ``relations`` the filers by
    concept for each relation and what it is to.
    """

    captions: Mapping[str, Mapping[tuple[str, str], int]]
    relations: Mapping[tuple[str, str], Mapping[str, int]]
    weights: Mapping[str, float]
    taxonomy: Taxonomy

    @cached_property
    def units(self) -> Mapping[str, tuple[Unit, bool]]:
        """What each concept counts, and whether it is of an instant."""
        return {
            name: (NUMERIC[concept.item_type], concept.period_type == "instant")
            for name, concept in self.taxonomy.concepts.items()
            if concept.item_type in NUMERIC and concept.prefix == "gaap"
        }

    @cached_property
    def usual(self) -> Mapping[str, int]:
        """How many filers stated each concept in their notes."""
        return self.relations.get(("", ""), {})

    @cached_property
    def everything(self) -> int:
        return sum(self.usual.values()) + SPREAD

    @cached_property
    def known(self) -> Index:
        """The index of the captions."""
        return make_index(self.captions)

    @cached_property
    def names(self) -> Index:
        """The index of the concepts' names, in the order of ``units``, each in its normal form."""
        return make_index([spell_name(name) for name in self.units])

    @cached_property
    def words(self) -> Mapping[str, frozenset[str]]:
        """The words of each concept's name."""
        return {name: frozenset(spell_name(name).split()) for name in self.units}

    @cached_property
    def rarity(self) -> Mapping[str, float]:
        """How telling each word of a name is."""
        seen = Counter(word for words in self.words.values() for word in words)
        return {word: log((len(self.words) + 1) / (count + 1)) for word, count in seen.items()}

    @cached_property
    def unheard(self) -> float:
        """How telling a word is that no name has."""
        return log(len(self.words) + 1)

    @cached_property
    def tellings(self) -> Mapping[str, float]:
        """How telling all words of each concept's name are."""
        return {name: fsum(self.rarity[word] for word in sorted(words)) + NOTHING for name, words in self.words.items()}

    def usual_of(self, relation: str, concept: str) -> int:
        """The count of a concept that stands in a relation to nothing in particular."""
        return self.relations.get((relation, ""), {}).get(concept, 0)

    def telling(self, words: frozenset[str]) -> float:
        """How telling some words are together."""
        rarity, unheard = self.rarity, self.unheard
        return fsum([rarity.get(word, unheard) for word in words]) + NOTHING

    def drawn_to(self, relation: str, other: str) -> Drawn:
        """How concepts are drawn to what they stand in a relation to."""
        return _drawn_to(self, relation, other) if other else NOWHERE


@lru_cache(maxsize=65536)
def spell_name(name: str) -> str:
    """The words of a concept's name as a caption in its normal form.

    >>> spell_name("DeferredTaxAssetsValuationAllowance")
    'deferred tax asset valuation allowance'
    """
    return normalise_label(" ".join(_CAMEL.findall(name)))


@lru_cache(maxsize=64)
def concepts_of_kind(lexicon: Lexicon, unit: Unit, is_instant: bool | None, year: int | None) -> frozenset[str]:
    """The concepts that count such a thing, are of such a time where that is known, and are in use in a year."""
    of_unit = [name for name, kind in lexicon.units.items() if kind[0] is unit and is_instant in (None, kind[1])]
    return frozenset([name for name in of_unit if is_in_use(lexicon.taxonomy, name, year)])


@lru_cache(maxsize=65536)
def _drawn_to(lexicon: Lexicon, relation: str, other: str) -> Drawn:
    counts = lexicon.relations.get((relation, other))
    if not counts:
        return NOWHERE
    of = sum(counts.values()) + DRAWN
    lifts = {}
    for name, count in counts.items():
        usual = (lexicon.usual.get(name, 0) + 0.5) / lexicon.everything
        lifts[name] = log((count + DRAWN * usual) / of / usual)
    return Drawn(lifts, log(DRAWN / of))


@lru_cache(maxsize=2)
def load_lexicon(folder: Path, taxonomy: Taxonomy) -> Lexicon:
    """Read what was counted of the notes; without the tables nothing is known of them."""
    seen, weighed = load_evidence_table(folder, SEEN), load_evidence_table(folder, WEIGHED)
    return make_lexicon(
        ((row["relation"], row["other"], row["within"], row["concept"], int(row["filers"])) for row in seen),
        {row["feature"]: float(row["weight"]) for row in weighed},
        taxonomy,
    )


def make_lexicon(
    counts: Iterable[tuple[str, str, str, str, int]], weights: Mapping[str, float], taxonomy: Taxonomy
) -> Lexicon:
    """The lexicon of some counts: relation, what it is to, the note's text block, concept and filers."""
    captions: dict[str, dict[tuple[str, str], int]] = {}
    relations: dict[tuple[str, str], dict[str, int]] = {}
    for relation, other, within, concept, filers in counts:
        if relation == CAPTION:
            captions.setdefault(other, {})[concept, within] = filers
        else:
            relations.setdefault((relation, other), {})[concept] = filers
    return Lexicon(captions, relations, weights, taxonomy)
