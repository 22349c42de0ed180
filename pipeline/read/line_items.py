"""Line items that another tool has read → `Filing`s with statements, ready to be tagged.

In: a file of them in any format; its filings are told apart first, so that each is read on its own. Out: a filing
with the statements and the cover that its rows state, or a finding for everything that is wrong with them. Concepts
and sums are not known here.
"""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import PurePath

from pipeline import codes
from pipeline.model import Amount, CoverField, Filing, Finding, Source
from pipeline.read.cells import ItemRow
from pipeline.read.entries import Tell, place_of, read_amount
from pipeline.read.faults import faults_of_rows, item_columns
from pipeline.read.lines import make_statement
from pipeline.read.rows import FORMATS, read_csv_header, read_rows
from pipeline.tables import DataError, Problem

MOST_BYTES = 500_000_000
"""A million rows of CSV stay below; more are given as several files."""
MOST_ROWS_OF_A_FILING = 20_000
"""The statements and notes of the largest filings print some thousand amounts."""
FILING_COLUMNS = (
    *("cik", "entity_name", "form", "filed", "period_of_report", "fiscal_year_end"),
    *("state_of_incorporation", "employer_id", "file_number"),
)
"""What rows say of the filing as a whole; every row that says it must say the same."""
COUNTED = ("shares outstanding", "public float")
"""What of a cover is a number of a day."""
_ACCESSION = re.compile(r"\d{10}-\d{2}-\d{6}")


def is_line_items(name: str, content: bytes) -> bool:
    """Whether a file holds line items, by the ending of its name; a CSV by its columns, as a manifest is one, too."""
    ending = PurePath(name).suffix.lower()
    return ending in FORMATS and (ending != ".csv" or "statement" in read_csv_header(content))


def split_filings(content: bytes, name: str) -> dict[str, bytes]:
    """The rows of each filing of a file, as `read_line_items` takes them, by the filing's id ("" where rows name none).

    Raises `DataError` with everything that keeps the file from being a table of line items.
    """
    if len(content) > MOST_BYTES:
        raise DataError([Problem(Source(name, 1), f"is larger than {MOST_BYTES:,} bytes; split it by filings")])
    rows, problems = read_rows(content, name, item_columns())
    filings: dict[str, list[ItemRow]] = {}
    for row in rows:
        filings.setdefault(row.cells.get("filing", ""), []).append(row)
    if len(filings) > 1 and "" in filings:
        lost = (Source(name, row.number) for row in filings[""])
        problems += [Problem(place, "names no filing, but other rows do") for place in lost]
    problems += _faults_of_ids([found[0] for found in filings.values()], name)
    if problems:
        raise DataError(problems)
    return {filing: _format_rows(rows, name) for filing, rows in filings.items()}


def _faults_of_ids(rows: Sequence[ItemRow], name: str) -> Iterator[Problem]:
    """An id names a folder: one that is not safe as a name stops the run before anything is written."""
    for row, message in faults_of_rows(rows):
        if message.startswith("filing "):
            yield Problem(Source(name, row.number), message)


def _format_rows(rows: Sequence[ItemRow], name: str) -> bytes:
    told = {"file": name, "rows": [[row.number, dict(row.cells)] for row in rows]}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def read_line_items(content: bytes) -> tuple[Filing | None, list[Finding]]:
    """Read the rows of one filing; rows that cannot be used give no filing, and a finding for each fault."""
    told = json.loads(content)
    path, rows = told["file"], [ItemRow(number, cells) for number, cells in told["rows"]]
    faults: list[Finding] = []

    def tell(place: Source, message: str) -> None:
        faults.append(Finding(codes.READ_LINE_ITEM, message, place))

    if len(rows) > MOST_ROWS_OF_A_FILING:
        tell(place_of(rows[0], path), f"a filing of {len(rows):,} rows; the limit is {MOST_ROWS_OF_A_FILING:,}")
        return None, faults
    for row, message in faults_of_rows(rows):
        tell(place_of(row, path), message)
    if faults:
        return None, faults
    filing = _read_filing(rows, path, tell)
    return (None, faults) if faults else (filing, list(_unordered(filing, rows)))


def _read_filing(rows: Sequence[ItemRow], path: str, tell: Tell) -> Filing:
    stated = _stated_of_filing(rows, path, tell)
    id = rows[0].cells.get("filing", "")
    return Filing(
        source=place_of(rows[0], path),
        documents=(),
        accession=id if _ACCESSION.fullmatch(id) else None,
        cik=stated["cik"].zfill(10) if "cik" in stated else None,
        entity_name=stated.get("entity_name"),
        form=stated.get("form"),
        filed=_day(stated.get("filed")),
        period_of_report=_day(stated.get("period_of_report")),
        fiscal_year_end=stated.get("fiscal_year_end"),
        state=stated.get("state_of_incorporation"),
        employer_id=stated["employer_id"].replace("-", "") if "employer_id" in stated else None,
        file_number=stated.get("file_number"),
        statements=tuple(make_statement(group, path, tell) for group in _by_statement(rows)),
        cover=tuple(_read_cover(rows, path, tell)),
    )


def _by_statement(rows: Sequence[ItemRow]) -> list[list[ItemRow]]:
    """The rows of each statement: of one kind and title, in the order in which the rows first name it."""
    groups: dict[tuple[str, str], list[ItemRow]] = {}
    for row in rows:
        if row.cells["statement"] != "cover":
            groups.setdefault((row.cells["statement"], row.cells.get("title", "")), []).append(row)
    return list(groups.values())


def _stated_of_filing(rows: Sequence[ItemRow], path: str, tell: Tell) -> dict[str, str]:
    stated: dict[str, str] = {}
    for row in rows:
        for column in FILING_COLUMNS:
            text = row.cells.get(column)
            if text and stated.setdefault(column, text) != text:
                tell(place_of(row, path), f"{column} is '{text}', but '{stated[column]}' in a row above")
    return stated


def _read_cover(rows: Sequence[ItemRow], path: str, tell: Tell) -> Iterator[CoverField]:
    """What rows say of the cover: a number, with its day, for what `COUNTED` names, words for everything else."""
    for row in rows:
        if row.cells["statement"] != "cover":
            continue
        label, place = row.cells["label"], place_of(row, path)
        if label in COUNTED:
            amount, scale = read_amount(row, place, tell), int(row.cells.get("scale", "0"))
            if amount is not None and amount.value is not None:
                yield CoverField(label, amount.value.scaleb(scale), amount, "", _day(row.cells["end"]), scale)
        else:
            words = " ".join((row.cells.get("text") or row.cells["value"]).split())
            yield CoverField(label, words, Amount(words, None, place))


def _unordered(filing: Filing, rows: Sequence[ItemRow]) -> Iterator[Finding]:
    """A finding for each statement whose rows say no order: the proof of its sums stands on the order of the file."""
    for statement, group in zip(filing.statements, _by_statement(rows), strict=True):
        if "order" not in group[0].cells:
            message = (
                f"the rows of '{statement.title}' state no order, so the order of the file was taken for the print's; "
                "a sum that is not found, or found amiss, may be due to that: give 'order'"
            )
            yield Finding(codes.READ_UNORDERED, message, statement.source)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
