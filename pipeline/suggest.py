"""A caption that no row knows → ranked concepts with a calibrated confidence.

In: captions with their places and the counts of ``mappings/evidence/``, how filers tagged captions like them. Out:
for each caption the best suggestions. Whether one is taken, flagged or left to a reviewer is for `tag` to decide.
Likeness is the cosine of TF-IDF vectors of the captions' letters and words. It is a score, never an amount: this
module alone counts with floats, and hands them on as `Decimal`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from pipeline.confidence import Basis, Calibration, Grounds, measured_confidence
from pipeline.labels import normalise_label
from pipeline.places import Place, fit, place_concepts
from pipeline.ranking import Candidate, Ranking, load_ranking, rank
from pipeline.tables import DataError, parse_table
from pipeline.taxonomy import Taxonomy, is_in_use

FOLDER = "evidence"
COLUMNS = ("label", "concept", "filers", "filings")
RECENT_YEAR = 2018
"""The fiscal year from which captions mean what they mean now: revenue and leases were accounted for anew."""
RECENT = 4
"""What a filing of 2021-2025 weighs beside a filer of 2009-2010 from then on: there are a fifth as many of them (of the
weights tried over 39 filings of 2023-2025, the one that tags most rightly)."""
BEST = 3
"""Suggestions kept for a reviewer."""
RANKED = 12
"""Concepts with the most votes, of which the ranking chooses: the right one is seldom further down."""
NEIGHBOURS = 40
SHARPNESS = 4
"""The power of a caption's likeness in its vote: a caption half as like as another has a sixteenth of its say."""
LETTERS, WORDS = 0.6, 0.4
"""What letters and words weigh in the likeness (best of those tried over the folds)."""
LEAST_LIKE = 0.15
BESIDE = {
    "income_statement": ("comprehensive_income",),
    "comprehensive_income": ("income_statement",),
}

Votes: TypeAlias = tuple[tuple[str, float], ...]
"""The concepts that filers gave a caption, each with its share times the weight of their number."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A concept for a caption, what speaks for it, and how often suggestions like it were right."""

    concept: str
    confidence: Decimal
    grounds: Grounds
    like: str
    """The known caption that is most like the one asked for."""


@dataclass(frozen=True, slots=True)
class Captions:
    """The known captions of a table: their votes, and the matrix whose rows are their letters and words."""

    labels: tuple[str, ...]
    votes: tuple[Votes, ...]
    vectorizers: tuple[Any, Any]
    matrix: Any


@dataclass(frozen=True, eq=False)
class Suggester:
    """Where the evidence lies, and what its concepts are; the evidence itself is read when first asked."""

    folder: Path
    taxonomy: Taxonomy
    calibration: Calibration

    @cached_property
    def sections(self) -> Mapping[str, frozenset[str]]:
        return place_concepts(self.taxonomy)

    @cached_property
    def ranking(self) -> Ranking:
        return load_ranking(self.folder, tuple(self.taxonomy.concepts))


def suggest(suggester: Suggester, asked: Sequence[tuple[str, Place]]) -> list[tuple[Suggestion, ...]]:
    """The best concepts for each caption at its place, most confident first; none where nothing known is like it."""
    found: list[tuple[Suggestion, ...]] = [()] * len(asked)
    for table, is_recent in sorted({(place.table, _is_recent(place)) for _, place in asked}):
        captions = _load_captions(suggester.folder, (table, *BESIDE.get(table, ())), is_recent)
        rows = [r for r, (_, at) in enumerate(asked) if at.table == table and _is_recent(at) == is_recent]
        if captions is None:
            continue
        labels = [normalise_label(asked[row][0]) for row in rows]
        for row, label, neighbours in zip(rows, labels, _neighbours(captions, labels), strict=True):
            found[row] = _rank(suggester, captions, neighbours, (label, asked[row][1]))
    return found


def _rank(
    suggester: Suggester, captions: Captions, neighbours: Sequence[tuple[float, int]], asked: tuple[str, Place]
) -> tuple[Suggestion, ...]:
    """The likeliest concepts; their grounds count of a hundred captions like this, at such a place, who meant them."""
    label, place = asked
    votes, filers, like = _votes_of(suggester, captions, neighbours, asked)
    total = sum(votes.values())
    names = sorted(votes, key=lambda name: (-votes[name], name))[:RANKED]
    fits = _fits_at(suggester, place)
    candidates = [Candidate(n, filers.get(n, 0.0), votes[n] / total, fits[n] / 100) for n in names]
    likeness = max((at[0] for at in like.values()), default=0.0)
    chances = rank(suggester.ranking, label, place, candidates, likeness, total) if names else []
    best = sorted(zip(chances, names, strict=True), key=lambda found: (-round(found[0], 6), found[1]))[:BEST]
    suggestions = []
    for chance, name in best:
        of_hundred = _decimal(chance) * 100
        grounds = Grounds(Basis.SUGGESTION, name, of_hundred, Decimal(100), _decimal(like[name][0]))
        confidence = measured_confidence(grounds, suggester.calibration)
        suggestions.append(Suggestion(name, confidence, grounds, like[name][1]))
    return tuple(sorted(suggestions, key=lambda s: -s.confidence))


