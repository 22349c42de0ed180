"""How well captions of filers that nobody has seen are tagged: learn on four folds, judge on the fifth.

In: the labels and the rendered filings of ``../shared``. Out: a table by statement and by status beside the plain
dictionary's, and the reliability and precision-coverage curves. ``--learn`` measures the weights of
``mappings/evidence/calibration.csv`` anew and writes the learned rows and the evidence itself.

For fold k every learned row is learned without the filers of fold k, the calibration from decisions on the other
folds; what people wrote stays. Then each filing of the fold goes through the whole pipeline from its text.
"""

import argparse
import csv
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

from curves import draw_coverage, draw_reliability
from dictionary import LookedUp, look_up, show_baseline
from folds import CODES, FOLDS, ROOT, SHARED, filings_of, load_score

from pipeline.confidence import Basis, Calibration, Grounds, features, measured_confidence
from pipeline.emit.ledger import format_ledger
from pipeline.emit.xbrl_json import format_xbrl_json
from pipeline.extract import extract
from pipeline.foot import foot
from pipeline.labels import normalise_label
from pipeline.learn import Seen, format_context, format_evidence, format_rules, learn_tables, load_counts
from pipeline.locate import locate
from pipeline.mappings import OWN, load_mappings
from pipeline.model import Fact, Report, Rule, Statement, Status
from pipeline.places import SECTIONS
from pipeline.read.sgml import read_submission
from pipeline.run import Reference, make_report
from pipeline.tables import format_table
from pipeline.tag.context import neighbourhoods
from pipeline.tag.decide import Lookup, decide
from pipeline.tag.sections import section_terms
from pipeline.taxonomy import Taxonomy, load_taxonomy

TARGET = Decimal("0.9625")
"""The precision that the unflagged tier is set to, so that on other filers it stays above 0.96."""
OPEN = Calibration(
    {
        "average": Decimal("0.8"),
        "decision:share": Decimal("0.5"),
        **{f"{basis}:constant": Decimal(5) for basis in Basis},
        "suggestion:constant": Decimal(1),
    }
)
"""A calibration that lets every decision stand before any suggestion, so that all of them are measured; of rivals the
better counted does."""


@dataclass(frozen=True)
class Measured:
    """One fact of a standard concept: what it stands on, and whether the filer says the same."""

    fold: int
    statement: str
    grounds: Grounds
    is_true: bool
    status: str = ""
    confidence: Decimal = Decimal(0)


# --- learning --------------------------------------------------------------------------------


def learned_folder(place: Path, taxonomy: Taxonomy, without: int | None, calibration: Calibration) -> Path:
    """The mapping tables as they are if learned without a fold: what people wrote, the learned rows, the evidence."""
    folder = place / "mappings"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "mappings", folder, ignore=shutil.ignore_patterns("evidence"))
    counts = load_counts(SHARED / "labels" / "as-filed-labels.csv", taxonomy, without)
    written = list(load_mappings(ROOT / "mappings", taxonomy).rules)
    if without is not None:
        written = [recounted(rule, counts) for rule in written]
        for path in sorted(folder.glob("*/*.csv")):
            of_table = [rule for rule in written if rule.source.path == f"mappings/{path.relative_to(folder)}"]
            path.write_text(format_rules(of_table, with_statement=True), encoding="utf-8")
    tables, _ = learn_tables(counts, [rule for rule in written if rule.source.path.count("/") == 1], taxonomy)
    modern = load_counts(SHARED / "labels" / "modern-labels.csv", taxonomy)
    tables |= {f"evidence/{name}": text for name, text in format_evidence(counts, modern).items()}
    tables["evidence/context.csv"] = format_context(row for fold in FOLDS if fold != without for row in rows_of(fold))
    for name, text in tables.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    write_calibration(folder, calibration)
    return folder


