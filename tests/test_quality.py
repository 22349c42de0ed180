"""How well real filings are read, figure by figure, against floors that may only rise.

The floors stand in floors.csv. A normal run reads a few filings of each corpus and allows for the few;
the slow tests read all and hold every floor exactly.
"""

import csv
import json
import random
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import SHARED, run_file

from pipeline.judge import Judge, Judging
from pipeline.model import Report, Statement, StatementKind
from pipeline.read.sgml import read_submission
from pipeline.reference import Reference
from pipeline.run import Options, Outcome, make_report

CORPORA, SCORE = SHARED / "corpus", SHARED / "tools" / "score.py"
FLOORS = Path(__file__).with_name("floors.csv")
SEED = 19930101
SAMPLED = {"seed": 1, "rendered": 25, "text": 10, "html": 8}
"""How many filings of each corpus a normal run reads."""
ALLOWED = Decimal(4)
"""Points by which a share of numbers may lie lower in a sample of some 5,000 (text: some 100) than in all."""
ALLOWED_OF_STATEMENTS = Decimal(15)
"""The same for a share of statements, of which a sample holds ten to thirty: two standard errors."""
KINDS = {
    "balance_sheets": StatementKind.BALANCE_SHEET,
    "income_statements": StatementKind.INCOME_STATEMENT,
    "cash_flows": StatementKind.CASH_FLOW,
}
SCHEDULE = re.compile(rb"<DOCUMENT>\s*<TYPE>EX-27.*?</DOCUMENT>\s*", re.S)
START_DAYS, END_DAYS = 8, 3
"""How far a stated period may lie from the true one, as score.py allows (years of 52 and 53 weeks)."""

pytestmark = pytest.mark.skipif(not SCORE.is_file(), reason="the corpora and score.py lie in ../shared: absent")


@dataclass(frozen=True)
class Floor:
    """What a figure of a corpus may not fall below; ``lost`` may not rise above it."""

    corpus: str
    figure: str
    limit: Decimal

    def is_held(self, measured: Decimal, allowed: Decimal = Decimal(0)) -> bool:
        return measured <= self.limit if self.figure == "lost" else measured >= self.limit - allowed


Figures = dict[str, Decimal]
"""What was measured of some filings of a corpus."""


def load_floors() -> list[Floor]:
    with FLOORS.open(encoding="utf-8", newline="") as file:
        return [Floor(row["corpus"], row["figure"], Decimal(row["floor"])) for row in csv.DictReader(file)]


def filings(corpus: str) -> list[Path]:
    return sorted(path for path in (CORPORA / corpus).iterdir() if path.suffix in (".txt", ".htm"))


def sampled(corpus: str) -> list[Path]:
    """The filings that a normal run reads: always the same, drawn once."""
    return sorted(random.Random(SEED).sample(filings(corpus), SAMPLED[corpus]))


def without_schedules(content: bytes) -> bytes:
    """A submission without the filer's own schedules: no figure may come from them."""
    return SCHEDULE.sub(b"", content)


# --- measuring --------------------------------------------------------------------------


def measure(paths: Sequence[Path], place: Path, reference: Reference) -> Figures:
    """Read filings, their schedules cut out, and take every figure."""
    inputs, truth, out = (place / name for name in ("inputs", "truth", "out"))
    for folder in (inputs, truth, out):
        folder.mkdir()
    outcomes = []
    for path in paths:
        for beside in path.parent.glob(f"{path.stem}.*"):
            (truth / beside.name).write_bytes(beside.read_bytes())
        (inputs / path.name).write_bytes(without_schedules(path.read_bytes()))
        outcomes.append(run_file(inputs / path.name, reference, Options(out, Judge(Judging.NONE))))
    return {**_scored(out, truth), **_read(outcomes), **_any_sign(out, truth)}


def _scored(out: Path, truth: Path) -> dict[str, Decimal]:
    """The figures that score.py takes of the whole."""
    command = [sys.executable, str(SCORE), str(out), str(truth), "--json"]
    scored = subprocess.run(command, capture_output=True, check=True, text=True)
    total = json.loads(scored.stdout, parse_float=Decimal)["total"]
    return {name: Decimal(total[name]) for name in ("found", "right", "precision") if total[name] is not None}


def _read(outcomes: Sequence[Outcome]) -> dict[str, Decimal]:
    """What the filings themselves prove: statements found and proved, and numbers lost."""
    figures = {"lost": Decimal(sum(outcome.census.lost for outcome in outcomes))}
    for name, kind in KINDS.items():
        found = [statement for outcome in outcomes for statement in outcome.statements if statement.kind is kind]
        figures[f"proved_{name}"] = share(sum(is_proved(statement) for statement in found), len(found))
    complete = sum(set(KINDS.values()) <= {s.kind for s in outcome.statements} for outcome in outcomes)
    return {**figures, "with_all_statements": share(complete, len(outcomes))}


