"""Facts → entries: what each states, where it is printed, and why it has its concept and its sign.

In: a report on laid-out lines and the same in the user's file, the taxonomy and the mapping rules. Out: an `Entry` a
fact, and the concepts, contexts and decisions that they name. Which rows add up to which is not known here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from html import unescape

from pipeline.mappings import Mappings, Query, choose_rule
from pipeline.model import Concept, Context, Fact, Report, Rule
from pipeline.taxonomy import Taxonomy
from pipeline.workpaper.nouns import Alternative, Decision, Definition, Entry, When
from pipeline.workpaper.sheets import Beside, format_period, place_of, printed_tables, squeeze

_MARKUP = re.compile(r"<[^<>]*>?")
LONGEST_MARKUP = 1_000
"""Characters of a text block that are looked at: more than a row shows, markup and all."""
MOST_LOSERS = 5
"""Mapping rows that lost which are told of a line item: the beaten come first, then those that did not apply."""


@dataclass(slots=True)
class Register:
    """What entries name by key or position, each told once."""

    taxonomy: Taxonomy
    mappings: Mappings
    industries: tuple[str, ...] = ()
    concepts: dict[str, Definition] = field(default_factory=dict)
    contexts: list[When] = field(default_factory=list)
    positions: dict[tuple[object, ...], int] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)


def enter_facts(laid_out: Report, traced: Report, beside: Beside, register: Register) -> list[Entry]:
    """Enter every fact, in the order of the report; ``beside`` are those of no statement and no table."""
    cells = _cells(laid_out, beside)
    year = max((c.period.end.year for s in laid_out.statements for c in s.columns if c.period), default=None)
    above = _sums_above(laid_out)
    contexts: dict[Context, int] = {}
    entries = []
    for fact, in_file in zip(laid_out.facts, traced.facts, strict=True):
        if fact.concept.qname not in register.concepts:
            register.concepts[fact.concept.qname] = _define(fact.concept, register.taxonomy)
        context = contexts.setdefault(fact.context, len(contexts))
        if context == len(register.contexts):
            register.contexts.append(_when(fact.context))
        at = cells.get((fact.id,)) or cells[fact.statement, fact.amount.source]
        entries.append(
            Entry(
                id=fact.id,
                at=at,
                decision=_decide(fact, in_file.reason, at, year, register),
                context=context,
                unit=fact.unit,
                value=f"{fact.value:f}" if isinstance(fact.value, Decimal) else _words_of(fact),
                decimals=fact.decimals,
                scale=fact.item.scale,
                text=squeeze(fact.amount.text),
                place=place_of(in_file.amount.source),
                laid_out=place_of(fact.amount.source),
                sign=_explain_sign(fact, above.get(tuple(at[:2]))),
            )
        )
    return entries


def _words_of(fact: Fact) -> str:
    """What a text states, without the markup that a text block is stated in."""
    text = str(fact.value)
    return squeeze(unescape(_MARKUP.sub(" ", text[:LONGEST_MARKUP])) if fact.concept.item_type == "textBlock" else text)


def _cells(report: Report, beside: Beside) -> dict[tuple[object, ...], list[int]]:
    """Where each print stands: sheet, row and column by kind and source, or for others by id."""
    found: dict[tuple[object, ...], list[int]] = {
        (statement.kind, amount.source): [number, row, column]
        for number, statement in enumerate(printed_tables(report))
        for row, item in enumerate(statement.items)
        for column, amount in enumerate(item.amounts)
        if amount
    }
    for number, facts in enumerate(beside.values(), len(printed_tables(report))):
        found |= {(fact.id,): [number, row, 0] for row, fact in enumerate(facts)}
    return found


def _define(concept: Concept, taxonomy: Taxonomy) -> Definition:
    known = taxonomy.concepts.get(concept.name)
    words = taxonomy.labels.get(concept.name, {}) if known and known.qname == concept.qname else {}
    return Definition(
        label=concept.label,
        documentation=words.get("documentation", ""),
        balance=concept.balance,
        period_type=concept.period_type,
        type=concept.item_type,
    )


def _when(context: Context) -> When:
    members = [f"{axis}: {member}" for axis, member in context.dimensions]
    return When(entity=context.entity.identifier, period=format_period(context.period), members=members)


# --- why a concept ---------------------------------------------------------------------------


def _decide(fact: Fact, reason: str, at: list[int], year: int | None, register: Register) -> int:
    """The position of what was decided of a fact's line item, entered with the first of its facts."""
    key = (*at[:2], fact.concept.qname, fact.status, fact.confidence, reason)
    if key not in register.positions:
        register.positions[key] = len(register.decisions)
        register.decisions.append(
            Decision(
                concept=fact.concept.qname,
                status=fact.status.value,
                confidence=f"{fact.confidence:f}",
                reason="" if fact.rule and reason == f"rule {fact.rule.source}" else reason,
                rule=str(fact.rule.source) if fact.rule else "",
                says=_format_rule(fact.rule) if fact.rule else "",
                alternatives=[*_candidates(fact, register.taxonomy), *_losers(fact, year, register)],
            )
        )
    return register.positions[key]


