"""The rows of a taxonomy's tables → what is wrong with them.

In: the rows of ``taxonomy/*.csv`` and the prefixes and roles that taxonomy.toml names. Out: a
problem for each fault, with file and line. Where the tables come from and what is made of them
is for `taxonomy` to know.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from pipeline.tables import Problem, Row

Tables: TypeAlias = Mapping[str, Sequence[Row]]
"""The rows of each table by its name (``concepts``, ``labels`` …)."""

DTR_TYPES = ("domain", "perShare", "percent", "textBlock")
"""Item types that stand in the Data Type Registry, not in XBRL 2.1."""
NUMERIC_TYPES = ("decimal", "integer", "monetary", "percent", "perShare", "pure", "shares")
TEXT_TYPES = ("anyURI", "boolean", "domain", "normalizedString", "string", "textBlock", "token")
TIME_TYPES = ("date", "dateTime", "gDay", "gMonth", "gMonthDay", "gYear", "gYearMonth")
DIMENSIONAL_TYPES = ("hypercube", "dimension")
"""Not item types: strings that XBRL Dimensions knows by their substitution group."""
TYPES = frozenset(NUMERIC_TYPES + TEXT_TYPES + TIME_TYPES + DIMENSIONAL_TYPES)
LABEL_ROLES = ("label", "totalLabel", "negatedLabel", "periodStartLabel", "periodEndLabel", "terseLabel")
ARCROLES = {
    "all": (None, "hypercube"),
    "hypercube-dimension": ("hypercube", "dimension"),
    "dimension-domain": ("dimension", "domain"),
    "dimension-default": ("dimension", "domain"),
    "domain-member": (None, None),
}
"""The arcs of XBRL Dimensions, and the types that their ends must have (``None`` = any)."""
KEYS = {
    "concepts": ("name",),
    "labels": ("concept", "role"),
    "presentation": ("role", "parent", "child", "preferred_label"),
    "calculation": ("role", "parent", "child"),
    "dimensions": ("role", "arcrole", "parent", "child"),
}
"""What may stand in a table only once."""
NAME = re.compile("[A-Z][A-Za-z0-9]*")
PREFIX = re.compile("(?![Xx][Mm][Ll])[A-Za-z_][A-Za-z0-9_.-]*")
"""What XML takes before a colon, in letters that every tool reads."""
FORBIDDEN = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold at all, not even escaped (production 2, Char), and the line ends that it changes."""
YEARS = range(1993, 2100)
"""EDGAR takes filings since 1993."""


def find_faults(tables: Tables, prefixes: set[str], roles: set[str]) -> list[Problem]:
    """Hold every row against the other tables, and say what is wrong with it."""
    concepts = {row["name"]: row for row in tables["concepts"]}
    labels = {(row["concept"], row["role"]) for row in tables["labels"]}
    problems = [*_repeated(tables), *_contradicting_weights(tables["calculation"])]
    for row in tables["concepts"]:
        if (row["name"], "label") not in labels:
            problems.append(Problem(row.source, f"{row['name']} has no label"))
        problems += [Problem(row.source, f"{row['name']} {fault}") for fault in _concept_faults(row, prefixes)]
    for row in tables["labels"]:
        problems += [Problem(row.source, fault) for fault in _label_faults(row, concepts)]
    for name in ("presentation", "calculation", "dimensions"):
        for row in tables[name]:
            faults = _arc_faults(row, roles, concepts) or _sense_faults(name, row, concepts, labels)
            problems += [Problem(row.source, fault) for fault in faults]
    return problems + [cycle for name in ("presentation", "calculation") for cycle in _cycles(tables[name])]


def _sense_faults(table: str, row: Row, concepts: Mapping[str, Row], labels: set[tuple[str, str]]) -> list[str]:
    """Check what an arc whose ends exist says."""
    if table == "presentation":
        return list(_presentation_faults(row, labels))
    return list(_calculation_faults(row, concepts) if table == "calculation" else _dimension_faults(row, concepts))


def _repeated(tables: Tables) -> Iterator[Problem]:
    """Find rows that say again, or otherwise, what a row above them says."""
    for name, columns in KEYS.items():
        first: dict[tuple[str, ...], Row] = {}
        for row in tables[name]:
            key = tuple(map(row.__getitem__, columns))
            if first.setdefault(key, row) is not row:
                yield Problem(row.source, f"repeats {' '.join(filter(None, key))} of {first[key].source}")


def _contradicting_weights(rows: Sequence[Row]) -> Iterator[Problem]:
    """Find sums of different roles that disagree on the weight of a part."""
    first: dict[tuple[str, str], Row] = {}
    for row in rows:
        other = first.setdefault((row["parent"], row["child"]), row)
        if other["weight"] != row["weight"]:
            yield Problem(row.source, f"gives {row['child']} another weight than {other.source}")


