"""No number that a located statement prints is lost."""

from pathlib import Path

import pytest
from cases import FOLDER, make_case_report, parse_case

from pipeline.census import reasons_for_silence, take_census

STAGES = ("extract", "foot", "tag")
LAYOUTS = sorted(path for stage in STAGES for path in (FOLDER / stage).glob("*.txt"))


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_no_number_of_any_layout_is_lost(path: Path) -> None:
    report = make_case_report(parse_case(path).given)
    census = take_census(report)
    assert census.lost == 0
    assert census.printed == census.reported + census.skipped


def test_amount_without_a_period_is_skipped_with_its_reason() -> None:
    text = """\
cik: 1234567

             CONSOLIDATED STATEMENTS OF INCOME
                               (in thousands)
Net sales                      $ 41,330   $ 39,204
Cost of sales                    28,440     27,110
                               --------   --------
Net income                     $ 12,890   $ 12,094
"""
    report = make_case_report(text)
    census = take_census(report)
    assert [fact for fact in report.facts if fact.statement != "cover"] == []
    assert (census.reported, census.skipped, census.lost) == (0, 6, 0)
    assert set(reasons_for_silence(report).values()) == {"its column names no period"}
