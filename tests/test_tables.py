"""Data tables are read whole or refused with every fault."""

from pathlib import Path

import pytest

from pipeline.model import Source
from pipeline.tables import DataError, Problem, format_safe_cell, format_table, parse_table

COLUMNS = ("label", "concept")


def write(folder: Path, content: bytes) -> Path:
    path = folder / "general.csv"
    path.write_bytes(content)
    return path


def test_rows_know_their_lines_though_a_cell_runs_over_two(tmp_path: Path) -> None:
    path = write(tmp_path, b'label,concept\n"net\nsales",Revenues\n\n cash , Cash \n')
    rows, problems = parse_table(path, COLUMNS, "mappings/general.csv")
    assert problems == []
    assert [(row["label"], row["concept"], row.source.line) for row in rows] == [
        ("net\nsales", "Revenues", 2),
        ("cash", "Cash", 5),
    ]
    assert str(rows[0].source) == "mappings/general.csv:2"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", 1, "is empty"),
        (b"label;concept\ncash;Cash\n", 1, "semicolons"),
        (b"label,concept,note\n", 1, "has the columns"),
        (b"concept,label\n", 1, "has the columns"),
        (b"\xef\xbb\xbflabel,concept\n", 1, "byte-order mark"),
        (b"label,concept\ncash,Cash\ncaf\xe9,Cash\n", 3, "not UTF-8"),
        (b"label,concept\ncash\n", 2, "has 1 cells, not 2"),
        (b"label,concept\ncash,Cash,more\n", 2, "has 3 cells, not 2"),
        (b'label,concept\n"cash,Cash\n', 2, "not well-formed"),
    ],
)
def test_fault_is_told_with_its_line(tmp_path: Path, content: bytes, line: int, words: str) -> None:
    _, problems = parse_table(write(tmp_path, content), COLUMNS)
    assert [problem.source.line for problem in problems] == [line]
    assert words in problems[0].message


def test_missing_file_is_a_problem(tmp_path: Path) -> None:
    rows, problems = parse_table(tmp_path / "none.csv", COLUMNS)
    assert rows == []
    assert "cannot be read" in problems[0].message


def test_every_fault_of_a_file_is_told(tmp_path: Path) -> None:
    rows, problems = parse_table(write(tmp_path, b"label,concept\na\nb,B\nc\n"), COLUMNS)
    assert [problem.source.line for problem in problems] == [2, 4]
    assert [row["label"] for row in rows] == ["b"]


def test_error_lists_its_problems_once_and_in_order() -> None:
    first, second = Problem(Source("a.csv", 2), "bad"), Problem(Source("a.csv", 10), "worse")
    assert str(DataError([second, first, second])) == "a.csv:2: error: bad\na.csv:10: error: worse"


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    cells = ["a, b", 'say "x"']
    path = write(tmp_path, format_table(COLUMNS, [cells]).encode())
    rows, problems = parse_table(path, COLUMNS)
    assert problems == []
    assert [rows[0][column] for column in COLUMNS] == cells


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_cell_that_a_spreadsheet_would_run_is_made_harmless(text: str) -> None:
    assert format_safe_cell(text) == "'" + text
