"""Rows → Arrow batches of exactly the declared types: how rows enter DuckDB, Parquet and PostgreSQL.

In: rows of tables. Out: record batches and their schemas. No value passes through a float; what the declared type
does not hold is an error of pyarrow's, never rounded. Where batches go is not known here.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import pyarrow as pa

from pipeline.warehouse.rows import Rows
from pipeline.warehouse.tables import DIGITS, PLACES, TABLES, Row, Table, Type

Batch: TypeAlias = tuple[Table, pa.RecordBatch]
"""Some rows of a table."""
BATCH = 50_000
"""Rows of a table held in memory at a time: some ten megabytes."""
_TYPES = {
    Type.TEXT: pa.string(),
    Type.WHOLE: pa.int64(),
    Type.DAY: pa.date32(),
    Type.FLAG: pa.bool_(),
    Type.AMOUNT: pa.decimal128(DIGITS, PLACES),
}


def arrow_schema(table: Table) -> pa.Schema:
    """The schema of a table, with the meaning of each column beside it."""
    return pa.schema(
        [pa.field(column.name, _TYPES[column.type], metadata={"meaning": column.meaning}) for column in table.columns]
    )


def to_batch(table: Table, rows: Sequence[Row]) -> pa.RecordBatch:
    """Rows of a table as one batch."""
    schema = arrow_schema(table)
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.record_batch(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema
    )


def gather(filings: Iterable[Rows], size: int = BATCH) -> Iterator[Batch]:
    """Gather the rows of many filings into batches, table by table; memory holds one batch of each."""
    waiting: dict[str, list[Row]] = {table.name: [] for table in TABLES}
    for rows in filings:
        for table in TABLES:
            waiting[table.name] += rows[table.name]
            if len(waiting[table.name]) >= size:
                yield table, to_batch(table, waiting[table.name])
                waiting[table.name] = []
    for table in TABLES:
        if waiting[table.name]:
            yield table, to_batch(table, waiting[table.name])
