"""Blocks of text → facts: each note, policy and table as the text block that the mapping tables name.

In: the blocks found in a filing, its documents, the context of its notes, the taxonomy and the mapping rules. Out: a
fact for each block, and a finding for each heading that no row knows: it becomes a concept of the filer's own, as
filers do. How a block's text is written as XHTML is for `fragments` to know.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count

from pipeline import codes
from pipeline.confidence import UNMEASURED
from pipeline.fragments import Piece, find_pieces, format_fragment
from pipeline.mappings import NOTES, OWN, Mappings, Query, choose_rule
from pipeline.model import (
    Amount,
    BlockLevel,
    Concept,
    Context,
    Document,
    Fact,
    Finding,
    LineItem,
    Rule,
    StatementKind,
    Status,
    TextBlock,
    Unit,
)
from pipeline.names import format_name, own_prefix
from pipeline.taxonomy import Taxonomy

_ENDINGS = {
    BlockLevel.ITEM: "TextBlock",
    BlockLevel.NOTE: "TextBlock",
    BlockLevel.POLICY: "PolicyTextBlock",
    BlockLevel.TABLE: "TableTextBlock",
}
"""How filers end the names of their own text blocks."""


FACES = ("balance_sheet", "income_statement", "cash_flow", "equity", "comprehensive_income")
"""The mapping tables of the statements' own captions."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What naming a block needs to look up, and for whom: the filer (empty if unknown) and the fiscal year."""

    taxonomy: Taxonomy
    mappings: Mappings
    cik: str
    year: int

    def find(self, heading: str, level: BlockLevel) -> Rule | None:
        """The mapping row that knows a heading, if one does."""
        query = Query(NOTES, heading, (level,), self.cik or None, year=self.year)
        return choose_rule(self.mappings, query).rule if heading else None

    def is_known(self, heading: str) -> bool:
        """Whether a row knows a heading as a note's."""
        return self.find(heading, BlockLevel.NOTE) is not None

    def is_caption(self, label: str) -> bool:
        """Whether words in normal form are a caption that filers print in statements."""
        return any((statement, label) in self.mappings.exact for statement in FACES)

    def names(self, level: BlockLevel) -> Callable[[str], str]:
        """What tells the concept that a heading of a level is known as, or nothing."""

        def concept_of(heading: str) -> str:
            rule = self.find(heading, level)
            return rule.concept if rule and rule.concept != OWN else ""

        return concept_of


@dataclass(slots=True)
class _Namer:
    about: Lookup
    context: Context
    headings: Mapping[str, str]
    """The heading of each note, by its id."""
    stated: dict[str, TextBlock] = field(default_factory=dict)
    """The first block that claims a concept; a second one becomes the filer's own."""
    findings: list[Finding] = field(default_factory=list)


def name_blocks(
    blocks: Sequence[TextBlock], documents: Iterable[Document], context: Context, about: Lookup
) -> tuple[list[Fact], list[Finding]]:
    """A fact for each block, in their order."""
    namer = _Namer(about, context, {block.id: block.heading for block in blocks})
    facts = []
    for document in documents:
        pieces = find_pieces(document, blocks)
        last = document.first_line + len(document.lines)
        for block in blocks:
            if document.first_line <= block.source.line < last:
                facts.append(_fact(namer, block, document, pieces))
    return facts, namer.findings


def _fact(namer: _Namer, block: TextBlock, document: Document, pieces: Sequence[Piece]) -> Fact:
    rule = namer.about.find(block.heading, block.level)
    concept, reason = _concept(namer, block, rule)
    text = document.lines[block.source.line - document.first_line][block.source.start : block.source.end]
    amount = Amount(text, None, block.source)
    section = (namer.headings[block.within],) if block.within else ()
    is_own = concept.prefix not in namer.about.taxonomy.namespaces
    return Fact(
        id=block.id,
        concept=concept,
        context=namer.context,
        unit="",
        value=format_fragment(document, pieces, block),
        decimals=None,
        statement=StatementKind.NOTE,
        item=LineItem(block.heading, section, len(section), (amount,), block.source, Unit.PURE),
        amount=amount,
        status=Status.OWN if is_own else Status.RULE,
        rule=rule if not is_own or (rule and rule.concept == OWN) else None,
        confidence=Decimal(0) if is_own else UNMEASURED,
        reason=reason,
        table=NOTES,
        sections=(block.level,),
    )


def _concept(namer: _Namer, block: TextBlock, rule: Rule | None) -> tuple[Concept, str]:
    """The concept of a block, and why."""
    first = namer.stated.get(rule.concept) if rule else None
    if rule and rule.concept != OWN and first is None:
        namer.stated[rule.concept] = block
        return namer.about.taxonomy.concepts[rule.concept], f"rule {rule.source}"
    own = _own_concept(namer, block)
    if rule and first:
        reason = f"{rule.concept} is stated already by '{first.heading}'"
        message = f"the {block.level} '{block.heading}': {reason}; it became the filer's own concept {own.qname}"
        namer.findings.append(Finding(codes.TAG_REPEATED_BLOCK, message, block.source, (first.source,)))
        return own, reason
    reason = "no rule knows its heading"
    if rule is None:
        message = f"no rule knows the {block.level} '{block.heading}'; it became the filer's own concept {own.qname}"
        namer.findings.append(Finding(codes.TAG_OWN_CONCEPT, message, block.source))
    return own, f"rule {rule.source}" if rule else reason


def _own_concept(namer: _Namer, block: TextBlock) -> Concept:
    """A concept of the filer's own, named by its heading; no two blocks share one."""
    prefix = own_prefix(namer.about.cik)
    heading = namer.headings[block.within] if block.level is BlockLevel.TABLE else block.heading
    stem = format_name(heading) or ("UntitledNote" if block.level is BlockLevel.NOTE else "Untitled")
    names: Iterator[str] = (f"{stem}{n if n > 1 else ''}{_ENDINGS[block.level]}" for n in count(1))
    name = next(name for name in names if name not in namer.stated and name not in namer.about.taxonomy.concepts)
    namer.stated[name] = block
    return Concept(
        prefix, name, block.heading or f"{block.level.capitalize()} without a title", "", "duration", "textBlock"
    )
