"""Data CSV files → rows that know their file and line.

In: a CSV file that people edit, in spreadsheets too. Out: its rows, or one `DataError` that
lists everything wrong with it. What the columns mean is for `taxonomy` and `mappings` to know.
"""

import csv
import gc
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import Source

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a cell that begins with one of these (OWASP, CSV injection)."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault of a data file: where, and what to do about it."""

    source: Source
    message: str

    def __str__(self) -> str:
        return f"{self.source}: error: {self.message}"


class DataError(Exception):
    """Data files or options that cannot be used; ``problems`` lists every fault, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class Row(dict[str, str]):
    """One data row: its cells by column name, stripped, and the line it stands on. Nothing changes it.

    A dictionary itself, as every run reads some twenty thousand rows, and names the place of few.
    """

    __slots__ = ("line", "path")

    def __init__(self, cells: Mapping[str, str] | Iterable[tuple[str, str]], path: str, line: int) -> None:
        super().__init__(cells)
        self.path, self.line = path, line

    @property
    def source(self) -> Source:
        return Source(self.path, self.line)

    def replaced(self, **cells: str) -> "Row":
        """The same row with other cells."""
        return Row({**self, **cells}, self.path, self.line)


@contextmanager
def loading() -> Iterator[None]:
    """While tables are loaded, or a filing is made a report of, all that is made stays or is dropped at once.

    Nothing goes round in circles, so that a search for garbage, which would take up to a fifth of the time, finds none.
    """
    was_searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_searching:
            gc.enable()


def data_folder(name: str) -> Path:
    """The folder of data that ships with tieout: inside an installed wheel, or beside ``pipeline/`` in a checkout."""
    installed = Path(__file__).parent / "data" / name
    return installed if installed.is_dir() else Path(__file__).parents[1] / name


def parse_table(path: Path, columns: Sequence[str], shown_as: str | None = None) -> tuple[list[Row], list[Problem]]:
    """Read a UTF-8, comma-separated file whose first row is exactly ``columns``.

    ``shown_as`` is the name that messages give the file (default: its last two path parts).
    A byte-order mark, semicolons, a missing or doubled column and rows of another width are problems.
    """
    name = shown_as or "/".join(path.parts[-2:])
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        return [], [Problem(Source(name, 1), f"cannot be read: {error.strerror}")]
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return [], [Problem(Source(name, line), "is not UTF-8; save it as 'CSV UTF-8' or run `tieout tidy`")]
    if text.startswith("\ufeff"):
        return [], [Problem(Source(name, 1), "starts with a byte-order mark; run `tieout tidy` to remove it")]
    return parse_rows(text, columns, name)


def parse_optional_table(folder: Path, file: str, columns: Sequence[str]) -> tuple[list[Row], list[Problem]]:
    """Read a table of a folder as `parse_table` does; one that is not there has no rows."""
    path = folder / file
    return parse_table(path, columns, f"{folder.name}/{file}") if path.is_file() else ([], [])


def parse_rows(text: str, columns: Sequence[str], name: str) -> tuple[list[Row], list[Problem]]:
    """Read the text of a table as `parse_table` reads the file; ``name`` is what messages call it."""
    rows: list[Row] = []
    problems: list[Problem] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if header != list(columns):
            return [], [Problem(Source(name, 1), _header_fault(header, columns))]
        line = reader.line_num + 1
        for printed in reader:
            at, line = line, reader.line_num + 1
            cells = list(map(str.strip, printed))
            if not any(cells):
                continue
            if len(cells) == len(columns):
                rows.append(Row(zip(columns, cells, strict=True), name, at))
            else:
                fault = f"has {len(cells)} cells, not {len(columns)} ({','.join(columns)})"
                problems.append(Problem(Source(name, at), fault))
    except csv.Error as error:
        problems.append(Problem(Source(name, max(reader.line_num, 1)), f"is not well-formed CSV: {error}"))
    return rows, problems


def _header_fault(header: Sequence[str], columns: Sequence[str]) -> str:
    expected = ",".join(columns)
    if not header:
        return f"is empty; its first line must be {expected}"
    if len(header) == 1 and header[0].count(";") == len(columns) - 1:
        return "separates its cells by semicolons; run `tieout tidy` to put commas"
    return f"has the columns {','.join(header)}; they must be {expected}"


def format_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write rows as the CSV that `parse_table` reads: commas, quotes only where needed, LF line ends."""
    lines: list[str] = []
    writer = csv.writer(_Lines(lines), lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return "".join(lines)


def format_safe_cell(text: str) -> str:
    """Make a printed text harmless in a spreadsheet: what would run as a formula gets a leading apostrophe.

    A text that looks as if it had got one gets another, so that `parse_safe_cell` gives every text back.

    >>> format_safe_cell("=1+1|cmd"), format_safe_cell("'=1+1|cmd")
    ("'=1+1|cmd", "''=1+1|cmd")
    >>> format_safe_cell("Net sales")
    'Net sales'
    """
    return "'" + text if text.lstrip("'").startswith(FORMULA_STARTS) else text


def parse_safe_cell(cell: str) -> str:
    """Read the text that `format_safe_cell` made harmless.

    >>> parse_safe_cell("'=1+1|cmd"), parse_safe_cell("'tis")
    ('=1+1|cmd', "'tis")
    """
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS) else cell


class _Lines:
    """A writable that keeps what csv writes, line by line."""

    def __init__(self, lines: list[str]) -> None:
        self.write = lines.append
