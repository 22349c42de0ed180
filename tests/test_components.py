"""Sections of a statement of equity whose columns are years are the components of equity."""

from decimal import Decimal

from cases import make_case_report

from pipeline.locate import parse_title
from pipeline.model import Fact, StatementKind

HEADER = "cik: 1234567\nform: 10-K\nperiod_of_report: 2023-12-31\n\n"
SECTIONS = (
    HEADER
    + """\
             CONSOLIDATED STATEMENTS OF CHANGES IN EQUITY
                              (in millions)
                                       Years Ended December 31,
                                           2023      2022
Total equity, beginning balance          $  4,300  $  3,900
Common Stock
  Balance at January 1                        100       100
  Balance at December 31                      100       100
Retained Earnings
  Balance at January 1                      4,200     3,800
  Net income                                  600       500
  Dividends declared                         (150)     (100)
  Balance at December 31                    4,650     4,200
Total equity, ending balance             $  4,750  $  4,300
Dividends declared per share             $   1.50  $   1.00
See notes to consolidated financial statements, which are an integral part of this statement.
"""
)
COUNTED = (
    HEADER
    + """\
             CONSOLIDATED STATEMENTS OF CHANGES IN EQUITY
                     (in millions, shares in thousands)
                                  2023                  2022
                             Shares     Amount     Shares     Amount
Common Stock
  Balance, beginning of year  4,291      $ 100      4,200      $ 100
  Shares issued for plans       100         --         91         --
  Balance, end of year        4,391        100      4,291        100
Retained Earnings
  Balance, beginning of year             4,200                 3,800
  Net income                               600                   400
  Balance, end of year                   4,800                 4,200
Total equity                            $4,900                $4,300
See notes to consolidated financial statements, which are an integral part of this statement.
"""
)


def by_member(text: str) -> dict[tuple[str, str, str], Decimal]:
    """The value of each concept, member and end of period."""
    stated: dict[tuple[str, str, str], Decimal] = {}
    for fact in make_case_report(text).facts:
        if fact.statement is StatementKind.EQUITY and isinstance(fact.value, Decimal):
            stated[fact.concept.name, _member(fact), f"{fact.context.period.end}"] = fact.value
    return stated


def _member(fact: Fact) -> str:
    return fact.context.dimensions[0][1].partition(":")[2] if fact.context.dimensions else ""


def test_each_section_is_a_member_and_its_balances_stand_at_the_ends_of_the_years() -> None:
    stated = by_member(SECTIONS)
    assert stated["StockholdersEquity", "RetainedEarningsMember", "2021-12-31"] == 3_800_000_000
    assert stated["StockholdersEquity", "RetainedEarningsMember", "2023-12-31"] == 4_650_000_000
    assert stated["NetIncomeLoss", "RetainedEarningsMember", "2023-12-31"] == 600_000_000
    assert stated["StockholdersEquity", "CommonStockMember", "2022-12-31"] == 100_000_000


def test_equity_as_a_whole_and_amounts_per_share_have_no_member() -> None:
    stated = by_member(SECTIONS)
    whole = {end: value for (name, member, end), value in stated.items() if not member and "Equity" in name}
    assert whole == {"2021-12-31": 3_900_000_000, "2022-12-31": 4_300_000_000, "2023-12-31": 4_750_000_000}
    assert {member for name, member, _ in stated if "PerShare" in name} == {""}


def test_pairs_of_shares_and_amounts_are_one_column_for_each_year() -> None:
    stated = by_member(COUNTED)
    counted = {end: value for (name, member, end), value in stated.items() if name == "SharesOutstanding" and member}
    assert counted == {"2021-12-31": 4_200_000, "2022-12-31": 4_291_000, "2023-12-31": 4_391_000}
    assert stated["StockholdersEquity", "RetainedEarningsMember", "2022-12-31"] == 4_200_000_000
    assert not [member for _, member, _ in stated if "Amount" in member]


def test_titles_of_equity_with_what_stands_between_it_and_debt() -> None:
    for title in (
        "CONSOLIDATED STATEMENTS OF REDEEMABLE NONCONTROLLING INTEREST AND EQUITY",
        "Consolidated Statements of Convertible Preferred Stock and Stockholders' Deficit",
        "CONDENSED CONSOLIDATED STATEMENT OF CHANGE IN EQUITY",
    ):
        assert parse_title(title) is StatementKind.EQUITY


def test_headings_over_groups_of_columns_belong_to_them_though_they_stand_aside() -> None:
    report = make_case_report(
        HEADER
        + """\
             CONSOLIDATED STATEMENTS OF INCOME
                         Three Months Ended June 30,                  Six Months Ended June 30,
                            2023                          2022        2023                       2022
Net sales                 $ 41,330                     $ 39,204     $ 81,330                   $ 79,204
Cost of sales               30,000                       28,000       60,000                     57,000
Net income                $ 11,330                     $ 11,204     $ 21,330                   $ 22,204
See notes to consolidated financial statements, which are an integral part of this statement.
"""
    )
    periods = [column.period for column in report.statements[0].columns]
    assert [(str(p.start), str(p.end)) for p in periods if p] == [
        ("2023-04-01", "2023-06-30"),
        ("2022-04-01", "2022-06-30"),
        ("2023-01-01", "2023-06-30"),
        ("2022-01-01", "2022-06-30"),
    ]
