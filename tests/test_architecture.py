"""The house stands as it was drawn: who may import whom, no float, no broad except, no print, nothing oversized."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import pipeline

HOUSE = Path(pipeline.__file__).parent

MAY_IMPORT: dict[str, set[str]] = {
    # nouns and what is said of them
    "model": set(),
    "codes": {"model"},
    # readers of small things
    "numerals": set(),
    "periods": {"model"},
    "states": set(),
    "holders": set(),
    "labels": {"holders"},
    "names": set(),
    "fragments": {"model"},
    "marks": {"numerals"},
    "letterspaced": {"model"},
    "grid": {"model", "numerals", "marks", "letterspaced"},
    "tables": {"model"},
    # reference data
    "taxonomy_faults": {"tables"},
    "relations": {"model", "codes", "tables"},
    "taxonomy": {"model", "tables", "taxonomy_faults", "relations"},
    "places": {"model", "taxonomy"},
    "evidence": {"tables"},
    "confidence": {"evidence"},
    "ranking": {"evidence", "labels", "places"},
    "likeness": set(),
    "wording": {"likeness"},
    "suggest": {"model", "evidence", "labels", "likeness", "tables", "taxonomy", "places", "confidence", "ranking"}
    | {"wording"},
    "note_told": {"model"},
    "note_evidence": {"model", "evidence", "labels", "likeness", "taxonomy"},
    "note_votes": {"likeness", "note_evidence"},
    "note_features": {"note_told", "note_evidence", "note_votes"},
    "note_candidates": {"note_told", "note_evidence", "note_votes", "note_features"},
    "note_concepts": {"model", "suggest", "note_told", "note_evidence", "note_candidates"},
    "phrases": {"model", "labels", "tables", "taxonomy"},
    "member_rules": {"model", "labels", "tables", "taxonomy"},
    "rules": {"model", "labels", "confidence", "phrases", "member_rules", "suggest"},
    "mappings": {"model", "labels", "places", "tables", "taxonomy", "confidence", "phrases", "suggest", "rules"}
    | {"member_rules", "evidence"},
    "learn": {"model", "evidence", "labels", "tables", "taxonomy", "places", "ranking", "rules"},
    "suppressions": {"model", "codes", "tables"},
    "tidy": {"model", "labels", "phrases", "member_rules", "tables", "taxonomy", "mappings", "suppressions"},
    "package": {"model", "tables"},
    # the stages, in the order in which they run
    "read": {"model", "codes", "numerals", "marks", "periods", "states", "grid", "tables"},
    "cover": {"model", "numerals", "periods", "states"},
    "own_set": {"model"},
    "industries": set(),
    "sides": {"model", "grid", "numerals"},
    "locate": {"model", "codes", "grid", "letterspaced", "own_set", "sides"},
    "extract": {"model", "codes", "holders", "grid", "numerals", "periods"},
    "foot": {"model", "codes", "numerals"},
    "ties": set(),
    "tag": {
        "model",
        "codes",
        "ties",
        "numerals",
        "holders",
        "labels",
        "names",
        "taxonomy",
        "places",
        "confidence",
        "periods",
        "suggest",
        "industries",
        "mappings",
    },
    "notes": {
        "model",
        "codes",
        "numerals",
        "periods",
        "labels",
        "names",
        "grid",
        "fragments",
        "taxonomy",
        "confidence",
        "ties",
    }
    | {"note_told", "note_evidence", "note_candidates", "note_concepts", "mappings", "phrases", "member_rules"},
    "calculation": {"model", "codes"},
    "axes": {"model", "taxonomy", "calculation"},
    "extension": {"model", "names", "taxonomy", "calculation", "axes"},
    "checks": {"model", "codes", "taxonomy"},
    "census": {"model"},
    "origins": {"model"},
    "compare": {"model", "codes"},
    "workpaper": {"model", "census", "taxonomy", "mappings"},
    "story": {"model", "tables", "workpaper"},
    "emit": {"model", "fragments", "numerals", "periods", "tables", "taxonomy", "taxonomy_faults", "workpaper"},
    "judge": {"model", "codes"},
    "warehouse": {"model", "codes", "tables", "package"},
    # their order, and who asks for it
    "urls": {"model", "tables"},
    "inputs": {"model", "tables", "read", "urls"},
    "official": {"model", "codes", "tables", "taxonomy", "package"},
    "reference": {"model", "codes", "tables", "taxonomy", "mappings", "suppressions", "package", "official"},
    "run": {
        *("model", "codes", "tables", "taxonomy", "suppressions", "inputs", "official", "reference"),
        *("industries",),
        *(
            "read",
            "cover",
            "locate",
            "extract",
            "foot",
            "tag",
            "notes",
            "extension",
            "checks",
            "census",
            "origins",
            "compare",
            "workpaper",
            "emit",
            "judge",
        ),
    },
    "manifest": {"model", "tables", "reference", "run"},
    "batch": {"model", "codes", "mappings", "judge", "inputs", "read", "reference", "run", "manifest"},
    "spark": {"model", "tables", "read", "urls", "inputs", "reference", "run", "manifest", "batch", "warehouse"},
    "summary": {"urls"},
    "progress": {"batch", "inputs", "summary"},
    "runs": {"model", "tables", "emit"},
    "readback": {"fragments", "emit", "periods"},
    "tellings": {"runs"},
    "signoffs": {"model", "tables", "urls"},
    "signoff_sheet": {"emit", "signoffs"},
    "trail": {"model", "tables", "urls", "runs", "readback", "tellings", "signoffs", "signoff_sheet"} | {"warehouse"},
    "diff": {"runs"},
    "amend": {"model", "tables", "taxonomy", "mappings", "learn"},
    "propose": {"model", "tables", "taxonomy", "mappings", "learn"},
    "review": {"model", "labels", "tables", "taxonomy", "mappings", "tidy", "emit", "runs"},
    "cli_mappings": {"model", "tables", "taxonomy", "mappings", "learn", "summary"}
    | {"runs", "signoffs", "trail", "diff", "amend", "propose", "review"},
    "cli_rules": {"model", "codes", "tables", "taxonomy"},
    "viewer": {"model", "tables", "judge", "runs", "trail"},
    "cli_explain": {"model", "tables", "taxonomy", "mappings", "story", "summary"},
    "overview": {"model", "tables", "urls", "runs", "trail"},
    "overview_page": {"tables", "emit", "overview"},
    "cli_reports": {"model", "tables", "overview", "overview_page", "viewer"},
    "cli_signing": {"summary", "trail"},
    "cli": {"model", "tables", "taxonomy", "tidy", "emit", "judge", "reference", "run", "manifest", "summary"}
    | {
        "urls",
        "inputs",
        "warehouse",
        "batch",
        "spark",
        "progress",
        "cli_explain",
        "cli_mappings",
        "cli_reports",
        "cli_rules",
        "cli_signing",
        "trail",
    },
    "__main__": {"cli"},
}
"""Every module or package of pipeline/ and what it may import; a row may only name rows above it."""
STAGES = {"read", "cover", "locate", "extract", "foot", "tag", "notes", "extension", "checks", "emit", "judge"}
MAY_USE = {
    "arelle": {"judge", "viewer"},
    "iXBRLViewerPlugin": {"viewer"},
    "duckdb": {"warehouse"},
    "fsspec": {"urls"},
    "jsonschema": {"read"},
    "lxml": {"emit", "judge", "warehouse", "package", "readback"},
    "numpy": {"likeness"},
    "openpyxl": {"read"},
    "psycopg": {"warehouse"},
    "pyarrow": {"read", "warehouse", "spark"},
    "pyspark": {"spark"},
    "rich": {"cli", "cli_mappings", "cli_rules", "summary", "progress"},
    "typer": {"cli", "cli_explain", "cli_mappings", "cli_reports", "cli_rules", "cli_signing"},
}
"""Who may use what is not ours and not Python's."""
NETWORK = {"asyncio", "ftplib", "http", "requests", "smtplib", "socket", "ssl", "urllib.request", "urllib3", "xmlrpc"}
UNSTABLE = {"random", "secrets", "time", "uuid"}
"""What makes two runs differ."""
WHOLE_MATH = {"comb", "gcd", "isqrt", "lcm", "perm", "prod"}
"""What `math` can do without a float."""
COUNTS_WITH_FLOATS = {
    *(
        "likeness.py",
        "note_candidates.py",
        "note_concepts.py",
        "note_evidence.py",
        "note_features.py",
        "note_votes.py",
        "ranking.py",
        "suggest.py",
        "wording.py",
    ),
}
"""How like captions are and how likely concepts is a score and no amount; what leaves these modules is `Decimal`."""
LONGEST_FUNCTION, LONGEST_MODULE = 40, 350
LONG_MODULES = {"codes.py", "model.py"}
"""The nouns stand in one file, and so does the catalogue of findings, whatever their length."""


