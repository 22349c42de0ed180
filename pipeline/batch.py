"""Many filings: workers, resume, quarantine. Each input ends in exactly one outcome.

In: inputs, the reference data, options. Out: the manifest's entry for each input. A worker is a process that
holds the reference data and does one filing at a time; one that dies, hangs or outgrows its bounds costs the
filing it was at. What is done is remembered under a key of content and versions, and not done again.
"""

import contextlib
import fcntl
import gc
import hashlib
import json
import multiprocessing
import os
import resource
import shutil
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from pipeline import __version__, codes
from pipeline.inputs import Input, read_input
from pipeline.judge import Judging
from pipeline.manifest import format_entry
from pipeline.mappings import read_ahead
from pipeline.model import Finding, Severity, Source
from pipeline.read.sgml import MAX_BYTES
from pipeline.reference import Reference
from pipeline.run import Options, Outcome, refuse, run_filing

JOURNAL = ".journal"
"""Folder of the output folder that remembers what is done."""
GARBAGE = (200_000, 20, 50)
"""How much a worker makes between searches for garbage: what a filing makes lives until it is done, and by far the
most of it goes without a search."""
_FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a batch may use: processes, and for each filing seconds and bytes beyond what its leader has loaded."""

    workers: int
    seconds: int = 120
    memory: int = 4 << 30
    is_forced: bool = False
    """Whether to do again what is done."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one input: its entry in the manifest, what to say of it, and whether an earlier run did it."""

    entry: Mapping[str, Any]
    talk: tuple[str, ...]
    is_known: bool = False


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    job: int | None = None


