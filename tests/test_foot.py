"""Totals are proved from the rows above them, by arithmetic that chance does not explain."""

import pytest
from cases import Case, cases_of, check_case, foot_statements, format_footed

SHEET = """\
form: 10-Q

                  CONSOLIDATED BALANCE SHEETS
                                        June 30,    December 31,
                                          1995          1994
Cash                                    $  2,118        $  1,980
Receivables                                7,204           7,010
Inventories                                9,645           9,330
                                        --------    ------------
Total current assets                      18,432          18,381
"""


@pytest.mark.parametrize("case", cases_of("foot"))
def test_sums_are_found_and_proved(case: Case, pytestconfig: pytest.Config) -> None:
    check_case(case, format_footed(case.given), pytestconfig.getoption("--update", default=False))


def test_a_total_that_no_sum_gives_names_the_rows_it_may_be_meant_to_add() -> None:
    _, findings = foot_statements(SHEET)
    (found,) = [finding for finding in findings if finding.code.id == "foot/unproved-total"]
    assert all(name in found.message for name in ("Total current assets", "Cash", "Receivables", "Inventories"))
    assert {source.line for source in found.related} == {6, 7, 8}
