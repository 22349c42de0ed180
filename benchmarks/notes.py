"""How rightly the amounts of the notes are named for filers that nobody has seen: leave one filer out, judge it.

In: the HTML filings of ``../shared`` and the facts that were in them. Out: of the facts of the notes by kind (tables
without dimensions, tables with dimensions, sentences) how many are found and how many rightly named, and how precise
those are that stand unflagged: leaving filers out, and as shipped. ``--learn`` writes ``note_amounts.csv`` and
``note_ranking.csv`` of the evidence among the mapping tables anew.

Two filings of one company are one filer's. The counts and records that a filer is judged by know nothing of it, and the
weights are fitted to the rows of other filers.
"""

import argparse
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from math import exp
from operator import mul
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from folds import ROOT, load_score
from logit import Asked as Weighed
from logit import fit_ranking
from note_rows import OWN_FACT, Read, Row, TrueFact, filer_of, filings, is_near, read_rows, true_facts

from pipeline.evidence import FOLDER, NOTE_AMOUNTS, WEIGHTS
from pipeline.mappings import load_mappings
from pipeline.model import Fact, LineItem, Period, Report, StatementKind, Status
from pipeline.note_candidates import features_of, like_of, row_of
from pipeline.note_concepts import PRIOR, log_odds
from pipeline.note_evidence import (
    CAPTION,
    NUMERIC,
    OWN,
    SEEN,
    WEIGHED,
    Lexicon,
    make_lexicon,
)
from pipeline.note_features import FEATURES, OF_OWN
from pipeline.note_told import Told
from pipeline.notes.concepts import find_likely, place_around
from pipeline.read.sgml import read_submission
from pipeline.reference import Reference, load_reference
from pipeline.run import make_report
from pipeline.tables import format_table
from pipeline.taxonomy import Taxonomy, load_taxonomy

Counts: TypeAlias = dict[tuple[str, str, str, str], set[str]]
"""The filers of each relation, what it is to, the text block of the note, and the concept."""
Map: TypeAlias = Callable[..., Iterable[Any]]
"""Does one thing to each of many, in their order."""
FOLDS = 3
"""Parts of the filers: the weights that a part is judged by are fitted to the others."""
TARGET = 0.96
"""The precision that the unflagged tier is set to, so that on other filers it stays above 0.95."""
FEWEST_UNFLAGGED = 100
TEXTS = (CAPTION, "heading", "column")
"""The relations that are to printed words."""
FEWEST = {"lead": 2, "title": 2, "above": 2, "below": 2}
"""Filers of whom a relation must be known before it is kept: single words and neighbours say little alone."""


# --- counting --------------------------------------------------------------------------------


def count(reads: Iterable[Read], known: Iterable[str]) -> Counts:
    """The filers of everything that was seen around each concept."""
    concepts, counts = frozenset(known), Counts()
    for read in reads:
        for row, of_row in _with_around(read):
            name = row.concept if row.concept in concepts else OWN if row.concept.startswith(OWN_FACT) else ""
            if name:
                for relation, other, within in _relations(row, of_row):
                    counts.setdefault((relation, other, within, name), set()).add(read.filer)
    return counts


def _with_around(read: Read) -> Iterator[tuple[Row, Told]]:
    """Each row with what its filer calls the rows around it."""
    for number, rows in _by_table(read).items():
        names = {(row.asked.row, row.asked.told.column): row.concept for row in rows if row.concept}
        around = place_around(read.tables[number], [row.asked for row in rows], names)
        for row, there in zip(rows, around, strict=True):
            yield row, replace(row.asked.told, around=there)


def _by_table(read: Read) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in read.rows:
        found.setdefault(row.table, []).append(row)
    return found


def _relations(row: Row, told: Told) -> Iterator[tuple[str, str, str]]:
    yield "", "", ""
    scene = told.scene
    if told.caption:
        yield CAPTION, told.caption, scene.note
    for relation, other in (
        ("heading", told.heading),
        ("column", told.column),
        ("note", scene.note),
        ("table", scene.table),
        ("above", told.around.above),
        ("below", told.around.below),
        *(("lead", word) for word in scene.lead),
        *(("title", word) for word in scene.title),
        (row.printed, "turned" if row.is_turned else "kept"),
    ):
        if other and not other.startswith(OWN_FACT):
            yield relation, other, ""


