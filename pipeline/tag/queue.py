"""A fact → the same with what a reviewer needs to decide it: where a mapping row would stand, and the best candidates.

In: a fact, the decision of its row, the row's section terms and the suggestions for it. Out: the fact. Only facts that
do not stand unflagged have candidates. How a reviewer decides, and where that is written, is not known here.
"""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.labels import SECTION_DEPTHS
from pipeline.model import Candidate, Fact, Status
from pipeline.places import SECTIONS
from pipeline.suggest import BEST, Suggestion
from pipeline.tag.decision import Decision


def put_in_queue(fact: Fact, decision: Decision, terms: Sequence[str], offers: Sequence[Suggestion]) -> Fact:
    """Tell of a fact the table and sections that decide it, and its candidates if a reviewer should look at it."""
    is_open = fact.status is Status.SUGGESTED or (fact.status is Status.OWN and fact.rule is None)
    return replace(
        fact,
        table=fact.statement.value if fact.item.parent is None else "parenthetical",
        sections=tuple(sorted(SECTION_DEPTHS.keys() & terms, key=_order)),
        candidates=_candidates(decision, offers) if is_open else (),
    )


def _order(term: str) -> tuple[bool, int, str]:
    """Put first the sections that the arithmetic tells, which do not hang on a heading, and of these the narrowest."""
    return term not in SECTIONS, -SECTION_DEPTHS[term], term


def _candidates(decision: Decision, offers: Sequence[Suggestion]) -> tuple[Candidate, ...]:
    """The best concepts, the likeliest first; one that was decided but not sure, or stated twice, is among them."""
    found = {offer.concept: Candidate(offer.concept, offer.confidence, offer.like) for offer in offers}
    if decision.status is not Status.OWN:
        name = decision.concept.name
        like = decision.rule.label if decision.rule else found[name].like if name in found else ""
        found = {name: Candidate(name, decision.confidence, like)} | {k: v for k, v in found.items() if k != name}
    return tuple(sorted(found.values(), key=lambda candidate: -candidate.confidence)[:BEST])
