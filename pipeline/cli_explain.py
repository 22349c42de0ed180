"""`tieout explain`: why a caption or a fact has its concept; no logic of its own.

In: a caption and the statement it stands in, or a filing's folder and a fact's id. Out: the mapping rows that decide,
or the fact's story in ten lines, as text or as JSON. Errors are `DataError`s and wrong usage; `cli` turns them into
exit codes.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipeline.mappings import STATEMENTS, Query, choose_rule, format_explanation, load_mappings
from pipeline.model import Unit
from pipeline.story import Story, load_workpaper, tell
from pipeline.summary import printable
from pipeline.tables import data_folder
from pipeline.taxonomy import load_taxonomy

OWN = "a concept of the filer's own"
"""What is said of a concept that the taxonomy does not define."""
KINDS = ", ".join(STATEMENTS)


def explain(
    subject: Annotated[str, typer.Argument(help="A caption as printed; with --fact, a filing's folder of outputs.")],
    fact: Annotated[str, typer.Option("--fact", help="The id of a fact, such as s1r3c1.")] = "",
    statement: Annotated[str, typer.Option("--statement", help=f"Of a caption: one of {KINDS}.")] = "",
    section: Annotated[
        list[str] | None, typer.Option("--section", help="A heading above it (may be repeated).")
    ] = None,
    unit: Annotated[Unit | None, typer.Option("--unit", help="What its amounts count.")] = None,
    cik: Annotated[str | None, typer.Option("--cik", help="The filer, for its own mapping file.")] = None,
    industry: Annotated[
        list[str] | None,
        typer.Option("--industry", help="A table of the filer's trade: bank, broker, insurance, utility."),
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="The fiscal year of the filing.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write a fact's story as JSON, for programs.")] = False,
    taxonomy: Annotated[Path | None, typer.Option("--taxonomy", help="Folder of taxonomy tables.")] = None,
    mappings: Annotated[Path | None, typer.Option("--mappings", help="Folder of mapping tables.")] = None,
) -> None:
    """Show which mapping row decides a caption's concept, and why the others lost; or tell a fact's story."""
    if fact:
        _tell(tell(load_workpaper(Path(subject)), fact), as_json)
        return
    if statement not in STATEMENTS:
        raise typer.BadParameter(f"a caption needs --statement, one of {KINDS}; a folder needs --fact")
    rules = load_mappings(mappings or data_folder("mappings"), load_taxonomy(taxonomy or data_folder("taxonomy")))
    query = Query(statement, subject, tuple(section or ()), cik, tuple(industry or ()), unit, year)
    typer.echo(format_explanation(query, choose_rule(rules, query)), nl=False)


def _tell(story: Story, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(asdict(story), indent=1, ensure_ascii=False) + "\n")
        return
    for word, text in _lines(story):
        typer.echo(printable(f"{word:8} {' '.join(text.split())}"))


def _lines(story: Story) -> Iterator[tuple[str, str]]:
    """The story in ten lines, and one more for each finding that names the fact."""
    printed, stated, decided = story.printed, story.stated, story.decided
    amount = f"{stated.value} {stated.unit}".strip()
    yield "fact", f"{story.id}: {stated.concept} = {amount} ({stated.label}: {stated.documentation or OWN})"
    yield "printed", f"{printed.place}, {printed.statement} > {printed.caption}: {printed.line}"
    yield "column", f"{printed.column or 'none'}: {', '.join((stated.period, *stated.members))}"
    yield (
        "scale",
        f"“{printed.text}” {printed.scale or 'in full'}" + f", decimals {stated.decimals}" * bool(stated.unit),
    )
    yield "sign", printed.sign or "none"
    yield "mapping", _mapping(story)
    yield "lost", _joined(decided.alternatives)
    yield "footing", _joined(f"{proof.verdict}: {proof.words}" for proof in story.proofs)
    yield "ties", _joined(story.ties)
    yield "Arelle", _joined(story.judge)
    yield from (("finding", finding) for finding in story.findings)


def _mapping(story: Story) -> str:
    decided = story.decided
    row = f"{decided.rule} {decided.says}".strip()
    said = ", ".join(filter(None, (row, decided.reason)))
    return f"{decided.status}, confidence {decided.confidence}" + (f": {said}" if said else "")


def _joined(words: Iterable[str]) -> str:
    return "; ".join(words) or "none"