def _format_rule(rule: Rule) -> str:
    """What a mapping row says, and on what evidence: ``“total assets” means Assets (seen: 812 of 815 filers)``."""
    under = f" under “{rule.section}”" if rule.section else ""
    sign = f", sign {rule.sign}" if rule.sign else ""
    return f"“{rule.label}”{under} means {rule.concept}{sign} (seen: {rule.seen})"


def _candidates(fact: Fact, taxonomy: Taxonomy) -> Iterator[Alternative]:
    """What a reviewer may choose instead."""
    for candidate in fact.candidates:
        if candidate.concept != fact.concept.name:
            known = taxonomy.concepts.get(candidate.concept)
            like = f", like “{candidate.like}”" if candidate.like else ""
            why = f"confidence {candidate.confidence:f}{like}"
            yield Alternative(concept=known.qname if known else candidate.concept, place="", why=why)


def _losers(fact: Fact, year: int | None, register: Register) -> Iterator[Alternative]:
    """The mapping rows that know the caption and lost, if the one that won decides when asked alone."""
    if fact.rule is None:
        return
    is_parenthetical = fact.table == "parenthetical"
    headings = fact.item.section[-1:] if is_parenthetical else fact.item.section
    table = fact.table or fact.statement.value
    about = (fact.context.entity.identifier, register.industries, fact.item.unit, year) if fact.table else ()
    choice = choose_rule(register.mappings, Query(table, fact.item.label, (*headings, *fact.sections), *about))
    if choice.rule == fact.rule:
        beaten_by = f"{fact.rule.source} "
        losers = sorted(choice.losers, key=lambda lost: (not lost[1].startswith(beaten_by), _words(lost[0])))
        for rule, why in losers[:MOST_LOSERS]:
            yield Alternative(concept=rule.concept, place=str(rule.source), why=why)


def _words(rule: Rule) -> tuple[str, ...]:
    """What orders mapping rows whatever the order of their tables."""
    return rule.concept, rule.label, rule.section, rule.statement, rule.source.path


# --- why a sign ------------------------------------------------------------------------------


def _sums_above(report: Report) -> dict[tuple[int, ...], tuple[str, int]]:
    """The total that a row goes into, by sheet and row: its caption, and 1 where the row is added, -1 where not."""
    return {
        (number, row): (statement.items[found.total].label or "an unlabelled subtotal", sign)
        for number, statement in enumerate(printed_tables(report))
        for found in reversed(statement.sums)
        for row, sign in found.addends
    }


def _explain_sign(fact: Fact, above: tuple[str, int] | None) -> str:
    """Why a value has not the sign of its print; empty where it has."""
    printed = fact.amount.value
    if not isinstance(fact.value, Decimal) or not printed or (printed < 0) == (fact.value < 0):
        return ""
    if fact.rule and fact.rule.sign == "-":
        return "turned: the mapping row says so"
    if printed < 0:
        where = "it is printed below zero"
    elif above:
        where = f"the sum to “{above[0]}” {'adds it' if above[1] > 0 else 'takes it off'}"
    else:
        where = "its caption says so"
    balance = f", and “{fact.concept.label}” is a {fact.concept.balance}" if fact.concept.balance else ""
    return f"turned: {where}{balance}"
