"""Line items → the same, each followed by what its caption states in passing, and the lines below it.

In: the items of a table, its columns and its rows. Out: items that name their parents: shares, par values, allowances,
dividends per share. What each of these is read by stands in `captions` and `asides`.
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from decimal import Decimal
from itertools import islice, takewhile

from pipeline.extract.asides import read_asides
from pipeline.extract.captions import bare_captions, dated_shares, names_stock, read_caption
from pipeline.extract.units import Measure, scale_inside
from pipeline.extract.wrapped import clean
from pipeline.model import Amount, Column, GridRow, LineItem, Source, Unit
from pipeline.numerals import is_dash

MOST_BELOW = 3
"""Lines below its amounts on which a label may go on."""
MOST_TIMES = 10
"""Times all assets that accumulated depreciation may be of old plants: what is more is printed in another scale."""
MOST_DATED = 12
"""Lines below a caption of stock that may state its shares, a line for each day and kind."""


def state_inside(
    items: Sequence[LineItem], columns: Sequence[Column], body: Sequence[GridRow], measure: Measure
) -> list[LineItem]:
    """The items, each followed by what its caption states in passing."""
    result: list[LineItem] = []
    amounts = {amount.source for item in items for amount in item.amounts if amount}
    by_line: dict[int, list[GridRow]] = {}
    for row in body:
        by_line.setdefault(row.source.line, []).append(row)
    printed = [(item, _label_lines(item, by_line, amounts)) for item in items]
    taken = {line for item in items for line in _lines_of(item)}
    if measure.is_balance_sheet:
        printed += bare_captions(columns, [row for row in body if row.source.line not in taken])
    told: Source | None = None
    money = (abs(_full(amount, item)) for item in items if item.unit is Unit.MONEY for amount in item.amounts)
    largest = max(money, default=Decimal(0))
    for item, lines in sorted(printed, key=lambda pair: pair[0].source.line):
        parent = len(result)
        result.append(item)
        if item.source == told:
            continue  # the money and the shares of one row have one caption
        told = item.source
        inside = read_caption(item, parent, columns, lines) if names_stock(item.label) else []
        asides = read_asides(item, parent, columns, lines)
        inside += [aside for aside in asides if not (measure.is_balance_sheet and _is_in_full(aside, largest))]
        if measure.is_balance_sheet and names_stock(item.label):
            inside += dated_shares(item, parent, columns, _below(item, body, taken))
        result.extend(dated for part in inside if (dated := _as_dated(part, item, columns)))
    return result


def _full(amount: Amount | None, item: LineItem) -> Decimal:
    return amount.value.scaleb(item.scale) if amount and amount.value is not None else Decimal(0)


def _is_in_full(aside: LineItem, largest: Decimal) -> bool:
    """Whether money inside a caption of a balance sheet is many times all of it: printed in full below a scale."""
    most = largest * MOST_TIMES
    return aside.unit is Unit.MONEY and any(abs(_full(amount, aside)) > most for amount in aside.amounts)


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


def scale_shares_inside(items: Sequence[LineItem], measure: Measure, heading: str) -> list[LineItem]:
    """The items, those of shares inside captions with the power of ten that they are printed in."""
    inside = {row for row, item in enumerate(items) if item.parent is not None and item.unit is Unit.SHARES}
    numbers = [amount for row in inside for amount in items[row].amounts if amount]
    plain = [number for number in numbers if not re.search(r"[a-z]{4}", number.text, re.I) or not number.value]
    scale = scale_inside(measure, heading, numbers) if len(plain) == len(numbers) else 0
    return [replace(item, scale=scale) if row in inside else item for row, item in enumerate(items)]


def _label_lines(
    item: LineItem, by_line: Mapping[int, Sequence[GridRow]], amounts: Set[Source]
) -> list[tuple[str, Source]]:
    """The printed pieces of a label, from its first line to its last; ``amounts`` are those of all items."""
    lines = _lines_of(item)
    beside, below = (
        [row for line in span for row in by_line.get(line, ())]
        for span in (lines, range(lines.stop, lines.stop + MOST_BELOW))
    )
    rows = [*beside, *_going_on(item, below)]
    return [(cell.text, cell.source) for row in rows for cell in row.cells if cell.source not in amounts]


def _going_on(item: LineItem, below: Sequence[GridRow]) -> Sequence[GridRow]:
    """The lines below an item's amounts that end its label."""
    for count in range(1, len(below) + 1):
        words = clean(" ".join(cell.text for row in below[:count] for cell in row.cells))
        if words and item.label.endswith(f" {words}"):
            return below[:count]
    return ()
