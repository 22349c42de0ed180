"""A filing's inline XBRL → Arelle's interactive viewer beside it: a page and its script, for a browser without network.

In: a folder of outputs that holds ``report.xhtml``, and the taxonomy packages it builds on. Out: the folder
``viewer/`` in it. What the viewer shows is the report's alone: nothing is judged here, and nobody signs for it.
"""

import importlib.util
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pipeline.judge.plain import SETTINGS
from pipeline.model import Source
from pipeline.runs import LEDGER
from pipeline.tables import DataError, Problem
from pipeline.trail import VIEWER

PAGE, SCRIPT = "xbrlviewer.html", "ixbrlviewer.js"
REPORT = "report.xhtml"
PLUGIN = "iXBRLViewerPlugin"


def build_viewer(folder: Path, packages: Sequence[Path]) -> Path:
    """Make the viewer of a filing's inline XBRL anew, and tell where its page is."""
    if importlib.util.find_spec(PLUGIN) is None:
        raise _problem("tieout", "the viewer is not installed; it comes with `pip install 'tieout[viewer]'`")
    if not (folder / LEDGER).is_file():
        raise _problem(folder.name, "is no filing's folder of outputs; name one of those in an output folder")
    if not (folder / REPORT).is_file():
        raise _problem(f"{folder.name}/{REPORT}", "is not there: a filing that came as line items has no text to show")
    aside = folder / f".{VIEWER}.partial"
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.mkdir()
        _write(folder / REPORT, packages, aside)
        shutil.rmtree(folder / VIEWER, ignore_errors=True)
        aside.rename(folder / VIEWER)
    except OSError as error:
        raise _problem(f"{folder.name}/{VIEWER}", f"cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder / VIEWER / PAGE


def _write(report: Path, packages: Sequence[Path], place: Path) -> None:
    """Load a report as the judge does, and have the viewer written from it."""
    from arelle.api.Session import Session
    from arelle.logging.handlers.StructuredMessageLogHandler import StructuredMessageLogHandler
    from arelle.RuntimeOptions import RuntimeOptions
    from iXBRLViewerPlugin.constants import DEFAULT_VIEWER_PATH
    from iXBRLViewerPlugin.iXBRLViewer import IXBRLViewerBuilder

    with tempfile.TemporaryDirectory() as cache, Session() as session:
        options = RuntimeOptions(
            entrypointFile=str(report),
            packages=[str(package) for package in packages],
            cacheDirectory=cache,
            **{**SETTINGS, "validate": False},
        )
        session.run(options, logHandler=StructuredMessageLogHandler())
        models = [model for model in session.get_models() if model.modelDocument is not None]
        if not models:
            raise _problem(f"{report.parent.name}/{REPORT}", "cannot be loaded by Arelle; read the filing again")
        builder = IXBRLViewerBuilder(models[0].modelManager.cntlr)
        builder.processModel(models[0])
        builder.createViewer(scriptUrl=SCRIPT, showValidations=False).save(str(place))
    shutil.copyfile(DEFAULT_VIEWER_PATH, place / SCRIPT)


def _problem(place: str, message: str) -> DataError:
    return DataError([Problem(Source(place, 1), message)])
