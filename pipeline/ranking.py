"""Which of the concepts that captions like one were given is meant here: what is printed around it decides.

In: for each candidate how many filers gave it to this caption and what it has of the votes of captions like it; the
caption's words; the concepts of the rows around. Out: how likely each candidate is meant. It finds no candidates and
tags nothing. Scores are no amounts: like `suggest` it counts with floats.

A candidate's score is a weighted sum of logarithms, as in a conditional logit; the candidates and "none of these" share
the whole likelihood. ``evidence/context.csv`` holds which concepts were seen beside which, ``evidence/2018-/`` what
recent filings add.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import exp, fsum, log
from operator import mul
from pathlib import Path
from typing import NamedTuple

from pipeline.evidence import RECENT, Successors, handed_on, load_evidence_table, load_successors
from pipeline.labels import normalise_label
from pipeline.places import Neighbourhood, Place

SEEN, WEIGHED = "context", "ranking"
"""The tables of what was seen, and of what each feature weighs, as ``python benchmarks/tagging.py FOLDER --learn`` fits
it to the rows of all rendered filings, whose evidence was learned without the filers of their fold."""
FEATURES = ("evidence", "fit", "above", "below", "part", "sign", "stated", "said", "meant", "worded")
"""What speaks for a candidate; ``fit`` weighs less than nothing because the evidence is weighed by it already."""
OF_NONE = ("none", "none:filers", "none:likeness", "none:votes")
"""What speaks for none of the candidates: less the more filers had the caption, and the liker the known ones are."""
UNMEASURED = {"evidence": 1.0}
"""The weights where mapping tables come without any."""
LIKE_FILERS = 3
"""How many filers of the caption itself the captions like it are worth together."""
LEAST = 0.002
"""The share of a candidate that nothing but the place speaks for."""
DRAWN = 4
"""How many rows the average of a table is worth beside what was seen at a place."""
NOTHING = 1e-9
"""What keeps a caption without a word from being divided by."""
_CAMEL = re.compile(r"[A-Z][a-z]+|[A-Z]+(?![a-z])|\d+")


class Candidate(NamedTuple):
    """A concept that a caption may mean: filers that gave it to the caption itself, and its share of all votes.

    A tuple, as a dozen are made for each row.
    """

    concept: str
    filers: float
    share: float
    fit: float
    """How well it fits the place, up to 1; ``filers`` and ``share`` are weighed by it already."""
    worded: float = 0.0
    """What the caption's words say for it, by the words of its known captions."""


@dataclass(frozen=True, eq=False)
class Ranking:
    """What was seen around the concepts of each statement, and the names that captions are held against."""

    context: Mapping[tuple[str, str, str], Mapping[str, int]]
    concepts: tuple[str, ...]
    weights: Mapping[str, float]

    @cached_property
    def of_features(self) -> tuple[float, ...]:
        """The weights of `FEATURES`, in their order."""
        return tuple([self.weights.get(name, 0.0) for name in FEATURES])

    @cached_property
    def of_none(self) -> tuple[float, ...]:
        """The weights of `OF_NONE`, in their order."""
        return tuple([self.weights.get(name, 0.0) for name in OF_NONE])

    @cached_property
    def words(self) -> Mapping[str, frozenset[str]]:
        """The words of each concept's name, in their normal form."""
        return {name: frozenset(normalise_label(" ".join(_CAMEL.findall(name))).split()) for name in self.concepts}

    @cached_property
    def rarity(self) -> Mapping[str, float]:
        """How telling each word of a name is: the logarithm of how few names have it."""
        seen = Counter(word for words in self.words.values() for word in words)
        return {word: log((len(self.concepts) + 1) / (count + 1)) for word, count in seen.items()}

    @cached_property
    def tellings(self) -> Mapping[str, float]:
        """How telling all words of each concept's name are."""
        return {name: fsum([self.rarity[word] for word in words]) for name, words in self.words.items()}

    @cached_property
    def unheard(self) -> float:
        """How telling a word is that no name has."""
        return log(len(self.concepts) + 1)


def load_ranking(folder: Path, concepts: Sequence[str], era: int | None = None) -> Ranking:
    """Read what was seen beside what, and the weights; without the tables only the caption and its place decide.

    A recent filing, of years from ``era`` on, is ranked by what was seen in filings of all years, of concepts of before
    for what had taken over from them by then, with the weights of recent ones.
    """
    weighed = load_evidence_table(folder, WEIGHED)
    context: dict[tuple[str, str, str], Counter[str]] = {}
    seen = load_evidence_table(folder, SEEN)
    statements = {row["statement"] for row in seen}
    _count_rows(context, seen, {name: load_successors(folder, name, era) for name in statements} if era else {})
    if era:
        _count_rows(context, load_evidence_table(folder, f"{RECENT}/{SEEN}"), {})
        weighed = load_evidence_table(folder, f"{RECENT}/{WEIGHED}") or weighed
    return Ranking(context, tuple(concepts), {row["feature"]: float(row["weight"]) for row in weighed} or UNMEASURED)


