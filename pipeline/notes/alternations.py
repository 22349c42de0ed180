"""A caption with both sides of an alternation, and a concept → whether the amounts are stated with the other sign.

In: a caption as printed ("Actuarial loss (gain)") and a concept. Out: what the order of the two sides
says: the side in parentheses is the negative one. Captions and concepts with one side only say nothing here.
"""

import re

_UP = r"gains?|income|earnings|benefits?|credits?"
_DOWN = r"loss(?:es)?|expenses?|costs?|provisions?|charges?"
_BOTH = re.compile(
    rf"(?P<first>\()?\b(?P<one>{_UP}|{_DOWN})(?P<close>\))?\s*/?\s*(?P<second>\()?\b(?P<two>{_UP}|{_DOWN})\b\)?", re.I
)
_IS_UP = re.compile(r"(?:Gains?|Income|Earnings)(?:Or)?(?:Loss(?:es)?|Expense)(?![a-z])")
_IS_DOWN = re.compile(r"(?:Expense|Costs?|Loss(?:es)?|Provision)(?:Or)?(?:Benefit|Credit|Income|Gains?)(?![a-z])")
_OF_TAX = re.compile(r"^(?:OtherComprehensive|Oci|Reclassification).*(?<!Before)(?<!NetOf)(?<!And)(?<!After)Tax")
"""The tax on other comprehensive income, whose name has the income's alternation and not its own."""


def says_turned(caption: str, concept: str, balance: str) -> bool | None:
    """Whether a caption's positive side is a concept's negative one; None where they do not both say.

    The concept's balance bears out what its bare name says: what is a debit is no gain, whatever its name begins with.

    >>> says_turned("Actuarial loss (gain)", "DefinedBenefitPlanActuarialGainLoss", "credit")
    True
    >>> says_turned("Income tax (benefit) expense", "IncomeTaxExpenseBenefit", "debit")
    False
    >>> says_turned("Interest cost", "DefinedBenefitPlanInterestCost", "debit")
    """
    said, meant = _side_of_caption(caption), _side_of_concept(concept, balance)
    return None if said is None or meant is None else said is not meant


def _side_of_caption(caption: str) -> bool | None:
    """Whether a positive amount is a gain, by the first alternation of a caption."""
    for match in _BOTH.finditer(caption):
        one, two = (re.fullmatch(_UP, match[name], re.I) is not None for name in ("one", "two"))
        if one is not two and (match["first"] or match["second"]):
            return two if match["first"] else one
    return None


def _side_of_concept(concept: str, balance: str) -> bool | None:
    """Whether a positive value is a gain, by the last alternation of a concept's name."""
    ups, downs = ([match.end() for match in pattern.finditer(concept)] for pattern in (_IS_UP, _IS_DOWN))
    if not (ups or downs) or _OF_TAX.search(concept):
        return None
    is_up = max(ups, default=0) > max(downs, default=0)
    return is_up if balance in (("credit", "") if is_up else ("debit",)) else None
