"""Mapping files: which row a caption follows, and what is said of files that cannot be used."""

import random
from pathlib import Path

import pytest

from pipeline.labels import normalise_label
from pipeline.mappings import Choice, Mappings, Query, choose_rule, format_explanation, load_mappings
from pipeline.model import Unit
from pipeline.tables import DataError
from pipeline.taxonomy import Taxonomy, load_taxonomy

ROOT = Path(__file__).parents[1]
HEADER = "label,section,concept,sign,seen,note\n"
WIDE = "statement," + HEADER


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy(ROOT / "taxonomy")


@pytest.fixture(scope="module")
def shipped(taxonomy: Taxonomy) -> Mappings:
    return load_mappings(ROOT / "mappings", taxonomy)


def write_tables(folder: Path, tables: dict[str, str]) -> Path:
    for name, rows in tables.items():
        path = folder / "mappings" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        is_of_one_statement = "/" not in name and name != "general"
        path.write_text((HEADER if is_of_one_statement else WIDE) + rows)
    return folder / "mappings"


def concept_of(choice: Choice) -> str | None:
    return choice.rule.concept if choice.rule else None


# --- faults -----------------------------------------------------------------------------


def faults(folder: Path, taxonomy: Taxonomy) -> list[str]:
    with pytest.raises(DataError) as caught:
        load_mappings(folder, taxonomy)
    return str(caught.value).splitlines()


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path, taxonomy: Taxonomy) -> None:
    folder = write_tables(
        tmp_path,
        {
            "balance_sheet": "Total Assets,,Assets,,manual,\n"
            "total debt,,LongTermDebtt,,manual,\n"
            "net income,,NetIncomeLoss,,manual,\n"
            "asset,,AssetsAbstract,,manual,\n",
            "income_statement": "revenue,,Revenues,x,manual,\n"
            "cash,,Cash,,manual,\n"
            "basic,earnings per share,NetIncomeLoss,,manual,\n"
            "sales,Current asset,Revenues,,guess,\n",
            "general": "profits,net income,,NetIncomeLoss,,manual,\n",
        },
    )
    told = faults(folder, taxonomy)
    expected = [
        ("mappings/balance_sheet.csv:2", "write 'total asset'"),
        ("mappings/balance_sheet.csv:3", "no concept LongTermDebtt in the taxonomy; near it are LongTermDebt"),
        ("mappings/balance_sheet.csv:4", "NetIncomeLoss is of a duration"),
        ("mappings/balance_sheet.csv:5", "AssetsAbstract is abstract"),
        ("mappings/general.csv:2", "statement 'profits' is none of"),
        ("mappings/income_statement.csv:2", "sign 'x' is not empty, + or -"),
        ("mappings/income_statement.csv:3", "Cash is of a instant"),
        ("mappings/income_statement.csv:4", "NetIncomeLoss counts money, the line item per_share"),
        ("mappings/income_statement.csv:5", "write 'current assets'"),
        ("mappings/income_statement.csv:5", "seen 'guess' is not"),
    ]
    assert len(told) == len(expected)
    for line, (place, words) in zip(told, expected, strict=True):
        assert line.startswith(f"{place}: error: ") and words in line


def test_two_concepts_for_one_caption_name_both_rows(tmp_path: Path, taxonomy: Taxonomy) -> None:
    folder = write_tables(tmp_path, {"cash_flow": "other,,ProfitLoss,,manual,\nother,,NetIncomeLoss,,manual,\n"})
    assert faults(folder, taxonomy) == [
        "mappings/cash_flow.csv:3: error: `other` is NetIncomeLoss here and ProfitLoss in mappings/cash_flow.csv:2"
    ]


def test_doubled_row_is_a_fault(tmp_path: Path, taxonomy: Taxonomy) -> None:
    folder = write_tables(tmp_path, {"cash_flow": "other,*,ProfitLoss,,manual,\nother,*,ProfitLoss,+,manual,\n"})
    assert faults(folder, taxonomy) == [
        "mappings/cash_flow.csv:3: error: `other` under `*` stands already in mappings/cash_flow.csv:2"
    ]


def test_wrong_header_and_stray_file_are_faults(tmp_path: Path, taxonomy: Taxonomy) -> None:
    folder = write_tables(tmp_path, {"cash_flow": ""})
    (folder / "cash_flow.csv").write_text("label;section;concept;sign;seen;note\n")
    (folder / "cashflow.csv").write_text(HEADER)
    told = faults(folder, taxonomy)
    assert "separates its cells by semicolons" in told[0]
    assert told[1].startswith("mappings/cashflow.csv:1: error: is no mapping table")