def run_alone(
    inputs: Sequence[Input], reference: Reference, options: Options, bounds: Bounds, tell: Callable[[str], None]
) -> Iterator[tuple[int, Done]]:
    """Run a batch when no other run writes to its folder, nor any worker that a killed run has left at its filing.

    The lock is the workers' too, by inheritance: it is free when the last of them has ended. ``tell`` says that one
    is waited for.
    """
    (options.out / JOURNAL).mkdir(exist_ok=True)
    with (options.out / JOURNAL / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell(f"{options.out}: another run writes here; waiting until it ends")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield from run_batch(inputs, reference, options, bounds)


def run_batch(
    inputs: Sequence[Input], reference: Reference, options: Options, bounds: Bounds
) -> Iterator[tuple[int, Done]]:
    """Yield each input's number and what came of it, as they finish."""
    (options.out / JOURNAL).mkdir(exist_ok=True)
    _sweep(options.out, inputs)
    if len(inputs) > bounds.workers:  # else no worker would share it, nor one that takes the place of a dead one
        read_ahead(reference.mappings)
    do = _Task(inputs, reference, options, bounds)
    waiting = list(range(len(inputs)))[::-1]
    workers = [_start(do) for _ in range(min(bounds.workers, len(inputs)))]
    try:
        for worker in workers:
            _assign(worker, waiting)
        while any(worker.job is not None for worker in workers):
            wait([worker.pipe for worker in workers if worker.job is not None])
            for position, worker in enumerate(workers):
                job, done = worker.job, _collect(worker, do)
                if job is None or done is None:
                    continue
                worker.job = None
                if not worker.process.is_alive() or worker.pipe.closed:
                    workers[position] = worker = _start(do)
                _assign(worker, waiting)
                yield job, done
    finally:
        for worker in workers:
            worker.process.kill()
            worker.process.join()
        _sweep(options.out, inputs)


class _Task:
    """What a worker does with the number of an input: everything it needs travels by fork, not by pipe."""

    def __init__(self, inputs: Sequence[Input], reference: Reference, options: Options, bounds: Bounds) -> None:
        self.inputs, self.reference, self.options, self.bounds = inputs, reference, options, bounds

    def __call__(self, job: int) -> Done:
        return process(self.inputs[job], self.reference, self.options, self.bounds.is_forced)

    def lost(self, job: int, reason: str) -> Done:
        """The outcome of an input whose worker did not live to tell; not remembered, so that it is tried again."""
        entry, content = self.inputs[job], b""
        shutil.rmtree(self.options.out / f".{entry.id}.partial", ignore_errors=True)
        with contextlib.suppress(OSError):
            content = read_input(entry, MAX_BYTES + 1)
        finding = Finding(codes.RUN_CRASHED, reason, Source(entry.name, 1))
        return _told(replace(refuse(entry, content, [finding], self.options), outcome="quarantined"), self.options)


def process(entry: Input, reference: Reference, options: Options, is_forced: bool = False) -> Done:
    """Do one input, or take what an earlier run did of the same content with the same versions."""
    try:
        content = read_input(entry, MAX_BYTES + 1)
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        finding = Finding(codes.READ_UNREADABLE, message, Source(entry.name, 1))
        return _told(refuse(entry, b"", [finding], options), options)
    key = _key(entry, content, reference, options)
    journal = options.out / JOURNAL / f"{entry.id}.json"
    if not is_forced and (known := _known(journal, key, options)):
        return known
    journal.unlink(missing_ok=True)  # else a run killed after the outputs would leave it to speak of other outputs
    outcome = run_filing(entry, content, reference, options)
    done = _told(outcome, options)
    is_of_the_place = any(finding.code is codes.RUN_UNWRITABLE for finding in outcome.findings)
    if outcome.outcome != "quarantined" and not is_of_the_place:
        with contextlib.suppress(OSError):  # what cannot be remembered is done again
            _remember(journal, {"key": key, "entry": done.entry, "talk": done.talk})
    return done


def _remember(journal: Path, told: Mapping[str, object]) -> None:
    aside = journal.with_suffix(f".{os.getpid()}")
    try:
        aside.write_text(json.dumps(told), encoding="utf-8")
        aside.rename(journal)
    finally:
        aside.unlink(missing_ok=True)


def _told(outcome: Outcome, options: Options) -> Done:
    """What came of an input, and what to say of it: all that is more than talk, but for what the user asked for."""
    asked = () if options.judge.judging is Judging.ALL else (codes.JUDGE_SKIPPED,)
    loud = (finding for finding in outcome.findings if finding.code.severity is not Severity.INFO)
    return Done(format_entry(outcome), tuple(_format_told(outcome, f) for f in loud if f.code not in asked))


def _format_told(outcome: Outcome, finding: Finding) -> str:
    """A finding as one of many filings' is told: what is found in an output is told with the folder it lies in."""
    is_of_output = f"{outcome.id}/{finding.source.path}" in outcome.outputs
    return f"{outcome.id}/{finding}" if is_of_output else str(finding)


def _key(entry: Input, content: bytes, reference: Reference, options: Options) -> str:
    """What an outcome depends on: the bytes, what is stated of them, every version, and what of it is asked for."""
    parts = [
        hashlib.sha256(content).hexdigest(),
        entry.name,
        json.dumps(dict(sorted(entry.stated.items()))),
        __version__,
        reference.code_hash,
        reference.taxonomy_hash,
        reference.mappings_hash,
        f"{reference.mappings.least:f}",
        options.judge.judging,
        options.as_of.isoformat() if options.as_of else "",
        *(["compare-inline"] if options.compares_inline else []),
        str(options.with_notes),
        entry.id,
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _known(journal: Path, key: str, options: Options) -> Done | None:
    try:
        remembered = json.loads(journal.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if remembered.get("key") != key:
        return None
    outputs = remembered["entry"]["outputs"]
    if any(not (options.out / name).is_file() for name in outputs):
        return None
    return Done(remembered["entry"], tuple(remembered["talk"]), is_known=True)


# --- workers ----------------------------------------------------------------------------


def _start(do: _Task) -> _Worker:
    here, there = _FORK.Pipe()
    process_ = _FORK.Process(target=_work, args=(there, here, do), daemon=True)
    process_.start()
    there.close()
    return _Worker(process_, here)


def _work(pipe: Connection, other_end: Connection, do: _Task) -> None:
    """A worker's life: a number in, an outcome out; the interrupt is the leader's to handle.

    The alarm ends a worker whose filing takes too long, whatever it is at, and also when its leader is dead.
    """
    other_end.close()
    gc.freeze()  # what was loaded before the fork lives as long as the worker: no search for garbage need go through it
    gc.set_threshold(*GARBAGE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with contextlib.suppress(ValueError, OSError):
        most = _inherited() + do.bounds.memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            job = pipe.recv()
            signal.alarm(do.bounds.seconds)
            done = do(job)
            signal.alarm(0)
            pipe.send(done)


def _inherited() -> int:
    """The bytes of addresses that a worker begins with, those of its leader; 0 where the system does not tell."""
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[0]) * resource.getpagesize() if told.exists() else 0


def _assign(worker: _Worker, waiting: list[int]) -> None:
    if waiting:
        worker.job = waiting.pop()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # dead meanwhile: told by its pipe's end
            worker.pipe.send(worker.job)


def _collect(worker: _Worker, do: _Task) -> Done | None:
    """What a worker has to tell: its outcome, its death, or that its time is up; None while it works."""
    if worker.job is None:
        return None
    try:
        if worker.pipe.poll():
            done: Done = worker.pipe.recv()
            return done
    except (EOFError, ConnectionResetError):
        worker.process.join()
        worker.pipe.close()
        if worker.process.exitcode == -signal.SIGALRM:
            return do.lost(worker.job, f"took more than {do.bounds.seconds} seconds")
        return do.lost(worker.job, f"its worker died (exit code {worker.process.exitcode})")
    return None


def _sweep(out: Path, inputs: Sequence[Input]) -> None:
    """Remove what a killed worker left half-written of these inputs; others may be at work in the same folder."""
    for entry in inputs:
        for kind in ("partial", "old"):
            shutil.rmtree(out / f".{entry.id}.{kind}", ignore_errors=True)
