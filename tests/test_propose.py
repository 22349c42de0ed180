"""`tieout mappings learn`: rows proposed from counted labels, and what is refused."""

import json
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, Command

HEADER = "statement,label,tag,filings,filers,negated,parenthetical\n"
HEAD = "label,section,concept,sign,seen,note\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Mapping tables with a learned row, one of a person, and one of each that the labels speak of."""
    (tmp_path / "mappings").mkdir()
    rows = "goodwill,,Goodwill,,manual,\ninventory,,InventoryNet,,40 of 42 filers,\nland,,Land,,5 of 5 filers,\n"
    (tmp_path / "mappings" / "balance_sheet.csv").write_text(HEAD + rows, encoding="utf-8")
    return tmp_path / "mappings"


def labels(folder: Path, *rows: str) -> Path:
    path = folder.parent / "labels.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_counted_captions_become_rows_with_their_evidence(folder: Path, tieout: Command) -> None:
    path = labels(folder, "BS,Deposits held,EscrowDeposit,9,7,0,0")
    before = (folder / "balance_sheet.csv").read_text(encoding="utf-8")
    ended = tieout("mappings", "learn", path, "--mappings", folder)
    assert ended.code == 0, ended.talk
    assert "+ balance_sheet.csv: deposit held [] -> EscrowDeposit (7 of 7 filers)" in ended.out
    assert (folder / "balance_sheet.csv").read_text(encoding="utf-8") == before
    assert tieout("mappings", "learn", path, "--mappings", folder, "--write").code == 0
    after = (folder / "balance_sheet.csv").read_text(encoding="utf-8")
    assert "deposit held,,EscrowDeposit,,7 of 7 filers,\n" in after
    assert set(before.splitlines()) < set(after.splitlines())
    assert "0 rows proposed" in tieout("mappings", "learn", path, "--mappings", folder).out


def test_a_learned_row_gives_way_only_to_more_evidence(folder: Path, tieout: Command) -> None:
    path = labels(folder, "BS,Land,LandAndLandImprovements,9,9,0,0", "BS,Inventory,InventoryGross,9,9,0,0")
    told = json.loads(tieout("mappings", "learn", path, "--mappings", folder, "--json").out)
    (land,) = [row for row in told["proposals"] if row["label"] == "land" and not row["section"]]
    assert (land["concept"], land["instead_of"]["concept"]) == ("LandAndLandImprovements", "Land")
    assert "inventory" not in {row["label"] for row in told["proposals"] if not row["section"]}
    assert any("says InventoryNet (40 of 42 filers)" in refusal["reason"] for refusal in told["refusals"])


def test_a_persons_row_is_not_touched_and_the_contradiction_told(folder: Path, tieout: Command) -> None:
    path = labels(folder, "BS,Goodwill,GoodwillGross,90,90,0,0")
    ended = tieout("mappings", "learn", path, "--mappings", folder, "--write")
    assert ended.code == 0, ended.talk
    assert "! balance_sheet: goodwill []: a person wrote Goodwill, the count says GoodwillGross" in ended.out
    assert "goodwill,,Goodwill,,manual,\n" in (folder / "balance_sheet.csv").read_text(encoding="utf-8")


def test_tags_that_are_no_concepts_are_told(folder: Path, tieout: Command) -> None:
    path = labels(folder, "BS,Deposits held,DepositsOnMars,9,7,0,0")
    assert (
        "! 1 tags are no concepts of the taxonomy: DepositsOnMars"
        in tieout("mappings", "learn", path, "--mappings", folder).out
    )
    told = json.loads(tieout("mappings", "learn", path, "--mappings", folder, "--json").out)
    assert told["unknown_tags"] == ["DepositsOnMars"]


def test_thresholds_are_those_of_the_tables(folder: Path, tieout: Command) -> None:
    path = labels(folder, "BS,Deposits held,EscrowDeposit,9,7,0,0")
    (folder / "evidence").mkdir()
    (folder / "evidence" / "thresholds.csv").write_text("name,value\ncount,8\nshare,0.5\n", encoding="utf-8")
    ended = tieout("mappings", "learn", path, "--mappings", folder)
    assert "0 rows proposed" in ended.out
    assert "too few had the caption" in ended.out


def test_filings_of_stated_years_are_counted_as_such(folder: Path, tieout: Command) -> None:
    path = folder.parent / "labels.csv"
    path.write_text("statement,label,tag,filings\nBS,Deposits held,EscrowDeposit,9\n", encoding="utf-8")
    ended = tieout("mappings", "learn", path, "--mappings", folder, "--years", "2021-2025")
    assert "(9 of 9 filings 2021-2025)" in ended.out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xef\xbb\xbf" + HEADER.encode(), "byte-order mark"),
        (HEADER.replace(",", ";").encode(), "semicolons"),
        (HEADER.encode() + b'BS,"Cash,Cash,1,1,0,0\n', "well-formed"),
        (HEADER.encode() + b"BS,Caf\xe9,Cash,1,1,0,0\n", "UTF-8"),
        (HEADER.encode() + b"BS,Cash,Cash,1,x,0,0\nZZ,Cash,Cash,1,1,0,0\n", "labels.csv:3"),
        (b"", "is empty"),
    ],
)
def test_faults_of_a_labels_file_are_told_with_their_place(
    content: bytes, said: str, folder: Path, tieout: Command
) -> None:
    path = folder.parent / "labels.csv"
    path.write_bytes(content)
    ended = tieout("mappings", "learn", path, "--mappings", folder, "--write")
    assert (ended.code, ended.out) == (2, "")
    assert "labels.csv:" in ended.talk and said in ended.talk


def test_faults_of_thresholds_are_told_at_once(folder: Path, tieout: Command) -> None:
    (folder / "evidence").mkdir()
    (folder / "evidence" / "thresholds.csv").write_text("name,value\ncount,0\nshare,2\nfoo,1\n", encoding="utf-8")
    ended = tieout("mappings", "learn", labels(folder), "--mappings", folder)
    assert ended.code == 2
    assert [line.split(": ")[0] for line in ended.talk.splitlines()] == [
        f"mappings/evidence/thresholds.csv:{n}" for n in (2, 3, 4)
    ]


def test_the_shipped_tables_carry_their_thresholds(tieout: Command, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "mappings", tmp_path / "mappings"))
    assert (folder / "evidence" / "thresholds.csv").read_text(encoding="utf-8") == "name,value\ncount,3\nshare,0.5\n"
    assert tieout("tidy", folder).out == ""
