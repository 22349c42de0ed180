"""Totals are proved from the rows above them, by arithmetic that chance does not explain."""

import pytest
from cases import Case, cases_of, check_case, format_footed


@pytest.mark.parametrize("case", cases_of("foot"))
def test_sums_are_found_and_proved(case: Case, pytestconfig: pytest.Config) -> None:
    check_case(case, format_footed(case.given), pytestconfig.getoption("--update", default=False))
