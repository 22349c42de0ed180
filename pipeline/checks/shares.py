"""Shares: earnings per share against net income over shares, and the stock's value against par times shares.

Printed digits decide: a value agrees if some unrounded amounts behind the prints would give it. What is
printed for other reasons than a simple quotient (preferred dividends, two classes) is no fault, so these
findings are warnings.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from pipeline import codes
from pipeline.model import Context, Fact, Finding, Report, StatementKind
from pipeline.taxonomy import Taxonomy

Interval = tuple[Decimal, Decimal]

_EARNINGS = (
    "NetIncomeLoss",
    "ProfitLoss",
    "NetIncomeLossAvailableToCommonStockholdersBasic",
    "NetIncomeLossAvailableToCommonStockholdersDiluted",
    "IncomeLossFromContinuingOperations",
)
_OF_HOLDERS = re.compile(
    r"^(?!.*\bcomprehensive\b).*\b(?:applicable|available|attributable|allocated)\s+to\b"
    r"(?!.*\b(?:non-?\s?controlling|minority|preferred)\b)",
    re.I,
)
"""Income that a caption gives to the holders of the filer's own shares, whatever its concept."""
_PAIRS = (
    ("EarningsPerShareBasic", ("WeightedAverageNumberOfSharesOutstandingBasic",)),
    ("EarningsPerShareDiluted", ("WeightedAverageNumberOfDilutedSharesOutstanding",)),
    (
        "EarningsPerShareBasicAndDiluted",
        (
            "WeightedAverageNumberOfSharesOutstandingBasic",
            "WeightedAverageNumberOfDilutedSharesOutstanding",
            "WeightedAverageNumberOfShareOutstandingBasicAndDiluted",
        ),
    ),
)
_PAR = (
    ("CommonStockParOrStatedValuePerShare", "CommonStockSharesIssued", "CommonStockValue"),
    ("PreferredStockParOrStatedValuePerShare", "PreferredStockSharesIssued", "PreferredStockValue"),
)
_IN_EXCESS = ("AdditionalPaidInCapital", "AdditionalPaidInCapitalCommonStock")
"""What was paid for stock above its par value: where no line states it, the stock's own does."""
_CARRIED_ABOVE_PAR = ("PreferredStockParOrStatedValuePerShare",)
"""Stock that is carried at what it was sold for, or what it is redeemed at."""


def check_shares(report: Report, taxonomy: Taxonomy) -> list[Finding]:
    """Check every per-share amount and every par value that the report states with its parts."""
    by_context: dict[Context, dict[str, Fact]] = {}
    for fact in report.facts:
        by_context.setdefault(fact.context, {}).setdefault(fact.concept.name, fact)
    return [
        finding
        for context, facts in by_context.items()
        for finding in (*_per_share(facts, context), *_par(facts, context))
    ] + list(_treasury(report))


def _per_share(facts: Mapping[str, Fact], context: Context) -> Iterator[Finding]:
    if not any(name in facts for name, _ in _PAIRS):
        return
    earnings = [facts[name] for name in _EARNINGS if name in facts]
    earnings += [fact for fact in facts.values() if _OF_HOLDERS.search(fact.item.label)]
    for name, share_names in _PAIRS:
        stated = facts.get(name)
        for share_name in share_names:
            shares = facts.get(share_name)
            if stated is None or shares is None or not earnings or not shares.value:
                continue
            if not any(_meet(_interval(stated), _quotient(_interval(e), _interval(shares))) for e in earnings):
                message = (
                    f"'{stated.item.label}' is {stated.amount.text.strip()} but '{earnings[0].item.label}' "
                    f"{earnings[0].value:,f} over '{shares.item.label}' {shares.value:,f} is "
                    f"{_number(earnings[0]) / _number(shares):.4f} ({_when(context)})"
                )
                related = (earnings[0].amount.source, shares.amount.source)
                yield Finding(codes.CHECK_EPS, message, stated.amount.source, related)


def _par(facts: Mapping[str, Fact], context: Context) -> Iterator[Finding]:
    for names in _PAR:
        par, shares, value = map(facts.get, names)
        if par is None or shares is None or value is None or not par.value or not shares.value:
            continue
        low, high = _interval(shares)
        stated, of_par = _interval(value), (low * _number(par), high * _number(par))
        is_more = stated[0] > of_par[1] and (names[0] in _CARRIED_ABOVE_PAR or not any(map(facts.get, _IN_EXCESS)))
        if not is_more and not _meet(stated, of_par):
            message = (
                f"'{value.item.label}' is {value.value:,f} but its par value {par.value} times its shares issued "
                f"{shares.value:,f} is {_number(par) * _number(shares):,f} ({_when(context)})"
            )
            yield Finding(codes.CHECK_PAR, message, value.amount.source, (par.amount.source, shares.amount.source))


def _treasury(report: Report) -> Iterator[Finding]:
    """Shares issued less those in the treasury against the cover's shares outstanding, one digit away from each other.

    The cover counts on a later day, so that another number is no fault; one that differs in one digit is.
    """
    sheet = [f for f in report.facts if f.statement is StatementKind.BALANCE_SHEET]
    issued = [f for f in sheet if f.concept.name == "CommonStockSharesIssued"]
    treasury = [f for f in sheet if f.concept.name in ("TreasuryStockShares", "TreasuryStockCommonShares")]
    cover = [f for f in report.facts if f.concept.name == "EntityCommonStockSharesOutstanding"]
    for out in cover:
        for total in issued:
            for held in (f for f in treasury if f.context == total.context):
                miss = _number(total) - _number(held) - _number(out)
                if miss and len(f"{abs(miss):f}".rstrip("0")) == 1:
                    message = (
                        f"{total.value:,f} shares issued less '{held.item.label}' {held.value:,f} in the treasury are "
                        f"{_number(total) - _number(held):,f}, but the cover says {out.value:,f}; one digit differs"
                    )
                    related = (total.amount.source, out.amount.source)
                    yield Finding(codes.CHECK_NEAR_MISS, message, held.amount.source, related)


def _interval(fact: Fact) -> Interval:
    """The amounts that round to a printed value."""
    half = Decimal(5).scaleb(-(fact.decimals or 0) - 1)
    return _number(fact) - half, _number(fact) + half


def _quotient(top: Interval, bottom: Interval) -> Interval:
    if bottom[0] <= 0:
        return Decimal("-Infinity"), Decimal("Infinity")
    ends = [a / b for a in top for b in bottom]
    return min(ends), max(ends)


def _meet(one: Interval, other: Interval) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _number(fact: Fact) -> Decimal:
    return fact.value if isinstance(fact.value, Decimal) else Decimal(0)


def _when(context: Context) -> str:
    period = context.period
    return f"at {period.end}" if period.start is None else f"{period.start} to {period.end}"
