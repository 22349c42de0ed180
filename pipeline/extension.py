"""Facts and statements → the filer's own taxonomy, as this filing shows it.

In: a `Filing`, its `Statement`s, the `Fact`s made of them and the `Taxonomy` they speak. Out: an
`Extension`: the filer's own concepts, one network a statement with its captions as printed, and
every sum that the print proves and XBRL can state. Which sums are proved is for `foot` to know,
which of them XBRL can state for `calculation`, how a linkbase is written for `emit`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from pipeline.axes import draw_table
from pipeline.calculation import Arcs, Row, by_concept, calculate, ratio
from pipeline.model import (
    CalculationArc,
    Concept,
    Extension,
    Fact,
    Filing,
    Finding,
    LineItem,
    Network,
    PresentationArc,
    Source,
    Statement,
    StatementKind,
    Sum,
)
from pipeline.names import own_prefix
from pipeline.taxonomy import Taxonomy

NAMESPACE = "https://tieout.example/filer"
LONGEST_NAME = 120
"""Characters of a name made of a heading; a paragraph mistaken for a heading must stay readable."""
ROLES = {
    "": ("label", "terseLabel", "verboseLabel"),
    "total": ("totalLabel", "terseLabel", "verboseLabel"),
    "start": ("periodStartLabel",),
    "end": ("periodEndLabel",),
    "negated": ("negatedLabel", "negatedTerseLabel"),
    "negated total": ("negatedTotalLabel", "negatedLabel"),
    "negated start": ("negatedPeriodStartLabel",),
    "negated end": ("negatedPeriodEndLabel",),
}
"""The label roles that a row may take, the first being its own: a second wording of a concept takes the next."""

_TITLES = {StatementKind.COVER: "Cover", StatementKind.NOTE: "Notes", StatementKind.PROSE: "Sentences of the notes"}
"""What is called otherwise than a statement's other facts."""
_SORTS = {StatementKind.COVER: "Document"} | dict.fromkeys((StatementKind.NOTE, StatementKind.PROSE), "Disclosure")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What becomes a network: a statement, or the facts of one kind that no statement printed."""

    kind: StatementKind
    title: str
    rows: tuple[Row, ...]
    sums: tuple[Sum, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The names and wordings given so far: own abstract concepts, and labels by concept and role."""

    headings: dict[str, str]
    labels: dict[str, dict[str, str]]
    taken: frozenset[str]


def extend(
    filing: Filing, statements: Sequence[Statement], facts: Sequence[Fact], taxonomy: Taxonomy
) -> tuple[Extension, list[Finding]]:
    """Build the filer's own taxonomy, and tell which proved sums it cannot state."""
    prefix = _prefix(filing, facts, taxonomy)
    own = {fact.concept.qname: fact.concept for fact in facts if fact.concept.prefix == prefix}
    own |= _members(facts, prefix)
    words = Words({}, {}, frozenset(concept.name for concept in own.values()))
    reported = by_concept(facts)
    networks: list[Network] = []
    findings: list[Finding] = []
    for number, sheet in enumerate(_sheets(statements, facts), 1):
        presentation, own_table = _present(sheet, prefix, words, taxonomy)
        own |= own_table
        calculations, unstated = calculate(sheet.sums, sheet.rows, reported)
        networks += _networks(number, sheet, presentation, calculations)
        findings += unstated
    abstract = {f"{prefix}:{name}": _heading(prefix, name, text) for name, text in words.headings.items()}
    concepts = {**own, **abstract}
    for qname, concept in concepts.items():
        words.labels.setdefault(qname, {}).setdefault("label", concept.label)
    labels = {name: tuple(sorted(words.labels[name].items())) for name in sorted(words.labels)}
    ordered = tuple(concepts[name] for name in sorted(concepts))
    return Extension(prefix, _namespace(filing, facts), ordered, tuple(networks), labels), findings


def _prefix(filing: Filing, facts: Iterable[Fact], taxonomy: Taxonomy) -> str:
    """Take the prefix that the facts' own concepts carry already, else the filer's."""
    return min({fact.concept.prefix for fact in facts} - set(taxonomy.namespaces), default=own_prefix(filing.cik))


def _namespace(filing: Filing, facts: Iterable[Fact]) -> str:
    ends = [filing.period_of_report] if filing.period_of_report else [fact.context.period.end for fact in facts]
    day = max(ends).isoformat() if ends else "undated"
    return f"{NAMESPACE}/{filing.cik.zfill(10) if filing.cik else 'unknown'}/{day}"


def _members(facts: Iterable[Fact], prefix: str) -> dict[str, Concept]:
    """Collect the members of the filer's own (a subsidiary, a class of stock), and axes that no taxonomy has."""
    pairs = {pair for fact in facts for pair in fact.context.dimensions}
    types = {member: "domain" for _, member in pairs} | {axis: "dimension" for axis, _ in pairs}
    own = {name: name.partition(":")[2] for name in sorted(types) if name.startswith(f"{prefix}:")}
    return {
        qname: Concept(prefix, name, _spaced(name), "", "duration", types[qname], True) for qname, name in own.items()
    }


