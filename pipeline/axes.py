"""The members that a statement's facts are stated for → the table of its network, as filers draw one.

In: the rows of one statement with their facts, and the `Taxonomy`. Out: the arcs from a table to its axes, domains and
members, in the order of the print, and to the line items that it covers. A fact with a member is sound only where a
table covers it (XBRL Dimensions 1.0), so a statement without members gets none. Where a definition linkbase is made of
it is for `emit` to know.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from pipeline.calculation import Row
from pipeline.model import Concept
from pipeline.taxonomy import Taxonomy

TABLE, LINE_ITEMS = "StatementTable", "StatementLineItems"


@dataclass(frozen=True, slots=True)
class Table:
    """The arcs of a table below a network's root, the heading of its rows, and concepts of the filer's own in it."""

    arcs: tuple[tuple[str, str], ...]
    line_items: str
    own: tuple[Concept, ...]


def draw_table(root: str, rows: Sequence[Row], prefix: str, taxonomy: Taxonomy) -> Table | None:
    """Draw the table of the members that the rows are stated for; None where they are the filer's as a whole."""
    axes = _members_by_axis(rows)
    if not axes:
        return None
    names = {TABLE: "hypercube", LINE_ITEMS: "string"} | {_domain(axis, taxonomy): "domain" for axis in axes}
    made = {name: _concept(name, item_type, prefix, taxonomy) for name, item_type in names.items()}
    table, line_items = made[TABLE].qname, made[LINE_ITEMS].qname
    arcs = [(root, table)]
    for axis, members in axes.items():
        domain = made[_domain(axis, taxonomy)].qname
        arcs += [(table, axis), (axis, domain), *((domain, member) for member in members if member != domain)]
    own = tuple(concept for concept in made.values() if concept.prefix == prefix)
    return Table((*arcs, (table, line_items)), line_items, own)


def _members_by_axis(rows: Sequence[Row]) -> dict[str, list[str]]:
    """Each axis with its members, in the order of the columns, then of the rows."""
    found: dict[str, dict[str, None]] = {}
    for column in zip_longest(*(row.facts for row in rows), fillvalue=()):
        for cell in column:
            for fact in cell:
                for axis, member in fact.context.dimensions:
                    found.setdefault(axis, {})[member] = None
    return {axis: list(found[axis]) for axis in sorted(found)}


def _domain(axis: str, taxonomy: Taxonomy) -> str:
    """The bare name of an axis's domain: the one that the taxonomy gives it, else one named for the axis.

    The taxonomy's arcs name ours, whichever package stands in the place of it: only the bare names are compared.
    """
    name = axis.partition(":")[2]
    arcs = (arc for arcs in taxonomy.dimensions.values() for arc in arcs if arc.arcrole == "dimension-domain")
    known = (arc.child.partition(":")[2] for arc in arcs if arc.parent.partition(":")[2] == name)
    return next(known, f"{name.removesuffix('Axis')}Domain")


def _concept(name: str, item_type: str, prefix: str, taxonomy: Taxonomy) -> Concept:
    """The taxonomy's concept of that name, or the filer's own where no namespace in force has it."""
    known = taxonomy.concepts.get(name)
    if known and known.prefix in taxonomy.namespaces:
        return known
    label = known.label if known else name
    return Concept(prefix, name, label, "", "duration", item_type, True)
