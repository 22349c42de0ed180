"""The sums of a statement → a waterfall that shows how its rows add up to its totals, as SVG.

In: a `Statement` with its proved and broken sums. Out: one drawing a topmost total, for the column that proves most.
Every row that goes into it is a bar from where the rows before it have come to; a total is a bar over all its rows.
Which numbers are tagged is not known here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape

from pipeline.model import Statement, Sum

ROW, INDENT, DEEPEST = 20, 12, 8
"""Height of a row, indentation of a part below its total, and how deep parts are drawn as sums of their own."""
LABELS, BARS, AMOUNTS = 330, 300, 130
"""Widths of the captions, the bars and the amounts."""
LONGEST = 44
"""Characters of a caption that fit before the bars."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a waterfall: where it stands, from where to where its amount goes, and what is said of it."""

    row: int
    depth: int
    start: Decimal
    end: Decimal
    kind: str
    """``up``, ``down`` or ``total``."""
    verdict: bool | None
    """Of a total whether it holds."""


def format_plots(statement: Statement, cells: Mapping[tuple[int, int], str]) -> Iterator[str]:
    """Draw a waterfall for each topmost total; ``cells`` gives the key of the number at a row and column."""
    sums: dict[int, Sum] = {}
    for found in statement.sums:
        sums.setdefault(found.total, found)
    added = {row for found in statement.sums for row, _ in found.addends}
    for total, found in sums.items():
        if total not in added:
            column = max(range(len(found.holds)), key=lambda n: (_weight(total, n, sums), -n))
            bars = list(_bars(_Tree(statement, sums, column), total, Decimal(0), 1, 0))
            if len(bars) > 1:
                yield _draw(statement, column, bars, cells)


@dataclass(frozen=True, slots=True)
class _Tree:
    """The sums of a statement by their totals, looked at in one column."""

    statement: Statement
    sums: Mapping[int, Sum]
    column: int
    drawn: set[int] = field(default_factory=set)
    """Totals whose parts are drawn already: none is taken apart twice, however often it is added."""

    def value(self, row: int) -> Decimal | None:
        amount = self.statement.items[row].amounts[self.column]
        return amount.value if amount else None


def _weight(total: int, column: int, sums: Mapping[int, Sum]) -> int:
    """How many of the sums directly below a total are told in a column."""
    rows = (total, *(row for row, _ in sums[total].addends))
    return sum(row in sums and sums[row].holds[column] is not None for row in rows)


def _bars(tree: _Tree, total: int, base: Decimal, sign: int, depth: int) -> Iterator[Bar]:
    """The rows that go into a total, from where the rows before them have come to, and then the total itself."""
    running = base
    tree.drawn.add(total)
    for row, weight in sorted(tree.sums[total].addends):
        value = tree.value(row)
        if value is None:
            continue
        end = running + sign * weight * value
        if row in tree.sums and row not in tree.drawn and depth < DEEPEST:
            yield from _bars(tree, row, running, sign * weight, depth + 1)
        else:
            yield Bar(row, depth + 1, running, end, "up" if end >= running else "down", None)
        running = end
    value = tree.value(total)
    if value is not None:
        yield Bar(total, depth, base, base + sign * value, "total", tree.sums[total].holds[tree.column])


def _draw(statement: Statement, column: int, bars: list[Bar], cells: Mapping[tuple[int, int], str]) -> str:
    ends = [Decimal(0), *(bar.start for bar in bars), *(bar.end for bar in bars)]
    low, high = min(ends), max(ends)
    scale = (high - low) or Decimal(1)
    width, height = LABELS + BARS + AMOUNTS, ROW * len(bars) + 4
    name = statement.items[bars[-1].row].label or "an unlabelled total"
    heading = statement.columns[column].heading
    title = escape(f"How {name} adds up" + (f", {heading}" if heading else ""))
    zero = _x(Decimal(0), low, scale)
    rows = (_row(n, bar, (low, scale), statement, cells.get((bar.row, column), "")) for n, bar in enumerate(bars))
    return (
        f'<figure class="plot"><figcaption>{title}</figcaption><svg viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{title}"><path class="zero" d="M{zero} 0V{height}"/>{"".join(rows)}</svg></figure>'
    )


def _x(value: Decimal, low: Decimal, scale: Decimal) -> int:
    return LABELS + int((value - low) * BARS / scale)


def _row(position: int, bar: Bar, axis: tuple[Decimal, Decimal], statement: Statement, key: str) -> str:
    left, right = sorted((_x(bar.start, *axis), _x(bar.end, *axis)))
    top, amounts = position * ROW + 2, LABELS + BARS + AMOUNTS - 18
    caption = statement.items[bar.row].label or "(no caption)"
    room = LONGEST - 2 * bar.depth
    caption = caption if len(caption) <= room else caption[: room - 1] + "…"
    text = f'<text x="{bar.depth * INDENT}" y="{top + 14}">{escape(caption)}</text>'
    link = f'<a href="#c-{escape(key)}" tabindex="-1">{text}</a>' if key else text
    amount = f"{bar.end - bar.start:{',' if bar.kind == 'total' else '+,'}f}"
    verdict = {True: "✓", False: "✗", None: ""}[bar.verdict]
    return (
        f'<g class="{bar.kind}">{link}'
        f'<rect x="{left}" y="{top + 3}" width="{max(right - left, 1)}" height="{ROW - 7}"/>'
        f'<text class="n" x="{amounts}" y="{top + 14}">{amount}</text>'
        f'<text x="{amounts + 4}" y="{top + 14}">{verdict}</text></g>'
    )
