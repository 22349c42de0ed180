"""An output folder → its rows in a warehouse: the folder's own (DuckDB and Parquet), or a PostgreSQL database.

In: an output folder of a run, and where to load. Out: what was loaded, and findings. Filings are read one after the
other, as `run.json` lists them; a file that is not as the run wrote it is refused before anything is changed.
"""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline import codes
from pipeline.model import Finding, Source
from pipeline.tables import DataError, Problem
from pipeline.warehouse.arrow import gather
from pipeline.warehouse.concepts import load_tags
from pipeline.warehouse.embedded import DATABASE, load_embedded
from pipeline.warehouse.postgresql import SCHEMES, load_postgresql
from pipeline.warehouse.rows import Rows, rows_of_filing, source_files
from pipeline.warehouse.submission import Run, accession, parse_run
from pipeline.warehouse.tables import FINDING

MANIFEST = "run.json"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load brought: rows by table, and what it could not bring."""

    rows: Mapping[str, int]
    findings: tuple[Finding, ...]


def load(out: Path, to: str | None = None) -> Loaded:
    """Load what the last run left in an output folder; ``to`` is the address of a PostgreSQL database."""
    if to is not None and not to.startswith(SCHEMES):
        raise DataError([Problem(Source("--to", 1), f"is not the address of a database: it begins with {SCHEMES[0]}")])
    run, entries = _read_manifest(out)
    rows: Counter[str] = Counter()
    findings: list[Finding] = []
    batches = gather(_filings(out, run, entries, rows, findings))
    if to is None:
        load_embedded(out, batches)
    else:
        load_postgresql(to, batches)
    return Loaded(dict(rows), tuple(findings))


def rows_now(out: Path, id: str) -> Rows | None:
    """The rows that a load would make of one filing now; None where the last run wrote nothing of it."""
    run, entries = _read_manifest(out)
    return next(
        (
            rows_of_filing(run, entry, _read_files(out, entry))
            for entry in entries
            if entry["id"] == id and entry["outputs"]
        ),
        None,
    )


def is_source(name: str) -> bool:
    """Whether a load reads a file of an output folder, by its path below it.

    >>> is_source("x/report.json"), is_source("x/report.xml"), is_source("taxonomy/tieout-2026/taxonomy/gaap.xsd")
    (True, False, True)
    """
    folder, _, file = name.partition("/")
    return name in (MANIFEST, DATABASE) or folder == "taxonomy" or file in source_files(folder)


def _read_manifest(out: Path) -> tuple[Run, Sequence[Mapping[str, Any]]]:
    try:
        manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        return parse_run(manifest, load_tags(out / "taxonomy")), manifest["inputs"]
    except OSError as error:
        message = f"cannot be read: {error.strerror}; name a folder that `tieout run --out` wrote"
        raise DataError([Problem(Source(f"{out.name}/{MANIFEST}", 1), message)]) from error
    except (KeyError, TypeError, ValueError) as error:
        message = f"is no manifest of this tieout ({error!r}); run again"
        raise DataError([Problem(Source(f"{out.name}/{MANIFEST}", 1), message)]) from error


def _filings(
    out: Path, run: Run, entries: Sequence[Mapping[str, Any]], counts: Counter[str], findings: list[Finding]
) -> Iterator[Rows]:
    """The rows of each input in turn; of two filings with one accession number the first is loaded."""
    first: dict[str, str] = {}
    for entry in entries:
        id = entry["id"]
        has_report = bool(entry["outputs"])
        if has_report and (other := first.setdefault(accession(entry), id)) != id:
            message = f"has the accession number of {other}, which was loaded; this one was not"
            findings.append(Finding(codes.LOAD_REPEATED, message, Source(entry["path"], 1)))
            has_report = False
        try:
            rows = rows_of_filing(run, entry, _read_files(out, entry) if has_report else {})
        except (KeyError, ValueError, csv.Error, etree.XMLSyntaxError) as error:
            raise _refused(id, f"is not what this tieout writes ({error!r})") from error
        counts.update({name: len(made) for name, made in rows.items()})
        findings += _unstored(rows)
        yield rows


def _unstored(rows: Rows) -> Iterator[Finding]:
    """What the tables cannot hold of a filing."""
    for row in rows[FINDING.name]:
        said = dict(zip(FINDING.names, row, strict=True))
        if said["code"] == codes.LOAD_DOES_NOT_FIT.id:
            yield Finding(
                codes.LOAD_DOES_NOT_FIT, str(said["message"]), Source(str(said["file"]), int(str(said["line"])))
            )


def _read_files(out: Path, entry: Mapping[str, Any]) -> dict[str, bytes]:
    """The files of a filing, each as its hash in the manifest says."""
    files = {}
    for name in source_files(entry["id"]):
        path = f"{entry['id']}/{name}"
        try:
            files[name] = (out / path).read_bytes()
        except OSError as error:
            raise _refused(path, f"cannot be read: {error.strerror}") from error
        if hashlib.sha256(files[name]).hexdigest() != entry["outputs"].get(path):
            raise _refused(path, "is not as the run wrote it")
    return files


def _refused(path: str, message: str) -> DataError:
    return DataError([Problem(Source(path, 1), f"{message}; nothing was loaded, run the filing again with --force")])
