"""Suggestions: captions that no row knows, by what they are like and where they stand."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.mappings import Mappings, load_mappings
from pipeline.model import Unit
from pipeline.places import Place
from pipeline.suggest import Suggester, Suggestion, suggest
from pipeline.taxonomy import load_taxonomy

ROOT = Path(__file__).parents[1]
ASSETS = frozenset({"current assets", "assets"})
OWED = frozenset({"current liabilities", "liabilities"})


@pytest.fixture(scope="module")
def shipped() -> Mappings:
    return load_mappings(ROOT / "mappings", load_taxonomy(ROOT / "taxonomy"))


def ask(mappings: Mappings, caption: str, table: str, *sections: str, **more: object) -> tuple[Suggestion, ...]:
    assert mappings.suggester
    is_instant = table == "balance_sheet"
    place = Place(table, frozenset(sections), more.get("unit", Unit.MONEY), is_instant, more.get("year", 2005))  # type: ignore[arg-type]
    return suggest(mappings.suggester, [(caption, place)])[0]


@pytest.mark.parametrize(
    ("caption", "table", "sections", "concept"),
    [
        ("Finished products inventories, at cost", "balance_sheet", ASSETS, "Inventory"),
        ("Proceeds received on the sale of land", "cash_flow", ("investing activities",), "Proceeds"),
        ("Due to affiliated companies and others", "balance_sheet", OWED, "DueTo"),
    ],
)
def test_unknown_caption_gets_a_concept_like_it(
    shipped: Mappings, caption: str, table: str, sections: tuple[str, ...], concept: str
) -> None:
    assert ask(shipped, caption, table, *sections)[0].concept.startswith(concept)


def test_place_decides_between_concepts_of_one_caption(shipped: Mappings) -> None:
    asset = ask(shipped, "Derivatives, at fair value, current", "balance_sheet", *ASSETS)[0]
    debt = ask(shipped, "Derivatives, at fair value, current", "balance_sheet", *OWED)[0]
    assert (asset.concept, debt.concept) == ("DerivativeAssetsCurrent", "DerivativeLiabilitiesCurrent")


def test_unit_decides(shipped: Mappings) -> None:
    for unit in (Unit.PER_SHARE, Unit.SHARES):
        found = ask(shipped, "Basic and assuming dilution", "income_statement", unit=unit)
        assert ("WeightedAverage" in found[0].concept) == (unit is Unit.SHARES)


def test_concepts_out_of_use_are_not_suggested(shipped: Mappings) -> None:
    old, new = (
        {s.concept for s in ask(shipped, "Net sales and revenue", "income_statement", year=year)}
        for year in (2005, 2023)
    )
    assert "RevenueFromContractWithCustomerExcludingAssessedTax" not in old
    assert "SalesRevenueNet" not in new


def test_at_most_three_and_the_surest_first(shipped: Mappings) -> None:
    found = ask(shipped, "Accrued payroll and payroll taxes and other", "balance_sheet", *OWED)
    assert 1 <= len(found) <= 3
    assert [s.confidence for s in found] == sorted((s.confidence for s in found), reverse=True)
    assert all(s.like and 0 <= s.confidence <= 1 for s in found)


def test_nothing_is_said_of_what_nothing_is_like(shipped: Mappings) -> None:
    assert all(s.confidence < 0.5 for s in ask(shipped, "Zyx qwv jjk", "balance_sheet"))


def test_order_of_the_asked_changes_nothing(shipped: Mappings) -> None:
    assert shipped.suggester
    place = Place("cash_flow", frozenset({"financing activities"}), Unit.MONEY, False, 2005)
    asked = [(text, place) for text in ("Borrowings under the revolver", "Debentures retired early", "Costs of issue")]
    together = suggest(shipped.suggester, asked)
    assert together == [suggest(shipped.suggester, [one])[0] for one in asked]
    assert together == suggest(shipped.suggester, asked[::-1])[::-1]


def test_tables_without_evidence_suggest_nothing(tmp_path: Path, shipped: Mappings) -> None:
    assert shipped.suggester
    bare = Suggester(tmp_path, shipped.suggester.taxonomy)
    assert suggest(bare, [("Goodwill", Place("balance_sheet", ASSETS, Unit.MONEY, True))]) == [()]


def test_recent_filings_tell_what_a_caption_means_now(shipped: Mappings, tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    rows = ["owl revenue,DeferredRevenueCurrent,30,1", "owl revenue,ContractWithCustomerLiabilityCurrent,0,20"]
    text = "\n".join(["label,concept,filers,filings", *rows]) + "\n"
    (tmp_path / "evidence" / "balance_sheet.csv").write_text(text)
    assert shipped.suggester
    mappings = Mappings({}, {}, suggester=replace(shipped.suggester, folder=tmp_path))
    then, now = (ask(mappings, "Owl revenue", "balance_sheet", *OWED, year=year)[0].concept for year in (2010, 2023))
    assert (then, now) == ("DeferredRevenueCurrent", "ContractWithCustomerLiabilityCurrent")


def test_what_recent_filers_call_a_known_caption_counts_for_recent_filings_alone(
    shipped: Mappings, tmp_path: Path
) -> None:
    (tmp_path / "evidence" / "2018-").mkdir(parents=True)
    columns, known = "label,concept,filers,filings", "owl revenue,DeferredRevenueCurrent,30,1"
    (tmp_path / "evidence" / "balance_sheet.csv").write_text(f"{columns}\n{known}\n")
    lately = [f"balance_sheet,{name} revenue,ContractWithCustomerLiabilityCurrent,20" for name in ("owl", "wren")]
    text = "\n".join(["statement,label,concept,filers", *lately]) + "\n"
    (tmp_path / "evidence" / "2018-" / "captions.csv").write_text(text)
    assert shipped.suggester
    mappings = Mappings({}, {}, suggester=replace(shipped.suggester, folder=tmp_path))
    then, now = (ask(mappings, "Owl revenue", "balance_sheet", *OWED, year=year)[0].concept for year in (2010, 2023))
    assert (then, now) == ("DeferredRevenueCurrent", "ContractWithCustomerLiabilityCurrent")
    assert ask(mappings, "Wren revenue", "balance_sheet", *OWED, year=2023)[0].like == "owl revenue"


def test_filers_of_before_count_for_what_took_over_since(shipped: Mappings, tmp_path: Path) -> None:
    """Those of recent years mean the concept that they name, even one of before."""
    columns, known = "label,concept,filers,filings", "owl lease,CapitalLeaseObligationsCurrent,30,1"
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "balance_sheet.csv").write_text(f"{columns}\n{known}\n")
    took_over = "*,CapitalLeaseObligationsCurrent,FinanceLeaseLiabilityCurrent,90,2019\n"
    (tmp_path / "evidence" / "successors.csv").write_text(f"statement,concept,successor,percent,since\n{took_over}")
    assert shipped.suggester
    mappings = Mappings({}, {}, suggester=replace(shipped.suggester, folder=tmp_path))
    of_year = {
        year: [said.concept for said in ask(mappings, "Owl lease", "balance_sheet", *OWED, year=year)]
        for year in (2010, 2018, 2019, 2023)
    }
    before, now = ["CapitalLeaseObligationsCurrent"], ["FinanceLeaseLiabilityCurrent", "CapitalLeaseObligationsCurrent"]
    assert of_year == {2010: before, 2018: before, 2019: now, 2023: now}


def test_captions_that_the_trade_knows_are_heard_for_recent_filings_alone(shipped: Mappings, tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "cash_flow.csv").write_text(
        "label,concept,filers,filings\nowl sold,OtherNoncashIncome,3,0\n"
    )
    trade = "statement,label,concept\ncash_flow,proceeds from sale of owl,ProceedsFromSaleOfProductiveAssets\n"
    (tmp_path / "evidence" / "trade.csv").write_text(trade)
    assert shipped.suggester
    mappings = Mappings({}, {}, suggester=replace(shipped.suggester, folder=tmp_path))
    then, now = (ask(mappings, "Proceeds from sale of owls, net", "cash_flow", year=year)[0] for year in (2010, 2023))
    assert (then.like, now.like) == ("owl sold", "proceeds from sale of owl")
