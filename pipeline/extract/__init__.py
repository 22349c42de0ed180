"""`Block` → `Statement` of line items in columns with periods.

In: the located blocks of a filing. Out: the statements as printed, a statement that goes on over pages as
one, and for every number that is no amount the reason. Concepts and sums are not known here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline import codes
from pipeline.extract.captions import read_caption
from pipeline.extract.columns import Span, amounts_of, attach_headings, find_columns, is_year
from pipeline.extract.entities import name_entities
from pipeline.extract.headings import read_columns
from pipeline.extract.matrix import read_matrix
from pipeline.extract.rows import Measure, read_rows
from pipeline.model import (
    Block,
    Cell,
    Column,
    Filing,
    Finding,
    Grid,
    GridRow,
    LineItem,
    Skipped,
    Source,
    Statement,
    StatementKind,
)
from pipeline.numerals import excepts_shares, is_dash, parse_scale
from pipeline.periods import parse_dates, parse_heading

_NUMBER = re.compile(r"\$?\(?\.?\d[\d,.]*\)?")
_CURRENCIES = (("canadian dollar", "CAD"), ("pounds sterling", "GBP"), ("euros", "EUR"), ("japanese yen", "JPY"))
_START = re.compile(r"\b(?:at\s+)?(?:the\s+)?(?:beginning|start)\b", re.I)
_END = re.compile(r"\b(?:at\s+)?(?:the\s+)?end(?:ing)?\b(?:\s+of\b|$|,|\s+balance)|\bclose\s+of\b", re.I)
_CASH = re.compile(r"\bcash\b|^(?:balance|end|beginning)\b", re.I)
_DATE_WORDS = re.compile(r"(?:[a-z]{3,9}\.?\s+\d{1,2},?|\d{4}|and|at|as|of|[\s,:])+", re.I)


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of one printed table: what stands above its first amounts, and its body."""

    head: tuple[GridRow, ...]
    body: tuple[GridRow, ...]


def extract(blocks: Sequence[Block], filing: Filing) -> tuple[list[Statement], list[Finding]]:
    """Understand every block; pages of one statement become one."""
    statements: list[Statement] = []
    findings: list[Finding] = []
    for block in blocks:
        for statement, found in _read_block(block, filing):
            findings.extend(found)
            if statements and _goes_on(statements[-1], statement):
                statements[-1] = _append(statements[-1], statement)
            else:
                statements.append(statement)
    return name_entities(statements), findings


def _read_block(block: Block, filing: Filing) -> list[tuple[Statement, list[Finding]]]:
    """The tables of a block as statements; what stands between them is kept as skipped numbers of the one before."""
    read: list[tuple[Statement, list[Finding]]] = []
    aside: list[Skipped] = []
    for table in _split_tables(block.grid):
        spans = find_columns(table.body)
        if spans:
            previous = read[-1][0] if read else None
            statement = _read_table(block, table, spans, filing, previous)
            read.append((statement, _undated_columns(statement)))
        else:
            aside.extend(_skipped(_nothing(block), table, ()))
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


def _column_source(statement: Statement, index: int) -> Source:
    return next(amount.source for item in statement.items if (amount := item.amounts[index]))


def _split_tables(grid: Grid) -> list[_Table]:
    """Cut a block where a page or table begins with column headings of its own."""
    cuts = [0]
    rows = grid.rows
    seen_amounts = False
    for index, row in enumerate(rows):
        if ("<PAGE>" in row.tag or "<TABLE>" in row.tag or "<CAPTION>" in row.tag) and seen_amounts:
            if _has_own_headings(rows[index + 1 : index + 30]):
                cuts.append(index)
                seen_amounts = False
        elif index and _is_body(row):
            seen_amounts = True
    cuts.append(len(rows))
    tables = []
    for start, stop in zip(cuts, cuts[1:], strict=False):
        part = rows[start:stop]
        begin = 0 if start else 1  # the block's first line is its title
        first = next((index for index, row in enumerate(part) if index >= begin and _is_body(row)), len(part))
        first = _first_label(part, first)
        tables.append(_Table(part[:first], part[first:]))
    return tables


def _has_own_headings(rows: Sequence[GridRow]) -> bool:
    for row in rows:
        if _is_body(row):
            return False
        text = " ".join(cell.text for cell in row.cells)
        if parse_dates(text) or sum(is_year(cell) for cell in row.cells) >= 1:
            return True
    return False


def _is_body(row: GridRow) -> bool:
    """Whether a row states amounts; years and days above columns, and page numbers, are none."""
    amounts = amounts_of(row)
    if not amounts or all(is_year(cell) for cell in amounts):
        return False
    if len(amounts) == 1 and is_dash(amounts[0].text):
        return False
    text = " ".join(cell.text for cell in row.cells)
    if parse_dates(text) and not re.search(r"\$|\d,\d{3}(?!\d)", text):
        return False
    heading = parse_heading(text)
    if heading.month is not None and all(re.fullmatch(r"\d{1,4}", cell.text.strip()) for cell in amounts):
        return False
    return len(row.cells) > 1 and (len(row.cells) > len(amounts) or len(amounts) > 1 or "," in amounts[0].text)


def _first_label(rows: Sequence[GridRow], first: int) -> int:
    """The first row of the body: section headings right above the first amounts belong to it."""
    index = first
    for position in range(first - 1, max(first - 12, -1), -1):
        row = rows[position]
        if row.rule or row.tag or not row.cells:
            continue
        text = " ".join(cell.text for cell in row.cells)
        is_label = (
            len(row.cells) == 1
            and row.cells[0].start <= rows[first].cells[0].start + 8
            and not _DATE_WORDS.fullmatch(text)
            and not (parse_heading(text).has_length and re.search(r"\bend(?:ed|ing)\b", text, re.I))
            and parse_scale(text) is None
            and not text.startswith("(")
            and not re.search(r"unaudited|subsidiar|\binc\b|\bcorp|\bnotes?\b$", text, re.I)
        )
        if not is_label:
            break
        index = position
    return index


