"""Located blocks become statements: columns with periods, line items with whole labels, amounts in full."""

import pytest
from cases import Case, cases_of, check_case, format_extracted


@pytest.mark.parametrize("case", cases_of("extract"))
def test_statement_is_read_as_printed(case: Case, pytestconfig: pytest.Config) -> None:
    check_case(case, format_extracted(case.given), pytestconfig.getoption("--update", default=False))
