"""Which of the concepts that captions like one were given is meant here: what is printed around it decides.

In: for each candidate how many filers gave it to this caption and what it has of the votes of captions like it; the
caption's words; the concepts of the rows around. Out: how likely each candidate is meant. It finds no candidates and
tags nothing. Scores are no amounts: like `suggest` it counts with floats.

A candidate's score is a weighted sum of logarithms, as in a conditional logit; the candidates and "none of these" share
the whole likelihood. ``evidence/context.csv`` holds which concepts were seen beside which.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log
from pathlib import Path

from pipeline.labels import normalise_label
from pipeline.places import Neighbourhood, Place
from pipeline.tables import DataError, Problem, parse_table

FILE = "evidence/context.csv"
COLUMNS = ("statement", "relation", "other", "concept", "rows")
WEIGHTS: Mapping[str, float] = {
    "evidence": 0.89,
    "fit": -0.30,
    "above": 0.13,
    "below": 0.13,
    "part": 0.13,
    "sign": 0.19,
    "stated": -1.18,
    "said": 0.88,
    "meant": 0.85,
}
"""What each feature weighs; fitted as a conditional logit on the rows of all rendered filings, whose evidence was
learned without the filers of their fold. ``fit`` is below zero because the evidence is weighed by it already."""
NONE, NONE_COUNT, NONE_LIKENESS, NONE_VOTES = 1.75, -0.14, -1.98, -0.09
"""What speaks for none of the candidates, and what less the more filers had the caption and the liker it is."""
LIKE_FILERS = 3
"""How many filers of the caption itself the captions like it are worth together."""
LEAST = 0.002
"""The share of a candidate that nothing but the place speaks for."""
DRAWN = 4
"""How many rows the average of a table is worth beside what was seen at a place."""
_CAMEL = re.compile(r"[A-Z][a-z]+|[A-Z]+(?![a-z])|\d+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept that a caption may mean: filers that gave it to the caption itself, and its share of all votes."""

    concept: str
    filers: float
    share: float
    fit: float
    """How well it fits the place, up to 1; ``filers`` and ``share`` are weighed by it already."""


@dataclass(frozen=True)
class Ranking:
    """What was seen around the concepts of each statement, and the names that captions are held against."""

    context: Mapping[tuple[str, str, str], Mapping[str, int]]
    concepts: tuple[str, ...]

    @cached_property
    def totals(self) -> Mapping[tuple[str, str, str], int]:
        """How many rows were seen at each place."""
        return {place: sum(concepts.values()) for place, concepts in self.context.items()}

    @cached_property
    def words(self) -> Mapping[str, frozenset[str]]:
        """The words of each concept's name, in their normal form."""
        return {name: frozenset(normalise_label(" ".join(_CAMEL.findall(name))).split()) for name in self.concepts}

    @cached_property
    def rarity(self) -> Mapping[str, float]:
        """How telling each word of a name is: the logarithm of how few names have it."""
        seen = Counter(word for words in self.words.values() for word in words)
        return {word: log((len(self.concepts) + 1) / (count + 1)) for word, count in seen.items()}


def load_ranking(folder: Path, concepts: Sequence[str]) -> Ranking:
    """Read what was seen beside what; without the table only the caption and its place decide."""
    path = folder / FILE
    context: dict[tuple[str, str, str], Counter[str]] = {}
    rows, problems = parse_table(path, COLUMNS, f"{folder.name}/{FILE}") if path.is_file() else ([], [])
    problems += [
        Problem(row.source, f"rows {row['rows']!r} is no number") for row in rows if not row["rows"].isdecimal()
    ]
    if problems:
        raise DataError(problems)
    for row in rows:
        context.setdefault((row["statement"], row["relation"], row["other"]), Counter())[row["concept"]] += int(
            row["rows"]
        )
    return Ranking(context, tuple(concepts))


def rank(
    ranking: Ranking, label: str, place: Place, candidates: Sequence[Candidate], likeness: float, votes: float
) -> list[float]:
    """How likely each candidate is meant; what is left to one is the likelihood that none of them is.

    ``likeness`` is that of the known caption most like this one, ``votes`` all that were cast.
    """
    filers = sum(candidate.filers for candidate in candidates)
    scores = []
    for candidate in candidates:
        evidence = (candidate.filers + LIKE_FILERS * candidate.share) / (filers + LIKE_FILERS)
        score = WEIGHTS["evidence"] * log(evidence + LEAST) + WEIGHTS["fit"] * log(candidate.fit)
        for feature, value in _features(ranking, label, place, candidate.concept):
            score += WEIGHTS[feature] * value
        scores.append(score)
    none = NONE + NONE_COUNT * log(filers + 1) + NONE_LIKENESS * likeness + NONE_VOTES * log(votes + 0.01)
    highest = max([none, *scores])
    whole = sum(exp(score - highest) for score in (none, *scores))
    return [exp(score - highest) / whole for score in scores]


def _features(ranking: Ranking, label: str, place: Place, concept: str) -> Iterator[tuple[str, float]]:
    around = place.around
    if around.above:
        yield "above", _drawn_to(ranking, place, ("above", around.above), concept)
    if around.below:
        yield "below", _drawn_to(ranking, place, ("below", around.below), concept)
    if around.parts:
        drawn = [_drawn_to(ranking, place, ("part", part), concept) for part in around.parts]
        yield "part", sum(drawn) / len(drawn)
    if around.is_negative is not None:
        yield "sign", _drawn_to(ranking, place, sign_at(place.sections, around), concept)
    yield "stated", 1.0 if concept in around.stated else 0.0
    said, named = frozenset(label.split()), ranking.words[concept]
    shared = _weight(ranking, said & named)
    yield "said", shared / (_weight(ranking, said) + 1e-9)
    yield "meant", shared / (_weight(ranking, named) + 1e-9)


def sign_at(sections: frozenset[str], around: Neighbourhood) -> tuple[str, str]:
    """The relation under which amounts printed so, in such a section, are counted."""
    return "negative" if around.is_negative else "positive", min(sections, default="")


def _weight(ranking: Ranking, words: frozenset[str]) -> float:
    unseen = log(len(ranking.concepts) + 1)
    return sum(ranking.rarity.get(word, unseen) for word in sorted(words))


def _drawn_to(ranking: Ranking, place: Place, relation: tuple[str, str], concept: str) -> float:
    """The logarithm of how much more often than anywhere in its table the concept was seen at such a place."""
    table, at_place = (place.table, "", ""), (place.table, *relation)
    usual = (_seen(ranking, table, concept) + 0.5) / (ranking.totals.get(table, 0) + 1000)
    there = ranking.totals.get(at_place, 0) + DRAWN
    return log((_seen(ranking, at_place, concept) + DRAWN * usual) / there / usual)


def _seen(ranking: Ranking, place: tuple[str, str, str], concept: str) -> int:
    at = ranking.context.get(place)
    return at.get(concept, 0) if at else 0
