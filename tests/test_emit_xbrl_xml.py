from dataclasses import replace

from lxml import etree
from reports import CIK, OWN, SCHEMA, change, example_report, shipped_taxonomy

from pipeline.emit.xbrl_xml import format_xbrl_xml, name_contexts, name_units
from pipeline.model import Entity, Report

X = {"xbrli": "http://www.xbrl.org/2003/instance", "link": "http://www.xbrl.org/2003/linkbase"}


def emitted(report: Report) -> etree._Element:
    return etree.fromstring(format_xbrl_xml(report, shipped_taxonomy(), SCHEMA))


def test_instance_names_the_filers_schema() -> None:
    reference = emitted(example_report(shipped_taxonomy())).find("link:schemaRef", X)
    assert reference is not None and reference.get("{http://www.w3.org/1999/xlink}href") == SCHEMA


def test_context_and_unit_ids_can_be_read() -> None:
    facts = example_report(shipped_taxonomy()).facts
    contexts = list(name_contexts(facts).values())
    assert "c_20040531" in contexts and "c_20031201_20040531" in contexts
    assert "c_20040531_ClassAMember" in contexts and len(set(contexts)) == len(contexts)
    assert set(name_units(facts).values()) == {"u_USD", "u_USD_per_shares", "u_shares", "u_pure"}


def test_contexts_of_two_entities_do_not_share_an_id() -> None:
    facts = example_report(shipped_taxonomy()).facts
    other = tuple(f._replace(context=f.context._replace(entity=Entity("http://www.sec.gov/CIK", "7"))) for f in facts)
    contexts = name_contexts(facts + other)
    assert len(set(contexts.values())) == len(contexts)
    assert name_contexts(other + facts) == contexts


def test_fact_carries_its_value_unit_and_precision() -> None:
    cash = emitted(example_report(shipped_taxonomy())).find("*[@id='f101_0']")
    assert cash is not None and cash.text == "1285000"
    assert (cash.get("contextRef"), cash.get("unitRef"), cash.get("decimals")) == ("c_20040531", "u_USD", "-3")


def test_exact_number_has_infinite_precision() -> None:
    report = example_report(shipped_taxonomy())
    exact = replace(report, facts=tuple(fact._replace(decimals=None) for fact in report.facts))
    cash = emitted(exact).find("*[@id='f101_0']")
    assert cash is not None and cash.get("decimals") == "INF"


def test_member_stands_in_the_segment() -> None:
    segments = etree.tostring(emitted(example_report(shipped_taxonomy()))).decode()
    assert f'dimension="gaap:StatementClassOfStockAxis">{OWN}:ClassAMember<' in segments
    assert f'scheme="http://www.sec.gov/CIK">{CIK}<' in segments


def test_printed_markup_is_only_text() -> None:
    root = emitted(change(example_report(shipped_taxonomy()), "f1", "<script>&amp;]]>"))
    name = root.find("*[@id='f1']")
    assert name is not None and name.text == "<script>&amp;]]>" and len(name) == 0
