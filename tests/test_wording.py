"""Wording: the words of a caption tell its concept where no known caption is like it."""

from pipeline.likeness import make_index
from pipeline.wording import Wording, make_wording, wording_scores

CAPTIONS = ("proceed from long term debt", "repayment of long term debt", "repayment of note", "purchase of equipment")
VOTES = ((("Borrowed", 3.0),), (("Repaid", 3.0),), (("Repaid", 1.0),), (("Bought", 2.0),))


def wording() -> Wording:
    return make_wording(make_index(CAPTIONS), VOTES)


def test_words_that_only_one_concept_has_speak_for_it() -> None:
    repaid, borrowed, bought = wording_scores(wording(), "repayment of bond", ["Repaid", "Borrowed", "Bought"])
    assert repaid > max(borrowed, bought)


def test_words_that_nobody_knows_say_little_and_alike_of_all() -> None:
    scores = wording_scores(wording(), "zebra", ["Repaid", "Borrowed"])
    assert max(scores) - min(scores) < 2
    assert wording_scores(wording(), "", ["Repaid"]) == [0.0]


def test_concept_without_captions_is_no_fault() -> None:
    assert len(wording_scores(wording(), "repayment of debt", ["Unheard"])) == 1


def test_order_of_asking_changes_nothing() -> None:
    one, other = wording(), wording()
    first = wording_scores(one, "repayment of debt", ["Repaid"])
    wording_scores(other, "purchase of equipment", ["Bought"])
    assert wording_scores(other, "repayment of debt", ["Repaid"]) == first
