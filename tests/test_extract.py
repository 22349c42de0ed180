"""Located blocks become statements: columns with periods, line items with whole labels, amounts in full."""

import tracemalloc
from datetime import date

import pytest
from cases import Case, cases_of, check_case, format_extracted

from pipeline.extract.weeks import end_before
from pipeline.model import Document, Filing, Source


@pytest.mark.parametrize("case", cases_of("extract"))
def test_statement_is_read_as_printed(case: Case, pytestconfig: pytest.Config) -> None:
    check_case(case, format_extracted(case.given), pytestconfig.getoption("--update", default=False))


def test_a_day_is_looked_up_in_a_long_filing_without_a_copy_of_it() -> None:
    lines = ("A page of a long exhibit. " * 10,) * 20_000
    filing = Filing(Source("x", 1), (Document("10-K", "", 1, (*lines, "the year ended November 27, 2020")),))
    tracemalloc.start()
    last = end_before(date(2021, 12, 3), [date(2021, 12, 3), date(2022, 12, 2)], filing)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert last == date(2020, 11, 27)
    assert most < 1_000_000
