"""What is decided of a row: its concept, on what that stands, and how sure it is.

In: a rule, or a concept that the print tells. Out: the decision, yet to be weighed unless a reviewer took it. How one
is reached is for `decide` and `tiers` to know.
"""

from dataclasses import dataclass
from decimal import Decimal

from pipeline.confidence import Basis, Calibration, Grounds, measured_confidence
from pipeline.mappings import OWN, Mappings, grounds_of
from pipeline.model import Concept, Rule, Status
from pipeline.taxonomy import Taxonomy, is_in_use

OF_ALL = "IncludingPortionAttributableToNoncontrollingInterest"
"""How names end of what belongs to all owners, which captions alone tell from fiscal 2009 on."""
NO_CONCEPT = Concept("", OWN, "", "", "", "")
"""What stands for a concept of the filer's own until the line item gets one."""
REVIEWED = Decimal("0.99")
"""Confidence of a row that a reviewer decided for the caption at hand."""
UNWEIGHED = Decimal(0)
"""Confidence of a decision until `surroundings` weighs it by what its statement says of it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The concept of a row, on what it stands, and how sure that is."""

    concept: Concept
    status: Status
    rule: Rule | None
    confidence: Decimal
    reason: str
    grounds: Grounds | None = None
    """What its confidence was measured for; None for a reviewer's word."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a concept is looked up in and for: the reference data, the filer and the year."""

    taxonomy: Taxonomy
    mappings: Mappings
    cik: str | None
    year: int | None
    industries: tuple[str, ...] = ()
    """The mapping tables of the filer's trade."""

    @property
    def calibration(self) -> Calibration:
        return self.mappings.calibration_for(self.year)


def may_be_named(name: str, about: Lookup) -> bool:
    """Whether what stands around a row may name it so: by a concept of the taxonomy that is in use, or by one of all
    owners whatever the year, as minority interests that are printed beside it show whose it is."""
    known = about.taxonomy
    return name in known.concepts and (name.endswith(OF_ALL) or is_in_use(known, name, about.year))


def decide_by_rule(rule: Rule, about: Lookup) -> Decision:
    """A rule's concept, and what the rule stands on."""
    grounds = grounds_of(rule)
    if rule.concept == OWN:
        return Decision(NO_CONCEPT, Status.OWN, rule, REVIEWED, f"rule {rule.source}")
    concept = about.taxonomy.concepts[rule.concept]
    return Decision(concept, Status.RULE, rule, UNWEIGHED if grounds else REVIEWED, f"rule {rule.source}", grounds)


def decide_by_structure(name: str, reason: str, about: Lookup) -> Decision:
    """A concept that the arithmetic or the headings of a statement tell."""
    grounds = Grounds(Basis.STRUCTURE, name)
    confidence = measured_confidence(grounds, about.calibration)
    return Decision(about.taxonomy.concepts[name], Status.STRUCTURE, None, confidence, reason, grounds)
