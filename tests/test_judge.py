"""Arelle, offline, judges what the emitters wrote."""

import logging
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from reports import HALF, Print, build_statement, change, example_report, shipped_taxonomy, write_report

from pipeline.codes import JUDGE_DIFFERENT_FACTS, JUDGE_DISAGREES, JUDGE_MESSAGE, JUDGE_PASSED, JUDGE_SKIPPED
from pipeline.emit.dts import format_taxonomy_package
from pipeline.extension import extend
from pipeline.judge import Dts, Judge, Judging, is_sampled
from pipeline.model import Code, Finding, Report, Source, StatementKind

JudgeFolder = Callable[[Path], list[Finding]]
JudgeReport = Callable[[Report], list[Finding]]


@pytest.fixture(scope="module")
def dts(tmp_path_factory: pytest.TempPathFactory) -> Dts:
    path = tmp_path_factory.mktemp("package") / "taxonomy.zip"
    path.write_bytes(format_taxonomy_package(shipped_taxonomy()))
    return Dts((path,), shipped_taxonomy().elements.schema)


@pytest.fixture(scope="module")
def judge(dts: Dts) -> JudgeFolder:
    kept = Judge()
    return lambda folder: kept.judge(folder, dts)


@pytest.fixture
def judged(judge: JudgeFolder, tmp_path: Path) -> JudgeReport:
    return lambda report: judge(write_report(report, tmp_path / "acme"))


@pytest.mark.parametrize(
    "texts",
    [("=1+1|cmd", "<script>"), ("#none", ""), ("a\x0cb\ud800", "  'x', 'y'\r\n\t\"z\"  "), ("'a','b','c'", "#")],
)
def test_right_report_passes_in_all_formats(judged: JudgeReport, texts: tuple[str, str]) -> None:
    report = example_report(shipped_taxonomy(), texts)
    findings = judged(report)
    assert [str(finding.code.id) for finding in findings] == [JUDGE_PASSED.id], findings
    assert f"same {len(report.facts)} facts" in findings[0].message


def test_wrong_sum_is_an_inconsistency(judged: JudgeReport) -> None:
    findings = judged(change(example_report(shipped_taxonomy()), "f103_0", Decimal(1695000)))
    assert {finding.code for finding in findings} == {JUDGE_MESSAGE}
    assert any("calc11e:inconsistentCalculation" in f.message and "AssetsCurrent" in f.message for f in findings)


def test_two_values_for_one_fact_are_an_error(judged: JudgeReport) -> None:
    findings = judged(change(example_report(shipped_taxonomy()), "f301_0", Decimal(51000)))
    assert any("NetIncomeLoss: 50000, 51000" in f.message and f.code == JUDGE_MESSAGE for f in findings)


def test_unknown_concept_is_an_error(judged: JudgeReport) -> None:
    report = example_report(shipped_taxonomy())
    facts = tuple(fact._replace(concept=replace(fact.concept, name="NoSuchConcept")) for fact in report.facts[-1:])
    assert any(f.code == JUDGE_MESSAGE for f in judged(replace(report, facts=facts)))


def test_fact_missing_from_one_format_is_told(judge: JudgeFolder, tmp_path: Path) -> None:
    report = example_report(shipped_taxonomy())
    folder = write_report(report, tmp_path / "acme")
    fewer = write_report(replace(report, facts=report.facts[:-1]), tmp_path / "fewer")
    shutil.copy(fewer / "facts.csv", folder / "facts.csv")
    findings = judge(folder)
    assert [finding.code for finding in findings] == [JUDGE_DIFFERENT_FACTS]
    assert findings[0].source.path == "facts-metadata.json" and "1145000" in findings[0].message


def test_error_in_one_format_alone_is_found(judge: JudgeFolder, tmp_path: Path) -> None:
    folder = write_report(example_report(shipped_taxonomy()), tmp_path / "acme")
    text = (folder / "report.json").read_text()
    (folder / "report.json").write_text(text.replace('"1685000"', '"1,685"'))
    findings = judge(folder)
    assert {finding.source.path for finding in findings} == {"report.json"}
    assert {finding.code for finding in findings} == {JUDGE_MESSAGE, JUDGE_DIFFERENT_FACTS}


def test_file_that_cannot_be_read_is_an_error(judge: JudgeFolder, tmp_path: Path) -> None:
    folder = write_report(example_report(shipped_taxonomy()), tmp_path / "acme")
    (folder / "report.json").write_text("{")
    findings = judge(folder)
    assert any(finding.code == JUDGE_MESSAGE for finding in findings)
    assert {finding.source.path for finding in findings} == {"report.json"}


