"""From an output folder to rows: what is loaded, what is told, what is refused."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import SAMPLE, Command, Ended
from warehouses import copy_of, edit_manifest, of_duckdb

from pipeline.warehouse.concepts import load_tags
from pipeline.warehouse.rows import rows_of_filing, source_files
from pipeline.warehouse.submission import Run
from pipeline.warehouse.tables import LINEAGE, NUM, PRE, SUB, TABLES, TAG, TXT, Table, Type

RUN = Run("1.0", "2026", "t" * 64, "m" * 64)


@pytest.fixture(scope="module")
def sample(judged: tuple[Ended, Path]) -> dict[str, list[dict[str, object]]]:
    """The sample's rows by table, each by column."""
    entry = json.loads((judged[1] / "run.json").read_text(encoding="utf-8"))["inputs"][0]
    files = {name: (judged[1] / SAMPLE.stem / name).read_bytes() for name in source_files(SAMPLE.stem)}
    rows = rows_of_filing(replace(RUN, tags=load_tags(judged[1] / "taxonomy")), entry, files)
    return {table.name: [dict(zip(table.names, row, strict=True)) for row in rows[table.name]] for table in TABLES}


def test_every_numeric_fact_has_its_row_and_every_row_its_fact(
    judged: tuple[Ended, Path], sample: dict[str, list[dict[str, object]]]
) -> None:
    report = json.loads((judged[1] / SAMPLE.stem / "report.json").read_text(encoding="utf-8"))
    stated = {
        (tuple(sorted(fact["dimensions"].items())), Decimal(fact["value"]))
        for fact in report["facts"].values()
        if "unit" in fact["dimensions"]
    }
    assert len(sample["num"]) == len(stated)
    assert {(row["tag"], row["value"]) for row in sample["num"]} == {
        (dict(dimensions)["concept"].partition(":")[2], value) for dimensions, value in stated
    }


def test_every_fact_of_the_ledger_leads_to_num_and_pre(
    judged: tuple[Ended, Path], sample: dict[str, list[dict[str, object]]]
) -> None:
    nums = {tuple(row[name] for name in NUM.key) for row in sample["num"]}
    texts = {tuple(row[name] for name in TXT.key) for row in sample["txt"]}
    lines = {(row["report"], row["line"]): row["tag"] for row in sample["pre"]}
    facts = [row for row in sample["lineage"] if row["fact_id"]]
    assert len(facts) == len(json.loads((judged[1] / SAMPLE.stem / "report.json").read_text(encoding="utf-8"))["facts"])
    for row in facts:
        assert (row["report"], row["line"]) in lines
        key = NUM.key if row["uom"] else TXT.key
        assert tuple(row[name] for name in key) in (nums if row["uom"] else texts)
        assert lines[row["report"], row["line"]] == row["tag"]
    assert all(row["reason"] for row in sample["lineage"] if row["status"] == "skipped")


def test_what_a_row_refers_to_is_there(sample: dict[str, list[dict[str, object]]]) -> None:
    tags = {(row["tag"], row["version"]) for row in sample["tag"]}
    for name in ("num", "txt", "pre"):
        assert {(row["tag"], row["version"]) for row in sample[name]} <= tags
    assert {row["adsh"] for name in ("num", "pre", "lineage", "finding", "run") for row in sample[name]} == {
        SAMPLE.stem
    }


def test_a_note_is_a_row_of_txt_as_it_is_printed(sample: dict[str, list[dict[str, object]]]) -> None:
    """Its markup is taken away, and nothing of its words and lines is."""
    printed = set(SAMPLE.read_text(encoding="utf-8").split("\n"))
    blocks = [row for row in sample["txt"] if row["escaped"]]
    assert blocks
    for row in blocks:
        assert set(str(row["value"]).split("\n")) <= printed
        assert row["txtlen"] == len(str(row["value"]))
    words = {row["tag"]: row["value"] for row in sample["txt"] if not row["escaped"]}
    assert words["EntityRegistrantName"] == "Sample Telephone Corp."


def test_each_axis_of_a_segment_has_its_row(sample: dict[str, list[dict[str, object]]]) -> None:
    told = {(row["segments"], row["coreg"]) for row in sample["num"]} - {("", "")}
    assert {(row["segments"], row["coreg"]) for row in sample["dim"]} == told
    for row in sample["dim"]:
        axis, member = (str(row[name]).removesuffix(name.capitalize()) for name in ("axis", "member"))
        assert f"{axis.removeprefix('Statement')}={member};" in str(row["segments"])
        assert row["mlabel"]


def test_the_cover_fills_sub(sample: dict[str, list[dict[str, object]]]) -> None:
    (sub,) = sample["sub"]
    said = {name: sub[name] for name in ("name", "form", "fy", "fp", "fye", "cityba", "baph", "cik")}
    assert said == {
        "name": "Sample Telephone Corp.",
        "form": "10-QSB",
        "fy": 2004,
        "fp": "Q2",
        "fye": "1130",
        "cityba": "White Plains",
        "baph": "914 555-0100",
        "cik": None,
    }


