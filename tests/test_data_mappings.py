"""The mapping tables that ship: valid, in normal form, and right about the trade's plainest captions."""

import csv
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from pipeline.evidence import load_evidence_table
from pipeline.labels import normalise_label, normalise_pattern, normalise_section
from pipeline.mappings import STATEMENTS, SUPPRESSIONS, Mappings, Query, choose_rule, load_mappings
from pipeline.member_rules import FILE as MEMBERS
from pipeline.model import Unit
from pipeline.phrases import FILE as PROSE
from pipeline.taxonomy import concepts_of_statements, is_in_use, load_taxonomy

ROOT = Path(__file__).parents[1]
SEED = ROOT.parent / "shared" / "corpus" / "seed"


@pytest.fixture(scope="module")
def shipped() -> Mappings:
    return load_mappings(ROOT / "mappings", load_taxonomy(ROOT / "taxonomy"))


def test_every_row_holds_to_the_schema() -> None:
    schema = json.loads((ROOT / "pipeline" / "schemas" / "mapping_row.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for path in sorted((ROOT / "mappings").rglob("*.csv")):
        if "evidence" in path.parts or path.name in (SUPPRESSIONS, PROSE, MEMBERS):
            continue
        with path.open(newline="") as file:
            for at, row in enumerate(csv.DictReader(file), start=2):
                assert not [error.message for error in validator.iter_errors(row)], f"{path.name}:{at}"


def test_schema_knows_the_statements() -> None:
    schema = json.loads((ROOT / "pipeline" / "schemas" / "mapping_row.schema.json").read_text())
    assert schema["properties"]["statement"]["enum"] == ["*", *STATEMENTS]


def test_every_label_and_section_is_its_own_normal_form(shipped: Mappings) -> None:
    for rule in shipped.rules:
        normal = normalise_pattern(rule.label) if "*" in rule.label else normalise_label(rule.label)
        assert (normal, normalise_section(rule.section)) == (rule.label, rule.section), rule.source


@pytest.mark.parametrize("name", [*STATEMENTS[:5], "2018-/captions"])
def test_every_caption_counted_is_its_own_normal_form(name: str) -> None:
    """What is counted under another form is found by no caption."""
    rows = load_evidence_table(ROOT / "mappings", name)
    assert [row.source for row in rows if normalise_label(row["label"]) != row["label"]] == []


def test_captions_of_the_trade_are_in_normal_form_and_mean_concepts_of_statements() -> None:
    concepts = set(concepts_of_statements(load_taxonomy(ROOT / "taxonomy")))
    for row in load_evidence_table(ROOT / "mappings", "trade"):
        assert row["statement"] in STATEMENTS and row["concept"] in concepts, row.source
        assert normalise_label(row["label"]) == row["label"], row.source


def test_what_took_over_from_a_concept_is_stated_by_statements_and_did_not_end() -> None:
    """Of a concept that counts otherwise or at another time, filers of before would tell nothing."""
    taxonomy = load_taxonomy(ROOT / "taxonomy")
    known = set(concepts_of_statements(taxonomy))
    rows = load_evidence_table(ROOT / "mappings", "successors")
    pairs = {(row["concept"], row["successor"]) for row in rows}
    gone = {before for before, _ in pairs}
    assert [name for pair in pairs for name in pair if name not in known] == []
    assert [name for _, name in pairs if name in gone or not is_in_use(taxonomy, name, 2025)] == []
    assert [row["successor"] for row in rows if not is_in_use(taxonomy, row["successor"], int(row["since"]))] == []
    for before, since in pairs:
        one, other = taxonomy.concepts[before], taxonomy.concepts[since]
        assert (one.item_type, one.period_type) == (other.item_type, other.period_type), before


def test_rows_of_what_took_over_say_what_the_evidence_hands_on(shipped: Mappings) -> None:
    """Each stands in the table of the fiscal year since which its concept took over, of leases since 2019."""
    rows, seen = load_evidence_table(ROOT / "mappings", "successors"), 0
    for rule in shipped.rules:
        if rule.note.startswith("took over from "):
            since = int(Path(rule.source.path).stem.rstrip("-"))
            before = rule.note.removeprefix("took over from ")
            named = [row for row in rows if row["concept"] == before and row["statement"] in ("*", rule.statement)]
            own = [row for row in named if row["statement"] != "*"] or named
            assert [(row["successor"], int(row["since"])) for row in own] == [(rule.concept, since)], rule.source
            seen += 1
    assert seen > 50


def test_there_is_a_table_for_every_statement(shipped: Mappings) -> None:
    assert {rule.statement for rule in shipped.rules} == {*STATEMENTS, "*"}
    assert len(shipped.rules) > 4000


@pytest.mark.parametrize(
    ("table", "label", "section", "concept"),
    [
        ("balance_sheet", "Other", "current assets", "OtherAssetsCurrent"),
        ("balance_sheet", "Other", "current liabilities", "OtherLiabilitiesCurrent"),
        ("balance_sheet", "Deferred income taxes", "current assets", "DeferredTaxAssetsNetCurrent"),
        ("balance_sheet", "Deferred income taxes", "noncurrent liabilities", "DeferredTaxLiabilitiesNoncurrent"),
        ("balance_sheet", "Accounts payable", "current liabilities", "AccountsPayableCurrent"),
        (
            "balance_sheet",
            "Obligations under capital leases",
            "noncurrent liabilities",
            "CapitalLeaseObligationsNoncurrent",
        ),
        ("balance_sheet", "Minority interest in consolidated subsidiaries", "", "MinorityInterest"),
        ("balance_sheet", "Earnings reinvested in the business", "equity", "RetainedEarningsAccumulatedDeficit"),
        ("balance_sheet", "Common stock in treasury, at cost; 3,000 shares", "equity", "TreasuryStockValue"),
        ("balance_sheet", "Class B common stock, $1 par value", "equity", "CommonStockValue"),
        ("balance_sheet", "Excess of cost over net assets acquired, net", "assets", "Goodwill"),
        (
            "balance_sheet",
            "Total liabilities, minority interest and shareholders' equity",
            "",
            "LiabilitiesAndStockholdersEquity",
        ),
        ("income_statement", "Taxes on income", "", "IncomeTaxExpenseBenefit"),
        ("income_statement", "Total costs and expenses", "", "CostsAndExpenses"),
        ("income_statement", "Extraordinary loss on early extinguishment of debt", "", "ExtraordinaryItemNetOfTax"),
        (
            "income_statement",
            "Cumulative effect of change in accounting for income taxes",
            "",
            "CumulativeEffectOfChangeInAccountingPrinciplePresentedOnIncomeStatementNetOfTax",
        ),
        ("cash_flow", "Accounts payable", "operating activities", "IncreaseDecreaseInAccountsPayable"),
        ("cash_flow", "Decrease (increase) in receivables", "operating activities", "IncreaseDecreaseInReceivables"),
        ("cash_flow", "Interest", "supplemental", "InterestPaid"),
        ("cash_flow", "Other", "financing activities", "ProceedsFromPaymentsForOtherFinancingActivities"),
        ("cash_flow", "Additions to property, plant and equipment", "", "PaymentsToAcquirePropertyPlantAndEquipment"),
        ("cover", "address line 2", "", "EntityAddressAddressLine2"),
        ("note", "Total assets", "", "Assets"),
    ],
)
def test_captions_of_the_trade(shipped: Mappings, table: str, label: str, section: str, concept: str) -> None:
    choice = choose_rule(shipped, Query(table, label, (section,) if section else (), year=1998))
    assert choice.rule is not None and choice.rule.concept == concept


@pytest.mark.parametrize(
    ("label", "section", "unit", "concept"),
    [
        ("Primary", "Earnings per share", Unit.PER_SHARE, "EarningsPerShareBasic"),
        ("Fully diluted", "Earnings per share", Unit.PER_SHARE, "EarningsPerShareDiluted"),
        ("Basic", "Weighted average shares outstanding", Unit.SHARES, "WeightedAverageNumberOfSharesOutstandingBasic"),
        ("Diluted", "", Unit.SHARES, "WeightedAverageNumberOfDilutedSharesOutstanding"),
        ("Dividends", "", Unit.PER_SHARE, "CommonStockDividendsPerShareDeclared"),
    ],
)
def test_captions_told_apart_by_what_they_count(
    shipped: Mappings, label: str, section: str, unit: Unit, concept: str
) -> None:
    choice = choose_rule(shipped, Query("income_statement", label, (section,), None, (), unit, 1996))
    assert choice.rule is not None and choice.rule.concept == concept


@pytest.mark.parametrize(
    ("year", "table", "label", "section", "concept"),
    [
        (
            2023,
            "balance_sheet",
            "Allowance for credit losses",
            "current assets",
            "AllowanceForDoubtfulAccountsReceivableCurrent",
        ),
        (
            2023,
            "balance_sheet",
            "Allowance for credit losses",
            "assets",
            "FinancingReceivableAllowanceForCreditLossExcludingAccruedInterest",
        ),
        (1998, "balance_sheet", "Construction loans", "noncurrent liabilities", "ConstructionLoan"),
        (
            1998,
            "balance_sheet",
            "Unamortized loss on reacquired debt",
            "assets",
            "UnamortizedLossReacquiredDebtNoncurrent",
        ),
        (1998, "balance_sheet", "Accrued interest", "liabilities", "InterestPayableCurrentAndNoncurrent"),
        (1998, "income_statement", "Admissions", "revenues", "AdmissionsRevenue"),
        (1998, "cash_flow", "Royalties payable", "operating activities", "IncreaseDecreaseInRoyaltiesPayable"),
        (2023, "cash_flow", "Capital lease obligations", "financing activities", "FinanceLeasePrincipalPayments"),
        (
            2010,
            "cash_flow",
            "Capital lease obligations",
            "financing activities",
            "RepaymentsOfLongTermCapitalLeaseObligations",
        ),
        (2023, "cash_flow", "Taxes", "operating activities", "IncreaseDecreaseInAccruedIncomeTaxesPayable"),
        (2023, "cash_flow", "Taxes", "supplemental", "IncomeTaxesPaidNet"),
        (2023, "cash_flow", "Income taxes", "investing activities", "own"),
    ],
)
def test_captions_told_apart_by_where_they_stand(
    shipped: Mappings, year: int, table: str, label: str, section: str, concept: str
) -> None:
    choice = choose_rule(shipped, Query(table, label, (section,), year=year))
    assert choice.rule is not None and choice.rule.concept == concept


@pytest.mark.parametrize(
    "label", ["Net unrealized gain on financial instruments", "Unrealized gain on cash flow hedges"]
)
def test_other_comprehensive_income_is_told_by_its_heading(shipped: Mappings, label: str) -> None:
    for sections, is_told in (((), False), (("other comprehensive income",), True)):
        rule = choose_rule(shipped, Query("income_statement", label, sections, year=2023)).rule
        hedge = "OtherComprehensiveIncomeLossCashFlowHedgeGainLossAfterReclassificationAndTax"
        assert (rule is not None and rule.concept == hedge) is is_told


def test_words_of_the_years_are_known(shipped: Mappings) -> None:
    for year, concept in ((1998, "AdditionalPaidInCapital"), (2010, "AdditionalPaidInCapitalCommonStock")):
        choice = choose_rule(shipped, Query("balance_sheet", "Additional paid-in capital", ("equity",), year=year))
        assert choice.rule is not None and choice.rule.concept == concept


@pytest.mark.parametrize(
    ("table", "label", "section"),
    [
        ("balance_sheet", "Construction loans", "assets"),
        ("balance_sheet", "Unamortized gain on reacquired debt", "noncurrent liabilities"),
        ("income_statement", "Admissions", "costs and expenses"),
        ("income_statement", "Interest on money market accounts", "revenues"),
        ("cash_flow", "Royalties payable", "supplemental"),
    ],
)
def test_captions_that_mean_another_thing_elsewhere_have_no_row_there(
    shipped: Mappings, table: str, label: str, section: str
) -> None:
    assert choose_rule(shipped, Query(table, label, (section,), year=1998)).rule is None


@pytest.mark.parametrize(
    ("industry", "table", "label", "section", "concept"),
    [
        ("broker", "balance_sheet", "Receivables from customers", "assets", "ReceivablesFromCustomers"),
        ("utility", "balance_sheet", "Property held for future use", "assets", "PlantHeldForFutureUseAmount"),
    ],
)
def test_words_of_a_trade_are_read_so_for_its_filers_alone(
    shipped: Mappings, industry: str, table: str, label: str, section: str, concept: str
) -> None:
    query = Query(table, label, (section,), None, (industry,), None, 1998)
    choice = choose_rule(shipped, query)
    assert choice.rule is not None and choice.rule.concept == concept
    other = choose_rule(shipped, query._replace(industries=())).rule
    assert other is None or other.concept != concept


@pytest.mark.parametrize("industries", [(), ("broker",)])
@pytest.mark.parametrize("label", ["Commissions", "Principal transactions"])
def test_revenue_of_a_broker_is_no_expense(shipped: Mappings, label: str, industries: tuple[str, ...]) -> None:
    query = Query("income_statement", label, ("costs and expenses",), None, industries, None, 1998)
    rule = choose_rule(shipped, query).rule
    assert rule is not None and rule.concept in ("own", "SalesCommissionsAndFees")


def test_bank_has_its_own_words(shipped: Mappings) -> None:
    query = Query("income_statement", "Total other income", (), None, ("bank",))
    choice = choose_rule(shipped, query)
    assert choice.rule is not None and choice.rule.concept == "NoninterestIncome"


def test_seed_filing_is_tagged_acceptably(shipped: Mappings) -> None:
    if not SEED.is_dir():
        pytest.skip("the seed filing's facts (shared/corpus/seed) are not beside this checkout")
    units = {"USD": Unit.MONEY, "USD/shares": Unit.PER_SHARE, "shares": Unit.SHARES}
    sections = {"Proceeds from note": ("investing activities",), "par value": ("common stock",)}
    wrong = set()
    for path in SEED.glob("*.facts.csv"):
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                label = row["label"]
                if row["statement"] == "cover" or label.startswith("("):
                    continue
                table = "parenthetical" if label == "par value" else row["statement"]
                query = Query(table, label, sections.get(label, ()), unit=units[row["unit"]], year=2004)
                rule = choose_rule(shipped, query).rule
                if (rule.concept if rule else "ext:*") not in row["concept"].split("|"):
                    wrong.add((label, rule and rule.concept))
    assert wrong == set()
