"""Statements as filers print them today give the same facts as text and as HTML, however the markup sets them."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from html import escape
from itertools import groupby

import pytest

from pipeline.model import Report
from pipeline.read.sgml import read_submission
from pipeline.reference import Reference, load_reference
from pipeline.run import make_report

Row = tuple[str, ...]
"""A caption, set in by blanks, and its amounts; a caption alone is a heading."""
HEADER = """\
                        FORM 10-K
        For the fiscal year ended December 31, 2023
                Commission file number 1-4321
                    LODESTAR MEDIA INC
    (Exact name of registrant as specified in its charter)
"""
FOOT = "See notes to consolidated financial statements, which are an integral part of these statements."
DAYS = ("December 31, 2023", "December 31, 2022")
YEARS = ("2023", "2022")
STATEMENTS: dict[str, tuple[str, Sequence[str], Sequence[Row]]] = {
    "CONSOLIDATED BALANCE SHEETS": (
        "(in thousands, except share data)",
        DAYS,
        [
            ("ASSETS",),
            ("Current assets:",),
            ("  Cash and cash equivalents", "$ 5,000", "$ 4,000"),
            ("  Restricted cash", "500", "400"),
            ("  Accounts receivable, net of allowances of $120 and $110", "3,000", "2,500"),
            ("Total current assets", "8,500", "6,900"),
            ("Property and equipment, net", "6,500", "5,100"),
            ("Total assets", "$ 15,000", "$ 12,000"),
            ("LIABILITIES AND EQUITY",),
            ("Accounts payable", "$ 4,000", "$ 3,000"),
            ("Long-term debt", "2,000", "2,000"),
            ("Total liabilities", "6,000", "5,000"),
            ("Stockholders' equity:",),
            ("  Class A common stock", "800", "800"),
            ("  Class B common stock", "200", "200"),
            ("  Retained earnings", "7,300", "5,500"),
            ("  Accumulated other comprehensive loss", "(300)", "(400)"),
            ("Total stockholders' equity", "8,000", "6,100"),
            ("Noncontrolling interests", "1,000", "900"),
            ("Total equity", "9,000", "7,000"),
            ("Total liabilities and equity", "$ 15,000", "$ 12,000"),
        ],
    ),
    "CONSOLIDATED BALANCE SHEETS (Parenthetical)": (
        "(in thousands, except share data)",
        DAYS,
        [
            ("Allowances for receivables", "$ 120", "$ 110"),
            ("Class A common stock, par value", "$ 0.01", "$ 0.01"),
            ("Class A common stock, shares authorized", "90,000,000", "90,000,000"),
            ("Class A common stock, shares issued", "80,000,000", "80,000,000"),
        ],
    ),
    "CONSOLIDATED STATEMENTS OF INCOME": (
        "(in thousands, except per share data)",
        YEARS,
        [
            ("Revenues, including excise taxes", "$ 20,000", "$ 18,000"),
            ("Cost of revenues", "12,000", "11,000"),
            ("Gross profit", "8,000", "7,000"),
            ("Selling, general and administrative", "5,000", "4,500"),
            ("Operating income", "3,000", "2,500"),
            ("Interest expense", "(200)", "(180)"),
            ("Income before income taxes", "2,800", "2,320"),
            ("Provision for income taxes", "700", "520"),
            ("Net income", "2,100", "1,800"),
            ("Less: net income attributable to noncontrolling interests", "100", "90"),
            ("Net income attributable to Lodestar Media Inc", "$ 2,000", "$ 1,710"),
            ("Basic earnings per share", "$ 2.00", "$ 1.71"),
        ],
    ),
    "CONSOLIDATED STATEMENTS OF COMPREHENSIVE INCOME": (
        "(in thousands)",
        YEARS,
        [
            ("Net income", "$ 2,100", "$ 1,800"),
            ("Other comprehensive income, net of tax:",),
            ("  Foreign currency translation adjustments", "150", "(60)"),
            ("  Unrealized losses on cash flow hedges", "(50)", "(20)"),
            ("Total other comprehensive income", "100", "(80)"),
            ("Comprehensive income", "2,200", "1,720"),
            ("Comprehensive income attributable to noncontrolling interests", "100", "90"),
            ("Comprehensive income attributable to Lodestar Media Inc", "$ 2,100", "$ 1,630"),
        ],
    ),
    "CONSOLIDATED STATEMENTS OF CASH FLOWS": (
        "(in thousands)",
        YEARS,
        [
            ("Operating activities:",),
            ("  Net income", "$ 2,100", "$ 1,800"),
            ("  Depreciation and amortization", "900", "800"),
            ("Net cash provided by operating activities", "3,000", "2,600"),
            ("Investing activities:",),
            ("  Purchases of property and equipment", "(1,700)", "(1,500)"),
            ("Net cash used in investing activities", "(1,700)", "(1,500)"),
            ("Financing activities:",),
            ("  Dividends paid", "(200)", "(200)"),
            ("Net cash used in financing activities", "(200)", "(200)"),
            ("Net increase in cash, cash equivalents and restricted cash", "1,100", "900"),
            ("Cash, cash equivalents and restricted cash, beginning of year", "4,400", "3,500"),
            ("Cash, cash equivalents and restricted cash, end of year", "$ 5,500", "$ 4,400"),
        ],
    ),
    "CONSOLIDATED STATEMENTS OF CHANGES IN EQUITY": (
        "(in thousands)",
        YEARS,
        [
            ("Common Stock",),
            ("  Balance, beginning of year", "$ 1,000", "$ 1,000"),
            ("  Balance, end of year", "1,000", "1,000"),
            ("Retained Earnings",),
            ("  Balance, beginning of year", "5,500", "3,990"),
            ("  Net income", "2,000", "1,710"),
            ("  Dividends", "(200)", "(200)"),
            ("  Balance, end of year", "7,300", "5,500"),
            ("Total stockholders' equity", "$ 8,300", "$ 6,500"),
        ],
    ),
}
Render = Callable[[Sequence[Row]], str]


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


def as_text() -> str:
    parts = [HEADER]
    for title, (remark, headings, rows) in STATEMENTS.items():
        lines = [f"{title:^100}", f"{remark:^100}", " " * 70 + "".join(f"{heading:>20}" for heading in headings)]
        lines += [f"{row[0]:70}" + "".join(f"{_hung(amount):>21}" for amount in row[1:]) for row in rows]
        parts += ["", "<PAGE>", *(line.rstrip() for line in lines)]
    return "\n".join([*parts, "", FOOT])


def _hung(amount: str) -> str:
    return amount if amount.endswith(")") else f"{amount} "


def as_html(render: Render) -> str:
    parts = [f"<html><body><pre>{escape(HEADER)}</pre>"]
    for title, (remark, headings, rows) in STATEMENTS.items():
        above = "".join(f"<td colspan='2'>{heading}</td>" for heading in headings)
        parts += [f"<hr style='page-break-after:always'><p>{escape(title)}</p><p>{remark}</p>"]
        parts += [f"<table><tr><td></td>{above}</tr>", render(rows), "</table>"]
    return "\n".join([*parts, f"<p>{FOOT}</p></body></html>"])


def plain(rows: Sequence[Row]) -> str:
    return "\n".join(_row(_caption(row[0]), row[1:]) for row in rows)


def with_signs_apart(rows: Sequence[Row]) -> str:
    lines = []
    for caption, *amounts in rows:
        cells = "".join(f"<td>{'$' if '$' in a else ''}</td><td>{a.strip('$ ')}</td>" for a in amounts)
        lines.append(f"<tr><td>{_caption(caption)}</td>{cells}</tr>")
    return "\n".join(lines)


def with_broken_captions(rows: Sequence[Row]) -> str:
    """Long captions broken within their cells."""
    return "\n".join(_row(_caption(row[0]).replace(" of ", " of<br>", 1), row[1:]) for row in rows)


def stacked(rows: Sequence[Row]) -> str:
    """Rows with amounts set as one row of the table, their lines broken in each cell."""
    return "\n".join(_stack(list(group), "<br>", "") for _, group in groupby(rows, key=len))


def stacked_paragraphs(rows: Sequence[Row]) -> str:
    return "\n".join(_stack(list(group), "</p><p>", "p") for _, group in groupby(rows, key=len))


def _stack(group: Sequence[Row], between: str, tag: str) -> str:
    if len(group[0]) == 1:
        return plain(group)
    begin, end = (f"<{tag}>", f"</{tag}>") if tag else ("", "")
    columns = list(zip(*group, strict=True))
    captions = between.join(map(_caption, columns[0]))
    cells = "".join(f"<td></td><td>{begin}{between.join(column)}{end}</td>" for column in columns[1:])
    return f"<tr><td>{begin}{captions}{end}</td>{cells}</tr>"


def _row(caption: str, amounts: Sequence[str]) -> str:
    return f"<tr><td>{caption}</td>" + "".join(f"<td></td><td>{amount}</td>" for amount in amounts) + "</tr>"


def _caption(text: str) -> str:
    return "&nbsp;" * (len(text) - len(text.lstrip())) + escape(text.strip())


def split_over_pages(rows: Sequence[Row]) -> str:
    """A page ends within the statement, and its headings are not said again."""
    half = len(rows) // 2
    page = "</table><p align='center'>F-3</p><hr style='page-break-after:always'><table>"
    return "\n".join([plain(rows[:half]), page, plain(rows[half:])])


RENDERINGS: dict[str, Render] = {
    "plain": plain,
    "signs in cells of their own": with_signs_apart,
    "broken captions": with_broken_captions,
    "stacked by breaks": stacked,
    "stacked in paragraphs": stacked_paragraphs,
    "split over pages": split_over_pages,
}


def report_of(content: str, name: str, reference: Reference) -> Report:
    filing, findings = read_submission(content.encode(), name)
    assert filing is not None, findings
    return make_report(filing, findings, reference, with_notes=False)


def stated(report: Report) -> Iterator[tuple[str, ...]]:
    for f in report.facts:
        value = f"{f.value:f}" if isinstance(f.value, Decimal) else f.value
        yield f.concept.name, str(f.context.period), str(f.context.dimensions), f.unit, value


@pytest.fixture(scope="module")
def from_text(reference: Reference) -> set[tuple[str, ...]]:
    return set(stated(report_of(as_text(), "pair.txt", reference)))


@pytest.mark.parametrize("render", RENDERINGS.values(), ids=RENDERINGS)
def test_modern_statements_give_the_same_facts(
    render: Render, from_text: set[tuple[str, ...]], reference: Reference
) -> None:
    html = set(stated(report_of(as_html(render), "pair.htm", reference)))
    assert sorted(html - from_text) == []
    assert sorted(from_text - html) == []


@pytest.mark.parametrize(
    ("concept", "value"),
    [
        ("MinorityInterest", "1000000"),
        ("CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents", "5500000"),
        ("OtherComprehensiveIncomeLossNetOfTax", "100000"),
        ("ComprehensiveIncomeNetOfTaxIncludingPortionAttributableToNoncontrollingInterest", "2200000"),
        ("AllowanceForDoubtfulAccountsReceivableCurrent", "120000"),
        ("CommonStockSharesIssued", "80000000"),
        ("CommonStockParOrStatedValuePerShare", "0.01"),
        ("ProfitLoss", "2100000"),
    ],
)
def test_what_is_new_in_modern_statements_is_stated(concept: str, value: str, from_text: set[tuple[str, ...]]) -> None:
    assert value in {v for name, _, _, _, v in from_text if name == concept}
