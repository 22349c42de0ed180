"""Spreadsheets' saves of data tables come back to the one form that is kept."""

from pathlib import Path

import pytest

from pipeline.mappings import COLUMNS
from pipeline.tables import DataError
from pipeline.taxonomy import COLUMNS as TAXONOMY_COLUMNS
from pipeline.tidy import tidy, tidy_table

ROOT = Path(__file__).parents[1]
TIDY = (
    'label,section,concept,sign,seen,note\nnet sales,,Revenues,,manual,\ntotal asset,,Assets,+,3 of 4 filers,"a, b"\n'
)


@pytest.mark.parametrize(
    "saved",
    [
        TIDY.encode(),
        b"\xef\xbb\xbf" + TIDY.encode(),
        TIDY.replace("\n", "\r\n").encode(),
        TIDY.replace(",", ";").replace('"a; b"', '"a, b"').encode(),
        TIDY.replace(",", "\t").replace('"a\t b"', "a, b").encode("utf-16"),
        b'label,section,concept,sign,seen,note\n"Total Assets",,"Assets",+,3 of 4 filers,"a, b"\n'
        b"Net sales ,,Revenues,,manual,\n",
        b"label,section,concept,sign,seen,note,,\nnet sales,,Revenues,,manual,,,\n,,,,,,,\n"
        b'total asset,,Assets,+,3 of 4 filers,"a, b",,\n',
    ],
)
def test_what_a_spreadsheet_saves_becomes_tidy(saved: bytes) -> None:
    assert tidy_table(saved, COLUMNS) == TIDY


def test_windows_letters_survive() -> None:
    saved = "label,section,concept,sign,seen,note\ncafé,,Revenues,,manual,naïve – yes\n".encode("cp1252")
    assert "naïve – yes" in tidy_table(saved, COLUMNS)


def test_tidying_twice_is_tidying_once() -> None:
    once = tidy_table(b"label;section;concept;sign;seen;note\r\nb;;X;;m;\r\nA*;Current Assets;Y;;m;\r\n", COLUMNS)
    assert tidy_table(once, COLUMNS) == once
    assert once.splitlines()[1] == "a *,current assets,Y,,m,"


def test_wrong_rows_stay_wrong() -> None:
    saved = "label,section,concept,sign,seen,note\nnet sales,Revenues\n$1.00,,Revenues,,manual,\n"
    assert tidy_table(saved, COLUMNS).splitlines()[1:] == ["$1.00,,Revenues,,manual,", "net sales,revenues"]


def test_unknown_header_is_left_in_its_order() -> None:
    assert tidy_table("b;a\r\n2;1\r\n1;2\r\n", COLUMNS) == "b,a\n2,1\n1,2\n"


def test_taxonomy_tables_keep_their_order() -> None:
    columns = TAXONOMY_COLUMNS["labels"]
    assert tidy_table("concept;role;label\r\nZ;label;Z's\r\nA;label;A\r\n", columns) == (
        "concept,role,label\nZ,label,Z's\nA,label,A\n"
    )


def test_folder_is_made_tidy_and_the_changed_files_told(tmp_path: Path) -> None:
    (tmp_path / "industry").mkdir()
    (tmp_path / "cash_flow.csv").write_text(TIDY)
    wide = tmp_path / "industry" / "bank.csv"
    wide.write_bytes(b"statement;label;section;concept;sign;seen;note\r\ncash_flow;Deposits;;Deposits;;manual;\r\n")
    assert tidy(tmp_path) == [wide]
    assert wide.read_text().splitlines()[1] == "cash_flow,deposit,,Deposits,,manual,"
    assert tidy(tmp_path) == []


def test_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "cash_flow.csv").write_bytes(b"label,section,concept,sign,seen,note\n\x81\xff,,X,,m,\n")
    with pytest.raises(DataError, match=r"cash_flow\.csv:1: error: cannot be made tidy"):
        tidy(tmp_path)


@pytest.mark.parametrize("name", ["mappings", "taxonomy"])
def test_shipped_tables_are_tidy(name: str, tmp_path: Path) -> None:
    for path in (ROOT / name).rglob("*.csv"):
        target = tmp_path / path.relative_to(ROOT / name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    assert tidy(tmp_path) == []
