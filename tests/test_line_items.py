"""Line items that another tool has read enter at the tagging stage and end in the same outputs as a filing's text."""

import csv
import io
import json
import random
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest
from conftest import ROOT, SAMPLE, SHARED, Command
from items import Row, export_rows, format_csv, format_json, format_json_lines, format_parquet, format_workbook
from jsonschema import Draft202012Validator

from pipeline.cover import read_cover
from pipeline.model import Fact, Filing, Finding, Report, StatementKind
from pipeline.read import workbook
from pipeline.read.faults import load_schema
from pipeline.read.line_items import read_line_items, split_filings
from pipeline.read.sgml import read_submission
from pipeline.reference import Reference
from pipeline.run import make_report
from pipeline.tables import DataError

EXAMPLES = ROOT / "examples" / "line-items"
ID = "sample-2004-q2"
TINY: Row = {"statement": "income_statement", "label": "Net sales", "start": "2003-01-01", "end": "2003-12-31"}
TINY = {**TINY, "unit": "money", "value": "1204"}


@pytest.fixture(scope="session")
def rows(sample_report: Report) -> list[Row]:
    """The sample as another tool would have read it."""
    return export_rows(sample_report, read_cover(sample_report.filing), ID)


def read(content: bytes, name: str = "items.csv") -> tuple[Filing | None, list[Finding]]:
    (rows,) = split_filings(content, name).values()
    return read_line_items(rows)


def reported(rows: Sequence[Row], reference: Reference) -> Report:
    filing, findings = read(format_csv(rows))
    assert filing is not None, findings
    return make_report(filing, findings, reference)


def of_statements(facts: Sequence[Fact]) -> list[Fact]:
    """The facts of cover and statements: line items carry no notes and no sentences."""
    return [fact for fact in facts if fact.statement not in (StatementKind.NOTE, StatementKind.PROSE)]


def stated(facts: Sequence[Fact]) -> Counter[object]:
    """What facts say, however they were read."""
    told = of_statements(facts)
    return Counter((f.concept.qname, f.context, f.unit, f.value, f.decimals, f.status, f.rule) for f in told)


FORMATS: dict[str, Callable[[Sequence[Row]], bytes]] = {
    "items.csv": format_csv,
    "items.json": format_json,
    "items.jsonl": format_json_lines,
    "decimals.parquet": lambda rows: format_parquet(rows, pyarrow.decimal128(38, 2)),
    "doubles.parquet": lambda rows: format_parquet(rows, pyarrow.float64()),
    "items.xlsx": format_workbook,
}


@pytest.mark.parametrize("name", FORMATS)
def test_items_of_a_run_enter_again_and_give_the_same_facts(
    name: str, rows: list[Row], sample_report: Report, reference: Reference
) -> None:
    filing, findings = read(FORMATS[name](rows), name)
    assert filing is not None, findings
    report = make_report(filing, findings, reference)
    assert stated(report.facts) == stated(sample_report.facts)
    assert [s.verdict for s in report.statements] == [s.verdict for s in sample_report.statements]
    networks = [n for n in sample_report.extension.networks if " - Disclosure - " not in n.definition]
    assert list(report.extension.networks[1:]) == networks[1:]


def test_rows_that_state_their_order_may_come_in_any(
    rows: list[Row], sample_report: Report, reference: Reference
) -> None:
    shuffled = random.Random(7).sample(rows, len(rows))
    assert stated(reported(shuffled, reference).facts) == stated(sample_report.facts)


@pytest.mark.parametrize("by_column", [False, True], ids=["line by line", "column by column"])
def test_rows_without_order_are_taken_as_they_come_and_a_finding_says_so(
    by_column: bool, rows: list[Row], sample_report: Report, reference: Reference
) -> None:
    bare = [{k: v for k, v in row.items() if k not in ("order", "parent")} for row in rows if "parent" not in row]
    if by_column:
        bare = sorted(bare, key=lambda row: (row["statement"], row.get("heading", "")))
    report = reported(bare, reference)
    assert [s.verdict for s in report.statements] == ["proved"] * 3
    assert [f.code.id for f in report.findings].count("read/no-order") == 3


