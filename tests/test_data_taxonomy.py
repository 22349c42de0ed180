"""The taxonomy's own tables: tidy, wide enough, and in agreement with US-GAAP where that is known."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from pipeline.tables import data_folder
from pipeline.taxonomy import COLUMNS, Taxonomy, load_taxonomy

SHARED = Path(__file__).parents[1].parent / "shared" / "us-gaap"
TYPES = {"pure|percent": "percent", "perUnit": "perShare"}
"""US-GAAP's words for item types that we write otherwise."""


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy(data_folder("taxonomy"))


def load_us_gaap(name: str) -> list[dict[str, str]]:
    path = SHARED / name
    if not path.is_file():
        pytest.skip("the US-GAAP tables are not beside the repository (../shared/us-gaap)")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_taxonomy_is_wide_enough(taxonomy: Taxonomy) -> None:
    concrete = [concept for concept in taxonomy.concepts.values() if not concept.abstract]
    assert len(concrete) >= 1300
    assert sum("documentation" in taxonomy.labels[concept.name] for concept in concrete) >= 300


@pytest.mark.parametrize("name", ["concepts.csv", "labels.csv"])
def test_table_is_tidy(name: str) -> None:
    """Rows sorted, no blanks around cells, LF line ends: a diff shows what changed and nothing else."""
    content = (data_folder("taxonomy") / name).read_bytes().decode()
    rows = list(csv.reader(content.splitlines()))[1:]
    assert "\r" not in content
    assert all(cell == cell.strip() for row in rows for cell in row)
    names = [row[:2] if name == "concepts.csv" else row[0] for row in rows]
    if name == "concepts.csv":
        assert names == sorted(names)


def test_every_concept_stands_in_a_presentation(taxonomy: Taxonomy) -> None:
    placed = {arc.child for arcs in taxonomy.presentation.values() for arc in arcs}
    placed |= {arc.parent for arcs in taxonomy.presentation.values() for arc in arcs}
    assert sorted(concept.qname for concept in taxonomy.concepts.values() if concept.qname not in placed) == []


def test_labels_tell_concepts_of_one_type_apart(taxonomy: Taxonomy) -> None:
    names = defaultdict(list)
    for concept in taxonomy.concepts.values():
        if not concept.abstract:
            names[concept.label.lower()].append(concept.name)
    assert {label: same for label, same in names.items() if len(same) > 1} == {}


def test_documentation_tells_concepts_apart(taxonomy: Taxonomy) -> None:
    """Two concepts that are said to be the same leave it to chance which of them is stated."""
    names = defaultdict(list)
    for name, labels in taxonomy.labels.items():
        if "documentation" in labels:
            names[labels["documentation"]].append(name)
    assert {text: same for text, same in names.items() if len(same) > 1} == {}


@pytest.mark.parametrize(
    "role", ["income_statement", "income_statement_alternative", "cash_flow", "cash_flow_before_2018"]
)
def test_no_amount_is_part_of_a_total_by_two_ways(taxonomy: Taxonomy, role: str) -> None:
    """A gain on securities that is drawn below two subtotals of the revenues would count twice in them."""
    children = defaultdict(list)
    for arc in taxonomy.calculation.get(role, ()):
        children[arc.parent].append(arc.child)
    twice = set()
    for total in list(children):
        reach, seen = list(children[total]), set()
        while reach:
            part = reach.pop()
            if part in seen:
                twice.add((total, part))
            else:
                seen.add(part)
                reach += children.get(part, ())
    assert twice == set()


def test_flows_of_what_is_discontinued_are_no_part_of_what_continues(taxonomy: Taxonomy) -> None:
    arcs = [arc for arcs in taxonomy.calculation.values() for arc in arcs]
    assert [
        (arc.parent, arc.child)
        for arc in arcs
        if arc.parent.endswith("ActivitiesContinuingOperations") and "DiscontinuedOperations" in arc.child
    ] == []


def test_concepts_agree_with_us_gaap(taxonomy: Taxonomy) -> None:
    wrong = []
    for row in load_us_gaap("concepts.csv"):
        concept = taxonomy.concepts.get(row["name"])
        if concept is None or concept.prefix != "gaap":
            continue
        item_type = row["type"].removesuffix("ItemType")
        known = {
            "item_type": TYPES.get(item_type, item_type),
            "period_type": row["period_type"],
            "balance": row["balance"],
        }
        for field, theirs in known.items():
            ours = getattr(concept, field) or "none"
            if theirs and concept.item_type not in ("hypercube", "dimension") and ours != theirs:
                wrong.append(f"{concept.name} {field}: {ours}, in US-GAAP {theirs}")
    assert wrong == []


def test_calculations_agree_with_us_gaap(taxonomy: Taxonomy) -> None:
    """Where US-GAAP draws a sum, straight or through subtotals that our sums leave out, its weight is ours."""
    summed = taxonomy.parts.keys() | taxonomy.wholes.keys()
    networks: dict[str, dict[str, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
    for row in load_us_gaap("calc.csv"):
        if row["weight"] in ("1.0", "-1.0"):
            parent, child = (row[end].rpartition(":")[2] for end in ("parent", "child"))
            networks[row["role"]][parent].append((child, 1 if row["weight"] == "1.0" else -1))
    theirs: dict[tuple[str, str], set[int]] = defaultdict(set)
    for children in networks.values():
        for parent in [name for name in children if name in summed]:
            reach = [(parent, 1)]
            while reach:
                name, weight = reach.pop()
                for child, sign in children.get(name, ()):
                    theirs[parent, child].add(weight * sign)
                    if child not in summed:
                        reach.append((child, weight * sign))
    wrong = []
    for role, arcs in taxonomy.calculation.items():
        for arc in arcs:
            pair = (arc.parent.partition(":")[2], arc.child.partition(":")[2])
            if arc.weight not in theirs.get(pair, {arc.weight}):
                wrong.append(f"{role}: {pair} has weight {arc.weight}, in US-GAAP {theirs[pair]}")
            if pair not in theirs and "_before_" not in role:
                wrong.append(f"{role}: {pair} is no sum of US-GAAP")
    assert wrong == []


def test_commercial_company_of_the_nineties_finds_its_concepts(taxonomy: Taxonomy) -> None:
    needed = """
        CapitalLeaseObligationsCurrent CapitalLeaseObligationsNoncurrent ExtraordinaryItemNetOfTax MinorityInterest
        DevelopmentStageEnterpriseDeficitAccumulatedDuringDevelopmentStage IncomeTaxesReceivable TreasuryStockValue
        CumulativeEffectOfChangeInAccountingPrinciplePresentedOnIncomeStatementNetOfTax EarningsPerShareBasicAndDiluted
        MinorityInterestInNetIncomeLossOfConsolidatedEntities SalesRevenueNet DocumentType
        CommonStockParOrStatedValuePerShare PreferredStockSharesAuthorized EntityCentralIndexKey
        CashAndCashEquivalentsPeriodIncreaseDecrease
    """
    assert [name for name in needed.split() if name not in taxonomy.concepts] == []


def test_tables_have_the_columns_that_are_read() -> None:
    for name, columns in COLUMNS.items():
        with (data_folder("taxonomy") / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            assert next(csv.reader(lines)) == list(columns)
