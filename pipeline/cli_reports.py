"""The commands that show what runs made: `view` and `report`; no logic of their own.

In: arguments. Out: files, and their paths on stdout. Errors are `DataError`s; `cli` turns them into exit codes.
"""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.viewer import build_viewer


def view(folder: Annotated[Path, typer.Argument(help="A filing's folder of outputs.")]) -> None:
    """Build Arelle's interactive viewer of a filing beside its outputs; needs tieout[viewer], and no network."""
    place = folder.resolve()
    typer.echo(str(build_viewer(place, sorted((place.parent / "taxonomy").glob("*.zip"))).relative_to(place.parent)))
