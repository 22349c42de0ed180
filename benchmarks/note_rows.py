"""The rows of the tables of the notes of real filings, and what their filers tagged them as.

In: the HTML filings of ``../shared`` and the facts beside them. Out: for each filing what the pipeline asks of the rows
of its notes' tables, and the concept that the filer gave the same amounts. A row is its filer's by value and period;
where several facts state the value, by its place among the facts, which stand in the order of the print.
"""

import json
import re
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median_low

from folds import SHARED, load_score

from pipeline.model import Period, Report, Statement, StatementKind, Unit
from pipeline.notes import read_notes, scenes_of
from pipeline.notes.cells import period_of
from pipeline.notes.concepts import Asked, ask_of
from pipeline.notes.echoes import know_statements
from pipeline.notes.name import Lookup
from pipeline.periods import fiscal_year
from pipeline.read.sgml import read_submission
from pipeline.reference import Reference
from pipeline.run import make_report

CORPUS = SHARED / "corpus" / "html"
OWN_FACT = "ext:"
STANDARD = ("us-gaap", "srt", "dei")
UNITS = {"iso4217:USD": Unit.MONEY, "xbrli:shares": Unit.SHARES, "iso4217:USD/xbrli:shares": Unit.PER_SHARE}
NEIGHBOURS = 3
"""Rows before and after one whose facts tell where its own stands."""


@dataclass(frozen=True, slots=True)
class TrueFact:
    """A fact as its filer tagged it: its place among all, its bare concept (``ext:`` = the filer's own), the rest."""

    at: int
    concept: str
    period: Period
    value: Decimal
    unit: Unit
    is_dimensional: bool


@dataclass(frozen=True, slots=True)
class Row:
    """What is asked of cells of a row, the concept its filer gave them, and whether the sign was kept."""

    asked: Asked
    table: int
    concept: str
    """Empty where no fact of the filer's states the amounts."""
    is_dimensional: bool
    printed: str
    """``positive`` or ``negative``, as most of the amounts are printed."""
    is_turned: bool
    """Whether the filer states them with the other sign."""


@dataclass(frozen=True, slots=True)
class Read:
    """A filing as read: its filer, its tables and their rows."""

    path: Path
    filer: str
    tables: tuple[Statement, ...]
    rows: tuple[Row, ...]


def filings() -> list[Path]:
    """The HTML filings whose facts are known."""
    return sorted(CORPUS.glob("*.htm"))


def filer_of(path: Path) -> str:
    """The filer of a filing: two filings of one company are of one filer.

    >>> filer_of(Path("the-boeing-company_2023-06-30_10-q_1.htm")), filer_of(Path("boeing-co_2023-12-31_10-k_1.htm"))
    ('boeing', 'boeing')
    """
    return re.sub(r"^the-|-(?:co|company|corp|corporation|inc|incorporated|plc)$", "", path.name.partition("_")[0])


def true_facts(path: Path) -> Iterator[TrueFact]:
    """The numeric facts of a filing in the order of the print."""
    score = load_score()
    for at, fact in enumerate(json.loads(path.with_suffix("").with_suffix(".facts.json").read_text())):
        value, unit = score.num(fact.get("value")), fact.get("unit")
        if value is None or not unit:
            continue
        prefix, name = fact["concept"].split(":")
        start, end = fact.get("start"), fact.get("end") or fact["instant"]
        period = Period(date.fromisoformat(start) if start else None, date.fromisoformat(end))
        counted = UNITS.get(unit, Unit.MONEY if unit.startswith("iso4217") else Unit.PURE)
        concept = name if prefix in STANDARD else OWN_FACT + name
        yield TrueFact(at, concept, period, value, counted, bool(fact.get("dims")))


def is_near(one: Period | None, other: Period) -> bool:
    """Whether two periods are the same but for a few days; a period that is not known is any."""
    if one is None:
        return True
    if (one.start is None) != (other.start is None) or abs((one.end - other.end).days) > 3:
        return False
    return one.start is None or other.start is None or abs((one.start - other.start).days) <= 8


