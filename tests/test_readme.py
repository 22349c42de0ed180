"""What the README says can be typed can be typed, and what it shows is what is printed."""

import csv
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLE, Command, Ended

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROSE_OF_A_COMMAND = re.compile(r"  +")
"""What follows two blanks explains the command."""
PAGES = sorted(
    path
    for folder in (".", "out", "examples", "examples/*", "mappings", "taxonomy")
    for path in ROOT.glob(f"{folder}/*.md")
)


def commands(first: str) -> list[str]:
    """The lines of indented blocks that call a program."""
    lines = [line[4:] for line in README.splitlines() if line.startswith(f"    {first} ")]
    return [PROSE_OF_A_COMMAND.split(line)[0].strip() for line in lines]


def shown(first_words: str) -> list[str]:
    """The fenced block of which a line begins so."""
    blocks = [block.strip("\n").splitlines() for block in README.split("```")[1::2]]
    return next(block for block in blocks if any(line.startswith(first_words) for line in block))


def test_the_readme_shows_commands() -> None:
    assert len(commands("tieout")) >= 5
    assert len(commands("make")) >= 2


def words_need_outputs(line: str) -> bool:
    return any(word == "out" or word.startswith("out/") for word in shlex.split(line)) and "run" not in line.split()


@pytest.mark.parametrize("line", commands("tieout"))
def test_commands_run_as_shown(
    line: str, tieout: Command, judged: tuple[Ended, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In an empty folder, on the sample; tables are made tidy as copies, and earlier outputs are there."""
    monkeypatch.chdir(tmp_path)
    if words_need_outputs(line):
        shutil.copytree(judged[1], tmp_path / "out")
    (tmp_path / "LABELS.csv").write_text("statement,label,tag,filings\n", encoding="utf-8")
    words = shlex.split(line)[1:]
    if words[0] == "verify":
        tieout(*shlex.split(next(other for other in commands("tieout") if " sign " in other))[1:])
    if words == ["tidy"]:
        words += [str(shutil.copytree(ROOT / name, tmp_path / name)) for name in ("mappings", "taxonomy")]
    ended = tieout(*(str(SAMPLE) if word == "FILE..." else word for word in words))
    assert ended.code == 0, ended.talk


@pytest.mark.parametrize("line", commands("make"))
@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_knows_its_targets(line: str) -> None:
    ended = subprocess.run([*shlex.split(line), "-n"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_options_that_the_prose_names_exist(tieout: Command) -> None:
    helps = "".join(
        tieout(*words, "--help").out
        for words in (["run"], ["load"], ["explain"], ["review"], ["sign"], ["verify"], ["taxonomy", "build"])
    )
    named = set(re.findall(r"`(--[a-z-]+)`", README))
    assert named
    assert {option for option in named if option not in helps and option != "--help"} == set()


def cells(line: str) -> list[str]:
    """The cells of a printed line, whatever draws the table around them."""
    return [cell.strip() for cell in re.split(r"[│┃|]|\s{2,}", line) if cell.strip()]


def test_the_result_shown_is_the_result_printed(judged: tuple[Ended, Path]) -> None:
    printed = [cells(line) for line in judged[0].out.splitlines()]
    for line in shown(SAMPLE.name):
        assert any(_is_shown(cells(line), row) for row in printed), f"{line!r} is not what is printed"


def _is_shown(shown: list[str], printed: list[str]) -> bool:
    return len(shown) == len(printed) and all(map(_is_abbreviated, shown, printed))


def _is_abbreviated(shown: str, printed: str) -> bool:
    """Whether a text is printed so; what is long may be cut with an ellipsis."""
    return printed.startswith(shown.rstrip("… ")) if shown.endswith("…") else shown == printed


def test_the_ledger_rows_shown_are_rows_of_the_ledger(judged: tuple[Ended, Path]) -> None:
    heading, *lines = shown("fact_id")
    with (judged[1] / SAMPLE.stem / "line_items.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["fact_id"]: row for row in csv.DictReader(file)}
    for line in lines:
        told = dict(zip(cells(heading), cells(line), strict=True))
        for column, text in told.items():
            assert _is_abbreviated(text, rows[told["fact_id"]][column]), f"{column} of {told['fact_id']}"


def links(page: Path) -> Iterator[str]:
    yield from (link for link in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")) if "://" not in link)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    assert [link for link in links(page) if not (page.parent / link).exists()] == []


def test_out_is_described_file_by_file(judged: tuple[Ended, Path]) -> None:
    """Every file of a run has its row in out/README.md."""
    page = (ROOT / "out" / "README.md").read_text(encoding="utf-8")
    written = {path.relative_to(judged[1]).parts[:2] for path in judged[1].rglob("*") if path.is_file()}
    names = {parts[1] if parts[0] == SAMPLE.stem else parts[0] for parts in written}
    assert {name for name in names if name not in page} == set()


def test_nothing_of_a_workplace_is_in_the_project() -> None:
    """No path of a machine: the folder of this checkout, or a home, in any text of the project."""
    places = {str(ROOT.parent), str(Path(sys.prefix)), "/home/", "/Users/"} - {"/"}
    folders = [ROOT / name for name in ("pipeline", "taxonomy", "mappings", "examples", "tests", "benchmarks")]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".csv", ".md", ".toml"}]
    here = Path(__file__).resolve()
    told = [path for path in files if path.resolve() != here and _names_any(path, places)]
    assert told == []


def _names_any(path: Path, places: set[str]) -> bool:
    text = path.read_text(encoding="utf-8")
    return any(place in text for place in places)
