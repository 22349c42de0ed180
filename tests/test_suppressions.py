"""A decision takes the weight of a filer's findings, until its day, and hides nothing."""

import json
import shutil
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLE, Command
from rich.console import Console
from test_schemas import RUN

from pipeline.codes import CATALOGUE, CHECK_SIGN, FOOT_MISMATCH
from pipeline.model import Filing, Finding, Severity, Source, Suppression
from pipeline.summary import show
from pipeline.suppressions import load_suppressions, suppress
from pipeline.tables import DataError

HEADER = "cik,rule,reason,by,expires\n"
FILING = Filing(Source("a.txt", 1), (), cik="123456", filed=date(2004, 7, 15), period_of_report=date(2004, 5, 31))
FOUND = Finding(CHECK_SIGN, "it is below zero", Source("a.txt", 20))
DECISION = Suppression(
    "0000123456", "check/sign", "a refund", "Jane Doe", date(2004, 12, 31), Source("mappings/suppressions.csv", 2)
)


def load(folder: Path, rows: str) -> tuple[Suppression, ...]:
    path = folder / "mappings" / "suppressions.csv"
    path.parent.mkdir()
    path.write_text(HEADER + rows, encoding="utf-8")
    return load_suppressions(path, CATALOGUE)


def test_a_row_is_a_decision(tmp_path: Path) -> None:
    assert load(tmp_path, "123456,check/sign,a refund,Jane Doe,2004-12-31\n") == (DECISION,)


def test_no_table_is_no_decision(tmp_path: Path) -> None:
    assert load_suppressions(tmp_path / "suppressions.csv", CATALOGUE) == ()


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("ACME,check/sign,why,Jane,2004-12-31", "cik 'ACME' is not a number"),
        ("0,check/sign,why,Jane,2004-12-31", "cik '0' is not a number"),
        ("1,check/sings,why,Jane,2004-12-31", "no rule 'check/sings'; `tieout rules` lists them"),
        ("1,run/crashed,why,Jane,2004-12-31", "run/crashed is not of a filing"),
        ("1,check/sign,,Jane,2004-12-31", "does not say reason"),
        ("1,check/sign,why,,2004-12-31", "does not say by"),
        ("1,check/sign,why,Jane,soon", "expires 'soon' is not a day like 2026-01-31"),
        ("1,check/sign,why,Jane", "has 4 cells, not 5"),
    ],
)
def test_a_fault_is_told_with_file_and_line(tmp_path: Path, row: str, fault: str) -> None:
    with pytest.raises(DataError) as raised:
        load(tmp_path, f"2,check/sign,why,Jane,2004-12-31\n{row}\n")
    (problem,) = raised.value.problems
    assert str(problem).startswith(f"mappings/suppressions.csv:3: error: {fault}")


def test_one_rule_of_a_filer_is_decided_once(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=r"suppressions\.csv:3: .* is suppressed already in mappings/suppressions\.csv:2"
    ):
        load(tmp_path, "1,check/sign,why,Jane,2004-12-31\n0001,check/sign,why,Joe,2005-12-31\n")


def test_a_suppressed_finding_counts_for_nothing_and_says_why() -> None:
    (found,) = suppress([FOUND], FILING, None, [DECISION])
    assert found.severity is None
    assert str(found) == f"{FOUND} [suppressed by Jane Doe until 2004-12-31: a refund]"


@pytest.mark.parametrize("filing", [replace(FILING, cik="654321"), replace(FILING, cik=None)])
def test_another_filers_finding_counts(filing: Filing) -> None:
    assert suppress([FOUND], filing, None, [DECISION]) == [FOUND]


def test_another_rules_finding_counts() -> None:
    other = replace(FOUND, code=FOOT_MISMATCH)
    assert suppress([other], FILING, None, [DECISION]) == [other]


@pytest.mark.parametrize(
    ("filing", "as_of", "holds"),
    [
        (replace(FILING, filed=date(2004, 12, 31)), None, True),
        (replace(FILING, filed=date(2005, 1, 1)), None, False),
        (replace(FILING, filed=None), None, True),
        (replace(FILING, filed=None, period_of_report=date(2005, 1, 31)), None, False),
        (replace(FILING, filed=None, period_of_report=None), None, False),
        (replace(FILING, filed=None, period_of_report=None), date(2004, 12, 31), True),
        (FILING, date(2005, 1, 1), False),
    ],
)
def test_the_last_day_is_held_against_what_is_given_or_the_filing_says(
    filing: Filing, as_of: date | None, holds: bool
) -> None:
    found, *told = suppress([FOUND], filing, as_of, [DECISION])
    assert (found.severity is None) is holds
    assert [finding.code.id for finding in told] == ([] if holds else ["suppression/expired"])


