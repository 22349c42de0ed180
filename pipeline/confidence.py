"""What a decision stands on → how often such decisions were right for filers that nobody had seen.

In: the counts behind a decision and the calibration that was measured over the folds (``make calibrate``). Out: a
confidence, and the tier it gives: unflagged, suggested or a concept of the filer's own. It knows no captions.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from pipeline.tables import DataError, Problem, parse_table

HUNDREDTH = Decimal("0.01")
"""Confidence is stated to the hundredth: what was measured supports no more."""
UNMEASURED = Decimal("0.90")
"""Confidence of a person's row and of structure where mapping tables come without a calibration."""
UNFLAGGED = "unflagged"
"""The name, among the weights, of the confidence from which a fact stands unflagged."""
EVEN = Decimal("0.5")
DIGITS = 8
"""Significant digits of the reckoning: more than a confidence of two places needs, and quick."""
PRIOR = 12
"""How many decisions the average of all concepts is worth beside a concept's own record."""
FILE = "evidence/calibration.csv"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class Basis(StrEnum):
    """On what kind of evidence a decision stands: each kind has its own calibration."""

    COUNT = "count"
    PERSON = "person"
    STRUCTURE = "structure"
    SUGGESTION = "suggestion"


@dataclass(frozen=True, slots=True)
class Grounds:
    """The evidence of one decision: the concept's share ``count`` of ``of``, and how alike the captions are."""

    basis: Basis
    concept: str
    count: Decimal = Decimal(0)
    of: Decimal = Decimal(0)
    likeness: Decimal = Decimal(1)


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


def load_calibration(folder: Path) -> Calibration:
    """Read ``calibration.csv`` of a folder of mapping tables; without one nothing is calibrated.

    A row ``basis:feature`` holds a weight; a row with a concept's name how many of its decisions were right.
    """
    path = folder / FILE
    if not path.is_file():
        return Calibration()
    rows, problems = parse_table(path, ("name", "value", "of"), f"{folder.name}/{FILE}")
    problems += [
        Problem(row.source, f"{column} {row[column]!r} is no number")
        for row in rows
        for column in ("value", "of")
        if not _NUMBER.fullmatch(row[column] or ("0" if column == "of" else ""))
    ]
    if problems:
        raise DataError(problems)
    weights = {row["name"]: Decimal(row["value"]) for row in rows if not row["of"]}
    records = {row["name"]: (Decimal(row["value"]), Decimal(row["of"])) for row in rows if row["of"]}
    return Calibration(weights, records)


def features(grounds: Grounds, calibration: Calibration) -> dict[str, Decimal]:
    """What a decision's chance depends on: its concept's record, and, where captions were counted, their counts."""
    known = {"constant": Decimal(1), "record": _log_odds(_record(grounds.concept, calibration))}
    if grounds.basis in (Basis.COUNT, Basis.SUGGESTION):
        share = (grounds.count + Decimal("0.4")) / (grounds.of + 1)
        known |= {"share": _log_odds(share), "count": (grounds.of + 1).ln()}
    if grounds.basis is Basis.SUGGESTION:
        known["likeness"] = grounds.likeness
    return known


def _record(concept: str, calibration: Calibration) -> Decimal:
    """How often a concept was right where it was chosen, drawn to the average of all where it was chosen seldom."""
    average = calibration.weights.get("average", UNMEASURED)
    right, of = calibration.records.get(concept, (Decimal(0), Decimal(0)))
    return (right + PRIOR * average) / (of + PRIOR)


def _log_odds(share: Decimal) -> Decimal:
    inside = min(max(share, HUNDREDTH), 1 - HUNDREDTH / 2)
    return (inside / (1 - inside)).ln()


@lru_cache(maxsize=65536)
def measured_confidence(grounds: Grounds, calibration: Calibration) -> Decimal:
    """The chance that a decision is right, by the calibration; without one, the share of those who chose so.

    >>> measured_confidence(Grounds(Basis.COUNT, "Assets", Decimal(412), Decimal(430)), Calibration())
    Decimal('0.96')
    >>> measured_confidence(Grounds(Basis.PERSON, "Assets"), Calibration())
    Decimal('0.90')
    """
    if not calibration.weights:
        if grounds.basis in (Basis.PERSON, Basis.STRUCTURE):
            return UNMEASURED
        return ((grounds.count + 1) / (grounds.of + 2)).quantize(HUNDREDTH)
    with localcontext(prec=DIGITS):
        score = Decimal(0)
        for name, value in features(grounds, calibration).items():
            score += calibration.weights.get(f"{grounds.basis}:{name}", Decimal(0)) * value
        return (1 / (1 + (-score).exp())).quantize(HUNDREDTH)
