"""The sums that a statement proves → the calculations that XBRL can state of them.

In: the `Sum`s of one statement, its rows with the facts made of them, and every fact of the
report. Out: calculation arcs, and a finding for each proved sum that cannot be stated. Whether
a sum is proved is for `foot` to know, where its arcs are written for `emit`.

A calculation says more than the statement it is read from: it binds wherever its total and one of
its parts meet in a context (Calculations 1.1), whichever statement printed them. A sum is stated
only if it holds, within the rounding of the facts, in all those places; so a report whose sums all
hold cannot be inconsistent.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.codes import EXTENSION_SUM_NOT_STATED
from pipeline.model import Concept, Context, Fact, Finding, LineItem, Sum

Arcs = tuple[tuple[str, int], ...]
"""The parts of a total: concept and weight."""
Calculation = dict[str, Arcs]
"""Totals by concept, each with one set of parts."""
Reported = Mapping[str, Mapping[tuple[Context, str], Sequence[Fact]]]
"""The facts of a report by concept, then by context and unit."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line item and, column by column, the facts made of its amounts."""

    item: LineItem
    facts: tuple[tuple[Fact, ...], ...]

    @property
    def concepts(self) -> tuple[Concept, ...]:
        found = [fact.concept for cell in self.facts for fact in cell]
        if all(concept is found[0] for concept in found):
            return tuple(found[:1])
        return tuple(dict.fromkeys(found))

    @property
    def first(self) -> tuple[Fact, ...]:
        """The fact that the row stands for in each column: the first, where one amount says two things."""
        return tuple(cell[0] for cell in self.facts if cell)


def calculate(sums: Sequence[Sum], rows: Sequence[Row], reported: Reported) -> tuple[list[Calculation], list[Finding]]:
    """State the proved sums as calculations: the first, and one more for each further way a total adds up."""
    calculations: list[Calculation] = [{}]
    findings: list[Finding] = []
    for sum_ in sums:
        if not sum_.is_proved:
            continue
        obstacle = next(_obstacles(sum_, rows, reported), None)
        if obstacle is None:
            _add(*_parts(sum_, rows), calculations)
        else:
            item = rows[sum_.total].item
            message = f"the sum to “{item.label}” adds up, but is not stated as a calculation: {obstacle}"
            findings.append(Finding(EXTENSION_SUM_NOT_STATED, message, item.source))
    return calculations, findings


def by_concept(facts: Iterable[Fact]) -> Reported:
    """Index the facts by concept, then by context and unit."""
    found: dict[str, dict[tuple[Context, str], list[Fact]]] = {}
    for fact in facts:
        found.setdefault(fact.concept.qname, {}).setdefault((fact.context, fact.unit), []).append(fact)
    return found


def ratio(facts: Iterable[Fact]) -> int:
    """Compare stored signs with printed ones: 1 if equal, -1 if opposite, 0 if no amount tells or they differ."""
    found = _ratios(facts)
    return found.pop() if len(found) == 1 else 0


def _ratios(facts: Iterable[Fact]) -> set[int]:
    return {_sign(fact.value) * _sign(fact.amount.value) for fact in facts} - {0}


def _sign(value: Decimal | str | None) -> int:
    return (value > 0) - (value < 0) if isinstance(value, Decimal) else 0


def _add(parent: str, parts: Arcs, calculations: list[Calculation]) -> None:
    """Put a sum into the first calculation where its total has no parts yet and is no part of its own parts."""
    if any(set(calculation.get(parent, ())) == set(parts) for calculation in calculations):
        return
    for calculation in calculations:
        if parent not in calculation and not _reaches({child for child, _ in parts}, parent, calculation):
            calculation[parent] = parts
            return
    calculations.append({parent: parts})


def _reaches(names: set[str], parent: str, calculation: Calculation) -> bool:
    below = {child for name in names for child, _ in calculation.get(name, ())}
    return parent in names or (bool(below - names) and _reaches(names | below, parent, calculation))


