"""The notes of a filing and the items of its form are found, bounded and read; each case shows one layout."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from cases import (
    Case,
    cases_of,
    check_case,
    format_figures,
    format_items,
    format_notes,
    format_prose,
    format_ties,
    make_case_report,
    reference,
)

from pipeline.note_told import Scene
from pipeline.notes.amounts import state_tables
from pipeline.notes.claims import PART
from pipeline.notes.name import Lookup
from pipeline.origins import trace
from pipeline.read.sgml import read_submission
from pipeline.run import make_report


@pytest.mark.parametrize("case", cases_of("notes"))
def test_notes_are_found_bounded_and_named(case: Case, pytestconfig: pytest.Config) -> None:
    check_case(case, format_notes(case.given), pytestconfig.getoption("--update", default=False))


@pytest.mark.parametrize("case", cases_of("note_tables"))
def test_tables_of_the_notes_are_read_row_by_row(case: Case, pytestconfig: pytest.Config) -> None:
    check_case(case, format_figures(case.given), pytestconfig.getoption("--update", default=False))


@pytest.mark.parametrize("case", cases_of("note_prose"))
def test_amounts_of_sentences_are_told(case: Case, pytestconfig: pytest.Config) -> None:
    check_case(case, format_prose(case.given), pytestconfig.getoption("--update", default=False))


@pytest.mark.parametrize("case", cases_of("note_ties"))
def test_a_note_that_contradicts_a_statement_is_told(case: Case, pytestconfig: pytest.Config) -> None:
    check_case(case, format_ties(case.given), pytestconfig.getoption("--update", default=False))


@pytest.mark.parametrize("case", cases_of("items"))
def test_items_of_the_form_are_told(case: Case, pytestconfig: pytest.Config) -> None:
    check_case(case, format_items(case.given), pytestconfig.getoption("--update", default=False))


def test_a_note_of_markup_that_contradicts_a_statement_is_told_in_the_users_file() -> None:
    """Both places are those of the print in the file."""

    def rows(*captioned: tuple[str, str, str]) -> str:
        cells = (f"<tr><td>{caption}</td><td>{now}</td><td>{before}</td></tr>\n" for caption, now, before in captioned)
        return f"<table><tr><td></td><td>2023</td><td>2022</td></tr>\n{''.join(cells)}</table>\n"

    sheet = rows(("Cash", "1,200", "1,100"), ("Inventories", "2,345", "2,150"), ("Total assets", "3,545", "3,250"))
    note = rows(("Seed", "2,000", "1,950"), ("Tools", "435", "200"), ("Inventories", "2,435", "2,150"))
    body = (
        f"<p>BALANCE SHEETS</p><p>December 31</p>\n{sheet}<p>NOTES TO FINANCIAL STATEMENTS</p>\n"
        f"<p>Note 1. Inventories</p><p>Inventories at December 31 consist of:</p>\n{note}"
        "<p>Note 2. Commitments</p><p>None.</p>"
    )
    filler = "<p>This report speaks of orchards and of the tools that are used in them.</p>" * 8
    text = f"<html><body>{filler}{body}</body></html>"
    filing, _ = read_submission(text.encode(), "case.htm")
    assert filing is not None
    filing = replace(filing, form="10-K", period_of_report=date(2023, 12, 31))
    found = [f for f in trace(make_report(filing, [], reference())).findings if f.code.id == "check/note-mismatch"]
    assert [(finding.source.line, finding.related[0].line) for finding in found] == [
        (1 + text[: text.index("2,435")].count("\n"), 1 + text[: text.index("2,345")].count("\n"))
    ]


PLANS = """\
form: 10-K
period_of_report: 2012-12-31

             CONSOLIDATED STATEMENTS OF INCOME
                   Years ended December 31
                          2012       2011
                        --------   --------
Net sales               $  1,200   $  1,100
Cost of sales                700        650
                        --------   --------
Gross profit            $    500   $    450
                        ========   ========

              NOTES TO FINANCIAL STATEMENTS

Note 1 - Employee Benefit Plans

The following is of December 31:

                                       2012       2011
                                     --------   --------
Benefit obligation at end of period  $    140   $    120

Note 2 - Contingencies

None.
"""


def test_a_member_that_only_the_name_of_a_concept_tells_is_a_guess_to_review() -> None:
    """The words of the note name no kind of plan."""
    found = [
        fact for fact in make_case_report(PLANS).facts if fact.concept.name == "DefinedBenefitPlanBenefitObligation"
    ]
    assert [fact.value for fact in found] == [140, 120]
    for fact in found:
        assert [member for _, member in fact.context.dimensions] == ["gaap:PensionPlansDefinedBenefitMember"]
        assert fact.status == "suggested"
        assert fact.confidence <= PART
        assert fact.reason.endswith(", of PensionPlansDefinedBenefitMember, as amounts of its name are")
        assert [candidate.concept for candidate in fact.candidates] == ["DefinedBenefitPlanBenefitObligation"]


def test_a_note_that_states_another_amount_than_a_statement_is_no_part_of_it_by_a_name_alone() -> None:
    report, about = make_case_report(PLANS), Lookup(reference().taxonomy, reference().mappings, "", 2012)
    mine = [fact for fact in report.facts if fact.concept.name == "DefinedBenefitPlanBenefitObligation"]
    scene = Scene("PensionAndOtherPostretirementBenefitsDisclosureTextBlock")
    tables = [("n1", table, scene) for table in report.tables if mine[0].item in table.items]
    stated = [fact._replace(context=fact.context._replace(dimensions=()), value=Decimal(155)) for fact in mine]
    found, _ = state_tables(tables, stated, mine[0].context.entity, about)
    assert [(fact.value, fact.status) for fact in found] == [(140, "own"), (120, "own")]
