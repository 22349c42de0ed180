"""A cover → how many shares are outstanding, and what those of the public are worth.

In: a cover's page. Out: the number of common shares with the day that it is stated for, and an annual report's
aggregate market value with its day. A number has the power that its words give it: "452.0 million shares".
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from pipeline.cover.page import Page
from pipeline.model import Amount, CoverField
from pipeline.numerals import parse_amount
from pipeline.periods import months_before, parse_dates

SHARES, FLOAT = "shares outstanding", "public float"
FEWEST_SHARES = 1_000
LONGEST_SENTENCE = 700
"""Characters after "aggregate market value" within which the value stands; its grounds may come first."""
BEFORE, AFTER = 160, 200
"""Characters before the words of a value, and after it, within which its day may be named."""
_POWERS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_NUMBER = (
    r"(?<![\d$.,])(?:(?:\d{1,3}(?:,\d{3}){1,4})(?:\.\d+)?|\d{1,4}(?:\.\d+)?(?=\s+(?:million|billion)))(?![\d,]\d)"
    r"(?:\s+(?:million|billion)\b)?"
)
_KIND = r"(?:(?:common|ordinary|class\s+[a-z]|registered|capital)\s+)*"
_SHARES = re.compile(
    rf"(?P<v>{_NUMBER})\s+{_KIND}shares\b"
    rf"|(?:outstanding|shares)(?:[^.]|\.\d|\b(?:Inc|Corp|Co|No)\.){{0,200}}?(?P<w>{_NUMBER})"
    rf"|(?P<x>{_NUMBER})\s*\((?:the\s+)?number\s+of\s+{_KIND}shares\b",
    re.I,
)
_OUTSTANDING = re.compile(r"\boutstanding\b", re.I)
_NOT_ALL = re.compile(r"\bheld\s+(?:by|in)\b|\baggregate\s+market|\btreasury\b|\bexclud\w+\s", re.I)
_CLASS = re.compile(r"\bclass\s+(?P<v>[A-Z])\b", re.I)
_MARKET_VALUE = re.compile(r"\baggregate\s+market\s+value\b", re.I)
_MONEY = re.compile(
    r"(?P<v>\$\s*(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,]\d)|\d+(?:\.\d+)?\s+(?:thousand|million|billion|trillion)\b))",
    re.I,
)
_BARE_MONEY = re.compile(r"(?<![\d$.,])(?P<v>\d{1,3}(?:,\d{3}){2,})(?![\d,]\d)(?!\s+(?:[a-z]+\s+)?shares)", re.I)
_SENTENCE_END = re.compile(r"(?<=[a-z\d)])\.\s|\n\s*\n", re.I)
_SECOND_QUARTER = re.compile(r"\bsecond\s+(?:fiscal\s+)?quarter", re.I)


def stock_fields(page: Page, period_end: date | None) -> Iterator[CoverField]:
    """The shares outstanding and the value of those that the public holds."""
    yield from _shares(page)
    yield from _public_float(page, period_end)


def _shares(page: Page) -> Iterator[CoverField]:
    """The number of common shares outstanding, with the day it is stated for; of two classes neither is the whole."""
    for match in _SHARES.finditer(page.text):
        around = page.text[max(0, match.start() - 500) : match.end() + 300]
        if not _OUTSTANDING.search(around) or _NOT_ALL.search(page.text[match.start() - 15 : match.end() + 60]):
            continue
        stated = _stated(SHARES, page.group(match, str(match.lastgroup)))
        if stated is None or not isinstance(stated.value, Decimal) or stated.value < FEWEST_SHARES:
            continue
        if day := _day_of(page.text, match):
            if not _is_one_of_classes(page.text, match):
                yield replace(stated, as_of=day)
            return


def _day_of(text: str, match: re.Match[str]) -> date | None:
    """The day that a number of shares is of: the first behind it in its sentence, else the last before it there, else
    the nearest of other sentences: "At May 2, 1998, there were 1,200,000 shares outstanding. ... meeting of June 9"."""
    before, after = text[max(0, match.start() - 300) : match.end()], text[match.end() : match.end() + 200]
    own_before = _SENTENCE_END.split(before)[-1]
    own_after = _SENTENCE_END.split(after, maxsplit=1)[0]
    for part, at in ((own_after, 0), (own_before, -1), (after, 0), (before, -1)):
        if days := parse_dates(part.replace("\n", " ")):
            return days[at][0]
    return None


def _stated(name: str, printed: Amount) -> CoverField | None:
    """The field of a number as its words count it: "$165.53 billion", "452.0 million"."""
    number, _, power = printed.text.rpartition(" ") if printed.text[-1:].isalpha() else (printed.text, "", "")
    value, scale = parse_amount(number), _POWERS.get(power.lower(), 0)
    if value is None:
        return None
    return CoverField(name, value.scaleb(scale), Amount(printed.text, value, printed.source), scale=scale)


def _is_one_of_classes(text: str, match: re.Match[str]) -> bool:
    """Whether another class of stock is numbered close by."""
    begin, end = max(0, match.start() - 300), match.end() + 300
    around = text[begin:end]
    classes = {found["v"].upper() for found in _CLASS.finditer(around)}
    numbers = set(re.findall(r"(?<![\d$.,])\d{1,3}(?:,\d{3}){1,4}(?![\d,])", around))
    counted = set(re.findall(r"([\d,]{5,})\s+shares\s+of\s+(?:\S+\s+){0,3}?(?:class\s+\w|common)\b", around, re.I))
    return (len(classes) > 1 and len(numbers) > 1) or (len(classes) > 0 and len(counted) > 1)


def _public_float(page: Page, period_end: date | None) -> Iterator[CoverField]:
    """The value in the market of what non-affiliates hold: the first sum of money that is no price of a share."""
    for phrase in _MARKET_VALUE.finditer(page.text):
        stop = phrase.end() + LONGEST_SENTENCE
        match = _MONEY.search(page.text, phrase.end(), stop) or _BARE_MONEY.search(page.text, phrase.end(), stop)
        stated = _stated(FLOAT, page.group(match)) if match else None
        if match is None or stated is None:
            continue
        if day := _named_day(page.text, phrase, match, period_end):
            yield replace(stated, as_of=day)
            return


def _named_day(text: str, phrase: re.Match[str], match: re.Match[str], period_end: date | None) -> date | None:
    """The day that a value is of: named between its words and it, or before them in their sentence; else the last day
    of the second quarter, half a year before the year's end, where it is said to be of that; else named after it."""
    begin = max(0, phrase.start() - BEFORE, text.rfind("\n\n", 0, phrase.start()))
    for start, end in ((phrase.end(), match.start()), (begin, phrase.start())):
        if days := parse_dates(text[start:end].replace("\n", " ")):
            return days[0][0]
    if period_end and _SECOND_QUARTER.search(text, phrase.end(), match.end() + AFTER):
        return months_before(period_end, 6) - timedelta(days=1)
    days = parse_dates(text[match.end() : match.end() + AFTER].replace("\n", " "))
    return days[0][0] if days else None
