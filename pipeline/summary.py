"""What a run did → a table on the terminal for the person who started it."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.model import Severity
from pipeline.run import Outcome

MOST_OF_A_KIND = 20
"""Findings of one code that are told on the terminal; findings.json holds them all."""

PURPOSES = {
    "report.xml": "XBRL instance",
    "report.json": "xBRL-JSON",
    "facts.csv": "xBRL-CSV (with facts-metadata.json)",
    "extension": "the filing's own taxonomy",
    "line_items.csv": "the ledger: every printed number's story",
    "findings.json": "what to look at",
}


def show(console: Console, outcomes: Sequence[Outcome], out: Path) -> None:
    """Print one block for each input: statements, facts, findings, and where the outputs lie."""
    for outcome in outcomes:
        _show_one(console, outcome, out)


def show_findings(console: Console, outcome: Outcome) -> None:
    """Print the warnings and errors of one input, the most of a kind told in full and the rest counted."""
    told: Counter[str] = Counter()
    for finding in outcome.findings:
        if finding.code.severity is Severity.INFO:
            continue
        told[finding.code.id] += 1
        if told[finding.code.id] <= MOST_OF_A_KIND:
            console.print(Text(printable(str(finding))), soft_wrap=True)
    for code, count in sorted(told.items()):
        if count > MOST_OF_A_KIND:
            more = count - MOST_OF_A_KIND
            console.print(Text(f"{outcome.path}: {more} more of {code}, see findings.json"), soft_wrap=True)


def printable(text: str) -> str:
    """A text from a filing without the characters that would steer a terminal.

    >>> printable("Net\\x1b[31m sales")
    'Net�[31m sales'
    """
    return "".join(c if c.isprintable() or c == " " else "\N{REPLACEMENT CHARACTER}" for c in text)


def _show_one(console: Console, outcome: Outcome, out: Path) -> None:
    if not outcome.statements:
        console.print(Text(printable(f"{outcome.path}: {outcome.outcome}: {outcome.reason}")), soft_wrap=True)
        return
    table = Table(title=Text(printable(outcome.path)), title_justify="left")
    for heading in ("statement", "line", "columns", "items", "sums proved", "verdict"):
        table.add_column(heading, justify="left" if heading in ("statement", "verdict") else "right")
    for statement in outcome.statements:
        proved = sum(s.is_proved for s in statement.sums)
        table.add_row(
            Text(printable(statement.title)),
            str(statement.source.line),
            str(len(statement.columns)),
            str(len(statement.items)),
            f"{proved}/{len(statement.sums)}",
            statement.verdict,
        )
    console.print(table)
    statuses = ", ".join(f"{count} by {status}" for status, count in outcome.facts_by_status.items())
    console.print(f"facts     {sum(outcome.facts_by_status.values())} ({statuses})")
    census = outcome.census
    console.print(
        f"numbers   {census.printed} printed in the statements: {census.reported} in facts, "
        f"{census.skipped} skipped with a reason, {census.lost} lost",
        soft_wrap=True,
    )
    severities = Counter(finding.code.severity for finding in outcome.findings)
    console.print("findings  " + ", ".join(f"{severities[severity]} {severity}" for severity in Severity))
    verdict = [finding for finding in outcome.findings if finding.code.id.startswith("judge/")]
    more = f" (and {len(verdict) - 1} more messages, see findings.json)" if len(verdict) > 1 else ""
    message = printable(verdict[0].message) if verdict else "no verdict"
    console.print(Text(f"judge     {message}{more}"), soft_wrap=True)
    for name, purpose in PURPOSES.items():
        console.print(Text(f"{purpose:39} {out / outcome.id / name}"), soft_wrap=True)
