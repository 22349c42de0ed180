"""What a statement says of a decision: its total, its section, and rows that claim the same concept."""

from decimal import Decimal

import pytest
from cases import make_case_report

from pipeline.reference import load_reference
from pipeline.tag.surroundings import is_part_of

SHEET = """\
cik: 1234567
form: 10-Q

                  CONSOLIDATED BALANCE SHEETS
                                         June 30,   December 31,
                                           1995         1994
Current assets:
  Cash                                   $  2,110      $  1,980
  Inventories                               1,204         1,118
                                         --------      --------
    Total current assets                    3,314         3,098
Goodwill                                      810           790
                                         --------      --------
    Total assets                         $  4,124      $  3,888
Current liabilities:
  Accounts payable                       $  1,010      $    820
  Accrued expenses                            114           204
                                         --------      --------
    Total current liabilities               1,124         1,024
Long-term debt                                330           364
Stockholders' equity:
  Common stock                              1,500         1,500
  Retained earnings                         1,170         1,000
                                         --------      --------
    Total stockholders' equity              2,670         2,500
                                         --------      --------
    Total liabilities and stockholders' equity   $  4,124      $  3,888
"""


def confidence(text: str, label: str) -> Decimal:
    return next(fact.confidence for fact in make_case_report(text).facts if fact.item.label == label)


def test_the_totals_of_a_balance_sheet_are_never_suggestions() -> None:
    totals = {fact.item.label: fact.status for fact in make_case_report(SHEET).facts if fact.item.total_of}
    assert len(totals) == 5
    assert set(totals.values()) == {"rule"}


def test_a_row_under_the_wrong_total_is_less_sure() -> None:
    moved = SHEET.replace("Accrued expenses", "Goodwill        ").replace("Goodwill      ", "Patents       ", 1)
    assert confidence(moved, "Goodwill") < confidence(SHEET, "Goodwill")


def test_two_rows_that_claim_one_concept_are_each_less_sure() -> None:
    twice = SHEET.replace("Cash       ", "Inventories")
    assert confidence(twice, "Inventories") < confidence(SHEET, "Inventories")


@pytest.mark.parametrize(
    ("part", "total", "is_part"),
    [("InventoryNet", "AssetsCurrent", True), ("InventoryNet", "Assets", True), ("InventoryNet", "Liabilities", False)],
)
def test_a_concept_is_part_of_the_totals_of_its_totals(part: str, total: str, is_part: bool) -> None:
    assert is_part_of(part, total, load_reference().taxonomy) is is_part
