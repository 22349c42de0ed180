"""A run over Spark ends as the run of one machine does: the same outcomes, folders and rows."""

import json
import os
import shutil
import subprocess
import zipfile
from hashlib import sha256
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from conftest import ROOT, SAMPLE, Command, Ended, run_command

from pipeline.batch import Bounds
from pipeline.inputs import Input
from pipeline.judge import Judge, Judging
from pipeline.reference import load_reference
from pipeline.run import Options
from pipeline.spark import Job, do_filings, fault_of_node
from pipeline.tables import DataError
from pipeline.warehouse.concepts import load_tags
from pipeline.warehouse.rows import rows_of_filing, source_files
from pipeline.warehouse.submission import Run, parse_run
from pipeline.warehouse.tables import TABLES, Row

ITEMS = ROOT / "examples" / "line-items" / "sample.csv"
FREE = ("--judge", "none")
"""What the judge says of a file does not depend on where it was made."""

SHORT_LIFE = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""A Java that lives for a minute is not worth compiling twice."""


def has_java() -> bool:
    java = Path(os.environ["JAVA_HOME"]) / "bin" / "java" if "JAVA_HOME" in os.environ else shutil.which("java")
    return (
        java is not None and subprocess.run([str(java), "-version"], capture_output=True, check=False).returncode == 0
    )


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ended, Path, Ended, Path]:
    """How a run of few filings of every kind ended, on this machine and on a cluster of two of its threads."""
    if not has_java():
        assert "CI" not in os.environ, "Spark needs Java 17 or 21, and it must be there where this project is judged"
        pytest.skip("Spark needs Java 17 or 21, and there is none")
    folder = tmp_path_factory.mktemp("spark")
    text = SAMPLE.read_bytes()
    (folder / "in" / "more [old]").mkdir(parents=True)
    (folder / "in" / "a b.txt").write_bytes(text)
    (folder / "in" / "more [old]" / "broken.txt").write_bytes(text.replace(b"1,429,740", b"1,429,840"))
    (folder / "in" / "none.txt").write_bytes(b"nothing at all\n")
    with zipfile.ZipFile(folder / "in" / "pack.zip", "w") as archive:
        archive.writestr("member.txt", text.replace(b"10-QSB", b"10-Q"))
    here, there = folder / "here", folder / "there"
    alone = run_command("run", folder / "in", ITEMS, "--out", here, *FREE)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYSPARK_PYTHON", raising=False)
        patch.setenv("JDK_JAVA_OPTIONS", SHORT_LIFE)
        spread = run_command(
            "run", folder / "in", ITEMS, "--out", there, *FREE, "--engine", "spark", "--master", "local[2]"
        )
    return alone, here, spread, there


def snapshot(out: Path) -> dict[str, str]:
    """Every output but the warehouse, which the run of one machine leaves to `load`."""
    files = (p for p in out.rglob("*") if p.is_file() and p.relative_to(out).parts[0] not in (".journal", "warehouse"))
    return {p.relative_to(out).as_posix(): sha256(p.read_bytes()).hexdigest() for p in files}


def test_outcomes_and_outputs_are_the_same(ran: tuple[Ended, Path, Ended, Path]) -> None:
    alone, here, spread, there = ran
    assert (spread.code, spread.out.replace(str(there), "")) == (alone.code, alone.out.replace(str(here), ""))
    told = {line for line in alone.talk.splitlines() if ": error: " in line}
    assert told
    assert told <= set(spread.talk.splitlines())
    outcomes = [entry["outcome"] for entry in json.loads((there / "run.json").read_bytes())["inputs"]]
    assert sorted(outcomes) == ["done", "done", "done", "done_with_findings", "rejected"]
    assert snapshot(there) == snapshot(here)


def rows_here(out: Path) -> dict[str, set[Row]]:
    """The rows of a run of one machine, made from its outputs."""
    manifest = json.loads((out / "run.json").read_bytes())
    run = parse_run(manifest, load_tags(out / "taxonomy"))
    rows: dict[str, set[Row]] = {table.name: set() for table in TABLES}
    for entry in manifest["inputs"]:
        names = source_files(entry["id"]) if entry["outputs"] else ()
        files = {name: (out / entry["id"] / name).read_bytes() for name in names}
        for name, made in rows_of_filing(run, entry, files).items():
            rows[name] |= set(made)
    return rows


def test_rows_are_the_same_and_lie_by_fiscal_year_and_form(ran: tuple[Ended, Path, Ended, Path]) -> None:
    _, here, _, there = ran
    expected = rows_here(here)
    for table in TABLES:
        read = pyarrow.parquet.read_table(there / "warehouse" / table.name)
        values = [tuple(row[name] for name in table.names) for row in read.to_pylist()]
        assert len(values) == len(set(values)), table.name
        assert set(values) == expected[table.name], table.name
    folders = {
        path.parent.relative_to(there / "warehouse" / "num").as_posix() for path in there.rglob("num/*/*/*.parquet")
    }
    assert folders == {"fiscal_year=2004/form_type=10-QSB", "fiscal_year=2004/form_type=10-Q"}


def test_a_cluster_is_not_asked_to_write_to_a_url(tieout: Command) -> None:
    ended = tieout("run", SAMPLE, "--out", "memory://out", "--engine", "spark")
    assert ended.code == 2
    assert "a path that all executors share" in ended.talk


def test_a_node_without_the_mapping_tables_of_the_driver_reads_nothing(tmp_path: Path) -> None:
    """It would not fail by itself: it would suggest other concepts than the other nodes."""
    shutil.copytree(ROOT / "mappings", tmp_path / "mappings")
    loaded = load_reference(mappings=tmp_path / "mappings")
    inputs = [Input("a.txt", SAMPLE, id="a")]
    run = Run("", "", "", "", {})
    job = Job(inputs, {"#0": [0]}, loaded, Options(tmp_path / "out", Judge(Judging.NONE)), Bounds(1), run)
    (tmp_path / "mappings" / "evidence" / "cash_flow.csv").unlink()
    rows = pyarrow.RecordBatch.from_pylist([{"path": "#0", "content": None}])
    with pytest.raises(DataError, match="does not hold the driver's mapping tables") as told:
        list(do_filings(job, rows))
    assert not (tmp_path / "out").exists()
    shown = f"Traceback ...\npipeline.tables.DataError: {told.value.problems[0]}\n"
    assert "driver's mapping tables" in fault_of_node(shown)
    assert fault_of_node("Traceback ...\nKeyError: 'a'\n") == ""
