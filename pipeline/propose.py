"""Counted labels and the mapping tables as they stand → the rows to add or put in the place of others.

In: the counts of a labels file, the rules that stand, and the thresholds of ``evidence/thresholds.csv``. Out: proposals
for the statements' tables, and what was refused and why. A row of a person is never touched; a learned row gives way
only to more evidence. How counts become rows is for `learn` to know, how tables are written for `amend`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from pipeline.learn import SECTIONS_OF, Counts, Refusal, Thresholds, format_rules, labels_columns, learn_rules
from pipeline.mappings import is_learned
from pipeline.model import Rule
from pipeline.tables import DataError, Problem, Row, parse_table
from pipeline.taxonomy import Taxonomy

FILE = "evidence/thresholds.csv"
COLUMNS = ("name", "value")
_SHARE = re.compile(r"0\.\d+|1(?:\.0+)?")
_YEARS = re.compile(r"\d{4}-\d{4}")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row that the evidence carries, and the learned row that it takes the place of."""

    rule: Rule
    instead_of: Rule | None = None


def load_thresholds(folder: Path, counted: str, years: str = "") -> Thresholds:
    """What evidence a row needs, by the tables' own ``thresholds.csv``; ``counted`` is ``filers`` or ``filings``."""
    unit = f"{counted} {years}".strip()
    path = folder / FILE
    if not path.is_file():
        return Thresholds(unit=unit)
    rows, problems = parse_table(path, COLUMNS, f"{folder.name}/{FILE}")
    problems += [Problem(row.source, fault) for row in rows for fault in _threshold_faults(row)]
    values = {row["name"]: row["value"] for row in rows}
    if problems:
        raise DataError(problems)
    default = Thresholds()
    return Thresholds(int(values.get("count", default.filers)), Decimal(values.get("share", default.share)), unit)


def unknown_tags(path: Path, taxonomy: Taxonomy) -> tuple[str, ...]:
    """The tags of a labels file that are no concepts of the taxonomy: evidence that nothing can be learned from."""
    rows, _ = parse_table(path, labels_columns(path))
    return tuple(sorted({row["tag"] for row in rows} - set(taxonomy.concepts)))


def is_span_of_years(text: str) -> bool:
    """Whether a text names first and last year as ``seen`` does: ``2021-2025``."""
    return _YEARS.fullmatch(text) is not None


def _threshold_faults(row: Row) -> Iterator[str]:
    if row["name"] not in ("count", "share"):
        yield f"threshold {row['name']!r} is not count or share"
    elif row["name"] == "count" and not (row["value"].isdecimal() and int(row["value"])):
        yield f"count {row['value']!r} is not a whole number from 1"
    elif row["name"] == "share" and not _SHARE.fullmatch(row["value"]):
        yield f"share {row['value']!r} is not a number from 0 to 1 such as 0.5"


def propose_rows(
    counts: Counts, standing: Sequence[Rule], folder: str, taxonomy: Taxonomy, thresholds: Thresholds
) -> tuple[list[Proposal], list[Refusal]]:
    """The rows that the counts carry and the tables lack; ``folder`` is the name of the tables' folder."""
    proposals: list[Proposal] = []
    refusals: list[Refusal] = []
    for statement in SECTIONS_OF:
        of_table = [rule for rule in standing if rule.source.path == f"{folder}/{statement}.csv"]
        everywhere = [replace(rule, statement=statement) for rule in standing if rule.statement == "*"]
        kept = [*everywhere, *(rule for rule in of_table if not is_learned(rule))]
        mine = {key: found for key, found in counts.items() if key[0] == statement}
        learned, refused = learn_rules(mine, taxonomy, kept, thresholds)
        known = {(rule.label, rule.section): rule for rule in of_table}
        for rule in learned:
            other = known.get((rule.label, rule.section))
            if other is None or _counted(rule) > _counted(other):
                proposals.append(Proposal(rule, other))
            elif other.concept != rule.concept:
                reason = f"{other.source} says {other.concept} ({other.seen}), the count {rule.concept} ({rule.seen})"
                refused.append(Refusal(statement, rule.label, rule.section, reason))
        refusals += refused
    return proposals, refusals


def _counted(rule: Rule) -> tuple[int, int]:
    """How many had the caption, and how many of them chose the concept: what one learned row has more of."""
    count, _, of, *_ = rule.seen.split()
    return int(of), int(count)


def amended_tables(proposals: Iterable[Proposal], standing: Iterable[Rule], folder: str) -> dict[str, str]:
    """The text of each table that the proposals change, every other row as it stands."""
    added: dict[str, list[Proposal]] = {}
    for proposal in proposals:
        added.setdefault(proposal.rule.statement, []).append(proposal)
    rules = list(standing)
    tables = {}
    for statement, of_table in added.items():
        gone = {proposal.instead_of for proposal in of_table}
        kept = [rule for rule in rules if rule.source.path == f"{folder}/{statement}.csv" and rule not in gone]
        tables[f"{statement}.csv"] = format_rules([*kept, *(proposal.rule for proposal in of_table)])
    return tables
