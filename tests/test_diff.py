"""Two runs compared: what is the same, and how what is not is told."""

import json
import shutil
from pathlib import Path

import pytest
from conftest import SAMPLE, Command, Ended


@pytest.fixture
def runs(judged: tuple[Ended, Path], tmp_path: Path) -> tuple[Path, Path]:
    """The sample's outputs twice, the second to be changed."""
    shutil.copytree(judged[1], tmp_path / "after")
    return judged[1], tmp_path / "after"


def change(out: Path, *pairs: tuple[str, str]) -> None:
    """Write other words into the ledger, as another version would."""
    path = out / SAMPLE.stem / "line_items.csv"
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8", newline="")


def differences(ended: Ended) -> list[dict[str, object]]:
    return [json.loads(line) for line in ended.out.splitlines()]


def test_equal_runs_end_with_0(runs: tuple[Path, Path], tieout: Command) -> None:
    ended = tieout("diff", *runs)
    assert (ended.code, ended.out) == (0, "0 gained, 0 lost, 0 changed in 0 of 1 filings\n")
    assert tieout("diff", *runs, "--json") == Ended(0, "", "")


def test_a_sign_is_told_from_a_value(runs: tuple[Path, Path], tieout: Command) -> None:
    change(runs[1], (",-47937,gaap:", ",47937,gaap:"))
    ended = tieout("diff", *runs, "--json")
    assert ended.code == 3
    assert {(tuple(d["differs"]), d["kind"]) for d in differences(ended)} == {(("sign",), "changed")}  # type: ignore[arg-type]


def test_another_concept_shows_the_rows_of_both_sides(runs: tuple[Path, Path], tieout: Command) -> None:
    change(runs[1], ("gaap:RestrictedCashAndCashEquivalentsAtCarryingValue", "gaap:RestrictedCashCurrent"))
    (difference,) = differences(tieout("diff", *runs, "--json"))
    assert (difference["kind"], difference["differs"]) == ("changed", ["concept"])
    assert difference["before"]["concept"] == "gaap:RestrictedCashAndCashEquivalentsAtCarryingValue"  # type: ignore[index]
    assert difference["after"]["concept"] == "gaap:RestrictedCashCurrent"  # type: ignore[index]
    sides = (difference["before"]["rule"], difference["after"]["rule"])  # type: ignore[index]
    assert all(rule.startswith("mappings/balance_sheet.csv:") for rule in sides)
    ended = tieout("diff", *runs)
    assert "RestrictedCashCurrent" in ended.out and sides[0] in ended.out
    assert ended.out.endswith("0 gained, 0 lost, 1 changed in 1 of 1 filings\n")


def test_facts_of_a_filing_that_only_one_run_read_are_gained_or_lost(runs: tuple[Path, Path], tieout: Command) -> None:
    shutil.copytree(runs[1] / SAMPLE.stem, runs[1] / "another")
    gained = differences(tieout("diff", *runs, "--json"))
    lost = differences(tieout("diff", runs[1], runs[0], "--json"))
    assert {(d["filing"], d["kind"]) for d in gained} == {("another", "gained")}
    assert {(d["filing"], d["kind"]) for d in lost} == {("another", "lost")}
    assert len(gained) == len(lost) == len(json.loads((runs[0] / SAMPLE.stem / "report.json").read_text())["facts"])


def test_two_folders_of_filings_are_compared_whatever_their_names(runs: tuple[Path, Path], tieout: Command) -> None:
    (runs[1] / SAMPLE.stem).rename(runs[1] / "renamed")
    assert tieout("diff", runs[0] / SAMPLE.stem, runs[1] / "renamed").code == 0


def test_folders_that_no_run_wrote_are_wrong_usage(runs: tuple[Path, Path], tmp_path: Path, tieout: Command) -> None:
    (tmp_path / "empty").mkdir()
    ended = tieout("diff", runs[0], tmp_path / "empty")
    assert (ended.code, ended.out) == (2, "")
    assert "line_items.csv" in ended.talk


def test_a_report_that_is_cut_off_is_told(runs: tuple[Path, Path], tieout: Command) -> None:
    (runs[1] / SAMPLE.stem / "report.json").write_text("{", encoding="utf-8")
    ended = tieout("diff", *runs)
    assert ended.code == 2
    assert "report.json:1: error: is not the report" in ended.talk
