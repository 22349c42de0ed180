"""A person's decisions, as rules → the mapping tables with them, and what speaks against it.

In: a folder of mapping tables, the rules that stand in it and those to add. Out: the text of each table that changes,
in the form of `tieout tidy`. A row that was learned gives way to a person's; one that a person wrote and that says
otherwise is a contradiction, and then nothing is written. Why a row is to be added is not known here.
"""

import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.learn import format_rules
from pipeline.mappings import Mappings, is_learned, load_mappings
from pipeline.model import Rule, Source
from pipeline.tables import DataError, Problem
from pipeline.taxonomy import Taxonomy


def filer_table(folder: Path, cik: str) -> str:
    """The name of a filer's own table: the one it has already, however its cik is written there, or a new one."""
    known = (path.name for path in sorted((folder / "filers").glob("*.csv")))
    bare = cik.lstrip("0")
    return "filers/" + next((name for name in known if name.removesuffix(".csv").lstrip("0") == bare), f"{cik}.csv")


def amend(folder: Path, standing: Iterable[Rule], added: Mapping[str, Sequence[Rule]]) -> dict[str, str]:
    """The tables (by name below ``folder``) with the rules that each is to have; contradictions are a `DataError`."""
    by_table: dict[str, list[Rule]] = {}
    for rule in standing:
        by_table.setdefault(rule.source.path.removeprefix(f"{folder.name}/"), []).append(rule)
    problems: list[Problem] = []
    tables = {}
    for name, rules in added.items():
        rows = {_key(rule): rule for rule in by_table.get(name, ())}
        for rule in rules:
            other = rows.get(_key(rule))
            if other and other.concept != rule.concept and not is_learned(other):
                problems.append(Problem(rule.source, _contradiction(rule, other)))
            rows[_key(rule)] = rule
        tables[name] = format_rules(rows.values(), with_statement="/" in name)
    if problems:
        raise DataError(problems)
    return tables


def _key(rule: Rule) -> tuple[str, str, str]:
    return rule.statement, rule.label, rule.section


def _contradiction(rule: Rule, other: Rule) -> str:
    under = f" under `{rule.section}`" if rule.section else ""
    return f"`{rule.label}`{under} is decided as {rule.concept}, but {other.source} says {other.concept} ({other.seen})"


def load_amended(folder: Path, tables: Mapping[str, str], taxonomy: Taxonomy) -> Mappings:
    """The mappings as they would be with changed tables: every fault that the change brings is told."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / folder.name
        shutil.copytree(folder, copy)
        write_tables(copy, tables)
        loaded = load_mappings(copy, taxonomy)
        return replace(loaded, suggester=None)  # what it would read is gone with the copy


def write_tables(folder: Path, tables: Mapping[str, str]) -> list[Path]:
    """Write the tables that differ from what stands in the folder; tell which."""
    written = []
    for name, text in sorted(tables.items()):
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                path.write_text(text, encoding="utf-8", newline="")
            except OSError as error:
                raise DataError([Problem(Source(str(path), 1), f"cannot be written: {error.strerror}")]) from error
            written.append(path)
    return written
