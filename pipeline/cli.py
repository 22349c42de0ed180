"""The command line: arguments, progress and exit codes; no logic of its own.

stdout is data, stderr is talk. Exit codes: 0 clean, 1 crash, 2 usage or bad data files, 3 error findings.
"""

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from pipeline import __version__, cli_explain, cli_mappings, cli_reports, cli_rules, cli_signing, summary
from pipeline.batch import Bounds, run_alone
from pipeline.emit.dts import format_taxonomy_package, write_taxonomy
from pipeline.inputs import collect_inputs
from pipeline.judge import Judge, Judging, judge_taxonomy
from pipeline.manifest import write_run
from pipeline.progress import show_progress
from pipeline.reference import load_reference
from pipeline.run import Options, prepare_output
from pipeline.spark import run_spark
from pipeline.tables import DataError, data_folder
from pipeline.taxonomy import load_taxonomy
from pipeline.tidy import tidy
from pipeline.trail import outdated
from pipeline.urls import Url, get_outputs, is_url, put_outputs, put_path, work_folder

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
taxonomy_app = typer.Typer(no_args_is_help=True, help="Build and check the taxonomy package.")
app.add_typer(taxonomy_app, name="taxonomy")
mappings_app = typer.Typer(no_args_is_help=True, help="Learn mapping rows from counted labels.")
app.add_typer(mappings_app, name="mappings")
mappings_app.command("learn")(cli_mappings.learn)
app.command("review")(cli_mappings.review)
app.command("diff")(cli_mappings.diff)
app.command("rules")(cli_rules.rules)
app.command("explain")(cli_explain.explain)
app.command("view")(cli_reports.view)
app.command("report")(cli_reports.report)
app.command("sign")(cli_signing.sign_command)
app.command("verify")(cli_signing.verify_command)

TaxonomyFolder = Annotated[Path | None, typer.Option("--taxonomy", help="Folder of taxonomy tables.")]
MappingsFolder = Annotated[Path | None, typer.Option("--mappings", help="Folder of mapping tables.")]
OfficialPackage = Annotated[
    Path | None, typer.Option("--taxonomy-package", help="An official us-gaap/dei package (zip) to report in.")
]


def _read_share(given: object) -> Decimal:
    """A share as given, or the default; from 0.9 on hardly a fact is a suggestion."""
    if not _SHARE.fullmatch(str(given)):
        raise typer.BadParameter("give a share from 0 to 0.9, as 0.6")
    return Decimal(str(given)).normalize()


