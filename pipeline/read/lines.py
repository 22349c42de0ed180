"""The rows of one statement → its lines and columns, as `extract` would have made of the print.

In: rows of line items that their schema takes. Out: a `Statement`, and everything that keeps its rows from fitting
together. Where rows state their order, it alone decides which amounts stand in one line; where they do not, caption
and column do. Sums are not known here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from pipeline.model import Amount, Column, LineItem, Period, Statement, StatementKind, Unit
from pipeline.read.cells import ItemRow
from pipeline.read.entries import Entry, Tell, place_of, read_entry

MOST_COLUMNS = 200
"""A matrix of equity over three years has some twenty; rows that differ in every period are no statement."""
_BEGINS = re.compile(r"\bbegin|\bstart", re.I)
_Line = list[Entry]


def make_statement(rows: Sequence[ItemRow], path: str, tell: Tell) -> Statement:
    """The statement that rows of one kind and title state."""
    kind, title = StatementKind(rows[0].cells["statement"]), " ".join(rows[0].cells.get("title", "").split())
    place = place_of(rows[0], path)
    is_matrix = kind is StatementKind.EQUITY and any("member" in row.cells for row in rows)
    found = (read_entry(row, kind, is_matrix, place_of(row, path), tell) for row in rows)
    entries = [entry for entry in found if entry is not None]
    lines = _ordered(entries, tell) if any(entry.order is not None for entry in entries) else _unordered(entries)
    if kind is not StatementKind.BALANCE_SHEET:
        lines = _with_balances(lines, tell)
    columns = list(dict.fromkeys(entry.column for line in lines for entry in line))
    if len(columns) > MOST_COLUMNS:
        tell(place, f"a statement has at most {MOST_COLUMNS} columns; this one has {len(columns)}")
        columns, lines = [], []
    items = _make_items(lines, columns, tell)
    return Statement(
        kind=kind,
        title=title or kind.value.replace("_", " "),
        currency=_currency(rows, path, tell),
        scale=max((item.scale for item in items if item.unit is Unit.MONEY), default=0),
        columns=tuple(columns),
        items=tuple(items),
        source=place,
    )


def _currency(rows: Iterable[ItemRow], path: str, tell: Tell) -> str:
    """The one currency of a statement; blank is the dollar."""
    first = ""
    for row in rows:
        currency = row.cells.get("currency", "USD")
        if first and currency != first:
            tell(place_of(row, path), f"is in {currency}, but the statement's first row in {first}")
        first = first or currency
    return first


def _ordered(entries: Iterable[Entry], tell: Tell) -> list[_Line]:
    """The lines by the order that rows state; rows of one order must be of one caption."""
    lines: dict[int, _Line] = {}
    for entry in entries:
        if entry.order is None:
            tell(entry.line.source, "has no order, but other rows of its statement have")
            continue
        line = lines.setdefault(entry.order, [])
        if line and line[0].caption != entry.caption:
            first = line[0].line.source.line
            tell(entry.line.source, f"has the order of row {first}, but another section, label, unit or scale")
        else:
            line.append(entry)
    return [lines[order] for order in sorted(lines)]


def _unordered(entries: Iterable[Entry]) -> list[_Line]:
    """The lines by caption, in the order of the rows, whether these go line by line or column by column.

    A second amount of one caption and column begins a second line; amounts of other columns follow it there.
    """
    lines: list[_Line] = []
    same: dict[object, list[_Line]] = {}
    taken: dict[object, int] = {}
    last: tuple[object, int] = (None, 0)
    for entry in entries:
        mine = same.setdefault(entry.caption, [])
        place = (entry.caption, entry.column)
        index = taken.get(place, 0)
        if last[0] == entry.caption and last[1] >= index:
            index = last[1]
        if index == len(mine):
            mine.append([])
            lines.append(mine[index])
        mine[index].append(entry)
        taken[place] = index + 1
        last = (entry.caption, index)
    return lines


def _with_balances(lines: Iterable[_Line], tell: Tell) -> list[_Line]:
    """The lines, those of balances (cash at the beginning, at the end) in the columns that they open or close."""
    lines = list(lines)
    stretches = dict.fromkeys(e.column for line in lines for e in line if e.column.period and e.column.period.start)
    return [_with_balance(line, list(stretches), tell) if _has_days(line) else line for line in lines]


def _has_days(line: _Line) -> bool:
    return any(entry.column.period is not None and entry.column.period.is_instant for entry in line)


def _with_balance(line: _Line, columns: Sequence[Column], tell: Tell) -> _Line:
    """A line of balances as printed: at one end of each column's period; where both fit, the caption tells."""
    for point in ("start", "end") if _BEGINS.search(line[0].line.label) else ("end", "start"):
        moved = [_moved(entry, point, columns) for entry in line]
        if all(entry is not None for entry in moved):
            return [entry for entry in moved if entry is not None]
    for entry in line:
        tell(entry.line.source, "is an amount at a day (it has no start), but no period of its statement has such ends")
    return []


def _moved(entry: Entry, point: str, columns: Sequence[Column]) -> Entry | None:
    """An amount at a day as one at this end of a column's period; of several columns, that of the same heading."""
    fits = [c for c in columns if c.member == entry.column.member and entry.column.period == _end_of(c, point)]
    column = next((c for c in fits if c.heading == entry.column.heading), fits[0] if fits else None)
    return replace(entry, column=column, line=replace(entry.line, point=point)) if column else None


def _end_of(column: Column, point: str) -> Period | None:
    """The day before a period, or its last."""
    if column.period is None or column.period.start is None:
        return None
    return Period(None, column.period.end if point == "end" else column.period.start - timedelta(days=1))


def _make_items(lines: Sequence[_Line], columns: Sequence[Column], tell: Tell) -> list[LineItem]:
    lines = [line for line in lines if line]
    positions = {line[0].order: position for position, line in enumerate(lines) if line[0].order is not None}
    index = {column: position for position, column in enumerate(columns)}
    items = []
    for line in lines:
        amounts: list[Amount | None] = [None] * len(columns)
        for entry in line:
            position = index[entry.column]
            if before := amounts[position]:
                tell(entry.line.source, f"states the amount of row {before.source.line} again: its line and column")
            amounts[position] = entry.amount
        parent = line[0].parent
        if parent is not None and parent not in positions:
            tell(line[0].line.source, f"has the parent {parent}, but no line of its statement has this order")
        items.append(
            replace(line[0].line, amounts=tuple(amounts), parent=None if parent is None else positions.get(parent))
        )
    return items
