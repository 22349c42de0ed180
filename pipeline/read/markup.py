"""The markup of an HTML document → what it prints, in order: paragraphs, tables of cells, page breaks.

In: the characters of a file, hostile until proved otherwise. Out: blocks whose texts know the characters of the
file that they were printed by. No tree is built: a filing is often one line of megabytes, and an HTML library tells
no more than the line of an element, while an amount must be traced to its characters; nor can nesting exhaust what
is never nested. Scripts, styles and hidden elements print nothing, entities are HTML's own, nothing is ever opened.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

from pipeline.read.printed import BREAK, HtmlTable, PageBreak, Paragraph, Printed, Run, TableCell

MAX_TAGS = 3_000_000
"""More tags than the largest filings of EDGAR have: what has more is refused before any of it is read."""
MAX_COLUMNS = 400
"""Columns of a table: statements have some dozens, the narrow ones between amounts included."""
MAX_SPAN = 100
"""Columns or rows that one cell may cover."""
MAX_NESTED = 50
"""Tables within tables that are told apart; layouts have three or four."""

MOST_KNOWN = 20_000
"""Tags that are kept as read: a filing has some hundreds, each thousands of times."""

_TOKEN = re.compile(
    r"""([^<]+)                                                                          # 1 text
    | <(?:!--.*?(?:-->|\Z)|[!?][^<>]*>?)                                                 # comments, declarations
    | <(script|style|title|svg|noscript|template|object|iframe|select|textarea)\b[^<>]*+(?<!/)>.*?(?:</\2\s*>|\Z)
    | <(/?)([a-z][a-z0-9:_.-]*+)((?:[^<>"']|"[^"<]*"|'[^'<]*')*+|[^<>]*+)>               # 3 to 5: a tag
      (</td>)?                                                                           # 6: and the cell ends
    | <""",
    re.I | re.S | re.X,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_RAISED = re.compile(r"[\s;:\"']top\s*:\s*-\s*\d|vertical-align\s*:\s*(?:super|text-top)", re.I)
_COLSPAN = re.compile(r"\bcolspan\s*=\s*[\"']?\s*(\d{1,6})", re.I)
_ROWSPAN = re.compile(r"\browspan\s*=\s*[\"']?\s*(\d{1,6})", re.I)
_PAGE_BREAK = re.compile(r"(?:page-)?break-(?:before|after)\s*:\s*(?:always|page)", re.I)
_TEXT, _CLOSING = 1, 3
"""Groups of a token: that of text, and the first of a tag."""
_PRINT_NOTHING = frozenset({"br", "hr", "img", "input"})
_PAGE_TAGS = frozenset({"s", "c", "caption", "page", "fn"})
"""Tags of EDGAR's text filings, which also stand inside ``<pre>``."""


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag as written, and all that is to be known of it: it is read once, however often a filing repeats it."""

    name: str
    attributes: str
    text: str
    is_closing: bool
    is_empty: bool
    """Whether it closes itself."""
    act: "Callable[[_Reader, _Tag], None] | None"
    hides: bool
    raises: bool
    is_odd: bool
    """Whether it does more than to act."""
    wide: int = 1
    high: int = 1
    ends_cell: bool = False
    """Whether ``</td>`` stands right after it: most cells of a filing are empty, and are passed over as one token."""


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
    known: dict[str, _Tag] = {}
    for token in _TOKEN.finditer(text, start, len(text) if end is None else end):
        group = token.lastindex
        if group == _TEXT:
            if not reader.hidden:
                _read_text(reader, token[0], token.start())
            continue
        if group is None or group < _CLOSING:
            continue
        tag = known.get(token[0])
        if tag is None:
            if len(known) >= MOST_KNOWN:
                known.clear()
            tag = known[token[0]] = _parse_tag(token)
        if reader.hidden or reader.raised or tag.is_odd:
            _read_odd(reader, tag, token.start())
        elif tag.ends_cell and tag.act is _open_cell:
            _pass_cell(reader, tag)
            continue
        elif tag.act is not None:
            tag.act(reader, tag)
        if tag.ends_cell:
            _read_odd(reader, _END_OF_CELL, token.start())
        if reader.printed:
            yield from reader.printed
            reader.printed = []
    while reader.tables:
        _close_table(reader, _END_OF_CELL)
    _end_paragraph(reader)
    yield from reader.printed


def _parse_tag(token: re.Match[str]) -> _Tag:
    name, attributes, is_closing = token[4].lower(), token[5], token[3] == "/"
    is_empty = attributes.endswith("/")
    opens = not is_closing and not is_empty
    hides = opens and name not in _PRINT_NOTHING and (name == "ix:header" or _HIDDEN.search(attributes) is not None)
    raises = opens and not hides and (name == "sup" or _RAISED.search(attributes) is not None)
    return _Tag(
        name=name,
        attributes=attributes,
        text=token[0][: token.end(5) + 1 - token.start()],
        is_closing=is_closing,
        is_empty=is_empty,
        act=(_CLOSES if is_closing else _OPENS).get(name),
        hides=hides,
        raises=raises,
        is_odd=hides or raises or (name in _PAGE_TAGS and not is_closing),
        wide=_span(_COLSPAN, attributes),
        high=_span(_ROWSPAN, attributes),
        ends_cell=token[6] is not None,
    )


def _read_text(reader: _Reader, raw: str, offset: int) -> None:
    is_raised = bool(reader.raised)
    if reader.pre:
        for part in raw.splitlines(keepends=True):
            text = unescape(part) if "&" in part else part
            reader.paragraph.runs.append(Run(text, offset, len(part), is_raised))
            offset += len(part)
        return
    cell = reader.tables[-1].cell if reader.tables else None
    if cell is not None or not reader.tables or not raw.isspace():
        runs = reader.paragraph.runs if cell is None else cell.runs
        runs.append(Run(unescape(raw) if "&" in raw else raw, offset, len(raw), is_raised))


def _read_odd(reader: _Reader, tag: _Tag, offset: int) -> None:
    """Any tag, with all that may come of it: what it hides or raises, and where what is hidden or raised ends."""
    if reader.hidden:
        _leave_hidden(reader, tag)
        if reader.hidden:
            return
    if tag.is_closing:
        if tag.name == reader.raised:
            reader.raised_depth -= 1
            if not reader.raised_depth:
                reader.raised = ""
        if tag.act is not None:
            tag.act(reader, tag)
        return
    if reader.pre and tag.name in _PAGE_TAGS:
        reader.paragraph.runs.append(Run(tag.text, offset, len(tag.text)))
        return
    if tag.act is not None:
        tag.act(reader, tag)
    if tag.hides:
        reader.hidden, reader.hidden_depth = tag.name, 1
    elif reader.raised:
        reader.raised_depth += tag.name == reader.raised and not tag.is_empty
    elif tag.raises:
        reader.raised, reader.raised_depth = tag.name, 1


def _leave_hidden(reader: _Reader, tag: _Tag) -> None:
    """Count what is open of the hiding element's name; a hidden cell also ends where the next begins."""
    is_cell = reader.hidden in ("td", "th")
    if (is_cell and tag.name in ("td", "th", "tr", "table")) or (reader.hidden == "p" and tag.name in _BLOCKS):
        reader.hidden = ""
    elif tag.name == reader.hidden and not tag.is_empty:
        reader.hidden_depth += -1 if tag.is_closing else 1
        if not reader.hidden_depth:
            reader.hidden = ""


# --- paragraphs -------------------------------------------------------------------------


def _open_block(reader: _Reader, tag: _Tag) -> None:
    """A block begins a line; in a cell its style may set the cell's text in."""
    attributes = tag.attributes
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


def _close_block(reader: _Reader, tag: _Tag) -> None:
    cell = reader.tables[-1].cell if reader.tables else None
    if cell is None:
        _end_paragraph(reader)
    elif cell.runs:
        cell.runs.append(BREAK)


def _break_line(reader: _Reader, tag: _Tag) -> None:
    cell = reader.tables[-1].cell if reader.tables else None
    (reader.paragraph.runs if cell is None else cell.runs).append(BREAK)


def _end_page(reader: _Reader, tag: _Tag) -> None:
    if not reader.tables:
        _end_paragraph(reader)
        reader.printed.append(PageBreak())


def _open_pre(reader: _Reader, tag: _Tag) -> None:
    _end_paragraph(reader)
    reader.pre += 1
    reader.paragraph.is_pre = True


def _close_pre(reader: _Reader, tag: _Tag) -> None:
    if reader.pre:
        reader.pre -= 1
        _end_paragraph(reader)


def _end_paragraph(reader: _Reader) -> None:
    paragraph = reader.paragraph
    if _prints(paragraph.runs):
        reader.printed.append(paragraph)
        reader.paragraph = Paragraph([], reader.pre > 0)
    else:
        paragraph.runs.clear()
        paragraph.styles.clear()
        paragraph.is_pre = reader.pre > 0


# --- tables -----------------------------------------------------------------------------


def _open_table(reader: _Reader, tag: _Tag) -> None:
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


def _close_table(reader: _Reader, tag: _Tag) -> None:
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


def _open_row(reader: _Reader, tag: _Tag) -> None:
    if reader.tables:
        table = reader.tables[-1]
        _end_row(table)
        if table.held:
            table.held = {column: rows - 1 for column, rows in table.held.items() if rows > 1}


def _close_row(reader: _Reader, tag: _Tag) -> None:
    if reader.tables:
        _end_row(reader.tables[-1])


def _end_row(table: _OpenTable) -> None:
    _end_cell(table)
    if table.row:
        table.rows.append(table.row)
        table.row = []
    table.column = 0


def _open_cell(reader: _Reader, tag: _Tag) -> None:
    if reader.tables:
        table = reader.tables[-1]
        _end_cell(table)
        first = _next_column(table, tag)
        table.cell = TableCell(first, table.column, [], [tag.attributes])


def _pass_cell(reader: _Reader, tag: _Tag) -> None:
    """A cell with nothing in it only takes its columns."""
    if reader.tables:
        table = reader.tables[-1]
        _end_cell(table)
        _next_column(table, tag)


def _next_column(table: _OpenTable, tag: _Tag) -> int:
    """The first column of the next cell, which takes as many as its tag says."""
    column, held = table.column, table.held
    while column in held:
        column += 1
    first = min(column, MAX_COLUMNS)
    table.column = min(first + tag.wide, MAX_COLUMNS + 1)
    if tag.high > 1:
        held.update(dict.fromkeys(range(first, table.column), tag.high))
    return first


def _span(pattern: re.Pattern[str], attributes: str) -> int:
    match = pattern.search(attributes)
    return min(max(int(match[1]), 1), MAX_SPAN) if match else 1


def _close_cell(reader: _Reader, tag: _Tag) -> None:
    if reader.tables:
        _end_cell(reader.tables[-1])


def _end_cell(table: _OpenTable) -> None:
    cell = table.cell
    if cell is not None:
        if _prints(cell.runs):
            table.row.append(cell)
        table.cell = None


def _prints(runs: Sequence[Run]) -> bool:
    """Whether there is more than blanks."""
    for run in runs:  # noqa: SIM110 - a generator takes longer than the one run of most cells
        if not run.text.isspace():
            return True
    return False


_BLOCKS = (
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "center", "li", "ul", "ol", "dl", "dt", "dd"),
    *("blockquote", "body", "section", "article", "header", "footer", "address", "form"),
)
_OPENS: Mapping[str, Callable[[_Reader, _Tag], None]] = {
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
_CLOSES: Mapping[str, Callable[[_Reader, _Tag], None]] = {
    **dict.fromkeys(_BLOCKS, _close_block),
    "pre": _close_pre,
    "table": _close_table,
    "tr": _close_row,
    "td": _close_cell,
    "th": _close_cell,
}
_END_OF_CELL = _Tag("td", "", "</td>", True, False, _close_cell, False, False, False)
