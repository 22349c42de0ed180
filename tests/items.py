"""What a run read of a filing's text, as rows of line items; and such rows in every format that enters.

Not a test: the tests of line items and the files of ``examples/line-items/`` come from here.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import openpyxl
import pyarrow
import pyarrow.parquet

from pipeline.model import Amount, Column, Cover, CoverField, LineItem, Period, Report, Statement
from pipeline.read.entries import BETWEEN_HEADINGS

Row = Mapping[str, str]
OF_THE_COVER = {
    "central index key": "cik",
    "document type": "form",
    "document period end date": "period_of_report",
    "file number": "file_number",
    "registrant name": "entity_name",
    "employer identification number": "employer_id",
    "state of incorporation": "state_of_incorporation",
    "fiscal year end": "fiscal_year_end",
}
"""Fields of a cover that are columns of the filing; the others are rows, or derived again."""
DERIVED = {"amendment flag", "fiscal year focus", "fiscal period focus"}


def export_rows(report: Report, cover: Cover, filing: str) -> list[Row]:
    """Every amount of a report's statements, and what its cover states, as another tool would hand them over."""
    stated = {OF_THE_COVER[field.name]: str(field.value) for field in cover.fields if field.name in OF_THE_COVER}
    about = {"filing": filing, **stated}
    rows = [
        {**about, "statement": "cover", "label": f.name, **(_counted(f) if f.as_of else {"text": str(f.value)})}
        for f in cover.fields
        if f.name not in {*OF_THE_COVER, *DERIVED}
    ]
    for statement in _with_titles_apart(report.statements):
        for position, item in enumerate(statement.items):
            for amount, column in zip(item.amounts, statement.columns, strict=True):
                if amount is not None and amount.value is not None and (item.period or column.period):
                    rows.append({**about, **_row(statement, position, item, amount, column)})
    return [{name: text for name, text in row.items() if text} for row in rows]


def _counted(field: CoverField) -> Row:
    """A number of the cover, and its day; one in words ("165.53 billion") has its value beside its print."""
    assert field.as_of is not None
    of_words = {"value": f"{field.amount.value:f}", "scale": str(field.scale)} if field.scale else {}
    return {"text": field.amount.text, "end": field.as_of.isoformat(), **of_words}


def _with_titles_apart(statements: Sequence[Statement]) -> list[Statement]:
    """The statements, those that share kind and title, and columns that share all they say, told apart by numbers."""
    titles = _numbered([(s.kind, s.title) for s in statements])
    apart = []
    for statement, (_, title) in zip(statements, titles, strict=True):
        headings = _numbered([(c.period, c.member, c.heading) for c in statement.columns])
        columns = tuple(replace(c, heading=h[-1]) for c, h in zip(statement.columns, headings, strict=True))
        apart.append(replace(statement, title=title, columns=columns))
    return apart


def _numbered(names: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    seen: Counter[tuple[Any, ...]] = Counter()
    result = []
    for name in names:
        seen[name] += 1
        result.append(name if seen[name] == 1 else (*name[:-1], f"{name[-1]} {seen[name]}"))
    return result


def _row(statement: Statement, position: int, item: LineItem, amount: Amount, column: Column) -> Row:
    period = item.period or column.period
    assert period is not None
    assert amount.value is not None
    if item.point and period.start is not None:  # the balances of a matrix are of their own days
        period = Period(None, period.end if item.point == "end" else period.start - timedelta(days=1))
    return {
        "statement": statement.kind.value,
        "title": statement.title,
        "order": str(position + 1),
        "section": BETWEEN_HEADINGS.join(item.section),
        "label": item.label,
        "depth": str(item.depth),
        "parent": "" if item.parent is None else str(item.parent + 1),
        "heading": column.heading,
        "axis": column.member[0] if column.member else "",
        "member": column.member[1] if column.member else "",
        "start": period.start.isoformat() if period.start else "",
        "end": period.end.isoformat(),
        "unit": item.unit.value,
        "currency": statement.currency,
        "scale": str(item.scale),
        "text": " ".join(amount.text.split()),
        "value": f"{amount.value:f}",
        "origin": f"line {amount.source.line}",
    }


def columns_of(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(column for row in rows for column in row))


def format_csv(rows: Sequence[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns_of(rows), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def format_typed(row: Row) -> str:
    """One row as a JSON object, its counts and values as numbers, every digit as written."""
    bare = {"value", "order", "depth", "scale", "parent"}
    pairs = (f"{json.dumps(c)}: {t if c in bare else json.dumps(t, ensure_ascii=False)}" for c, t in row.items())
    return "{" + ", ".join(pairs) + "}"


def format_json(rows: Sequence[Row]) -> bytes:
    return ("[\n" + ",\n".join(map(format_typed, rows)) + "\n]\n").encode()


def format_json_lines(rows: Sequence[Row]) -> bytes:
    return ("\n".join(map(format_typed, rows)) + "\n").encode()


def format_parquet(rows: Sequence[Row], number: pyarrow.DataType) -> bytes:
    """Values of one numeric type, days as dates, counts as integers, all else as texts."""
    types = {"value": number, "start": pyarrow.date32(), "end": pyarrow.date32()}
    types |= {name: pyarrow.int64() for name in ("order", "depth", "scale", "parent")}
    columns = columns_of(rows)
    texts = {name: pyarrow.array([row.get(name) for row in rows]) for name in columns}
    arrays = [texts[name].cast(types[name]) if name in types else texts[name] for name in columns]
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, columns), file)
    return file.getvalue()


def format_workbook(rows: Sequence[Row]) -> bytes:
    """Values and counts as numbers, days as days, as a person types them into cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    columns = columns_of(rows)
    sheet.append(columns)
    for row in rows:
        sheet.append([_typed(column, row.get(column)) for column in columns])
        for cell, column in zip(sheet[sheet.max_row], columns, strict=True):
            if isinstance(cell.value, str) and column not in ("value", "order"):
                cell.data_type = "s"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _typed(column: str, text: str | None) -> object:
    if text is None:
        return None
    if column in ("start", "end"):
        return date.fromisoformat(text)
    if column in ("value", "order", "depth", "scale", "parent"):
        return float(text) if "." in text else int(text)
    return text
