"""Printed signs become natural ones, by the statement's own arithmetic."""

from decimal import Decimal

import pytest
from cases import make_case_report

HEADER = "cik: 1234567\nform: 10-K\nperiod_of_report: 1997-12-31\n\n"
FLOW = (
    HEADER
    + """\
             CONSOLIDATED STATEMENTS OF CASH FLOWS
                                       Years Ended December 31,
                                           1997      1996
Operating activities:
  Net income                             $  3,120  $  2,781
  Depreciation                              1,204     1,118
  {change}
                                         --------  --------
    Net cash provided by operating
      activities                            {operating}     3,679
                                         --------  --------
Investing activities:
  Capital expenditures                     {spent}
                                         --------  --------
    Net cash used in investing
      activities                           {spent}
                                         --------  --------
Net increase in cash                     $  {rise}  $  {before}
                                         ========  ========
See notes to consolidated financial statements, which are an integral part of this statement.
"""
)


def values(text: str) -> dict[str, list[Decimal]]:
    stated: dict[str, list[Decimal]] = {}
    for fact in make_case_report(text).facts:
        if isinstance(fact.value, Decimal):
            stated.setdefault(fact.concept.name, []).append(fact.value)
    return stated


def flow(**prints: str) -> dict[str, list[Decimal]]:
    given = {
        "change": "Accounts receivable                        (404)     (220)",
        "operating": "3,920",
        "spent": "(2,210)   (1,980)",
        "rise": "1,710",
        "before": "1,699",
    }
    return values(FLOW.format(**(given | prints)))


def test_payment_in_parentheses_is_positive_and_its_total_negative() -> None:
    stated = flow()
    assert stated["PaymentsToAcquirePropertyPlantAndEquipment"] == [2210, 1980]
    assert stated["NetCashProvidedByUsedInInvestingActivities"] == [-2210, -1980]


def test_payment_printed_plain_gives_the_same_facts() -> None:
    assert flow(spent=" 2,210     1,980 ") == flow()


def test_more_receivables_are_an_increase_though_printed_negative() -> None:
    assert flow()["IncreaseDecreaseInAccountsReceivable"] == [404, 220]


def test_increase_in_both_directions_keeps_its_columns_signs() -> None:
    stated = flow(change="Accounts receivable                         404      (220)", operating="4,728", rise="2,518")
    assert stated["IncreaseDecreaseInAccountsReceivable"] == [-404, 220]


@pytest.mark.parametrize(
    ("rows", "concept", "expected"),
    [
        (
            "Accumulated deficit                     (1,318)     (1,110)",
            "RetainedEarningsAccumulatedDeficit",
            [-1318, -1110],
        ),
        (
            "Accumulated deficit                      1,318       1,110 ",
            "RetainedEarningsAccumulatedDeficit",
            [-1318, -1110],
        ),
        ("Less treasury stock, at cost             1,318       1,110 ", "TreasuryStockValue", [1318, 1110]),
        ("Treasury stock, at cost                 (1,318)     (1,110)", "TreasuryStockValue", [1318, 1110]),
    ],
)
def test_what_reduces_equity_is_stored_naturally(rows: str, concept: str, expected: list[int]) -> None:
    text = f"""{HEADER}\
                      BALANCE SHEETS
                                           December 31,
                                         1997        1996
Cash                                   $ 1,386     $ 1,594
Liabilities:
Accounts payable                       $ 1,000     $ 1,000
Stockholders' equity:
Common stock                               500         500
Additional paid-in capital               1,204       1,204
{rows}
                                       -------     -------
Total stockholders' equity                 386         594
                                       -------     -------
Total liabilities and stockholders'
  equity                               $ 1,386     $ 1,594
                                       =======     =======
See notes to consolidated financial statements, which are an integral part of this statement.
"""
    assert values(text)[concept] == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Interest expense                   (880)      (915)", [880, 915]),
        ("Interest expense                    880        915 ", [880, 915]),
    ],
)
def test_expense_is_positive_however_printed(row: str, expected: list[int]) -> None:
    text = f"""{HEADER}\
             CONSOLIDATED STATEMENTS OF INCOME
                              Years ended December 31
                                 1997       1996
Net sales                      $ 41,330   $ 39,204
Cost of sales                    28,440     27,110
                               --------   --------
Gross profit                     12,890     12,094
{row}
                               --------   --------
Net income                     $ 12,010   $ 11,179
                               ========   ========
See notes to consolidated financial statements, which are an integral part of this statement.
"""
    stated = values(text)
    assert stated["InterestExpense"] == expected
    assert stated["CostOfGoodsAndServicesSold"] == [28440, 27110]


