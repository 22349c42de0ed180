"""Statements are found under their titles, and nothing else is."""

import pytest
from cases import Case, cases_of, check_case, format_located


@pytest.mark.parametrize("case", cases_of("locate"))
def test_statements_are_found_where_they_stand(case: Case, pytestconfig: pytest.Config) -> None:
    check_case(case, format_located(case.given), pytestconfig.getoption("--update", default=False))