def without(counts: Counts, filer: str) -> Iterator[tuple[str, str, str, str, int]]:
    """The counts less those of a filer."""
    for key, filers in counts.items():
        if number := len(filers) - (filer in filers):
            yield *key, number


# --- weighing --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """A row, what speaks for its candidates, their names, and whether a caption like it speaks for each."""

    row: Row
    weighed: Weighed
    names: Sequence[str]
    are_heard: Sequence[bool]


def weigh(read: Read, counts: Counts, taxonomy: Taxonomy, weights: Mapping[str, float]) -> list[Choice]:
    """What speaks for each candidate of the rows of a filing, by counts that leave its filer out.

    With weights, rows are told of what the rows around them are found to be; without, of nothing.
    """
    lexicon, score = make_lexicon(without(counts, read.filer), weights, taxonomy), load_score()
    found = []
    for row, told in _told(read, lexicon) if weights else ((row, row.asked.told) for row in read.rows):
        names, features, of_own = features_of(lexicon, told)
        if names:
            are_meant = [bool(row.concept) and score.matches(row.concept, (True, name)) for name in names]
            heard = like_of(lexicon, told)
            found.append(Choice(row, Weighed(features, of_own, are_meant), names, [name in heard for name in names]))
    return found


def _told(read: Read, lexicon: Lexicon) -> Iterator[tuple[Row, Told]]:
    """Each row with what the rows around it are found to be."""
    for number, rows in _by_table(read).items():
        table = read.tables[number]
        asked = [row.asked for row in rows]
        around = place_around(table, asked, find_likely(asked, [row_of(lexicon, one.told) for one in asked]))
        for row, there in zip(rows, around, strict=True):
            yield row, replace(row.asked.told, around=there)


def fit(choices: Iterable[Choice]) -> dict[str, float]:
    """The weights under which what filers meant is likeliest."""
    return fit_ranking([choice.weighed for choice in choices if choice.row.concept], FEATURES, OF_OWN)


# --- calibrating -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Best:
    """The best candidate for a row: its filer, its chance, whether a caption or a statement's amount speaks for it, and
    whether it is right."""

    filer: str
    concept: str
    chance: float
    is_heard: bool
    is_stated: bool
    is_right: bool


def best_of(filer: str, choices: Iterable[Choice], weights: Mapping[str, float]) -> Iterator[Best]:
    """The best candidate for each row under some weights."""
    of_features = [weights[name] for name in FEATURES]
    of_own = [weights[name] for name in OF_OWN]
    for choice in choices:
        scores = [sum(map(mul, of_features, values)) for values in choice.weighed.features]
        own = sum(map(mul, of_own, choice.weighed.of_none))
        best = max(range(len(scores)), key=scores.__getitem__)
        highest = max(own, scores[best])
        whole = exp(own - highest) + sum(exp(score - highest) for score in scores)
        chance = exp(scores[best] - highest) / whole
        name, is_right = choice.names[best], choice.weighed.are_meant[best]
        is_stated = name in choice.row.asked.told.stated
        yield Best(filer, name, chance, choice.are_heard[best], is_stated, is_right)


def records_of(bests: Iterable[Best]) -> Counts:
    """The rows for which each concept was the best candidate, and those for which it was right, as filers and rows."""
    found = Counts()
    for number, best in enumerate(bests):
        found.setdefault(("chosen", "", "", best.concept), set()).add(f"{best.filer} {number}")
        if best.is_right:
            found.setdefault(("right", "", "", best.concept), set()).add(f"{best.filer} {number}")
    return found


def calibrate(bests: Sequence[Best]) -> dict[str, float]:
    """How far chances can be believed, by records that leave each filer out, and the bar of the unflagged tier."""
    from sklearn.linear_model import LogisticRegression

    average = sum(best.is_right for best in bests) / len(bests)
    of: Counter[tuple[str, str]] = Counter()
    for best in bests:
        for key in ((best.concept, ""), (best.concept, best.filer)):
            of[key] += 1
            of[key[0], key[1] + "+"] += best.is_right
    rows = []
    for best in bests:
        chosen = of[best.concept, ""] - of[best.concept, best.filer]
        right = of[best.concept, "+"] - of[best.concept, best.filer + "+"]
        record = (right + PRIOR * average) / (chosen + PRIOR)
        rows.append((log_odds(best.chance), log_odds(record), float(best.is_heard), float(best.is_stated)))
    truths = [best.is_right for best in bests]
    fitted = LogisticRegression(C=10, max_iter=5000).fit(rows, truths)
    chances = fitted.predict_proba(rows)[:, 1].tolist()
    names = ("sure:chance", "sure:record", "sure:caption", "sure:stated")
    weights = {name: round(weight, 3) for name, weight in zip(names, fitted.coef_[0].tolist(), strict=True)}
    weights |= {"sure": round(float(fitted.intercept_[0]), 3), "sure:average": round(average, 3)}
    return weights | {"unflagged": bar(sorted(zip(chances, truths, strict=True), reverse=True))}


