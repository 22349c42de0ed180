"""A report → ``review.csv``: the line items that a person should look at, with the best candidates for each.

In: a `Report`. Out: one row for each line item whose concept is suggested or the filer's own, in the order of the
print, with an empty ``decision`` to fill in. The file is made for spreadsheets: no printed text runs as a formula. What
becomes of a decision is for `review` to know.
"""

from collections.abc import Iterator

from pipeline.emit.ledger import format_printed
from pipeline.model import Fact, Report, Status
from pipeline.tables import format_table

BEST = 3
"""Candidates that a row has room for."""
CANDIDATES = tuple(f"{word}_{n}" for n in range(1, BEST + 1) for word in ("concept", "confidence", "like"))
COLUMNS = (
    *("row", "cik", "statement", "section", "label", "headings", "line", "printed", "amounts"),
    *("status", "concept", "confidence", "reason", *CANDIDATES, "decision"),
)


def format_review(report: Report, pages: Report | None = None) -> bytes:
    """Write the queue as CSV: what is suggested and what became a concept of the filer's own.

    Where the report's places are those of markup, ``pages`` is the same report with its places on the laid-out lines.
    """
    first = {row_id(fact): fact for fact in reversed(report.facts) if fact.table and is_open(fact)}
    ordered = sorted(first.values(), key=lambda fact: (fact.item.source, fact.id))
    lines = dict(report.filing.numbered_lines())
    printed = {fact.id: lines.get(fact.amount.source.line, "") for fact in (pages or report).facts}
    return format_table(COLUMNS, [list(_row(fact, printed[fact.id])) for fact in ordered]).encode("utf-8")


def is_open(fact: Fact) -> bool:
    """Tell whether a reviewer should look at a fact: a concept of the filer's own that a person chose is settled."""
    return fact.status is Status.SUGGESTED or (fact.status is Status.OWN and fact.rule is None)


def row_id(fact: Fact) -> str:
    """The line item that a fact is of: ``s2r14`` for ``s2r14c1``, the facts of its columns."""
    return fact.id.partition("c")[0]


def _row(fact: Fact, printed: str) -> Iterator[str]:
    item = fact.item
    section = item.section[-1] if fact.table == "parenthetical" and item.section else ""
    yield from (row_id(fact), fact.context.entity.identifier, fact.table)
    yield format_printed(section) or next(iter(fact.sections), "")
    yield from (format_printed(item.label), format_printed(" > ".join(item.section)), str(item.source.line))
    yield format_printed(printed)
    yield format_printed(" | ".join(amount.text if amount else "" for amount in item.amounts))
    yield from (fact.status, fact.concept.qname, f"{fact.confidence:f}", format_printed(fact.reason))
    for candidate in fact.candidates[:BEST]:
        yield from (candidate.concept, f"{candidate.confidence:f}", candidate.like)
    yield from [""] * (3 * (BEST - len(fact.candidates[:BEST])) + 1)
