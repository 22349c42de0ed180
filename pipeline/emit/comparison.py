"""Facts beside the filer's own tags → ``compare.csv``: one row for each, as a spreadsheet takes it.

In: what was compared, in the order of the file. Out: the table. Why two differ is not known here.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from pipeline.emit.ledger import format_printed
from pipeline.emit.xbrl_xml import format_value
from pipeline.model import Compared, Context
from pipeline.tables import format_table

COLUMNS = (
    *("agreement", "statement", "label", "line", "start", "end", "text", "fact_id", "tag_id", "concept"),
    *(
        "tag_concept",
        "value",
        "tag_value",
        "period",
        "tag_period",
        "unit",
        "tag_unit",
        "members",
        "tag_members",
        "reason",
    ),
)
"""Columns named ``tag_`` are the filer's, their namesakes ours."""


def format_comparison(compared: Iterable[Compared]) -> bytes:
    """Write what became of each fact of either side as CSV."""
    return format_table(COLUMNS, [list(_row(one)) for one in compared]).encode("utf-8")


def _row(one: Compared) -> Iterator[str]:
    fact, tag = one.fact, one.tagged
    source = fact.amount.source if fact else tag.source if tag else None
    yield from (one.agreement, one.statement, format_printed(fact.item.label) if fact else "")
    yield from (str(source.line), str(source.start), str(source.end)) if source else ("", "", "")
    yield format_printed(fact.amount.text if fact else tag.text if tag else "")
    yield from (fact.id if fact else "", format_printed(tag.id) if tag else "")
    yield from (fact.concept.qname if fact else "", format_printed(tag.concept) if tag else "")
    yield from (_value(fact.value) if fact else "", _value(tag.value) if tag else "")
    yield from (_period(fact.context) if fact else "", _period(tag.context) if tag else "")
    yield from (fact.unit if fact else "", format_printed(tag.unit) if tag else "")
    yield from (_members(fact.context) if fact else "", _members(tag.context) if tag else "")
    yield format_printed(one.reason)


def _value(value: Decimal | str | None) -> str:
    if value is None:
        return "nil"
    return format_value(value) if isinstance(value, Decimal) else format_printed(value)


def _period(context: Context) -> str:
    """A day, or two days parted by a slash."""
    start, end = context.period.start, context.period.end
    return f"{start}/{end}" if start else str(end)


def _members(context: Context) -> str:
    return format_printed("; ".join(f"{axis}={member}" for axis, member in context.dimensions))
