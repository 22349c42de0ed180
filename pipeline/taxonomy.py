"""The tables of ``taxonomy/`` → one `Taxonomy`, proved sound before anything uses it.

In: a folder with taxonomy.toml, concepts.csv, labels.csv, presentation.csv, calculation.csv,
dimensions.csv and relations.csv. Out: a frozen `Taxonomy`, or one `DataError` that lists every fault with its file
and line. How a taxonomy is written as XBRL is for `emit` to know, which words of a filing mean
which concept for `mappings`.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeAlias, TypeVar

from pipeline.model import CalculationArc, Concept, PresentationArc, Relation, Source
from pipeline.relations import COLUMNS as RELATION_COLUMNS
from pipeline.relations import find_relation_faults, parse_relations
from pipeline.tables import DataError, Problem, Row, parse_table
from pipeline.taxonomy_faults import FORBIDDEN, PREFIX, Tables, find_faults

Arc = TypeVar("Arc")
About: TypeAlias = dict[str, str]
"""taxonomy.toml, flat: ``prefixes.gaap.schema`` → its value."""

COLUMNS = {
    "concepts": (
        *("prefix", "name", "type", "period_type", "balance"),
        *("abstract", "first_year", "last_year", "documentation"),
    ),
    "labels": ("concept", "role", "label"),
    "presentation": ("role", "parent", "child", "order", "preferred_label"),
    "calculation": ("role", "parent", "child", "weight", "order"),
    "dimensions": ("role", "arcrole", "parent", "child"),
    "relations": RELATION_COLUMNS,
}
NOTE_AMOUNTS = "note_amounts"
"""The role that places what only the notes state."""
ABOUT = (
    *("name", "title", "version", "publication_date", "publisher", "publisher_url", "base"),
    *("entry_points.elements.schema", "entry_points.elements.namespace"),
    *("entry_points.full.schema", "entry_points.full.namespace"),
    *("entry_points.formulas.schema", "entry_points.formulas.namespace"),
)
"""What taxonomy.toml must say, beside its prefixes and roles."""


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """A schema that pulls in a part of the taxonomy: its address and its namespace."""

    schema: str
    namespace: str


class DimensionArc(NamedTuple):
    """One arc of XBRL Dimensions; names are prefixed, ``arcrole`` is the arcrole's last word."""

    arcrole: str
    parent: str
    child: str


@dataclass(frozen=True, slots=True, eq=False)
class Taxonomy:
    """Concepts by bare name, their labels, and arcs by role; arcs carry prefixed names. It is equal only to itself.

    ``labels`` gives the label of a concept by role, its documentation under ``documentation``;
    ``years`` the first and last fiscal year in which a filing may state it (``None`` = no bound);
    ``roles`` the definition of each role; ``parts`` the calculation weight of each child by its parent, and
    ``wholes`` the same by the child, each in whatever role.
    """

    name: str
    title: str
    version: str
    publication_date: date
    publisher: str
    publisher_url: str
    base: str
    namespaces: Mapping[str, str]
    schemas: Mapping[str, str]
    elements: EntryPoint
    full: EntryPoint
    formulas: EntryPoint
    roles: Mapping[str, str]
    concepts: Mapping[str, Concept]
    labels: Mapping[str, Mapping[str, str]]
    years: Mapping[str, tuple[int | None, int | None]]
    presentation: Mapping[str, tuple[PresentationArc, ...]]
    calculation: Mapping[str, tuple[CalculationArc, ...]]
    dimensions: Mapping[str, tuple[DimensionArc, ...]]
    parts: Mapping[str, Mapping[str, int]]
    wholes: Mapping[str, Mapping[str, int]]
    relations: tuple[Relation, ...]

    @property
    def entry_point(self) -> str:
        """The address that extensions and instances import: elements and labels, no calculation, no presentation."""
        return self.elements.schema

    @property
    def full_entry_point(self) -> str:
        """The address that adds presentation, calculation and dimensions, for looking at the taxonomy itself."""
        return self.full.schema


