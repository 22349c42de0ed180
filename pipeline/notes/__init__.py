"""`Filing` → its notes as text blocks, and the items of its form: where each is, what it is called, what states it.

In: the filing, the statements read of it, the facts made of them, and the reference data. Out: the blocks, a fact for
each and findings. The order of the steps stands here; each step is a module of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.mappings import Mappings
from pipeline.model import (
    Block,
    BlockLevel,
    Context,
    Document,
    Fact,
    Filing,
    Finding,
    Statement,
    StatementKind,
    TextBlock,
)
from pipeline.note_told import Scene
from pipeline.notes.amounts import state_tables
from pipeline.notes.calendar import Calendar, make_calendar
from pipeline.notes.concepts import find_scene
from pipeline.notes.continued import continue_tables
from pipeline.notes.find import find_notes
from pipeline.notes.form import read_form
from pipeline.notes.grids import lead_of, make_block, read_table
from pipeline.notes.measures import Habit, make_habit
from pipeline.notes.name import Lookup, name_blocks
from pipeline.notes.policies import find_policies
from pipeline.notes.prose import Prose, read_prose
from pipeline.notes.sayings import Stated, state_prose
from pipeline.notes.tables import find_tables, name_tables
from pipeline.periods import fiscal_year, latest_stretch
from pipeline.taxonomy import Taxonomy

__all__ = [
    "Notes",
    "Stated",
    "as_note",
    "continue_tables",
    "read_notes",
    "scenes_of",
    "state_figures",
    "state_sentences",
]


@dataclass(frozen=True, slots=True)
class Notes:
    """What was read of a filing's notes: the blocks, each with the fact of its id, and what a reader must know."""

    blocks: tuple[TextBlock, ...] = ()
    tables: tuple[Block, ...] = ()
    """The tables within them, as blocks to be read row by row."""
    prose: tuple[Prose, ...] = ()
    """The numbers of their sentences, note by note."""
    items: tuple[Statement, ...] = ()
    """What the items of the form state beside the statements."""
    facts: tuple[Fact, ...] = ()
    findings: tuple[Finding, ...] = ()
    leads: Mapping[int, str] = field(default_factory=dict)
    """What leads to each table, by the line that the table begins at."""
    calendar: Calendar | None = None
    """The time that the statements are stated for, which the notes speak of, too."""
    habit: Habit = field(default_factory=lambda: Habit(0, Decimal(0)))
    """How the statements print their amounts."""


def read_notes(
    filing: Filing, statements: Sequence[Statement], facts: Sequence[Fact], taxonomy: Taxonomy, mappings: Mappings
) -> Notes:
    """Find the notes of a filing and state each as a whole, for the filer and the period of its facts."""
    context = _context_of(facts)
    if context is None:
        return Notes()
    about = _lookup(context, facts, taxonomy, mappings)
    notes = find_notes(filing, statements, about.is_known)
    parts = [part for document in filing.documents for part in _parts(document, notes, about)]
    items, legal = read_form(filing)
    blocks = (*(block for part in parts for block in part.blocks), *_apart_from(legal, notes, about))
    found, findings = name_blocks(blocks, filing.documents, context, about)
    tables = (table for part in parts for table in part.tables)
    apart = tuple(t for t in tables if not any(s.prints(t.source) for s in statements))
    calendar, habit = make_calendar(filing, statements, facts), make_habit(statements, facts)
    prose = tuple(part.prose for part in parts)
    leads = {table.source.line: lead_of(table) for table in apart}
    return Notes(blocks, apart, prose, items, tuple(found), tuple(findings), leads, calendar, habit)


def _apart_from(items: Sequence[TextBlock], notes: Sequence[TextBlock], about: Lookup) -> Iterator[TextBlock]:
    """The items that a mapping row names, where no note states the same or stands on their lines; by title alone."""
    claimed = {rule.concept for note in notes if (rule := about.find(note.heading, note.level))}
    for item in items:
        titled = replace(item, heading=item.heading.partition(". ")[2])
        rule = about.find(titled.heading, titled.level)
        first, last = item.extent[0][0], item.extent[-1][1]
        beside = all(note.extent[-1][1] < first or last < note.extent[0][0] for note in notes)
        if rule and rule.concept not in claimed and beside:
            claimed.add(rule.concept)
            yield titled


def as_note(notes: Notes, statement: Statement, block: Block) -> Statement:
    """A table that was read from a block, as a table of these notes."""
    return read_table(statement, block, notes.calendar, notes.habit) if notes.calendar else statement


def state_figures(
    notes: Notes, tables: Sequence[Statement], facts: Sequence[Fact], taxonomy: Taxonomy, mappings: Mappings
) -> tuple[list[Fact], list[Finding]]:
    """The facts of the notes' tables, once they are read, and where they contradict those of the statements."""
    context = _context_of(facts)
    if context is None or not tables:
        return [], []
    about = _lookup(context, facts, taxonomy, mappings)
    told = [
        (f"t{n}", table, scene)
        for n, (table, scene) in enumerate(zip(tables, scenes_of(notes, tables), strict=True), 1)
    ]
    return state_tables(told, facts, context.entity, about)


def scenes_of(notes: Notes, tables: Sequence[Statement]) -> list[Scene]:
    """What each table stands in: its note and what leads to it."""
    named = {fact.id: fact for fact in notes.facts}
    return [find_scene(table, notes.leads.get(table.source.line, ""), notes.blocks, named) for table in tables]


def state_sentences(
    notes: Notes, filing: Filing, facts: Sequence[Fact], taxonomy: Taxonomy, mappings: Mappings
) -> Stated:
    """The facts of the notes' sentences, given those of the statements and of the notes' tables."""
    printed = [fact for fact in facts if fact.statement not in (StatementKind.NOTE, StatementKind.PROSE)]
    context = _context_of(printed)
    if context is None or not notes.prose:
        return Stated()
    about = _lookup(context, printed, taxonomy, mappings)
    return state_prose(notes.prose, facts, context, about, filing.fiscal_year_end)


def _lookup(context: Context, facts: Sequence[Fact], taxonomy: Taxonomy, mappings: Mappings) -> Lookup:
    year = fiscal_year(fact.context.period for fact in facts) or context.period.end.year
    return Lookup(taxonomy, mappings, context.entity.identifier.lstrip("0"), year)


@dataclass(frozen=True, slots=True)
class _Part:
    """What a note holds: itself with its policies and tables as blocks, its tables to be read, and its prose."""

    blocks: tuple[TextBlock, ...]
    tables: tuple[Block, ...]
    prose: Prose


def _parts(document: Document, notes: Sequence[TextBlock], about: Lookup) -> Iterator[_Part]:
    """The notes of a document, each with what it holds."""
    for note in notes:
        if document.first_line <= note.source.line < document.first_line + len(document.lines):
            tables = list(find_tables(document, note))
            taken = {number for table in tables for number in range(table.first, table.last + 1)}
            policies = find_policies(document, note, taken, about.names(BlockLevel.POLICY))
            named = name_tables(note, tables, about.names(BlockLevel.TABLE))
            yield _Part(
                (note, *policies, *named),
                tuple(make_block(document, note, table) for table in tables),
                read_prose(document, note, taken),
            )


def _context_of(facts: Sequence[Fact]) -> Context | None:
    """The filer as a whole, over the stretch that its filing is of: what the notes are stated for."""
    stretch = latest_stretch(fact.context.period for fact in facts)
    return Context(facts[0].context.entity, stretch) if stretch else None
