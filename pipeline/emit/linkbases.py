"""Arcs and labels by prefixed name → XBRL linkbases and schemas as bytes.

In: concepts, arcs and labels under prefixed names, and where each concept's element stands
(`Places`). Out: the bytes of one schema or linkbase. Which concepts, arcs and labels belong
together, and what their files are called, is for `dts` to know.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias
from xml.sax.saxutils import escape

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
LINKBASE_SPACES = {"link": LINK, "xlink": XLINK, "xbrldt": XBRLDT}
_IN_QUOTES = {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}
_TO_ESCAPE = re.compile(r'[&<>"\n\t\r]')
_END = b"</xs:schema>\n"
SUBSTITUTES = {"hypercube": "xbrldt:hypercubeItem", "dimension": "xbrldt:dimensionItem"}

Places: TypeAlias = Callable[[str], str]
"""The address of the element of a prefixed name: ``gaap.xsd#gaap_Assets``."""


class Arc(NamedTuple):
    """An arc of any linkbase; ``extras`` are its other attributes (order, weight, xbrldt:closed …) as written."""

    arcrole: str
    parent: str
    child: str
    extras: str


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
    whole = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    if not schema.concepts:
        return whole
    elements = "".join(map(_element_line, schema.concepts))
    return whole.removesuffix(_END) + elements.encode() + _END


def format_links(kind: str, links: Sequence[Link], places: Places) -> bytes:
    """Write a ``presentation``, ``calculation`` or ``definition`` linkbase."""
    lines = [_simple_line("roleRef", link.declared_at, "roleURI", link.role) for link in links]
    words = {arc.arcrole.removeprefix(DIMENSION_ARCROLE) for link in links for arc in link.arcs if _is_dimensional(arc)}
    for word in sorted(words):
        schema = f"{DIMENSION_SCHEMA}#{word}"
        lines.append(_simple_line("arcroleRef", schema, "arcroleURI", DIMENSION_ARCROLE + word))
    located = _Located(places)
    for link in links:
        lines.append(f'  <link:{kind}Link xlink:type="extended" xlink:role="{_quoted(link.role)}">\n')
        placed: set[str] = set()
        drawn: dict[tuple[str, str], int] = {}
        for arcrole, parent, child, extras in link.arcs:
            times = drawn[parent, child] = drawn.get((parent, child), 0) + 1
            (start, of_start), (end, of_end) = located[parent], located[child]
            # two arcs between the same locators are an error, whatever they say: the second gets its own
            end += f"_{times}" if times > 1 else ""
            for label, locator in ((start, of_start), (end, of_end)):
                if label not in placed:
                    placed.add(label)
                    lines.append(f'{locator} xlink:label="{label}"/>\n')
            lines.append(_arc_line(f"{kind}Arc", arcrole, start, end, extras))
        lines.append(f"  </link:{kind}Link>\n")
    return _linkbase(lines)


def format_labels(labels: Mapping[str, Iterable[tuple[str, str]]], places: Places, language: str) -> bytes:
    """Write a label linkbase: for each prefixed name its texts by the last word of their role."""
    negated = sorted({word for texts in labels.values() for word, _ in texts if word.startswith("negated")})
    lines = [_simple_line("roleRef", f"{NEGATED_SCHEMA}#{word}", "roleURI", role_uri(word)) for word in negated]
    lines.append(f'  <link:labelLink xlink:type="extended" xlink:role="{STANDARD_ROLE}link">\n')
    located = _Located(places)
    for qname, texts in labels.items():
        id, locator = located[qname]
        lines.append(f'{locator} xlink:label="{id}"/>\n')
        for word, text in texts:
            lines.append(
                f'    <link:label xlink:type="resource" xlink:label="{id}_lab" xlink:role="{role_uri(word)}" '
                f'xml:lang="{language}">{escape(format_value(text))}</link:label>\n'
            )
        lines.append(_arc_line("labelArc", f"{ARCROLE}concept-label", id, f"{id}_lab"))
    lines.append("  </link:labelLink>\n")
    return _linkbase(lines)


# --- elements ---------------------------------------------------------------------------


def _needed(concepts: Sequence[Concept]) -> list[str]:
    """Tell which of XBRL's own schemas the concepts' types and substitution groups stand in."""
    types = {concept.item_type for concept in concepts}
    return [XBRLI] * bool(types) + [XBRLDT] * bool(types & set(SUBSTITUTES)) + [DTR] * bool(types & set(DTR_TYPES))


def _element_line(concept: Concept) -> str:
    type = "string" if concept.item_type in SUBSTITUTES else concept.item_type
    balance = f' xbrli:balance="{_quoted(concept.balance)}"' if concept.balance else ""
    return (
        f'  <xs:element id="{_quoted(element_id(concept.qname))}" name="{_quoted(concept.name)}" '
        f'type="{"dtr-types" if type in DTR_TYPES else "xbrli"}:{_quoted(type)}ItemType" '
        f'substitutionGroup="{SUBSTITUTES.get(concept.item_type, "xbrli:item")}" '
        f'abstract="{"true" if concept.abstract else "false"}" nillable="true" '
        f'xbrli:periodType="{_quoted(concept.period_type)}"{balance}/>\n'
    )


def _declare(parent: etree._Element, role: Role) -> None:
    element = etree.SubElement(parent, f"{{{LINK}}}roleType", {"id": role.id, "roleURI": role.uri})
    etree.SubElement(element, f"{{{LINK}}}definition").text = format_value(role.definition)
    for kind in ("presentation", "calculation", "definition"):
        etree.SubElement(element, f"{{{LINK}}}usedOn").text = f"link:{kind}Link"


def _xlink(parent: etree._Element, name: str, type: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{LINK}}}{name}", {f"{{{XLINK}}}type": type})


def _simple(parent: etree._Element, name: str, href: str) -> etree._Element:
    element = _xlink(parent, name, "simple")
    element.set(f"{{{XLINK}}}href", href)
    return element


def _is_dimensional(arc: Arc) -> bool:
    return arc.arcrole.startswith(DIMENSION_ARCROLE)


# --- lines of a linkbase: a filing has thousands, and an element of a tree takes longer to make than to write --------


def _linkbase(lines: Sequence[str]) -> bytes:
    spaces = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in LINKBASE_SPACES.items())
    whole = "".join(lines)
    body = f">\n{whole}</link:linkbase>" if whole else "/>"
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<link:linkbase{spaces}{body}\n".encode()


class _Located(dict[str, tuple[str, str]]):
    """The label of a prefixed name's locator, and the locator without it: written once for the many links it is in."""

    def __init__(self, places: Places) -> None:
        super().__init__()
        self.places = places

    def __missing__(self, qname: str) -> tuple[str, str]:
        locator = f'    <link:loc xlink:type="locator" xlink:href="{_quoted(self.places(qname))}"'
        found = self[qname] = _quoted(element_id(qname)), locator
        return found


def _simple_line(name: str, href: str, attribute: str, value: str) -> str:
    return f'  <link:{name} xlink:type="simple" xlink:href="{_quoted(href)}" {attribute}="{_quoted(value)}"/>\n'


def _arc_line(name: str, arcrole: str, start: str, end: str, extras: str = "") -> str:
    drawn = f'xlink:type="arc" xlink:arcrole="{arcrole}" xlink:from="{start}" xlink:to="{end}"'
    return f"    <link:{name} {drawn}{extras}/>\n"


def _quoted(value: str) -> str:
    """A value as it stands between the quotes of an attribute."""
    return escape(value, _IN_QUOTES) if _TO_ESCAPE.search(value) else value
