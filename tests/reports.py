"""An example report, built by hand: small, telling, and right to the last digit unless a test breaks it.

Not a test: the tests of the emitters, the extension and the judge take their filing from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from pipeline.emit.dts import format_extension
from pipeline.emit.findings import format_findings
from pipeline.emit.ledger import format_ledger
from pipeline.emit.xbrl_csv import format_xbrl_csv
from pipeline.emit.xbrl_json import format_xbrl_json
from pipeline.emit.xbrl_xml import format_xbrl_xml
from pipeline.extension import extend
from pipeline.model import (
    Amount,
    Column,
    Concept,
    Context,
    Dimensions,
    Entity,
    Fact,
    Filing,
    LineItem,
    Period,
    Report,
    Rule,
    Skipped,
    Source,
    Statement,
    StatementKind,
    Status,
    Sum,
    Unit,
)
from pipeline.tables import data_folder
from pipeline.taxonomy import Taxonomy, load_taxonomy

PATH = "acme.txt"
CIK = "0000123456"
OWN = f"f{CIK}"
USD, PER_SHARE, SHARES, PURE = "iso4217:USD", "iso4217:USD/xbrli:shares", "xbrli:shares", "xbrli:pure"
MAY, NOVEMBER = Period(None, date(2004, 5, 31)), Period(None, date(2003, 11, 30))
HALF, HALF_BEFORE = Period(date(2003, 12, 1), date(2004, 5, 31)), Period(date(2002, 12, 1), date(2003, 5, 31))


def gaap(name: str, balance: str, period_type: str = "instant", item_type: str = "monetary") -> Concept:
    return Concept("gaap", name, name, balance, period_type, item_type)


def own(name: str, balance: str = "", item_type: str = "monetary") -> Concept:
    return Concept(OWN, name, name, balance, "instant", item_type)


CONCEPTS = {
    concept.name: concept
    for concept in (
        gaap("CashAndCashEquivalentsAtCarryingValue", "debit"),
        gaap("AccountsReceivableNetCurrent", "debit"),
        gaap("AssetsCurrent", "debit"),
        gaap("PropertyPlantAndEquipmentNet", "debit"),
        gaap("Assets", "debit"),
        gaap("Liabilities", "credit"),
        gaap("CommonStockValue", "credit"),
        gaap("RetainedEarningsAccumulatedDeficit", "credit"),
        gaap("TreasuryStockValue", "debit"),
        gaap("StockholdersEquity", "credit"),
        gaap("LiabilitiesAndStockholdersEquity", "credit"),
        gaap("CommonStockSharesIssued", "", "instant", "shares"),
        gaap("Revenues", "credit", "duration"),
        gaap("CostOfRevenue", "debit", "duration"),
        gaap("GrossProfit", "credit", "duration"),
        gaap("IncomeTaxExpenseBenefit", "debit", "duration"),
        gaap("NetIncomeLoss", "credit", "duration"),
        gaap("EarningsPerShareBasic", "", "duration", "perShare"),
        gaap("EffectiveIncomeTaxRateContinuingOperations", "", "duration", "percent"),
        gaap("Depreciation", "debit", "duration"),
        gaap("NetCashProvidedByUsedInOperatingActivities", "", "duration"),
        gaap("PaymentsToAcquirePropertyPlantAndEquipment", "credit", "duration"),
        gaap("NetCashProvidedByUsedInInvestingActivities", "debit", "duration"),
        gaap("CashAndCashEquivalentsPeriodIncreaseDecrease", "", "duration"),
        Concept("cover", "EntityRegistrantName", "Registrant", "", "duration", "normalizedString"),
        Concept("cover", "AmendmentDescription", "Amendment", "", "duration", "string"),
        Concept("cover", "EntityCommonStockSharesOutstanding", "Shares", "", "instant", "shares"),
        own("SecurityDeposits", "debit"),
    )
}


@dataclass(frozen=True)
class Print:
    """A row as printed: its amounts as text, the concept it became (none: no fact) and its stored sign."""

    label: str
    concept: str
    amounts: tuple[str, ...]
    section: tuple[str, ...] = ()
    sign: int = 1
    unit: str = USD
    scale: int = 3
    point: str = ""
    dimensions: Dimensions = ()


def parse_print(text: str) -> Decimal:
    digits = text.strip("($ )").replace(",", "")
    return Decimal(0) if digits == "--" else Decimal(digits) * (-1 if text.startswith("(") else 1)


def build_statement(
    kind: StatementKind, title: str, periods: Sequence[Period], first_line: int, rows: Sequence[Print]
) -> tuple[Statement, list[Fact]]:
    """Print ``rows`` from ``first_line`` on and make a fact of every amount whose row names a concept."""
    items: list[LineItem] = []
    facts: list[Fact] = []
    for line, row in enumerate(rows, first_line + 1):
        amounts = tuple(
            Amount(text, parse_print(text), Source(PATH, line, 40 + 12 * n, 50 + 12 * n)) if text else None
            for n, text in enumerate(row.amounts)
        )
        unit = {USD: Unit.MONEY, PER_SHARE: Unit.PER_SHARE, SHARES: Unit.SHARES, PURE: Unit.PURE}[row.unit]
        item = LineItem(
            row.label, row.section, 0, amounts, Source(PATH, line), unit=unit, scale=row.scale, point=row.point
        )
        items.append(item)
        facts += [_fact(kind, row, item, n, periods) for n, amount in enumerate(amounts) if amount and row.concept]
    columns = tuple(Column(period, period.end.isoformat()) for period in periods)
    return Statement(kind, title, "USD", 3, columns, tuple(items), Source(PATH, first_line)), facts


def _fact(kind: StatementKind, row: Print, item: LineItem, column: int, periods: Sequence[Period]) -> Fact:
    concept, amount = CONCEPTS[row.concept], item.amounts[column]
    assert amount is not None and amount.value is not None
    return Fact(
        id=f"f{item.source.line}_{column}",
        concept=concept,
        context=Context(Entity("http://www.sec.gov/CIK", CIK), _period(row, periods[column]), row.dimensions),
        unit=row.unit,
        value=amount.value.scaleb(row.scale) * row.sign,
        decimals=2 if row.unit in (PER_SHARE, PURE) else -row.scale,
        statement=kind,
        item=item,
        amount=amount,
        status=Status.OWN if concept.prefix == OWN else Status.RULE,
        rule=None if concept.prefix == OWN else Rule(kind, row.label, "*", row.concept, "", "", "", _row(concept)),
        confidence=Decimal("0.99"),
        reason=f"the label is {row.label}",
    )


def _row(concept: Concept) -> Source:
    return Source("mappings/general.csv", 2 + list(CONCEPTS).index(concept.name))


def _period(row: Print, period: Period) -> Period:
    if row.point == "start" and period.start:
        return Period(None, date.fromordinal(period.start.toordinal() - 1))
    return Period(None, period.end) if row.point == "end" or row.concept in INSTANTS else period


INSTANTS = {name for name, concept in CONCEPTS.items() if concept.period_type == "instant"}


def add(total: int, *addends: int, signs: str = "") -> Sum:
    """Say that row ``total`` is proved to be the sum of ``addends``; ``signs`` has a + or - for each."""
    weights = [-1 if sign == "-" else 1 for sign in signs or "+" * len(addends)]
    return Sum(total, tuple(zip(addends, weights, strict=True)), (True, True))


def balance_sheet() -> tuple[Statement, list[Fact]]:
    current, equity = ("Assets", "Current assets"), ("Stockholders' equity",)
    statement, facts = build_statement(
        StatementKind.BALANCE_SHEET,
        "CONSOLIDATED BALANCE SHEETS",
        (MAY, NOVEMBER),
        100,
        [
            Print("Cash", "CashAndCashEquivalentsAtCarryingValue", ("$ 1,285", "1,230"), current),
            Print("Receivables, net", "AccountsReceivableNetCurrent", ("400", "380"), current),
            Print("Total current assets", "AssetsCurrent", ("1,685", "1,610"), current),
            Print("Equipment, net", "PropertyPlantAndEquipmentNet", ("600", "590"), ("Assets",)),
            Print("Security deposits", "SecurityDeposits", ("15", "15"), ("Assets",)),
            Print("", "Assets", ("2,300", "2,215"), ("Assets",)),
            Print("Liabilities", "Liabilities", ("300", "265")),
            Print("Common stock", "CommonStockValue", ("1,000", "1,000"), equity),
            Print("Retained earnings", "RetainedEarningsAccumulatedDeficit", ("1,010", "960"), equity),
            Print("Treasury stock, at cost", "TreasuryStockValue", ("(10)", "(10)"), equity, sign=-1),
            Print("Total stockholders' equity", "StockholdersEquity", ("2,000", "1,950"), equity),
            Print("Total liabilities and equity", "LiabilitiesAndStockholdersEquity", ("2,300", "2,215")),
            Print("Memo: =1+1|cmd", "", ("7", "")),
        ],
    )
    sums = (add(2, 0, 1), add(5, 2, 3, 4), add(5, 0, 1, 3, 4), add(10, 7, 8, 9), add(11, 6, 10))
    skipped = (Skipped("@12", "a page number", Source(PATH, 99, 70, 72)),)
    return replace(statement, sums=sums, skipped=skipped), facts


def income_statement() -> tuple[Statement, list[Fact]]:
    statement, facts = build_statement(
        StatementKind.INCOME_STATEMENT,
        "CONSOLIDATED STATEMENTS OF INCOME",
        (HALF, HALF_BEFORE),
        200,
        [
            Print("Net sales", "Revenues", ("500", "450")),
            Print("Cost of sales", "CostOfRevenue", ("380", "350")),
            Print("Gross profit", "GrossProfit", ("120", "100")),
            Print("Income taxes", "IncomeTaxExpenseBenefit", ("(70)", "(60)"), sign=-1),
            Print("Net income", "NetIncomeLoss", ("50", "40")),
            Print("Per share", "EarningsPerShareBasic", (".05", ".04"), unit=PER_SHARE, scale=0),
            Print("Tax rate", "EffectiveIncomeTaxRateContinuingOperations", (".58", ".60"), unit=PURE, scale=0),
        ],
    )
    return replace(statement, sums=(add(2, 0, 1, signs="+-"), add(4, 2, 3))), facts


def cash_flow() -> tuple[Statement, list[Fact]]:
    cash = "CashAndCashEquivalentsAtCarryingValue"
    statement, facts = build_statement(
        StatementKind.CASH_FLOW,
        "STATEMENTS OF CASH FLOWS",
        (HALF, HALF_BEFORE),
        300,
        [
            Print("Net income", "NetIncomeLoss", ("50", "40")),
            Print("Depreciation", "Depreciation", ("15", "12")),
            Print("Net cash from operations", "NetCashProvidedByUsedInOperatingActivities", ("65", "52")),
            Print("Purchases", "PaymentsToAcquirePropertyPlantAndEquipment", ("(10)", "(7)"), sign=-1),
            Print("Net cash used", "NetCashProvidedByUsedInInvestingActivities", ("(10)", "(7)")),
            Print("Increase in cash", "CashAndCashEquivalentsPeriodIncreaseDecrease", ("55", "45")),
            Print("Cash, beginning", cash, ("1,230", "1,100"), point="start"),
            Print("Cash, end", cash, ("1,285", "1,145"), point="end"),
        ],
    )
    return replace(statement, sums=(add(2, 0, 1), add(4, 3), add(5, 2, 4), add(7, 6, 5))), facts


def cover(texts: Sequence[str]) -> list[Fact]:
    """Make the facts of a cover page: two texts, and a number of shares for each of two classes of stock."""
    facts = []
    for line, (concept, text) in enumerate(
        zip(("EntityRegistrantName", "AmendmentDescription"), texts, strict=True), 1
    ):
        amount = Amount(text, None, Source(PATH, line, 1, 1 + len(text)))
        item = LineItem("Name", (), 0, (amount,), Source(PATH, line), unit=Unit.PURE)
        context = Context(Entity("http://www.sec.gov/CIK", CIK), HALF)
        made = (StatementKind.COVER, item, amount, Status.STRUCTURE, None, Decimal(1), "the cover names it")
        facts.append(Fact(f"f{line}", CONCEPTS[concept], context, "", text, None, *made))
    axis = "gaap:StatementClassOfStockAxis"
    rows = [
        Print(
            f"Class {letter}",
            "EntityCommonStockSharesOutstanding",
            (amount,),
            unit=SHARES,
            scale=0,
            dimensions=((axis, f"{OWN}:Class{letter}Member"),),
        )
        for letter, amount in (("A", "9,000"), ("B", "500"))
    ]
    return facts + build_statement(StatementKind.COVER, "", (MAY,), 10, rows)[1]


NAMES = ("=1+1|cmd", "#1 <script>alert('x') & \"co\"</script>")


def example_report(taxonomy: Taxonomy, texts: Sequence[str] = NAMES) -> Report:
    """Build the report of one filing with a cover and three statements whose sums all hold."""
    made = [balance_sheet(), income_statement(), cash_flow()]
    statements = tuple(statement for statement, _ in made)
    facts = tuple(cover(texts)) + tuple(fact for _, facts in made for fact in facts)
    filing = Filing(Source(PATH, 1), (), cik=CIK, period_of_report=MAY.end)
    extension, findings = extend(filing, statements, facts, taxonomy)
    return Report(filing, statements, facts, tuple(findings), extension)


def change(report: Report, id: str, value: Decimal | str) -> Report:
    """State another value for one fact, as a bug would."""
    facts = tuple(fact._replace(value=value) if fact.id == id else fact for fact in report.facts)
    assert facts != report.facts
    return replace(report, facts=facts)


@cache
def shipped_taxonomy() -> Taxonomy:
    return load_taxonomy(data_folder("taxonomy"))


SCHEMA = "extension/acme.xsd"


def write_report(report: Report, folder: Path) -> Path:
    """Write a report as `run` does: the three formats, the extension, the ledger and the findings."""
    taxonomy = shipped_taxonomy()
    table, metadata = format_xbrl_csv(report, taxonomy, SCHEMA)
    files = {
        "report.xml": format_xbrl_xml(report, taxonomy, SCHEMA),
        "report.json": format_xbrl_json(report, taxonomy, SCHEMA),
        "facts.csv": table,
        "facts-metadata.json": metadata,
        "line_items.csv": format_ledger(report),
        "findings.json": format_findings(report),
    }
    files |= {f"extension/{name}": text for name, text in format_extension(report.extension, taxonomy, "acme").items()}
    (folder / "extension").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text)
    return folder
