"""Many filings in one run: every input one outcome, nothing done twice, nothing lost to a death."""

import contextlib
import fcntl
import json
import os
import random
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLE, Command

from pipeline import batch
from pipeline.batch import Bounds, process, run_batch
from pipeline.codes import JUDGE_WARNING
from pipeline.inputs import Input, collect_inputs, read_input
from pipeline.judge import Judge, Judging
from pipeline.model import Finding, Source
from pipeline.reference import Reference
from pipeline.run import Options, prepare_output
from pipeline.tables import DataError

QUIET = (
    "--judge",
    "none",
)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder of nine filings and one file that is none."""
    folder = tmp_path / "filings"
    (folder / "more").mkdir(parents=True)
    text = SAMPLE.read_text(encoding="utf-8")
    for number in range(9):
        place = folder / "more" if number % 2 else folder
        (place / f"f{number}.txt").write_text(text.replace("Sample Telephone", f"Sample {number}"), encoding="utf-8")
    (folder / "none.txt").write_text("nothing at all\n", encoding="utf-8")
    return folder


def snapshot(out: Path) -> dict[str, str]:
    """Every output by its path, with its hash; what only remembers is left out."""
    files = [p for p in out.rglob("*") if p.is_file() and ".journal" not in p.parts]
    return {p.relative_to(out).as_posix(): sha256(p.read_bytes()).hexdigest() for p in files}


def test_every_input_ends_in_one_outcome(tieout: Command, many: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ended = tieout("run", many, "--out", out, "--workers", "2", *QUIET)
    assert ended.code == 3
    told = json.loads((out / "run.json").read_text(encoding="utf-8"))["inputs"]
    assert [entry["path"] for entry in told] == sorted(entry["path"] for entry in told)
    assert len(told) == 10
    assert {entry["path"]: entry["outcome"] for entry in told}["filings/none.txt"] == "rejected"
    assert sum(entry["outcome"] == "done" for entry in told) == 9
    assert "10 filings: 9 done, 1 rejected" in ended.out


def test_a_second_run_does_nothing_again_and_says_so(tieout: Command, many: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    tieout("run", many, "--out", out, *QUIET)
    before = snapshot(out)
    times = {path: path.stat().st_mtime_ns for path in out.glob("f*/report.xml")}
    ended = tieout("run", many, "--out", out, *QUIET)
    assert "10 already done" in ended.talk
    assert snapshot(out) == before
    assert {path: path.stat().st_mtime_ns for path in out.glob("f*/report.xml")} == times
    tieout("run", many, "--out", out, "--force", *QUIET)
    assert snapshot(out) == before
    assert {path: path.stat().st_mtime_ns for path in out.glob("f*/report.xml")} != times


def test_a_changed_filing_or_a_lost_output_is_done_again(tieout: Command, many: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    tieout("run", many, "--out", out, *QUIET)
    changed = many / "f0.txt"
    changed.write_text(changed.read_text(encoding="utf-8").replace("206,695", "206,696"), encoding="utf-8")
    (out / "f1" / "report.json").unlink()
    ended = tieout("run", many, "--out", out, *QUIET)
    assert "8 already done" in ended.talk
    assert (out / "f1" / "report.json").is_file()
    assert b"206696" in (out / "f0" / "report.xml").read_bytes()


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds workers by way of Linux's /proc")
@pytest.mark.parametrize("moments", [2, pytest.param(30, marks=pytest.mark.slow)])
def test_a_killed_run_resumes_to_the_same_bytes(many: Path, tieout: Command, tmp_path: Path, moments: int) -> None:
    """The program alone, one of its workers or all of them are killed at random moments."""
    whole, out = tmp_path / "whole", tmp_path / "killed"
    tieout("run", many, "--out", whole, "--workers", "2", *QUIET)
    chance = random.Random(moments)
    for moment in range(moments):
        (out / "f1" / "report.json").unlink(missing_ok=True)  # so that there is always something left to do
        _run_and_kill(many, out, chance.uniform(0, 1.5), ("program", "worker", "all")[moment % 3])
        assert not [p for p in out.glob("f*") if not (p / "findings.json").is_file()], "a folder appears whole"
    tieout("run", many, "--out", out, "--workers", "2", *QUIET)
    assert snapshot(out) == snapshot(whole)


def _run_and_kill(many: Path, out: Path, delay: float, which: str) -> None:
    command = [sys.executable, "-m", "pipeline", "run", str(many), "--out", str(out), "--workers", "2", *QUIET]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    _wait_for(out / ".journal" / "lock")
    time.sleep(delay)
    workers = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    with contextlib.suppress(FileNotFoundError, ProcessLookupError, IndexError):
        if which == "all":
            os.killpg(process.pid, signal.SIGKILL)
        elif which == "program":
            process.kill()
        else:
            os.kill(int(workers.read_text().split()[0]), signal.SIGKILL)
    process.wait()


def _wait_for(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def test_an_interrupted_run_leaves_nothing_half_written_and_goes_on(
    many: Path, tieout: Command, tmp_path: Path
) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    tieout("run", many, "--out", whole, *QUIET)
    command = [sys.executable, "-m", "pipeline", "run", str(many), "--out", str(out), *QUIET]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    _wait_for(out / ".journal" / "lock")
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, talk = process.communicate()
    assert "Traceback" not in talk
    assert not list(out.glob(".*.partial"))
    tieout("run", many, "--out", out, *QUIET)
    assert snapshot(out) == snapshot(whole)


@pytest.mark.parametrize("loaded", ["pipeline.model", "pipeline.mappings"])
def test_an_interrupt_while_the_program_loads_shows_no_traceback(tmp_path: Path, loaded: str) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "pipeline", "run", str(SAMPLE), "--out", str(tmp_path / "out")]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert any(line.split()[-1] == loaded for line in process.stderr), "it ended before"
    process.send_signal(signal.SIGINT)
    _, talk = process.communicate()
    assert "Traceback" not in talk
    assert process.returncode == -signal.SIGINT
    assert not (tmp_path / "out").exists()


def test_a_run_tells_that_it_waits_for_another_run_to_the_same_folder(
    many: Path, reference: Reference, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    prepare_output(out, reference)
    (out / ".journal").mkdir()
    with (out / ".journal" / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        command = [sys.executable, "-m", "pipeline", "run", str(many / "f0.txt"), "--out", str(out), *QUIET]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        assert process.stderr.readline() == f"{out}: another run writes here; waiting until it ends\n"
        assert not (out / "f0").exists()
    told, talk = process.communicate()
    assert (process.returncode, talk) == (0, "")
    assert "proved" in told


class Complaining(Judge):
    """A judge that finds every instance odd."""

    def judge(self, folder: Path, dts: object) -> list[Finding]:
        return [Finding(JUDGE_WARNING, "odd", Source("report.xml", 7))]


def test_what_is_wrong_with_an_output_is_told_with_its_folder(reference: Reference, tmp_path: Path) -> None:
    """In a batch "report.xml" would be anyone's."""
    prepare_output(tmp_path, reference)
    (tmp_path / ".journal").mkdir()
    done = process(Input("x.txt", SAMPLE, id="x"), reference, Options(tmp_path, Complaining()))
    assert done.talk == ("x/report.xml:7: warning: judge/arelle-warning: odd",)