def read_rows(path: Path, reference: Reference) -> Read:
    """Read a filing, and find what its filer tagged the rows of its notes' tables as."""
    filing, findings = read_submission(path.read_bytes(), path.name)
    assert filing is not None
    report = make_report(filing, findings, reference)
    stated = [fact for fact in report.facts if fact.statement not in (StatementKind.NOTE, StatementKind.PROSE)]
    notes = read_notes(report.filing, report.statements, stated, reference.taxonomy, reference.mappings)
    year = fiscal_year(fact.context.period for fact in stated) or 0
    about = Lookup(reference.taxonomy, reference.mappings, (report.filing.cik or "").lstrip("0"), year)
    known, scenes = know_statements(stated, about), scenes_of(notes, report.tables)
    asked = [ask_of(table, scene, year, known) for table, scene in zip(report.tables, scenes, strict=True)]
    return Read(path, filer_of(path), report.tables, tuple(_with_truth(report, asked, list(true_facts(path)))))


def _with_truth(report: Report, asked: Sequence[Sequence[Asked]], facts: Sequence[TrueFact]) -> Iterator[Row]:
    of_value: dict[Decimal, list[TrueFact]] = defaultdict(list)
    for fact in facts:
        of_value[abs(fact.value)].append(fact)
    same = {
        (number, one.row, column): _same(report.tables[number], one, column, of_value)
        for number, of_table in enumerate(asked)
        for one in of_table
        for column in one.columns
    }
    places = list(same)
    anchors = [(at, same[place][0].at) for at, place in enumerate(places) if len(same[place]) == 1]
    order = {place: at for at, place in enumerate(places)}
    for number, of_table in enumerate(asked):
        for one in of_table:
            cells = [(number, one.row, column) for column in one.columns]
            true = {place: _nearest(same[place], order[place], anchors) for place in cells if same[place]}
            yield _row(report.tables[number], number, one, {place[2]: fact for place, fact in true.items()})


def _value(table: Statement, one: Asked, column: int) -> Decimal:
    item = table.items[one.row]
    amount = item.amounts[column]
    assert amount is not None and amount.value is not None
    return amount.value.scaleb(item.scale)


def _same(table: Statement, one: Asked, column: int, of_value: Mapping[Decimal, Sequence[TrueFact]]) -> list[TrueFact]:
    """The facts that state a cell's amount for its time."""
    period = period_of(table.items[one.row], table.columns[column])
    value = abs(_value(table, one, column))
    found = [fact for fact in of_value.get(value, ()) if value and is_near(period, fact.period)]
    return [fact for fact in found if fact.unit is one.told.unit]


def _nearest(facts: Sequence[TrueFact], at: int, anchors: Sequence[tuple[int, int]]) -> TrueFact:
    """The fact whose place among the facts is nearest to those of the cells around."""
    place = bisect(anchors, (at, 0))
    around = [of for _, of in anchors[max(place - NEIGHBOURS, 0) : place + NEIGHBOURS]]
    middle = median_low(around) if around else 0
    return min(facts, key=lambda fact: abs(fact.at - middle))


def _row(table: Statement, number: int, one: Asked, true: Mapping[int, TrueFact]) -> Row:
    chosen = Counter(fact.concept for fact in true.values())
    concept = chosen.most_common(1)[0][0] if chosen else ""
    values = [_value(table, one, column) for column in one.columns]
    negative = 2 * sum(value < 0 for value in values) > len(values)
    mine = [(column, fact) for column, fact in true.items() if fact.concept == concept]
    turned = sum((fact.value < 0) != (_value(table, one, column) < 0) for column, fact in mine)
    dimensional = 2 * sum(fact.is_dimensional for _, fact in mine) > len(mine)
    return Row(one, number, concept, dimensional, "negative" if negative else "positive", 2 * turned > len(mine) > 0)
