"""A caption of a note, or a phrase of its sentences → the concepts that it may mean, the likeliest first.

In: what a note says of an amount (`Told`): the caption, the heading above it, what its column measures, what the table
and the note are of, its unit and kind of time. Out: candidates with their chances. Whether one is stated is for the
caller to decide. Chances are scores: floats here, `Decimal` where they leave.

A candidate's score is a weighted sum, as in `ranking`; the candidates and "a concept of the filer's own" share the
whole likelihood. The caption counts most, then the words of the concept's own name in caption, headings and lead.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import exp, fsum, log
from operator import mul
from typing import NamedTuple, TypeAlias

from pipeline.likeness import most_like
from pipeline.model import Candidate, Unit
from pipeline.note_evidence import NOTHING, OWN, Drawn, Lexicon, load_lexicon
from pipeline.suggest import Suggester
from pipeline.taxonomy import is_in_use

FEATURES = (
    *("alike", "alike-in-note", "caption", "heading", "column", "note", "table", "lead", "title"),
    *("said", "meant", "said-around", "meant-around", "usual", "stated", "named", "known-here"),
    *("above", "below", "part", "whole", "as-above"),
)
OF_OWN = ("own", "own:likeness", "own:votes", "own:said", "own:caption", "own:note")
BEST = 3
"""Candidates that a reviewer may choose from."""
MOST = {"alike": 12, "here": 6, "named": 6, "around": 6, "scene": 8}
"""How many candidates each kind of evidence brings."""
SHARPNESS = 4
"""The power of a caption's likeness in its vote, as in `suggest`."""
LIKE_FILERS = 3
"""How many filers of the caption itself the captions like it are worth together."""
LEAST = 0.003
"""The share of a candidate that no caption speaks for."""
AWAY, UNHEARD = 0.05, -2.0
"""What the votes of all notes weigh among those of one kind, and what stands where no note of the kind votes."""
SAID = FEATURES.index("said")
Values: TypeAlias = tuple[float, ...]
_THOUSANDTH = Decimal("0.001")


class Vote(NamedTuple):
    """What captions like one say for a concept: anywhere, in notes of the same kind, and the likest of them."""

    anywhere: float
    here: float
    like: str


NO_VOTE = Vote(0.0, 0.0, "")


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
    around: Around = ALONE


def suggest_note_concept(suggester: Suggester, told: Told) -> tuple[Candidate, ...]:
    """The best concepts for an amount of a note, the likeliest first, each with its chance.

    A concept of the filer's own has what the candidates of `rank_candidates` leave of the whole.
    """
    return rank_candidates(load_lexicon(suggester.folder, suggester.taxonomy), told)[:BEST]


def rank_candidates(lexicon: Lexicon, told: Told) -> tuple[Candidate, ...]:
    """Every concept that something speaks for, the likeliest first."""
    if not lexicon.weights:
        return ()
    names, features, of_own = features_of(lexicon, told)
    weights = [lexicon.weights.get(name, 0.0) for name in FEATURES]
    scores = [sum(map(mul, weights, values)) for values in features]
    own = sum(map(mul, [lexicon.weights.get(name, 0.0) for name in OF_OWN], of_own))
    highest = max([own, *scores])
    shares = [exp(score - highest) for score in scores]
    whole = fsum([exp(own - highest), *shares])
    votes = _votes_for(lexicon, told.caption, told.scene.note)
    ordered = sorted((-round(share / whole, 6), name) for share, name in zip(shares, names, strict=True))
    return tuple(
        Candidate(name, Decimal(-unlikely).quantize(_THOUSANDTH), votes.get(name, NO_VOTE).like)
        for unlikely, name in ordered
    )


def features_of(lexicon: Lexicon, told: Told) -> tuple[Sequence[str], Sequence[Values], Values]:
    """The candidates, what speaks for each in the order of `FEATURES`, and for none of them in that of `OF_OWN`."""
    names = _candidates(lexicon, told)
    said, around, ties = _Said.of(lexicon, told), _Around.of(lexicon, told), told.around
    named = _named(lexicon, told.caption)
    words = _Words.of(lexicon, told)
    found = [
        (
            *said.of_caption(name),
            *around.lifts(name),
            *words.shared(name),
            log(lexicon.usual.get(name, 0) + 0.3),
            float(name in told.stated),
            named.get(name, 0.0),
            float(name in said.filers_here),
            around.above.of(name),
            around.below.of(name),
            float(name in ties.parts),
            float(name == ties.whole),
            float(name == ties.above),
        )
        for name in names
    ]
    most_said = max((values[SAID] for values in found), default=0.0)
    likeness = _likest(lexicon, told.caption)
    return names, found, (1.0, likeness, log(said.cast + 0.01), most_said, said.of_own, around.note.of(OWN))


