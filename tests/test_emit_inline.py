"""The filing's text as inline XBRL: nothing of the text changes, and every fact stands where it is printed."""

from conftest import SAMPLE, Reader
from lxml import etree
from reports import shipped_taxonomy

from pipeline.emit.inline import format_inline
from pipeline.model import BlockLevel, Report

N = {"ix": "http://www.xbrl.org/2013/inlineXBRL", "x": "http://www.w3.org/1999/xhtml"}


def inline(report: Report) -> etree._Element:
    return etree.fromstring(format_inline(report, shipped_taxonomy(), "extension/sample.xsd"))


def tagged(root: etree._Element, fact: str) -> etree._Element:
    (found,) = root.xpath(f"//*[@id='{fact}']")
    return found


def test_text_is_kept_character_for_character(sample_report: Report) -> None:
    texts = ["".join(shown.itertext()) for shown in inline(sample_report).iterfind(".//x:div[@class]", N)]
    assert texts == ["\n".join(document.lines) for document in sample_report.filing.documents]
    assert "\n".join(texts) == SAMPLE.read_text(encoding="utf-8")


def test_every_fact_is_there_once(sample_report: Report) -> None:
    ids = [
        element.get("id") for element in inline(sample_report).xpath("//ix:nonFraction | //ix:nonNumeric", namespaces=N)
    ]
    assert sorted(ids) == sorted(fact.id for fact in sample_report.facts)


def test_only_what_is_not_printed_is_hidden(sample_report: Report) -> None:
    hidden = inline(sample_report).xpath("//ix:hidden/*", namespaces=N)
    assert {element.get("name").partition(":")[0] for element in hidden} == {"cover"}


def test_a_note_over_two_pages_is_continued_without_the_number_of_the_page(read: Reader) -> None:
    text = SAMPLE.read_text(encoding="utf-8").replace("\nTotal claims", "\n\n" + " " * 39 + "5\n\nTotal claims", 1)
    report = read(text)
    notes = (block for block in report.blocks if block.level is BlockLevel.NOTE)
    (note,) = (block for block in notes if block.heading == "Plan of Reorganization")
    element = tagged(inline(report), note.id)
    (goes_on,) = inline(report).xpath(f"//ix:continuation[@id='{element.get('continuedAt')}']", namespaces=N)
    assert element.get("escape") == "true" and "Note 7" in "".join(element.itertext())
    assert "Total claims" in "".join(goes_on.itertext())
    (fact,) = (fact for fact in report.facts if fact.id == note.id)
    shown = ["".join(pre.itertext()) for part in (element, goes_on) for pre in part.iterfind(".//x:pre", N)]
    assert fact.value == "".join(f"<pre>{text}</pre>" for text in shown)
    assert " 5\n" not in str(fact.value)


def test_a_number_in_parentheses_is_tagged_within_them(read: Reader) -> None:
    text = SAMPLE.read_text(encoding="utf-8").replace("$    206,695", "$   (206,695)", 1)
    report = read(text)
    (fact,) = (fact for fact in report.facts if fact.amount.text.endswith("(206,695)"))
    element = tagged(inline(report), fact.id)
    assert element.text == "206,695" and element.tail is not None and element.tail.startswith(")")
    assert element.get("format") == "ixt:num-dot-decimal"
    assert (element.get("sign") == "-") == (fact.value < 0)  # type: ignore[operator]


def test_a_dash_is_a_fixed_zero(read: Reader) -> None:
    text = SAMPLE.read_text(encoding="utf-8").replace("$    206,695", "$         --", 1)
    report = read(text)
    dashes = [fact for fact in report.facts if fact.amount.text.endswith("--") and fact.statement != "cover"]
    assert dashes
    for fact in dashes:
        element = tagged(inline(report), fact.id)
        assert (element.text, element.get("format")) == ("--", "ixt:fixed-zero")


def test_markup_in_a_filing_is_text(read: Reader) -> None:
    hostile = '<script>alert("x")</script><ix:nonFraction>&lt;'
    root = inline(read(SAMPLE.read_text(encoding="utf-8").replace("Item 1.", f"Item 1. {hostile}", 1)))
    assert not root.xpath("//x:script", namespaces=N)
    assert any(hostile in "".join(pre.itertext()) for pre in root.iterfind(".//x:pre", N))