def _parts(sum_: Sum, rows: Sequence[Row]) -> tuple[str, Arcs]:
    """Give the total's concept and its parts, with weights that hold for the stored values."""
    total = rows[sum_.total]
    parent = total.concepts[0]
    above = ratio(total.first) or 1
    parts = []
    for position, sign in sum_.addends:
        child = rows[position].concepts[0]
        told = ratio(rows[position].first) * above * sign
        parts.append((child.qname, told or _allowed(parent, child) or sign))
    return parent.qname, tuple(parts)


def _allowed(parent: Concept, child: Concept) -> int:
    """Tell the only weight that XBRL 2.1 (5.1.1.2) allows between two balances, 0 if either has none."""
    if not parent.balance or not child.balance:
        return 0
    return 1 if parent.balance == child.balance else -1


def _obstacles(sum_: Sum, rows: Sequence[Row], reported: Reported) -> Iterator[str]:
    """Say what keeps a sum from being stated; each check stands on those before it."""
    total, *addends = (rows[position] for position in (sum_.total, *(position for position, _ in sum_.addends)))
    for row in (total, *addends):
        yield from _row_obstacles(row)
    for row in addends:
        yield from _context_obstacles(total, row)
    parent, parts = _parts(sum_, rows)
    if len({parent, *(child for child, _ in parts)}) <= len(parts):
        yield "one concept stands in it twice"
    for row, (child, weight) in zip(addends, parts, strict=True):
        allowed = _allowed(total.concepts[0], row.concepts[0])
        if allowed not in (0, weight):
            yield f"the balances of {parent} and {child} forbid the weight {weight}"
    yield from _places_where_broken(parent, parts, reported)


def _row_obstacles(row: Row) -> Iterator[str]:
    cells = [cell for amount, cell in zip(row.item.amounts, row.facts, strict=True) if amount is not None]
    if not cells or not all(cells):
        yield f"“{row.item.label}” became no fact"
    elif len({fact.concept for fact in row.first}) > 1:
        yield f"“{row.item.label}” is not one concept in all columns"
    elif len(_ratios(row.first)) > 1:
        yield f"the sign of “{row.item.label}” is not read alike in all columns"
    elif any(not isinstance(fact.value, Decimal) for fact in row.first):
        yield f"“{row.item.label}” is text"


def _context_obstacles(total: Row, part: Row) -> Iterator[str]:
    """A part must be stated for its total's period, members and unit: cash at the beginning of a year is not."""
    for above, below in zip(total.facts, part.facts, strict=False):
        if above and below and (above[0].context, above[0].unit) != (below[0].context, below[0].unit):
            yield f"“{part.item.label}” is stated for another period, member or unit"


def _places_where_broken(parent: str, parts: Arcs, reported: Reported) -> Iterator[str]:
    """Hold the sum against every place where its total and a part of it meet, as Calculations 1.1 will."""
    for key, totals in reported.get(parent, {}).items():
        met = [(reported[child][key], weight) for child, weight in parts if key in reported.get(child, {})]
        if not met:
            continue
        ends = [sorted(end * weight for end in _interval(facts)) for facts, weight in met]
        low, high = (sum((pair[side] for pair in ends), Decimal(0)) for side in (0, 1))
        least, most = _interval(totals)
        if low > most or high < least:
            yield f"it does not hold for all that is stated of {parent} as of {key[0].period.end.isoformat()}"


def _interval(facts: Sequence[Fact]) -> tuple[Decimal, Decimal]:
    """Give the least and the most that, rounded to nearest, all of these facts may have been.

    Without ``decimals`` a value is exact.
    """
    ends = [
        (fact.value - half, fact.value + half)
        for fact in facts
        if isinstance(fact.value, Decimal)
        for half in [Decimal(0) if fact.decimals is None else Decimal((0, (5,), -fact.decimals - 1))]
    ]
    return max(low for low, _ in ends), min(high for _, high in ends)
