"""The commands of those who keep the mapping tables: `review`, `mappings learn` and `diff`; no logic of their own.

In: arguments. Out: a table or JSON on stdout, and tables written where ``--write`` asks for it. Errors are `DataError`s
and wrong usage; `cli` turns them into exit codes.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.amend import amend, filer_table, load_amended, write_tables
from pipeline.diff import Difference, diff_runs, side_of
from pipeline.learn import MODERN, Refusal, labels_columns, load_counts
from pipeline.mappings import load_mappings
from pipeline.model import Rule
from pipeline.propose import Proposal, amended_tables, is_span_of_years, load_thresholds, propose_rows, unknown_tags
from pipeline.review import NO_FILER, QUEUE, Reviewer, find_changes, load_queue, propose_rules, with_decisions
from pipeline.runs import PastFact
from pipeline.signoffs import Signoff
from pipeline.summary import printable
from pipeline.tables import Row, data_folder
from pipeline.taxonomy import load_taxonomy
from pipeline.trail import signoffs_of

TaxonomyFolder = Annotated[Path | None, typer.Option("--taxonomy", help="Folder of taxonomy tables.")]
MappingsFolder = Annotated[Path | None, typer.Option("--mappings", help="Folder of mapping tables.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON on stdout, for programs.")]
Write = Annotated[bool, typer.Option("--write", help="Write the rows; without it they are only shown.")]
MOST_NAMED = 5
"""Unknown tags that are named; --json names all."""
DIFFERENT = 3
"""The exit code of `diff` where the runs differ: what a run with error findings ends with."""
SHOWN = ("row", "statement", "section", "label", "amounts", "status", "concept", "confidence")


def review(
    folder: Annotated[Path, typer.Argument(help="A filing's folder of outputs.")],
    decisions: Annotated[Path | None, typer.Option("--decisions", help="A copy of review.csv, filled in.")] = None,
    accept: Annotated[
        list[str] | None, typer.Option("--accept", help="ROW=1, 2, 3, a concept or own (may be repeated).")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who decides.")] = "",
    day: Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="The day of it.")] = None,
    general: Annotated[bool, typer.Option("--general", help="For every filer, not for this one.")] = False,
    is_written: Write = False,
    as_json: AsJson = False,
    taxonomy: TaxonomyFolder = None,
    mappings: MappingsFolder = None,
) -> None:
    """Show what a person should decide, and turn decisions into mapping rows."""
    queue = load_queue(folder / QUEUE)
    queue = with_decisions(queue, load_queue(decisions) if decisions else (), _accepted(accept or ()))
    if not any(row["decision"] for row in queue):
        _show_queue(queue, signoffs_of(folder), as_json)
        return
    if not by.strip() or day is None:
        raise typer.BadParameter("decisions need --by NAME and --date YYYY-MM-DD")
    loaded = load_taxonomy(taxonomy or data_folder("taxonomy"))
    tables = mappings or data_folder("mappings")
    rules = propose_rules(queue, folder.name, Reviewer(by, day.date()), loaded)
    added = _by_table(rules, queue, tables, general)
    amended = amend(tables, load_mappings(tables, loaded).rules, added)
    changes = list(find_changes(folder.absolute().parent, load_amended(tables, amended, loaded), rules))
    rows = [{"table": name, **_told(rule)} for name, of_table in added.items() for rule in of_table]
    written = [str(path) for path in write_tables(tables, amended)] if is_written else []
    if as_json:
        _write_json({"rows": rows, "changes": [asdict(change) for change in changes], "written": written})
        return
    _say(f"+ {row['table']}: {row['label']} [{row['section']}] -> {row['concept']} ({row['seen']})" for row in rows)
    _say(f"{c.filing}: {c.row} '{c.label}', {c.facts} facts: {c.before} -> {c.after}" for c in changes)
    _say([f"{len(rows)} rows, {len(changes)} line items of earlier runs would change", *_ending(written, is_written)])


def _accepted(accept: Sequence[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in accept]
    if any(not decision for _, _, decision in pairs):
        raise typer.BadParameter("--accept takes ROW=CONCEPT, such as s1r14=2")
    return {row.strip(): decision.strip() for row, _, decision in pairs}


def _by_table(rules: Sequence[Rule], queue: Sequence[Row], tables: Path, general: bool) -> dict[str, list[Rule]]:
    ciks = {row["cik"].zfill(len(NO_FILER)) for row in queue}
    if not general and (len(ciks) != 1 or NO_FILER in ciks):
        raise typer.BadParameter("the filing does not say whose it is: its decisions can only be --general")
    added: dict[str, list[Rule]] = {}
    for rule in rules:
        name = f"{rule.statement}.csv" if general else filer_table(tables, min(ciks))
        added.setdefault(name, []).append(rule)
    return added


def _show_queue(queue: Sequence[Row], signoffs: Sequence[Signoff], as_json: bool) -> None:
    if as_json:
        _write_json({"queue": [dict(row) for row in queue], "signoffs": [str(signoff) for signoff in signoffs]})
        return
    _say(map(str, signoffs))
    table = Table(title=f"{len(queue)} line items to decide", title_justify="left")
    for heading in (*SHOWN, "candidates"):
        table.add_column(heading, overflow="fold")
    for row in queue:
        offers = "\n".join(
            f"{n} {row[f'concept_{n}']} {row[f'confidence_{n}']} like '{row[f'like_{n}']}'"
            for n in (1, 2, 3)
            if row[f"concept_{n}"]
        )
        cells = (*(row[name] for name in SHOWN), offers)
        table.add_row(*(Text("\n".join(map(printable, cell.split("\n")))) for cell in cells))
    Console(highlight=False).print(table)


def learn(
    labels: Annotated[Path, typer.Argument(help="Counted labels: statement,label,tag,filings[,filers,...].")],
    years: Annotated[str, typer.Option("--years", help="The years they are from, as 2021-2025.")] = "",
    is_written: Write = False,
    as_json: AsJson = False,
    taxonomy: TaxonomyFolder = None,
    mappings: MappingsFolder = None,
) -> None:
    """Propose the mapping rows that counted labels carry; rows of people stay as they are."""
    if years and not is_span_of_years(years):
        raise typer.BadParameter("--years is like 2021-2025")
    loaded = load_taxonomy(taxonomy or data_folder("taxonomy"))
    tables = mappings or data_folder("mappings")
    counts = load_counts(labels, loaded)
    counted = "filings" if labels_columns(labels) == MODERN else "filers"
    standing = load_mappings(tables, loaded).rules
    thresholds = load_thresholds(tables, counted, years)
    unknown = unknown_tags(labels, loaded)
    proposals, refusals = propose_rows(counts, standing, tables.name, loaded, thresholds)
    amended = amended_tables(proposals, standing, tables.name)
    load_amended(tables, amended, loaded)
    written = [str(path) for path in write_tables(tables, amended)] if is_written else []
    if as_json:
        told = [{**_told(p.rule), "instead_of": _told(p.instead_of) if p.instead_of else None} for p in proposals]
        refused = [asdict(refusal) for refusal in refusals]
        _write_json({"proposals": told, "refusals": refused, "unknown_tags": unknown, "written": written})
        return
    _say(line for proposal in proposals for line in _diff_lines(proposal))
    _say(_refused(refusals))
    if unknown:
        _say([f"! {len(unknown)} tags are no concepts of the taxonomy: {', '.join(unknown[:MOST_NAMED])} …"])
    _say([f"{len(proposals)} rows proposed, {len(refusals)} refused", *_ending(written, is_written)])


def _diff_lines(proposal: Proposal) -> list[str]:
    rules = [("-", proposal.instead_of)] if proposal.instead_of else []
    return [
        f"{mark} {rule.statement}.csv: {rule.label} [{rule.section}] -> {rule.concept} ({rule.seen})"
        for mark, rule in [*rules, ("+", proposal.rule)]
        if rule
    ]


def _refused(refusals: Sequence[Refusal]) -> list[str]:
    """Contradictions one by one; thin and divided evidence, which is most of any file, counted."""
    thin = Counter(r.reason.partition(" ")[0].strip(":") for r in refusals if not _is_contradiction(r))
    told = [f"! {r.statement}: {r.label} [{r.section}]: {r.reason}" for r in refusals if _is_contradiction(r)]
    words = {"only": "too few had the caption", "divided": "the evidence is divided"}
    return [*told, *(f"! {count} captions by section: {words[word]}" for word, count in sorted(thin.items()))]


def _is_contradiction(refusal: Refusal) -> bool:
    return not refusal.reason.startswith(("only ", "divided:"))


def diff(
    before: Annotated[Path, typer.Argument(help="The outputs of one run: of a filing or of many.")],
    after: Annotated[Path, typer.Argument(help="The outputs of the other.")],
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object a line, for programs.")] = False,
) -> None:
    """Show the facts that a run has gained, lost or changed, and the mapping rows responsible; 3 if any."""
    console = Console(highlight=False)
    counts: Counter[str] = Counter()
    for filing, differences in diff_runs(before, after):
        counts["filings"] += 1
        counts["with differences"] += bool(differences)
        counts.update(difference.kind for difference in differences)
        if as_json:
            for difference in differences:
                sys.stdout.write(json.dumps(_difference(filing, difference), ensure_ascii=False) + "\n")
        elif differences:
            console.print(_table_of(filing, differences))
    if not as_json:
        told = ", ".join(f"{counts[kind]} {kind}" for kind in ("gained", "lost", "changed"))
        _say([f"{told} in {counts['with differences']} of {counts['filings']} filings"])
    raise typer.Exit(DIFFERENT if counts["with differences"] else 0)


def _difference(filing: str, difference: Difference) -> dict[str, object]:
    row = difference.fact.row
    place = {"label": row["label"], "line": int(row["line"]), "text": row["text"]}
    sides = {"before": side_of(difference.before), "after": side_of(difference.after)}
    return {"filing": filing, "kind": difference.kind, "differs": list(difference.what), **place, **sides}


def _table_of(filing: str, differences: Sequence[Difference]) -> Table:
    table = Table(title=Text(printable(filing)), title_justify="left")
    for heading in ("line", "label", "differs", "before", "after"):
        table.add_column(heading, overflow="fold")
    for difference in differences:
        told = _difference(filing, difference)
        sides = (_side(difference.before), _side(difference.after))
        cells = (str(told["line"]), str(told["label"]), ", ".join(difference.what), *sides)
        table.add_row(*(Text("\n".join(map(printable, cell.split("\n")))) for cell in cells))
    return table


def _side(fact: PastFact | None) -> str:
    if fact is None:
        return ""
    row = fact.row
    return f"{row['concept']} = {row['value']}\n{fact.period}\n{row['rule'] or row['status']}"


def _told(rule: Rule) -> dict[str, str]:
    return {name: getattr(rule, name) for name in ("statement", "label", "section", "concept", "sign", "seen", "note")}


def _ending(written: Sequence[str], is_written: bool) -> list[str]:
    return [f"wrote {path}" for path in written] if is_written else ["nothing is written without --write"]


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(printable(line))


def _write_json(document: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
