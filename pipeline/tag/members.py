"""The printed name of a column's member → a member of the taxonomy, or of the filer's own.

In: an axis and words. Out: the dimension of a context. Which columns have members is for `extract` to know.
"""

import re
from collections.abc import Sequence

from pipeline.holders import MINORITY
from pipeline.model import Column, Dimensions, LineItem, Unit
from pipeline.names import format_name
from pipeline.tag.offerings import ANY_FILERS
from pipeline.tag.offerings import AXIS as OFFERINGS
from pipeline.taxonomy import Taxonomy, is_in_use, members_by_axis

_ALONE = (
    r"^(?!.*\b(?:other|comprehensive|hedg\w+|derivatives?|swaps?)\b)(?!.*\btranslation\b.*\b(?:unrealized|pension)\b)"
    r"(?!.*\b(?:unrealized|pension)\b.*\btranslation\b)(?!.*\bunrealized\b.*\bpension\b)"
)
"""One part of accumulated other comprehensive income, in a column of its own."""
_KNOWN = (
    ("ParentMember", r"\btotal\b"),
    ("GeneralPartnerMember", r"\bgeneral\s+partners?\b"),
    ("LimitedPartnerMember", r"\blimited\s+partners?\b|\bunit\s?-?holders?\b"),
    ("PreferredStockMember", r"\bpreferred\b|\bpreference\b"),
    ("TreasuryStockCommonMember", r"\btreasury\b|\breacquired\b"),
    ("TreasuryStockMember", r"\btreasury\b|\breacquired\b"),
    (
        "DeferredCompensationShareBasedPaymentsMember",
        r"^(?:(?=.*\bother\b)|(?!.*\b(?:esops?|employee stock ownership)\b))"
        r".*\b(?:deferred|unearned|unamortized)\b.*\b(?:compensation|restricted)\b",
    ),
    ("ReceivablesFromStockholderMember", r"\b(?:notes?|loans?|subscriptions?)\s+receivable\b"),
    ("ComprehensiveIncomeMember", r"^(?!.*\b(?:accumulated|other|cumulative)\b).*\bcomprehensive\b"),
    ("AccumulatedTranslationAdjustmentMember", rf"{_ALONE}.*\btranslation\b"),
    ("AccumulatedNetUnrealizedInvestmentGainLossMember", rf"{_ALONE}.*\bunrealized\b.*\b(?:securities|investments)\b"),
    ("AccumulatedDefinedBenefitPlansAdjustmentMember", rf"{_ALONE}.*\bpension\b"),
    ("AccumulatedOtherComprehensiveIncomeMember", r"\bcomprehensive\b|\btranslation\b|\bunrealized\b|\bcurrency\b"),
    ("AdditionalPaidInCapitalMember", r"\bpaid[- ]?in\b|\bexcess of\b|\bsurplus\b|\badditional\b"),
    ("RetainedEarningsMember", r"\bretained\b|\breinvested\b|\baccumulated\b|\bdeficit\b|\bearnings\b"),
    ("NoncontrollingInterestMember", MINORITY.pattern),
    ("CommonStockMember", r"\bcommon\b|\bcapital stock\b"),
)
"""Components of equity by their signal words; the first that fits and is in use in the filing's year wins, so the
special stand before the common."""


def name_members(
    columns: Sequence[Column],
    taxonomy: Taxonomy,
    own_prefix: str,
    year: int | None = None,
    items: Sequence[LineItem] = (),
) -> list[Dimensions]:
    """The dimension of each column; none for a column of the filer as a whole.

    Two columns that would be one member (two parts of accumulated other comprehensive income) become own ones, but for
    the number of shares beside their money, as the units of the items below tell: both are of one component.
    """
    counts = [_counts_shares(items, index) for index in range(len(columns))]
    known = [_known_member(column, taxonomy, year) for column in columns]
    taken: dict[tuple[str, bool], int] = {}
    dimensions: list[Dimensions] = []
    for column, name, is_count in zip(columns, known, counts, strict=True):
        if column.member is None:
            dimensions.append(())
            continue
        axis, words = column.member
        same = [
            other.member
            for other, its, counted in zip(columns, known, counts, strict=True)
            if its == name and counted == is_count
        ]
        if name is None or any(member != column.member for member in same):
            name = format_name(words) + "Member"
        if column.period is None:  # a column of a matrix: two of one name state two things
            place = (name, is_count)
            taken[place] = taken.get(place, 0) + 1
            name = name if taken[place] == 1 else f"{name.removesuffix('Member')}{taken[place]}Member"
        prefix = taxonomy.concepts[name].prefix if _may_stand(name, axis, taxonomy) else own_prefix
        dimensions.append(((f"{taxonomy.concepts[axis].prefix}:{axis}", f"{prefix}:{name}"),))
    return dimensions


def _counts_shares(items: Sequence[LineItem], column: int) -> bool:
    return any(item.unit is Unit.SHARES and item.parent is None and item.amounts[column] for item in items)


def _may_stand(name: str, axis: str, taxonomy: Taxonomy) -> bool:
    """Whether the taxonomy has a member of that name; what is sold is none that it has for other axes alone."""
    if name not in taxonomy.concepts or axis != OFFERINGS:
        return name in taxonomy.concepts
    axes = {other for other, members in members_by_axis(taxonomy).items() if name in members}
    return not axes or axis in axes


def name_own_members(
    items: Sequence[LineItem], taxonomy: Taxonomy, own_prefix: str, year: int | None = None
) -> dict[tuple[str, str], Dimensions]:
    """The dimensions of the members that rows have of their own, as those of columns that would name them."""
    members = list(dict.fromkeys(item.member for item in items if item.member))
    columns = [Column(None, member[1], member) for member in members]
    return dict(zip(members, name_members(columns, taxonomy, own_prefix, year), strict=True))


def _known_member(column: Column, taxonomy: Taxonomy, year: int | None) -> str | None:
    if column.member is None:
        return None
    axis, words = column.member
    if axis == "StatementClassOfStockAxis":
        return _known_class(words, taxonomy)
    if axis == "ConsolidatedEntitiesAxis":
        return "VariableInterestEntityPrimaryBeneficiaryMember"
    if axis == OFFERINGS:
        return f"{words}Member" if words in ANY_FILERS.values() else None
    if axis != "StatementEquityComponentsAxis":
        return None
    fits = (name for name, pattern in _KNOWN if re.search(pattern, words, re.I))
    name = next((name for name in fits if _is_in_use(name, taxonomy, year)), "")
    return name or None


def _is_in_use(name: str, taxonomy: Taxonomy, year: int | None) -> bool:
    """Whether the taxonomy has a member for a year; one that came later is none of a year that is not known."""
    return name in taxonomy.concepts and is_in_use(taxonomy, name, year or 0)


def _known_class(words: str, taxonomy: Taxonomy) -> str | None:
    """The taxonomy's member for a class or series of stock, if it has one."""
    first, letter = words.split()[:2]
    name = f"CommonClass{letter}Member" if first == "Class" else f"{format_name(words)}Member"
    return name if name in taxonomy.concepts else None
