"""What inline XBRL marks as printed → the value that it states, as the transformation registries have it.

In: the printed characters and the name of their format, of any version of XBRL International's registry
(``numdotdecimal``, ``num-dot-decimal``) or of the SEC's own (``numwordsen``). Out: a number or a text as XBRL stores
it. Sign and scale are attributes of the tag, not of the print, and are not known here.
"""

import re
from decimal import Decimal

from pipeline.periods import MONTHS, parse_dates
from pipeline.states import STATES

_POINT = frozenset({"numdotdecimal", "numdotdecimalin", "numdotdecimalapos", "numcommadot", "numspacedot"})
_COMMA = frozenset({"numcommadecimal", "numcommadecimalapos", "numdotcomma", "numspacecomma", "numcomma"})
_ZERO = frozenset({"fixedzero", "zerodash", "numdash"})
_UNITS = frozenset({"numunitdecimal", "numunitdecimalin"})
"""A number in two units of money: "12 dollars 5 cents"."""
_TRUE, _FALSE = frozenset({"fixedtrue", "booleantrue"}), frozenset({"fixedfalse", "booleanfalse"})
_EMPTY = frozenset({"fixedempty", "nocontent"})

_GROUPS = r"\s'\u2019\u2018`\u00b4\u2032"
_POINTED = re.compile(rf"[0-9,{_GROUPS}]*(?:\.[0-9\s]+)?")
_COMMAED = re.compile(rf"[0-9.{_GROUPS}]*(?:,[0-9\s]+)?")
_PLAIN = re.compile(r"\s*-?(?:\d+\.?\d*|\.\d+)\s*", re.ASCII)
_TWO_UNITS = re.compile(r"(\d[\d,.\s]*)[^\d]+?(\d{1,2})[^\d]*", re.ASCII)
_TICKED = re.compile("[xX\u2611\u2612\u2713-\u2718\u00fe\u00fd]")
_MONTH_DAY = re.compile(rf"({'|'.join(MONTHS)})\s+(\d{{1,2}})", re.I | re.ASCII)

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = {word: number for number, word in enumerate(_SMALL)}
_NUMBERS |= {word: 10 * number for number, word in enumerate(_TENS, 2)}
_POWERS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


def parse_number(text: str, format: str) -> Decimal | None:
    """The number that a print states in a format, without its sign; None where it is not in that format.

    >>> parse_number("1 204,50", "ixt:num-comma-decimal"), parse_number("—", "ixt:zerodash"), parse_number("12.5", "")
    (Decimal('1204.50'), Decimal('0'), Decimal('12.5'))
    >>> parse_number("two hundred and five", "ixt-sec:numwordsen"), parse_number("1,204", "")
    (Decimal('205'), None)
    """
    name = _name(format)
    if name in _ZERO:
        return Decimal(0)
    if name == "numwordsen":
        return _parse_words(text)
    if name in _UNITS:
        units = _TWO_UNITS.fullmatch(text.strip())
        return Decimal(f"{re.sub(r'[^0-9]', '', units[1])}.{units[2]:0>2}") if units else None
    if not name:
        return Decimal(text.strip()) if _PLAIN.fullmatch(text) else None
    shape, point = (_POINTED, ".") if name in _POINT else (_COMMAED, ",")
    if name not in _POINT | _COMMA or not shape.fullmatch(text):
        return None
    whole, _, part = text.partition(point)
    digits = (re.sub(r"[^0-9]", "", whole), re.sub(r"[^0-9]", "", part))
    return Decimal(f"{digits[0] or '0'}.{digits[1]}" if digits[1] else digits[0]) if any(digits) else None


def _parse_words(text: str) -> Decimal | None:
    """A number in English words; "no" and "none" are nought."""
    words = re.findall(r"[a-z]+", text.lower())
    if words in (["no"], ["none"], ["nil"]):
        return Decimal(0)
    total = group = 0
    for word in words:
        if word in _NUMBERS:
            group += _NUMBERS[word]
        elif word == "hundred":
            group = (group or 1) * 100
        elif word in _POWERS:
            total, group = total + (group or 1) * _POWERS[word], 0
        elif word not in ("and", "a", "an"):
            return None
    return Decimal(total + group) if words else None


def parse_text(text: str, format: str) -> str:
    """The text that a print states in a format: a day as ISO has it, a ticked box, a state's code; else the print.

    >>> parse_text("September 28, 2024", "ixt:date-monthname-day-year-en"), parse_text("☒", "ixt-sec:boolballotbox")
    ('2024-09-28', 'true')
    >>> parse_text("December 31", "ixt:date-monthname-day-en"), parse_text("Delaware", "ixt-sec:stateprovnameen")
    ('--12-31', 'DE')
    """
    name, words = _name(format), " ".join(text.split())
    if name in _TRUE | _FALSE:
        return "true" if name in _TRUE else "false"
    if name in _EMPTY:
        return ""
    if name == "boolballotbox":
        return "true" if _TICKED.search(words) else "false"
    if name == "stateprovnameen":
        return STATES.get(words.lower(), words)
    if name.startswith("date"):
        days = parse_dates(words)
        if len(days) == 1:
            return days[0][0].isoformat()
        if found := _MONTH_DAY.fullmatch(words):
            return f"--{MONTHS.index(found[1].lower()) + 1:02}-{int(found[2]):02}"
    return words


def _name(format: str) -> str:
    """A format's name as its first registry wrote it."""
    return format.rpartition(":")[2].replace("-", "").lower()
