"""Decisions → the three tiers: unflagged, suggested, and a concept of the filer's own.

In: a statement, the decisions of rules and structure, and the section terms of its rows. Out: the decisions that stand,
those below the measured bar flagged as suggestions, with suggestions for rows that nothing sure was found for. A row
without a decision is the caller's to make a concept of the filer's own. With them come the suggestions for every row
that is not sure, for a reviewer to choose from. What makes a suggestion is not known here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeAlias

from pipeline.confidence import EVEN, Basis
from pipeline.mappings import is_learned
from pipeline.model import Amount, LineItem, Statement, StatementKind, Status
from pipeline.suggest import Suggestion, is_recent, suggest
from pipeline.tag.decision import Decision, Lookup
from pipeline.tag.surroundings import Surroundings, weigh_decision, weigh_offers

KNOWN, LIKELIEST = Decimal("0.85"), Decimal("0.35")
"""How likely a caption must mean some concept of the taxonomy, and how likely the best must be, for the best to be
suggested though it is not better than even: a filer's own concept would be the worse guess of the two."""

Offers: TypeAlias = Mapping[int, tuple[Suggestion, ...]]
"""The suggestions for the rows that are not sure, by position."""


def part_by_tier(
    statement: Statement, decisions: Mapping[int, Decision], terms: Sequence[tuple[str, ...]], about: Lookup
) -> tuple[dict[int, Decision], Offers]:
    """Keep what is at least as likely right as wrong, suggest where nothing is, and flag what is not sure."""
    names = {row: decision.concept.name for row, decision in decisions.items()}
    around = Surroundings(statement, names, terms, about)
    weighed = {row: weigh_decision(row, decision, around) for row, decision in decisions.items()}
    unsure = [row for row in range(len(statement.items)) if row not in weighed or not _is_sure(weighed[row], about)]
    offers = _suggest(unsure, around)
    stands = {row: d for row, d in weighed.items() if _stands(d, offers.get(row, ())) or _is_past_measure(d, around)}
    standing = _without_rivals(statement, stands)
    ranked = [(row, offer) for row, found in offers.items() if row not in standing for offer in found]
    for row, offer in sorted(ranked, key=lambda pair: -pair[1].confidence):
        if row not in standing and _is_best_guess(offer):
            decision = _suggested(offer, about)
            if not _has_rival(statement, row, decision, standing):
                standing[row] = decision
    return {row: _flagged(decision, about) for row, decision in sorted(standing.items())}, offers


def _suggest(rows: Sequence[int], around: Surroundings) -> Offers:
    """The suggestions for those of the rows that print a caption of their own and an amount."""
    items, suggester = around.statement.items, around.about.mappings.suggester
    wanted = [row for row in rows if _is_open(items[row])]
    if suggester is None or not wanted:
        return {}
    found = suggest(suggester, [(items[row].label, around.places[row]) for row in wanted])
    return {row: weigh_offers(row, offers, around) for row, offers in zip(wanted, found, strict=True)}


def _stands(decision: Decision, offers: Sequence[Suggestion]) -> bool:
    """Whether a decision is better than even, and than every suggestion for another concept where it stands on counts.

    What a person wrote stands, flagged where it is not sure, if it is not far likelier wrong than right.
    """
    if _is_persons(decision):
        return decision.confidence >= LIKELIEST
    rivals = [offer.confidence for offer in offers if offer.concept != decision.concept.name]
    is_counted = decision.rule is not None
    return decision.confidence >= EVEN and not (is_counted and max(rivals, default=EVEN) > decision.confidence)


def _is_past_measure(decision: Decision, around: Surroundings) -> bool:
    """Whether a person's row says what the filers who were counted could not: few of them stated a component of other
    comprehensive income, they stated the amounts of equity for members, which are not counted, and none of 2009-2010
    had the concepts that came later. What was measured and found wrong is no such thing."""
    if not _is_persons(decision):
        return False
    is_component = decision.grounds is not None and decision.grounds.basis is Basis.COMPONENT
    return is_component or around.statement.kind is StatementKind.EQUITY or _came_later(decision, around.about)


def _came_later(decision: Decision, about: Lookup) -> bool:
    """Whether none of the filers of 2009-2010 who were counted for years like this one had the concept."""
    suggester = about.mappings.suggester
    return not is_recent(about.year) and suggester is not None and decision.concept.name not in suggester.counted


def _is_persons(decision: Decision) -> bool:
    return decision.rule is not None and not is_learned(decision.rule)


def _is_best_guess(offer: Suggestion) -> bool:
    """Whether a suggestion is better than even, or the likeliest for a caption that surely means a known concept:
    "Capital in excess of par" is one of two concepts, and no third of the filer's own."""
    return offer.confidence >= EVEN or (offer.known >= KNOWN and offer.confidence >= LIKELIEST)


def _is_open(item: LineItem) -> bool:
    return bool(item.label) and item.parent is None and any(item.amounts)


def _suggested(offer: Suggestion, about: Lookup) -> Decision:
    reason = f"filers tagged '{offer.like}' so, likeness {offer.grounds.likeness:.2f}"
    concept = about.taxonomy.concepts[offer.concept]
    return Decision(concept, Status.SUGGESTED, None, offer.confidence, reason, offer.grounds)


def _flagged(decision: Decision, about: Lookup) -> Decision:
    """The decision, as a suggestion where its measured confidence is below that of facts that stand unflagged."""
    return decision if _is_sure(decision, about) else replace(decision, status=Status.SUGGESTED)


def _is_sure(decision: Decision, about: Lookup) -> bool:
    return decision.status is not Status.SUGGESTED and decision.confidence >= about.calibration.unflagged


def _without_rivals(statement: Statement, decisions: Mapping[int, Decision]) -> dict[int, Decision]:
    """The decisions less those whose concept a surer row of the statement states with another amount, or the sum of
    rows beside it that they go into: the whole is what its name says."""
    items = statement.items
    parts = {
        part
        for sum_ in statement.sums
        for part, _ in sum_.addends
        if {sum_.total, part} <= decisions.keys() and decisions[sum_.total].concept == decisions[part].concept
        if all(sign > 0 for _, sign in sum_.addends) and items[sum_.total].section == items[part].section
    }
    standing: dict[int, Decision] = {}
    for row in sorted(decisions, key=lambda row: (row in parts, -decisions[row].confidence, row)):
        if not _has_rival(statement, row, decisions[row], standing):
            standing[row] = decisions[row]
    return standing


def _has_rival(statement: Statement, row: int, decision: Decision, standing: Mapping[int, Decision]) -> bool:
    """Whether another row states the concept, for the same time, with other amounts."""
    item = statement.items[row]
    return decision.status is not Status.OWN and any(
        other.concept.name == decision.concept.name
        and (rival := statement.items[at]).unit is item.unit
        and (rival.point, rival.period, rival.member) == (item.point, item.period, item.member)
        and any(_differ(one, two) for one, two in zip(item.amounts, rival.amounts, strict=True))
        for at, other in standing.items()
        if at != row
    )


def _differ(one: Amount | None, two: Amount | None) -> bool:
    values = {abs(amount.value or Decimal(0)) for amount in (one, two) if amount and amount.value is not None}
    return len(values) > 1
