"""The versions of the tables, and the way from each to the next.

In: a database, as a function that answers SQL. Out: the same at the present version, with its views. One that is new
gets the declared tables at once; `tests/test_warehouse_migrations.py` holds that both ways end in the same tables.
Transactions are the caller's.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from pipeline.model import Source
from pipeline.tables import DataError, Problem
from pipeline.warehouse.sql import create
from pipeline.warehouse.tables import TABLES
from pipeline.warehouse.views import VIEWS

Ask: TypeAlias = Callable[[str], Sequence[tuple[Any, ...]]]
"""Executes a statement and gives its rows, none where it has none."""
VERSION_TABLE = "schema_version"
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    # version 2: a run tells how many statements it proved
    ('alter table "run" add column "statements" bigint', 'alter table "run" add column "proved" bigint'),
    # version 3: a finding tells whether it is suppressed
    ('alter table "finding" add column "suppressed" text',),
    # version 4: what is said in words, and the axes of what is stated for members
    (
        'create table "txt" ("adsh" text not null, "tag" text not null, "version" text not null, '
        '"ddate" date not null, "qtrs" bigint not null, "segments" text not null, "coreg" text not null, '
        '"iprx" bigint not null, "escaped" boolean, "srclen" bigint, "txtlen" bigint, "value" text, '
        '"start_date" date, "end_date" date, '
        'primary key ("adsh", "tag", "version", "ddate", "qtrs", "segments", "coreg", "iprx"))',
        'create table "dim" ("adsh" text not null, "segments" text not null, "coreg" text not null, '
        '"axis" text not null, "axis_version" text not null, "member" text not null, "member_version" text not null, '
        '"mlabel" text, primary key ("adsh", "segments", "coreg", "axis", "axis_version", "member", "member_version"))',
    ),
)
"""The statements that lead from version 1 to 2, from 2 to 3 and so on; only ever added to."""
PRESENT = len(MIGRATIONS) + 1


def bring_up_to_date(ask: Ask, name: str) -> None:
    """Make the tables of a new database, or take an older one to the present version; ``name`` is for messages.

    Views are replaced, not dropped, for a user's own may be built on them.
    """
    found = {
        row[0] for row in ask("select table_name from information_schema.tables where table_schema = current_schema()")
    }
    if VERSION_TABLE in found:
        _migrate(ask, name)
    else:
        _create(ask, name, found)
    for view, query in VIEWS.items():
        ask(f'create or replace view "{view}" as {query}')


def _create(ask: Ask, name: str, found: set[str]) -> None:
    taken = sorted(found & {*(table.name for table in TABLES), *VIEWS})
    if taken:
        message = f"has a {', '.join(taken)} that is not tieout's; name another schema or database"
        raise DataError([Problem(Source(name, 1), message)])
    for table in TABLES:
        ask(create(table))
    ask(f"create table {VERSION_TABLE} (version bigint primary key)")
    ask(f"insert into {VERSION_TABLE} values ({PRESENT})")


def _migrate(ask: Ask, name: str) -> None:
    ((version,),) = ask(f"select max(version) from {VERSION_TABLE}")
    if version > PRESENT:
        message = f"was made by a newer tieout (tables of version {version}, known here: {PRESENT}); update tieout"
        raise DataError([Problem(Source(name, 1), message)])
    for view in VIEWS if version < PRESENT else ():
        ask(f'drop view if exists "{view}"')
    for step, statements in enumerate(MIGRATIONS[version - 1 :], version + 1):
        for statement in statements:
            ask(statement)
        ask(f"insert into {VERSION_TABLE} values ({step})")
