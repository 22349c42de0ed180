"""A report is checked against itself, and a right one passes in silence."""

import pytest
from cases import make_case_report

HEADER = "cik: 1234567\nform: 10-Q\n\n"
BALANCE_SHEET = """\
                  CONSOLIDATED BALANCE SHEETS

                                          June 30,    December 31,
                                            1995          1994
                                        ------------  ------------
Cash and cash equivalents               $  2,110,330  $  1,980,115
Inventories                                9,118,204     9,330,118
                                        ------------  ------------
Total assets                            $ 11,228,534  $ 11,310,233
                                        ============  ============
Liabilities:
Accounts payable                        $  4,010,118  $  3,820,204
Long-term debt                             2,114,416     2,386,029
                                        ------------  ------------
Total liabilities                          6,124,534     6,206,233
Stockholders' equity:
Common stock, $.10 par value, 50,000,000
  shares authorized, 15,000,000 shares
  issued and outstanding                   1,500,000     1,500,000
Retained earnings                          3,604,000     3,604,000
                                        ------------  ------------
Total stockholders' equity                 5,104,000     5,104,000
                                        ------------  ------------
Total liabilities and stockholders'
  equity                                $ 11,228,534  $ 11,310,233
                                        ============  ============
"""
INCOME_STATEMENT = """
             CONSOLIDATED STATEMENTS OF INCOME
                                         Six months ended June 30,
                                            1995          1994
                                        ------------  ------------
Net sales                               $ 24,110,204  $ 23,880,115
Cost of sales                             21,100,204    21,480,115
                                        ------------  ------------
Net income                              $  3,010,000  $  2,400,000
                                        ============  ============
Basic earnings per share                $        .20  $        .16
Weighted average shares outstanding -
  basic                                   15,123,456    14,870,330
"""
CASH_FLOW = """
             CONSOLIDATED STATEMENTS OF CASH FLOWS
                                         Six months ended June 30,
                                            1995          1994
                                        ------------  ------------
Net income                              $  3,010,000  $  2,400,000
Increase in inventories                   (2,879,785)   (2,390,000)
                                        ------------  ------------
Net cash provided by operating activities    130,215        10,000
Net increase in cash                         130,215        10,000
Cash and cash equivalents at beginning
  of period                                1,980,115     1,204,330
                                        ------------  ------------
Cash and cash equivalents at end
  of period                             $  2,110,330  $  1,214,330
                                        ============  ============

        NOTES TO CONSOLIDATED FINANCIAL STATEMENTS
Note 1. The statements have been prepared without audit by the company itself.
"""
FILING = HEADER + BALANCE_SHEET + INCOME_STATEMENT + CASH_FLOW


def findings(text: str) -> list[str]:
    return [
        f"{finding.code.id} {finding.source.line}"
        for finding in make_case_report(text).findings
        if is_check(finding.code.id)
    ]


def is_check(id: str) -> bool:
    return id.startswith(("check/", "read/", "relation/")) or id == "tag/conflicting-facts"


def line_of(words: str, text: str = FILING) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if words in line)


def test_right_filing_passes_in_silence() -> None:
    assert findings(FILING) == []


def test_two_sides_that_differ_do_not_tie() -> None:
    text = FILING.replace(
        "equity                                $ 11,228,534", "equity                                $ 11,282,534"
    )
    assert f"relation/balance {line_of('Total assets')}" in findings(text)


def test_cash_that_the_flow_ends_with_is_the_balance_sheets() -> None:
    text = FILING.replace(
        "of period                             $  2,110,330", "of period                             $  2,101,330"
    )
    assert f"check/tie-mismatch {line_of('Cash and cash')}" in findings(text)


WIDER = (
    "Cash, cash equivalents and restricted\n  cash at end of period                 $  {}  $  1,214,330",
    "Cash and cash equivalents, end of\n  period, with discontinued operations  $  {}  $  1,214,330",
)
"""What a flow ends with that counts more than the balance sheet's cash."""


@pytest.mark.parametrize("caption", WIDER)
@pytest.mark.parametrize(("end", "ties"), [("2,310,330", True), ("2,101,330", False)])
def test_cash_that_counts_more_may_be_more_than_the_balance_sheets(caption: str, end: str, ties: bool) -> None:
    """How much more may stand in other lines; less than the cash that it counts it cannot be."""
    text = FILING.replace(
        "Cash and cash equivalents at end\n  of period                             $  2,110,330  $  1,214,330",
        caption.format(end),
    )
    told = [finding for finding in findings(text) if finding.startswith("check/tie-mismatch")]
    assert told == ([] if ties else [f"check/tie-mismatch {line_of('Cash and cash')}"])