@dataclass(frozen=True, slots=True)
class _Said:
    """What captions like one say for concepts, and the filers who gave them to the caption itself."""

    votes: Mapping[str, Vote]
    cast: float
    cast_here: float
    filers: Mapping[str, int]
    filers_here: frozenset[str]

    @staticmethod
    def of(lexicon: Lexicon, told: Told) -> "_Said":
        votes = _votes_for(lexicon, told.caption, told.scene.note)
        filers: dict[str, int] = {}
        here: set[str] = set()
        for (name, within), count in lexicon.captions.get(told.caption, {}).items():
            filers[name] = filers.get(name, 0) + count
            if within and within == told.scene.note:
                here.add(name)
        cast = fsum(vote.anywhere for vote in votes.values()) + NOTHING
        return _Said(votes, cast, fsum(vote.here for vote in votes.values()), filers, frozenset(here))

    @property
    def of_own(self) -> float:
        """What speaks for a concept of the filer's own."""
        share = self.filers.get(OWN, 0) / (sum(self.filers.values()) + 1)
        return log(share + self.votes.get(OWN, NO_VOTE).anywhere / self.cast + 0.01)

    def of_caption(self, name: str) -> tuple[float, float, float]:
        """What captions like it say, those in notes of the same kind, and the caption itself."""
        vote = self.votes.get(name, NO_VOTE)
        share = vote.anywhere / self.cast
        here = log((vote.here + AWAY * share) / (self.cast_here + AWAY) + LEAST) if self.cast_here else UNHEARD
        mine = (self.filers.get(name, 0) + LIKE_FILERS * share) / (sum(self.filers.values()) + LIKE_FILERS)
        return log(share + LEAST), here, log(mine + LEAST)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a caption and those around it, to be held against the words of concepts' names."""

    lexicon: Lexicon
    said: frozenset[str]
    around: frozenset[str]
    telling: tuple[float, float]

    @staticmethod
    def of(lexicon: Lexicon, told: Told) -> "_Words":
        said = frozenset(told.caption.split())
        around = frozenset((*told.heading.split(), *told.column.split(), *told.scene.lead, *told.scene.title)) - said
        return _Words(lexicon, said, around, (lexicon.telling(said), lexicon.telling(around)))

    def shared(self, name: str) -> tuple[float, float, float, float]:
        """What caption and name share, of either; and what the words around share with the name, of either."""
        rarity, words, telling = self.lexicon.rarity, self.lexicon.words[name], self.lexicon.tellings[name]
        mine = fsum([rarity[word] for word in self.said & words])
        beside = fsum([rarity[word] for word in self.around & words])
        return mine / self.telling[0], mine / telling, beside / self.telling[1], beside / telling


@dataclass(frozen=True, slots=True)
class _Around:
    """How concepts are drawn to what stands around an amount."""

    heading: Drawn
    column: Drawn
    note: Drawn
    table: Drawn
    lead: tuple[Drawn, ...]
    title: tuple[Drawn, ...]
    above: Drawn
    below: Drawn

    @staticmethod
    def of(lexicon: Lexicon, told: Told) -> "_Around":
        drawn = lexicon.drawn_to
        return _Around(
            drawn("heading", told.heading),
            drawn("column", told.column),
            drawn("note", told.scene.note),
            drawn("table", told.scene.table),
            tuple([drawn("lead", word) for word in sorted(told.scene.lead)]),
            tuple([drawn("title", word) for word in sorted(told.scene.title)]),
            drawn("above", told.around.above),
            drawn("below", told.around.below),
        )

    def lifts(self, name: str) -> tuple[float, ...]:
        """How a concept is drawn to the headings, the note and its table; the words of each count together."""
        return (
            self.heading.of(name),
            self.column.of(name),
            self.note.of(name),
            self.table.of(name),
            sum([drawn.of(name) for drawn in self.lead]) / (len(self.lead) + 1),
            sum([drawn.of(name) for drawn in self.title]) / (len(self.title) + 1),
        )


