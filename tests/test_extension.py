"""The filer's own taxonomy as one filing shows it."""

from dataclasses import replace
from decimal import Decimal

from reports import (
    CIK,
    HALF,
    MAY,
    NOVEMBER,
    OWN,
    Print,
    add,
    balance_sheet,
    build_statement,
    cash_flow,
    example_report,
    income_statement,
    shipped_taxonomy,
)

from pipeline.codes import EXTENSION_SUM_NOT_STATED
from pipeline.extension import extend
from pipeline.model import Extension, Fact, Filing, Finding, Network, Source, Statement, StatementKind

FILING = Filing(Source("acme.txt", 1), (), cik=CIK)


def extended(*made: tuple[Statement, list[Fact]]) -> tuple[Extension, list[Finding]]:
    return extend(FILING, [s for s, _ in made], [f for _, facts in made for f in facts], shipped_taxonomy())


def network(extension: Extension, id: str) -> Network:
    return next(network for network in extension.networks if network.id == id)


def weights(network: Network) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for arc in network.calculation:
        found.setdefault(arc.parent.partition(":")[2], {})[arc.child.partition(":")[2]] = arc.weight
    return found


def places(network: Network) -> list[tuple[str, str, str]]:
    arcs = sorted(network.presentation, key=lambda arc: arc.order)
    return [(a.parent.partition(":")[2], a.child.partition(":")[2], a.preferred_label) for a in arcs]


def test_each_statement_is_a_network_after_the_cover() -> None:
    extension = example_report(shipped_taxonomy()).extension
    assert [network.definition for network in extension.networks] == [
        "0001 - Document - Cover",
        "0002 - Statement - CONSOLIDATED BALANCE SHEETS",
        "0002 - Statement - CONSOLIDATED BALANCE SHEETS (Alternative 1)",
        "0003 - Statement - CONSOLIDATED STATEMENTS OF INCOME",
        "0004 - Statement - STATEMENTS OF CASH FLOWS",
    ]
    assert extension.prefix == OWN
    assert extension.namespace == "https://tieout.example/filer/0000123456/2004-05-31"


def test_filer_without_a_number_gets_a_neutral_prefix() -> None:
    extension, _ = extend(replace(FILING, cik=None), [], [], shipped_taxonomy())
    assert (extension.prefix, extension.namespace) == ("own", "https://tieout.example/filer/unknown/undated")


def test_line_items_stand_below_their_headings_in_printed_order() -> None:
    extension, _ = extended(balance_sheet())
    found = places(network(extension, "R0001"))
    assert found[:5] == [
        ("ConsolidatedBalanceSheetsAbstract", "AssetsAbstract", ""),
        ("AssetsAbstract", "CurrentAssetsAbstract", ""),
        ("CurrentAssetsAbstract", "CashAndCashEquivalentsAtCarryingValue", ""),
        ("CurrentAssetsAbstract", "AccountsReceivableNetCurrent", ""),
        ("CurrentAssetsAbstract", "AssetsCurrent", "totalLabel"),
    ]
    assert ("StockholdersEquityAbstract", "TreasuryStockValue", "negatedLabel") in found


def test_every_heading_of_a_network_has_its_own_name() -> None:
    rows = [
        Print("Cash", "CashAndCashEquivalentsAtCarryingValue", ("1", "1"), ("Other",)),
        Print("Common stock", "CommonStockValue", ("1", "1"), ("Equity",)),
        Print("Treasury stock", "TreasuryStockValue", ("1", "1"), ("Other",)),
        Print("Deposits", "SecurityDeposits", ("1", "1"), ("***",)),
    ]
    made = build_statement(StatementKind.BALANCE_SHEET, "Other", (MAY, NOVEMBER), 1, rows)
    extension, _ = extended(made)
    parents = [parent for parent, child, _ in places(network(extension, "R0001")) if not child.endswith("Abstract")]
    assert parents == ["Other2Abstract", "EquityAbstract", "Other3Abstract", "HeadingAbstract"]
    labels = dict(extension.labels)
    assert labels[f"{OWN}:Other2Abstract"] == labels[f"{OWN}:Other3Abstract"] == (("label", "Other"),)
    assert all(concept.abstract for concept in extension.concepts if concept.name.endswith("Abstract"))


def test_cash_stands_twice_in_a_cash_flow() -> None:
    extension, _ = extended(cash_flow())
    cash = [
        role for _, child, role in places(network(extension, "R0001")) if child.startswith("CashAndCashEquivalentsAt")
    ]
    assert cash == ["periodStartLabel", "periodEndLabel"]
    labels = dict(extension.labels["gaap:CashAndCashEquivalentsAtCarryingValue"])
    assert labels == {"periodStartLabel": "Cash, beginning", "periodEndLabel": "Cash, end"}


