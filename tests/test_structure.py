"""A total is what it totals, whatever its caption."""

import pytest
from cases import make_case_report

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
    {current}                    3,314         3,098
Plant and equipment, net                      810           790
                                         --------      --------
    {assets}                         $  4,124      $  3,888
                                         ========      ========
Liabilities and equity
Current liabilities:
  Accounts payable                       $  1,010      $    820
  Income taxes payable                        114           204
                                         --------      --------
    Total current liabilities               1,124         1,024
Long-term debt                                330           364
Stockholders' equity:
  Common stock                              1,500         1,500
  Retained earnings                         1,170         1,000
                                         --------      --------
    {equity}              2,670         2,500
                                         --------      --------
    {whole}         $  4,124      $  3,888
                                         ========      ========
See notes to consolidated financial statements, which are an integral part of this statement.
"""


def sheet(**captions: str) -> str:
    plain = {
        "current": "Total current assets",
        "assets": "Total assets",
        "equity": "Total stockholders' equity",
        "whole": "Total liabilities and equity",
    }
    return SHEET.format(**{name: captions.get(name, words).ljust(len(words)) for name, words in plain.items()})


def concepts(**captions: str) -> dict[int, str]:
    facts = make_case_report(sheet(**captions)).facts
    return {int(fact.value): fact.concept.name for fact in facts if not isinstance(fact.value, str)}


def test_totals_are_known_by_their_captions() -> None:
    found = concepts()
    assert [found[value] for value in (3314, 2670)] == ["AssetsCurrent", "StockholdersEquity"]


@pytest.mark.parametrize("caption", ["", "Sum of the above"])
def test_total_of_the_current_assets_is_that_whatever_its_caption(caption: str) -> None:
    assert concepts(current=caption)[3314] == "AssetsCurrent"


def test_total_of_the_equity_needs_no_caption() -> None:
    assert concepts(equity="")[2670] == "StockholdersEquity"


def test_grand_totals_without_captions_are_told_by_being_equal() -> None:
    facts = make_case_report(sheet(assets="", whole="")).facts
    names = [fact.concept.name for fact in facts if fact.value in (4124, 3888)]
    assert names == ["Assets", "Assets", "LiabilitiesAndStockholdersEquity", "LiabilitiesAndStockholdersEquity"]


def test_fact_by_structure_says_why() -> None:
    facts = make_case_report(sheet(current="", assets="", equity="", whole="")).facts
    by_structure = [fact for fact in facts if fact.status == "structure"]
    assert len(by_structure) >= 4
    assert all(fact.reason for fact in by_structure)
