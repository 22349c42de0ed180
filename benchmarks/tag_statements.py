"""How long the reference data takes to load, and a statement to be tagged, beside what is aimed at.

In: the rendered filings of ``../shared``, or the sample filing where they are absent. Out, on stdout: seconds of
processor time for loading, and milliseconds for a statement, each tagged once by one process that has tagged nothing
before. How well statements are tagged is for ``tagging.py`` to say.
"""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TypeVar

from pipeline.cover import read_cover
from pipeline.extract import extract
from pipeline.foot import foot
from pipeline.locate import locate
from pipeline.model import Cover, Filing, Statement
from pipeline.read.sgml import read_submission
from pipeline.reference import load_reference
from pipeline.tag import tag

ROOT = Path(__file__).parents[1]
RENDERED = ROOT.parent / "shared" / "corpus" / "rendered"
SAMPLE = ROOT / "examples" / "sample-10qsb.txt"
LOADS = 5
AIMS = {"load": "< 0.3 s", "statement": "< 2 ms"}

Result = TypeVar("Result")


def footed(path: Path) -> tuple[list[Statement], Cover, Filing]:
    """A filing as far as its footed statements."""
    filing, _ = read_submission(path.read_bytes(), path.name)
    assert filing is not None
    statements, _ = extract(locate(filing)[0], filing)
    return [foot(statement)[0] for statement in statements], read_cover(filing), filing


def timed(work: Callable[[], Result]) -> tuple[int, Result]:
    """The nanoseconds of processor time that a piece of work takes, and what comes of it."""
    start = time.process_time_ns()
    result = work()
    return time.process_time_ns() - start, result


def main() -> None:
    """Print a line for each measurement."""
    loads = [timed(load_reference) for _ in range(LOADS)]
    reference = loads[-1][1]
    print(f"load taxonomy and mappings {median(taken for taken, _ in loads) / 1e9:8.3f} s   aim {AIMS['load']}")
    filings = [footed(path) for path in sorted(RENDERED.glob("*.txt")) or [SAMPLE]]
    costs = [
        (timed(lambda read=read: tag(*read, reference.taxonomy, reference.mappings))[0], len(read[0]))  # type: ignore[misc]
        for read in filings
    ]
    (first, _), *others = costs
    print(f"first filing, with evidence {first / 1e9:3.3f} s   aim < 0.5 s")
    if others:
        each = sum(taken for taken, _ in others) / sum(count for _, count in others) / 1e6
        half = median(taken / max(count, 1) for taken, count in others) / 1e6
        print(f"tag a statement, mean      {each:8.2f} ms  aim {AIMS['statement']}")
        print(f"tag a statement, median    {half:8.2f} ms  of {sum(count for _, count in others)} statements")


if __name__ == "__main__":
    main()
