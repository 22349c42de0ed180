"""The notes of a filing and the items of its form are found, bounded and read; each case shows one layout."""

import pytest
from cases import Case, cases_of, check_case, format_figures, format_items, format_notes, format_prose


@pytest.mark.parametrize("case", cases_of("notes"))
def test_notes_are_found_bounded_and_named(case: Case, pytestconfig: pytest.Config) -> None:
    check_case(case, format_notes(case.given), pytestconfig.getoption("--update", default=False))


@pytest.mark.parametrize("case", cases_of("note_tables"))
def test_tables_of_the_notes_are_read_row_by_row(case: Case, pytestconfig: pytest.Config) -> None:
    check_case(case, format_figures(case.given), pytestconfig.getoption("--update", default=False))


@pytest.mark.parametrize("case", cases_of("note_prose"))
def test_amounts_of_sentences_are_told(case: Case, pytestconfig: pytest.Config) -> None:
    check_case(case, format_prose(case.given), pytestconfig.getoption("--update", default=False))


@pytest.mark.parametrize("case", cases_of("items"))
def test_items_of_the_form_are_told(case: Case, pytestconfig: pytest.Config) -> None:
    check_case(case, format_items(case.given), pytestconfig.getoption("--update", default=False))
