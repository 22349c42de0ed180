"""The workpaper of a filing → the story of one fact: where it is printed, why it is what it is, what proves it.

In: the folder of a filing that `run` wrote, and a fact's id. Out: a `Story`, all of it words. The review page shows
the same workpaper; how a story is laid out, on a page or on a terminal, is for its readers to know.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pipeline.model import Source
from pipeline.tables import DataError, Problem
from pipeline.workpaper.nouns import Decision, Entry, Footing, Remark, Sheet, Workpaper, line_on_page

PAGE = "review.html"
_HELD = re.compile(r'<script type="application/json" id="workpaper">(.*?)</script>', re.S)


@dataclass(frozen=True, slots=True)
class Printed:
    """Where and how a fact is printed.

    ``caption`` holds the headings above (``Assets > Cash``), ``line`` the printed line, ``place`` its file and number,
    ``scale`` is empty where amounts are printed in full, ``sign`` says why the value has another one than the print
    and is empty for text.
    """

    statement: str
    caption: str
    column: str
    line: str
    place: str
    text: str
    scale: str
    sign: str


@dataclass(frozen=True, slots=True)
class Stated:
    """What a fact states; ``unit`` and ``decimals`` are empty for text."""

    value: str
    unit: str
    decimals: str
    period: str
    members: tuple[str, ...]
    concept: str
    label: str
    documentation: str


@dataclass(frozen=True, slots=True)
class Decided:
    """Why a fact has its concept: the mapping row ``rule`` (``mappings/general.csv:3``), what it ``says`` and on what
    evidence, ``reason`` where more than a row decided, and the concepts that lost."""

    status: str
    confidence: str
    reason: str
    rule: str
    says: str
    alternatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """A sum that a fact takes part in, in its column: what it says, and whether it holds."""

    verdict: str
    words: str


@dataclass(frozen=True, slots=True)
class Story:
    """All that stands behind one fact, in words; ``judge`` is Arelle's word on the whole filing."""

    id: str
    printed: Printed
    stated: Stated
    decided: Decided
    proofs: tuple[Proof, ...]
    ties: tuple[str, ...]
    findings: tuple[str, ...]
    judge: tuple[str, ...]


def load_workpaper(folder: Path) -> Workpaper:
    """Read the workpaper that the review page of a filing holds."""
    path = folder / PAGE
    if not path.is_file():
        message = "is no filing's folder of outputs; name one of those in an output folder"
        raise DataError([Problem(Source(folder.name, 1), message)])
    try:
        held = _HELD.search(path.read_text(encoding="utf-8"))
        return cast(Workpaper, {"pages": [], **json.loads(held[1] if held else "")})
    except (OSError, ValueError) as error:
        message = f"is not the review page of a run ({type(error).__name__}); read the filing again"
        raise DataError([Problem(Source(f"{folder.name}/{PAGE}", 1), message)]) from error


def tell(workpaper: Workpaper, id: str) -> Story:
    """Tell a fact's story; `DataError` if the filing has no fact of that id."""
    entry = next((entry for entry in workpaper["facts"] if entry["id"] == id), None)
    if entry is None:
        ids = [entry["id"] for entry in workpaper["facts"]]
        told = f"its facts are {ids[0]} to {ids[-1]}" if ids else "it has no facts"
        raise DataError([Problem(Source(workpaper["filing"]["file"], 1), f"has no fact {id!r}; {told}")])
    findings = workpaper["findings"]
    return Story(
        id=id,
        printed=_printed(workpaper, entry),
        stated=_stated(workpaper, entry),
        decided=_decided(workpaper["decisions"][entry["decision"]]),
        proofs=_proofs(workpaper, entry),
        ties=_ties(workpaper, id),
        findings=tuple(_format_finding(f) for f in findings if id in f["facts"]),
        judge=tuple(f["message"] for f in findings if f["code"].startswith("judge/")),
    )


