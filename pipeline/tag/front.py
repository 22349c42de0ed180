"""The cover's fields → facts of the fiscal year to date.

In: a cover, the mapping rules and the taxonomy. Out: its facts; a field that no rule names makes none.
"""

from collections.abc import Iterator
from decimal import Decimal

from pipeline.confidence import UNMEASURED
from pipeline.mappings import Query, choose_rule
from pipeline.model import (
    Concept,
    Context,
    Cover,
    CoverField,
    Entity,
    Fact,
    LineItem,
    Period,
    StatementKind,
    Status,
    Unit,
)
from pipeline.numerals import printed_decimals
from pipeline.tag.decision import Lookup


def tag_cover(cover: Cover, entity: Entity, about: Lookup) -> Iterator[Fact]:
    """A fact for each field of a cover that states its period."""
    if cover.period is None:
        return
    for stated in cover.fields:
        rule = choose_rule(about.mappings, Query("cover", stated.name)).rule
        if rule is None:
            continue
        concept = about.taxonomy.concepts[rule.concept]
        is_number = isinstance(stated.value, Decimal)
        is_instant = concept.period_type == "instant"
        when = Period(None, stated.as_of or cover.period.end) if is_instant else cover.period
        yield Fact(
            id="cover_" + stated.name.replace(" ", "_"),
            concept=concept,
            context=Context(entity, when),
            unit=_unit(concept).measures("USD") if is_number else "",
            value=stated.value,
            decimals=printed_decimals(stated.amount.text) - stated.scale if is_number else None,
            statement=StatementKind.COVER,
            item=_item(stated, _unit(concept)),
            amount=stated.amount,
            status=Status.RULE,
            rule=rule,
            confidence=UNMEASURED,
            reason=stated.derived or f"rule {rule.source}",
        )


def _unit(concept: Concept) -> Unit:
    return {"monetary": Unit.MONEY, "shares": Unit.SHARES}.get(concept.item_type, Unit.PURE)


def _item(stated: CoverField, unit: Unit) -> LineItem:
    return LineItem(stated.name, (), 0, (stated.amount,), stated.amount.source, unit, stated.scale)
