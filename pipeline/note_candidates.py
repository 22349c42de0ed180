"""What a note says of an amount → the concepts that it may mean, and what speaks for each.

In: a caption and what stands around it (`Told`), and the lexicon. Out: candidates that fit the unit, the kind of time
and the year, and what speaks for them, weighed or as numbers in the order of `FEATURES`. What that makes of their
chances is for `note_concepts` to know.

A row is scored twice, before the rows around it are known and after; what it says by itself is reckoned once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from operator import mul

from pipeline.note_evidence import Lexicon, concepts_of_kind
from pipeline.note_features import (
    OF_ABOVE,
    OF_BELOW,
    OF_OWN,
    OF_STATED,
    OF_TIES,
    OF_WORDS,
    SAID,
    Speaks,
    Surroundings,
    Values,
    in_sets,
    of_caption,
    of_neighbour,
    of_own,
    of_sets,
    of_words,
    surroundings_of,
    tied,
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
    row, around = row_of(lexicon, told), told.around
    names = [*row.names, *row.beside(around)]
    speaking = [each.reckon for each in (row.caption, *row.surroundings.parts)]
    above, below = lexicon.drawn_to("above", around.above), lexicon.drawn_to("below", around.below)
    features = [
        (
            *chain.from_iterable([reckon(name) for reckon in (*speaking, row.words)]),
            *in_sets(row.stated, name),
            *(above.of(name), below.of(name)),
            *in_sets(tied(around), name),
        )
        for name in names
    ]
    most_said = max([row.caption.reckon(name)[SAID] for name in names], default=0.0)
    return names, features, of_own(lexicon, told, most_said)


@dataclass(slots=True, eq=False)
class Row:
    """What is known of an amount before the rows around it are, and what speaks for the concepts that it may mean."""

    lexicon: Lexicon
    told: Told
    fits: "_Fits"
    caption: Speaks
    surroundings: Surroundings
    words: Callable[[str], Values]
    names: Sequence[str]
    """The candidates that the print and the statements bring."""
    scores: Sequence[float] = ()
    """What speaks for each."""

    @property
    def stated(self) -> tuple[frozenset[str], ...]:
        """What statements and their rules call so, in the order of `OF_STATED`."""
        return self.told.stated, self.told.captioned, self.told.ruled

    def beside(self, around: Around) -> Sequence[str]:
        """The candidates that the rows around bring beyond these."""
        brought = sorted({around.above, around.whole, *around.parts})
        return [name for name in self.fits.first(brought, MOST["scene"]) if name not in self.names]

    def score(self, around: Around) -> tuple[Sequence[str], Sequence[float], float]:
        """The candidates beside such rows, what all that speaks for each weighs, and what speaks for none of them."""
        names, scores = self.names, self.scores
        if around != ALONE:
            more = self.beside(around)
            names, scores = [*names, *more], [*scores, *(self.weigh(more) if more else ())]
            above = of_neighbour(self.lexicon, OF_ABOVE, around.above).of_each(names)
            below = of_neighbour(self.lexicon, OF_BELOW, around.below).of_each(names)
            ties = of_sets(self.lexicon, OF_TIES, tied(around))
            beside = zip(names, scores, above, below, strict=True)
            scores = [mine + (over + under + ties.get(name, 0.0)) for name, mine, over, under in beside]
        reckoned = self.caption.reckoned
        own = of_own(self.lexicon, self.told, max([reckoned[name][SAID] for name in names], default=0.0))
        return names, scores, sum(map(mul, weights_of(self.lexicon, OF_OWN), own))

    def weigh(self, names: Sequence[str]) -> list[float]:
        """What speaks for concepts in a row alone."""
        caption, surroundings = self.caption, self.surroundings.together
        stated = of_sets(self.lexicon, OF_STATED, self.stated)
        of_said, of_meant = weights_of(self.lexicon, OF_WORDS)
        return [
            caption[name] + surroundings[name] + (of_said * said + of_meant * meant + stated.get(name, 0.0))
            for name, (said, meant) in zip(names, map(self.words, names), strict=True)
        ]


def row_of(lexicon: Lexicon, told: Told) -> Row:
    """What is known of an amount, whatever the rows around it are."""
    return _row_of(lexicon, told if told.around == ALONE else replace(told, around=ALONE))


@lru_cache(maxsize=512)
def _row_of(lexicon: Lexicon, told: Told) -> Row:
    caption, around = of_caption(lexicon, told.caption, told.scene.note), surroundings_of(lexicon, told)
    fits, words = _Fits.of(lexicon, told, around), of_words(lexicon, around, told.caption)
    row = Row(lexicon, told, fits, caption, around, words, _candidates(lexicon, told, around, fits))
    row.scores = row.weigh(row.names)
    return row


# --- candidates --------------------------------------------------------------------------


def _candidates(lexicon: Lexicon, told: Told, around: Surroundings, fits: "_Fits") -> list[str]:
    """The concepts that the print and the statements speak for and that can be stated of such an amount."""
    return list(
        dict.fromkeys(
            (
                *_by_caption(lexicon, fits, told.caption, told.scene.note),
                *fits.first(named_like_all(lexicon, told.caption, around.texts), MOST["around"]),
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
    def of(lexicon: Lexicon, told: Told, around: Surroundings) -> "_Fits":
        spoken = around.spoken.union(told.caption.split())
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