def test_an_expired_decision_is_told_at_its_row() -> None:
    told = suppress([], FILING, date(2005, 1, 1), [DECISION])
    assert [str(finding) for finding in told] == [
        "mappings/suppressions.csv:2: warning: suppression/expired: check/sign of 0000123456 was suppressed by "
        "Jane Doe until 2004-12-31; the filing is of 2005-01-01"
    ]


# --- what a run shows of it ---------------------------------------------------------------


@pytest.fixture(scope="module")
def mappings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables as they ship, a decision on sums of the sample's filer, and one on a relation of another."""
    folder = tmp_path_factory.mktemp("tables") / "mappings"
    shutil.copytree(ROOT / "mappings", folder)
    row = "123456,foot/sum-mismatch,misprint confirmed by the filer,Jane Doe,2004-12-31\n"
    relation = "654321,relation/balance,two sides of one joint venture,Joe Bloggs,2004-12-31\n"
    (folder / "suppressions.csv").write_text(HEADER + row + relation, encoding="utf-8")
    return folder


def misprinted(folder: Path) -> Path:
    """A manifest of the sample with a misprint in a sum, as a filing of the decision's filer."""
    text = SAMPLE.read_text(encoding="utf-8").replace("1,429,740", "1,439,740", 1)
    (folder / "misprinted.txt").write_text(text, encoding="utf-8")
    (folder / "filings.csv").write_text("path,cik\nmisprinted.txt,123456\n", encoding="utf-8")
    return folder / "filings.csv"


def test_a_run_shows_what_is_suppressed_and_ends_clean(tieout: Command, mappings: Path, tmp_path: Path) -> None:
    filing, out = misprinted(tmp_path), tmp_path / "out"
    run = ("run", filing, "--out", out, "--judge", "none")
    assert tieout(*run).code == 3
    ended = tieout(*run, "--mappings", mappings)
    assert ended.code == 0
    assert "of foot/sum-mismatch, by Jane Doe until 2004-12-31: misprint confirmed" in ended.out
    findings = json.loads((out / "misprinted" / "findings.json").read_text(encoding="utf-8"))["findings"]
    suppressed = [finding for finding in findings if finding["suppressed"]]
    assert {(found["code"], found["severity"]) for found in suppressed} == {("foot/sum-mismatch", Severity.ERROR)}
    assert {found["suppressed"]["reason"] for found in suppressed} == {"misprint confirmed by the filer"}
    assert "misprint confirmed by the filer" in (out / "misprinted" / "review.html").read_text(encoding="utf-8")
    (entry,) = json.loads((out / "run.json").read_text(encoding="utf-8"))["inputs"]
    assert (entry["outcome"], entry["findings"]["error"]) == ("done", 0)
    assert [(told["by"], told["findings"]) for told in entry["suppressed"]] == [("Jane Doe", len(suppressed))]


def test_another_day_is_another_outcome(tieout: Command, mappings: Path, tmp_path: Path) -> None:
    run = ("run", misprinted(tmp_path), "--out", tmp_path / "out", "--judge", "none", "--mappings", mappings)
    assert tieout(*run).code == 0
    ended = tieout(*run, "--as-of", "2005-01-01")
    assert ended.code == 3
    assert "suppression/expired" in ended.talk


def test_a_batch_tells_how_many_findings_are_suppressed_by_how_many_decisions() -> None:
    told = {"rule": "check/sign", "findings": 2, "reason": "a refund", "by": "Jane", "expires": "2004-12-31"}
    decisions = [{**told, "row": f"mappings/suppressions.csv:{2 + n % 3}"} for n in range(6)]
    entries = [{**RUN["inputs"][0], "suppressed": [decision]} for decision in decisions]  # type: ignore[dict-item]
    shown = StringIO()
    show(Console(file=shown, width=240), entries, Path("out"))
    assert "suppressed 12 findings, by 3 decisions" in shown.getvalue()
