"""A modern filing with a filer's own tags, members and signs in the markup, beside the facts read from its print."""

from collections.abc import Sequence

import pytest
from reports import shipped_taxonomy
from test_html_modern_pairs import Row, _caption, as_html

from pipeline.compare import compare
from pipeline.model import Agreement, Compared
from pipeline.origins import trace
from pipeline.read.inline import read_inline
from pipeline.read.sgml import read_submission
from pipeline.reference import Reference, load_reference
from pipeline.run import make_report

TAGS = {
    "Cash and cash equivalents": "CashAndCashEquivalentsAtCarryingValue",
    "Total assets": "Assets",
    "Class A common stock": "CommonStockValue",
    "Long-term debt": "LongTermDebtNoncurrent",
    "Cost of revenues": "CostOfRevenue",
    "Gross profit": "GrossProfit",
    "Operating income": "OperatingIncomeLoss",
    "Purchases of property and equipment": "PaymentsToAcquirePropertyPlantAndEquipment",
}
INSTANTS = {"CashAndCashEquivalentsAtCarryingValue", "Assets", "CommonStockValue", "LongTermDebtNoncurrent"}
NAMESPACES = {
    "": "http://www.w3.org/1999/xhtml",
    ":ix": "http://www.xbrl.org/2013/inlineXBRL",
    ":ixt": "http://www.xbrl.org/inlineXBRL/transformation/2020-02-12",
    ":xbrli": "http://www.xbrl.org/2003/instance",
    ":xbrldi": "http://xbrl.org/2006/xbrldi",
    ":iso4217": "http://www.xbrl.org/2003/iso4217",
    ":us-gaap": "http://fasb.org/us-gaap/2023",
}
CLASS_A = (
    '<xbrli:segment><xbrldi:explicitMember dimension="us-gaap:StatementClassOfStockAxis">'
    "us-gaap:CommonClassAMember</xbrldi:explicitMember></xbrli:segment>"
)


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


def context(name: str, period: str, segment: str = "") -> str:
    entity = f'<xbrli:identifier scheme="http://www.sec.gov/CIK">0000001234</xbrli:identifier>{segment}'
    return (
        f'<xbrli:context id="{name}"><xbrli:entity>{entity}</xbrli:entity>'
        f"<xbrli:period>{period}</xbrli:period></xbrli:context>"
    )


def resources() -> str:
    contexts = ""
    for year in ("2023", "2022"):
        instant = f"<xbrli:instant>{year}-12-31</xbrli:instant>"
        days = f"<xbrli:startDate>{year}-01-01</xbrli:startDate><xbrli:endDate>{year}-12-31</xbrli:endDate>"
        contexts += context(f"i{year}", instant) + context(f"a{year}", instant, CLASS_A) + context(f"d{year}", days)
    unit = '<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>'
    inner = f"<ix:header><ix:hidden/><ix:resources>{contexts}{unit}</ix:resources></ix:header>"
    return f'<div style="display:none">{inner}</div>'


def tagged_rows(rows: Sequence[Row]) -> str:
    lines = []
    for caption, *amounts in rows:
        name = TAGS.get(caption.strip())
        cells = "".join(
            f"<td></td><td>{tag(name, amount, year) if name else amount}</td>"
            for amount, year in zip(amounts, ("2023", "2022"), strict=False)
        )
        lines.append(f"<tr><td>{_caption(caption)}</td>{cells}</tr>")
    return "\n".join(lines)


def tag(name: str, amount: str, year: str) -> str:
    """The amount with its digits tagged; its signs stay outside."""
    digits = amount.strip("$() ")
    kind = "a" if name == "CommonStockValue" else "i" if name in INSTANTS else "d"
    attributes = f'name="us-gaap:{name}" contextRef="{kind}{year}" unitRef="usd" decimals="-3" scale="3"'
    return amount.replace(
        digits, f'<ix:nonFraction {attributes} format="ixt:num-dot-decimal">{digits}</ix:nonFraction>'
    )


def filing() -> str:
    names = " ".join(f'xmlns{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    html = as_html(tagged_rows).replace("<html><body>", f"<html {names}><body>{resources()}")
    return html.replace("&nbsp;", "&#160;").replace("<hr style='page-break-after:always'>", "<hr/>")


def compared(text: str, reference: Reference) -> list[Compared]:
    filing, findings = read_submission(text.encode(), "modern.htm")
    assert filing is not None, findings
    report = trace(make_report(filing, findings, reference, with_notes=False))
    tags, told = read_inline(report.filing, frozenset(shipped_taxonomy().namespaces.values()))
    assert not told
    return [one for one in compare(report, tags)[0] if one.agreement is not Agreement.UNTAGGED]


def test_every_tag_of_a_modern_filer_agrees_members_and_all(reference: Reference) -> None:
    found = compared(filing(), reference)
    assert {one.agreement for one in found} == {Agreement.AGREES}
    assert len(found) == 2 * len(TAGS)


@pytest.mark.parametrize(
    ("old", "new", "agreement"),
    [
        ('scale="3"', 'scale="6"', Agreement.VALUE),
        ("us-gaap:PaymentsToAcquirePropertyPlantAndEquipment", "us-gaap:PaymentsToAcquireMachinery", Agreement.CONCEPT),
        ('contextRef="d2023"', 'contextRef="d2022"', Agreement.CONTEXT),
    ],
)
def test_a_wrong_tag_within_parentheses_is_told_of_the_same_print(
    old: str, new: str, agreement: Agreement, reference: Reference
) -> None:
    text = filing()
    place = text.index('name="us-gaap:PaymentsToAcquirePropertyPlantAndEquipment" contextRef="d2023"')
    wrong = text[:place] + text[place:].replace(old, new, 1)
    differing = [one for one in compared(wrong, reference) if one.agreement is not Agreement.AGREES]
    assert [(one.agreement, one.reason) for one in differing] == [(agreement, "")]
