"""Rows → a PostgreSQL database.

In: the rows of filings, the address of a database. Out: these filings' rows in the place of their earlier ones, in one
transaction: bulk copy into temporary tables, then the merge. The address may hold a password and is never shown.
"""

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import csv

from pipeline.model import Source
from pipeline.tables import DataError, Problem
from pipeline.warehouse.arrow import Batch
from pipeline.warehouse.migrations import bring_up_to_date
from pipeline.warehouse.sql import STAGING, create_staging, merge, quoted
from pipeline.warehouse.tables import TABLES, Table

if TYPE_CHECKING:
    import psycopg

NAME = "PostgreSQL"
SCHEMES = ("postgresql://", "postgres://")
ONE_LOAD_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('tieout load'))"


def load_postgresql(address: str, batches: Iterable[Batch]) -> None:
    """Load rows into the database at an address, all or nothing."""
    try:
        import psycopg
    except ImportError as error:
        raise _fault("needs the package psycopg: pip install 'tieout[postgres]'") from error
    try:
        connection = psycopg.connect(address)
    except psycopg.Error as error:
        raise _fault(f"cannot be reached: {_first_line(error)}") from error
    try:
        with connection:
            fill_staging(connection, batches)
            for table in TABLES:  # so that the merge is planned by what was copied
                connection.execute(f'analyze "{STAGING}{table.name}"'.encode())
            connection.execute(ONE_LOAD_AT_A_TIME)
            bring_up_to_date(lambda statement: _ask(connection, statement), NAME)
            for statement in merge():
                connection.execute(statement.encode())
    except (psycopg.OperationalError, psycopg.errors.InsufficientPrivilege) as error:
        raise _fault(f"cannot be loaded: {_first_line(error)}") from error
    except psycopg.errors.DependentObjectsStillExist as error:
        message = f"cannot be brought up to date: {_first_line(error)}; drop these, load, and make them again"
        raise _fault(message) from error


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def fill_staging(connection: "psycopg.Connection[Any]", batches: Iterable[Batch]) -> None:
    """Copy rows into temporary tables, which end with the transaction."""
    for table in TABLES:
        connection.execute(create_staging(table).encode() + b" on commit drop")
    for table, batch in batches:
        _copy(connection, table, batch)


def _copy(connection: "psycopg.Connection[Any]", table: Table, batch: pa.RecordBatch) -> None:
    """Copy a batch as CSV: Arrow quotes every text, so that an empty one is told apart from none."""
    content = io.BytesIO()
    csv.write_csv(batch, content, csv.WriteOptions(include_header=False))
    statement = f'copy "{STAGING}{table.name}" ({quoted(table.names)}) from stdin (format csv)'
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        copy.write(content.getbuffer())


def _ask(connection: "psycopg.Connection[Any]", statement: str) -> Sequence[tuple[Any, ...]]:
    cursor = connection.execute(statement.encode())
    return cursor.fetchall() if cursor.description else []


def _fault(message: str) -> DataError:
    return DataError([Problem(Source(NAME, 1), message)])
