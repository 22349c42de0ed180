"""The output folders of earlier runs → the facts and findings they hold, as they were told.

In: a folder that `run` wrote. Out: its facts, each with its print, its period and the mapping row it stands on, and its
findings; or one `DataError` where a file is not what a run writes. Whether they are right, and what to do about them,
is not known here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pipeline.emit.ledger import COLUMNS
from pipeline.model import Source
from pipeline.tables import DataError, Problem, Row, parse_table

LEDGER, REPORT, FINDINGS = "line_items.csv", "report.json", "findings.json"
CORE = ("concept", "entity", "period", "unit")
"""The dimensions that every fact of an xBRL-JSON report may have; the others are of the taxonomy."""


@dataclass(frozen=True, slots=True)
class PastFact:
    """A fact of an earlier run: its row of the ledger, and when, of whom and in what it is stated."""

    row: Row
    entity: str
    period: str
    """As xBRL-JSON writes it: an end, or a start and an end, each the midnight that follows the day before."""
    unit: str
    members: tuple[tuple[str, str], ...]

    @property
    def place(self) -> tuple[int, int, str]:
        """Where it is printed: the same in every run over the same text."""
        return int(self.row["line"]), int(self.row["start"]), self.row["text"]

    @property
    def last_day(self) -> date:
        """The day of an instant, or the last of a duration."""
        return date.fromisoformat(self.period.rpartition("/")[2][:10]) - timedelta(days=1)

    @property
    def table(self) -> str:
        return self.row["place"].partition(": ")[0]

    @property
    def sections(self) -> tuple[str, ...]:
        """The headings and structural sections that a mapping row for it may name."""
        structural = self.row["place"].partition(": ")[2]
        headings = self.row["section"].split(" > ")
        if self.table == "parenthetical":
            return tuple(headings[-1:])
        return tuple(filter(None, (*headings, *structural.split(", "))))

    @property
    def line_item(self) -> str:
        return self.row["fact_id"].partition("c")[0]


def filing_folders(out: Path) -> list[Path]:
    """The folders of filings below an output folder, by name; a filing's own folder is itself."""
    if (out / LEDGER).is_file():
        return [out]
    found = sorted(path.parent for path in out.glob(f"*/{LEDGER}") if not path.parent.name.startswith("."))
    if not found:
        raise DataError([Problem(Source(str(out), 1), f"holds no {LEDGER} of a run, nor a folder with one")])
    return found


def load_ledger(folder: Path) -> list[Row]:
    """The rows of a filing's ledger that are facts, as the print has them."""
    rows, problems = parse_table(folder / LEDGER, COLUMNS)
    if problems:
        raise DataError([Problem(problem.source, f"{problem.message}; read the filing again") for problem in problems])
    return [row for row in rows if row["fact_id"]]


def load_facts(folder: Path) -> list[PastFact]:
    """The facts of one filing, as the print has them."""
    path = folder / REPORT
    try:
        stated = json.loads(path.read_bytes())["facts"]
        return [_fact(row, stated[row["fact_id"]]["dimensions"]) for row in load_ledger(folder)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"is not the report that {LEDGER} beside it tells of ({type(error).__name__}); read the filing again"
        raise DataError([Problem(Source(f"{folder.name}/{REPORT}", 1), message)]) from error


@dataclass(frozen=True, slots=True)
class PastFinding:
    """A finding of an earlier run, and the place it is about."""

    code: str
    severity: str
    message: str
    place: str
    """The file and line, as messages write them."""
    suppressed: str = ""
    """The mapping row by which it counts for nothing."""


def load_findings(folder: Path) -> list[PastFinding]:
    """The findings of one filing, in the order in which they were told."""
    try:
        told = json.loads((folder / FINDINGS).read_bytes())["findings"]
        return [_finding(finding) for finding in told]
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"is not what a run writes ({type(error).__name__}); read the filing again"
        raise DataError([Problem(Source(f"{folder.name}/{FINDINGS}", 1), message)]) from error


def _finding(told: Mapping[str, Any]) -> PastFinding:
    suppressed = told["suppressed"]["row"] if told["suppressed"] else ""
    return PastFinding(told["code"], told["severity"], told["message"], f"{told['file']}:{told['line']}", suppressed)


def _fact(row: Row, dimensions: Mapping[str, Any]) -> PastFact:
    members = sorted((axis, str(member)) for axis, member in dimensions.items() if axis not in CORE)
    entity, period, unit = (str(dimensions.get(name, "")) for name in ("entity", "period", "unit"))
    return PastFact(row, entity, period, unit, tuple(members))
