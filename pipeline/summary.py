"""What a run did → a table on the terminal for the person who started it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.urls import Url

PURPOSES = {
    "report.xml": "XBRL instance",
    "report.json": "xBRL-JSON",
    "facts.csv": "xBRL-CSV (with facts-metadata.json)",
    "report.xhtml": "inline XBRL: the filing's text, tagged",
    "extension": "the filing's own taxonomy",
    "line_items.csv": "the ledger: every printed number's story",
    "findings.json": "what to look at",
    "review.html": "the page to sign from",
    "review.csv": "what to decide, with candidates",
}
COMPARED = {"compare.csv": "facts beside the filer's own tags"}
MOST_TOLD = 5
"""Filings that are told one by one; of more, the counts are told and run.json holds the rest."""
UNJUDGED = "not judged"
"""How the verdict on a filing begins that the judge was not to see."""

Entry = Mapping[str, Any]


def show(console: Console, entries: Sequence[Entry], out: Path | Url) -> None:
    """Print what came of the inputs: each in full where they are few, else the sums of the batch."""
    if len(entries) <= MOST_TOLD:
        for entry in entries:
            _show_one(console, entry, out)
        return
    outcomes = Counter(str(entry["outcome"]) for entry in entries)
    verdicts = Counter((s["kind"], s["verdict"]) for entry in entries for s in entry["statements"])
    console.print(f"{len(entries)} filings: " + ", ".join(f"{n} {name}" for name, n in sorted(outcomes.items())))
    for (kind, verdict), count in sorted(verdicts.items()):
        console.print(f"{kind:22} {verdict:14} {count}")
    for verdict, count in sorted(Counter(str(entry["verdict"]) for entry in entries).items()):
        if verdict.startswith(UNJUDGED):
            console.print(f"judge     {count} {verdict}")
    numbers = {name: sum(entry["numbers"][name] for entry in entries) for name in ("printed", "reported", "lost")}
    console.print(f"facts     {sum(entry['facts'] for entry in entries)}")
    console.print(f"numbers   {numbers['printed']} printed, {numbers['reported']} in facts, {numbers['lost']} lost")
    decisions = [told for entry in entries for told in entry["suppressed"]]
    if decisions:
        rows = {told["row"] for told in decisions}
        console.print(f"suppressed {sum(told['findings'] for told in decisions)} findings, by {len(rows)} decisions")
    console.print(Text(f"the manifest {out / 'run.json'}"), soft_wrap=True)


def printable(text: str) -> str:
    """A text from a filing without the characters that would steer a terminal.

    >>> printable("Net" + chr(27) + "[31m sales")
    'Net�[31m sales'
    """
    return "".join(c if c.isprintable() or c == " " else "\N{REPLACEMENT CHARACTER}" for c in text)


def _show_one(console: Console, entry: Entry, out: Path | Url) -> None:
    if not entry["statements"]:
        console.print(Text(printable(f"{entry['path']}: {entry['outcome']}: {entry['reason']}")), soft_wrap=True)
        return
    table = Table(title=Text(printable(entry["path"])), title_justify="left")
    for heading in ("statement", "line", "columns", "items", "sums proved", "verdict"):
        table.add_column(heading, justify="left" if heading in ("statement", "verdict") else "right")
    for statement in entry["statements"]:
        sums = statement["sums_proved"] + statement["sums_broken"]
        numbers = (str(statement[name]) for name in ("line", "columns", "items"))
        proved = f"{statement['sums_proved']}/{sums}"
        table.add_row(Text(printable(statement["title"])), *numbers, proved, statement["verdict"])
    console.print(table)
    statuses = ", ".join(f"{count} by {status}" for status, count in entry["facts_by_status"].items())
    console.print(f"facts     {entry['facts']} ({statuses})")
    census = entry["numbers"]
    console.print(
        f"numbers   {census['printed']} printed in the statements: {census['reported']} in facts, "
        f"{census['skipped']} skipped with a reason, {census['lost']} lost",
        soft_wrap=True,
    )
    console.print("findings  " + ", ".join(f"{count} {severity}" for severity, count in entry["findings"].items()))
    for told in entry["suppressed"]:
        whose = f"by {told['by']} until {told['expires']}: {told['reason']} ({told['row']})"
        console.print(Text(printable(f"suppressed {told['findings']} of {told['rule']}, {whose}")), soft_wrap=True)
    console.print(Text(f"judge     {printable(entry['verdict'])}"), soft_wrap=True)
    compared = entry["compared"] or {}
    if compared:
        told = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in compared.items() if count)
        console.print(f"compared  {told}", soft_wrap=True)
    for name, purpose in {**PURPOSES, **(COMPARED if compared else {})}.items():
        console.print(Text(f"{purpose:39} {out / entry['id'] / name}"), soft_wrap=True)
