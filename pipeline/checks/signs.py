"""Signs: what cannot be below zero and is stated so, was read or tagged wrongly, or printed wrongly."""

from decimal import Decimal

from pipeline import codes
from pipeline.model import Finding, Report
from pipeline.taxonomy import Taxonomy

NEVER_NEGATIVE = frozenset(
    {
        *("Assets", "AssetsCurrent", "Liabilities", "LiabilitiesCurrent", "LiabilitiesAndStockholdersEquity"),
        *("CashAndCashEquivalentsAtCarryingValue", "Cash", "CashAndDueFromBanks", "ShortTermInvestments"),
        *("AccountsReceivableNetCurrent", "ReceivablesNetCurrent", "MarketableSecuritiesCurrent", "InventoryNet"),
        *("PropertyPlantAndEquipmentNet", "PropertyPlantAndEquipmentGross", "IntangibleAssetsNetExcludingGoodwill"),
        *("Goodwill", "AccountsPayableCurrent", "AccruedLiabilitiesCurrent", "DebtCurrent", "ShortTermBorrowings"),
        *("LongTermDebt", "LongTermDebtCurrent", "LongTermDebtNoncurrent", "Deposits"),
        *("CommonStockValue", "PreferredStockValue", "TreasuryStockValue"),
        *("CommonStockSharesAuthorized", "CommonStockSharesIssued", "CommonStockSharesOutstanding"),
        *("PreferredStockSharesAuthorized", "PreferredStockSharesIssued", "PreferredStockSharesOutstanding"),
        *("TreasuryStockShares", "EntityCommonStockSharesOutstanding"),
        *("CommonStockParOrStatedValuePerShare", "PreferredStockParOrStatedValuePerShare"),
        *("WeightedAverageNumberOfSharesOutstandingBasic", "WeightedAverageNumberOfDilutedSharesOutstanding"),
        *("SalesRevenueNet", "SalesRevenueGoodsNet", "CostOfGoodsSold", "GeneralAndAdministrativeExpense"),
        *("ResearchAndDevelopmentExpense", "Depreciation", "DepreciationDepletionAndAmortization"),
        *("ProceedsFromSaleOfPropertyPlantAndEquipment", "CommonStockDividendsPerShareDeclared"),
    }
)
"""Things owned or owed, counts, and flows of one direction: an overdraft is a liability, never negative cash. Of 205
filings whose facts are known four state treasury stock below zero, and none any other (`benchmarks/rules.py`)."""


def check_signs(report: Report, taxonomy: Taxonomy) -> list[Finding]:
    """Report every fact below zero of a concept that cannot be."""
    findings = []
    for fact in report.facts:
        is_below = isinstance(fact.value, Decimal) and fact.value < 0
        if is_below and fact.concept.name in NEVER_NEGATIVE and not fact.context.dimensions:
            message = f"'{fact.item.label}' is stored as {fact.concept.name} {fact.value:,f}, which cannot be negative"
            findings.append(Finding(codes.CHECK_SIGN, message, fact.amount.source))
    return findings
