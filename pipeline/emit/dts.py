"""A `Taxonomy`, or a filer's `Extension` of it → the files of its discoverable taxonomy set.

In: the taxonomy and, for one filing, the extension and its file stem. Out: the bytes of schemas
and linkbases by file name, or a taxonomy package (Taxonomy Packages 1.0) that any XBRL processor
opens offline. What a filing's networks should show, this module refuses to know.

The taxonomy's labels are in ``en`` and the filer's in ``en-US``, so that a reader of a filing sees
its captions and both can stand side by side. The filer's calculations carry the summation-item
arcrole of XBRL 2.1, which every processor reads, Calculations 1.1 processors too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from pipeline.emit.formulas import format_formulas
from pipeline.emit.linkbases import (
    ARCROLE,
    DIMENSION_ARCROLE,
    Arc,
    Link,
    Places,
    Role,
    Schema,
    element_id,
    format_labels,
    format_links,
    format_schema,
    role_uri,
)
from pipeline.model import CalculationArc, Extension, Network, PresentationArc
from pipeline.taxonomy import DimensionArc, EntryPoint, Taxonomy

PACKAGE = "http://xbrl.org/2016/taxonomy-package"
CATALOG = "urn:oasis:names:tc:entity:xmlns:xml:catalog"
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can name: the same bytes on every day."""
DOCUMENT_ORDER = {"label": "lab", "presentation": "pre", "calculation": "cal", "definition": "def"}
"""The linkbases by their word, and the endings that filers give to their files."""


# --- the taxonomy -----------------------------------------------------------------------


def write_taxonomy(taxonomy: Taxonomy, folder: Path) -> Path:
    """Write the taxonomy's tree and, beside it, its package; return the path of the package."""
    for name, content in package_files(taxonomy).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    package = folder / f"{package_name(taxonomy)}.zip"
    package.write_bytes(format_taxonomy_package(taxonomy))
    return package


def format_taxonomy_package(taxonomy: Taxonomy) -> bytes:
    """Write the taxonomy as a package: one zip file, the same bytes for the same taxonomy."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in package_files(taxonomy).items():
            entry = ZipInfo(name, EARLIEST)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3  # Unix, whatever system writes it
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def package_files(taxonomy: Taxonomy) -> dict[str, bytes]:
    """Give the files of the taxonomy's package by their path in it, sorted."""
    top = package_name(taxonomy)
    files = {f"{top}/taxonomy/{name}": content for name, content in _taxonomy_files(taxonomy).items()}
    files[f"{top}/META-INF/taxonomyPackage.xml"] = _format_package_about(taxonomy)
    files[f"{top}/META-INF/catalog.xml"] = _format_catalog(taxonomy)
    return dict(sorted(files.items()))


def package_name(taxonomy: Taxonomy) -> str:
    return f"{taxonomy.name}-{taxonomy.version}"


def _taxonomy_files(taxonomy: Taxonomy) -> dict[str, bytes]:
    places = _places_by_prefix({prefix: _file(taxonomy, url) for prefix, url in taxonomy.schemas.items()})
    elements, full = _file(taxonomy, taxonomy.elements.schema), _file(taxonomy, taxonomy.full.schema)
    files = {}
    for prefix in sorted(taxonomy.namespaces):
        concepts = [concept for concept in taxonomy.concepts.values() if concept.prefix == prefix]
        schema = Schema(taxonomy.namespaces[prefix], {}, concepts=tuple(sorted(concepts, key=lambda c: c.name)))
        labels = {concept.qname: tuple(taxonomy.labels[concept.name].items()) for concept in schema.concepts}
        files[_file(taxonomy, taxonomy.schemas[prefix])] = format_schema(schema)
        files[_labels_file(taxonomy, prefix)] = format_labels(labels, places, "en")
    imports = {taxonomy.namespaces[prefix]: _file(taxonomy, url) for prefix, url in sorted(taxonomy.schemas.items())}
    label_files = tuple(("label", _labels_file(taxonomy, prefix)) for prefix in sorted(taxonomy.namespaces))
    files[elements] = format_schema(Schema(taxonomy.elements.namespace, imports, label_files))
    linkbases = _taxonomy_links(taxonomy, full, places)
    named = {word: f"{full.removesuffix('.xsd')}_{DOCUMENT_ORDER[word]}.xml" for word in linkbases}
    files |= {named[word]: content for word, content in linkbases.items()}
    formulas = _file(taxonomy, taxonomy.formulas.schema)
    found = f"{formulas.removesuffix('.xsd')}.xml"
    files[found] = format_formulas(taxonomy.relations, taxonomy.concepts, taxonomy.namespaces)
    roles = [Role(id, _role(taxonomy, id), definition) for id, definition in sorted(taxonomy.roles.items())]
    arrived = {taxonomy.elements.namespace: elements}
    everything = (*named.items(), ("", found))
    files[full] = format_schema(Schema(taxonomy.full.namespace, arrived, everything, tuple(roles)))
    files[formulas] = format_schema(Schema(taxonomy.formulas.namespace, arrived, (("", found),)))
    return files


