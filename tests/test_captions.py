"""Amounts inside captions keep the place where they are printed."""

from datetime import date

import pytest
from cases import make_case_report

from pipeline.extract.captions import read_caption
from pipeline.model import Column, Fact, LineItem, Period, Source

COLUMNS = (Column(Period(None, date(2004, 6, 30)), "June 30, 2004"),)


@pytest.mark.parametrize(
    ("lines", "printed"),
    [
        (["Common stock, 254.1", "million shares issued"], "254.1"),
        (["Common stock (issued 1.5", "billion shares)"], "1.5"),
        (["Common stock, 254.1 million", "shares issued"], "254.1 million"),
        (["Common stock, 16,265,282", "shares issued"], "16,265,282"),
    ],
)
def test_an_amount_printed_over_two_lines_has_the_place_of_its_digits(lines: list[str], printed: str) -> None:
    places = [Source("case.txt", number, 4, 4 + len(line)) for number, line in enumerate(lines, 1)]
    item = LineItem(" ".join(lines), (), 0, (None,), places[0])
    (found,) = read_caption(item, 0, COLUMNS, list(zip(lines, places, strict=True)))
    amount = found.amounts[0]
    assert amount is not None
    place = amount.source
    assert lines[place.line - 1][place.start - 4 : place.end - 4] == printed


YEARS = (Column(Period(None, date(2023, 12, 31)), "2023"), Column(Period(None, date(2022, 12, 31)), "2022"))


@pytest.mark.parametrize(
    ("caption", "stated"),
    [
        (
            "Common stock (5,000 shares authorized; 1,249 shares issued and 1,218 shares outstanding at"
            " December 30, 2023; 1,243 shares issued and 1,225 shares outstanding at December 31, 2022)",
            {"shares authorized": "5000 5000", "shares issued": "1249 1243", "shares outstanding": "1218 1225"},
        ),
        (
            "Common stock (authorized 6,000,000,000 shares, $0.75 par value; 2,442,676,580 shares issued)",
            {"shares authorized": "6000000000 6000000000", "shares issued": "2442676580 2442676580"},
        ),
        (
            "Ordinary shares (2.0 billion shares authorized; shares issued: 2024 - 692,964,542; 2023 - 709,968,796)",
            {"shares authorized": "2000000000 2000000000", "shares issued": "692964542 709968796"},
        ),
        (
            "Common stock (2,500 shares authorized), issued (2009 - 1,731 shares; 2008 - 1,729 shares)",
            {"shares authorized": "2500 2500", "shares issued": "1731 1729"},
        ),
        (
            "Common Stock (4,084 million shares issued of 6 billion authorized)",
            {"shares issued": "4084000000 4084000000"},
        ),
        ("Common stock in treasury, at cost; 931.9 and 929.3 million shares", {"shares": "931900000 929300000"}),
        ("Treasury stock, at cost (shares held: 37 and 33)", {"shares": "37 33"}),
        ("Treasury common stock at cost. Shares: 2023 - 832; 2022 - 835", {"shares": "832 835"}),
        ("Treasury stock, 872,791,028 Class A common shares", {"shares": "872791028 872791028"}),
        ("Preferred stock, authorized, 20,000,000 shares; issued, zero", {"shares issued": "0 0"}),
        ("Common stock, 0.0001 par value, 200,000,000 shares authorized", {"par value": "0.0001 0.0001"}),
    ],
)
def test_each_clause_of_a_caption_says_its_own(caption: str, stated: dict[str, str]) -> None:
    place = Source("case.txt", 1, 0, len(caption))
    found = read_caption(LineItem(caption, (), 0, (None, None), place), 0, YEARS, [(caption, place)])
    told = {part.label: " ".join(f"{a.value:f}" for a in part.amounts if a and a.value is not None) for part in found}
    assert {label: told.get(label) for label in stated} == stated


SHEET = """
cik: 1234567
form: 10-K
period_of_report: 2023-12-31

                 CONSOLIDATED BALANCE SHEETS
            (in thousands, except share data)
                                       December 31,
                                      2023      2022
Cash                                $ 5,000   $ 4,000
Total assets                        $ 5,000   $ 4,000
Accounts payable                    $ 1,000   $ 1,000
Shareholders' equity:
{stock}
Retained earnings                     3,500     2,500
Total shareholders' equity            4,000     3,000
Total liabilities and equity        $ 5,000   $ 4,000
"""
CLASSES = """\
Preferred stock, no par value,
  15,000,000 shares authorized; none issued
Class A common stock, 800 shares issued   300       300
Class B common stock, 200 shares issued   200       200"""


def facts_of(stock: str) -> list[Fact]:
    return [fact for fact in make_case_report(SHEET.format(stock=stock)).facts if fact.statement == "balance_sheet"]


def test_caption_without_an_amount_of_its_own_states_its_shares() -> None:
    stated = {fact.concept.name: fact.value for fact in facts_of(CLASSES) if not fact.context.dimensions}
    assert stated["PreferredStockSharesAuthorized"] == 15_000_000
    assert stated["PreferredStockSharesIssued"] == 0


def test_each_class_of_stock_is_a_member() -> None:
    issued = [
        (fact.context.dimensions[0][1].partition(":")[2], fact.value)
        for fact in facts_of(CLASSES)
        if fact.concept.name == "CommonStockSharesIssued" and str(fact.context.period.end) == "2023-12-31"
    ]
    assert issued == [("CommonClassAMember", 800), ("CommonClassBMember", 200)]


def test_one_class_of_stock_is_the_whole() -> None:
    stock = "Common stock, 800 shares issued           500       500"
    assert all(not fact.context.dimensions for fact in facts_of(stock))
