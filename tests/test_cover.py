"""Covers state who reports, on what form, for which period."""

import pytest
from cases import Case, cases_of, check_case, format_cover


@pytest.mark.parametrize("case", cases_of("cover"))
def test_cover_is_read(case: Case, pytestconfig: pytest.Config) -> None:
    check_case(case, format_cover(case.given), pytestconfig.getoption("--update", default=False))
