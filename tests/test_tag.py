"""Line items become facts: concept, period, unit, natural value."""

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from cases import (
    FOLDER,
    Case,
    cases_of,
    check_case,
    format_tagged,
    make_case_report,
    make_filing,
    parse_case,
    reference,
)

from pipeline.model import Context, Fact, Status
from pipeline.read.sgml import read_submission
from pipeline.reference import load_reference
from pipeline.run import make_report
from pipeline.tables import data_folder

INCOME = """\
cik: 1234567
form: 10-K
period_of_report: 1997-12-31

             CONSOLIDATED STATEMENTS OF INCOME
           (in thousands, except per share data)
                              Years ended December 31
                                 1997       1996
                               --------   --------
Net sales                      $ 41,330   $ 39,204
Cost of sales                    28,440     27,110
                               --------   --------
Net income                     $ 12,890   $ 12,094
                               ========   ========
Basic earnings per share       $   1.50   $   1.29
"""


@pytest.mark.parametrize("case", cases_of("tag"))
def test_line_items_become_facts(case: Case, pytestconfig: pytest.Config) -> None:
    check_case(case, format_tagged(case.given), pytestconfig.getoption("--update", default=False))


def statement_facts(text: str) -> list[Fact]:
    return [fact for fact in make_case_report(text).facts if fact.statement != "cover"]


def test_decimals_are_those_of_the_print() -> None:
    facts = statement_facts(INCOME)
    decimals = {fact.item.label: fact.decimals for fact in facts}
    assert decimals == {"Net sales": -3, "Cost of sales": -3, "Net income": -3, "Basic earnings per share": 2}


def test_ids_are_names_that_stay() -> None:
    first, second = statement_facts(INCOME), statement_facts(INCOME)
    assert first == second
    assert len({fact.id for fact in first}) == len(first)
    assert all(fact.id[0].isalpha() and fact.id.isalnum() for fact in first)


def test_fact_by_rule_names_the_row_it_stands_on() -> None:
    for fact in statement_facts(INCOME):
        assert fact.rule is not None
        assert fact.rule.concept == fact.concept.name
        assert str(fact.rule.source) in fact.reason
        assert 0 < fact.confidence <= 1


def test_subtotal_without_a_caption_says_what_tells_it() -> None:
    facts = statement_facts(parse_case(FOLDER / "tag" / "subtotals_without_captions.txt").given)
    reasons = {fact.reason for fact in facts if fact.concept.name == "CashCashEquivalentsAndShortTermInvestments"}
    assert reasons == {"named by what it adds or goes into"}


def test_fact_points_at_its_print() -> None:
    lines = INCOME.split("\n")
    for fact in statement_facts(INCOME):
        place = fact.amount.source
        assert lines[place.line - 1][place.start : place.end] == fact.amount.text


def test_dash_is_a_fact_and_a_blank_is_none() -> None:
    facts = statement_facts(INCOME.replace("28,440     27,110", "    --            "))
    assert [fact.value for fact in facts if fact.item.label == "Cost of sales"] == [0]


def test_percentages_beside_amounts_are_no_money() -> None:
    text = """\
cik: 1234567
form: 10-Q

                CONSOLIDATED STATEMENTS OF OPERATIONS
                         (in thousands)
                                     Three Months Ended June 30,
                                       1998               1997
                                 ----------------   ----------------
Net sales                        $ 20,400  100.0%   $ 18,000  100.0%
Cost of sales                      14,280   70.0      12,780   71.0
Selling expenses                    2,040   10.0       1,800   10.0
Other expenses                        408    2.0         180    1.0
                                 --------  ------   --------  ------
Net income                       $  3,672   18.0%   $  3,240   18.0%
                                 ========  ======   ========  ======
"""
    values = {fact.value for fact in statement_facts(text)}
    assert {20_400_000, 18_000_000, 14_280_000, 12_780_000} <= values
    assert not {100_000, 70_000, 10_000, 18_000} & values


def test_parallel_columns_of_a_subsidiary_are_not_the_groups() -> None:
    text = """\
cik: 1234567
form: 10-K
period_of_report: 1993-12-31

                STATEMENT OF FINANCIAL POSITION
                        (In millions)

                              General Carriers
                              and consolidated       Carriers Credit
                                 affiliates            Corporation
                            -------------------    -------------------
At December 31                1993       1992        1993       1992
                            --------   --------    --------   --------
Cash and equivalents        $  3,218   $  3,129    $  1,610   $  1,804
Inventories                    3,824      4,574          --         --
Other assets                  10,110      9,880       4,004      3,980
                            --------   --------    --------   --------
Total assets                $ 17,152   $ 17,583    $  5,614   $  5,784
                            ========   ========    ========   ========
"""
    stated: dict[tuple[str, Context], object] = {}
    for fact in statement_facts(text):
        assert stated.setdefault((fact.concept.qname, fact.context), fact.value) == fact.value


