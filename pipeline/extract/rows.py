"""Rows of one table → line items with whole labels, sections, units and amounts by column.

In: the body rows of a table and its column spans. Out: items in printed order. Wrapped labels are told
from section headings here; what adds up to what, and what a label means, is not known.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.extract.columns import Span, amounts_of, assign, is_year
from pipeline.model import Amount, Cell, GridRow, LineItem, Source, Unit
from pipeline.numerals import parse_amount, parse_scale, printed_decimals

_OPEN_END = re.compile(
    r"(?:,|-|–|—|/|&|\(|\b(?:and|or|of|to|in|for|from|by|on|at|the|with|net|less|before|after|per|a|an|under|including"
    r"|excluding|than|attributable|other|provided|used|held|long-term|short-term))\s*$",
    re.I,
)
_PER_SHARE = re.compile(r"\bper\s+(?:[\w-]+\s+){0,6}?(?:shares?|units?|adr|ads)\b|\bper\s+common\b|\bper-share\b", re.I)
_SHARES = re.compile(
    r"\b(?:average|weighted)\b.*\b(?:shares?|units?|number|outstanding)\b|\bnumber\s+of\b.*\b(?:shares?|units?)\b"
    r"|\bshares?\b.*\b(?:outstanding|used\s+in|for\s+(?:basic|diluted|computing))\b|\b(?:common|equivalent)\s+shares\b",
    re.I,
)
_MONEY_OF_SHARES = re.compile(
    r"\b(?:issuance|repurchase|purchase|proceeds|issued|retire\w*|redemption|dividends?|stock,|par\s+value|equity|income"
    r"|earnings|loss|payments?|exchange|acquisition|sale|conversion|capital|treasury)\b",
    re.I,
)
_REST_OF_STOCK = re.compile(
    r"^(?:authorized|issued|outstanding|shares\b|none\b|no\s+shares|\$?[\d.,]+\s+(?:par|shares))", re.I
)
_STOCK = re.compile(r"\b(?:stock|shares)\b", re.I)
_AVERAGE = re.compile(
    r"\bweighted\b|\baverage\b.*\b(?:shares?|units?|number|outstanding)\b|\bnumber\s+of\s+(?:common\s+)?shares\b", re.I
)
_VALUE_OF_STOCK = re.compile(
    r"\b(?:par|stated)\s+value\b|\btreasury\b|\bauthorized\b|\bat\s+(?:average\s+)?cost\b", re.I
)
_REMARK = re.compile(
    r"^\W*(?:see\b|the\s+accompanying|\(?unaudited\)?$|\(?continued|page\b|<|\*|\([a-z]\)\s|\(\d\)\s.{30})|\.\s*$", re.I
)
_TOTAL = re.compile(r"^(?:sub-?)?total\b|\btotal$|^net\s+cash\b", re.I)
MOST_SHARES = 20_000_000_000
"""No US filer of the period has had more shares outstanding; a scale that gives more is not meant for them."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How a statement's amounts are to be read: the power of ten, and whether it is meant for shares, too."""

    scale: int
    shares_scaled: bool
    is_balance_sheet: bool


@dataclass(slots=True)
class _Heading:
    text: str
    indent: int
    is_used: bool = False
    """Whether a row stands under it already."""


@dataclass(slots=True)
class _Reader:
    """The state of reading one table's rows from top to bottom."""

    spans: Sequence[Span]
    measure: Measure
    width: int
    items: list[LineItem] = field(default_factory=list)
    headings: list[_Heading] = field(default_factory=list)
    pending: list[tuple[str, int, Source]] = field(default_factory=list)
    stray: list[Cell] = field(default_factory=list)
    after_item: bool = False


def read_rows(rows: Sequence[GridRow], spans: Sequence[Span], measure: Measure) -> tuple[list[LineItem], list[Cell]]:
    """The line items of a table's body, and the amounts right of the labels that stand in no column."""
    reader = _Reader(spans, measure, _label_width(rows, spans))
    for row in rows:
        if row.rule:
            continue
        if not row.cells:
            _flush(reader)
            reader.after_item = False
            continue
        placed, others = _place(row, spans)
        if placed:
            _read_item(reader, row, placed, others)
        else:
            _read_text(reader, row)
    return _settle_depths(reader.items), reader.stray


