"""Arcs and labels by prefixed name → XBRL linkbases and schemas as bytes.

In: concepts, arcs and labels under prefixed names, and where each concept's element stands
(`Places`). Out: the bytes of one schema or linkbase. Which concepts, arcs and labels belong
together, and what their files are called, is for `dts` to know.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lxml import etree

from pipeline.emit.xbrl_xml import format_value
from pipeline.model import Concept
from pipeline.taxonomy_faults import DTR_TYPES

XS = "http://www.w3.org/2001/XMLSchema"
LINK = "http://www.xbrl.org/2003/linkbase"
XLINK = "http://www.w3.org/1999/xlink"
XBRLI = "http://www.xbrl.org/2003/instance"
XBRLDT = "http://xbrl.org/2005/xbrldt"
DTR = "http://www.xbrl.org/dtr/type/2024-01-31"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
STANDARD_ROLE = "http://www.xbrl.org/2003/role/"
NEGATED_ROLE = "http://www.xbrl.org/2009/role/"
NEGATED_SCHEMA = "http://www.xbrl.org/lrr/role/negated-2009-12-16.xsd"
ARCROLE = "http://www.xbrl.org/2003/arcrole/"
DIMENSION_ARCROLE = "http://xbrl.org/int/dim/arcrole/"
DIMENSION_SCHEMA = "http://www.xbrl.org/2005/xbrldt-2005.xsd"
SCHEMAS = {
    XBRLI: "http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd",
    XBRLDT: DIMENSION_SCHEMA,
    DTR: "https://www.xbrl.org/dtr/type/2024-01-31/types.xsd",
}
"""Where the schemas of XBRL itself stand."""
SUBSTITUTES = {"hypercube": "xbrldt:hypercubeItem", "dimension": "xbrldt:dimensionItem"}

Places: TypeAlias = Callable[[str], str]
"""The address of the element of a prefixed name: ``gaap.xsd#gaap_Assets``."""


