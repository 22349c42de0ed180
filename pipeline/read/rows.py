"""A file of line items in any of its formats → rows of plain text.

In: the bytes of a CSV, JSON, JSON Lines, Excel or Parquet file, hostile until proved otherwise. Out: its rows, or
everything that keeps it from being such a table. What a column means is for `line_items` to know.

pandas (3.1) reads each of these formats, and none as strictly: of a CSV it fills short rows with blanks and takes the
first cell of long ones for an index; JSON's amounts go through floats; formulas and errors of a workbook become
blanks; whole numbers of Parquet become floats where one is missing. Each would change or lose an amount in silence,
and no row would know its line.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import PurePath

from pipeline.model import Source
from pipeline.read.cells import ItemRow, Report, make_row
from pipeline.read.parquet import read_parquet
from pipeline.read.workbook import read_workbook
from pipeline.tables import Problem

MOST_ROWS = 1_000_000
"""Rows of one file: as many as a sheet of Excel has. Thousands of filings fit; more are given as several files."""
_TO_SPLIT = f"a file has at most {MOST_ROWS:,} rows; split it by filings"


def read_rows(content: bytes, name: str, columns: Sequence[str]) -> tuple[list[ItemRow], list[Problem]]:
    """Every row of a file by the format that its name ends in, and every fault of it as a table.

    ``columns`` are the known ones; others are faults, but for those of the user's own (``x_``).
    """
    problems: list[Problem] = []

    def report(number: int, message: str) -> None:
        problems.append(Problem(Source(name, number), message))

    rows: list[ItemRow] = []
    for row in FORMATS[PurePath(name).suffix.lower()](content, report):
        if len(rows) == MOST_ROWS:
            report(row.number, _TO_SPLIT)
            break
        rows.append(row)
    if not rows and not problems:
        report(1, "holds no line items")
    problems.extend(_unknown_columns(rows, name, columns))
    return rows, problems


def read_csv_header(content: bytes) -> list[str]:
    """The column names of a CSV, as far as its first line tells them."""
    first = content[:65536].decode("utf-8-sig", errors="replace")
    return [cell.strip() for cell in next(csv.reader(io.StringIO(first, newline="")), [])]


def _unknown_columns(rows: Iterable[ItemRow], name: str, columns: Sequence[str]) -> Iterator[Problem]:
    """Each column that is none of a line item's, once: a misspelt one would be read as blank."""
    told = set(columns)
    for row in rows:
        for column in row.cells:
            if column not in told and not column.startswith("x_"):
                told.add(column)
                message = f"'{column}' is no column of line items; they are {', '.join(columns)}, and your own x_..."
                yield Problem(Source(name, row.number), message)


def _read_csv(content: bytes, report: Report) -> Iterator[ItemRow]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        report(content.count(b"\n", 0, error.start) + 1, "is not UTF-8; save it as 'CSV UTF-8'")
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if len(header) == 1 and ";" in header[0]:
            report(1, "separates its cells by semicolons; put commas")
            return
        if twice := {cell for cell in header if header.count(cell) > 1}:
            report(1, f"names a column twice: {', '.join(sorted(twice))}")
            return
        line = reader.line_num + 1
        for cells in reader:
            here, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                report(here, f"has {len(cells)} cells; the first line names {len(header)} columns")
                continue
            yield ItemRow(here, {c: v.strip() for c, v in zip(header, cells, strict=True) if v.strip()})
    except csv.Error as error:
        report(max(reader.line_num, 1), f"is not well-formed CSV: {error}")


def _read_json(content: bytes, report: Report) -> Iterator[ItemRow]:
    rows = _parse_json(content, 1, report)
    if not isinstance(rows, list):
        if rows is not None:
            report(1, "is no array of line items")
        return
    for number, cells in enumerate(rows, 1):
        yield from _json_row(number, cells, report)


def _read_json_lines(content: bytes, report: Report) -> Iterator[ItemRow]:
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            cells = _parse_json(line, number, report)
            if cells is not None:
                yield from _json_row(number, cells, report)


def _parse_json(content: bytes, number: int, report: Report) -> object:
    """What a JSON text says, its numbers as they are written; None where it says nothing that can be used."""
    try:
        return json.loads(content, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        report(number + error.lineno - 1, f"is not well-formed JSON: {error.msg} at column {error.colno}")
    except RecursionError:
        report(number, "is no line item: lists or objects stand inside each other too deep")
    except ValueError as error:  # text that is no UTF-8, a key twice, NaN, a number of thousands of digits
        report(number, f"cannot be read as JSON: {error}")
    return None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no amount")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("an object names a key twice")
    return found


def _json_row(number: int, cells: object, report: Report) -> Iterator[ItemRow]:
    if not isinstance(cells, dict):
        report(number, "is no object with the columns of a line item")
        return
    yield make_row(number, cells, report)


FORMATS: dict[str, Callable[[bytes, Report], Iterator[ItemRow]]] = {
    ".csv": _read_csv,
    ".json": _read_json,
    ".jsonl": _read_json_lines,
    ".ndjson": _read_json_lines,
    ".parquet": lambda content, report: read_parquet(content, report, MOST_ROWS),
    ".xlsx": lambda content, report: read_workbook(content, report, MOST_ROWS),
}
"""The reader for each ending of a file's name."""
