"""The dbt example: its models run on what `tieout load` makes, and the keys it tests are keys."""

import re
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, Ended, run_command
from warehouses import copy_of

from pipeline.warehouse.tables import TABLES
from pipeline.warehouse.views import VIEWS

STAGING = ROOT / "examples" / "dbt" / "models" / "staging"
MODELS = sorted(STAGING.glob("*.sql"))
SOURCE = re.compile(r"\{\{ source\('tieout', '(\w+)'\) \}\}")


@pytest.fixture(scope="module")
def warehouse(judged: tuple[Ended, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = copy_of(judged[1], tmp_path_factory.mktemp("dbt") / "out")
    assert run_command("load", out).code == 0
    return out / "warehouse.duckdb"


def test_the_sources_are_the_tables_and_the_views() -> None:
    text = (STAGING / "sources.yml").read_text(encoding="utf-8")
    assert re.findall(r"^      - name: (\w+)$", text, re.M) == [*(table.name for table in TABLES), *VIEWS]
    for table in TABLES:
        assert table.meaning in text


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_a_model_has_rows_and_its_key_is_one(model: Path, warehouse: Path) -> None:
    tests = (STAGING / "staging.yml").read_text(encoding="utf-8").split(f"- name: {model.stem}\n")[1]
    key = re.findall(r"- name: (\w+)\n +tests: \[unique, not_null\]", tests)[0]
    query = SOURCE.sub(r'"\1"', model.read_text(encoding="utf-8"))
    with duckdb.connect(warehouse, read_only=True) as connection:
        counted = connection.execute(f"select count(*), count({key}), count(distinct {key}) from ({query})").fetchone()
    assert counted is not None
    assert counted[0] > 0
    assert len(set(counted)) == 1