def count_filers(suggester: Suggester, caption: str, place: Place, concept: str) -> tuple[Decimal, Decimal]:
    """How many filers gave a caption a concept, of all who had it, each choice weighed by how it fits the place."""
    counts = _load_counts(suggester.folder, (place.table, *BESIDE.get(place.table, ())), _is_recent(place))
    of_caption = counts.get(normalise_label(caption), {})
    fits = _fits_at(suggester, place)
    mine = of_caption.get(concept, 0) * fits[concept]
    of = sum([filers * fits[name] for name, filers in of_caption.items()])
    return Decimal(mine).scaleb(-2), Decimal(of).scaleb(-2)


def _votes_of(
    suggester: Suggester, captions: Captions, neighbours: Sequence[tuple[float, int]], asked: tuple[str, Place]
) -> tuple[dict[str, float], dict[str, float], dict[str, tuple[float, str]]]:
    """By concept the votes of captions like the one asked for, its filers, and the known caption most like it."""
    label, place = asked
    votes: dict[str, float] = {}
    filers: dict[str, float] = {}
    like: dict[str, tuple[float, str]] = {}
    fits = _fits_at(suggester, place)
    for likeness, row in neighbours:
        of = sum(vote for _, vote in captions.votes[row])  # the square root of the filers that had the caption
        for name, vote in captions.votes[row]:
            if weight := fits[name] / 100:
                votes[name] = votes.get(name, 0.0) + likeness**SHARPNESS * vote * weight
                like.setdefault(name, (likeness, captions.labels[row]))
                if captions.labels[row] == label:
                    filers[name] = vote * of * weight
    return votes, filers, like


def _is_recent(place: Place) -> bool:
    return place.year is not None and place.year >= RECENT_YEAR


class _Fits(dict[str, int]):
    """How well concepts fit one place, each found when it is first asked; 0 where the taxonomy or the year lack it."""

    def __init__(self, suggester: Suggester, place: Place) -> None:
        self.suggester, self.place = suggester, place

    def __missing__(self, name: str) -> int:
        taxonomy, place = self.suggester.taxonomy, self.place
        is_known = name in taxonomy.concepts and (place.year is None or is_in_use(taxonomy, name, place.year))
        self[name] = fit(taxonomy.concepts[name], self.suggester.sections[name], place) if is_known else 0
        return self[name]


@lru_cache(maxsize=1024)
def _fits_at(suggester: Suggester, place: Place) -> _Fits:
    return _Fits(suggester, place)


def _decimal(score: float) -> Decimal:
    return Decimal(round(score * 1_000_000)).scaleb(-6)


def _neighbours(captions: Captions, labels: Sequence[str]) -> list[list[tuple[float, int]]]:
    """The known captions most like each of ``labels``, likest first, in an order that no rounding can change."""
    from numpy import partition
    from scipy.sparse import hstack

    letters, words = captions.vectorizers
    asked = hstack([letters.transform(labels) * LETTERS**0.5, words.transform(labels) * WORDS**0.5], format="csr")
    likeness = (asked @ captions.matrix).tocsr()
    found = []
    for row in range(len(labels)):
        start, end = likeness.indptr[row], likeness.indptr[row + 1]
        scores, at = likeness.data[start:end].round(6), likeness.indices[start:end]
        least = max(LEAST_LIKE, partition(scores, -NEIGHBOURS)[-NEIGHBOURS]) if len(scores) > NEIGHBOURS else LEAST_LIKE
        near = zip(scores[scores >= least].tolist(), at[scores >= least].tolist(), strict=True)
        found.append(sorted(near, key=lambda pair: (-pair[0], pair[1]))[:NEIGHBOURS])
    return found


# --- what is read once --------------------------------------------------------------------


@lru_cache(maxsize=8)
def _load_captions(folder: Path, tables: tuple[str, ...], is_recent: bool) -> Captions | None:
    """The captions of some tables, as vectors; scikit-learn is imported here, by the first caption that needs it."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    counts = _load_counts(folder, tables, is_recent)
    if not counts:
        return None
    labels = tuple(sorted(counts))
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), sublinear_tf=True)
    words = TfidfVectorizer(ngram_range=(1, 2), tokenizer=str.split, token_pattern=None, sublinear_tf=True)
    matrix = hstack([letters.fit_transform(labels) * LETTERS**0.5, words.fit_transform(labels) * WORDS**0.5])
    votes = tuple(_votes(counts[label]) for label in labels)
    return Captions(labels, votes, (letters, words), csr_matrix(matrix.T))


@lru_cache(maxsize=8)
def _load_counts(folder: Path, tables: tuple[str, ...], is_recent: bool) -> Mapping[str, Mapping[str, int]]:
    return load_evidence(folder, tables, RECENT if is_recent else 1)


def load_evidence(folder: Path, tables: Iterable[str], weight: int = 1) -> dict[str, dict[str, int]]:
    """The counts of captions in some tables of ``evidence/``: concept by caption, how many filers.

    A filing of 2021-2025 counts as ``weight`` filers.
    """
    counts: dict[str, dict[str, int]] = {}
    for table in tables:
        path = folder / FOLDER / f"{table}.csv"
        if not path.is_file():
            continue
        rows, problems = parse_table(path, COLUMNS)
        if problems:
            raise DataError(problems)
        for row in rows:
            of = counts.setdefault(row["label"], {})
            of[row["concept"]] = of.get(row["concept"], 0) + int(row["filers"]) + weight * int(row["filings"])
    return counts


def _votes(by_concept: Mapping[str, int]) -> Votes:
    """A caption's say grows with the square root of the filers that had it: many filers are many of one trade."""
    of = sum(by_concept.values())
    return tuple((name, count * of**-0.5) for name, count in sorted(by_concept.items()))
