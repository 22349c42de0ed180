"""`Block` → `Statement` of line items in columns with periods.

In: the located blocks of a filing. Out: the statements as printed, a statement that goes on over pages as
one, and for every number that is no amount the reason. Concepts and sums are not known here.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from pipeline import codes
from pipeline.extract.asides import read_asides
from pipeline.extract.attach import attach_headings
from pipeline.extract.captions import bare_captions, dated_shares, names_stock, read_caption
from pipeline.extract.classes import name_classes
from pipeline.extract.columns import FAR, Span, find_columns, has_marks, has_references, is_share
from pipeline.extract.components import read_components, read_share_table
from pipeline.extract.entities import name_entities
from pipeline.extract.headings import read_columns, with_length
from pipeline.extract.matrix import read_matrix
from pipeline.extract.pages import Table, split_tables
from pipeline.extract.points import mark_points
from pipeline.extract.remainder import UNEXPLAINED, skip_rest
from pipeline.extract.rows import read_rows
from pipeline.extract.twins import settle_twins
from pipeline.extract.units import Measure, counts_shares_only, scale_inside, scale_told_of_shares
from pipeline.model import (
    Block,
    Column,
    Filing,
    Finding,
    GridRow,
    LineItem,
    Skipped,
    Source,
    Statement,
    StatementKind,
    Unit,
)
from pipeline.numerals import excepts_shares, is_dash, parse_amount, parse_scale

MOST_DATED = 12
"""Lines below a caption of stock that may state its shares, a line for each day and kind."""
_CURRENCIES = (("canadian dollar", "CAD"), ("pounds sterling", "GBP"), ("euros", "EUR"), ("japanese yen", "JPY"))


@dataclass(frozen=True, slots=True)
class _Layout:
    """The spans of a table's numbers, those of them that state shares in per cent, and a column for each other."""

    spans: tuple[Span, ...]
    shares: frozenset[int]
    columns: tuple[Column, ...]


def extract(blocks: Sequence[Block], filing: Filing) -> tuple[list[Statement], list[Finding]]:
    """Understand every block; pages of one statement become one."""
    statements: list[Statement] = []
    findings: list[Finding] = []
    for block in blocks:
        before = statements[-1] if statements and statements[-1].kind is block.kind else None
        for statement, found in _read_block(block, filing, before):
            findings.extend(found)
            if statements and _goes_on(statements[-1], statement):
                statements[-1] = _append(statements[-1], statement)
            else:
                statements.append(statement)
    settled = []
    for statement in name_entities(statements):
        single, found = (statement, []) if statement.kind is StatementKind.NOTE else settle_twins(statement)
        settled.append(single)
        findings.extend(found)
    return settled, findings


def _read_block(block: Block, filing: Filing, before: Statement | None) -> list[tuple[Statement, list[Finding]]]:
    """The tables of a block as statements; what stands between them is kept as skipped numbers of the one before.

    What a page does not say again (its scale, its columns) it takes from the one before it, of the same kind.
    """
    read: list[tuple[Statement, list[Finding]]] = []
    aside: list[Skipped] = []
    for table in split_tables(block.grid, block.kind):
        spans = find_columns(table.body)
        if spans:
            previous = read[-1][0] if read else before
            statement = _read_table(block, table, spans, filing, previous)
            read.append((statement, [*_undated_columns(statement), *_unreadable(table, spans, statement)]))
        else:
            aside.extend(skip_rest(_nothing(block), table, {}))
    if not read:
        message = f"no column of amounts under the title '{block.title}'"
        read = [(_nothing(block), [Finding(codes.EXTRACT_NO_COLUMNS, message, block.source)])]
    first, findings = read[0]
    extent = ((block.source.line, block.grid.rows[-1].source.line),)
    return [(replace(first, skipped=(*first.skipped, *aside), extent=extent), findings), *read[1:]]


def _undated_columns(statement: Statement) -> list[Finding]:
    findings = []
    for index, column in enumerate(statement.columns):
        if column.period is None and any(item.amounts[index] and not item.period for item in statement.items):
            named = f"column {index + 1} ('{column.heading}')"
            message = f"{named} of '{statement.title}' names no period; its amounts make no facts"
            place = _column_source(statement, index)
            findings.append(Finding(codes.EXTRACT_COLUMN_WITHOUT_PERIOD, message, place))
    return findings


def _unreadable(table: Table, spans: Sequence[Span], statement: Statement) -> Iterator[Finding]:
    """What stands in the columns and has digits, but reads as no amount: a misprint, or marks that hide one."""
    aside = {skip.source.line: skip.reason for skip in statement.skipped}
    for row in table.body:
        for cell in row.cells[1:]:
            is_figure = re.search(r"\d", cell.text) and not re.search(r"[A-Za-z%]", cell.text)
            if cell.start < spans[0].start - 4 or not is_figure or parse_amount(cell.text) is not None:
                continue
            if aside.get(row.source.line) == UNEXPLAINED:
                message = f"'{cell.text}' stands in a column of '{statement.title}' but reads as no amount"
                yield Finding(codes.EXTRACT_UNREADABLE, message, cell.source)


