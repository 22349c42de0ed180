"""What holds for every input: print and reading agree, row order never decides, and what is written is read back."""

import random
import shutil
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from conftest import ROOT, SAMPLE, Reader
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reports import SCHEMA, change, example_report, shipped_taxonomy
from test_emit_same_facts import reread_csv, reread_json, reread_xml

from pipeline.emit.ledger import format_scaled
from pipeline.emit.xbrl_csv import format_xbrl_csv
from pipeline.emit.xbrl_json import format_xbrl_json
from pipeline.emit.xbrl_xml import format_value, format_xbrl_xml
from pipeline.grid import make_grid
from pipeline.mappings import Mappings, Query, choose_rule, load_mappings
from pipeline.model import Report
from pipeline.numerals import is_dash, parse_amount, parse_scale, printed_decimals
from pipeline.periods import parse_dates
from pipeline.read.sgml import read_submission
from pipeline.tables import FORMULA_STARTS, format_safe_cell, format_table, parse_safe_cell, parse_table

AMOUNTS = st.decimals(min_value=-(10**15), max_value=10**15, places=2) | st.integers(-(10**15), 10**15).map(Decimal)
PLAIN = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
SLOW_FIXTURES = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def print_amount(value: Decimal, dollar: str, is_parenthesised: bool, is_bare: bool) -> str:
    """Print an amount as statements do: thousands separators, a dollar sign, a negative in parentheses.

    >>> print_amount(Decimal("-1204.50"), "$ ", True, False), print_amount(Decimal("0.05"), "", False, True)
    ('$ (1,204.50)', '.05')
    """
    digits = f"{abs(value):,f}"
    if is_bare and digits.startswith("0."):
        digits = digits[1:]
    if value >= 0:
        return f"{dollar}{digits}"
    return f"{dollar}({digits})" if is_parenthesised else f"({dollar}{digits})"


PRINTS = st.tuples(AMOUNTS, st.sampled_from(["", "$", "$ ", "$    "]), st.booleans(), st.booleans())


@given(PRINTS)
def test_a_printed_amount_is_read_as_it_was_meant(printed: tuple[Decimal, str, bool, bool]) -> None:
    value, *_ = printed
    text = print_amount(*printed)
    assert parse_amount(text) == value
    assert printed_decimals(text) == -int(value.as_tuple().exponent)
    assert not is_dash(text)


@given(PRINTS, st.integers(0, 60))
def test_a_printed_amount_is_one_cell_of_its_line(printed: tuple[Decimal, str, bool, bool], indent: int) -> None:
    """The cell tells where the amount stands, to the character."""
    text = print_amount(*printed)
    line = f"{' ' * indent}Net sales     {text}"
    (row,) = make_grid((line,), 7, "filing.txt").rows
    (cell,) = [cell for cell in row.cells if parse_amount(cell.text) is not None]
    assert parse_amount(cell.text) == printed[0]
    assert (cell.source.line, line[cell.source.start : cell.source.end]) == (7, cell.text)


@given(st.text(max_size=40))
def test_what_is_read_as_an_amount_has_its_digits(text: str) -> None:
    value = parse_amount(text)
    if value is not None and not is_dash(text):
        assert value.is_finite()
        digits = "".join(filter(str.isdigit, text)).lstrip("0")
        assert "".join(map(str, value.as_tuple().digits)).lstrip("0") == digits


@given(AMOUNTS)
def test_a_value_is_written_without_exponent_and_read_back(value: Decimal) -> None:
    text = format_value(value)
    assert Decimal(text) == value
    assert set(text) <= set("-0123456789.")


@given(AMOUNTS, st.sampled_from([0, 3, 6, 9]))
def test_scaling_loses_no_digit(value: Decimal, scale: int) -> None:
    assert Decimal(format_scaled(value, scale)) == value * 10**scale


@given(PLAIN)
def test_no_text_breaks_a_reader(text: str) -> None:
    """Whatever stands in a filing, the small readers answer."""
    parse_scale(text)
    parse_dates(text)
    make_grid((text,), 1, "filing.txt")
    format_value(text)


@given(st.dates(date(1993, 1, 1), date(2030, 12, 31)))
def test_a_printed_day_is_read_back(day: date) -> None:
    for text in (f"{day:%B} {day.day}, {day.year}", f"{day:%B} {day.day}, {day.year} (Unaudited)"):
        (found,) = parse_dates(text)
        assert found[0] == day
        assert text[found[1] : found[2]].endswith(str(day.year))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_filing_or_one_finding(content: bytes) -> None:
    filing, findings = read_submission(content, "any.bin")
    assert (filing is None) == (len(findings) == 1)


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(str.strip)


