"""Amounts are read as printed, or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis.strategies import booleans, decimals

from pipeline.numerals import excepts_shares, is_dash, parse_amount, parse_scale, printed_decimals


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,204", "1204"),
        ("$1,285", "1285"),
        ("$  1,230", "1230"),
        ("($450,810)", "-450810"),
        ("$ (1,204)", "-1204"),
        ("( 1,204 )", "-1204"),
        ("-1,204", "-1204"),
        ("$-12", "-12"),
        (".05", "0.05"),
        ("($.08)", "-0.08"),
        ("1,204.50", "1204.50"),
        ("0", "0"),
        ("12345678", "12345678"),
    ],
)
def test_amount_is_read_as_printed(text: str, value: str) -> None:
    assert str(parse_amount(text)) == value


@pytest.mark.parametrize("text", ["-", "--", "---", "-0-", "—", "–", "$ --", "$-0-", "(--)"])
def test_dash_is_a_stated_zero(text: str) -> None:
    assert parse_amount(text) == 0
    assert is_dash(text)


@pytest.mark.parametrize(
    "text", ["", " ", "$", "1,23", "12,34", "(1,204", "1,204)", "1.2.3", "Note 4", "()", ".", "8%"]
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert parse_amount(text) is None


def test_nought_is_printed_and_no_dash() -> None:
    assert parse_amount("0") == 0
    assert not is_dash("0")


@given(decimals(min_value=0, max_value=10**12, places=2), booleans())
def test_any_amount_comes_back_to_the_last_digit(amount: Decimal, is_negative: bool) -> None:
    printed = f"({amount:,})" if is_negative else f"$ {amount:,}"
    assert parse_amount(printed) == (-amount if is_negative else amount)
    assert printed_decimals(printed) == 2


@pytest.mark.parametrize(
    ("caption", "power"),
    [
        ("(In thousands)", 3),
        ("(Dollars in thousands, except per share data)", 3),
        ("(Unaudited, in millions of dollars except share amounts)", 6),
        ("(Thousands of dollars)", 3),
        ("(Millions)", 6),
        ("($ in billions)", 9),
        ("(000's omitted)", 3),
        ("($000)", 3),
        ("(in 000s, except per share)", 3),
        ("expressed in thousands of U.S. dollars", 3),
        ("(in U.S. dollars)", 0),
        ("CONSOLIDATED BALANCE SHEETS", None),
        ("authorized 10,000,000 shares", None),
        ("including $4.1 million of restricted cash", None),
    ],
)
def test_scale_is_what_the_caption_says(caption: str, power: int | None) -> None:
    assert parse_scale(caption) == power


@pytest.mark.parametrize(
    ("caption", "is_excepted"),
    [
        ("(In thousands, except share and per share data)", True),
        ("(in millions, except number of shares)", True),
        ("(In thousands, except per share data)", False),
        ("(In thousands)", False),
    ],
)
def test_shares_are_left_out_where_the_caption_says_so(caption: str, is_excepted: bool) -> None:
    assert excepts_shares(caption) == is_excepted
