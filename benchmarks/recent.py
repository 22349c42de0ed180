"""How well captions of filings of 2023-2025 are tagged: learn from four fifths of their filers, judge on the others.

In: the HTML filings of ``../shared`` and the facts that were in them as inline XBRL. Out: how right and precise tieout
is over filers that nothing was learned of, by status, and its reliability. ``--learn`` writes
``mappings/evidence/2018-/`` anew: what recent filers called their concepts, what stands around them, what that weighs,
and how sure decisions are.

Captions are learned from other filings (``labels/modern-labels.csv``); where filers here use one of those captions, it
is counted what they called with it. The score of the shipped tables over these filings is therefore that of filers who
were seen; what is printed here is that of filers who were not.
"""

import argparse
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from folds import CODES, FOLDS, ROOT, SHARED, load_score
from logit import Asked, asked_of, fit_ranking
from rendered import lookup, seen_in, statements_of
from tagging import Measured, Measures, calibrate, judge_facts, others, report_of, show_facts, write_outputs

from pipeline.evidence import CAPTIONS, FORMS, load_evidence_table
from pipeline.labels import normalise_label
from pipeline.learn import Seen, format_context
from pipeline.mappings import load_mappings
from pipeline.model import Period, Statement
from pipeline.reference import Reference
from pipeline.suggest import TRADE
from pipeline.tables import format_table
from pipeline.taxonomy import Taxonomy, concepts_of_statements, load_taxonomy

CORPUS = SHARED / "corpus" / "html"
LEARNED = Path("evidence", "2018-")
STATEMENTS = {**CODES, "equity": "EQ"}
"""The statements whose facts are judged: inline XBRL holds those of a statement of equity too."""
_EVERYDAY = re.compile(r"\b(?:the|co|company|inc|incorporated|corp|corporation|plc)\b|[^a-z0-9]")


@cache
def recent_filings() -> tuple[tuple[Path, ...], ...]:
    """The filings in five groups of filers: two filings of one company are of one group."""
    by_filer: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(CORPUS.glob("*.htm")):
        by_filer[filer_of(path)].append(path)
    filers = sorted(by_filer)
    return tuple(tuple(path for filer in filers[fold::5] for path in by_filer[filer]) for fold in FOLDS)


def filer_of(path: Path) -> str:
    """The company of a filing, by its name."""
    return _EVERYDAY.sub("", path.name.partition("_")[0].replace("-", " "))


def concepts_of(path: Path, statement: Statement) -> dict[int, str]:
    """The concept of each row, ``A|B`` where two fit alike: what most of its amounts are in the filer's own facts."""
    facts = _facts_by_value(path)
    concepts: dict[int, str] = {}
    for row, item in enumerate(statement.items):
        votes: Counter[str] = Counter()
        asked = 0
        for amount, column in zip(item.amounts, statement.columns, strict=True):
            period = item.period or column.period
            if not (amount and amount.value and period) or column.member or item.parent is not None:
                continue
            asked += 1
            value = abs(amount.value.scaleb(item.scale))
            votes.update({name for name, start, end in facts.get(value, ()) if _is_of(period, start, end)})
        most = max(votes.values(), default=0)
        if votes and most * 2 >= asked:
            concepts[row] = "|".join(sorted(name for name in votes if votes[name] == most))
    return concepts


@cache
def _facts_by_value(path: Path) -> Mapping[Decimal, Sequence[tuple[str, str, str]]]:
    facts: dict[Decimal, list[tuple[str, str, str]]] = defaultdict(list)
    for name, start, end, value, _ in load_score().truth(path.with_suffix("")):
        facts[abs(value)].append((name, start, end))
    return facts


def _is_of(period: Period, start: str, end: str) -> bool:
    """Whether a fact is of a column's period, or a balance at one of its ends."""
    near = load_score().near
    if start:
        return period.start is not None and near(start, period.start.isoformat(), 8) and near(end, _last(period), 3)
    return near(end, _last(period), 3) or (period.start is not None and near(end, period.start.isoformat(), 3))


def _last(period: Period) -> str:
    return period.end.isoformat()


def seen_around(fold: int, taxonomy: Taxonomy) -> Iterator[Seen]:
    """What was seen around the rows of a group's filings."""
    for path in recent_filings()[fold]:
        for statement in statements_of(path)[1]:
            yield from seen_in(statement, concepts_of(path, statement), taxonomy)


