"""What was counted and measured: each fault of it is told when the tables are loaded, none while a filing is read."""

import shutil
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLE, Command

from pipeline.evidence import FORMS, evidence_faults, load_evidence_table, load_successors, load_turns

BROKEN = {
    "balance_sheet.csv": ("cash,Cash,many,3", "filers 'many' is no number"),
    "2018-/calibration.csv": ("decision:share,high,", "value 'high' is no number"),
    "2018-/context.csv": ("cash_flow,above,Cash,Goodwill", "has 4 cells, not 5"),
    "note_amounts.csv": ("caption,cash,,Cash,-1", "filers '-1' is no number"),
    "note_ranking.csv": ("alike,0.5", "feature alike stands already in mappings/evidence/note_ranking.csv:2"),
    "successors.csv": ("*,Cash,CashAndDueFromBanks,150,2018", "percent '150' is no number"),
    "ranking.csv": ("sign,-.5e", "weight '-.5e' is no number"),
}
"""Rows added to tables, and what is told of each."""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = tmp_path / "mappings"
    shutil.copytree(ROOT / "mappings", folder)
    for name, (row, _) in BROKEN.items():
        with (folder / "evidence" / name).open("a", encoding="utf-8") as file:
            file.write(row + "\n")
    return folder


def last_line(path: Path) -> int:
    return path.read_bytes().count(b"\n")


def test_every_fault_of_every_table_is_told_before_a_filing_is_read(
    broken: Path, tieout: Command, tmp_path: Path
) -> None:
    """Also of a weight that another takes the place of for the filing at hand, and of what only notes ask for."""
    with (broken / "cash_flow.csv").open("a", encoding="utf-8") as file:
        file.write("odd caption,,Cahs,,manual,\n")
    ended = tieout("run", SAMPLE, "--out", tmp_path / "out", "--mappings", broken)
    assert ended.code == 2
    expected = [
        f"mappings/evidence/{name}:{last_line(broken / 'evidence' / name)}: error: {fault}"
        for name, (_, fault) in BROKEN.items()
    ]
    expected.append(f"mappings/cash_flow.csv:{last_line(broken / 'cash_flow.csv')}: error: no concept Cahs")
    told = ended.talk.splitlines()
    assert [start for start in expected if not any(line.startswith(start) for line in told)] == []
    assert not (tmp_path / "out").exists()


def test_what_took_over_in_one_statement_goes_before_what_did_in_every_one(tmp_path: Path) -> None:
    """A concept may stand once for each statement and once for all of them, no more."""
    (tmp_path / "evidence").mkdir()
    table = tmp_path / "evidence" / "successors.csv"
    rows = ["equity,Cash,Goodwill,100,2018", "*,Cash,CashAndDueFromBanks,80,2018", "*,Goodwill,Land,100,2020"]
    table.write_text("\n".join(["statement,concept,successor,percent,since", *rows]) + "\n", encoding="utf-8")
    assert load_successors(tmp_path, "equity", 2019) == {"Cash": ("Goodwill", 100)}
    assert load_successors(tmp_path, "cash_flow", 2019) == {"Cash": ("CashAndDueFromBanks", 80)}
    assert load_turns(tmp_path) == (2018, 2020)
    with table.open("a", encoding="utf-8") as file:
        file.write("equity,Cash,Land,100,2019\n")
    (fault,) = evidence_faults(tmp_path)
    assert fault.message == f"concept Cash stands already in {tmp_path.name}/evidence/successors.csv:2"


def test_the_shipped_tables_are_sound() -> None:
    assert evidence_faults(ROOT / "mappings") == []
    assert [name for name in FORMS if not load_evidence_table(ROOT / "mappings", name)] == []


def test_a_folder_without_evidence_has_no_faults(tmp_path: Path) -> None:
    assert evidence_faults(tmp_path) == []


@pytest.mark.parametrize("row", ['"cash, restricted",Cash,1,0', "café,Cash,12,3", "", '"said ""so""",Cash,1,0'])
def test_a_row_that_can_be_read_is_no_fault(row: str, tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    text = "label,concept,filers,filings\n" + row + "\n"
    (tmp_path / "evidence" / "equity.csv").write_text(text, encoding="utf-8")
    assert evidence_faults(tmp_path) == []
