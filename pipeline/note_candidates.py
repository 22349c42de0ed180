"""What a note says of an amount → the concepts that it may mean, and what speaks for each.

In: a caption and what stands around it (`Told`), and the lexicon. Out: candidates that fit the unit, the kind of time
and the year, each with numbers in the order of `FEATURES`. How these are weighed is for `note_concepts` to know. The
numbers are scores, never amounts: they are floats here.

A row is asked for twice, before the rows around it are known and after; what it says by itself is reckoned once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import fsum, log
from typing import TypeAlias

from pipeline.note_evidence import OWN, Drawn, Lexicon, concepts_of_kind, spell_name
from pipeline.note_told import ALONE, Around, Scene, Told
from pipeline.note_votes import Votes, by_votes, by_votes_here, heard, named_like, named_like_all, votes_for

BARE = (
    *("alike", "alike-in-note", "caption", "heading", "column", "note", "table", "lead", "title"),
    *("said", "meant", "said-around", "meant-around", "usual", "stated", "named", "known-here"),
    *("captioned", "ruled", "heading-named", "column-named", "heading-alike", "column-alike"),
)
"""What speaks for a candidate by itself."""
TIES = ("above", "below", "part", "whole", "as-above")
"""What the rows around say for it."""
FEATURES = (*BARE, *TIES)
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
SAID, MOST_SAID = BARE.index("said"), OF_OWN.index("own:said")
Values: TypeAlias = tuple[float, ...]


def features_of(lexicon: Lexicon, told: Told) -> tuple[Sequence[str], Sequence[Values], Values]:
    """The candidates, what speaks for each in the order of `FEATURES`, and for none of them in that of `OF_OWN`."""
    row = row_of(lexicon, told)
    names, features = row.beside(told.around)
    names, features = [*row.names, *names], [*row.features, *features]
    ties = ties_of(lexicon, told.around, names)
    return names, [(*mine, *of_ties) for mine, of_ties in zip(features, ties, strict=True)], row.of_own_with(features)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """What is known of an amount before the rows around it are."""

    names: Sequence[str]
    """The candidates that the print and the statements bring."""
    features: Sequence[Values]
    """What speaks for each, in the order of `BARE`."""
    of_own: Values
    """What speaks for none of them, in the order of `OF_OWN`."""
    spoken: "_Spoken"

    def beside(self, around: Around) -> tuple[Sequence[str], Sequence[Values]]:
        """The candidates that the rows around bring beyond these, and what the row itself says for them."""
        brought = {around.above, around.whole, *around.parts}
        names = [name for name in self.spoken.fits.first(sorted(brought), MOST["scene"]) if name not in self.names]
        return names, self.spoken.say(names) if names else ()

    def of_own_with(self, features: Sequence[Values]) -> Values:
        """What speaks for none of the candidates of these features."""
        most_said = max([values[SAID] for values in features], default=0.0)
        return *self.of_own[:MOST_SAID], most_said, *self.of_own[MOST_SAID + 1 :]


def row_of(lexicon: Lexicon, told: Told) -> Row:
    """What is known of an amount before the rows around it are: reckoned once, though it is asked for twice."""
    return _row_of(lexicon, told if told.around == ALONE else replace(told, around=ALONE))


@lru_cache(maxsize=512)
def _row_of(lexicon: Lexicon, told: Told) -> Row:
    spoken = _Spoken.of(lexicon, told)
    names = _candidates(lexicon, told, spoken.fits)
    features = spoken.say(names)
    likeness = max([likeness for likeness, _ in heard(lexicon, told.caption)], default=0.0)
    note = lexicon.drawn_to("note", told.scene.note).of(OWN)
    row = Row(names, features, (1.0, likeness, log(spoken.votes.cast + 0.01), 0.0, spoken.of_own, note), spoken)
    return replace(row, of_own=row.of_own_with(features))


def ties_of(lexicon: Lexicon, around: Around, names: Sequence[str]) -> list[Values]:
    """What the rows around say for each concept, in the order of `TIES`."""
    above, below = lexicon.drawn_to("above", around.above), lexicon.drawn_to("below", around.below)
    parts, whole, before = around.parts, around.whole, around.above
    return [
        (above.of(name), below.of(name), float(name in parts), float(name == whole), float(name == before))
        for name in names
    ]


@dataclass(frozen=True, slots=True)
class _Spoken:
    """All that a row says by itself: its caption's votes, its heading's and its column's, and what its words are."""

    lexicon: Lexicon
    told: Told
    fits: "_Fits"
    votes: Votes
    filers: Mapping[str, int]
    """The filers who gave a concept to the caption itself."""
    filers_here: frozenset[str]
    """The concepts that filers gave it in notes of the same kind."""
    words: "_Words"

    @staticmethod
    def of(lexicon: Lexicon, told: Told) -> "_Spoken":
        note = told.scene.note
        filers: dict[str, int] = {}
        here: set[str] = set()
        for (name, within), count in lexicon.captions.get(told.caption, {}).items():
            filers[name] = filers.get(name, 0) + count
            if within and within == note:
                here.add(name)
        votes = votes_for(lexicon, told.caption, note)
        return _Spoken(lexicon, told, _Fits.of(lexicon, told), votes, filers, frozenset(here), _Words.of(lexicon, told))

    @property
    def of_own(self) -> float:
        """What speaks for a concept of the filer's own."""
        share = self.filers.get(OWN, 0) / (sum(self.filers.values()) + 1)
        return log(share + self.votes.anywhere.get(OWN, 0.0) / self.votes.cast + 0.01)

    def say(self, names: Sequence[str]) -> list[Values]:
        """What speaks for each concept, in the order of `BARE`; one kind of evidence after the other, for speed."""
        told, usual = self.told, self.lexicon.usual
        named = named_like(self.lexicon, told.caption)
        return (
            list(
                zip(
                    *self._of_caption(names),
                    *self._lifts(names),
                    *zip(*map(self.words.shared, names), strict=True),
                    [log(usual.get(name, 0) + 0.3) for name in names],
                    [float(name in told.stated) for name in names],
                    [named.get(name, 0.0) for name in names],
                    [float(name in self.filers_here) for name in names],
                    [float(name in told.captioned) for name in names],
                    [float(name in told.ruled) for name in names],
                    *self._of_headings(names),
                    strict=True,
                )
            )
            if names
            else []
        )

    def _of_caption(self, names: Sequence[str]) -> tuple[list[float], list[float], list[float]]:
        """What captions like it say, those in notes of the same kind, and the caption itself."""
        votes, filers = self.votes, self.filers
        shares = votes.shares(names)
        of, cast_here = sum(filers.values()) + LIKE_FILERS, votes.cast_here
        here = [
            log((votes.here.get(name, 0.0) + AWAY * share) / (cast_here + AWAY) + LEAST) if cast_here else UNHEARD
            for name, share in zip(names, shares, strict=True)
        ]
        mine = [
            log((filers.get(name, 0) + LIKE_FILERS * share) / of + LEAST)
            for name, share in zip(names, shares, strict=True)
        ]
        return [log(share + LEAST) for share in shares], here, mine

    def _lifts(self, names: Sequence[str]) -> Iterable[list[float]]:
        """How concepts are drawn to the headings, the note and its table; the words of each count together."""
        told, drawn = self.told, self.lexicon.drawn_to
        scene = told.scene
        around = (("heading", told.heading), ("column", told.column), ("note", scene.note), ("table", scene.table))
        for relation, other in around:
            yield drawn(relation, other).of_each(names)
        for relation, words in (("lead", scene.lead), ("title", scene.title)):
            of_words = _of_words(self.lexicon, relation, words)
            yield [of_words[name] for name in names]

    def _of_headings(self, names: Sequence[str]) -> Iterable[list[float]]:
        """How like concepts' names are to the row's heading and its column, and what captions like each say for them:
        where rows are members, they say what is stated."""
        texts = (self.told.heading, self.told.column)
        for text in texts:
            named = named_like(self.lexicon, text)
            yield [named.get(name, 0.0) for name in names]
        for text in texts:
            votes = votes_for(self.lexicon, text, self.told.scene.note)
            shares = votes.shares(names) if votes.are_heard else [0.0] * len(names)
            yield [log(share + LEAST) for share in shares]


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


