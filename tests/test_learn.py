"""Learning: what the counts of a labels file teach, what they may not, and what people wrote."""

import csv
from pathlib import Path

import pytest

from pipeline.learn import Thresholds, format_evidence, learn_rules, learn_tables, load_counts
from pipeline.mappings import load_mappings
from pipeline.model import Rule, Source
from pipeline.tables import DataError
from pipeline.taxonomy import Taxonomy, load_taxonomy

ROOT = Path(__file__).parents[1]
HEADER = "statement,label,tag,filings,filers,negated,parenthetical\n"


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy(ROOT / "taxonomy")


def rule(label: str, concept: str, seen: str, section: str = "", note: str = "") -> Rule:
    source = Source("mappings/balance_sheet.csv", 2)
    return Rule("balance_sheet", label, section, concept, "", seen, note, source)


def rows_of(rules: list[Rule]) -> list[tuple[str, str, str, str]]:
    return [(found.label, found.section, found.concept, found.seen) for found in rules]


def test_dominant_caption_becomes_a_row_with_its_evidence(taxonomy: Taxonomy) -> None:
    counts = {("balance_sheet", "inventory"): {"InventoryNet": 40, "InventoryGross": 2}}
    rules, _ = learn_rules(counts, taxonomy, (), Thresholds())
    assert ("inventory", "", "InventoryNet", "40 of 42 filers") in rows_of(rules)


def test_sections_part_what_one_caption_means(taxonomy: Taxonomy) -> None:
    counts = {("balance_sheet", "other"): {"OtherAssetsCurrent": 9, "OtherLiabilitiesCurrent": 5}}
    rules, _ = learn_rules(counts, taxonomy, (), Thresholds())
    by_section = {section: concept for _, section, concept, _ in rows_of(rules)}
    assert by_section[""] == "OtherAssetsCurrent"
    assert by_section["current liabilities"] == "OtherLiabilitiesCurrent"


def test_total_keeps_its_concept_in_its_own_section(taxonomy: Taxonomy) -> None:
    caption = ("cash_flow", "net cash provided by operating activity")
    total = "NetCashProvidedByUsedInOperatingActivities"
    rules, _ = learn_rules({caption: {total: 700, f"{total}ContinuingOperations": 60}}, taxonomy, (), Thresholds())
    assert {found.concept for found in rules} == {total}


def test_rows_per_share_are_learned_beside_money(taxonomy: Taxonomy) -> None:
    counts = {("income_statement", "net income"): {"NetIncomeLoss": 80, "EarningsPerShareBasic": 20}}
    rules, _ = learn_rules(counts, taxonomy, (), Thresholds())
    assert ("net income", "earnings per share", "EarningsPerShareBasic", "20 of 20 filers") in rows_of(rules)


@pytest.mark.parametrize(
    ("by_concept", "reason"),
    [
        ({"InventoryNet": 2}, "only 2 filers chose InventoryNet"),
        ({"InventoryNet": 4, "InventoryGross": 3, "InventoryRawMaterials": 3}, "divided: InventoryNet by 4 of 10"),
    ],
)
def test_thin_and_divided_evidence_is_refused(taxonomy: Taxonomy, by_concept: dict[str, int], reason: str) -> None:
    rules, refusals = learn_rules({("balance_sheet", "inventory"): by_concept}, taxonomy, (), Thresholds())
    assert rules == []
    assert refusals[0].reason == reason


def test_a_persons_row_stands_and_the_contradiction_is_told(taxonomy: Taxonomy) -> None:
    counts = {("balance_sheet", "inventory"): {"InventoryNet": 40}}
    written = rule("inventory", "InventoryGross", "manual")
    rules, refusals = learn_rules(counts, taxonomy, [written], Thresholds())
    assert not [found for found in rules if not found.section]
    assert refusals[0].reason == "a person wrote InventoryGross, the count says InventoryNet"


def test_learning_replaces_learned_rows_and_no_other(taxonomy: Taxonomy) -> None:
    written = [
        rule("inventory", "InventoryGross", "3 of 4 filers"),
        rule("goodwill", "Goodwill", "review", note="as the reviewer saw it"),
        rule("lease", "OperatingLeaseRightOfUseAsset", "5 of 5 filings 2021-2025"),
        rule("prepaid", "PrepaidExpenseCurrent", "2 of 5 filers", note="manual"),
    ]
    tables, _ = learn_tables({("balance_sheet", "land"): {"Land": 5}}, written, taxonomy)
    assert tables["balance_sheet.csv"].splitlines() == [
        "label,section,concept,sign,seen,note",
        "goodwill,,Goodwill,,review,as the reviewer saw it",
        "land,,Land,,5 of 5 filers,",
        "lease,,OperatingLeaseRightOfUseAsset,,5 of 5 filings 2021-2025,",
        "prepaid,,PrepaidExpenseCurrent,,2 of 5 filers,manual",
    ]


def test_learned_tables_can_be_loaded(tmp_path: Path, taxonomy: Taxonomy) -> None:
    counts = {("balance_sheet", "other"): {"OtherAssetsCurrent": 9, "OtherLiabilitiesCurrent": 5}}
    tables, _ = learn_tables(counts, (), taxonomy)
    (tmp_path / "evidence").mkdir()
    for name, text in {**tables, **{f"evidence/{n}": t for n, t in format_evidence(counts, {}).items()}}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(load_mappings(tmp_path, taxonomy).rules) >= 2


def test_labels_are_counted_by_normal_form(tmp_path: Path, taxonomy: Taxonomy) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(
        HEADER + "BS,Inventories,InventoryNet,30,12,0,0\nBS,Inventory (Note 4),InventoryNet,9,5,0,0\n"
        "BS,Inventories,NoSuchConcept,9,9,0,0\n",
        encoding="utf-8",
    )
    assert load_counts(path, taxonomy) == {("balance_sheet", "inventory"): {"InventoryNet": 17}}


def test_faults_of_a_labels_file_are_told_at_once(tmp_path: Path, taxonomy: Taxonomy) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(HEADER + "XX,Cash,Cash,1,1,0,0\nBS,Cash,Cash,many,1,0,0\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_counts(path, taxonomy)
    first, second = str(caught.value).splitlines()
    assert "statement 'XX' is none of" in first
    assert "filings 'many' is no number" in second


def test_shipped_rows_of_people_survive_learning(taxonomy: Taxonomy) -> None:
    written = [found for found in load_mappings(ROOT / "mappings", taxonomy).rules if found.source.path.count("/") == 1]
    tables, _ = learn_tables({}, written, taxonomy)
    for name, text in tables.items():
        kept = list(csv.DictReader(text.splitlines()))
        table = [found for found in written if found.source.path == f"mappings/{name}" and found.seen == "manual"]
        assert {(found.label, found.section) for found in table} <= {(row["label"], row["section"]) for row in kept}
