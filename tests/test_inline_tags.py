"""The tags of inline XBRL are read as the specification has it, and hostile ones harm nobody."""

from datetime import date
from decimal import Decimal

import pytest

from pipeline.model import Filing, Finding, Period, TaggedFact
from pipeline.read.inline import MAX_OPEN, read_inline
from pipeline.read.sgml import read_submission
from pipeline.read.transforms import parse_number, parse_text

ROOT = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"
 xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:xbrldi="http://xbrl.org/2006/xbrldi"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:money="http://www.xbrl.org/2003/iso4217"
 xmlns:us-gaap="http://fasb.org/us-gaap/2024" xmlns:dei="http://xbrl.sec.gov/dei/2024" xmlns:own="http://ladders.example/2024">
<body><p>Orchard ladders and their makers, $ 1,204 of them: {words}</p>"""
HEADER = """<div style="display:none"><ix:header><ix:hidden>{hidden}</ix:hidden><ix:resources>
<xbrli:context id="day"><xbrli:entity><xbrli:identifier scheme="http://www.sec.gov/CIK">0000000001</xbrli:identifier>
</xbrli:entity><xbrli:period><xbrli:instant>2024-12-31</xbrli:instant></xbrli:period></xbrli:context>
<xbrli:context id="year"><xbrli:entity><xbrli:identifier scheme="http://www.sec.gov/CIK">0000000001</xbrli:identifier>
<xbrli:segment>
<xbrldi:explicitMember dimension="us-gaap:StatementClassOfStockAxis">own:LadderMember</xbrldi:explicitMember>
</xbrli:segment></xbrli:entity><xbrli:period><xbrli:startDate>2024-01-01</xbrli:startDate>
<xbrli:endDate>2025-01-01T00:00:00</xbrli:endDate></xbrli:period></xbrli:context>
<xbrli:unit id="usd"><xbrli:measure>money:USD</xbrli:measure></xbrli:unit>
<xbrli:unit id="each"><xbrli:divide><xbrli:unitNumerator><xbrli:measure>money:USD</xbrli:measure></xbrli:unitNumerator>
<xbrli:unitDenominator><xbrli:measure>xbrli:shares</xbrli:measure></xbrli:unitDenominator></xbrli:divide></xbrli:unit>
</ix:resources></ix:header></div>"""
ASSETS = 'name="us-gaap:Assets" contextRef="day" unitRef="usd" decimals="-3"'
POINT = 'format="ixt:num-dot-decimal"'


def filing_of(body: str, hidden: str = "") -> Filing:
    words = "ladder " * 60
    text = ROOT.replace("{words}", words) + HEADER.replace("{hidden}", hidden) + f"<p>{body}</p></body></html>"
    filing, findings = read_submission(text.encode(), "tagged.htm")
    assert filing is not None, findings
    return filing


def read(body: str, hidden: str = "") -> tuple[tuple[TaggedFact, ...], list[Finding]]:
    return read_inline(filing_of(body, hidden))


def one(body: str, hidden: str = "") -> TaggedFact:
    (fact,), findings = read(body, hidden)
    assert findings == []
    return fact


def test_sign_and_scale_are_the_tags_and_the_place_is_the_prints() -> None:
    body = f'\u2019($<ix:nonFraction {ASSETS} {POINT} scale="3" sign="-" id="f1"> <b>1,204</b></ix:nonFraction>)'
    fact = one(body)
    assert (fact.id, fact.concept, fact.is_own, fact.value, fact.decimals) == (
        *("f1", "us-gaap:Assets", False),
        *(Decimal(-1204000), -3),
    )
    assert (fact.unit, fact.context.period) == ("iso4217:USD", Period(None, date(2024, 12, 31)))
    layout = filing_of(body).documents[0].layout
    assert layout is not None
    assert layout.text.split("\n")[fact.source.line - 1][fact.source.start : fact.source.end] == "1,204"


def test_contexts_tell_members_and_the_last_day_and_units_tell_what_they_divide_by() -> None:
    tag = 'name="own:PerLadder" contextRef="year" unitRef="each" decimals="2"'
    fact = one(f"<ix:nonFraction {tag} {POINT}>.05</ix:nonFraction>")
    assert fact.is_own and fact.unit == "iso4217:USD/xbrli:shares" and fact.value == Decimal("0.05")
    assert fact.context.period == Period(date(2024, 1, 1), date(2024, 12, 31))
    assert fact.context.dimensions == (("us-gaap:StatementClassOfStockAxis", "own:LadderMember"),)
    assert fact.own_members == {"own:LadderMember"}


def test_a_tag_within_a_tag_is_a_fact_of_the_same_print() -> None:
    inner = f"<ix:nonFraction {ASSETS} {POINT}>1,204</ix:nonFraction>"
    facts, _ = read(f"<ix:nonFraction {ASSETS.replace('Assets', 'Liabilities')} {POINT}>{inner}</ix:nonFraction>")
    assert [(fact.concept, fact.value, fact.source) for fact in facts] == [
        ("us-gaap:Assets", Decimal(1204), facts[0].source),
        ("us-gaap:Liabilities", Decimal(1204), facts[0].source),
    ]


def test_a_number_within_a_text_block_is_read_and_the_block_is_not() -> None:
    long = "ladder " * 10_000
    facts, findings = read(
        '<ix:nonNumeric name="us-gaap:LaddersTextBlock" contextRef="year" escape="true">'
        f"{long}<ix:nonFraction {ASSETS} {POINT}>1,204</ix:nonFraction></ix:nonNumeric>"
    )
    assert [fact.concept for fact in facts] == ["us-gaap:Assets"] and findings == []


def test_a_text_goes_on_elsewhere_without_what_is_excluded() -> None:
    fact = one(
        '<ix:nonNumeric name="dei:EntityRegistrantName" contextRef="year" continuedAt="b">Ladders'
        "<ix:exclude> page 2</ix:exclude></ix:nonNumeric> of "
        '<ix:continuation id="b" continuedAt="b"> Inc.</ix:continuation>'
    )
    assert (fact.value, fact.unit) == ("Ladders Inc.", "")


def test_hidden_facts_are_read_and_nil_has_no_value() -> None:
    fact = one("", hidden=f'<ix:nonFraction {ASSETS} xsi:nil="true"></ix:nonFraction>')
    assert fact.value is None


@pytest.mark.parametrize(
    ("text", "format", "value"),
    [
        ("1,204.50", "ixt:num-dot-decimal", "1204.50"),
        ("1.204,50", "ixt:num-comma-decimal", "1204.50"),
        ("1 204,50", "ixt:numspacecomma", "1204.50"),
        ("12,34,567", "ixt:numdotdecimalin", "1234567"),
        ("—", "ixt:fixed-zero", "0"),
        ("-", "ixt:zerodash", "0"),
        ("7 dollars 5 cents", "ixt:num-unit-decimal", "7.05"),
        ("no", "ixt-sec:numwordsen", "0"),
        ("one million two hundred thousand", "ixt-sec:numwordsen", "1200000"),
        ("12.5", "", "12.5"),
        ("1,204", "", None),
        ("", "ixt:num-dot-decimal", None),
        ("1.2.3", "ixt:num-dot-decimal", None),
        ("1e9", "", None),
        ("\u0661", "ixt:num-dot-decimal", None),
        ("1,204", "ixt:no-such-format", None),
    ],
)
def test_numbers_are_read_by_their_formats(text: str, format: str, value: str | None) -> None:
    assert parse_number(text, format) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "format", "value"),
    [
        ("June 30, 2024", "ixt:datemonthdayyearen", "2024-06-30"),
        ("--", "ixt:nocontent", ""),
        ("\u2610", "ixt-sec:boolballotbox", "false"),
        ("No", "ixt:fixed-false", "false"),
        ("Large accelerated\n filer", "ixt-sec:entityfilercategoryen", "Large accelerated filer"),
    ],
)
def test_texts_are_read_by_their_formats(text: str, format: str, value: str) -> None:
    assert parse_text(text, format) == value


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (
            f"<ix:nonFraction {ASSETS} {POINT}>ladders</ix:nonFraction>",
            "compare/unreadable-tag",
            "'ladders' is no number",
        ),
        (f'<ix:nonFraction {ASSETS} {POINT} scale="99999">1</ix:nonFraction>', "compare/unreadable-tag", "scale"),
        (
            f"<ix:nonFraction {ASSETS.replace('day', 'none')}>1</ix:nonFraction>",
            "compare/unreadable-tag",
            "its context",
        ),
        (f"<ix:nonFraction {ASSETS.replace('usd', 'none')}>1</ix:nonFraction>", "compare/unreadable-tag", "its unit"),
        ('<ix:nonFraction name="=1+1">1</ix:nonFraction>', "compare/unreadable-tag", "names no concept"),
        ("<b>1,204", "compare/not-well-formed", "mismatched tag"),
        (f"<ix:nonFraction {ASSETS}>" * (MAX_OPEN + 1), "compare/not-well-formed", "within each other"),
        ("<!ENTITY a 'b'>&a;", "compare/not-well-formed", "invalid token"),
    ],
)
def test_what_cannot_be_read_is_told(body: str, code: str, words: str) -> None:
    facts, (finding,) = read(body)
    assert (facts, finding.code.id) == ((), code)
    assert words in finding.message


def test_entities_are_not_expanded_and_those_of_html_are_passed_over() -> None:
    """A declaration before the root element is not even seen."""
    body = f"<ix:nonFraction {ASSETS} {POINT}>&nbsp;1,204&b;</ix:nonFraction>"
    text = ROOT + HEADER.replace("{hidden}", "") + f"{body}</body></html>"
    bomb = '<!DOCTYPE html [<!ENTITY a "9999"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    filing, _ = read_submission((bomb + text.replace("{words}", "ladder " * 60)).encode(), "tagged.htm")
    assert filing is not None
    (fact,), findings = read_inline(filing)
    assert (fact.value, findings) == (Decimal(1204), [])


def test_a_filing_without_tags_says_so() -> None:
    filing, _ = read_submission(f"<html><p>{'ladder ' * 60} $ 1,204</p></html>".encode(), "plain.htm")
    assert filing is not None
    facts, (finding,) = read_inline(filing)
    assert (facts, finding.code.id) == ((), "compare/no-tags")
