"""A caption that no concept fits names a concept of the filer's own."""

import re

import pytest
from cases import make_case_report
from hypothesis import given
from hypothesis.strategies import text

from pipeline.model import Fact
from pipeline.names import format_name

STATEMENT = """\
cik: 1234567
form: 10-K
period_of_report: 1997-12-31

             CONSOLIDATED STATEMENTS OF INCOME
                              Years ended December 31
                                 1997       1996
                               --------   --------
Net sales                      $ 41,330   $ 39,204
{rows}
                               --------   --------
Net income                     $ 12,890   $ 12,094
                               ========   ========
See notes to consolidated financial statements, which are an integral part of this statement.
"""
OWL = "Upkeep of the owl sanctuary      1,440      1,110"


def own_facts(rows: str) -> list[Fact]:
    return [fact for fact in make_case_report(STATEMENT.format(rows=rows)).facts if fact.status == "own"]


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        ("Due to bankruptcy creditors (Note 7)", "DueToBankruptcyCreditors"),
        ("SECURITY DEPOSITS", "SecurityDeposits"),
        ("Officers' loans", "OfficersLoans"),
        ("Café equipment", "CafeEquipment"),
        ("401(k) plan", "KPlan"),
        ("=1+1|cmd <script>", "CmdScript"),
    ],
)
def test_name_is_the_caption_run_together(caption: str, name: str) -> None:
    assert format_name(caption) == name


@given(text(max_size=300))
def test_every_name_is_one_xml_takes(caption: str) -> None:
    assert re.fullmatch(r"([A-Z][A-Za-z0-9]{0,99})?", format_name(caption))


def test_own_concept_stands_under_the_filers_prefix_with_the_printed_value() -> None:
    facts = own_facts(OWL)
    assert [(fact.concept.qname, abs(int(fact.value))) for fact in facts] == [
        ("f0001234567:UpkeepOfTheOwlSanctuary", 1440),
        ("f0001234567:UpkeepOfTheOwlSanctuary", 1110),
    ]
    assert {fact.concept.label for fact in facts} == {"Upkeep of the owl sanctuary"}


def test_cost_of_the_filers_own_is_a_positive_debit() -> None:
    printed_plain, in_parentheses = (
        own_facts(OWL),
        own_facts(OWL.replace("1,440", "(1,440)").replace("1,110", "(1,110)")),
    )
    for facts in (printed_plain, in_parentheses):
        increases_cost = [(fact.concept.balance == "debit") == (fact.value > 0) for fact in facts]  # type: ignore[operator]
        assert all(increases_cost) or all(fact.concept.balance == "" for fact in facts)


CASH_FLOW = """\
cik: 1234567
form: 10-K
period_of_report: 1997-12-31

             CONSOLIDATED STATEMENTS OF CASH FLOWS
                              Years ended December 31
                                                        1997       1996
                                                      --------   --------
Cash flows from operating activities:
Net income                                            $ 12,890   $ 12,094
{row}
                                                      --------   --------
Net cash provided by operating activities             $ 12,450   $ 12,594
                                                      ========   ========
See notes to consolidated financial statements, which are an integral part of this statement.
"""


@pytest.mark.parametrize(
    ("caption", "stored"),
    [("(Gain) loss on owls let go, net", (440, -500)), ("Upkeep of the owl sanctuary not paid", (-440, 500))],
)
def test_gain_taken_off_net_income_is_stored_as_a_gain(caption: str, stored: tuple[int, int]) -> None:
    report = make_case_report(CASH_FLOW.format(row=f"{caption:54}    (440)       500"))
    assert tuple(int(fact.value) for fact in report.facts if fact.status == "own") == stored


def test_two_rows_with_one_caption_become_two_concepts() -> None:
    facts = own_facts(f"{OWL}\n{OWL.replace('1,440', '2,880')}")
    names = [fact.concept.name for fact in facts]
    assert len(names) == 4
    assert names[0] == names[1] != names[2] == names[3]


MATRIX = """\
cik: 1234567
form: 10-K
period_of_report: 1997-12-31

            CONSOLIDATED STATEMENTS OF STOCKHOLDERS' EQUITY
                                   Common    Retained
                                    Stock    Earnings       Total
                                 --------   ---------   ---------
Balance at December 31, 1995     $  1,010   $  12,110   $  13,120
Upkeep of the owl sanctuary            --        (204)       (204)
Gift to the sanctuary                  --         (20)        (20)
Gift to the sanctuary                  --         (10)        (10)
                                 --------   ---------   ---------
Balance at December 31, 1996        1,010      11,876      12,886
Upkeep of the owl sanctuary            --        (210)       (210)
Gift to the sanctuary                  --         (25)        (25)
                                 --------   ---------   ---------
Balance at December 31, 1997     $  1,010   $  11,641   $  12,651
                                 ========   =========   =========
"""


def test_rows_of_one_caption_for_several_years_share_a_concept_and_two_of_one_year_do_not() -> None:
    facts = [fact for fact in make_case_report(MATRIX).facts if fact.status == "own" and not fact.context.dimensions]
    assert [(fact.concept.name, fact.context.period.end.year) for fact in facts] == [
        ("UpkeepOfTheOwlSanctuary", 1996),
        ("GiftToTheSanctuary", 1996),
        ("GiftToTheSanctuary2", 1996),
        ("UpkeepOfTheOwlSanctuary", 1997),
        ("GiftToTheSanctuary", 1997),
    ]
