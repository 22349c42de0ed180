"""A caption that no row knows → the concepts that it may mean, the likeliest first.

In: captions with their places and the counts of ``mappings/evidence/``, how filers tagged captions like them. Out:
for each caption the best suggestions. Whether one is taken, flagged or left to a reviewer is for `tag` to decide, how
like two captions are for `likeness`. Votes are scores, never amounts: they are floats here and leave as `Decimal`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from math import fsum
from pathlib import Path
from typing import NamedTuple, TypeAlias

from pipeline.confidence import THOUSANDTH, Basis, Grounds
from pipeline.evidence import CAPTIONS, FORMS, handed_on, load_evidence_table, load_successors, load_turns
from pipeline.evidence import RECENT as RECENT_FOLDER
from pipeline.labels import normalise_label
from pipeline.likeness import Index, make_index, most_like
from pipeline.model import Unit
from pipeline.places import Place, fit, place_concepts
from pipeline.ranking import Candidate, Ranking, drawn_around, load_ranking, rank
from pipeline.tables import loading
from pipeline.taxonomy import Taxonomy, concepts_of_statements, is_in_use
from pipeline.wording import Wording, make_wording, wording_scores

LATELY = f"{RECENT_FOLDER}/captions"
TRADE = "trade"
"""The table of captions that people who know the trade wrote down with their concepts, where nobody's were counted."""
RECENT_YEAR = 2018
"""The fiscal year from which captions mean what they mean now: revenue and leases were accounted for anew."""
RECENT = 4
"""What a filing of 2021-2025 weighs beside a filer of 2009-2010 from then on: there are a fifth as many of them (of the
weights tried over 39 filings of 2023-2025, the one that tags most rightly)."""
BEST = 3
"""Suggestions kept for a reviewer."""
RANKED = 12
"""Concepts with the most votes, of which the ranking chooses: the right one is seldom further down."""
SHARPNESS = 4
"""The power of a caption's likeness in its vote: half as like as another, it has a sixteenth of its say."""
BESIDE = {
    "income_statement": ("comprehensive_income",),
    "comprehensive_income": ("income_statement",),
}
_MILLIONTH = Decimal("0.000001")
_HUNDRED = Decimal(100)

Votes: TypeAlias = tuple[tuple[str, float], ...]
"""The concepts that filers gave a caption, each with its share times the weight of their number."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A concept for a caption, what speaks for it, and how likely it is meant."""

    concept: str
    confidence: Decimal
    """What the ranking leaves to it; how often suggestions like it were right where `tag` has weighed it."""
    grounds: Grounds
    like: str
    """The known caption that is most like the one asked for."""
    known: Decimal
    """How likely the caption means a concept of the taxonomy at all, whichever."""


@dataclass(frozen=True, slots=True)
class Captions:
    """The known captions of a table, and the votes of each by its row."""

    index: Index
    votes: tuple[Votes, ...]
    wording: Wording


class Say(NamedTuple):
    """What the captions like one say for a concept, wherever they stand: votes, and filers who gave it to this one.

    A tuple, as hundreds are unpacked for each row.
    """

    concept: str
    votes: float
    filers: float
    likeness: float
    like: str
    """The likest of them, and how like it is."""


@dataclass(frozen=True, eq=False)
class Suggester:
    """Where the evidence lies, and what its concepts are; the evidence itself is read when first asked."""

    folder: Path
    taxonomy: Taxonomy

    @cached_property
    def sections(self) -> Mapping[str, frozenset[str]]:
        return place_concepts(self.taxonomy)

    @cached_property
    def counted(self) -> frozenset[str]:
        """The concepts that any filer of 2009-2010 gave a caption of a statement: of others nothing was measured."""
        tables = [name for name, form in FORMS.items() if form is CAPTIONS]
        rows = (row for name in tables for row in load_evidence_table(self.folder, name))
        return frozenset(row["concept"] for row in rows if row["filers"] != "0")

    @cached_property
    def turns(self) -> tuple[int, ...]:
        return load_turns(self.folder)


def suggest(suggester: Suggester, asked: Sequence[tuple[str, Place]]) -> list[tuple[Suggestion, ...]]:
    """The best concepts for each caption at its place, likeliest first; none where nothing known is like it."""
    return [_suggest(suggester, normalise_label(caption), place) for caption, place in asked]


