"""Inputs come from and outputs go to wherever fsspec reaches; a plain path reaches nowhere."""

import io
import json
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, SAMPLE, Command
from fsspec.implementations.memory import MemoryFile, MemoryFileSystem

from pipeline import urls
from pipeline.inputs import collect_inputs, read_input
from pipeline.tables import DataError

ITEMS = ROOT / "examples" / "line-items" / "sample.csv"


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> MemoryFileSystem:
    """An empty store, and a cache of its own for the outputs that are made for it."""
    monkeypatch.setattr(MemoryFileSystem, "store", {})
    monkeypatch.setattr(MemoryFileSystem, "pseudo_dirs", [""])
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return MemoryFileSystem()


def archive_of(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.txt", content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("argument", "names"),
    [
        ("memory://in/a.txt", ["a.txt"]),
        ("memory://in/", ["in/a.txt", "in/more.zip/c.txt", "in/more/b.txt"]),
        ("memory://in/*.txt", ["a.txt"]),
        ("memory://in/more.zip", ["more.zip/c.txt"]),
        ("memory://in/list.csv", ["more/b.txt"]),
        ("memory://items/sample.csv", ["sample.csv/sample-2004-q2"]),
    ],
)
def test_inputs_are_found_by_url_as_by_path(argument: str, names: list[str], memory: MemoryFileSystem) -> None:
    memory.pipe({"/in/a.txt": b"A", "/in/more/b.txt": b"B", "/in/.hidden/d.txt": b"D", "/in/e.pdf": b"E"})
    memory.pipe({"/in/more.zip": archive_of(c=b"C"), "/in/list.csv": b"path,cik,form,period\nmore/b.txt,1,,\n"})
    memory.pipe({"/items/sample.csv": ITEMS.read_bytes()})
    inputs = collect_inputs([argument])
    assert [entry.name for entry in inputs] == names
    for entry in inputs:
        content = read_input(entry, 1_000_000)
        assert content == (entry.content or Path(entry.name).stem.upper().encode())


@pytest.mark.parametrize("url", ["memory://in/nothing.txt", "nowhere://in/a.txt", "file:///no/such/place"])
def test_a_url_that_leads_nowhere_is_told(url: str, memory: MemoryFileSystem, tieout: Command) -> None:
    ended = tieout("run", url)
    assert ended.code == 2
    assert f"{url}:1: error: " in ended.talk


def snapshot(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and ".journal" not in path.parts)
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def stored(memory: MemoryFileSystem, folder: str) -> dict[str, str]:
    return {path.removeprefix(f"{folder}/"): sha256(memory.cat(path)).hexdigest() for path in memory.find(folder)}


def test_outputs_at_a_url_are_those_of_a_folder(tieout: Command, memory: MemoryFileSystem, tmp_path: Path) -> None:
    memory.pipe("/in/sample-10qsb.txt", SAMPLE.read_bytes())
    there = tieout("run", "memory://in/sample-10qsb.txt", "--out", "memory://out", "--judge", "none")
    as_file = tieout("run", SAMPLE, "--out", f"file://{tmp_path}/store", "--judge", "none")
    here = tieout("run", SAMPLE, "--out", tmp_path / "here", "--judge", "none")
    assert (there.code, as_file.code, here.code) == (0, 0, 0)
    assert stored(memory, "/out") == snapshot(tmp_path / "here") == snapshot(tmp_path / "store")
    assert "memory://out/sample-10qsb/report.xml" in there.out


