"""The sample filing as text and as HTML gives the same facts, each of them traced to the file it was read from."""

import re
from collections.abc import Sequence
from html import escape

import pytest
from conftest import SAMPLE

from pipeline.extract.columns import Span, find_columns
from pipeline.grid import make_row
from pipeline.locate import locate
from pipeline.model import Cell, Report, Source
from pipeline.origins import trace
from pipeline.read.sgml import read_submission
from pipeline.reference import Reference, load_reference
from pipeline.run import make_report

NEAR = 8
"""Print columns that a heading may end left or right of its column of amounts."""
ROWS_OF_A_PAGE = 12
TEXT = SAMPLE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


def as_pre() -> str:
    """The whole filing as preformatted text, as filers of the turn of the century converted theirs."""
    return f"<html><body><pre>\n{escape(TEXT)}\n</pre></body></html>"


def as_tables(has_signs_apart: bool) -> str:
    """Every statement as a table, a row for each line, and a cell for each piece of it; the rest as it is."""
    filing, _ = read_submission(SAMPLE.read_bytes(), SAMPLE.name)
    assert filing is not None
    blocks, _ = locate(filing)
    found = [(block.grid.rows, find_columns(block.grid.rows)) for block in blocks]
    spans = {row.source.line: columns for rows, columns in found for row in rows}
    parts, last = ["<html><body><pre>"], None
    for number, line in enumerate(TEXT.split("\n"), 1):
        columns = None if line.strip().isdecimal() else spans.get(number)  # a page's number stands in no table
        if columns is not last:
            parts.append("</pre>" if last is None else "</table>")
            parts.append("<pre>" if columns is None else "<table>")
            last = columns
        parts.append(escape(line) if columns is None else as_row(line, columns, has_signs_apart))
    return "\n".join([*parts, "</pre></body></html>"])


def pieces(line: str) -> list[Cell]:
    """What stands apart in a line; a dash right after the words of a caption is part of it."""
    cells: list[Cell] = []
    for cell in make_row(line, Source("", 1)).cells:
        if len(cells) == 1 and cell.start - cells[0].end == 1:
            cells[0] = cells[0]._replace(text=line[cells[0].start : cell.end], end=cell.end)
        else:
            cells.append(cell)
    return cells


def as_row(line: str, columns: Sequence[Span], has_signs_apart: bool) -> str:
    """A line as cells that cover the print columns they stand in; amounts may be spread over three of them."""
    cells, column = "", 0
    for cell in pieces(line):
        text, end = cell.text, cell.end
        if not column and columns and cell.start > columns[0].start - NEAR:
            column = columns[0].start - NEAR
            cells += f'<td colspan="{column}"></td>'
        if not column:
            cells += f'<td colspan="{end}" style="padding-left:{5 * cell.start + 2}pt">{escape(text)}</td>'
            column = end
            continue
        nearest = min((span.end for span in columns), key=lambda edge: abs(edge - end))
        end = nearest + 1 if abs(nearest - end) <= NEAR and nearest > column + 3 else end
        width = end - column
        if has_signs_apart and text.startswith("$") and text.endswith(")"):
            cells += f'<td colspan="{width - 3}">$</td><td colspan="2">{text[1:-1].strip()}</td><td>)</td>'
        else:
            cells += f'<td colspan="{width}">{escape(text)}</td>'
        column = end
    return f"<tr>{cells}</tr>"


def report_of(content: str, name: str, reference: Reference) -> Report:
    filing, findings = read_submission(content.encode(), name)
    assert filing is not None, findings
    return make_report(filing, findings, reference)


def stated(report: Report) -> set[tuple[str, ...]]:
    return {
        (f.concept.name, str(f.context.period), str(f.context.dimensions), f.unit, str(f.value)) for f in report.facts
    }


def within_layout(html: str) -> str:
    """Every table within a table that only lays out the page."""
    before, after = "<table><tr><td>&nbsp;</td><td><table><tr><td>", "</td></tr></table></td></tr></table>"
    return html.replace("<table>", f"{before}<table>").replace("</table>", f"</table>{after}")


def with_marks(html: str) -> str:
    """A raised footnote mark behind each caption and each amount."""
    mark = iter(["<sup>(a)</sup>", '<span style="vertical-align:super">2</span>', "<sup>*</sup>"] * 10_000)
    return re.sub(r"(?<=[a-z\d])</td>", lambda _: f"{next(mark)}</td>", html)


def with_hidden(html: str) -> str:
    """Rows, cells and words that no reader sees."""
    row = "<tr style='display:none'><td>Total of nothing</td><td>9,999</td></tr>"
    html = html.replace("</tr>", f"<td style='display: none'>8,888</td></tr>{row}")
    return html.replace("<td", "<!-- 7,777 --><td").replace("</td>", "<span style='visibility:hidden'>6</span></td>")


def split(html: str, between: str) -> str:
    """Every table broken off at a rule, when some rows have been printed, and begun again after what stands between."""
    lines, rows = [], 0
    for line in html.split("\n"):
        rows = rows + 1 if line.startswith("<tr><td") else 0 if "table>" in line else rows
        lines.append(line)
        if line == "<tr></tr>" and rows > ROWS_OF_A_PAGE:
            lines.append(f"</table>{between}<table>")
            rows = 0
    return "\n".join(lines)


PAGE = "<p style='text-align:center'>12</p><hr style='page-break-after:always'>"
RENDERINGS = {
    "pre": as_pre(),
    "tables": as_tables(False),
    "signs in cells of their own": as_tables(True),
    "tables in tables": within_layout(as_tables(True)),
    "footnote marks": with_marks(as_tables(False)),
    "hidden elements": with_hidden(as_tables(True)),
    "statements over several tables": split(as_tables(False), "<p>&nbsp;</p>"),
    "page breaks inside statements": split(as_tables(True), PAGE),
}


@pytest.mark.parametrize("rendering", RENDERINGS.values(), ids=RENDERINGS)
def test_text_and_html_give_the_same_facts(rendering: str, reference: Reference) -> None:
    html = report_of(rendering, "sample.htm", reference)
    assert stated(html) == stated(report_of(TEXT, SAMPLE.name, reference))
    lines = rendering.split("\n")
    for fact in trace(html).facts:
        place = fact.amount.source
        digits = "".join(filter(str.isdigit, fact.amount.text))
        printed = lines[place.line - 1][place.start : place.end]
        assert digits in "".join(filter(str.isdigit, printed)) or not digits, fact.id
