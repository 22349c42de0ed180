"""`LineItem` → `Fact`: one concept, one context, one unit, one natural value, and why.

In: footed statements, the cover's fields, the taxonomy and the mapping rules. Out: facts in printed order and a
finding for each row that became a concept of the filer's own or claims what another row states. How facts
are written is not known here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import TypeAlias

from pipeline import codes
from pipeline.industries import industries_of
from pipeline.mappings import Mappings
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
    Statement,
    StatementKind,
    Status,
    Unit,
)
from pipeline.names import format_name, own_prefix
from pipeline.numerals import is_dash, printed_decimals
from pipeline.periods import fiscal_year
from pipeline.tag.balance import own_balance
from pipeline.tag.decide import Decision, Lookup, decide
from pipeline.tag.diluted import is_one_for_both, state_both
from pipeline.tag.front import tag_cover
from pipeline.tag.headline import repeated_income
from pipeline.tag.members import name_members, name_own_members
from pipeline.tag.offerings import read_offerings
from pipeline.tag.own import own_concept
from pipeline.tag.queue import Queued, is_open, queue_row
from pipeline.tag.signs import names_tax, sign_of_tax, stored_signs
from pipeline.tag.stated import is_repeated, stated_otherwise, under_wider_concept, with_stated_sign
from pipeline.taxonomy import Taxonomy

_REPEAT_INCOME = (StatementKind.CASH_FLOW, StatementKind.COMPREHENSIVE_INCOME, StatementKind.EQUITY)
CIK_SCHEME = "http://www.sec.gov/CIK"


_Again: TypeAlias = dict[tuple[str, tuple[str, ...], Unit], dict[str, set[tuple[Period, Dimensions]]]]
"""The filer's own concepts of a matrix by caption, section and unit, each with the periods that its rows are of."""


@dataclass(slots=True)
class _Tagger:
    """What tagging one filing carries from statement to statement."""

    about: Lookup
    prefix: str
    entity: Entity
    members: list[Dimensions] = field(default_factory=list)
    """Of the columns of the statement at hand."""
    own_members: dict[tuple[str, str], Dimensions] = field(default_factory=dict)
    """Of its rows that have one of their own."""
    concepts: dict[int, Concept] = field(default_factory=dict)
    """Of its rows, and below their section terms."""
    terms: list[tuple[str, ...]] = field(default_factory=list)
    own: dict[str, Concept] = field(default_factory=dict)
    again: _Again = field(default_factory=dict)
    """Which of them stand for captions that rows repeat, and for which periods and components."""
    stated: dict[tuple[str, Context, str], Fact] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    """What is known of a row when its facts are made."""

    at: int
    id: str
    decision: Decision
    terms: tuple[str, ...]
    queued: Queued


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
    periods = [column.period for statement in statements for column in statement.columns if column.period]
    tagger = _Tagger(
        Lookup(taxonomy, mappings, cik, fiscal_year(periods), industries_of(filing.industry_code)),
        own_prefix(cik),
        Entity(CIK_SCHEME, (cik or "0").zfill(10)),
    )
    ordered = _income_first(statements)
    repeated = repeated_income(ordered)
    made = {number: _tag_statement(tagger, statement, number, repeated.get(number)) for number, statement in ordered}
    facts = tag_cover(cover, tagger.entity, tagger.about)
    return [*facts, *(fact for number in sorted(made) for fact in made[number])], tagger.findings


def _income_first(statements: Sequence[Statement]) -> list[tuple[int, Statement]]:
    """The numbered statements in print, but for those that repeat income, which come after the statement of it.

    Its captions say whose each income is; a cash flow printed before it calls one of them "net income".
    """
    numbered = list(enumerate(statements, 1))
    income = max((n for n, one in numbered if one.kind is StatementKind.INCOME_STATEMENT), default=0)
    return sorted(numbered, key=lambda pair: pair[0] + income * (pair[1].kind in _REPEAT_INCOME))


