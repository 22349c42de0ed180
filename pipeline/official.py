"""Our taxonomy and a user's official package → the taxonomy that facts are stated in.

In: the `Taxonomy` that tags and proves, and a `Package`. Out: the same with every concept that the package has under
the same name taken from there, prefix and balance; and facts whose concept, axis or member it lacks made the filer's
own, each with a finding that names the nearest ancestor the package still has. A fact never takes the ancestor's
concept: what is a part is not the whole.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline import codes
from pipeline.model import Concept, Dimensions, Fact, Finding, Source, Status
from pipeline.package import Element, Package
from pipeline.tables import DataError, Problem
from pipeline.taxonomy import EntryPoint, Taxonomy

PREFIXES = ("us-gaap", "dei", "srt")
"""The namespaces of an official package that facts are stated in, under the prefixes that everyone gives them."""
_PREFIX = re.compile(r"/(us-gaap|dei|srt)/\d{4}(?:-\d\d-\d\d)?$")
_COUNTED = ("monetary", "perShare", "shares")
"""The item types that a fact's unit hangs on; the same word stands in the type names of a schema."""


@dataclass(frozen=True, slots=True)
class _Home:
    prefix: str
    element: Element


def plug_in(taxonomy: Taxonomy, package: Package) -> Taxonomy:
    """The taxonomy with the package's concepts in the place of ours of the same name; the others keep our prefix."""
    homes: dict[str, _Home] = {}
    namespaces: dict[str, str] = {}
    schemas: dict[str, str] = {}
    for schema in package.schemas.values():
        found = _PREFIX.search(schema.namespace)
        if found and schema.elements:
            namespaces[found[1]], schemas[found[1]] = schema.namespace, schema.url
            homes |= {name: _Home(found[1], element) for name, element in schema.elements.items()}
    concepts = {name: _from(concept, homes.get(name)) for name, concept in taxonomy.concepts.items()}
    entry = _entry_point(package, set(schemas.values()))
    if not namespaces or entry is None:
        fault = f"has no entry point that leads to a schema of {', '.join(PREFIXES)}"
        raise DataError([Problem(Source(package.path.name, 1), fault)])
    return replace(
        taxonomy,
        name=package.name,
        version=package.version,
        namespaces=namespaces,
        schemas=schemas,
        elements=entry,
        concepts=concepts,
    )


def _from(concept: Concept, home: _Home | None) -> Concept:
    """The concept as the package has it; as it was if the package lacks it, or states other amounts in it."""
    if home is None or _counted(home.element.item_type) != _counted(concept.item_type):
        return concept
    if home.element.period_type != concept.period_type or home.element.abstract != concept.abstract:
        return concept
    return replace(concept, prefix=home.prefix, balance=home.element.balance)


def _counted(item_type: str) -> str:
    return next((word for word in _COUNTED if item_type.removesuffix("ItemType") == word), "")


def _entry_point(package: Package, wanted: set[str]) -> EntryPoint | None:
    """The entry point that leads to every wanted schema by the fewest schemas."""
    reached = {url: _closure(url, package) for url in package.entry_points if url in package.schemas}
    fitting = sorted((len(closure), url) for url, closure in reached.items() if wanted and wanted <= closure)
    return EntryPoint(fitting[0][1], package.schemas[fitting[0][1]].namespace) if fitting else None


def _closure(url: str, package: Package) -> set[str]:
    found: set[str] = set()
    waiting = [url]
    while waiting:
        at = waiting.pop()
        if at in package.schemas and at not in found:
            found.add(at)
            waiting += package.schemas[at].imports
    return found


# --- what the package lacks -----------------------------------------------------------------


def adopt(facts: Sequence[Fact], taxonomy: Taxonomy) -> tuple[list[Fact], list[Finding]]:
    """Make the filer's own whatever the facts state that the taxonomy in force has no namespace for.

    Where the taxonomy is ours, there is no such thing.
    """
    ciks = {fact.context.entity.identifier for fact in facts}
    own_prefix = next((f"f{cik}" for cik in ciks if cik.strip("0")), "own")
    known = {*taxonomy.namespaces, own_prefix}
    taken = {fact.concept.name for fact in facts if fact.concept.prefix == own_prefix}
    adopted: dict[str, Concept] = {}
    findings: dict[str, Finding] = {}
    made = []
    for fact in facts:
        concept = fact.concept
        if concept.prefix not in known:
            name = concept.name if concept.name not in taken else f"{concept.name}AsDefinedBefore"
            own = adopted.setdefault(concept.name, replace(concept, prefix=own_prefix, name=name))
            message = f"'{fact.item.label}': {_lack(concept.name, taxonomy)}; it became {own.qname}"
            findings.setdefault(concept.name, Finding(codes.TAG_NOT_IN_PACKAGE, message, fact.item.source))
            reason = f"{_lack(concept.name, taxonomy)}; {fact.reason}"
            fact = fact._replace(concept=own, status=Status.OWN, reason=reason)
        members = _members(fact.context.dimensions, known, own_prefix)
        if members != fact.context.dimensions:
            fact = fact._replace(context=fact.context._replace(dimensions=members))
        made.append(fact)
    return made, list(findings.values())


def _members(dimensions: Dimensions, known: set[str], own_prefix: str) -> Dimensions:
    return tuple((_own(axis, known, own_prefix), _own(member, known, own_prefix)) for axis, member in dimensions)


def _own(qname: str, known: set[str], own_prefix: str) -> str:
    prefix, _, name = qname.partition(":")
    return qname if prefix in known else f"{own_prefix}:{name}"


def _lack(name: str, taxonomy: Taxonomy) -> str:
    ancestor = next((above for above in _ancestors(name, taxonomy.wholes) if _is_official(above, taxonomy)), None)
    told = f"its nearest ancestor there is {taxonomy.concepts[ancestor].qname}" if ancestor else "nor an ancestor of it"
    return f"{taxonomy.name} {taxonomy.version} has no {name}, {told}".replace("  ", " ")


def _is_official(name: str, taxonomy: Taxonomy) -> bool:
    return taxonomy.concepts[name].prefix in taxonomy.namespaces


def _ancestors(name: str, wholes: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """The concepts that it goes into, nearest first, in the order of their names."""
    seen, nearest = {name}, [name]
    while nearest:
        nearest = sorted({whole for part in nearest for whole in wholes.get(part, ())} - seen)
        seen.update(nearest)
        yield from nearest