@cache
def said_in(fold: int) -> frozenset[tuple[str, str, str, str]]:
    """What the filers of a group called their concepts: the statement, the caption, its concept and the filer."""
    known = concepts_of_statements(load_taxonomy(ROOT / "taxonomy"))
    return frozenset(
        (statement.kind.value, label, concept, filer_of(path))
        for path in recent_filings()[fold]
        for statement in statements_of(path)[1]
        for row, concept in concepts_of(path, statement).items()
        if concept in known and (label := normalise_label(statement.items[row].label))
    )


def format_captions(folder: Path, folds: Iterable[int]) -> str:
    """How many filers of some groups gave a caption a concept; a caption that no other filing has is left out."""
    tables = [table for table, form in FORMS.items() if form is CAPTIONS]
    heard = {(table, row["label"]) for table in tables for row in load_evidence_table(folder, table)}
    heard |= {(row["statement"], row["label"]) for row in load_evidence_table(folder, TRADE)}
    counted = Counter((table, *called) for fold in folds for table, *called, _ in said_in(fold))
    rows = [(*said, str(filers)) for said, filers in sorted(counted.items()) if said[:2] in heard]
    return format_table(("statement", "label", "concept", "filers"), rows)


def learned_folder(place: Path, taxonomy: Taxonomy, folds: Iterable[int], measures: Measures) -> Path:
    """The shipped tables, with what the filings of some groups tell of recent ones."""
    folder = place / "mappings"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "mappings", folder, ignore=shutil.ignore_patterns(LEARNED.name))
    (folder / LEARNED).mkdir(parents=True)
    text = format_context(row for fold in folds for row in seen_around(fold, taxonomy))
    (folder / LEARNED / "context.csv").write_text(text, encoding="utf-8")
    (folder / LEARNED / "captions.csv").write_text(format_captions(folder, folds), encoding="utf-8")
    write_measures(folder, measures)
    return folder


def write_measures(folder: Path, measures: Measures) -> None:
    """Write what was measured of recent filings."""
    for name, text in measures.tables():
        (folder / LEARNED / name).write_text(text, encoding="utf-8")


def main() -> None:
    """Run what the arguments ask for."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--learn", action="store_true", help="write mappings/evidence/2018-/ anew")
    chosen = arguments.parse_args()
    if not CORPUS.is_dir():
        print("recent: the corpus lies in ../shared: absent")
        return
    with TemporaryDirectory() as scratch:
        measure(Path(scratch), chosen.learn)


def measure(place: Path, is_to_learn: bool) -> None:
    """Fit, calibrate and judge: what a group is judged with is measured on the other four."""
    taxonomy = load_taxonomy(ROOT / "taxonomy")
    without = [[fold for fold in FOLDS if fold != left] for left in FOLDS]
    folders = [learned_folder(place / f"fold_{f}", taxonomy, without[f], Measures()) for f in FOLDS]
    asked = [_asked(fold, taxonomy, folders[fold]) for fold in FOLDS]
    weights = [fit_ranking(others(fold, asked)) for fold in FOLDS]
    first = [_judged(fold, place, folders[fold], Measures(weights=weights[fold])) for fold in FOLDS]
    measures = [Measures(calibrate(others(fold, first)), weights[fold]) for fold in FOLDS]
    print("unflagged from", *(found.calibration.unflagged for found in measures))
    show_facts([fact for fold in FOLDS for fact in _judged(fold, place, folders[fold], measures[fold])])
    command = [sys.executable, SHARED / "tools" / "score.py", place / "out", CORPUS]
    subprocess.run(list(map(str, command)), check=True)
    if is_to_learn:
        found = Measures(calibrate(others(-1, first)), fit_ranking(others(-1, asked)))
        folder = learned_folder(place / "all", taxonomy, FOLDS, found)
        shutil.copytree(folder / LEARNED, ROOT / "mappings" / LEARNED, dirs_exist_ok=True)


def _asked(fold: int, taxonomy: Taxonomy, folder: Path) -> list[Asked]:
    mappings = load_mappings(folder, taxonomy)
    found: list[Asked] = []
    for path in recent_filings()[fold]:
        filing, statements = statements_of(path)
        about = lookup(filing, statements, taxonomy, mappings)
        for statement in statements:
            found.extend(asked_of(statement, concepts_of(path, statement), about))
    return found


def _judged(fold: int, place: Path, folder: Path, measures: Measures) -> list[Measured]:
    write_measures(folder, measures)
    taxonomy = load_taxonomy(ROOT / "taxonomy")
    reference = Reference(taxonomy, load_mappings(folder, taxonomy), "", "")
    measured = []
    for path in recent_filings()[fold]:
        report = report_of(path, reference)
        write_outputs(report, place / "out" / path.stem, taxonomy)
        measured += judge_facts(path, report, reference, fold, STATEMENTS, holds_inside=True)
    return measured


if __name__ == "__main__":
    main()
