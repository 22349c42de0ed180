"""`LineItem` → `Fact`: one concept, one context, one unit, one natural value, and why.

In: footed statements, the cover's fields, the taxonomy and the mapping rules. Out: facts in printed order and a
finding for each row that became a concept of the filer's own or claims what another row states. How facts
are written is not known here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from pipeline import codes
from pipeline.mappings import Mappings, Query, choose_rule
from pipeline.model import (
    Amount,
    Column,
    Concept,
    Context,
    Cover,
    Dimensions,
    Entity,
    Fact,
    Filing,
    Finding,
    LineItem,
    Period,
    Rule,
    Statement,
    StatementKind,
    Status,
    Unit,
)
from pipeline.numerals import is_dash, printed_decimals
from pipeline.tag.members import name_members
from pipeline.tag.own import own_balance, own_concept
from pipeline.tag.sections import section_terms
from pipeline.tag.signs import stored_signs
from pipeline.tag.structure import balance_totals, concept_of_part, concept_of_total, net_of
from pipeline.taxonomy import Taxonomy

CIK_SCHEME = "http://www.sec.gov/CIK"
MEASURED_ON_FILERS = Decimal("0.01")
"""Confidence is stated to the hundredth: counts of filers support no more."""
UNMEASURED = Decimal("0.90")
"""Confidence of a row that stands on a person's word or on structure, until it is measured."""
_FALLBACK_TABLES = {
    StatementKind.INCOME_STATEMENT: ("comprehensive_income",),
    StatementKind.COMPREHENSIVE_INCOME: ("income_statement",),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """The concept of a row, on what it stands, and how sure that is."""

    concept: Concept
    status: Status
    rule: Rule | None
    confidence: Decimal
    reason: str


@dataclass(slots=True)
class _Tagger:
    """What tagging one filing carries from statement to statement."""

    filing: Filing
    taxonomy: Taxonomy
    mappings: Mappings
    prefix: str
    entity: Entity
    year: int | None
    members: list[Dimensions] = field(default_factory=list)
    """Of the columns of the statement at hand."""
    own: dict[str, Concept] = field(default_factory=dict)
    stated: dict[tuple[str, Context, str], Fact] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def tag(
    statements: Sequence[Statement],
    cover: Cover,
    filing: Filing,
    taxonomy: Taxonomy,
    mappings: Mappings,
) -> tuple[list[Fact], list[Finding]]:
    """Give every amount of every statement, and every field of the cover, its concept, context, unit and value."""
    stated = {field_.name: field_ for field_ in reversed(cover.fields)}
    cik = filing.cik or (str(stated["central index key"].value) if "central index key" in stated else None)
    ends = [column.period.end for statement in statements for column in statement.columns if column.period]
    tagger = _Tagger(
        filing,
        taxonomy,
        mappings,
        f"f{cik.zfill(10)}" if cik else "own",
        Entity(CIK_SCHEME, (cik or "0").zfill(10)),
        max(ends).year if ends else None,
    )
    _tag_cover(tagger, cover)
    for number, statement in enumerate(statements, 1):
        _tag_statement(tagger, statement, number)
    return tagger.facts, tagger.findings


def decide(statement: Statement, tagger: _Tagger) -> tuple[dict[int, Decision], list[tuple[str, ...]]]:
    """The concept of every row, and the section terms that decided it: rules twice, as totals found by the
    first pass tell the sections that the second needs; then structure; then a concept of the filer's own."""
    decisions: dict[int, Decision] = {}
    terms: list[tuple[str, ...]] = [item.section for item in statement.items]
    for _ in range(2):
        names = {row: decision.concept.name for row, decision in decisions.items()}
        names |= balance_totals(statement, names)
        terms = section_terms(statement, names)
        decisions = dict(_by_rules(statement, terms, tagger))
    names = {row: decision.concept.name for row, decision in decisions.items()}
    for row, name in balance_totals(statement, names).items():
        decisions[row] = _by_structure(name, tagger, "equal to the other side's total")
    for row in reversed(range(len(statement.items))):
        if row not in decisions:
            decisions |= _by_arithmetic(statement, row, terms, decisions, tagger)
    for row, item in enumerate(statement.items):
        if row not in decisions and not item.label and item.total_of:
            decisions |= _by_heading(statement, row, terms[row], decisions, tagger)
    stated = {decision.concept.name for decision in decisions.values()}
    for row, decision in decisions.items():
        if net := net_of(decision.concept.name, stated, tagger.taxonomy):
            decisions[row] = _by_structure(net, tagger, f"{decision.concept.name} with nothing deducted from it")
    return decisions, terms


def _by_arithmetic(
    statement: Statement,
    row: int,
    terms: Sequence[tuple[str, ...]],
    decisions: Mapping[int, Decision],
    tagger: _Tagger,
) -> dict[int, Decision]:
    """A total is named by its parts, and an unlabelled part by the total that it completes."""
    names = {r: decision.concept.name for r, decision in decisions.items()}
    item = statement.items[row]
    found = concept_of_total(statement, row, terms, names, tagger.taxonomy)
    reason = "named by the rows that it totals"
    if found is None and not item.label:
        found = concept_of_part(statement, row, names, tagger.taxonomy)
        reason = "the one part that its total still lacks"
    if found is None or not _fits(tagger.taxonomy.concepts[found], item, statement):
        return {}
    return {row: _by_structure(found, tagger, reason)}


def _by_heading(
    statement: Statement, row: int, terms: tuple[str, ...], decisions: Mapping[int, Decision], tagger: _Tagger
) -> dict[int, Decision]:
    """A total without a label is named by the heading that its rows stand under, if no other row is."""
    item = statement.items[row]
    if not item.section or any(statement.items[part].section != item.section for part in item.total_of):
        return {}
    query = Query(statement.kind.value, item.section[-1], terms, tagger.filing.cik, (), item.unit, tagger.year)
    rule = choose_rule(tagger.mappings, query).rule
    if rule is None or any(d.concept.name == rule.concept for d in decisions.values()):
        return {}
    concept = tagger.taxonomy.concepts[rule.concept]
    if not _fits(concept, item, statement):
        return {}
    reason = f"total of the rows under '{item.section[-1]}', which rule {rule.source} names"
    return {row: Decision(concept, Status.STRUCTURE, rule, rule_confidence(rule), reason)}


def _by_rules(
    statement: Statement, terms: Sequence[tuple[str, ...]], tagger: _Tagger
) -> Iterator[tuple[int, Decision]]:
    for row, item in enumerate(statement.items):
        if not item.label:
            continue
        tables = (
            ("parenthetical",)
            if item.parent is not None
            else (
                statement.kind.value,
                *_FALLBACK_TABLES.get(statement.kind, ()),
            )
        )
        sections = item.section[-1:] if item.parent is not None else terms[row]
        for table in tables:
            query = Query(table, item.label, sections, tagger.filing.cik, (), item.unit, tagger.year)
            rule = choose_rule(tagger.mappings, query).rule
            if rule and _fits(tagger.taxonomy.concepts[rule.concept], item, statement):
                concept = tagger.taxonomy.concepts[rule.concept]
                yield row, Decision(concept, Status.RULE, rule, rule_confidence(rule), f"rule {rule.source}")
                break


def _fits(concept: Concept, item: LineItem, statement: Statement) -> bool:
    """Whether a concept can be stated here: an instant on a balance sheet or at a point in time."""
    if statement.kind is StatementKind.BALANCE_SHEET or item.point:
        return concept.period_type == "instant"
    if item.period is not None:
        return concept.period_type == ("instant" if item.period.is_instant else "duration")
    return concept.period_type == "duration" or item.point != ""


def rule_confidence(rule: Rule) -> Decimal:
    """How often filers chose the rule's concept: "412 of 430 filers" is 0.96, one more of each counted against it."""
    words = rule.seen.split()
    if len(words) >= 3 and words[0].isdigit() and words[1] == "of" and words[2].isdigit():
        share = (Decimal(words[0]) + 1) / (Decimal(words[2]) + 2)
        return share.quantize(MEASURED_ON_FILERS)
    return UNMEASURED


def _by_structure(name: str, tagger: _Tagger, reason: str) -> Decision:
    return Decision(tagger.taxonomy.concepts[name], Status.STRUCTURE, None, UNMEASURED, reason)


def _tag_statement(tagger: _Tagger, statement: Statement, number: int) -> None:
    tagger.members = name_members(statement.columns, tagger.taxonomy, tagger.prefix)
    decisions, terms = decide(statement, tagger)
    _give_own_concepts(tagger, statement, decisions, terms)
    concepts = {row: decision.concept for row, decision in decisions.items()}
    forced = {row: d.rule.sign for row, d in decisions.items() if d.rule and d.rule.sign}
    signs = stored_signs(statement, concepts, terms, forced)
    for row, item in enumerate(statement.items):
        facts = list(_facts_of(tagger, statement, f"s{number}r{row + 1}", item, decisions[row], signs[row]))
        facts = _without_conflicts(tagger, statement, row, facts, terms)
        tagger.facts.extend(facts)
        for fact in facts:
            tagger.stated.setdefault((fact.concept.qname, fact.context, fact.unit), fact)


def _give_own_concepts(
    tagger: _Tagger, statement: Statement, decisions: dict[int, Decision], terms: Sequence[tuple[str, ...]]
) -> None:
    for row, item in enumerate(statement.items):
        if row not in decisions:
            decisions[row] = _own(tagger, statement, row, terms)
            if any(item.amounts):
                message = (
                    f"no rule knows '{item.label or 'an unlabelled subtotal'}'; it became the filer's own concept "
                )
                message += decisions[row].concept.qname
                tagger.findings.append(Finding(codes.TAG_OWN_CONCEPT, message, item.source))


def _own(tagger: _Tagger, statement: Statement, row: int, terms: Sequence[tuple[str, ...]]) -> Decision:
    balance = own_balance(row, statement, terms[row])
    concept = own_concept(statement.items[row], statement, tagger.prefix, balance, tagger.own)
    tagger.own[concept.name] = concept
    return Decision(concept, Status.OWN, None, Decimal(0), "no rule, structure or suggestion fits")


def _facts_of(
    tagger: _Tagger, statement: Statement, row_id: str, item: LineItem, decision: Decision, sign: int
) -> Iterator[Fact]:
    for index, (amount, column) in enumerate(zip(item.amounts, statement.columns, strict=True), 1):
        if amount is None or amount.value is None:
            continue
        period = _period_of(decision.concept, item, column)
        if period is None:
            continue
        value = amount.value.scaleb(item.scale) * sign
        yield Fact(
            id=f"{row_id}c{index}",
            concept=decision.concept,
            context=Context(tagger.entity, period, tagger.members[index - 1]),
            unit=_unit(item.unit, statement.currency),
            value=value + 0,
            decimals=_decimals(amount, item),
            statement=statement.kind,
            item=item,
            amount=amount,
            status=decision.status,
            rule=decision.rule,
            confidence=decision.confidence,
            reason=decision.reason,
        )


def _period_of(concept: Concept, item: LineItem, column: Column) -> Period | None:
    """The period of a fact: its column's, or the instant at an end of it for a balance."""
    period = item.period or column.period
    if period is None:
        return None
    if concept.period_type == "instant":
        if item.point == "start" and period.start is not None:
            return Period(None, period.start - timedelta(days=1))
        return Period(None, period.end)
    return period if period.start is not None else None


def _unit(unit: Unit, currency: str) -> str:
    money = f"iso4217:{currency}"
    return {Unit.MONEY: money, Unit.PER_SHARE: f"{money}/xbrli:shares", Unit.SHARES: "xbrli:shares"}.get(
        unit, "xbrli:pure"
    )


def _decimals(amount: Amount, item: LineItem) -> int:
    """The XBRL attribute: the printed decimals less the caption's scale; a dash is as exact as its row."""
    if is_dash(amount.text):
        others = [a for a in item.amounts if a and not is_dash(a.text)]
        return max((printed_decimals(a.text) for a in others), default=2 * (item.unit is Unit.PER_SHARE)) - item.scale
    return printed_decimals(amount.text) - item.scale


def _without_conflicts(
    tagger: _Tagger, statement: Statement, row: int, facts: list[Fact], terms: Sequence[tuple[str, ...]]
) -> list[Fact]:
    """A row that claims what another row states otherwise becomes the filer's own concept, and a finding."""
    for fact in facts:
        other = tagger.stated.get((fact.concept.qname, fact.context, fact.unit))
        if other is None or other.value == fact.value:
            continue
        message = (
            f"'{fact.item.label}' states {fact.concept.qname} as {fact.value:,}, but '{other.item.label}' "
            f"(line {other.amount.source.line}) states {other.value:,}; the second became the filer's own concept"
        )
        same = other.statement is fact.statement
        code = codes.TAG_REPEATED if same else codes.TAG_CONFLICT
        tagger.findings.append(Finding(code, message, fact.amount.source, (other.amount.source,)))
        own = _own(tagger, statement, row, terms)
        return [
            replace(
                f,
                concept=own.concept,
                status=own.status,
                rule=None,
                confidence=own.confidence,
                reason=f"{f.concept.qname} is stated otherwise at line {other.amount.source.line}",
                value=(f.amount.value or Decimal(0)).scaleb(f.item.scale),
            )
            for f in facts
        ]
    return facts


def _tag_cover(tagger: _Tagger, cover: Cover) -> None:
    """Cover facts are stated for the fiscal year to date."""
    period = cover.period
    if period is None:
        return
    for stated in cover.fields:
        rule = choose_rule(tagger.mappings, Query("cover", stated.name)).rule
        if rule is None:
            continue
        concept = tagger.taxonomy.concepts[rule.concept]
        is_number = isinstance(stated.value, Decimal)
        when = Period(None, stated.as_of or period.end) if concept.period_type == "instant" else period
        item = LineItem(
            stated.name, (), 0, (stated.amount,), stated.amount.source, Unit.SHARES if is_number else Unit.PURE
        )
        tagger.facts.append(
            Fact(
                id="cover_" + stated.name.replace(" ", "_"),
                concept=concept,
                context=Context(tagger.entity, when),
                unit="xbrli:shares" if is_number else "",
                value=stated.value,
                decimals=0 if is_number else None,
                statement=StatementKind.COVER,
                item=item,
                amount=stated.amount,
                status=Status.RULE,
                rule=rule,
                confidence=rule_confidence(rule),
                reason=stated.derived or f"rule {rule.source}",
            )
        )