def test_no_fact_is_a_negative_zero() -> None:
    stated = flow(change="Accounts receivable                           --     (220)", operating="4,324", rise="2,114")
    assert str(stated["IncreaseDecreaseInAccountsReceivable"][0]) == "0"


def test_earnings_per_share_keep_their_sign_beside_equal_dividends() -> None:
    """Basic less diluted plus dividends paid is dividends declared: a sum by chance, which turns no sign."""
    stated = values(
        HEADER
        + """\
             CONSOLIDATED STATEMENTS OF INCOME
                                       Years Ended December 31,
                                       1997     1996     1995
Net sales                          $  9,120  $ 8,781  $ 8,402
Cost of sales                         6,000    6,000    6,000
                                   --------  -------  -------
Net income                         $  3,120  $ 2,781  $ 2,402
                                   ========  =======  =======
Net income per share, basic        $   1.35  $  1.01  $   .87
Net income per share, diluted          1.35     1.01      .87
Cash dividends paid per share           .31      .28      .26
Cash dividends declared per share       .31      .28      .26
See notes to consolidated financial statements, which are an integral part of this statement.
"""
    )
    assert stated["EarningsPerShareDiluted"] == [Decimal("1.35"), Decimal("1.01"), Decimal("0.87")]


def test_income_parted_into_its_sources_keeps_its_sign() -> None:
    """Below net income: continuing less net income is discontinued, and that sum turns no sign."""
    stated = values(
        HEADER
        + """\
             CONSOLIDATED STATEMENTS OF INCOME
                                                     Years Ended December 31,
                                                     1997     1996     1995
Net sales                                        $  9,120  $ 8,781  $ 8,402
Cost of sales                                       6,000    6,000    6,000
                                                 --------  -------  -------
Income before minority interest                     3,120    2,781    2,402
Minority interest                                    (120)    (181)    (102)
                                                 --------  -------  -------
Net income                                       $  3,000  $ 2,600  $ 2,300
                                                 ========  =======  =======
Net income is made up of:
Income from continuing operations                $  2,750  $ 2,410  $ 2,211
Income from discontinued operations                   250      190       89
                                                 --------  -------  -------
Net income                                       $  3,000  $ 2,600  $ 2,300
                                                 ========  =======  =======
See notes to consolidated financial statements, which are an integral part of this statement.
"""
    )
    assert stated["IncomeLossFromContinuingOperations"] == [Decimal(2750), Decimal(2410), Decimal(2211)]


def comprehensive(rows: str, total: str) -> dict[str, list[Decimal]]:
    return values(
        HEADER
        + f"""\
        CONSOLIDATED STATEMENTS OF COMPREHENSIVE INCOME
                                                     Years Ended December 31,
                                                     1997     1996     1995
Net income                                       $  3,120  $ 2,781  $ 2,402
Other comprehensive income (loss), net of tax:
{rows}
                                                 --------  -------  -------
{total}
                                                 ========  =======  =======
See notes to consolidated financial statements, which are an integral part of this statement.
"""
    )


def test_comprehensive_income_keeps_its_sign_whatever_its_parts_are_named() -> None:
    """Parts of the filer's own, most of them losses, prove nothing about the sign of what they go into."""
    rows = """\
  Owl sanctuary valuation losses                     (212)    (118)    (104)
  Losses on heron feeding pledges                     (41)     (27)     (36)"""
    stated = comprehensive(rows, "Comprehensive income                             $  2,867  $ 2,636  $ 2,262")
    assert stated["ComprehensiveIncomeNetOfTax"] == [2867, 2636, 2262]


def test_what_leaves_accumulated_income_is_positive_when_taken_from_it() -> None:
    rows = """\
  Unrealized owl gains                                212      118      104
  Reclassification of owl gains to net income         (41)     (27)     (36)"""
    stated = comprehensive(rows, "Comprehensive income                             $  3,291  $ 2,872  $ 2,470")
    assert stated["ReclassificationOfOwlGainsToNetIncome"] == [41, 27, 36]