def bar(ordered: Sequence[tuple[float, bool]]) -> float:
    """The least chance from which decisions are as precise as `TARGET`."""
    right, lowest = 0, 2.0
    for number, (chance, is_right) in enumerate(ordered, 1):
        right += is_right
        if number >= FEWEST_UNFLAGGED and right >= TARGET * number:
            lowest = chance
    return round(lowest + 0.0005, 3)


# --- learning --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Learned:
    """What is learned: the counts with the records, and the weights with how far they are believed."""

    counts: Counts
    weights: Mapping[str, float]

    def less(self, filer: str) -> "Learned":
        """The same without what a filer taught the counts and the records."""
        left = {key: {of for of in filers if of.partition(" ")[0] != filer} for key, filers in self.counts.items()}
        return replace(self, counts={key: filers for key, filers in left.items() if filers})


def learn(reads: Sequence[Read], taxonomy: Taxonomy, work: Map) -> list[Learned]:
    """Learn of some filings: for each fold what the filers of the others teach, and at last what all do.

    Every row is weighed by counts that leave its own filer out, so that these are of all filers but for `less`.
    """
    counts = count(reads, (name for name, concept in taxonomy.concepts.items() if concept.item_type in NUMERIC))
    weighing = partial(weigh, counts=counts, taxonomy=taxonomy)
    first = list(work(partial(weighing, weights={}), reads))
    before = fit(choice for choices in first for choice in choices)
    second = list(work(partial(weighing, weights=before), reads))
    filers = sorted({read.filer for read in reads})
    found = []
    for fold in (*range(FOLDS), None):
        mine = [(read.filer, of) for read, of in zip(reads, second, strict=True) if fold_of(read.filer, filers) != fold]
        weights = fit(choice for _, choices in mine for choice in choices)
        bests = [best for filer, choices in mine for best in best_of(filer, choices, weights)]
        found.append(Learned(counts | records_of(bests), {**weights, **calibrate(bests)}))
    return found


def fold_of(filer: str, filers: Sequence[str]) -> int:
    return filers.index(filer) % FOLDS


def format_learned(learned: Learned) -> dict[str, str]:
    """The files of what was learned, by their path in the folder of mapping tables."""
    counts = [(*key, str(len(filers))) for key, filers in sorted(prune(learned.counts).items())]
    weights = [(name, str(weight)) for name, weight in learned.weights.items()]
    tables = {SEEN: format_table(NOTE_AMOUNTS.columns, counts), WEIGHED: format_table(WEIGHTS.columns, weights)}
    return {f"{FOLDER}/{name}.csv": text for name, text in tables.items()}


def prune(counts: Counts) -> Counts:
    """The counts without what says little, and without captions of a single filer that hold a word of its own."""
    filers_of: dict[tuple[str, str], set[str]] = defaultdict(set)
    of_word: dict[str, set[str]] = defaultdict(set)
    for (relation, other, _, _), filers in counts.items():
        filers_of[relation, other] |= filers
        if relation in TEXTS:
            for word in other.split():
                of_word[word] |= filers
    shared = {word for word, filers in of_word.items() if len(filers) > 1}
    turned = {key[3] for key in counts if key[1] == "turned"}
    return {
        key: filers
        for key, filers in counts.items()
        if len(filers) >= FEWEST.get(key[0], 1)
        and (key[0] not in TEXTS or len(filers_of[key[:2]]) > 1 or shared.issuperset(key[1].split()))
        and (key[1] != "kept" or key[3] in turned)
    }


# --- judging ---------------------------------------------------------------------------------


