"""How long one filing takes: the sample as a whole process, with and without the judge, and the parts of a run.

In: the sample filing. Out, on stdout: seconds, the median of some runs. What is fast enough is not known here.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from statistics import median

from pipeline.emit.dts import package_name, write_taxonomy
from pipeline.inputs import Input
from pipeline.judge import Dts, Judge, Judging
from pipeline.read.sgml import read_submission
from pipeline.reference import Reference, load_reference
from pipeline.run import Options, make_report, run_filing

SAMPLE = Path(__file__).parents[1] / "examples" / "sample-10qsb.txt"
RUNS = 5


def main() -> None:
    """Print a line for each measurement."""
    with tempfile.TemporaryDirectory() as place:
        out = Path(place)
        show("one run, judged", seconds(lambda: call("run", SAMPLE, "--out", out, "--force")))
        show("one run, --judge none", seconds(lambda: call("run", SAMPLE, "--out", out, "--judge", "none", "--force")))
        show("of which: start of the program", seconds(lambda: call("--version")))
        show_parts(out)


def show_parts(out: Path) -> None:
    """Time the parts of a run in this process, each when what it needs is loaded."""
    reference = load_reference()
    show("load taxonomy and mappings", seconds(load_reference))
    show("write the taxonomy package", seconds(lambda: write_taxonomy(reference.taxonomy, out / "package")))
    show("read, tag, prove and check", seconds(lambda: read(reference)))
    entry, options = Input(SAMPLE.name, SAMPLE, id=SAMPLE.stem), Options(out, Judge(Judging.NONE))
    show("the same, and write", seconds(lambda: run_filing(entry, SAMPLE.read_bytes(), reference, options)))
    dts = Dts((out / "taxonomy" / f"{package_name(reference.taxonomy)}.zip",), reference.taxonomy.elements.schema)
    judge = Judge()
    judge.judge(out / SAMPLE.stem, dts)
    show("judge, when warm", seconds(lambda: judge.judge(out / SAMPLE.stem, dts)))


def call(*arguments: object) -> None:
    """Run `tieout` as a process of its own."""
    command = [sys.executable, "-m", "pipeline", *map(str, arguments)]
    subprocess.run(command, cwd=SAMPLE.parents[1], check=True, capture_output=True)


def read(reference: Reference) -> None:
    """Read the sample as far as its report."""
    filing, findings = read_submission(SAMPLE.read_bytes(), SAMPLE.name)
    assert filing is not None
    make_report(filing, findings, reference)


def seconds(work: Callable[[], object]) -> Decimal:
    """The median time of a piece of work."""
    return Decimal(median(nanoseconds(work) for _ in range(RUNS))).scaleb(-9)


def nanoseconds(work: Callable[[], object]) -> int:
    """The time of one piece of work."""
    start = time.perf_counter_ns()
    work()
    return time.perf_counter_ns() - start


def show(what: str, taken: Decimal) -> None:
    """Print one measurement.

    >>> show("judge", Decimal("0.4806"))
    judge                              0.48 s
    """
    print(f"{what:32} {taken:6.2f} s", flush=True)


if __name__ == "__main__":
    main()
