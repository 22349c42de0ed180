"""Lines are cut into cells: captions, and at the right end the amounts, each with its place in the raw line."""

import pytest
from hypothesis import given
from hypothesis.strategies import lists, text

from pipeline.grid import make_grid, make_row
from pipeline.model import Source

PLACE = Source("case.txt", 7)


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("Net sales          $ 12,400    $ 11,870", ["Net sales", "$ 12,400", "$ 11,870"]),
        ("  Net loss         $(   421)   ( 37)", ["Net loss", "$(   421)", "( 37)"]),
        ("Dividends               --        -0-", ["Dividends", "--", "-0-"]),
        ("Net income 5,900 5,880", ["Net income", "5,900", "5,880"]),
        ("Per share   $ .05   $(.03)", ["Per share", "$ .05", "$(.03)"]),
        ("Cost of sales   3,004 (a)   2,880*", ["Cost of sales", "3,004", "2,880"]),
        ("Cost of sales   3,004(a)(b)   2,880[2]", ["Cost of sales", "3,004", "2,880"]),
        ("Cost of sales   (3,004)(3)   (2,880)/1", ["Cost of sales", "(3,004)", "(2,880)"]),
        ("Cost of sales   3,004<3>   2,8801/", ["Cost of sales", "3,004", "2,880"]),
        ("Cost of sales   3,004 (3)   2,880", ["Cost of sales", "3,004", "(3)", "2,880"]),
        ("Leases due 12/1   3,004   12/1", ["Leases due 12/1", "3,004", "12/1"]),
        ("Non-current assets   1,204   -", ["Non-current assets", "1,204", "-"]),
        ("Obligations under 401(k) plan   310   288", ["Obligations under 401(k) plan", "310", "288"]),
        ("7% notes, due 1999-2005   310   288", ["7% notes, due 1999-2005", "310", "288"]),
        ("Three Months Ended     Nine Months Ended", ["Three Months Ended", "Nine Months Ended"]),
        ("Net loss   $ <1,204>   <988>", ["Net loss", "$ <1,204>", "<988>"]),
        ("Per share   $<.61>   <$ .49>", ["Per share", "$<.61>", "<$ .49>"]),
        ("Trucks, less <1,204> of wear   <3>   2,204   988", ["Trucks, less <1,204> of wear", "<3>", "2,204", "988"]),
        ("| Cash  |  1,204 | 1,330 |", ["Cash", "1,204", "1,330"]),
    ],
)
def test_line_is_cut_into_caption_and_amounts(line: str, cells: list[str]) -> None:
    assert [cell.text for cell in make_row(line, PLACE).cells] == cells


@pytest.mark.parametrize(
    ("line", "rule"), [("   -----   -----", "-"), ("  ======  ======", "="), ("- -------------", "-")]
)
def test_rule_is_no_text(line: str, rule: str) -> None:
    row = make_row(line, PLACE)
    assert (row.rule, row.cells) == (rule, ())


def test_column_marks_are_no_text() -> None:
    row = make_row("<S>                <C>          <C>", PLACE)
    assert (row.cells, row.tag) == ((), "<S><C><C>")


def test_marks_behind_amounts_are_kept_beside_the_cells() -> None:
    row = make_row("Cost of sales <F1>  3,004(a)  2,880[2]", PLACE)
    assert [(mark.text, mark.source.start) for mark in row.marks] == [("[2]", 35), ("(a)", 25), ("<F1>", 14)]


def test_a_lone_dash_is_an_amount_and_no_rule() -> None:
    assert [cell.text for cell in make_row("Preferred stock           --        --", PLACE).cells][1:] == ["--", "--"]


def test_tabs_stand_where_a_terminal_put_them_and_sources_where_they_were_typed() -> None:
    line = "Cash\t\t$   500\t\t$   756"
    _, first, second = make_row(line, PLACE).cells
    assert (first.start, second.start) == (16, 32)
    assert line[first.source.start : first.source.end] == "$   500"
    assert line[second.source.start : second.source.end] == "$   756"


def test_lines_are_numbered_as_in_the_file() -> None:
    grid = make_grid(["ASSETS", "", "Cash   1,204"], 41, "case.txt")
    assert [row.source.line for row in grid.rows] == [41, 42, 43]
    assert grid.rows[2].cells[1].source == Source("case.txt", 43, 7, 12)


@given(lists(text("Ab 1,$(.)-=|<>\t%", max_size=30), max_size=3).map("".join))
def test_every_cell_is_a_piece_of_its_line(line: str) -> None:
    for cell in make_row(line, PLACE).cells:
        raw = line[cell.source.start : cell.source.end]
        assert raw.expandtabs(1).split() == cell.text.split()
