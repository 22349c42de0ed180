"""How fast filings are read: from text to line items that are footed, on one core; and how long one is waited for.

In: the corpora of real filings where they lie beside the project, else the sample filing repeated. Out, on stdout:
MB/s, beside what a bare scan for numbers of the same bytes takes; the slowest filing; the peak of memory; and of each
corpus the filing that a whole run without the judge takes longest for, which a user waits for, beside the target.
"""

import re
import resource
import sys
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from pipeline.extract import extract
from pipeline.foot import foot
from pipeline.inputs import Input
from pipeline.judge import Judge, Judging
from pipeline.locate import locate
from pipeline.read.sgml import read_submission
from pipeline.reference import load_reference
from pipeline.run import Options, prepare_output, run_filing

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "examples" / "sample-10qsb.txt"
CORPORA = ROOT.parent / "shared" / "corpus"
CORPUS = CORPORA / "text"
TARGET = Decimal(2)
"""Seconds that one filing may keep its reader waiting, without the judge."""
REPEATED = 40
PASSES = 3
NUMBER = re.compile(rb"\(?\$?\d[\d,]*(?:\.\d+)?\)?")
"""The least that any reader must do: find what looks like a number."""

Texts = Sequence[tuple[str, bytes]]


def main() -> None:
    """Print a line for each figure."""
    texts = load_texts()
    size = sum(len(content) for _, content in texts)
    times = [[nanoseconds(read, name, content) for name, content in texts] for _ in range(PASSES)]
    scans = [sum(nanoseconds(scan, name, content) for name, content in texts) for _ in range(PASSES)]
    taken, scanned = Decimal(median(map(sum, times))), Decimal(median(scans))
    slowest, name = max(
        (median(passes), name) for passes, (name, _) in zip(zip(*times, strict=True), texts, strict=True)
    )
    items, numbers = sum(read(*text) for text in texts), sum(scan(*text) for text in texts)
    show("filings", f"{len(texts)}, {format_megabytes(size)} MB, {items} line items, {numbers} numbers")
    show("text to line items", f"{format_speed(size, taken)} MB/s on one core")
    show(
        "bare scan for numbers",
        f"{format_speed(size, scanned)} MB/s; reading takes {taken / scanned:.0f} times as long",
    )
    show("slowest filing", f"{Decimal(slowest).scaleb(-9):.3f} s: {name}")
    show("peak memory", f"{format_megabytes(peak_bytes())} MB")
    show_waits()


def show_waits() -> None:
    """Print of each corpus the slowest run of one filing, and how many take longer than the target."""
    folders = sorted(folder for folder in CORPORA.glob("*") if folder.is_dir())
    corpora = {folder.name: [p for p in sorted(folder.iterdir()) if p.suffix in (".txt", ".htm")] for folder in folders}
    reference = load_reference()
    with TemporaryDirectory() as place:
        options = Options(Path(place), Judge(Judging.NONE))
        prepare_output(options.out, reference)

        def run(name: str, content: bytes) -> int:
            return len(run_filing(Input(name, Path(name), id=name), content, reference, options).outputs)

        for corpus, paths in (corpora or {"sample": [SAMPLE]}).items():
            waits = [(nanoseconds(run, path.name, path.read_bytes()), path.name) for path in paths]
            over = sum(taken > TARGET * 10**9 for taken, _ in waits)
            told = f"{Decimal(max(waits)[0]).scaleb(-9):.3f} s: {max(waits)[1]}"
            show(f"slowest run: {corpus}", f"{told}; {over} of {len(waits)} take more than {TARGET} s")


def load_texts() -> Texts:
    """The filings to read, by name."""
    paths = sorted(CORPUS.glob("*.txt")) or [SAMPLE] * REPEATED
    return [(path.name, path.read_bytes()) for path in paths]


def read(name: str, content: bytes) -> int:
    """Read one filing as far as its footed statements; how many line items they have."""
    filing, _ = read_submission(content, name)
    if filing is None:
        return 0
    blocks, _ = locate(filing)
    statements, _ = extract(blocks, filing)
    return sum(len(foot(statement)[0].items) for statement in statements)


def scan(_name: str, content: bytes) -> int:
    """How many numbers a regular expression finds in a filing."""
    return sum(1 for _ in NUMBER.finditer(content))


def nanoseconds(work: Callable[[str, bytes], int], name: str, content: bytes) -> int:
    """The time of one piece of work."""
    start = time.perf_counter_ns()
    work(name, content)
    return time.perf_counter_ns() - start


def peak_bytes() -> int:
    """The most memory this process has held; Linux counts in kilobytes, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def format_speed(size: int, nanoseconds_taken: Decimal) -> str:
    """Megabytes a second.

    >>> format_speed(8_000_000, Decimal(2_000_000_000))
    '4.00'
    """
    return f"{Decimal(size) * 1000 / nanoseconds_taken:.2f}"


def format_megabytes(size: int) -> str:
    """Millions of bytes to one place.

    >>> format_megabytes(8_123_456)
    '8.1'
    """
    return f"{Decimal(size).scaleb(-6):.1f}"


def show(what: str, figure: str) -> None:
    """Print one figure.

    >>> show("peak memory", "60.2 MB")
    peak memory             60.2 MB
    """
    print(f"{what:24}{figure}", flush=True)


if __name__ == "__main__":
    main()
