"""The command line: exit codes, data on stdout and talk on stderr, and what each command does."""

import csv
import json
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SAMPLE, Command, Ended
from jsonschema import Draft202012Validator

import pipeline
from pipeline.locate import locate
from pipeline.model import Block, Filing, Finding

SCHEMAS = Path(pipeline.__file__).parent / "schemas"
QUIET = (
    "--judge",
    "none",
)


def faults(schema: str, document: object) -> list[str]:
    """Every way in which a document breaks a published schema."""
    validator = Draft202012Validator(json.loads((SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8")))
    return [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(document)]


def misprinted(folder: Path) -> Path:
    path = folder / "misprinted.txt"
    text = SAMPLE.read_text(encoding="utf-8").replace("1,429,740", "1,439,740", 1)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def crash_on_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug that only the file bad.txt brings to light."""

    def locate_or_crash(filing: Filing) -> tuple[list[Block], list[Finding]]:
        if filing.source.path == "bad.txt":
            raise LookupError("a case nobody thought of")
        return locate(filing)

    monkeypatch.setattr("pipeline.run.locate", locate_or_crash)


# --- exit codes -----------------------------------------------------------------------------


def test_a_clean_filing_ends_with_0(judged: tuple[Ended, Path]) -> None:
    assert judged[0].code == 0


@pytest.mark.usefixtures("crash_on_bad")
def test_a_crash_costs_one_filing_and_ends_with_1(tieout: Command, tmp_path: Path) -> None:
    for name in ("bad.txt", "good.txt"):
        shutil.copy(SAMPLE, tmp_path / name)
    out = tmp_path / "out"
    ended = tieout("run", tmp_path / "bad.txt", tmp_path / "good.txt", "--out", out, *QUIET)
    assert ended.code == 1
    assert "bad.txt:1: error: run/crashed: LookupError: a case nobody thought of" in ended.talk
    assert "Traceback" not in ended.talk
    manifest = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert faults("run", manifest) == []
    assert [(told["path"], told["outcome"]) for told in manifest["inputs"]] == [
        ("bad.txt", "quarantined"),
        ("good.txt", "done"),
    ]
    assert sorted(path.name for path in out.iterdir()) == [".journal", "good", "run.json", "taxonomy"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["run", "nowhere.txt"], "nowhere.txt"),
        (["run", "nowhere.txt", "neither.txt"], "neither.txt"),
        (["run"], "FILES"),
        (["run", str(SAMPLE), "--frobnicate"], "--frobnicate"),
        (["run", str(ROOT / "pipeline" / "schemas")], "schemas"),
        (["no-such-command"], "no-such-command"),
        (["explain", "Cash"], "--statement"),
        (["explain", "Cash", "--statement", "balance"], "balance_sheet"),
        (["run", str(SAMPLE), "--taxonomy", "nowhere"], "nowhere"),
        (["run", str(SAMPLE), "--mappings", "nowhere"], "nowhere"),
        *((["run", str(SAMPLE), "--at-least", share], "--at-least") for share in ("60", "0.95", "-0.5", "nan", "0,6")),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_names_what_is_wrong(
    arguments: list[str], named: str, tieout: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = tieout(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert named.lower() in ended.talk.lower()
    assert "Traceback" not in ended.talk
    assert list(tmp_path.iterdir()) == []


def test_an_error_finding_ends_with_3_and_still_writes(tieout: Command, tmp_path: Path) -> None:
    ended = tieout("run", misprinted(tmp_path), "--out", tmp_path / "out", *QUIET)
    assert ended.code == 3
    assert (tmp_path / "out" / "misprinted" / "report.xml").is_file()


def test_strict_makes_a_warning_count(tieout: Command, tmp_path: Path) -> None:
    """That the judge was not asked is a warning."""
    assert tieout("run", SAMPLE, "--out", tmp_path, *QUIET).code == 0
    assert tieout("run", SAMPLE, "--out", tmp_path, *QUIET, "--strict").code == 3


def test_a_run_without_the_judge_says_so(tieout: Command, tmp_path: Path) -> None:
    ended = tieout("run", SAMPLE, "--out", tmp_path, *QUIET)
    assert "not judged by Arelle, as --judge none asks" in ended.out
    assert ended.talk == ""


def facts_by_concept(out: Path) -> dict[str, dict[str, str]]:
    with (out / "sample-10qsb" / "line_items.csv").open(encoding="utf-8", newline="") as file:
        return {row["fact_id"]: row for row in csv.DictReader(file) if row["fact_id"]}


def test_no_concept_is_suggested_that_is_less_sure_than_asked_for(tieout: Command, tmp_path: Path) -> None:
    """What was the best guess becomes the filer's own, in statements, notes and sentences, and the reason says so."""
    tieout("run", SAMPLE, "--out", tmp_path, *QUIET)
    before = facts_by_concept(tmp_path)
    assert tieout("run", SAMPLE, "--out", tmp_path, *QUIET, "--at-least", "0.80").code == 0
    after = facts_by_concept(tmp_path)
    assert json.loads((tmp_path / "run.json").read_text())["mappings"]["at_least"] == "0.8"
    unsure = {
        key for key, row in before.items() if row["status"] != "own" and Decimal(row["confidence"]) < Decimal("0.8")
    }
    assert {key.partition("r")[0][0] for key in unsure} >= {"s", "t"}
    assert all(key not in after or after[key]["status"] == "own" for key in unsure)
    demoted = {key: f"{before[key]['concept'].partition(':')[2]} is only" for key in unsure & set(after)}
    assert all(after[key]["reason"].startswith(told) for key, told in demoted.items())
    with (tmp_path / "sample-10qsb" / "review.csv").open(encoding="utf-8", newline="") as file:
        queue = {row["row"]: row for row in csv.DictReader(file)}
    for key in demoted:
        asked = queue[key.partition("c")[0]]
        assert before[key]["concept"].partition(":")[2] in [asked[f"concept_{n}"] for n in (1, 2, 3)]
    assert all(after[key]["concept"] == row["concept"] for key, row in before.items() if key not in unsure)


# --- data and talk --------------------------------------------------------------------------


def test_findings_are_talk_and_the_summary_is_data(tieout: Command, tmp_path: Path) -> None:
    ended = tieout("run", misprinted(tmp_path), "--out", tmp_path / "out", *QUIET)
    assert "foot/sum-mismatch" in ended.talk
    assert "foot/sum-mismatch" not in ended.out
    assert "numbers " in ended.out
    assert "numbers " not in ended.talk


def test_json_is_all_that_stdout_holds(tieout: Command, tmp_path: Path) -> None:
    ended = tieout("run", misprinted(tmp_path), SAMPLE, "--out", tmp_path / "out", *QUIET, "--json")
    assert faults("run", json.loads(ended.out)) == []
    assert ended.out == (tmp_path / "out" / "run.json").read_text(encoding="utf-8")


def test_the_manifest_counts_what_the_findings_say(judged: tuple[Ended, Path]) -> None:
    manifest = json.loads((judged[1] / "run.json").read_text(encoding="utf-8"))
    assert faults("run", manifest) == []
    (told,) = manifest["inputs"]
    findings = findings_of(judged[1] / SAMPLE.stem)
    for severity, count in told["findings"].items():
        assert count == sum(finding["severity"] == severity for finding in findings)
    report = json.loads((judged[1] / SAMPLE.stem / "report.json").read_text(encoding="utf-8"))
    assert told["facts"] == len(report["facts"])


def findings_of(folder: Path) -> list[dict[str, Any]]:
    document = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    assert faults("findings", document) == []
    return list(document["findings"])


def test_findings_ledger_and_queue_conform_to_their_schemas(judged: tuple[Ended, Path]) -> None:
    folder = judged[1] / SAMPLE.stem
    assert "judge/passed" in {finding["code"] for finding in findings_of(folder)}
    with (folder / "line_items.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 150
    assert [fault for row in rows for fault in faults("ledger", row)] == []
    with (folder / "review.csv").open(encoding="utf-8", newline="") as file:
        queue = list(csv.DictReader(file))
    assert len(queue) > 10
    assert [fault for row in queue for fault in faults("review", row)] == []


def test_every_fact_of_the_report_has_its_row_in_the_ledger(judged: tuple[Ended, Path]) -> None:
    folder = judged[1] / SAMPLE.stem
    with (folder / "line_items.csv").open(encoding="utf-8", newline="") as file:
        told = sorted(row["fact_id"] for row in csv.DictReader(file) if row["fact_id"])
    assert told == sorted(json.loads((folder / "report.json").read_text(encoding="utf-8"))["facts"])


def test_the_summary_names_every_output(judged: tuple[Ended, Path]) -> None:
    ended, out = judged
    written = {path.name for path in (out / SAMPLE.stem).iterdir()} - {"facts-metadata.json"}
    named = {Path(line.split()[-1]).name for line in ended.out.splitlines() if str(out) in line}
    assert named == written


# --- the other commands ---------------------------------------------------------------------


def test_version(tieout: Command) -> None:
    assert tieout("--version") == Ended(0, f"tieout {pipeline.__version__}\n", "")


def test_without_arguments_it_shows_help(tieout: Command) -> None:
    ended = tieout()
    for command in ("run", "explain", "tidy", "taxonomy"):
        assert command in ended.out + ended.talk


@pytest.mark.parametrize(
    "command",
    [
        *(["run"], ["explain"], ["tidy"], ["review"], ["diff"]),
        *(["mappings", "learn"], ["taxonomy", "build"], ["taxonomy", "check"]),
    ],
)
def test_every_command_explains_itself(command: list[str], tieout: Command) -> None:
    ended = tieout(*command, "--help")
    assert ended.code == 0
    assert "Usage: tieout " + " ".join(command) in ended.out


def test_explain_names_the_row_that_wins_and_those_that_lose(tieout: Command) -> None:
    ended = tieout("explain", "Total current assets", "--statement", "balance_sheet")
    assert ended.code == 0
    wins = next(line for line in ended.out.splitlines() if line.startswith("wins"))
    assert "AssetsCurrent" in wins
    place = next(word for word in wins.split() if word.startswith("mappings/")).rstrip(":")
    name, line = place.rsplit(":", 1)
    assert "AssetsCurrent" in (ROOT / name).read_text(encoding="utf-8").splitlines()[int(line) - 1]


def test_explain_tells_a_facts_story_in_ten_lines(tieout: Command, judged: tuple[Ended, Path]) -> None:
    ended = tieout("explain", judged[1] / SAMPLE.stem, "--fact", "s2r14c1")
    assert ended.code == 0
    told = dict(line.split(maxsplit=1) for line in ended.out.splitlines())
    assert len(told) == 10
    assert told["fact"].startswith("s2r14c1: gaap:IncomeTaxExpenseBenefit = -47937 iso4217:USD")
    assert told["printed"].startswith("sample-10qsb.txt:135") and "Income tax benefit 47,937" in told["printed"]
    assert told["column"] == "For the Six Months Ended May 31, 2004: 2003-12-01 to 2004-05-31"
    assert told["scale"] == "“47,937” in full, decimals 0"
    assert told["sign"].startswith("turned: the sum to “Net income” adds it")
    assert told["mapping"].startswith("rule, confidence 0.") and "mappings/general.csv:" in told["mapping"]
    assert told["footing"].startswith("proved: Net income 864,604 = ")
    assert told["Arelle"].startswith("4 files, each with the same")
    assert {"lost", "ties"} < told.keys()


def test_explain_tells_a_program_the_same_story(tieout: Command, judged: tuple[Ended, Path]) -> None:
    story = json.loads(tieout("explain", judged[1] / SAMPLE.stem, "--fact", "s2r14c1", "--json").out)
    assert (story["stated"]["value"], story["proofs"][0]["verdict"]) == ("-47937", "proved")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [(("--fact", "s9r9c9"), "has no fact 's9r9c9'"), ((), "a folder needs --fact")],
)
def test_explain_needs_a_fact_that_is_there(
    tieout: Command, judged: tuple[Ended, Path], arguments: tuple[str, ...], named: str
) -> None:
    ended = tieout("explain", judged[1] / SAMPLE.stem, *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert named in " ".join(ended.talk.replace("│", "").split())


def test_explain_says_that_no_row_knows_a_caption(tieout: Command) -> None:
    ended = tieout("explain", "Zorkmids in the vault of Gringotts", "--statement", "balance_sheet")
    assert ended.code == 0
    assert "wins" not in ended.out
    assert ended.out.strip()


def test_tidy_undoes_what_a_spreadsheet_did(tieout: Command, tmp_path: Path) -> None:
    folder = tmp_path / "mappings"
    shutil.copytree(ROOT / "mappings", folder)
    path = folder / "cash_flow.csv"
    tidy = path.read_bytes()
    header, *rows = tidy.decode().splitlines()
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join([header, *reversed(rows)]).encode() + b"\r\n")
    ended = tieout("tidy", folder)
    assert (ended.code, ended.out.splitlines()) == (0, [f"tidied {path}"])
    assert path.read_bytes() == tidy
    assert tieout("tidy", folder) == Ended(0, "", "")


def test_the_tables_that_ship_are_tidy(tieout: Command, tmp_path: Path) -> None:
    for name in ("mappings", "taxonomy"):
        shutil.copytree(ROOT / name, tmp_path / name)
    assert tieout("tidy", tmp_path / "mappings", tmp_path / "taxonomy") == Ended(0, "", "")


def test_taxonomy_build_writes_the_package_that_runs_refer_to(
    judged: tuple[Ended, Path], tieout: Command, tmp_path: Path
) -> None:
    ended = tieout("taxonomy", "build", "--out", tmp_path / "package")
    assert ended.code == 0
    (package,) = (tmp_path / "package").glob("*.zip")
    assert str(package) in ended.out
    assert package.read_bytes() == (judged[1] / "taxonomy" / package.name).read_bytes()


def test_taxonomy_build_tells_every_fault_of_the_tables(tieout: Command, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "taxonomy", tmp_path / "taxonomy")
    for name in ("calculation", "presentation"):
        with (tmp_path / "taxonomy" / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write("one cell\n")
    ended = tieout("taxonomy", "build", "--taxonomy", tmp_path / "taxonomy", "--out", tmp_path / "package")
    assert ended.code == 2
    assert [line.split(":")[0] for line in ended.talk.splitlines()] == [
        "taxonomy/calculation.csv",
        "taxonomy/presentation.csv",
    ]
    assert not (tmp_path / "package").exists()


def test_taxonomy_check_has_no_message(tieout: Command) -> None:
    ended = tieout("taxonomy", "check")
    assert (ended.code, ended.talk) == (0, "")
    assert "no message" in ended.out


def test_it_runs_as_a_module_with_pipes_and_a_plain_locale(tmp_path: Path) -> None:
    """As a process of its own: no terminal, no UTF-8, another working folder."""
    environment = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pipeline", "run", str(SAMPLE), "--judge", "none"]
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr.decode()
    assert b"\x1b" not in ended.stdout + ended.stderr
    assert (tmp_path / "out" / SAMPLE.stem / "report.xml").is_file()
