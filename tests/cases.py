"""Cases of the reading stages, one readable file each, and the stages' answers as text.

A file in ``cases/<stage>/`` holds a sentence of intent, a line ``----``, what is read, a line ``----``, and what
is expected. What is read may begin with lines of header fields (``form: 10-K``) and a blank line. With
``pytest --update`` the expected parts are rewritten; of the cases in `KNOWN_FAULTS` they never are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.cover import read_cover
from pipeline.extract import extract
from pipeline.foot import foot
from pipeline.locate import locate
from pipeline.model import (
    Amount,
    Document,
    Fact,
    Filing,
    Finding,
    LineItem,
    Period,
    Report,
    Source,
    Statement,
    Unit,
)
from pipeline.reference import Reference, load_reference
from pipeline.run import make_report

KNOWN_FAULTS: dict[str, str] = {}
"""Cases whose expected answer tieout does not give yet, each with the fault it shows."""

FOLDER = Path(__file__).parent / "cases"
MARK = "----\n"
PATH = "case.txt"
_DAYS = ("filed", "period_of_report")
_HEADER = {field.name for field in fields(Filing)} - {"source", "documents"}
_UNITS = {Unit.MONEY: "", Unit.PER_SHARE: "  [per share]", Unit.SHARES: "  [shares]", Unit.PURE: "  [pure]"}


@dataclass(frozen=True)
class Case:
    """One file: what it shows, what is read, and what is expected of it."""

    path: Path
    intent: str
    given: str
    expected: str


def cases_of(stage: str) -> list[object]:
    """The cases of a stage as parameters of a test, those with a known fault marked so."""
    paths = sorted((FOLDER / stage).glob("*.txt"))
    return [pytest.param(parse_case(path), id=path.stem, marks=_marks(f"{stage}/{path.stem}")) for path in paths]


def _marks(name: str) -> tuple[pytest.MarkDecorator, ...]:
    return (pytest.mark.xfail(strict=True, reason=KNOWN_FAULTS[name]),) if name in KNOWN_FAULTS else ()


def parse_case(path: Path) -> Case:
    """Read one case file."""
    intent, given, expected = path.read_text(encoding="utf-8").split("\n" + MARK)
    return Case(path, intent, given + "\n", expected)


def check_case(case: Case, actual: str, is_update: bool) -> None:
    """Hold the answer against the expected one, or write it down as such."""
    name = f"{case.path.parent.name}/{case.path.stem}"
    if is_update and name not in KNOWN_FAULTS:
        case.path.write_text(f"{case.intent}\n{MARK}{case.given}{MARK}{actual}", encoding="utf-8")
        return
    assert actual.splitlines() == case.expected.splitlines(), case.intent


def make_filing(text: str) -> Filing:
    """The filing that a case gives: header fields up to the first blank line if there are any, then one document, and
    one more for each line ``<TYPE>``."""
    lines = text.rstrip("\n").split("\n")
    count = next((number for number, line in enumerate(lines) if line.partition(": ")[0] not in _HEADER), 0)
    header = {name: value for name, _, value in (line.partition(": ") for line in lines[:count])}
    values = {name: date.fromisoformat(value) if name in _DAYS else value for name, value in header.items()}
    starts = [count, *(n for n, line in enumerate(lines) if line.startswith("<TYPE>")), len(lines)]
    types = [header.get("form", ""), *(lines[n].removeprefix("<TYPE>") for n in starts[1:-1])]
    documents = tuple(
        Document(kind, "", first + 1, tuple(lines[first:last]))
        for kind, (first, last) in zip(types, pairwise(starts), strict=True)
    )
    return Filing(Source(PATH, 1), documents, **values)  # type: ignore[arg-type]


def read_statements(text: str) -> tuple[list[Statement], list[Finding]]:
    """The statements of a case as extracted."""
    filing = make_filing(text)
    blocks, found = locate(filing)
    statements, more = extract(blocks, filing)
    return statements, [*found, *more]


def foot_statements(text: str) -> tuple[list[Statement], list[Finding]]:
    """The statements of a case, footed."""
    statements, findings = read_statements(text)
    footed = [foot(statement) for statement in statements]
    return [statement for statement, _ in footed], findings + [f for _, found in footed for f in found]


@cache
def reference() -> Reference:
    """The taxonomy and the mappings that ship with tieout."""
    return load_reference()


def make_case_report(text: str) -> Report:
    """All that tieout makes of a case before it writes."""
    return make_report(make_filing(text), [], reference())


# --- answers as text --------------------------------------------------------------------


def format_extracted(text: str) -> str:
    """Statements as extracted: their periods, each line item with its amounts in full, what was skipped and why."""
    statements, findings = read_statements(text)
    parts = [_lines([_title(s), _columns(s), *map(format_item, s.items), *_skipped(s)]) for s in statements]
    return "\n".join(parts) + format_findings(findings)


def format_footed(text: str) -> str:
    """Statements as footed: their verdict and every sum."""
    statements, findings = foot_statements(text)
    parts = [_lines([f"{_title(s)}: {s.verdict}", *_sums(s)]) for s in statements]
    return "\n".join(parts) + format_findings(findings)


def format_located(text: str) -> str:
    """The blocks that were found: what each is, its first and last line, its title."""
    blocks, findings = locate(make_filing(text))
    rows = [f"{b.kind} {b.source.line}-{b.grid.rows[-1].source.line} {b.title}" for b in blocks]
    return _lines(rows) + format_findings(findings)


def format_tagged(text: str) -> str:
    """Every fact of the statements with its period, and every finding but that a case is not a whole filing."""
    report = make_case_report(text)
    rows = [format_fact(fact) for fact in report.facts if fact.statement != "cover"]
    untold = ("tag/own-concept", "check/missing-statement", "check/missing-fact")
    return _lines(rows) + format_findings(f for f in report.findings if f.code.id not in untold)


def format_notes(text: str) -> str:
    """Every block of the notes: its lines, its heading and its concept; what stands in a note is set in."""
    report = make_case_report(text)
    facts = {fact.id: fact for fact in report.facts}
    rows = []
    for block in report.blocks:
        lines = ", ".join(f"{first}-{last}" for first, last in block.extent)
        fact = facts[block.id]
        concept = fact.concept.name if fact.status != "own" else f"own:{fact.concept.name}"
        rows.append(f"{'  ' if block.within else ''}{block.level} {lines} '{block.heading}' {concept}")
    return _lines(rows)


def format_figures(text: str) -> str:
    """Every fact of the tables of the notes, and what adds up in them."""
    report = make_case_report(text)
    rows = [format_fact(fact) for fact in report.facts if fact.statement == "note" and isinstance(fact.value, Decimal)]
    return _lines([*rows, *(row for table in report.tables for row in _sums(table))])


def format_prose(text: str) -> str:
    """Every number of the notes' sentences: a fact, or what it states in full and why it is none."""
    report = make_case_report(text)
    skipped = [(s.source, f"{s.text} = {s.value:,f}: {s.reason}") for note in report.prose for s in note.skipped]
    facts = [(f.amount.source, f"{f.amount.text}: {format_fact(f)}") for f in report.facts if f.statement == "prose"]
    return _lines(f"{at.line}:{at.start} {told}" for at, told in sorted([*skipped, *facts]))


