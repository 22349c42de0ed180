"""Presence: what a report of its form must state, and does not.

What is missing was not found, was not recognised, or is not in the filing: in each case who signs should know. Filings
of other forms, and those that say no form, must state nothing.
"""

import re
from collections.abc import Iterator

from pipeline import codes
from pipeline.model import Finding, Report, StatementKind
from pipeline.taxonomy import Taxonomy

_PERIODIC = re.compile(r"10-?[KQ](?:SB|405)?(?:40)?(?:T)?(?:/A)?$", re.IGNORECASE)
"""The forms of annual and quarterly reports: 10-K, 10-Q, 10-KSB, 10-QSB, 10-K405, and transition reports."""
_AMENDED = "/A"
MUST_HAVES: dict[StatementKind, tuple[tuple[str, tuple[str, ...]], ...]] = {
    StatementKind.BALANCE_SHEET: (
        ("total assets", ("Assets",)),
        ("total liabilities and equity", ("LiabilitiesAndStockholdersEquity",)),
        (
            "equity",
            (
                *("StockholdersEquity", "StockholdersEquityIncludingPortionAttributableToNoncontrollingInterest"),
                *(
                    "PartnersCapital",
                    "MembersEquity",
                    "PartnersCapitalIncludingPortionAttributableToNoncontrollingInterest",
                ),
            ),
        ),
    ),
    StatementKind.INCOME_STATEMENT: (
        ("net income", ("NetIncomeLoss", "ProfitLoss", "NetIncomeLossAvailableToCommonStockholdersBasic")),
    ),
    StatementKind.CASH_FLOW: (
        (
            "cash of operating activities",
            (
                "NetCashProvidedByUsedInOperatingActivities",
                "NetCashProvidedByUsedInOperatingActivitiesContinuingOperations",
            ),
        ),
        (
            "the change in cash",
            (
                "CashAndCashEquivalentsPeriodIncreaseDecrease",
                *(
                    "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalentsPeriodIncreaseDecrease" + effect
                    for effect in ("IncludingExchangeRateEffect", "ExcludingExchangeRateEffect")
                ),
            ),
        ),
    ),
}
"""The statements that a periodic report holds, and of each what it must state, as any of some concepts."""


def check_presence(report: Report, taxonomy: Taxonomy) -> list[Finding]:
    """Report the statements and the facts that a periodic report lacks."""
    form = report.filing.form or ""
    if not _PERIODIC.match(form) or form.upper().endswith(_AMENDED):
        return []
    return [finding for kind in MUST_HAVES for finding in _missing(report, kind, form)]


def _missing(report: Report, kind: StatementKind, form: str) -> Iterator[Finding]:
    statements = [statement for statement in report.statements if statement.kind is kind]
    if not statements:
        name = kind.value.replace("_", " ")
        message = f"a {form} holds {'an' if name[0] in 'aeiou' else 'a'} {name}, and none was found"
        yield Finding(codes.CHECK_NO_STATEMENT, message, report.filing.source)
        return
    stated = {fact.concept.name for fact in report.facts if fact.statement is kind and not fact.context.dimensions}
    for words, names in MUST_HAVES[kind]:
        if not stated.intersection(names):
            message = f"'{statements[0].title}' does not state {words}"
            yield Finding(codes.CHECK_NO_FACT, message, statements[0].source)
