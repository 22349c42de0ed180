"""The columns of a table of loans that tell the years in which they were made → the concept of each.

In: a table that is dated and measured, the words it stands in, and its cells. Out: a claim for each amount of loans
made in one year, or before the earliest that is shown. What was written off of them or is allowed for, and how losses
of accident years developed, is for others to name.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from pipeline.labels import normalise_label
from pipeline.model import Column, Period, Statement, Unit
from pipeline.note_told import Scene
from pipeline.notes.cells import Cell
from pipeline.notes.claims import Claim, suggest
from pipeline.periods import BARE_YEAR

OF_AGE = (
    "FinancingReceivableOriginatedInCurrentFiscalYear",
    "FinancingReceivableOriginatedInFiscalYearBeforeLatestFiscalYear",
    "FinancingReceivableOriginatedTwoYearsBeforeLatestFiscalYear",
    "FinancingReceivableOriginatedThreeYearsBeforeLatestFiscalYear",
    "FinancingReceivableOriginatedFourYearsBeforeLatestFiscalYear",
)
"""What loans are called that were made in the latest year, the year before, and so on: the five that must be shown."""
EARLIER = "FinancingReceivableOriginatedFiveOrMoreYearsBeforeLatestFiscalYear"
SURE, SURER = Decimal("0.9"), Decimal("0.91")
"""How sure an amount under such a year is one of loans made in it, where the words speak of loans; and one of a row
that others add up to: those are parts of it."""

TELLING = "its column tells the year in which the loans were made"

_LENT = frozenset(("loan", "receivable", "mortgage", "lending", "origination", "originated"))
_LOST = frozenset(("accident", "claim", "policy", "insurance", "premium"))
_PRIOR = re.compile(r"\W*(?:prior|before|and (?:prior|before)|earlier)\b", re.I)
_LOSSES = re.compile(
    r"\b(?:write|writ|charge|recover)\w*(?:[- ]?(?:offs?|downs?))?\b|(?<!before )(?<!excluding )\ballowances?\b", re.I
)
"""What a row is called that tells what was written off, or what is allowed for, of the loans of other rows."""


def claim_vintages(
    table: Statement, scene: Scene, rows: Iterable[Sequence[Cell]]
) -> Iterator[tuple[tuple[int, int], Claim]]:
    """A claim for each amount of loans by the year in which they were made, with its row and column."""
    concepts = _concepts(table) if _is_of_loans(table, scene) else {}
    for row, (item, cells) in enumerate(zip(table.items, rows, strict=True)):
        if item.unit is Unit.MONEY and not any(map(_LOSSES.search, (*item.section[-1:], item.label))):
            for cell in cells:
                if cell.period.is_instant and cell.at in concepts:
                    yield (row, cell.at), suggest(concepts[cell.at], SURER if item.total_of else SURE, TELLING)


def _is_of_loans(table: Statement, scene: Scene) -> bool:
    """Whether the words around a table, or its own headings, speak of loans, and not of what insurers owe."""
    told = " ".join(text for column in table.columns for text in column.tiers)
    captions = " ".join(text for item in table.items for text in (item.label, *item.section))
    words = scene.lead | scene.title | set(normalise_label(f"{told} {captions}").split())
    return bool(words & _LENT) and not words & _LOST


def _concepts(table: Statement) -> dict[int, str]:
    """The concepts of the columns that are headed by years in a row, or by the years before them."""
    groups: dict[Period, list[tuple[int, int | None]]] = {}
    for at, column in enumerate(table.columns):
        if column.period and column.tiers and (_year(column) or _PRIOR.match(column.tiers[-1])):
            groups.setdefault(column.period, []).append((at, _year(column)))
    found: dict[int, str] = {}
    for group in groups.values():
        years = [year for _, year in group if year]
        latest = max(years, default=0)
        if sorted(years, reverse=True) == [latest - age for age in range(len(OF_AGE))] and len(group) > len(years):
            found |= {at: OF_AGE[latest - year] if year else EARLIER for at, year in group}
    return found


def _year(column: Column) -> int | None:
    """The year that the last line of a heading is, or ends with, and that is not one before which loans were made."""
    last = column.tiers[-1] if column.tiers else ""
    match = BARE_YEAR.search(last)
    return int(match[0]) if match and not _PRIOR.match(last) else None
