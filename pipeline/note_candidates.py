"""What a note says of an amount → the concepts that it may mean, and what speaks for each.

In: a caption and what stands around it (`Told`), and the lexicon. Out: candidates that fit the unit, the kind of time
and the year, each with numbers in the order of `FEATURES`. How these are weighed is for `note_concepts` to know. The
numbers are scores, never amounts: they are floats here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import fsum, log
from typing import TypeAlias

from pipeline.note_evidence import NOTHING, OWN, Drawn, Lexicon, spell_name
from pipeline.note_told import ALONE, Told
from pipeline.note_votes import NO_VOTE, Vote, by_votes, heard, named_like, votes_for
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


def features_of(lexicon: Lexicon, told: Told) -> tuple[Sequence[str], Sequence[Values], Values]:
    """The candidates, what speaks for each in the order of `FEATURES`, and for none of them in that of `OF_OWN`."""
    given, ties = _given(lexicon, replace(told, around=ALONE)), told.around
    by_ties = given.fits.first(sorted({ties.above, ties.whole, *ties.parts}), MOST["scene"])
    names = list(dict.fromkeys((*given.names, *by_ties)))
    above, below = lexicon.drawn_to("above", ties.above), lexicon.drawn_to("below", ties.below)
    found = []
    for name in names:
        of_print, of_facts = given.say(name)
        of_ties = (name in ties.parts, name == ties.whole, name == ties.above)
        found.append((*of_print, above.of(name), below.of(name), *map(float, of_ties), *of_facts))
    most_said = max((values[SAID] for values in found), default=0.0)
    likeness = max((likeness for likeness, _ in heard(lexicon, told.caption)), default=0.0)
    said, note = given.said, given.around.note
    return names, found, (1.0, likeness, log(said.cast + 0.01), most_said, said.of_own, note.of(OWN))


@dataclass(frozen=True, slots=True)
class _Given:
    """What is known of an amount before the rows around it are: it is asked for twice, and reckoned once."""

    lexicon: Lexicon
    told: Told
    fits: "_Fits"
    names: tuple[str, ...]
    """The candidates that the print and the statements bring."""
    said: "_Said"
    around: "_Around"
    words: "_Words"
    headings: "_Headings"
    known: dict[str, tuple[Values, Values]] = field(default_factory=dict)

    def say(self, name: str) -> tuple[Values, Values]:
        """What speaks for a concept, in the order of `FEATURES`: what stands before the rows around it, and after."""
        if name not in self.known:
            told = self.told
            of_print = (
                *self.said.of_caption(name),
                *self.around.lifts(name),
                *self.words.shared(name),
                log(self.lexicon.usual.get(name, 0) + 0.3),
                float(name in told.stated),
                named_like(self.lexicon, told.caption).get(name, 0.0),
                float(name in self.said.filers_here),
            )
            of_facts = (float(name in told.captioned), float(name in told.ruled), *self.headings.say(name))
            self.known[name] = of_print, of_facts
        return self.known[name]


@lru_cache(maxsize=512)
def _given(lexicon: Lexicon, told: Told) -> _Given:
    fits = _Fits(lexicon, told, _spoken(told))
    return _Given(
        lexicon,
        told,
        fits,
        _candidates(lexicon, told, fits),
        _Said.of(lexicon, told),
        _Around.of(lexicon, told),
        _Words.of(lexicon, told),
        _Headings.of(lexicon, told),
    )


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
        votes = votes_for(lexicon, told.caption, told.scene.note)
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
        votes = tuple([votes_for(lexicon, text, told.scene.note) for text in texts])
        cast = tuple([fsum(vote.anywhere for vote in of_text.values()) + NOTHING for of_text in votes])
        return _Headings(tuple([named_like(lexicon, text) for text in texts]), votes, cast)

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
    lead: "_OfWords"
    title: "_OfWords"

    @staticmethod
    def of(lexicon: Lexicon, told: Told) -> "_Around":
        drawn = lexicon.drawn_to
        return _Around(
            drawn("heading", told.heading),
            drawn("column", told.column),
            drawn("note", told.scene.note),
            drawn("table", told.scene.table),
            _of_words(lexicon, "lead", told.scene.lead),
            _of_words(lexicon, "title", told.scene.title),
        )

    def lifts(self, name: str) -> tuple[float, ...]:
        """How a concept is drawn to the headings, the note and its table; the words of each count together."""
        return (
            self.heading.of(name),
            self.column.of(name),
            self.note.of(name),
            self.table.of(name),
            self.lead[name],
            self.title[name],
        )


class _OfWords(dict[str, float]):
    """How concepts are drawn to words that stand together, each found when it is first asked."""

    def __init__(self, drawn: Sequence[Drawn]) -> None:
        self.drawn = drawn

    def __missing__(self, name: str) -> float:
        return self.setdefault(name, sum([drawn.of(name) for drawn in self.drawn]) / (len(self.drawn) + 1))


@lru_cache(maxsize=256)
def _of_words(lexicon: Lexicon, relation: str, words: frozenset[str]) -> _OfWords:
    return _OfWords([lexicon.drawn_to(relation, word) for word in sorted(words)])


def _candidates(lexicon: Lexicon, told: Told, fits: "_Fits") -> tuple[str, ...]:
    """The concepts that the print and the statements speak for and that can be stated of such an amount."""
    note = told.scene.note
    votes = votes_for(lexicon, told.caption, note)
    by_note = sorted((name for name in votes if votes[name].here), key=lambda name: (-votes[name].here, name))
    return tuple(
        dict.fromkeys(
            (
                *fits.first(by_votes(lexicon, told.caption, note), MOST["alike"]),
                *fits.first(by_note, MOST["here"]),
                *fits.first(named_like(lexicon, told.caption), MOST["named"]),
                *fits.first(named_like(lexicon, _all_words(told)), MOST["around"]),
                *fits.first(_of_scene(lexicon, told), MOST["scene"]),
                *fits.first(named_like(lexicon, told.heading), MOST["beside"]),
                *fits.first(named_like(lexicon, told.column), MOST["beside"]),
                *fits.first(by_votes(lexicon, told.heading, note), MOST["beside"]),
                *fits.first(by_votes(lexicon, told.column, note), MOST["beside"]),
                *fits.first(sorted(told.stated | told.captioned | told.ruled), MOST["alike"]),
            )
        )
    )


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
        return all(words & self.spoken for words in _spoken_of(name))


@lru_cache(maxsize=16384)
def _spoken_of(name: str) -> tuple[set[str], ...]:
    return tuple([words for start, words in SPOKEN_OF.items() if name.startswith(start)])


def _spoken(told: Told) -> frozenset[str]:
    blocks = (spell_name(told.scene.note).split(), spell_name(told.scene.table).split())
    return frozenset((*_all_words(told).split(), *blocks[0], *blocks[1]))


def _all_words(told: Told) -> str:
    """The caption with the words around it, as one caption."""
    scene = told.scene
    return " ".join((told.caption, told.heading, told.column, *sorted(scene.lead), *sorted(scene.title))).strip()


def _of_scene(lexicon: Lexicon, told: Told) -> Sequence[str]:
    return _drawn(lexicon, told.scene.note, told.scene.table, told.heading, told.column)


@lru_cache(maxsize=512)
def _drawn(lexicon: Lexicon, note: str, table: str, heading: str, column: str) -> Sequence[str]:
    """The concepts that are drawn to the table, the column, the note and the heading, the most drawn first."""
    scores: dict[str, float] = {}
    drawn = lexicon.drawn_to
    for around, weight in (
        (drawn("table", table), 1.0),
        (drawn("column", column), 1.0),
        (drawn("note", note), 0.6),
        (drawn("heading", heading), 0.6),
    ):
        for name, lift in around.lifts.items():
            if lift > 0:
                scores[name] = scores.get(name, 0.0) + weight * lift
    return sorted(scores, key=lambda name: (-scores[name], name))


def like_of(lexicon: Lexicon, told: Told) -> dict[str, str]:
    """For each concept that captions like one were given the likest of them."""
    return {name: vote.like for name, vote in votes_for(lexicon, told.caption, told.scene.note).items()}
