"""A row's caption and headings → what its amounts count, and the power of ten that they are printed in.

In: words and printed amounts. Out: a `Unit` and a scale. Concepts are not known here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import Amount, LineItem, Unit
from pipeline.numerals import parse_scale, printed_decimals

_PER_SHARE = re.compile(r"\bper\s+(?:[\w-]+\s+){0,6}?(?:shares?|units?|adr|ads)\b|\bper\s+common\b|\bper-share\b", re.I)
_SHARES = re.compile(
    r"\b(?:average|weighted)\b.*\b(?:shares?|units?|number|outstanding)\b|\bnumber\s+of\b.*\b(?:shares?|units?)\b"
    r"|\bshares?\b.*\b(?:outstanding|used\s+in|for\s+(?:basic|diluted|computing))\b|\b(?:common|equivalent)\s+shares\b",
    re.I,
)
_MONEY_OF_SHARES = re.compile(
    r"\b(?:issuance|issues?|sold|offering|repurchased?|purchased?|reacquired|withheld|proceeds|issued|retire\w*|redemption|dividends?|stock,|par\s+value|equity|income"
    r"|earnings|loss|payments?|exchange|acquisition|sale|conversion|capital|treasury)\b",
    re.I,
)
_AVERAGE = re.compile(
    r"\bweighted\b|\baverage\b.*\b(?:shares?|units?|number|outstanding)\b|\bnumber\s+of\s+(?:common\s+)?shares\b", re.I
)
_SHARES_USED = re.compile(
    r"\bshares?\b[^.;:()]{0,40}?\bused\s+(?:in|for|to\s+(?:comput|calculat|determin)\w+)\b|\bshares?\s+for\s+(?:basic|diluted|computing)\b",
    re.I,
)
"""Shares that earnings are divided by, whatever is said of the earnings."""
_OF_SHARES = re.compile(r"\bshares?\s+(?:information|data|activity)\b", re.I)
_SHARES_FIRST = re.compile(r"\W*shares\b", re.I)
"""A heading over what is told of shares, and a caption that begins with them there: "Shares of stock repurchased"."""
_DILUTIVE = re.compile(r"\bdilut\w+|\b(?:share|stock) equivalents?\b|\bincremental shares\b", re.I)
"""What is added to the shares in the row above."""
_VALUE_OF_STOCK = re.compile(
    r"\b(?:par|stated)\s+value\b|\btreasury\b|\bauthorized\b|\bat\s+(?:average\s+)?cost\b", re.I
)
_COUNT_ALONE = re.compile(
    r"\bshares?[\s,]*(?:authorized|issued|outstanding|held(?: in treasury)?)(?: and outstanding)?"
    r"[\s,]*(?:\((?:in )?shares\))?$|\btreasury (?:stock|shares)[\s,]+\(?(?:in )?shares\)?$",
    re.I,
)
_PAR_ALONE = re.compile(r"\b(?:par|stated) value\b(?:[\s,]*\(?(?:in )?(?:dollars )?per share\)?)?$", re.I)
"""Captions of a table apart that states what others state in passing: "Common stock, shares issued"."""
_VALUE_BY_NAME = re.compile(r"\d|^\w+ shares$", re.I)
"""A caption of a balance sheet that tells the number of shares itself, or is the bare name of a class of them."""
_WITH_AMOUNT = re.compile(
    r"\([^()]*\d[^()]*\)|\$\s?\d{0,3}\.?\d{1,4}\s+(?:a|per)\s+(?:common\s+|ordinary\s+)?(?:share|unit)\b"
    r"|\bper\s+(?:common\s+|ordinary\s+)?(?:share|unit)\W{1,4}\d*\.\d{2,}",
    re.I,
)
"""An aside that states its own amount, as in "Dividends ($1.54 per share)": the row's amounts are not per share."""
_FRACTION = re.compile(r"\b(?P<of>numerator|denominator)\b(?!\W*\b(?:numerator|denominator)\b)", re.I)
"""The two parts that SFAS 128 reconciles: income is divided by shares, whatever else the captions say of a share."""
_OF_A_SHARE = re.compile(
    r"\b(?:basic|diluted|primary|fully|assuming|earnings|income|loss|dividends?|operations|extraordinary|cumulative)\b",
    re.I,
)
MOST_A_SHARE = 1000
"""Dollars that few shares have earned or paid."""
THOUSANDS, FEWEST_WHOLE = 3, 3
"""The least power of ten of a statement that prints no cents, and the rows of money that show it."""
LONGEST_CAPTION = 1_000
"""Characters of a caption that are looked at: a longer one is none, and costs more than its length."""
MOST_SHARES = 20_000_000_000
"""No US filer of the period has had more shares outstanding; a scale that gives more is not meant for them."""

