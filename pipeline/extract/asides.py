"""Captions → the amounts of money that they state in passing: what was deducted, the tax on it, dividends per share.

In: a line item whose caption holds such amounts, and the columns. Out: parenthetical line items that name their parent.
"Receivables, net of allowance of $457 and $342" states two more. Numbers of shares are read in `captions`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.captions import amount_at, print_lines
from pipeline.extract.fiscal import FEW_DAYS
from pipeline.model import Amount, Column, LineItem, Period, Source, Unit
from pipeline.numerals import is_dash

_STATED = re.compile(
    r"""\b(?P<what>(?:LIFO\s+)?(?:allowances?|reserves?)(?:\s+(?:for|and)(?:\s+[a-z]+){1,6}?)?
    |accumulated\s+(?:depreciation|amortization|depletion)(?:[\s,]+(?:and|depreciation|amortization|depletion|impairment))*
    |(?:(?:income|deferred)\s+)*tax(?:es)?(?:[\s/]*\(?\b(?:expenses?|benefits?|provisions?|effects?)\b\)?)*)
    (?:(?:,?\s+of(?:\s+approximately)?|:)\s+(?=\(?\s*\$?\s*\(?\s*[.\d]|\$\s?[—–-]|(?:nil|none|zero)\b)
    |,?\s+(?:[–—-]+\s*)?(?=\$\s?\d|\(\s?\$\s?\d)|\s+(?=\((?:19|20)\d\d\b\W{1,3}\$\s?\d))""",
    re.I | re.X,
)
_NET_OF = re.compile(r"\bnet\s+of\s+(?=\(?\s*\$)", re.I)
_BEHIND = re.compile(
    r"(?:in\s+|of\s+)?(?P<what>(?:(?:income|deferred)\s+)*tax(?:es)?"
    r"(?:[\s/]*\(?\b(?:expenses?|benefits?|provisions?|effects?)\b\)?)*)",
    re.I,
)
"""The tax named behind its amounts: "net of $5 and $(3) tax expense (benefit)"."""
_INCLUDED = re.compile(
    r"\b(?:includ(?:es|ing)|excluding|net\s+of)\s+(?P<what>(?:[a-z][a-z-]*\s+){0,5}?[a-z][a-z-]*)"
    r"\s+of\s+(?=\(?\s*\$\s*\(?\s*\d)",
    re.I,
)
"""What a caption says is a part of its amount: "including retainage of $31 and $30"."""
_COUNTED = re.compile(r"(?<=\d\s)(?!(?:as|from|is|are|on|against|to|net|deducted|each)\b)[a-z]{2}")
"""What is counted, right behind numbers that no sign says are money: "reserves of 1,200 and 1,300 thousand barrels"."""
_QUARTERS = re.compile(r"\bquarter(?:s|ly)?\b", re.I)
"""A dividend that is a part of a year's."""
_PER_SHARE = re.compile(r"\b(?:per|a)\s+(?:common\s+|ordinary\s+|preferred\s+)?share\b", re.I)
_JUST_BEFORE = re.compile(r"\$\s?\d*\.\d+(?=\W{0,3}$)")
"""The dividend that its share follows: "Cash dividends of $.48 per common share"."""
_DIVIDENDS = re.compile(r"\bdividends?\b", re.I)
_DAY = r"(?:[A-Z][a-z]{2,8}\.?\s\s?\d{1,2},?\s)?"
_NUMBER = r"(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)"
_TOKEN = re.compile(
    rf"""\s*(?:{_DAY}\(?\b(?P<year>(?:19|20)\d\d)\b\)?(?!,\d)
    |(?P<n>\$?\s?\(\s?\$?\s?{_NUMBER}\s?\)|\$?\s?{_NUMBER}|\$\s?[—–-](?!\s?[\d(])|\b(?:nil|none|zero)\b)(?![\d%])
    |(?:and|of|in|at|as\s+of|for|respectively)\b
    |[,;:()–—-])""",
    re.X,
)
"""What a list of amounts is made of: amounts, the years or days they are of, and what ties them together."""


LONGEST_PRICE = 16
"""Characters of a dividend right before "per share"."""
FIRST_YEAR = 2018
"""Before inline XBRL nothing that was tagged proves what captions say of taxes and of what they include."""
_IN_ALL_YEARS = re.compile(r"(?:LIFO )?(?:allowance|reserve)|accumulated|dividends per share", re.I)
"""What captions have always said was deducted: filers' own schedules of 1993-2001 state the same allowances."""


@dataclass(frozen=True, slots=True)
class _Number:
    """An amount in a caption: its characters, and the year said to be its own."""

    start: int
    end: int
    year: int | None = None


def read_asides(
    item: LineItem, position: int, columns: Sequence[Column], lines: Sequence[tuple[str, Source]]
) -> list[LineItem]:
    """The parenthetical items of money of an ``item``; ``lines`` are the printed lines of its label.

    One amount for each dated column, in their order or by their years; a caption with more or fewer states none.
    """
    years = [period.end.year for period in (item.period, *(column.period for column in columns)) if period]
    is_early = max(years, default=0) < FIRST_YEAR
    text, places = print_lines(lines)
    found = []
    for label, numbers, unit in (*_deductions(text), *_dividends(text)):
        by_column = _by_column(numbers, item, columns)
        if by_column and not (is_early and not _IN_ALL_YEARS.match(label)):
            amounts = tuple(amount_at(n.start, n.end, text, places) if n else None for n in by_column)
            found.append(_aside(label, amounts, item, position, unit))
    return found


def _deductions(text: str) -> Iterator[tuple[str, list[_Number], Unit]]:
    stated = [*_STATED.finditer(text)]
    ends = {match.end() for match in stated}
    for match in (*stated, *(part for part in _INCLUDED.finditer(text) if part.end() not in ends)):
        numbers, end = _list_from(text, match.end())
        if "$" in text[match.end() : end] or not _COUNTED.match(text, end):
            yield " ".join(match["what"].split()), numbers, Unit.MONEY
    for match in _NET_OF.finditer(text):
        numbers, end = _list_from(text, match.end())
        if numbers and (behind := _BEHIND.match(text, end)):
            yield " ".join(behind["what"].split()), numbers, Unit.MONEY


def _dividends(text: str) -> Iterator[tuple[str, list[_Number], Unit]]:
    """ "($1.54 per share)", "(per share: 2023 - $4.945, 2022 - $4.525)"."""
    per = _PER_SHARE.search(text)
    if per is None or not _DIVIDENDS.search(text) or _QUARTERS.search(text):
        return
    opening = text.rfind("(", 0, per.start())
    numbers = _list_from(text, opening + 1)[0] if opening >= 0 else []
    numbers = numbers or _list_from(text, per.end())[0]
    if not numbers and (before := _JUST_BEFORE.search(text, max(0, per.start() - LONGEST_PRICE), per.start())):
        numbers = [_Number(*before.span())]
    if numbers and all("." in text[n.start : n.end] for n in numbers):
        yield "dividends per share", numbers, Unit.PER_SHARE


def _list_from(text: str, start: int) -> tuple[list[_Number], int]:
    """The amounts of the list that begins at a place of a caption, and where the first word is that is none of it."""
    numbers: list[_Number] = []
    year: int | None = None
    bracketed = 0
    while (match := _TOKEN.match(text, start)) and match.end() > start:
        start = match.end()
        if match[0].endswith(("(", ")")) and not match["n"] and not match["year"]:
            bracketed = len(numbers) if match[0].endswith("(") else 0
        elif match["year"]:
            year = int(match["year"])
            first = bracketed if bracketed < len(numbers) else 0
            undated = next((at for at, number in enumerate(numbers) if at >= first and number.year is None), None)
            if undated is not None and not _leads(text, match):
                numbers[undated], year = replace(numbers[undated], year=year), None
        elif match["n"]:
            numbers.append(_Number(match.start("n"), match.end("n"), year))
            year = None
    return numbers, len(text) - len(text[start:].lstrip())


def _leads(text: str, match: re.Match[str]) -> bool:
    """Whether a year stands before its amount: "2023 - $4.945", "$166 (2022, $169)"."""
    marks = "-–—:," if match[0].lstrip().startswith("(") else "-–—:"
    return re.match(rf"\s*[{marks}]\s*\$?\s*\d", text[match.end() :]) is not None


def _by_column(numbers: Sequence[_Number], item: LineItem, columns: Sequence[Column]) -> list[_Number | None]:
    """The amount of each column, or nothing where they do not pair."""
    if item.period is not None:
        whole = [index for index, column in enumerate(columns) if column.member is None]
        changed = [index for index, amount in enumerate(item.amounts) if amount and not is_dash(amount.text)]
        of = whole[-1:] or changed[: len(changed) == 1]
        return [numbers[0] if at in of else None for at in range(len(columns))] if of and len(numbers) == 1 else []
    dated = {index: column.period.end.year for index, column in enumerate(columns) if column.period is not None}
    if not dated or len(numbers) != len(dated):
        return []
    of_year = {number.year: number for number in numbers}
    if set(of_year) == set(dated.values()) and len(of_year) == len(numbers):
        paired = {index: of_year[year] for index, year in dated.items()}
    elif all(_is_of(number, columns[index].period) for index, number in zip(dated, numbers, strict=True)):
        paired = dict(zip(dated, numbers, strict=True))
    else:
        return []
    return [paired.get(index) for index in range(len(columns))]


def _is_of(number: _Number, period: Period | None) -> bool:
    """Whether the year said of an amount, if any, is a period's: a year may end in the first days of the next."""
    ends = {period.end.year, (period.end - FEW_DAYS).year} if period else set()
    return number.year is None or number.year in ends


def _aside(label: str, amounts: tuple[Amount | None, ...], parent: LineItem, position: int, unit: Unit) -> LineItem:
    source = next(amount.source for amount in amounts if amount)
    return LineItem(
        label,
        (*parent.section, parent.label),
        parent.depth + 1,
        amounts,
        source,
        unit,
        parent.scale if unit is Unit.MONEY else 0,
        (),
        position,
        period=parent.period,
        point=parent.point,
    )
