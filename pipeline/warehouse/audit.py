"""What a warehouse holds of a filing, beside what the filing's outputs state: every row that says something else.

In: an output folder and the name of a filing's folder in it. Out: differences, each with its file and, where it is of
one, its fact. A filing that was not loaded has none. Whether the outputs are what anyone signed for is not known here.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds

from pipeline.warehouse.arrow import arrow_schema
from pipeline.warehouse.embedded import DATABASE, PARQUET
from pipeline.warehouse.load import rows_now
from pipeline.warehouse.rows import Rows
from pipeline.warehouse.tables import LINEAGE, NUM, RUN, TABLES, TXT, Row, Table, Value

AUDITED = tuple(table for table in TABLES if table is not RUN)
"""What a run tells of itself may change where nothing it states does."""
LONGEST_VALUE = 60
Key = tuple[Value, ...]


class Difference(NamedTuple):
    """One thing that a warehouse tells otherwise: in which file, of which fact (empty: of none), and what."""

    file: str
    fact: str
    message: str


def audit(out: Path, id: str) -> Iterator[Difference]:
    """Hold the rows that the folder's own warehouse has of a filing against its outputs."""
    stores = [store for store in (DATABASE, PARQUET) if (out / store).exists()]
    stated = rows_now(out, id) if stores else None
    if stated is None:
        return
    adsh = str(stated[RUN.name][0][0])
    facts = _facts(stated)
    for store in stores:
        try:
            held = _of_database(out / store, adsh) if store == DATABASE else _of_parquet(out / store, adsh)
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            yield Difference(store, "", f"cannot be read: {str(error).splitlines()[0]}")
            continue
        if held[RUN.name]:
            for table in AUDITED:
                found = _differences(table, stated[table.name], held[table.name], facts)
                yield from (Difference(store, fact, message) for fact, message in found)


def _of_database(path: Path, adsh: str) -> Rows:
    with duckdb.connect(path, read_only=True) as connection:
        return {
            table.name: connection.execute(
                f'select * from "{table.name}"{"" if table.is_shared else " where adsh = ?"}',
                [] if table.is_shared else [adsh],
            ).fetchall()
            for table in TABLES
        }


def _of_parquet(folder: Path, adsh: str) -> Rows:
    return {table.name: list(_rows_of_parquet(folder, table, adsh)) for table in TABLES}


def _rows_of_parquet(folder: Path, table: Table, adsh: str) -> Iterator[Row]:
    files = sorted((folder / table.name).rglob("*.parquet"))
    of_filing = None if table.is_shared else ds.field("adsh") == adsh
    for row in ds.dataset(files, schema=arrow_schema(table)).to_table(filter=of_filing).to_pylist():
        yield tuple(row[name] for name in table.names)


def _facts(stated: Rows) -> Mapping[str, Mapping[Key, str]]:
    """The fact that a row is of, by its table and key: of a value the first that states it."""
    facts: dict[str, dict[Key, str]] = {table.name: {} for table in (NUM, TXT, LINEAGE)}
    for row in stated[LINEAGE.name]:
        cells = dict(zip(LINEAGE.names, row, strict=True))
        if fact := str(cells["fact_id"] or ""):
            for table in (NUM, TXT, LINEAGE):
                facts[table.name].setdefault(tuple(cells[name] for name in table.key), fact)
    return facts


def _differences(
    table: Table, stated: Iterable[Row], held: Iterable[Row], facts: Mapping[str, Mapping[Key, str]]
) -> Iterator[tuple[str, str]]:
    """What a table holds otherwise; of one that filings share, more rows than one filing's are to be expected."""
    at = [table.names.index(name) for name in table.key]
    ours = {tuple(row[n] for n in at): row for row in stated}
    theirs = {tuple(row[n] for n in at): row for row in held}
    of_fact = facts.get(table.name, {})
    for key, row in ours.items():
        if key not in theirs:
            yield of_fact.get(key, ""), f"{table.name} lacks the row of {_words(key)}"
        elif theirs[key] != row:
            pairs = zip(table.names, theirs[key], row, strict=True)
            told = [f"{name} is {_word(now)}, by the outputs {_word(then)}" for name, now, then in pairs if now != then]
            yield of_fact.get(key, ""), f"{table.name} {_words(key)}: {'; '.join(told)}"
    if not table.is_shared:
        for key in sorted(theirs.keys() - ours.keys(), key=repr):
            yield "", f"{table.name} holds a row of {_words(key)}, which the outputs do not state"


def _words(key: Key) -> str:
    return " ".join(_word(part) for part in key if part not in (None, ""))


def _word(value: Value) -> str:
    text = "nothing" if value is None else " ".join(str(value)[: 3 * LONGEST_VALUE].split())
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"
