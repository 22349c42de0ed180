"""`tieout rules` answers what a finding's code means."""

import json

import pytest
from conftest import Command
from reports import shipped_taxonomy

from pipeline.codes import full_catalogue

CATALOGUE = full_catalogue(shipped_taxonomy().relations)


def test_every_rule_is_a_plain_line_where_no_terminal_reads(tieout: Command) -> None:
    ended = tieout("rules")
    lines = [line.split("\t") for line in ended.out.splitlines()]
    assert ended.code == 0
    assert [id for id, *_ in lines] == list(CATALOGUE)
    assert ["foot/sum-mismatch", "1", "error", "A total is not the sum of its items."] in lines


def test_programs_get_the_same_as_json(tieout: Command) -> None:
    told = json.loads(tieout("rules", "--json").out)["rules"]
    assert [rule["id"] for rule in told] == list(CATALOGUE)
    assert set(told[0]) == {"id", "version", "severity", "meaning", "example"}


def test_one_rule_is_shown_with_its_example(tieout: Command) -> None:
    ended = tieout("rules", "foot/sum-mismatch")
    assert "severity  error" in ended.out
    assert "items add to" in ended.out
    assert len(json.loads(tieout("rules", "foot/sum-mismatch", "--json").out)["rules"]) == 1


def test_a_relation_of_the_taxonomy_is_a_rule(tieout: Command) -> None:
    ended = tieout("rules", "relation/balance")
    assert "example   Assets = LiabilitiesAndStockholdersEquity, but" in ended.out


def test_unknown_rule_is_wrong_usage_and_near_ones_are_named(tieout: Command) -> None:
    ended = tieout("rules", "foot/sum-mismatsch")
    assert ended.code == 2
    assert "foot/sum-mismatch" in ended.talk


def test_terminal_gets_a_table(tieout: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "┃" in tieout("rules").out


def test_a_part_of_an_id_names_the_rules_that_it_is_of(tieout: Command) -> None:
    ended = tieout("rules", "suppression")
    assert ended.code == 2
    assert "near it are suppression/expired" in " ".join(ended.talk.split())