@cache
def rows_of(fold: int) -> tuple[Seen, ...]:
    """What was seen around each row of the rendered filings of a fold, and its concept as its filer says."""
    taxonomy = load_taxonomy(ROOT / "taxonomy")
    seen: list[Seen] = []
    for path in filings_of(fold):
        filing, _ = read_submission(path.read_bytes(), path.name)
        assert filing is not None
        for statement in extract(locate(filing)[0], filing)[0]:
            statement, _ = foot(statement)
            concepts = true_concepts(path, statement)
            known = {row: name for row, name in concepts.items() if name in taxonomy.concepts}
            terms = section_terms(statement, known)
            for row, around in neighbourhoods(statement, known).items():
                if row in concepts:
                    name = known.get(row, OWN)
                    seen.append((statement.kind.value, SECTIONS.intersection(terms[row]), around, name))
    return tuple(seen)


def true_concepts(path: Path, statement: Statement) -> dict[int, str]:
    """The concept of each row, by what most of its amounts are in the filer's own facts of that statement."""
    score = load_score()
    with path.with_suffix(".facts.csv").open(newline="") as file:
        facts = [row for row in csv.DictReader(file) if row["unit"] and row["statement"] == CODES.get(statement.kind)]
    by_value: dict[Decimal, list[dict[str, str]]] = defaultdict(list)
    for fact in facts:
        if (value := score.num(fact["value"])) is not None:
            by_value[abs(value)].append(fact)
    concepts: dict[int, str] = {}
    for row, item in enumerate(statement.items):
        votes: Counter[str] = Counter()
        for amount, column in zip(item.amounts, statement.columns, strict=True):
            period = item.period or column.period
            if amount is None or amount.value is None or period is None or item.parent is not None:
                continue
            for fact in by_value.get(abs(amount.value.scaleb(item.scale)), ()):
                is_here = normalise_label(fact["label"]) == normalise_label(item.label)
                if score.near(fact["period_end"], period.end.isoformat(), 3) or is_here:
                    votes[fact["concept"]] += 1 + 5 * is_here + (amount.value != 0)
        if votes:
            concepts[row] = max(sorted(votes), key=lambda name: votes[name])
    return concepts


def recounted(rule: Rule, counts: dict[tuple[str, str], Counter[str]]) -> Rule:
    """A rule with the count that is left for it; a person's decision stands without any."""
    if not rule.seen.endswith("filers"):
        return rule
    found = counts.get((rule.statement, rule.label), Counter())
    count = found[rule.concept]
    return replace(rule, seen=f"{count} of {found.total()} filers" if count else "manual")


def write_calibration(folder: Path, calibration: Calibration) -> None:
    """Write what was measured, weights first."""
    rows = [(name, f"{value:f}", "") for name, value in sorted(calibration.weights.items())]
    rows += [(name, f"{right:f}", f"{of:f}") for name, (right, of) in sorted(calibration.records.items())]
    text = format_table(("name", "value", "of"), rows)
    (folder / "evidence" / "calibration.csv").write_text(text, encoding="utf-8")


# --- reading and judging ---------------------------------------------------------------------


def report_of(path: Path, reference: Reference) -> Report:
    filing, findings = read_submission(path.read_bytes(), path.name)
    assert filing is not None
    return make_report(filing, findings, reference)


def judge_facts(path: Path, report: Report, reference: Reference, fold: int) -> Iterator[Measured]:
    """Each fact that the filer's own facts can confirm or refute: of a standard concept, without dimensions."""
    score = load_score()
    truth: dict[Decimal, list[tuple[str, str, str]]] = defaultdict(list)
    for concept, start, end, value, _ in score.truth(path.with_suffix("")):
        truth[value].append((concept, start, end))
    grounds = dict(_grounds(report, reference))
    for fact in report.facts:
        if fact.status is Status.OWN or fact.context.dimensions or not isinstance(fact.value, Decimal):
            continue
        if fact.statement.value not in CODES or fact.item.parent is not None:
            continue  # the truth holds neither covers nor amounts inside captions
        is_true = any(score.matches(true[0], (True, fact.concept.name)) for true in _same(fact, truth, score))
        on = grounds.get(fact.id.partition("c")[0])
        if on is not None:
            yield Measured(fold, CODES[fact.statement.value], on, is_true, fact.status, fact.confidence)


