"""HTML is laid out as a page of print is, and every amount keeps its place in the file."""

import pytest

from pipeline.locate import locate
from pipeline.model import Document, Filing
from pipeline.read.sgml import read_submission

FILLER = "<p>" + "This report speaks of orchards and of the tools that are used in them. " * 8 + "</p>"
ROWS = "".join(
    f"<tr><td style='padding-left:{indent}pt'>{label}</td><td>$</td><td>{now}</td><td>{close}</td>"
    f"<td></td><td>$</td><td>{before}</td><td></td></tr>"
    for label, indent, now, close, before in (
        ("Net sales", 0, "12,400", "", "11,870"),
        ("Cost of sales", 10, "(7,100", ")", "6,950"),
        ("Net income", 0, "1,204", "", "&#8212;"),
    )
)
STATEMENT = (
    "<p style='text-align:center'>STATEMENTS OF INCOME</p><table>"
    "<tr><td></td><td colspan='3'>2023</td><td></td><td colspan='3'>2022</td></tr>" + ROWS + "</table>"
)


def read(body: str) -> Filing:
    """A filing of one HTML document."""
    filing, findings = read_submission(f"<html><body>{FILLER}{body}</body></html>".encode(), "case.htm")
    assert filing is not None, findings
    return filing


def page(body: str) -> list[str]:
    """The laid-out lines of a document, without the filler and blank lines."""
    (document,) = read(f"<p>START</p>{body}<p>$1,000</p>").documents
    lines = [line for line in document.lines if line.strip()]
    return lines[lines.index("START") + 1 : -1]


def test_a_number_spread_over_cells_is_one_and_its_column_has_one_right_edge() -> None:
    years, *rows = page(STATEMENT)[2:]
    assert [row.split("  ")[-1].strip() for row in rows] == ["$11,870", "$6,950", "$—"]
    assert [
        row.rstrip(")").index(now) + len(now) for row, now in zip(rows, ("12,400", "7,100", "1,204"), strict=True)
    ] == [rows[0].index("12,400") + 6] * 3
    assert years.split() == ["2023", "2022"]
    assert rows[1].startswith("  Cost of sales  ")


def test_amounts_point_into_the_users_file() -> None:
    filing = read(STATEMENT)
    document = filing.documents[0]
    assert document.layout is not None
    blocks, _ = locate(filing)
    cell = next(cell for row in blocks[0].grid.rows for cell in row.cells if cell.text == "$12,400")
    prints = document.layout.prints[cell.source.line - document.first_line]
    assert [document.layout.text[offset : offset + length] for _, _, offset, length in prints] == [
        *("Net sales", "$", "12,400", "$", "11,870")
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>document.write('9,999')</script>",
        "<style>td:after{content:'9,999'}</style>",
        "<div style='display:none'>9,999<div>8,888</div></div>",
        "<span style='visibility: hidden'>9,999</span>",
        "<ix:header><ix:hidden>9,999</ix:hidden></ix:header>",
        "<!-- 9,999 -->",
        "<p onclick='alert(9999)'></p>",
    ],
)
def test_what_a_reader_does_not_see_is_not_read(hidden: str) -> None:
    assert page(f"{hidden}<p>Shown</p>") == ["Shown"]


def test_a_hidden_cell_keeps_its_columns() -> None:
    hidden = "<tr><td>Rent</td><td style='display:none'>9,999</td><td>1,204</td></tr>"
    shown = "<tr><td>Fuel</td><td>8,000</td><td>1,118</td></tr>"
    rent, fuel = page(f"<table>{hidden}{shown}</table>")[1:]
    assert rent.split() == ["Rent", "1,204"]
    assert len(rent) == len(fuel)


def test_raised_marks_are_no_part_of_a_number() -> None:
    marked = "<table><tr><td>Net sales<sup>(1)</sup></td><td>1,204<sup>2</sup></td></tr></table>"
    assert page(marked)[1].split("      ") == ["Net sales", "1,204"]


def test_raised_words_and_fractions_are_printed() -> None:
    raised = "<p>Net sales<sup>Restated</sup> at 1<sup>2</sup>/<sub>3</sub> cents<sup>(a), 2</sup></p>"
    assert page(raised) == ["Net salesRestated at 1 2/3 cents"]


def test_a_table_that_lays_out_a_page_is_read_in_order() -> None:
    inner = "<table><tr><td>Rent</td><td>1,204</td></tr></table>"
    lines = page(f"<table><tr><td>Before{inner}After</td></tr></table>")
    assert [line.split() for line in lines] == [["Before"], ["<TABLE>"], ["Rent", "1,204"], ["After"]]


def test_preformatted_statements_keep_their_columns() -> None:
    assert page("<pre>\nRent &amp; fuel      1,204\n  Wages            88\n</pre>") == [
        *("Rent & fuel      1,204", "  Wages            88")
    ]


def test_entities_of_a_doctype_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE html [<!ENTITY a "' + b"9,999 " * 10 + b'"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    content = bomb + f"<html><body>{FILLER}<p>$1,000 &a;&f;</p></body></html>".encode()
    filing, _ = read_submission(content, "case.htm")
    assert filing is not None
    assert "$1,000 &a;&f;" in filing.documents[0].lines


@pytest.mark.parametrize(
    "hostile",
    [
        "<table><tr><td>" * 60_000,
        "<table>" + "<tr>" + "<td></td>" * 200_000 + "</tr></table>",
        "<table><tr>" + "<td colspan=999999 rowspan=999999></td>" * 2_000 + "</table>",
        "<" * 200_000,
        "<a '\"" * 50_000,
        "<!--" * 50_000,
        "<script" * 50_000,
        "&#" * 50_000,
        "<sup>" + "1" * 50_000,
        "<sup>" + "iv " * 20_000,
        "<p><font color=white>" + "a<b>)</b>" * 30_000,
    ],
    ids=[
        "nested tables",
        "empty cells",
        "wide cells",
        "brackets",
        "quotes",
        "comments",
        "scripts",
        "references",
        "digits",
        "marks",
        "white print",
    ],
)
def test_hostile_markup_is_read_in_bounded_time(hostile: str) -> None:
    document = _document(hostile)
    assert len(document.lines) < 2_000


def _document(body: str) -> Document:
    return read(f"<p>$1,000</p>{body}").documents[0]


def test_more_tags_than_any_filing_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.read.sgml.MAX_TAGS", 100)
    filing, findings = read_submission(b"<html><body>" + b"<p>Net sales $ 1,204</p>" * 100, "many.htm")
    assert filing is None and [str(finding) for finding in findings] == [
        "many.htm:1: error: read/too-large: 202 tags; the limit is 100"
    ]
