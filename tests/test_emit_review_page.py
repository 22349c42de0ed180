"""The review page as a file: it is whole, it holds every number on both sides, and nothing of a filing runs in it."""

import hashlib
import json
from base64 import b64encode
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import SAMPLE, Reader, run_command
from lxml import html
from reports import example_report, shipped_taxonomy

from pipeline.codes import FOOT_MISMATCH
from pipeline.emit.review_page import format_review_page
from pipeline.model import Finding, Report, Source, Suppression
from pipeline.origins import trace
from pipeline.read.sgml import read_submission
from pipeline.reference import Reference
from pipeline.run import make_report
from pipeline.story import load_workpaper, tell
from pipeline.workpaper import Register, Workpaper, make_workpaper

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


def workpaper_of(report: Report, reference: Reference) -> Workpaper:
    return make_workpaper(report, report, report.findings, Register(reference.taxonomy, reference.mappings))


def page_of(report: Report, reference: Reference) -> html.HtmlElement:
    return html.document_fromstring(format_review_page(report, workpaper_of(report, reference)).decode())


@pytest.fixture(scope="module")
def page(sample_report: Report, reference: Reference) -> html.HtmlElement:
    return page_of(sample_report, reference)


@pytest.fixture(scope="module")
def read_html(reference: Reference) -> Report:
    """A balance sheet in a table of HTML, all of it on one line of the file."""
    rows = (
        ("", "December 31, 2023", "December 31, 2022"),
        *(("Cash", "1,285", "1,230"), ("Receivables, net", "405", "380"), ("Total current assets", "1,690", "1,610")),
        *(("Equipment, net", "610", "605"), ("Total assets", "2,300", "2,215"), ("Accounts payable", "300", "265")),
        *(("Total current liabilities", "300", "265"), ("Common stock", "1,000", "1,000")),
        *(("Retained earnings", "1,000", "950"), ("Total stockholders' equity", "2,000", "1,950")),
        ("Total liabilities and stockholders' equity", "2,300", "2,215"),
    )
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    prose = "<p>The company makes telephones and sells them to those who call.</p>" * 30
    text = f"<html><body>{prose}<p>CONSOLIDATED BALANCE SHEETS</p><table border=1>{cells}</table>{prose}</body></html>"
    filing, findings = read_submission(text.encode(), "acme.htm")
    assert filing is not None
    return make_report(filing, findings, reference)


