"""How fast many filings are read, with the judge and without, whether that stays so, and where the time goes.

In: filings made for this, of some 60 KB each. Out, on stdout: filings and facts a second at one and two workers; time
and memory for each filing at growing numbers of them; Arelle in a process and in a Session for each filing beside the
warm judge; the share of each stage. `--quick` does all of it with a few filings. Beside seconds by the clock stands the
time of the processors: other work on the machine moves the former only. What is fast enough is told beside it, not
enforced.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from made_filings import make_filing

from pipeline import run
from pipeline.inputs import collect_inputs, read_input
from pipeline.judge import Dts, Judge, Judging
from pipeline.judge.child import in_child
from pipeline.judge.plain import judge_plainly
from pipeline.judge.verdict import list_reports
from pipeline.judge.warm import Warm
from pipeline.read.sgml import MAX_BYTES
from pipeline.reference import load_reference

ROOT = Path(__file__).parents[1]
WORKERS = (1, 2)
AIMS = {"rate": "aim >= 25 filings/s per core", "memory": "aim < 400 MB", "process": ">= 10", "session": ">= 3"}
STAGES = {
    "read": ("read_submission", "read_cover"),
    "locate": ("locate",),
    "extract": ("extract",),
    "foot": ("foot",),
    "tag": ("tag", "adopt"),
    "notes": ("read_notes", "state_figures"),
    "extend": ("extend",),
    "checks": ("check", "take_census"),
    "emit": ("trace", "_write_facts", "format_findings"),
    "review page": ("make_workpaper", "format_review_page"),
}
"""What a filing goes through, by the names that `pipeline.run` calls it by; what is left is hashing and renaming."""
ARELLE = (
    *("--validate", "--calc", "c11r", "--utr", "--validateDuplicateFacts", "inconsistent"),
    *("--baseTaxonomyValidation", "none", "--workOffline", "--disablePersistentConfig"),
)
"""What the plain Session is asked, as its command line takes it."""
WATCHED_EVERY = 0.5
"""Seconds between looks at how much memory the workers have held."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took: seconds by the clock and of all its processors, and the most memory of a worker in MB."""

    filings: int
    facts: int
    seconds: float
    processor: float
    memory: int