def modules() -> list[Path]:
    return sorted(path for path in HOUSE.rglob("*.py") if "__pycache__" not in path.parts)


def name_of(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


EVERY_MODULE = pytest.mark.parametrize("path", modules(), ids=name_of)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def row_of(path: Path) -> str:
    """The row of the table that a file belongs to: its package, or itself.

    >>> row_of(HOUSE / "emit" / "dts.py"), row_of(HOUSE / "foot.py")
    ('emit', 'foot')
    """
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file; of a package the modules taken from it."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}:{node.lineno}: relative import"
            assert node.module is not None
            if node.module == "pipeline":
                yield from (f"pipeline.{alias.name}" for alias in node.names if not alias.name.startswith("__"))
            else:
                yield node.module


def imported_rows(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imported(path) if name.startswith("pipeline.")} - {row_of(path)}


def test_every_module_has_its_row() -> None:
    rows = {row_of(path) for path in modules()} - {"__init__"}
    assert rows <= set(MAY_IMPORT), "a new module needs a row in the table above"
    assert set(MAY_IMPORT) <= rows, "the table above speaks of a module that is gone"


def test_the_table_runs_strictly_downward() -> None:
    above: set[str] = set()
    for row, allowed in MAY_IMPORT.items():
        assert allowed <= above, f"{row} may only import rows above it"
        above.add(row)


def test_stages_do_not_know_each_other() -> None:
    assert {row: MAY_IMPORT[row] & STAGES for row in STAGES if MAY_IMPORT[row] & STAGES} == {}


@EVERY_MODULE
def test_imports_are_those_of_the_table(path: Path) -> None:
    if path != HOUSE / "__init__.py":
        assert imported_rows(path) - MAY_IMPORT[row_of(path)] == set()


@EVERY_MODULE
def test_packages_of_others_are_used_where_they_belong(path: Path) -> None:
    used = {name.partition(".")[0] for name in imported(path)}
    assert {package for package in used & set(MAY_USE) if row_of(path) not in MAY_USE[package]} == set()


@EVERY_MODULE
def test_nothing_reaches_for_the_network_the_clock_or_chance(path: Path) -> None:
    """The progress of a batch tells how fast it goes; no output tells the time."""
    may_time = path.name == "progress.py"
    for name in set(imported(path)) - ({"time"} if may_time else set()):
        assert not any(name == word or name.startswith(f"{word}.") for word in NETWORK | UNSTABLE), name


@pytest.mark.parametrize("package", sorted({path.parent for path in modules()} - {HOUSE}), ids=name_of)
def test_modules_of_a_package_do_not_import_in_a_circle(package: Path) -> None:
    prefix = f"pipeline.{package.name}."
    waiting = {
        path.stem: {n.removeprefix(prefix) for n in imported(path) if n.startswith(prefix)}
        for path in package.glob("*.py")
    }
    while free := {name for name, needs in waiting.items() if not needs & set(waiting)}:
        waiting = {name: needs for name, needs in waiting.items() if name not in free}
    assert waiting == {}


@EVERY_MODULE
def test_no_float(path: Path) -> None:
    if name_of(path) in COUNTS_WITH_FLOATS:
        return
    for node in ast.walk(tree_of(path)):
        line = getattr(node, "lineno", 0)
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float | complex)), f"literal, {line}"
        assert not (isinstance(node, ast.Name) and node.id == "float"), f"float, line {line}"
        if isinstance(node, ast.ImportFrom) and node.module == "math":
            assert {alias.name for alias in node.names} <= WHOLE_MATH, f"math of floats, line {line}"
        assert not (isinstance(node, ast.Import) and "math" in {a.name for a in node.names}), f"math, line {line}"