def format_ties(text: str) -> str:
    """Where a note contradicts a statement: both places and what is told."""
    found = [f for f in make_case_report(text).findings if f.code.id == "check/note-mismatch"]
    return _lines(f"{f.source.line} against {', '.join(str(s.line) for s in f.related)}: {f.message}" for f in found)


def format_items(text: str) -> str:
    """What the items of the form state, item by item: counted votes by way, exhibits, who signed, and why no fact."""
    report = make_case_report(text)
    rows = []
    for statement in report.items:
        rows.append(f"{statement.title}")
        headings = [column.heading for column in statement.columns]
        for item in statement.items:
            votes = [f"{way} {amount.value:,}" for way, amount in zip(headings, item.amounts, strict=True) if amount]
            rows.append(f"  {item.source.line} {item.label}: {', '.join(votes)}")
        rows += [f"  {s.source.line}:{s.source.start} {s.text} | {s.label} | {s.reason}" for s in statement.skipped]
    return _lines(rows)


def format_cover(text: str) -> str:
    """What the cover states, and the period it is stated for."""
    cover = read_cover(make_filing(text))
    rows = [f"{f.name}: {f.value}" + (f" as of {f.as_of}" if f.as_of else "") for f in cover.fields]
    return _lines([*sorted(rows), format_period(cover.period)])


def format_fact(fact: Fact) -> str:
    """A fact on one line; a concept of the filer's own begins with ``own:``."""
    name = fact.concept.name if fact.status != "own" else f"own:{fact.concept.name}"
    members = "".join(f" [{axis}={member}]" for axis, member in fact.context.dimensions)
    unit = fact.unit.replace("iso4217:", "").replace("xbrli:", "")
    return f"{name} {format_period(fact.context.period)}{members} = {fact.value:,} {unit}".rstrip()


def format_period(period: Period | None) -> str:
    """A period as days."""
    if period is None:
        return "no period"
    return f"{period.start} to {period.end}" if period.start else f"at {period.end}"


def format_item(item: LineItem) -> str:
    """A line item: its path, its amounts in full, what they count, and the end of the period they stand at."""
    amounts = [_amount(amount, item.scale) for amount in item.amounts]
    point = f"  [at {item.point}]" if item.point else ""
    label = item.label or "(no label)"
    path = [f"^ {label}"] if item.parent is not None else [*item.section, label]
    return f"{' > '.join(path)} | {' | '.join(amounts)}".rstrip() + _UNITS[item.unit] + point


def _amount(amount: Amount | None, scale: int) -> str:
    return "" if amount is None else "?" if amount.value is None else f"{amount.value.scaleb(scale) + 0:,f}"


def format_findings(findings: Iterable[Finding]) -> str:
    """Findings by line and code, without their wording."""
    return _lines(f"{f.source.line}: {f.code.severity}: {f.code.id}" for f in findings)


def _title(statement: Statement) -> str:
    currency = "" if statement.currency == "USD" else f" in {statement.currency}"
    return f"{statement.kind} '{statement.title}'{currency}"


def _columns(statement: Statement) -> str:
    members = [f" [{column.member[1]}]" if column.member else "" for column in statement.columns]
    periods = [format_period(column.period) for column in statement.columns]
    return " | ".join(period + member for period, member in zip(periods, members, strict=True))


def _skipped(statement: Statement) -> Iterator[str]:
    for skip in statement.skipped:
        if skip.reason != "part of a title or heading":
            yield f"skipped {skip.text}: {skip.reason}"


def _sums(statement: Statement) -> Iterator[str]:
    for found in statement.sums:
        parts = [f"{'-+'[sign > 0]} {_name(statement, row)}" for row, sign in found.addends]
        held = "" if found.is_proved else "  [broken]"
        yield f"{_name(statement, found.total)} = {' '.join(parts).removeprefix('+ ')}{held}"


def _name(statement: Statement, row: int) -> str:
    item = statement.items[row]
    return item.label or f"({', '.join(a.text for a in item.amounts if a)})"


def _lines(rows: Iterable[str]) -> str:
    return "".join(f"{row}\n" for row in rows)