def _column_source(statement: Statement, index: int) -> Source:
    return next(amount.source for item in statement.items if (amount := item.amounts[index]))


def _read_table(
    block: Block, table: Table, spans: Sequence[Span], filing: Filing, previous: Statement | None
) -> Statement:
    caption = " ".join(" ".join(cell.text for cell in row.cells) for row in table.head)
    layout = _lay_out(block, table, spans, filing)
    columns = layout.columns
    if previous is not None and not any(column.period for column in columns) and len(previous.columns) == len(columns):
        columns = with_length(previous.columns, caption)
    scale = _scale(caption, table.body, previous)
    is_note = block.kind is StatementKind.NOTE
    measure = Measure(
        scale,
        not excepts_shares(caption),
        block.kind is StatementKind.BALANCE_SHEET,
        is_note,
        scale_told_of_shares(caption),
    )
    items, reasons = read_rows(table.body, layout.spans, measure, layout.shares)
    items = mark_points(items, columns, block)
    if block.kind is StatementKind.EQUITY:
        if counts_shares_only(caption):
            columns, items = read_share_table(columns, items, parse_scale(caption) or 0)
        elif previous and parse_scale(caption) is None and _counts_shares(previous):
            columns, items = read_share_table(columns, items, previous.items[0].scale)
        matrix, items = read_matrix(columns, items, measure)
        parted, items = read_components(matrix, items, measure, caption)
        columns = tuple(parted)
    items = _with_scale_inside(_with_captions(items, columns, table.body, measure.is_balance_sheet), measure, caption)
    if measure.is_balance_sheet:
        items = name_classes(items, columns)
    statement = Statement(
        kind=block.kind,
        title=block.title,
        currency=_currency(caption, previous),
        scale=scale,
        columns=tuple(columns),
        items=tuple(items),
        source=block.source,
        unaudited="unaudited" in caption.lower(),
    )
    return replace(statement, skipped=tuple(skip_rest(statement, table, reasons)))


def _counts_shares(statement: Statement) -> bool:
    """Whether a table of equity counts nothing but shares, so that what goes on below it does too."""
    is_equity = statement.kind is StatementKind.EQUITY
    return is_equity and bool(statement.items) and all(item.unit is Unit.SHARES for item in statement.items)


def _lay_out(block: Block, table: Table, spans: Sequence[Span], filing: Filing) -> _Layout:
    """The columns of amounts, and which spans are none of them: rates, and numbers at the ends of wrapped labels."""
    caption = " ".join(" ".join(cell.text for cell in row.cells) for row in table.head)
    head = [row for row in (*_beside_title(table.head[:1], spans), *table.head[1:]) if row.cells or row.strokes]
    if has_references(spans):
        spans = spans[1:]
    tiers, beside = attach_headings(head, spans)
    headings = [" ".join(" ".join(lines).split()) for lines in tiers]
    if block.kind is StatementKind.NOTE:  # its rates are amounts, too, and rows may say when: `notes` dates them
        bare = (Column(None, heading, None, lines) for heading, lines in zip(headings, tiers, strict=True))
        return _Layout(tuple(spans), frozenset(), tuple(bare))
    shares = {index for index, span in enumerate(spans) if is_share(span, headings[index])}
    shares |= {index for index in range(1, len(spans)) if tiers[index] == tiers[index - 1] and has_marks(spans, index)}
    amounts = [index for index in range(len(spans)) if index not in shares] or list(range(len(spans)))
    columns = read_columns(block.kind, [headings[i] for i in amounts], [block.title, *beside], caption, filing)
    if undated := _label_columns(columns):
        return _lay_out(block, table, spans[amounts[undated] :], filing)
    return _Layout(tuple(spans), frozenset(range(len(spans))) - frozenset(amounts), columns)


def _beside_title(rows: Sequence[GridRow], spans: Sequence[Span]) -> list[GridRow]:
    """What stands over the columns in the line of the title, where a table holds both."""
    return [
        replace(row, cells=tuple(cell for cell in row.cells[1:] if cell.start >= spans[0].start - FAR)) for row in rows
    ]


def _label_columns(columns: Sequence[Column]) -> int:
    """How many columns left of the first dated one name no day: numbers at the ends of wrapped labels."""
    dated = [index for index, column in enumerate(columns) if column.period is not None]
    return dated[0] if dated else 0


def _scale(caption: str, body: Sequence[GridRow], previous: Statement | None) -> int:
    """The scale over a table, or inside its first rows ("(In thousands)" beside "ASSETS"), or of the page before it."""
    for text in (caption, *(" ".join(cell.text for cell in row.cells) for row in body[:6])):
        scale = parse_scale(text)
        if scale is not None:
            return scale
    return previous.scale if previous else 0


