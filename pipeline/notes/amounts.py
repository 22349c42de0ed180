"""Tables of the notes, read and footed → facts: a number the statements state too, or a concept of the filer's own.

In: the tables, the facts of the statements, and what names concepts. Out: a fact for each amount whose period is known.
A rule is believed where the statements state the same amount for the same concept and period; a part, a segment or an
average often bears the caption of the whole, so that elsewhere the row becomes the filer's own concept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from itertools import chain, count, islice
from typing import TypeAlias

from pipeline import codes
from pipeline.confidence import UNMEASURED
from pipeline.mappings import NOTE_ROWS, OWN, Query, choose_rule
from pipeline.model import (
    Concept,
    Context,
    Entity,
    Fact,
    Finding,
    LineItem,
    Rule,
    Statement,
    StatementKind,
    Status,
    Unit,
)
from pipeline.names import format_name, own_prefix
from pipeline.note_concepts import rank_candidates
from pipeline.note_evidence import load_lexicon
from pipeline.note_told import Scene
from pipeline.notes.borrow import borrow_candidates
from pipeline.notes.caption_rates import claim_rates
from pipeline.notes.cells import Cell, cells_of
from pipeline.notes.claims import Claim, as_part, as_stated, as_unsure, follow_rule, how_sure, make_claims
from pipeline.notes.concepts import ask_of, name_asked
from pipeline.notes.echoes import TABLES, Statements, know_statements
from pipeline.notes.members import MemberNamer, below_totals, make_namer
from pipeline.notes.name import Lookup
from pipeline.notes.parts import find_part_elsewhere, make_part_of
from pipeline.notes.pro_forma import is_would_be, without_remark, would_have_been
from pipeline.notes.segments import Segments, find_segments
from pipeline.notes.vintages import claim_vintages
from pipeline.ties import is_odd, is_same

LONGEST_NAME = 100
"""Characters of a concept's name before the number that tells it from others of the same words."""
ECHO = Decimal("0.98")
"""Confidence of an amount that a statement prints too, under a caption that means the same."""

_ITEM_TYPES = {Unit.MONEY: "monetary", Unit.PER_SHARE: "perShare", Unit.SHARES: "shares", Unit.PURE: "pure"}


_Measured: TypeAlias = tuple[str, str, Unit, bool]
"""What a concept of the filer's own is of: caption, measure, what it counts, and whether it is of a day."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The concept (bare name) of a row; ``would_be`` is the rule that names one of what would have been."""

    concept: str
    would_be: Rule | None = None


@dataclass(frozen=True, slots=True)
class _Table:
    """A table, what names its members, its cells by row, and the concepts that they claim, by row and column."""

    table: Statement
    namer: MemberNamer
    rows: Sequence[Sequence[Cell]]
    claims: Mapping[tuple[int, int], Claim]


@dataclass(slots=True)
class _Stater:
    about: Lookup
    entity: Entity
    known: Statements
    """What the statements state of the filer as a whole."""
    segments: Segments
    taken: set[str]
    values: dict[tuple[str, Context, str], Decimal | str] = field(default_factory=dict)
    """What the tables have stated so far."""
    numbers: dict[str, int] = field(default_factory=dict)
    """How many rows bear a name so far: a filing may print one caption a thousand times."""
    findings: list[Finding] = field(default_factory=list)


def state_tables(
    tables: Sequence[tuple[str, Statement, Scene]], facts: Sequence[Fact], entity: Entity, about: Lookup
) -> tuple[list[Fact], list[Finding]]:
    """The facts of the tables, and where they contradict the statements.

    Each table comes with the id that its facts' ids begin with, and with what it stands in.
    """
    known = know_statements(facts, about)
    segments = find_segments(((table, scene) for _, table, scene in tables), about.is_caption)
    stater = _Stater(about, entity, known, segments, {fact.concept.name for fact in facts})
    found = [fact for id, table, scene in tables for fact in _facts_of(stater, id, table, scene)]
    return found, stater.findings


