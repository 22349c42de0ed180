"""The wheel carries all that a run needs: installed into an empty environment, it reads the sample far from a checkout.

The environment sees the dependencies that are installed already; nothing is fetched but, where it is not installed,
the build backend.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLE

import pipeline

PARTS = ("pipeline", "taxonomy", "mappings", "pyproject.toml", "README.md")
"""What the build reads; copied, so that it leaves nothing behind in the checkout."""


def run(*command: object, cwd: Path) -> str:
    """Run a program without a trace of the checkout in its environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    ended = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, source / part)
    isolation = ["--no-build-isolation"] if importlib.util.find_spec("hatchling") else []
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", *isolation, "--wheel-dir", folder, source, cwd=folder)
    (built,) = folder.glob("tieout-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that holds the wheel, and sees the dependencies of the one that tests."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=False, symlinks=True)
    programs = folder / "bin"
    pip = [sys.executable, "-m", "pip", "--python", programs / "python"]
    run(*pip, "install", "--no-deps", "--no-index", "--quiet", wheel, cwd=folder)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder), "platbase": str(folder)}))
    # a plain path line: .pth files inside that folder, such as that of an editable install, are not followed
    (packages / "dependencies.pth").write_text(f"{dependencies()}\n", encoding="utf-8")
    return programs


def dependencies() -> Path:
    found = importlib.util.find_spec("typer")
    assert found is not None and found.origin is not None
    return Path(found.origin).parents[1]


def test_the_wheel_holds_tables_and_schemas(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, pattern in (("taxonomy", "*.csv"), ("taxonomy", "*.toml"), ("mappings", "*.csv")):
        kept = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob(pattern)}
        assert kept
        assert {name for name in kept if f"pipeline/data/{name}" not in names} == set()
    schemas = {f"pipeline/schemas/{path.name}" for path in (ROOT / "pipeline" / "schemas").glob("*.json")}
    assert schemas <= names
    assert {"pipeline/page/review.css", "pipeline/page/review.js"} <= names
    assert [name for name in names if name.startswith(("tests/", "benchmarks/")) or "__pycache__" in name] == []


def test_it_is_the_wheel_that_runs(installed: Path, tmp_path: Path) -> None:
    place = run(installed / "python", "-c", "import pipeline; print(pipeline.__file__)", cwd=tmp_path).strip()
    assert Path(place).is_relative_to(installed.parent)
    assert run(installed / "tieout", "--version", cwd=tmp_path) == f"tieout {pipeline.__version__}\n"


def test_an_installed_wheel_reads_the_sample(installed: Path, tmp_path: Path) -> None:
    shutil.copy(SAMPLE, tmp_path / "filing.txt")
    printed = run(installed / "tieout", "run", "filing.txt", "--out", "results", cwd=tmp_path)
    assert "0 lost" in printed
    assert "0 error, 0 warning" in printed
    assert (tmp_path / "results" / "filing" / "report.xml").is_file()
    assert b"sha256-" in (tmp_path / "results" / "filing" / "review.html").read_bytes()
    assert list((tmp_path / "results" / "taxonomy").glob("*.zip"))


def test_an_installed_wheel_explains_a_caption(installed: Path, tmp_path: Path) -> None:
    words = ("explain", "Total current assets", "--statement", "balance_sheet")
    assert "AssetsCurrent" in run(installed / "tieout", *words, cwd=tmp_path)