def _read_table(
    block: Block, table: _Table, spans: Sequence[Span], filing: Filing, previous: Statement | None
) -> Statement:
    caption = " ".join(" ".join(cell.text for cell in row.cells) for row in table.head)
    head = [row for row in table.head[1:] if row.cells]
    headings, beside = attach_headings(head, spans)
    columns = read_columns(block.kind, headings, [block.title, *beside], caption, filing)
    if undated := _label_columns(columns):
        spans = spans[undated:]
        headings, beside = attach_headings(head, spans)
        columns = read_columns(block.kind, headings, [block.title, *beside], caption, filing)
    if previous is not None and not any(column.period for column in columns) and len(previous.columns) == len(columns):
        columns = previous.columns
    own_scale = parse_scale(caption)
    scale = own_scale if own_scale is not None else previous.scale if previous else _scale_in(table.body)
    measure = Measure(scale, not excepts_shares(caption), block.kind is StatementKind.BALANCE_SHEET)
    items, stray = read_rows(table.body, spans, measure)
    items = [_at_point(item, block.kind, items) for item in items]
    if block.kind is StatementKind.EQUITY:
        matrix, items = read_matrix(columns, items)
        columns = tuple(matrix)
    items = _with_captions(items, columns, table.body)
    statement = Statement(
        kind=block.kind,
        title=block.title,
        currency=_currency(caption),
        scale=scale,
        columns=tuple(columns),
        items=tuple(items),
        source=block.source,
        unaudited="unaudited" in caption.lower(),
    )
    return replace(statement, skipped=tuple(_skipped(statement, table, stray)))


def _label_columns(columns: Sequence[Column]) -> int:
    """How many columns left of the first dated one name no day: numbers at the ends of wrapped labels."""
    dated = [index for index, column in enumerate(columns) if column.period is not None]
    return dated[0] if dated else 0


def _scale_in(body: Sequence[GridRow]) -> int:
    """A scale that stands inside the table's first rows ("(In thousands)" beside "ASSETS")."""
    for row in body[:6]:
        scale = parse_scale(" ".join(cell.text for cell in row.cells))
        if scale is not None:
            return scale
    return 0


def _currency(caption: str) -> str:
    words = caption.lower()
    return next((code for name, code in _CURRENCIES if name in words), "USD")


def _at_point(item: LineItem, kind: StatementKind, items: Sequence[LineItem]) -> LineItem:
    """Mark the balances of cash at the ends of a cash flow's period."""
    if kind is not StatementKind.CASH_FLOW:
        return item
    context = " ".join([*item.section[-1:], item.label])
    if not re.search(r"\bcash\b", context, re.I) or re.search(
        r"\b(?:increase|decrease|change|provided|used)\b", item.label, re.I
    ):
        return item
    if _START.search(item.label):
        return replace(item, point="start")
    if _END.search(item.label) and not re.search(r"\b(?:year|period)s?\s+ended\b", item.label, re.I):
        return replace(item, point="end")
    return item


def _with_captions(items: Sequence[LineItem], columns: Sequence[Column], body: Sequence[GridRow]) -> list[LineItem]:
    """The items, each followed by what its caption states in passing."""
    result: list[LineItem] = []
    for item in items:
        parent = len(result)
        result.append(item)
        lines = _label_lines(item, body)
        result.extend(read_caption(item, parent, columns, lines))
    return result


def _label_lines(item: LineItem, body: Sequence[GridRow]) -> list[tuple[str, Source]]:
    """The printed pieces of a label, from its first line to its amounts'."""
    amounts = {amount.source for amount in item.amounts if amount}
    last = max((source.line for source in amounts), default=item.source.line)
    return [
        (cell.text, cell.source)
        for row in body
        if item.source.line <= row.source.line <= last
        for cell in row.cells
        if cell.source not in amounts
    ]


def _skipped(statement: Statement, table: _Table, stray: Sequence[Cell]) -> Iterator[Skipped]:
    """Every number of the table that is no amount of an item, with the reason."""
    taken: dict[int, list[Source]] = {}
    for item in statement.items:
        for amount in item.amounts:
            if amount:
                taken.setdefault(amount.source.line, []).append(amount.source)
    strays = {cell.source for cell in stray}
    first_amount = min((line for line in taken), default=0)
    label_lines = {item.source.line for item in statement.items}
    for row in (*table.head, *table.body):
        for number in _numbers(row):
            if any(s.start < number.source.end and number.source.start < s.end for s in taken.get(row.source.line, ())):
                continue
            yield replace(number, reason=_reason(row, number, strays, first_amount, label_lines))


def _numbers(row: GridRow) -> Iterator[Skipped]:
    for cell in row.cells:
        for match in _NUMBER.finditer(cell.text):
            source = cell.source
            offset = source.start + match.start()
            yield Skipped(match[0], "", Source(source.path, source.line, offset, offset + len(match[0])))


def _reason(row: GridRow, number: Skipped, strays: set[Source], first: int, label_lines: set[int]) -> str:
    if row.source.line < first and row.source.line not in label_lines:
        return "part of a title or heading"
    if any(s.start <= number.source.start < s.end and s.line == number.source.line for s in strays):
        return "stands in no column of the statement"
    if len(row.cells) == 1 and re.fullmatch(r"[-\s]*\(?[\dF-]+\)?[-\s]*", row.cells[0].text):
        return "page number"
    return "part of a label or remark"


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
