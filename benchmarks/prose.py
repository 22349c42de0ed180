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
from pipeline.notes.sayings import EVEN, PRIOR, PRIOR_WAY, UNFLAGGED, weigh_phrase
from pipeline.phrases import COLUMNS, FILE, Phrases, share
from pipeline.read.sgml import read_submission
from pipeline.reference import Reference, load_reference
from pipeline.run import make_report
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
        write(count(told))


def _with_phrases(reference: Reference, phrases: Phrases) -> Reference:
    return replace(reference, mappings=replace(reference.mappings, phrases=phrases))


def _as_if_sure(phrases: Phrases) -> Phrases:
    sure = {
        word: tuple(replace(phrase, right=10**6, whole=10**6, all=10**6) for phrase in rows)
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


@dataclass(frozen=True, slots=True)
class Counted:
    """How often rows named the right concept, and the right member, too; and each way the right period."""

    rows: Counts
    whole: Counts
    ways: Counts


def count(told: Iterable[Told]) -> Counted:
    """Count what was right; a remark by how many of the numbers that their rows promise were."""
    told = list(told)
    rows = _sums((one.row, one.verdict != "wrong") for one in told)
    whole = _sums((one.row, one.verdict in ("whole", "period")) for one in told)
    ways = _sums((one.ways[0], one.verdict != "period") for one in told if one.verdict != "wrong")
    promised: dict[str, Decimal] = defaultdict(Decimal)
    kept: Counter[str] = Counter()
    for one in told:
        for remark in one.ways[1:]:
            promised[remark] += share(*rows[one.row], PRIOR)
            kept[remark] += one.verdict != "wrong"
    remarks = {remark: (min(kept[remark], round(of)), round(of)) for remark, of in promised.items()}
    return Counted(rows, whole, dict(sorted({**ways, **remarks}.items())))


def _sums(found: Iterable[tuple[str, bool]]) -> Counts:
    counted: dict[str, list[bool]] = defaultdict(list)
    for key, is_right in found:
        counted[key].append(is_right)
    return {key: (sum(right), len(right)) for key, right in sorted(counted.items())}


def weigh(one: Told, counted: Counted) -> tuple[Decimal, bool]:
    """The confidence that `pipeline.notes.sayings` would give a fact by these counts, and whether it is unflagged."""
    ways = [share(*counted.ways.get(name, (0, 0)), PRIOR_WAY) for name in one.ways]
    right, of = counted.rows.get(one.row, (0, 0))
    return weigh_phrase(right, counted.whole.get(one.row, (0, 0))[0], of, ways)


def show(told: Sequence[Told]) -> None:
    """Precision by confidence, each filer's facts weighed by the others' counts."""
    weighed = []
    for filer in sorted({one.filer for one in told}):
        counted = count(one for one in told if one.filer != filer)
        weighed += [(*weigh(one, counted), one.verdict) for one in told if one.filer == filer]
    print(f"facts {len(told)}; unflagged where members, too, are right from {UNFLAGGED}, suggested from {EVEN}")
    tell_precision("unflagged", [verdict for _, is_sure, verdict in weighed if is_sure])
    for step in STEPS:
        tell_precision(f"from {step}", [verdict for confidence, _, verdict in weighed if confidence >= step])


def tell_precision(name: str, verdicts: Sequence[str]) -> None:
    counted, of = Counter(verdicts), max(len(verdicts), 1)
    whole, right = counted["whole"], counted["whole"] + counted["right"]
    print(f"  {name:9}: {len(verdicts):5} facts, whole {100 * whole / of:.1f}, right {100 * right / of:.1f}")


def write(counted: Counted) -> None:
    """Write the counts into the tables; a row that a person reviewed keeps its own."""
    table, _ = parse_table(MAPPINGS / FILE, COLUMNS, f"mappings/{FILE}")
    lines = []
    for row in table:
        right, of = counted.rows.get(str(row.source), (0, 0))
        whole = counted.whole.get(str(row.source), (0, 0))[0]
        said = f"{right} of {of} numbers" + (f", {whole} whole" if whole != right else "") if of else "manual"
        seen = row["seen"] if row["seen"].startswith("review") else said
        lines.append([seen if column == "seen" else row[column] for column in COLUMNS])
    (MAPPINGS / FILE).write_text(format_table(COLUMNS, lines), encoding="utf-8")
    ways = [(way, str(right), str(of)) for way, (right, of) in counted.ways.items()]
    (MAPPINGS / "evidence" / FILE).write_text(format_table(("way", "right", "of"), ways), encoding="utf-8")


if __name__ == "__main__":
    main()
