"""How well captions of filers that nobody has seen are tagged: learn on four folds, judge on the fifth.

In: the labels and the rendered filings of ``../shared``. Out: a table by statement and by status beside the plain
dictionary's, and the reliability and precision-coverage curves. ``--learn`` measures the weights of
``mappings/evidence/calibration.csv`` and ``ranking.csv`` anew and writes the learned rows and the evidence itself.

For fold k every learned row is learned without the filers of fold k, the ranking and the calibration from the other
folds; what people wrote stays. Then each filing of the fold goes through the whole pipeline from its text.
"""

import argparse
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TypeVar

from curves import draw_coverage, draw_reliability
from dictionary import LookedUp, look_up, show_baseline
from folds import CODES, FOLDS, ROOT, SHARED, filings_of, load_score
from logit import Asked, asked_in, fit_ranking
from rendered import lookup, rows_of

from pipeline.confidence import Basis, Calibration, Grounds, features, measured_confidence
from pipeline.emit.ledger import format_ledger
from pipeline.emit.xbrl_json import format_xbrl_json
from pipeline.evidence import CALIBRATION, WEIGHTS
from pipeline.learn import format_context, format_evidence, format_rules, learn_tables, load_counts
from pipeline.mappings import load_mappings
from pipeline.model import Fact, Report, Rule, Status
from pipeline.ranking import WEIGHED
from pipeline.read.sgml import read_submission
from pipeline.reference import Reference
from pipeline.run import make_report
from pipeline.tables import format_table
from pipeline.tag.decide import decide
from pipeline.taxonomy import Taxonomy, load_taxonomy

Result = TypeVar("Result")
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


@dataclass(frozen=True)
class Measures:
    """What is measured on filings, not counted in labels: how sure decisions are, and what the ranking weighs."""

    calibration: Calibration = OPEN
    weights: Mapping[str, float] = field(default_factory=dict)

    def tables(self) -> Iterator[tuple[str, str]]:
        """The calibration, weights first, and the weights of the ranking, as files of the evidence."""
        calibration = self.calibration
        rows = [(name, f"{value:f}", "") for name, value in sorted(calibration.weights.items())]
        rows += [(name, f"{right:f}", f"{of:f}") for name, (right, of) in sorted(calibration.records.items())]
        yield "calibration.csv", format_table(CALIBRATION.columns, rows)
        weights = [(name, str(weight)) for name, weight in self.weights.items()]
        yield f"{WEIGHED}.csv", format_table(WEIGHTS.columns, weights)


def learned_folder(place: Path, taxonomy: Taxonomy, without: int | None, measures: Measures) -> Path:
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
    write_measures(folder, measures)
    return folder


def recounted(rule: Rule, counts: dict[tuple[str, str], Counter[str]]) -> Rule:
    """A rule with the count that is left for it; a person's decision stands without any."""
    if not rule.seen.endswith("filers"):
        return rule
    found = counts.get((rule.statement, rule.label), Counter())
    count = found[rule.concept]
    return replace(rule, seen=f"{count} of {found.total()} filers" if count else "manual")


def write_measures(folder: Path, measures: Measures) -> None:
    """Write what was measured."""
    for name, text in measures.tables():
        (folder / "evidence" / name).write_text(text, encoding="utf-8")


# --- reading and judging ---------------------------------------------------------------------


def report_of(path: Path, reference: Reference) -> Report:
    """A filing's cover and statements; what its notes state is of other tables."""
    filing, findings = read_submission(path.read_bytes(), path.name)
    assert filing is not None
    return make_report(filing, findings, reference, with_notes=False)


def judge_facts(
    path: Path,
    report: Report,
    reference: Reference,
    fold: int,
    statements: Mapping[str, str] = CODES,
    holds_inside: bool = False,
) -> Iterator[Measured]:
    """Each fact that the filer's own facts can confirm or refute: of a standard concept, without dimensions.

    They hold no cover, and amounts inside captions only where ``holds_inside`` says so.
    """
    score = load_score()
    truth: dict[Decimal, list[tuple[str, str, str]]] = defaultdict(list)
    for concept, start, end, value, _ in score.truth(path.with_suffix("")):
        truth[value].append((concept, start, end))
    grounds = dict(_grounds(report, reference))
    for fact in report.facts:
        if fact.status is Status.OWN or fact.context.dimensions or not isinstance(fact.value, Decimal):
            continue
        if fact.statement.value not in statements or (fact.item.parent is not None and not holds_inside):
            continue
        is_true = any(score.matches(true[0], (True, fact.concept.name)) for true in _same(fact, truth, score))
        on = grounds.get(fact.id.partition("c")[0])
        if on is not None:
            yield Measured(fold, statements[fact.statement.value], on, is_true, fact.status, fact.confidence)


def _same(fact: Fact, truth: dict[Decimal, list[tuple[str, str, str]]], score: ModuleType) -> Iterable[tuple[str, ...]]:
    period = fact.context.period
    start = period.start.isoformat() if period.start else ""
    assert isinstance(fact.value, Decimal)
    for true in truth.get(fact.value, ()):
        if score.near(true[1], start, 8) and score.near(true[2], period.end.isoformat(), 3):
            yield true


