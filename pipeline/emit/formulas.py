"""Relations between concepts → an XBRL formula linkbase (Formula 1.0): one value assertion a relation.

In: the `Relation`s of the taxonomy and where its concepts' elements stand. Out: the bytes of the linkbase. An
assertion asks what `pipeline.checks.relations` asks, of the same facts and with the same tolerance, so that any
formula processor reaches the same verdict. A term is a sequence of the facts of any of its concepts in one context;
the test holds if some choice of them does. Amounts stay decimals throughout: half a unit of the last digit is spelled
out, because XPath 2.0 has no powers of ten but those of doubles.
"""

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from pipeline.emit.linkbases import LINK, XLINK, XML_LANG
from pipeline.model import Concept, Relation, Term

GENERIC = "http://xbrl.org/2008/generic"
ASSERTION = "http://xbrl.org/2008/assertion/value"
VARIABLE = "http://xbrl.org/2008/variable"
CONCEPT_FILTER = "http://xbrl.org/2008/filter/concept"
PERIOD_FILTER = "http://xbrl.org/2008/filter/period"
MESSAGE = "http://xbrl.org/2010/message"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
FUNCTION = "http://www.xbrl.org/2008/function/instance"
SCHEMAS = {
    LINK: "http://www.xbrl.org/2003/xbrl-linkbase-2003-12-31.xsd",
    GENERIC: "http://www.xbrl.org/2008/generic-link.xsd",
    ASSERTION: "http://www.xbrl.org/2008/value-assertion.xsd",
    VARIABLE: "http://www.xbrl.org/2008/variable.xsd",
    CONCEPT_FILTER: "http://www.xbrl.org/2008/concept-filter.xsd",
    PERIOD_FILTER: "http://www.xbrl.org/2008/period-filter.xsd",
    MESSAGE: "http://www.xbrl.org/2010/generic-message.xsd",
}
"""Where the schemas of the formula specifications stand."""
LINK_ROLE = "http://www.xbrl.org/2008/role/link"
MESSAGE_ROLE = "http://www.xbrl.org/2010/role/message"
ROLES = {
    LINK_ROLE: f"{SCHEMAS[GENERIC]}#standard-link-role",
    MESSAGE_ROLE: f"{SCHEMAS[MESSAGE]}#standard-message",
}
VARIABLE_SET = "http://xbrl.org/arcrole/2008/variable-set"
VARIABLE_FILTER = "http://xbrl.org/arcrole/2008/variable-filter"
UNSATISFIED = "http://xbrl.org/arcrole/2010/assertion-unsatisfied-message"
ARCROLES = {
    VARIABLE_SET: f"{SCHEMAS[VARIABLE]}#variable-set",
    VARIABLE_FILTER: f"{SCHEMAS[VARIABLE]}#variable-filter",
    UNSATISFIED: "http://www.xbrl.org/2010/validation-message.xsd#assertion-unsatisfied-message",
}
MOST_DIGITS = 20
"""Zeros that half a unit is spelled with: no filing states amounts rounded to more."""
_HALF = (
    "(if (string(xfi:decimals($f)) eq 'INF') then 0 "
    "else if (xfi:decimals($f) ge 0) "
    f"then xs:decimal(concat('0.', substring('{'0' * MOST_DIGITS}', 1, xfi:decimals($f)), '5')) "
    f"else xs:decimal(concat('5', substring('{'0' * MOST_DIGITS}', 1, -1 - xfi:decimals($f)))))"
)
"""Half a unit of the last stated digit of ``$f``."""


def format_formulas(relations: Sequence[Relation], concepts: Mapping[str, Concept], spaces: Mapping[str, str]) -> bytes:
    """Write the linkbase of the relations; ``spaces`` are the namespaces of the concepts' prefixes."""
    known = {"link": LINK, "xlink": XLINK, "generic": GENERIC, "va": ASSERTION, "variable": VARIABLE}
    known |= {"cf": CONCEPT_FILTER, "pf": PERIOD_FILTER, "msg": MESSAGE, "xfi": FUNCTION, "xsi": XSI}
    known |= {"xs": "http://www.w3.org/2001/XMLSchema", **spaces}
    root = etree.Element(f"{{{LINK}}}linkbase", nsmap=known)
    root.set(f"{{{XSI}}}schemaLocation", " ".join(f"{space} {place}" for space, place in SCHEMAS.items()))
    for uri, place in ROLES.items():
        _reference(root, "role", uri, place)
    for uri, place in ARCROLES.items():
        _reference(root, "arcrole", uri, place)
    link = etree.SubElement(root, f"{{{GENERIC}}}link", {f"{{{XLINK}}}type": "extended", f"{{{XLINK}}}role": LINK_ROLE})
    for relation in relations:
        _add_assertion(link, relation, concepts)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _reference(root: etree._Element, kind: str, uri: str, place: str) -> None:
    attributes = {f"{kind}URI": uri, f"{{{XLINK}}}type": "simple", f"{{{XLINK}}}href": place}
    etree.SubElement(root, f"{{{LINK}}}{kind}Ref", attributes)


