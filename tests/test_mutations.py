"""Filings damaged at random: nothing crashes, hangs or is lost, and no misprint in a proved sum passes in silence.

Every mutation is drawn from its number alone, so that `pytest -k 'test_... and 1234'` repeats it.
"""

import random
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType

import pytest
from conftest import SAMPLE, SHARED, run_file

from pipeline.judge import Judge, Judging
from pipeline.model import Amount, Finding, Statement, Sum
from pipeline.reference import Reference
from pipeline.run import Options, Outcome

SEED = 19931231
FEW, MANY = 60, 2000
MOST_SECONDS = 10
LONGEST_PAGE = 60
"""Lines that make a page where no ``<PAGE>`` mark says so."""
NUMBER = re.compile(r"\(?\$?\d[\d,]*(?:\.\d+)?\)?")
FILINGS_OF_A_FEW = 6
"""Of the corpora, how many filings a normal run damages besides the sample."""
LONG_LABEL = 9
"""From so many characters on a label in a message is no accident."""


@dataclass(frozen=True)
class Original:
    """A filing as it is: its lines, and what its run came to."""

    path: Path
    lines: tuple[str, ...]
    outcome: Outcome


@dataclass(frozen=True)
class Edit:
    """A damage: its kind, its line (from 1) and the lines that take the place of ``count`` lines from there."""

    kind: str
    line: int
    count: int
    lines: tuple[str, ...]

    def apply(self, lines: tuple[str, ...]) -> bytes:
        """The damaged filing; a character stands for a byte."""
        first = self.line - 1
        return "\n".join((*lines[:first], *self.lines, *lines[first + self.count :])).encode("latin-1")


# --- edits ------------------------------------------------------------------------------


def cut_lines(original: Original, line: int, order: random.Random) -> Edit:
    return Edit("cut lines", line, order.randint(1, 12), ())


def swap_amounts(original: Original, line: int, order: random.Random) -> Edit:
    """Exchange two numbers of the first line from here on that has two."""
    for place in range(line, len(original.lines) + 1):
        text = original.lines[place - 1]
        numbers = list(NUMBER.finditer(text))
        if len(numbers) > 1:
            one, other = sorted(order.sample(numbers, 2), key=lambda match: match.start())
            between = text[one.end() : other.start()]
            swapped = text[: one.start()] + other[0] + between + one[0] + text[other.end() :]
            return Edit("swap amounts", place, 1, (swapped,))
    return Edit("swap amounts", line, 1, (original.lines[line - 1],))


def double_page(original: Original, line: int, order: random.Random) -> Edit:
    """Print the page around a line twice."""
    marks = [n for n, text in enumerate(original.lines, 1) if "<PAGE>" in text or "\f" in text]
    first = max((n for n in marks if n <= line), default=max(1, line - order.randint(1, LONGEST_PAGE)))
    last = min((n for n in marks if n > line), default=first + LONGEST_PAGE)
    page = original.lines[first - 1 : last - 1]
    return Edit("double page", first, len(page), (*page, *page))


def flip_digit(original: Original, line: int, order: random.Random) -> Edit:
    """Change one digit of the first line from here on that has one."""
    for place in range(line, len(original.lines) + 1):
        text = original.lines[place - 1]
        digits = [position for position, character in enumerate(text) if character in "0123456789"]
        if digits:
            return Edit("flip digit", place, 1, (misprint(text, order.choice(digits), order),))
    return Edit("flip digit", line, 1, (original.lines[line - 1],))


def misprint(text: str, position: int, order: random.Random) -> str:
    other = order.choice([digit for digit in "0123456789" if digit != text[position]])
    return text[:position] + other + text[position + 1 :]


def insert_bytes(original: Original, line: int, order: random.Random) -> Edit:
    return _insert("insert bytes", original, line, order, "".join(map(chr, order.randbytes(order.randint(1, 20)))))


def insert_space(original: Original, line: int, order: random.Random) -> Edit:
    return _insert("insert tabs and feeds", original, line, order, "".join(order.choices("\t\f\r\v", k=3)))


def _insert(kind: str, original: Original, line: int, order: random.Random, inserted: str) -> Edit:
    text = original.lines[line - 1]
    at = order.randint(0, len(text))
    return Edit(kind, line, 1, (text[:at] + inserted + text[at:],))


def truncate_lines(original: Original, line: int, order: random.Random) -> Edit:
    count = order.randint(1, 5)
    lines = original.lines[line - 1 : line - 1 + count]
    return Edit("truncate lines", line, len(lines), tuple(text[: order.randint(0, len(text))] for text in lines))


EDITS: tuple[Callable[[Original, int, random.Random], Edit], ...] = (
    cut_lines,
    swap_amounts,
    double_page,
    flip_digit,
    insert_bytes,
    insert_space,
    truncate_lines,
)


def draw_edit(original: Original, order: random.Random) -> Edit:
    """Any edit, three times of four inside a statement: most of a filing is prose."""
    pages = [page for statement in original.outcome.statements for page in statement.extent]
    first, last = order.choice(pages) if order.randrange(4) else (1, len(original.lines))
    return order.choice(EDITS)(original, order.randint(first, last), order)


# --- misprints in what is proved ----------------------------------------------------------


@dataclass(frozen=True)
class Proved:
    """An amount that is part of a sum which adds up in its column, in a proved statement."""

    label: str
    amount: Amount


def proved_amounts(outcome: Outcome) -> list[Proved]:
    return [
        proved
        for statement in outcome.statements
        if statement.verdict == "proved"
        for found in statement.sums
        for proved in _amounts_of(statement, found)
    ]


