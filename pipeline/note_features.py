"""A caption of a note and what stands around it → what each speaks for, in numbers, and what these weigh together.

In: the caption, its note, its heading and column, and the lexicon with its weights. Out: `Speaks`, which weighs a
concept when it is first asked: rows of a table share their captions, headings and columns, tables their scenes. Which
concepts are asked for is for `note_candidates` to know. The numbers are scores, never amounts: they are floats here.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum, log
from operator import mul
from typing import TypeAlias

from pipeline.note_evidence import NOWHERE, OWN, Drawn, Lexicon, spell_name
from pipeline.note_told import Around, Scene, Told
from pipeline.note_votes import Votes, heard, named_like, votes_for

OF_CAPTION = ("alike", "alike-in-note", "caption", "said", "meant", "named", "known-here")
OF_SCENE = ("note", "table", "lead", "title", "usual")
OF_HEADING, OF_COLUMN = (
    (text, f"{text}-named", f"{text}-alike")  # where rows are members, they say what is stated
    for text in ("heading", "column")
)
OF_WORDS = ("said-around", "meant-around")
OF_STATED = ("stated", "captioned", "ruled")
OF_ABOVE, OF_BELOW = ("above",), ("below",)
OF_TIES = ("part", "whole", "as-above")
FEATURES = (
    *(*OF_CAPTION, *OF_SCENE, *OF_HEADING, *OF_COLUMN, *OF_WORDS, *OF_STATED),
    *(*OF_ABOVE, *OF_BELOW, *OF_TIES),
)
"""What speaks for a concept: a caption, what stands around it, and last what the rows around say."""
SAID = OF_CAPTION.index("said")
OF_OWN = ("own", "own:likeness", "own:votes", "own:said", "own:caption", "own:note")
LIKE_FILERS = 3
"""How many filers of the caption itself the captions like it are worth together."""
LEAST = 0.003
"""The share of a candidate that no caption speaks for."""
AWAY, UNHEARD = 0.05, -2.0
"""What the votes of all notes weigh among those of one kind, and what stands where no note of the kind votes."""
Values: TypeAlias = tuple[float, ...]
NONE_SAID = 0.0, 0.0
"""Where a name has none of the words."""


class Speaks(dict[str, float]):
    """What is said, as it speaks for concepts: how much for each, its numbers weighed when it is first asked."""

    def __init__(self, lexicon: Lexicon, features: tuple[str, ...], reckon: Callable[[str], Values]) -> None:
        self.weights, self.reckon = weights_of(lexicon, features), reckon
        self.reckoned: dict[str, Values] = {}
        """The numbers of each concept that was asked for."""

    def __missing__(self, name: str) -> float:
        values = self.reckoned[name] = self.reckon(name)
        weight: float = sum(map(mul, self.weights, values))
        self[name] = weight
        return weight


def said_of(lexicon: Lexicon, words: frozenset[str]) -> Callable[[str], Values]:
    """What tells how much of some words a concept's name has, and how much of it they are, by how telling each is."""
    telling, names, tellings, rarity = lexicon.telling(words), lexicon.words, lexicon.tellings, lexicon.rarity

    def reckon(name: str) -> Values:
        both = words & names[name]
        if not both:
            return NONE_SAID
        shared = fsum([rarity[word] for word in both])
        return shared / telling, shared / tellings[name]

    return reckon


def of_sets(lexicon: Lexicon, features: tuple[str, ...], sets: Sequence[Collection[str]]) -> Mapping[str, float]:
    """What it weighs for concepts to be in some sets, of each of which a feature tells; those in none are left out."""
    weights = weights_of(lexicon, features)
    return {name: sum(map(mul, weights, in_sets(sets, name))) for name in set().union(*sets)}