def _facts_of(stater: _Stater, id: str, table: Statement, scene: Scene) -> Iterator[Fact]:
    namer = make_namer(stater.about, table, scene, stater.segments)
    placed = zip(table.items, below_totals(table, stater.segments), strict=True)
    rows = [list(cells_of(id, row, item, table, namer.taking(of))) for row, (item, of) in enumerate(placed, 1)]
    about = _Table(table, namer, rows, _claims_of(stater, namer, table, scene, rows))
    shared: dict[_Measured, Concept] = {}
    for row, (item, cells) in enumerate(zip(table.items, rows, strict=True)):
        is_whole = not any(cell.measure or cell.dimensions for cell in cells)
        known = _known(stater, item, cells, table) if is_whole else None
        facts = [_known_fact(stater, table, item, cell, known) for cell in cells] if known else []
        if not facts or not all(_agrees(stater, fact) for fact in facts):
            named = {fact.id: fact for fact in _named_facts(stater, about, row)}
            facts = [fact for fact in named.values() if fact.confidence >= stater.about.mappings.least]
            left = [cell for cell in cells if cell.id not in {fact.id for fact in facts}]
            facts += [as_unsure(own, named.get(own.id)) for own in _own_facts(stater, table, item, left, shared)]
        by_cell = {fact.id: fact for fact in facts}
        for cell in cells:
            fact = by_cell[cell.id]
            if not _agrees(stater, fact):  # two views of one thing that nothing tells apart: each is its row's own
                fact = _own_fact(stater, table, item, cell, _own(stater, item, table, cell, item.label))
            stater.values[fact.concept.qname, fact.context, fact.unit] = fact.value
            yield fact


def _claims_of(
    stater: _Stater, namer: MemberNamer, table: Statement, scene: Scene, rows: Sequence[Sequence[Cell]]
) -> dict[tuple[int, int], Claim]:
    """The concepts of the taxonomy that the table's cells may claim, by row and column."""
    suggester = stater.about.mappings.suggester
    if suggester is None:
        return {}
    lexicon = load_lexicon(suggester.folder, stater.about.taxonomy)
    asked = ask_of(table, scene, stater.about.year, stater.known)
    named = name_asked(lexicon, table, asked)
    borrowed = borrow_candidates(table, named, rows, partial(rank_candidates, lexicon), partial(how_sure, lexicon))
    cells = {(row, cell.at): cell for row, row_cells in enumerate(rows) for cell in row_cells}
    rules = {row: rule for row, item in enumerate(table.items) if (rule := stater.known.noted(table, item))}
    ruled = {row: follow_rule(lexicon, stater.about.taxonomy, rule, rows[row]) for row, rule in rules.items()}
    told = dict(chain(claim_vintages(table, scene, rows), claim_rates(table, namer, cells)))
    claims: dict[tuple[int, int], Claim] = {}
    for would_be in (False, True):
        of_kind = {place: cell for place, cell in cells.items() if is_would_be(table.items[place[0]]) is would_be}
        claims |= make_claims(lexicon, named, of_kind, ruled, make_part_of(table, namer, cells), told, borrowed)
    return claims


def _named_facts(stater: _Stater, about: _Table, row: int) -> Iterator[Fact]:
    """The amounts of a row whose concepts filers are known to state so."""
    for cell in about.rows[row]:
        if claim := about.claims.get((row, cell.at)):
            found = (_named_fact(stater, about, row, cell, each) for each in _or_part(about, row, cell, claim))
            yield from islice(filter(None, found), 1)


def _or_part(about: _Table, row: int, cell: Cell, claim: Claim) -> Iterator[Claim]:
    """A claim, and the same for a part of what is stated elsewhere, where the cell's words tell which part."""
    yield claim
    if dimensions := find_part_elsewhere(about.table, row, about.namer, cell, claim.concept):
        yield as_part(claim, dimensions)