def test_concept_of_the_other_side_of_the_balance_sheet_is_a_fault(tmp_path: Path, taxonomy: Taxonomy) -> None:
    rows = (
        "allowance,current assets,AllowanceForDoubtfulAccountsReceivableCurrent,,manual,\n"
        "payable,current assets,AccountsPayableCurrent,,manual,\n"
        "treasury stock,equity,TreasuryStockValue,,manual,\n"
    )
    assert faults(write_tables(tmp_path, {"balance_sheet": rows}), taxonomy) == [
        "mappings/balance_sheet.csv:3: error: concept AccountsPayableCurrent is a credit, "
        "a line under `current assets` a debit"
    ]


def test_missing_folder_is_a_fault(tmp_path: Path, taxonomy: Taxonomy) -> None:
    assert "is not a folder of mapping tables" in faults(tmp_path / "nowhere", taxonomy)[0]


# --- precedence -------------------------------------------------------------------------


@pytest.fixture
def ranked(tmp_path: Path, taxonomy: Taxonomy) -> Mappings:
    tables = {
        "filers/0000001234": "balance_sheet,other *,,OtherAssets,,review,\n",
        "industry/bank": "balance_sheet,other asset,,OtherReceivables,,manual,\n",
        "years/2018-": "balance_sheet,other asset,,OtherAssetsCurrent,,manual,\n",
        "balance_sheet": "other asset,,OtherAssetsNoncurrent,,manual,\n"
        "other asset,assets,Assets,,manual,\n"
        "other asset,current assets,PrepaidExpenseCurrent,,manual,\n"
        "other asset,* discontinued *,AssetsHeldForSaleCurrent,,manual,\n"
        "other *,,Goodwill,,manual,\n"
        "other * net,,InventoryNet,,manual,\n",
        "general": "*,other thing,,Land,,manual,\n",
    }
    return load_mappings(write_tables(tmp_path, tables), taxonomy)


@pytest.mark.parametrize(
    ("query", "concept"),
    [
        (Query("balance_sheet", "Other assets"), "OtherAssetsNoncurrent"),
        (Query("balance_sheet", "Other assets", ("assets", "current assets")), "PrepaidExpenseCurrent"),
        (Query("balance_sheet", "Other assets", ("current assets", "assets")), "PrepaidExpenseCurrent"),
        (Query("balance_sheet", "Other assets", ("Assets",)), "Assets"),
        (Query("balance_sheet", "Other assets", ("assets", "noncurrent assets")), "OtherAssetsNoncurrent"),
        (
            Query("balance_sheet", "Other assets", ("current assets", "Of discontinued operations")),
            "AssetsHeldForSaleCurrent",
        ),
        (Query("balance_sheet", "Other assets", ("current assets",), None, ("bank",)), "OtherReceivables"),
        (Query("balance_sheet", "Other assets", (), None, ("insurance",)), "OtherAssetsNoncurrent"),
        (Query("balance_sheet", "Other assets", (), "1234", ("bank",)), "OtherAssets"),
        (Query("balance_sheet", "Other assets", (), "99", ("bank",)), "OtherReceivables"),
        (Query("balance_sheet", "Other assets", year=2020), "OtherAssetsCurrent"),
        (Query("balance_sheet", "Other assets", year=2017), "OtherAssetsNoncurrent"),
        (Query("balance_sheet", "Other thing"), "Land"),
        (Query("balance_sheet", "Other things, net"), "InventoryNet"),
        (Query("balance_sheet", "Other inventions"), "Goodwill"),
        (Query("balance_sheet", "Quite another thing"), None),
        (Query("cash_flow", "Other assets"), None),
    ],
)
def test_stronger_table_and_narrower_row_win(ranked: Mappings, query: Query, concept: str | None) -> None:
    assert concept_of(choose_rule(ranked, query)) == concept


def test_every_loser_has_its_reason(ranked: Mappings) -> None:
    choice = choose_rule(
        ranked, Query("balance_sheet", "Other assets", ("current assets",), None, (), Unit.MONEY, 2020)
    )
    assert {str(rule.concept): why for rule, why in choice.losers} == {
        "PrepaidExpenseCurrent": "mappings/years/2018-.csv:2 is of the stronger table (years before statement)",
        "OtherAssetsNoncurrent": "mappings/years/2018-.csv:2 is of the stronger table (years before statement)",
        "Goodwill": "mappings/years/2018-.csv:2 has the exact label",
        "Assets": "stands only under `assets`",
        "AssetsHeldForSaleCurrent": "stands only under headings like `* discontinued *`",
    }


