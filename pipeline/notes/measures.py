"""What the amounts of a note's table count: money, shares, money per share or a rate, and in which power of ten.

In: a table as read, the words that lead to it, and the `Habit` of the filing's statements. Out: the same, a row that
counts several things parted into one item for each. A sign printed with an amount counts most, then the heading of its
column, then the caption of its row. When amounts are of is for `dating` to know.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from pipeline.model import Amount, Fact, LineItem, Skipped, Statement, Unit
from pipeline.numerals import excepts_shares, is_dash, is_percent, parse_scale, printed_decimals

LARGEST = 10
"""Times the largest amount of the statements that an amount of a note may be; else it is printed in full."""
FEWEST_SHARES, MOST_SHARES = 100_000, 20_000_000_000
"""The largest number of shares of a table in millions that prints them so, and the most that a filer has: else a table
prints all of them in full."""
MOST_PER_CENT = 1_000
"""A rate is less: a larger number under a heading of rates is none."""
LENGTH = "a length of time, not an amount"

_RATE = re.compile(r"%|\bper\s?cent(?:age)?s?\b|\brates?\b|\byields?\b|\bvolatility\b", re.I)
_PER_SHARE = re.compile(
    r"\bper[ -](?:\w+ )?(?:share|unit|option|warrant|adr)s?\b|\bprices?\b|\bgrant[ -]+date fair values?\b"
    r"|\bfair values? (?:at|per|on)\b.{0,12}\bgrant|\bweighted[ -]+average (?:fair|grant)",
    re.I,
)
_SHARES = re.compile(
    r"\b(?:number of )?(?:common |restricted |ordinary |performance |underlying |stock )*"
    r"(?:shares?|units?|options?|rsus?|psus?|awards?|warrants?)\b(?! (?:price|value))",
    re.I,
)
_MONEY = re.compile(r"\$|\bamounts?\b|\bvalues?\b|\bcosts?\b|\bdollars?\b|\bexpenses?\b", re.I)
_LENGTH = re.compile(
    r"(?<!long[- ])(?<!short[- ])(?<!medium[- ])\bterms?\b"
    r"(?!\W+(?:[a-z]\W+)?(?:loans?|notes?|debt|facilit|credit|deposit|bonds?|bank|borrowing))"
    r"|\b(?:useful|remaining|average|contractual)\b.*\b(?:li(?:fe|ves)|period|terms?)\b"
    r"|\bli(?:fe|ves)\b(?!\W+(?:insur|scienc|polic|annuit))|\((?:in )?(?:years|months)\)|\byears to maturity\b",
    re.I,
)
_SHARES_IN = re.compile(
    r"\b(?:shares?|units?|options?|awards?|rsus?)\b[^.;$]{0,30}?\bin (?P<power>thousand|million)s\b", re.I
)
_DIVISOR = re.compile(r"\bweighted\b|\baverage\b|\bdenominator\b", re.I)
"""Shares whose power of ten income and earnings per share prove, where a table states all three."""
_POWERS = {"thousand": 3, "million": 6}


@dataclass(frozen=True, slots=True)
class Habit:
    """How a filing's statements print their amounts, which its notes take over where they say nothing.

    ``largest`` is the largest amount of money that they state.
    """

    scale: int
    largest: Decimal


@dataclass(frozen=True, slots=True)
class _Said:
    """What a heading or a caption says that amounts count, and in which power of ten."""

    scale: int | None
    per_share: bool
    length: bool
    money: bool
    rate: bool
    shares: bool


@lru_cache(maxsize=1 << 12)
def _said_by(text: str) -> _Said:
    """What words say: looked up once for all amounts below or beside them."""
    patterns = (_PER_SHARE, _LENGTH, _MONEY, _RATE, _SHARES)
    return _Said(parse_scale(text), *(bool(pattern.search(text)) for pattern in patterns))


@dataclass(frozen=True, slots=True)
class _Scales:
    """The powers of ten of a table's money and of its numbers of shares."""

    money: int
    shares: int


def make_habit(statements: Iterable[Statement], facts: Iterable[Fact]) -> Habit:
    """The power of ten of most amounts of the statements, and the largest of them."""
    scales: Counter[int] = Counter()
    for statement in statements:
        scales[statement.scale] += len(statement.items)
    largest = max((abs(f.value) for f in facts if isinstance(f.value, Decimal) and f.unit), default=Decimal(0))
    return Habit(scales.most_common(1)[0][0] if scales else 0, largest)


def measure_table(table: Statement, words: str, habit: Habit) -> Statement:
    """The table with its rows parted by what they count; a length of time is no amount."""
    rates = {index for index in range(len(table.columns)) if _prints_rates(table, index)}
    scales = _scales(table, words, habit)
    headings = [_heading(table, index, scales.money, habit) for index in range(len(table.columns))]
    if scales.shares and _states_shares_in_full(table, headings, scales.shares, rates):
        scales = replace(scales, shares=0)
    items: list[LineItem] = []
    skipped: list[Skipped] = []
    for item in table.items:
        parts: dict[tuple[Unit, int], list[Amount | None]] = {}
        for index, (heading, amount) in enumerate(zip(headings, item.amounts, strict=True)):
            if amount is None:
                continue
            counted = _count(item, heading, amount, scales, index in rates)
            if counted is None:
                skipped.append(Skipped(amount.text, LENGTH, amount.source))
                continue
            parts.setdefault(counted, [None] * len(table.columns))[index] = amount
        items.extend(_parts(item, parts))
    return replace(table, scale=scales.money, items=tuple(items), skipped=(*table.skipped, *skipped))


