"""Where a row stands decides what it means: headings, and the totals that the arithmetic proves."""

import pytest
from cases import foot_statements, make_case_report

from pipeline.tag.sections import descendants, section_terms

SHEET = """\
cik: 1234567
form: 10-Q

                  CONSOLIDATED BALANCE SHEETS
                                         June 30,   December 31,
                                           1995         1994
Current assets:
  Cash                                   $  2,110      $  1,980
  Deferred income taxes                     1,204         1,118
                                         --------      --------
    Total current assets                    3,314         3,098
Deferred income taxes                         810           790
                                         --------      --------
    Total assets                         $  4,124      $  3,888
Current liabilities:
  Accounts payable                       $  1,010      $    820
  Deferred income taxes                       114           204
                                         --------      --------
    Total current liabilities               1,124         1,024
Deferred income taxes                         330           364
Stockholders' equity:
  Common stock                              1,500         1,500
  Retained earnings                         1,170         1,000
                                         --------      --------
    Total stockholders' equity              2,670         2,500
                                         --------      --------
    Total liabilities and equity         $  4,124      $  3,888
"""


def test_one_caption_in_four_places_is_four_concepts() -> None:
    facts = [f for f in make_case_report(SHEET).facts if f.item.label == "Deferred income taxes"]
    names = [f.concept.name for f in facts][::2]
    assert len(set(names)) == 4
    assert all("Assets" in name for name in names[:2])
    assert all("Liabilit" in name for name in names[2:])
    assert {f.status for f in facts} == {"rule"}


def test_totals_of_totals_know_all_their_rows() -> None:
    statement = foot_statements(SHEET)[0][0]
    labels = {item.label: position for position, item in enumerate(statement.items)}
    below = descendants(statement)
    assert below[labels["Total assets"]] == {0, 1, 2, 3}
    assert below[labels["Total current assets"]] == {0, 1}


def test_headings_that_the_arithmetic_denies_are_not_believed() -> None:
    text = SHEET.replace("Stockholders' equity:\n", "").replace(
        "Deferred income taxes                         330",
        "Stockholders' equity:\n  Long-term debt                              330",
    )
    facts = [f for f in make_case_report(text).facts if f.item.label == "Long-term debt"]
    assert {f.concept.name for f in facts} <= {"LongTermDebtNoncurrent", "LongTermDebt"}
    assert facts


@pytest.mark.parametrize(
    ("position", "term"),
    [(0, "current assets"), (3, "assets"), (5, "current liabilities"), (8, "noncurrent liabilities"), (10, "equity")],
)
def test_rows_have_the_terms_of_their_side(position: int, term: str) -> None:
    statement = foot_statements(SHEET)[0][0]
    concepts = {2: "AssetsCurrent", 4: "Assets", 7: "LiabilitiesCurrent", 11: "StockholdersEquity"}
    assert term in section_terms(statement, concepts)[position]