@dataclass(frozen=True, slots=True)
class Arc:
    """An arc of any linkbase; ``extras`` are its other attributes (order, weight, preferredLabel …)."""

    arcrole: str
    parent: str
    child: str
    extras: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """The arcs of one role, and the address at which the role is declared."""

    role: str
    declared_at: str
    arcs: tuple[Arc, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """A role that a schema declares."""

    id: str
    uri: str
    definition: str


@dataclass(frozen=True, slots=True)
class Schema:
    """What a schema holds: imports by namespace, linkbases by their word (``label`` …, or none), roles, concepts."""

    namespace: str
    imports: Mapping[str, str]
    linkbases: tuple[tuple[str, str], ...] = ()
    roles: tuple[Role, ...] = ()
    concepts: tuple[Concept, ...] = ()


def element_id(qname: str) -> str:
    """Make the id that a concept's element carries.

    >>> element_id("gaap:Assets")
    'gaap_Assets'
    """
    return qname.replace(":", "_", 1)


def role_uri(word: str) -> str:
    """Spell out the label role that ends in ``word``.

    >>> role_uri("totalLabel"), role_uri("negatedLabel")
    ('http://www.xbrl.org/2003/role/totalLabel', 'http://www.xbrl.org/2009/role/negatedLabel')
    """
    return (NEGATED_ROLE if word.startswith("negated") else STANDARD_ROLE) + word


def format_schema(schema: Schema) -> bytes:
    """Write a schema: linkbases and roles in its annotation, then imports, then one element a concept."""
    needed = dict(schema.imports) | {space: SCHEMAS[space] for space in _needed(schema.concepts)}
    spaces = {"xs": XS, "link": LINK, "xlink": XLINK, "xbrli": XBRLI, "xbrldt": XBRLDT, "dtr-types": DTR}
    root = etree.Element(f"{{{XS}}}schema", nsmap=spaces)
    root.attrib.update({"targetNamespace": schema.namespace, "elementFormDefault": "qualified"})
    if schema.linkbases or schema.roles:
        notes = etree.SubElement(etree.SubElement(root, f"{{{XS}}}annotation"), f"{{{XS}}}appinfo")
        for word, href in schema.linkbases:
            reference = _simple(notes, "linkbaseRef", href)
            if word:
                reference.set(f"{{{XLINK}}}role", f"{STANDARD_ROLE}{word}LinkbaseRef")
            reference.set(f"{{{XLINK}}}arcrole", "http://www.w3.org/1999/xlink/properties/linkbase")
        for role in schema.roles:
            _declare(notes, role)
    for space, href in needed.items():
        etree.SubElement(root, f"{{{XS}}}import", {"namespace": space, "schemaLocation": href})
    for concept in schema.concepts:
        etree.SubElement(root, f"{{{XS}}}element", _element(concept))
    return _bytes(root)


def format_links(kind: str, links: Sequence[Link], places: Places) -> bytes:
    """Write a ``presentation``, ``calculation`` or ``definition`` linkbase."""
    root = _linkbase()
    for link in links:
        _simple(root, "roleRef", link.declared_at).set("roleURI", link.role)
    words = {arc.arcrole.removeprefix(DIMENSION_ARCROLE) for link in links for arc in link.arcs if _is_dimensional(arc)}
    for word in sorted(words):
        reference = _simple(root, "arcroleRef", f"{DIMENSION_SCHEMA}#{word}")
        reference.set("arcroleURI", DIMENSION_ARCROLE + word)
    for link in links:
        element = _extended(root, f"{kind}Link", link.role)
        placed: set[str] = set()
        drawn: dict[tuple[str, str], int] = {}
        for arc in link.arcs:
            times = drawn[arc.parent, arc.child] = drawn.get((arc.parent, arc.child), 0) + 1
            # two arcs between the same locators are an error, whatever they say: the second gets its own
            ends = element_id(arc.parent), element_id(arc.child) + (f"_{times}" if times > 1 else "")
            for qname, label in zip((arc.parent, arc.child), ends, strict=True):
                if label not in placed:
                    placed.add(label)
                    _locate(element, places(qname), label)
            _arc(element, f"{kind}Arc", arc.arcrole, ends).attrib.update(dict(arc.extras))
    return _bytes(root)


def format_labels(labels: Mapping[str, Iterable[tuple[str, str]]], places: Places, language: str) -> bytes:
    """Write a label linkbase: for each prefixed name its texts by the last word of their role."""
    root = _linkbase()
    for word in sorted({word for texts in labels.values() for word, _ in texts if word.startswith("negated")}):
        _simple(root, "roleRef", f"{NEGATED_SCHEMA}#{word}").set("roleURI", role_uri(word))
    link = _extended(root, "labelLink", f"{STANDARD_ROLE}link")
    for qname, texts in labels.items():
        id = element_id(qname)
        _locate(link, places(qname), id)
        for word, text in texts:
            label = _xlink(link, "label", "resource")
            label.attrib.update({f"{{{XLINK}}}label": f"{id}_lab", f"{{{XLINK}}}role": role_uri(word)})
            label.set(XML_LANG, language)
            label.text = format_value(text)
        _arc(link, "labelArc", f"{ARCROLE}concept-label", (id, f"{id}_lab"))
    return _bytes(root)


# --- elements ---------------------------------------------------------------------------


def _needed(concepts: Sequence[Concept]) -> list[str]:
    """Tell which of XBRL's own schemas the concepts' types and substitution groups stand in."""
    types = {concept.item_type for concept in concepts}
    return [XBRLI] * bool(types) + [XBRLDT] * bool(types & set(SUBSTITUTES)) + [DTR] * bool(types & set(DTR_TYPES))


def _element(concept: Concept) -> dict[str, str]:
    type = "string" if concept.item_type in SUBSTITUTES else concept.item_type
    attributes = {
        "id": element_id(concept.qname),
        "name": concept.name,
        "type": f"{'dtr-types' if type in DTR_TYPES else 'xbrli'}:{type}ItemType",
        "substitutionGroup": SUBSTITUTES.get(concept.item_type, "xbrli:item"),
        "abstract": "true" if concept.abstract else "false",
        "nillable": "true",
        f"{{{XBRLI}}}periodType": concept.period_type,
    }
    return attributes | ({f"{{{XBRLI}}}balance": concept.balance} if concept.balance else {})


def _declare(parent: etree._Element, role: Role) -> None:
    element = etree.SubElement(parent, f"{{{LINK}}}roleType", {"id": role.id, "roleURI": role.uri})
    etree.SubElement(element, f"{{{LINK}}}definition").text = format_value(role.definition)
    for kind in ("presentation", "calculation", "definition"):
        etree.SubElement(element, f"{{{LINK}}}usedOn").text = f"link:{kind}Link"


def _linkbase() -> etree._Element:
    return etree.Element(f"{{{LINK}}}linkbase", nsmap={"link": LINK, "xlink": XLINK, "xbrldt": XBRLDT})


def _xlink(parent: etree._Element, name: str, type: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{LINK}}}{name}", {f"{{{XLINK}}}type": type})


def _simple(parent: etree._Element, name: str, href: str) -> etree._Element:
    element = _xlink(parent, name, "simple")
    element.set(f"{{{XLINK}}}href", href)
    return element


def _extended(parent: etree._Element, name: str, role: str) -> etree._Element:
    element = _xlink(parent, name, "extended")
    element.set(f"{{{XLINK}}}role", role)
    return element


def _locate(link: etree._Element, href: str, label: str) -> None:
    _xlink(link, "loc", "locator").attrib.update({f"{{{XLINK}}}href": href, f"{{{XLINK}}}label": label})


def _arc(link: etree._Element, name: str, arcrole: str, ends: tuple[str, str]) -> etree._Element:
    element = _xlink(link, name, "arc")
    values = zip(("arcrole", "from", "to"), (arcrole, *ends), strict=True)
    element.attrib.update({f"{{{XLINK}}}{key}": value for key, value in values})
    return element


def _is_dimensional(arc: Arc) -> bool:
    return arc.arcrole.startswith(DIMENSION_ARCROLE)


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
