"""The warm judge, who reads the taxonomy once, says what a fresh Session says: on forty reports made to be wrong."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from reports import example_report, shipped_taxonomy, write_report

from pipeline.emit.dts import format_taxonomy_package
from pipeline.judge.plain import judge_plainly
from pipeline.judge.warm import Warm
from pipeline.model import Finding

XML, JSON, CSV, META, SCHEMA = "report.xml", "report.json", "facts.csv", "facts-metadata.json", "extension/acme.xsd"
MEMBER = r"(<xbrldi:explicitMember dimension=\")[\w:]+(\">)[\w:]+"

FAULTS: dict[str, tuple[str, str, str]] = {
    # what it is: the file, a pattern in it, and what stands in its place, once
    "unknown concept": (XML, r"gaap:AssetsCurrent\b", "gaap:NoSuchConcept"),
    "abstract concept": (XML, r"gaap:AssetsCurrent\b", "gaap:AssetsAbstract"),
    "concept of no namespace": (XML, r"gaap:AssetsCurrent\b", "AssetsCurrent"),
    "concept of a namespace that nobody declares": (XML, r"gaap:AssetsCurrent\b", "nobody:AssetsCurrent"),
    "number with a comma": (XML, r">1685000<", ">1,685,000<"),
    "number without digits": (XML, r">1685000<", "><"),
    "number that is a word": (XML, r">1685000<", ">none<"),
    "sum that does not hold": (XML, r">1685000<", ">1695000<"),
    "total that its parts exceed": (XML, r">2300000<", ">9300000<"),
    "two values for one fact": (
        XML,
        r"(<gaap:AssetsCurrent)( id=[^>]*)>1685000</gaap:AssetsCurrent>",
        r'\g<0>\1 contextRef="c_20040531" unitRef="u_USD" decimals="-3">1686000</gaap:AssetsCurrent>',
    ),
    "decimals that are a word": (XML, r"decimals=\"-3\"", 'decimals="three"'),
    "decimals that are missing": (XML, r" decimals=\"-3\"", ""),
    "decimals and precision": (XML, r"decimals=\"-3\"", 'decimals="-3" precision="4"'),
    "unit that is not there": (XML, r"unitRef=\"[^\"]+\"", 'unitRef="nothing"'),
    "unit that is missing": (XML, r" unitRef=\"[^\"]+\"", ""),
    "currency that is none": (XML, r"iso4217:USD", "iso4217:UST"),
    "money counted in shares": (XML, r"<xbrli:measure>iso4217:USD<", "<xbrli:measure>xbrli:shares<"),
    "unit without a measure": (XML, r"<xbrli:measure>iso4217:USD</xbrli:measure>", ""),
    "context that is not there": (XML, r"contextRef=\"[^\"]+\"", 'contextRef="nothing"'),
    "context that is missing": (XML, r" contextRef=\"[^\"]+\"", ""),
    "instant for a duration": (
        XML,
        r"<xbrli:startDate>[^<]+</xbrli:startDate>\s*<xbrli:endDate>([^<]+)</xbrli:endDate>",
        r"<xbrli:instant>\1</xbrli:instant>",
    ),
    "duration for an instant": (
        XML,
        r"<xbrli:instant>([^<]+)</xbrli:instant>",
        r"<xbrli:startDate>2000-01-01</xbrli:startDate><xbrli:endDate>\1</xbrli:endDate>",
    ),
    "period that ends before it starts": (XML, r"<xbrli:startDate>[^<]+", "<xbrli:startDate>2033-01-01"),
    "day that is none": (XML, r"<xbrli:instant>[^<]+", "<xbrli:instant>2004-02-31"),
    "entity without a scheme": (XML, r" scheme=\"[^\"]+\"", ""),
    "one id for two elements": (XML, r"(<xbrli:unit id=)\"[^\"]+\"", r'\1"c_20040531"'),
    "axis that is not there": (XML, MEMBER, r"\1gaap:NoSuchAxis\2gaap:NoSuchMember"),
    "member that is not there": (XML, r"(<xbrldi:explicitMember dimension=\"[\w:]+\">)[\w:]+", r"\1gaap:NoSuchMember"),
    "member that is a plain concept": (XML, r"(<xbrldi:explicitMember dimension=\"[\w:]+\">)[\w:]+", r"\1gaap:Assets"),
    "axis that is a plain concept": (XML, MEMBER, r"\1gaap:Assets\2gaap:Liabilities"),
    "taxonomy that is not there": (XML, r"extension/acme\.xsd", "extension/other.xsd"),
    "taxonomy that nobody knows": (XML, r"extension/acme\.xsd", "http://nobody.example/2004.xsd"),
    "XML cut short": (XML, r"</xbrli:xbrl>\s*$", ""),
    "character that XML forbids": (XML, r">1685000<", ">&#1;<"),
    "own concept of no type": (SCHEMA, r"type=\"xbrli:monetaryItemType\"", 'type="xbrli:noSuchItemType"'),
    "own schema cut short": (SCHEMA, r"</xs:schema>\s*$", ""),
    "JSON cut short": (JSON, r"\}\s*$", ""),
    "JSON number with a comma": (JSON, r"\"1685000\"", '"1,685,000"'),
    "JSON with another value": (JSON, r"\"1685000\"", '"1695000"'),
    "JSON concept that is unknown": (JSON, r"gaap:AssetsCurrent\b", "gaap:NoSuchConcept"),
    "JSON unit that is none": (JSON, r"iso4217:USD", "USD"),
    "CSV number with a comma": (CSV, r"\b1685000\b", '"1,685,000"'),
    "CSV concept that is unknown": (CSV, r"gaap:AssetsCurrent\b", "gaap:NoSuchConcept"),
    "CSV row cut short": (CSV, r",[^,\n]*\n$", "\n"),
    "metadata cut short": (META, r"\}\s*$", ""),
    "metadata of a table that is not there": (META, r"facts\.csv", "nothing.csv"),
}
A_FEW = set(list(FAULTS)[::10])
"""These are tried where minutes matter."""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("package") / "taxonomy.zip"
    path.write_bytes(format_taxonomy_package(shipped_taxonomy()))
    return path


@pytest.fixture(scope="module")
def warm(package: Path) -> Warm:
    return Warm([package], shipped_taxonomy().elements.schema)


def codes(findings: Iterable[Finding]) -> list[tuple[str, str, str]]:
    """What was said, file by file: the code, and Arelle's own."""
    return sorted((f.source.path, f.code.id, f.message.partition(": ")[0]) for f in findings)


