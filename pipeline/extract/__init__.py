"""`Block` → `Statement` of line items in columns with periods.

In: the located blocks of a filing. Out: the statements as printed, a statement that goes on over pages as
one, and for every number that is no amount the reason. Concepts and sums are not known here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline import codes
from pipeline.extract.attach import attach_headings
from pipeline.extract.classes import name_classes
from pipeline.extract.columns import FAR, Span, find_columns, has_marks, has_references, heads_references, is_share
from pipeline.extract.components import read_components, read_share_table
from pipeline.extract.currencies import parse_currency
from pipeline.extract.earnings import scale_by_earnings
from pipeline.extract.entities import name_entities, name_variable_entities
from pipeline.extract.fiscal import agree_on_days
from pipeline.extract.headings import read_columns, stands_aside, with_length
from pipeline.extract.inception import counts_from_inception, find_inception
from pipeline.extract.inside import scale_shares_inside, state_inside
from pipeline.extract.matrix import read_matrix
from pipeline.extract.pages import Table, is_titled_anew, split_tables
from pipeline.extract.points import mark_points
from pipeline.extract.remainder import UNEXPLAINED, skip_rest
from pipeline.extract.remarks import find_unreadable, without_footnotes
from pipeline.extract.rows import read_rows
from pipeline.extract.sections import NOTHING, Above
from pipeline.extract.twins import settle_twins
from pipeline.extract.units import FEWEST_SHARES, Measure, counts_shares_only, is_titled_shares, scale_told_of_shares
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
from pipeline.numerals import excepts_shares, parse_scale
from pipeline.periods import distinguishing_words

_OF_A_FILER = re.compile(r"\b(?:company|corporation|corp|incorporated|inc|ltd|limited|subsidiar(?:y|ies))\b", re.I)


@dataclass(frozen=True, slots=True)
class _Layout:
    """The spans of a table's numbers, those of them that state shares in per cent, and a column for each other."""

    spans: tuple[Span, ...]
    shares: frozenset[int]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """A table as read, and what it leaves to one that goes on with it."""

    statement: Statement
    table: Table
    measure: Measure | None = None
    left: Above = NOTHING


def extract(blocks: Sequence[Block], filing: Filing) -> tuple[list[Statement], list[Finding]]:
    """Understand every block; pages of one statement become one."""
    return _read_blocks(blocks, _with_inception(filing))


def extract_tables(blocks: Sequence[Block], filing: Filing) -> Iterator[tuple[Block, Statement]]:
    """Each table with its block, of blocks of which none goes on with another; what is odd about it is not told."""
    filing = _with_inception(filing) if blocks else filing
    for block in blocks:
        for table in _read_blocks([block], filing)[0]:
            if table.items:
                yield block, table


def _with_inception(filing: Filing) -> Filing:
    """The filing with the day that its own words name as its inception, looked for once for all its blocks."""
    lines = [line for document in filing.documents for line in document.lines]
    return replace(filing, inception=find_inception(lines))


def _read_blocks(blocks: Sequence[Block], filing: Filing) -> tuple[list[Statement], list[Finding]]:
    statements: list[Statement] = []
    findings: list[Finding] = []
    page: _Page | None = None
    for block in blocks:
        before = replace(page, statement=statements[-1]) if page and statements[-1].kind is block.kind else None
        read, page = _read_block(block, filing, before)
        for statement, found in read:
            findings.extend(found)
            if statements and _goes_on(statements[-1], statement):
                statements[-1] = _append(statements[-1], statement)
            else:
                statements.append(statement)
    settled = []
    for statement in name_entities(agree_on_days(statements)):
        single, found = (statement, []) if statement.kind is StatementKind.NOTE else settle_twins(statement)
        settled.append(single)
        findings.extend(found)
    return settled, findings


def _read_block(
    block: Block, filing: Filing, page: _Page | None
) -> tuple[list[tuple[Statement, list[Finding]]], _Page]:
    """The tables of a block as statements, and the last as a page; what stands between them is kept as skipped numbers
    of the one before.

    What a page does not say again (its scale, its columns) it takes from the one before it, of the same kind.
    """
    read: list[tuple[Statement, list[Finding]]] = []
    aside: list[Skipped] = []
    for table in split_tables(block.grid, block.kind):
        spans = find_columns(without_footnotes(table.body))
        if spans:
            page = _read_page(block, table, spans, filing, page)
            statement = page.statement
            dated = (*_undated_columns(statement), *_counted_from(statement, filing))
            read.append((statement, [*dated, *_unreadable(table, spans, statement)]))
        else:
            aside.extend(skip_rest(_nothing(block), table, {}))
    if not read:
        message = f"no column of amounts under the title '{block.title}'"
        read = [(_nothing(block), [Finding(codes.EXTRACT_NO_COLUMNS, message, block.source)])]
    first, findings = read[0]
    extent = ((block.source.line, block.grid.rows[-1].source.line),)
    read[0] = (replace(first, skipped=(*first.skipped, *aside), extent=extent), findings)
    return read, page or _Page(first, Table((), ()))


