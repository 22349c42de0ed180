"""The names of a filer's segments, as the tables of its notes tell them."""

from decimal import Decimal

from pipeline.model import Amount, Column, LineItem, Source, Statement, StatementKind
from pipeline.note_told import Scene
from pipeline.notes.segments import Segments, find_segments

SOURCE = Source("filing.txt", 1)


def row(label: str, *section: str) -> LineItem:
    return LineItem(label, section, 0, (Amount("1", Decimal(1), SOURCE),), SOURCE)


def table(*items: LineItem, columns: tuple[str, ...] = ("2023",)) -> Statement:
    heads = tuple(Column(None, heading, None, (heading,)) for heading in columns)
    return Statement(StatementKind.NOTE, "Segments", "USD", 0, heads, items, SOURCE)


def found(*tables: tuple[Statement, Scene]) -> Segments:
    return find_segments(tables, lambda label: label in ("net sales", "operating income"))


def scene(*lead: str) -> Scene:
    return Scene(lead=frozenset(lead))


def test_names_that_stand_below_several_headings_are_segments() -> None:
    items = [
        row(name, heading) for heading in ("Net sales", "Operating income") for name in ("Seeds", "Tools", "Total")
    ]
    segments = found((table(*items), scene("segment")))
    assert sorted(segments.names.values()) == ["Seeds", "Tools"]
    assert segments.find("total seed segment") == "Seeds"
    assert segments.find("operating income") == ""


def test_a_table_of_products_tells_no_segments() -> None:
    items = [row(name) for name in ("Spades", "Rakes")]
    assert found((table(*items), scene("product", "segment"))).names == {}


def test_places_are_segments_only_where_nothing_else_is() -> None:
    by_place = table(row("Net sales"), columns=("North America", "Europe"))
    assert sorted(found((by_place, scene("segment"))).names.values()) == ["Europe", "North America"]
    by_trade = table(row("Net sales"), columns=("Seeds", "Tools"))
    both = [
        (by_place, scene("segment")),
        (by_place, scene("segment")),
        (by_trade, scene("segment")),
        (by_trade, scene("segment")),
    ]
    assert sorted(found(*both).names.values()) == ["Seeds", "Tools"]