def break_report(folder: Path, fault: str) -> Path:
    """The example report with one fault."""
    write_report(example_report(shipped_taxonomy()), folder)
    name, pattern, replacement = FAULTS[fault]
    text, count = re.subn(pattern, replacement, (folder / name).read_text(encoding="utf-8"), count=1)
    assert count == 1, f"{pattern} is not in {name}"
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_there_are_forty_faults() -> None:
    assert len(FAULTS) >= 40


@pytest.mark.parametrize(
    "fault", [pytest.param(fault, marks=() if fault in A_FEW else pytest.mark.slow) for fault in FAULTS]
)
def test_the_warm_judge_says_what_a_fresh_session_says(fault: str, warm: Warm, package: Path, tmp_path: Path) -> None:
    """Or it leaves the verdict to the fresh Session, which is what None says; it never passes what is wrong."""
    folder = break_report(tmp_path / "acme", fault)
    plainly, warmly = codes(judge_plainly(folder, [package])), warm.judge(folder)
    assert {code for _, code, _ in plainly} & {"judge/arelle", "judge/different-facts"}, plainly
    assert warmly is None or codes(warmly) == plainly


def test_the_warm_judge_forgets_each_report(warm: Warm, tmp_path: Path) -> None:
    right = write_report(example_report(shipped_taxonomy()), tmp_path / "acme")
    before = warm.judge(right)
    for fault in ("two values for one fact", "unit that is not there", "own concept of no type"):
        warm.judge(break_report(tmp_path / fault / "acme", fault))
    assert warm.judge(right) == before
    assert before is not None and [finding.code.id for finding in before] == ["judge/passed"]
