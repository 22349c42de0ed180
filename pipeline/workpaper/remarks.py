"""Findings → remarks with the facts that they are about, and facts that must agree → ties.

In: a report on laid-out lines, the same in the user's file, the findings to show. Out: remarks, errors first, and
ties. What a finding is worth is the code's to say; whether a tie should have been a finding, the checks'.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from pipeline.model import Fact, Finding, Report, Severity, Source
from pipeline.workpaper.nouns import Remark, Tie, line_on_page
from pipeline.workpaper.sheets import place_of

SUPPRESSED = "suppressed"
SEVERITIES = [*(severity.value for severity in Severity), SUPPRESSED]
"""How much findings matter, most first."""
_NAMED_LINE = re.compile(r"\bline (\d+)\b")
_IDENTITY = ("Assets", "LiabilitiesAndStockholdersEquity")
IDENTITY = "total assets and total liabilities and equity"
"""What is said of the tie between the two sides of a balance sheet."""


def make_remarks(laid_out: Report, traced: Report, findings: Iterable[Finding], pages: list[list[int]]) -> list[Remark]:
    """Every finding, errors first and what is suppressed last, then by place.

    The lines that its words name are those of the page: a file of markup may hold a whole statement on one line.
    """
    on_line: dict[int, list[Fact]] = {}
    for fact in laid_out.facts:
        for line in {fact.amount.source.line, fact.item.source.line}:
            on_line.setdefault(line, []).append(fact)
    before = {_key(moved): found for found, moved in zip(laid_out.findings, traced.findings, strict=False)}
    remarks = [_remark(found, before.get(_key(found)), on_line, pages) for found in findings]
    return sorted(
        remarks, key=lambda r: (SEVERITIES.index(r["severity"]), r["file"], r["place"], r["code"], r["message"])
    )


def _key(found: Finding) -> tuple[str, str, Source]:
    """What stays of a finding when it is suppressed."""
    return found.code.id, found.message, found.source


def _remark(
    found: Finding, laid_out: Finding | None, on_line: Mapping[int, Sequence[Fact]], pages: list[list[int]]
) -> Remark:
    sources = (laid_out.source, *laid_out.related) if laid_out else ()
    words = (laid_out or found).message
    return Remark(
        code=found.code.id,
        severity=found.severity.value if found.severity else SUPPRESSED,
        message=_NAMED_LINE.sub(lambda match: f"line {line_on_page(pages, int(match[1]))}", words),
        meaning=found.code.meaning,
        suppression=f"{found.suppression} ({found.suppression.source})" if found.suppression else "",
        file=found.source.path,
        place=place_of(found.source),
        laid_out=place_of(laid_out.source) if laid_out else [],
        facts=list(dict.fromkeys(fact.id for source in sources for fact in _facts_at(source, on_line))),
    )


def _facts_at(source: Source, on_line: Mapping[int, Sequence[Fact]]) -> Iterator[Fact]:
    """The facts that are printed where a finding points: at its characters, or on its line if it names none."""
    for fact in on_line.get(source.line, ()):
        printed = fact.amount.source
        if source.start == source.end or (
            printed.line == source.line and printed.start < source.end and source.start < printed.end
        ):
            yield fact


def find_ties(facts: Iterable[Fact]) -> list[Tie]:
    """What is printed in several places, and total assets beside total liabilities and equity."""
    same: dict[tuple[object, ...], list[Fact]] = {}
    sides: dict[tuple[object, ...], list[Fact]] = {}
    for fact in facts:
        same.setdefault((fact.concept.qname, fact.context, fact.unit), []).append(fact)
        if fact.concept.name in _IDENTITY:
            sides.setdefault((fact.context, fact.unit), []).append(fact)
    repeated = [
        _tie(f"{group[0].concept.label}: printed {len(group)} times", group)
        for group in same.values()
        if len(group) > 1
    ]
    identity = [_tie(IDENTITY, group) for group in sides.values() if len({f.concept for f in group}) > 1]
    return [*repeated, *identity]


def _tie(words: str, group: Sequence[Fact]) -> Tie:
    return Tie(words=words, facts=[fact.id for fact in group], agrees=_agree(group))


def _agree(group: Sequence[Fact]) -> bool:
    """Whether all values may round from one amount."""
    places = min(fact.decimals or 0 for fact in group)
    return len({round(f.value, places) if isinstance(f.value, Decimal) else f.value for f in group}) == 1
