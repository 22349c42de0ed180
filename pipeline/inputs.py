"""What the command line names → the inputs of a run: files, folders, patterns, archives, manifests.

In: the arguments. Out: one `Input` for each filing, in a fixed order, with a folder of its own for what comes
of it; its bytes are read when its turn comes.
What an archive's member is called never becomes a path: members are read, not unpacked.
"""

import csv
import hashlib
import io
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from pipeline.model import Source
from pipeline.read.line_items import MOST_BYTES, is_line_items, split_filings
from pipeline.tables import DataError, Problem
from pipeline.urls import Url, is_url

FILINGS = frozenset({".txt", ".htm", ".html", ".xhtml", ".sgml", ".nc", ".fil"})
"""File types that a folder or an archive is searched for; a file that is named outright may have any."""
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
MANIFEST = ("path", "cik", "form", "period")
"""Columns of a manifest; all but the path may be blank, and then the filing's own words stand."""
HEAD = 65536
"""Bytes of a file that are looked at to tell what it is."""
RESERVED = frozenset({"taxonomy", "warehouse", "README", "run", "signoffs", "batch", "batch-rules"})
"""Names in the output folder that no filing's folder may take, whatever ending they have there: ``run.json``."""


@dataclass(frozen=True, slots=True)
class Input:
    """One filing to read: how outputs and messages name it, the file, and its member where that is an archive."""

    name: str
    path: Path | Url
    member: str = ""
    stated: Mapping[str, str] = field(default_factory=dict)
    """What a manifest states of it, by the manifest's columns."""
    id: str = ""
    """The folder of its outputs: its stem, unless another input or a reserved name would meet it there."""
    content: bytes | None = None
    """What it holds, where that is known before its turn: of line items the rows of this filing."""
    is_line_items: bool = False

    @property
    def stem(self) -> str:
        return self.member if self.is_line_items and self.member else Path(self.name).stem


def collect_inputs(arguments: Sequence[str]) -> list[Input]:
    """Every filing that the arguments name, each once, or one `DataError` for all that name nothing."""
    inputs: dict[tuple[Path | Url, str], Input] = {}
    problems: list[Problem] = []
    for argument in arguments:
        try:
            found = list(_expand(argument))
        except DataError as error:
            problems.extend(error.problems)
            continue
        except OSError as error:
            problems.append(Problem(Source(argument, 1), f"cannot be read: {error.strerror or error}"))
            continue
        if not found:
            problems.append(Problem(Source(argument, 1), "names no file, folder, archive or pattern with filings"))
        for entry in found:
            inputs.setdefault((entry.path.absolute(), entry.member), entry)
    if problems:
        raise DataError(problems)
    return name_outputs(list(inputs.values()))


def name_outputs(inputs: Sequence[Input]) -> list[Input]:
    """Give each input the folder of its outputs: its stem, with a hash where two would meet.

    >>> [entry.id for entry in name_outputs([Input("a/x.txt", Path("a/x.txt")), Input("y.txt", Path("y.txt"))])]
    ['x', 'y']
    """
    stems = [entry.stem for entry in inputs]
    taken = {stem for stem, count in Counter(stems).items() if count > 1 or stem.partition(".")[0] in ("", *RESERVED)}
    return [
        replace(entry, id=f"{stem}-{_hash_place(entry)}" if stem in taken else stem)
        for stem, entry in zip(stems, inputs, strict=True)
    ]


def _hash_place(entry: Input) -> str:
    return hashlib.sha256(f"{entry.path.as_posix()}:{entry.member}".encode()).hexdigest()[:8]


def _expand(argument: str) -> Iterator[Input]:
    path = Url(argument.rstrip("/")) if is_url(argument) else Path(argument)
    if path.is_dir():
        for file, name in _files_below(path):
            if not _is_hidden(PurePath(name)) and (file.suffix.lower() in FILINGS or _is_archive(file)):
                yield from _file(file, f"{path.name}/{name}")
    elif path.is_file():
        yield from _named_file(path)
    else:
        for match in _matches(path):
            if match.is_dir() or match.is_file():  # else it is a pipe or the like, whose name matches itself for ever
                yield from _expand(match.as_posix())


