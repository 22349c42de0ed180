"""A row → what a reviewer needs to decide it: where a mapping row would stand, and the best candidates.

In: a line item, its decision, its section terms and the suggestions for it. Out: what each of its facts tells of them.
Facts that stand unflagged show no candidates. How a reviewer decides, and where that is written, is not known here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.labels import SECTION_DEPTHS
from pipeline.model import Candidate, LineItem, Rule, Status
from pipeline.places import SECTIONS
from pipeline.suggest import BEST, Suggestion
from pipeline.tag.decision import Decision


@dataclass(frozen=True, slots=True)
class Queued:
    """The table and sections that decide a row, and what a reviewer may choose from should one look at it."""

    table: str
    sections: tuple[str, ...]
    candidates: tuple[Candidate, ...]


def queue_row(
    table: str, item: LineItem, decision: Decision, terms: Sequence[str], offers: Sequence[Suggestion]
) -> Queued:
    """Tell of a row of a table where a mapping row for it would stand, and its candidates."""
    return Queued(
        table if item.parent is None else "parenthetical",
        tuple(sorted(SECTION_DEPTHS.keys() & terms, key=_order)),
        _candidates(decision, offers),
    )


def is_open(status: Status, rule: Rule | None) -> bool:
    """Whether a reviewer should look at a fact."""
    return status is Status.SUGGESTED or (status is Status.OWN and rule is None)


def _order(term: str) -> tuple[bool, int, str]:
    """Put first the sections that the arithmetic tells, which do not hang on a heading, and of these the narrowest."""
    return term not in SECTIONS, -SECTION_DEPTHS[term], term


def _candidates(decision: Decision, offers: Sequence[Suggestion]) -> tuple[Candidate, ...]:
    """The best concepts, the likeliest first; one that was decided but not sure, or stated twice, is among them."""
    found = {offer.concept: Candidate(offer.concept, offer.confidence, offer.like) for offer in offers}
    decided = []
    if decision.status is not Status.OWN:
        name = decision.concept.name
        other = found.pop(name, None)
        like = decision.rule.label if decision.rule else other.like if other else ""
        decided.append(Candidate(name, decision.confidence, like))
    others = sorted(found.values(), key=_unlikelihood)[: BEST - len(decided)]
    return tuple(sorted([*decided, *others], key=_unlikelihood))


def _unlikelihood(candidate: Candidate) -> Decimal:
    return -candidate.confidence
