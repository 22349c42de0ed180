"""The markup of an HTML document → what it prints, in order: paragraphs, tables of cells, page breaks.

In: the characters of a file, hostile until proved otherwise. Out: blocks whose texts know the characters of the
file that they were printed by. No tree is built: a filing is often one line of megabytes, and an HTML library (lxml,
selectolax) tells no more than the line of an element, while an amount must be traced to its characters; nor can nesting
exhaust what is never nested. It would not be faster, either: one regular expression, which runs in C, cuts a file into
tokens in the time that lxml takes to build its tree (0.012 s for each MB), and tags that are written as some before
them are only looked up. Scripts, styles and hidden elements print nothing, entities are HTML's own, nothing is ever
opened.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.read.open_table import OpenTable, end_cell, end_row, has_print, holds_amount, next_column
from pipeline.read.printed import BREAK, HtmlTable, PageBreak, Paragraph, Printed, Run, TableCell
from pipeline.read.tags import PAGE_TAGS, TAGS, TEXT, TOKEN, OpenElement, Tag, parse_tags, read_references
from pipeline.read.white import only_fills

MAX_TAGS = 3_000_000
"""More tags than the largest filings of EDGAR have: what has more is refused before any of it is read."""
MAX_NESTED = 50
"""Tables within tables that are told apart; layouts have three or four."""

MOST_KNOWN = 20_000
"""Stretches of tags that are kept as read: a filing has one or two thousand, each up to thousands of times."""

_PAGE_BREAK = re.compile(r"(?:page-)?break-(?:before|after)\s*:\s*(?:always|page)", re.I)


@dataclass(slots=True)
class _Reader:
    printed: list[Printed] = field(default_factory=list)
    paragraph: Paragraph = field(default_factory=lambda: Paragraph([]))
    tables: list[OpenTable] = field(default_factory=list)
    too_deep: int = 0
    hidden: str = ""
    """The element that hides what is read, and how many of its name are open."""
    hidden_depth: int = 0
    raised: OpenElement = field(default_factory=OpenElement)
    white: OpenElement = field(default_factory=OpenElement)
    pre: int = 0


def read_markup(text: str, start: int = 0, end: int | None = None) -> Iterator[Printed]:
    """What the markup from ``start`` to ``end`` of a text prints; blocks come as soon as they are closed.

    >>> [type(block).__name__ for block in read_markup("<p>Net sales</p><table><tr><td>1,204</td></tr></table>")]
    ['Paragraph', 'HtmlTable']
    """
    reader = _Reader()
    known = _Known({}, {})
    is_plain = True
    for token in TOKEN.finditer(text, start, len(text) if end is None else end):
        group = token.lastindex
        if group == TEXT:
            if is_plain or not reader.hidden:
                _read_text(reader, token[0], token.start())
            continue
        if group != TAGS:
            continue
        tags = known.tokens.get(token[0]) or _learn_tags(known, token[0])
        if is_plain and tags.acts is not None:
            for act, tag in tags.acts:
                act(reader, tag)
        else:
            offset = token.start()
            for tag in tags.written:
                _read_odd(reader, tag, offset)
                offset += len(tag.text)
            is_plain = not (reader.hidden or reader.raised.name or reader.white.name)
        if reader.printed:
            yield from reader.printed
            reader.printed = []
    while reader.tables:
        _close_table(reader, _END_OF_CELL)
    _end_paragraph(reader)
    yield from reader.printed


class _Tags(NamedTuple):
    """Tags as written, without text between, and what those of them do that do anything.

    ``acts`` is None where one of them hides or raises what follows: then each is for `_read_odd`.
    """

    written: "tuple[Tag, ...]"
    acts: "list[tuple[_Act, Tag]] | None"


class _Known(NamedTuple):
    """What was read already of a document: its tokens of tags, and these tags."""

    tokens: dict[str, _Tags]
    tags: dict[str, Tag]


def _learn_tags(known: _Known, token: str) -> _Tags:
    """The tags of a token, which are read once, however often a filing repeats them."""
    if len(known.tokens) >= MOST_KNOWN:
        known.tokens.clear()
        known.tags.clear()
    written = tuple(parse_tags(token, known.tags))
    acts = None if any(tag.is_odd for tag in written) else _acts_of(written)
    known.tokens[token] = tags = _Tags(written, acts)
    return tags


def _acts_of(tags: "tuple[Tag, ...]") -> "list[tuple[_Act, Tag]]":
    """What tags do, one after the other: a cell that closes right after it opens is passed over at once."""
    acts: list[tuple[_Act, Tag]] = []
    for tag in tags:
        act = _act_of(tag)
        if act is _close_cell and acts and acts[-1][0] is _open_cell:
            acts[-1] = _pass_cell, acts[-1][1]
        elif act is not None:
            acts.append((act, tag))
    return acts


def _read_text(reader: _Reader, raw: str, offset: int) -> None:
    is_raised = bool(reader.raised.name)
    if reader.pre:
        for part in raw.splitlines(keepends=True):
            reader.paragraph.runs.append(Run(read_references(part), offset, len(part), is_raised))
            offset += len(part)
        return
    cell = reader.tables[-1].cell if reader.tables else None
    runs = reader.paragraph.runs if cell is None else cell.runs
    if reader.white.name and only_fills(raw, runs, reader.tables[-1].row if reader.tables else ()):
        return
    if raw.isspace() and "\xa0" not in raw and (not runs or (cell is None and reader.tables)):
        return  # blanks before the first words of a cell or paragraph, or between cells
    runs.append(Run(read_references(raw), offset, len(raw), is_raised))


def _read_odd(reader: _Reader, tag: Tag, offset: int) -> None:
    """Any tag, with all that may come of it: what it hides or raises, and where what is hidden or raised ends."""
    if reader.hidden:
        _leave_hidden(reader, tag)
        if reader.hidden:
            return
    act = _act_of(tag)
    raised, white = reader.raised, reader.white
    if white.name and act is not None and act is not _break_line:
        white.name = ""  # white print ends with its cell or block, closed or not
    if tag.is_closing:
        if raised.name or white.name:
            raised.follow(tag, False)
            white.follow(tag, False)
        if act is not None:
            act(reader, tag)
        return
    if reader.pre and tag.name in PAGE_TAGS:
        reader.paragraph.runs.append(Run(tag.text, offset, len(tag.text)))
        return
    if act is not None:
        act(reader, tag)
    if tag.hides:
        reader.hidden, reader.hidden_depth = tag.name, 1
    if raised.name or tag.raises:
        raised.follow(tag, tag.raises)
    if white.name or tag.whitens:
        white.follow(tag, tag.whitens)


def _leave_hidden(reader: _Reader, tag: Tag) -> None:
    """Count what is open of the hiding element's name; a hidden cell also ends where the next begins."""
    is_cell = reader.hidden in ("td", "th")
    if (is_cell and tag.name in ("td", "th", "tr", "table")) or (reader.hidden == "p" and tag.name in _BLOCKS):
        reader.hidden = ""
    elif tag.name == reader.hidden and not tag.is_empty:
        reader.hidden_depth += -1 if tag.is_closing else 1
        if not reader.hidden_depth:
            reader.hidden = ""