def test_the_record_is_put_last_and_only_what_changed_before_it(
    tieout: Command, memory: MemoryFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put: list[str] = []
    put_one = urls._put
    monkeypatch.setattr(urls, "_put", lambda files, path, target: (put.append(target), put_one(files, path, target)))
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(SAMPLE.read_bytes())
    run = ("run", tmp_path / "a.txt", tmp_path / "b.txt", "--out", "memory://out", "--judge", "none")
    tieout(*run)
    assert put[-1] == "/out/run.json"
    assert {name.split("/")[2] for name in put} == {"a", "b", "taxonomy", "run.json"}
    put.clear()
    (tmp_path / "b.txt").write_bytes(SAMPLE.read_bytes().replace(b"206,695", b"206,696"))
    tieout(*run)
    assert put[-1] == "/out/run.json"
    assert {name.split("/")[2] for name in put} == {"b", "taxonomy", "run.json"}


def test_a_filing_that_is_rejected_the_next_time_goes_from_the_store(
    tieout: Command, memory: MemoryFileSystem, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_bytes(SAMPLE.read_bytes())
    tieout("run", tmp_path / "a.txt", "--out", "memory://out", "--judge", "none")
    assert memory.find("/out/a")
    (tmp_path / "a.txt").write_bytes(b"nothing at all")
    tieout("run", tmp_path / "a.txt", "--out", "memory://out", "--judge", "none")
    assert memory.find("/out/a") == []
    assert json.loads(memory.cat("/out/run.json"))["inputs"][0]["outcome"] == "rejected"


def test_no_run_writes_over_the_signoffs_of_a_store(tieout: Command, memory: MemoryFileSystem) -> None:
    run = ("run", SAMPLE, "--out", "memory://out", "--judge", "none")
    tieout(*run)
    (urls.work_folder("memory://out") / "signoffs.jsonl").write_bytes(b"of this machine\n")
    memory.pipe("/out/signoffs.jsonl", b"of a person\n")
    tieout(*run)
    assert memory.cat("/out/signoffs.jsonl") == b"of a person\n"


def test_a_store_that_fails_loses_nothing(
    tieout: Command, memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    run = ("run", SAMPLE, "--out", "memory://out", "--judge", "none")
    with monkeypatch.context() as patch:
        patch.setattr(urls, "_put", fail)
        ended = tieout(*run)
    assert ended.code == 2
    assert "memory://out:1: error: cannot be written" in ended.talk
    again = tieout(*run)
    assert again.code == 0
    assert "1 already done" in again.talk


def test_a_load_at_a_url_is_the_load_of_a_folder(tieout: Command, memory: MemoryFileSystem, tmp_path: Path) -> None:
    here = tmp_path / "here"
    tieout("run", SAMPLE, "--out", here, "--judge", "none")
    tieout("run", SAMPLE, "--out", "memory://out", "--judge", "none")
    memory.pipe("/out/warehouse/num/stale.parquet", b"of an earlier load")
    as_folder, as_url, again = tieout("load", here), tieout("load", "memory://out"), tieout("load", "memory://out/")
    assert (as_url.code, as_url.out) == (as_folder.code, as_folder.out) == (again.code, again.out), as_url.talk
    assert stored(memory, "/out/warehouse") == snapshot(here / "warehouse")
    (tmp_path / "got.duckdb").write_bytes(memory.cat("/out/warehouse.duckdb"))
    with (
        duckdb.connect(tmp_path / "got.duckdb", read_only=True) as one,
        duckdb.connect(here / "warehouse.duckdb") as two,
    ):
        assert one.execute("from num order by all").fetchall() == two.execute("from num order by all").fetchall() != []


def test_a_load_at_a_url_takes_what_lies_there_now(tieout: Command, memory: MemoryFileSystem, tmp_path: Path) -> None:
    """What an earlier load has brought to this machine is used only where its hash is the record's."""
    for figure in (b"206,695", b"206,696"):
        (tmp_path / "a.txt").write_bytes(SAMPLE.read_bytes().replace(b"206,695", figure))
        tieout("run", tmp_path / "a.txt", "--out", "memory://out", "--judge", "none")
        assert tieout("load", "memory://out").code == 0
    (tmp_path / "got.duckdb").write_bytes(memory.cat("/out/warehouse.duckdb"))
    with duckdb.connect(tmp_path / "got.duckdb", read_only=True) as found:
        assert found.execute("select value from num where value in (206695, 206696)").fetchall() == [(206696,)]


@pytest.mark.parametrize(
    ("names", "message"),
    [(["x/report.json"], "it holds no run.json"), (["run.json", "taxonomy/../../x"], "x:1: error: is no name that")],
)
def test_a_load_at_a_url_of_what_no_run_put_there_is_told(
    names: list[str], message: str, tieout: Command, memory: MemoryFileSystem, tmp_path: Path
) -> None:
    for name in names:
        memory.store[f"/out/{name}"] = MemoryFile(memory, f"/out/{name}", b"{}")
    ended = tieout("load", "memory://out")
    assert ended.code == 2
    assert message in ended.talk
    assert not list((tmp_path / "caches").rglob("x"))


def test_plain_paths_do_not_so_much_as_load_fsspec(tmp_path: Path) -> None:
    program = (
        "import sys; from pipeline.cli import main\n"
        f"sys.argv = ['tieout', 'run', {str(SAMPLE)!r}, '--out', {str(tmp_path / 'out')!r}, '--judge', 'none']\n"
        "try: main()\nexcept SystemExit as ended: sys.exit(ended.code or 'fsspec' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_a_path_with_a_colon_is_a_path(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="names no file"):
        collect_inputs([str(tmp_path / "c:" / "x.txt")])
