"""What every test may ask for: the sample filing, the reference data, and the command line run in this process."""

import contextlib
import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from pipeline.cli import main
from pipeline.inputs import Input
from pipeline.model import Report
from pipeline.read.sgml import read_submission
from pipeline.reference import Reference, load_reference
from pipeline.run import Options, Outcome, make_report, run_filing

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "examples" / "sample-10qsb.txt"
SHARED = ROOT.parent / "shared"

settings.register_profile("same every time", derandomize=True, deadline=None)
settings.load_profile("same every time")


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, what it wrote as data, and what it said."""

    code: int
    out: str
    talk: str


Command = Callable[..., Ended]
Reader = Callable[[str], Report]


def run_command(*arguments: object) -> Ended:
    """Run `tieout` with these arguments in this process."""
    out, talk = io.StringIO(), io.StringIO()
    before = sys.argv
    sys.argv = ["tieout", *map(str, arguments)]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(talk):
            main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
    finally:
        sys.argv = before
    return Ended(code, out.getvalue(), talk.getvalue())


def run_file(path: Path, reference: Reference, options: Options) -> Outcome:
    """Process one file by itself, as a batch does each of its own."""
    return run_filing(Input(path.name, path, id=path.stem), path.read_bytes(), reference, options)


@pytest.fixture
def tieout(monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command line, on a terminal wide enough that no line is broken."""
    monkeypatch.setenv("COLUMNS", "240")
    return run_command


@pytest.fixture(scope="session")
def reference() -> Reference:
    """Taxonomy and mappings as they ship."""
    return load_reference()


@pytest.fixture(scope="session")
def read(reference: Reference) -> Reader:
    """Read a filing's text up to its report, without writing anything."""

    def read_text(text: str) -> Report:
        filing, findings = read_submission(text.encode(), SAMPLE.name)
        assert filing is not None
        return make_report(filing, findings, reference)

    return read_text


@pytest.fixture(scope="session")
def sample_report(read: Reader) -> Report:
    return read(SAMPLE.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ended, Path]:
    """How the sample's run ended, Arelle's verdict included, and the folder that holds its outputs."""
    out = tmp_path_factory.mktemp("judged") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "240")
        return run_command("run", SAMPLE, "--out", out), out


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expected part of the case files")
