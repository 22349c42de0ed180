"""How well numbers in sentences are tagged for filers that the counts leave out, and the counts themselves.

In: the corpus of filings whose inline tags are known (``../shared/corpus/html``), or the folder given. Out, on stdout:
how many true facts that only sentences print are right, and how precise the facts are by confidence, each filer's facts
weighed by the counts of all others. With ``--learn`` the column ``seen`` of ``mappings/prose.csv`` and
``mappings/evidence/prose.csv`` are written anew. What a row should say is for people to know.
"""

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from pipeline.model import Fact, Report, StatementKind
from pipeline.notes.sayings import EVEN, PRIOR, PRIOR_WAY, UNFLAGGED
from pipeline.phrases import COLUMNS, FILE, Phrases, share
from pipeline.read.sgml import read_submission
from pipeline.run import Reference, load_reference, make_report
from pipeline.tables import format_table, parse_table

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "html"
MAPPINGS = Path(__file__).resolve().parents[1] / "mappings"
STEPS = tuple(Decimal(step) for step in ("0.95", "0.9", "0.85", "0.8", "0.7", "0.6", "0.5"))
Counts = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Tagged:
    """A fact as its filer tagged it."""

    concept: str
    start: str
    end: str
    value: Decimal
    axes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """A fact of a sentence: the row and the ways that made it, its filer, and what the filer says of it.

    ``verdict`` is ``whole``, ``right`` (but for its members), ``period`` (but for its period) or ``wrong``.
    """

    row: str
    ways: tuple[str, ...]
    filer: str
    verdict: str


class Sure(dict[str, tuple[int, int]]):
    """Counts by which every way is always right: so that all that rows say becomes facts."""

    def get(self, key: str, default: object = None) -> tuple[int, int]:  # type: ignore[override]
        return 10**6, 10**6


def main() -> None:
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    folder = Path(arguments[0]) if arguments else CORPUS
    reference = load_reference()
    sure = _with_phrases(reference, _as_if_sure(reference.mappings.phrases))
    told: list[Told] = []
    found: Counter[str] = Counter()
    for path in sorted(folder.glob("*.htm")):
        truth = load_truth(path.with_suffix(".facts.json"))
        filing, _ = read_submission(path.read_bytes(), path.name)
        if filing is None:
            continue
        report = make_report(filing, (), sure)
        told += [tell(fact, truth, path.stem.split("_")[0]) for fact in said(report.facts)]
        found += count_found(report, truth)
    print(f"true facts that only sentences print: {found['all']}")
    print(f"  right but for members {found['right']}, whole {found['whole']}")
    show(told)
    if "--learn" in sys.argv:
        write(*count(told))


def _with_phrases(reference: Reference, phrases: Phrases) -> Reference:
    return replace(reference, mappings=replace(reference.mappings, phrases=phrases))


def _as_if_sure(phrases: Phrases) -> Phrases:
    sure = {
        word: tuple(replace(phrase, right=10**6, all=10**6) for phrase in rows)
        for word, rows in phrases.by_word.items()
    }
    return Phrases(sure, Sure())