FEWEST_SHARES = 100_000
"""No filer has had so few shares authorized in all: numbers up to it are of thousands or millions."""
_SHARES_ONLY = re.compile(
    r"\((?:in\s+)?(?:(?:number|thousands|millions)\s+of\s+)?shares(?:\s+in\s+\w+)?\)",
    re.I,
)
_SHARES_BY_TITLE = re.compile(r"\bshares\s+of\s+capital\s+stock\b", re.I)
_HEADS_MONEY = re.compile(r"\b(?:earnings|deficit|surplus|equity|capital|total)\b", re.I)
"""What a column of a table of shares is not headed by; "Shares of capital stock" over one column is no title."""
_OF_MONEY = re.compile(r"\bdollars\b|\$|\bexcept\b|\bamounts?\b", re.I)
_SHARES_IN = re.compile(
    r"\bshares?\b(?![^.;()]*\bper\b[^.;()]*\bin\b)[^.;()]{0,40}?\bin (?P<power>thousand|million)s\b", re.I
)


@dataclass(frozen=True, slots=True)
class Measure:
    """How a statement's amounts are to be read: the power of ten, and whether it is meant for shares, too."""

    scale: int
    shares_scaled: bool
    is_balance_sheet: bool
    counts_rates: bool = False
    """Whether what is printed in per cent is an amount of its row, too."""
    shares_told: int | None = None
    """The power of ten that the words over the statement give to shares by themselves."""


def unit_of(label: str, section: Sequence[str], amounts: Sequence[Amount | None]) -> Unit:
    """What a row's amounts count, from its caption and the headings over it."""
    label = label[:LONGEST_CAPTION]
    printed = [amount for amount in amounts if amount is not None]
    has_cents = any(printed_decimals(amount.text) >= 2 for amount in printed)
    inner = section[-1] if section else ""
    part = next((m for text in (label, *reversed(section)) if (m := _FRACTION.search(text[:LONGEST_CAPTION]))), None)
    if part and printed and not has_cents:
        return Unit.MONEY if part["of"].lower() == "numerator" else Unit.SHARES
    if _counts_or_averages(inner) and printed and not has_cents and not _are_small(printed):
        return Unit.SHARES
    if _OF_SHARES.search(inner) and _SHARES_FIRST.match(label) and not has_cents:
        return Unit.SHARES
    if _VALUE_OF_STOCK.search(label):
        return Unit.MONEY
    if _PER_SHARE.search(_WITH_AMOUNT.sub(" ", label)) and not re.search(
        r"\bnumber\s+of\b|\bshares?\s+used\b", label, re.I
    ):
        return Unit.PER_SHARE
    if any(map(_counts_or_averages, (label, inner))) and not has_cents:
        return Unit.SHARES
    if _SHARES.search(label) and not has_cents and not _MONEY_OF_SHARES.search(label):
        return Unit.SHARES
    if _PER_SHARE.search(inner):
        return (
            Unit.PER_SHARE
            if has_cents or (_are_small(printed) and not re.search("[a-z]{3}.*shares", label))
            else Unit.MONEY
        )
    if has_cents and any(_PER_SHARE.search(text) for text in section):
        return Unit.PER_SHARE
    return Unit.MONEY


def unit_among(
    items: Sequence[LineItem], scale: int, label: str, section: Sequence[str], amounts: Sequence[Amount | None]
) -> Unit:
    """What a row counts below other ``items``: what dilution adds to shares is shares, and cents alone below rows of
    whole thousands, or of shares, are income per share, though the heading says "Diluted" and no more."""
    unit = unit_of(label, section, amounts)
    if unit is Unit.MONEY and items and items[-1].unit is Unit.SHARES and not _are_cents(amounts):
        is_added = any(_DILUTIVE.search(text) for text in (label, *section[-1:]))
        return Unit.SHARES if is_added and not _MONEY_OF_SHARES.search(label) else unit
    if unit is not Unit.MONEY or scale < THOUSANDS or not _are_cents(amounts):
        return unit
    if not any(_OF_A_SHARE.search(text) for text in (label, *section[-1:])):
        return unit
    whole = [item for item in items if item.unit is Unit.MONEY and item.parent is None]
    are_enough = len(whole) >= FEWEST_WHOLE or any(item.unit is Unit.SHARES for item in items)
    is_alone = are_enough and not any(_are_cents(item.amounts) for item in whole)
    return Unit.PER_SHARE if is_alone else unit


def _are_cents(amounts: Sequence[Amount | None]) -> bool:
    """Whether amounts are small and printed with cents, all that are not zero."""
    stated = [amount for amount in amounts if amount is not None and amount.value]
    return bool(stated) and all(
        printed_decimals(a.text) >= 2 and abs(a.value or Decimal(0)) < MOST_A_SHARE for a in stated
    )


def _are_small(amounts: Sequence[Amount]) -> bool:
    """Whether no amount is more than a share may have earned or paid."""
    return all(abs(amount.value or Decimal(0)) < MOST_A_SHARE for amount in amounts)


