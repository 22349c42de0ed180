"""Rows of one table → line items with whole labels, sections, units and amounts by column.

In: the body rows of a table and its column spans. Out: items in printed order. Wrapped labels are told
from section headings here; what adds up to what, and what a label means, is not known.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.extract import remarks
from pipeline.extract.columns import Span, amounts_of, assign, is_in_caption, is_year
from pipeline.extract.sections import Above, RowHeading, close_headings, close_total, leave_open, open_heading
from pipeline.extract.units import Measure, scale_of, unit_among, unit_in_balance_sheet
from pipeline.extract.wrapped import (
    ENDS_IN_DASH,
    NUMBERED,
    OF_SHARES,
    OPEN_END,
    OPEN_WORD,
    SIDE,
    STOCK,
    TOTAL,
    Begun,
    clean,
    continues,
    join,
    runs_on,
)
from pipeline.model import Amount, Cell, GridRow, LineItem, Source, Unit
from pipeline.numerals import is_percent, parse_amount

_REST_OF_STOCK = re.compile(rf"^(?:{OF_SHARES}|shares\b|none\b|no\s+shares|\$?[\d.,]+\s+(?:par|shares))", re.I)
_OF_YEARS = re.compile(r"(?:(?:19|20)\d\d\s*[-–—:,]+\s*[$\d.,*;\s]*)+", re.I)
"""A caption of nothing but years and the numbers of all but the last: "1997 - 983,286,361; 1996 -"."""
_OF_COMPONENTS = re.compile(r"other\s+comprehensive\b", re.I)
"""What heads a single row as often as many."""
CENTRED = 12
"""Print columns right of the leftmost caption from which a line at the top of a page is its running head."""


@dataclass(slots=True)
class _Reader:
    """The state of reading one table's rows from top to bottom."""

    spans: Sequence[Span]
    measure: Measure
    width: int
    columns: int
    hangs: bool = False
    """Whether the second lines of captions are set in."""
    items: list[LineItem] = field(default_factory=list)
    headings: list[RowHeading] = field(default_factory=list)
    pending: list[tuple[str, int, Source]] = field(default_factory=list)
    aside: dict[Source, str] = field(default_factory=dict)
    """The numbers right of the labels that are no amounts, and why not."""
    after_item: bool = False
    is_page_top: bool = False
    """Whether a page has begun and no row of it was read: its running head may stand here."""
    margin: int | None = None
    """Where the item right above the pending caption begins; None where none stands there."""
    in_footnote: bool = False
    """Whether the line above is of a footnote, which may go on with numbers that stand in the columns."""

    @property
    def begun(self) -> Begun:
        """The caption that the lines above have begun."""
        return Begun(self.pending, self.width, self.hangs)


def read_rows(
    rows: Sequence[GridRow], spans: Sequence[Span], measure: Measure, shares: Set[int], before: Above
) -> tuple[list[LineItem], dict[Source, str], Above]:
    """The line items of a table's body, why numbers right of the labels are no amounts, and what a next page is below.

    ``shares`` are the spans that state shares of something in per cent; the items have amounts for the others."""
    columns = {span: column for column, span in enumerate(i for i in range(len(spans)) if i not in shares)}
    reader = _Reader(spans, measure, _label_width(rows, spans), len(columns), _hangs(rows), [*before.items])
    reader.headings = [replace(heading) for heading in before.headings]
    for index, row in enumerate(rows):
        if row.rule:
            continue
        if not row.cells:
            _flush(reader)
            reader.after_item = reader.in_footnote = False
            reader.is_page_top = reader.is_page_top or "<PAGE>" in row.tag
            continue
        if reader.in_footnote and remarks.goes_on_with_footnote(row):
            reader.aside.update((cell.source, remarks.STRAY) for cell in row.cells)
            continue
        placed, others = ({}, []) if is_in_caption(rows, index) else _place(reader, row)
        amounts = {
            columns[span]: cell
            for span, cell in placed.items()
            if span in columns and (reader.measure.counts_rates or not is_percent(cell.text))
        }
        rates = [cell for cell in placed.values() if cell not in amounts.values()]
        reader.aside.update((cell.source, remarks.reason_of(cell.text)) for cell in rates)
        reader.aside.update((cell.source, remarks.STRAY) for cell in others if cell.start > spans[0].start)
        words = _words(reader, row, [*placed.values()])
        if amounts and words and not _is_begun(reader) and _OF_YEARS.fullmatch(" ".join(cell.text for cell in words)):
            reader.aside.update((cell.source, remarks.STRAY) for cell in row.cells)
            _pass_over(reader, row, words)
        elif amounts:
            _read_item(reader, row, amounts, words, rows[index + 1 : index + 4])
        elif _is_of_rates(reader, row, rates) or (not reader.begun.is_open and _is_untold(reader, row, words)):
            _pass_over(reader, row, words)
        else:
            _read_text(reader, row)
    return _settle_depths(reader.items[len(before.items) :]), reader.aside, leave_open(reader.items, reader.headings)


