"""Printed amounts and scales ↔ `Decimal`.

In: the characters of one amount, or the words of a caption. Out: a `Decimal` signed as printed, the
number of printed decimals, a power of ten. What an amount means (its concept, its natural sign) is
not known here.
"""

import re
from decimal import Decimal
from functools import lru_cache

AMOUNT = re.compile(
    r"""
    (?<![\w.,/\-(<\[{])                         # not inside a word, a date, a mark or another number
    (?P<text>
        (?:\$\s{0,12})?                         # a dollar sign may stand apart from its amount
        (?:
            \(\s{0,8}\$?\s{0,8}(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?\s{0,3}\)   # ( 1,204 ) and ($.08)
          | <\s{0,3}\$?\s{0,8}(?:\d{1,3}(?:,\d{3})+|\d{3,}|\d*(?=\.\d))(?:\.\d+)?\s{0,3}>  # <1,204>; <2> is a mark
          | -?(?:\$\s{0,8})?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\.\d+|\d+)     # 1,285  .05  -12
            (?:(?<!\s(?:19|20)\d\d)-(?!\S))?              # 1,204-
        )
      | (?:\$\s{0,12})?(?:-0-|—|–|-{1,3}(?![-\w=.])|(?i:nil))                       # a dash is a stated zero
    )
    (?!\w(?!(?<=,\d{3}\d)/(?!\S)))                             # 1,2041/ is 1,204 and a mark, as is 1,204/1
    (?!(?<!,\d\d\d)(?<!\.\d\d)(?<!\))/|/(?![1-9a-z]/?(?!\S)))
    (?!,\d|\.\d|-\d)
    """,
    re.VERBOSE,
)
"""One amount as statements print it; the match may start with its dollar sign."""

MOST_DIGITS = 24
"""Digits of an amount; what has more is none, and its sums would not be exact."""

_UNTOLD = r"(?i:n/[am]|n\.[am]\.?)"
WORD_FOR_AMOUNT = re.compile(rf"(?:(?<=\s\s)|(?<=\$))(?:(?i:nil)|{_UNTOLD})")
"""A word in a column, apart from the caption: a stated zero, or what says that there is no amount."""
CELL_OF_COLUMN = re.compile(rf"{AMOUNT.pattern}|(?:\$\s{{0,12}})?(?<=[\s$]){_UNTOLD}(?!\S)", re.VERBOSE)

_DECIMALS = re.compile(r"\.(\d+)")
_POWER = re.compile(r"\d\s+(thousand|million|billion)", re.I)
_DASH = re.compile(r"\(?\s*(?:-0-|[—–]{1,2}|-{1,3}|nil)\s*\)?", re.I)
_IN_ANGLES = re.compile(r"\A<([\d,]{3,}|[\d,]*\.\d+)>\Z")
"""Angle brackets typed for parentheses; around one digit or two they are a footnote's mark or a page's number."""
_FIGURE = re.compile(
    r"(?!\W?(?:19|20)\d\d\b|\d{1,2}/\d)\W{0,3}(?=\d)(?=.*(?:\d{3}|\d,\w{3}|\d[A-Za-z]\d))"
    r"(?:[^A-Za-z%]*|[^A-Za-z%\s]*[A-Za-z]{1,2}[^A-Za-z%\s]*)(?<![;,:])"
)
_NUMBER = re.compile(r"([-–])?(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d+))?((?<=\d)-)?")


@lru_cache(maxsize=1 << 16)
def parse_amount(text: str) -> Decimal | None:
    """Read one amount as printed in a statement, or None if it is not one.

    Negatives stand in parentheses or angle brackets, or have their sign before or behind; a dash is a stated zero:

    >>> parse_amount("$ (1,204)"), parse_amount("1,204-")
    (Decimal('-1204'), Decimal('-1204'))
    >>> parse_amount("($450,810)"), parse_amount("$ <1,204>"), parse_amount("<12>")
    (Decimal('-450810'), Decimal('-1204'), None)
    >>> parse_amount("--"), parse_amount("— —"), parse_amount("nil")
    (Decimal('0'), Decimal('0'), Decimal('0'))
    >>> parse_amount("($.08)")
    Decimal('-0.08')
    >>> parse_amount("1,23") is None
    True
    >>> parse_amount("–130"), parse_amount("$ –130")
    (Decimal('-130'), Decimal('-130'))
    """
    bare = _IN_ANGLES.sub(r"(\1)", re.sub(r"[\s$]", "", text))
    if not bare:
        return None
    if _DASH.fullmatch(bare):
        return Decimal(0)
    negative = bare.startswith("(")
    if negative != bare.endswith(")"):
        return None
    match = _NUMBER.fullmatch(bare[1:-1] if negative else bare)
    if match is None or (match[2] is None and match[3] is None) or (match[4] and (match[1] or negative)):
        return None
    whole, part = (match[2] or "0").replace(",", ""), match[3] or ""
    if len(whole) + len(part) > MOST_DIGITS:
        return None
    value = Decimal(f"{whole}.{part}")
    return -value if negative or match[1] or match[4] else value


