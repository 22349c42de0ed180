"""The relations between the main concepts: what a row may say, what breaks one, and that formula processors agree."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from reports import PATH, example_report, shipped_taxonomy, write_report

from pipeline.checks.relations import check_relations
from pipeline.emit.dts import format_taxonomy_package
from pipeline.model import Amount, Context, Entity, Fact, Finding, Period, Relation, Report, Severity, Source, Term
from pipeline.relations import COLUMNS, find_relation_faults, parse_relation
from pipeline.tables import Row

RELATIONS = {relation.code.id: relation for relation in shipped_taxonomy().relations}
EVERY_RELATION = pytest.mark.parametrize("id", RELATIONS)
UNITS = {"monetary": "iso4217:USD", "shares": "xbrli:shares", "perShare": "iso4217:USD/xbrli:shares"}
WRONG = Decimal(90)
"""How far a broken total is from its parts: more than any rounding, less than any part."""


def make_report(facts: Sequence[Fact]) -> Report:
    return replace(example_report(shipped_taxonomy()), facts=tuple(facts), findings=())


def make_facts(relation: Relation, year: int = 2004, miss: Decimal = Decimal(0)) -> list[Fact]:
    """One fact for each term, of values that make the total right but for ``miss``."""
    period = Period(date(year, 1, 1), date(year, 12, 31))
    values = [Decimal(1000 + 100 * place) for place, _ in enumerate(relation.terms)]
    total = sum((term.sign * value for term, value in zip(relation.terms, values, strict=True)), miss)
    terms = ((relation.total, total), *zip(relation.terms, values, strict=True))
    return [make_fact(term, term.names[0], value, period, place) for place, (term, value) in enumerate(terms)]


def make_fact(term: Term, name: str, value: Decimal, period: Period, place: int, decimals: int = 0) -> Fact:
    concept = shipped_taxonomy().concepts[name]
    if term.point == "start" and period.start:
        period = Period(None, period.start - timedelta(days=1))
    elif concept.period_type == "instant":
        period = Period(None, period.end)
    return (
        example_report(shipped_taxonomy())
        .facts[-1]
        ._replace(
            id=f"f{period.end.year}_{place}",
            concept=concept,
            context=Context(Entity("http://www.sec.gov/CIK", "0000123456"), period),
            unit=UNITS[concept.item_type],
            value=value,
            decimals=decimals,
            amount=Amount(str(value), value, Source(PATH, 100 * period.end.year + place)),
        )
    )


def ask(id: str, facts: Sequence[Fact]) -> list[Finding]:
    found = check_relations(make_report(facts), shipped_taxonomy())
    return [finding for finding in found if finding.code.id == id]


@EVERY_RELATION
def test_a_relation_that_holds_passes_in_silence(id: str) -> None:
    assert ask(id, make_facts(RELATIONS[id])) == []


@EVERY_RELATION
def test_a_broken_relation_names_every_place(id: str) -> None:
    relation = RELATIONS[id]
    (found,) = ask(id, make_facts(relation, miss=WRONG))
    assert found.code is relation.code
    assert len({found.source, *found.related}) == len(relation.terms) + 1


@EVERY_RELATION
def test_a_relation_is_not_asked_where_a_term_is_not_stated(id: str) -> None:
    first, *rest = make_facts(RELATIONS[id], miss=WRONG)
    assert ask(id, rest) == []
    assert ask(id, [first, *rest[1:]]) == []


def test_a_relation_is_not_asked_where_another_concept_is_stated() -> None:
    relation = RELATIONS["relation/comprehensive-income"]
    facts = make_facts(relation, miss=WRONG)
    period = facts[0].context.period
    other = make_fact(relation.total, "ProfitLoss", Decimal(1), period, 9)
    assert ask(relation.code.id, facts) != []
    assert ask(relation.code.id, [*facts, other]) == []


def test_parts_of_another_period_or_unit_are_not_parts() -> None:
    facts = make_facts(RELATIONS["relation/balance"], miss=WRONG)
    later = facts[1]._replace(context=facts[1].context._replace(period=Period(None, date(2005, 12, 31))))
    assert ask("relation/balance", [facts[0], later]) == []
    assert ask("relation/balance", [facts[0], facts[1]._replace(unit="iso4217:EUR")]) == []


@pytest.mark.parametrize(("miss", "holds"), [("999", True), ("1000", False), ("-999", True), ("-1000", False)])
def test_amounts_in_thousands_may_be_rounded_by_half_a_thousand_each(miss: str, holds: bool) -> None:
    facts = [f._replace(decimals=-3) for f in make_facts(RELATIONS["relation/balance"], miss=Decimal(miss))]
    assert (ask("relation/balance", facts) == []) is holds


def test_the_message_shows_the_sum() -> None:
    (found,) = ask("relation/gross-profit", make_facts(RELATIONS["relation/gross-profit"], miss=WRONG))
    assert str(found) == (
        "acme.txt:200400: warning: relation/gross-profit: GrossProfit -10 is not Revenues 1,000 - CostOfRevenue 1,100 "
        "= -100 (2004-01-01 to 2004-12-31)"
    )


def test_the_filers_own_concept_of_the_same_name_is_another() -> None:
    facts = make_facts(RELATIONS["relation/balance"], miss=WRONG)
    own = facts[0]._replace(concept=replace(facts[0].concept, prefix="f0000123456"))
    assert ask("relation/balance", [own, facts[1]]) == []


# --- the table ------------------------------------------------------------------------------


def make_row(**cells: str) -> Row:
    row = {"id": "owned", "version": "1", "severity": "error", "relation": "Assets = AssetsCurrent + AssetsNoncurrent"}
    return Row({**row, "unless": "", "meaning": "It adds up.", "seen": "manual", **cells}, "relations.csv", 2)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"id": "Owned"}, "id 'Owned' is not words of small letters"),
        ({"version": "0"}, "version '0' is not 1, 2"),
        ({"severity": "fatal"}, "severity 'fatal' is not error, warning or info"),
        ({"meaning": ""}, "its meaning is not a sentence"),
        ({"seen": "often"}, "seen 'often' is not manual or like"),
        ({"relation": "Assets AssetsCurrent"}, "has not the form A = B + C or A <= B"),
        ({"relation": "Assets = Liabilities = StockholdersEquity"}, "has not the form"),
        ({"relation": "Assets = AssetsCurrent + "}, "is no concept"),
        ({"relation": "Assets = AssetsCurrent + middle(Goodwill)"}, "'middle(Goodwill)' is no concept"),
        ({"relation": "Assets = [AssetsCurrent] + Goodwill"}, "only what comes after the first term"),
        ({"relation": "Assets = AssetsCurrrent"}, "AssetsCurrrent is not in concepts.csv"),
        ({"unless": "Debt"}, "Debt is not in concepts.csv"),
        ({"relation": "Assets = CommonStockSharesIssued"}, "its concepts differ in type"),
        ({"relation": "Assets = Revenues"}, "its concepts differ in period type"),
        ({"relation": "ProfitLoss = EffectiveIncomeTaxRateContinuingOperations"}, "not all its concepts are amounts"),
        ({"relation": "end(Cash) = start(Cash) + Revenues|GrossProfit"}, "spans from start to end is one concept"),
        ({"relation": "end(Assets) = start(Assets)"}, "no term is of a period"),
        ({"relation": "end(Revenues) = start(Assets) + Revenues"}, "Revenues is no balance"),
        ({"relation": "end(Assets) = start(Assets) + Goodwill"}, "what stands between start and end is of no period"),
    ],
)
def test_a_fault_of_a_row_is_told_with_its_line(cells: dict[str, str], fault: str) -> None:
    (problem,) = find_relation_faults([make_row(**cells)], shipped_taxonomy().concepts)
    assert str(problem).startswith("relations.csv:2: error: ")
    assert fault in problem.message


def test_an_id_stands_once() -> None:
    (problem,) = find_relation_faults([make_row(), make_row()], shipped_taxonomy().concepts)
    assert problem.message == "repeats owned of relations.csv:2"


def test_a_right_row_has_no_fault() -> None:
    assert list(find_relation_faults([make_row()], shipped_taxonomy().concepts)) == []
    relation = parse_relation(make_row(unless="Goodwill|Cash"))
    assert (relation.code.id, relation.code.severity, relation.unless) == (
        "relation/owned",
        Severity.ERROR,
        ("Goodwill", "Cash"),
    )
    assert set(make_row()) == set(COLUMNS)


# --- the same verdict from a formula processor ------------------------------------------------


@pytest.fixture(scope="module")
def report() -> Report:
    """A right report of 2003 and 2004, and each relation stated five times before, in years of their own.

    Two statements print each total.
    """
    facts = list(example_report(shipped_taxonomy()).facts)
    for place, relation in enumerate(RELATIONS.values()):
        edge = Decimal(len(relation.terms) + 1) / 2
        for offset, miss in enumerate((Decimal(0), WRONG, -WRONG, edge, edge - Decimal("0.01"))):
            made = make_facts(relation, 1500 + 10 * place + 2 * offset, miss)
            facts += [*made, made[0]._replace(id=f"{made[0].id}_again")]
    return make_report(facts)


def judge_by_formulas(folder: Path) -> Counter[tuple[str, int]]:
    """The assertions that Arelle's formula processor finds unsatisfied, with the year of their total."""
    from arelle.api.Session import Session
    from arelle.logging.handlers.StructuredMessageLogHandler import StructuredMessageLogHandler
    from arelle.RuntimeOptions import RuntimeOptions

    taxonomy = shipped_taxonomy()
    (folder / "taxonomy.zip").write_bytes(format_taxonomy_package(taxonomy))
    log = StructuredMessageLogHandler()
    options = RuntimeOptions(
        entrypointFile=str(folder / "report.xml"),
        importFiles=taxonomy.formulas.schema,
        packages=[str(folder / "taxonomy.zip")],
        baseTaxonomyValidationMode="none",
        validate=True,
        formulaAction="run",
        formulaUnsatisfiedAsserError=True,
        internetConnectivity="offline",
        disablePersistentConfig=True,
        logPropagate=False,
    )
    with Session() as session:
        session.run(options, logHandler=log)
    told = [message for message in log.messages if message["levelname"] not in ("INFO", "DEBUG")]
    assert {message["messageCode"].partition(":")[0] for message in told} <= {"message", "formula"}, told
    unsatisfied = [str(m["msg"]) for m in told if m["messageCode"] == "formula:assertionUnsatisfied"]
    return Counter((text.partition(",")[0], int(text.partition(" context c_")[2][:4])) for text in unsatisfied)


def test_formulas_reach_the_same_verdict(report: Report, tmp_path: Path) -> None:
    found = check_relations(report, shipped_taxonomy())
    ours = Counter((finding.code.id.replace("/", "_"), finding.source.line // 100) for finding in found)
    assert len(ours) > 2 * len(RELATIONS)
    assert max(year for _, year in ours) < 2000
    assert judge_by_formulas(write_report(report, tmp_path / "acme")) == ours