def _amounts_of(statement: Statement, found: Sum) -> Iterator[Proved]:
    for row in (found.total, *(row for row, _ in found.addends)):
        item = statement.items[row]
        for amount, holds in zip(item.amounts, found.holds, strict=True):
            if holds and amount and any(character.isdigit() for character in amount.text):
                yield Proved(item.label, amount)


def draw_misprint(original: Original, proved: Proved, order: random.Random) -> Edit:
    """Flip one digit of an amount where it is printed."""
    source = proved.amount.source
    text = original.lines[source.line - 1]
    digits = [position for position in range(source.start, source.end) if text[position] in "0123456789"]
    return Edit("misprint", source.line, 1, (misprint(text, order.choice(digits), order),))


def is_related(finding: Finding, proved: Proved) -> bool:
    """Whether a finding points at the line of an amount or says its caption."""
    line = proved.amount.source.line
    if any(source.line == line for source in (finding.source, *finding.related)):
        return True
    return len(proved.label) >= LONG_LABEL and proved.label in finding.message


# --- running them -------------------------------------------------------------------------


class HangError(Exception):
    """What stops a run that hangs."""


@contextmanager
def bounded() -> Iterator[None]:
    """Stop a run after its time, where the system can, and fail it in any case."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise HangError(f"more than {MOST_SECONDS} seconds")

    has_alarm = hasattr(signal, "SIGALRM")
    if has_alarm:
        before = signal.signal(signal.SIGALRM, stop)
        signal.alarm(MOST_SECONDS)
    start = time.perf_counter_ns()
    try:
        yield
    finally:
        if has_alarm:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, before)
    assert time.perf_counter_ns() - start < MOST_SECONDS * 10**9


@dataclass(frozen=True)
class Bench:
    """Where filings are damaged and read, each original once."""

    reference: Reference
    place: Path
    originals: dict[Path, Original]

    def original(self, path: Path) -> Original:
        if path not in self.originals:
            content = path.read_bytes().replace(b"\r\n", b"\n")
            lines = tuple(content.decode("latin-1").split("\n"))
            self.originals[path] = Original(path, lines, self.run(content))
        return self.originals[path]

    def run(self, content: bytes) -> Outcome:
        target = self.place / "filing.txt"
        target.write_bytes(content)
        with bounded():
            return run_file(target, self.reference, Options(self.place, Judge(Judging.NONE)))


@pytest.fixture(scope="module")
def bench(reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(reference, tmp_path_factory.mktemp("mutations"), {})


@cache
def few_filings() -> tuple[Path, ...]:
    """The sample filing, and some of the corpora where they lie beside the project."""
    found = all_filings()
    return (SAMPLE, *random.Random(SEED).sample(found, min(len(found), FILINGS_OF_A_FEW)))


@cache
def all_filings() -> tuple[Path, ...]:
    return tuple(path for name in ("rendered", "text") for path in sorted((SHARED / "corpus" / name).glob("*.txt")))


def describe(original: Original, edit: Edit) -> str:
    """What it takes to repeat an edit by hand."""
    before = original.lines[edit.line - 1 : edit.line - 1 + edit.count]
    return f"{original.path.name}:{edit.line}: {edit.kind}: {before!r} became {edit.lines!r}"


def check_edit(number: int, paths: tuple[Path, ...], bench: Bench) -> None:
    """Damage a filing: its run ends in a report or a refusal, in time, and accounts for every number."""
    order = random.Random(f"{SEED}:{number}")
    original = bench.original(order.choice(paths))
    edit = draw_edit(original, order)
    outcome = bench.run(edit.apply(original.lines))
    assert outcome.outcome in ("done", "done_with_findings", "rejected"), f"{outcome.reason} {describe(original, edit)}"
    assert outcome.census.lost == 0, f"{outcome.census} {describe(original, edit)}"


def check_misprint(number: int, paths: tuple[Path, ...], bench: Bench) -> None:
    """Misprint a digit of a proved sum: a finding that was not there before points at the row."""
    order = random.Random(f"{SEED}:misprint:{number}")
    original = bench.original(order.choice(paths))
    amounts = proved_amounts(original.outcome)
    if not amounts:
        pytest.skip(f"no statement of {original.path.name} is proved")
    proved = order.choice(amounts)
    edit = draw_misprint(original, proved, order)
    outcome = bench.run(edit.apply(original.lines))
    assert outcome.outcome in ("done", "done_with_findings"), f"{outcome.reason} {describe(original, edit)}"
    assert outcome.census.lost == 0, f"{outcome.census} {describe(original, edit)}"
    new = set(outcome.findings) - set(original.outcome.findings)
    told = "; ".join(sorted(map(str, new))) or "no new finding"
    assert any(is_related(finding, proved) for finding in new), f"{describe(original, edit)}: {told}"


@pytest.mark.parametrize("number", range(FEW // 2))
def test_a_damaged_filing_is_read_or_refused(number: int, bench: Bench) -> None:
    check_edit(number, few_filings(), bench)


@pytest.mark.parametrize("number", range(FEW // 2))
def test_a_misprint_in_a_proved_sum_is_reported(number: int, bench: Bench) -> None:
    check_misprint(number, few_filings(), bench)


NEEDS_CORPORA = pytest.mark.skipif(not all_filings(), reason="the corpora lie in ../shared: absent")


@pytest.mark.slow
@NEEDS_CORPORA
@pytest.mark.parametrize("number", range(MANY // 2))
def test_any_damaged_filing_is_read_or_refused(number: int, bench: Bench) -> None:
    check_edit(number, all_filings(), bench)


@pytest.mark.slow
@NEEDS_CORPORA
@pytest.mark.parametrize("number", range(MANY // 2))
def test_any_misprint_in_a_proved_sum_is_reported(number: int, bench: Bench) -> None:
    check_misprint(number, all_filings(), bench)