def _named_fact(stater: _Stater, about: _Table, row: int, cell: Cell, claim: Claim) -> Fact | None:
    """A fact of a claim; None where the statements or another table state another value of the same."""
    table, item = about.table, about.table.items[row]
    would_be = is_would_be(item)
    named, stated = about.namer.of_concept(claim.dimensions or cell.dimensions, claim.concept)
    claim, cell = as_stated(claim, stated), cell._replace(dimensions=tuple(sorted((*named, *stated))))
    fact = _fact(stater, table, item, cell, stater.about.taxonomy.concepts[claim.concept])
    echo = None if would_be or named else stater.known.facts.get((claim.concept, cell.period, fact.unit))
    if echo and not _is_same(echo, cell):
        return None  # a part, a segment or another time: not what the statement states
    value = abs(cell.value) * _sign(echo) if echo else claim.sign_of(item.label, fact.concept.balance) * cell.value
    found = fact._replace(
        context=would_have_been(fact.context) if would_be else fact.context,
        value=value + 0,
        status=claim.status,
        rule=claim.rule,
        confidence=claim.confidence,
        reason=claim.reason,
        table=NOTE_ROWS,
        sections=(table.title,),
        candidates=claim.candidates if claim.status is Status.SUGGESTED else (),
    )
    return found if _agrees(stater, found) else None


def _agrees(stater: _Stater, fact: Fact) -> bool:
    """Whether no table states another value of the same: two views of what would have been are not one."""
    return stater.values.get((fact.concept.qname, fact.context, fact.unit), fact.value) == fact.value


def _own_facts(
    stater: _Stater, table: Statement, item: LineItem, cells: Sequence[Cell], shared: dict[_Measured, Concept]
) -> Iterator[Fact]:
    """The amounts of a row as concepts of the filer's own: one for the row, or one for each column of measures.

    Rows that name a member state one thing together: what the heading above them or the table is of.
    """
    mine: dict[_Measured, Concept] = {}
    for cell in cells:
        is_member = item.label in cell.named
        caption = _caption(item, table, cell) if is_member else item.label
        key = caption, cell.measure, item.unit, cell.period.is_instant
        concepts = shared if is_member else mine
        if key not in concepts:
            concepts[key] = _own(stater, item, table, cell, caption)
        yield _own_fact(stater, table, item, cell, concepts[key])


def _own_fact(stater: _Stater, table: Statement, item: LineItem, cell: Cell, concept: Concept) -> Fact:
    """A fact of a concept of the filer's own: what is taken off is positive, however it is printed."""
    fact = _fact(stater, table, item, cell, concept)
    context = would_have_been(fact.context) if is_would_be(item) else fact.context
    return fact._replace(context=context, value=abs(cell.value) if cell.is_deducted else cell.value)


def _caption(item: LineItem, table: Statement, cell: Cell) -> str:
    """What a row that names a member states: the nearest heading that names none, or what its note is of."""
    return next((text for text in reversed(item.section) if text not in cell.named), table.title)


def _known(stater: _Stater, item: LineItem, cells: Sequence[Cell], table: Statement) -> _Known | None:
    """What a row repeats of the statements, or states of them as they would have been."""
    unit = item.unit.measures(table.currency)
    if not item.label:
        return _known_by_value(stater, item, cells, unit)
    label = without_remark(item.label)
    would_be = is_would_be(item)
    for name in dict.fromkeys(table for cell in cells for table in TABLES[cell.period.is_instant]):
        query = Query(name, label, item.section, stater.about.cik or None, (), item.unit, stater.about.year)
        rule = choose_rule(stater.about.mappings, query).rule if label else None
        if rule is None or rule.concept == OWN:
            continue
        stated = [stater.known.facts.get((rule.concept, cell.period, unit)) for cell in cells]
        if would_be:
            return _Known(rule.concept, rule) if any(stated) else None
        pairs = [(fact, cell) for fact, cell in zip(stated, cells, strict=True) if fact]
        others = [(fact, cell) for fact, cell in pairs if not _is_same(fact, cell)]
        if pairs and len(pairs) == len(cells) and not others:
            return _Known(rule.concept)
        if len(others) == 1 and _is_odd(*others[0], len(pairs) - 1):
            stater.findings.append(_contradiction(*others[0], item))
    return None


def _known_by_value(stater: _Stater, item: LineItem, cells: Sequence[Cell], unit: str) -> _Known | None:
    """What a total without a caption repeats of the statements: the one concept that states all of its amounts."""
    same = [_of_value(stater, cell, unit) for cell in cells]
    names = set(filter(None, same))
    if len(names) != 1:
        return None
    name = names.pop()
    if same.count("") == 1:
        cell = cells[same.index("")]
        fact = stater.known.facts.get((name, cell.period, unit))
        if fact and _is_odd(fact, cell, 1):  # without a caption only a misprint tells that it is the same
            stater.findings.append(_contradiction(fact, cell, item))
    return _Known(name) if all(same) else None


