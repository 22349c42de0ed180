"""Files and folders by URL (``s3://``, ``gs://``, ``memory://`` …), by way of fsspec.

In: a URL that the user names. Out: its files as inputs know files, and an output folder put there whole. A plain path
is never taken for a URL, and without a URL nothing here reaches for anything. What the files hold is not known here.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from pipeline.model import Source
from pipeline.tables import DataError, Problem

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_URL = re.compile(r"[a-z][a-z0-9+.-]*(?:::[a-z][a-z0-9+.-]*)*://")
RECORD = "run.json"
"""The file that names every output with its hash: it is put last, and what it does not name is not there."""
SIGNOFFS, SHEET = "signoffs.jsonl", "signoffs.html"
"""The file that people's sign-offs are added to: no run takes away or writes over what a store has of it."""


def is_url(text: str) -> bool:
    """Whether a text names a place by its protocol.

    >>> is_url("s3://bucket/filings"), is_url("filings/a.txt"), is_url("C:/filings")
    (True, False, False)
    """
    return _URL.match(text) is not None


@dataclass(frozen=True, slots=True)
class Url:
    """A file or folder that fsspec reaches, with those words of `Path` that inputs use."""

    url: str

    @property
    def name(self) -> str:
        return PurePosixPath(self.url.partition("://")[2]).name

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.name).suffix

    @property
    def parent(self) -> "Url":
        return Url(self.url.rpartition("/")[0])

    def __truediv__(self, name: str) -> "Url":
        return Url(f"{self.url.rstrip('/')}/{name}")

    def as_posix(self) -> str:
        return self.url

    def __str__(self) -> str:
        return self.url

    def absolute(self) -> "Url":
        return self

    def open(self, mode: str = "rb") -> IO[bytes]:
        files, path = _reach(self.url)
        opened: IO[bytes] = files.open(path, mode)
        return opened

    def is_file(self) -> bool:
        files, path = _reach(self.url)
        return bool(files.isfile(path))

    def is_dir(self) -> bool:
        files, path = _reach(self.url)
        return bool(files.isdir(path))

    def files(self) -> Iterator[tuple["Url", str]]:
        """Every file below a folder, in the order of their names, each with its name below it."""
        files, path = _reach(self.url)
        base = path.rstrip("/") + "/"
        for found in sorted(files.find(path)):
            yield Url(files.unstrip_protocol(found)), found.removeprefix(base)

    def matches(self) -> Iterator["Url"]:
        """Every file or folder that a pattern names."""
        files, path = _reach(self.url)
        yield from (Url(files.unstrip_protocol(found)) for found in sorted(files.glob(path)))


def _reach(url: str) -> tuple["AbstractFileSystem", str]:
    """The file system of a URL and the path in it; a protocol that is unknown or not installed is the user's fault."""
    import fsspec  # only a URL needs it; each process reaches anew, as connections do not outlive a fork

    try:
        files, path = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise DataError([Problem(Source(url, 1), f"cannot be reached: {error}")]) from error
    return files, str(path)


def work_folder(url: str) -> Path:
    """The folder of this machine in which the outputs for a URL are made: always the same, so that runs resume."""
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return caches / "tieout" / hashlib.sha256(url.rstrip("/").encode()).hexdigest()[:16]


def put_outputs(folder: Path, url: str) -> None:
    """Put an output folder at a URL: what is new or changed, then the record, then away with what it no longer names.

    Stores have no rename of folders: a reader who goes by the record and its hashes sees each filing whole or not.
    """
    files, base = _reach(url)
    base = base.rstrip("/")
    try:
        before = _outputs(_read_record(files, f"{base}/{RECORD}"))
        now = _outputs(json.loads((folder / RECORD).read_bytes()))
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = path.relative_to(folder).as_posix()
            if name == RECORD or name.startswith(".") or (name in (SIGNOFFS, SHEET) and files.exists(f"{base}/{name}")):
                continue
            if name not in now or now[name] != before.get(name):
                _put(files, path, f"{base}/{name}")
        _put(files, folder / RECORD, f"{base}/{RECORD}")
        ids = {entry["id"] for entry in json.loads((folder / RECORD).read_bytes())["inputs"]}
        for name in sorted(name for name in before if name not in now and name.partition("/")[0] in ids):
            files.rm_file(f"{base}/{name}")
    except OSError as error:
        message = f"cannot be written: {error}; everything is kept in {folder}, and the same command goes on from there"
        raise DataError([Problem(Source(url, 1), message)]) from error


def get_outputs(url: str, is_wanted: Callable[[str], bool]) -> Path:
    """A folder of this machine with the wanted files that a run put at a URL; what is here by its hash stays.

    It is not the folder of `work_folder`, whose files may be of a later run that was not put there yet.
    """
    folder, (files, base) = work_folder(f"{url.rstrip('/')}#get"), _reach(url)
    base = base.rstrip("/")
    try:
        known = _outputs(_read_record(files, f"{base}/{RECORD}"))
        names = [found.removeprefix(f"{base}/") for found in files.find(base)]
        if RECORD not in names:
            raise FileNotFoundError(f"it holds no {RECORD}; name a folder that `tieout run --out` wrote")
        for name in (name for name in sorted(names) if is_wanted(name)):
            if ".." in PurePosixPath(name).parts:
                raise DataError([Problem(Source(f"{url}/{name}", 1), "is no name that tieout gives; remove it")])
            if name not in known or not _is_here(folder / name, known[name]):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                files.get_file(f"{base}/{name}", str(folder / name))
        for name in (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()):
            if is_wanted(name) and name not in names:
                (folder / name).unlink()
    except OSError as error:
        raise DataError([Problem(Source(url, 1), f"cannot be read: {error}")]) from error
    return folder


def put_path(path: Path, url: str) -> None:
    """Put a file, or all files below a folder, at a URL, then away with what lay there and is no more."""
    files, base = _reach(url)
    try:
        paths = [path] if path.is_file() else sorted(found for found in path.rglob("*") if found.is_file())
        targets = [str(PurePosixPath(base, found.relative_to(path).as_posix())) for found in paths]
        for found, target in zip(paths, targets, strict=True):
            _put(files, found, target)
        for name in sorted(set(files.find(base)).difference(targets)):
            files.rm_file(name)
    except OSError as error:
        raise DataError([Problem(Source(url, 1), f"cannot be written: {error}")]) from error


def _is_here(path: Path, digest: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def _put(files: "AbstractFileSystem", path: Path, target: str) -> None:
    files.makedirs(target.rpartition("/")[0], exist_ok=True)
    with files.open(target, "wb") as file:
        file.write(path.read_bytes())


def _read_record(files: "AbstractFileSystem", path: str) -> Mapping[str, Any]:
    """What an earlier run put there; nothing where there is none, or none that can be read."""
    try:
        with files.open(path, "rb") as file:
            record = json.loads(file.read())
    except (FileNotFoundError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _outputs(record: Mapping[str, Any]) -> dict[str, str]:
    return {name: digest for entry in record.get("inputs", ()) for name, digest in entry["outputs"].items()}
