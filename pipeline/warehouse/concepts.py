"""The taxonomy files that a run writes → what the tables say of concepts and of statements' lines.

In: the bytes of schemas, label and presentation linkbases, as tieout emits them. Out: each concept's attributes and
labels, and each statement's lines in order. What the concepts mean is not known here; entities are never expanded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from pipeline.package import read_files

XS = "{http://www.w3.org/2001/XMLSchema}"
LINK = "{http://www.xbrl.org/2003/linkbase}"
XLINK = "{http://www.w3.org/1999/xlink}"
XBRLI = "{http://www.xbrl.org/2003/instance}"
LABEL, DOCUMENTATION = "label", "documentation"
OFFICIAL = "official.zip"
"""The user's taxonomy package in the taxonomy folder of a run, where it takes the place of ours."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A concept as the taxonomy declares it; ``labels`` by the last word of their role."""

    is_abstract: bool
    datatype: str
    period_type: str
    balance: str
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement: its place, its concept, and the role of the label it is shown by."""

    order: int
    concept: str
    role: str


def load_tags(taxonomy: Path) -> dict[str, Tag]:
    """The concepts of the taxonomy in an output folder, by prefixed name; none where none lies there.

    It is the official package where the run was given one, else ours, which lies there as files.
    """
    official = taxonomy / OFFICIAL
    paths = sorted(taxonomy.glob("*/taxonomy/*.x[ms][ld]"))
    files = read_files(official) if official.is_file() else {path.as_posix(): path.read_bytes() for path in paths}
    labels: dict[str, dict[str, str]] = {}
    for name in sorted(name for name in files if b"labelLink" in files[name]):
        for concept, texts in parse_labels(files[name]).items():
            labels.setdefault(concept, {}).update(texts)
    tags: dict[str, Tag] = {}
    for name in sorted(name for name in files if name.endswith(".xsd") and b"periodType" in files[name]):
        tags |= parse_tags(files[name], labels)
    return tags


def parse_tags(schema: bytes, labels: Mapping[str, Mapping[str, str]]) -> dict[str, Tag]:
    """The concepts of a schema by prefixed name, with their labels."""
    elements = _parse(schema).iter(f"{XS}element")
    return {
        name: Tag(
            is_abstract=element.get("abstract") == "true",
            datatype=element.get("type", "").partition(":")[2].removesuffix("ItemType"),
            period_type=element.get(f"{XBRLI}periodType", ""),
            balance=element.get(f"{XBRLI}balance", ""),
            labels=labels.get(name, {}),
        )
        for element in elements
        if (name := _prefixed(element.get("id", "")))
    }


def parse_labels(linkbase: bytes) -> dict[str, dict[str, str]]:
    """The labels of each prefixed name, by the last word of their role."""
    labels: dict[str, dict[str, str]] = {}
    for link in _parse(linkbase).iter(f"{LINK}labelLink"):
        concepts, texts = _locators(link), dict[str, dict[str, str]]()
        for label in link.iter(f"{LINK}label"):
            texts.setdefault(label.get(f"{XLINK}label", ""), {})[_last_word(label, f"{XLINK}role")] = label.text or ""
        for arc in link.iter(f"{LINK}labelArc"):
            concept = concepts[arc.get(f"{XLINK}from", "")]
            labels.setdefault(concept, {}).update(texts.get(arc.get(f"{XLINK}to", ""), {}))
    return labels


def parse_presentation(linkbase: bytes) -> list[tuple[Line, ...]]:
    """The statements of a filing in order, each with its lines in order."""
    links = _parse(linkbase).iter(f"{LINK}presentationLink")
    return [lines for link in links if (lines := tuple(sorted(_lines(link), key=lambda line: line.order)))]


def _lines(link: etree._Element) -> Iterator[Line]:
    concepts = _locators(link)
    for arc in link.iter(f"{LINK}presentationArc"):
        order, concept = int(arc.get("order", "0")), concepts[arc.get(f"{XLINK}to", "")]
        yield Line(order, concept, _last_word(arc, "preferredLabel") or LABEL)


def _locators(link: etree._Element) -> dict[str, str]:
    """The concept that each locator of a link points to."""
    return {
        locator.get(f"{XLINK}label", ""): _prefixed(locator.get(f"{XLINK}href", "").partition("#")[2])
        for locator in link.iter(f"{LINK}loc")
    }


def _prefixed(id: str) -> str:
    """The prefixed name that an element's id stands for.

    >>> _prefixed("gaap_Assets")
    'gaap:Assets'
    """
    return id.replace("_", ":", 1)


def _last_word(element: etree._Element, attribute: str) -> str:
    return element.get(attribute, "").rpartition("/")[2]


def _parse(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
