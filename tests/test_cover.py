"""Covers state who reports, on what form, for which period."""

import pytest
from cases import Case, cases_of, check_case, format_cover, make_case_report


@pytest.mark.parametrize("case", cases_of("cover"))
def test_cover_is_read(case: Case, pytestconfig: pytest.Config) -> None:
    check_case(case, format_cover(case.given), pytestconfig.getoption("--update", default=False))


def test_shares_of_a_balance_sheet_are_not_those_of_the_cover() -> None:
    report = make_case_report(
        """
        FORM 10-Q for the quarterly period ended June 30, 1999

                              BALANCE SHEET
                         June 30, 1999 and 1998
                                              1999          1998
        Cash                               $ 1,200       $ 1,100
        Total assets                       $ 1,200       $ 1,100
        Accounts payable                   $   200       $   200
        Common stock, no par value,
          5,000,000 shares authorized,
          none outstanding at June 30, 1999  1,000           900
        Total liabilities and equity       $ 1,200       $ 1,100
        """
    )
    names = {fact.concept.name for fact in report.facts}
    assert {"DocumentType", "Assets"} <= names
    assert "EntityCommonStockSharesOutstanding" not in names
