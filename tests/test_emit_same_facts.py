"""The three formats hold the same facts: read back here with nothing but an XML, a JSON and a CSV reader."""

import csv
import io
import json
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from lxml import etree
from reports import NAMES, SCHEMA, example_report, shipped_taxonomy

from pipeline.emit.xbrl_csv import format_xbrl_csv
from pipeline.emit.xbrl_json import format_xbrl_json
from pipeline.emit.xbrl_xml import format_xbrl_xml

Known = tuple[str, str, tuple[str, str], str, tuple[tuple[str, str], ...], str | Decimal, str]
X = {"xbrli": "http://www.xbrl.org/2003/instance", "xbrldi": "http://xbrl.org/2006/xbrldi"}
TEXTS = [
    NAMES,
    ("", "#none"),
    ("#nil", "##"),
    ("a\x00b\x0cc\ud800", "one\r\ntwo\rthree"),
    ("'quoted', \"doubly\"", "  kept  "),
    ("-1+1", "@SUM(A1)"),
    ("\ufffe\U0001f4b0", "café; naïve | tab\t."),
]


def reread_xml(text: bytes) -> Counter[Known]:
    root = etree.fromstring(text)
    contexts = {c.get("id"): c for c in root.iterfind("xbrli:context", X)}
    units = {u.get("id"): _xml_unit(u) for u in root.iterfind("xbrli:unit", X)}
    return Counter(
        _known(
            f"{e.prefix}:{etree.QName(e).localname}",
            contexts[e.get("contextRef")].findtext(".//xbrli:identifier", "", X),
            _xml_period(contexts[e.get("contextRef")]),
            units.get(e.get("unitRef"), ""),
            {m.get("dimension"): m.text for m in contexts[e.get("contextRef")].iterfind(".//xbrldi:explicitMember", X)},
            e.text or "",
            e.get("decimals"),
        )
        for e in root.iterfind("*[@contextRef]")
    )


def _xml_period(context: etree._Element) -> tuple[str, str]:
    found = [context.findtext(f".//xbrli:{name}", None, X) for name in ("startDate", "endDate", "instant")]
    return found[0] or "", found[1] or found[2] or ""


def _xml_unit(unit: etree._Element) -> str:
    measures = [m.text or "" for m in unit.iterfind(".//xbrli:measure", X)]
    return "/".join(measures)


def reread_json(text: bytes) -> Counter[Known]:
    facts = json.loads(text)["facts"].values()
    return Counter(_oim(fact["dimensions"], fact["value"], fact.get("decimals")) for fact in facts)


def reread_csv(table: bytes, metadata: bytes) -> Counter[Known]:
    described = json.loads(metadata)["tableTemplates"]["facts"]["columns"]["value"]["dimensions"]
    found: Counter[Known] = Counter()
    for row in csv.DictReader(io.StringIO(table.decode("utf-8"), newline="")):
        dimensions = {axis: row[column[1:]] for axis, column in described.items() if row[column[1:]] != "#none"}
        value = "" if row["value"] == "#empty" else row["value"].removeprefix("#")
        found[_oim(dimensions, value, None if row["decimals"] == "#none" else int(row["decimals"]))] += 1
    return found


def _oim(dimensions: dict[str, str], value: str, decimals: int | None) -> Known:
    axes = {axis: member for axis, member in dimensions.items() if ":" in axis}
    unit = dimensions.get("unit", "xbrli:pure" if decimals is not None else "")
    start, _, end = dimensions["period"].rpartition("/")
    day = str((datetime.fromisoformat(end) - timedelta(days=1)).date())
    entity = dimensions["entity"].removeprefix("cik:")
    return _known(dimensions["concept"], entity, (start[:10], day), unit, axes, value, decimals)


def _known(
    concept: str, entity: str, period: tuple[str, str], unit: str, axes: dict[str, str], value: str, decimals: object
) -> Known:
    stated = Decimal(value) if unit else value
    return concept, entity, period, unit, tuple(sorted(axes.items())), stated, "" if decimals is None else str(decimals)


@pytest.mark.parametrize("texts", TEXTS)
def test_three_formats_hold_the_same_facts(texts: tuple[str, str]) -> None:
    taxonomy = shipped_taxonomy()
    report = example_report(taxonomy, texts)
    stated = reread_xml(format_xbrl_xml(report, taxonomy, SCHEMA))
    assert sum(stated.values()) == len(report.facts)
    assert reread_json(format_xbrl_json(report, taxonomy, SCHEMA)) == stated
    assert reread_csv(*format_xbrl_csv(report, taxonomy, SCHEMA)) == stated


def test_read_back_facts_are_those_of_the_report() -> None:
    taxonomy = shipped_taxonomy()
    report = example_report(taxonomy)
    stated = reread_xml(format_xbrl_xml(report, taxonomy, SCHEMA))
    for fact in report.facts:
        start: date | None = fact.context.period.start
        period = (start.isoformat() if start else "", fact.context.period.end.isoformat())
        decimals = "" if fact.decimals is None else str(fact.decimals)
        entity = fact.context.entity.identifier
        known = (fact.concept.qname, entity, period, fact.unit, fact.context.dimensions, fact.value, decimals)
        assert known in stated


def test_same_report_gives_the_same_bytes() -> None:
    taxonomy = shipped_taxonomy()
    first, second = example_report(taxonomy), example_report(taxonomy)
    for format_report in (format_xbrl_xml, format_xbrl_json, format_xbrl_csv):
        assert format_report(first, taxonomy, SCHEMA) == format_report(second, taxonomy, SCHEMA)
