import csv
import io
from dataclasses import replace

from reports import PATH, example_report, shipped_taxonomy

from pipeline.emit.ledger import COLUMNS, NO_FACT, format_ledger
from pipeline.model import Report, Source
from pipeline.tables import FORMULA_STARTS


def rows(report: Report, unreported: dict[Source, str] | None = None) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(format_ledger(report, unreported).decode("utf-8"), newline="")))


def example() -> Report:
    return example_report(shipped_taxonomy())


def test_every_printed_number_has_a_row() -> None:
    report = example()
    printed = [a for s in report.statements for item in s.items for a in item.amounts if a]
    places = {(row["line"], row["start"]) for row in rows(report)}
    assert {(str(amount.source.line), str(amount.source.start)) for amount in printed} <= places
    assert {row["fact_id"] for row in rows(report)} - {""} == {fact.id for fact in report.facts}


def test_row_tells_the_whole_story_of_a_payment() -> None:
    payment = next(row for row in rows(example()) if row["fact_id"] == "f304_0")
    assert (payment["text"], payment["parsed"], payment["scaled"], payment["value"]) == (
        "(10)",
        "-10",
        "-10000",
        "10000",
    )
    assert (payment["statement"], payment["line"], payment["column"]) == ("cash_flow", "304", "2004-05-31")
    assert payment["concept"] == "gaap:PaymentsToAcquirePropertyPlantAndEquipment"
    assert (payment["status"], payment["confidence"]) == ("rule", "0.99")
    assert payment["rule"].startswith("mappings/general.csv:")


def test_amount_that_became_no_fact_is_skipped_with_a_reason() -> None:
    memo = next(row for row in rows(example()) if row["line"] == "113")
    assert (memo["status"], memo["reason"], memo["fact_id"], memo["text"]) == ("skipped", NO_FACT, "", "7")
    known = {Source(PATH, 113, 40, 50): "a memo, not an amount of the statement"}
    memo = next(row for row in rows(example(), known) if row["line"] == "113")
    assert memo["reason"] == "a memo, not an amount of the statement"


def test_number_set_aside_keeps_its_reason() -> None:
    page = next(row for row in rows(example()) if row["line"] == "99")
    assert (page["status"], page["reason"], page["text"]) == ("skipped", "a page number", "'@12")


def test_rows_follow_the_print() -> None:
    places = [(int(row["line"]), int(row["start"])) for row in rows(example())]
    assert places == sorted(places)


def test_no_printed_text_runs_as_a_formula() -> None:
    report = example()
    items = tuple(replace(item, label="@SUM(A1)", section=("+1",)) for item in report.statements[0].items)
    statement = replace(report.statements[0], items=items)
    for row in rows(replace(report, statements=(statement, *report.statements[1:]))):
        for column in ("section", "label", "column", "text", "reason"):
            assert not row[column].startswith(FORMULA_STARTS)
        assert row["value"] != "=1+1|cmd"


def test_columns_are_those_announced() -> None:
    assert format_ledger(replace(example(), facts=(), statements=())).decode() == ",".join(COLUMNS) + "\n"