def _is_same(fact: Fact, cell: Cell) -> bool:
    """Whether a note's amount is a statement's."""
    return is_same(_size(fact), cell.value, min(fact.decimals or 0, cell.decimals))


def _is_odd(fact: Fact, cell: Cell, agreeing: int) -> bool:
    return is_odd(_size(fact), cell.value, min(fact.decimals or 0, cell.decimals), agreeing)


def _contradiction(fact: Fact, cell: Cell, item: LineItem) -> Finding:
    message = (
        f"'{item.label or 'a total'}' is {cell.value:,} in a note, but {fact.concept.qname} is {fact.value:,} "
        f"(line {fact.amount.source.line}); their other periods agree"
    )
    return Finding(codes.CHECK_NOTE, message, cell.amount.source, (fact.amount.source,))


def _of_value(stater: _Stater, cell: Cell, unit: str) -> str:
    """The one concept of which the statements state a value for a period, if there is one."""
    same = {
        name
        for (name, period, counted), fact in stater.known.facts.items()
        if cell.value and (period, counted, _size(fact)) == (cell.period, unit, abs(cell.value))
    }
    return same.pop() if len(same) == 1 else ""


def _size(fact: Fact) -> Decimal:
    return abs(fact.value) if isinstance(fact.value, Decimal) else Decimal(0)


def _sign(fact: Fact) -> int:
    return -1 if isinstance(fact.value, Decimal) and fact.value < 0 else 1


def _known_fact(stater: _Stater, table: Statement, item: LineItem, cell: Cell, known: _Known) -> Fact:
    """A fact of a concept that the statements state, for the same period or as it would have been."""
    echo = stater.known.facts.get((known.concept, cell.period, item.unit.measures(table.currency)))
    concept = stater.about.taxonomy.concepts[known.concept] if echo is None else echo.concept
    fact = _fact(stater, table, item, cell, concept)
    if known.would_be is None and echo:
        reason = f"line {echo.amount.source.line} states it too"
        status = (
            Status.SUGGESTED if echo.status is Status.SUGGESTED else Status.STRUCTURE
        )  # no surer than the statement
        confidence = min(ECHO, echo.confidence)
        return fact._replace(value=abs(cell.value) * _sign(echo), status=status, confidence=confidence, reason=reason)
    context = would_have_been(fact.context)
    reason = f"rule {known.would_be.source}, of what would have been" if known.would_be else ""
    return fact._replace(context=context, status=Status.RULE, rule=known.would_be, confidence=UNMEASURED, reason=reason)


def _fact(stater: _Stater, table: Statement, item: LineItem, cell: Cell, concept: Concept) -> Fact:
    return Fact(
        id=cell.id,
        concept=concept,
        context=Context(stater.entity, cell.period, cell.dimensions),
        unit=item.unit.measures(table.currency),
        value=cell.value,
        decimals=cell.decimals,
        statement=StatementKind.NOTE,
        item=item,
        amount=cell.amount,
        status=Status.OWN,
        rule=None,
        confidence=Decimal(0),
        reason="a row of the notes that no statement states",
    )


def _own(stater: _Stater, item: LineItem, table: Statement, cell: Cell, caption: str) -> Concept:
    """A concept of the filer's own for a row, named by its caption, its note and what its column measures."""
    words = f"{caption or ' '.join(item.section[-1:]) or 'Total'} {cell.measure}".strip()
    base = format_name(words)[:LONGEST_NAME] or "UnlabelledAmount"
    long = f"{base}{format_name(table.title)}"[:LONGEST_NAME]
    names = chain((base, long), (f"{long}{number}" for number in count(stater.numbers.get(long, 2))))
    known = stater.about.taxonomy.concepts
    name = next(name for name in names if name not in stater.taken and name not in known)
    stater.taken.add(name)
    stater.numbers[long] = stater.numbers.get(long, 1) + 1
    prefix = own_prefix(stater.about.cik)
    period_type = "instant" if cell.period.is_instant else "duration"
    return Concept(prefix, name, f"{words} [{table.title}]", "", period_type, _ITEM_TYPES[item.unit])
