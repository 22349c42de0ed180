"""Facts beside the filer's own tags of inline XBRL: what agrees, and what is said of what does not."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from conftest import Command
from reports import shipped_taxonomy

from pipeline.compare import compare
from pipeline.emit.comparison import COLUMNS, format_comparison
from pipeline.emit.inline import format_inline
from pipeline.model import Agreement, Compared, Finding, Report
from pipeline.origins import trace
from pipeline.read.inline import read_inline
from pipeline.read.sgml import read_submission
from pipeline.reference import Reference
from pipeline.run import make_report

OURS = frozenset(shipped_taxonomy().namespaces.values())
CURRENT_ASSETS = "gaap:AssetsCurrent"


@pytest.fixture(scope="module")
def tagged_text(sample_report: Report) -> str:
    """The sample filing as inline XBRL, as our own output has it."""
    return format_inline(sample_report, shipped_taxonomy(), "extension/sample.xsd").decode()


def compare_text(text: str, reference: Reference) -> tuple[tuple[Compared, ...], list[Finding]]:
    filing, findings = read_submission(text.encode(), "report.xhtml")
    assert filing is not None, findings
    report = trace(make_report(filing, findings, reference))
    tagged, told = read_inline(report.filing, OURS)
    compared, more = compare(report, tagged)
    return compared, [*told, *more]


def change_tag(text: str, old: str, new: str) -> str:
    """The text with one change in the one tag of the current assets."""
    (tag,) = re.findall(rf'<ix:nonFraction[^>]*name="{CURRENT_ASSETS}"[^>]*>', text)
    changed = tag.replace(old, new)
    assert changed != tag
    return text.replace(tag, changed)


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code.id, finding.message) for finding in findings if finding.code.id != "compare/agrees"]


def test_every_fact_of_our_own_inline_xbrl_agrees(
    tagged_text: str, sample_report: Report, reference: Reference
) -> None:
    compared, findings = compare_text(tagged_text, reference)
    assert {one.agreement for one in compared} == {Agreement.AGREES}
    assert len(compared) == len(sample_report.facts) - len(sample_report.blocks)
    count = len(compared)
    assert [finding.message for finding in findings] == [f"{count} facts beside the filer's tags: {count} agrees"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            CURRENT_ASSETS,
            "gaap:AssetsNoncurrent",
            ("compare/different-concept", "is gaap:AssetsNoncurrent by the filer's tag, gaap:AssetsCurrent here"),
        ),
        (' format="', ' scale="3" format="', ("compare/different-value", "000 by the filer's tag, ")),
        (
            ' format="',
            ' sign="-" format="',
            ("compare/different-value", "is -1429740 by the filer's tag, 1429740 here"),
        ),
    ],
    ids=["another concept", "another scale", "another sign"],
)
def test_one_changed_tag_is_one_finding_at_its_place(
    old: str, new: str, expected: tuple[str, str], tagged_text: str, reference: Reference
) -> None:
    compared, findings = compare_text(change_tag(tagged_text, old, new), reference)
    ((code, message),) = told(findings)
    assert code == expected[0] and expected[1] in message
    (one,) = (one for one in compared if one.agreement is not Agreement.AGREES)
    (finding,) = (finding for finding in findings if finding.code.id == code)
    assert one.tagged is not None
    line = change_tag(tagged_text, old, new).split("\n")[finding.source.line - 1]
    assert line[finding.source.start : finding.source.end] == "1,429,740"
    assert finding.source.line == one.tagged.source.line


def test_a_tag_of_another_period_is_told(tagged_text: str, reference: Reference) -> None:
    own, another = (
        re.findall(rf'name="{name}" contextRef="([^"]*)"', tagged_text)[0] for name in (CURRENT_ASSETS, "gaap:Revenues")
    )
    _, findings = compare_text(change_tag(tagged_text, f'"{own}"', f'"{another}"'), reference)
    ((code, message),) = told(findings)
    assert code == "compare/different-context"
    assert " to " in message and "in USD" in message


def test_a_dropped_tag_is_a_fact_without_a_tag(tagged_text: str, reference: Reference) -> None:
    text = re.sub(rf'<ix:nonFraction[^>]*name="{CURRENT_ASSETS}"[^>]*>([^<]*)</ix:nonFraction>', r"\1", tagged_text)
    compared, findings = compare_text(text, reference)
    assert told(findings) == [("compare/untagged", "gaap:AssetsCurrent 1429740 has no tag of the filer's")]
    assert [one.agreement for one in compared].count(Agreement.UNTAGGED) == 1


def test_a_tag_on_a_number_that_is_no_fact_is_missing(tagged_text: str, reference: Reference) -> None:
    """A number of a statement's heading, and one of the prose before it."""
    ((context, unit),) = re.findall(rf'name="{CURRENT_ASSETS}" contextRef="([^"]*)" unitRef="([^"]*)"', tagged_text)

    def tag(name: str) -> str:
        return (
            f'<ix:nonFraction name="{name}" contextRef="{context}" unitRef="{unit}" decimals="0">2004</ix:nonFraction>'
        )

    title, prose = tagged_text.index("Total current assets"), tagged_text.index("<pre>") + 5
    text = (
        tagged_text[:prose] + tag("gaap:Goodwill") + tagged_text[prose:title] + tag("gaap:Land") + tagged_text[title:]
    )
    compared, findings = compare_text(text, reference)
    assert told(findings) == [
        ("compare/missing", "'2004', gaap:Land by the filer's tag, is no fact here"),
        (
            "compare/missing-elsewhere",
            "1 of the filer's tagged facts stand outside the statements and are no facts here",
        ),
    ]
    assert {one.statement for one in compared if one.agreement is Agreement.MISSING} == {"", "balance_sheet"}


def test_the_table_has_a_row_for_each_fact_and_runs_nothing(tagged_text: str, reference: Reference) -> None:
    compared, _ = compare_text(change_tag(tagged_text, ' format="', ' sign="-" format="'), reference)
    rows = list(csv.DictReader(io.StringIO(format_comparison(compared).decode(), newline="")))
    assert tuple(rows[0]) == COLUMNS and len(rows) == len(compared)
    (row,) = (row for row in rows if row["agreement"] == "different_value")
    assert (row["concept"], row["tag_concept"]) == (CURRENT_ASSETS, CURRENT_ASSETS)
    assert (row["value"], row["tag_value"]) == ("1429740", "-1429740")
    assert (row["label"], row["text"], row["period"]) == ("Total current assets", "1,429,740", row["tag_period"])


def test_the_command_line_compares_when_asked(tagged_text: str, tieout: Command, tmp_path: Path) -> None:
    path = tmp_path / "tagged.xhtml"
    path.write_text(tagged_text, encoding="utf-8")
    for options in ((), ("--compare-inline",)):
        ended = tieout("run", path, "--out", tmp_path / "out", "--judge", "none", *options)
        (entry,) = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["inputs"]
        told = {kind for kind, count in (entry["compared"] or {}).items() if count}
        assert told == ({"agrees"} if options else set())
        assert ("tagged/compare.csv" in entry["outputs"]) == bool(options)
    assert f"compared  {entry['compared']['agrees']} agrees" in ended.out
