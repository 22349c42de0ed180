"""A run's output folder, and that of the run before → what there is to say of the whole batch.

In: folders with a ``run.json`` of this tieout and the filings' outputs beside it. Out: an `Overview`: the batch in
figures, its findings by rule, every filing with what speaks for a look at it, and the same of the run before. What a
page of it looks like is for `overview_page` to know, and what changed fact by fact for `diff`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

from pipeline.model import Source
from pipeline.runs import PastFinding, load_findings
from pipeline.tables import DataError, Problem
from pipeline.trail import hash_taxonomy, is_outdated, last_signoffs
from pipeline.urls import RECORD

Entry = Mapping[str, Any]
"""What ``run.json`` says of one input."""
PASSED = "judge/passed"
UNFLAGGED = ("rule", "structure")
"""The statuses of facts that nobody need look at."""
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a batch: how many of how many."""

    words: str
    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        """The share in percent to a tenth, None of nothing.

        >>> Measure("statements proved", 2, 3).percent
        Decimal('66.7')
        """
        if not self.whole:
            return None
        return (Decimal(100 * self.part) / self.whole).quantize(TENTH, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often a rule found something, in how many filings, and how many of the findings count for nothing."""

    code: str
    severity: str
    findings: int
    filings: int
    suppressed: int


@dataclass(frozen=True, slots=True)
class Line:
    """One filing in figures: ``reasons`` say why a person should look at it, ``signed`` what was signed for it."""

    id: str
    path: str
    name: str
    cik: str
    form: str
    period: str
    outcome: str
    statements: int
    proved: int
    facts: int
    suggested: int
    own: int
    printed: int
    reported: int
    lost: int
    errors: int
    warnings: int
    suppressed: int
    signed: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """One run: its figures, findings by rule, filings by their ids, and the decisions that suppress findings."""

    measures: tuple[Measure, ...]
    rules: tuple[RuleCount, ...]
    filings: tuple[Line, ...]
    decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What became different in one filing since the run before: ``errors 0 → 2``; ``is_worse`` if any of it is."""

    id: str
    words: tuple[str, ...]
    is_worse: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """A run and, if there is one to compare with, the run before and what changed since."""

    now: Batch
    before: Batch | None = None

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every filing that differs between the runs, by its id."""
        if self.before is None:
            return ()
        sides = [{line.id: line for line in batch.filings} for batch in (self.before, self.now)]
        found = (_change(id, sides[0].get(id), sides[1].get(id)) for id in sorted(sides[0].keys() | sides[1].keys()))
        return tuple(change for change in found if change.words)


def look_over(out: Path, against: Path | None = None) -> Overview:
    """Look over the last run that wrote to a folder, and over another to compare it with."""
    return Overview(_load_batch(out), _load_batch(against) if against else None)


def _load_batch(out: Path) -> Batch:
    entries = _entries(out)
    findings = {entry["id"]: load_findings(out / entry["id"]) for entry in entries if entry["outputs"]}
    signoffs, taxonomy = last_signoffs(out), hash_taxonomy(out)
    lines = []
    for entry in entries:
        signoff = signoffs.get(entry["id"])
        is_old = signoff is not None and is_outdated(signoff, entry, taxonomy)
        lines.append(_line(entry, f"{signoff}{', changed since' * is_old}" if signoff else "", is_old))
    decisions = {_decision(told) for entry in entries for told in entry["suppressed"]}
    measures = tuple(_measures(entries, findings, sum(bool(line.signed) for line in lines)))
    return Batch(measures, _count_rules(findings.values()), tuple(lines), tuple(sorted(decisions)))


def _entries(out: Path) -> Sequence[Entry]:
    try:
        entries: Sequence[Entry] = json.loads((out / RECORD).read_bytes())["inputs"]
        for entry in entries:
            if entry["id"] != Path(entry["id"]).name:
                raise ValueError(f"{entry['id']} is no name of a folder")
            _line(entry, "", False)
            sorted(map(_decision, entry["suppressed"]))
    except OSError as error:
        message = f"cannot be read: {error.strerror}; name a folder that `tieout run --out` wrote"
        raise DataError([Problem(Source(f"{out.name}/{RECORD}", 1), message)]) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"is no manifest of this tieout ({error!r}); run again"
        raise DataError([Problem(Source(f"{out.name}/{RECORD}", 1), message)]) from error
    return sorted(entries, key=lambda entry: str(entry["id"]))


def _decision(told: Mapping[str, Any]) -> str:
    return f"{told['row']}: {told['rule']} suppressed by {told['by']} until {told['expires']}: {told['reason']}"


def _line(entry: Entry, signed: str, is_old: bool) -> Line:
    filing, numbers, findings = entry["filing"] or {}, entry["numbers"], entry["findings"]
    statements = len(entry["statements"])
    proved = sum(statement["verdict"] == "proved" for statement in entry["statements"])
    reasons = [
        (f"{entry['outcome']}: {entry['reason']}", entry["outcome"] in ("rejected", "quarantined")),
        (f"error findings: {findings['error']}", findings["error"] > 0 and entry["outputs"]),
        (f"printed numbers lost: {numbers['lost']}", numbers["lost"] > 0),
        (f"{statements - proved} of {statements} statements not proved", proved < statements),
        ("changed since it was signed", is_old),
    ]
    return Line(
        id=entry["id"],
        path=entry["path"],
        name=filing.get("name") or "",
        cik=filing.get("cik") or "",
        form=filing.get("form") or "",
        period=filing.get("period") or "",
        outcome=entry["outcome"],
        statements=statements,
        proved=proved,
        facts=entry["facts"],
        suggested=entry["facts_by_status"].get("suggested", 0),
        own=entry["facts_by_status"].get("own", 0),
        printed=numbers["printed"],
        reported=numbers["reported"],
        lost=numbers["lost"],
        errors=findings["error"],
        warnings=findings["warning"],
        suppressed=sum(told["findings"] for told in entry["suppressed"]),
        signed=signed,
        reasons=tuple(words for words, holds in reasons if holds),
    )


def _measures(
    entries: Sequence[Entry], findings: Mapping[str, Sequence[PastFinding]], signed: int
) -> Iterator[Measure]:
    statements = [statement for entry in entries for statement in entry["statements"]]
    proved = sum(statement["verdict"] == "proved" for statement in statements)
    sums = {kind: sum(statement[f"sums_{kind}"] for statement in statements) for kind in ("proved", "broken")}
    numbers = {name: sum(entry["numbers"][name] for entry in entries) for name in ("printed", "reported", "lost")}
    facts = sum(entry["facts"] for entry in entries)
    unflagged = sum(entry["facts_by_status"].get(status, 0) for entry in entries for status in UNFLAGGED)
    passed = sum(any(finding.code == PASSED for finding in told) for told in findings.values())
    yield Measure("filings read", len(findings), len(entries))
    yield Measure("filings without error findings", sum(not e["findings"]["error"] for e in entries), len(entries))
    yield Measure("filings that Arelle passed", passed, len(entries))
    yield Measure("filings signed for", signed, len(entries))
    yield Measure("statements proved", proved, len(statements))
    yield Measure("sums that hold", sums["proved"], sums["proved"] + sums["broken"])
    yield Measure("printed numbers in facts", numbers["reported"], numbers["printed"])
    yield Measure("printed numbers lost", numbers["lost"], numbers["printed"])
    yield Measure("facts by rule or structure, unflagged", unflagged, facts)


def _count_rules(findings: Iterable[Sequence[PastFinding]]) -> tuple[RuleCount, ...]:
    """The rules that found something, errors first, then the most frequent."""
    found: Counter[tuple[str, str]] = Counter()
    filings: Counter[tuple[str, str]] = Counter()
    suppressed: Counter[tuple[str, str]] = Counter()
    for of_filing in findings:
        rules = [(finding.code, finding.severity) for finding in of_filing]
        found.update(rules)
        filings.update(set(rules))
        suppressed.update((finding.code, finding.severity) for finding in of_filing if finding.suppressed)
    counts = [RuleCount(*rule, found[rule], filings[rule], suppressed[rule]) for rule in found]
    order = {"error": 0, "warning": 1}
    return tuple(sorted(counts, key=lambda count: (order.get(count.severity, 2), -count.findings, count.code)))


def _change(id: str, before: Line | None, now: Line | None) -> Change:
    if before is None or now is None:
        return Change(id, ("was not in the run before" if before is None else "is not in this run",), now is None)
    figures = (("proved", 1), ("facts", 1), ("reported", 1), ("lost", -1), ("errors", -1), ("warnings", -1))
    steps = {name: (getattr(now, name) - getattr(before, name)) * good for name, good in figures}
    words = [f"{name} {getattr(before, name)} → {getattr(now, name)}" for name, step in steps.items() if step]
    if before.outcome != now.outcome:
        words.insert(0, f"{before.outcome} → {now.outcome}")
    return Change(id, tuple(words), any(step < 0 for name, step in steps.items() if name != "facts"))
