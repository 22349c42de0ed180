"""Arelle, offline, judges what the emitters wrote."""

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from reports import HALF, Print, build_statement, change, example_report, shipped_taxonomy, write_report

from pipeline.codes import JUDGE_DIFFERENT_FACTS, JUDGE_MESSAGE, JUDGE_PASSED, JUDGE_SKIPPED
from pipeline.emit.dts import format_taxonomy_package
from pipeline.extension import extend
from pipeline.judge import judge
from pipeline.model import Finding, Report, StatementKind

Judge = Callable[[Report], list[Finding]]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("package") / "taxonomy.zip"
    path.write_bytes(format_taxonomy_package(shipped_taxonomy()))
    return path


@pytest.fixture
def judged(package: Path, tmp_path: Path) -> Judge:
    return lambda report: judge(write_report(report, tmp_path / "acme"), [package])


@pytest.mark.parametrize(
    "texts",
    [("=1+1|cmd", "<script>"), ("#none", ""), ("a\x0cb\ud800", "  'x', 'y'\r\n\t\"z\"  "), ("'a','b','c'", "#")],
)
def test_right_report_passes_in_all_formats(judged: Judge, texts: tuple[str, str]) -> None:
    report = example_report(shipped_taxonomy(), texts)
    findings = judged(report)
    assert [str(finding.code.id) for finding in findings] == [JUDGE_PASSED.id], findings
    assert f"same {len(report.facts)} facts" in findings[0].message


def test_wrong_sum_is_an_inconsistency(judged: Judge) -> None:
    findings = judged(change(example_report(shipped_taxonomy()), "f103_0", Decimal(1695000)))
    assert {finding.code for finding in findings} == {JUDGE_MESSAGE}
    assert any("calc11e:inconsistentCalculation" in f.message and "AssetsCurrent" in f.message for f in findings)


def test_two_values_for_one_fact_are_an_error(judged: Judge) -> None:
    findings = judged(change(example_report(shipped_taxonomy()), "f301_0", Decimal(51000)))
    assert any("NetIncomeLoss: 50000, 51000" in f.message and f.code is JUDGE_MESSAGE for f in findings)


def test_unknown_concept_is_an_error(judged: Judge) -> None:
    report = example_report(shipped_taxonomy())
    facts = tuple(replace(fact, concept=replace(fact.concept, name="NoSuchConcept")) for fact in report.facts[-1:])
    assert any(f.code is JUDGE_MESSAGE for f in judged(replace(report, facts=facts)))


def test_fact_missing_from_one_format_is_told(package: Path, tmp_path: Path) -> None:
    report = example_report(shipped_taxonomy())
    folder = write_report(report, tmp_path / "acme")
    fewer = write_report(replace(report, facts=report.facts[:-1]), tmp_path / "fewer")
    shutil.copy(fewer / "facts.csv", folder / "facts.csv")
    findings = judge(folder, [package])
    assert [finding.code for finding in findings] == [JUDGE_DIFFERENT_FACTS]
    assert findings[0].source.path == "facts-metadata.json" and "1145000" in findings[0].message


def test_error_in_one_format_alone_is_found(package: Path, tmp_path: Path) -> None:
    folder = write_report(example_report(shipped_taxonomy()), tmp_path / "acme")
    text = (folder / "report.json").read_text()
    (folder / "report.json").write_text(text.replace('"1685000"', '"1,685"'))
    findings = judge(folder, [package])
    assert {finding.source.path for finding in findings} == {"report.json"}
    assert {finding.code for finding in findings} == {JUDGE_MESSAGE, JUDGE_DIFFERENT_FACTS}


def test_file_that_cannot_be_read_is_an_error(package: Path, tmp_path: Path) -> None:
    folder = write_report(example_report(shipped_taxonomy()), tmp_path / "acme")
    (folder / "report.json").write_text("{")
    findings = judge(folder, [package])
    assert any(finding.code is JUDGE_MESSAGE for finding in findings)
    assert {finding.source.path for finding in findings} == {"report.json"}


def test_sums_that_hold_in_print_are_never_inconsistent(judged: Judge) -> None:
    """A note prints gross profit and net income of a quarter, and not the taxes between them."""
    taxonomy = shipped_taxonomy()
    report = example_report(taxonomy)
    quarter = replace(HALF, start=HALF.end.replace(month=3, day=1))
    rows = [Print("Gross profit", "GrossProfit", ("90",)), Print("Net income", "NetIncomeLoss", ("30",))]
    note, facts = build_statement(StatementKind.NOTE, "QUARTERLY RESULTS", (quarter,), 400, rows)
    statements, all_facts = (*report.statements, note), (*report.facts, *facts)
    extension, _ = extend(report.filing, statements, all_facts, taxonomy)
    found = judged(replace(report, statements=statements, facts=all_facts, extension=extension))
    assert [finding.code for finding in found] == [JUDGE_PASSED]


def test_missing_file_is_told(package: Path, tmp_path: Path) -> None:
    folder = write_report(example_report(shipped_taxonomy()), tmp_path / "acme")
    (folder / "report.json").unlink()
    assert [(f.code, f.source.path) for f in judge(folder, [package])] == [(JUDGE_SKIPPED, "report.json")]


def test_missing_taxonomy_package_is_an_error_without_a_path_of_this_machine(tmp_path: Path) -> None:
    findings = judge(write_report(example_report(shipped_taxonomy()), tmp_path / "acme"), [])
    assert any(finding.code is JUDGE_MESSAGE for finding in findings)
    assert not any(str(tmp_path) in finding.message for finding in findings)


def test_judge_is_silent_and_repeats_itself(judged: Judge, capfd: pytest.CaptureFixture[str]) -> None:
    logging.basicConfig()
    report = change(example_report(shipped_taxonomy()), "f103_0", Decimal(1695000))
    assert judged(report) == judged(report)
    assert capfd.readouterr() == ("", "")