def _read_page(block: Block, table: Table, spans: Sequence[Span], filing: Filing, before: _Page | None) -> _Page:
    """A table below the headings that the one before it left open, where it goes on with that under the same title."""
    if before and is_titled_anew(table, before.table, before.statement.title):
        before = replace(before, left=NOTHING)
    page = _read_table(block, table, spans, filing, before)
    if before is None or before.left is NOTHING or _goes_on(before.statement, page.statement):
        return page
    return _read_table(block, table, spans, filing, replace(before, left=NOTHING))


def _undated_columns(statement: Statement) -> list[Finding]:
    findings = []
    for index, column in enumerate(statement.columns):
        if column.period is None and any(item.amounts[index] and not item.period for item in statement.items):
            is_aside = stands_aside(column.heading)
            code = codes.EXTRACT_COLUMN_ASIDE if is_aside else codes.EXTRACT_COLUMN_WITHOUT_PERIOD
            why = "compares or supposes" if is_aside else "names no period"
            message = f"{_name_column(statement, index)} {why}; its amounts make no facts"
            findings.append(Finding(code, message, _column_source(statement, index)))
    return findings


def _counted_from(statement: Statement, filing: Filing) -> Iterator[Finding]:
    """The columns since inception whose first day is told elsewhere in the filing."""
    for index, column in enumerate(statement.columns):
        if counts_from_inception(column, filing) and any(item.amounts[index] for item in statement.items):
            told = f"was dated from {filing.inception}, which the filing names as its inception elsewhere"
            message = f"{_name_column(statement, index)} {told}"
            yield Finding(codes.EXTRACT_INCEPTION, message, _column_source(statement, index))


def _name_column(statement: Statement, index: int) -> str:
    return f"column {index + 1} ('{statement.columns[index].heading}') of '{statement.title}'"


def _unreadable(table: Table, spans: Sequence[Span], statement: Statement) -> Iterator[Finding]:
    """What stands in the columns and has digits, but reads as no amount: a misprint, or marks that hide one."""
    aside = {skip.source.line: skip.reason for skip in statement.skipped}
    stated = (a.source.start for item in statement.items if item.parent is None for a in item.amounts if a)
    first = min(stated, default=0)
    spans = [span for span in spans if span.end > first]
    for row in table.body if spans else ():
        for cell in find_unreadable(row, spans) if aside.get(row.source.line) == UNEXPLAINED else ():
            message = f"'{cell.text}' stands in a column of '{statement.title}' but reads as no amount"
            yield Finding(codes.EXTRACT_UNREADABLE, message, cell.source)


def _column_source(statement: Statement, index: int) -> Source:
    return next(amount.source for item in statement.items if (amount := item.amounts[index]))


def _read_table(block: Block, table: Table, spans: Sequence[Span], filing: Filing, before: _Page | None) -> _Page:
    previous = before.statement if before else None
    caption = " ".join(" ".join(cell.text for cell in row.cells) for row in table.head)
    layout = _lay_out(block, table, spans, filing)
    columns = layout.columns
    if previous is not None and _says_no_columns(columns):
        columns = with_length(_columns_of(previous, columns), caption)
    columns = name_variable_entities(columns, block.title, caption, block.kind, previous)
    measure = _measure(caption, table.body, block.kind, before)
    above = before.left if before and block.kind is not StatementKind.NOTE else NOTHING
    items, reasons, left = read_rows(table.body, layout.spans, measure, layout.shares, above)
    items = mark_points(scale_by_earnings(items, measure), columns, block)
    if block.kind is StatementKind.EQUITY:
        matrix, items = read_matrix(columns, items, measure)
        scale_of_shares = _scale_of_shares(table, columns, previous, items)
        if scale_of_shares is not None:
            matrix, items = read_share_table(matrix, items, scale_of_shares)
        parted, items = read_components(matrix, items, measure, caption)
        columns = tuple(parted)
    items = scale_shares_inside(state_inside(items, columns, table.body, measure), measure, caption)
    if measure.is_balance_sheet:
        items = name_classes(items, columns)
    statement = Statement(
        kind=block.kind,
        title=block.title,
        currency=parse_currency(caption) or (previous.currency if previous else "USD"),
        scale=measure.scale,
        columns=tuple(columns),
        items=tuple(items),
        source=block.source,
        unaudited="unaudited" in caption.lower(),
    )
    return _Page(replace(statement, skipped=tuple(skip_rest(statement, table, reasons))), table, measure, left)