def _format_finding(found: Remark) -> str:
    decision = f" [{found['suppression']}]" if found["suppression"] else ""
    return f"{found['severity']}: {found['code']}: {found['message']}{decision}"


def _printed(workpaper: Workpaper, entry: Entry) -> Printed:
    number, position, column = entry["at"]
    sheet = workpaper["sheets"][number]
    row = sheet["rows"][position]
    return Printed(
        statement=sheet["title"] or sheet["kind"].replace("_", " "),
        caption=" > ".join([*row["section"], row["label"] or "(no caption)"]),
        column=sheet["columns"][column]["text"],
        line=row["line"],
        place=_place(workpaper, entry),
        text=entry["text"],
        scale=f"times {10 ** entry['scale']:,}" if entry["scale"] > 0 else "",
        sign=entry["sign"] or ("as printed" if entry["unit"] else ""),
    )


def _place(workpaper: Workpaper, entry: Entry) -> str:
    """The file and its line; of a file of markup the line on the review page, too."""
    line, shown = entry["place"][0], line_on_page(workpaper["pages"], entry["laid_out"][0])
    return f"{workpaper['filing']['file']}:{line}" + (f" (line {shown} of review.html)" if shown != line else "")


def _stated(workpaper: Workpaper, entry: Entry) -> Stated:
    when, concept = workpaper["contexts"][entry["context"]], workpaper["decisions"][entry["decision"]]["concept"]
    definition = workpaper["concepts"][concept]
    return Stated(
        value=entry["value"],
        unit=entry["unit"],
        decimals="" if entry["decimals"] is None else str(entry["decimals"]),
        period=when["period"],
        members=tuple(when["members"]),
        concept=concept,
        label=definition["label"],
        documentation=definition["documentation"],
    )


def _decided(decision: Decision) -> Decided:
    alternatives = (
        f"{other['concept']}: {other['why']}" + (f" ({other['place']})" if other["place"] else "")
        for other in decision["alternatives"]
    )
    return Decided(
        status=decision["status"],
        confidence=decision["confidence"],
        reason=decision["reason"],
        rule=decision["rule"],
        says=decision["says"],
        alternatives=tuple(alternatives),
    )


def _proofs(workpaper: Workpaper, entry: Entry) -> tuple[Proof, ...]:
    number, row, column = entry["at"]
    sheet = workpaper["sheets"][number]
    return tuple(
        Proof(found["verdicts"][column], _format_sum(found, sheet, column))
        for found in sheet["sums"]
        if row in (found["total"], *(part for part, _ in found["addends"])) and found["verdicts"][column]
    )


def _format_sum(found: Footing, sheet: Sheet, column: int) -> str:
    """A sum as one line: ``Total current assets 1,685 = Cash 1,285 + Receivables, net 400``."""
    parts = " ".join(
        f"{'+' if sign > 0 else '-'} {_cell(sheet, row, column)}"
        for row, sign in found["addends"]
        if sheet["rows"][row]["texts"][column]
    )
    return f"{_cell(sheet, found['total'], column)} = {parts.removeprefix('+ ')}"


def _cell(sheet: Sheet, row: int, column: int) -> str:
    printed = sheet["rows"][row]
    return f"{printed['label'] or '(no caption)'} {printed['texts'][column]}"


def _ties(workpaper: Workpaper, id: str) -> tuple[str, ...]:
    entries = {entry["id"]: entry for entry in workpaper["facts"]}
    told = []
    for tie in workpaper["ties"]:
        others = [entries[other] for other in tie["facts"] if other != id]
        if len(others) < len(tie["facts"]):
            lines = [(other, line_on_page(workpaper["pages"], other["laid_out"][0])) for other in others]
            where = ", ".join(f"{other['id']}, line {line}: {other['text']}" for other, line in lines)
            told.append(f"{tie['words']}: {'agrees' if tie['agrees'] else 'does not agree'} ({where})")
    return tuple(told)