def test_a_part_of_the_cash_that_a_flow_ends_with_may_be_the_balance_sheets() -> None:
    """As where the rest is of operations that are discontinued."""
    part = "Cash and cash equivalents from\n  continuing operations, end of period $  2,110,330  $  1,214,330\n"
    text = FILING.replace("Cash and cash equivalents at end\n", part + "Cash and cash equivalents at end\n")
    text = text.replace(
        "of period                             $  2,110,330", "of period                             $  2,310,330"
    )
    assert [finding for finding in findings(text) if finding.startswith("check/tie-mismatch")] == []


def test_amounts_in_thousands_are_told_in_full() -> None:
    """140,351,625 thousand is no 1.40351625E+11 to anyone who reads a finding."""
    text = FILING.replace(
        "of period                             $  2,110,330", "of period                             $  2,101,330"
    )
    text = text.replace("STATEMENTS OF CASH FLOWS", "STATEMENTS OF CASH FLOWS (In thousands)")
    told = [finding.message for finding in make_case_report(text).findings]
    assert any(" is 2,101,330,000 on " in message for message in told)
    assert not any("E+" in message for message in told)


def test_earnings_per_share_are_net_income_over_shares() -> None:
    assert f"check/eps-mismatch {line_of('Basic earn')}" in findings(FILING.replace("$        .20", "$        .02"))


def test_earnings_per_share_may_be_of_income_that_is_the_holders_own() -> None:
    """Where a minority has its part, earnings per share are of the rest."""
    rest = "Less income of minority interest           1,505,000     1,200,000\n"
    rest += "Net income attributable to Acme Inc.    $  1,505,000  $  1,200,000\n"
    text = FILING.replace("Basic earnings per share                $        .20  $        .16", "{}")
    text = text.format(rest + "Basic earnings per share                $        .10  $        .08")
    assert not [finding for finding in findings(text) if finding.startswith("check/eps-mismatch")]


def test_stock_is_par_value_times_shares() -> None:
    assert f"check/par-mismatch {line_of('issued and')}" in findings(
        FILING.replace("15,000,000 shares", "15,500,000 shares")
    )


def test_stock_that_holds_what_was_paid_above_par_is_no_mismatch() -> None:
    """Where no line states capital in excess of par value, the stock's own does; where one does, the stock is par."""
    text = FILING.replace("15,000,000 shares", "5,000,000 shares")
    assert not [finding for finding in findings(text) if finding.startswith("check/par-mismatch")]
    excess = text.replace(
        "Retained earnings                          3,604,000     3,604,000",
        "Additional paid-in capital                 1,000,000     1,000,000\n"
        "Retained earnings                          2,604,000     2,604,000",
    )
    assert f"check/par-mismatch {line_of('issued and')}" in findings(excess)


def test_more_shares_issued_than_authorized_cannot_be() -> None:
    assert "relation/shares-issued" in " ".join(findings(FILING.replace("50,000,000", "5,000,000")))


def test_net_income_of_two_statements_is_one() -> None:
    text = FILING.replace(
        "Net income                              $  3,010,000  $  2,400,000\nIncrease",
        "Net income                              $  3,001,000  $  2,400,000\nIncrease",
    )
    assert "tag/conflicting-facts" in " ".join(findings(text))


def test_figure_one_digit_off_elsewhere_is_pointed_out() -> None:
    text = FILING.replace(
        "\n        NOTES TO", "Interest paid                           $    801,445  $    798,330\n\n        NOTES TO"
    )
    text += "Interest of $801,945 was paid in the first half of 1995.\n"
    assert f"check/near-miss {line_of('Interest paid', text)}" in findings(text)


def test_round_figures_one_digit_apart_are_not() -> None:
    text = FILING.replace(
        "\n        NOTES TO", "Stock issued for land                   $    200,000  $    798,330\n\n        NOTES TO"
    )
    text += "The company may issue notes of up to $500,000 and has issued $100,000.\n"
    assert not [finding for finding in findings(text) if finding.startswith("check/near-miss")]


def test_year_before_is_no_misprint() -> None:
    assert findings(FILING.replace("15,123,456    14,870,330", "15,050,000    15,000,000")) == []


def test_text_that_ends_inside_a_statement_is_reported() -> None:
    text = FILING[: FILING.index("Total stockholders")]
    assert "read/truncated" in " ".join(findings(text))


@pytest.mark.parametrize(
    "row",
    ["Basic earnings per share                $        .20", "Total assets                            $ 11,228,534"],
)
def test_findings_name_both_places(row: str) -> None:
    text = FILING.replace(row, row.replace(".20", ".02").replace("11,228", "11,282"))
    made = [f for f in make_case_report(text).findings if is_check(f.code.id)]
    assert made
    assert all(f.related for f in made)
