"""Which cells of a note's table stand as what, where several claim one concept for one time."""

from datetime import date
from decimal import Decimal

import pytest
from cases import reference

from pipeline.model import Amount, Column, Dimensions, Period, Source, Status
from pipeline.note_evidence import load_lexicon
from pipeline.notes.cells import Cell
from pipeline.notes.claims import PART, Claim, make_claims

YEAR = Period(date(2023, 1, 1), date(2023, 12, 31))
TOOLS = (("gaap:StatementBusinessSegmentsAxis", "own:ToolsMember"),)


def stand(*rows: tuple[int, str, Dimensions]) -> dict[int, Claim]:
    """What stands of rows of one cell: amount, confidence and members; each may be a part, the one of tools."""
    suggester = reference().mappings.suggester
    assert suggester is not None
    cells, claims = {}, {}
    for row, (value, confidence, dimensions) in enumerate(rows):
        amount = Amount(str(value), Decimal(value), Source("filing.txt", row + 1))
        cells[row, 0] = Cell(f"t1r{row}c1", amount, Decimal(value), YEAR, Column(YEAR, "2023"), 0, 0, dimensions)
        claims[row] = {0: Claim("Revenues", Status.STRUCTURE, Decimal(confidence), "so", False)}
    lexicon = load_lexicon(suggester.folder, reference().taxonomy)
    return {row: claim for (row, _), claim in make_claims(lexicon, [], cells, claims, lambda *_: TOOLS, {}).items()}


def test_a_part_that_is_guessed_gives_way_to_one_that_is_printed() -> None:
    """However less sure the printed one is."""
    found = stand((100, "0.95", ()), (40, "0.90", ()), (55, "0.85", TOOLS))
    assert sorted(found) == [0, 2]
    assert found[2].status is Status.STRUCTURE


@pytest.mark.parametrize(("rows", "part"), [(("0.95", "0.90", "0.85"), 1), (("0.95", "0.80", "0.85"), 2)])
def test_of_two_that_may_be_one_part_the_surer_is_it(rows: tuple[str, str, str], part: int) -> None:
    found = stand(*((value, sure, ()) for value, sure in zip((100, 40, 55), rows, strict=True)))
    assert sorted(found) == [0, part]
    assert (found[part].status, found[part].dimensions, found[part].confidence) == (Status.SUGGESTED, TOOLS, PART)
    assert [candidate.concept for candidate in found[part].candidates] == ["Revenues"]
