"""Data tables as a spreadsheet saved them → the one form in which a change shows as a small diff.

In: a table of ``mappings/`` or ``taxonomy/``, with byte-order mark, semicolons, CRLF or Windows-1252 as spreadsheets
write them. Out: the same rows as UTF-8 with commas, LF and no needless quotes; a mapping table's labels and sections
in normal form and its rows sorted. Whether the rows are right is for `mappings` and `taxonomy` to know: a row that is
wrong stays wrong, and stays.
"""

import csv
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path

from pipeline.labels import normalise_label, normalise_pattern, normalise_section
from pipeline.mappings import COLUMNS, SUPPRESSIONS
from pipeline.member_rules import COLUMNS as MEMBER_COLUMNS
from pipeline.member_rules import FILE as MEMBERS
from pipeline.model import Source
from pipeline.phrases import COLUMNS as PROSE_COLUMNS
from pipeline.phrases import FILE as PROSE
from pipeline.suppressions import COLUMNS as SUPPRESSION_COLUMNS
from pipeline.tables import DataError, Problem, Row, format_table, parse_rows
from pipeline.taxonomy import COLUMNS as TAXONOMY_COLUMNS

_SEPARATORS = ",;\t"


def tidy_table(text: bytes | str, columns: Sequence[str]) -> str:
    r"""The tidy form of a table whose columns should be ``columns``; a tidy table comes back as it is.

    >>> columns = ("label", "section", "concept", "sign", "seen", "note")
    >>> saved = b"\xef\xbb\xbflabel;section;concept;sign;seen;note\r\nNet sales;;Revenues;;manual;\r\n"
    >>> tidy_table(saved, columns)
    'label,section,concept,sign,seen,note\nnet sales,,Revenues,,manual,\n'
    """
    rows = _parse(text if isinstance(text, str) else _decode(text))
    if not rows:
        return ""
    header, *body = (_cut(row, len(columns)) for row in rows)
    body = [row for row in body if any(row)]
    if tuple(header) == tuple(columns) and {"label", "section"} <= set(columns):
        body = sorted(_normal_row(row, columns) for row in body)
    return format_table(header, body)


def parse_saved_table(path: Path, columns: Sequence[str]) -> tuple[list[Row], list[Problem]]:
    """Read a table that a spreadsheet may have saved, without making it tidy: its rows, or what is wrong with them."""
    name = "/".join(path.parts[-2:])
    try:
        rows = [_cut(row, len(columns)) for row in _parse(_decode(path.read_bytes()))]
    except OSError as error:
        return [], [Problem(Source(name, 1), f"cannot be read: {error.strerror}")]
    except (UnicodeDecodeError, csv.Error) as error:
        return [], [Problem(Source(name, 1), f"is no table: {error}")]
    return parse_rows(format_table(rows[0], rows[1:]) if rows else "", columns, name)


def tidy(folder: Path) -> list[Path]:
    """Make every table of ``mappings/`` or ``taxonomy/`` tidy; tell which files it changed."""
    changed: list[Path] = []
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.csv")):
        saved = path.read_bytes()
        try:
            text = tidy_table(saved, _columns(path, saved))
        except (UnicodeDecodeError, csv.Error) as error:
            problems.append(Problem(Source(path.name, 1), f"cannot be made tidy: {error}"))
            continue
        if text.encode() != saved:
            path.write_text(text, encoding="utf-8", newline="")
            changed.append(path)
    if problems:
        raise DataError(problems)
    return changed


def _columns(path: Path, saved: bytes) -> Sequence[str]:
    if path.stem in TAXONOMY_COLUMNS:
        return TAXONOMY_COLUMNS[path.stem]
    if path.name == SUPPRESSIONS:
        return SUPPRESSION_COLUMNS
    if path.name == MEMBERS:
        return MEMBER_COLUMNS
    if path.name == PROSE:
        return PROSE_COLUMNS
    return ("statement", *COLUMNS) if b"statement" in saved.partition(b"\n")[0] else COLUMNS


def _decode(saved: bytes) -> str:
    """The text of a saved table: UTF-16 or UTF-8 where it says or proves so, else the Windows-1252 of spreadsheets."""
    if saved.startswith((b"\xff\xfe", b"\xfe\xff")):
        return saved.decode("utf-16")
    try:
        return saved.decode("utf-8-sig")
    except UnicodeDecodeError:
        return saved.decode("cp1252")


def _parse(text: str) -> list[list[str]]:
    text = text.removeprefix("\ufeff")
    header = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=header.count)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True)
    return [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=separator, strict=True)]


def _cut(row: Sequence[str], width: int) -> list[str]:
    """The row without the empty cells that spreadsheets add beyond the last column."""
    end = len(row)
    while end > width and not row[end - 1]:
        end -= 1
    return list(row[:end])


def _normal_row(row: Sequence[str], columns: Iterable[str]) -> list[str]:
    # a caption of which nothing is left stays, for the loading to complain of
    return [_normal_cell(cell, column) or cell for cell, column in zip_longest(row, columns) if cell is not None]


def _normal_cell(cell: str, column: str | None) -> str:
    if column == "section":
        return normalise_section(cell)
    if column == "label":
        return normalise_pattern(cell) if "*" in cell else normalise_label(cell)
    return cell