class _OfWords(dict[str, float]):
    """How concepts are drawn to words that stand together, each found when it is first asked."""

    def __init__(self, drawn: Sequence[Drawn]) -> None:
        self.drawn = drawn

    def __missing__(self, name: str) -> float:
        return self.setdefault(name, sum([drawn.of(name) for drawn in self.drawn]) / (len(self.drawn) + 1))


@lru_cache(maxsize=256)
def _of_words(lexicon: Lexicon, relation: str, words: frozenset[str]) -> _OfWords:
    return _OfWords([lexicon.drawn_to(relation, word) for word in sorted(words)])


def _candidates(lexicon: Lexicon, told: Told, fits: "_Fits") -> list[str]:
    """The concepts that the print and the statements speak for and that can be stated of such an amount."""
    first, note = fits.first, told.scene.note
    return list(
        dict.fromkeys(
            (
                *first(by_votes(lexicon, told.caption), MOST["alike"]),
                *first(by_votes_here(lexicon, told.caption, note), MOST["here"]),
                *first(named_like(lexicon, told.caption), MOST["named"]),
                *first(named_like_all(lexicon, _texts(told)), MOST["around"]),
                *first(_of_scene(lexicon, told), MOST["scene"]),
                *first(named_like(lexicon, told.heading), MOST["beside"]),
                *first(named_like(lexicon, told.column), MOST["beside"]),
                *first(by_votes(lexicon, told.heading), MOST["beside"]),
                *first(by_votes(lexicon, told.column), MOST["beside"]),
                *first(sorted(told.stated | told.captioned | told.ruled), MOST["alike"]),
            )
        )
    )