def test_row_counted_per_share_never_gets_a_concept_of_money(shipped: Mappings) -> None:
    for unit, concept in (
        (Unit.MONEY, "NetIncomeLoss"),
        (Unit.PER_SHARE, "EarningsPerShareBasic"),
    ):
        choice = choose_rule(shipped, Query("income_statement", "Net income", (), None, (), unit, 2000))
        assert concept_of(choice) == concept
    shares = choose_rule(shipped, Query("income_statement", "Basic", (), None, (), Unit.SHARES, 2000))
    assert concept_of(shares) == "WeightedAverageNumberOfSharesOutstandingBasic"
    sales = choose_rule(shipped, Query("income_statement", "Net sales", (), None, (), Unit.PER_SHARE, 2000))
    assert sales.rule is None
    assert "SalesRevenueNet counts money, the line item per_share" in {why for _, why in sales.losers}


def test_concept_out_of_use_in_the_year_loses(shipped: Mappings) -> None:
    query = Query("income_statement", "Minority interest", ("costs and expenses",))
    assert concept_of(choose_rule(shipped, query)) == "MinorityInterestInNetIncomeLossOfConsolidatedEntities"
    late = choose_rule(shipped, Query("income_statement", "Minority interest", year=2020))
    assert "in use until 2012" in " ".join(why for _, why in late.losers)


def test_headings_tell_basic_from_diluted(shipped: Mappings) -> None:
    for heading, concept in (
        ("Basic earnings per share", "IncomeLossFromContinuingOperationsPerBasicShare"),
        ("Diluted earnings per share", "IncomeLossFromContinuingOperationsPerDilutedShare"),
    ):
        query = Query("income_statement", "Continuing operations", (heading,), unit=Unit.PER_SHARE)
        assert concept_of(choose_rule(shipped, query)) == concept


def test_amounts_inside_captions_follow_the_caption(shipped: Mappings) -> None:
    for label, caption, concept in (
        ("par value", "common stock", "CommonStockParOrStatedValuePerShare"),
        ("shares authorized", "Series B preferred stock", "PreferredStockSharesAuthorized"),
        ("shares issued", "Class A common stock", "CommonStockSharesIssued"),
        ("shares", "Treasury stock at cost", "TreasuryStockShares"),
        ("shares", "Common stock in treasury", "TreasuryStockShares"),
        ("allowance", "Accounts receivable", "AllowanceForDoubtfulAccountsReceivableCurrent"),
    ):
        assert concept_of(choose_rule(shipped, Query("parenthetical", label, (caption,)))) == concept


def test_explanation_names_winner_and_losers(shipped: Mappings) -> None:
    query = Query("cash_flow", "Other, net", ("operating activities", "investing activities"), year=2004)
    told = format_explanation(query, choose_rule(shipped, query))
    lines = told.splitlines()
    assert lines[0] == (
        "cash_flow: 'Other, net' reads `other net` under `operating activities`, `investing activities`"
    )
    assert lines[1].startswith("wins  mappings/cash_flow.csv:")
    assert any(line.startswith("loses mappings/cash_flow.csv:") and "stands only under" in line for line in lines)


def test_explanation_of_an_unknown_caption(shipped: Mappings) -> None:
    query = Query("balance_sheet", "Due to bankruptcy creditors")
    assert format_explanation(query, choose_rule(shipped, query)).splitlines()[1] == "no rule stands"


def test_order_of_rows_changes_no_choice(tmp_path: Path, taxonomy: Taxonomy, shipped: Mappings) -> None:
    dice = random.Random(20040531)
    for path in sorted((ROOT / "mappings").rglob("*.csv")):
        header, *rows = path.read_text().splitlines(keepends=True)
        dice.shuffle(rows)
        target = tmp_path / "mappings" / path.relative_to(ROOT / "mappings")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(header + "".join(rows))
    shuffled = load_mappings(tmp_path / "mappings", taxonomy)

    def decisions(mappings: Mappings, query: Query) -> tuple[object, ...]:
        choice = choose_rule(mappings, query)
        return concept_of(choice), sorted((rule.concept, rule.section) for rule, _ in choice.losers)

    sections = ("current assets", "noncurrent assets", "operating activities", "earnings per share", "diluted")
    for rule in dice.sample(shipped.rules, 1500):
        table = "balance_sheet" if rule.statement == "*" else rule.statement
        label = rule.label.replace("*", "some word")
        query = Query(
            table, label, (dice.choice(sections),), None, ("bank",), None, dice.choice((None, 1999, 2010, 2024))
        )
        assert decisions(shuffled, query) == decisions(shipped, query)


def test_caption_may_be_asked_as_printed_or_in_normal_form(shipped: Mappings) -> None:
    printed = "TOTAL STOCKHOLDERS' EQUITY (DEFICIT)"
    ask = [choose_rule(shipped, Query("balance_sheet", text)) for text in (printed, normalise_label(printed))]
    assert concept_of(ask[0]) == concept_of(ask[1]) == "StockholdersEquity"
