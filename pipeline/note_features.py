"""A caption of a note and what stands around it → what each speaks for, in numbers, and what these weigh together.

In: the caption, its note, its heading and column, and the lexicon with its weights. Out: `Speaks`, whose numbers for a
concept are reckoned when it is first asked: rows of a table share their captions, headings and columns. Which concepts
are asked for is for `note_candidates` to know. The numbers are scores, never amounts: they are floats here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import fsum, log
from operator import mul
from typing import TypeAlias

from pipeline.note_evidence import NOWHERE, OWN, Drawn, Lexicon
from pipeline.note_told import Around, Scene, Told
from pipeline.note_votes import Votes, heard, named_like, votes_for

OF_CAPTION = ("alike", "alike-in-note", "caption", "said", "meant", "named", "known-here")
OF_SCENE = (
    *("heading", "column", "note", "table", "lead", "title", "usual"),
    *("heading-named", "column-named", "heading-alike", "column-alike"),
)
OF_ROW = ("said-around", "meant-around", "stated", "captioned", "ruled")
TIES = ("above", "below", "part", "whole", "as-above")
"""What the rows around say for a concept."""
FEATURES = (*OF_CAPTION, *OF_SCENE, *OF_ROW, *TIES)
OF_OWN = ("own", "own:likeness", "own:votes", "own:said", "own:caption", "own:note")
SAID = OF_CAPTION.index("said")
LIKE_FILERS = 3
"""How many filers of the caption itself the captions like it are worth together."""
LEAST = 0.003
"""The share of a candidate that no caption speaks for."""
AWAY, UNHEARD = 0.05, -2.0
"""What the votes of all notes weigh among those of one kind, and what stands where no note of the kind votes."""
Values: TypeAlias = tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Speaks:
    """What is said, as it speaks for concepts."""

    weights: Sequence[float]
    reckon: Callable[[str], Values]
    known: dict[str, tuple[Values, float]] = field(default_factory=dict)

    def of(self, name: str) -> tuple[Values, float]:
        """What speaks for a concept, and what that weighs."""
        found = self.known.get(name)
        if found is None:
            values = self.reckon(name)
            found = self.known[name] = values, sum(map(mul, self.weights, values))
        return found


@lru_cache(maxsize=32)
def weights_of(lexicon: Lexicon, features: tuple[str, ...]) -> Sequence[float]:
    """The weights of some features, in their order."""
    return [lexicon.weights.get(name, 0.0) for name in features]


# --- a caption ---------------------------------------------------------------------------


@lru_cache(maxsize=512)
def of_caption(lexicon: Lexicon, caption: str, note: str) -> Speaks:
    """What a caption in a note says for concepts, in the order of `OF_CAPTION`."""
    votes, filers = votes_for(lexicon, caption, note), _filers(lexicon, caption)
    here = {name for name, within in lexicon.captions.get(caption, {}) if within and within == note}
    named, said, of = named_like(lexicon, caption), frozenset(caption.split()), sum(filers.values()) + LIKE_FILERS
    rarity, words, tellings, telling = lexicon.rarity, lexicon.words, lexicon.tellings, lexicon.telling(said)

    def reckon(name: str) -> Values:
        share = votes.share(name)
        shared = fsum([rarity[word] for word in said & words[name]])
        return (
            log(share + LEAST),
            _here(votes, name, share),
            log((filers.get(name, 0) + LIKE_FILERS * share) / of + LEAST),
            shared / telling,
            shared / tellings[name],
            named.get(name, 0.0),
            float(name in here),
        )

    return Speaks(weights_of(lexicon, OF_CAPTION), reckon)


def _here(votes: Votes, name: str, share: float) -> float:
    if not votes.cast_here:
        return UNHEARD
    return log((votes.here.get(name, 0.0) + AWAY * share) / (votes.cast_here + AWAY) + LEAST)


def _filers(lexicon: Lexicon, caption: str) -> Mapping[str, int]:
    """The filers who gave each concept to the caption itself."""
    filers: dict[str, int] = {}
    for (name, _), count in lexicon.captions.get(caption, {}).items():
        filers[name] = filers.get(name, 0) + count
    return filers


@lru_cache(maxsize=512)
def _of_own(lexicon: Lexicon, caption: str, note: str) -> Values:
    votes, filers = votes_for(lexicon, caption, note), _filers(lexicon, caption)
    likeness = max([likeness for likeness, _ in heard(lexicon, caption)], default=0.0)
    share = filers.get(OWN, 0) / (sum(filers.values()) + 1)
    mine = log(share + votes.share(OWN) + 0.01)
    return 1.0, likeness, log(votes.cast + 0.01), 0.0, mine, lexicon.drawn_to("note", note).of(OWN)


def of_own(lexicon: Lexicon, told: Told, most_said: float) -> Values:
    """What speaks for a concept of the filer's own, in the order of `OF_OWN`: the less, the more a name says it all."""
    values = _of_own(lexicon, told.caption, told.scene.note)
    return *values[:3], most_said, *values[4:]


