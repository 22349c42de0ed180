"""A decision → the same, weighed by what its statement says of it.

In: a footed statement, the concepts decided for its rows and their section terms. Out: the grounds of a decision with
their marks, and a confidence measured for all of them: a caption that nine of ten filers tag so is surer where
the row is part of the total that the taxonomy adds it to, and less sure where another row claims the same concept.
Which of two decisions stands is not known here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from pipeline.confidence import Basis, Grounds, Mark, measured_confidence
from pipeline.model import Statement, StatementKind
from pipeline.places import (
    CONTRADICTED,
    NOTHING_KNOWN,
    SECTIONS,
    STANDS_THERE,
    Neighbourhood,
    Place,
)
from pipeline.suggest import Suggestion, count_filers, drawn_to, fits_at
from pipeline.tag.context import neighbourhoods
from pipeline.tag.decision import Decision, Lookup
from pipeline.tag.sections import added_into
from pipeline.taxonomy import Taxonomy

_OF_INCOME = frozenset({StatementKind.INCOME_STATEMENT, StatementKind.COMPREHENSIVE_INCOME})


@dataclass(frozen=True)
class Surroundings:
    """A statement as the decision of one of its rows sees it."""

    statement: Statement
    names: Mapping[int, str]
    """The concept that rules and structure decided for each row."""
    terms: Sequence[tuple[str, ...]]
    about: Lookup

    @cached_property
    def total_of(self) -> Mapping[int, int]:
        """The total that each row is added into, by position."""
        return {row: total for row, (total, _) in added_into(self.statement).items()}

    @cached_property
    def neighbourhoods(self) -> Mapping[int, Neighbourhood]:
        """The concepts around each row."""
        return neighbourhoods(self.statement, self.names)

    @cached_property
    def places(self) -> Mapping[int, Place]:
        """Where each row stands, as the evidence and the taxonomy's own arithmetic know places."""
        return {row: self._place(row) for row in range(len(self.statement.items))}

    def _place(self, row: int) -> Place:
        item, statement = self.statement.items[row], self.statement
        is_instant = statement.kind is StatementKind.BALANCE_SHEET or item.point != ""
        if item.period is not None:
            is_instant = item.period.is_instant
        sections = SECTIONS.intersection(self.terms[row])
        near = self.neighbourhoods.get(row, NOTHING_KNOWN)
        return Place(statement.kind.value, sections, item.unit, is_instant, self.about.year, near)

    @cached_property
    def rows_of(self) -> Mapping[str, tuple[int, ...]]:
        """The rows that claim each concept."""
        found: dict[str, tuple[int, ...]] = {}
        for row, name in self.names.items():
            found[name] = (*found.get(name, ()), row)
        return found


def weigh_decision(row: int, decision: Decision, around: Surroundings) -> Decision:
    """The decision, as sure as decisions of its caption, concept and marks were right; a reviewer's word stands.

    What stands on the counts of its row alone, without evidence beside them, keeps those counts.
    """
    item, suggester = around.statement.items[row], around.about.mappings.suggester
    calibration = around.about.calibration
    if decision.grounds is None:
        return decision
    if suggester is None:
        return replace(decision, confidence=measured_confidence(decision.grounds, calibration))
    if item.parent is not None:
        inside = Grounds(Basis.INSIDE, decision.concept.name)
        return replace(decision, grounds=inside, confidence=measured_confidence(inside, calibration))
    place = around.places[row]
    on = decision.grounds
    count, of = count_filers(suggester, item.label, place, on.concept) if item.label else (on.of, on.of)
    marks = set(_marks(row, on.concept, place, around))
    if any(rival != row for rival in around.rows_of.get(on.concept, ())):
        marks.add(Mark.HAS_RIVAL)
    if decision.rule is not None and decision.rule.section:
        marks.add(Mark.BY_SECTION)
    if of:
        marks.add(Mark.KNOWN_CAPTION)
    counts = (count, of) if of or on.basis is not Basis.COUNT else (on.count, on.of)
    drawn = drawn_to(suggester, place, on.concept)
    grounds = Grounds(on.basis, on.concept, *counts, on.likeness, frozenset(marks), drawn)
    confidence = measured_confidence(grounds, calibration)
    return Decision(decision.concept, decision.status, decision.rule, confidence, decision.reason, grounds)


def weigh_offers(row: int, offers: Sequence[Suggestion], around: Surroundings) -> tuple[Suggestion, ...]:
    """The suggestions for a row, weighed likewise, most confident first."""
    place, weighed = around.places[row], []
    for offer in offers:
        marks, on = frozenset(_marks(row, offer.concept, place, around)), offer.grounds
        grounds = Grounds(on.basis, on.concept, on.count, on.of, on.likeness, marks)
        confidence = measured_confidence(grounds, around.about.calibration)
        weighed.append(Suggestion(offer.concept, confidence, grounds, offer.like, offer.known))
    return tuple(sorted(weighed, key=lambda offer: -offer.confidence))


def _marks(row: int, name: str, place: Place, around: Surroundings) -> Iterator[Mark]:
    """What the statement says of a concept for a row; what parts no section by terms contradicts none."""
    suggester, taxonomy = around.about.mappings.suggester, around.about.taxonomy
    if suggester is not None:
        fits = fits_at(suggester, place)[name]
        if fits == STANDS_THERE:
            yield Mark.IN_SECTION
        elif fits == CONTRADICTED:
            yield Mark.OUT_OF_SECTION
    if row in around.total_of:
        yield Mark.IN_SUM
        total = around.names.get(around.total_of[row])
        if total is not None and is_part_of(name, total, taxonomy):
            yield Mark.PART_OF_TOTAL
    if around.statement.kind in _OF_INCOME:
        yield Mark.OF_INCOME


def is_part_of(name: str, total: str, taxonomy: Taxonomy) -> bool:
    """Whether the taxonomy adds a concept into another, by whatever steps."""
    return total in _wholes_of(name, taxonomy)


@lru_cache(maxsize=4096)
def _wholes_of(name: str, taxonomy: Taxonomy) -> frozenset[str]:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        found = taxonomy.wholes.get(waiting.pop(), {}).keys() - seen
        seen |= found
        waiting.extend(found)
    return frozenset(seen)
