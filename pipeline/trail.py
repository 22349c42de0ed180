"""The folder of a filing's outputs → a sign-off for it, and what has changed since.

In: a folder that `run` wrote, `run.json` beside it and the sign-offs given so far. Out: a new entry of
``signoffs.jsonl``, or a verdict that names each file and each fact that is not what was signed. What was signed is
never corrected here, and no sign-off is ever taken back: a changed output stands beside it as a change.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.model import Severity, Source
from pipeline.readback import READERS, Stated, read_back
from pipeline.runs import LEDGER, REPORT, PastFinding, load_findings
from pipeline.signoff_sheet import format_sheet
from pipeline.signoffs import Signoff, append_signoff, load_signoffs
from pipeline.tables import DataError, Problem
from pipeline.tellings import TELLERS, tell
from pipeline.urls import RECORD, SHEET, SIGNOFFS

VIEWER = "viewer"
"""The folder of what `tieout view` makes from the outputs at any time: nobody signs for it."""
TAXONOMY = "taxonomy"
MADE_OF = {"path": "the name of the input", "input": "the input"}
MADE_WITH = {
    "tieout": "the version of tieout",
    "code": "its code",
    "taxonomy": "the taxonomy",
    "mappings": "the mappings",
}
"""What `run.json` names with a version or a hash."""
LONGEST_VALUE = 60
"""Characters of a value that a sign-off repeats: any number, and enough of a text to know it by."""
LONGEST_ERROR = 300
"""Characters of an open error's words that a sign-off repeats."""
DIGITS = 16
"""Hexadecimal digits of a digest that tells which fact changed; that a file changed is told by its whole hash."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, on which day, in which words, and whether open errors are signed for, too."""

    by: str
    date: str
    note: str = ""
    with_errors: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not what was signed: in which file, of which fact (empty: of none), and what."""

    file: str
    fact: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {f'fact {self.fact}: ' if self.fact else ''}{self.message}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What there is to say of a filing's sign-offs: all of them, breaks of the chain, and changes since the last.

    ``remarks`` are no changes of what was signed: other code or tables have since made the same of the same input.
    """

    filing: str
    signoffs: tuple[Signoff, ...]
    broken: tuple[Problem, ...]
    changes: tuple[Change, ...]
    remarks: tuple[Change, ...]

    @property
    def holds(self) -> bool:
        return bool(self.signoffs) and not self.broken and not self.changes


def sign(folder: Path, signer: Signer) -> Signoff:
    """Sign for a filing's outputs as they are, if they are what the last run wrote.

    Errors (`DataError`): outputs that no run vouches for, and open error findings without ``with_errors``.
    """
    folder, out = folder.resolve(), folder.resolve().parent
    told = _told_by_run(folder)
    if told is None:
        fault = f"the last run wrote nothing to {folder.name}; read the filing again"
        raise DataError([Problem(Source(f"{out.name}/{RECORD}", 1), fault)])
    made_of, written = told
    outputs = _hash_files(folder)
    wrong = sorted({name for name, _ in outputs.items() ^ written.items()})
    if wrong:
        message = "is not what the run wrote; read the filing again, with --force, before you sign"
        raise DataError([Problem(Source(name, 1), message) for name in wrong])
    found = [finding for finding in load_findings(folder) if finding.severity == Severity.ERROR]
    errors = [finding for finding in found if not finding.suppressed]
    if errors and not signer.with_errors:
        advice = "; an open error: correct it, or sign --with-errors, which stays with the sign-off"
        raise DataError([Problem(Source(*_place(error)), f"{error.code}: {error.message}{advice}") for error in errors])
    signoff = Signoff(
        filing=folder.name,
        by=signer.by,
        date=signer.date,
        note=signer.note,
        errors=tuple(f"{error.code} {error.place}: {_short(error.message, LONGEST_ERROR)}" for error in errors),
        suppressed=tuple(f"{f.code} {f.place}, suppressed by {f.suppressed}" for f in found if f.suppressed),
        made_of=made_of,
        outputs={**outputs, **hash_taxonomy(out)},
        facts=_facts(folder),
    )
    return append_signoff(out / SIGNOFFS, signoff, out / SHEET, format_sheet)


