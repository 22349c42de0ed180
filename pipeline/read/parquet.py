"""Parquet → rows of plain text, with pyarrow.

In: the bytes of a Parquet file. Out: its rows. Decimals are taken as they are, with all their places; doubles as the
shortest decimal that reads back the same; narrower binary numbers are refused, as widening them invents digits.
"""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.read.cells import ItemRow, Report, make_row

if TYPE_CHECKING:
    import pyarrow

MOST_UNPACKED = 1_000_000_000
"""Bytes that the columns of a file may unpack to."""
LONGEST_CELL = 10_000
"""Characters of a text; a few long ones, named again and again by a dictionary, would fill any memory."""
BATCH = 10_000


def read_parquet(content: bytes, report: Report, most_rows: int) -> Iterator[ItemRow]:
    """The rows of a file, numbered from 1."""
    import pyarrow  # slow to import, and only Parquet needs it
    import pyarrow.parquet

    try:
        described = pyarrow.parquet.ParquetFile(io.BytesIO(content))
        faults = [*_faults_of_types(described.schema_arrow), *_faults_of_size(described.metadata, most_rows)]
        for fault in faults:
            report(1, fault)
        if faults:
            return
        texts = [field.name for field in described.schema_arrow if _is_text(field.type)]
        file = pyarrow.parquet.ParquetFile(io.BytesIO(content), read_dictionary=texts)
        number = 0
        for batch in file.iter_batches(BATCH):
            if fault := _fault_of_texts(batch):
                report(number + 1, fault)
                return
            for values in batch.to_pylist():
                number += 1
                yield make_row(number, values, report)
    except (pyarrow.ArrowException, OSError, ValueError, MemoryError) as error:
        report(1, f"is no Parquet file that can be read: {error}")


def _is_text(type_: "pyarrow.DataType") -> bool:
    from pyarrow import types

    return bool(types.is_string(type_) or types.is_large_string(type_))


def _faults_of_types(schema: "pyarrow.Schema") -> Iterator[str]:
    """Each column whose type holds neither texts nor exact numbers nor days."""
    from pyarrow import types

    numbers, days = (types.is_integer, types.is_decimal, types.is_float64), (types.is_date, types.is_timestamp)
    takes = (_is_text, *numbers, *days, types.is_null)
    for field in schema:
        of = field.type.value_type if types.is_dictionary(field.type) else field.type
        if not any(is_type(of) for is_type in takes):
            yield f"{field.name} is {field.type}; give it as text, decimal128, double, integer or date"
    if len(set(schema.names)) < len(schema.names):
        yield "names a column twice"


def _faults_of_size(metadata: "pyarrow.parquet.FileMetaData", most_rows: int) -> Iterator[str]:
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    size = sum(group.total_byte_size for group in groups)
    if metadata.num_rows > most_rows:
        yield f"has {metadata.num_rows:,} rows; a file has at most {most_rows:,}; split it by filings"
    if size > MOST_UNPACKED:
        yield f"unpacks to {size:,} bytes; the limit is {MOST_UNPACKED:,}"


def _fault_of_texts(batch: "pyarrow.RecordBatch") -> str:
    import pyarrow
    from pyarrow import compute

    for field, column in zip(batch.schema, batch.columns, strict=True):
        if pyarrow.types.is_dictionary(field.type) and _is_text(field.type.value_type):
            longest = compute.max(compute.binary_length(column.dictionary)).as_py()
            if longest and longest > LONGEST_CELL:
                return f"{field.name} holds a text of {longest:,} bytes; the limit is {LONGEST_CELL:,}"
    return ""