def test_label_is_kept_as_printed_even_if_it_is_a_trap() -> None:
    rows = [Print("=1+1|cmd <script>", "SecurityDeposits", ("1", "1"))]
    extension, _ = extended(build_statement(StatementKind.BALANCE_SHEET, "T", (MAY, NOVEMBER), 1, rows))
    assert extension.labels[f"{OWN}:SecurityDeposits"] == (("label", "=1+1|cmd <script>"),)


def test_second_wording_of_a_concept_takes_another_role() -> None:
    rows = [Print("Cash", "SecurityDeposits", ("1", ""))]
    more = [Print("Cash on hand", "SecurityDeposits", ("", "2"))]
    first = build_statement(StatementKind.BALANCE_SHEET, "One", (MAY, NOVEMBER), 1, rows)
    second = build_statement(StatementKind.BALANCE_SHEET, "Two", (MAY, NOVEMBER), 9, more)
    extension, _ = extended(first, second)
    assert dict(extension.labels[f"{OWN}:SecurityDeposits"]) == {"label": "Cash", "terseLabel": "Cash on hand"}
    assert places(network(extension, "R0002"))[0][2] == "terseLabel"


def test_weights_hold_for_stored_values() -> None:
    extension, _ = extended(balance_sheet(), income_statement(), cash_flow())
    assert weights(network(extension, "R0001"))["StockholdersEquity"]["TreasuryStockValue"] == -1
    assert weights(network(extension, "R0002")) == {
        "GrossProfit": {"Revenues": 1, "CostOfRevenue": -1},
        "NetIncomeLoss": {"GrossProfit": 1, "IncomeTaxExpenseBenefit": -1},
    }
    paid = weights(network(extension, "R0003"))["NetCashProvidedByUsedInInvestingActivities"]
    assert paid == {"PaymentsToAcquirePropertyPlantAndEquipment": -1}


def test_second_way_to_a_total_goes_to_a_network_of_its_own() -> None:
    extension, _ = extended(balance_sheet())
    assert set(weights(network(extension, "R0001"))["Assets"]) == {
        "AssetsCurrent", "PropertyPlantAndEquipmentNet", "SecurityDeposits",
    }  # fmt: skip
    assert list(weights(network(extension, "R0001A1"))) == ["Assets"]


def unstated(findings: list[Finding]) -> list[str]:
    assert all(finding.code is EXTENSION_SUM_NOT_STATED for finding in findings)
    return [finding.message.partition("calculation: ")[2] for finding in findings]


def test_roll_forward_of_cash_is_no_calculation() -> None:
    extension, findings = extended(cash_flow())
    assert unstated(findings) == ["“Cash, beginning” is stated for another period, member or unit"]
    assert findings[0].source.line == 308
    assert "CashAndCashEquivalentsAtCarryingValue" not in weights(network(extension, "R0001"))


def test_sum_with_a_part_that_is_no_fact_is_not_stated() -> None:
    statement, facts = balance_sheet()
    extension, findings = extended((statement, [fact for fact in facts if fact.id != "f102_1"]))
    assert unstated(findings) == ["“Receivables, net” became no fact"] * 2
    assert "AssetsCurrent" not in weights(network(extension, "R0001"))


def test_sum_that_the_balances_forbid_is_not_stated() -> None:
    rows = [
        Print("Cash", "CashAndCashEquivalentsAtCarryingValue", ("5", "5")),
        Print("Less debts", "Liabilities", ("3", "3")),
        Print("Net", "Assets", ("8", "8")),
    ]
    statement, facts = build_statement(StatementKind.BALANCE_SHEET, "T", (MAY, NOVEMBER), 1, rows)
    _, findings = extended((replace(statement, sums=(add(2, 0, 1),)), facts))
    assert unstated(findings) == ["the balances of gaap:Assets and gaap:Liabilities forbid the weight 1"]


def test_sum_whose_signs_differ_between_columns_is_not_stated() -> None:
    statement, facts = income_statement()
    turned = [f._replace(value=-f.value) if f.id == "f204_1" and isinstance(f.value, Decimal) else f for f in facts]
    _, findings = extended((statement, turned))
    assert unstated(findings) == ["the sign of “Income taxes” is not read alike in all columns"]


def test_sum_with_one_concept_twice_is_not_stated() -> None:
    rows = [
        Print("Deposits", "SecurityDeposits", ("5", "")),
        Print("More deposits", "SecurityDeposits", ("", "3")),
        Print("Total", "Assets", ("5", "3")),
    ]
    statement, facts = build_statement(StatementKind.BALANCE_SHEET, "T", (MAY, NOVEMBER), 1, rows)
    _, findings = extended((replace(statement, sums=(add(2, 0, 1),)), facts))
    assert unstated(findings) == ["one concept stands in it twice"]


def test_sum_that_another_statement_would_break_is_not_stated() -> None:
    rows = [Print("Gross profit", "GrossProfit", ("90",)), Print("Net income", "NetIncomeLoss", ("30",))]
    quarter = HALF._replace(start=HALF.end.replace(month=3, day=1))
    other = build_statement(StatementKind.NOTE, "Quarterly results", (quarter,), 400, rows)
    _, findings = extended(income_statement(), other)
    assert unstated(findings) == ["it does not hold for all that is stated of gaap:NetIncomeLoss as of 2004-05-31"]