def _tag_statement(tagger: _Tagger, statement: Statement, number: int, repeated: int | None) -> list[Fact]:
    of = tagger.about.taxonomy, tagger.prefix, tagger.about.year
    tagger.members = name_members(statement.columns, *of, statement.items)
    decisions, terms, offers = decide(statement, tagger.about, repeated)
    statement, parted = read_offerings(statement, decisions, tagger.about)
    decisions |= parted
    tagger.own_members = name_own_members(statement.items, *of)
    decided = dict(decisions)
    _give_own_concepts(tagger, statement, decisions, terms)
    concepts = {row: decision.concept for row, decision in decisions.items()}
    tagger.concepts, tagger.terms = concepts, terms
    stated, is_both = {concept.name for concept in concepts.values()}, is_one_for_both(statement)
    forced = {row: d.rule.sign for row, d in decisions.items() if d.rule and d.rule.sign}
    own = {row for row, decision in decisions.items() if decision.status is Status.OWN}
    signs = stored_signs(statement, concepts, terms, forced, own)
    made: list[Fact] = []
    for at, item in enumerate(statement.items):
        queued = queue_row(statement.kind.value, item, decided.get(at, decisions[at]), terms[at], offers.get(at, ()))
        row = _Row(at, f"s{number}r{at + 1}", decisions[at], terms[at], queued)
        facts = _once(tagger, _facts_of(tagger, statement, row, signs))
        facts = with_stated_sign(under_wider_concept(facts, tagger.stated, tagger.about), tagger.stated)
        facts = _without_conflicts(tagger, statement, row, facts)
        facts += state_both(facts, stated, tagger.stated, tagger.about) if is_both else []
        made.extend(facts)
        for fact in facts:
            tagger.stated.setdefault((fact.concept.qname, fact.context, fact.unit), fact)
    return made


def _give_own_concepts(
    tagger: _Tagger, statement: Statement, decisions: dict[int, Decision], terms: Sequence[tuple[str, ...]]
) -> None:
    for row, item in enumerate(statement.items):
        chosen = decisions.get(row)
        is_unsure = chosen is not None and _is_unsure(tagger, chosen)
        if chosen is None or chosen.status is Status.OWN or is_unsure:
            own = _own(tagger, statement, row, terms[row], tagger.again)
            if chosen is not None and is_unsure:
                decisions[row] = replace(own, reason=f"{chosen.concept.name} is only {chosen.confidence:f} sure")
            else:
                decisions[row] = replace(chosen, concept=own.concept) if chosen else own
            if (chosen is None or is_unsure) and any(item.amounts):
                known = "nothing is sure enough for" if is_unsure else "no rule knows"
                message = f"{known} '{item.label or 'an unlabelled subtotal'}'; it became the filer's own concept "
                message += decisions[row].concept.qname
                tagger.findings.append(Finding(codes.TAG_OWN_CONCEPT, message, item.source))


def _is_unsure(tagger: _Tagger, decision: Decision) -> bool:
    """Whether a concept of the taxonomy is less sure than the user asks for."""
    return decision.status is not Status.OWN and decision.confidence < tagger.about.mappings.least


def _own(
    tagger: _Tagger, statement: Statement, row: int, terms: tuple[str, ...], again: _Again | None = None
) -> Decision:
    """A concept of the filer's own for a row: one of ``again`` that a row of the same caption has for other periods, or
    for other components, where a statement of equity is cut into two halves of its columns."""
    item = statement.items[row]
    same = again.setdefault((format_name(item.label), item.section, item.unit), {}) if again is not None else {}
    columns = [_dimensions(tagger, item, index) for index, amount in enumerate(item.amounts) if amount]
    mine = {(item.period, of) for of in columns} if item.period else set()
    reused = next((name for name, others in same.items() if mine and mine.isdisjoint(others)), None)
    if reused is None:
        balance = own_balance(row, statement, terms)
        concept = own_concept(item, statement, tagger.prefix, balance, tagger.own)
        tagger.own[concept.name] = concept
    else:
        concept = tagger.own[reused]
    same.setdefault(concept.name, set()).update(mine)
    return Decision(concept, Status.OWN, None, Decimal(0), "no rule, structure or suggestion fits")


