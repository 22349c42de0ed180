"""Every rule: what keeps it passes in silence, what breaks it is told; and no rule is without such cases."""

from dataclasses import replace
from pathlib import Path

import pytest
from cases import make_case_report
from cases import reference as load_once
from rule_cases import CASES, Bench, ids
from rule_texts import BROKEN, RIGHT, without_cash_flow
from test_relations import RELATIONS

from pipeline.checks import check
from pipeline.codes import full_catalogue


def test_every_rule_has_its_cases() -> None:
    """Those of the relations are made from their rows, in `test_relations`."""
    assert set(full_catalogue(load_once().taxonomy.relations)) == {*CASES, *RELATIONS}


@pytest.mark.parametrize("id", CASES)
def test_what_keeps_a_rule_passes_in_silence(id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert id not in CASES[id](Bench(tmp_path, monkeypatch), False)


@pytest.mark.parametrize("id", CASES)
def test_a_broken_rule_is_told(id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert id in CASES[id](Bench(tmp_path, monkeypatch), True)


def test_a_right_filing_breaks_no_rule() -> None:
    findings = make_case_report(RIGHT).findings
    assert [str(finding) for finding in findings if finding.code.severity != "info"] == []
    assert ids(findings) & BROKEN.keys() == {"extension/sum-not-stated"}


@pytest.mark.parametrize("form", ["8-K", "10-Q/A", ""])
def test_only_whole_periodic_reports_must_state_everything(form: str) -> None:
    text = without_cash_flow(RIGHT).replace("form: 10-Q\n", f"form: {form}\n" if form else "")
    assert not ids(make_case_report(text).findings) & {"check/missing-statement", "check/missing-fact"}


@pytest.mark.parametrize("form", ["10-K", "10-K405", "10-KSB", "10-QSB", "10-KSB40", "10-KT"])
def test_annual_and_quarterly_forms_of_all_years_are_known(form: str) -> None:
    text = without_cash_flow(RIGHT).replace("form: 10-Q\n", f"form: {form}\n")
    assert "check/missing-statement" in ids(make_case_report(text).findings)


@pytest.mark.parametrize("days", ["Three months", "Nine months", "Twelve months", "Twenty-six weeks", "Fourteen weeks"])
def test_quarters_and_their_sums_are_periods_of_the_trade(days: str) -> None:
    text = RIGHT.replace("Six months ended", f"{days} ended")
    assert "check/period-length" not in ids(make_case_report(text).findings)


def test_a_column_of_a_subsidiary_is_not_held_against_the_filers() -> None:
    report = make_case_report(RIGHT)
    sheet = report.statements[0]
    twin = replace(sheet.columns[1], member=("gaap:LegalEntityAxis", "Acme Credit"))
    items = tuple(replace(item, amounts=item.amounts[:1] * 2) for item in sheet.items)
    same = replace(sheet, columns=(sheet.columns[0], twin), items=items)
    found = check(replace(report, statements=(same,), facts=()), load_once().taxonomy)
    assert "check/same-column" not in {finding.code.id for finding in found}
