"""How facts are keyed, and on which line of which statement they are found."""

from decimal import Decimal
from typing import Any

from pipeline.warehouse.concepts import Line
from pipeline.warehouse.facts import Number, Versions, read_numbers
from pipeline.warehouse.statements import Printed, lay_out

SPACES = {"gaap": "https://tieout.example/taxonomy/2026/gaap", "us-gaap": "http://fasb.org/us-gaap/2024"}
VERSIONS = Versions(SPACES, frozenset({"own:Levy"}), "0000000001-04-000001")
YEAR = "2004-01-01T00:00:00/2005-01-01T00:00:00"


def fact(value: str, period: str = YEAR, decimals: int | None = 0, **dimensions: str) -> dict[str, Any]:
    about = {"concept": "gaap:Revenues", "entity": "cik:1", "period": period, "unit": "iso4217:USD", **dimensions}
    return {"value": value, "dimensions": about} | ({} if decimals is None else {"decimals": decimals})


def read(*facts: dict[str, Any]) -> list[Number]:
    return list(read_numbers({"facts": {f"f{n}": one for n, one in enumerate(facts)}}, VERSIONS).values())


def test_facts_that_say_the_same_are_one_row_as_precise_as_the_best() -> None:
    one, other = read(fact("5000", decimals=-3), fact("5000", decimals=0))
    assert one == other
    assert one.dcml == 0


def test_values_that_the_key_cannot_tell_apart_are_numbered_the_most_precise_first() -> None:
    rounded, exact = read(fact("5000", decimals=-3), fact("5012", decimals=0))
    assert (exact.iprx, rounded.iprx) == (1, 2)


def test_a_period_nearer_to_ends_of_months_goes_first_whatever_the_order() -> None:
    crooked = fact("1", "2003-12-29T00:00:00/2004-12-27T00:00:00")
    for facts in ([crooked, fact("2")], [fact("2"), crooked]):
        first = {number.value: number.iprx for number in read(*facts)}
        assert first == {Decimal(2): 1, Decimal(1): 2}


def test_text_is_no_number_and_a_number_without_a_unit_is_pure() -> None:
    words = fact("10-K", decimals=None)
    del words["dimensions"]["unit"]
    rate = fact("0.35", decimals=2)
    del rate["dimensions"]["unit"]
    assert [(number.uom, number.value) for number in read(words, rate)] == [("pure", Decimal("0.35"))]


def test_a_concept_is_versioned_by_its_taxonomy_or_by_the_filing() -> None:
    official, own = read(fact("1", concept="us-gaap:Revenues"), fact("1", concept="own:Levy"))
    assert (official.version, own.version) == ("us-gaap/2024", "0000000001-04-000001")


def printed(id: str, concept: str, label: str = "", statement: str = "balance_sheet", section: str = "") -> Printed:
    return Printed(id, statement, section, label, "5,500", concept)


def test_facts_are_found_on_the_lines_of_their_own_statement() -> None:
    """Two balance sheets of the same concepts (parent and subsidiary) stand in the order of the print."""
    sheet = (Line(1, "gaap:Cash", "label"), Line(2, "gaap:Assets", "totalLabel"))
    reports = [(Line(1, "cover:DocumentType", "label"),), sheet, sheet]
    cover = printed("cover_document_type", "cover:DocumentType", statement="cover")
    layout = lay_out([printed("s2r1c1", "gaap:Cash"), printed("s1r2c1", "gaap:Assets"), cover], reports, {})
    assert layout.places == {"s2r1c1": (3, 1), "s1r2c1": (2, 2), "cover_document_type": (1, 1)}
    assert layout.kinds == {1: "CP", 2: "BS", 3: "BS"}


def test_a_fact_that_its_statement_does_not_show_is_found_where_it_is_shown() -> None:
    cover = [
        printed(id, concept, statement="cover") for id, concept in (("cover_a", "cover:A"), ("cover_b", "cover:B"))
    ]
    reports = [(Line(1, "cover:A", "label"),), (Line(1, "gaap:Cash", "label"), Line(2, "cover:B", "label"))]
    layout = lay_out([*cover, printed("s1r1c1", "gaap:Cash"), printed("s1r2c1", "gaap:Gone")], reports, {})
    assert layout.places == {"cover_a": (1, 1), "cover_b": (2, 2), "s1r1c1": (2, 1)}
    assert layout.kinds == {1: "CP", 2: "BS"}


def test_one_concept_on_two_lines_is_told_apart_by_its_caption() -> None:
    lines = (Line(1, "gaap:Cash", "periodStartLabel"), Line(2, "gaap:Cash", "periodEndLabel"))
    labels = {"gaap:Cash": {"periodStartLabel": "Cash, beginning", "periodEndLabel": "Cash, end"}}
    facts = [printed("s1r1c1", "gaap:Cash", "Cash, beginning"), printed("s1r9c1", "gaap:Cash", "Cash, end")]
    assert lay_out(facts, [lines], labels).places == {"s1r1c1": (1, 1), "s1r9c1": (1, 2)}


def test_an_amount_within_the_words_of_a_caption_is_parenthetical() -> None:
    lines = (Line(1, "gaap:TreasuryStockShares", "label"), Line(2, "gaap:Assets", "label"))
    facts = [
        printed("s1r1c1", "gaap:TreasuryStockShares", section="Equity > Treasury stock, 5,500 shares"),
        printed("s1r2c1", "gaap:Assets", section="Assets"),
    ]
    assert lay_out(facts, [lines], {}).parenthetical == {(1, 1)}