def verify(folder: Path, seal: str = "") -> Verdict:
    """Compare a filing's outputs with what was last signed; ``seal`` names an entry that the chain must hold."""
    folder = folder.resolve()
    entries, broken = load_signoffs(folder.parent / SIGNOFFS)
    if seal and seal not in {entry.seal for entry in entries}:
        broken.append(Problem(Source(SIGNOFFS, 1), f"holds no entry with the seal {seal}: it was dropped or rewritten"))
    sheet = folder.parent / SHEET
    if not broken and sheet.is_file() and sheet.read_bytes() != format_sheet(entries):
        broken.append(Problem(Source(SHEET, 1), f"is not what {SIGNOFFS} tells: one of the two was edited"))
    of_filing = tuple(entry for entry in entries if entry.filing == folder.name)
    if not of_filing and not folder.is_dir():
        raise DataError([Problem(Source(folder.name, 1), "is no folder of outputs, and nobody has signed for one")])
    if not of_filing:
        return Verdict(folder.name, (), tuple(broken), (), ())
    changes, remarks = _changes_of_run(folder, of_filing[-1])
    changes += _changes(folder, of_filing[-1])
    if not changes:
        from pipeline.warehouse.audit import audit  # here, as no other command is to wait for the databases

        changes += [Change(*found) for found in audit(folder.parent, folder.name)]
    return Verdict(folder.name, of_filing, tuple(broken), tuple(changes), tuple(remarks))


def signoffs_of(folder: Path) -> list[Signoff]:
    """Every sign-off ever given for a filing's outputs, whether or not they are still what was signed."""
    folder = folder.resolve()
    return [entry for entry in load_signoffs(folder.parent / SIGNOFFS)[0] if entry.filing == folder.name]


def last_signoffs(out: Path) -> dict[str, Signoff]:
    """The last sign-off for each filing of an output folder, by the name of its folder."""
    return {signoff.filing: signoff for signoff in load_signoffs(out / SIGNOFFS)[0]}


def is_outdated(signoff: Signoff, entry: Mapping[str, Any], taxonomy: Mapping[str, str]) -> bool:
    """Whether other outputs have been written than those that were signed.

    ``entry`` is what a run's manifest says of the filing, ``taxonomy`` what `hash_taxonomy` says of its taxonomy.
    """
    return bool({**entry["outputs"], **taxonomy} != signoff.outputs)


def signed_folders(out: Path) -> list[Path]:
    """The folders below an output folder that anyone has signed for, by name; a filing's own folder is itself."""
    if (out / LEDGER).is_file() or not (out / SIGNOFFS).is_file():
        return [out]
    entries, broken = load_signoffs(out / SIGNOFFS)
    if not entries:
        raise DataError(broken or [Problem(Source(SIGNOFFS, 1), "holds no sign-off; begin with `tieout sign`")])
    return [out / name for name in sorted({entry.filing for entry in entries})]


def outdated(out: Path, entries: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What to say of each filing of a run whose outputs are no longer those that were signed."""
    last = last_signoffs(out)
    taxonomy = hash_taxonomy(out) if last else {}
    for entry in entries:
        signoff = last.get(entry["id"])
        if signoff and is_outdated(signoff, entry, taxonomy):
            yield f"{entry['id']}: {signoff}; the outputs have changed since, see `tieout verify {out / entry['id']}`"


def _place(error: PastFinding) -> tuple[str, int]:
    path, _, line = error.place.rpartition(":")
    return path, int(line)


# --- what there is to sign ----------------------------------------------------------------


def _told_by_run(folder: Path) -> tuple[dict[str, str], dict[str, str]] | None:
    """What `run.json` says a filing was made of, and the hashes of what was written for it; None if it says nothing."""
    place = Source(f"{folder.parent.name}/{RECORD}", 1)
    try:
        manifest = json.loads((folder.parent / RECORD).read_bytes())
        made_with = {name: _version(manifest[name]) for name in MADE_WITH}
        entries = [entry for entry in manifest["inputs"] if entry["id"] == folder.name and entry["outputs"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError([Problem(place, f"cannot be read as a run's manifest ({error!r}); run again")]) from error
    if not entries:
        return None
    return {"path": entries[0]["path"], "input": entries[0]["sha256"], **made_with}, entries[0]["outputs"]


def _version(told: str | Mapping[str, str]) -> str:
    return told if isinstance(told, str) else told["sha256"]


def hash_taxonomy(out: Path) -> dict[str, str]:
    """The hashes of the taxonomy that the outputs of a folder refer to."""
    return _hash_files(out / TAXONOMY)


def _hash_files(folder: Path) -> dict[str, str]:
    """The hashes of the files below a folder, by their path beside it; nobody signs for the viewer of a filing."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder.parent).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.relative_to(folder).parts[0] != VIEWER
    }


