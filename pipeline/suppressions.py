"""``mappings/suppressions.csv`` → which findings of which filers do not count, and why.

In: the table, a row a decision: for one filer the findings of one rule are known, explained and of no weight until a
day. Out: the same findings, those of the decisions marked with them; a mark hides nothing. No clock decides what has
expired: the day that a decision is held against is the one the user gives, else the day the filing was filed, else
the end of its period. Which rules there are is given.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline import codes
from pipeline.model import Filing, Finding, Suppression
from pipeline.tables import DataError, Problem, Row, parse_table

COLUMNS = ("cik", "rule", "reason", "by", "expires")
_OF_TIEOUT = ("run/", "load/", "suppression/")
"""What is found of tieout's own work, not of a filing: no decision makes it right."""
_CIK = re.compile(r"0*[1-9]\d{0,9}")


def load_suppressions(path: Path, rules: Collection[str]) -> tuple[Suppression, ...]:
    """Read the table, none where there is no file; one `DataError` tells every fault, with its line."""
    if not path.exists():
        return ()
    rows, problems = parse_table(path, COLUMNS)
    problems += [Problem(row.source, fault) for row in rows for fault in _faults(row, rules)]
    if not problems:
        problems += _repeated(rows)
    if problems:
        raise DataError(problems)
    return tuple(
        Suppression(row["cik"].zfill(10), row["rule"], row["reason"], row["by"], _day(row), row.source) for row in rows
    )


def suppress(
    findings: Iterable[Finding], filing: Filing, as_of: date | None, suppressions: Sequence[Suppression]
) -> list[Finding]:
    """Mark the findings that the decisions in force for the filer take the weight of; tell those not in force."""
    cik = filing.cik.zfill(10) if filing.cik else None
    of_filer = [decision for decision in suppressions if decision.cik == cik]
    day = as_of or filing.filed or filing.period_of_report
    in_force = {decision.rule: decision for decision in of_filer if day and day <= decision.expires}
    marked = [replace(finding, suppression=in_force.get(finding.code.id)) for finding in findings]
    return marked + [_expired(decision, day) for decision in of_filer if decision.rule not in in_force]


def _expired(decision: Suppression, day: date | None) -> Finding:
    against = f"the filing is of {day}" if day else "the filing states no day; give one with --as-of"
    message = f"{decision.rule} of {decision.cik} was suppressed by {decision.by} until {decision.expires}; {against}"
    return Finding(codes.SUPPRESSION_EXPIRED, message, decision.source)


def _faults(row: Row, rules: Collection[str]) -> Iterator[str]:
    if not _CIK.fullmatch(row["cik"]):
        yield f"cik {row['cik']!r} is not a number of at most ten digits"
    if row["rule"] not in rules:
        yield f"no rule {row['rule']!r}; `tieout rules` lists them"
    elif row["rule"].startswith(_OF_TIEOUT):
        yield f"{row['rule']} is not of a filing; it cannot be suppressed"
    yield from (f"does not say {column}" for column in ("reason", "by") if not row[column])
    try:
        _day(row)
    except ValueError:
        yield f"expires {row['expires']!r} is not a day like 2026-01-31"


def _day(row: Row) -> date:
    return date.fromisoformat(row["expires"])


def _repeated(rows: Iterable[Row]) -> Iterator[Problem]:
    first: dict[tuple[str, str], Row] = {}
    for row in rows:
        other = first.setdefault((row["cik"].zfill(10), row["rule"]), row)
        if other is not row:
            yield Problem(row.source, f"{row['rule']} of {row['cik']} is suppressed already in {other.source}")