# --- paragraphs -------------------------------------------------------------------------


def _open_block(reader: _Reader, tag: Tag) -> None:
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


def _close_block(reader: _Reader, tag: Tag) -> None:
    cell = reader.tables[-1].cell if reader.tables else None
    if cell is None:
        _end_paragraph(reader)
    elif cell.runs:
        cell.runs.append(BREAK)


def _break_line(reader: _Reader, tag: Tag) -> None:
    if not reader.tables and "break-" in tag.attributes and _PAGE_BREAK.search(tag.attributes):
        _end_page(reader, tag)
        return
    cell = reader.tables[-1].cell if reader.tables else None
    (reader.paragraph.runs if cell is None else cell.runs).append(BREAK)


def _end_page(reader: _Reader, tag: Tag) -> None:
    if not reader.tables:
        _end_paragraph(reader)
        reader.printed.append(PageBreak())


def _open_pre(reader: _Reader, tag: Tag) -> None:
    _end_paragraph(reader)
    reader.pre += 1
    reader.paragraph.is_pre = True


def _close_pre(reader: _Reader, tag: Tag) -> None:
    if reader.pre:
        reader.pre -= 1
        _end_paragraph(reader)


def _end_paragraph(reader: _Reader) -> None:
    paragraph = reader.paragraph
    if has_print(paragraph.runs):
        _print_outer_rows(reader)
        reader.printed.append(paragraph)
        reader.paragraph = Paragraph([], reader.pre > 0)
    else:
        paragraph.runs.clear()
        paragraph.styles.clear()
        paragraph.is_pre = reader.pre > 0