def _count_rows(
    context: dict[tuple[str, str, str], Counter[str]],
    rows: Iterable[Mapping[str, str]],
    took_over: Mapping[str, Successors],
) -> None:
    for row in rows:
        statement, other = row["statement"], row["other"]
        successors = took_over.get(statement, {})
        for around, part in handed_on(successors, other, int(row["rows"])):
            seen = context.setdefault((statement, row["relation"], around), Counter())
            for concept, count in handed_on(successors, row["concept"], part):
                seen[concept] += count


def rank(
    ranking: Ranking, label: str, place: Place, candidates: Sequence[Candidate], likeness: float, votes: float
) -> list[float]:
    """How likely each candidate is meant; what is left to one is the likelihood that none of them is.

    ``likeness`` is that of the known caption most like this one, ``votes`` all that were cast.
    """
    features = features_of(ranking, label, place, candidates)
    scores = [sum(map(mul, ranking.of_features, values)) for values in features]
    none = sum(map(mul, ranking.of_none, features_of_none(candidates, likeness, votes)))
    highest = max([none, *scores])
    shares = [exp(score - highest) for score in scores]
    whole = sum([exp(none - highest), *shares])
    return [share / whole for share in shares]


def features_of(ranking: Ranking, label: str, place: Place, candidates: Sequence[Candidate]) -> list[tuple[float, ...]]:
    """What speaks for each candidate, in the order of `FEATURES`; what nothing is known of speaks for none."""
    around = place.around
    above, below, parts, sign = _drawn_by(ranking, place)
    said, rarity = frozenset(label.split()), ranking.rarity
    telling = fsum([rarity.get(word, ranking.unheard) for word in said]) + NOTHING
    filers = sum([candidate.filers for candidate in candidates]) + LIKE_FILERS
    found: list[tuple[float, ...]] = []
    for name, mine, share, fit, worded in candidates:
        shared = fsum([rarity[word] for word in said & ranking.words[name]])
        found.append(
            (
                log((mine + LIKE_FILERS * share) / filers + LEAST),
                log(fit),
                above[name],
                below[name],
                _mean(parts, name),
                sign[name],
                1.0 if name in around.stated else 0.0,
                shared / telling,
                shared / (ranking.tellings[name] + NOTHING),
                worded,
            )
        )
    return found


def drawn_around(ranking: Ranking, place: Place, name: str) -> float:
    """How much likelier a concept is at a place than anywhere, by what the ranking makes of the rows around it.

    What its total's other parts, its sign and its neighbours say, each as it weighs beside a caption.
    """
    above, below, parts, sign = _drawn_by(ranking, place)
    said = {"above": above[name], "below": below[name], "part": _mean(parts, name), "sign": sign[name]}
    return fsum([ranking.weights.get(feature, 0.0) * value for feature, value in said.items()])


def features_of_none(candidates: Sequence[Candidate], likeness: float, votes: float) -> tuple[float, ...]:
    """What speaks for none of the candidates, in the order of `OF_NONE`."""
    filers = sum([candidate.filers for candidate in candidates])
    return 1.0, log(filers + 1), likeness, log(votes + 0.01)


def sign_at(sections: frozenset[str], around: Neighbourhood) -> tuple[str, str]:
    """The relation under which amounts printed so, in such a section, are counted; none where nothing is printed."""
    if around.is_negative is None:
        return "", ""
    return "negative" if around.is_negative else "positive", min(sections, default="")


class _Drawn(dict[str, float]):
    """How concepts are drawn to a place, those that were never seen there all alike."""

    def __init__(self, unseen: float) -> None:
        self.unseen = unseen

    def __missing__(self, name: str) -> float:
        return self.unseen


def _drawn_by(ranking: Ranking, place: Place) -> tuple[_Drawn, _Drawn, list[_Drawn], _Drawn]:
    """How concepts are drawn to a place by the rows above and below, by each other part of its total, by its sign."""
    around, table = place.around, place.table
    above = _drawn_to(ranking, table, "above", around.above)
    below = _drawn_to(ranking, table, "below", around.below)
    parts = [_drawn_to(ranking, table, "part", part) for part in around.parts]
    return above, below, parts, _drawn_to(ranking, table, *sign_at(place.sections, around))


def _mean(parts: Sequence[_Drawn], name: str) -> float:
    return sum([drawn[name] for drawn in parts]) / len(parts) if parts else 0.0


@lru_cache(maxsize=8192)
def _drawn_to(ranking: Ranking, table: str, relation: str, other: str) -> _Drawn:
    """The logarithm of how much more often than anywhere in its table each concept was seen at such a place."""
    if not relation or (relation != "positive" and relation != "negative" and not other):
        return _Drawn(0.0)
    anywhere, at_place = (ranking.context.get(place, {}) for place in ((table, "", ""), (table, relation, other)))
    of, there = sum(anywhere.values()) + 1000, sum(at_place.values()) + DRAWN
    drawn = _Drawn(log(DRAWN / there))
    for name, rows in at_place.items():
        usual = (anywhere.get(name, 0) + 0.5) / of
        drawn[name] = log((rows + DRAWN * usual) / there / usual)
    return drawn