def _currency(caption: str, previous: Statement | None) -> str:
    words = caption.lower()
    return next((code for name, code in _CURRENCIES if name in words), previous.currency if previous else "USD")


def _with_captions(
    items: Sequence[LineItem], columns: Sequence[Column], body: Sequence[GridRow], is_balance_sheet: bool
) -> list[LineItem]:
    """The items, each followed by what its caption states in passing."""
    result: list[LineItem] = []
    amounts = {amount.source for item in items for amount in item.amounts if amount}
    printed = [(item, _label_lines(item, body, amounts)) for item in items]
    taken = {line for item in items for line in _lines_of(item)}
    if is_balance_sheet:
        printed += bare_captions(columns, [row for row in body if row.source.line not in taken])
    for item, lines in sorted(printed, key=lambda pair: pair[0].source.line):
        parent = len(result)
        result.append(item)
        inside = read_caption(item, parent, columns, lines) if names_stock(item.label) else []
        inside += read_asides(item, parent, columns, lines)
        if is_balance_sheet and names_stock(item.label):
            inside += dated_shares(item, parent, columns, _below(item, body, taken))
        result.extend(dated for part in inside if (dated := _as_dated(part, item, columns)))
    return result


def _as_dated(part: LineItem, item: LineItem, columns: Sequence[Column]) -> LineItem | None:
    """What the caption of a row with its own period states in passing: for that period, and for no component but the
    only one that the row changes; nothing where it states two numbers, as a row is of one period."""
    if item.period is None or part.period is not None:
        return part
    if len({amount.source for amount in part.amounts if amount}) > 1:
        return None
    changed = [index for index, amount in enumerate(item.amounts) if amount and not is_dash(amount.text)]
    whole = [index for index, column in enumerate(columns) if not column.member] or changed[: len(changed) == 1]
    kept = tuple(amount if index in whole else None for index, amount in enumerate(part.amounts))
    return replace(part, period=item.period, amounts=kept) if any(kept) else None


def _below(item: LineItem, body: Sequence[GridRow], taken: Set[int]) -> list[GridRow]:
    """The printed lines between an item and the next one."""
    last = _lines_of(item)[-1]
    below = takewhile(lambda row: row.source.line not in taken, (row for row in body if row.source.line > last))
    return [row for row in islice(below, MOST_DATED) if row.cells]


def _lines_of(item: LineItem) -> range:
    """The lines that print an item: its caption's and its amounts'."""
    return range(item.source.line, max((a.source.line for a in item.amounts if a), default=item.source.line) + 1)


def _with_scale_inside(items: Sequence[LineItem], measure: Measure, heading: str) -> list[LineItem]:
    """The items, those of shares inside captions with the power of ten that they are printed in."""
    inside = {row for row, item in enumerate(items) if item.parent is not None and item.unit is Unit.SHARES}
    numbers = [amount for row in inside for amount in items[row].amounts if amount]
    plain = [number for number in numbers if not re.search(r"[a-z]{4}", number.text, re.I) or not number.value]
    scale = scale_inside(measure, heading, numbers) if len(plain) == len(numbers) else 0
    return [replace(item, scale=scale) if row in inside else item for row, item in enumerate(items)]


def _label_lines(item: LineItem, body: Sequence[GridRow], amounts: Set[Source]) -> list[tuple[str, Source]]:
    """The printed pieces of a label, from its first line to its amounts'; ``amounts`` are those of all items."""
    last = max((amount.source.line for amount in item.amounts if amount), default=item.source.line)
    return [
        (cell.text, cell.source)
        for row in body
        if item.source.line <= row.source.line <= last
        for cell in row.cells
        if cell.source not in amounts
    ]


def _nothing(block: Block) -> Statement:
    return Statement(block.kind, block.title, "USD", 0, (), (), block.source)


def _goes_on(first: Statement, second: Statement) -> bool:
    """Whether ``second`` is the next page of ``first``: the same kind and columns, and no second beginning."""
    if first.kind is not second.kind or not first.columns or not second.items:
        return False
    same = [c.period for c in first.columns] == [c.period for c in second.columns]
    if not same:
        return False
    labels = [item.label.lower() for item in first.items]
    if first.kind is StatementKind.BALANCE_SHEET:
        return not any(re.search(r"total liabilities and|liabilities and .*equity", label) for label in labels)
    return not {item.label for item in first.items if item.label} & {i.label for i in second.items if i.label}


def _append(first: Statement, second: Statement) -> Statement:
    shift = len(first.items)
    moved = [
        replace(item, parent=None if item.parent is None else item.parent + shift, depth=item.depth)
        for item in second.items
    ]
    return replace(
        first,
        items=first.items + tuple(moved),
        skipped=first.skipped + second.skipped,
        extent=first.extent + second.extent,
        unaudited=first.unaudited or second.unaudited,
    )