def _is_of_rates(reader: _Reader, row: GridRow, rates: Sequence[Cell]) -> bool:
    """Whether a row states rates; amid an open parenthesis they are words of the caption, unless apart from it."""
    return bool(rates) and (not reader.begun.is_open or _stand_apart(row, rates))


def _is_untold(reader: _Reader, row: GridRow, words: Sequence[Cell]) -> bool:
    """Whether a row ends in a mark that stands for an amount that is not told, or in one that cannot be read."""
    return 0 < len(words) < len(row.cells) and remarks.tells_nothing(row.cells[-1], reader.spans)


def _is_begun(reader: _Reader) -> bool:
    """Whether the lines above have begun a caption that is no heading."""
    return bool(reader.pending) and not reader.begun.text.endswith(":")


def _place(reader: _Reader, row: GridRow) -> tuple[dict[int, Cell], list[Cell]]:
    """The numbers of a row by span, and those in none: a number inside a label is none of either, nor is a year."""
    spans = reader.spans
    amounts = [cell for cell in amounts_of(row) if not is_year(cell)]
    if not amounts or remarks.is_number_of_page(row, spans):
        return {}, []
    if len(amounts) != len(spans) or not _stand_apart(row, amounts):
        amounts = [cell for cell in amounts if cell.end > spans[0].start - 2]
    return assign(amounts, spans) if amounts else ({}, [])


def _stand_apart(row: GridRow, amounts: Sequence[Cell]) -> bool:
    """Whether more than one blank parts a row's amounts from its caption."""
    words = [cell for cell in row.cells if cell.end <= amounts[0].start]
    return not words or amounts[0].start - words[-1].end > 1


def _label_width(rows: Sequence[GridRow], spans: Sequence[Span]) -> int:
    """The print column at which this table's labels wrap: where its longest label ends."""
    ends = [
        cell.end
        for row in rows
        if row.cells
        for cell in row.cells[:1]
        if cell.end <= spans[0].start and parse_amount(cell.text) is None
    ]
    return max(ends, default=0)


def _hangs(rows: Sequence[GridRow]) -> bool:
    """Whether every line that goes on with the caption above it, by its small letter, is set in under that."""
    lines = [row.cells[0] for row in rows if row.cells]
    pairs = [(a, b) for a, b in pairwise(lines) if b.text[0].islower() and not a.text[0].islower()]
    return bool(pairs) and all(below.start > above.start for above, below in pairs)


def _words(reader: _Reader, row: GridRow, placed: Sequence[Cell]) -> list[Cell]:
    """The cells of a row that make its caption, without references to notes."""
    first = reader.spans[0].start
    words = [
        cell
        for cell in row.cells
        if cell not in placed and (cell.start < first or parse_amount(cell.text.rstrip("% ")) is None)
        if not remarks.tells_nothing(cell, reader.spans) or cell == row.cells[0]
    ]
    marks = [cell for index, cell in enumerate(words) if remarks.is_note_mark(index, words)]
    reader.aside.update((cell.source, remarks.REFERENCE) for cell in marks)
    return [cell for cell in words if cell not in marks]


