"""Every check of a filing's own arithmetic and words: a right filing passes in silence, a broken one is told."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from cases import make_case_report, make_filing
from cases import reference as load_once
from conftest import SAMPLE, run_file
from test_checks import BALANCE_SHEET, FILING

from pipeline.census import Census
from pipeline.checks import check
from pipeline.codes import CATALOGUE, RUN_UNACCOUNTED, RUN_UNWRITABLE
from pipeline.judge import Judge, Judging
from pipeline.model import Report, Schedule, ScheduleValue, Source
from pipeline.run import Options, Reference, make_report, prepare_output

Edit = Callable[[str], str]
DAYS = "form: 10-Q\nfiled: 1995-08-10\nperiod_of_report: 1995-06-30\n"
RIGHT = FILING.replace("form: 10-Q\n", DAYS)
SECOND = re.compile(r"(?<=\d  )(\$? *)([\d,]+)$", re.MULTILINE)
"""The amount of the second column, at the end of a line."""


def change(old: str, new: str) -> Edit:
    """What puts ``new`` for the one ``old`` of the filing."""

    def edit(text: str) -> str:
        assert text.count(old) == 1, old
        return text.replace(old, new)

    return edit


def without(*captions: str) -> Edit:
    """What drops the lines that begin with these captions."""
    return lambda text: "\n".join(line for line in text.split("\n") if not line.startswith(captions))


def second_column(make: Callable[[str, str], str]) -> Edit:
    """What makes the second amount of every line of two from both."""
    row = re.compile(r"(\d[\d,]{3,})(\s+\$?\s*)(\d[\d,]{3,})$", re.MULTILINE)
    return lambda text: row.sub(lambda m: m[1] + m[2] + make(m[1], m[3]).rjust(len(m[3])), text)


BROKEN: dict[str, Edit] = {
    "check/tie-mismatch": change(
        "period                             $  2,110,330", "period                             $  2,101,330"
    ),
    "check/eps-mismatch": change("$        .20", "$        .02"),
    "check/par-mismatch": change("15,000,000 shares", "15,500,000 shares"),
    "check/near-miss": lambda text: (
        text.replace(
            "\n        NOTES TO",
            "Interest paid                           $    801,445  $    798,330\n\n        NOTES TO",
        )
        + "Interest of $801,945 was paid in the first half of 1995.\n"
    ),
    "check/sign": change(
        "Inventories                                9,118,204     9,",
        "Inventories                               (9,118,204)    9,",
    ),
    "check/date-ahead": change("filed: 1995-08-10", "filed: 1995-03-10"),
    "check/other-period": change("period_of_report: 1995-06-30", "period_of_report: 1996-06-30"),
    "check/period-length": lambda text: text.replace("Six months ended", "Five months ended"),
    "check/column-scale": second_column(lambda first, second: second.rpartition(",")[0]),
    "check/outlier": change(
        "$ 11,228,534  $ 11,310,233\n                                        ============  ============\nLiab",
        "$ 11,228,534  $     11,310\n                                        ============  ============\nLiab",
    ),
    "check/same-column": second_column(lambda first, second: first),
    "check/missing-statement": lambda text: (
        text[: text.index("             CONSOLIDATED STATEMENTS OF CASH")] + text[text.index("        NOTES TO") :]
    ),
    "check/missing-fact": without("Net increase in cash"),
}
"""For each rule what breaks it in the filing."""
MISREAD: dict[str, Edit] = {
    "locate/other-set": change(
        "\n        NOTES TO",
        "\n" + BALANCE_SHEET.replace("CONSOLIDATED BALANCE", "PRO FORMA BALANCE") + "\n        NOTES TO",
    ),
    "extract/ambiguous-column": change(
        "June 30,    December 31,\n                                            1995          1994",
        "June 30,      June 30,\n                                            1995          1995",
    ),
    "extract/unreadable-amount": change("9,118,204 ", "9,118,20  "),
    "foot/sum-mismatch": change("4,010,118", "4,010,218"),
    "foot/rounded": change(
        "$ 11,228,534  $ 11,310,233\n                                        ============  ============\nLiab",
        "$ 11,228,535  $ 11,310,233\n                                        ============  ============\nLiab",
    ),
    "foot/open-rows": change(
        "Net increase in cash  ",
        "Effect of rates                                  77            88\nNet increase in cash  ",
    ),
    "foot/unproved-total": change(
        "Net increase in cash  ",
        "Effect of rates                                  77            88\nNet increase in cash  ",
    ),
}
"""The same for what is found before the checks."""
OF_NOTES = {"check/note-mismatch"}
"""Asked of amounts within notes, of which this filing has none."""
SCHEDULES = {"check/schedule-agrees": 11228534, "check/schedule-disagrees": 11282534, "check/schedule-not-stated": 0}


def codes_of(report: Report) -> set[str]:
    return {finding.code.id for finding in report.findings}


def test_every_check_has_its_case() -> None:
    assert {id for id in CATALOGUE if id.startswith("check/")} - OF_NOTES == {*BROKEN, *SCHEDULES}


def test_a_right_filing_breaks_no_rule() -> None:
    assert [str(f) for f in make_case_report(RIGHT).findings if f.code.severity != "info"] == []
    assert not codes_of(make_case_report(RIGHT)) & {*BROKEN, *MISREAD, *SCHEDULES}


@pytest.mark.parametrize("id", [*BROKEN, *MISREAD])
def test_a_broken_rule_is_told(id: str) -> None:
    edit = BROKEN.get(id) or MISREAD[id]
    assert id in codes_of(make_case_report(edit(RIGHT)))


@pytest.mark.parametrize("id", SCHEDULES)
def test_each_value_of_the_filers_schedule_is_held_against_the_facts(id: str) -> None:
    tag, value = ("TOTAL-ASSETS", SCHEDULES[id]) if SCHEDULES[id] else ("PP&E", 4020)
    stated = ScheduleValue(tag, Decimal(value), Decimal(1), Source("case.txt", 90))
    filing = replace(make_filing(RIGHT), schedules=(Schedule(date(1995, 6, 30), 6, (stated,)),))
    assert codes_of(make_report(filing, [], load_once())) & SCHEDULES.keys() == {id}


@pytest.mark.parametrize("form", ["8-K", "10-Q/A", ""])
def test_only_whole_periodic_reports_must_state_everything(form: str) -> None:
    text = BROKEN["check/missing-statement"](RIGHT).replace("form: 10-Q\n", f"form: {form}\n" if form else "")
    assert not codes_of(make_case_report(text)) & {"check/missing-statement", "check/missing-fact"}


@pytest.mark.parametrize("form", ["10-K", "10-K405", "10-KSB", "10-QSB", "10-KSB40", "10-KT"])
def test_annual_and_quarterly_forms_of_all_years_are_known(form: str) -> None:
    text = BROKEN["check/missing-statement"](RIGHT).replace("form: 10-Q\n", f"form: {form}\n")
    assert "check/missing-statement" in codes_of(make_case_report(text))


@pytest.mark.parametrize("days", ["Three months", "Nine months", "Twelve months", "Twenty-six weeks", "Fourteen weeks"])
def test_quarters_and_their_sums_are_periods_of_the_trade(days: str) -> None:
    text = RIGHT.replace("Six months ended", f"{days} ended")
    assert "check/period-length" not in codes_of(make_case_report(text))


def test_a_column_of_a_subsidiary_is_not_held_against_the_filers() -> None:
    report = make_case_report(RIGHT)
    sheet = report.statements[0]
    twin = replace(sheet.columns[1], member=("gaap:LegalEntityAxis", "Acme Credit"))
    items = tuple(replace(item, amounts=item.amounts[:1] * 2) for item in sheet.items)
    same = replace(sheet, columns=(sheet.columns[0], twin), items=items)
    found = check(replace(report, statements=(same,), facts=()), load_once().taxonomy)
    assert "check/same-column" not in {finding.code.id for finding in found}


# --- what is found of tieout's own work -------------------------------------------------------


def test_outputs_that_cannot_be_written_are_told(reference: Reference, tmp_path: Path) -> None:
    prepare_output(tmp_path / "out", reference)
    (tmp_path / "out" / SAMPLE.stem).write_text("in the way", encoding="utf-8")
    outcome = run_file(SAMPLE, reference, Options(tmp_path / "out", Judge(Judging.NONE)))
    assert (outcome.outcome, [finding.code for finding in outcome.findings]) == ("rejected", [RUN_UNWRITABLE])


def test_a_number_that_is_in_no_ledger_is_told(
    reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.run.take_census", lambda report: Census(10, 7, 1, 2))
    prepare_output(tmp_path / "out", reference)
    outcome = run_file(SAMPLE, reference, Options(tmp_path / "out", Judge(Judging.NONE)))
    assert [finding.message for finding in outcome.findings if finding.code is RUN_UNACCOUNTED] == [
        "2 of 10 printed numbers are not in the ledger"
    ]
