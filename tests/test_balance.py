"""What no concept fits is stated as its caption names it: what was spent, lost or taxed is a natural amount."""

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
{heading}
  {first}                             $  3,120  $  2,781
  Depreciation                              1,204     1,118
  {operating}
                                         --------  --------
    Net cash provided by operating
      activities                            4,224     3,779
                                         --------  --------
Investing activities:
  Capital expenditures                     (2,210)   (1,980)
  {investing}
                                         --------  --------
    Net cash used in investing
      activities                           (2,267)   (2,056)
                                         --------  --------
Net increase in cash                     $  1,957  $  1,723
                                         ========  ========
See notes to consolidated financial statements, which are an integral part of this statement.
"""
)
CHANGES = (
    HEADER
    + """\
             CONSOLIDATED STATEMENTS OF CHANGES IN SHAREHOLDERS' EQUITY
                                        Common    Retained
                                         stock    earnings     Total
Balance, December 31, 1995             $ 1,000    $ 3,000    $ 4,000
Net income                                            800        800
{row}
Balance, December 31, 1996               1,000      3,757      4,757
Net income                                            900        900
Balance, December 31, 1997             $ 1,000    $ 4,657    $ 5,657
See notes to consolidated financial statements, which are an integral part of this statement.
"""
)
INCOME = (
    HEADER
    + """\
             CONSOLIDATED STATEMENTS OF INCOME
                                       Years Ended December 31,
                                           1997      1996
Net sales                                $ 9,000   $ 8,000
Costs and expenses:
  Owl keeping                              4,000     3,500
  {row}
                                         --------  --------
    Total costs and expenses               3,943     3,424
                                         --------  --------
Net income                               $ 5,057   $ 4,576
                                         ========  ========
See notes to consolidated financial statements, which are an integral part of this statement.
"""
)
PLAIN = {"operating": "Owl feathers   (100)  (120)", "investing": "Owl house  (57)  (76)"}


def stated(text: str, printed: int) -> Decimal:
    """The value of the fact of the printed amount."""
    facts = [fact for fact in make_case_report(text).facts if isinstance(fact.value, Decimal)]
    return next(fact.value for fact in facts if fact.amount.value is not None and abs(fact.amount.value) == printed)


def flow(**rows: str) -> str:
    return FLOW.format(**{"heading": "Operating activities:", "first": "Net income   ", **PLAIN, **rows})


@pytest.mark.parametrize(
    ("caption", "value"),
    [
        ("Owl house", 57),
        ("Owl feathers withheld", 57),
        ("Owl house, net", -57),
        ("Sale (purchase) of owls", -57),
    ],
)
def test_what_is_spent_in_every_column_is_a_payment_unless_it_goes_both_ways(caption: str, value: int) -> None:
    assert stated(flow(investing=f"{caption:44}(57)      (76)"), 57) == value


@pytest.mark.parametrize(
    ("caption", "value"),
    [
        ("(Income) loss from owl keeping", 100),
        ("Equity in losses of owl keepers", 100),
        ("Owl keeping expense (income)", -100),
        ("Company owl retirement contributions", 100),
        ("Changes in assets and liabilities - owls receivable", 100),
        ("Changes in assets and liabilities - owls payable", -100),
    ],
)
def test_adjustments_of_net_income_are_stated_as_us_gaap_states_them(caption: str, value: int) -> None:
    *lines, last = caption.replace(" - ", " -\n      ").split("\n")
    row = "\n".join([*lines, f"{last:{45 if lines else 43}}(100)     (120)"])
    assert stated(flow(operating=row), 100) == value


def test_income_that_a_cash_flow_begins_with_is_no_adjustment() -> None:
    assert stated(flow(first="Net income including owls"), 3120) == 3120


def test_heading_of_investing_by_continuing_operations_is_not_of_operating_activities() -> None:
    text = flow().replace("Investing activities:", "Investing activities of continuing operations:")
    assert stated(text, 2210) == 2210


@pytest.mark.parametrize(
    ("caption", "value"),
    [("Owls repurchased and retired", 43), ("Owls withheld for taxes", 43), ("Re-issuance of owls", -43)],
)
def test_what_is_bought_back_is_taken_from_equity(caption: str, value: int) -> None:
    assert stated(CHANGES.format(row=f"{caption:38}                (43)       (43)"), 43) == value


@pytest.mark.parametrize(
    ("caption", "value"),
    [("Owl licensing gain", 57), ("Cost of revenues - owls", -57), ("Owl upkeep", -57)],
)
def test_gain_among_costs_is_a_natural_amount(caption: str, value: int) -> None:
    assert stated(INCOME.format(row=f"{caption:38}  (57)      (76)"), 57) == value


def test_loss_for_some_holders_is_a_loss_whoever_they_are() -> None:
    row = "Net loss attributable to owl keepers"
    assert (
        stated(
            INCOME.format(row="Owl upkeep                              (57)      (76)").replace(
                "See notes", f"{row:41}$   (99)   $  (88)\nSee notes"
            ),
            99,
        )
        == -99
    )


def test_change_in_advance_billings_is_one_of_a_liability() -> None:
    """Cash that customers advanced is an increase, and costs in excess of billings are an asset."""
    rows = "Changes in assets and liabilities -\n    Advances and progress billings            310       280"
    report = make_case_report(
        FLOW.format(heading="Operating activities:", first="Net income", operating=rows, investing="Other (57) (76)")
    )
    changes = [fact for fact in report.facts if "billings" in fact.item.label]
    assert [fact.value for fact in changes] == [Decimal(310), Decimal(280)]
