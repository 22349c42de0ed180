"""The commands that show what runs made: `view` and `report`; no logic of their own.

In: arguments. Out: files, and their paths on stdout. Errors are `DataError`s; `cli` turns them into exit codes.
"""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.model import Source
from pipeline.overview import look_over
from pipeline.overview_page import format_overview
from pipeline.tables import DataError, Problem
from pipeline.viewer import build_viewer


def view(folder: Annotated[Path, typer.Argument(help="A filing's folder of outputs.")]) -> None:
    """Build Arelle's interactive viewer of a filing beside its outputs; needs tieout[viewer], and no network."""
    place = folder.resolve()
    page = build_viewer(place, sorted((place.parent / "taxonomy").glob("*.zip")))
    typer.echo(str(folder / page.relative_to(place)))


def report(
    out: Annotated[Path, typer.Argument(help="An output folder of `tieout run`.")],
    against: Annotated[Path | None, typer.Option("--against", help="The output folder of an earlier run.")] = None,
) -> None:
    """Write one page over a whole batch, batch.html, and its tables batch.csv and batch-rules.csv."""
    for name, content in format_overview(look_over(out, against)).items():
        try:
            (out / name).write_bytes(content)
        except OSError as error:
            message = f"cannot be written: {error.strerror}"
            raise DataError([Problem(Source(f"{out.name}/{name}", 1), message)]) from error
        typer.echo(str(out / name))
