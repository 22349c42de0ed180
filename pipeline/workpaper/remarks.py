"""Findings → remarks with the facts that they are about, and facts that must agree → ties.

In: a report on laid-out lines, the same in the user's file, the judge's findings. Out: remarks, errors first, and
ties. What a finding is worth is the code's to say; whether a tie should have been a finding, the checks'.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from pipeline.model import Fact, Finding, Report, Severity, Source
from pipeline.workpaper.nouns import Remark, Tie
from pipeline.workpaper.sheets import place_of

_SEVERITIES = list(Severity)
_IDENTITY = ("Assets", "LiabilitiesAndStockholdersEquity")


def make_remarks(laid_out: Report, traced: Report, judged: Sequence[Finding]) -> list[Remark]:
    """Every finding, errors first, then by place."""
    on_line: dict[int, list[Fact]] = {}
    for fact in laid_out.facts:
        on_line.setdefault(fact.amount.source.line, []).append(fact)
        if fact.item.source.line != fact.amount.source.line:
            on_line.setdefault(fact.item.source.line, []).append(fact)
    pairs = [*zip(laid_out.findings, traced.findings, strict=True), *((found, found) for found in judged)]
    pairs.sort(
        key=lambda pair: (_SEVERITIES.index(pair[1].code.severity), pair[1].source, pair[1].code.id, pair[1].message)
    )
    return [_remark(found, in_file, on_line, laid_out.filing.source.path) for found, in_file in pairs]


def _remark(found: Finding, in_file: Finding, on_line: dict[int, list[Fact]], path: str) -> Remark:
    sources = [source for source in (found.source, *found.related) if source.path == path]
    return Remark(
        code=found.code.id,
        severity=found.code.severity.value,
        message=in_file.message,
        meaning=found.code.meaning,
        file=in_file.source.path,
        place=place_of(in_file.source),
        laid_out=place_of(found.source) if sources else [],
        facts=list(dict.fromkeys(fact.id for source in sources for fact in _facts_at(source, on_line))),
    )


def _facts_at(source: Source, on_line: dict[int, list[Fact]]) -> Iterator[Fact]:
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
    identity = [
        _tie("total assets and total liabilities and equity", group)
        for group in sides.values()
        if len({f.concept for f in group}) > 1
    ]
    return [*repeated, *identity]


def _tie(words: str, group: Sequence[Fact]) -> Tie:
    return Tie(words=words, facts=[fact.id for fact in group], agrees=_agree(group))


def _agree(group: Sequence[Fact]) -> bool:
    """Whether all values may round from one amount."""
    places = min(fact.decimals or 0 for fact in group)
    return len({round(f.value, places) if isinstance(f.value, Decimal) else f.value for f in group}) == 1