def _facts_of(tagger: _Tagger, statement: Statement, row: _Row, signs: Mapping[int, int]) -> Iterator[Fact]:
    item, decision, queued = statement.items[row.at], row.decision, row.queued
    unit = item.unit.measures(statement.currency)
    for index, (amount, column) in enumerate(zip(item.amounts, statement.columns, strict=True), 1):
        if amount is None or amount.value is None:
            continue
        period = _period_of(decision.concept, item, column)
        if period is None:
            continue
        sign = signs[row.at]
        if item.parent is not None and names_tax(item):
            over = statement.items[item.parent].amounts[index - 1]
            sign = sign_of_tax(item, decision.concept, amount, (over, signs[item.parent]))
        yield Fact(
            id=f"{row.id}c{index}",
            concept=decision.concept,
            context=Context(tagger.entity, period, _dimensions(tagger, item, index - 1)),
            unit=unit,
            value=amount.value.scaleb(item.scale) * sign + 0,
            decimals=_decimals(amount, item),
            statement=statement.kind,
            item=item,
            amount=amount,
            status=decision.status,
            rule=decision.rule,
            confidence=decision.confidence,
            reason=decision.reason,
            table=queued.table,
            sections=queued.sections,
            candidates=queued.candidates if is_open(decision.status, decision.rule) else (),
        )


def _dimensions(tagger: _Tagger, item: LineItem, column: int) -> Dimensions:
    """The member of a row, where it has one of its own, or of its column."""
    return tagger.own_members[item.member] if item.member else tagger.members[column]


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


def _decimals(amount: Amount, item: LineItem) -> int:
    """The XBRL attribute: the printed decimals less the caption's scale; a dash is as exact as its row."""
    if is_dash(amount.text):
        others = [a for a in item.amounts if a and not is_dash(a.text)]
        return max((printed_decimals(a.text) for a in others), default=2 * (item.unit is Unit.PER_SHARE)) - item.scale
    return printed_decimals(amount.text) - item.scale


def _once(tagger: _Tagger, facts: Iterable[Fact]) -> list[Fact]:
    """The facts of a row less those of columns that no heading tells from an earlier one; a finding tells of each."""
    stated: dict[tuple[Context, str], Fact] = {}
    told = []
    for fact in facts:
        first = stated.setdefault((fact.context, fact.unit), fact)
        if first.value == fact.value:
            told.append(fact)
            continue
        message = (
            f"'{fact.item.label}' states {first.amount.text} and {fact.amount.text} for one period, and no heading "
            "says of whom; the second makes no fact"
        )
        finding = Finding(codes.EXTRACT_AMBIGUOUS_COLUMN, message, fact.amount.source, (first.amount.source,))
        tagger.findings.append(finding)
    return told


def _agreeing(tagger: _Tagger, facts: Iterable[Fact]) -> int:
    """How many of a row's facts state what another row has stated of the same."""
    twins = (tagger.stated.get((fact.concept.qname, fact.context, fact.unit)) for fact in facts)
    return sum(twin is not None and twin.value == fact.value for fact, twin in zip(facts, twins, strict=True))


def _without_conflicts(tagger: _Tagger, statement: Statement, row: _Row, facts: list[Fact]) -> list[Fact]:
    """A row that claims what another row states otherwise becomes the filer's own concept, and a finding."""
    others = [(fact, other) for fact in facts if (other := stated_otherwise(fact, tagger.stated))]
    if not others:
        return facts
    agreeing = _agreeing(tagger, facts)
    wrong = [pair for pair in others if not is_repeated(*pair, row.terms, agreeing)]
    fact, other = (wrong or others)[0]
    message = (
        f"'{fact.item.label}' states {fact.concept.qname} as {fact.value:,f}, but '{other.item.label}' "
        f"(line {other.amount.source.line}) states {other.value:,f}; the second became the filer's own concept"
    )
    code = codes.TAG_CONFLICT if wrong else codes.TAG_REPEATED
    tagger.findings.append(Finding(code, message, fact.amount.source, (other.amount.source,)))
    own = _own(tagger, statement, row.at, row.terms)
    sign = stored_signs(statement, {**tagger.concepts, row.at: own.concept}, tagger.terms, {})[row.at]
    return [
        f._replace(
            concept=own.concept,
            status=own.status,
            rule=None,
            confidence=own.confidence,
            reason=f"{f.concept.qname} is stated otherwise at line {other.amount.source.line}",
            value=(f.amount.value or Decimal(0)).scaleb(f.item.scale) * sign + 0,
            candidates=row.queued.candidates,
        )
        for f in facts
    ]