def _pass_over(reader: _Reader, row: GridRow, words: Sequence[Cell]) -> None:
    """A row of rates is no line item; what was pending is its caption, or a heading of the rows to come."""
    label = clean(" ".join(cell.text for cell in words))
    if reader.pending and (not label or runs_on(reader.begun, label, row.cells[0].start)):
        reader.pending = []
    _flush(reader)
    reader.after_item = reader.in_footnote = False


def _read_item(
    reader: _Reader, row: GridRow, placed: dict[int, Cell], words: Sequence[Cell], below: Sequence[GridRow]
) -> None:
    label = clean(" ".join(cell.text for cell in words))
    indent, source = row.cells[0].start if words else reader.spans[0].start, row.source
    if reader.pending:
        if not label and remarks.heads_nothing(reader.begun.text):
            reader.pending = []
        elif (
            not label
            or runs_on(reader.begun, label, indent, _caption_of(below))
            or _is_set_in(reader, label, indent, below)
        ):
            label, (_, indent, source) = join(reader.begun.text, label), reader.pending[0]
            reader.pending = []
        else:
            _flush(reader)
    label, indent, source = _with_stock_heading(reader, label, indent, source)
    amounts = tuple(
        Amount(cell.text, parse_amount(cell.text.rstrip("% ")), cell.source) if (cell := placed.get(index)) else None
        for index in range(reader.columns)
    )
    close_headings(reader.headings, indent, label, amounts)
    section = tuple(heading.text for heading in reader.headings)
    if reader.headings and not reader.headings[-1].is_used:
        reader.headings[-1].is_outdented = indent > reader.headings[-1].indent
    for heading in reader.headings:
        heading.is_used = True
    unit = _unit(reader, label, section, amounts)
    reader.items.append(
        LineItem(label, section, indent, amounts, source, unit, scale_of(reader.measure, unit, label, section, amounts))
    )
    if TOTAL.search(label):
        next_one = _caption_of([row for row in below if row.cells])
        close_total(reader.headings, label, indent, next_one, reader.measure.counts_rates)
    reader.after_item, reader.is_page_top, reader.in_footnote = True, False, False


def _caption_of(below: Sequence[GridRow]) -> str:
    """What the first of the rows below begins with, where it states amounts."""
    row = next((row for row in below if not row.rule), None)
    return row.cells[0].text if row and len(row.cells) > 1 and amounts_of(row) else ""


def _is_set_in(reader: _Reader, label: str, indent: int, below: Sequence[GridRow]) -> bool:
    """Whether a caption is the second line of one that begins where the rows right above and below it do: a heading of
    one row would say as much in one caption."""
    below = [row for row in below if not row.rule]
    if len(reader.pending) != 1 or not below or not below[0].cells:
        return False
    (text, start, _), next_start = reader.pending[0], below[0].cells[0].start
    if ENDS_IN_DASH.search(text) and next_start <= start < indent:
        return True
    if not amounts_of(below[0]) or len(below[0].cells) < 2:
        return False
    is_between = reader.margin == start == next_start and start < indent and not _OF_COMPONENTS.match(text)
    return is_between and not text.endswith(":") and text.isupper() == label.isupper() and not TOTAL.search(label)


def _unit(reader: _Reader, label: str, section: Sequence[str], amounts: Sequence[Amount | None]) -> Unit:
    if not reader.measure.is_balance_sheet:
        return unit_among(reader.items, reader.measure.scale, label, section, amounts)
    return unit_in_balance_sheet(label, amounts)


def _with_stock_heading(reader: _Reader, label: str, indent: int, source: Source) -> tuple[str, int, Source]:
    """A caption of stock printed under its own name: "Common stock:" over "Authorized 10 million shares; issued …"."""
    if reader.headings and _REST_OF_STOCK.search(label) and STOCK.search(reader.headings[-1].text):
        heading = reader.headings[-1]
        if not heading.is_used:
            reader.headings.pop()
            return join(heading.text + ",", label), heading.indent, heading.source
    return label, indent, source


