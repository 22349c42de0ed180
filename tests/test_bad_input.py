"""Bad input ends in one clear finding with its place, the right exit code, and nothing half-written.

A case under ``cases/bad_input/`` is a sentence of intent, the filing, and what must come of it, parted by lines of
four dashes. Expected are ``exit N``, ``written`` or ``nothing written``, ``says TEXT``, and the start of a finding:
``LINE: severity: code``, without the line where it does not matter.
"""

import csv
import errno
import json
import os
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLE, Command, Ended, Reader
from lxml import etree

from pipeline.model import Report
from pipeline.sides import find_sides

CASES = sorted((Path(__file__).parent / "cases" / "bad_input").glob("*.txt"))
FORMULA = re.compile(r"[=+@\t\r]|-(?![\d.])")
"""What a spreadsheet takes for a formula; a negative number is none."""
MOST_SECONDS = 4
"""Ten times what hostile lines take here; before their cost was bounded, they took several times as long."""


@dataclass(frozen=True)
class Case:
    """One bad filing and what must come of it."""

    filing: bytes
    expected: tuple[str, ...]


def load_case(path: Path) -> Case:
    _, rest = path.read_bytes().split(b"\n----\n", 1)
    filing, expected = rest.rsplit(b"----\n", 1)
    return Case(filing, tuple(expected.decode().splitlines()))


def errors(ended: Ended) -> list[str]:
    return [line for line in ended.talk.splitlines() if ": error: " in line]


def leftovers(out: Path) -> list[str]:
    """What should not be there: folders written aside, and everything whose name begins with a point."""
    return sorted(path.name for path in out.rglob("*") if path.name.startswith(".") and path.name != ".journal")


def run_bytes(tieout: Command, folder: Path, content: bytes, name: str = "filing.txt") -> Ended:
    (folder / name).write_bytes(content)
    return tieout("run", folder / name, "--out", folder / "out", "--judge", "none")


def assert_rejected(ended: Ended, folder: Path, start: str) -> None:
    """One finding that begins so, exit code 3, and of the filing nothing but its line in run.json."""
    assert [line[: len(start)] for line in errors(ended)] == [start]
    assert ended.code == 3
    assert sorted(path.name for path in (folder / "out").iterdir()) == [".journal", "run.json", "taxonomy"]
    (told,) = json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))["inputs"]
    assert told["outcome"] == "rejected"
    assert told["outputs"] == {}
    assert told["reason"]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path, tieout: Command, tmp_path: Path) -> None:
    case = load_case(path)
    ended = run_bytes(tieout, tmp_path, case.filing)
    for expected in case.expected:
        word, _, rest = expected.partition(" ")
        if word == "exit":
            assert ended.code == int(rest), ended.talk or ended.out
        elif expected == "written":
            assert (tmp_path / "out" / "filing" / "report.xml").is_file()
        elif expected == "nothing written":
            assert not (tmp_path / "out" / "filing").exists()
            assert len(errors(ended)) == 1
        elif word == "says":
            assert rest in ended.talk
        else:
            pattern = re.escape(expected) if expected[0].isdigit() else r"\d+" + re.escape(expected)
            assert any(re.match(rf"filing\.txt:{pattern}", line) for line in errors(ended)), ended.talk
    assert leftovers(tmp_path / "out") == []


def test_an_empty_file_is_turned_away(tieout: Command, tmp_path: Path) -> None:
    assert_rejected(run_bytes(tieout, tmp_path, b""), tmp_path, "filing.txt:1: error: read/empty: ")


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
        b"PK\x03\x04" + b"\0" * 500,
        SAMPLE.read_text(encoding="utf-8").encode("utf-16"),
        SAMPLE.read_bytes() + b"\0" * 100,
    ],
    ids=["picture", "archive", "utf-16", "noughts-at-the-end"],
)
def test_what_is_not_text_is_turned_away(content: bytes, tieout: Command, tmp_path: Path) -> None:
    assert_rejected(run_bytes(tieout, tmp_path, content), tmp_path, "filing.txt:1: error: read/binary: ")


