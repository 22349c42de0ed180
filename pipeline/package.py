"""A taxonomy package that a user gives (Taxonomy Packages 1.0) → its concepts, and the schema that reports import.

In: a zip file, which nobody here has made: it may lie about its sizes, hide entities, or name paths outside itself. It
is never unpacked, everything is read within bounds, and a file with a document type is refused. Out: its schemas and
their elements by address, or one `DataError`. Which of its concepts a report needs is for `official` to know.
"""

import hashlib
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from pipeline.model import Source
from pipeline.tables import DataError, Problem

MOST_FILES, LARGEST_FILE, LARGEST_PACKAGE = 5_000, 64 << 20, 512 << 20
"""Bounds of a package; the official ones of 2009-2025 hold some hundred files, the largest of about 10 MB."""
TP = "{http://xbrl.org/2016/taxonomy-package}"
CATALOG = "{urn:oasis:names:tc:entity:xmlns:xml:catalog}"
XS = "{http://www.w3.org/2001/XMLSchema}"
XBRLI = "{http://www.xbrl.org/2003/instance}"


@dataclass(frozen=True, slots=True)
class Element:
    """A concept as a schema declares it; ``item_type`` is its type's local name."""

    name: str
    item_type: str
    period_type: str
    balance: str
    abstract: bool


@dataclass(frozen=True, slots=True)
class SchemaFile:
    """A schema of the package: its address, its namespace, what it imports (addresses) and its elements."""

    url: str
    namespace: str
    imports: tuple[str, ...]
    elements: Mapping[str, Element]


@dataclass(frozen=True, slots=True)
class Package:
    """What a taxonomy package holds: its name, version and content's hash, its entry points and schemas by address."""

    path: Path
    name: str
    version: str
    sha256: str
    entry_points: tuple[str, ...]
    schemas: Mapping[str, SchemaFile]


def load_package(path: Path) -> Package:
    """Read a taxonomy package; what makes it unusable is told."""
    contents = read_files(path)
    try:
        return _package(path, contents)
    except (ValueError, etree.XMLSyntaxError) as error:
        raise _unusable(path, f"is no taxonomy package: {error}") from error


def read_files(path: Path) -> dict[str, bytes]:
    """The XML files of a package by their path in it; what makes it unusable is told."""
    try:
        with zipfile.ZipFile(path) as archive:
            return dict(_contents(archive))
    except OSError as error:
        raise _unusable(path, f"cannot be read: {error.strerror or error}") from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise _unusable(path, f"is no taxonomy package: {error}") from error


def _unusable(path: Path, fault: str) -> DataError:
    return DataError([Problem(Source(path.name, 1), fault)])


def _contents(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """The XML files of the archive by their path in it, each within the bounds, whatever the directory says."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > LARGEST_PACKAGE:
        raise ValueError(f"it holds more than {MOST_FILES} files or {LARGEST_PACKAGE >> 20} MB")
    for entry in entries:
        if posixpath.normpath(entry.filename) != entry.filename or entry.filename.startswith(("/", "..")):
            raise ValueError(f"{entry.filename!r} is no path inside it")
        if not entry.filename.endswith((".xml", ".xsd")):
            continue
        with archive.open(entry) as file:
            content = file.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise ValueError(f"{entry.filename} is larger than {LARGEST_FILE >> 20} MB")
        if b"<!DOCTYPE" in content or b"\0" in content:
            raise ValueError(f"{entry.filename} declares a document type or is not UTF-8")
        yield entry.filename, content


def _package(path: Path, contents: Mapping[str, bytes]) -> Package:
    about = next((name for name in sorted(contents) if name.endswith("META-INF/taxonomyPackage.xml")), None)
    if about is None:
        raise ValueError("it has no META-INF/taxonomyPackage.xml")
    root = _parse(contents[about])
    folder = posixpath.dirname(about)
    rewrites = dict(_rewrites(contents.get(f"{folder}/catalog.xml", b"<catalog/>"), folder))
    schemas = {}
    for name, content in contents.items():
        if name.endswith(".xsd") and (url := _address(name, rewrites)):
            schemas[url] = _schema(url, _parse(content))
    entry_points = [str(found.get("href", "")) for found in root.iter(f"{TP}entryPointDocument")]
    version = (root.findtext(f"{TP}version") or "").strip()
    name = (root.findtext(f"{TP}name") or path.stem).strip()
    return Package(path, name, version, hashlib.sha256(path.read_bytes()).hexdigest(), tuple(entry_points), schemas)


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _rewrites(catalog: bytes, folder: str) -> Iterator[tuple[str, str]]:
    """The addresses that the catalog leads into the package, by the folder they lead to."""
    for rewrite in _parse(catalog).iter(f"{CATALOG}rewriteURI"):
        target = posixpath.normpath(posixpath.join(folder, str(rewrite.get("rewritePrefix", ""))))
        if not target.startswith(".."):
            yield ("" if target == "." else f"{target}/"), str(rewrite.get("uriStartString", ""))


def _address(name: str, rewrites: Mapping[str, str]) -> str | None:
    """The address of a file of the package; the longest folder that is led to decides."""
    folder = max((folder for folder in rewrites if name.startswith(folder)), key=len, default=None)
    return None if folder is None else rewrites[folder] + name.removeprefix(folder)


def _schema(url: str, root: etree._Element) -> SchemaFile:
    base = posixpath.dirname(url)
    places = (str(found.get("schemaLocation", "")) for found in (*root.iter(f"{XS}import"), *root.iter(f"{XS}include")))
    imports = tuple(place if "://" in place else _join(base, place) for place in places if place)
    elements = {found.name: found for found in map(_element, root.iterchildren(f"{XS}element"))}
    return SchemaFile(url, str(root.get("targetNamespace", "")), imports, elements)


def _join(base: str, place: str) -> str:
    scheme, _, rest = base.partition("://")
    return f"{scheme}://{posixpath.normpath(posixpath.join(rest, place))}"


def _element(found: etree._Element) -> Element:
    item_type = str(found.get("type", "")).rpartition(":")[2]
    period_type, balance = (str(found.get(f"{XBRLI}{name}", "")) for name in ("periodType", "balance"))
    return Element(str(found.get("name", "")), item_type, period_type, balance, found.get("abstract") == "true")