def _candidates(lexicon: Lexicon, told: Told) -> list[str]:
    """The concepts that something speaks for and that can be stated of such an amount."""
    votes = _votes_for(lexicon, told.caption, told.scene.note)
    by_votes = sorted(votes, key=lambda name: (-votes[name].anywhere, name))
    by_note = sorted((name for name in votes if votes[name].here), key=lambda name: (-votes[name].here, name))
    fits = _Fits(lexicon, told)
    return list(
        dict.fromkeys(
            (
                *fits.first(by_votes, MOST["alike"]),
                *fits.first(by_note, MOST["here"]),
                *fits.first(_named(lexicon, told.caption), MOST["named"]),
                *fits.first(_named(lexicon, _all_words(told)), MOST["around"]),
                *fits.first(_of_scene(lexicon, told), MOST["scene"]),
                *fits.first(sorted(told.stated), len(told.stated)),
                *fits.first(sorted({told.around.above, told.around.whole, *told.around.parts}), MOST["scene"]),
            )
        )
    )


@dataclass(frozen=True, slots=True)
class _Fits:
    """Which concepts can be stated of an amount: by unit, by kind of time, and in the year."""

    lexicon: Lexicon
    told: Told

    def first(self, names: Iterable[str], most: int) -> list[str]:
        found: list[str] = []
        for name in names:
            if len(found) == most:
                break
            if self.can_be(name):
                found.append(name)
        return found

    def can_be(self, name: str) -> bool:
        kind, told = self.lexicon.units.get(name), self.told
        if kind is None or kind[0] is not told.unit or told.is_instant not in (None, kind[1]):
            return False
        return told.year is None or is_in_use(self.lexicon.taxonomy, name, told.year)


def _all_words(told: Told) -> str:
    """The caption with the words around it, as one caption."""
    scene = told.scene
    return " ".join((told.caption, told.heading, told.column, *sorted(scene.lead), *sorted(scene.title))).strip()


@lru_cache(maxsize=4096)
def _votes_for(lexicon: Lexicon, caption: str, note: str) -> Mapping[str, Vote]:
    """What the captions like one say for each concept, everywhere and in notes of the same kind, and the likest."""
    votes: dict[str, Vote] = {}
    for likeness, row in most_like(lexicon.known, caption) if caption else ():
        like = lexicon.known.captions[row]
        counts = lexicon.captions[like]
        weight = likeness**SHARPNESS * sum(counts.values()) ** -0.5
        for (name, within), count in counts.items():
            anywhere, here, first = votes.get(name, (0.0, 0.0, like))
            vote = weight * count
            votes[name] = Vote(anywhere + vote, here + (vote if within and within == note else 0.0), first)
    return votes


@lru_cache(maxsize=4096)
def _likest(lexicon: Lexicon, caption: str) -> float:
    return max((likeness for likeness, _ in most_like(lexicon.known, caption)), default=0.0) if caption else 0.0


@lru_cache(maxsize=4096)
def _named(lexicon: Lexicon, caption: str) -> Mapping[str, float]:
    """The concepts whose own names are like a caption, and how like, the likest first."""
    names = tuple(lexicon.units)
    return {names[row]: likeness for likeness, row in most_like(lexicon.names, caption)} if caption else {}


def _of_scene(lexicon: Lexicon, told: Told) -> list[str]:
    """The concepts that are drawn to the table, the column, the note and the heading, the most drawn first."""
    scores: dict[str, float] = {}
    drawn = lexicon.drawn_to
    scene = told.scene
    for around, weight in (
        (drawn("table", scene.table), 1.0),
        (drawn("column", told.column), 1.0),
        (drawn("note", scene.note), 0.6),
        (drawn("heading", told.heading), 0.6),
    ):
        for name, lift in around.lifts.items():
            if lift > 0:
                scores[name] = scores.get(name, 0.0) + weight * lift
    return sorted(scores, key=lambda name: (-scores[name], name))