def test_equity_is_stated_at_every_balance_of_its_statement() -> None:
    text = """\
cik: 1234567
form: 10-K
period_of_report: 1997-12-31

            CONSOLIDATED STATEMENTS OF STOCKHOLDERS' EQUITY
                          (in thousands)

                                      Common     Paid-in    Retained
                                       Stock     Capital    Earnings     Total
                                     --------   --------   ---------   --------
Balance at December 31, 1995         $  1,010   $  8,204   $  12,110   $ 21,324
Net income                                 --         --       2,204      2,204
Options exercised                          20        310          --        330
                                     --------   --------   ---------   --------
Balance at December 31, 1996            1,030      8,514      14,314     23,858
Net income                                 --         --       2,600      2,600
Cash dividends                             --         --        (400)      (400)
                                     --------   --------   ---------   --------
Balance at December 31, 1997         $  1,030   $  8,514   $  16,514   $ 26,058
                                     ========   ========   =========   ========
"""
    totals = {
        str(f.context.period.end): f.value
        for f in statement_facts(text)
        if f.concept.name == "StockholdersEquity" and not f.context.dimensions
    }
    assert totals == {"1995-12-31": 21_324_000, "1996-12-31": 23_858_000, "1997-12-31": 26_058_000}


def test_a_part_of_revenue_less_sure_than_asked_for_is_parted_by_its_concept_alone() -> None:
    text = """\
cik: 1234567
form: 10-K
period_of_report: 2022-12-31

             CONSOLIDATED STATEMENTS OF OPERATIONS
                        (in thousands)
                                           Year Ended December 31,
                                              2022         2021
                                           ----------   ----------
Revenues:
  Subscription                             $   41,200   $   38,900
  Product                                      12,300       10,100
                                           ----------   ----------
Total revenues                                 53,500       49,000
Cost of revenues                               35,000       32,500
                                           ----------   ----------
Net income                                 $   18,500   $   16,500
                                           ==========   ==========
"""
    asked = reference()
    strict = replace(asked, mappings=replace(asked.mappings, least=Decimal("0.95")))
    parts = [
        [fact for fact in make_report(make_filing(text), (), each).facts if fact.item.label == "Subscription"]
        for each in (asked, strict)
    ]
    assert all(fact.context.dimensions and fact.status is Status.SUGGESTED for fact in parts[0])
    assert all(not fact.context.dimensions and fact.status is Status.OWN for fact in parts[1])
    assert all(map(len, parts))


# --- what a person found to be the filer's own ----------------------------------------------


def tagged_with(row: str, folder: Path) -> list[Fact]:
    """The facts of INCOME, with one more row in the filer's mapping table."""
    shutil.copytree(data_folder("mappings"), folder / "mappings")
    table = "statement,label,section,concept,sign,seen,note\n" + row + "\n"
    (folder / "mappings" / "filers" / "1234567.csv").write_text(table, encoding="utf-8")
    filing, _ = read_submission(INCOME.encode(), "acme.txt")
    assert filing is not None
    report = make_report(replace(filing, cik="0001234567"), (), load_reference(mappings=folder / "mappings"))
    return [fact for fact in report.facts if fact.statement != "cover"]


def test_a_person_can_keep_a_line_item_the_filers_own(tmp_path: Path) -> None:
    facts = tagged_with("income_statement,cost of sales,,own,,review,", tmp_path)
    own = [fact for fact in facts if fact.item.label == "Cost of sales"]
    assert {fact.concept.qname for fact in own} == {"f0001234567:CostOfSales"}
    assert {(fact.status, fact.candidates) for fact in own} == {(Status.OWN, ())}
    assert {str(fact.rule.source) for fact in own if fact.rule} == {"mappings/filers/1234567.csv:2"}
    assert [fact.value for fact in own] == [Decimal("28440000"), Decimal("27110000")]


def test_facts_know_where_a_mapping_row_for_them_would_stand() -> None:
    places = {fact.item.label: (fact.table, fact.sections) for fact in statement_facts(INCOME)}
    assert places["Net sales"][0] == "income_statement"
    assert places["Basic earnings per share"] == ("income_statement", ("earnings per share",))