def _add_assertion(link: etree._Element, relation: Relation, concepts: Mapping[str, Concept]) -> None:
    id = relation.code.id.replace("/", "_")
    made = _resource(link, f"{{{ASSERTION}}}valueAssertion", id)
    made.attrib.update({"id": id, "aspectModel": "dimensional", "implicitFiltering": "true"})
    made.set("test", format_test(relation))
    terms = (relation.total, *relation.terms)
    anchor = next(f"v{place}" for place, term in enumerate(terms) if not term.point and not term.is_optional)
    spanning = anchor if any(term.point for term in terms) else ""
    for place, term in enumerate(terms):
        _add_variable(link, id, f"v{place}", term, concepts, spanning)
    if relation.unless:
        _add_variable(link, id, "unless", Term(1, relation.unless, is_optional=True), concepts, spanning)
    message = _resource(link, f"{{{MESSAGE}}}message", f"{id}_message")
    message.attrib.update({f"{{{XLINK}}}role": MESSAGE_ROLE, XML_LANG: "en"})
    message.text = f"{relation.code.id}: {relation.code.meaning} {relation.text}".replace("{", "{{").replace("}", "}}")
    _arc(link, f"{{{GENERIC}}}arc", UNSATISFIED, id, f"{id}_message")


def _add_variable(
    link: etree._Element, id: str, name: str, term: Term, concepts: Mapping[str, Concept], spanning: str
) -> None:
    """A variable of all facts of the term's concepts in one context; empty where an optional one is not stated.

    Of a relation that looks at both ends of a period, the variable of that period is one fact: Arelle 2.47 finds the
    ends of no sequence.
    """
    label = f"{id}_{name}"
    variable = _resource(link, f"{{{VARIABLE}}}factVariable", label)
    variable.set("bindAsSequence", "false" if name == spanning else "true")
    variable.set("matches", "true")  # a fact that two statements print is in the sequence twice, not asked twice
    if term.is_optional:
        variable.set("fallbackValue", "()")
    _arc(link, f"{{{VARIABLE}}}variableArc", VARIABLE_SET, id, label).set("name", name)
    chosen = _resource(link, f"{{{CONCEPT_FILTER}}}conceptName", f"{label}_concept")
    for concept in term.names:
        holder = etree.SubElement(chosen, f"{{{CONCEPT_FILTER}}}concept")
        etree.SubElement(holder, f"{{{CONCEPT_FILTER}}}qname").text = concepts[concept].qname
    _add_filter_arc(link, label, f"{label}_concept")
    if term.point:
        at = _resource(link, f"{{{PERIOD_FILTER}}}instantDuration", f"{label}_period")
        at.attrib.update({"variable": spanning, "boundary": term.point})
        _add_filter_arc(link, label, f"{label}_period")


def _add_filter_arc(link: etree._Element, variable: str, chosen: str) -> None:
    arc = _arc(link, f"{{{VARIABLE}}}variableFilterArc", VARIABLE_FILTER, variable, chosen)
    arc.attrib.update({"complement": "false", "cover": "true"})


def _resource(link: etree._Element, tag: str, label: str) -> etree._Element:
    return etree.SubElement(link, tag, {f"{{{XLINK}}}type": "resource", f"{{{XLINK}}}label": label})


def _arc(link: etree._Element, tag: str, arcrole: str, start: str, end: str) -> etree._Element:
    ends = {"type": "arc", "arcrole": arcrole, "from": start, "to": end}
    return etree.SubElement(link, tag, {f"{{{XLINK}}}{name}": value for name, value in ends.items()})


# --- the test ---------------------------------------------------------------------------


def format_test(relation: Relation) -> str:
    """The XPath that is true where the relation holds.

    ``$x0`` is the total and ``$x1`` … a choice for each term; ``$n2`` is how many-th fact of an optional term is in the
    sum, 0 for none.
    """
    required = [(place, term) for place, term in _numbered(relation) if not term.is_optional]
    optional = [(place, term) for place, term in _numbered(relation) if term.is_optional]
    choices = ["$x0 in $v0", *(f"$x{place} in $v{place}" for place, _ in required)]
    choices += [f"$n{place} in (0 to count($v{place}))" for place, _ in optional]
    parts = "".join(f" {_sign(term)} $x{place}" for place, term in required).removeprefix(" + ")
    parts += "".join(f" {_sign(term)} sum({_chosen(place)})" for place, term in optional)
    facts = ", ".join(["$x0", *(f"$x{place}" for place, _ in required), *(_chosen(place) for place, _ in optional)])
    excess = f"($x0 - ({parts}))"
    size = excess if relation.is_bound else f"abs({excess})"
    holds = f"{size} lt sum(for $f in ({facts}) return {_HALF}) or {size} le 0"
    test = f"some {', '.join(choices)} satisfies ({holds})"
    return f"(exists($unless)) or ({test})" if relation.unless else test


def _numbered(relation: Relation) -> Iterator[tuple[int, Term]]:
    return enumerate(relation.terms, 1)


def _chosen(place: int) -> str:
    return f"subsequence($v{place}, $n{place}, 1)"


def _sign(term: Term) -> str:
    return "-" if term.sign < 0 else "+"