def test_sums_that_hold_in_print_are_never_inconsistent(judged: JudgeReport) -> None:
    """A note prints gross profit and net income of a quarter, and not the taxes between them."""
    taxonomy = shipped_taxonomy()
    report = example_report(taxonomy)
    quarter = HALF._replace(start=HALF.end.replace(month=3, day=1))
    rows = [Print("Gross profit", "GrossProfit", ("90",)), Print("Net income", "NetIncomeLoss", ("30",))]
    note, facts = build_statement(StatementKind.NOTE, "QUARTERLY RESULTS", (quarter,), 400, rows)
    statements, all_facts = (*report.statements, note), (*report.facts, *facts)
    extension, _ = extend(report.filing, statements, all_facts, taxonomy)
    found = judged(replace(report, statements=statements, facts=all_facts, extension=extension))
    assert [finding.code for finding in found] == [JUDGE_PASSED]


def test_member_that_no_table_of_the_filing_covers_is_an_error(judged: JudgeReport) -> None:
    report = example_report(shipped_taxonomy())
    stray = (("gaap:StatementClassOfStockAxis", "gaap:PreferredStockMember"),)
    facts = tuple(
        fact._replace(context=fact.context._replace(dimensions=stray)) if fact.context.dimensions else fact
        for fact in report.facts[:-1]
    )
    assert facts != report.facts[:-1]
    findings = judged(replace(report, facts=facts))
    assert any("xbrldie:PrimaryItemDimensionallyInvalidError" in finding.message for finding in findings)


def test_missing_file_is_told(judge: JudgeFolder, tmp_path: Path) -> None:
    folder = write_report(example_report(shipped_taxonomy()), tmp_path / "acme")
    (folder / "report.json").unlink()
    assert [(f.code, f.source.path) for f in judge(folder)] == [(JUDGE_SKIPPED, "report.json")]


def test_missing_taxonomy_package_is_an_error_without_a_path_of_this_machine(tmp_path: Path, dts: Dts) -> None:
    folder = write_report(example_report(shipped_taxonomy()), tmp_path / "acme")
    findings = Judge().judge(folder, Dts((), dts.entry_point))
    assert any(finding.code == JUDGE_MESSAGE for finding in findings)
    assert not any(str(tmp_path) in finding.message for finding in findings)


def test_judge_is_silent_and_repeats_itself(judged: JudgeReport, capfd: pytest.CaptureFixture[str]) -> None:
    logging.basicConfig()
    report = change(example_report(shipped_taxonomy()), "f103_0", Decimal(1695000))
    assert judged(report) == judged(report)
    assert capfd.readouterr() == ("", "")


def test_no_judge_is_told(tmp_path: Path, dts: Dts) -> None:
    folder = write_report(example_report(shipped_taxonomy()), tmp_path / "acme")
    (finding,) = Judge(Judging.NONE).judge(folder, dts)
    assert (finding.code, finding.message) == (JUDGE_SKIPPED, "not judged by Arelle, as --judge none asks")


@pytest.mark.parametrize(("is_of_sample", "expected"), [(True, JUDGE_PASSED), (False, JUDGE_SKIPPED)])
def test_a_sample_is_judged(
    is_of_sample: bool, expected: Code, tmp_path: Path, dts: Dts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.judge.is_sampled", lambda _: is_of_sample)
    folder = write_report(example_report(shipped_taxonomy()), tmp_path / "acme")
    assert [finding.code for finding in Judge(Judging.SAMPLE).judge(folder, dts)] == [expected]


def test_the_sample_is_the_same_in_every_run_and_about_one_in_fifty(tmp_path: Path) -> None:
    reports = [tmp_path / f"{number}.xml" for number in range(2000)]
    for path in reports:
        path.write_text(path.name)
    assert 20 < sum(map(is_sampled, reports)) < 60
    assert list(map(is_sampled, reports)) == list(map(is_sampled, reports))


def test_a_plain_session_overrules_the_warm_judge_and_says_so(
    judge: JudgeFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A warm judge that calls a right report wrong."""
    wrong = Finding(JUDGE_MESSAGE, "xbrl.1:wrong: all of it", Source("report.xml", 1))
    monkeypatch.setattr("pipeline.judge.Warm.judge", lambda *_: [wrong])
    findings = judge(write_report(example_report(shipped_taxonomy()), tmp_path / "acme"))
    assert [finding.code for finding in findings] == [JUDGE_PASSED, JUDGE_DISAGREES]
    assert "xbrl.1:wrong" in findings[1].message


def test_a_warm_judge_that_dies_is_replaced_by_a_plain_session(
    dts: Dts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.judge.Warm._judge", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    folder = write_report(example_report(shipped_taxonomy()), tmp_path / "acme")
    assert [finding.code for finding in Judge().judge(folder, dts)] == [JUDGE_PASSED]