@pytest.mark.parametrize("name", ["sample.csv", "sample.json", "sample.jsonl"])
def test_examples_conform_to_the_published_schema_and_are_of_the_sample(
    name: str, sample_report: Report, reference: Reference
) -> None:
    content = (EXAMPLES / name).read_bytes()
    texts = content.splitlines() if name.endswith("jsonl") else []
    for row in json.loads(content) if name.endswith("json") else map(json.loads, texts):
        Draft202012Validator(load_schema()).validate(row)
    filing, findings = read(content, name)
    assert filing is not None, findings
    facts = stated(make_report(filing, findings, reference).facts)
    assert facts
    assert not facts - stated(sample_report.facts)


def test_a_file_of_line_items_runs_like_a_filing(tieout: Command, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ended = tieout("run", EXAMPLES / "sample.csv", SAMPLE, "--out", out, "--judge", "none")
    assert ended.code == 0, ended.talk
    written = {path.relative_to(out / ID).as_posix().replace(ID, "*") for path in (out / ID).rglob("*.*")}
    of_text = {p.relative_to(out / SAMPLE.stem).as_posix() for p in (out / SAMPLE.stem).rglob("*.*")}
    of_its_text = {"report.xhtml", "extension/*_def.xml"}  # the members of its notes
    assert written == {name.replace(SAMPLE.stem, "*") for name in of_text} - of_its_text
    told = {entry["id"]: entry for entry in json.loads((out / "run.json").read_text(encoding="utf-8"))["inputs"]}
    with (out / SAMPLE.stem / "line_items.csv").open(encoding="utf-8", newline="") as ledger:
        of_notes = sum(bool(row["fact_id"]) and row["statement"].startswith("note") for row in csv.DictReader(ledger))
    assert told[ID]["path"] == f"sample.csv/{ID}"
    assert told[ID]["facts"] == told[SAMPLE.stem]["facts"] - of_notes
    assert "origin" in (out / ID / "line_items.csv").read_text(encoding="utf-8").splitlines()[0]


def test_each_filing_of_a_file_is_an_outcome_of_its_own(tieout: Command, rows: list[Row], tmp_path: Path) -> None:
    several = [{**row, "filing": filing} for filing in ("0000000001-04-000001", "b", "c") for row in rows]
    several[-1] = {**several[-1], "end": "2004-02-30"}
    (tmp_path / "many.csv").write_bytes(format_csv(several))
    out = tmp_path / "out"
    ended = tieout("run", tmp_path / "many.csv", "--out", out, "--judge", "none")
    assert ended.code == 3
    outcomes = {e["id"]: e["outcome"] for e in json.loads((out / "run.json").read_text(encoding="utf-8"))["inputs"]}
    assert outcomes == {"0000000001-04-000001": "done", "b": "done", "c": "rejected"}
    assert f"many.csv:{len(several) + 1}: error: read/line-item: end '2004-02-30' is not a day" in ended.talk


# --- faults of rows: the filing is rejected, each fault is a finding with its row ---------

FAULTS: Mapping[str, tuple[Mapping[str, str], str]] = {
    "a missing unit": ({"unit": ""}, "has no 'unit'"),
    "neither text nor value": ({"value": ""}, "has neither 'text' nor 'value'"),
    "an unknown statement": ({"statement": "ballance_sheet"}, "statement 'ballance_sheet' is not one of balance_sheet"),
    "a day that is none": ({"end": "2003-02-30"}, "end '2003-02-30' is not a day, like"),
    "days the wrong way round": ({"start": "2004-01-01"}, "starts on 2004-01-01, after its end 2003-12-31"),
    "a stretch on a balance sheet": ({"statement": "balance_sheet"}, "leave start blank"),
    "an amount with separators as a value": ({"value": "1,204"}, "value '1,204' is not the amount as printed"),
    "text and value that disagree": ({"text": "(1,204)"}, "reads as -1204, but value says 1204"),
    "a text without a meaning": ({"text": "n/m", "value": ""}, "text 'n/m' reads as no amount"),
    "an axis without a member": ({"axis": "LegalEntityAxis"}, "has 'axis' but no 'member'"),
    "a day where no period has ends": ({"start": ""}, "is an amount at a day"),
    "a parent that is not there": ({"order": "1", "parent": "9"}, "has the parent 9, but no line"),
    "an unknown field of a cover": ({"statement": "cover"}, "label 'Net sales' is not what a cover states"),
    "a scale beyond all print": ({"scale": "13"}, "scale '13' is not the power of ten"),
    "a label without end": ({"label": "x" * 2001}, "is not at most 2,000 characters"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_row_that_cannot_be_used_is_told_with_its_place(name: str) -> None:
    change, message = FAULTS[name]
    filing, findings = read(format_csv([{**TINY, **change}]))
    assert filing is None
    assert [(str(f.source), f.code.id) for f in findings] == [("items.csv:2", "read/line-item")]
    assert message in findings[0].message


def test_all_faults_are_told_at_once() -> None:
    broken = [{**TINY, "unit": "dollars", "scale": "x"}, TINY, {**TINY, "end": "soon"}]
    filing, findings = read(format_csv(broken))
    assert filing is None
    assert [f.source.line for f in findings] == [2, 2, 4]


RIVALS: Mapping[str, tuple[Sequence[Mapping[str, str]], str]] = {
    "two amounts in one cell": ([{"order": "1"}, {"order": "1"}], "states the amount of row 2 again"),
    "two captions of one order": ([{"order": "1"}, {"order": "1", "label": "Costs"}], "has the order of row 2"),
    "some rows without order": ([{"order": "1"}, {"label": "Costs"}], "has no order"),
    "two currencies": ([{"currency": "CAD"}, {"label": "Costs", "currency": "EUR"}], "is in EUR"),
    "two filers": ([{"cik": "1"}, {"label": "Costs", "cik": "2"}], "cik is '2', but '1' in a row above"),
}


@pytest.mark.parametrize("name", RIVALS)
def test_rows_that_contradict_each_other_are_told(name: str) -> None:
    changes, message = RIVALS[name]
    filing, findings = read(format_csv([{**TINY, **change} for change in changes]))
    assert filing is None
    assert [f.source.line for f in findings] == [3]
    assert message in findings[0].message


# --- faults of files: the run does not begin -----------------------------------------------


def parquet_of(**columns: pyarrow.Array) -> bytes:
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), file)
    return file.getvalue()


def workbook_of(*cells: Sequence[object], sheets: int = 1) -> bytes:
    book = openpyxl.Workbook()
    for row in cells:
        book.active.append(row)
    for _ in range(1, sheets):
        book.create_sheet()
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """A workbook with one more part."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, part)
    return file.getvalue()


SHEET = workbook_of(list(TINY), list(TINY.values()))
BOMB = b"<a>" + b" " * 2_000_000
ENTITIES = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><a>&b;</a>'
BROKEN: Mapping[str, tuple[str, bytes, int, str]] = {
    "a misspelt column": ("x.csv", b"statement,lable\nequity,x\n", 2, "'lable' is no column of line items"),
    "a column twice": ("x.csv", b"statement,label,label\n", 1, "names a column twice: label"),
    "semicolons": ("x.csv", b"statement;label\nequity;x\n", 1, "put commas"),
    "a row too short": ("x.csv", b"statement,label\nequity\n", 2, "has 1 cells; the first line names 2"),
    "no UTF-8": ("x.csv", b"statement,label\nequity,\xff\n", 2, "is not UTF-8"),
    "no rows": ("x.csv", b"statement,label\n", 1, "holds no line items"),
    "an id that climbs": ("x.csv", b"statement,filing\nequity,../../etc\n", 2, "filing '../../etc' is not"),
    "an id that hides": ("x.csv", b"statement,filing\nequity,.ssh\n", 2, "filing '.ssh' is not"),
    "rows of no filing": ("x.csv", b"statement,filing\nequity,a\nequity,\n", 3, "names no filing, but other rows do"),
    "JSON cut short": ("x.json", b'[{"statement": "equity",\n', 2, "is not well-formed JSON"),
    "JSON of one object": ("x.json", b'{"statement": "equity"}', 1, "is no array of line items"),
    "JSON without bottom": ("x.json", b"[" * 200_000, 1, "too deep"),
    "a list in a cell": ("x.jsonl", b'{"a": 1}\n{"statement": ["equity"]}', 2, "statement is no text, number or day"),
    "not a number": ("x.jsonl", b'{"statement": "equity", "value": NaN}', 1, "NaN is no amount"),
    "a key twice": ("x.jsonl", b'{"value": 1, "value": 2}', 1, "names a key twice"),
    "a number that fills pages": ("x.jsonl", b'{"value": ' + b"9" * 5000 + b"}", 1, "cannot be read as JSON"),
    "floats of half the digits": ("x.parquet", parquet_of(value=pyarrow.array([0.1], pyarrow.float32())), 1, "double"),
    "lists in Parquet": ("x.parquet", parquet_of(label=pyarrow.array([["a"]])), 1, "label is list<"),
    "texts without end": ("x.parquet", parquet_of(label=pyarrow.array(["x" * 20_000] * 9)), 1, "the limit is 10,000"),
    "no Parquet": ("x.parquet", b"PAR1 and nothing else PAR1", 1, "is no Parquet file that can be read"),
    "a formula": ("x.xlsx", workbook_of(["statement", "value"], ["equity", "=1+1"]), 2, "value is a formula"),
    "an error of a formula": (
        "x.xlsx",
        workbook_of(["value", "statement"], ["#REF!", "equity"]),
        2,
        "value is no text",
    ),
    "a cell beside the columns": ("x.xlsx", workbook_of(["statement"], ["equity", "x"]), 2, "without a name"),
    "several sheets": ("x.xlsx", workbook_of(["statement"], ["equity"], sheets=2), 1, "has several sheets"),
    "no workbook": ("x.xlsx", b"PK\x03\x04 and nothing else", 1, "is no workbook that can be read"),
    "entities in a workbook": ("x.xlsx", with_part(SHEET, "a.xml", ENTITIES), 1, "declares a document type"),
    "a workbook that unpacks": ("x.xlsx", with_part(SHEET, "a.xml", BOMB), 1, "the limit is 1,000,000"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_table_of_line_items_is_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 1_000_000)
    file, content, line, message = BROKEN[name]
    with pytest.raises(DataError) as raised:
        split_filings(content, file)
    assert any(problem.source.line == line and message in problem.message for problem in raised.value.problems), str(
        raised.value
    )


def test_a_broken_file_ends_the_command_before_it_writes(tieout: Command, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"statement": "equity"\n{"value": NaN}\n', encoding="utf-8")
    ended = tieout("run", tmp_path / "x.jsonl", "--out", tmp_path / "out")
    assert ended.code == 2
    assert "x.jsonl:1: error: is not well-formed JSON" in ended.talk
    assert "x.jsonl:2: error: cannot be read as JSON: NaN is no amount" in ended.talk
    assert not (tmp_path / "out").exists()


# --- what a row means ------------------------------------------------------------------------


def only_amount(content: bytes, name: str) -> tuple[str, str]:
    filing, findings = read(content, name)
    assert filing is not None, findings
    (item,) = filing.statements[0].items
    assert item.amounts[0] is not None
    return str(item.amounts[0].value), item.amounts[0].text


@pytest.mark.parametrize(
    ("written", "value"),
    [("0.1", "0.1"), ("1204.50", "1204.50"), ("123456789012345678901234.5", "123456789012345678901234.5")],
)
def test_every_digit_of_a_json_number_counts(written: str, value: str) -> None:
    row = json.dumps({**TINY, "value": 0}).replace('"value": 0', f'"value": {written}')
    assert only_amount(row.encode(), "x.jsonl") == (value, value)


def test_exponents_are_written_out() -> None:
    row = json.dumps({**TINY, "value": 0}).replace('"value": 0', '"value": -1.5E3')
    assert only_amount(row.encode(), "x.jsonl") == ("-1500", "-1500")


@pytest.mark.parametrize("number", [0.1, 1204.5, -3769924.07])
def test_a_double_is_the_shortest_decimal_that_reads_back(number: float) -> None:
    columns = [name for name in TINY if name != "value"]
    arrays = {name: pyarrow.array([TINY[name]]) for name in columns}
    in_parquet = only_amount(parquet_of(**arrays, value=pyarrow.array([number])), "x.parquet")
    in_workbook = only_amount(workbook_of([*columns, "value"], [*(TINY[name] for name in columns), number]), "x.xlsx")
    assert in_parquet == in_workbook == (repr(number), repr(number))


def test_a_workbook_may_keep_its_other_sheets() -> None:
    book = openpyxl.load_workbook(io.BytesIO(SHEET))
    book.active.title = "line_items"
    book.create_sheet("remarks", 0).append(["anything"])
    file = io.BytesIO()
    book.save(file)
    assert only_amount(file.getvalue(), "x.xlsx") == ("1204", "1204")


def test_a_print_that_is_no_plain_amount_stands_beside_its_value() -> None:
    assert only_amount(format_csv([{**TINY, "text": "1,204 (a)"}]), "x.csv") == ("1204", "1,204 (a)")


def test_columns_of_the_user_are_not_read() -> None:
    assert only_amount(format_csv([{**TINY, "x_model": "v3"}]), "x.csv") == ("1204", "1204")


def test_balances_in_a_cash_flow_stand_at_the_ends_of_its_periods() -> None:
    """The day that ends one year and comes before the other: only the line as a whole tells which it is."""
    years = [("2003-01-01", "2003-12-31"), ("2002-01-01", "2002-12-31")]
    flow = {**TINY, "statement": "cash_flow", "label": "Net increase in cash"}
    rows = [{**flow, "start": start, "end": end} for start, end in years]
    for label, days in (
        ("Cash, opening", ("2002-12-31", "2001-12-31")),
        ("Cash, closing", ("2003-12-31", "2002-12-31")),
    ):
        rows += [{**flow, "label": label, "start": "", "end": day} for day in days]
    filing, findings = read(format_csv(rows))
    assert filing is not None, findings
    (statement,) = filing.statements
    assert [item.point for item in statement.items] == ["", "start", "end"]
    assert [column.period.end.year for column in statement.columns if column.period] == [2003, 2002]


def test_cover_fields_and_axes_are_known_to_mappings_and_taxonomy(reference: Reference) -> None:
    """What the schema lets in makes a fact; nothing that it takes is lost."""
    schema = load_schema()
    labels = schema["allOf"][0]["then"]["properties"]["label"]["enum"]
    covers = [{"statement": "cover", "label": label, "text": "1,000", "end": "2003-12-31"} for label in labels]
    filing, findings = read(format_csv([{**TINY, "period_of_report": "2003-12-31"}, *covers]))
    assert filing is not None, findings
    facts = make_report(filing, findings, reference).facts
    assert {fact.item.label for fact in facts} >= set(labels)
    assert set(schema["properties"]["axis"]["enum"]) <= set(reference.taxonomy.concepts)


def test_words_of_line_items_run_nothing_in_a_spreadsheet(
    reference: Reference, tieout: Command, tmp_path: Path
) -> None:
    (tmp_path / "x.csv").write_bytes(format_csv([{**TINY, "label": "=cmd|' /C calc'!A0", "origin": "=1+1"}]))
    tieout("run", tmp_path / "x.csv", "--out", tmp_path / "out", "--judge", "none")
    ledger = (tmp_path / "out" / "x" / "line_items.csv").read_text(encoding="utf-8")
    assert "'=cmd|" in ledger
    assert "'=1+1" in ledger


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the corpora are not here")
@pytest.mark.parametrize("path", sorted((SHARED / "corpus" / "text").glob("*.txt")), ids=lambda path: path.stem)
def test_items_of_real_filings_enter_again_and_give_the_same_facts(path: Path, reference: Reference) -> None:
    filing, findings = read_submission(path.read_bytes(), path.name)
    assert filing is not None, findings
    report = make_report(filing, findings, reference)
    if any(c.period is None and i.period is None for s in report.statements for c in s.columns for i in s.items):
        pytest.skip("a column that names no period cannot be exported")
    again = reported(export_rows(report, read_cover(filing), "x"), reference)
    assert values_of(again) == values_of(report)


def values_of(report: Report) -> Counter[object]:
    return Counter((f.context.period, f.unit, f.value, f.decimals) for f in of_statements(report.facts))
