"""Ranking: what stands around a caption decides which of its concepts is meant."""

from pathlib import Path

import pytest

from pipeline.learn import Seen, format_context
from pipeline.model import Unit
from pipeline.places import END, START, Neighbourhood, Place
from pipeline.ranking import Candidate, Ranking, drawn_around, load_ranking, rank

SHIPPED = Path(__file__).parents[1] / "mappings"
FINANCING = frozenset({"financing activities"})
REPAID, BORROWED = "RepaymentsOfLongTermDebt", "ProceedsFromIssuanceOfLongTermDebt"
NAMES = (REPAID, BORROWED, "Goodwill")


def seen(concept: str, *, is_negative: bool, above: str = START) -> Seen:
    return "cash_flow", FINANCING, Neighbourhood(above, END, (), frozenset(), is_negative), concept


def take_over(folder: Path, *rows: str) -> None:
    text = "\n".join(["statement,concept,successor,percent,since", *rows]) + "\n"
    (folder / "evidence" / "successors.csv").write_text(text, encoding="utf-8")


@pytest.fixture
def ranking(tmp_path: Path) -> Ranking:
    rows = [seen(REPAID, is_negative=True)] * 9 + [seen(BORROWED, is_negative=False)] * 9
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "context.csv").write_text(format_context(rows), encoding="utf-8")
    (tmp_path / "evidence" / "ranking.csv").write_bytes((SHIPPED / "evidence" / "ranking.csv").read_bytes())
    return load_ranking(tmp_path, NAMES)


def chances(ranking: Ranking, around: Neighbourhood, label: str = "long term debt") -> list[float]:
    place = Place("cash_flow", FINANCING, Unit.MONEY, False, 2005, around)
    candidates = [Candidate(REPAID, 5, 0.5, 1), Candidate(BORROWED, 5, 0.5, 1)]
    return rank(ranking, label, place, candidates, 1, 3)


def test_printed_sign_tells_repayments_from_borrowings(ranking: Ranking) -> None:
    for is_negative in (True, False):
        repaid, borrowed = chances(ranking, Neighbourhood(is_negative=is_negative))
        assert (repaid > borrowed) is is_negative


def test_what_stands_around_a_row_speaks_for_its_concept_whatever_its_caption(ranking: Ranking) -> None:
    place = Place("cash_flow", FINANCING, Unit.MONEY, False, 2005, Neighbourhood(is_negative=True))
    assert drawn_around(ranking, place, REPAID) > 0 > drawn_around(ranking, place, BORROWED)


def test_concept_that_another_row_states_is_meant_less(ranking: Ranking) -> None:
    repaid, borrowed = chances(ranking, Neighbourhood(stated=frozenset({REPAID})))
    assert borrowed > repaid


def test_words_of_a_concept_speak_for_it(ranking: Ranking) -> None:
    repaid, borrowed = chances(ranking, Neighbourhood(), "repayment of note")
    assert repaid > borrowed


def test_some_likelihood_is_left_for_none_of_the_candidates(ranking: Ranking) -> None:
    assert 0 < sum(chances(ranking, Neighbourhood())) < 1


def test_without_weights_the_evidence_alone_decides(tmp_path: Path) -> None:
    place = Place("cash_flow", FINANCING, Unit.MONEY, False, 2005)
    repaid, borrowed = rank(
        load_ranking(tmp_path, NAMES),
        "debt",
        place,
        [Candidate(REPAID, 5, 0.5, 1), Candidate(BORROWED, 4, 0.5, 1)],
        1,
        3,
    )
    assert repaid > borrowed


def test_recent_filings_add_to_what_was_seen_and_weigh_it_anew(ranking: Ranking, tmp_path: Path) -> None:
    lately = tmp_path / "evidence" / "2018-"
    lately.mkdir()
    rows = [seen(BORROWED, is_negative=True)] * 90
    (lately / "context.csv").write_text(format_context(rows), encoding="utf-8")
    (lately / "ranking.csv").write_text("feature,weight\nevidence,1\nsign,1\n", encoding="utf-8")
    recent = load_ranking(tmp_path, NAMES, 2018)
    printed_negative = Neighbourhood(is_negative=True)
    assert chances(recent, printed_negative)[1] > chances(ranking, printed_negative)[1]
    assert load_ranking(tmp_path, NAMES).weights == ranking.weights


def test_what_was_seen_of_a_concept_of_before_is_seen_of_its_successor(ranking: Ranking, tmp_path: Path) -> None:
    take_over(tmp_path, f"cash_flow,{REPAID},{BORROWED},66,2019", f"equity,{BORROWED},{REPAID},100,2018")
    seen_of = {
        era: load_ranking(tmp_path, NAMES, era).context["cash_flow", "above", START] for era in (None, 2018, 2019)
    }
    before = {REPAID: 9, BORROWED: 9}
    assert seen_of == {None: before, 2018: before, 2019: {REPAID: 3, BORROWED: 15}}


def test_what_was_seen_beside_a_concept_of_before_is_parted_with_what_took_over(
    ranking: Ranking, tmp_path: Path
) -> None:
    rows = [seen(REPAID, is_negative=True, above="Goodwill")] * 20
    (tmp_path / "evidence" / "context.csv").write_text(format_context(rows), encoding="utf-8")
    take_over(tmp_path, f"*,Goodwill,{BORROWED},75,2018")
    context = load_ranking(tmp_path, NAMES, 2018).context
    beside = [context["cash_flow", "above", other] for other in ("Goodwill", BORROWED)]
    assert beside == [{REPAID: 5}, {REPAID: 15}]
