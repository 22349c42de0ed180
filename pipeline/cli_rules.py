"""`tieout rules`: the catalogue of findings, for whoever reads one and asks what it means; no logic of its own.

In: an id or none. Out: a table on a terminal, plain lines elsewhere, JSON for programs.
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from pipeline.codes import full_catalogue
from pipeline.model import Code
from pipeline.tables import data_folder
from pipeline.taxonomy import load_taxonomy

SHOWN = ("id", "version", "severity", "meaning")


def rules(
    id: Annotated[str | None, typer.Argument(help="One rule, such as foot/sum-mismatch; default: all.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout, for programs.")] = False,
    taxonomy: Annotated[Path | None, typer.Option("--taxonomy", help="Folder of taxonomy tables.")] = None,
) -> None:
    """Show the rules that findings name: id, version, severity, meaning and an example."""
    catalogue = full_catalogue(load_taxonomy(taxonomy or data_folder("taxonomy")).relations)
    if id is not None and id not in catalogue:
        near = get_close_matches(id, catalogue, n=3) or [known for known in catalogue if id in known]
        told = f"; near it are {', '.join(near)}" if near else ""
        raise typer.BadParameter(f"no rule {id!r}{told}; without an id `tieout rules` lists all")
    chosen = list(catalogue.values()) if id is None else [catalogue[id]]
    if as_json:
        sys.stdout.write(json.dumps({"rules": [asdict(code) for code in chosen]}, ensure_ascii=False, indent=1) + "\n")
    elif id is not None:
        _show_one(chosen[0])
    elif (console := Console(highlight=False)).is_terminal:
        console.print(_table(chosen))
    else:
        sys.stdout.writelines(f"{c.id}\t{c.version}\t{c.severity}\t{c.meaning}\n" for c in chosen)


def _show_one(code: Code) -> None:
    sys.stdout.writelines(f"{name:9} {value}\n" for name, value in asdict(code).items())


def _table(chosen: Iterable[Code]) -> Table:
    table = Table()
    for heading in SHOWN:
        table.add_column(heading, overflow="fold")
    for code in chosen:
        table.add_row(code.id, str(code.version), code.severity, code.meaning)
    return table
