"""Conservation: every number printed in a located statement is reported or skipped with a reason; none is lost.

In: a report. Out: the counts, and for each amount that became no fact the reason the ledger gives.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from pipeline.model import Amount, LineItem, Report, Source, Statement, StatementKind

_NUMBER = re.compile(r"\d[\d,.]*")
"""Anything with a digit in it; deliberately cruder than what reading takes for an amount."""


@dataclass(frozen=True, slots=True)
class Census:
    """Numbers printed in located statements: each is in a fact, skipped with a reason, or lost."""

    printed: int
    reported: int
    skipped: int
    lost: int


def take_census(report: Report) -> Census:
    """Count every number of the located statements by what became of it, from the printed lines themselves."""
    reported, explained = _reported(report), _explained(report)
    lost = len(_find_lost(report, reported | explained))
    return Census(len(reported) + len(explained - reported) + lost, len(reported), len(explained - reported), lost)


def find_lost(report: Report) -> list[tuple[Source, str]]:
    """Every printed number that is neither in a fact nor skipped with a reason: its place and its print."""
    return _find_lost(report, _reported(report) | _explained(report))


def _find_lost(report: Report, told: Set[Source]) -> list[tuple[Source, str]]:
    known: dict[int, list[Source]] = {}
    for source in told:
        known.setdefault(source.line, []).append(source)
    silent = {amount.source: amount.text for amount in _amounts(report)}
    lost = [(source, text) for source, text in silent.items() if source not in told]
    for line, text in _statement_lines(report):
        for match in _NUMBER.finditer(text):
            if not any(s.start < match.end() and match.start() < s.end for s in known.get(line, ())):
                lost.append((Source(report.filing.source.path, line, match.start(), match.end()), match[0]))
    return lost


def _amounts(report: Report) -> Iterator[Amount]:
    yield from (amount for s in report.statements for item in s.items for amount in item.amounts if amount)


def _reported(report: Report) -> set[Source]:
    return {amount.source for amount in _amounts(report)} & {fact.amount.source for fact in report.facts}


def _explained(report: Report) -> set[Source]:
    silent = reasons_for_silence(report).keys() & {amount.source for amount in _amounts(report)}
    return {skip.source for s in report.statements for skip in s.skipped} | silent


def _statement_lines(report: Report) -> Iterator[tuple[int, str]]:
    """The raw lines of every page that was located as a statement."""
    lines = dict(report.filing.numbered_lines())
    for first, last in sorted({page for statement in report.statements for page in statement.extent}):
        for line in range(first, last + 1):
            yield line, lines.get(line, "")


def reasons_for_silence(report: Report) -> dict[Source, str]:
    """Why an amount of a line item became no fact."""
    stated = {fact.amount.source for fact in report.facts}
    return {
        amount.source: reason
        for statement in (*report.statements, *report.tables, *report.items)
        for item in statement.items
        for column, amount in enumerate(item.amounts)
        if amount and amount.source not in stated and (reason := _reason(statement, item, column))
    }


def _reason(statement: Statement, item: LineItem, column: int) -> str:
    if statement.kind is StatementKind.ITEM:
        return "the taxonomy has no concept for votes"
    if statement.columns[column].period is None and item.period is None:
        return "its column names no period"
    own = statement.columns[column]
    earlier = [of for of, amount in zip(statement.columns[:column], item.amounts, strict=False) if amount]
    if any(of.member == own.member and (item.period or of.period == own.period) for of in earlier):
        return "no heading tells its column from an earlier one"
    return ""
