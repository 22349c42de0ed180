import json
from dataclasses import replace
from typing import Any

from reports import SCHEMA, example_report, shipped_taxonomy

from pipeline.emit.xbrl_json import format_xbrl_json
from pipeline.model import Entity, Report


def emitted(report: Report) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(format_xbrl_json(report, shipped_taxonomy(), SCHEMA))
    return document


def test_balance_is_stated_at_the_midnight_that_follows() -> None:
    fact = emitted(example_report(shipped_taxonomy()))["facts"]["f101_0"]
    assert fact == {
        "value": "1285000",
        "decimals": -3,
        "dimensions": {
            "concept": "gaap:CashAndCashEquivalentsAtCarryingValue",
            "entity": "cik:0000123456",
            "period": "2004-06-01T00:00:00",
            "unit": "iso4217:USD",
        },
    }


def test_flow_is_stated_from_midnight_to_midnight() -> None:
    fact = emitted(example_report(shipped_taxonomy()))["facts"]["f201_0"]
    assert fact["dimensions"]["period"] == "2003-12-01T00:00:00/2004-06-01T00:00:00"


def test_pure_number_has_no_unit_and_text_no_precision() -> None:
    facts = emitted(example_report(shipped_taxonomy()))["facts"]
    assert "unit" not in facts["f207_0"]["dimensions"] and facts["f207_0"]["decimals"] == 2
    assert "unit" not in facts["f1"]["dimensions"] and "decimals" not in facts["f1"]


def test_only_prefixes_in_use_are_declared() -> None:
    report = example_report(shipped_taxonomy())
    assert set(emitted(report)["documentInfo"]["namespaces"]) == {
        "cik",
        "cover",
        "f0000123456",
        "gaap",
        "iso4217",
        "xbrli",
    }
    money = replace(report, facts=tuple(fact for fact in report.facts if fact.id == "f101_0"))
    assert set(emitted(money)["documentInfo"]["namespaces"]) == {"cik", "gaap", "iso4217"}


def test_another_identifier_scheme_gets_its_own_prefix() -> None:
    report = example_report(shipped_taxonomy())
    entity = Entity("http://standards.iso.org/iso/17442", "5493006W3QUS5LMH6R84")
    facts = tuple(fact._replace(context=fact.context._replace(entity=entity)) for fact in report.facts)
    document = emitted(replace(report, facts=facts))
    assert document["documentInfo"]["namespaces"]["scheme1"] == entity.scheme
    assert document["facts"]["f1"]["dimensions"]["entity"] == "scheme1:5493006W3QUS5LMH6R84"