def load_taxonomy(folder: Path) -> Taxonomy:
    """Read the tables of a taxonomy; every fault of every file is told in one `DataError`."""
    about, problems = _load_about(folder / "taxonomy.toml")
    tables = {}
    for name, columns in COLUMNS.items():
        tables[name], faults = parse_table(folder / f"{name}.csv", columns)
        problems += faults
    prefixes, roles = _below(about, "prefixes.", ".namespace"), _below(about, "roles.")
    problems += find_faults(tables, set(prefixes), set(roles))
    labels = _labels(tables)
    concepts = {row["name"]: _concept(row, labels[row["name"]].get("label", "")) for row in tables["concepts"]}
    problems += find_relation_faults(tables["relations"], concepts)
    if problems:
        raise DataError(problems)
    return _assemble(about, tables, concepts, labels)


def calculation_weight(taxonomy: Taxonomy, parent: str, child: str) -> int | None:
    """Tell with which weight ``child`` is part of ``parent`` (bare names), None if no role says it is."""
    return taxonomy.parts.get(parent, {}).get(child)


def concepts_of_statements(taxonomy: Taxonomy) -> tuple[str, ...]:
    """The concepts (bare names) that a statement or the cover may state: all but those of amounts of the notes."""
    of_notes = {arc.child.partition(":")[2] for arc in taxonomy.presentation.get(NOTE_AMOUNTS, ())}
    return tuple(name for name in taxonomy.concepts if name not in of_notes)


def is_in_use(taxonomy: Taxonomy, name: str, year: int | None) -> bool:
    """Tell whether a filing for the fiscal year may state the concept (bare name); of an unknown year it may."""
    first, last = taxonomy.years[name]
    return year is None or ((first is None or first <= year) and (last is None or year <= last))


@lru_cache(maxsize=8)
def members_by_axis(taxonomy: Taxonomy) -> Mapping[str, frozenset[str]]:
    """The members (bare names) below the domain of each axis, in whatever role."""
    below: dict[str, set[str]] = {}
    domains: dict[str, set[str]] = {}
    for arc in (arc for arcs in taxonomy.dimensions.values() for arc in arcs):
        arcs_of = {"domain-member": below, "dimension-domain": domains}.get(arc.arcrole)
        if arcs_of is not None:
            arcs_of.setdefault(arc.parent.partition(":")[2], set()).add(arc.child.partition(":")[2])
    return {axis: frozenset(_reach(of, below) - of) for axis, of in domains.items()}


