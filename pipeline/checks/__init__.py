"""Checks of a report against itself: one family a file, each ``(report, taxonomy) -> list[Finding]``.

In: a report whose facts are tagged. Out: what a reviewer must look at, with both places. A check never
changes a fact.
"""

from collections.abc import Iterable

from pipeline.checks.columns import check_columns
from pipeline.checks.completeness import check_completeness
from pipeline.checks.dates import check_dates
from pipeline.checks.echoes import check_echoes
from pipeline.checks.presence import check_presence
from pipeline.checks.relations import check_relations
from pipeline.checks.schedule import check_schedule
from pipeline.checks.shares import check_shares
from pipeline.checks.signs import check_signs
from pipeline.checks.ties import check_ties
from pipeline.model import Finding, Report
from pipeline.taxonomy import Taxonomy

ALL = (
    *(check_completeness, check_presence, check_dates, check_columns, check_relations, check_ties),
    *(check_shares, check_signs, check_echoes, check_schedule),
)
"""Every family, in the order in which findings are made; findings are sorted by place afterwards."""


def check(report: Report, taxonomy: Taxonomy) -> list[Finding]:
    """Run every family of checks."""
    found: Iterable[Finding] = (finding for family in ALL for finding in family(report, taxonomy))
    return sorted(found, key=lambda f: (f.source, f.code.id, f.message))
