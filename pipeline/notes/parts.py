"""Cells of a table that claim one concept with different amounts → the members that they are parts of.

In: the table, its cells by row and column, and what names members. Out: for a cell the dimensions of the part that its
words tell: those of its row against another row, those of its column against another of the same row. Which cell is the
whole, and whether a part stands, is for `claims` and `amounts` to say.
"""

from collections.abc import Iterator, Mapping

from pipeline.labels import normalise_label
from pipeline.member_rules import is_measure
from pipeline.model import Dimensions, Statement
from pipeline.notes.cells import Cell
from pipeline.notes.claims import PartOf
from pipeline.notes.members import MemberNamer


def make_part_of(table: Statement, namer: MemberNamer, cells: Mapping[tuple[int, int], Cell]) -> PartOf:
    """What tells the dimensions of a cell that states a part of what another cell of the table states."""

    def part_of(place: tuple[int, int], whole: tuple[int, int], concept: str) -> Dimensions:
        cell = cells[place]
        texts = _of_column(cell) if place[0] == whole[0] else _of_row(table, place[0], whole[0])
        return namer.part_of(concept, texts, cell.dimensions)

    return part_of


def find_part_elsewhere(table: Statement, row: int, namer: MemberNamer, cell: Cell, concept: str) -> Dimensions:
    """The dimensions of a cell that states a part of what is stated elsewhere than in its table."""
    item = table.items[row]
    return namer.part_of(concept, (item.label, *reversed(item.section), *_of_column(cell)), cell.dimensions)


def _of_row(table: Statement, row: int, other: int) -> Iterator[str]:
    """The words that tell a row from another: its caption and what stands above it."""
    mine, its = table.items[row], table.items[other]
    if mine.label != its.label:
        yield mine.label
    yield from (text for text in reversed(mine.section) if text not in its.section)


def _of_column(cell: Cell) -> Iterator[str]:
    """The words of a cell's column, where they do not say what is measured."""
    if not is_measure(normalise_label(cell.measure)):
        yield cell.measure