# --- tables -----------------------------------------------------------------------------


def _open_table(reader: _Reader, tag: Tag) -> None:
    """A table, perhaps within a cell of another."""
    if reader.pre:
        reader.paragraph.runs.append(Run("<TABLE>", 0, 0))
        return
    if len(reader.tables) >= MAX_NESTED:
        reader.too_deep += 1
        return
    _end_paragraph(reader)
    reader.tables.append(OpenTable())


def _close_table(reader: _Reader, tag: Tag) -> None:
    if reader.too_deep:
        reader.too_deep -= 1
    elif reader.tables:
        table = reader.tables.pop()
        end_row(table)
        if not (reader.tables and holds_amount(reader.tables[-1], table)):
            _print_rows(reader, table)


def _print_rows(reader: _Reader, table: OpenTable) -> None:
    """The rows of a table so far; where it stands within others, what these have so far is printed first."""
    if not table.rows:
        return
    _end_paragraph(reader)
    for outer in reader.tables:
        end_row(outer)
    _print_outer_rows(reader)
    reader.printed.append(HtmlTable(table.rows, table.columns))


def _print_outer_rows(reader: _Reader) -> None:
    """The whole rows so far of the tables that are open: what comes stands in a table within, or beside all cells."""
    for outer in reader.tables:
        if outer.rows:
            reader.printed.append(HtmlTable(outer.rows, outer.columns))
            outer.rows, outer.is_parted = [], True


def _open_row(reader: _Reader, tag: Tag) -> None:
    if reader.tables:
        table = reader.tables[-1]
        end_row(table)
        table.number += 1


def _close_row(reader: _Reader, tag: Tag) -> None:
    if reader.tables:
        end_row(reader.tables[-1])


def _open_cell(reader: _Reader, tag: Tag) -> None:
    if reader.tables:
        table = reader.tables[-1]
        end_cell(table)
        first = next_column(table, tag)
        table.cell = TableCell(first, table.column, [], [tag.attributes])


def _pass_cell(reader: _Reader, tag: Tag) -> None:
    """A cell with nothing in it only takes its columns."""
    if reader.tables:
        table = reader.tables[-1]
        end_cell(table)
        next_column(table, tag)


def _close_cell(reader: _Reader, tag: Tag) -> None:
    if reader.tables:
        end_cell(reader.tables[-1])


_BLOCKS = (
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "center", "li", "ul", "ol", "dl", "dt", "dd"),
    *("blockquote", "body", "section", "article", "header", "footer", "address", "form"),
)
_Act = Callable[[_Reader, Tag], None]
_OPENS: Mapping[str, _Act] = {
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
_CLOSES: Mapping[str, _Act] = {
    **dict.fromkeys(_BLOCKS, _close_block),
    "pre": _close_pre,
    "table": _close_table,
    "tr": _close_row,
    "td": _close_cell,
    "th": _close_cell,
}
_END_OF_CELL = Tag("td", "", "</td>", True, False, False, False, False, False)


def _act_of(tag: Tag) -> _Act | None:
    return (_CLOSES if tag.is_closing else _OPENS).get(tag.name)