def _taxonomy_links(taxonomy: Taxonomy, full: str, places: Places) -> dict[str, bytes]:
    def link(id: str, arcs: Iterable[Arc]) -> Link:
        return Link(_role(taxonomy, id), f"{full}#{id}", tuple(arcs))

    presentation = [link(id, map(_presentation_arc, arcs)) for id, arcs in taxonomy.presentation.items()]
    calculation = [link(id, map(_calculation_arc, arcs)) for id, arcs in taxonomy.calculation.items()]
    definition = [link(id, _dimension_arcs(arcs)) for id, arcs in taxonomy.dimensions.items()]
    return {
        "presentation": format_links("presentation", presentation, places),
        "calculation": format_links("calculation", calculation, places),
        "definition": format_links("definition", definition, places),
    }


def _role(taxonomy: Taxonomy, id: str) -> str:
    return f"{taxonomy.base}role/{id}"


def _file(taxonomy: Taxonomy, url: str) -> str:
    return url.removeprefix(taxonomy.base)


def _labels_file(taxonomy: Taxonomy, prefix: str) -> str:
    return f"{_file(taxonomy, taxonomy.schemas[prefix]).removesuffix('.xsd')}_lab.xml"


def _places_by_prefix(schemas: Mapping[str, str]) -> Places:
    return lambda qname: f"{schemas[qname.partition(':')[0]]}#{element_id(qname)}"


def _format_package_about(taxonomy: Taxonomy) -> bytes:
    root = etree.Element(f"{{{PACKAGE}}}taxonomyPackage", nsmap={"tp": PACKAGE})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    for name, text in (
        ("identifier", taxonomy.base),
        ("name", taxonomy.title),
        ("description", f"{taxonomy.title}: concepts, labels, presentation, calculation, dimensions and formulas."),
        ("version", taxonomy.version),
        ("publisher", taxonomy.publisher),
        ("publisherURL", taxonomy.publisher_url),
        ("publicationDate", taxonomy.publication_date.isoformat()),
    ):
        etree.SubElement(root, f"{{{PACKAGE}}}{name}").text = text
    points = etree.SubElement(root, f"{{{PACKAGE}}}entryPoints")
    _add_entry_point(points, taxonomy.elements, "Elements and labels, as filers import them")
    _add_entry_point(points, taxonomy.full, "Everything: presentation, calculation, dimensions and formulas too")
    _add_entry_point(
        points, taxonomy.formulas, "Formulas: the elements, and what the main concepts must be to each other"
    )
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _add_entry_point(points: etree._Element, entry: EntryPoint, words: str) -> None:
    point = etree.SubElement(points, f"{{{PACKAGE}}}entryPoint")
    etree.SubElement(point, f"{{{PACKAGE}}}name").text = words.partition(":")[0].partition(",")[0]
    etree.SubElement(point, f"{{{PACKAGE}}}description").text = words
    etree.SubElement(point, f"{{{PACKAGE}}}entryPointDocument", {"href": entry.schema})


def _format_catalog(taxonomy: Taxonomy) -> bytes:
    root = etree.Element(f"{{{CATALOG}}}catalog", nsmap={"cat": CATALOG})
    attributes = {"uriStartString": taxonomy.base, "rewritePrefix": "../taxonomy/"}
    etree.SubElement(root, f"{{{CATALOG}}}rewriteURI", attributes)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


# --- the filer's extension --------------------------------------------------------------