def _same(fact: Fact, truth: dict[Decimal, list[tuple[str, str, str]]], score: ModuleType) -> Iterable[tuple[str, ...]]:
    period = fact.context.period
    start = period.start.isoformat() if period.start else ""
    assert isinstance(fact.value, Decimal)
    for true in truth.get(fact.value, ()):
        if score.near(true[1], start, 8) and score.near(true[2], period.end.isoformat(), 3):
            yield true


def _grounds(report: Report, reference: Reference) -> Iterator[tuple[str, Grounds]]:
    """What each row's decision stands on, by the start of its facts' ids."""
    ends = [column.period.end for statement in report.statements for column in statement.columns if column.period]
    about = Lookup(reference.taxonomy, reference.mappings, report.filing.cik, max(ends).year if ends else None)
    for number, statement in enumerate(report.statements, 1):
        decisions, *_ = decide(statement, about)
        for row, decision in decisions.items():
            if decision.grounds:
                yield f"s{number}r{row + 1}", decision.grounds


def run_fold(fold: int, place: Path, calibration: Calibration) -> list[Measured]:
    """Learn without a fold, read its filings, write what score.py reads, and judge every fact."""
    taxonomy = load_taxonomy(ROOT / "taxonomy")
    folder = learned_folder(place / f"fold_{fold}", taxonomy, fold, calibration)
    reference = Reference(taxonomy, load_mappings(folder, taxonomy), "", "")
    measured = []
    for path in filings_of(fold):
        report = report_of(path, reference)
        out = place / "out" / path.stem
        out.mkdir(parents=True, exist_ok=True)
        (out / "report.json").write_bytes(format_xbrl_json(report, taxonomy, "extension.xsd"))
        (out / "line_items.csv").write_bytes(format_ledger(report))
        measured += judge_facts(path, report, reference, fold)
    return measured


def run_folds(place: Path, calibrations: Sequence[Calibration]) -> list[Measured]:
    with ProcessPoolExecutor(2) as pool:
        runs = [pool.submit(run_fold, fold, place, calibrations[fold]) for fold in FOLDS]
        return [fact for run in runs for fact in run.result()]


# --- calibrating -----------------------------------------------------------------------------


def calibrate(measured: Sequence[Measured]) -> Calibration:
    """Fit the weights to decisions whose concepts' records were counted on other folds than their own.

    Suggestions are weighed apart from what rules and structure decide, and leave no records.
    """
    decided = [fact for fact in measured if fact.grounds.family == "decision"]
    average = ratio([fact.is_true for fact in decided])
    weights = {"average": average}
    without = {
        fold: Calibration({"average": average}, records([fact for fact in decided if fact.fold != fold]))
        for fold in FOLDS
    }
    for family in ("decision", "suggestion"):
        mine = [fact for fact in measured if fact.grounds.family == family]
        weights |= fit_weights([features(fact.grounds, without[fact.fold]) for fact in mine], mine)
    chances = []
    for fact in decided:
        open_ = Calibration(weights, without[fact.fold].records)
        chances.append((measured_confidence(fact.grounds, open_), fact.is_true))
    weights["unflagged"] = bar(chances)
    return Calibration(weights, records(decided))


def records(measured: Iterable[Measured]) -> dict[str, tuple[Decimal, Decimal]]:
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for fact in measured:
        of[fact.grounds.concept] += 1
        right[fact.grounds.concept] += fact.is_true
    return {name: (Decimal(right[name]), Decimal(of[name])) for name in sorted(of)}


