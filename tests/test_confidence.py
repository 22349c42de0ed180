"""Confidence: what counts, records and likeness are worth, and the bar of the unflagged tier."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.confidence import Basis, Calibration, Grounds, Mark, features, load_calibration, measured_confidence
from pipeline.mappings import Mappings
from pipeline.tables import DataError

ROOT = Path(__file__).parents[1]
SHIPPED = load_calibration(ROOT / "mappings")


def count(concept: str, filers: int, of: int) -> Grounds:
    return Grounds(Basis.COUNT, concept, Decimal(filers), Decimal(of))


def test_more_and_more_united_filers_are_surer() -> None:
    few, many, divided = (count("Goodwill", *pair) for pair in ((3, 3), (300, 300), (160, 300)))
    sure = [measured_confidence(grounds, SHIPPED) for grounds in (divided, few, many)]
    assert sure == sorted(sure) and len(set(sure)) == 3


def test_a_concept_that_was_often_wrong_is_less_sure() -> None:
    weights = {"average": Decimal("0.8"), "decision:record": Decimal(1), "decision:share": Decimal(1)}
    good, bad = (Calibration(weights, {"Land": (Decimal(right), Decimal(50))}) for right in (49, 20))
    grounds = count("Land", 40, 42)
    assert measured_confidence(grounds, bad) < measured_confidence(grounds, good)


def test_without_a_calibration_the_share_of_filers_is_the_confidence(tmp_path: Path) -> None:
    calibration = load_calibration(tmp_path)
    assert measured_confidence(count("Assets", 9, 10), calibration) == Decimal("0.833")
    assert calibration.unflagged == 0


def test_confidence_is_a_share_in_thousandths() -> None:
    for grounds in (count("Assets", 648, 648), count("Land", 0, 900), Grounds(Basis.PERSON, "NoSuchConcept")):
        confidence = measured_confidence(grounds, SHIPPED)
        assert 0 <= confidence <= 1 and confidence == round(confidence, 3)


def test_what_the_statement_says_for_a_concept_makes_it_surer_and_what_it_says_against_less() -> None:
    plain = count("Goodwill", 30, 33)
    part, rival = (replace(plain, marks=frozenset({mark})) for mark in (Mark.PART_OF_TOTAL, Mark.HAS_RIVAL))
    sure = [measured_confidence(grounds, SHIPPED) for grounds in (rival, plain, part)]
    assert sure == sorted(sure) and len(set(sure)) == 3


def test_a_concept_that_is_seldom_among_such_rows_is_less_sure() -> None:
    plain = count("Goodwill", 30, 33)
    strange, usual = (replace(plain, around=Decimal(around)) for around in (-1, 1))
    sure = [measured_confidence(grounds, SHIPPED) for grounds in (strange, plain, usual)]
    assert sure == sorted(sure) and len(set(sure)) == 3


def test_every_feature_has_a_shipped_weight() -> None:
    """But those of amounts inside captions, which no filer's facts at hand could measure."""
    for basis in set(Basis) - {Basis.INSIDE}:
        marks = frozenset() if basis is Basis.SUGGESTION else frozenset(Mark)
        assert features(Grounds(basis, "Land", marks=marks), SHIPPED).keys() <= SHIPPED.weights.keys()


def test_what_nothing_measured_does_not_stand_unflagged() -> None:
    assert measured_confidence(Grounds(Basis.INSIDE, "CommonStockSharesAuthorized"), SHIPPED) < SHIPPED.unflagged


def test_shipped_bar_is_high() -> None:
    assert Decimal("0.85") <= SHIPPED.unflagged < 1


def test_broken_calibration_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "calibration.csv").write_text("name,value,of\naverage,0.8,\nunflagged,high,\n")
    with pytest.raises(DataError, match=r"calibration.csv:3: error: value 'high' is no number"):
        load_calibration(tmp_path)


def test_recent_filings_have_a_calibration_of_their_own(tmp_path: Path) -> None:
    then, now = (Calibration({"unflagged": Decimal(bar)}) for bar in ("0.86", "0.91"))
    mappings = Mappings({}, {}, then, recent_calibration=now)
    assert [mappings.calibration_for(year).unflagged for year in (None, 2009, 2023)] == [
        Decimal(bar) for bar in ("0.86", "0.86", "0.91")
    ]
    assert Mappings({}, {}, then).calibration_for(2023) is then