def test_a_huge_file_is_turned_away_before_it_is_read(
    tieout: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is lowered, so that the test need not write 200 MB."""
    monkeypatch.setattr("pipeline.batch.MAX_BYTES", 1000)
    monkeypatch.setattr("pipeline.read.sgml.MAX_BYTES", 1000)
    ended = run_bytes(tieout, tmp_path, SAMPLE.read_bytes())
    assert_rejected(ended, tmp_path, "filing.txt:1: error: read/too-large: ")


def test_lines_of_two_sides_that_are_none_cost_their_length(read: Reader) -> None:
    """Each of them took a search that tried every blank with every other, and 400 of them more than eight seconds."""
    lines = ["CONSOLIDATED BALANCE SHEETS"]
    lines += [f" 1  Abc{' ' * 232}{'x1'[n % 2]}" for n in range(390)]
    lines += [f" {n % 70 * ' '}1  Abc{' ' * 100}Def  1" for n in range(390)]
    started = time.process_time()
    assert find_sides(lines) == 0
    assert time.process_time() - started < MOST_SECONDS
    read(SAMPLE.read_text(encoding="utf-8") + "\n".join(lines) + "\n")


LINES = SAMPLE.read_text(encoding="utf-8").split("\n")


def line_of(start: str, after: int = 0) -> int:
    """The line of the sample (from 1) that begins so, blanks aside.

    >>> LINES[line_of("Total assets") - 1].split()[-1]
    '1,518,639'
    """
    return next(n for n, line in enumerate(LINES, 1) if n > after and line.strip().startswith(start))


INSIDE = {
    "balance_sheet": (line_of("Restricted cash"), line_of("Total liabilities and stockholders' equity deficiency")),
    "income_statement": (line_of("Selling, general"), line_of("Net income  ")),
    "cash_flow": (line_of("Proceeds from note"), line_of("Decrease in cash")),
}
"""The lines of the sample inside each statement: below its first rows, above the row that closes it."""
HEADS = {
    "income_statement": (line_of("Revenues"), line_of("Selling, general")),
    "cash_flow": (line_of("Net cash used in operating"), line_of("Proceeds from note")),
}
"""Its first rows, of which too few may be there to know the statement by; its title stands above them."""


@pytest.mark.parametrize("statement", INSIDE)
def test_a_filing_that_ends_inside_a_statement_is_told(statement: str, read: Reader) -> None:
    """Wherever the text ends, the last row is named."""
    missed = [cut for cut in range(*INSIDE[statement]) if not _is_told(cut, read("\n".join(LINES[:cut]) + "\n"))]
    assert missed == []


@pytest.mark.parametrize("statement", HEADS)
def test_a_filing_that_ends_in_the_first_rows_of_a_statement_is_told(statement: str, read: Reader) -> None:
    missed = [cut for cut in range(*HEADS[statement]) if not _is_told(cut, read("\n".join(LINES[:cut]) + "\n"))]
    assert missed == []


def _is_told(cut: int, report: Report) -> bool:
    """Whether one finding says that the text is cut, at the last row or at most a rule and a heading above the cut.

    Of two rows no statement may be known at all: that no statement was found is as clear, and rejects the filing.
    """
    told = [f for f in report.findings if f.code.id in ("read/truncated", "locate/no-statement")]
    if not report.statements:
        return [f.code.id for f in told] == ["locate/no-statement"]
    return [f.code.id for f in told] == ["read/truncated"] and cut - 4 <= told[0].source.line <= cut


def test_a_whole_filing_is_not_called_truncated(read: Reader) -> None:
    """Neither the sample nor its statements alone, which end with the last double rule."""
    end = next(n for n in range(line_of("Cash and cash equivalents at the end"), len(LINES)) if "====" in LINES[n - 1])
    for text in ("\n".join(LINES), "\n".join(LINES[:end]) + "\n"):
        assert [f for f in read(text).findings if f.code.id == "read/truncated"] == []


# --- data files and folders ---------------------------------------------------------------


def test_a_mapping_row_of_an_unknown_concept_is_told_with_every_other_fault(tieout: Command, tmp_path: Path) -> None:
    folder = tmp_path / "mappings"
    shutil.copytree(ROOT / "mappings", folder)
    faults = (("balance_sheet", "our own caption,,AssetsOfMars,,manual,"), ("cash_flow", "our other caption,,Cahs,?,,"))
    places = []
    for name, row in faults:
        path = folder / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        path.write_text(text + row + "\n", encoding="utf-8", newline="")
        places.append(f"mappings/{name}.csv:{text.count(chr(10)) + 1}: error: ")
    ended = tieout("run", SAMPLE, "--out", tmp_path / "out", "--mappings", folder)
    assert ended.code == 2
    assert ended.out == ""
    for place, concept in zip(places, ("AssetsOfMars", "Cahs"), strict=True):
        assert any(line.startswith(place) and concept in line for line in ended.talk.splitlines()), ended.talk
    assert not (tmp_path / "out").exists()


def test_a_mappings_folder_that_is_not_there_is_told(tieout: Command, tmp_path: Path) -> None:
    ended = tieout("run", SAMPLE, "--out", tmp_path / "out", "--mappings", tmp_path / "nowhere")
    assert ended.code == 2
    assert "nowhere" in ended.talk
    assert "Traceback" not in ended.talk
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("place", ["out", "out/deeper", "out/deeper/still"])
def test_an_output_folder_that_cannot_be_made_is_told(place: str, tieout: Command, tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    ended = tieout("run", SAMPLE, "--out", tmp_path / place)
    assert ended.code == 2
    (line,) = ended.talk.splitlines()
    assert line.startswith(f"{tmp_path / place}:1: error: ")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_a_folder_in_the_place_of_the_manifest_is_told(tieout: Command, tmp_path: Path) -> None:
    (tmp_path / "out" / "run.json").mkdir(parents=True)
    ended = tieout("run", SAMPLE, "--out", tmp_path / "out", "--judge", "none")
    assert ended.code == 2
    assert "run.json" in ended.talk
    assert not (tmp_path / "out" / SAMPLE.stem).exists()


def test_a_file_in_the_place_of_a_filings_folder_leaves_nothing_behind(tieout: Command, tmp_path: Path) -> None:
    """It is replaced or refused, but no folder written aside stays."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / SAMPLE.stem).write_text("mine", encoding="utf-8")
    tieout("run", SAMPLE, "--out", tmp_path / "out", "--judge", "none")
    assert leftovers(tmp_path / "out") == []


def test_two_inputs_of_one_name_do_not_overwrite_each_other(tieout: Command, tmp_path: Path) -> None:
    """Both are written, or the run refuses: one is never lost in silence."""
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        shutil.copy(SAMPLE, tmp_path / name / "same.txt")
    ended = tieout("run", *sorted(tmp_path.glob("*/same.txt")), "--out", tmp_path / "out", "--judge", "none")
    written = list((tmp_path / "out").glob("*/report.xml"))
    assert ended.code == 2 or len(written) == 2


def test_a_filing_named_like_the_taxonomy_does_not_replace_it(tieout: Command, tmp_path: Path) -> None:
    shutil.copy(SAMPLE, tmp_path / "taxonomy.txt")
    ended = tieout("run", tmp_path / "taxonomy.txt", "--out", tmp_path / "out", "--judge", "none")
    assert ended.code == 2 or list((tmp_path / "out" / "taxonomy").glob("*.zip"))


def test_a_filing_named_like_the_manifest_does_not_stand_in_its_place(tieout: Command, tmp_path: Path) -> None:
    shutil.copy(SAMPLE, tmp_path / "run.json.txt")
    ended = tieout("run", tmp_path / "run.json.txt", "--out", tmp_path / "out", "--judge", "none")
    assert ended.code == 0, ended.talk
    (told,) = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["inputs"]
    assert (tmp_path / "out" / told["id"] / "report.xml").is_file()


def test_a_pipe_is_no_filing(tieout: Command, tmp_path: Path) -> None:
    """Nor is it waited for; a pattern that only names it names nothing."""
    os.mkfifo(tmp_path / "filing.txt")
    ended = tieout("run", tmp_path / "filing.txt", "--out", tmp_path / "out")
    assert (ended.code, ended.out) == (2, "")
    assert "names no file" in ended.talk


def full_disk(path: Path, content: bytes) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def test_a_full_disk_is_told_and_not_remembered(
    tieout: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The filing is turned away for want of room, and done when there is some."""
    run = ("run", SAMPLE, "--out", tmp_path / "out", "--judge", "none")
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.run._write_facts", lambda folder, *rest: full_disk(folder, b""))
        ended = tieout(*run)
    assert ended.code == 3
    assert errors(ended) == [
        f"{SAMPLE.name}:1: error: run/unwritable: the outputs cannot be written: No space left on device; make room"
    ]
    assert tieout(*run).code == 0


def test_a_manifest_that_cannot_be_written_is_told_and_the_old_one_stays(
    tieout: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ("run", SAMPLE, "--out", tmp_path / "out", "--judge", "none")
    tieout(*run)
    before = (tmp_path / "out" / "run.json").read_bytes()
    monkeypatch.setattr(Path, "write_bytes", full_disk)
    ended = tieout(*run)
    assert ended.code == 2
    assert errors(ended) == [
        f"{tmp_path}/out/run.json:1: error: cannot be written: No space left on device; "
        "what filings gave is in their folders"
    ]
    assert (tmp_path / "out" / "run.json").read_bytes() == before
    assert leftovers(tmp_path / "out") == []


# --- texts that would run somewhere -------------------------------------------------------

HOSTILE = Path(__file__).parent / "cases" / "bad_input" / "hostile_labels.txt"
LABELS = ("=1+1 cmd", '<script>alert("x")</script> & so on', "@SUM(1+1)*cmd ' /C x'!A0")
"""As read: a bar draws tables, and parts words."""


@pytest.fixture
def hostile(tieout: Command, tmp_path: Path) -> Path:
    run_bytes(tieout, tmp_path, load_case(HOSTILE).filing)
    return tmp_path / "out" / "filing"


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "line_items.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("label", LABELS)
def test_a_hostile_caption_is_a_caption_like_any_other(label: str, hostile: Path) -> None:
    told = {_plain(row["label"].removeprefix("'")): row for row in rows_of(hostile)}
    assert label in told
    assert told[label]["fact_id"]


def _plain(text: str) -> str:
    """A caption without its bars."""
    return " ".join(text.replace("|", " ").split())


def test_no_cell_of_the_ledger_runs_in_a_spreadsheet(hostile: Path) -> None:
    assert [cell for row in rows_of(hostile) for cell in row.values() if FORMULA.match(cell)] == []


def test_markup_stays_text_in_every_file(hostile: Path) -> None:
    labels = set()
    for path in [*hostile.rglob("*.xml"), *hostile.rglob("*.xsd")]:
        tree = etree.parse(path)
        assert [e for e in tree.iter() if str(e.tag).rpartition("}")[2].lower() == "script"] == []
        labels |= {_plain(e.text or "") for e in tree.iter("{http://www.xbrl.org/2003/linkbase}label")}
    assert set(LABELS) <= labels
    for path in hostile.rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))


def test_every_statement_of_hostile_captions_is_still_proved(hostile: Path) -> None:
    (run,) = json.loads((hostile.parent / "run.json").read_text(encoding="utf-8"))["inputs"]
    assert [statement["verdict"] for statement in run["statements"]] == ["proved"]
    assert run["numbers"]["lost"] == 0


def test_the_judge_accepts_hostile_captions(tieout: Command, tmp_path: Path) -> None:
    (tmp_path / "filing.txt").write_bytes(load_case(HOSTILE).filing)
    ended = tieout("run", tmp_path / "filing.txt", "--out", tmp_path / "out")
    assert (ended.code, errors(ended)) == (0, [])


@pytest.mark.parametrize("hostile_text", ["\x1b[31mRed\x1b[0m cash", "Ring \x07 cash", "\x9b2J cash"])
def test_captions_cannot_command_the_terminal(hostile_text: str, tieout: Command, tmp_path: Path) -> None:
    """A caption with control characters, in a sum that does not hold, so that its finding is printed."""
    text = SAMPLE.read_text(encoding="utf-8").replace(" Restricted cash    ", f" {hostile_text}    ", 1)
    ended = run_bytes(tieout, tmp_path, text.replace("1,429,740", "1,439,740", 1).encode())
    assert ended.code == 3
    spoken = ended.talk + ended.out
    assert [c for c in spoken if c != "\n" and (ord(c) < 32 or 127 <= ord(c) < 160)] == []