def _columns_of(previous: Statement, columns: Sequence[Column]) -> Sequence[Column]:
    """The columns that a table without headings takes from the one before it, or its own: as many as that has, or one
    for each of its periods, where it has several columns for each."""
    if len(previous.columns) == len(columns):
        return previous.columns
    periods = list(dict.fromkeys(column.period for column in previous.columns))
    is_total = len(periods) == len(columns) and None not in periods
    return [Column(period, "") for period in periods] if is_total else columns


def _says_no_columns(columns: Sequence[Column]) -> bool:
    """Whether the headings of a page name neither times nor what else its columns are of."""
    words = {distinguishing_words(column.heading).lower() for column in columns}
    is_named = len(columns) > 1 and len(words) == len(columns) and "" not in words
    return not is_named and not any(column.period for column in columns)


def _scale_of_shares(
    table: Table, columns: Sequence[Column], previous: Statement | None, items: Sequence[LineItem]
) -> int | None:
    """The power of ten of a table of equity that counts nothing but shares, or goes on with one; None for others.

    It is what the table says, else that of the one before it, where its numbers are too small to be in full.
    """
    titles = [cell.text for row in table.head for cell in row.cells]
    caption = " ".join(titles)
    told = parse_scale(caption)
    before = previous if previous and previous.kind is StatementKind.EQUITY and told is None else None
    if counts_shares_only(caption) or is_titled_shares(titles, [column.heading for column in columns]):
        largest = max((abs(a.value) for item in items for a in item.amounts if a and a.value), default=Decimal(0))
        return told or (before.scale if before and largest <= FEWEST_SHARES else 0)
    goes_on = before is not None and before.items and all(item.unit is Unit.SHARES for item in before.items)
    return before.items[0].scale if before and goes_on else None


def _lay_out(block: Block, table: Table, spans: Sequence[Span], filing: Filing) -> _Layout:
    """The columns of amounts, and which spans are none of them: rates, and numbers at the ends of wrapped labels."""
    caption = " ".join(" ".join(cell.text for cell in row.cells) for row in table.head)
    head = [row for row in (*_beside_title(table.head[:1], spans), *table.head[1:]) if row.cells or row.strokes]
    if has_references(spans) or heads_references(head, table.body, spans):
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
    """What stands over the columns in the line of the title, where a table holds both, and is not the filer's name."""
    first = spans[0].start - FAR
    return [
        replace(row, cells=tuple(c for c in row.cells[1:] if c.start >= first and not _OF_A_FILER.search(c.text)))
        for row in rows
    ]


def _label_columns(columns: Sequence[Column]) -> int:
    """How many columns left of the first dated one name no day: numbers at the ends of wrapped labels."""
    dated = [index for index, column in enumerate(columns) if column.period is not None]
    return dated[0] if dated else 0


def _measure(caption: str, body: Sequence[GridRow], kind: StatementKind, before: _Page | None) -> Measure:
    """The scale over a table, or inside its first rows ("(In thousands)" beside "ASSETS"), or of the page before it,
    and whether it is meant for shares."""
    texts = (caption, *(" ".join(cell.text for cell in row.cells) for row in body[:6]))
    told = next((scale for text in texts if (scale := parse_scale(text)) is not None), None)
    of_shares = scale_told_of_shares(caption)
    measure = before.measure if before and told is None else None
    if measure:
        is_meant = measure.shares_scaled and not excepts_shares(caption)
        return replace(
            measure, shares_scaled=is_meant, shares_told=measure.shares_told if of_shares is None else of_shares
        )
    is_balance_sheet, is_note = kind is StatementKind.BALANCE_SHEET, kind is StatementKind.NOTE
    return Measure(told or 0, not excepts_shares(caption), is_balance_sheet, is_note, of_shares)


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