def test_tax_inside_a_caption_is_an_expense_on_a_gain_however_it_is_printed() -> None:
    text = """\
cik: 1234567
form: 10-K
period_of_report: 2023-12-31

        CONSOLIDATED STATEMENTS OF COMPREHENSIVE INCOME
                                                          Years Ended December 31,
                                                             2023       2022
Net income                                                $ 3,120    $ 2,781
Other comprehensive income, net of tax:
  Foreign currency translation, net of tax benefit
    (expense) of $(47) and $35                                212       (118)
                                                          -------    -------
Comprehensive income                                      $ 3,332    $ 2,663
                                                          =======    =======
See notes to consolidated financial statements, which are an integral part of this statement.
"""
    assert values(text)["OtherComprehensiveIncomeLossForeignCurrencyTranslationAdjustmentTax"] == [47, -35]


def test_cash_at_both_ends_is_stated_as_printed_whatever_adds_up_to_what() -> None:
    """Cash of operations to be sold stands between the balances, and a sum takes one balance from another."""
    text = (
        HEADER
        + """\
             CONSOLIDATED STATEMENTS OF CASH FLOWS
                                                           Years Ended December 31,
                                                           1997      1996      1995
Net cash provided by operating activities              $  7,844  $    (48)  $   680
Effect of exchange rate changes on cash                    (112)     (312)     (178)
                                                       --------  --------  --------
Increase (decrease) in cash                               7,732      (360)      502
Cash from continuing operations, beginning of period     12,889    13,309    12,697
Cash from discontinued operations, beginning of period    1,238     1,178     1,288
                                                       --------  --------  --------
Cash, beginning of year                                  14,127    14,487    13,985
Cash from continuing operations, end of period           21,859    12,889    13,309
Cash from discontinued operations, end of period             --     1,238     1,178
                                                       --------  --------  --------
Cash, end of year                                      $ 21,859  $ 14,127  $ 14,487
                                                       ========  ========  ========
See notes to consolidated financial statements, which are an integral part of this statement.
"""
    )
    found = {value for stated in values(text).values() for value in stated}
    assert {21859, 12889, 13309, 14127} <= found
    assert not {-21859, -12889, -13309, -14127} & found


def test_flows_of_cash_are_as_printed_though_most_rows_release_cash() -> None:
    """Working capital that shrinks is a change below zero: it is no sign that the statement prints losses as gains."""
    text = (
        HEADER
        + """\
             CONSOLIDATED STATEMENTS OF CASH FLOWS
                                                           Years Ended December 31,
                                                           1997      1996
Operating activities:
  Net income                                           $     62  $     51
  Decrease in receivables                                    48        37
  Decrease in inventories                                     9         6
  Decrease in accounts payable                              (14)      (12)
                                                       --------  --------
    Net cash provided by operating activities               105        82
Investing activities:
  Capital expenditures                                      (21)      (17)
                                                       --------  --------
    Net cash used in investing activities                   (21)      (17)
                                                       --------  --------
Net increase in cash and cash equivalents                    84        65
Cash and cash equivalents at beginning of period            190       125
                                                       --------  --------
Cash and cash equivalents at end of period             $    274  $    190
                                                       ========  ========
See notes to consolidated financial statements, which are an integral part of this statement.
"""
    )
    stated = values(text)
    assert stated["IncreaseDecreaseInReceivables"] == [-48, -37]
    assert stated["PaymentsToAcquirePropertyPlantAndEquipment"] == [21, 17]
    assert stated["NetCashProvidedByUsedInInvestingActivities"] == [-21, -17]


def test_shares_bought_back_are_as_many_as_they_are() -> None:
    text = (
        HEADER
        + """\
              CONSOLIDATED STATEMENTS OF SHAREHOLDERS' EQUITY
                             Common Stock
                            Shares      Amount    Earnings     Total
Balance at December 31,
 1996                      116,147   $    204    $  1,843   $  2,047
Purchases of stock for
 treasury                   (5,025)       (93)         --        (93)
Net income                      --         --         310        310
Balance at December 31,
 1997                      111,122   $    111    $  2,153   $  2,264
See notes to consolidated financial statements, which are an integral part of this statement.
"""
    )
    assert values(text)["TreasuryStockSharesAcquired"] == [5025]
