"""What a table asks of amounts of members without an answer borrows the answer of the same of other members."""

from datetime import date
from decimal import Decimal

from pipeline.model import Amount, Candidate, Column, LineItem, Period, Source, Statement, StatementKind, Unit
from pipeline.note_told import Scene, Told
from pipeline.notes.borrow import Named, borrow_candidates
from pipeline.notes.cells import Cell
from pipeline.notes.concepts import Asked

SOURCE, YEAR = Source("filing.txt", 1), Period(date(2023, 1, 1), date(2023, 12, 31))
COLUMN = Column(YEAR, "2023", None, ("2023",))
REVENUES, ASSETS = Candidate("Revenues", Decimal("0.9"), ""), Candidate("Assets", Decimal("0.2"), "")


def cell(row: int, name: str) -> Cell:
    member = (("gaap:StatementBusinessSegmentsAxis", f"own:{name}Member"),)
    amount = Amount("1", Decimal(1), SOURCE)
    return Cell(f"t1r{row}c1", amount, Decimal(1), YEAR, COLUMN, 0, 0, member, frozenset((name,)))


def asked(row: int, caption: str, *candidates: Candidate) -> Named:
    return Asked(row, (0,), Told(caption, Scene(), Unit.MONEY, False)), candidates


def borrowed(*named: Named, section: tuple[str, ...] = ()) -> list[tuple[int, str]]:
    names = ("Seeds", "Tools")
    items = tuple(LineItem(name, section, 0, (Amount("1", Decimal(1), SOURCE),), SOURCE) for name in names)
    table = Statement(StatementKind.NOTE, "Segments", "USD", 0, (COLUMN,), items, SOURCE)
    rows = [[cell(row, name)] for row, name in enumerate(names)]
    found = borrow_candidates(table, named, rows, lambda told: [REVENUES], lambda _, its: its[0].confidence)
    return [(question.row, candidates[0].concept) for question, candidates in found]


def test_a_row_of_a_member_borrows_of_its_like() -> None:
    assert borrowed(asked(0, "seed", REVENUES), asked(1, "tool", ASSETS)) == [(1, "Revenues")]


def test_a_row_with_an_answer_of_its_own_borrows_none() -> None:
    sure = Candidate("Assets", Decimal("0.7"), "")
    assert borrowed(asked(0, "seed", REVENUES), asked(1, "tool", sure)) == []


def test_the_heading_above_members_is_asked_where_none_has_an_answer() -> None:
    rows = asked(0, "seed", ASSETS), asked(1, "tool", ASSETS)
    assert borrowed(*rows) == []
    assert borrowed(*rows, section=("Sales",)) == [(0, "Revenues"), (1, "Revenues")]
