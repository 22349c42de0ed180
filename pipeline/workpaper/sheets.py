"""Statements → sheets: rows and columns as printed, what adds up to what, and what was printed but is no fact.

In: a report on laid-out lines and the same in the user's file. Out: a `Sheet` for each statement, one for the
cover and one for the notes, and the printed numbers that are no fact. Which concept a row has is not known here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.census import find_lost, reasons_for_silence
from pipeline.model import (
    Amount,
    Column,
    Fact,
    LineItem,
    Period,
    Report,
    Skipped,
    Source,
    Statement,
    StatementKind,
    Sum,
)
from pipeline.workpaper.nouns import Footing, Heading, Place, PrintedRow, Sheet, Unreported

LONGEST_TEXT = 200
"""Characters of a text that a row shows: a note as a whole stands in the other outputs."""
NO_FACT = "no fact was made of it"
"""What is said of an amount of a note's table that states nothing of its own."""
PROVED, ROUNDED, BROKEN = "proved", "within rounding", "does not add up"
"""What is said of a sum in one column; nothing is said where its total is not printed."""

OF_NOTES = (StatementKind.NOTE, StatementKind.PROSE, StatementKind.ITEM)
"""What is no statement: nothing says that it must add up."""
_GAP = re.compile(" {4,}")


Beside = Mapping[StatementKind, Sequence[Fact]]
"""The facts that stand in no statement and no table, by what they are of: the cover, the notes."""


def make_sheets(laid_out: Report, traced: Report, beside: Beside) -> list[Sheet]:
    """The statements and the tables of the notes in their order, then the cover and the notes: a row for each fact."""
    lines = dict(laid_out.filing.numbered_lines())
    sheets = [_sheet(*pair, lines) for pair in zip(printed_tables(laid_out), printed_tables(traced), strict=True)]
    moved = {fact.id: fact for fact in traced.facts}
    for kind, facts in beside.items():
        sheets.append(_beside(kind, [_row(_alone(fact), _alone(moved[fact.id]), lines) for fact in facts]))
    return sheets


def printed_tables(report: Report) -> tuple[Statement, ...]:
    """What numbers were read in: the statements, the tables and sentences of the notes, and the items of the form."""
    return (*report.statements, *report.tables, *report.prose, *report.items)


def _alone(fact: Fact) -> LineItem:
    """A fact's line item with the fact's amount alone."""
    return replace(fact.item, amounts=(fact.amount,))


def facts_beside(report: Report) -> Beside:
    printed = {(s.kind, a.source) for s in printed_tables(report) for item in s.items for a in item.amounts if a}
    found: dict[StatementKind, list[Fact]] = {}
    for fact in report.facts:
        if (fact.statement, fact.amount.source) not in printed:
            found.setdefault(fact.statement, []).append(fact)
    return found


def format_period(period: Period | None) -> str:
    """Say a period in words.

    >>> from datetime import date
    >>> format_period(Period(None, date(2004, 5, 31))), format_period(Period(date(2003, 12, 1), date(2004, 5, 31)))
    ('as of 2004-05-31', '2003-12-01 to 2004-05-31')
    """
    if period is None:
        return ""
    end = period.end.isoformat()
    return f"{period.start.isoformat()} to {end}" if period.start else f"as of {end}"


def squeeze(text: str) -> str:
    """A print with single blanks, cut where it is a long text.

    >>> squeeze("$    206,695")
    '$ 206,695'
    """
    words = " ".join(text[: 2 * LONGEST_TEXT].split())
    return words if len(words) <= LONGEST_TEXT else words[:LONGEST_TEXT] + "…"


def place_of(source: Source) -> Place:
    """A place as numbers: line, first character, the one after the last."""
    return [source.line, source.start, source.end]


def list_unreported(laid_out: Report, traced: Report) -> list[Unreported]:
    """The numbers of statements and tables that are no fact: set aside with a reason, or lost."""
    silent, stated = reasons_for_silence(laid_out), {fact.amount.source for fact in laid_out.facts}
    found = []
    for number, (table, in_file) in enumerate(zip(printed_tables(laid_out), printed_tables(traced), strict=True)):
        for skipped, moved in zip(table.skipped, in_file.skipped, strict=True):
            found.append(_unreported(number, skipped, skipped.reason, (skipped.source, moved.source)))
        for item, amount, place in _amounts(table, in_file):
            if amount.source in stated:
                continue
            if reason := silent.get(amount.source, NO_FACT if table.kind in OF_NOTES else ""):
                set_aside = Skipped(amount.text, reason, amount.source, item.label)
                found.append(_unreported(number, set_aside, reason, (amount.source, place)))
    lost = find_lost(laid_out)
    places = _places_of_amounts(laid_out, traced) if lost else {}
    for source, text in lost:
        sheet = next((n for n, s in enumerate(laid_out.statements) if s.prints(source)), 0)
        found.append(_unreported(sheet, Skipped(text, "", source), "", (source, places.get(source, source))))
    return sorted(found, key=lambda number: number["laid_out"])