def _spaced(name: str) -> str:
    """Space out a name.

    >>> _spaced("ClassAMember"), _spaced("OtherLIFOReserve")
    ('Class A Member', 'Other LIFO Reserve')
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)


# --- sheets -----------------------------------------------------------------------------


def _sheets(statements: Sequence[Statement], facts: Sequence[Fact]) -> Iterator[Sheet]:
    """Order what becomes networks: the cover, the statements as printed, then facts that no statement printed."""
    made: dict[Source, list[Fact]] = {}
    for fact in facts:
        made.setdefault(fact.amount.source, []).append(fact)
    sheets = [_sheet(statement, made) for statement in statements]
    printed = {fact.id for sheet in sheets for row in sheet.rows for cell in row.facts for fact in cell}
    others = [fact for fact in facts if fact.id not in printed]
    for kind in StatementKind:
        rows = tuple(Row(_item(fact), ((fact,),)) for fact in others if fact.statement is kind)
        title = _TITLES.get(kind) or f"{_spoken(kind)}, other facts"
        sheets += [Sheet(kind, title, rows)] if rows else []
    yield from sorted((sheet for sheet in sheets if any(row.concepts for row in sheet.rows)), key=_is_after_cover)


def _item(fact: Fact) -> LineItem:
    """A fact's line item; a sentence is no label of a concept."""
    return replace(fact.item, label="") if fact.statement is StatementKind.PROSE else fact.item


def _is_after_cover(sheet: Sheet) -> bool:
    return sheet.kind is not StatementKind.COVER


def _sheet(statement: Statement, made: Mapping[Source, Sequence[Fact]]) -> Sheet:
    rows = (
        Row(item, tuple(tuple(made.get(amount.source, ())) if amount else () for amount in item.amounts))
        for item in statement.items
    )
    title = " ".join(statement.title.split()) or _spoken(statement.kind)
    return Sheet(statement.kind, title, tuple(rows), statement.sums)


def _spoken(kind: StatementKind) -> str:
    return kind.replace("_", " ").capitalize()


def _networks(
    number: int, sheet: Sheet, presentation: tuple[PresentationArc, ...], calculations: Sequence[Mapping[str, Arcs]]
) -> Iterator[Network]:
    """Make the sheet's network, and one beside it for each further way its totals add up."""
    sort = _SORTS.get(sheet.kind, "Statement")
    definition = f"{number:04d} - {sort} - {sheet.title}"
    yield Network(f"R{number:04d}", definition, presentation, _arcs(calculations[0]))
    for n, calculation in enumerate(calculations[1:], 1):
        yield Network(f"R{number:04d}A{n}", f"{definition} (Alternative {n})", (), _arcs(calculation))


def _arcs(calculation: Mapping[str, Arcs]) -> tuple[CalculationArc, ...]:
    return tuple(
        CalculationArc(parent, child, order, weight)
        for parent, parts in calculation.items()
        for order, (child, weight) in enumerate(parts, 1)
    )


# --- presentation -----------------------------------------------------------------------


def _present(
    sheet: Sheet, prefix: str, words: Words, taxonomy: Taxonomy
) -> tuple[tuple[PresentationArc, ...], dict[str, Concept]]:
    """Lay out the line items as printed, each below the headings that stand above it, and concepts to make for it.

    Where facts are stated for members, the line items stand in a table with its axes.
    """
    used: set[str] = set()
    root = f"{prefix}:{_name_heading(sheet.title, used, words)}"
    table = draw_table(root, sheet.rows, prefix, taxonomy)
    arcs: dict[tuple[str, str, str], None] = dict.fromkeys((*arc, "") for arc in table.arcs) if table else {}
    path: list[tuple[str, str]] = [("", table.line_items if table else root)]
    totals = {sum_.total for sum_ in sheet.sums}
    for position, row in enumerate(sheet.rows):
        concepts = row.concepts
        if not concepts:
            continue
        shared = _shared(row.item.section, [text for text, _ in path[1:]])
        del path[1 + shared :]
        for text in row.item.section[shared:]:
            name = f"{prefix}:{_name_heading(text, used, words)}"
            arcs[path[-1][1], name, ""] = None
            path.append((text, name))
        for concept in concepts:
            made = [fact for cell in row.facts for fact in cell if len(concepts) == 1 or fact.concept == concept]
            place = row.item.point or ("total" if position in totals or row.item.total_of else "")
            role = _word(concept, row.item, f"{'negated ' if ratio(made) < 0 else ''}{place}".strip(), words)
            arcs[path[-1][1], concept.qname, role] = None
    shown = tuple(PresentationArc(above, below, order, role) for order, (above, below, role) in enumerate(arcs, 1))
    return shown, {concept.qname: concept for concept in table.own} if table else {}


def _shared(section: Sequence[str], path: Sequence[str]) -> int:
    """Count the headings that two paths have in common, outermost first."""
    pairs = zip(section, path, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(section), len(path)))


def _name_heading(text: str, used: set[str], words: Words) -> str:
    """Name the abstract concept of a heading: one name for one text, used once in a network."""
    stem = "".join(word[:1].upper() + word[1:] for word in re.findall("[A-Za-z0-9]+", text.title()))[:LONGEST_NAME]
    stem = stem if stem[:1].isalpha() else f"Heading{stem}"
    names = (f"{stem}{number if number > 1 else ''}Abstract" for number in count(1))
    free = (n for n in names if n not in used | words.taken and words.headings.get(n, text) == text)
    name = next(free)
    used.add(name)
    words.headings[name] = text
    return name


def _heading(prefix: str, name: str, text: str) -> Concept:
    return Concept(prefix, name, text or _spaced(name), "", "duration", "string", True)


def _word(concept: Concept, item: LineItem, place: str, words: Words) -> str:
    """Keep the printed caption as a label of the concept and return its role, empty for the standard one."""
    text = " ".join(item.label.split())
    if not text:
        return ""
    roles = ROLES[place]
    labels = words.labels.setdefault(concept.qname, {})
    role = next((role for role in roles if labels.setdefault(role, text) == text), roles[0])
    return "" if role == "label" else role
