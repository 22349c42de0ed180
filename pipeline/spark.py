"""Many filings over Spark: the batch of one worker on each executor, and what comes of it as partitioned Parquet.

In: inputs, options and a cluster. Out: what came of each input, as `batch` tells it, the same output folders, and the
tables of the warehouse. Driver and executors see the output folder at one path. How a filing is done, and what a row
is, is not known here.
"""

import json
import os
import platform
import re
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.batch import Bounds, Done, run_batch
from pipeline.inputs import Input
from pipeline.manifest import format_run
from pipeline.model import Source
from pipeline.read.sgml import MAX_BYTES
from pipeline.reference import Reference, hash_folder
from pipeline.run import Options
from pipeline.tables import DataError, Problem
from pipeline.urls import Url
from pipeline.warehouse.arrow import arrow_schema, to_batch
from pipeline.warehouse.concepts import load_tags
from pipeline.warehouse.rows import rows_of_filing, source_files
from pipeline.warehouse.submission import Run, accession, parse_run
from pipeline.warehouse.tables import RUN, SUB, TABLES, Table

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame, SparkSession

FILINGS_AT_A_TIME = 100
"""Filings whose bytes the Python of an executor holds at a time; a worker process is forked for each such lot."""
HADOOP = ("file", "hdfs", "s3a", "abfs", "abfss")
"""Protocols that a cluster reads by itself; other URLs are read with fsspec, on the executors too."""
STAGE, WAREHOUSE = ".spark.partial", "warehouse"
SAME_EVERYWHERE = "have the same tieout and the same tables at the same path on every node"
YEAR, FORM = "fiscal_year", "form_type"
"""What Parquet is partitioned by, as the warehouse of one machine is."""
_PATTERN = re.compile(r"[*?\[\]{}\\,]")
_NOT_IN_PATHS = re.compile(r"[^A-Za-z0-9 /.-]")
_TABLES = pa.struct([(table.name, pa.list_(pa.struct(list(arrow_schema(table))))) for table in TABLES])
_DONE = pa.schema(
    [
        *(("number", pa.int64()), ("entry", pa.string()), ("talk", pa.list_(pa.string())), ("is_known", pa.bool_())),
        *((YEAR, pa.int64()), (FORM, pa.string()), ("rows", _TABLES)),
    ]
)
"""What an executor hands back of a filing: what came of it, and its rows of every table."""


@dataclass(frozen=True, slots=True)
class Job:
    """What each executor needs to do filings; it is broadcast once."""

    inputs: Sequence[Input]
    numbers: Mapping[str, Sequence[int]]
    """Inputs by the key of the rows that the executors are handed."""
    reference: Reference
    options: Options
    bounds: Bounds
    run: Run


def connect(master: str) -> "SparkSession":
    """A session with a cluster, or with threads of this machine (``local[2]``)."""
    try:
        from pyspark.errors import PySparkException  # an extra: only those who have a cluster need it
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise DataError([Problem(Source("--engine", 1), "needs pyspark: pip install 'tieout[spark]'")]) from error
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")  # only Arrow goes to and fro
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings: dict[str, Any] = {
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(FILINGS_AT_A_TIME),
        "spark.sql.parquet.compression.codec": "zstd",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower(),
        "spark.log.level": "ERROR",
    }
    if master.startswith("local"):
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    try:
        return SparkSession.builder.master(master).appName("tieout").config(map=settings).getOrCreate()
    except (PySparkException, RuntimeError, OSError) as error:
        message = f"cannot be reached ({str(error).splitlines()[0]}); Spark 4 needs Java 17 or 21: is JAVA_HOME set?"
        raise DataError([Problem(Source(f"--master {master}", 1), message)]) from error