def fit_weights(rows: Sequence[dict[str, Decimal]], measured: Sequence[Measured]) -> dict[str, Decimal]:
    """A logistic regression of right on the features."""
    from sklearn.linear_model import LogisticRegression

    if not rows:
        return {}
    names = sorted({name for row in rows for name in row})
    matrix = [[float(row.get(name, 0)) for name in names] for row in rows]
    fitted = LogisticRegression(C=10, fit_intercept=False, max_iter=5000).fit(matrix, [f.is_true for f in measured])
    return {name: round(Decimal(weight), 4) for name, weight in zip(names, fitted.coef_[0].tolist(), strict=True)}


def bar(chances: Sequence[tuple[Decimal, bool]]) -> Decimal:
    """The least confidence from which facts are as precise as `TARGET`."""
    right, lowest = 0, Decimal(1)
    ordered = sorted(chances, key=lambda pair: -pair[0])
    for count, (chance, true) in enumerate(ordered, 1):
        right += true
        is_last_of_chance = count == len(ordered) or ordered[count][0] < chance
        if is_last_of_chance and count >= 200 and right >= TARGET * count:
            lowest = chance
    return lowest


def ratio(truths: Sequence[bool]) -> Decimal:
    return round(Decimal(sum(truths)) / max(len(truths), 1), 4)


# --- showing ---------------------------------------------------------------------------------


def show(measured: Sequence[Measured], baseline: Sequence[LookedUp]) -> None:
    """The table by statement and status, and the curves, the plain dictionary's beside."""
    print(f"{'':24}{'facts':>8}{'precision':>11}")
    for statement in ("", "BS", "IS", "CF"):
        for status in ("", "rule", "structure", "suggested"):
            facts = [f for f in measured if statement in ("", f.statement) and status in ("", f.status)]
            if facts:
                share = 100 * ratio([f.is_true for f in facts])
                print(f"{statement or 'all':6}{status or 'every status':18}{len(facts):8}{share:10.2f}%")
    answers = [(fact.confidence, fact.is_true) for fact in measured]
    print("\nreliability: of facts stated with a confidence, how many are right")
    print(*draw_reliability(answers), sep="\n")
    print("\ncoverage: how many of all true numbers the surest facts state at a precision")
    plain = [(number.confidence, number.is_right) for number in baseline if number.is_known]
    print(*draw_coverage({"tieout": answers, "dictionary": plain}, len(baseline)), sep="\n")


def main() -> None:
    """Run what the arguments ask for."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("place", type=Path, nargs="?", help="folder for reports; without one they go")
    arguments.add_argument("--learn", action="store_true", help="write learned rows, evidence and calibration")
    chosen = arguments.parse_args()
    if not SHARED.is_dir():
        print("tagging: the corpus and the labels lie in ../shared: absent")
        return
    with TemporaryDirectory() as scratch:
        measure(chosen.place or Path(scratch), chosen.learn)


def measure(place: Path, is_to_learn: bool) -> None:
    """Run the folds twice, open to measure and calibrated to show, and learn if asked."""
    baseline = look_up()
    show_baseline(baseline)
    first = run_folds(place / "open", [OPEN] * len(FOLDS))
    calibrations = [calibrate([fact for fact in first if fact.fold != fold]) for fold in FOLDS]
    print("unflagged from", *(calibration.unflagged for calibration in calibrations))
    show(run_folds(place, calibrations), baseline)
    command = [sys.executable, SHARED / "tools" / "score.py", place / "out", SHARED / "corpus" / "rendered"]
    subprocess.run(list(map(str, command)), check=True)
    if is_to_learn:
        learn_all(place, calibrate(first))


def learn_all(place: Path, calibration: Calibration) -> None:
    """Learn from every filer, and put the tables, the evidence and the calibration where tieout ships them."""
    folder = learned_folder(place / "all", load_taxonomy(ROOT / "taxonomy"), None, calibration)
    for path in sorted(folder.rglob("*.csv")):
        target = ROOT / "mappings" / path.relative_to(folder)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())


if __name__ == "__main__":
    main()