def main() -> None:
    """Print a line for each measurement."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 5000], help="numbers of filings")
    arguments.add_argument("--judged", type=int, default=100, help="filings that are judged, and read beside these")
    arguments.add_argument("--compared", type=int, default=5, help="filings that Arelle judges in each of three ways")
    arguments.add_argument("--quick", action="store_true", help="a few filings, to see that all of it works")
    asked = arguments.parse_args()
    sizes, judged, compared = ([4, 8], 4, 1) if asked.quick else (asked.sizes, asked.judged, asked.compared)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        make_filings(place, max(*sizes, judged))
        show_stages(place, judged)
        start = measure(place, 1, 2, Judging.NONE)
        print(f"start of a run and its first filing: {start.seconds:.1f} s, {start.processor:.1f} s of processors")
        show_rates(place, judged, start)
        show_growth(place, sizes, start)
        show_judges(place, compared)


def make_filings(place: Path, count: int) -> None:
    """Write so many filings."""
    (place / "filings").mkdir()
    for number in range(count):
        (place / "filings" / f"f{number:05}.txt").write_text(make_filing(number), encoding="ascii")
    sizes = [path.stat().st_size for path in (place / "filings").iterdir()]
    print(f"{count:,} made filings of {min(sizes) / 1e3:.0f} to {max(sizes) / 1e3:.0f} KB")


# --- a run, as a process -----------------------------------------------------------------


def measure(place: Path, count: int, workers: int, judging: Judging) -> Cost:
    """Run the first filings into an empty folder, which is left for who wants it."""
    out, listed = place / "out", place / "list.csv"
    shutil.rmtree(out, ignore_errors=True)
    listed.write_text("path\n" + "".join(f"filings/f{number:05}.txt\n" for number in range(count)), encoding="utf-8")
    command = [sys.executable, "-m", "pipeline", "run", str(listed), "--out", str(out)]
    command += ["--workers", str(workers), "--judge", judging.value]
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    memory: dict[int, int] = {}
    threading.Thread(target=watch, args=(process.pid, memory), daemon=True).start()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - start
    told = json.loads((out / "run.json").read_bytes())["inputs"]
    assert len(told) == count
    assert all(entry["outcome"] in ("done", "done_with_findings") for entry in told), "a made filing is not read"
    facts = sum(entry["facts"] for entry in told)
    return Cost(count, facts, seconds, used.ru_utime + used.ru_stime, max(memory.values(), default=0))


def watch(leader: int, memory: dict[int, int]) -> None:
    """Note the most memory that each worker of a run has held, in MB, while the run lives; Linux tells it."""
    children = Path(f"/proc/{leader}/task/{leader}/children")
    while True:
        try:
            workers = children.read_text().split()
        except OSError:
            return
        for worker in workers:
            try:
                status = Path(f"/proc/{worker}/status").read_text()
            except OSError:
                continue
            peak = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
            memory[int(worker)] = max([memory.get(int(worker), 0), *(int(kilobytes) // 1024 for kilobytes in peak)])
        time.sleep(WATCHED_EVERY)


def show_rates(place: Path, count: int, start: Cost) -> None:
    """Filings and facts a second, end to end, without the start of the program."""
    print(f"\n{count} filings, end to end; {AIMS['rate']}")
    print(f"{'':24}{'filings/s':>10}{'facts/s':>10}{'filings/s of a core':>22}")
    for judging in (Judging.NONE, Judging.ALL):
        for workers in WORKERS:
            cost = measure(place, count, workers, judging)
            seconds, processor = cost.seconds - start.seconds, cost.processor - start.processor
            told = f"judge {judging.value}, {workers} worker{'s' * (workers > 1)}"
            rates = f"{cost.filings / seconds:10.1f}{cost.facts / seconds:10.0f}{cost.filings / processor:22.1f}"
            print(f"{told:24}{rates}", flush=True)


def show_growth(place: Path, sizes: Sequence[int], start: Cost) -> None:
    """What each filing costs among few and among many, and the most memory of a worker."""
    print(f"\nthe more filings, two workers, judge none; memory of a worker: {AIMS['memory']}")
    print(f"{'filings':>8}{'seconds':>10}{'ms a filing':>13}{'of processors':>15}{'facts/s':>10}{'MB':>7}")
    for count in sizes:
        cost = measure(place, count, 2, Judging.NONE)
        seconds, processor = cost.seconds - start.seconds, cost.processor - start.processor
        each = f"{1000 * seconds / count:13.1f}{1000 * processor / count:15.1f}{cost.facts / seconds:10.0f}"
        print(f"{count:8,}{cost.seconds:10.1f}{each}{cost.memory or '?':>7}", flush=True)


# --- the judges --------------------------------------------------------------------------


def show_judges(place: Path, count: int) -> None:
    """Arelle as a process and as a fresh Session for each filing, beside the warm judge; each judges all files."""
    out = place / "out"
    reference = load_reference()
    dts = Dts(tuple((out / "taxonomy").glob("*.zip")), reference.taxonomy.elements.schema)
    folders = sorted(out.glob("f*"))[:count]
    judge = Warm(dts.packages, dts.entry_point)
    warm = seconds_of(lambda: [judge.judge(folder) for folder in folders]) / len(folders)
    print(f"\nthe judge, of {len(folders)} filings of four files each")
    print(f"{'warm':24}{warm:6.2f} s a filing")
    for name, aim, work in (
        (
            "a Session for each file",
            AIMS["session"],
            lambda folder: in_child(lambda: judge_plainly(folder, dts.packages)),
        ),
        ("a process for each", AIMS["process"], lambda folder: judge_by_process(folder, dts.packages)),
    ):
        taken = seconds_of(lambda work=work: [work(folder) for folder in folders]) / len(folders)  # type: ignore[misc]
        print(f"{name:24}{taken:6.2f} s a filing, {taken / warm:.0f} times as long; aim {aim}", flush=True)


def judge_by_process(folder: Path, packages: Sequence[Path]) -> None:
    """Arelle's own command line over the files of a filing."""
    with tempfile.TemporaryDirectory() as cache:
        files = "|".join(str(folder / name) for name in list_reports(folder))
        command = [sys.executable, "-m", "arelle.CntlrCmdLine", "--file", files, "--cacheDirectory", cache, *ARELLE]
        command += [word for package in packages for word in ("--packages", str(package))]
        subprocess.run(command, check=True, capture_output=True)


def seconds_of(work: Callable[[], object]) -> float:
    """Seconds by the clock of a piece of work: a child's are not told by the processor's time of its parent."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


# --- the stages --------------------------------------------------------------------------


def show_stages(place: Path, count: int) -> None:
    """Where the time of a filing goes, of one process, without the judge."""
    reference, out = load_reference(), place / "staged"
    run.prepare_output(out, reference)
    options = run.Options(out, Judge(Judging.NONE))
    inputs = collect_inputs([str(place / "filings")])[:count]
    run.run_filing(inputs[0], read_input(inputs[0], MAX_BYTES), reference, options)  # what is loaded once, is
    spent: Counter[str] = Counter()
    with ExitStack() as patched:
        for stage, name in named_stages():
            patched.enter_context(patch.object(run, name, timed(getattr(run, name), stage, spent)))
        start = time.process_time_ns()
        for entry in inputs:
            run.run_filing(entry, read_input(entry, MAX_BYTES), reference, options)
        whole = time.process_time_ns() - start
    spent["hashes and folders"] = whole - spent.total()
    print(f"where the {whole / count / 1e6:.1f} ms of a filing go, without the judge, of a warm process")
    for stage, taken in spent.items():
        print(f"  {stage:20}{taken / count / 1e6:8.1f} ms{100 * taken / whole:6.1f}%")
    shutil.rmtree(out)


def named_stages() -> Iterator[tuple[str, str]]:
    """Each function that is timed, with its stage."""
    yield from ((stage, name) for stage, names in STAGES.items() for name in names)


def timed(work: Callable[..., Any], stage: str, spent: Counter[str]) -> Callable[..., Any]:
    """A function that does the work and notes the time of the processor that it takes."""

    def do(*given: Any) -> Any:
        start = time.process_time_ns()
        try:
            return work(*given)
        finally:
            spent[stage] += time.process_time_ns() - start

    return do


if __name__ == "__main__":
    main()