def _counts_or_averages(text: str) -> bool:
    return _AVERAGE.search(text) is not None or _counts_shares(text)


def _counts_shares(text: str) -> bool:
    """Whether a caption or heading names the shares used in a computation, and no money for shares before them."""
    used = _SHARES_USED.search(text)
    return used is not None and not _MONEY_OF_SHARES.search(text[: used.start()])


def unit_of_stock(label: str, amounts: Sequence[Amount | None]) -> Unit | None:
    """What a row counts that states of stock, in a table apart, what a balance sheet states in its captions.

    The caption of a row of money tells its numbers of shares itself.
    """
    printed = [amount for amount in amounts if amount is not None]
    if re.search(r"\d", label):
        return None
    if _COUNT_ALONE.search(label):
        return Unit.SHARES
    has_cents = any(printed_decimals(amount.text) >= 2 for amount in printed)
    return Unit.PER_SHARE if _PAR_ALONE.search(label) and _are_small(printed) and has_cents else None


def unit_in_balance_sheet(label: str, amounts: Sequence[Amount | None]) -> Unit:
    """What a row of a balance sheet counts: money, though its caption names shares and tells how many there are.

    >>> unit_in_balance_sheet("Common stock, 104.2 and 105.3 shares outstanding at March 31, 2010 and 2009", ())
    <Unit.MONEY: 'money'>
    >>> unit_in_balance_sheet("Common shares", ())
    <Unit.MONEY: 'money'>
    >>> unit_in_balance_sheet("Common shares outstanding", ())
    <Unit.SHARES: 'shares'>
    """
    unit = unit_of_stock(label, amounts) or unit_of(label, (), amounts)
    return Unit.MONEY if unit is Unit.SHARES and _VALUE_BY_NAME.search(label) else unit


def is_per_share_by(heading: str, label: str, amounts: Sequence[Amount | None]) -> bool:
    """Whether a row's amounts are per share because a heading says so, not its caption."""
    return unit_of(label, (heading,), amounts) is Unit.PER_SHARE and unit_of(label, (), amounts) is not Unit.PER_SHARE


def scale_of(measure: Measure, unit: Unit, label: str, section: Sequence[str], amounts: Sequence[Amount | None]) -> int:
    """The power of ten of a row: per-share amounts have none, shares the largest that is believable."""
    if unit is Unit.PER_SHARE:
        return 0
    if unit is not Unit.SHARES:
        return measure.scale
    own = parse_scale(" ".join([*section[-1:], label]))
    told = own if own is not None else measure.shares_told
    scale = told if told is not None else measure.scale if measure.shares_scaled else 0
    largest: Decimal = max((abs(a.value) for a in amounts if a and a.value), default=Decimal(0))
    while scale > 0 and largest.scaleb(scale) > MOST_SHARES:
        scale -= 3
    return scale


def scale_told_of_shares(heading: str) -> int | None:
    """The power of ten that the words over a statement give to its numbers of shares, apart from its amounts.

    >>> scale_told_of_shares("(In millions, except number of shares, which are reflected in thousands)")
    3
    >>> scale_told_of_shares("(In millions, except share and per share data)") is None
    True
    """
    told = _SHARES_IN.search(heading)
    return {"thousand": 3, "million": 6}[told["power"].lower()] if told else None


def counts_shares_only(heading: str) -> bool:
    """Whether the words over a table say that it counts shares and nothing else.

    >>> counts_shares_only("(Number of Shares)  Issued  Treasury"), counts_shares_only("(Millions of shares)")
    (True, True)
    >>> counts_shares_only("(Dollars in millions) (Shares in thousands)")
    False
    """
    return _SHARES_ONLY.search(heading) is not None and _OF_MONEY.search(heading) is None


def is_titled_shares(titles: Sequence[str], headings: Sequence[str]) -> bool:
    """Whether a text over a table, none of the headings of its columns, says that it counts shares and nothing else.

    >>> is_titled_shares(["SHARES OF CAPITAL STOCK", "Common", "Preferred"], ["Common", "Preferred"])
    True
    >>> is_titled_shares(["Shares of Capital Stock", "Total"], ["Shares of Capital Stock", "Total"])
    False
    """
    is_said = any(_SHARES_BY_TITLE.search(text) and not _OF_MONEY.search(text) for text in titles)
    return is_said and not any(map(_HEADS_MONEY.search, headings))


def scale_inside(measure: Measure, heading: str, numbers: Sequence[Amount]) -> int:
    """The power of ten of the numbers of shares inside a statement's captions, from the words over the statement.

    It is what they say of shares; else the statement's own, where even the largest number is too small to be in full.
    """
    told = scale_told_of_shares(heading)
    if told is not None:
        return told
    largest = max((number.value for number in numbers if number.value), default=Decimal(0))
    return measure.scale if measure.shares_scaled and 0 < largest <= FEWEST_SHARES else 0
