"""A report's facts → an XBRL 2.1 instance.

In: a `Report`, the `Taxonomy` (for its namespaces) and the address of the schema that the
instance names. Out: the bytes of ``report.xml``. Context and unit ids are minted here and
nowhere else, from the facts alone, so the same facts always carry the same ids. What a fact
means, and whether it is right, this module refuses to know.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import count
from typing import TypeVar
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from pipeline.model import Context, Fact, Report
from pipeline.taxonomy import Taxonomy
from pipeline.taxonomy_faults import FORBIDDEN

T = TypeVar("T")

XBRLI = "http://www.xbrl.org/2003/instance"
LINK = "http://www.xbrl.org/2003/linkbase"
XLINK = "http://www.w3.org/1999/xlink"
XBRLDI = "http://xbrl.org/2006/xbrldi"
MEASURES = {"iso4217": "http://www.xbrl.org/2003/iso4217", "xbrli": XBRLI}
"""The namespaces of the measures that a `Fact` may have."""

_END = b"</xbrli:xbrl>\n"


def format_xbrl_xml(report: Report, taxonomy: Taxonomy, schema_ref: str) -> bytes:
    """Write the facts as an XBRL 2.1 instance that names the schema at ``schema_ref``."""
    spaces = used_namespaces(report, taxonomy)
    root = etree.Element(f"{{{XBRLI}}}xbrl", nsmap=_prefixes(spaces))
    etree.SubElement(root, f"{{{LINK}}}schemaRef", {f"{{{XLINK}}}type": "simple", f"{{{XLINK}}}href": schema_ref})
    contexts, units = name_contexts(report.facts), name_units(report.facts)
    root.extend([context_element(context, id) for context, id in contexts.items()])
    root.extend([unit_element(unit, id) for unit, id in units.items()])
    whole = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    refs = {context: quoteattr(id) for context, id in contexts.items()}
    counts = {unit: f" unitRef={quoteattr(id)}" for unit, id in units.items()}
    facts = "".join([_fact_line(fact, refs[fact.context], counts.get(fact.unit, "")) for fact in report.facts])
    return whole.removesuffix(_END) + facts.encode() + _END


def _fact_line(fact: Fact, context: str, unit: str) -> str:
    """The element of one fact: a filing has thousands, and one of a tree takes longer to make than to write."""
    name = fact.concept.qname
    counted = f'{unit} decimals="{"INF" if fact.decimals is None else fact.decimals}"' if unit else ""
    return f'  <{name} id="{fact.id}" contextRef={context}{counted}>{escape(format_value(fact.value))}</{name}>\n'


def format_value(value: Decimal | str) -> str:
    """Write a fact's value as every format carries it: plain digits, or text that XML can hold.

    A character that XML 1.0 forbids becomes U+FFFD, and line ends become LF as XML reads them,
    so that all formats stay equal.

    >>> format_value(Decimal("1.285E+6")), format_value(Decimal("-0.00"))
    ('1285000', '0.00')
    >>> format_value("page\\x0cbreak\\r\\n")
    'page\ufffdbreak\\n'
    """
    if isinstance(value, Decimal):
        return f"{value.copy_abs() if value.is_zero() else value:f}"
    if value.isprintable():  # most texts are, and so hold nothing that XML forbids
        return value
    return FORBIDDEN.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))


def used_namespaces(report: Report, taxonomy: Taxonomy) -> dict[str, str]:
    """Tell the namespace of each prefix that a concept, axis or member of the facts carries, by prefix."""
    known = {**taxonomy.namespaces, report.extension.prefix: report.extension.namespace}
    used = {fact.concept.prefix for fact in report.facts}
    dimensions = {fact.context.dimensions for fact in report.facts}
    used.update(name.partition(":")[0] for pairs in dimensions for pair in pairs for name in pair)
    return {prefix: known[prefix] for prefix in sorted(used)}


def name_contexts(facts: Iterable[Fact]) -> dict[Context, str]:
    """Give each context a readable id, in the order of time: ``c_20031201_20040531_CommonStockMember``."""
    return _unique({context: _context_id(context) for context in sorted({f.context for f in facts}, key=_moment)})


def name_units(facts: Iterable[Fact]) -> dict[str, str]:
    """Give each unit a readable id: ``u_USD``, ``u_USD_per_shares``, ``u_shares``, ``u_pure``."""
    return _unique({unit: _unit_id(unit) for unit in sorted({f.unit for f in facts if f.unit})})


def parse_unit(unit: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split a unit into its numerators and denominators.

    >>> parse_unit("iso4217:USD/xbrli:shares")
    (('iso4217:USD',), ('xbrli:shares',))
    >>> parse_unit("xbrli:pure")
    (('xbrli:pure',), ())
    """
    numerators, _, denominators = unit.partition("/")
    return tuple(numerators.split("*")), tuple(filter(None, denominators.split("*")))