def test_lines_say_how_they_are_printed(sample: dict[str, list[dict[str, object]]]) -> None:
    lines = {row["tag"]: row for row in sample["pre"] if row["stmt"] == "BS"}
    assert lines["CommonStockSharesIssued"]["inpth"] is True
    assert lines["Assets"]["inpth"] is False
    assert lines["TreasuryStockValue"]["negating"] is True
    assert {row["stmt"] for row in sample["pre"]} == {"CP", "BS", "IS", "CF", "UN"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_keys_are_unique_and_complete(table: Table, sample: dict[str, list[dict[str, object]]]) -> None:
    keys = [tuple(row[name] for name in table.key) for row in sample[table.name]]
    assert len(set(keys)) == len(keys)
    assert all(part is not None for key in keys for part in key)


def test_the_tables_speak_the_language_of_the_data_sets() -> None:
    fields = ("adsh", "tag", "version", "ddate", "qtrs", "uom", "segments", "coreg", "value", "footnote")
    assert NUM.names[: len(fields)] == fields
    fields = ("adsh", "report", "line", "stmt", "inpth", "rfile", "tag", "version", "plabel", "negating")
    assert PRE.names == fields
    assert TAG.names == ("tag", "version", "custom", "abstract", "datatype", "iord", "crdr", "tlabel", "doc")
    assert {"tag", "version", "ddate", "qtrs", "iprx", "escaped", "srclen", "txtlen", "value"} <= set(TXT.names)
    assert {"adsh", "cik", "name", "form", "period", "fy", "fp", "filed", "instance"} <= set(SUB.names)
    amounts = {column.name for table in TABLES for column in table.columns if column.type is Type.AMOUNT}
    assert amounts == {"value", "parsed", "scaled", "confidence"}


def test_an_amount_that_does_not_fit_is_told_and_not_rounded(judged: tuple[Ended, Path], tmp_path: Path) -> None:
    entry = json.loads((judged[1] / "run.json").read_text(encoding="utf-8"))["inputs"][0]
    files = {name: (judged[1] / SAMPLE.stem / name).read_bytes() for name in source_files(SAMPLE.stem)}
    long = "1518639.00000000001"
    files["report.json"] = files["report.json"].replace(b'"1518639"', f'"{long}"'.encode())
    files["line_items.csv"] = files["line_items.csv"].replace(b",1518639", f",{long}".encode())
    rows = rows_of_filing(RUN, entry, files)
    (found,) = {row[2:5] for row in rows["finding"] if row[2] == "load/does-not-fit"}
    message = f"{long} is not in the tables, which hold 28 digits before the point and 10 behind"
    assert found[1:] == ("error", message)
    unstored = [dict(zip(LINEAGE.names, row, strict=True)) for row in rows["lineage"] if long in row]
    assert {row["tag"] for row in unstored} == {"Assets", "LiabilitiesAndStockholdersEquity"}
    assert {row["parsed"] for row in unstored} == {None}


def test_a_folder_that_no_run_wrote_is_refused(tmp_path: Path, tieout: Command) -> None:
    ended = tieout("load", tmp_path)
    assert ended.code == 2
    assert "run.json:1: error: cannot be read" in ended.talk
    assert list(tmp_path.iterdir()) == []


def test_an_address_that_is_none_is_refused(judged: tuple[Ended, Path], tieout: Command) -> None:
    assert tieout("load", judged[1], "--to", "mysql://here").code == 2


@pytest.mark.parametrize("name", ["report.json", "line_items.csv", "extension/sample-10qsb_pre.xml"])
def test_outputs_that_were_changed_are_refused(
    name: str, judged: tuple[Ended, Path], tmp_path: Path, tieout: Command
) -> None:
    out = copy_of(judged[1], tmp_path / "out")
    path = out / SAMPLE.stem / name
    path.write_bytes(path.read_bytes() + b"\n")
    ended = tieout("load", out)
    assert (ended.code, ended.out) == (2, "")
    assert f"{SAMPLE.stem}/{name}:1: error: is not as the run wrote it; nothing was loaded" in ended.talk


def test_a_second_filing_with_one_accession_number_is_told(
    judged: tuple[Ended, Path], tmp_path: Path, tieout: Command
) -> None:
    out = copy_of(judged[1], tmp_path / "out")
    header = dict.fromkeys(("cik", "name", "form", "filed", "period"))
    edit_manifest(out, {"filing": {"accession": "0000000001-04-000001", **header}})
    manifest = json.loads((out / "run.json").read_text(encoding="utf-8"))
    manifest["inputs"].append({**manifest["inputs"][0], "id": "twin", "path": "twin.txt"})
    (out / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    ended = tieout("load", out)
    assert ended.code == 3
    assert "twin.txt:1: error: load/repeated-accession" in ended.talk
    held = of_duckdb(out)
    assert len(held["sub"]) == 1
    assert len(held["run"]) == 2


def test_loading_says_what_was_loaded(
    judged: tuple[Ended, Path], tmp_path: Path, tieout: Command, sample: dict[str, list[dict[str, object]]]
) -> None:
    ended = tieout("load", copy_of(judged[1], tmp_path / "out"), "--json")
    assert ended.code == 0, ended.talk
    assert json.loads(ended.out)["rows"] == {name: len(rows) for name, rows in sample.items()}
