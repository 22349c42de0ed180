"""What tieout writes conforms to the JSON Schemas it publishes."""

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLE, Command, Ended
from jsonschema import Draft202012Validator
from reports import NAMES, example_report, shipped_taxonomy

import pipeline
from pipeline.codes import CATALOGUE
from pipeline.emit import review
from pipeline.emit.findings import format_findings
from pipeline.emit.ledger import COLUMNS, format_ledger
from pipeline.model import Finding, Source

FOLDER = Path(pipeline.__file__).parent / "schemas"
RUN = {
    "tieout": "0.1.0",
    "code": {"sha256": "e" * 64},
    "judge": {"arelle": "2.47.3"},
    "taxonomy": {"version": "2026", "sha256": "a" * 64},
    "mappings": {"sha256": "b" * 64, "at_least": "0.6"},
    "inputs": [
        {
            "path": "acme.txt",
            "sha256": "c" * 64,
            "bytes": 81920,
            "id": "acme",
            "outcome": "done",
            "reason": "",
            "filing": dict.fromkeys(("accession", "cik", "name", "form", "filed", "period")),
            "statements": [
                {
                    "kind": "balance_sheet",
                    "title": "BALANCE SHEETS",
                    "line": 100,
                    "columns": 2,
                    "items": 12,
                    "sums_proved": 5,
                    "sums_broken": 0,
                    "verdict": "proved",
                }
            ],
            "facts": 56,
            "facts_by_status": {"rule": 54, "own": 2},
            "findings": {"error": 0, "warning": 0, "info": 1},
            "suppressed": [],
            "numbers": {"printed": 58, "reported": 56, "skipped": 2, "lost": 0},
            "verdict": "3 files, each with the same 56 facts",
            "compared": None,
            "outputs": {"acme/report.xml": "d" * 64},
        }
    ],
}


def validator(name: str) -> Draft202012Validator:
    schema: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_bytes())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("texts", [NAMES, ("", "-12 <b>"), ("@x", "+1")])
def test_ledger_rows_conform(texts: tuple[str, str]) -> None:
    text = format_ledger(example_report(shipped_taxonomy(), texts)).decode("utf-8")
    schema = validator("ledger")
    for row in csv.DictReader(io.StringIO(text, newline="")):
        schema.validate(row)


def test_schemas_know_every_column_of_their_tables() -> None:
    assert set(validator("ledger").schema["required"]) == set(COLUMNS)
    assert validator("review").schema["required"] == list(review.COLUMNS)


def test_findings_conform_whatever_their_code() -> None:
    findings = tuple(
        Finding(code, "it is so", Source("a.txt", 1), (Source("a.txt", 2),)) for code in CATALOGUE.values()
    )
    report = replace(example_report(shipped_taxonomy()), findings=findings)
    validator("findings").validate(json.loads(format_findings(report)))


def test_a_signoff_conforms(judged: tuple[Ended, Path], tmp_path: Path, tieout: Command) -> None:
    out = Path(shutil.copytree(judged[1], tmp_path / "out"))
    tieout("sign", out / SAMPLE.stem, "--by", "Jane Doe", "--date", "2026-01-31")
    validator("signoffs").validate(json.loads((out / "signoffs.jsonl").read_bytes()))


def test_run_conforms() -> None:
    validator("run").validate(RUN)


@pytest.mark.parametrize(
    "broken",
    [
        {"outcome": "rejected"},
        {"outcome": "lost"},
        {"sha256": "abc"},
        {"outputs": {"/etc/passwd": "d" * 64}},
        {"outputs": {"../x": "d" * 64}},
        {"facts_by_status": {"guess": 1}},
        {"facts": -1},
        {"surplus": 1},
    ],
)
def test_broken_run_is_refused(broken: dict[str, object]) -> None:
    assert not validator("run").is_valid({**RUN, "inputs": [{**RUN["inputs"][0], **broken}]})  # type: ignore[dict-item]
