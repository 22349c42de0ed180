"""The parts of revenue, and of what it costs, by product and service → the concept of the whole, for a member each.

In: a footed income statement of fiscal 2018 or later, and what its rows are decided to be. Out: its rows with the
member that each is of, and the decisions for these. Until revenue from contracts with customers was accounted for anew
(ASC 606), sales of goods and of services had concepts of their own; since then they are revenue of a product or a
service, as "Cost of products" is of costs (17 of 18 filers of 2023-2025). Rows that part revenue by place, by customer
or by channel are of other axes. What the taxonomy calls a member is for `members` to know.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from pipeline.confidence import THOUSANDTH
from pipeline.labels import normalise_label
from pipeline.model import LineItem, Statement, StatementKind, Status, Unit
from pipeline.suggest import is_recent
from pipeline.tag.decision import Decision, Lookup, decide_by_structure
from pipeline.tag.headline import WHOLE_REVENUES
from pipeline.taxonomy import Taxonomy, members_by_axis

AXIS = "ProductOrServiceAxis"
ANY_FILERS = {"product": "Product", "service": "Service"}
"""Words in normal form that name what any filer may sell, and what its member is called."""
FEWEST = 2
"""Rows that part a whole: one alone parts nothing."""
SURE = Decimal("0.94")
"""How often the member of a part of revenue or of its cost is right where the whole is: of each of the 14 filers of
2023-2025 that print such parts (201 facts, all right), and of one filer more in doubt: 15 of 16."""

_COST, _COST_OF_REVENUE = "CostOfGoodsAndServicesSold", "CostOfRevenue"
_REMARK = re.compile(r"\((?:exclu|inclu|net of)[^()]*\)?", re.I)
_MEASURES = re.compile(
    r"\b(?:net|total)\b|\b(?:sales|revenues?)\b(?: (?:of|from)\b)?"
    r"|\bcosts?\b(?: (?:of|from)\b|(?=\W*$)|(?= ?[-–—:,]))",
    re.I,
)
"""Words of what is measured; "cost reimbursements" are sold."""
_COSTS = re.compile(r"\bcosts?\b", re.I)
_OF_REVENUE = re.compile(r"\brevenues?\b", re.I)
_ENDS = re.compile(r"^(?:\W|(?:and|of)\b)+|(?:\W|\b(?:and|of|sold))+$", re.I)
_OFFERED = re.compile(
    r"\b(?:products?|services?|goods|merchandise|equipment|devices?|instruments?|consumables|parts|supplies|systems?"
    r"|hardware|software|cloud|hosting|content|subscriptions?|memberships?|licen[cs](?:es?|ing)|royalt(?:y|ies)"
    r"|maintenance|support|installation|repairs?|training|consulting|engineering|advertising|admissions?|tickets?|rooms?"
    r"|foods?|beverages?|shipping|freight|vehicles?|homes|oil|gas|coal|electricity)\b",
    re.I,
)
"""Words of the trade for what is sold: one row at the least must have one."""
_ANOTHER_WAY = re.compile(
    r"\b(?:by|excluding|segments?|divisions?|business(?:es)?|continuing|discontinued|divested|acquired|affiliates?"
    r"|affiliated|related|external|inter\w*|third|part(?:y|ies)|joint|customers?|clients?|government\w*|commercial"
    r"|wholesalers?|wholesale|retail\w*|dealers?|distributors?|resellers?|franchis\w*|owned|operated|stores?|online"
    r"|e-?commerce|direct|channels?|domestic|foreign|overseas|exports?|countries|regions?|american|european|asian|fixed"
    r"|variable|point in time|over time|gross)\b|\bU\.S\.",
    re.I,
)
"""Words of rows that part a whole by who or where sells or buys, or by terms, not by what is sold."""
_PLACES = "StatementGeographicalAxis"
_NO_SALE = re.compile(
    r"\b(?:interest|dividends?|premiums?|income|earnings|gains?|loss(?:es)?|tax(?:es)?|rents?|rentals?|leas(?:es?|ing))\b",
    re.I,
)
_OTHER = "other"


def read_offerings(
    statement: Statement, decisions: Mapping[int, Decision], about: Lookup
) -> tuple[Statement, dict[int, Decision]]:
    """The statement with the member of each row that is of one product or service, and the decisions for those rows.

    A row that is less sure than the user asks for, and becomes a concept of the filer's own, has no member beside it.
    """
    whole = _revenue(statement, decisions) if _may_part(statement, about) else None
    sold = _sold(statement, decisions, whole, about.taxonomy) if whole is not None else {}
    if whole is None or not sold:
        return statement, {}
    reason = f"a part of {decisions[whole].concept.name}, by what is sold"
    found = {row: replace(_of_part(decisions[whole]), rule=None, reason=reason) for row in sold}
    costs = _costs(statement, whole, {normalise_label(words): words for words in sold.values()})
    for row in costs:
        cost = decide_by_structure(_cost_of(statement, row, decisions), "the cost of a part of revenue", about)
        found[row] = _of_part(cost)
    members = {row: words for row, words in (sold | costs).items() if found[row].confidence >= about.mappings.least}
    items = tuple(
        replace(item, member=(AXIS, members[row])) if row in members else item
        for row, item in enumerate(statement.items)
    )
    return replace(statement, items=items), found


def _of_part(whole: Decision) -> Decision:
    """The decision for a part of what is decided: never sure enough to stand unflagged."""
    return replace(whole, status=Status.SUGGESTED, confidence=(whole.confidence * SURE).quantize(THOUSANDTH))


def _may_part(statement: Statement, about: Lookup) -> bool:
    is_whole = not any(column.member for column in statement.columns)
    return statement.kind is StatementKind.INCOME_STATEMENT and is_recent(about.year) and is_whole


def _revenue(statement: Statement, decisions: Mapping[int, Decision]) -> int | None:
    """The first row that is all revenue and adds others up, of which none is taken off."""
    rows = (row for row, decision in sorted(decisions.items()) if decision.concept.name in WHOLE_REVENUES)
    return next((row for row in rows if _adds_up(statement, row)), None)


def _adds_up(statement: Statement, row: int) -> bool:
    signs = {sign for sum_ in statement.sums if sum_.total == row for _, sign in sum_.addends}
    values = [value for part in statement.items[row].total_of for value in statement.items[part].values]
    return len(statement.items[row].total_of) >= FEWEST and signs == {1} and not any(v and v < 0 for v in values)


def _sold(statement: Statement, decisions: Mapping[int, Decision], whole: int, taxonomy: Taxonomy) -> dict[int, str]:
    """What is sold, by the rows that revenue adds up and of which nothing else is known."""
    parts = statement.items[whole].total_of
    labels = [statement.items[row].label for row in parts]
    if not any(map(_OFFERED.search, labels)) or any(_ANOTHER_WAY.search(label) for label in labels):
        return {}
    if any(_names_place(label, taxonomy) for label in labels):
        return {}
    words = {row: _words(statement.items[row].label) for row in parts}
    rest = {row: words[row] for row in parts if words[row].lower() == _OTHER}
    sold = {row: words[row] for row in parts if words[row] and row not in rest and row not in decisions}
    return sold | {row: f"{_OTHER.title()} revenue" for row in rest} if len(sold) >= FEWEST else {}


def _names_place(label: str, taxonomy: Taxonomy) -> bool:
    """Whether a caption says the name of a place that the taxonomy knows."""
    normal = f" {normalise_label(label)} "
    return any(f" {place} " in normal for place in _places(taxonomy))


@lru_cache(maxsize=8)
def _places(taxonomy: Taxonomy) -> frozenset[str]:
    names = members_by_axis(taxonomy).get(_PLACES, frozenset())
    return frozenset(normalise_label(taxonomy.concepts[name].label) for name in names)


def _costs(statement: Statement, whole: int, sold: Mapping[str, str]) -> dict[int, str]:
    """What is sold, by the rows that state what it cost: below revenue, and two of them at the least."""
    found: dict[int, str] = {}
    for row, item in enumerate(statement.items):
        if row <= whole or not _is_cost(item):
            continue
        words = _words(item.label)
        label = normalise_label(words)
        if label in sold or label in ANY_FILERS:
            found[row] = sold.get(label, words)
    return found if len(found) >= FEWEST else {}


def _is_cost(item: LineItem) -> bool:
    says = (item.label, *item.section[-1:])
    return item.unit is Unit.MONEY and item.parent is None and not item.total_of and any(map(_COSTS.search, says))


def _cost_of(statement: Statement, row: int, decisions: Mapping[int, Decision]) -> str:
    """The concept of all cost that a row is a part of: that of its total or, by its heading, of revenue or of sales."""
    above = statement.wholes.get(row)
    name = decisions[above].concept.name if above is not None and above in decisions else ""
    is_of_revenue = any(map(_OF_REVENUE.search, statement.items[row].section[-1:]))
    return name if name in (_COST, _COST_OF_REVENUE) else _COST_OF_REVENUE if is_of_revenue else _COST


def _words(label: str) -> str:
    """What a caption says is sold, in the words of the trade where any filer may sell it; nothing where it names none.

    >>> _words("Net product sales"), _words("Cost of service revenues"), _words("Cost of sales - Tools & Seeds")
    ('Product', 'Service', 'Tools & Seeds')
    >>> _words("Service revenues and other"), _words("Total net sales"), _words("Interest income")
    ('Service and other', '', '')
    >>> _words("Product costs"), _words("Cost reimbursements"), _words("Cost reimbursement revenue")
    ('Product', 'Cost reimbursements', 'Cost reimbursement')
    """
    plain = _REMARK.sub(" ", label)
    words = " ".join(_ENDS.sub("", _MEASURES.sub(" ", plain)).split())
    known = ANY_FILERS.get(normalise_label(words))
    return known or ("" if _NO_SALE.search(words) else words[:1].upper() + words[1:])
