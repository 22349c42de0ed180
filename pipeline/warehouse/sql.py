"""The declared tables → the SQL that DuckDB and PostgreSQL share: tables, staging, and the merge that loads.

In: the declaration. Out: statements. A load brings all rows of each filing it names: what a filing had and has no
more goes, what it has stands, and rows of other filings are not touched. Nothing is executed here.
"""

from collections.abc import Iterable, Iterator

from pipeline.warehouse.tables import RUN, TABLES, Table

STAGING = "staging_"
"""How the temporary table begins that holds what a load brings."""


def quoted(names: Iterable[str], before: str = "") -> str:
    """Names as SQL lists them.

    >>> quoted(["adsh", "line"]), quoted(["tag"], "s.")
    ('"adsh", "line"', 's."tag"')
    """
    return ", ".join(f'{before}"{name}"' for name in names)


def create(table: Table) -> str:
    """The statement that makes a table with its natural key."""
    columns = [
        f'"{column.name}" {column.type}{" not null" if column.name in table.key else ""}' for column in table.columns
    ]
    return f'create table "{table.name}" ({", ".join(columns)}, primary key ({quoted(table.key)}))'


def create_staging(table: Table) -> str:
    """The statement that makes the temporary table beside it: without a key, so that it fills fast."""
    columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
    return f'create temporary table "{STAGING}{table.name}" ({columns})'


def merge() -> Iterator[str]:
    """The statements of a load, in order, once the staging tables are full."""
    for table in TABLES:
        if table.is_shared:
            yield _forget_unused(table)
        else:
            yield _forget(table)
        yield _upsert(table)


def _same(table: Table) -> str:
    return " and ".join(f's."{name}" = t."{name}"' for name in table.key)


def _forget(table: Table) -> str:
    """Rows that a filing of this load had and has no more."""
    return (
        f'delete from "{table.name}" as t where t."adsh" in (select "adsh" from "{STAGING}{RUN.name}") '
        f'and not exists (select 1 from "{STAGING}{table.name}" as s where {_same(table)})'
    )


def _forget_unused(table: Table) -> str:
    """Own concepts that a filing of this load had and has no more; the taxonomy's are everyone's and stay."""
    return (
        f'delete from "{table.name}" as t where t."version" in (select "adsh" from "{STAGING}{RUN.name}") '
        f'and not exists (select 1 from "{STAGING}{table.name}" as s where {_same(table)})'
    )


def _upsert(table: Table) -> str:
    """Rows that are new, and rows whose values are; what is there already as it is, is left alone."""
    rest = [name for name in table.names if name not in table.key]
    distinct = f"select distinct on ({quoted(table.key)})" if table.is_shared else "select"
    order = f" order by {quoted(table.names)}" if table.is_shared else ""
    return (
        f'insert into "{table.name}" as t ({quoted(table.names)}) '
        f'{distinct} {quoted(table.names)} from "{STAGING}{table.name}"{order} '
        f"on conflict ({quoted(table.key)}) do update set "
        + ", ".join(f'"{name}" = excluded."{name}"' for name in rest)
        + " where "
        + " or ".join(f't."{name}" is distinct from excluded."{name}"' for name in rest)
    )
