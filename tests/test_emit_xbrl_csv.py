import csv
import io
import json

from reports import SCHEMA, example_report, shipped_taxonomy

from pipeline.emit.xbrl_csv import format_xbrl_csv


def rows(texts: tuple[str, str] = ("Acme", "")) -> dict[str, dict[str, str]]:
    table, _ = format_xbrl_csv(example_report(shipped_taxonomy(), texts), shipped_taxonomy(), SCHEMA)
    return {row["id"]: row for row in csv.DictReader(io.StringIO(table.decode("utf-8"), newline=""))}


def test_formula_survives_exactly() -> None:
    assert rows(("=1+1|cmd", "-2"))["f1"]["value"] == "=1+1|cmd"


def test_text_that_looks_like_a_special_value_is_escaped() -> None:
    found = rows(("#none", ""))
    assert found["f1"]["value"] == "##none" and found["f2"]["value"] == "#empty"


def test_axis_has_a_column_that_most_facts_leave_out() -> None:
    found = rows()
    assert found["f11_0"]["gaap_StatementClassOfStockAxis"] == "f0000123456:ClassAMember"
    assert found["f101_0"]["gaap_StatementClassOfStockAxis"] == "#none"


def test_text_and_pure_numbers_have_no_unit() -> None:
    found = rows()
    assert (found["f1"]["unit"], found["f1"]["decimals"]) == ("#none", "#none")
    assert (found["f207_0"]["unit"], found["f207_0"]["decimals"]) == ("#none", "2")


def test_numbers_come_before_texts() -> None:
    units = [row["unit"] == "#none" and row["decimals"] == "#none" for row in rows().values()]
    assert units == sorted(units)


def test_metadata_describes_every_column() -> None:
    table, metadata = format_xbrl_csv(example_report(shipped_taxonomy()), shipped_taxonomy(), SCHEMA)
    header = next(csv.reader(io.StringIO(table.decode("utf-8"))))
    assert list(json.loads(metadata)["tableTemplates"]["facts"]["columns"]) == header
