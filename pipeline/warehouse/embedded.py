"""Rows → the DuckDB file of an output folder, and the same tables as Parquet.

In: the rows of filings, an output folder. Out: ``warehouse.duckdb`` with these filings' rows in the place of their
earlier ones, and ``warehouse/`` with all rows it then holds. Both or none: the database is one transaction, Parquet is
written aside and renamed. What the rows mean is not known here.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pyarrow as pa

from pipeline.model import Source
from pipeline.tables import DataError, Problem
from pipeline.warehouse.arrow import Batch
from pipeline.warehouse.migrations import bring_up_to_date
from pipeline.warehouse.sql import STAGING, create_staging, merge, quoted
from pipeline.warehouse.tables import SUB, TABLES, Table

DATABASE, PARQUET = "warehouse.duckdb", "warehouse"
YEAR = "coalesce(sub.fy, year(sub.period), 0)"
FORM = "coalesce(nullif(left(regexp_replace(sub.form, '[^A-Za-z0-9 /.-]', '_', 'g'), 40), ''), 'unknown')"
"""What Parquet is partitioned by: a path must hold it, whatever a filing calls its form."""


def load_embedded(out: Path, batches: Iterable[Batch]) -> None:
    """Load the rows of some filings into the output folder's own warehouse."""
    path, aside = out / DATABASE, out / f".{PARQUET}.partial"
    shutil.rmtree(aside, ignore_errors=True)
    try:
        with duckdb.connect(path) as connection:
            _fill_staging(connection, batches)
            connection.begin()
            bring_up_to_date(lambda statement: connection.execute(statement).fetchall(), DATABASE)
            for statement in merge():
                connection.execute(statement)
            export_parquet(connection, aside)
            connection.commit()
        _put_in_place(aside, out / PARQUET)
    except duckdb.IOException as error:
        message = f"cannot be opened or written: {str(error).splitlines()[0]}"
        raise DataError([Problem(Source(DATABASE, 1), message)]) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _fill_staging(connection: duckdb.DuckDBPyConnection, batches: Iterable[Batch]) -> None:
    for table in TABLES:
        connection.execute(create_staging(table))
    for table, batch in batches:
        connection.register("batch", pa.Table.from_batches([batch]))
        connection.execute(f'insert into "{STAGING}{table.name}" select * from batch')
        connection.unregister("batch")


def export_parquet(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write every table as Parquet, in the order of its key, by one thread: the same rows give the same bytes."""
    connection.execute("set threads = 1")
    for table in TABLES:
        (folder / table.name).mkdir(parents=True)
        connection.execute(_copy(table, folder / table.name))


def _copy(table: Table, folder: Path) -> str:
    """The statement that writes a table; what filings own lies by fiscal year and form."""
    key = quoted(table.key, "t.")
    if table.is_shared or "id" in table.key:
        rows = f'select t.* from "{table.name}" t order by {key}'
        return f"copy ({rows}) to {_text(folder / 'data_0.parquet')} (format parquet)"
    rows = f"select t.*, {YEAR} as fiscal_year, {FORM} as form_type"
    return (
        f'copy ({rows} from "{table.name}" t join "{SUB.name}" sub on sub.adsh = t.adsh '
        f"order by fiscal_year, form_type, {key}) "
        f"to {_text(folder)} (format parquet, partition_by (fiscal_year, form_type), overwrite_or_ignore)"
    )


def _text(path: Path) -> str:
    """A path as SQL writes a text."""
    return "'" + path.as_posix().replace("'", "''") + "'"


def _put_in_place(aside: Path, place: Path) -> None:
    old = place.with_name(f".{place.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    aside.rename(place)
    shutil.rmtree(old, ignore_errors=True)