AtLeast = Annotated[
    Decimal,
    typer.Option("--at-least", parser=_read_share, metavar="SHARE", help="State no concept less sure than this."),
]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day suppressions must hold on; default: of the filing."),
]
ComparesInline = Annotated[
    bool, typer.Option("--compare-inline", help="Compare facts with the tags of filings that are inline XBRL.")
]
Files = Annotated[
    list[str],
    typer.Argument(help="Filings, folders, patterns, archives, manifests (CSV), tables of line items; paths or URLs."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON on stdout, for programs.")]

_SHARE = re.compile(r"0(?:\.(?:[0-8]\d{0,2}|90{0,2}))?")

CLEAN, CRASHED, USAGE, ERRORS = 0, 1, 2, 3


class Runner(StrEnum):
    """Where the filings of a run are read: by worker processes of this machine, or by a cluster."""

    LOCAL = "local"
    SPARK = "spark"


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tieout {__version__}")
        raise typer.Exit(CLEAN)


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Tie every number printed in a financial filing to a concept, prove it, and export it."""


@app.command("run")
def run_command(
    files: Files,
    place: Annotated[str, typer.Option("--out", help="Folder for the outputs, or its URL.")] = "out",
    workers: Annotated[int, typer.Option("--workers", min=0, help="Processes; 0 for one for each core.")] = 0,
    judging: Annotated[Judging, typer.Option("--judge", help="Which filings' outputs Arelle judges.")] = Judging.ALL,
    with_notes: Annotated[bool, typer.Option("--notes/--no-notes", help="State the notes, too.")] = True,
    is_strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 on any warning, too.")] = False,
    is_forced: Annotated[bool, typer.Option("--force", help="Do again what an earlier run did.")] = False,
    as_of: AsOf = None,
    engine: Annotated[Runner, typer.Option("--engine", help="Where filings are read.")] = Runner.LOCAL,
    master: Annotated[str, typer.Option("--master", help="Spark's cluster, for --engine spark.")] = "local[*]",
    seconds: Annotated[int, typer.Option("--timeout", min=1, help="Seconds for each filing.")] = 120,
    compares_inline: ComparesInline = False,
    least: AtLeast = Decimal(0),
    as_json: AsJson = False,
    taxonomy: TaxonomyFolder = None,
    mappings: MappingsFolder = None,
    package: OfficialPackage = None,
) -> None:
    """Read filings, tag every number, prove the sums, and write XBRL, JSON, CSV and the ledger."""
    out = _output_folder(place, engine)
    inputs = collect_inputs(files)
    reference = load_reference(taxonomy, mappings, package, least)
    prepare_output(out, reference)
    options = Options(out, Judge(judging), as_of.date() if as_of else None, compares_inline, with_notes)
    bounds = Bounds(workers or os.cpu_count() or 1, seconds, is_forced=is_forced)
    on_cluster = run_spark(inputs, reference, options, bounds, master) if engine is Runner.SPARK else None
    results = on_cluster or run_alone(inputs, reference, options, bounds, _say)
    entries = [result.entry for result in show_progress(inputs, results)]
    write_run(out, entries, reference)
    if is_url(place):
        put_outputs(out, place)
    _tell(out, place, entries, as_json)
    raise typer.Exit(_exit_code(entries, is_strict))


def _tell(out: Path, place: str, entries: Sequence[Mapping[str, Any]], as_json: bool) -> None:
    """Say what came of the inputs, and which of the outputs are no longer what someone signed for."""
    for warning in outdated(out, entries):
        typer.echo(summary.printable(warning), err=True)
    if as_json:
        sys.stdout.write((out / "run.json").read_text(encoding="utf-8"))
    else:
        summary.show(Console(highlight=False), entries, Url(place) if is_url(place) else out)


def _say(message: str) -> None:
    typer.echo(message, err=True)


def _output_folder(place: str, engine: Runner) -> Path:
    """Where the outputs are made: in the folder that is named, or in one of this machine for a URL."""
    if engine is Runner.SPARK and is_url(place):
        raise typer.BadParameter("--engine spark writes to a path that all executors share, not to a URL")
    return work_folder(place) if is_url(place) else Path(place)


def _exit_code(entries: Sequence[Mapping[str, Any]], is_strict: bool) -> int:
    if any(entry["outcome"] == "quarantined" for entry in entries):
        return CRASHED
    loud = ("error", "warning") if is_strict else ("error",)
    if any(entry["findings"][severity] for entry in entries for severity in loud):
        return ERRORS
    return CLEAN


@app.command("load")
def load_command(
    place: Annotated[str, typer.Argument(metavar="OUT", help="An output folder of `tieout run`, or its URL.")],
    to: Annotated[
        str | None,
        typer.Option("--to", help="A PostgreSQL database (postgresql://...); default: DuckDB and Parquet in OUT."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Load the outputs of a run into tables: sub, tag, num, pre, finding, lineage and run."""
    from pipeline.warehouse.embedded import DATABASE, PARQUET  # here, as no other command is to wait for the databases
    from pipeline.warehouse.load import is_source, load

    out = get_outputs(place, is_source) if is_url(place) else Path(place)
    loaded = load(out, to)
    if is_url(place) and to is None:
        for name in (DATABASE, PARQUET):
            put_path(out / name, f"{place.rstrip('/')}/{name}")
    for finding in loaded.findings:
        typer.echo(str(finding), err=True)
    if as_json:
        typer.echo(json.dumps({"rows": loaded.rows}, indent=1))
    else:
        for name, count in loaded.rows.items():
            typer.echo(f"{name:8} {count:>10,} rows")
    raise typer.Exit(ERRORS if loaded.findings else CLEAN)


@app.command("tidy")
def tidy_command(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Folders of tables (default: mappings, taxonomy).")
    ] = None,
) -> None:
    """Rewrite the data tables as a diff wants them: UTF-8, commas, LF, sorted rows."""
    for folder in folders or [data_folder("mappings"), data_folder("taxonomy")]:
        for path in tidy(folder):
            typer.echo(f"tidied {path}")


@taxonomy_app.command("build")
def build_taxonomy(
    out: Annotated[Path, typer.Option("--out", help="Folder for the package.")] = Path("out/taxonomy"),
    taxonomy: TaxonomyFolder = None,
) -> None:
    """Write the taxonomy as schemas, linkbases and a taxonomy package."""
    loaded = load_taxonomy(taxonomy or data_folder("taxonomy"))
    package = write_taxonomy(loaded, out)
    typer.echo(f"{package}: {len(loaded.concepts):,} concepts")


@taxonomy_app.command("check")
def check_taxonomy(taxonomy: TaxonomyFolder = None) -> None:
    """Check the tables, and have Arelle validate the package built from them."""
    loaded = load_taxonomy(taxonomy or data_folder("taxonomy"))

    findings = judge_taxonomy(format_taxonomy_package(loaded), loaded.full.schema)
    for finding in findings:
        typer.echo(str(finding))
    if findings:
        raise typer.Exit(ERRORS)
    typer.echo(f"{len(loaded.concepts):,} concepts; Arelle has no message")


def main() -> None:
    """Run the command line; a fault of the data files or options is told whole and exits with 2."""
    try:
        app(prog_name="tieout")
    except DataError as error:
        for problem in error.problems:
            sys.stderr.write(f"{problem}\n")
        raise SystemExit(USAGE) from None