@example([["pasted\u2028from a page", "x"]])
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2).filter(any), max_size=8))
def test_a_table_is_read_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("table") / "rows.csv"
    path.write_text(format_table(("a", "b"), rows), encoding="utf-8", newline="")
    read, problems = parse_table(path, ("a", "b"))
    assert problems == []
    assert [[row["a"], row["b"]] for row in read] == rows


@given(PLAIN)
def test_a_safe_cell_does_not_run_and_keeps_its_text(text: str) -> None:
    cell = format_safe_cell(text)
    assert not cell.startswith(FORMULA_STARTS)
    assert parse_safe_cell(cell) == text


# --- the order of mapping rows ------------------------------------------------------------


@settings(max_examples=4, deadline=None, suppress_health_check=SLOW_FIXTURES)
@given(seed=st.integers(0, 10**6))
def test_the_order_of_mapping_rows_never_decides(
    seed: int, tmp_path_factory: pytest.TempPathFactory, queries: list[Query], chosen: list[tuple[str, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("shuffled") / "mappings"
    shutil.copytree(ROOT / "mappings", folder)
    order = random.Random(seed)
    for path in sorted(folder.rglob("*.csv")):
        header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        order.shuffle(rows)
        path.write_text(header + "".join(rows), encoding="utf-8", newline="")
    assert choices(queries, load_mappings(folder, shipped_taxonomy())) == chosen


@pytest.fixture(scope="module")
def queries(sample_report: Report) -> list[Query]:
    """What the sample asks, and every caption of its cash flow asked of every other statement."""
    asked = [
        Query(kind, item.label, item.section, None, (), item.unit, 2004)
        for statement in sample_report.statements
        for item in statement.items
        for kind in ("balance_sheet", "income_statement", "cash_flow", "equity")
        if item.label
    ]
    return asked[::3]


@pytest.fixture(scope="module")
def chosen(queries: list[Query]) -> list[tuple[str, ...]]:
    return choices(queries, load_mappings(ROOT / "mappings", shipped_taxonomy()))


def choices(queries: list[Query], mappings: Mappings) -> list[tuple[str, ...]]:
    """The rule that each query finds, without its line."""
    found = [choose_rule(mappings, query).rule for query in queries]
    return [(r.statement, r.label, r.section, r.concept, r.sign) if r else () for r in found]


# --- what is written is read back ---------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(name=PLAIN, note=PLAIN)
def test_any_text_is_the_same_in_all_three_formats(name: str, note: str) -> None:
    assert_same_facts(example_report(shipped_taxonomy(), (name, note)))


@settings(max_examples=40, deadline=None)
@given(value=AMOUNTS, data=st.data())
def test_any_amount_is_the_same_in_all_three_formats(value: Decimal, data: st.DataObject) -> None:
    report = example_report(shipped_taxonomy())
    numeric = [fact for fact in report.facts if isinstance(fact.value, Decimal) and fact.value != value]
    fact = data.draw(st.sampled_from(numeric))
    changed = change(report, fact.id, value)
    assert (fact.concept.qname, value) in {(known[0], known[5]) for known in assert_same_facts(changed)}


def assert_same_facts(report: Report) -> Counter[tuple[object, ...]]:
    taxonomy = shipped_taxonomy()
    stated = reread_xml(format_xbrl_xml(report, taxonomy, SCHEMA))
    assert sum(stated.values()) == len(report.facts)
    assert reread_json(format_xbrl_json(report, taxonomy, SCHEMA)) == stated
    assert reread_csv(*format_xbrl_csv(report, taxonomy, SCHEMA)) == stated
    return Counter({tuple(known): count for known, count in stated.items()})


# --- a filing moved about -----------------------------------------------------------------

LINES = SAMPLE.read_text(encoding="utf-8").split("\n")


PLACES = st.tuples(st.integers(0, 40), st.integers(0, 6), st.sampled_from(["", " ", "   ", "\t", "\r"]))


def test_where_a_filing_stands_changes_no_fact(read: Reader, sample_report: Report) -> None:
    """Blank lines above, an indent of every line, blanks at line ends."""
    expected = facts_of(sample_report)

    @settings(max_examples=15, deadline=None)
    @given(PLACES)
    def check(place: tuple[int, int, str]) -> None:
        above, right, trailing = place
        moved = [" " * right + line + trailing if line else line for line in LINES]
        assert facts_of(read("\n" * above + "\n".join(moved))) == expected

    check()


def facts_of(report: Report) -> list[tuple[object, ...]]:
    """What facts state; of a text all but blanks, as a block of text holds those of its print."""
    return [
        (fact.concept.qname, fact.context, fact.unit, _without_blanks(fact.value), fact.decimals)
        for fact in report.facts
    ]


def _without_blanks(value: Decimal | str | None) -> object:
    return "".join(value.split()) if isinstance(value, str) else value
