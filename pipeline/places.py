"""Where a concept can stand in a statement: its section by the taxonomy's own arithmetic, its unit and its period.

In: the taxonomy, and what is printed around a caption. Out: how well a concept fits that place. Which
captions mean the concept is not known here; a total stands in the section that it closes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.model import Concept, Unit
from pipeline.taxonomy import Taxonomy

SECTION_OF_TOTAL = {
    "AssetsCurrent": "current assets",
    "AssetsNoncurrent": "noncurrent assets",
    "Assets": "assets",
    "LiabilitiesCurrent": "current liabilities",
    "LiabilitiesNoncurrent": "noncurrent liabilities",
    "Liabilities": "liabilities",
    "StockholdersEquity": "equity",
    "NetCashProvidedByUsedInOperatingActivities": "operating activities",
    "NetCashProvidedByUsedInInvestingActivities": "investing activities",
    "NetCashProvidedByUsedInFinancingActivities": "financing activities",
}
"""The totals that close a section: what the taxonomy adds into one of them stands in its section."""

DIRECT_METHOD = "cash_flow_direct"
"""A role that nearly no filer follows: it puts taxes and interest paid among the operating activities, where others
disclose them below."""
UNITS = {"monetary": Unit.MONEY, "perShare": Unit.PER_SHARE, "shares": Unit.SHARES}
SIDES = {
    "current assets": "debit",
    "noncurrent assets": "debit",
    "assets": "debit",
    "current liabilities": "credit",
    "noncurrent liabilities": "credit",
    "liabilities": "credit",
    "equity": "credit",
}
CURRENT = frozenset({"current assets", "current liabilities"})
NONCURRENT = frozenset({"noncurrent assets", "noncurrent liabilities", "equity"})
OWED = frozenset({"current liabilities", "noncurrent liabilities", "liabilities"})
OWNED = frozenset({"equity"})
WHOLE_SIDES = frozenset({"assets", "liabilities"})
ACTIVITIES = frozenset({"operating activities", "investing activities", "financing activities"})

STANDS_THERE, UNPLACED, PARTED, CONTRADICTED = 100, 50, 25, 5
"""What evidence weighs, in percent, where the taxonomy's arithmetic puts a concept in the section, nowhere in
particular, among the current or noncurrent of a balance sheet that does not part them, or elsewhere. A contradiction
does not rule a concept out, as the section may have been misread: with 0 for 5, one caption in eighty of unseen filers
was tagged worse."""

SECTIONS = frozenset({*SIDES, *ACTIVITIES, "supplemental"})
"""The sections that concepts are placed in."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What stands around a caption: the concepts of the rows above and below it, of its parts, and of all others.

    Empty where not known; ``START`` and ``END`` are the edges of a statement. ``is_negative`` is how it is printed.
    """

    above: str = ""
    below: str = ""
    parts: tuple[str, ...] = ()
    stated: frozenset[str] = frozenset()
    is_negative: bool | None = None


START, END = "start", "end"
NOTHING_KNOWN = Neighbourhood()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a caption stands: its table, the sections around it, what its amounts count, and when they are stated.

    ``is_instant`` is None where a caption may be of an instant or of a duration.
    """

    table: str
    sections: frozenset[str]
    unit: Unit
    is_instant: bool | None
    year: int | None = None
    around: Neighbourhood = NOTHING_KNOWN


@lru_cache(maxsize=4)
def place_concepts(taxonomy: Taxonomy) -> Mapping[str, frozenset[str]]:
    """The sections of every concept: those whose total it is part of, by whatever steps."""
    parents: dict[str, list[str]] = {}
    for role, arcs in taxonomy.calculation.items():
        for arc in () if role == DIRECT_METHOD else arcs:
            parents.setdefault(_bare(arc.child), []).append(_bare(arc.parent))
    return {name: frozenset(_sections_of(name, parents)) for name in taxonomy.concepts}


def _bare(qname: str) -> str:
    return qname.partition(":")[2]


def _sections_of(name: str, parents: Mapping[str, Iterable[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            waiting.extend(parents.get(at, ()))
    return {SECTION_OF_TOTAL[total] for total in seen & SECTION_OF_TOTAL.keys()}


def fit(concept: Concept, sections: frozenset[str], place: Place) -> int:
    """How well a concept that stands in ``sections`` fits a place, in percent of its evidence.

    >>> payables = Concept("gaap", "AccountsPayableCurrent", "", "credit", "instant", "monetary")
    >>> current = frozenset({"current liabilities", "liabilities"})
    >>> fit(payables, current, Place("balance_sheet", current, Unit.MONEY, True))
    100
    >>> fit(payables, current, Place("balance_sheet", frozenset({"equity"}), Unit.MONEY, True))
    5
    >>> fit(payables, current, Place("cash_flow", frozenset(), Unit.MONEY, False))
    0
    """
    if UNITS.get(concept.item_type, Unit.PURE) is not place.unit:
        return 0
    if place.is_instant not in (None, concept.period_type == "instant"):
        return 0
    if _contradicts(concept, sections, place):
        return CONTRADICTED
    if place.sections and place.sections <= WHOLE_SIDES and concept.name.endswith(("Current", "Noncurrent")):
        return PARTED
    is_there = sections & place.sections or not place.sections or _is_current_by_name(concept, sections, place)
    return STANDS_THERE if is_there else UNPLACED


def _is_current_by_name(concept: Concept, sections: frozenset[str], place: Place) -> bool:
    """Whether a concept that no sum of the taxonomy places says that it is current, among what is: it stands there."""
    return not sections and bool(place.sections & CURRENT) and concept.name.endswith("Current")


def _contradicts(concept: Concept, sections: frozenset[str], place: Place) -> bool:
    if place.table == "balance_sheet":
        is_of_side = _is_of_side(concept, sections, place.sections)
        return not (is_of_side and _is_of_term(concept, sections, place.sections))
    return place.table == "cash_flow" and not _is_of_activity(sections, place.sections)


def _is_of_side(concept: Concept, sections: frozenset[str], around: frozenset[str]) -> bool:
    """Assets stand among assets, what is owed and owned on the other side; a contra stands with what it reduces, and
    what is owed is no equity."""
    if around == OWNED and sections & OWED and not sections & OWNED:
        return False
    sides = {SIDES[section] for section in around & SIDES.keys()}
    own = {SIDES[section] for section in sections & SIDES.keys()} or ({concept.balance} if concept.balance else set())
    return not sides or not own or bool(sides & own)


def _is_of_term(concept: Concept, sections: frozenset[str], around: frozenset[str]) -> bool:
    """What is current stands among the current, what is not among the others."""
    is_current = bool(sections & CURRENT) or (not sections and concept.name.endswith("Current"))
    is_noncurrent = not is_current and (bool(sections & NONCURRENT) or concept.name.endswith("Noncurrent"))
    if around & CURRENT:
        return not is_noncurrent
    return not (around & NONCURRENT and is_current)


def _is_of_activity(sections: frozenset[str], around: frozenset[str]) -> bool:
    if "supplemental" in around and not around & ACTIVITIES:
        return not sections & ACTIVITIES
    return not around & ACTIVITIES or not sections or bool(sections & around)