def in_sets(sets: Sequence[Collection[str]], name: str) -> Values:
    """In which of some sets a concept is."""
    return tuple([float(name in each) for each in sets])


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
    named, of = named_like(lexicon, caption), sum(filers.values()) + LIKE_FILERS
    said = said_of(lexicon, frozenset(caption.split()))

    def reckon(name: str) -> Values:
        share = votes.share(name)
        return (
            log(share + LEAST),
            _here(votes, name, share),
            log((filers.get(name, 0) + LIKE_FILERS * share) / of + LEAST),
            *said(name),
            named.get(name, 0.0),
            float(name in here),
        )

    return Speaks(lexicon, OF_CAPTION, reckon)


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


class _Together(dict[str, float]):
    """What several speak for concepts."""

    def __init__(self, parts: Sequence[Speaks]) -> None:
        self.parts = parts

    def __missing__(self, name: str) -> float:
        weight = self[name] = sum([part[name] for part in self.parts])
        return weight


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What stands around a caption: its scene, its heading and its column, and what they say."""

    texts: tuple[str, ...]
    """Heading, column, and the words of the scene."""
    words: frozenset[str]
    spoken: frozenset[str]
    """The words, and those of the names of the text blocks."""
    parts: tuple[Speaks, ...]
    """What scene, heading and column say for concepts."""
    together: Mapping[str, float]
    """What they say together."""


def surroundings_of(lexicon: Lexicon, told: Told) -> Surroundings:
    """What stands around a caption."""
    return _surroundings_of(lexicon, told.scene, told.heading, told.column)


@lru_cache(maxsize=256)
def _surroundings_of(lexicon: Lexicon, scene: Scene, heading: str, column: str) -> Surroundings:
    words = frozenset((*heading.split(), *column.split(), *scene.lead, *scene.title))
    parts = _of_scene(lexicon, scene), _of_text(lexicon, OF_HEADING, heading), _of_text(lexicon, OF_COLUMN, column)
    return Surroundings(
        (heading, column, " ".join(sorted(scene.lead)), " ".join(sorted(scene.title))),
        words,
        words.union(spell_name(scene.note).split(), spell_name(scene.table).split()),
        parts,
        _Together(parts),
    )


@lru_cache(maxsize=128)
def _of_scene(lexicon: Lexicon, scene: Scene) -> Speaks:
    """What the note and its table say for concepts, in the order of `OF_SCENE`."""
    note, table = lexicon.drawn_to("note", scene.note), lexicon.drawn_to("table", scene.table)
    lead, title = _of_words(lexicon, "lead", scene.lead), _of_words(lexicon, "title", scene.title)

    def reckon(name: str) -> Values:
        return note.of(name), table.of(name), lead[name], title[name], log(lexicon.usual.get(name, 0) + 0.3)

    return Speaks(lexicon, OF_SCENE, reckon)


@lru_cache(maxsize=256)
def _of_text(lexicon: Lexicon, features: tuple[str, ...], text: str) -> Speaks:
    """What a heading or a column says for concepts, the first of the features being how they are drawn to it."""
    drawn, named, votes = lexicon.drawn_to(features[0], text), named_like(lexicon, text), votes_for(lexicon, text, "")

    def reckon(name: str) -> Values:
        return drawn.of(name), named.get(name, 0.0), log(votes.share(name) + LEAST)

    return Speaks(lexicon, features, reckon)


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


def of_words(lexicon: Lexicon, around: Surroundings, caption: str) -> Callable[[str], Values]:
    """What tells what the words say that stand around a caption and not in it, in the order of `OF_WORDS`."""
    return said_of(lexicon, around.words.difference(caption.split()))


# --- what the rows around say ------------------------------------------------------------


@lru_cache(maxsize=1024)
def of_neighbour(lexicon: Lexicon, features: tuple[str, ...], concept: str) -> Drawn:
    """How concepts are drawn to that of the row above or below, weighed."""
    drawn, (weight,) = lexicon.drawn_to(features[0], concept), weights_of(lexicon, features)
    return Drawn({name: weight * lift for name, lift in drawn.lifts.items()}, weight * drawn.unseen)


def tied(around: Around) -> Sequence[Collection[str]]:
    """The concepts of a total's parts, of the whole, and of the row above, in the order of `OF_TIES`."""
    return around.parts, (around.whole,), (around.above,)
