"""Ledger entries and a filing's presentation → the line of which statement each fact is printed on.

In: the ledger's entries of facts, and each statement's lines. Out: each fact's statement and line by number, and what
kind of statement each is. How values are keyed is not known here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import StatementKind
from pipeline.warehouse.concepts import Line

STMT = {
    StatementKind.BALANCE_SHEET: "BS",
    StatementKind.INCOME_STATEMENT: "IS",
    StatementKind.CASH_FLOW: "CF",
    StatementKind.EQUITY: "EQ",
    StatementKind.COMPREHENSIVE_INCOME: "CI",
    StatementKind.COVER: "CP",
    StatementKind.NOTE: "UN",
    StatementKind.PROSE: "UN",
    StatementKind.ITEM: "UN",
}
"""What the SEC's data sets call each kind of statement."""
UNCLASSIFIED = "UN"
_IN_STATEMENT = re.compile(r"s(\d+)r")
"""How the id of a fact that a statement printed begins: with the statement's number."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What the ledger says of a fact that was printed."""

    fact_id: str
    statement: str
    section: str
    label: str
    text: str
    concept: str

    @property
    def is_parenthetical(self) -> bool:
        """Whether the amount stands within the words of the caption above it: "Common stock, $.10 par value"."""
        return bool(self.text) and self.text in self.section.rpartition(" > ")[2]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each fact is printed, as (report, line), and what each report is; both are counted from 1."""

    places: Mapping[str, tuple[int, int]]
    kinds: Mapping[int, str]
    parenthetical: frozenset[tuple[int, int]]


def lay_out(
    printed: Sequence[Printed], reports: Sequence[Sequence[Line]], labels: Mapping[str, Mapping[str, str]]
) -> Layout:
    """Find each fact's line: reports stand in the order of the statements, the cover before them, the rest behind."""
    groups: dict[tuple[int, int], list[Printed]] = {}
    for one in printed:
        groups.setdefault(_group(one), []).append(one)
    places: dict[str, tuple[int, int]] = {}
    kinds: dict[int, str] = {}
    concepts = {number: {line.concept for line in lines} for number, lines in enumerate(reports, 1)}
    for _, group in sorted(groups.items()):
        free = [number for number in concepts if number not in kinds]
        shown = {number: sum(one.concept in concepts[number] for one in group) for number in free}
        report = max(free, key=lambda number: shown[number], default=0)  # of equals the first
        if shown.get(report):
            kinds[report] = STMT[StatementKind(group[0].statement)]
        for one in group:
            if number := _report_of(one.concept, report, concepts):
                places[one.fact_id] = number, _line(one, reports[number - 1], labels)
    within = frozenset(places[one.fact_id] for one in printed if one.is_parenthetical and one.fact_id in places)
    return Layout(places, kinds, within)


def _group(one: Printed) -> tuple[int, int]:
    """The cover, then each statement by its number, then facts that none printed, by kind."""
    if one.statement == StatementKind.COVER:
        return 0, 0
    match = _IN_STATEMENT.match(one.fact_id)
    return (1, int(match[1])) if match else (2, list(StatementKind).index(StatementKind(one.statement)))


def _report_of(concept: str, report: int, concepts: Mapping[int, set[str]]) -> int | None:
    """The report that shows a fact: its statement's own, else the one that shows its concept at all."""
    numbers = (report, *concepts) if report else tuple(concepts)
    return next((number for number in numbers if concept in concepts[number]), None)


def _line(one: Printed, lines: Sequence[Line], labels: Mapping[str, Mapping[str, str]]) -> int:
    """The line of a fact's concept; of several that which is labelled as the fact is."""
    own = [line for line in lines if line.concept == one.concept]
    said = (line for line in own if labels.get(line.concept, {}).get(line.role) == one.label)
    return next(said, own[0]).order
