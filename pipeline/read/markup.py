"""The markup of an HTML document → what it prints, in order: paragraphs, tables of cells, page breaks.

In: the characters of a file, hostile until proved otherwise. Out: blocks whose texts know the characters of the
file that they were printed by. No tree is built: a filing is often one line of megabytes, and an HTML library tells
no more than the line of an element, while an amount must be traced to its characters; nor can nesting exhaust what
is never nested. Scripts, styles and hidden elements print nothing, entities are HTML's own, nothing is ever opened.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from pipeline.read.printed import BREAK, HtmlTable, PageBreak, Paragraph, Printed, Run, TableCell

MAX_TAGS = 3_000_000
"""More tags than the largest filings of EDGAR have: what has more is refused, and no more of it is read."""
MAX_COLUMNS = 400
"""Columns of a table: statements have some dozens, the narrow ones between amounts included."""
MAX_SPAN = 100
"""Columns or rows that one cell may cover."""
MAX_NESTED = 50
"""Tables within tables that are told apart; layouts have three or four."""

_TOKEN = re.compile(
    r"""([^<]+)                                                                          # 1 text
    | <(?:!--.*?(?:-->|\Z)|[!?][^<>]*>?)                                                 # comments, declarations
    | <(script|style|title|svg|noscript|template|object|iframe|select|textarea)\b[^<>]*+(?<!/)>.*?(?:</\2\s*>|\Z)
    | <(/?)([a-z][a-z0-9:_.-]*+)((?:[^<>"']|"[^"<]*"|'[^'<]*')*+|[^<>]*+)>               # 3 to 5: a tag
    | <""",
    re.I | re.S | re.X,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_RAISED = re.compile(r"[\s;:\"']top\s*:\s*-\s*\d|vertical-align\s*:\s*(?:super|text-top)", re.I)
_COLSPAN = re.compile(r"\bcolspan\s*=\s*[\"']?\s*(\d{1,6})", re.I)
_ROWSPAN = re.compile(r"\browspan\s*=\s*[\"']?\s*(\d{1,6})", re.I)
_PAGE_BREAK = re.compile(r"(?:page-)?break-(?:before|after)\s*:\s*(?:always|page)", re.I)
_PAGE_TAGS = frozenset({"s", "c", "caption", "page", "fn"})
"""Tags of EDGAR's text filings, which also stand inside ``<pre>``."""


@dataclass(slots=True)
class _OpenTable:
    """A table that is being read: its cells so far, and where the next one goes."""

    rows: list[list[TableCell]] = field(default_factory=list)
    row: list[TableCell] = field(default_factory=list)
    cell: TableCell | None = None
    column: int = 0
    held: dict[int, int] = field(default_factory=dict)
    """Columns that a cell of a row above still covers, and for how many rows."""


@dataclass(slots=True)
class _Reader:
    printed: list[Printed] = field(default_factory=list)
    paragraph: Paragraph = field(default_factory=lambda: Paragraph([]))
    tables: list[_OpenTable] = field(default_factory=list)
    too_deep: int = 0
    hidden: str = ""
    """The element that hides what is read, and how many of its name are open."""
    hidden_depth: int = 0
    raised: str = ""
    raised_depth: int = 0
    pre: int = 0


def read_markup(text: str, start: int = 0, end: int | None = None) -> Iterator[Printed]:
    """What the markup from ``start`` to ``end`` of a text prints; blocks come as soon as they are closed.

    >>> [type(block).__name__ for block in read_markup("<p>Net sales</p><table><tr><td>1,204</td></tr></table>")]
    ['Paragraph', 'HtmlTable']
    """
    reader = _Reader()
    tags = 0
    for token in _TOKEN.finditer(text, start, len(text) if end is None else end):
        if token[1] is not None:
            if not reader.hidden:
                _read_text(reader, token[1], token.start())
            continue
        if token[4] is None:
            continue
        tags += 1
        if tags > MAX_TAGS:
            break
        name = token[4].lower()
        if reader.hidden:
            _leave_hidden(reader, name, token[3] == "/", token[5].endswith("/"))
            if reader.hidden:
                continue
        if token[3]:
            _close(reader, name)
        else:
            _open(reader, name, token[5], token)
        if reader.printed:
            yield from reader.printed
            reader.printed = []
    while reader.tables:
        _close_table(reader)
    _end_paragraph(reader)
    yield from reader.printed


def _read_text(reader: _Reader, raw: str, offset: int) -> None:
    cell = reader.tables[-1].cell if reader.tables and not reader.pre else None
    if cell is None and reader.tables and not raw.strip():
        return
    runs = reader.paragraph.runs if cell is None else cell.runs
    for part in raw.splitlines(keepends=True) if reader.pre else (raw,):
        runs.append(Run(unescape(part) if "&" in part else part, offset, len(part), bool(reader.raised)))
        offset += len(part)


def _leave_hidden(reader: _Reader, name: str, is_closing: bool, is_empty: bool) -> None:
    """Count what is open of the hiding element's name; a hidden cell also ends where the next begins."""
    is_cell = reader.hidden in ("td", "th")
    if (is_cell and name in ("td", "th", "tr", "table")) or (reader.hidden == "p" and name in _BLOCKS):
        reader.hidden = ""
    elif name == reader.hidden and not is_empty:
        reader.hidden_depth += -1 if is_closing else 1
        if not reader.hidden_depth:
            reader.hidden = ""


def _open(reader: _Reader, name: str, attributes: str, token: re.Match[str]) -> None:
    if reader.pre and name in _PAGE_TAGS:
        reader.paragraph.runs.append(Run(token[0], token.start(), len(token[0])))
        return
    action = _OPENS.get(name)
    if action is not None:
        action(reader, attributes)
    is_empty = attributes.endswith("/")
    if name == "ix:header" or (_is_hidden(attributes) and name not in ("br", "hr", "img", "input")):
        if not is_empty:
            reader.hidden, reader.hidden_depth = name, 1
    elif reader.raised:
        reader.raised_depth += name == reader.raised and not is_empty
    elif (
        name == "sup" or (("top" in attributes or "super" in attributes) and _RAISED.search(attributes))
    ) and not is_empty:
        reader.raised, reader.raised_depth = name, 1


def _is_hidden(attributes: str) -> bool:
    return ("none" in attributes or "hidden" in attributes) and _HIDDEN.search(attributes) is not None


def _close(reader: _Reader, name: str) -> None:
    if name == reader.raised:
        reader.raised_depth -= 1
        if not reader.raised_depth:
            reader.raised = ""
    action = _CLOSES.get(name)
    if action is not None:
        action(reader)


# --- paragraphs -------------------------------------------------------------------------


def _open_block(reader: _Reader, attributes: str) -> None:
    """A block begins a line; in a cell its style may set the cell's text in."""
    if "break-" in attributes and _PAGE_BREAK.search(attributes):
        _end_paragraph(reader)
        reader.printed.append(PageBreak())
    cell = reader.tables[-1].cell if reader.tables else None
    if cell is None:
        _end_paragraph(reader)
        reader.paragraph.styles.append(attributes)
    elif cell.runs:
        cell.runs.append(BREAK)
    else:
        cell.styles.append(attributes)


def _close_block(reader: _Reader) -> None:
    cell = reader.tables[-1].cell if reader.tables else None
    if cell is None:
        _end_paragraph(reader)
    elif cell.runs:
        cell.runs.append(BREAK)


def _break_line(reader: _Reader, attributes: str) -> None:
    cell = reader.tables[-1].cell if reader.tables else None
    (reader.paragraph.runs if cell is None else cell.runs).append(BREAK)


def _end_page(reader: _Reader, attributes: str) -> None:
    if not reader.tables:
        _end_paragraph(reader)
        reader.printed.append(PageBreak())


def _open_pre(reader: _Reader, attributes: str) -> None:
    _end_paragraph(reader)
    reader.pre += 1
    reader.paragraph.is_pre = True


def _close_pre(reader: _Reader) -> None:
    if reader.pre:
        reader.pre -= 1
        _end_paragraph(reader)


def _end_paragraph(reader: _Reader) -> None:
    paragraph = reader.paragraph
    if paragraph.runs and any(not run.text.isspace() for run in paragraph.runs):
        reader.printed.append(paragraph)
        reader.paragraph = Paragraph([], reader.pre > 0)
    else:
        paragraph.runs.clear()
        paragraph.styles.clear()
        paragraph.is_pre = reader.pre > 0


# --- tables -----------------------------------------------------------------------------


def _open_table(reader: _Reader, attributes: str) -> None:
    """A table within a table's cell: what the outer one has so far is printed first, the rest after it."""
    if reader.pre:
        reader.paragraph.runs.append(Run("<TABLE>", 0, 0))
        return
    if len(reader.tables) >= MAX_NESTED:
        reader.too_deep += 1
        return
    _end_paragraph(reader)
    if reader.tables:
        outer = reader.tables[-1]
        _end_row(outer)
        _print_rows(reader, outer)
    reader.tables.append(_OpenTable())


def _close_table(reader: _Reader) -> None:
    if reader.too_deep:
        reader.too_deep -= 1
    elif reader.tables:
        table = reader.tables.pop()
        _end_row(table)
        _print_rows(reader, table)


def _print_rows(reader: _Reader, table: _OpenTable) -> None:
    if table.rows:
        _end_paragraph(reader)
        reader.printed.append(HtmlTable(table.rows))
        table.rows = []


def _open_row(reader: _Reader, attributes: str) -> None:
    if reader.tables:
        table = reader.tables[-1]
        _end_row(table)
        table.held = {column: rows - 1 for column, rows in table.held.items() if rows > 1}


def _close_row(reader: _Reader) -> None:
    if reader.tables:
        _end_row(reader.tables[-1])


def _end_row(table: _OpenTable) -> None:
    _end_cell(table)
    if table.row:
        table.rows.append(table.row)
        table.row = []
    table.column = 0


def _open_cell(reader: _Reader, attributes: str) -> None:
    if not reader.tables:
        return
    table = reader.tables[-1]
    _end_cell(table)
    while table.column in table.held:
        table.column += 1
    wide = _span(_COLSPAN, attributes)
    first = min(table.column, MAX_COLUMNS)
    table.column = min(first + wide, MAX_COLUMNS + 1)
    high = _span(_ROWSPAN, attributes)
    if high > 1:
        table.held.update(dict.fromkeys(range(first, table.column), high))
    table.cell = TableCell(first, table.column, [], [attributes])


def _span(pattern: re.Pattern[str], attributes: str) -> int:
    match = pattern.search(attributes)
    return min(max(int(match[1]), 1), MAX_SPAN) if match else 1


def _close_cell(reader: _Reader) -> None:
    if reader.tables:
        _end_cell(reader.tables[-1])


def _end_cell(table: _OpenTable) -> None:
    cell = table.cell
    if cell is not None and any(not run.text.isspace() for run in cell.runs):
        table.row.append(cell)
    table.cell = None


_BLOCKS = (
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "center", "li", "ul", "ol", "dl", "dt", "dd"),
    *("blockquote", "body", "section", "article", "header", "footer", "address", "form"),
)
_OPENS: Mapping[str, Callable[[_Reader, str], None]] = {
    **dict.fromkeys(_BLOCKS, _open_block),
    "br": _break_line,
    "hr": _end_page,
    "page": _end_page,
    "pre": _open_pre,
    "table": _open_table,
    "tr": _open_row,
    "td": _open_cell,
    "th": _open_cell,
}
_CLOSES: Mapping[str, Callable[[_Reader], None]] = {
    **dict.fromkeys(_BLOCKS, _close_block),
    "pre": _close_pre,
    "table": _close_table,
    "tr": _close_row,
    "td": _close_cell,
    "th": _close_cell,
}