def format_extension(extension: Extension, taxonomy: Taxonomy, stem: str) -> dict[str, bytes]:
    """Write the filer's own taxonomy: ``X.xsd`` and the linkbases that have something to say, by file name.

    Definition links are made of the networks that show a hypercube: its axes and members, and
    the line items beside it, stand in the presentation already.
    """
    href = quote(stem)
    places = _places_by_prefix({**taxonomy.schemas, extension.prefix: f"{href}.xsd"})
    own = {concept.qname: concept.item_type for concept in extension.concepts}
    found = {
        "presentation": _network_links(extension, href, lambda network: map(_presentation_arc, network.presentation)),
        "calculation": _network_links(extension, href, lambda network: map(_calculation_arc, network.calculation)),
        "definition": _network_links(extension, href, lambda network: _shown_dimensions(network, own, taxonomy)),
    }
    contents = {kind: format_links(kind, links, places) for kind, links in found.items() if links}
    if extension.labels:
        contents["label"] = format_labels(extension.labels, places, "en-US")
    endings = {kind: DOCUMENT_ORDER[kind] for kind in DOCUMENT_ORDER if kind in contents}
    roles = [Role(network.id, _network_role(extension, network), network.definition) for network in extension.networks]
    schema = Schema(
        extension.namespace,
        {taxonomy.elements.namespace: taxonomy.elements.schema},
        tuple((kind, f"{href}_{ending}.xml") for kind, ending in endings.items()),
        tuple(roles),
        extension.concepts,
    )
    files = {f"{stem}_{ending}.xml": contents[kind] for kind, ending in endings.items()}
    return {f"{stem}.xsd": format_schema(schema), **files}


def _network_role(extension: Extension, network: Network) -> str:
    return f"{extension.namespace}/role/{network.id}"


def _network_links(extension: Extension, href: str, arcs_of: Callable[[Network], Iterable[Arc]]) -> list[Link]:
    """Make a link of each network that has arcs of the kind."""
    made = [(network, tuple(arcs_of(network))) for network in extension.networks]
    return [Link(_network_role(extension, network), f"{href}.xsd#{network.id}", arcs) for network, arcs in made if arcs]


def _shown_dimensions(network: Network, own: Mapping[str, str], taxonomy: Taxonomy) -> Iterator[Arc]:
    """Draw the dimensions that a presentation shows: table, axes, members and line items.

    ``own`` are the item types of the filer's own concepts.
    """
    below: dict[str, list[str]] = {}
    for shown in network.presentation:
        below.setdefault(shown.parent, []).append(shown.child)
    types = {
        name: own[name] if name in own else taxonomy.concepts[name.partition(":")[2]].item_type
        for shown in network.presentation
        for name in (shown.parent, shown.child)
    }
    arcs: dict[DimensionArc, None] = {}
    for table in (name for name in below if types[name] == "hypercube"):
        for child in below[table]:
            if types[child] != "dimension":
                arcs[DimensionArc("all", child, table)] = None
                arcs |= dict.fromkeys(_members(child, below))
                continue
            arcs[DimensionArc("hypercube-dimension", table, child)] = None
            for domain in below.get(child, ())[:1]:
                arcs[DimensionArc("dimension-domain", child, domain)] = None
                arcs[DimensionArc("dimension-default", child, domain)] = None
                arcs |= dict.fromkeys(_members(domain, below))
    return _dimension_arcs(arcs)


def _members(parent: str, below: Mapping[str, Sequence[str]]) -> Iterator[DimensionArc]:
    for child in below.get(parent, ()):
        yield DimensionArc("domain-member", parent, child)
        yield from _members(child, below)


# --- arcs -------------------------------------------------------------------------------


def _presentation_arc(arc: PresentationArc) -> Arc:
    preferred = f' preferredLabel="{role_uri(arc.preferred_label)}"' if arc.preferred_label else ""
    return Arc(f"{ARCROLE}parent-child", arc.parent, arc.child, f' order="{arc.order}"{preferred}')


def _calculation_arc(arc: CalculationArc) -> Arc:
    extras = f' order="{arc.order}" weight="{arc.weight}"'
    return Arc(f"{ARCROLE}summation-item", arc.parent, arc.child, extras)


def _dimension_arcs(arcs: Iterable[DimensionArc]) -> Iterator[Arc]:
    """Number the arcs; a table is closed, and its members stand in the segment of a context."""
    closed = ' xbrldt:closed="true" xbrldt:contextElement="segment"'
    for order, arc in enumerate(arcs, 1):
        extras = f' order="{order}"{closed if arc.arcrole == "all" else ""}'
        yield Arc(f"{DIMENSION_ARCROLE}{arc.arcrole}", arc.parent, arc.child, extras)
