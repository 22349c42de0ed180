"""A database of any earlier version becomes what a new one is, and keeps its rows."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT
from warehouses import make_rows, of_duckdb, of_rows

from pipeline.warehouse.arrow import gather
from pipeline.warehouse.embedded import load_embedded
from pipeline.warehouse.migrations import PRESENT

VERSIONS = sorted((ROOT / "tests" / "cases" / "warehouse").glob("version_*.sql"))
"""The tables as each earlier version made them, with a row or two in them."""
SCHEMA = """select table_name, column_name, data_type, is_nullable from information_schema.columns
    where table_schema = 'main' order by table_name, ordinal_position"""


def test_every_earlier_version_is_kept_here() -> None:
    assert [path.stem for path in VERSIONS] == [f"version_{number}" for number in range(1, PRESENT)]


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_an_older_database_is_brought_up_to_date_by_a_load(path: Path, tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    for place in (new, old):
        place.mkdir()
    with duckdb.connect(old / "warehouse.duckdb") as connection:
        connection.execute(path.read_text(encoding="utf-8"))
    for place in (new, old):
        load_embedded(place, gather([make_rows("a", Decimal(2))]))
    schemas = []
    for place in (new, old):
        with duckdb.connect(place / "warehouse.duckdb") as connection:
            schemas.append(connection.execute(SCHEMA).fetchall())
            assert connection.execute("select max(version) from schema_version").fetchall() == [(PRESENT,)]
    assert schemas[0] == schemas[1]
    held = of_duckdb(old)
    assert {row[0] for row in held["run"]} == {"a", "kept"}
    assert {row[0] for row in held["num"]} == {"a", "kept"}
    assert of_duckdb(new) == of_rows(make_rows("a", Decimal(2)))