def run_spark(
    inputs: Sequence[Input], reference: Reference, options: Options, bounds: Bounds, master: str
) -> Iterator[tuple[int, Done]]:
    """Yield each input's number and what came of it, then write the tables of the warehouse."""
    run = parse_run(json.loads(format_run([], reference)), load_tags(options.out / "taxonomy"))
    options = replace(options, out=options.out.absolute())
    stage = options.out / STAGE
    cluster = connect(master)
    shutil.rmtree(stage, ignore_errors=True)
    files, numbers = _sources(inputs, cluster)
    job = cluster.sparkContext.broadcast(Job(inputs, numbers, reference, options, replace(bounds, workers=1), run))
    try:
        _do_all(files, job, stage)
        staged = cluster.read.parquet(stage.as_uri())
        entries = []
        for row in staged.select("number", "entry", "talk", "is_known").toLocalIterator():
            entries.append(json.loads(row.entry))
            yield row.number, Done(entries[-1], tuple(row.talk), row.is_known)
        _write_warehouse(staged, _repeated(entries), options.out)
    finally:
        cluster.stop()
        shutil.rmtree(stage, ignore_errors=True)


def _do_all(files: "DataFrame", job: "Broadcast[Job]", stage: Path) -> None:
    """Do every filing, and keep aside what comes of it."""
    from pyspark.errors import PythonException

    try:
        files.mapInArrow(_doer(job), _spark_schema()).write.parquet(stage.as_uri())
    except PythonException as error:
        if fault := fault_of_node(str(error)):
            message = f"a node cannot read filings: {fault}; {SAME_EVERYWHERE}"
            raise DataError([Problem(Source("--engine spark", 1), message)]) from error
        raise


def fault_of_node(traceback: str) -> str:
    """What a node lacks by the error that its Python ended with; empty where the error is a bug.

    >>> fault_of_node("Traceback ...\\nModuleNotFoundError: No module named 'pipeline'\\n")
    "No module named 'pipeline'"
    """
    found = re.search(r"^(?:ModuleNotFoundError|pipeline\.tables\.DataError): (.+)$", traceback, re.M)
    return found[1].rpartition(": error: ")[2] if found else ""


