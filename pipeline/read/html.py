"""An HTML document → lines of text, as a page of print shows it.

In: the characters of a file and where the document stands in them. Out: its `Document`: paragraphs as lines, tables
as lines with their numbers right-aligned, so that whatever reads text filings reads HTML; and the `Layout` that traces
each line to the characters of the file. What the lines say is not known here.
"""

import re

from pipeline.model import Document, Layout
from pipeline.read.markup import read_markup
from pipeline.read.print_lines import Line, lay_out_paragraph
from pipeline.read.printed import HtmlTable, PageBreak, Paragraph
from pipeline.read.table_lines import lay_out_table

_HTML = re.compile(r"<(?:!doctype\s+html|html|body)\b", re.I)
_CELLS = re.compile(r"<tr\b[^<>]*>\s*<t[dh]\b", re.I)
_TEXT = re.compile(r"<TEXT>", re.I)
HEAD = 20_000
"""Characters within which a document says that it is HTML; comments and declarations may come first."""


def is_html(text: str, start: int, end: int) -> bool:
    """Whether a document is HTML: it says so, or has rows of cells, as the tables of text filings have not."""
    stop = min(end, start + HEAD)
    return _HTML.search(text, start, stop) is not None or _CELLS.search(text, start, end) is not None


def lay_out(text: str, start: int, end: int, first_line: int) -> Document:
    """The document from ``start`` to ``end`` of a file, its lines numbered from ``first_line``."""
    body = _TEXT.search(text, start, min(end, start + HEAD))
    lines: list[Line] = []
    for block in read_markup(text, body.end() if body else start, end):
        if isinstance(block, Paragraph):
            lines.extend(lay_out_paragraph(block))
        elif isinstance(block, HtmlTable):
            lines.extend(lay_out_table(block.rows))
        elif isinstance(block, PageBreak):
            lines.append(Line("<PAGE>"))
    layout = Layout(text, tuple(line.cuts for line in lines), tuple(line.prints for line in lines))
    return Document("", "", first_line, tuple(line.text for line in lines), layout)