def _facts(folder: Path) -> dict[str, tuple[str, ...]]:
    stated = read_back(REPORT, (folder / REPORT).read_bytes())
    told = [_told(folder / name, stated) for name in TELLERS if (folder / name).is_file()]
    return {
        id: (fact.concept, _short(fact.value), _digest_of(fact), *(digests[id] for digests in told))
        for id, fact in stated.items()
    }


def _told(path: Path, facts: Collection[str]) -> dict[str, str]:
    """The digest of what an output tells of each fact."""
    return {id: _digest(text) for id, text in tell(path.name, path.read_bytes(), facts).items()}


def _short(value: str, longest: int = LONGEST_VALUE) -> str:
    """A value as it is told: of a note, which is a page of text, its beginning."""
    return value if len(value) <= longest else f"{value[: longest - 1]}…"


def _digest_of(fact: Stated) -> str:
    return _digest(json.dumps(asdict(fact), sort_keys=True))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


NOTHING = _digest("")
"""The digest where an output tells nothing of a fact."""


# --- what is not what was signed ----------------------------------------------------------


def _changes(folder: Path, signed: Signoff) -> Iterator[Change]:
    now = {**_hash_files(folder), **hash_taxonomy(folder.parent)}
    for name in sorted(signed.outputs.keys() | now.keys()):
        if name not in now:
            yield Change(name, "", "is gone")
        elif name not in signed.outputs:
            yield Change(name, "", "was not there")
        elif now[name] != signed.outputs[name]:
            yield from _changes_of_file(folder.parent / name, name, signed) or [Change(name, "", "was changed")]


def _changes_of_run(folder: Path, signed: Signoff) -> tuple[list[Change], list[Change]]:
    """What `run.json` says otherwise of the input now, and of what it was read with.

    That a later run of other filings says nothing of this one is no change.
    """
    try:
        told = _told_by_run(folder)
    except DataError as error:
        return [Change(RECORD, "", problem.message) for problem in error.problems], []
    if told is None:
        return [], []
    made_of, written = told
    sides = [
        [
            Change(RECORD, "", f"{words}: signed {signed.made_of.get(name)}, now {made_of[name]}")
            for name, words in group.items()
            if made_of[name] != signed.made_of.get(name)
        ]
        for group in (MADE_OF, MADE_WITH)
    ]
    signed_for = {name: digest for name, digest in signed.outputs.items() if name.startswith(f"{folder.name}/")}
    others = [Change(RECORD, "", "names outputs with other hashes than were signed")] if written != signed_for else []
    return [*sides[0], *others], sides[1]


def _changes_of_file(path: Path, name: str, signed: Signoff) -> list[Change]:
    """The facts of a changed file that are not what was signed; none where its change is of another kind."""
    try:
        if path.name in READERS:
            now = read_back(path.name, path.read_bytes())
            return [Change(name, *found) for found in _changed_facts(now, signed)]
        if path.name in TELLERS:
            return [Change(name, *found) for found in _told_otherwise(path, signed)]
    except (ValueError, KeyError) as error:
        return [Change(name, "", f"was changed, and cannot be read: {error}")]
    return []


def _changed_facts(now: Mapping[str, Stated], signed: Signoff) -> Iterator[tuple[str, str]]:
    for id in [*signed.facts, *(id for id in now if id not in signed.facts)]:
        concept, value, digest, *_ = signed.facts.get(id, ("", "", ""))
        fact = now.get(id)
        if fact is None:
            yield id, f"{concept} {value} is gone"
        elif id not in signed.facts:
            yield id, f"{fact.concept} {_short(fact.value)} was not there"
        elif fact.concept != concept:
            yield id, f"was {concept}, is {fact.concept}"
        elif _short(fact.value) != value:
            yield id, f"{concept} was {value}, is {_short(fact.value)}"
        elif _digest_of(fact) != digest and len(value) == LONGEST_VALUE:
            yield id, f"{concept} {value} goes on otherwise, or is stated for another entity or period"
        elif _digest_of(fact) != digest:
            yield id, f"{concept} {value} is stated for another entity, period, unit, member or precision"


def _told_otherwise(path: Path, signed: Signoff) -> Iterator[tuple[str, str]]:
    """The facts of which an output tells something else; none where the entry is of a time that did not ask it."""
    there = [name for name in TELLERS if f"{signed.filing}/{name}" in signed.outputs]
    now, at = _told(path, signed.facts), 3 + there.index(path.name)
    for id, (concept, value, *digests) in signed.facts.items():
        if at < 2 + len(digests) and digests[at - 2] != now[id]:
            yield id, f"what it told of {concept} {value} {'is gone' if now[id] == NOTHING else 'was changed'}"