def _unreported(sheet: int, set_aside: Skipped, reason: str, sources: tuple[Source, Source]) -> Unreported:
    printed, in_file = map(place_of, sources)
    status = "skipped" if reason else "lost"
    text, words = squeeze(set_aside.text), squeeze(set_aside.label)
    return Unreported(
        sheet=sheet, text=text, words=words, status=status, reason=reason, place=in_file, laid_out=printed
    )


def _places_of_amounts(laid_out: Report, traced: Report) -> dict[Source, Source]:
    pairs = zip(printed_tables(laid_out), printed_tables(traced), strict=True)
    return {amount.source: place for pair in pairs for _, amount, place in _amounts(*pair)}


def _amounts(table: Statement, in_file: Statement) -> Iterator[tuple[LineItem, Amount, Source]]:
    """The amounts of a table, each with its line item and its place in the file."""
    for item, moved in zip(table.items, in_file.items, strict=True):
        for amount, as_moved in zip(item.amounts, moved.amounts, strict=True):
            if amount and as_moved:
                yield item, amount, as_moved.source


def _sheet(statement: Statement, in_file: Statement, lines: dict[int, str]) -> Sheet:
    return Sheet(
        kind=statement.kind.value,
        title=statement.title,
        place=place_of(in_file.source),
        currency=statement.currency,
        scale=statement.scale,
        unaudited=statement.unaudited,
        verdict="" if statement.kind in OF_NOTES else statement.verdict,
        columns=[_heading(column) for column in statement.columns],
        rows=[_row(item, moved, lines) for item, moved in zip(statement.items, in_file.items, strict=True)],
        sums=[_footing(found, statement.items) for found in statement.sums],
        unproved=list(statement.unproved),
    )


def _beside(kind: StatementKind, rows: list[PrintedRow]) -> Sheet:
    return Sheet(
        kind=kind.value,
        title="",
        place=rows[0]["place"],
        currency="",
        scale=0,
        unaudited=False,
        verdict="",
        columns=[Heading(text="", period="", member="")],
        rows=rows,
        sums=[],
        unproved=[],
    )


def _heading(column: Column) -> Heading:
    return Heading(
        text=column.heading, period=format_period(column.period), member=column.member[1] if column.member else ""
    )


def _row(item: LineItem, in_file: LineItem, lines: dict[int, str]) -> PrintedRow:
    """A row, and the printed line on which its first amount stands."""
    first = next((amount for amount in item.amounts if amount), None)
    source = first.source if first else item.source
    return PrintedRow(
        label=item.label,
        section=list(item.section),
        depth=item.depth,
        line=_GAP.sub("   ", lines.get(source.line, "").strip()),
        place=place_of(in_file.source),
        laid_out=place_of(item.source),
        texts=[squeeze(amount.text) if amount else "" for amount in item.amounts],
        parent=item.parent,
    )


def _footing(found: Sum, items: Sequence[LineItem]) -> Footing:
    rounded = found.rounded or (False,) * len(found.holds)
    verdicts = [
        "" if holds is None else BROKEN if not holds else ROUNDED if near else PROVED
        for holds, near in zip(found.holds, rounded, strict=True)
    ]
    return Footing(
        total=found.total,
        addends=[[row, sign] for row, sign in found.addends],
        verdicts=verdicts,
        added=[_added(found, items, column) if verdict else "" for column, verdict in enumerate(verdicts)],
    )


def _added(found: Sum, items: Sequence[LineItem], column: int) -> str:
    """What the rows of a sum come to in one column, as the statement counts them."""
    amounts = ((sign, items[row].amounts[column]) for row, sign in found.addends)
    total = sum((sign * amount.value for sign, amount in amounts if amount and amount.value), Decimal(0))
    return f"{total:,f}"