def printed_decimals(text: str) -> int:
    """How many digits stand after the decimal point of the full amount; negative where a power stands behind it.

    >>> printed_decimals("$ .05"), printed_decimals("(1,204)"), printed_decimals("931.9 million")
    (2, 0, -5)
    """
    match, power = _DECIMALS.search(text), _POWER.search(text)
    return (len(match[1]) if match else 0) - (_POWERS[power[1].lower()] if power else 0)


@lru_cache(maxsize=1 << 12)
def is_untold(text: str) -> bool:
    """Whether a cell says that there is no amount, or none that is printed: a mark in its place is a footnote's, as
    that of "less than $1 million" is.

    >>> is_untold("N/A"), is_untold("*"), is_untold("nil")
    (True, True, False)
    """
    return re.fullmatch(rf"{_UNTOLD}|[*†‡]{{1,3}}", text.lstrip("$ ")) is not None


@lru_cache(maxsize=1 << 12)
def is_garbled(text: str) -> bool:
    """Whether a text is digits, with no more than two letters among them, and reads as no amount, year or day, nor
    goes on behind a comma.

    >>> is_garbled("1,2O4"), is_garbled("1,204.118"), is_garbled("1,204"), is_garbled("1996-97"), is_garbled("1, 4")
    (True, False, False, False, False)
    >>> is_garbled("1,204;"), is_garbled("1,204-1,118")
    (False, True)
    """
    return _FIGURE.fullmatch(text) is not None and parse_amount(text) is None


@lru_cache(maxsize=1 << 16)
def is_dash(text: str) -> bool:
    """Whether the amount is printed as a dash: a stated zero."""
    return _DASH.fullmatch(re.sub(r"[\s$]", "", text)) is not None


def is_percent(text: str) -> bool:
    """Whether an amount is printed with a sign of per cent: a share of something, never money.

    >>> is_percent("35.0%"), is_percent("35.0")
    (True, False)
    """
    return text.endswith("%")


_SCALE = re.compile(
    r"""\b(?:in|dollars)\s{1,12}(?:u\.?s\.?\s{1,12})?(?:\$\s{0,12})?(?P<a>thousand|million|billion)s?\b
    | (?P<b>thousand|million|billion)s?\s{1,12}(?:of\s{1,12})?(?:u\.?s\.?\s{1,12})?(?:dollars|\$)
    | [($]\s{0,12}(?:amounts?\s{1,12}|dollars\s{1,12})?(?:\$\s{0,12})?(?P<c>thousand|million|billion)s?\b
    | (?P<e>(?<![\d,.])000,000(?:['’]?s\b|\s+omitted))
    | (?P<d>(?<![\d,.])0{3}(?:['’]?s\b|['’]?s?\s+omitted|\s{0,12}\)|\s{0,12},?\s{1,12}except))""",
    re.I | re.X,
)
_POWERS = {"thousand": 3, "million": 6, "billion": 9}


def parse_scale(caption: str) -> int | None:
    """The power of ten that a caption gives to the amounts below it, or None if it gives none.

    >>> parse_scale("(In thousands, except per share data)")
    3
    >>> parse_scale("(Unaudited, in millions of dollars except share amounts)")
    6
    >>> parse_scale("(000’s omitted)"), parse_scale("(in $000, except per share)"), parse_scale("($ Millions)")
    (3, 3, 6)
    >>> parse_scale("(2010 includes $262.8 million related to others)") is None
    True
    """
    if match := _SCALE.search(caption):
        word = match["a"] or match["b"] or match["c"]
        return _POWERS[word.lower()] if word else 3 if match["d"] else 6
    return 0 if re.search(r"\b(?:in|expressed in) (?:u\.?s\.? )?(?:whole )?dollars\b", caption, re.I) else None


def excepts_shares(caption: str) -> bool:
    """Whether a caption's scale leaves out the numbers of shares.

    >>> excepts_shares("(In thousands, except share and per share data)")
    True
    >>> excepts_shares("(In thousands, except per share data)")
    False
    >>> excepts_shares("(dollars in millions, except per share amounts; shares in millions)")
    False
    """
    words = re.sub(r"per[- ](?:common )?share", "", caption.lower())
    return bool(re.search(r"(?:except|other than)[^\d;]{0,40}?\bshares?\b", words))
