"""Amounts inside captions keep the place where they are printed."""

from datetime import date

import pytest

from pipeline.extract.captions import read_caption
from pipeline.model import Column, LineItem, Period, Source

COLUMNS = (Column(Period(None, date(2004, 6, 30)), "June 30, 2004"),)


@pytest.mark.parametrize(
    ("lines", "printed"),
    [
        (["Common stock, 254.1", "million shares issued"], "254.1"),
        (["Common stock (issued 1.5", "billion shares)"], "1.5"),
        (["Common stock, 254.1 million", "shares issued"], "254.1 million"),
        (["Common stock, 16,265,282", "shares issued"], "16,265,282"),
    ],
)
def test_an_amount_printed_over_two_lines_has_the_place_of_its_digits(lines: list[str], printed: str) -> None:
    places = [Source("case.txt", number, 4, 4 + len(line)) for number, line in enumerate(lines, 1)]
    item = LineItem(" ".join(lines), (), 0, (None,), places[0])
    (found,) = read_caption(item, 0, COLUMNS, list(zip(lines, places, strict=True)))
    amount = found.amounts[0]
    assert amount is not None
    place = amount.source
    assert lines[place.line - 1][place.start - 4 : place.end - 4] == printed