def _grounds(report: Report, reference: Reference) -> Iterator[tuple[str, Grounds]]:
    """What each row's decision stands on, by the start of its facts' ids."""
    about = lookup(report.filing, report.statements, reference.taxonomy, reference.mappings)
    for number, statement in enumerate(report.statements, 1):
        decisions, *_ = decide(statement, about)
        for row, decision in decisions.items():
            if decision.grounds:
                yield f"s{number}r{row + 1}", decision.grounds


def learn_fold(fold: int, place: Path) -> list[Asked]:
    """Learn without a fold, and ask for the rows of its filings what the ranking chooses from."""
    taxonomy = load_taxonomy(ROOT / "taxonomy")
    folder = learned_folder(place / f"fold_{fold}", taxonomy, fold, Measures())
    return asked_in(fold, taxonomy, load_mappings(folder, taxonomy))


def run_fold(fold: int, place: Path, measures: Measures) -> list[Measured]:
    """Read the filings of a fold that was learned without, write what score.py reads, and judge every fact."""
    taxonomy = load_taxonomy(ROOT / "taxonomy")
    folder = place / f"fold_{fold}" / "mappings"
    write_measures(folder, measures)
    reference = Reference(taxonomy, load_mappings(folder, taxonomy), "", "")
    measured = []
    for path in filings_of(fold):
        report = report_of(path, reference)
        write_outputs(report, place / "out" / path.stem, taxonomy)
        measured += judge_facts(path, report, reference, fold)
    return measured


def write_outputs(report: Report, out: Path, taxonomy: Taxonomy) -> None:
    """Write what score.py reads of a report."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.json").write_bytes(format_xbrl_json(report, taxonomy, "extension.xsd"))
    (out / "line_items.csv").write_bytes(format_ledger(report))


def for_each_fold(work: Callable[..., list[Result]], *arguments: Sequence[object]) -> list[list[Result]]:
    """Do the same for every fold, two at a time; each argument has a value for each fold."""
    with ProcessPoolExecutor(2) as pool:
        return list(pool.map(work, FOLDS, *arguments))


def others(fold: int, found: Sequence[Sequence[Result]]) -> list[Result]:
    """What was found in all folds but one."""
    return [one for of, each in enumerate(found) if of != fold for one in each]


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
    show_facts(measured)
    answers = [(fact.confidence, fact.is_true) for fact in measured]
    print("\ncoverage: how many of all true numbers the surest facts state at a precision")
    plain = [(number.confidence, number.is_right) for number in baseline if number.is_known]
    print(*draw_coverage({"tieout": answers, "dictionary": plain}, len(baseline)), sep="\n")


def show_facts(measured: Sequence[Measured]) -> None:
    """How precise facts are by statement and status, and how reliable their confidences."""
    print(f"{'':24}{'facts':>8}{'precision':>11}")
    for statement in ("", "BS", "IS", "CF", "EQ"):
        for status in ("", "rule", "structure", "suggested"):
            facts = [f for f in measured if statement in ("", f.statement) and status in ("", f.status)]
            if facts:
                share = 100 * ratio([f.is_true for f in facts])
                print(f"{statement or 'all':6}{status or 'every status':18}{len(facts):8}{share:10.2f}%")
    answers = [(fact.confidence, fact.is_true) for fact in measured]
    print("\nreliability: of facts stated with a confidence, how many are right")
    print(*draw_reliability(answers), sep="\n")


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
    """Fit the ranking, run the folds open to measure and calibrated to show, and learn if asked.

    What a fold is judged with is measured on the other four.
    """
    baseline = look_up()
    show_baseline(baseline)
    places = [place] * len(FOLDS)
    asked = for_each_fold(learn_fold, places)
    weights = [fit_ranking(others(fold, asked)) for fold in FOLDS]
    first = for_each_fold(run_fold, places, [Measures(weights=of_fold) for of_fold in weights])
    measures = [Measures(calibrate(others(fold, first)), weights[fold]) for fold in FOLDS]
    print("unflagged from", *(found.calibration.unflagged for found in measures))
    show([fact for each in for_each_fold(run_fold, places, measures) for fact in each], baseline)
    command = [sys.executable, SHARED / "tools" / "score.py", place / "out", SHARED / "corpus" / "rendered"]
    subprocess.run(list(map(str, command)), check=True)
    if is_to_learn:
        learn_all(place, Measures(calibrate(others(-1, first)), fit_ranking(others(-1, asked))))


def learn_all(place: Path, measures: Measures) -> None:
    """Learn from every filer, and put the tables, the evidence and what was measured where tieout ships them."""
    folder = learned_folder(place / "all", load_taxonomy(ROOT / "taxonomy"), None, measures)
    for path in sorted(folder.rglob("*.csv")):
        target = ROOT / "mappings" / path.relative_to(folder)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())


if __name__ == "__main__":
    main()