def _suggest(suggester: Suggester, label: str, place: Place) -> tuple[Suggestion, ...]:
    """Their grounds count of a hundred captions like this, at such a place, who meant them."""
    says, candidates, likeness, votes = candidates_for(suggester, label, place)
    ranking = ranking_at(suggester, place)
    chances = rank(ranking, label, place, candidates, likeness, votes) if candidates else []
    best = sorted([(-round(chance, 6), say.concept, say) for chance, say in zip(chances, says, strict=True)])[:BEST]
    known = Decimal(fsum(chances)).quantize(THOUSANDTH)
    return tuple([_suggestion(Decimal(-unlikely).quantize(_MILLIONTH), say, known) for unlikely, _, say in best])


def ranking_at(suggester: Suggester, place: Place) -> Ranking:
    """The ranking for the fiscal year of a place."""
    return _load_ranking(suggester, era_of(suggester, place.year))


def _suggestion(chance: Decimal, say: Say, known: Decimal) -> Suggestion:
    likeness = Decimal(say.likeness).quantize(_MILLIONTH)
    grounds = Grounds(Basis.SUGGESTION, say.concept, chance * 100, _HUNDRED, likeness)
    return Suggestion(say.concept, chance.quantize(THOUSANDTH), grounds, say.like, known)


def candidates_for(suggester: Suggester, label: str, place: Place) -> tuple[list[Say], list[Candidate], float, float]:
    """The concepts with the most votes at a place, the likeness of the caption most like this one, and all votes."""
    fits, unused = fits_at(suggester, place), out_of_use(suggester, place.year)
    likeness, weighed = 0.0, []
    for say in _hear(suggester, place.table, label, era_of(suggester, place.year)):
        name, votes, _, mine, _ = say
        if name not in unused and (weight := fits[name]):
            weighed.append((-votes * weight, name, say, weight / 100))
            if mine > likeness:
                likeness = mine
    total = -sum([against for against, *_ in weighed])
    weighed.sort()
    best = weighed[:RANKED]
    worded = _worded(suggester, label, place, [name for _, name, _, _ in best])
    candidates = [
        Candidate(name, say.filers * fit, -against / total, fit, words)
        for (against, name, say, fit), words in zip(best, worded, strict=True)
    ]
    return [say for _, _, say, _ in best], candidates, likeness, total / 100


def _worded(suggester: Suggester, label: str, place: Place, concepts: Sequence[str]) -> list[float]:
    captions = _load_captions(suggester.folder, _tables_for(place.table), era_of(suggester, place.year))
    return wording_scores(captions.wording, label, concepts) if captions else []


def count_filers(suggester: Suggester, caption: str, place: Place, concept: str) -> tuple[Decimal, Decimal]:
    """How many filers gave a caption a concept, of all who had it, each choice weighed by how it fits the place; what
    is not in use in the year was no choice, but for the concept itself, where rows around it tell so."""
    counts = _load_counts(suggester.folder, _tables_for(place.table), era_of(suggester, place.year))
    fits, unused = fits_at(suggester, place), out_of_use(suggester, place.year)
    mine = of = 0
    for name, filers in counts.get(normalise_label(caption), {}).items():
        if name in suggester.taxonomy.concepts and (name == concept or name not in unused):
            of += filers * fits[name]
            mine += filers * fits[name] if name == concept else 0
    return Decimal(mine).scaleb(-2), Decimal(of).scaleb(-2)


def drawn_to(suggester: Suggester, place: Place, concept: str) -> Decimal:
    """How much likelier a concept is at a place than anywhere, as a logarithm, by the rows around it alone."""
    return Decimal(drawn_around(ranking_at(suggester, place), place, concept)).quantize(THOUSANDTH)


def _tables_for(table: str) -> tuple[str, ...]:
    """The tables that a caption of one is held against, in one order: two statements that go together share them."""
    return tuple(sorted((table, *BESIDE.get(table, ()))))


class Fits(dict[str, int]):
    """How well concepts fit one place, in percent, each found when it is first asked."""

    def __init__(self, suggester: Suggester, place: Place) -> None:
        self.suggester, self.place = suggester, place

    def __missing__(self, name: str) -> int:
        concept, sections = self.suggester.taxonomy.concepts[name], self.suggester.sections[name]
        return self.setdefault(name, fit(concept, sections, self.place))


def is_recent(year: int | None) -> bool:
    """Whether captions of a fiscal year mean what they mean now."""
    return year is not None and year >= RECENT_YEAR


def era_of(suggester: Suggester, year: int | None) -> int | None:
    """The last year up to a recent fiscal year since which captions mean anything new; none of years before."""
    if year is None or not is_recent(year):
        return None
    return max([RECENT_YEAR, *(turn for turn in suggester.turns if turn <= year)])


