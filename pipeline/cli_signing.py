"""The commands of those who sign for results: `sign` and `verify`; no logic of their own.

In: arguments. Out: what was signed or what has changed, as lines or as JSON on stdout. Errors are `DataError`s and
wrong usage; `cli` turns them into exit codes.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.summary import printable
from pipeline.trail import Change, Signer, Verdict, sign, signed_folders, verify

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON on stdout, for programs.")]
CHANGED = 3
"""The exit code of `verify` where the outputs are not what was signed, or nobody has signed."""
MOST_TOLD = 20
"""Changes that are told one by one; --json tells all."""


def sign_command(
    folder: Annotated[Path, typer.Argument(help="A filing's folder of outputs.")],
    by: Annotated[str, typer.Option("--by", help="Who signs.")],
    day: Annotated[datetime, typer.Option("--date", formats=["%Y-%m-%d"], help="The day of it.")],
    note: Annotated[str, typer.Option("--note", help="What to say with it.")] = "",
    with_errors: Annotated[bool, typer.Option("--with-errors", help="Although errors are open; it shows.")] = False,
    as_json: AsJson = False,
) -> None:
    """Sign for a filing's outputs as they are now, in signoffs.jsonl beside its folder."""
    if not by.strip() or not all(map(str.isprintable, (by, note))):
        raise typer.BadParameter("--by and --note are words on one line, and --by is a name")
    signoff = sign(folder, Signer(by.strip(), f"{day:%Y-%m-%d}", note.strip(), with_errors))
    if as_json:
        _write_json(asdict(signoff))
        return
    _say(f"{signoff.filing}: {signoff}: {len(signoff.outputs)} files, {len(signoff.facts)} facts")
    _say(f"seal {signoff.seal}")
    _say("kept elsewhere, it shows by `tieout verify --seal` that no entry was dropped or rewritten")


def verify_command(
    folder: Annotated[Path, typer.Argument(help="A filing's folder of outputs, or a folder of many.")],
    seal: Annotated[str, typer.Option("--seal", help="The seal of an entry that must be there.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show who signed for a filing's outputs and what has changed since; 3 if anything has."""
    verdicts = [verify(found, seal) for found in signed_folders(folder)]
    if as_json:
        _write_json({"filings": [_told(verdict) for verdict in verdicts]})
    else:
        for problem in verdicts[0].broken:
            _say(str(problem))
        for verdict in verdicts:
            _show(verdict)
    raise typer.Exit(0 if all(verdict.holds for verdict in verdicts) else CHANGED)


def _show(verdict: Verdict) -> None:
    """Every sign-off ever given, then what is not what the last of them was given for."""
    for signoff in verdict.signoffs:
        note = f" ({signoff.note})" if signoff.note else ""
        _say(f"{verdict.filing}: {signoff}{note}")
        for error in signoff.errors:
            _say(f"  open error: {error}")
        for error in signoff.suppressed:
            _say(f"  counted for nothing: {error}")
    for change in verdict.changes[:MOST_TOLD]:
        _say(str(change))
    if len(verdict.changes) > MOST_TOLD:
        _say(f"… and {len(verdict.changes) - MOST_TOLD} more changes; --json tells all")
    for remark in verdict.remarks:
        _say(f"{remark}" + "; the same came of the same input" * (not verdict.changes))
    if not verdict.signoffs:
        _say(f"{verdict.filing}: nobody has signed for it")
    elif verdict.changes:
        _say(f"{verdict.filing}: not what was signed: {_count(verdict.changes)} since the last sign-off")
    else:
        last = verdict.signoffs[-1]
        _say(f"{verdict.filing}: nothing changed since: {len(last.outputs)} files, {len(last.facts)} facts")


def _told(verdict: Verdict) -> dict[str, object]:
    history = [
        {name: getattr(signoff, name) for name in ("by", "date", "note", "errors", "suppressed", "seal")}
        for signoff in verdict.signoffs
    ]
    return {
        "filing": verdict.filing,
        "holds": verdict.holds,
        "signoffs": history,
        "broken": [str(problem) for problem in verdict.broken],
        "changes": [asdict(change) for change in verdict.changes],
        "remarks": [asdict(remark) for remark in verdict.remarks],
    }


def _write_json(document: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def _say(line: str) -> None:
    typer.echo(printable(line))


def _count(changes: Sequence[Change]) -> str:
    return "1 change" if len(changes) == 1 else f"{len(changes)} changes"
