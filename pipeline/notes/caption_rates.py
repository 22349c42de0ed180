"""Captions of debt in a table of the notes → the rates of interest that they state: "2.95% senior notes due 2024".

In: a table that is dated, and the block that it was read from. Out: the table with a parenthetical line item behind its
others for each such rate, as of the last day of which the row prints an amount. Whose rate it is, the caption tells;
what states it, is for `amounts` to say.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from pipeline.model import Amount, Block, Cell, Column, LineItem, Source, Statement, Unit
from pipeline.notes.cells import Cell as Figure
from pipeline.notes.claims import Claim, suggest
from pipeline.notes.members import MemberNamer
from pipeline.numerals import is_dash

CONCEPT = "DebtInstrumentInterestRateStatedPercentage"
SURE = Decimal("0.85")
"""How sure a rate in a caption of debt is the one that was agreed."""

AXES = ("DebtInstrumentAxis", "LongtermDebtTypeAxis")
"""What a rate is stated for; whether its debt is carried or valued, and how, changes nothing of it."""

_DEBT = re.compile(r"\b(?:notes?|debentures?|bonds?|mortgages?|loans?)\b|\bdebt\b.*\bdue\b", re.I)
_NO_DEBT = re.compile(r"\b(?:receivables?|preferred|held|purchased|investments?|treasury|note \d)\b", re.I)
_OWED = re.compile(r"\bdebt\b(?! (?:and equity )?securit)|\b(?:indebted|borrow|liabilit|debenture|payable)", re.I)
_OWNED = re.compile(
    r"\b(?:securities|investments?|portfolio|receivables?|(?:available|held)[- ]for[- ]sale|held[- ]to[- ]maturity)\b",
    re.I,
)
"""What the words over a table speak of, debts or assets: bonds may be either."""
_RATE = re.compile(r"(?<![\d.,/$])(?P<rate>\d{1,2}(?:\.\d{1,4})?)\s?%(?!\s*/)")
_TO = re.compile(r"\s*(?:[-–—]|to)\s*")
_MARGIN = re.compile(r"(?:\b(?:plus|less|minus|margin|spread|discount|or|and)|[-+–—/])(?:\s+of)?\s*$", re.I)
"""What stands before a rate that comes on top of another or is taken off it, or is one of several."""
_SHARE = re.compile(
    r"\s*(?:(?:per\s+annum|a\s+year)\s+)?(?:\+|(?:of|over|above|below|under|plus|less|minus|in\s+excess"
    r"|(?:guaranteed|insured|owned)\s+by|(?:participation|interest)\s+in)\b)",
    re.I,
)
"""What stands behind a rate that is to be added to another or taken off it, and behind a share of something."""
RANGE, LOW, HIGH = "RangeAxis", "MinimumMember", "MaximumMember"


def add_rates(table: Statement, block: Block) -> Statement:
    """The table with the rates of interest that its captions state; they are set aside no longer."""
    rates = () if _is_of_assets(table, block) else tuple(_rates(table, block))
    taken = {amount.source for item in rates for amount in item.amounts if amount}
    skipped = tuple(skip for skip in table.skipped if not any(_holds(source, skip.source) for source in taken))
    return replace(table, items=(*table.items, *rates), skipped=skipped) if rates else table


def claim_rates(
    table: Statement, namer: MemberNamer, cells: Mapping[tuple[int, int], Figure]
) -> Iterator[tuple[tuple[int, int], Claim]]:
    """A claim for each rate that a caption states, with its row and column: of the debt that the caption names, and,
    where it states two, of an end of their range."""
    stated = {place: cell for place, cell in cells.items() if _is_rate(table.items[place[0]], cell)}
    known, ends = namer.taxonomy.concepts, dict[int | None, list[Decimal]]()
    for (row, _), cell in stated.items():
        ends.setdefault(table.items[row].parent, []).append(cell.value)
    for (row, at), cell in stated.items():
        item = table.items[row]
        of_debt = tuple(pair for pair in cell.dimensions if pair[0].partition(":")[2] in AXES)
        dimensions = dict(namer.part_of(CONCEPT, (item.label,), of_debt) or of_debt)
        both = ends[item.parent]
        if len(both) > 1:
            end = LOW if cell.value == min(both) else HIGH
            dimensions[known[RANGE].qname] = known[end].qname
        claim = suggest(CONCEPT, SURE, "the caption of debt states its rate")
        yield (row, at), replace(claim, dimensions=tuple(sorted(dimensions.items())))


def _is_of_assets(table: Statement, block: Block) -> bool:
    """Whether a note's heading and the sentence that leads to a table speak of assets, and of no debts."""
    told = " ".join((table.title, *(cell.text for cell in block.grid.rows[0].cells)))
    return bool(_OWNED.search(told)) and not _OWED.search(told)


def _is_rate(item: LineItem, cell: Figure) -> bool:
    return item.parent is not None and item.unit is Unit.PURE and cell.period.is_instant


def _rates(table: Statement, block: Block) -> Iterator[LineItem]:
    lines: dict[int, list[Cell]] = {}
    for row in block.grid.rows:
        lines.setdefault(row.source.line, []).extend(row.cells)
    seen: set[Source] = set()
    for position, item in enumerate(table.items):
        at = _last_day(item, table.columns)
        text = " ".join((*item.section[-1:], item.label))
        if at is None or item.source in seen or not _DEBT.search(text) or _NO_DEBT.search(text):
            continue
        seen.add(item.source)
        for amount in _amounts(item.label, lines.get(item.source.line, [])):
            amounts = tuple(amount if index == at else None for index in range(len(table.columns)))
            told = (item.label, item.section, item.depth + 1, amounts, amount.source)
            yield LineItem(*told, Unit.PURE, -2, parent=position, period=item.period)


def _amounts(caption: str, cells: list[Cell]) -> list[Amount]:
    """The one rate of a caption, though it may be said twice, or the two ends of a range; else none."""
    found = list(_RATE.finditer(caption))
    rates = {Decimal(match["rate"]) for match in found}
    is_range = len(found) == 2 and len(rates) == 2 and _TO.fullmatch(caption[found[0].end() : found[1].start()])
    if not (is_range or len(rates) == 1) or _MARGIN.search(caption[: found[0].start()]):
        return []
    if any(_SHARE.match(caption, match.end()) for match in found):
        return []
    printed = (_amount(match["rate"], caption, cells) for match in found[: len(rates)])
    return [amount for amount in printed if amount]


def _amount(rate: str, caption: str, cells: list[Cell]) -> Amount | None:
    """Where a rate of a caption is printed."""
    for cell in cells:
        for match in _RATE.finditer(cell.text if cell.text[:12] in caption else ""):
            if match["rate"] == rate:
                start = cell.source.start + match.start()
                source = cell.source._replace(start=start, end=start + len(match[0]))
                return Amount(match[0], Decimal(rate), source)
    return None


def _last_day(item: LineItem, columns: tuple[Column, ...]) -> int | None:
    """The first column of a table's last day, where a row of money prints an amount for it."""
    if item.unit is not Unit.MONEY or item.parent is not None:
        return None
    days = [period.end for column in columns if (period := item.period or column.period) and period.is_instant]
    for at, (amount, column) in enumerate(zip(item.amounts, columns, strict=True)):
        period = item.period or column.period
        if amount and not is_dash(amount.text) and period and period.is_instant and period.end == max(days):
            return at
    return None


def _holds(source: Source, other: Source) -> bool:
    return source.line == other.line and source.start <= other.start < source.end
