"""What a note says of an amount → the concepts that it may mean, and what speaks for each.

In: a caption and what stands around it (`Told`), and the lexicon. Out: candidates that fit the unit, the kind of time
and the year, each with numbers in the order of `FEATURES`. How these are weighed is for `note_concepts` to know. The
numbers are scores, never amounts: they are floats here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum, log
from typing import NamedTuple, TypeAlias

from pipeline.likeness import most_like
from pipeline.note_evidence import NOTHING, OWN, Drawn, Lexicon, spell_name
from pipeline.note_told import Told
from pipeline.taxonomy import is_in_use

FEATURES = (
    *("alike", "alike-in-note", "caption", "heading", "column", "note", "table", "lead", "title"),
    *("said", "meant", "said-around", "meant-around", "usual", "stated", "named", "known-here"),
    *("above", "below", "part", "whole", "as-above"),
    *("captioned", "ruled", "heading-named", "column-named", "heading-alike", "column-alike"),
)
OF_OWN = ("own", "own:likeness", "own:votes", "own:said", "own:caption", "own:note")
MOST = {"alike": 12, "here": 6, "named": 6, "around": 6, "scene": 8, "beside": 3}
"""How many candidates each kind of evidence brings."""
SHARPNESS = 4
"""The power of a caption's likeness in its vote, as in `suggest`."""
LIKE_FILERS = 3
"""How many filers of the caption itself the captions like it are worth together."""
LEAST = 0.003
"""The share of a candidate that no caption speaks for."""
AWAY, UNHEARD = 0.05, -2.0
"""What the votes of all notes weigh among those of one kind, and what stands where no note of the kind votes."""
SPOKEN_OF = {
    "DefinedBenefitPlan": {"benefit", "pension", "plan", "postretirement", "retirement", "opeb"},
    "BusinessCombination": {"acquisition", "acquire", "acquired", "business", "combination", "merger", "purchase"},
    "BusinessAcquisition": {"acquisition", "acquire", "acquired", "business", "combination", "merger", "purchase"},
    "DisposalGroup": {"discontinued", "disposal", "disposed", "disposition", "divestiture", "held", "sale", "sold"},
}
"""Words one of which is said of every amount of a concept so named: equity securities at fair value are a plan's only
where a plan is spoken of."""
SAID = FEATURES.index("said")
Values: TypeAlias = tuple[float, ...]


class Vote(NamedTuple):
    """What captions like one say for a concept: anywhere, in notes of the same kind, and the likest of them."""

    anywhere: float
    here: float
    like: str


NO_VOTE = Vote(0.0, 0.0, "")


def features_of(lexicon: Lexicon, told: Told) -> tuple[Sequence[str], Sequence[Values], Values]:
    """The candidates, what speaks for each in the order of `FEATURES`, and for none of them in that of `OF_OWN`."""
    names = _candidates(lexicon, told)
    said, around, ties = _Said.of(lexicon, told), _Around.of(lexicon, told), told.around
    named = _named(lexicon, told.caption)
    words, beside = _Words.of(lexicon, told), _Headings.of(lexicon, told)
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
            float(name in told.captioned),
            float(name in told.ruled),
            *beside.say(name),
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
class _Headings:
    """What a row's heading and its column say as captions would: where rows are members, they say what is stated."""

    named: tuple[Mapping[str, float], ...]
    votes: tuple[Mapping[str, Vote], ...]
    cast: tuple[float, ...]

    @staticmethod
    def of(lexicon: Lexicon, told: Told) -> "_Headings":
        texts = (told.heading, told.column)
        votes = tuple([_votes_for(lexicon, text, told.scene.note) for text in texts])
        cast = tuple([fsum(vote.anywhere for vote in of_text.values()) + NOTHING for of_text in votes])
        return _Headings(tuple([_named(lexicon, text) for text in texts]), votes, cast)

    def say(self, name: str) -> tuple[float, ...]:
        """How like the name is to each, and what captions like each say for it."""
        named = [names.get(name, 0.0) for names in self.named]
        shares = [votes.get(name, NO_VOTE).anywhere / cast for votes, cast in zip(self.votes, self.cast, strict=True)]
        return (
            *named,
            *[
                log(share + LEAST) if cast > NOTHING else log(LEAST)
                for share, cast in zip(shares, self.cast, strict=True)
            ],
        )


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
    by_note = sorted((name for name in votes if votes[name].here), key=lambda name: (-votes[name].here, name))
    fits = _Fits(lexicon, told, _spoken(told))
    return list(
        dict.fromkeys(
            (
                *fits.first(_by_votes(votes), MOST["alike"]),
                *fits.first(by_note, MOST["here"]),
                *fits.first(_named(lexicon, told.caption), MOST["named"]),
                *fits.first(_named(lexicon, _all_words(told)), MOST["around"]),
                *fits.first(_of_scene(lexicon, told), MOST["scene"]),
                *fits.first(_named(lexicon, told.heading), MOST["beside"]),
                *fits.first(_named(lexicon, told.column), MOST["beside"]),
                *fits.first(_by_votes(_votes_for(lexicon, told.heading, told.scene.note)), MOST["beside"]),
                *fits.first(_by_votes(_votes_for(lexicon, told.column, told.scene.note)), MOST["beside"]),
                *fits.first(sorted(told.stated | told.captioned | told.ruled), MOST["alike"]),
                *fits.first(sorted({told.around.above, told.around.whole, *told.around.parts}), MOST["scene"]),
            )
        )
    )


def _by_votes(votes: Mapping[str, Vote]) -> list[str]:
    return sorted(votes, key=lambda name: (-votes[name].anywhere, name))


@dataclass(frozen=True, slots=True)
class _Fits:
    """Which concepts can be stated of an amount: by unit, by kind of time, and in the year."""

    lexicon: Lexicon
    told: Told
    spoken: frozenset[str]
    """Every word that is said of the amount, by its text blocks too."""

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
        if told.year is not None and not is_in_use(self.lexicon.taxonomy, name, told.year):
            return False
        return all(not name.startswith(start) or words & self.spoken for start, words in SPOKEN_OF.items())


def _spoken(told: Told) -> frozenset[str]:
    blocks = (spell_name(told.scene.note).split(), spell_name(told.scene.table).split())
    return frozenset((*_all_words(told).split(), *blocks[0], *blocks[1]))


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


def like_of(lexicon: Lexicon, told: Told) -> dict[str, str]:
    """For each concept that captions like one were given the likest of them."""
    return {name: vote.like for name, vote in _votes_for(lexicon, told.caption, told.scene.note).items()}
