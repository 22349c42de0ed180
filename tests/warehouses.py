"""What the tests of the warehouse share: rows that are hostile, and what each sink holds of them."""

import json
import shutil
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow.dataset as ds

from pipeline.warehouse.arrow import arrow_schema
from pipeline.warehouse.embedded import DATABASE, PARQUET
from pipeline.warehouse.rows import Rows, clean
from pipeline.warehouse.tables import DIM, FINDING, LINEAGE, NUM, PRE, RUN, SUB, TABLES, TAG, TXT, Value

Held = Mapping[str, list[tuple[Any, ...]]]
"""The rows of each table, in the order of its key."""
HOSTILE = (
    *("", " ", 'it\'s "quoted"', "a;b,c\td", "two\nlines\r\nand\n\\.\nmore", "\0NUL", "\\N", "=1+1|cmd", "'-- drop"),
    *("NULL", "\ud83d half", "‮right to left", "é€😀", "%s {} $1 ?", "'); drop table num; --"),
)
AMOUNTS = (
    *(Decimal("0"), Decimal("-0.0000000001"), Decimal("0.00001"), Decimal("9" * 28), Decimal("-" + "9" * 28)),
    *(Decimal("1234567890123456789012345678.0123456789"), Decimal("1E+3"), None),
)


def make_rows(adsh: str, value: Decimal | None = Decimal(1), form: str = "10-K", lines: int = 1) -> Rows:
    """The rows of a small filing whose first value is this one."""
    key: dict[str, Any] = {"tag": "Assets", "version": "gaap/2026", "ddate": date(2004, 12, 31), "qtrs": 0}
    key |= {"uom": "USD", "segments": "", "coreg": "", "iprx": 1}
    rows: Rows = {table.name: [] for table in TABLES}
    rows["run"].append(RUN.row(adsh=adsh, id=f"folder-of-{adsh}", outcome="done"))
    rows["sub"].append(SUB.row(adsh=adsh, cik=1, name="Sample", fy=2004, form=form, filed=date(2005, 3, 1)))
    rows["tag"].append(TAG.row(tag="Assets", version="gaap/2026", custom=False, abstract=False, tlabel="Assets"))
    rows["tag"].append(TAG.row(tag="Levy", version=adsh, custom=True, abstract=False))
    rows["num"].append(NUM.row(adsh=adsh, value=value, dcml=0, end_date=date(2004, 12, 31), **key))
    of_words = {name: cell for name, cell in key.items() if name != "uom"}
    rows["txt"].append(TXT.row(adsh=adsh, value="Note 1-Sales\n", escaped=True, srclen=24, txtlen=13, **of_words))
    members = {
        "axis": "RelatedPartyAxis",
        "axis_version": "gaap/2026",
        "member": "DealerMember",
        "member_version": adsh,
    }
    rows["dim"].append(DIM.row(adsh=adsh, segments="RelatedParty=Dealer;", coreg="", **members))
    for line in range(1, lines + 1):
        rows["pre"].append(PRE.row(adsh=adsh, report=1, line=line, tag="Assets", version="gaap/2026", negating=False))
        rows["lineage"].append(LINEAGE.row(adsh=adsh, seq=line, fact_id=f"s1r{line}c1", report=1, line=line, **key))
    return rows


def hostile_rows(adsh: str = "hostile") -> Rows:
    """A filing whose every text is an attack, and whose amounts reach the ends of their column."""
    rows = make_rows(adsh, form="10-K/A; x'../..")
    rows["finding"] = [FINDING.row(adsh=adsh, seq=n, message=text) for n, text in enumerate(HOSTILE, 1)]
    attacks = zip(HOSTILE, cycle(AMOUNTS), strict=False)
    rows["lineage"] = [
        LINEAGE.row(adsh=adsh, seq=seq, label=text, text=text, parsed=amount)
        for seq, (text, amount) in enumerate(attacks, 1)
    ]
    rows["txt"] = [
        (*row[:7], place, *row[8:11], text, *row[12:]) for row in rows["txt"] for place, text in enumerate(HOSTILE, 1)
    ]
    return {name: [tuple(_clean(cell) for cell in row) for row in made] for name, made in rows.items()}


def _clean(cell: Value) -> Value:
    return clean(cell) if isinstance(cell, str) else cell


def of_duckdb(out: Path) -> Held:
    with duckdb.connect(out / DATABASE, read_only=True) as connection:
        return {t.name: _sorted(connection.execute(f'select * from "{t.name}"').fetchall()) for t in TABLES}


def of_parquet(out: Path) -> Held:
    held = {}
    for table in TABLES:
        files = sorted((out / PARQUET / table.name).rglob("*.parquet"))
        rows = ds.dataset(files, schema=arrow_schema(table)).to_table()
        held[table.name] = _sorted([tuple(row[name] for name in table.names) for row in rows.to_pylist()])
    return held


def of_postgresql(address: str) -> Held:
    with psycopg.connect(address) as connection:
        found = ((t, connection.execute(f'select * from "{t.name}"'.encode()).fetchall()) for t in TABLES)
        return {table.name: _sorted(rows) for table, rows in found}


def of_rows(*filings: Rows) -> Held:
    """The rows themselves; what several filings share counts once."""
    return {t.name: _sorted([*dict.fromkeys(row for rows in filings for row in rows[t.name])]) for t in TABLES}


def _sorted(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda row: [(cell is None, str(type(cell)), cell) for cell in row])


def copy_of(out: Path, place: Path) -> Path:
    """A copy of an output folder that a test may spoil."""
    return shutil.copytree(out, place)


def edit_manifest(out: Path, change: Mapping[str, Any]) -> None:
    """Change what the manifest says of the first input."""
    path = out / "run.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["inputs"][0] |= change
    path.write_text(json.dumps(manifest), encoding="utf-8")
