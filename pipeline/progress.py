"""What a batch is at → a progress bar on a terminal, plain lines elsewhere; all of it on stderr."""

import time
from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from pipeline.batch import Done
from pipeline.inputs import Input
from pipeline.summary import printable

MOST_OF_A_KIND = 20
"""Findings of one code that are told for one filing; findings.json holds them all."""
QUIET_SECONDS = 5
"""How often a batch speaks where there is no terminal."""
COLUMNS = (
    *(BarColumn(20), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn()),
    TextColumn("{task.description}"),
)
"""The counts of outcomes stand last: on a narrow terminal they are what is cut."""


def show_progress(inputs: Sequence[Input], results: Iterable[tuple[int, Done]]) -> list[Done]:
    """Show how the batch goes, and give what came of each input in the order of the inputs."""
    console = Console(stderr=True, highlight=False)
    found: dict[int, Done] = {}
    counts: Counter[str] = Counter()
    start = last = time.monotonic_ns()
    with Progress(*COLUMNS, console=console, disable=not console.is_terminal or len(inputs) < 2) as bar:
        task = bar.add_task("reading", total=len(inputs), rate="")
        for number, done in results:
            found[number] = done
            counts["already done" if done.is_known else str(done.entry["outcome"]).replace("_", " ")] += 1
            _tell(console, str(done.entry["path"]), done.talk)
            rate = format_rate(len(found), time.monotonic_ns() - start)
            told = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
            bar.update(task, advance=1, description=told, rate=rate)
            if not console.is_terminal and len(inputs) > 1 and time.monotonic_ns() - last > QUIET_SECONDS * 10**9:
                last = time.monotonic_ns()
                console.print(f"{len(found)} of {len(inputs)}: {told} ({rate})")
    if len(inputs) > 1 or counts["already done"]:
        console.print(", ".join(f"{count} {name}" for name, count in sorted(counts.items())))
    return [found[number] for number in range(len(inputs))]


def format_rate(count: int, nanoseconds: int) -> str:
    """How many a second, to one place.

    >>> format_rate(7, 5 * 10**9), format_rate(300, 10**9)
    ('1.4/s', '300.0/s')
    """
    tenths = count * 10**10 // max(nanoseconds, 1)
    return f"{tenths // 10}.{tenths % 10}/s"


def _tell(console: Console, path: str, talk: Iterable[str]) -> None:
    """Say what is wrong with one filing, the most of a kind in full and the rest counted."""
    told: Counter[str] = Counter()
    for line in talk:
        code = line.split(": ", 3)[2] if line.count(": ") > 2 else line
        told[code] += 1
        if told[code] <= MOST_OF_A_KIND:
            console.print(Text(printable(line)), soft_wrap=True)
    for code, count in sorted(told.items()):
        if count > MOST_OF_A_KIND:
            console.print(Text(f"{path}: {count - MOST_OF_A_KIND} more of {code}, see findings.json"), soft_wrap=True)
