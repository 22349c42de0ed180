"""What the rows of notes mean: by what filers called them, by what stands around them, and by the names of concepts."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.evidence import load_evidence_table
from pipeline.mappings import load_mappings
from pipeline.model import LineItem, Source, Unit
from pipeline.note_candidates import features_of, row_of
from pipeline.note_concepts import is_turned, rank_candidates, suggest_note_concept
from pipeline.note_evidence import OWN, SEEN, Lexicon, load_lexicon, make_lexicon
from pipeline.note_features import FEATURES, OF_OWN
from pipeline.note_told import Around, Told
from pipeline.notes.concepts import read_captions, read_measure, scene_of
from pipeline.suggest import Suggester
from pipeline.taxonomy import Taxonomy, load_taxonomy

ROOT = Path(__file__).parents[1]
WEIGHTS = {
    "caption": 1.0,
    "alike": 0.5,
    "known-here": 1.0,
    "meant-around": 3.0,
    "said": 1.0,
    "column": 0.5,
    "own": -6.0,
}
COUNTS = [
    ("", "", "", "CurrentFederalTaxExpenseBenefit", 5),
    ("", "", "", "DeferredFederalIncomeTaxExpenseBenefit", 5),
    ("caption", "federal", "IncomeTaxDisclosureTextBlock", "CurrentFederalTaxExpenseBenefit", 4),
    ("caption", "federal", "IncomeTaxDisclosureTextBlock", "DeferredFederalIncomeTaxExpenseBenefit", 4),
    ("negative", "turned", "", "FiniteLivedIntangibleAssetsAccumulatedAmortization", 4),
    ("negative", "kept", "", "FiniteLivedIntangibleAssetsAccumulatedAmortization", 1),
]
TAXES = scene_of("Income taxes", "The provision consisted of the following:", "IncomeTaxDisclosureTextBlock")


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy(ROOT / "taxonomy")


@pytest.fixture(scope="module")
def lexicon(taxonomy: Taxonomy) -> Lexicon:
    return make_lexicon(COUNTS, WEIGHTS, taxonomy)


@pytest.fixture(scope="module")
def shipped(taxonomy: Taxonomy) -> Suggester:
    suggester = load_mappings(ROOT / "mappings", taxonomy).suggester
    assert suggester
    return suggester


def best(lexicon: Lexicon, told: Told) -> str:
    found = rank_candidates(lexicon, told)
    return found[0].concept if found else ""


def test_the_heading_tells_two_rows_of_one_caption_apart(lexicon: Lexicon) -> None:
    told = Told("federal", TAXES, Unit.MONEY, is_instant=False)
    assert best(lexicon, replace(told, heading="current")) == "CurrentFederalTaxExpenseBenefit"
    assert best(lexicon, replace(told, heading="deferred")) == "DeferredFederalIncomeTaxExpenseBenefit"


def test_only_what_fits_unit_and_time_is_meant(lexicon: Lexicon, taxonomy: Taxonomy) -> None:
    for unit in Unit:
        told = Told("federal", TAXES, unit, is_instant=True, heading="current")
        concepts = [taxonomy.concepts[found.concept] for found in rank_candidates(lexicon, told)]
        assert {concept.period_type for concept in concepts} <= {"instant"}
        assert {lexicon.units[concept.name][0] for concept in concepts} <= {unit}


def test_a_concept_is_found_by_its_own_name_where_no_filer_used_it(lexicon: Lexicon) -> None:
    told = Told("deferred compensation", scene_of("Income taxes", "Deferred tax assets:"), Unit.MONEY, is_instant=True)
    assert best(lexicon, told).startswith("DeferredTaxAssets")


def test_without_weights_nothing_is_suggested(taxonomy: Taxonomy) -> None:
    assert rank_candidates(make_lexicon(COUNTS, {}, taxonomy), Told("federal", TAXES, Unit.MONEY)) == ()


def test_a_deduction_printed_in_parentheses_is_stated_as_filers_state_it(lexicon: Lexicon) -> None:
    assert is_turned(lexicon, "FiniteLivedIntangibleAssetsAccumulatedAmortization", is_negative=True)
    assert not is_turned(lexicon, "FiniteLivedIntangibleAssetsAccumulatedAmortization", is_negative=False)


@pytest.mark.parametrize(
    ("caption", "note", "lead", "is_instant", "concept"),
    [
        ("raw material", "Inventories", "Inventories consisted of the following:", True, "InventoryRawMaterials"),
        (
            "service cost",
            "Pension plans",
            "Components of net periodic benefit cost:",
            False,
            "DefinedBenefitPlanService",
        ),
        ("valuation allowance", "Income taxes", "Deferred tax assets and liabilities:", True, "DeferredTaxAssetsValu"),
    ],
)
def test_the_rows_that_every_filer_prints_are_known(
    shipped: Suggester, caption: str, note: str, lead: str, is_instant: bool, concept: str
) -> None:
    told = Told(caption, scene_of(note, lead), Unit.MONEY, is_instant)
    assert suggest_note_concept(shipped, told)[0].concept.startswith(concept)


def test_a_row_is_ranked_by_the_features_that_weights_are_learned_for(shipped: Suggester) -> None:
    lexicon = load_lexicon(shipped.folder, shipped.taxonomy)
    around = Around("InventoryRawMaterials", "InventoryNet", frozenset({"InventoryFinishedGoods"}), "InventoryGross")
    scene = scene_of("Inventories", "Inventories consist of raw materials and others:", "InventoryDisclosureTextBlock")
    stated, column = frozenset({"InventoryWorkInProcess"}), "gross carrying amount"
    told = Told("work in process", scene, Unit.MONEY, True, "inventory", column, 2010, stated, around=around)
    names, features, of_own = features_of(lexicon, told)
    ranked, scores, own = row_of(lexicon, told).score(around)
    assert (names, own) == (ranked, pytest.approx(weigh(lexicon, OF_OWN, of_own)))
    assert scores == pytest.approx([weigh(lexicon, FEATURES, values) for values in features])
    assert {"InventoryWorkInProcess", *around.parts, around.whole} <= set(names)


def weigh(lexicon: Lexicon, features: tuple[str, ...], values: tuple[float, ...]) -> float:
    return sum(lexicon.weights[name] * value for name, value in zip(features, values, strict=True))


def test_years_in_a_row_are_counted() -> None:
    rows = [LineItem(text, (), 0, (), Source("", 1)) for text in ("2005", "Fiscal 2006", "2007", "Thereafter", "Total")]
    first, second, third, *rest = read_captions(rows)
    assert ("year one" in first, "year two" in second, "year three" in third) == (True, True, True)
    assert rest == ["thereafter", "total"]


def test_a_column_is_known_by_what_it_measures_and_not_by_its_time() -> None:
    assert read_measure("December 31, 2004 Accumulated Amortization") == "accumulated amortization"
    assert read_measure("Three months ended June 30, 2005") == ""


def test_the_shipped_counts_are_of_concepts_that_the_taxonomy_has(taxonomy: Taxonomy) -> None:
    rows = load_evidence_table(ROOT / "mappings", SEEN)
    assert {row["concept"] for row in rows} - taxonomy.concepts.keys() == {OWN}
    assert [tuple(row.values())[:4] for row in rows] == sorted(tuple(row.values())[:4] for row in rows)
