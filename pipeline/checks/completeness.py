"""Completeness: a text that ends inside a statement has lost its rest.

The last statement must reach the row that closes its kind, or be followed by other text.
"""

import re
from itertools import islice

from pipeline import codes
from pipeline.model import Document, Fact, Finding, Report, Source, Statement, StatementKind
from pipeline.taxonomy import Taxonomy

_CLOSES = {
    StatementKind.BALANCE_SHEET: ("LiabilitiesAndStockholdersEquity",),
    StatementKind.INCOME_STATEMENT: (
        "NetIncomeLoss",
        "ProfitLoss",
        "NetIncomeLossAvailableToCommonStockholdersBasic",
        "ComprehensiveIncomeNetOfTax",
    ),
    StatementKind.CASH_FLOW: ("CashAndCashEquivalentsPeriodIncreaseDecrease",),
}


_WORD = re.compile("[A-Za-z]{2,}")
REST_OF_A_CAPTION = 20
"""Words that a heading and a caption cut short may leave; a signature page alone has more."""


def check_completeness(report: Report, taxonomy: Taxonomy) -> list[Finding]:
    """Report a document whose text ends in a statement before the row that closes it."""
    findings = []
    for document in report.filing.documents:
        inside = [s for s in report.statements if _is_in(s, document) and s.items]
        if inside and _ends_with(inside[-1], document) and not _is_closed(inside[-1], report.facts):
            last = inside[-1]
            place = Source(report.filing.source.path, _last_line(last))
            message = f"the text ends inside '{last.title}', before the row that closes it; read the whole filing"
            findings.append(Finding(codes.READ_TRUNCATED, message, place, (last.source,)))
    return findings


def _is_in(statement: Statement, document: Document) -> bool:
    return document.first_line <= statement.source.line < document.first_line + len(document.lines)


def _last_line(statement: Statement) -> int:
    return max([item.source.line for item in statement.items] + [skip.source.line for skip in statement.skipped])


def _ends_with(statement: Statement, document: Document) -> bool:
    """Whether nothing but a few words follows the statement's last number."""
    rest = islice(document.lines, _last_line(statement) - document.first_line + 1, None)
    words = (word for line in rest for word in _WORD.finditer(line))
    return len(list(islice(words, REST_OF_A_CAPTION))) < REST_OF_A_CAPTION


def _is_closed(statement: Statement, facts: tuple[Fact, ...]) -> bool:
    closing = _CLOSES.get(statement.kind)
    if closing is None or any(item.point == "end" for item in statement.items):
        return True
    places = {amount.source for item in statement.items for amount in item.amounts if amount}
    return any(fact.concept.name in closing and fact.amount.source in places for fact in facts)
