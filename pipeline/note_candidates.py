"""What a note says of an amount → the concepts that it may mean, and what speaks for each.

In: a caption and what stands around it (`Told`), and the lexicon. Out: candidates that fit the unit, the kind of time
and the year, and what speaks for them, weighed or as numbers in the order of `FEATURES`. What that makes of their
chances is for `note_concepts` to know.

A row is scored twice, before the rows around it are known and after; what it says by itself is reckoned once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import mul

from pipeline.note_evidence import Lexicon, concepts_of_kind, spell_name
from pipeline.note_features import (
    OF_OWN,
    OF_ROW,
    SAID,
    TIES,
    Speaks,
    Values,
    of_caption,
    of_own,
    of_row,
    of_scene,
    of_ties,
    weights_of,
)
from pipeline.note_told import ALONE, Around, Scene, Told
from pipeline.note_votes import by_votes, by_votes_here, named_like, named_like_all, votes_for

MOST = {"alike": 8, "here": 4, "named": 4, "around": 4, "scene": 4, "beside": 2}
"""How many candidates each kind of evidence brings: half as many again name 7 more of 10,000 rows of unseen filers
rightly."""
SPOKEN_OF = {
    "DefinedBenefitPlan": {"benefit", "pension", "plan", "postretirement", "retirement", "opeb"},
    "BusinessCombination": {"acquisition", "acquire", "acquired", "business", "combination", "merger", "purchase"},
    "BusinessAcquisition": {"acquisition", "acquire", "acquired", "business", "combination", "merger", "purchase"},
    "DisposalGroup": {"discontinued", "disposal", "disposed", "disposition", "divestiture", "held", "sale", "sold"},
}
"""Words one of which is said of every amount of a concept so named: equity securities at fair value are a plan's only
where a plan is spoken of."""


def features_of(lexicon: Lexicon, told: Told) -> tuple[Sequence[str], Sequence[Values], Values]:
    """The candidates, what speaks for each in the order of `FEATURES`, and for none of them in that of `OF_OWN`."""
    row = row_of(lexicon, told)
    names = [*row.names, *row.beside(told.around)]
    mine, scene = row.speaks
    features = [
        (*mine.of(name)[0], *scene.of(name)[0], *of_this, *ties)
        for name, of_this, ties in zip(
            names, of_row(lexicon, told, names), of_ties(lexicon, told.around, names), strict=True
        )
    ]
    return names, features, of_own(lexicon, told, row.most_said(names))


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of an amount before the rows around it are."""

    lexicon: Lexicon
    told: Told
    fits: "_Fits"
    speaks: tuple[Speaks, Speaks]
    """What its caption says, and what stands around that."""
    names: Sequence[str]
    """The candidates that the print and the statements bring."""
    scores: Sequence[float]
    """What speaks for each."""

    def beside(self, around: Around) -> Sequence[str]:
        """The candidates that the rows around bring beyond these."""
        if around == ALONE:
            return ()
        brought = sorted({around.above, around.whole, *around.parts})
        return [name for name in self.fits.first(brought, MOST["scene"]) if name not in self.names]

    def score(self, around: Around) -> tuple[Sequence[str], Sequence[float], float]:
        """The candidates beside such rows, what all that speaks for each weighs, and what speaks for none of them."""
        more = self.beside(around)
        names, scores = [*self.names, *more], [*self.scores, *_scores(self.lexicon, self.told, self.speaks, more)]
        if around != ALONE:
            weights = weights_of(self.lexicon, TIES)
            ties = [sum(map(mul, weights, values)) for values in of_ties(self.lexicon, around, names)]
            scores = [mine + of_these for mine, of_these in zip(scores, ties, strict=True)]
        own = of_own(self.lexicon, self.told, self.most_said(names))
        return names, scores, sum(map(mul, weights_of(self.lexicon, OF_OWN), own))

    def most_said(self, names: Sequence[str]) -> float:
        """The most that the caption says of the words of a name."""
        mine = self.speaks[0]
        return max([mine.of(name)[0][SAID] for name in names], default=0.0)


def row_of(lexicon: Lexicon, told: Told) -> Row:
    """What is known of an amount, whatever the rows around it are."""
    return _row_of(lexicon, told if told.around == ALONE else replace(told, around=ALONE))


@lru_cache(maxsize=512)
def _row_of(lexicon: Lexicon, told: Told) -> Row:
    fits, scene = _Fits.of(lexicon, told), told.scene
    speaks = of_caption(lexicon, told.caption, scene.note), of_scene(lexicon, scene, told.heading, told.column)
    names = _candidates(lexicon, told, fits)
    return Row(lexicon, told, fits, speaks, names, _scores(lexicon, told, speaks, names))


def _scores(lexicon: Lexicon, told: Told, speaks: tuple[Speaks, Speaks], names: Sequence[str]) -> list[float]:
    """What speaks for concepts in a row alone, weighed."""
    mine, scene = speaks
    weights = weights_of(lexicon, OF_ROW)
    return [
        mine.of(name)[1] + scene.of(name)[1] + sum(map(mul, weights, values))
        for name, values in zip(names, of_row(lexicon, told, names), strict=True)
    ]


# --- candidates --------------------------------------------------------------------------


def _candidates(lexicon: Lexicon, told: Told, fits: "_Fits") -> list[str]:
    """The concepts that the print and the statements speak for and that can be stated of such an amount."""
    return list(
        dict.fromkeys(
            (
                *_by_caption(lexicon, fits, told.caption, told.scene.note),
                *fits.first(named_like_all(lexicon, told.caption, _around(told)), MOST["around"]),
                *_by_scene(lexicon, fits, told.scene, told.heading, told.column),
                *fits.first(sorted(told.stated | told.captioned | told.ruled), MOST["alike"]),
            )
        )
    )


@lru_cache(maxsize=512)
def _by_caption(lexicon: Lexicon, fits: "_Fits", caption: str, note: str) -> Sequence[str]:
    """The concepts that captions like one were given, and those whose names are like it."""
    return (
        *fits.first(by_votes(lexicon, caption), MOST["alike"]),
        *fits.first(by_votes_here(lexicon, caption, note), MOST["here"]),
        *fits.first(named_like(lexicon, caption), MOST["named"]),
    )


@lru_cache(maxsize=256)
def _by_scene(lexicon: Lexicon, fits: "_Fits", scene: Scene, heading: str, column: str) -> Sequence[str]:
    """The concepts that are drawn to what stands around a caption, and those that heading or column would mean."""
    return (
        *fits.first(_drawn(lexicon, scene.note, scene.table, heading, column), MOST["scene"]),
        *fits.first(named_like(lexicon, heading), MOST["beside"]),
        *fits.first(named_like(lexicon, column), MOST["beside"]),
        *fits.first(by_votes(lexicon, heading), MOST["beside"]),
        *fits.first(by_votes(lexicon, column), MOST["beside"]),
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
        spoken = set(" ".join((told.caption, *_around(told))).split())
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


def _around(told: Told) -> tuple[str, ...]:
    """The texts around a caption."""
    return told.heading, told.column, *_words_of(told.scene)


@lru_cache(maxsize=64)
def _words_of(scene: Scene) -> tuple[str, str]:
    return " ".join(sorted(scene.lead)), " ".join(sorted(scene.title))


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
