"""What a decision stands on → how often such decisions were right for filers that nobody had seen.

In: the counts behind a decision, what its statement says of it, and the calibration that was measured over the folds
(``python benchmarks/tagging.py FOLDER --learn``). Out: a confidence. It is the logistic function of a sum: each feature
times its weight, so that a reader can reckon it again from the table. It knows no captions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from pipeline.evidence import RECENT, load_evidence_table

THOUSANDTH = Decimal("0.001")
"""Confidence is stated to the thousandth: in hundredths a sixth of all facts would meet at the bar of the surest."""
SUREST = 997
"""The share, in thousandths, beyond which more of it says nothing more."""
UNMEASURED = Decimal("0.90")
"""Confidence of a person's row and of structure where mapping tables come without a calibration."""
UNFLAGGED = "unflagged"
"""The name, among the weights, of the confidence from which a fact stands unflagged."""
EVEN = Decimal("0.5")
DIGITS = 8
"""Significant digits of the reckoning: more than a confidence of two places needs, and quick."""
NEVER_NONE = Decimal("0.4")
"""What is added to the filers who chose so, of one filer more: no share is then nothing or all."""
PRIOR = 12
"""How many decisions the average of all concepts is worth beside a concept's own record."""
MEASURED, RECENTLY_MEASURED = "calibration", f"{RECENT}/calibration"
"""What was measured on filings of 2009-2010, and on those of fiscal 2018 and later."""
_ONE = Decimal(1)


class Basis(StrEnum):
    """On what kind of evidence a decision stands: each kind has its own calibration."""

    COUNT = "count"
    PERSON = "person"
    STRUCTURE = "structure"
    INSIDE = "inside"
    """A row's word on an amount inside a caption, as a par value: only facts of inline XBRL could measure it."""
    COMPONENT = "component"
    """What a row of other comprehensive income was read to be of, by its place among the rows of its component."""
    SUGGESTION = "suggestion"


class Mark(StrEnum):
    """What the statement around a row says for or against the concept decided for it: each has its own weight."""

    IN_SECTION = "stands-in-its-section"
    OUT_OF_SECTION = "stands-in-another-section"
    PART_OF_TOTAL = "part-of-its-total"
    IN_SUM = "in-a-sum"
    HAS_RIVAL = "has-a-rival"
    BY_SECTION = "decided-for-its-section"
    KNOWN_CAPTION = "known-caption"
    OF_INCOME = "in-an-income-statement"


@dataclass(frozen=True, slots=True)
class Grounds:
    """The evidence of one decision: the concept's share ``count`` of ``of``, how alike the captions are, how much
    likelier than elsewhere the concept is among the rows around it, and the marks."""

    basis: Basis
    concept: str
    count: Decimal = Decimal(0)
    of: Decimal = Decimal(0)
    likeness: Decimal = Decimal(1)
    marks: frozenset[Mark] = frozenset()
    around: Decimal = Decimal(0)

    @property
    def family(self) -> str:
        """The decisions that it is weighed among: suggestions, or what rules and structure decide."""
        return "suggestion" if self.basis is Basis.SUGGESTION else "decision"


@dataclass(frozen=True, eq=False)
class Calibration:
    """What was measured: the weight of each feature by basis, and how often each concept was rightly chosen.

    There is one for a folder of mapping tables, and it is equal only to itself.
    """

    weights: Mapping[str, Decimal] = field(default_factory=dict)
    records: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)

    @property
    def unflagged(self) -> Decimal:
        return self.weights.get(UNFLAGGED, Decimal(0))


def load_calibration(folder: Path, table: str = MEASURED) -> Calibration:
    """Read ``calibration.csv`` of a folder of mapping tables; without one nothing is calibrated.

    A row ``basis:feature`` holds a weight; a row with a concept's name how many of its decisions were right.
    """
    rows = load_evidence_table(folder, table)
    weights = {row["name"]: Decimal(row["value"]) for row in rows if not row["of"]}
    records = {row["name"]: (Decimal(row["value"]), Decimal(row["of"])) for row in rows if row["of"]}
    return Calibration(weights, records)


def features(grounds: Grounds, calibration: Calibration) -> dict[str, Decimal]:
    """What a decision's chance depends on, each by the name of its weight: its basis, how many filers chose so, how
    often its concept was right, and its marks; of what rules and structure decide also what stands around it, and how
    many words name the concept, as one that says little may be meant by captions that say little."""
    family = grounds.family
    chose = grounds.of if grounds.basis is Basis.SUGGESTION else grounds.count
    known = {
        grounds.basis + ":constant": _ONE,
        family + ":record": _log_odds_of_record(grounds.concept, calibration),
        family + ":share": _log_odds((grounds.count + NEVER_NONE) / (grounds.of + 1)),
        family + ":filers": _log_of_count(round(chose)),
    }
    if grounds.basis is Basis.SUGGESTION:
        known[family + ":likeness"] = grounds.likeness
    elif grounds.basis is not Basis.INSIDE:
        known[family + ":around"] = grounds.around
        known[family + ":words"] = Decimal(sum(map(str.isupper, grounds.concept)))
    for mark in grounds.marks:
        known[family + ":" + mark] = _ONE
    return known


@lru_cache(maxsize=4096)
def _log_odds_of_record(concept: str, calibration: Calibration) -> Decimal:
    return _log_odds(_record(concept, calibration))


def _record(concept: str, calibration: Calibration) -> Decimal:
    """How often a concept was right where it was chosen, drawn to the average of all where it was chosen seldom."""
    average = calibration.weights.get("average", UNMEASURED)
    right, of = calibration.records.get(concept, (Decimal(0), Decimal(0)))
    return (right + PRIOR * average) / (of + PRIOR)


def _log_odds(share: Decimal) -> Decimal:
    return _log_odds_of_thousandths(min(max(round(share * 1000), 1000 - SUREST), SUREST))


@lru_cache(maxsize=1024)
def _log_odds_of_thousandths(share: int) -> Decimal:
    """By a whole number, as `Decimal` is slow to hash."""
    with localcontext(prec=DIGITS):
        return (Decimal(share) / (1000 - share)).ln()


@lru_cache(maxsize=4096)
def _log_of_count(count: int) -> Decimal:
    with localcontext(prec=DIGITS):
        return Decimal(count + 1).ln()


@lru_cache(maxsize=16384)
def _chance(score: int) -> Decimal:
    """The logistic function of a score in thousandths."""
    with localcontext(prec=DIGITS):
        return (1 / (1 + (-Decimal(score).scaleb(-3)).exp())).quantize(THOUSANDTH)


def measured_confidence(grounds: Grounds, calibration: Calibration) -> Decimal:
    """The chance that a decision is right, by the calibration; without one, the share of those who chose so.

    >>> measured_confidence(Grounds(Basis.COUNT, "Assets", Decimal(412), Decimal(430)), Calibration())
    Decimal('0.956')
    >>> measured_confidence(Grounds(Basis.PERSON, "Assets"), Calibration())
    Decimal('0.90')
    """
    if not calibration.weights:
        if grounds.basis in (Basis.PERSON, Basis.STRUCTURE, Basis.INSIDE, Basis.COMPONENT):
            return UNMEASURED
        return ((grounds.count + 1) / (grounds.of + 2)).quantize(THOUSANDTH)
    weights = calibration.weights
    known = features(grounds, calibration)
    score = sum([weights[name] * value for name, value in known.items() if name in weights], Decimal(0))
    return _chance(round(score * 1000))