def _files_below(folder: Path | Url) -> Iterator[tuple[Path | Url, str]]:
    if isinstance(folder, Url):
        yield from folder.files()
    else:
        yield from ((p, p.relative_to(folder).as_posix()) for p in sorted(folder.rglob("*")) if p.is_file())


def _matches(pattern: Path | Url) -> Iterator[Path | Url]:
    if isinstance(pattern, Url):
        yield from pattern.matches()
    else:
        root = pattern.anchor or "."
        yield from sorted(Path(root).glob(pattern.relative_to(root).as_posix() if pattern.anchor else str(pattern)))


def _named_file(path: Path | Url) -> Iterator[Input]:
    """A file that is named outright: line items by their columns or ending, else a manifest, an archive or a filing."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        if is_line_items(path.name, head):
            content = head + file.read(MOST_BYTES + 1 - len(head))
            for filing, rows in split_filings(content, path.name).items():
                yield Input(
                    f"{path.name}/{filing}" if filing else path.name, path, filing, content=rows, is_line_items=True
                )
            return
    yield from _manifest(path) if path.suffix.lower() == ".csv" else _file(path, path.name)


def _is_hidden(path: PurePath) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _is_archive(path: Path | Url) -> bool:
    return path.name.lower().endswith(ARCHIVES)


def _file(path: Path | Url, name: str) -> Iterator[Input]:
    if not _is_archive(path):
        yield Input(name, path)
        return
    for member in sorted(_members(path)):
        if Path(member).suffix.lower() in FILINGS:
            yield Input(f"{name}/{member}", path, member)


def _members(path: Path | Url) -> list[str]:
    try:
        if path.name.lower().endswith(".zip"):
            with path.open("rb") as file, zipfile.ZipFile(file) as archive:
                return [entry.filename for entry in archive.infolist() if not entry.is_dir()]
        with path.open("rb") as file, tarfile.open(fileobj=file) as tar:
            return [entry.name for entry in tar.getmembers() if entry.isfile()]
    except (OSError, zipfile.BadZipFile, tarfile.TarError) as error:
        raise DataError([Problem(Source(path.name, 1), f"is no archive that can be read: {error}")]) from error


def read_input(entry: Input, limit: int) -> bytes:
    """The bytes of one input, at most ``limit`` of them: what a small archive claims to hold is not believed."""
    if entry.content is not None:
        return entry.content[:limit]
    if not entry.member:
        with entry.path.open("rb") as file:
            return file.read(limit)
    if entry.path.name.lower().endswith(".zip"):
        with entry.path.open("rb") as file, zipfile.ZipFile(file) as archive, archive.open(entry.member) as member:
            return member.read(limit)
    with entry.path.open("rb") as file, tarfile.open(fileobj=file) as tar:
        stream = tar.extractfile(entry.member)
        return stream.read(limit) if stream else b""


def _manifest(path: Path | Url) -> Iterator[Input]:
    """The inputs that a manifest lists; their paths are relative to it."""
    with path.open("rb") as file:
        rows = list(csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig", newline="")))
    problems: list[Problem] = []
    if not rows or "path" not in rows[0]:
        message = f"is neither a manifest (its columns are {','.join(MANIFEST)}) nor line items (one is 'statement')"
        raise DataError([Problem(Source(path.name, 1), message)])
    for line, row in enumerate(rows, 2):
        target = path.parent / (row["path"] or "")
        if not target.is_file():
            problems.append(Problem(Source(path.name, line), f"no such file: {row['path']}"))
            continue
        stated = {column: (row.get(column) or "").strip() for column in MANIFEST[1:]}
        yield Input(Path(row["path"]).as_posix(), target, "", {c: v for c, v in stated.items() if v})
    if problems:
        raise DataError(problems)