def test_unproved_sum_is_not_stated() -> None:
    statement, facts = income_statement()
    broken = replace(statement, sums=tuple(replace(sum_, holds=(True, False)) for sum_ in statement.sums))
    extension, findings = extended((broken, facts))
    assert not findings and not network(extension, "R0001").calculation


def test_total_of_its_own_part_goes_to_another_network() -> None:
    rows = [
        Print("Deposits", "SecurityDeposits", ("5", "5")),
        Print("Assets", "Assets", ("5", "5")),
    ]
    statement, facts = build_statement(StatementKind.BALANCE_SHEET, "T", (MAY, NOVEMBER), 1, rows)
    extension, _ = extended((replace(statement, sums=(add(1, 0), add(0, 1))), facts))
    assert weights(network(extension, "R0001")) == {"Assets": {"SecurityDeposits": 1}}
    assert weights(network(extension, "R0001A1")) == {"SecurityDeposits": {"Assets": 1}}


# --- members ----------------------------------------------------------------------------

EQUITY, STOCK = "gaap:StatementEquityComponentsAxis", "gaap:StatementClassOfStockAxis"


def equity_statement(*dimensions: tuple[str, str], concept: str = "StockholdersEquity") -> tuple[Statement, list[Fact]]:
    """One row for each member, and one of the filer as a whole."""
    rows = [Print("Balance", concept, ("5", "5"), ("Year 1",), dimensions=(pair,)) for pair in dimensions]
    rows.append(Print("Balance", concept, ("9", "9"), ("Year 1",)))
    return build_statement(StatementKind.EQUITY, "EQUITY", (MAY, NOVEMBER), 500, rows)


def test_facts_of_members_stand_in_a_table_with_its_axes_in_printed_order() -> None:
    members = ((EQUITY, "gaap:RetainedEarningsMember"), (EQUITY, f"{OWN}:FoundersMember"), (STOCK, f"{OWN}:AMember"))
    extension, _ = extended(equity_statement(*members))
    assert [(parent, child) for parent, child, _ in places(network(extension, "R0001"))] == [
        ("EquityAbstract", "StatementTable"),
        ("StatementTable", "StatementClassOfStockAxis"),
        ("StatementClassOfStockAxis", "ClassOfStockDomain"),
        ("ClassOfStockDomain", "AMember"),
        ("StatementTable", "StatementEquityComponentsAxis"),
        ("StatementEquityComponentsAxis", "EquityComponentDomain"),
        ("EquityComponentDomain", "RetainedEarningsMember"),
        ("EquityComponentDomain", "FoundersMember"),
        ("StatementTable", "StatementLineItems"),
        ("StatementLineItems", "Year1Abstract"),
        ("Year1Abstract", "StockholdersEquity"),
    ]


def test_statement_of_the_filer_as_a_whole_has_no_table() -> None:
    extension, _ = extended(balance_sheet(), equity_statement((EQUITY, "gaap:RetainedEarningsMember")))
    assert "StatementTable" not in {child for _, child, _ in places(network(extension, "R0001"))}


def test_every_fact_of_a_member_is_covered_by_the_table_of_a_network() -> None:
    report = example_report(shipped_taxonomy())
    shown = [{arc.child for arc in network.presentation} for network in report.extension.networks]
    dimensional = [fact for fact in report.facts if fact.context.dimensions]
    assert dimensional
    for fact in dimensional:
        names = {fact.concept.qname, *(name for pair in fact.context.dimensions for name in pair)}
        assert any(names <= children for children in shown), fact.id


def test_what_no_taxonomy_in_force_has_of_a_table_is_the_filers_own() -> None:
    """As with an official package that has no such axis: the fact's axis is own already, the rest becomes so."""
    official = replace(shipped_taxonomy(), namespaces={"us-gaap": "http://fasb.org/us-gaap/2025"})
    statement, facts = equity_statement((f"{OWN}:SegmentsAxis", f"{OWN}:WestMember"), concept="SecurityDeposits")
    extension, _ = extend(FILING, [statement], facts, official)
    assert {concept.qname: concept.item_type for concept in extension.concepts if concept.abstract} == {
        f"{OWN}:EquityAbstract": "string",
        f"{OWN}:Year1Abstract": "string",
        f"{OWN}:StatementTable": "hypercube",
        f"{OWN}:StatementLineItems": "string",
        f"{OWN}:SegmentsAxis": "dimension",
        f"{OWN}:SegmentsDomain": "domain",
        f"{OWN}:WestMember": "domain",
    }


def test_same_filing_gives_the_same_extension() -> None:
    assert extended(balance_sheet(), cash_flow()) == extended(balance_sheet(), cash_flow())
