"""`Filing` → its notes as text blocks: where each begins and ends, what it is called, and the fact that states it.

In: the filing, the statements read of it, the facts made of them, and the reference data. Out: the blocks, a fact for
each and findings. The order of the steps stands here; each step is a module of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.mappings import Mappings
from pipeline.model import BlockLevel, Context, Document, Fact, Filing, Finding, Period, Statement, TextBlock
from pipeline.notes.find import find_notes
from pipeline.notes.name import Lookup, name_blocks
from pipeline.notes.policies import find_policies
from pipeline.notes.tables import find_tables, name_tables
from pipeline.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Notes:
    """What was read of a filing's notes: the blocks, each with the fact of its id, and what a reader must know."""

    blocks: tuple[TextBlock, ...] = ()
    facts: tuple[Fact, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_notes(
    filing: Filing, statements: Sequence[Statement], facts: Sequence[Fact], taxonomy: Taxonomy, mappings: Mappings
) -> Notes:
    """Find the notes of a filing and state each as a whole, for the filer and the period of its facts."""
    context = _context_of(facts)
    if context is None:
        return Notes()
    about = Lookup(taxonomy, mappings, context.entity.identifier.lstrip("0"), context.period.end.year)
    notes = find_notes(filing, statements, about.is_known)
    blocks = tuple(part for document in filing.documents for part in _with_parts(document, notes, about))
    found, findings = name_blocks(blocks, filing.documents, context, about)
    return Notes(blocks, tuple(found), tuple(findings))


def _with_parts(document: Document, notes: Sequence[TextBlock], about: Lookup) -> Iterator[TextBlock]:
    """The notes of a document, each followed by its policies and its tables."""
    for note in notes:
        if document.first_line <= note.source.line < document.first_line + len(document.lines):
            tables = list(find_tables(document, note))
            taken = {number for table in tables for number in range(table.first, table.last + 1)}
            yield note
            yield from find_policies(document, note, taken, about.names(BlockLevel.POLICY))
            yield from name_tables(note, tables, about.names(BlockLevel.TABLE))


def _context_of(facts: Sequence[Fact]) -> Context | None:
    """The filer as a whole, over the longest period that ends last: what the notes are stated for."""
    periods = [fact.context.period for fact in facts]
    if not periods:
        return None
    last = max(period.end for period in periods if period.start) if any(p.start for p in periods) else None
    start = min((p.start for p in periods if p.start and p.end == last), default=None)
    return Context(facts[0].context.entity, Period(start, last)) if start and last else None