def _concept_faults(row: Row, prefixes: set[str]) -> Iterator[str]:
    if row["prefix"] not in prefixes:
        yield f"has the prefix “{row['prefix']}”, which taxonomy.toml does not name"
    if not NAME.fullmatch(row["name"]):
        yield "is not a name of letters and digits that starts with a capital"
    if row["type"] not in TYPES:
        yield f"has the unknown type “{row['type']}”"
    if row["period_type"] not in ("instant", "duration"):
        yield f"has the period type “{row['period_type']}”, not instant or duration"
    if row["balance"] not in ("", "debit", "credit"):
        yield f"has the balance “{row['balance']}”, not debit, credit or none"
    elif row["balance"] and row["type"] != "monetary":
        yield f"has a balance, but is {row['type']}, not monetary"
    if row["abstract"] not in ("true", "false"):
        yield f"is abstract “{row['abstract']}”, not true or false"
    elif row["abstract"] == "false" and row["type"] in (*DIMENSIONAL_TYPES, "domain"):
        yield f"is a {row['type']}, which must be abstract"
    if FORBIDDEN.search(row["documentation"]):
        yield "has a documentation with a character that XML forbids"
    yield from _year_faults(row["first_year"], row["last_year"])


def _year_faults(first: str, last: str) -> Iterator[str]:
    bad = [text for text in (first, last) if text and not (text.isdecimal() and int(text) in YEARS)]
    for text in bad:
        yield f"has “{text}” for a year"
    if not bad and first and last and int(first) > int(last):
        yield f"ends in {last} before it starts in {first}"


def _label_faults(row: Row, concepts: Mapping[str, Row]) -> Iterator[str]:
    if row["concept"] not in concepts:
        yield f"{row['concept']} is not in concepts.csv"
    if row["role"] not in LABEL_ROLES:
        yield f"{row['concept']} has a label of the unknown role “{row['role']}”"
    if not row["label"]:
        yield f"{row['concept']} has an empty label"
    if FORBIDDEN.search(row["label"]):
        yield f"{row['concept']} has a label with a character that XML forbids"


def _arc_faults(row: Row, roles: set[str], concepts: Mapping[str, Row]) -> list[str]:
    faults = [f"{row[end]} is not in concepts.csv" for end in ("parent", "child") if row[end] not in concepts]
    if row["role"] not in roles:
        faults.append(f"the role “{row['role']}” is not in taxonomy.toml")
    if "order" in row and not row["order"].isdecimal():
        faults.append(f"the order “{row['order']}” is not a whole number")
    return faults


def _presentation_faults(row: Row, labels: set[tuple[str, str]]) -> Iterator[str]:
    if row["preferred_label"] and (row["child"], row["preferred_label"]) not in labels:
        yield f"{row['child']} has no {row['preferred_label']} in labels.csv"


def _calculation_faults(row: Row, concepts: Mapping[str, Row]) -> Iterator[str]:
    """Say what keeps the arc from adding up: XBRL 2.1, 5.1.1.2 and 5.2.5.2."""
    parent, child = concepts[row["parent"]], concepts[row["child"]]
    if row["weight"] not in ("1", "-1"):
        yield f"the weight “{row['weight']}” is not 1 or -1"
    elif parent["balance"] and child["balance"] and (parent["balance"] == child["balance"]) != (row["weight"] == "1"):
        yield f"{parent['balance']} {row['parent']} cannot have {child['balance']} {row['child']} at {row['weight']}"
    for name, column in (("period type", "period_type"), ("type", "type")):
        if parent[column] != child[column]:
            yield f"{row['parent']} and {row['child']} differ in {name}"
    if parent["type"] not in NUMERIC_TYPES or "true" in (parent["abstract"], child["abstract"]):
        yield f"{row['parent']} and {row['child']} are not numbers that add up"


def _dimension_faults(row: Row, concepts: Mapping[str, Row]) -> Iterator[str]:
    if row["arcrole"] not in ARCROLES:
        yield f"the arcrole “{row['arcrole']}” is unknown"
    for end, wanted in zip(("parent", "child"), ARCROLES.get(row["arcrole"], (None, None)), strict=True):
        found = concepts[row[end]]["type"]
        if wanted and found != wanted:
            yield f"{row[end]} is {found}, but {row['arcrole']} needs a {wanted} there"


def _cycles(rows: Sequence[Row]) -> Iterator[Problem]:
    """Find the arcs that lead back to where they come from: each is told at its row."""
    below: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        below.setdefault((row["role"], row["parent"]), []).append(row)
    done: set[tuple[str, str]] = set()
    for start in below:
        if start not in done:
            yield from _cycles_from(start, below, done)


def _cycles_from(
    start: tuple[str, str], below: Mapping[tuple[str, str], Sequence[Row]], done: set[tuple[str, str]]
) -> Iterator[Problem]:
    """Walk down depth first without recursion: a broken table may nest deeper than Python does."""
    path = {start: iter(below[start])}
    while path:
        node = next(reversed(path))
        row = next(path[node], None)
        if row is None:
            del path[node]
            done.add(node)
            continue
        child = (row["role"], row["child"])
        if child in path:
            yield Problem(row.source, f"{row['child']} stands above {row['parent']} already: a cycle")
        elif child in below and child not in done:
            path[child] = iter(below[child])
