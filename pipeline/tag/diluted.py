"""Basic amounts per share and diluted ones: which concept is the other's, and facts of both where one print is both.

In: the facts of a row, or the name of a concept. Out: the facts that the row states besides, or the other concept's
name. What a row without the words is of, is not known here.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from pipeline.model import Concept, Fact, LineItem, Statement, Unit
from pipeline.suggest import is_recent
from pipeline.tag.decision import Decision, Lookup, decide_by_structure
from pipeline.tag.stated import Stated, stated_otherwise
from pipeline.taxonomy import Taxonomy, is_in_use

_BOTH = re.compile(
    r"\bbasic\s*(?:and|&|/)\s*(?:fully\s+)?diluted\b|\b(?:fully\s+)?diluted\s*(?:and|&|/)\s*basic\b", re.I
)
_ONE = re.compile(r"\b(?:basic|diluted)\b", re.I)
_OF_BOTH = (
    ("EarningsPerShareBasicAndDiluted", "EarningsPerShareBasic", "EarningsPerShareDiluted"),
    (
        "WeightedAverageNumberOfShareOutstandingBasicAndDiluted",
        "WeightedAverageNumberOfSharesOutstandingBasic",
        "WeightedAverageNumberOfDilutedSharesOutstanding",
    ),
)
"""One amount for both, and the two that it may be."""
_SHARES = ("WeightedAverageNumberOfSharesOutstandingBasic", "WeightedAverageNumberOfDilutedSharesOutstanding")


def diluted_of(name: str, taxonomy: Taxonomy) -> str | None:
    """The diluted amount to a basic one, if the taxonomy has it."""
    if "Basic" not in name or "AndDiluted" in name:
        return None
    diluted = _SHARES[1] if name == _SHARES[0] else name.replace("Basic", "Diluted")
    return diluted if diluted in taxonomy.concepts else None


def basic_of(name: str, taxonomy: Taxonomy) -> str | None:
    """The basic amount to a diluted one, if the taxonomy has it."""
    if "Diluted" not in name or "AndDiluted" in name:
        return None
    basic = _SHARES[0] if name == _SHARES[1] else name.replace("Diluted", "Basic")
    return basic if basic in taxonomy.concepts else None


def beside_diluted(statement: Statement, decisions: Mapping[int, Decision], about: Lookup) -> dict[int, Decision]:
    """Basic amounts, where a row was taken for both and another one is diluted: "Earnings per share" over "Earnings per
    share - assuming dilution". A caption that says both itself is believed: "Loss per share - basic and diluted" over
    "Income per share - diluted" are of two years."""
    rows = {decision.concept.name: row for row, decision in decisions.items()}
    found: dict[int, Decision] = {}
    for both, basic, diluted in _OF_BOTH:
        if both not in rows or diluted not in rows or basic in rows:
            continue
        if not _BOTH.search(_words(statement.items[rows[both]])):
            found[rows[both]] = decide_by_structure(basic, "another row is diluted", about)
    return found


def is_one_for_both(statement: Statement) -> bool:
    """Whether captions say that an amount per share, or the shares it is reckoned on, is basic and diluted, or none
    tells the one from the other: both must be stated, so that a single amount is both."""
    captions = [_words(item) for item in statement.items if item.unit is not Unit.MONEY]
    return any(map(_BOTH.search, captions)) or not any(map(_ONE.search, captions))


def state_both(facts: Sequence[Fact], decided: Collection[str], stated: Stated, about: Lookup) -> list[Fact]:
    """What a row of a statement that `is_one_for_both` states of the other concept; ``decided`` have rows of their own.

    Filers of recent years state both of one print: 5 of 5 whose captions say so. Before, few stated more than one.
    """
    item = facts[0].item if facts else None
    if item is None or item.unit is Unit.MONEY or not is_recent(about.year):
        return []
    name = facts[0].concept.name
    other = diluted_of(name, about.taxonomy) or basic_of(name, about.taxonomy)
    if other is None or other in decided or not is_in_use(about.taxonomy, other, about.year):
        return []
    if not _BOTH.search(_words(item)) and _ONE.search(_words(item)):
        return []
    return [
        fact
        for fact in (_of_other(fact, about.taxonomy.concepts[other]) for fact in facts)
        if stated_otherwise(fact, stated) is None
    ]


def _words(item: LineItem) -> str:
    return " ".join([*item.section[-1:], item.label])


def _of_other(fact: Fact, concept: Concept) -> Fact:
    reason = f"{fact.reason}; basic and diluted are one"
    return fact._replace(id=f"{fact.id}b", concept=concept, reason=reason, candidates=())