@dataclass(frozen=True, slots=True)
class _Fits:
    """Which concepts can be stated of an amount: by unit, by kind of time, in the year, and by what is spoken of."""

    usable: frozenset[str]
    unspoken: tuple[str, ...]
    """How the names of concepts begin of which nothing is said, by its text blocks either."""

    @staticmethod
    def of(lexicon: Lexicon, told: Told) -> "_Fits":
        scene = told.scene
        spoken = set(" ".join(_texts(told)).split())
        spoken.update(spell_name(scene.note).split(), spell_name(scene.table).split())
        unspoken = tuple([start for start, words in SPOKEN_OF.items() if words.isdisjoint(spoken)])
        return _Fits(concepts_of_kind(lexicon, told.unit, told.is_instant, told.year), unspoken)

    def first(self, names: Iterable[str], most: int) -> list[str]:
        found: list[str] = []
        usable, unspoken = self.usable, self.unspoken
        for name in names:
            if name in usable and not name.startswith(unspoken):
                found.append(name)
                if len(found) == most:
                    break
        return found


def _texts(told: Told) -> tuple[str, ...]:
    """The caption and what stands around it."""
    return told.caption, told.heading, told.column, *_words_of(told.scene)


@lru_cache(maxsize=64)
def _words_of(scene: Scene) -> tuple[str, str]:
    return " ".join(sorted(scene.lead)), " ".join(sorted(scene.title))


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


def like_of(lexicon: Lexicon, told: Told) -> Mapping[str, str]:
    """For each concept that captions like one were given the likest of them."""
    return votes_for(lexicon, told.caption, told.scene.note).like