def judge(path: Path, reference: Reference) -> Counter[str]:
    """What a filing's facts of notes come to beside its filer's own: true facts by kind, stated facts by status."""
    filing, findings = read_submission(path.read_bytes(), path.name)
    assert filing is not None
    report = make_report(filing, findings, reference)
    tally = _judge_true(path, report)
    true: dict[Decimal, list[TrueFact]] = defaultdict(list)
    for fact in true_facts(path):
        true[fact.value].append(fact)
    score = load_score()
    for fact in report.facts:
        if fact.statement is StatementKind.NOTE and fact.status is not Status.OWN and isinstance(fact.value, Decimal):
            near = [each for each in true[fact.value] if is_near(fact.context.period, each.period)]
            status = "suggested" if fact.status is Status.SUGGESTED else "unflagged"
            tally[status] += 1
            tally[f"{status} right"] += any(score.matches(each.concept, (True, fact.concept.name)) for each in near)
    return tally


def _judge_true(path: Path, report: Report) -> Counter[str]:
    """How many of the filer's facts of notes are found, and rightly named, by kind."""
    stated: dict[Decimal, list[Fact]] = defaultdict(list)
    for fact in report.facts:
        if isinstance(fact.value, Decimal):
            stated[fact.value].append(fact)
    amounts = (amount for table in report.tables for item in table.items for amount in _amounts(item))
    in_tables, score, tally = set(amounts), load_score(), Counter[str]()
    for concept, start, end, value, dims in score.note_facts(path.with_suffix("")):
        kind = "sentences" if abs(value) not in in_tables else "dimensional" if dims else "plain"
        period = Period(date.fromisoformat(start) if start else None, date.fromisoformat(end))
        near = [fact for fact in stated[value] if is_near(fact.context.period, period)]
        tally[kind] += 1
        tally[f"{kind} found"] += bool(near)
        own = report.extension.prefix
        tally[f"{kind} right"] += any(
            score.matches(concept, (fact.concept.prefix != own, fact.concept.name)) for fact in near
        )
    return tally


def _amounts(item: LineItem) -> Iterator[Decimal]:
    for amount in item.amounts:
        if amount and amount.value is not None:
            yield abs(amount.value.scaleb(item.scale))


def show(title: str, tally: Mapping[str, int]) -> None:
    """What was found and rightly named by kind, and how precise the stated facts are by status."""
    print(title)
    for kind, name in (("plain", "tables"), ("dimensional", "tables, dimensions"), ("sentences", "sentences")):
        of = max(tally[kind], 1)
        found, right = (100 * tally[f"{kind} {what}"] / of for what in ("found", "right"))
        print(f"  {name:20}{tally[kind]:7} facts   found {found:6.2f} %   right {right:6.2f} %")
    for status in ("unflagged", "suggested"):
        share = 100 * tally[f"{status} right"] / max(tally[status], 1)
        print(f"  {status:20}{tally[status]:7} stated  precision {share:6.2f} %")


def judge_with(paths: Sequence[Path], files: Mapping[str, str]) -> Counter[str]:
    """Judge some filings by mapping tables with what was learned in their place."""
    taxonomy = load_taxonomy(ROOT / "taxonomy")
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "mappings"
        shutil.copytree(ROOT / "mappings", folder)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        reference = Reference(taxonomy, load_mappings(folder, taxonomy), "", "")
        return sum((judge(path, reference) for path in paths), Counter[str]())


def read_one(path: Path) -> Read:
    return read_rows(path, load_reference())


def measure(paths: Sequence[Path], is_to_learn: bool, work: Map) -> None:
    """Judge the filings by what the other filers teach and as shipped, and learn of all if asked."""
    taxonomy = load_taxonomy(ROOT / "taxonomy")
    *of_folds, of_all = learn(list(work(read_one, paths)), taxonomy, work)
    filers = sorted({filer_of(path) for path in paths})
    of_filer = [[path for path in paths if filer_of(path) == filer] for filer in filers]
    left_out = [format_learned(of_folds[fold_of(filer, filers)].less(filer)) for filer in filers]
    show("leaving each filer out", sum(work(judge_with, of_filer, left_out), Counter[str]()))
    if is_to_learn:
        for name, text in format_learned(of_all).items():
            (ROOT / "mappings" / name).write_text(text, encoding="utf-8")
    show("as shipped", sum(work(judge_with, of_filer, [{}] * len(filers)), Counter[str]()))


def main() -> None:
    """Run what the arguments ask for."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--learn", action="store_true", help="write evidence and weights anew")
    is_to_learn = arguments.parse_args().learn
    if not filings():
        print("notes: the corpus lies in ../shared: absent")
        return
    with ProcessPoolExecutor(2) as pool:
        measure(filings(), is_to_learn, pool.map)


if __name__ == "__main__":
    main()
