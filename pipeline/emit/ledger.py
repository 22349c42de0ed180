"""A report → ``line_items.csv``: the story of every number that was printed in a statement.

In: a `Report`. Out: one row for each fact, for each amount that became no fact and for each
number that the reading set aside, in the order of the print. The ledger is for people: printed
texts are made harmless for spreadsheets. It judges nothing.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pipeline.emit.xbrl_xml import format_value
from pipeline.model import Amount, Column, Fact, LineItem, Period, Report, Source, Statement, StatementKind
from pipeline.tables import format_safe_cell, format_table

COLUMNS = (
    *("fact_id", "statement", "section", "label", "column", "line", "start", "end", "origin", "text"),
    *("parsed", "scaled", "value", "concept", "status", "rule", "confidence", "reason", "place"),
)
NO_FACT = "no fact was made of it"
LONGEST_TEXT = 200
"""Characters of a text that a spreadsheet shows well; a note as a whole stands in the other outputs."""
Entry = tuple[int, int, tuple[str, ...]]
"""A row of the ledger, behind the line and the character that it stands at."""


def format_ledger(report: Report, unreported: Mapping[Source, str] | None = None) -> bytes:
    """Write the ledger as CSV; ``unreported`` says why an amount became no fact where a stage knows more.

    ``parsed`` is the amount as printed, ``scaled`` the same in full units, ``value`` what the fact
    states, with its natural sign; ``place`` is where a mapping row for it would stand.
    """
    entries = sorted([*_facts(report), *_unreported(report, unreported or {}), *_set_aside(report)])
    return format_table(COLUMNS, [row for _, _, row in entries]).encode("utf-8")


def format_scaled(value: Decimal, scale: int) -> str:
    """Write an amount in full units.

    >>> format_scaled(Decimal("-1204"), 3), format_scaled(Decimal(".05"), 0)
    ('-1204000', '0.05')
    """
    if not scale:
        return format_value(value)
    sign, digits, exponent = value.as_tuple()
    return format_value(Decimal((sign, digits, int(exponent) + scale)))


@lru_cache(maxsize=1 << 12)
def format_printed(text: str) -> str:
    """Put a text on one line and make it harmless in a spreadsheet."""
    return format_safe_cell(" ".join(format_value(text).split()))


def format_place(fact: Fact) -> str:
    """Name the mapping table and the sections that decide a fact: ``balance_sheet: current assets, assets``."""
    return ": ".join(filter(None, (fact.table, ", ".join(fact.sections))))


def _facts(report: Report) -> Iterator[Entry]:
    headings: dict[tuple[Source, Period], list[str]] = {}
    last = {amount.source: column.heading for _, _, column, amount in _amounts(report) if column}
    for _, _, column, amount in _amounts(report):
        if column and column.period:
            headings.setdefault((amount.source, column.period), []).append(column.heading)
    for fact in report.facts:
        mine = headings.get((fact.amount.source, fact.context.period), [])
        heading = mine.pop(0) if len(mine) > 1 else mine[0] if mine else last.get(fact.amount.source, "")
        yield _entry(
            _printed(fact.item, fact.amount, heading),
            fact.statement,
            (
                *(_stored(fact), fact.concept.qname, fact.status, str(fact.rule.source) if fact.rule else ""),
                *(f"{fact.confidence:f}", format_printed(fact.reason), format_place(fact)),
            ),
            fact.id,
        )


def _unreported(report: Report, reasons: Mapping[Source, str]) -> Iterator[Entry]:
    """Account for the amounts of the statements that no fact carries."""
    reported = {fact.amount.source for fact in report.facts}
    for statement, item, column, amount in _amounts(report):
        if amount.source not in reported:
            heading = column.heading if column else ""
            reason = format_printed(reasons.get(amount.source, NO_FACT))
            yield _entry(_printed(item, amount, heading), statement.kind, _skipped(reason))


def _set_aside(report: Report) -> Iterator[Entry]:
    for statement in (*report.statements, *report.tables, *report.prose, *report.items):
        section = statement.title if statement.kind is StatementKind.ITEM else ""
        for skipped in statement.skipped:
            scaled = "" if skipped.value is None else format_value(skipped.value)
            printed = _Printed(skipped.source, section, skipped.label, "", skipped.text, "", scaled)
            yield _entry(printed, statement.kind, _skipped(format_printed(skipped.reason)))


def _amounts(report: Report) -> Iterator[tuple[Statement, LineItem, Column | None, Amount]]:
    """Each amount with its column: one that is printed once for several has each of them."""
    for statement in (*report.statements, *report.tables, *report.items):
        for item in statement.items:
            for position, amount in enumerate(item.amounts):
                if amount is not None:
                    column = statement.columns[position] if position < len(statement.columns) else None
                    yield statement, item, column, amount


class _Printed(NamedTuple):
    """What is printed, its texts as they are, and its amount as it is written."""

    source: Source
    section: str
    label: str
    column: str
    text: str
    parsed: str
    scaled: str


def _printed(item: LineItem, amount: Amount, heading: str) -> _Printed:
    parsed = "" if amount.value is None else format_value(amount.value)
    scaled = "" if amount.value is None else format_scaled(amount.value, item.scale)
    return _Printed(amount.source, " > ".join(item.section), item.label, heading, amount.text, parsed, scaled)


def _entry(printed: _Printed, kind: str, told: tuple[str, ...], fact_id: str = "") -> Entry:
    """A row of what is printed in a statement of a kind, and what is told of it from its value on."""
    source, section, label, column, text, parsed, scaled = printed
    where = str(source.line), str(source.start), str(source.end), format_printed(source.origin)
    words = format_printed(section), format_printed(label), format_printed(column)
    row = (fact_id, kind, *words, *where, format_printed(text), parsed, scaled, *told)
    return source.line, source.start, row


def _skipped(reason: str) -> tuple[str, ...]:
    return "", "", "skipped", "", "", reason, ""


def _stored(fact: Fact) -> str:
    if isinstance(fact.value, Decimal):
        return format_value(fact.value)
    cut = len(fact.value) > LONGEST_TEXT
    return format_printed(fact.value[:LONGEST_TEXT]) + ("…" if cut else "")
