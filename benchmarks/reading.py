"""How fast filings are read: from text to line items that are footed, on one core.

In: the corpus of real submissions where it lies beside the project, else the sample filing repeated. Out,
on stdout: MB/s, beside what a bare scan for numbers of the same bytes takes; the slowest filing; the peak
of memory. What is fast enough is not known here.
"""

import re
import resource
import sys
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from statistics import median

from pipeline.extract import extract
from pipeline.foot import foot
from pipeline.locate import locate
from pipeline.read.sgml import read_submission

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "examples" / "sample-10qsb.txt"
CORPUS = ROOT.parent / "shared" / "corpus" / "text"
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