# --- what stands around ------------------------------------------------------------------


@lru_cache(maxsize=256)
def of_scene(lexicon: Lexicon, scene: Scene, heading: str, column: str) -> Speaks:
    """What the heading, the column, the note and its table say for concepts, in the order of `OF_SCENE`.

    Where rows are members, heading and column are captions too: they say what is stated.
    """
    drawn = [
        lexicon.drawn_to(relation, other)
        for relation, other in (("heading", heading), ("column", column), ("note", scene.note), ("table", scene.table))
    ]
    lead, title = _of_words(lexicon, "lead", scene.lead), _of_words(lexicon, "title", scene.title)
    named = [named_like(lexicon, text) for text in (heading, column)]
    votes = [votes_for(lexicon, text, scene.note) for text in (heading, column)]

    def reckon(name: str) -> Values:
        return (
            *[around.of(name) for around in drawn],
            lead[name],
            title[name],
            log(lexicon.usual.get(name, 0) + 0.3),
            *[names.get(name, 0.0) for names in named],
            *[log(of_text.share(name) + LEAST) for of_text in votes],
        )

    return Speaks(weights_of(lexicon, OF_SCENE), reckon)


class _OfWords(dict[str, float]):
    """How concepts are drawn to words that stand together, each found when it is first asked."""

    def __init__(self, drawn: Sequence[Drawn]) -> None:
        self.telling = [(each.lifts, each.unseen) for each in drawn if each is not NOWHERE]
        self.share = len(drawn) + 1

    def __missing__(self, name: str) -> float:
        return self.setdefault(name, sum([lifts.get(name, unseen) for lifts, unseen in self.telling]) / self.share)


@lru_cache(maxsize=256)
def _of_words(lexicon: Lexicon, relation: str, words: frozenset[str]) -> _OfWords:
    return _OfWords([lexicon.drawn_to(relation, word) for word in sorted(words)])


def of_row(lexicon: Lexicon, told: Told, names: Sequence[str]) -> list[Values]:
    """What speaks for concepts in this row alone, in the order of `OF_ROW`: words around that the caption has not, what
    the statements state, and what they and their rules call so."""
    if not names:
        return []
    around = _words_around(told.scene, told.heading, told.column).difference(told.caption.split())
    rarity, words, tellings, telling = lexicon.rarity, lexicon.words, lexicon.tellings, lexicon.telling(around)
    found: list[Values] = []
    for name in names:
        shared = fsum([rarity[word] for word in around & words[name]])
        stated = (float(name in told.stated), float(name in told.captioned), float(name in told.ruled))
        found.append((shared / telling, shared / tellings[name], *stated))
    return found


@lru_cache(maxsize=256)
def _words_around(scene: Scene, heading: str, column: str) -> frozenset[str]:
    return frozenset((*heading.split(), *column.split(), *scene.lead, *scene.title))


def of_ties(lexicon: Lexicon, around: Around, names: Sequence[str]) -> list[Values]:
    """What the rows around say for each concept, in the order of `TIES`."""
    above, below = lexicon.drawn_to("above", around.above), lexicon.drawn_to("below", around.below)
    parts, whole, before = around.parts, around.whole, around.above
    return [
        (above.of(name), below.of(name), float(name in parts), float(name == whole), float(name == before))
        for name in names
    ]
