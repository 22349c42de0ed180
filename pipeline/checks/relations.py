"""Relations: what the main concepts of a report must be to each other, whichever statements print them.

The relations are rows of ``taxonomy/relations.csv``; the taxonomy package ships the same rows as XBRL formulas
(`pipeline.emit.formulas`), and a test holds that both reach one verdict. A relation is asked wherever its terms are
stated in one context and unit, and holds if some unrounded amounts behind the printed ones would satisfy it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import TypeAlias

from pipeline.model import Context, Fact, Finding, Period, Relation, Report, Term
from pipeline.taxonomy import Taxonomy

Place: TypeAlias = tuple[str, Context, str]
"""Where a fact is stated: the bare name of its concept, its context, its unit."""
Stated: TypeAlias = Mapping[Place, Sequence[Fact]]


def check_relations(report: Report, taxonomy: Taxonomy) -> list[Finding]:
    """Report every relation of the taxonomy that does not hold where its terms are stated."""
    return [finding for _, finding in ask_relations(report.facts, taxonomy) if finding]


def ask_relations(facts: Iterable[Fact], taxonomy: Taxonomy) -> Iterator[tuple[Relation, Finding | None]]:
    """Ask every relation wherever its terms are stated, and tell each time what was found, None where it holds."""
    stated: dict[Place, list[Fact]] = {}
    for fact in facts:
        known = taxonomy.concepts.get(fact.concept.name)
        if known and known.qname == fact.concept.qname and isinstance(fact.value, Decimal):
            stated.setdefault((known.name, fact.context, fact.unit), []).append(fact)
    places: dict[str, list[tuple[Context, str]]] = {}
    for name, context, unit in stated:
        places.setdefault(name, []).append((context, unit))
    for relation in taxonomy.relations:
        anchors = (place for name in _anchor(relation).names for place in places.get(name, ()))
        for context, unit in dict.fromkeys(anchors):
            if choices := _choices(relation, context, unit, stated):
                yield relation, _ask(relation, choices)


def _anchor(relation: Relation) -> Term:
    """The first term that is of the period itself: where it is stated, the relation is asked."""
    return next(term for term in (relation.total, *relation.terms) if not term.point and not term.is_optional)


def _choices(relation: Relation, context: Context, unit: str, stated: Stated) -> list[list[Fact | None]]:
    """What may stand for the total and for each term; nothing where the relation is not to be asked."""
    if any((name, context, unit) in stated for name in relation.unless):
        return []
    choices = [list(_facts(term, context, unit, stated)) for term in (relation.total, *relation.terms)]
    return choices if all(choices) else []


def _ask(relation: Relation, choices: Sequence[Sequence[Fact | None]]) -> Finding | None:
    if any(_holds(relation, total, parts) for total, *parts in product(*choices)):
        return None
    total, *parts = (found[0] for found in choices)
    return _finding(relation, total, parts) if total else None


def _facts(term: Term, context: Context, unit: str, stated: Stated) -> Iterator[Fact | None]:
    """What may stand for a term; last None, where it may be left out."""
    at = context._replace(period=_at(term.point, context.period)) if term.point else context
    for name in term.names:
        yield from stated.get((name, at, unit), ())
    if term.is_optional:
        yield None


def _at(point: str, period: Period) -> Period:
    if point == "start" and period.start:
        return Period(None, period.start - timedelta(days=1))
    return Period(None, period.end)


def _holds(relation: Relation, total: Fact | None, parts: Sequence[Fact | None]) -> bool:
    """Whether amounts that round to the stated ones satisfy the relation; each is stated within half a unit."""
    excess = _number(total) - _sum(relation, parts)
    tolerance = sum(Decimal(5).scaleb(-(fact.decimals or 0) - 1) for fact in (total, *parts) if fact)
    return (excess if relation.is_bound else abs(excess)) < tolerance


def _sum(relation: Relation, parts: Sequence[Fact | None]) -> Decimal:
    return sum((term.sign * _number(fact) for term, fact in zip(relation.terms, parts, strict=True)), Decimal(0))


def _number(fact: Fact | None) -> Decimal:
    return fact.value if fact and isinstance(fact.value, Decimal) else Decimal(0)


def _finding(relation: Relation, total: Fact, parts: Sequence[Fact | None]) -> Finding:
    told = [
        f"{'-' if term.sign < 0 else '+'} {fact.concept.name} {fact.value:,f}"
        for term, fact in zip(relation.terms, parts, strict=True)
        if fact
    ]
    right = " ".join(told).removeprefix("+ ")
    added = f" = {_sum(relation, parts):,}" if len(told) > 1 else ""
    verb = "is more than" if relation.is_bound else "is not"
    period = total.context.period
    when = f"at {period.end}" if period.start is None else f"{period.start} to {period.end}"
    message = f"{total.concept.name} {total.value:,f} {verb} {right}{added} ({when})"
    related = tuple(fact.amount.source for fact in parts if fact)
    return Finding(relation.code, message, total.amount.source, related)
