"""A reviewer's decisions → mapping rows, and what they would change in the runs that were done.

In: the ``review.csv`` of a filing, decisions in it or beside it, and the mappings. Out: the rows to write, each with
its author, its day and its evidence, and the facts of earlier runs that would take another concept. A decision that
cannot be is told with its place. What becomes of a table's other rows is for `amend` to know.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from pipeline.emit.review import BEST, COLUMNS
from pipeline.labels import normalise_label, normalise_section
from pipeline.mappings import OWN, STATEMENTS, Mappings, Query, choose_rule
from pipeline.model import Rule, Source, Unit
from pipeline.runs import PastFact, filing_folders, load_facts, load_ledger
from pipeline.tables import DataError, Problem, Row, format_safe_cell
from pipeline.taxonomy import Taxonomy
from pipeline.tidy import parse_saved_table

QUEUE = "review.csv"
SKIP = "skip"
NO_FILER = "0000000000"
_CANDIDATE = re.compile(r"(?:accept )?([1-9])")
_SHARES, _MONEY = "xbrli:shares", "iso4217:"


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decides, and the day that they give to it."""

    name: str
    day: date


@dataclass(frozen=True, slots=True)
class Change:
    """Facts of an earlier run that one line item states, and the concept and status they would take."""

    filing: str
    row: str
    label: str
    facts: int
    before: str
    after: str


def load_queue(path: Path) -> tuple[Row, ...]:
    """The rows of a queue, as a run wrote it or a spreadsheet saved it."""
    rows, problems = parse_saved_table(path, COLUMNS)
    if problems:
        raise DataError(problems)
    return tuple(rows)


def with_decisions(queue: Sequence[Row], filled: Iterable[Row], accepted: Mapping[str, str]) -> tuple[Row, ...]:
    """The queue with the decisions of a filled-in copy of it, and those given by row."""
    rows = {row["row"]: row for row in queue}
    problems = []
    for row in filled:
        known = rows.get(row["row"])
        if known is None or normalise_label(known["label"]) != normalise_label(row["label"]):
            problems.append(Problem(row.source, f"row {row['row']!r} ({row['label']}) is not in the queue"))
            continue
        if row["section"] not in ("", known["section"]):
            message = f"section {row['section']!r}: leave {known['section']!r}, or clear it to decide for every section"
            problems.append(Problem(row.source, message))
        rows[row["row"]] = known.replaced(section=row["section"], decision=row["decision"])
    for name, decision in accepted.items():
        if name in rows:
            rows[name] = rows[name].replaced(decision=decision)
        else:
            problems.append(Problem(Source("--accept", 1), f"row {name!r} is not in the queue"))
    if problems:
        raise DataError(problems)
    return tuple(rows.values())


def propose_rules(queue: Iterable[Row], filing: str, reviewer: Reviewer, taxonomy: Taxonomy) -> list[Rule]:
    """The mapping rows that the decisions of a queue ask for; every decision that cannot be is told."""
    problems: list[Problem] = []
    rules: dict[tuple[str, str, str], Rule] = {}
    for row in queue:
        concept = _concept(row)
        if concept is None:
            continue
        rule = _rule(row, concept, filing, reviewer)
        problems += [Problem(row.source, fault) for fault in _faults(row, rule, taxonomy)]
        first = rules.setdefault((rule.statement, rule.label, rule.section), rule)
        if first.concept != concept:
            message = f"'{row['label']}' is decided as {concept} here and as {first.concept} in {first.source}"
            problems.append(Problem(row.source, message))
    if problems:
        raise DataError(problems)
    return list(rules.values())


def _concept(row: Row) -> str | None:
    """The concept that a decision names; None where there is none, or it is put off."""
    decision = row["decision"].strip()
    if not decision or decision.lower() == SKIP:
        return None
    if decision.lower() == OWN:
        return OWN
    if number := _CANDIDATE.fullmatch(decision.lower()):
        return row[f"concept_{number[1]}"] if int(number[1]) <= BEST else ""
    return decision.rpartition(":")[2]


def _rule(row: Row, concept: str, filing: str, reviewer: Reviewer) -> Rule:
    by = " ".join(reviewer.name.split())
    note = f"{filing}:{row['line']} '{row['label']}' {row['amounts']}: {row['status']} {row['concept']} before"
    label, section = normalise_label(row["label"]), normalise_section(row["section"].replace("*", " "))
    seen = f"review {reviewer.day.isoformat()} by {by}"
    return Rule(row["statement"], label, section, concept, "", seen, format_safe_cell(note), row.source)


def _faults(row: Row, rule: Rule, taxonomy: Taxonomy) -> Iterator[str]:
    if rule.statement not in STATEMENTS:
        yield f"a {rule.statement} has no mapping table: only {SKIP} can be decided of it"
    if not rule.label:
        yield f"row {row['row']} has no caption that a mapping row could name"
    if not rule.concept:
        yield f"decision {row['decision']!r} names a candidate that the row does not have"
    elif rule.concept != OWN and rule.concept not in taxonomy.concepts:
        near = get_close_matches(rule.concept, taxonomy.concepts, n=3)
        told = f"; near it are {', '.join(near)}" if near else ""
        yield f"decision {row['decision']!r} is not 1 to {BEST}, {OWN}, {SKIP} or a concept of the taxonomy{told}"


# --- what it would change -------------------------------------------------------------------


def find_changes(out: Path, mappings: Mappings, rules: Sequence[Rule]) -> Iterator[Change]:
    """The line items of every filing below ``out`` that would follow one of the rules, and do not say so now.

    Only the rules decide here: what a total or a section becomes because a row in it changed, a new run tells.
    """
    added = {(rule.statement, rule.label, rule.section, rule.seen): rule for rule in rules}
    labels = {rule.label for rule in rules}
    for folder in filing_folders(out):
        if not any(normalise_label(row["label"]) in labels for row in load_ledger(folder)):
            continue
        items: dict[str, list[PastFact]] = {}
        facts = load_facts(folder)
        for fact in facts:
            if fact.table and normalise_label(fact.row["label"]) in labels:
                items.setdefault(fact.line_item, []).append(fact)
        year = max(fact.last_day for fact in facts).year
        for of_item in items.values():
            rule = choose_rule(mappings, _query(of_item[0], year)).rule
            if rule and (rule.statement, rule.label, rule.section, rule.seen) in added:
                yield from _change(folder.name, of_item, rule)


def _query(fact: PastFact, year: int) -> Query:
    cik = fact.entity.rpartition(":")[2]
    return Query(fact.table, fact.row["label"], fact.sections, cik, (), _unit(fact.unit), year)


def _unit(unit: str) -> Unit:
    if unit.endswith(f"/{_SHARES}"):
        return Unit.PER_SHARE
    return Unit.SHARES if unit == _SHARES else Unit.MONEY if unit.startswith(_MONEY) else Unit.PURE


def _change(filing: str, facts: Sequence[PastFact], rule: Rule) -> Iterator[Change]:
    row = facts[0].row
    concept, after = row["concept"].rpartition(":")[2], OWN if rule.concept == OWN else "rule"
    if row["status"] != after or (concept != rule.concept and after != OWN):
        before = f"{concept} ({row['status']})"
        name = concept if row["status"] == after == OWN else rule.concept
        yield Change(filing, facts[0].line_item, row["label"], len(facts), before, f"{name} ({after})")