@EVERY_MODULE
def test_a_broad_except_stands_only_in_run(path: Path) -> None:
    broad = [
        clause
        for clause in ast.walk(tree_of(path))
        if isinstance(clause, ast.ExceptHandler)
        and (clause.type is None or {"Exception", "BaseException"} & set(_names(clause.type)))
    ]
    assert len(broad) == (name_of(path) == "run.py")


def _names(node: ast.expr) -> list[str]:
    return [found.id for found in ast.walk(node) if isinstance(found, ast.Name)]


@EVERY_MODULE
def test_no_print_no_globals_no_mutable_defaults(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        line = f"line {getattr(node, 'lineno', 0)}"
        assert not (isinstance(node, ast.Name) and node.id in ("print", "eval", "exec")), line
        assert not isinstance(node, ast.Global | ast.Nonlocal), line
        if isinstance(node, ast.FunctionDef):
            defaults = [*node.args.defaults, *node.args.kw_defaults]
            assert not any(isinstance(default, ast.List | ast.Dict | ast.Set) for default in defaults), line


@EVERY_MODULE
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(tree_of(path))


@EVERY_MODULE
def test_sizes(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_MODULE or name_of(path) in LONG_MODULES, f"{lines} lines"
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and node.end_lineno
    }
    assert {name: length for name, length in long.items() if length > LONGEST_FUNCTION} == {}