def fits_at(suggester: Suggester, place: Place) -> Fits:
    """The fits at a place, in whatever year and whatever stands around it."""
    return _fits_at(suggester, place.table, place.sections, place.unit, place.is_instant)


@lru_cache(maxsize=1024)
def _fits_at(suggester: Suggester, table: str, sections: frozenset[str], unit: Unit, is_instant: bool | None) -> Fits:
    return Fits(suggester, Place(table, sections, unit, is_instant))


@lru_cache(maxsize=64)
def out_of_use(suggester: Suggester, year: int | None) -> frozenset[str]:
    """The concepts that no filing of a year may state."""
    taxonomy = suggester.taxonomy
    return frozenset(name for name in taxonomy.concepts if not is_in_use(taxonomy, name, year))


@lru_cache(maxsize=4096)
def _hear(suggester: Suggester, table: str, label: str, era: int | None) -> tuple[Say, ...]:
    """What the captions of a table that are most like one say for each concept."""
    captions = _load_captions(suggester.folder, _tables_for(table), era)
    if captions is None:
        return ()
    votes: dict[str, float] = {}
    filers: dict[str, float] = {}
    like: dict[str, tuple[float, str]] = {}
    for likeness, row in most_like(captions.index, label):
        weight, known = likeness**SHARPNESS, captions.index.captions[row]
        for name, vote in captions.votes[row]:
            if name in votes:
                votes[name] += weight * vote
            else:
                votes[name], like[name] = weight * vote, (likeness, known)
        if known == label:
            of = sum([vote for _, vote in captions.votes[row]])  # the square root of the filers that had the caption
            filers = {name: vote * of for name, vote in captions.votes[row]}
    concepts = suggester.taxonomy.concepts
    return tuple([Say(name, votes[name], filers.get(name, 0.0), *like[name]) for name in votes if name in concepts])


# --- what is read once --------------------------------------------------------------------


@lru_cache(maxsize=8)
@loading()
def _load_ranking(suggester: Suggester, era: int | None) -> Ranking:
    return load_ranking(suggester.folder, concepts_of_statements(suggester.taxonomy), era)


@lru_cache(maxsize=16)
def _index_of(captions: tuple[str, ...]) -> Index:
    """The index of some captions: one for all eras that know the same."""
    return make_index(captions)


@lru_cache(maxsize=32)
@loading()
def _load_captions(folder: Path, tables: tuple[str, ...], era: int | None) -> Captions | None:
    """The captions of some tables, indexed by the first caption that needs them."""
    counts = _load_counts(folder, tables, era)
    if not counts:
        return None
    index = _index_of(tuple(sorted(counts)))
    votes = tuple([_votes(counts[label]) for label in index.captions])
    return Captions(index, votes, make_wording(index, votes))


@lru_cache(maxsize=32)
def _load_counts(folder: Path, tables: tuple[str, ...], era: int | None) -> Mapping[str, Mapping[str, int]]:
    """The counts of captions in some tables of ``evidence/``: concept by caption, how many filers.

    In an era filers of 2009-2010 count for what had taken over from their concepts by then, the trade's word on a
    caption counts as one filing, and what filers of 2023-2025 called the same captions, too. Filings of before are
    tagged less rightly with the trade's captions of today.
    """
    weight = RECENT if era else 1
    counts: dict[str, dict[str, int]] = {}
    for table in tables:
        successors = load_successors(folder, table, era) if era else {}
        for row in load_evidence_table(folder, table):
            by_concept, concept = counts.setdefault(row["label"], {}), row["concept"]
            if filings := int(row["filings"]):
                _count(by_concept, concept, weight * filings)
            for name, filers in handed_on(successors, concept, int(row["filers"])):
                _count(by_concept, name, filers)
    for row in load_evidence_table(folder, TRADE) if era else ():
        if row["statement"] in tables:
            _count(counts.setdefault(row["label"], {}), row["concept"], weight)
    for row in load_evidence_table(folder, LATELY) if era else ():
        if row["statement"] in tables and row["label"] in counts:
            _count(counts[row["label"]], row["concept"], weight * int(row["filers"]))
    return counts


def _count(by_concept: dict[str, int], concept: str, filers: int) -> None:
    by_concept[concept] = by_concept.get(concept, 0) + filers


def _votes(by_concept: Mapping[str, int]) -> Votes:
    """A caption's say grows with the square root of the filers that had it: many filers are many of one trade."""
    of = sum(by_concept.values())
    return tuple((name, count * of**-0.5) for name, count in sorted(by_concept.items()))
