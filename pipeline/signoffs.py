"""``signoffs.jsonl``: who signed for which filing's outputs, each entry sealed with the one before.

In: the file and an entry to add. Out: its entries, and every place at which the chain is broken. It stands beside the
folders of the filings, so that no run that makes those anew, or takes them away, can lose it. Whether the outputs are
still those that were signed is for `trail` to know.

A chain shows what was edited, dropped or moved by anyone who does not write all of it anew; against that stands the
seal of an entry, kept elsewhere.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pipeline.model import Source
from pipeline.tables import DataError, Problem
from pipeline.urls import SIGNOFFS


@dataclass(frozen=True, slots=True)
class Signoff:
    """One person's word for the outputs of one filing, as they were that day."""

    filing: str
    """The name of its folder."""
    by: str
    date: str
    note: str
    errors: tuple[str, ...]
    """The open error findings it was signed with: each one's code, place and words."""
    suppressed: tuple[str, ...]
    """The error findings that counted for nothing by a decision: code, place and the decision's row."""
    made_of: Mapping[str, str]
    """Hashes of the input and of what it was read with, as `run.json` gave them."""
    outputs: Mapping[str, str]
    """Hashes of the files by their path beside `signoffs.jsonl`: the filing's own, and the taxonomy's."""
    facts: Mapping[str, tuple[str, ...]]
    """Each fact's concept, value (of a long text the beginning), digest of what is stated of it, and for each output
    that tells of it a digest of that."""
    previous: str = ""
    """The seal of the entry before; empty in the first."""
    seal: str = ""
    """The hash of all of the above."""

    def __str__(self) -> str:
        errors = f", with {len(self.errors)} open error{'s' * (len(self.errors) != 1)}" * bool(self.errors)
        return f"signed by {self.by} on {self.date}{errors}"


def load_signoffs(path: Path) -> tuple[list[Signoff], list[Problem]]:
    """Every entry that can be read, in order, and every break of the chain; nothing where nobody signed yet."""
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return [], []
    problems = [] if lines.pop() == b"" else [_problem(len(lines) + 1, "is cut off; what follows it was lost")]
    found: list[Signoff] = []
    previous = ""
    for number, line in enumerate(lines, 1):
        try:
            signoff = _parse(line)
        except (ValueError, TypeError, KeyError):
            problems.append(_problem(number, "is no entry any more: it was edited after it was written"))
            continue
        if signoff.seal != _seal(signoff) or line != _format(asdict(signoff)):
            problems.append(_problem(number, f"was edited after {signoff.by} signed {signoff.filing}"))
        if signoff.previous != previous:
            problems.append(_problem(number, "does not follow the entry before it: one was dropped, edited or moved"))
        previous = signoff.seal
        found.append(signoff)
    return found, problems


def append_signoff(
    path: Path, signoff: Signoff, sheet: Path, format_sheet: Callable[[Sequence[Signoff]], bytes]
) -> Signoff:
    """Seal an entry and add it, if the chain it is added to is whole, and write the sheet that shows all of them.

    Two who sign at once wait for each other.
    """
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        earlier, problems = load_signoffs(path)
        if problems:
            advice = Problem(Source(SIGNOFFS, 1), "take this file away, and keep it: signing then begins a new one")
            raise DataError([*problems, advice])
        signoff = replace(signoff, previous=earlier[-1].seal if earlier else "", seal="")
        signoff = replace(signoff, seal=_seal(signoff))
        file.write(_format(asdict(signoff)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
        aside = sheet.with_name(f".{sheet.name}.partial")
        aside.write_bytes(format_sheet([*earlier, signoff]))
        aside.replace(sheet)
    return signoff


def _parse(line: bytes) -> Signoff:
    entry = json.loads(line)
    facts = {id: (str(a), str(b), str(c), *map(str, rest)) for id, (a, b, c, *rest) in entry["facts"].items()}
    made_of, outputs = ({str(k): str(v) for k, v in entry[name].items()} for name in ("made_of", "outputs"))
    words = {name: str(entry[name]) for name in ("filing", "by", "date", "note", "previous", "seal")}
    errors, suppressed = (tuple(map(str, entry[name])) for name in ("errors", "suppressed"))
    return Signoff(**words, errors=errors, suppressed=suppressed, made_of=made_of, outputs=outputs, facts=facts)


def _seal(signoff: Signoff) -> str:
    return hashlib.sha256(_format(asdict(replace(signoff, seal="")))).hexdigest()


def _format(entry: Mapping[str, object]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _problem(line: int, message: str) -> Problem:
    return Problem(Source(SIGNOFFS, line), message)