def _reach(start: Set[str], below: Mapping[str, Set[str]]) -> set[str]:
    """Names, and all that stand below them."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += below.get(name, ())
    return found


# --- assembly ---------------------------------------------------------------------------


def _labels(tables: Tables) -> dict[str, dict[str, str]]:
    """The labels of each concept by role, and its documentation."""
    labels: dict[str, dict[str, str]] = {row["name"]: {} for row in tables["concepts"]}
    for row in tables["labels"]:
        labels.setdefault(row["concept"], {})[row["role"]] = row["label"]
    for row in tables["concepts"]:
        if row["documentation"]:
            labels[row["name"]]["documentation"] = row["documentation"]
    return labels


def _assemble(
    about: About, tables: Tables, concepts: Mapping[str, Concept], labels: Mapping[str, Mapping[str, str]]
) -> Taxonomy:
    qnames = {name: concept.qname for name, concept in concepts.items()}
    return Taxonomy(
        name=about["name"],
        title=about["title"],
        version=about["version"],
        publication_date=date.fromisoformat(about["publication_date"]),
        publisher=about["publisher"],
        publisher_url=about["publisher_url"],
        base=about["base"],
        namespaces=_below(about, "prefixes.", ".namespace"),
        schemas=_below(about, "prefixes.", ".schema"),
        elements=EntryPoint(about["entry_points.elements.schema"], about["entry_points.elements.namespace"]),
        full=EntryPoint(about["entry_points.full.schema"], about["entry_points.full.namespace"]),
        formulas=EntryPoint(about["entry_points.formulas.schema"], about["entry_points.formulas.namespace"]),
        roles=_below(about, "roles."),
        concepts=concepts,
        labels=labels,
        years={row["name"]: (_year(row["first_year"]), _year(row["last_year"])) for row in tables["concepts"]},
        presentation=_by_role(tables["presentation"], lambda row: _presentation_arc(row, qnames)),
        calculation=_by_role(tables["calculation"], lambda row: _calculation_arc(row, qnames)),
        dimensions=_by_role(tables["dimensions"], lambda row: _dimension_arc(row, qnames)),
        parts=_weights(tables["calculation"], "parent", "child"),
        wholes=_weights(tables["calculation"], "child", "parent"),
        relations=parse_relations(tables["relations"]),
    )


def _below(about: About, start: str, end: str = "") -> dict[str, str]:
    return {
        key.removeprefix(start).removesuffix(end): value
        for key, value in about.items()
        if key.startswith(start) and key.endswith(end)
    }


def _weights(rows: Sequence[Row], of: str, by: str) -> dict[str, dict[str, int]]:
    weights: dict[str, dict[str, int]] = {}
    for row in rows:
        weights.setdefault(row[of], {})[row[by]] = int(row["weight"])
    return weights


def _by_role(rows: Sequence[Row], arc: Callable[[Row], Arc]) -> dict[str, tuple[Arc, ...]]:
    arcs: dict[str, list[Arc]] = {}
    for row in rows:
        arcs.setdefault(row["role"], []).append(arc(row))
    return {role: tuple(arcs[role]) for role in sorted(arcs)}


def _concept(row: Row, label: str) -> Concept:
    abstract = row["abstract"] == "true"
    return Concept(row["prefix"], row["name"], label, row["balance"], row["period_type"], row["type"], abstract)


def _presentation_arc(row: Row, qnames: Mapping[str, str]) -> PresentationArc:
    return PresentationArc(qnames[row["parent"]], qnames[row["child"]], int(row["order"]), row["preferred_label"])


def _calculation_arc(row: Row, qnames: Mapping[str, str]) -> CalculationArc:
    return CalculationArc(qnames[row["parent"]], qnames[row["child"]], int(row["order"]), int(row["weight"]))


def _dimension_arc(row: Row, qnames: Mapping[str, str]) -> DimensionArc:
    return DimensionArc(row["arcrole"], qnames[row["parent"]], qnames[row["child"]])


def _year(text: str) -> int | None:
    return int(text) if text else None


# --- taxonomy.toml ----------------------------------------------------------------------


def _load_about(path: Path) -> tuple[About, list[Problem]]:
    """Read taxonomy.toml, flattened; its problems stand at the line where the section or the key is."""
    name = "/".join(path.parts[-2:])
    try:
        text = path.read_text("utf-8")
        about = dict(_flatten(tomllib.loads(text), ""))
    except (OSError, UnicodeDecodeError) as error:
        return {}, [Problem(Source(name, 1), f"cannot be read: {error}")]
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        return {}, [Problem(Source(name, int(at[1]) if at else 1), f"is not well-formed TOML: {error}")]
    return about, [Problem(Source(name, _line(text, words)), fault) for words, fault in _about_faults(about)]


def _about_faults(about: About) -> Iterator[tuple[str, str]]:
    """Say what is wrong with taxonomy.toml, each time after the words that mark the place."""
    for key in ABOUT:
        if not about.get(key):
            yield f"[{key.rpartition('.')[0]}]", f"does not say {key}"
    for prefix in sorted({key.split(".")[1] for key in about if key.startswith("prefixes.")}):
        for key in (f"prefixes.{prefix}.schema", f"prefixes.{prefix}.namespace"):
            if not about.get(key):
                yield f"[prefixes.{prefix}]", f"does not say {key}"
        if not PREFIX.fullmatch(prefix):
            yield prefix, f"the prefix {prefix!a} must be letters, digits, “.”, “-” and “_” and begin with a letter"
    for key, value in about.items():
        if FORBIDDEN.search(key + value):
            yield key.rpartition(".")[2], f"{key!a} holds a character that XML forbids; take it out"
        if key.endswith(".schema") and not value.startswith(about.get("base", "")):
            yield value, f"{value} does not lie below the base"
    if not _is_date(about.get("publication_date", "1993-01-01")):
        yield "publication_date", f"{about['publication_date']} is not a date like 2026-01-31"


def _flatten(value: object, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for word, below in value.items():
            yield from _flatten(below, f"{key}.{word}" if key else str(word))
    else:
        yield key, str(value)


def _line(text: str, words: str) -> int:
    return next((n for n, line in enumerate(text.splitlines(), 1) if words in line), 1)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