def _read_text(reader: _Reader, row: GridRow) -> None:
    text = clean(" ".join(cell.text for cell in _without_years(reader, row)))
    indent = row.cells[0].start
    if _is_year_of_label(reader, row):
        reader.items[-1] = replace(reader.items[-1], label=join(reader.items[-1].label, text))
        return
    has_words = re.search(r"[A-Za-z]", text) is not None or reader.begun.is_open
    if not has_words or _is_running_head(reader, indent) or remarks.is_furniture(text):
        return
    is_footnote, reader.in_footnote = not reader.pending and remarks.is_footnote(text), False
    if reader.after_item and is_footnote:
        reader.after_item, reader.in_footnote = False, True
        return
    is_numbered = reader.measure.counts_rates and NUMBERED.match(text) is not None
    if remarks.is_remark(text) and not reader.pending and not reader.after_item and not is_numbered:
        reader.in_footnote = is_footnote
        return
    if reader.pending and runs_on(reader.begun, text, indent):
        reader.pending.append((text, indent, row.source))
        return
    last = reader.items[-1] if _may_go_on(reader) and not text.endswith(":") else None
    if last and (continues(text, last.label) or OPEN_WORD.search(last.label)):
        joined = join(last.label, text)
        unit = _unit(reader, joined, last.section, last.amounts)
        scale = scale_of(reader.measure, unit, joined, last.section, last.amounts)
        reader.items[-1] = replace(last, label=joined, unit=unit, scale=scale)
        return
    _flush(reader)
    reader.pending = [(text, indent, row.source)]
    reader.margin = reader.items[-1].depth if reader.after_item else None
    reader.after_item = False


def _is_year_of_label(reader: _Reader, row: GridRow) -> bool:
    """Whether a line is the year that the caption of the last item wants: "2,188,316 in" over "1998"."""
    is_wanted = _may_go_on(reader) and OPEN_WORD.search(reader.items[-1].label) is not None
    return is_wanted and len(row.cells) == 1 and is_year(row.cells[0])


def _may_go_on(reader: _Reader) -> bool:
    """Whether a line may go on with the caption of the last item: right below it, or on the next page."""
    if reader.pending or not reader.items:
        return False
    return reader.after_item or (reader.is_page_top and OPEN_END.search(reader.items[-1].label) is not None)


def _without_years(reader: _Reader, row: GridRow) -> list[Cell]:
    """The cells of a row without the years that it says again over the columns: "LIABILITIES    2003    2002".

    In a table of a note they may tell what the rows below are of.
    """
    if reader.measure.counts_rates:
        return list(row.cells)
    first = reader.spans[0].start - CENTRED
    kept = list(row.cells[:1])
    for before, cell in pairwise(row.cells):
        if not is_year(cell) or cell.start < first or cell.start - before.end <= 1:
            kept.append(cell)
    return kept


def _is_running_head(reader: _Reader, indent: int) -> bool:
    """Whether a line at the top of a page stands amid it, above the captions' margin: a name or title said again."""
    return reader.is_page_top and bool(reader.items) and indent >= CENTRED + min(item.depth for item in reader.items)


def _flush(reader: _Reader) -> None:
    """What was pending is a heading of the rows to come."""
    if not reader.pending:
        return
    text, indent, source = reader.begun.text, reader.pending[0][1], reader.pending[0][2]
    indent = 0 if reader.measure.is_balance_sheet and SIDE.fullmatch(text) else indent
    reader.pending = []
    if remarks.is_remark(text) or len(text) > 160 or remarks.heads_nothing(text):
        return
    open_heading(reader.headings, RowHeading(text.rstrip(": –—-"), indent, source))


def _settle_depths(items: Sequence[LineItem]) -> list[LineItem]:
    """Depth as a rank: the outermost label is 0, whatever its print column."""
    indents = sorted({item.depth for item in items})
    rank = {indent: position for position, indent in enumerate(indents)}
    return [replace(item, depth=rank[item.depth]) for item in items]