def words(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def test_every_fact_is_a_cell_and_a_mark_that_point_at_each_other(
    page: html.HtmlElement, sample_report: Report
) -> None:
    for fact in sample_report.facts:
        (cell,) = page.xpath(f"//td/a[@id='c-{fact.id}']")
        (mark,) = page.xpath(f"//*[@id='source']//a[@id='{cell.get('href')[1:]}']")
        assert mark.text == fact.amount.text
        back = page.get_element_by_id(mark.get("href")[1:])
        assert back.get("href") == cell.get("href"), "of several facts of one print the first is shown"
        assert fact.status in cell.get("class").split()


def test_what_is_not_tagged_is_marked_and_listed_with_its_reason(page: html.HtmlElement) -> None:
    section = page.get_element_by_id("untagged")
    assert "printed numbers of the statements and notes are not tagged: " in words(section)
    assert "None is lost: each has a reason." in words(section)
    parts = section.findall(".//details")
    rows = [part.findall(".//tbody/tr") for part in parts]
    assert sum(map(len, rows)) == len(page.xpath("//*[@id='source']//a[@class='skipped']")) > 16
    assert [words(part[0]) for part in parts] == [
        f"{name} {len(found)}"
        for name, found in zip(
            ("In the statements", "In tables of the notes", "In sentences of the notes", "In other items of the form"),
            rows,
            strict=True,
        )
    ]
    assert [part.get("open") is not None for part in parts] == [True, False, False, False]
    assert len(rows[0]) == 17 and words(parts[0].find("ul")) == "14 × part of a title or heading 3 × page number"
    assert all(row[1].text and row[2].text for part in rows for row in part)
    assert all(row[1].find("small").text for row in rows[2]), "a number of a sentence is told with the sentence"


def test_verdict_on_the_balance_sheet_is_told_in_a_sentence(page: html.HtmlElement, reference: Reference) -> None:
    verdict = page.get_element_by_id("S0").find_class("verdict")[0]
    assert "✓ Proved: every row down to the last total is in a sum, and 5 of 5 sums hold" in words(verdict)
    assert "Total assets agree with total liabilities and equity." in words(verdict)
    example = page_of(example_report(shipped_taxonomy()), reference)
    assert "Proved" in words(example.get_element_by_id("S0"))


def test_statements_stand_under_their_headings_with_values_as_stated(page: html.HtmlElement) -> None:
    rows = [words(row) for row in page.get_element_by_id("S1").iterfind(".//tbody/tr")]
    assert "Other income (expense)" in rows
    assert any(row.startswith("Income tax benefit") and "(47,937) ⇄ 0 (2,937) ⇄ 0" in row for row in rows)
    assert any(row.startswith("Net income") and row.endswith("864,604 ✓ 754,654 ✓ 808,464 ✓ 48,855 ✓") for row in rows)


def test_findings_come_first_errors_before_all_else(sample_report: Report, reference: Reference) -> None:
    source = sample_report.statements[0].items[5].source
    broken = Finding(FOOT_MISMATCH, "Total current assets 1,429,740 but its items add to 1,429,741", source)
    page = page_of(replace(sample_report, findings=(*sample_report.findings, broken)), reference)
    first = page.get_element_by_id("work")[0]
    assert first.get("id") == "findings"
    assert words(first[1]).startswith(f"✗ error {FOOT_MISMATCH.meaning}")
    assert first[1].get("open") is not None
    assert [link.get("href") for link in first[1].iterfind(".//a")] == ["#L60", "#c-s1r6c1"]


def test_a_suppressed_finding_is_shown_as_such_with_the_decision(sample_report: Report, reference: Reference) -> None:
    row = Source("mappings/suppressions.csv", 7)
    decision = Suppression("0000000000", "foot/sum-mismatch", "restated", "Jane Doe", date(2026, 1, 31), row)
    place = sample_report.statements[0].items[5].source
    known = Finding(FOOT_MISMATCH, "Total current assets differ", place, suppression=decision)
    report = replace(sample_report, findings=(known, *sample_report.findings))
    findings = page_of(report, reference).get_element_by_id("findings")
    assert words(findings[-1]).startswith("– suppressed A total is not the sum of its items.")
    assert "suppressed by Jane Doe until 2026-01-31: restated (mappings/suppressions.csv:7)" in words(findings[-1])
    assert not findings.find_class("error")


def test_lines_of_an_html_filing_are_numbered_as_laid_out(read_html: Report, reference: Reference) -> None:
    cell = read_html.statements[0].items[0].source
    found = Finding(FOOT_MISMATCH, f"it is 1,285 here, but 1,286 at line {cell.line + 2}", cell)
    report = replace(read_html, findings=(found,))
    traced = trace(report)
    register = Register(reference.taxonomy, reference.mappings)
    workpaper = make_workpaper(report, traced, traced.findings, register)
    page = html.document_fromstring(format_review_page(report, workpaper).decode())
    marks = page.xpath("//*[@id='source']//a[starts-with(@id, 'p-s1')]")
    assert {mark.text for mark in marks} >= {"1,285", "1,690"}
    lines = {line.get("id"): int(line.get("data-n")) for line in page.xpath("//*[@id='source']//div[@data-n]")}
    numbers = list(lines.values())
    assert numbers == sorted(set(numbers))
    assert 1 < numbers[0] < 40, "the prose above is left out, and counted"
    assert not page.xpath("//table[@border]"), "markup of the filing is not the page's"
    (link,) = page.xpath("//*[@id='findings']//a[@class='place']")
    shown = lines[f"L{cell.line}"]
    assert (link.get("href"), link.text) == (f"#L{cell.line}", f"line {shown}")
    assert f"1,286 at line {shown + 2}" in words(page.get_element_by_id("findings"))


def test_policy_names_the_hashes_of_the_only_script_and_style(page: html.HtmlElement) -> None:
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; ")
    (style,), scripts = page.xpath("//style"), page.xpath("//script[not(@type='application/json')]")
    for element in (style, *scripts):
        digest = b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert len(scripts) == 1
    assert "unsafe" not in policy
    assert not page.xpath("//@style | //@onclick | //@src | //link | //iframe | //form")


def test_nothing_of_a_filing_is_markup(read: Reader, reference: Reference) -> None:
    text = SAMPLE.read_text(encoding="utf-8").replace("Prepaid expenses", HOSTILE[:40]).replace("Item 1.", HOSTILE, 1)
    report = read(text)
    page = page_of(report, reference)
    assert len(page.xpath("//script")) == 2
    assert not page.xpath("//img | //@onerror")
    assert HOSTILE in page.get_element_by_id("source").text_content()
    held = json.loads(page.get_element_by_id("workpaper").text)
    assert held == workpaper_of(report, reference)
    assert any(row["label"].startswith("</script><script>") for sheet in held["sheets"] for row in sheet["rows"])


def test_characters_that_turn_digits_around_are_shown_as_such(read: Reader, reference: Reference) -> None:
    text = SAMPLE.read_text(encoding="utf-8").replace("Restricted cash", "Restricted\u202e cash\x07")
    report = read(text)
    page = format_review_page(report, workpaper_of(report, reference)).decode()
    assert "\u202e" not in page
    assert "\x07" not in page
    assert "Restricted\N{REPLACEMENT CHARACTER} cash" in page


def test_same_report_gives_the_same_bytes(sample_report: Report, reference: Reference) -> None:
    one, other = (format_review_page(sample_report, workpaper_of(sample_report, reference)) for _ in range(2))
    assert one == other


def test_long_text_is_left_out_where_nothing_is_tagged(read: Reader, reference: Reference) -> None:
    prose = "\n".join(["The company sells telephones by the sea."] * 400)
    text = SAMPLE.read_text(encoding="utf-8") + "\n" + prose
    source = page_of(read(text), reference).get_element_by_id("source")
    gaps = [words(gap) for gap in source.find_class("gap")]
    assert gaps and "are not shown: nothing there is tagged or in question." in gaps[-1]
    assert source.text_content().count("by the sea") < 20


def test_a_run_writes_it_whole_and_story_reads_it(judged: tuple[object, Path]) -> None:
    folder = judged[1] / SAMPLE.stem
    workpaper = load_workpaper(folder)
    stated = json.loads((folder / "report.json").read_bytes())["facts"]
    assert [entry["id"] for entry in workpaper["facts"]] == list(stated)
    assert tell(workpaper, "s1r9c1").judge == (f"4 files, each with the same {len(stated)} facts",)
    note = next(entry for entry in workpaper["facts"] if entry["id"].startswith("n"))
    assert tell(workpaper, note["id"]).stated.concept.endswith("TextBlock")
    manifest = json.loads((judged[1] / "run.json").read_text())
    assert f"{SAMPLE.stem}/review.html" in str(manifest)


def test_line_items_of_another_tool_have_a_page_without_a_source(tmp_path: Path) -> None:
    sample = SAMPLE.parent / "line-items" / "sample.csv"
    assert run_command("run", sample, "--out", tmp_path / "out", "--judge", "none").code == 0
    (written,) = tmp_path.glob("out/*/review.html")
    page = html.document_fromstring(written.read_text(encoding="utf-8"))
    assert page.body.get("class") == "textless"
    assert len(page.xpath("//td/a[starts-with(@id, 'c-s')]")) > 50
