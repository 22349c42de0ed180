"""A report → ``line_items.csv``: the story of every number that was printed in a statement.

In: a `Report`. Out: one row for each fact, for each amount that became no fact and for each
number that the reading set aside, in the order of the print. The ledger is for people: printed
texts are made harmless for spreadsheets. It judges nothing.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from pipeline.emit.xbrl_xml import format_value
from pipeline.model import Amount, Fact, LineItem, Report, Source, Statement, StatementKind
from pipeline.tables import format_safe_cell, format_table

COLUMNS = (
    *("fact_id", "statement", "section", "label", "column", "line", "start", "end", "origin", "text"),
    *("parsed", "scaled", "value", "concept", "status", "rule", "confidence", "reason", "place"),
)
NO_FACT = "no fact was made of it"
LONGEST_TEXT = 200
"""Characters of a text that a spreadsheet shows well; a note as a whole stands in the other outputs."""
Entry = Mapping[str, str]
"""One row of the ledger by column; a column that is not there is blank."""


def format_ledger(report: Report, unreported: Mapping[Source, str] | None = None) -> bytes:
    """Write the ledger as CSV; ``unreported`` says why an amount became no fact where a stage knows more.

    ``parsed`` is the amount as printed, ``scaled`` the same in full units, ``value`` what the fact
    states, with its natural sign; ``place`` is where a mapping row for it would stand.
    """
    entries = [*_facts(report), *_unreported(report, unreported or {}), *_set_aside(report)]
    rows = sorted(([entry.get(column, "") for column in COLUMNS] for entry in entries), key=_place_in_print)
    return format_table(COLUMNS, rows).encode("utf-8")


def format_scaled(value: Decimal, scale: int) -> str:
    """Write an amount in full units.

    >>> format_scaled(Decimal("-1204"), 3), format_scaled(Decimal(".05"), 0)
    ('-1204000', '0.05')
    """
    sign, digits, exponent = value.as_tuple()
    return format_value(Decimal((sign, digits, int(exponent) + scale)))


@lru_cache(maxsize=1 << 12)
def format_printed(text: str) -> str:
    """Put a text on one line and make it harmless in a spreadsheet."""
    return format_safe_cell(" ".join(format_value(text).split()))


def format_place(fact: Fact) -> str:
    """Name the mapping table and the sections that decide a fact: ``balance_sheet: current assets, assets``."""
    return ": ".join(filter(None, (fact.table, ", ".join(fact.sections))))


def _place_in_print(row: list[str]) -> tuple[int, int, list[str]]:
    return int(row[COLUMNS.index("line")]), int(row[COLUMNS.index("start")]), row


def _facts(report: Report) -> Iterator[Entry]:
    headings = {amount.source: heading for _, _, heading, amount in _amounts(report)}
    for fact in report.facts:
        yield {
            **_printed(fact.statement, fact.item, fact.amount),
            "fact_id": fact.id,
            "column": format_printed(headings.get(fact.amount.source, "")),
            "value": _stored(fact),
            "concept": fact.concept.qname,
            "status": fact.status,
            "rule": str(fact.rule.source) if fact.rule else "",
            "confidence": f"{fact.confidence:f}",
            "reason": format_printed(fact.reason),
            "place": format_place(fact),
        }


def _unreported(report: Report, reasons: Mapping[Source, str]) -> Iterator[Entry]:
    """Account for the amounts of the statements that no fact carries."""
    reported = {fact.amount.source for fact in report.facts}
    for statement, item, heading, amount in _amounts(report):
        if amount.source not in reported:
            reason = format_printed(reasons.get(amount.source, NO_FACT))
            printed = _printed(statement.kind, item, amount)
            yield {**printed, "column": format_printed(heading), "status": "skipped", "reason": reason}


def _set_aside(report: Report) -> Iterator[Entry]:
    for statement in (*report.statements, *report.tables, *report.prose, *report.items):
        section = {"section": format_printed(statement.title)} if statement.kind is StatementKind.ITEM else {}
        for skipped in statement.skipped:
            where = {
                "statement": statement.kind,
                **section,
                **_place(skipped.source),
                "text": format_printed(skipped.text),
            }
            scaled = {"scaled": format_value(skipped.value)} if skipped.value is not None else {}
            said = {"label": format_printed(skipped.label), **scaled}
            yield {**where, **said, "status": "skipped", "reason": format_printed(skipped.reason)}


def _amounts(report: Report) -> Iterator[tuple[Statement, LineItem, str, Amount]]:
    for statement in (*report.statements, *report.tables, *report.items):
        headings = [column.heading for column in statement.columns]
        for item in statement.items:
            for position, amount in enumerate(item.amounts):
                if amount is not None:
                    yield statement, item, headings[position] if position < len(headings) else "", amount


def _printed(kind: str, item: LineItem, amount: Amount) -> dict[str, str]:
    return {
        "statement": kind,
        "section": format_printed(" > ".join(item.section)),
        "label": format_printed(item.label),
        **_place(amount.source),
        "text": format_printed(amount.text),
        "parsed": "" if amount.value is None else format_value(amount.value),
        "scaled": "" if amount.value is None else format_scaled(amount.value, item.scale),
    }


def _place(source: Source) -> dict[str, str]:
    place = {"line": str(source.line), "start": str(source.start), "end": str(source.end)}
    return {**place, "origin": format_printed(source.origin)}


def _stored(fact: Fact) -> str:
    if isinstance(fact.value, Decimal):
        return format_value(fact.value)
    cut = len(fact.value) > LONGEST_TEXT
    return format_printed(fact.value[:LONGEST_TEXT]) + ("…" if cut else "")