def _place(row: GridRow, spans: Sequence[Span]) -> tuple[dict[int, Cell], list[Cell]]:
    """The amounts of a row by column; a number inside a label is none, nor is a year: four digits print a comma."""
    amounts = [cell for cell in amounts_of(row) if cell.end > spans[0].start - 2 and not is_year(cell)]
    if not amounts or _is_page_number(row, spans):
        return {}, []
    return assign(amounts, spans)


def _is_page_number(row: GridRow, spans: Sequence[Span]) -> bool:
    """A small number alone on its line, in one of several columns or out of line with the only one."""
    if len(row.cells) != 1 or not re.fullmatch(r"\d{1,3}", row.cells[0].text):
        return False
    return len(spans) > 1 or abs(row.cells[0].end - spans[0].end) > 1


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


def _read_item(reader: _Reader, row: GridRow, placed: dict[int, Cell], others: list[Cell]) -> None:
    cells = [cell for cell in row.cells if cell not in placed.values()]
    reader.stray.extend(cell for cell in others if cell.start > reader.spans[0].start)
    words = [cell for cell in cells if cell.start < reader.spans[0].start or parse_amount(cell.text) is None]
    label = _clean(" ".join(cell.text for cell in words if not _is_note_mark(cell, words)))
    indent = row.cells[0].start if words else reader.spans[0].start
    source = row.source
    if reader.pending:
        text, first_indent, first_source = _joined(reader.pending)
        if not label or _runs_on(reader, text, label, indent):
            label, indent, source = _join(text, label), first_indent, first_source
            reader.pending = []
        else:
            _flush(reader)
    label = _with_stock_heading(reader, label)
    _close_headings(reader, indent, label)
    amounts = tuple(
        Amount(cell.text, parse_amount(cell.text), cell.source) if (cell := placed.get(index)) else None
        for index in range(len(reader.spans))
    )
    section = tuple(heading.text for heading in reader.headings)
    for heading in reader.headings:
        heading.is_used = True
    unit = _unit_of(label, () if reader.measure.is_balance_sheet else section, amounts)
    reader.items.append(
        LineItem(label, section, indent, amounts, source, unit, _scale_of(reader, unit, label, section, amounts))
    )
    if _TOTAL.search(label):
        _close_total(reader, label, indent)
    reader.after_item = True


def _with_stock_heading(reader: _Reader, label: str) -> str:
    """A caption of stock printed under its own name: "Common stock:" over "Authorized 10 million shares; issued …"."""
    if reader.headings and _REST_OF_STOCK.search(label) and _STOCK.search(reader.headings[-1].text):
        heading = reader.headings[-1]
        if not heading.is_used:
            reader.headings.pop()
            return _join(heading.text + ",", label)
    return label


def _is_note_mark(cell: Cell, words: Sequence[Cell]) -> bool:
    """A note's letter or number in a column of its own, right of the label."""
    return (
        cell is not words[0]
        and re.fullmatch(r"\(?(?:[A-Z]|\d{1,2})\)?(?:\s*(?:[,&]|and)\s*\w{1,2})*", cell.text) is not None
    )


def _read_text(reader: _Reader, row: GridRow) -> None:
    text = _clean(" ".join(cell.text for cell in row.cells))
    indent = row.cells[0].start
    if not re.search(r"[A-Za-z]", text) or (_REMARK.search(text) and not reader.pending and not reader.after_item):
        return
    if reader.pending and _runs_on(reader, _joined(reader.pending)[0], text, indent):
        reader.pending.append((text, indent, row.source))
        return
    if reader.after_item and not reader.pending and reader.items and _continues(text) and not text.endswith(":"):
        last = reader.items[-1]
        joined = _join(last.label, text)
        unit = _unit_of(joined, () if reader.measure.is_balance_sheet else last.section, last.amounts)
        scale = _scale_of(reader, unit, joined, last.section, last.amounts)
        reader.items[-1] = replace(last, label=joined, unit=unit, scale=scale)
        return
    _flush(reader)
    reader.pending = [(text, indent, row.source)]
    reader.after_item = False


def _continues(text: str) -> bool:
    return text[:1].islower() or text.startswith(("(", "&"))