def is_proved(statement: Statement) -> bool:
    return statement.verdict == "proved"


def share(part: int, whole: int) -> Decimal:
    """A share in percent to two places, as score.py prints it; of nothing, nothing."""
    return round(Decimal(100 * part) / whole, 2) if whole else Decimal(0)


def _any_sign(out: Path, truth: Path) -> dict[str, Decimal]:
    """The share of true numbers that some fact states but for the sign: what reading alone answers for."""
    found = true = 0
    for path in sorted(truth.glob("*.facts.csv")):
        stated = _stated(out / path.name.removesuffix(".facts.csv") / "report.json")
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["unit"]:
                    periods = stated.get(abs(Decimal(row["value"])), ())
                    found += any(_is_near((row["period_start"], row["period_end"]), period) for period in periods)
                    true += 1
    return {"found_any_sign": share(found, true)} if true else {}


Days = tuple[date | None, date]


def _stated(report: Path) -> dict[Decimal, list[Days]]:
    """The periods for which a report states each absolute value, facts with dimensions left out."""
    stated: dict[Decimal, list[Days]] = {}
    facts = json.loads(report.read_text(encoding="utf-8"))["facts"] if report.exists() else {}
    for fact in facts.values():
        aspects = fact["dimensions"]
        if (
            fact.get("value") is not None
            and "unit" in aspects
            and set(aspects) <= {"concept", "entity", "period", "unit"}
        ):
            *start, end = (date.fromisoformat(day[:10]) for day in aspects["period"].split("/"))
            period = (start[0] if start else None, end - timedelta(days=1))
            stated.setdefault(abs(Decimal(fact["value"])), []).append(period)
    return stated


def _is_near(true: tuple[str, str], stated: Days) -> bool:
    start, end = stated
    if bool(true[0]) != bool(start) or abs(date.fromisoformat(true[1]) - end).days > END_DAYS:
        return False
    return start is None or abs(date.fromisoformat(true[0]) - start).days <= START_DAYS


# --- the floors -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory, reference: Reference) -> dict[str, Figures]:
    return {name: measure(sampled(name), tmp_path_factory.mktemp(name), reference) for name in SAMPLED}


@pytest.fixture(scope="module")
def all_filings(tmp_path_factory: pytest.TempPathFactory, reference: Reference) -> dict[str, Figures]:
    return {name: measure(filings(name), tmp_path_factory.mktemp(f"all-{name}"), reference) for name in SAMPLED}


def id_of(floor: Floor) -> str:
    return f"{floor.corpus}-{floor.figure}"


@pytest.mark.parametrize("floor", load_floors(), ids=id_of)
def test_a_sample_is_read_about_as_well_as_all_were(floor: Floor, few: dict[str, Figures]) -> None:
    allowed = ALLOWED_OF_STATEMENTS if floor.figure.startswith("proved_") else ALLOWED
    measured = few[floor.corpus][floor.figure]
    assert floor.is_held(measured, Decimal(0) if floor.corpus == "seed" else allowed), f"{measured}: {floor}"


@pytest.mark.slow
@pytest.mark.parametrize("floor", load_floors(), ids=id_of)
def test_no_figure_falls_below_its_floor(floor: Floor, all_filings: dict[str, Figures]) -> None:
    measured = all_filings[floor.corpus][floor.figure]
    assert floor.is_held(measured), f"{measured}: {floor}"


# --- the schedule is a check, never a source ----------------------------------------------


def with_schedules() -> list[Path]:
    return [path for path in filings("text") if SCHEDULE.search(path.read_bytes())]


def stated_facts(content: bytes, reference: Reference) -> list[tuple[object, ...]]:
    """What a submission states, each fact with the print it was read from, wherever that stands in the file."""
    filing, findings = read_submission(content, "filing.txt")
    assert filing is not None
    report: Report = make_report(filing, findings, reference)
    return [
        (fact.id, fact.concept, fact.context, fact.unit, fact.value, fact.decimals, fact.amount.text, fact.status)
        for fact in report.facts
    ]


def changed_facts(path: Path, reference: Reference) -> set[tuple[object, ...]]:
    content = path.read_bytes()
    return set(stated_facts(content, reference)) ^ set(stated_facts(without_schedules(content), reference))


def test_a_filing_without_its_schedule_states_the_same_facts(reference: Reference) -> None:
    paths = with_schedules()
    assert len(paths) == 32
    for path in random.Random(SEED).sample(paths, 6):
        assert changed_facts(path, reference) == set(), path.name


@pytest.mark.slow
def test_no_filing_takes_a_fact_from_its_schedule(reference: Reference) -> None:
    assert {path.name: changed for path in with_schedules() if (changed := changed_facts(path, reference))} == {}
