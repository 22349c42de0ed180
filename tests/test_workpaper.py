"""The workpaper and the story of a fact: all that was said of a number is in one place, and nothing else."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Reader
from reports import example_report, shipped_taxonomy

from pipeline.codes import FOOT_MISMATCH, JUDGE_PASSED
from pipeline.model import Finding, Report, Source
from pipeline.reference import Reference
from pipeline.story import load_workpaper, tell
from pipeline.tables import DataError
from pipeline.workpaper import Register, Workpaper, make_workpaper

JUDGED = (Finding(JUDGE_PASSED, "4 files, each with the same 148 facts", Source("report.xml", 1)),)


@pytest.fixture(scope="module")
def sample(sample_report: Report, reference: Reference) -> Workpaper:
    register = Register(reference.taxonomy, reference.mappings)
    return make_workpaper(sample_report, sample_report, (*sample_report.findings, *JUDGED), register)


def make_example(reference: Reference, *findings: Finding) -> Workpaper:
    report = example_report(shipped_taxonomy())
    report = replace(report, findings=(*report.findings, *findings))
    return make_workpaper(report, report, report.findings, Register(reference.taxonomy, reference.mappings))


def test_every_fact_and_every_other_printed_number_is_in_it(sample: Workpaper, sample_report: Report) -> None:
    assert [entry["id"] for entry in sample["facts"]] == [fact.id for fact in sample_report.facts]
    assert {number["status"] for number in sample["unreported"]} == {"skipped"}
    assert {"page number", "part of a title or heading"} <= {number["reason"] for number in sample["unreported"]}
    for entry in sample["facts"]:
        sheet, row, column = entry["at"]
        assert sample["sheets"][sheet]["rows"][row]["texts"][column] == entry["text"]


def test_it_holds_nothing_that_json_does_not(sample: Workpaper) -> None:
    assert json.loads(json.dumps(sample)) == sample


def test_story_of_a_line_of_a_proved_balance_sheet(sample: Workpaper) -> None:
    story = tell(sample, "s1r3c1")
    assert story.printed.caption == "Assets > Current assets > Accounts receivable, net"
    assert story.printed.line == "Accounts receivable, net   647,645"
    assert (story.printed.place, story.printed.sign) == ("sample-10qsb.txt:56", "as printed")
    assert (story.stated.concept, story.stated.value) == ("gaap:AccountsReceivableNetCurrent", "647645")
    assert story.stated.documentation.startswith("What customers owe")
    assert story.stated.period == "as of 2004-05-31"
    assert story.decided.rule.startswith("mappings/")
    assert "AccountsReceivableNetCurrent" in story.decided.says
    (proof,) = story.proofs
    assert proof.verdict == "proved"
    assert proof.words.startswith("Total current assets 1,429,740 = Cash and cash equivalents $ 206,695 + Restricted")
    assert story.judge == (JUDGED[0].message,)


def test_story_names_the_mapping_rows_that_lost_and_why(sample: Workpaper) -> None:
    others = tell(sample, "s1r8c1").decided.alternatives
    assert any("narrower" in other and "mappings/balance_sheet.csv:" in other for other in others)


def test_story_of_a_suggested_concept_names_the_other_candidates(sample: Workpaper) -> None:
    story = next(
        story for entry in sample["facts"] if (story := tell(sample, entry["id"])).decided.status == "suggested"
    )
    assert any(other.startswith("gaap:") and "confidence" in other for other in story.decided.alternatives)


def test_story_says_why_a_sign_was_turned(sample: Workpaper) -> None:
    benefit, expense = tell(sample, "s2r14c1").printed, tell(sample, "s2r7c1").printed
    assert benefit.sign == "turned: the sum to “Net income” adds it, and “Income tax expense (benefit)” is a debit"
    assert expense.sign.startswith("turned: it is printed below zero")


def test_story_ties_what_is_printed_twice_and_the_two_sides_of_the_balance_sheet(sample: Workpaper) -> None:
    (cash,) = tell(sample, "s1r1c1").ties
    assert cash == "Cash and cash equivalents: printed 2 times: agrees (s3r12c1, line 196: $ 206,695)"
    (assets,) = tell(sample, "s1r9c1").ties
    assert assets.startswith("total assets and total liabilities and equity: agrees")


def test_story_holds_the_findings_that_point_at_it(reference: Reference) -> None:
    report = example_report(shipped_taxonomy())
    amount = report.statements[0].items[2].amounts[0]
    assert amount is not None
    broken = Finding(FOOT_MISMATCH, "Total current assets 1,685 but its 2 items add to 1,686", amount.source)
    workpaper = make_example(reference, broken)
    assert workpaper["findings"][0]["meaning"] == FOOT_MISMATCH.meaning
    assert tell(workpaper, workpaper["findings"][0]["facts"][0]).findings == (
        "error: foot/sum-mismatch: Total current assets 1,685 but its 2 items add to 1,686",
    )
    assert len(workpaper["findings"][0]["facts"]) == 1, "the other column adds up"


def test_amounts_in_thousands_say_so(reference: Reference) -> None:
    workpaper = make_example(reference)
    story = tell(workpaper, "f101_0")
    assert (story.printed.text, story.printed.scale, story.stated.value) == ("$ 1,285", "times 1,000", "1285000")


def test_an_unknown_fact_is_told_with_those_that_there_are(sample: Workpaper) -> None:
    with pytest.raises(DataError, match="has no fact 's9r9c9'; its facts are cover_"):
        tell(sample, "s9r9c9")


def test_a_folder_without_a_review_page_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r":1: error: is no filing's folder of outputs; name one of those in an output"):
        load_workpaper(tmp_path)
    (tmp_path / "review.html").write_text("<p>", encoding="utf-8")
    with pytest.raises(DataError, match=r"review\.html:1: error: is not the review page of a run"):
        load_workpaper(tmp_path)


def test_a_number_that_is_in_no_ledger_is_lost(read: Reader, sample_report: Report, reference: Reference) -> None:
    first = sample_report.statements[0]
    rest = replace(first, skipped=first.skipped[1:])
    report = replace(sample_report, statements=(rest, *sample_report.statements[1:]))
    lost = [
        number
        for number in make_workpaper(report, report, report.findings, Register(reference.taxonomy, reference.mappings))[
            "unreported"
        ]
        if number["status"] == "lost"
    ]
    assert [(number["text"].strip(","), number["place"][0]) for number in lost] == [("31", 48)]
