"""One filing through all stages: an outcome for every input, a crash that costs one, outputs whole or not at all."""

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLE, Reader, run_file

from pipeline.census import take_census
from pipeline.judge import Judge, Judging
from pipeline.manifest import format_entry, format_run
from pipeline.model import Report
from pipeline.read.sgml import read_submission
from pipeline.reference import Reference, hash_folder
from pipeline.run import Options, Outcome, make_report, prepare_output


@pytest.fixture
def out(tmp_path: Path, reference: Reference) -> Path:
    prepare_output(tmp_path / "out", reference)
    return tmp_path / "out"


def run_quietly(path: Path, reference: Reference, out: Path) -> Outcome:
    return run_file(path, reference, Options(out, Judge(Judging.NONE)))


def test_an_outcome_tells_what_came_of_a_filing(reference: Reference, out: Path) -> None:
    outcome = run_quietly(SAMPLE, reference, out)
    assert (outcome.outcome, outcome.reason, outcome.id) == ("done", "", SAMPLE.stem)
    assert outcome.sha256 == hashlib.sha256(SAMPLE.read_bytes()).hexdigest()
    assert len(outcome.statements) == 3
    assert outcome.census.lost == 0
    assert outcome.census.printed == outcome.census.reported + outcome.census.skipped


def test_the_hashes_told_are_those_of_the_files_written(reference: Reference, out: Path) -> None:
    outcome = run_quietly(SAMPLE, reference, out)
    written = {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (out / SAMPLE.stem).rglob("*")
        if path.is_file()
    }
    assert outcome.outputs == written


def test_a_second_run_replaces_the_folder_whole(reference: Reference, out: Path) -> None:
    run_quietly(SAMPLE, reference, out)
    (out / SAMPLE.stem / "left-over.txt").write_text("from another version", encoding="utf-8")
    run_quietly(SAMPLE, reference, out)
    assert not (out / SAMPLE.stem / "left-over.txt").exists()
    assert sorted(path.name for path in out.iterdir()) == [SAMPLE.stem, "taxonomy"]


@pytest.mark.parametrize("stage", ["locate", "make_report", "format_ledger", "format_findings", "Judge.judge"])
def test_a_crash_anywhere_quarantines_the_filing_and_leaves_nothing(
    stage: str, reference: Reference, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError("unforeseen")

    monkeypatch.setattr(f"pipeline.run.{stage}", break_down)
    outcome = run_file(SAMPLE, reference, Options(out))
    (finding,) = outcome.findings
    assert (outcome.outcome, finding.code.id) == ("quarantined", "run/crashed")
    assert "ZeroDivisionError: unforeseen" in finding.message
    assert f"({Path(__file__).name}:" in finding.message, "where it crashed"
    assert sorted(path.name for path in out.iterdir()) == ["taxonomy"]


def test_an_interrupt_is_no_finding(reference: Reference, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.run.format_ledger", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run_quietly(SAMPLE, reference, out)
    assert sorted(path.name for path in out.iterdir()) == ["taxonomy"], "and nothing half-written stays"


def test_a_manifest_lists_inputs_by_name_whatever_their_order(reference: Reference, out: Path, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("b.txt", "a.txt", "c.txt")]
    for path in paths:
        shutil.copy(SAMPLE, path)
    outcomes = [run_quietly(path, reference, out) for path in paths]
    entries = [format_entry(outcome) for outcome in outcomes]
    manifest = format_run(entries, reference)
    assert manifest == format_run(entries[::-1], reference)
    assert [told["path"] for told in json.loads(manifest)["inputs"]] == ["a.txt", "b.txt", "c.txt"]


def test_no_output_names_a_folder_of_the_machine(reference: Reference, out: Path) -> None:
    outcome = run_quietly(SAMPLE, reference, out)
    places = (str(ROOT).encode(), str(out).encode())
    files = [path for path in (out / SAMPLE.stem).rglob("*") if path.is_file()]
    assert [path.name for path in files if any(place in path.read_bytes() for place in places)] == []
    assert not any(place in format_run([format_entry(outcome)], reference) for place in places)


def test_a_folders_hash_follows_its_tables_only(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "mappings", tmp_path / "mappings")
    before = hash_folder(tmp_path / "mappings")
    (tmp_path / "mappings" / "README.md").write_text("other words", encoding="utf-8")
    assert hash_folder(tmp_path / "mappings") == before == hash_folder(ROOT / "mappings")
    table = tmp_path / "mappings" / "general.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    assert hash_folder(tmp_path / "mappings") != before


def test_a_number_without_a_story_is_counted_as_lost(sample_report: Report) -> None:
    """The census reads the print, not what the stages say: a number dropped on the way is missed."""
    sheet, *others = sample_report.statements
    cash = next(i for i, item in enumerate(sheet.items) if item.label == "Cash and cash equivalents")
    place = sheet.items[cash].source.line
    items = (*sheet.items[:cash], *sheet.items[cash + 1 :])
    facts = tuple(fact for fact in sample_report.facts if fact.amount.source.line != place)
    dropped = replace(sample_report, statements=(replace(sheet, items=items, sums=()), *others), facts=facts)
    assert take_census(sample_report).lost == 0
    assert take_census(dropped).lost == 1


def test_reading_twice_gives_equal_reports(read: Reader, sample_report: Report) -> None:
    assert read(SAMPLE.read_text(encoding="utf-8")) == sample_report


def test_findings_come_in_the_order_of_the_print(read: Reader) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    findings = read(text.replace("1,429,740", "1,439,740").replace("3,905,579", "3,905,979")).findings
    assert [f.source.line for f in findings] == sorted(f.source.line for f in findings)
    assert len(findings) > 2


def test_windows_line_ends_change_no_place(reference: Reference, sample_report: Report) -> None:
    content = SAMPLE.read_bytes().replace(b"\n", b"\r\n")
    filing, findings = read_submission(content, SAMPLE.name)
    assert filing is not None
    assert make_report(filing, findings, reference).facts == sample_report.facts