def context_element(context: Context, id: str) -> etree._Element:
    """Build the ``xbrli:context`` of one context; its members stand in the segment."""
    root = etree.Element(f"{{{XBRLI}}}context", {"id": id})
    entity = _child(root, XBRLI, "entity")
    _child(entity, XBRLI, "identifier", context.entity.identifier).set("scheme", context.entity.scheme)
    if context.dimensions:
        segment = _child(entity, XBRLI, "segment")
        for axis, member in context.dimensions:
            _child(segment, XBRLDI, "explicitMember", member).set("dimension", axis)
    period = _child(root, XBRLI, "period")
    if context.period.start is None:
        _child(period, XBRLI, "instant", context.period.end.isoformat())
    else:
        _child(period, XBRLI, "startDate", context.period.start.isoformat())
        _child(period, XBRLI, "endDate", context.period.end.isoformat())
    return root


def unit_element(unit: str, id: str) -> etree._Element:
    """Build the ``xbrli:unit`` of one unit."""
    root = etree.Element(f"{{{XBRLI}}}unit", {"id": id})
    numerators, denominators = parse_unit(unit)
    above = below = root
    if denominators:
        divide = _child(root, XBRLI, "divide")
        above, below = _child(divide, XBRLI, "unitNumerator"), _child(divide, XBRLI, "unitDenominator")
    for parent, measures in ((above, numerators), (below, denominators)):
        for measure in measures:
            _child(parent, XBRLI, "measure", measure)
    return root


def _child(parent: etree._Element, namespace: str, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{namespace}}}{name}")
    element.text = text
    return element


def _prefixes(spaces: Mapping[str, str]) -> dict[str, str]:
    fixed = {"xbrli": XBRLI, "link": LINK, "xlink": XLINK, "xbrldi": XBRLDI, "iso4217": MEASURES["iso4217"]}
    return {**fixed, **spaces}


def _moment(context: Context) -> tuple[date, date, tuple[tuple[str, str], ...], str, str]:
    """Sort contexts by when they end, then by how long they last: an instant has no start to compare."""
    period = context.period
    entity = context.entity
    return period.end, period.start or date.max, context.dimensions, entity.scheme, entity.identifier


def _context_id(context: Context) -> str:
    days = [day.isoformat().replace("-", "") for day in (context.period.start, context.period.end) if day]
    return "_".join(["c", *days, *(member.partition(":")[2] for _, member in context.dimensions)])


def _unit_id(unit: str) -> str:
    sides = ("_".join(measure.partition(":")[2] for measure in side) for side in parse_unit(unit) if side)
    return "u_" + "_per_".join(sides)


def _unique(ids: Mapping[T, str]) -> dict[T, str]:
    """Number the ids that two things would share, in the order given."""
    taken: set[str] = set()
    found: dict[T, str] = {}
    for thing, id in ids.items():
        found[thing] = next(name for n in count(1) if (name := id if n == 1 else f"{id}_{n}") not in taken)
        taken.add(found[thing])
    return found