def test_a_batch_without_the_judge_says_so_once(many: Path, tieout: Command, tmp_path: Path) -> None:
    ended = tieout("run", many, "--out", tmp_path / "out", *QUIET)
    assert "judge     9 not judged by Arelle, as --judge none asks" in ended.out
    assert "judge" not in ended.talk


def test_workers_that_share_the_evidence_write_what_one_that_reads_it_alone_writes(
    many: Path, reference: Reference, tmp_path: Path
) -> None:
    inputs, one = collect_inputs([str(many / "f*.txt")])[:3], Bounds(1)
    together, alone = (Options(tmp_path / name, Judge(Judging.NONE)) for name in ("together", "alone"))
    for options in (together, alone):
        prepare_output(options.out, reference)
    done = dict(run_batch(inputs, reference, together, one))
    for number, entry in enumerate(inputs):
        assert list(run_batch([entry], reference, alone, one)) == [(0, done[number])]
    assert snapshot(together.out) == snapshot(alone.out)


def test_a_worker_that_dies_or_hangs_takes_only_its_filing(
    many: Path, reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = batch.run_filing

    def stumble(entry: Input, *rest: object) -> object:
        if entry.name.endswith("f1.txt"):
            os.kill(os.getpid(), signal.SIGKILL)
        if entry.name.endswith("f3.txt"):
            assert signal.alarm(1), "the filing's time is bound already; here it ends sooner"
            time.sleep(60)
        return real(entry, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(batch, "run_filing", stumble)
    inputs = collect_inputs([str(many)])
    out = tmp_path / "out"
    prepare_output(out, reference)
    done = dict(run_batch(inputs, reference, Options(out, Judge(Judging.NONE)), Bounds(2, seconds=60)))
    outcomes = {inputs[number].name.rpartition("/")[2]: result.entry for number, result in done.items()}
    assert {name for name, entry in outcomes.items() if entry["outcome"] == "quarantined"} == {"f1.txt", "f3.txt"}
    assert "died" in outcomes["f1.txt"]["reason"]
    assert "more than 60 seconds" in outcomes["f3.txt"]["reason"]
    assert sum(entry["outcome"] == "done" for entry in outcomes.values()) == 7
    assert not list(out.glob(".*.partial"))


def test_a_file_that_is_gone_when_its_turn_comes_is_an_outcome(reference: Reference, tmp_path: Path) -> None:
    options = Options(tmp_path, Judge(Judging.NONE))
    done = process(Input("gone.txt", tmp_path / "gone.txt", id="gone"), reference, options)
    assert done.entry["outcome"] == "rejected"
    (told,) = done.talk
    assert told.startswith("gone.txt:1: error: read/unreadable: cannot be read")


def test_archives_are_read_without_unpacking(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(SAMPLE, "../../escape.txt")
        archive.writestr("notes.pdf", b"no filing")
    with tarfile.open(tmp_path / "b.tar.gz", "w:gz") as tar:
        tar.add(SAMPLE, "inner/x.txt")
    inputs = collect_inputs([str(tmp_path / "a.zip"), str(tmp_path / "b.tar.gz")])
    assert [entry.name for entry in inputs] == ["a.zip/../../escape.txt", "b.tar.gz/inner/x.txt"]
    assert [read_input(entry, 1 << 30) == SAMPLE.read_bytes() for entry in inputs] == [True, True]
    assert read_input(inputs[0], 10) == SAMPLE.read_bytes()[:10]
    assert [entry.id for entry in inputs] == ["escape", "x"]


def test_patterns_and_manifests_name_inputs(many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert [entry.name for entry in collect_inputs(["filings/f*.txt"])] == [f"f{n}.txt" for n in range(0, 9, 2)]
    (tmp_path / "list.csv").write_text(
        "path,cik,form,period\nfilings/f0.txt,320193,10-K,2003-11-30\n", encoding="utf-8"
    )
    (listed,) = collect_inputs(["list.csv"])
    assert listed.stated == {"cik": "320193", "form": "10-K", "period": "2003-11-30"}
    (tmp_path / "bad.csv").write_text("path\ngone.txt\nlost.txt\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        collect_inputs(["bad.csv"])
    assert [str(problem) for problem in caught.value.problems] == [
        "bad.csv:2: error: no such file: gone.txt",
        "bad.csv:3: error: no such file: lost.txt",
    ]


def test_a_manifest_overrides_the_text(tieout: Command, many: Path, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("path,cik\nfilings/f0.txt,320193\n", encoding="utf-8")
    tieout("run", tmp_path / "list.csv", "--out", tmp_path / "out", *QUIET)
    assert b">0000320193<" in (tmp_path / "out" / "f0" / "report.xml").read_bytes()


def test_inputs_of_one_name_get_folders_of_their_own(tieout: Command, many: Path, tmp_path: Path) -> None:
    (many / "more" / "f0.txt").write_bytes((many / "f0.txt").read_bytes())
    (many / "taxonomy.txt").write_bytes((many / "f0.txt").read_bytes())
    out = tmp_path / "out"
    tieout("run", many, "--out", out, *QUIET)
    told = json.loads((out / "run.json").read_text(encoding="utf-8"))["inputs"]
    ids = [entry["id"] for entry in told]
    assert len(set(ids)) == len(ids) == 12
    assert (out / "taxonomy" / "tables.sha256").is_file()