def _sources(inputs: Sequence[Input], cluster: "SparkSession") -> tuple["DataFrame", dict[str, list[int]]]:
    """Rows of a key and, of plain files, their bytes, read where they are used; and the inputs that each key is for.

    Members of archives, tables of line items and files that no filing is as large as come without bytes.
    """
    by_path: dict[str, list[int]] = {}
    for number, entry in enumerate(inputs):
        if (path := _hadoop_path(entry)) and not entry.member and entry.content is None:
            by_path.setdefault(path, []).append(number)
    found = cluster.read.format("binaryFile").load(sorted(by_path)) if by_path else None
    numbers: dict[str, list[int]] = {}
    for row in found.select("path", "length").collect() if found else ():
        if row.length <= MAX_BYTES:
            numbers[row.path] = by_path[_plain(row.path)]
    read = {number for some in numbers.values() for number in some}
    rest = {f"#{number}": [number] for number in range(len(inputs)) if number not in read}
    lists = cluster.createDataFrame([(key, None) for key in rest], "path string, content binary")
    frames = [] if found is None else [found.filter(f"length <= {MAX_BYTES}").select("path", "content")]
    if rest:
        frames.append(lists.repartition(max(len(rest) // FILINGS_AT_A_TIME, cluster.sparkContext.defaultParallelism)))
    return (frames[0] if len(frames) == 1 else frames[0].union(frames[1])), {**numbers, **rest}


def _hadoop_path(entry: Input) -> str:
    """How Spark is told of a file; empty where it is to be read by its input."""
    path = entry.path.url if isinstance(entry.path, Url) else f"file:{entry.path.absolute().as_posix()}"
    is_read_by_spark = path.partition(":")[0] in HADOOP and not _PATTERN.search(path)
    return _plain(path) if is_read_by_spark else ""


def _plain(path: str) -> str:
    """A path in the one of its spellings that has one slash after ``file:``.

    >>> _plain("file:///filings/a.txt"), _plain("s3a://bucket/a.txt")
    ('file:/filings/a.txt', 's3a://bucket/a.txt')
    """
    return re.sub(r"^file:/+", "file:/", path)


def _spark_schema() -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(_DONE)


# --- on the executors -------------------------------------------------------------------


def _doer(job: "Broadcast[Job]") -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """The function that Spark hands the rows of a partition to."""

    def do(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from do_filings(job.value, batch)

    return do


def do_filings(job: Job, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Do the filings of one lot of rows, within the bounds of a batch; each gives one row."""
    lot: list[tuple[int, Input]] = []
    for path, content in zip(batch.column("path").to_pylist(), batch.column("content").to_pylist(), strict=True):
        for number in job.numbers[path]:
            entry = job.inputs[number]
            lot.append((number, entry if content is None else replace(entry, content=content)))
    _check_tables(job.reference)
    for position, done in run_batch([entry for _, entry in lot], job.reference, job.options, job.bounds):
        yield _to_row(job, lot[position][0], done)


def _check_tables(reference: Reference) -> None:
    """Refuse to read where the mapping tables are not the driver's: nodes would suggest differently."""
    suggester = reference.mappings.suggester
    if suggester is not None and hash_folder(suggester.folder) != reference.mappings_hash:
        message = f"{suggester.folder} on {platform.node()} does not hold the driver's mapping tables"
        raise DataError([Problem(Source(str(suggester.folder), 1), message)])


def _to_row(job: Job, number: int, done: Done) -> pa.RecordBatch:
    entry = done.entry
    folder = job.options.out / entry["id"]
    files = {name: (folder / name).read_bytes() for name in source_files(entry["id"])} if entry["outputs"] else {}
    rows = rows_of_filing(job.run, entry, files)
    sub = dict(zip(SUB.names, rows[SUB.name][0], strict=True)) if rows[SUB.name] else {}
    form = _NOT_IN_PATHS.sub("_", str(sub.get("form") or ""))[:40] or "unknown"
    told = {
        "number": number,
        "entry": json.dumps(entry),
        "talk": list(done.talk),
        "is_known": done.is_known,
        YEAR: sub.get("fy") or 0,
        FORM: form,
        "rows": {table.name: to_batch(table, rows[table.name]).to_pylist() for table in TABLES},
    }
    return pa.RecordBatch.from_pylist([told], schema=_DONE)


# --- the tables --------------------------------------------------------------------------


def _repeated(entries: Sequence[Mapping[str, Any]]) -> list[str]:
    """The ids of filings whose accession number another filing has: of these the first, as listed, is loaded."""
    first: dict[str, str] = {}
    listed = sorted((e for e in entries if e["outputs"]), key=lambda entry: (entry["path"], entry["id"]))
    return [entry["id"] for entry in listed if first.setdefault(accession(entry), entry["id"]) != entry["id"]]


def _write_warehouse(staged: "DataFrame", repeated: Sequence[str], out: Path) -> None:
    """Write every table aside, and put the warehouse in place by one rename."""
    aside, place = out / f".{WAREHOUSE}.partial", out / WAREHOUSE
    shutil.rmtree(aside, ignore_errors=True)
    for table in TABLES:
        _write_table(staged, table, repeated, (aside / table.name).as_uri())
    shutil.rmtree(place, ignore_errors=True)
    aside.rename(place)


def _write_table(staged: "DataFrame", table: Table, repeated: Sequence[str], target: str) -> None:
    from pyspark.sql import functions as f

    if table is not RUN:
        staged = staged.filter(~f.get_json_object("entry", "$.id").isin(list(repeated)))
    rows = staged.select(YEAR, FORM, f.explode(f"rows.{table.name}").alias("row")).select(YEAR, FORM, "row.*")
    if table.is_shared:
        rows = rows.dropDuplicates(list(table.key))
    if table.is_shared or table is RUN:
        rows.drop(YEAR, FORM).coalesce(1).sortWithinPartitions(*table.key).write.parquet(target)
    else:
        rows.repartition(YEAR, FORM).sortWithinPartitions(YEAR, FORM, *table.key).write.partitionBy(YEAR, FORM).parquet(
            target
        )