def _parts(item: LineItem, parts: dict[tuple[Unit, int], list[Amount | None]]) -> Iterator[LineItem]:
    for (unit, scale), amounts in parts.items():
        yield replace(item, unit=unit, scale=scale, amounts=tuple(amounts), parent=None)


def _scales(table: Statement, words: str, habit: Habit) -> _Scales:
    """The powers of ten that the words over a table tell, or those of the statements where they can be."""
    told = parse_scale(words)
    money = told if told is not None else _usual(table, habit)
    if match := _SHARES_IN.search(words):
        return _Scales(money, _POWERS[match["power"].lower()])
    divisors = [item.scale for item in table.items if item.unit is Unit.SHARES and _DIVISOR.search(item.label)]
    if divisors and any(item.unit is Unit.PER_SHARE for item in table.items):
        return _Scales(money, divisors[0])
    return _Scales(money, 0 if told is not None and excepts_shares(words) else money)


def _heading(table: Statement, index: int, scale: int, habit: Habit) -> _Said:
    """What the heading of a column says: of shares alone, where it names a value too ("Shares of Common Stock" over one
    column and "in Excess of Par Value" over the next) but no dollar stands in it and no money would be as much."""
    said = _said_by(table.columns[index].heading)
    amounts = [amount for item in table.items if (amount := item.amounts[index])] if said.shares and said.money else []
    if not amounts or any("$" in amount.text for amount in amounts):
        return said
    largest = max(abs(amount.value or Decimal(0)) for amount in amounts)
    is_money = largest.scaleb(scale if said.scale is None else said.scale) <= habit.largest * LARGEST
    return said if is_money else replace(said, money=False, scale=None)


def _states_shares_in_full(table: Statement, headings: Sequence[_Said], scale: int, rates: Set[int]) -> bool:
    """Whether a table's largest number of shares is too large for a power of ten that is not told of them."""
    shares = (
        abs(amount.value or Decimal(0))
        for item in table.items
        for index, amount in enumerate(item.amounts)
        if amount and _unit(item, headings[index], amount, index in rates) is Unit.SHARES
        if headings[index].scale is None and _said_by(item.label).scale is None
    )
    largest = max(shares, default=Decimal(0))
    return largest.scaleb(scale) > MOST_SHARES or (scale >= _POWERS["million"] and largest >= FEWEST_SHARES)


def _usual(table: Statement, habit: Habit) -> int:
    """The statements' power of ten, unless it makes an amount larger than all that they state."""
    amounts = [abs(a.value) for item in table.items for a in item.amounts if a and a.value and not is_percent(a.text)]
    largest = max(amounts, default=Decimal(0))
    return 0 if largest.scaleb(habit.scale) > habit.largest * LARGEST else habit.scale


def _prints_rates(table: Statement, index: int) -> bool:
    """Whether a column prints signs of per cent, and nothing that is money."""
    texts = [amount.text for item in table.items if (amount := item.amounts[index]) and not is_dash(amount.text)]
    return any(map(is_percent, texts)) and not any("$" in text or "," in text for text in texts)


def _count(item: LineItem, heading: _Said, amount: Amount, scales: _Scales, in_rates: bool) -> tuple[Unit, int] | None:
    """What one amount counts, and its power of ten; None for a length of time."""
    unit = _unit(item, heading, amount, in_rates)
    if unit is None:
        return None
    if unit is Unit.PURE:
        return unit, -2
    if unit is Unit.PER_SHARE:
        return unit, 0
    own = heading.scale if heading.scale is not None else _said_by(item.label).scale
    if unit is Unit.SHARES:
        return unit, own if own is not None else scales.shares
    return unit, own if own is not None else scales.money


def _unit(item: LineItem, heading: _Said, amount: Amount, in_rates: bool) -> Unit | None:
    text = amount.text
    if is_percent(text) or (in_rates and abs(amount.value or Decimal(0)) < MOST_PER_CENT):
        return Unit.PURE
    is_price = printed_decimals(text) >= 2 and (heading.per_share or _said_by(item.label).per_share)
    if "$" in text:
        return Unit.PER_SHARE if is_price or item.unit is Unit.PER_SHARE else Unit.MONEY
    if heading.per_share and (is_price or is_dash(text)):
        return Unit.PER_SHARE
    if heading.length and not heading.money:
        return None
    if heading.rate and "," not in text:
        return Unit.PURE
    if heading.shares and not heading.money:
        return Unit.SHARES
    return _unit_of_row(item, amount)


def _unit_of_row(item: LineItem, amount: Amount) -> Unit | None:
    """What the caption of a row says that its amounts count."""
    if item.unit is not Unit.MONEY:
        return item.unit
    caption = _said_by(item.label)
    if caption.rate and printed_decimals(amount.text) and "," not in amount.text:
        return Unit.PURE
    if caption.length and "," not in amount.text and not caption.money:
        return None
    return Unit.MONEY