def _runs_on(reader: _Reader, above: str, text: str, indent: int) -> bool:
    """Whether ``text`` goes on with the label begun ``above`` it, or begins one of its own."""
    if above.endswith(":") or not text:
        return False
    if _continues(text) or _OPEN_END.search(above) or above.count("(") > above.count(")"):
        return True
    if re.search(r"\b(?:par|stated)\s+value\b|\bstock\b", above, re.I) and re.search(
        r"^(?:authorized|issued|outstanding|shares|\d)", text, re.I
    ):
        return True
    last_text, last_indent, _ = reader.pending[-1]
    first_word = text.split()[0]
    is_wrapped = last_indent + len(last_text) + 1 + len(first_word) > reader.width
    return (
        is_wrapped and len(reader.pending) < 6 and indent >= reader.pending[0][1] and above.isupper() == text.isupper()
    )


def _joined(pending: Sequence[tuple[str, int, Source]]) -> tuple[str, int, Source]:
    text = ""
    for piece, _, _ in pending:
        text = _join(text, piece)
    return text, pending[0][1], pending[0][2]


def _join(left: str, right: str) -> str:
    if re.search(r"[a-z]-$", left) and right[:1].islower():
        return left + right
    return f"{left} {right}".strip()


def _clean(text: str) -> str:
    """A label without its dot leaders and doubled blanks."""
    return re.sub(r"(?:\s*\.){3,}\s*|\s*_{3,}\s*", " ", " ".join(text.split())).strip(" |$")


def _flush(reader: _Reader) -> None:
    """What was pending is a heading of the rows to come."""
    if not reader.pending:
        return
    text, indent, _ = _joined(reader.pending)
    reader.pending = []
    if _REMARK.search(text) or len(text) > 160:
        return
    while reader.headings and reader.headings[-1].indent >= indent and reader.headings[-1].is_used:
        reader.headings.pop()
    reader.headings.append(_Heading(text.rstrip(": "), indent))


def _close_headings(reader: _Reader, indent: int, label: str) -> None:
    if label and not _TOTAL.search(label):
        while reader.headings and reader.headings[-1].indent > indent:
            reader.headings.pop()


def _close_total(reader: _Reader, label: str, indent: int) -> None:
    """A total ends the sections that its label names, or else the innermost one that is not outside it."""
    words = label.lower()
    for position, heading in enumerate(reader.headings):
        if heading.text.lower().rstrip("s") in words:
            del reader.headings[position:]
            return
    if reader.headings and reader.headings[-1].indent >= indent:
        reader.headings.pop()


def _unit_of(label: str, section: Sequence[str], amounts: Sequence[Amount | None]) -> Unit:
    printed = [amount for amount in amounts if amount is not None]
    has_cents = any(printed_decimals(amount.text) >= 2 for amount in printed)
    inner = section[-1] if section else ""
    if _VALUE_OF_STOCK.search(label):
        return Unit.MONEY
    if _PER_SHARE.search(label) and not re.search(r"\bnumber\s+of\b|\bshares?\s+used\b", label, re.I):
        return Unit.PER_SHARE
    if any(_AVERAGE.search(text) for text in (label, inner)) and not has_cents:
        return Unit.SHARES
    if _SHARES.search(label) and not has_cents and not _MONEY_OF_SHARES.search(label):
        return Unit.SHARES
    if _PER_SHARE.search(inner):
        is_small = all(abs(amount.value or Decimal(0)) < 1000 for amount in printed)
        return Unit.PER_SHARE if has_cents or (is_small and not re.search("[a-z]{3}.*shares", label)) else Unit.MONEY
    if has_cents and any(_PER_SHARE.search(text) for text in section):
        return Unit.PER_SHARE
    return Unit.MONEY


def _scale_of(reader: _Reader, unit: Unit, label: str, section: Sequence[str], amounts: Sequence[Amount | None]) -> int:
    """The power of ten of a row: per-share amounts have none, shares the largest that is believable."""
    if unit is Unit.PER_SHARE:
        return 0
    if unit is not Unit.SHARES:
        return reader.measure.scale
    own = parse_scale(" ".join([*section[-1:], label]))
    scale = own if own is not None else reader.measure.scale if reader.measure.shares_scaled else 0
    largest: Decimal = max((abs(a.value) for a in amounts if a and a.value), default=Decimal(0))
    while scale > 0 and largest.scaleb(scale) > MOST_SHARES:
        scale -= 3
    return scale


def _settle_depths(items: Sequence[LineItem]) -> list[LineItem]:
    """Depth as a rank: the outermost label is 0, whatever its print column."""
    indents = sorted({item.depth for item in items})
    rank = {indent: position for position, indent in enumerate(indents)}
    return [replace(item, depth=rank[item.depth]) for item in items]