def said(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts of sentences."""
    return (fact for fact in facts if fact.statement is StatementKind.PROSE)


def load_truth(path: Path) -> dict[Decimal, list[Tagged]]:
    """What the filer tagged, by the size of the number."""
    found: dict[Decimal, list[Tagged]] = defaultdict(list)
    for tag in json.loads(path.read_text()):
        try:
            value = Decimal(str(tag["value"]))
        except (InvalidOperation, KeyError):
            continue
        if tag.get("unit"):
            axes = frozenset(axis.partition(":")[2] for axis in tag.get("dims") or ())
            end = tag.get("end") or tag.get("instant")
            found[abs(value)].append(Tagged(tag["concept"].partition(":")[2], tag.get("start") or "", end, value, axes))
    return found


def _near(one: str, other: str, days: int) -> bool:
    if not one or not other:
        return one == other
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= days


def judge(fact: Fact, true: Tagged) -> str:
    """What a true fact says of one that states the same number."""
    period = fact.context.period
    if true.concept != fact.concept.name:
        return "wrong"
    start = period.start.isoformat() if period.start else ""
    if not (_near(true.start, start, 8) and _near(true.end, period.end.isoformat(), 3)):
        return "period"
    axes = {axis.partition(":")[2] for axis, _ in fact.context.dimensions}
    return "whole" if axes == true.axes else "right"


def tell(fact: Fact, truth: Mapping[Decimal, Sequence[Tagged]], filer: str) -> Told:
    """A fact with the best that the filer's tags say of it."""
    assert isinstance(fact.value, Decimal) and fact.rule is not None
    verdicts = {judge(fact, true) for true in truth.get(abs(fact.value), ())}
    verdict = next((word for word in ("whole", "right", "period") if word in verdicts), "wrong")
    way = re.findall(r"\(([a-z-]+)\)", fact.reason)[-1]
    remarks = re.findall(r"; (qualified|hedged)\b", fact.reason)
    return Told(str(fact.rule.source), (way, *remarks), filer, verdict)


def count_found(report: Report, truth: Mapping[Decimal, Sequence[Tagged]]) -> Counter[str]:
    """The true facts whose number stands in sentences only, and those that a fact of a sentence states."""
    elsewhere = {
        abs(fact.value)
        for fact in report.facts
        if fact.statement is not StatementKind.PROSE and isinstance(fact.value, Decimal)
    }
    printed = {abs(skipped.value) for note in report.prose for skipped in note.skipped if skipped.value is not None}
    ours: dict[Decimal, list[Fact]] = defaultdict(list)
    for fact in said(report.facts):
        assert isinstance(fact.value, Decimal)
        ours[abs(fact.value)].append(fact)
    found: Counter[str] = Counter()
    for value in (printed | ours.keys()) - elsewhere - {Decimal(0)}:
        for true in truth.get(value, ()):
            verdicts = {judge(fact, true) for fact in ours.get(value, ())}
            found += Counter(all=1, right=int(bool(verdicts & {"whole", "right"})), whole=int("whole" in verdicts))
    return found


def count(told: Iterable[Told]) -> tuple[Counts, Counts]:
    """How often each row named the right concept, members included, and each way the right period."""
    rows: dict[str, list[bool]] = defaultdict(list)
    ways: dict[str, list[bool]] = defaultdict(list)
    for one in told:
        is_concept = one.verdict in ("whole", "period")
        rows[one.row].append(is_concept)
        if one.verdict != "wrong":
            ways[one.ways[0]].append(one.verdict != "period")
        for remark in one.ways[1:]:
            ways[remark].append(is_concept)
    return _sums(rows), _sums(ways)


def _sums(found: Mapping[str, Sequence[bool]]) -> Counts:
    return {key: (sum(right), len(right)) for key, right in sorted(found.items())}


def weigh(one: Told, rows: Counts, ways: Counts) -> Decimal:
    """The confidence that `pipeline.notes.sayings` would give a fact by these counts."""
    found = share(*rows.get(one.row, (0, 0)), PRIOR)
    for way in one.ways:
        found *= share(*ways.get(way, (0, 0)), PRIOR_WAY)
    return found


def show(told: Sequence[Told]) -> None:
    """Precision by confidence, each filer's facts weighed by the others' counts."""
    weighed = []
    for filer in sorted({one.filer for one in told}):
        counts = count(one for one in told if one.filer != filer)
        weighed += [(weigh(one, *counts), one.verdict) for one in told if one.filer == filer]
    print(f"facts {len(told)}; unflagged from {UNFLAGGED}, suggested from {EVEN}")
    for step in STEPS:
        verdicts = Counter(verdict for confidence, verdict in weighed if confidence >= step)
        all_ = max(verdicts.total(), 1)
        right = verdicts["whole"] + verdicts["right"]
        print(
            f"  from {step}: {all_:5} facts, whole {100 * verdicts['whole'] / all_:.1f}, right {100 * right / all_:.1f}"
        )


def write(rows: Counts, ways: Counts) -> None:
    """Write the counts into the tables; a row that a person reviewed keeps its own."""
    table, _ = parse_table(MAPPINGS / FILE, COLUMNS, f"mappings/{FILE}")
    lines = []
    for row in table:
        right, of = rows.get(str(row.source), (0, 0))
        seen = row["seen"] if row["seen"].startswith("review") else f"{right} of {of} numbers" if of else "manual"
        lines.append([seen if column == "seen" else row[column] for column in COLUMNS])
    (MAPPINGS / FILE).write_text(format_table(COLUMNS, lines), encoding="utf-8")
    counted = [(way, str(right), str(of)) for way, (right, of) in ways.items()]
    (MAPPINGS / "evidence" / FILE).write_text(format_table(("way", "right", "of"), counted), encoding="utf-8")


if __name__ == "__main__":
    main()
