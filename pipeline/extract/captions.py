"""A balance sheet's captions → the amounts printed inside them: par values and numbers of shares.

In: a line item whose label holds such amounts. Out: parenthetical line items that name their parent.
"Common stock $.10 par value, 50,000,000 shares authorized, 16,265,282 shares issued" states three more.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from pipeline.model import Amount, Column, GridRow, LineItem, Source, Unit
from pipeline.numerals import parse_amount
from pipeline.periods import parse_dates

_POWER = r"(?:million|billion)\b"
_COUNT = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?:\s*{_POWER})?|\d+(?:\.\d+)?\s*{_POWER}|\d{{4,}}(?![.\d])"
    rf"|\d+(?:\.\d+)?(?=\s+and\s+\d+(?:\.\d+)?\s*{_POWER})"
    r"|\d{1,3}(?=(?: and [\d,]+)? shares\b)|(?<=[:–-] )\d{1,3}(?=\s*(?:[;)]|and \d|$))"
    r"|(?<=\d and )\d{1,3}(?=\s*(?:[;)]|$))"
    r"|\bno\b|\bnone\b|\bzero\b|(?<![\d.])0(?![\d.]))"
)
_PAR = re.compile(
    r"(?P<no>\bno\s+par)|(?:\$|\bUSD)\s*(?P<a>\d*\.?\d+)\s*(?:per\s+share\s*)?(?:par|stated)(?:\s+or\s+stated)?(?:\s+value)?"
    r"|(?:par|stated)(?:\s+or\s+stated)?\s+value(?:\s+of)?[\s,:-]*(?:\$|\bUSD)\s*(?P<b>\d*\.?\d+)"
    r"|(?P<c>\d+)\s*cents?\s+par|(?:par|stated)\s+value[\s,:-]*(?P<d>\.\d+)"
    r"|(?<!(?-i:\b[A-Z]{3} ))(?<!\d)(?P<e>\d?\.\d+)\s+par\s+value",
    re.I,
)
_WORDS = {
    "authoriz": "shares authorized",
    "issued": "shares issued",
    "outstanding": "shares outstanding",
    "shares": "shares",
}
_KEY = re.compile(
    r"(?:authoriz\w*|(?<!un)issued\s*(?:and|&)\s*(?:fully\s+paid\s+and\s+)?outstanding|(?<!un)issued|outstanding)(?:\s+shares(?=:))?"
    r"|\bshares(?:\s+held)?(?=:)",
    re.I,
)
_LEADS = re.compile(r":\s*(?=[\d($])|\s*\((?=\d)")
"""What follows a keyword that stands before its number, whatever the other keywords of its clause do."""
_OF_A_YEAR = re.compile(r"[^\d;]{0,40}\b(?:19|20)\d\d,?\s+(?:and\s+)?$", re.I)
"""What parts a number of one year from that of the year before: "common shares in 1999 and", before its number."""
_SHARED = re.compile(rf"\s+and\s+\d+(?:\.\d+)?\s*(?P<power>{_POWER})", re.I)
_IN_TREASURY = re.compile(
    rf"\bnet of\s+(?P<a>{_COUNT})(?:\s+and\s+(?P<b>{_COUNT}))?"
    r"\s+(?:treasury\s+shares|shares\s+(?:held\s+)?in\s+treasury)\b",
    re.I,
)
"""Treasury shares that are taken off the number outstanding."""
_OF_THE_ROW = re.compile(rf"\bshares\b[^:;()\d]*:\s*(?P<n>{_COUNT})\s*$", re.I)
"""The shares that a row of changes in equity counts: "Common shares repurchased: 5,914,408"."""
_BARE = re.compile(
    r"\s*(?:and\s+[\d.,]+\s+)?(?:million\s+)?(?:(?:class\s+\w|common|ordinary|preferred|treasury)\s+)*shares?\b", re.I
)
"""What follows a number of shares that no keyword claims."""
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\d/\d\d?/\d\d")
_POWERS = {"million": 6, "billion": 9}
_CLASS_OF_STOCK = re.compile(
    r"(?:series \w+ |class \w+ |convertible |cumulative |redeemable )*"
    r"(?:preferred|preference|common|ordinary|treasury)\b(?: capital)? (?:stock|shares)\b",
    re.I,
)
MOST_LINES = 4
"""Lines of a caption that stands alone."""
_STOCK = re.compile(r"\b(?:stock|shares?|capital|treasury)\b", re.I)
_AT_A_DAY = re.compile(
    r"(?P<what>(?:(?:common|preferred|treasury)\s+)?shares(?:\s+(?:authorized|issued|outstanding|held|and|in|treasury))*)"
    r"\W*(?:(?:at|as\s+of|on)\s+)?(?P<day>[a-z]{3,9}\.?\s+\d{1,2},?\s+\d{4}|\d\d?/\d\d?/\d\d(?:\d\d)?)"
    rf"\s*[:–—-]+\s*(?P<n>{_COUNT})\s*",
    re.I,
)
_IN_A_YEAR = re.compile(
    rf"(?P<n>{_COUNT})(?:\s+(?:common\s+|preferred\s+)?shares)?\s+in\s+(?P<year>(?:19|20)\d\d)[\s,;]*(?:and\s+)?", re.I
)
_NUMBER = re.compile(rf"(?<![\w.$,])(?P<n>{_COUNT})(?!\s*%)", re.I)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A number of shares in a caption: its characters, and the keywords that claim it."""

    start: int
    end: int
    text: str
    power: str = ""
    """The power that is said once for it and the number after it: "931.9 and 929.3 million shares"."""


def names_stock(label: str) -> bool:
    """Whether a caption may state shares or their par value in passing."""
    return _STOCK.search(label) is not None


def read_caption(
    item: LineItem, position: int, columns: Sequence[Column], lines: Sequence[tuple[str, Source]]
) -> list[LineItem]:
    """The parenthetical items of an ``item`` that names stock; ``lines`` are the printed lines of its label.

    Amounts keep the place where they were printed. Two numbers for one keyword belong to the first two
    columns, one number to every column.
    """
    text, places = print_lines(lines)
    found: list[LineItem] = []
    if par := _PAR.search(text):
        group = next((name for name in "abcde" if par[name]), None)
        if group:
            amount = amount_at(par.start(group), par.end(group), text, places, cents=group == "c")
            found.append(_item("par value", [amount], item, position, len(columns), Unit.PER_SHARE))
    covered = [match.span() for match in (*_PAR.finditer(text), *_IN_TREASURY.finditer(text))]
    for label, numbers in (*_in_treasury(text), *_shares(text, covered)):
        amounts = [amount_at(piece.start, piece.end, text, places, power=piece.power) for piece in numbers]
        told = _item(label, amounts, item, position, len(columns), Unit.SHARES)
        by_year = _by_year(text, numbers[0].start, columns)
        listed = tuple(amount_at(n.start, n.end, text, places) if n else None for n in by_year)
        found.append(replace(told, amounts=listed) if by_year else told)
    return found


def _by_year(text: str, start: int, columns: Sequence[Column]) -> list[_Piece | None]:
    """The number of each column from a list by years: "25,798 in 1993, 28,517 in 1992 and 30,980 in 1991"."""
    years = [column.period.end.year if column.period else None for column in columns]
    found: dict[int | None, _Piece] = {}
    while match := _IN_A_YEAR.match(text, start):
        found.setdefault(int(match["year"]), _Piece(match.start("n"), match.end("n"), match["n"]))
        start = match.end()
    is_list = len(found) > 1 and set(found) == set(years) and len(years) == len(found)
    return [found[year] for year in years] if is_list else []


def dated_shares(item: LineItem, position: int, columns: Sequence[Column], rows: Sequence[GridRow]) -> list[LineItem]:
    """The numbers of shares that the lines right below a caption of stock state, each for the day it names:
    "Shares at June 30, 2023: 392,040,626"."""
    found: dict[str, list[Amount | None]] = {}
    for row in rows:
        text, places = print_lines([(cell.text, cell.source) for cell in row.cells])
        match = _AT_A_DAY.fullmatch(text)
        if match is None:
            break
        days = [day for day, _, _ in parse_dates(match["day"])]
        label = " ".join(match["what"].lower().split())
        for index, column in enumerate(columns):
            if column.period and column.period.end in days:
                amounts = found.setdefault(label, [None] * len(columns))
                amounts[index] = amount_at(match.start("n"), match.end("n"), text, places)
    parts = [(label, amounts, [a for a in amounts if a][:1]) for label, amounts in found.items()]
    return [
        replace(_item(label, first, item, position, len(columns), Unit.SHARES), amounts=tuple(amounts))
        for label, amounts, first in parts
    ]


def bare_captions(
    columns: Sequence[Column], rows: Sequence[GridRow]
) -> list[tuple[LineItem, list[tuple[str, Source]]]]:
    """Lines that state the shares of a class of stock and no amount of money: rows without amounts of their own.

    ``rows`` are those that no line item takes. With each comes what prints it.
    """
    found = []
    for index, row in enumerate(rows):
        if not _CLASS_OF_STOCK.match(" ".join(cell.text for cell in row.cells)):
            continue
        printed = [row]
        for below in rows[index + 1 : index + MOST_LINES]:
            if below.source.line != printed[-1].source.line + 1 or not _goes_on(below):
                break
            printed.append(below)
        label = " ".join(cell.text for line in printed for cell in line.cells)
        item = LineItem(label.rstrip(" :;"), (), 0, (None,) * len(columns), row.source)
        lines = [(cell.text, cell.source) for line in printed for cell in line.cells]
        if any(part.label in _WORDS.values() for part in read_caption(item, 0, columns, lines)):
            found.append((item, lines))
    return found


def _goes_on(row: GridRow) -> bool:
    """Whether a line goes on with the caption above it."""
    return bool(row.cells) and re.match(r"[a-z(\d]", row.cells[0].text) is not None


def _shares(text: str, covered: Sequence[tuple[int, int]]) -> list[tuple[str, list[_Piece]]]:
    """Each keyword of the caption with the numbers that belong to it, in printed order."""
    numbers = [
        _Piece(
            match.start("n"),
            match.end("n"),
            match["n"],
            power["power"] if (power := _SHARED.match(text, match.end("n"))) else "",
        )
        for match in _NUMBER.finditer(text)
        if not any(start <= match.start("n") < end for start, end in covered)
        and not re.fullmatch(r"(?:19|20)\d\d", match["n"])
    ]
    if not _KEY.search(text):
        if row := _OF_THE_ROW.search(text):
            return [("shares", [_Piece(row.start("n"), row.end("n"), row["n"])])]
        bare = [n for n in numbers if _BARE.match(text, n.end)]
        if len(bare) == 1:
            bare += [n for n in numbers if n.start > bare[0].end and _OF_A_YEAR.match(text, bare[0].end, n.start)][:1]
        return [("shares", bare[:2])] if bare and len(bare) <= 2 else []
    result: dict[str, list[_Piece]] = {}
    dated: dict[str, bool] = {}
    last = ""
    for start, end in _clauses(text):
        inside = [n for n in numbers if start <= n.start < end]
        is_dated = _DATED.search(text, start, end) is not None
        keys = list(_KEY.finditer(text, start, end))
        if not keys and last and inside and is_dated and dated.get(last):
            same = [label for label, said in result.items() if said == result[last]]  # "issued and outstanding"
            result |= {label: [*result[label], *inside][:2] for label in same}
        for key, mine in _claims(text, keys, inside):
            for stem, label in _WORDS.items() if mine else ():
                if key[0].lower().startswith(stem) or (stem != "shares" and stem in key[0].lower()):
                    goes_on = dated.get(label) and is_dated and len(result[label]) == 1
                    result[label] = [*result[label], *mine][:2] if goes_on else result.get(label, mine)
                    dated.setdefault(label, is_dated)
                    last = label
    return list(result.items())


def _in_treasury(text: str) -> Iterator[tuple[str, list[_Piece]]]:
    """The treasury shares of which the number outstanding is net: one for each column, or one for all."""
    for match in _IN_TREASURY.finditer(text):
        groups = [name for name in "ab" if match[name]]
        yield "shares held in treasury", [_Piece(match.start(g), match.end(g), match[g]) for g in groups]


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """The stretches between semicolons: each says its own of the shares."""
    start = 0
    for match in re.finditer(";", text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _claims(
    text: str, keys: Sequence[re.Match[str]], numbers: Sequence[_Piece]
) -> list[tuple[re.Match[str], list[_Piece]]]:
    """Numbers to keywords: those before it, or those after it where the caption puts the keyword first."""
    first_number = numbers[0].start if numbers else len(text)
    keyword_first = bool(keys) and keys[0].start() < first_number
    claims: list[tuple[re.Match[str], list[_Piece]]] = []
    for index, key in enumerate(keys):
        before = claims[-1][1] if claims else []
        pair = len(before) > 1 and text[before[-2].end : before[-1].start].strip() == "and"
        if len(before) > 1 and _is_claimed_behind(text, before[-1], key, [] if pair else numbers):
            kept = -2 if pair else -1
            claims[-1] = (claims[-1][0], before[:kept])
            mine, keyword_first = before[kept:], keyword_first and not pair
        elif keyword_first or _LEADS.match(text, key.end()):
            stop = keys[index + 1].start() if index + 1 < len(keys) else max((n.end for n in numbers), default=0)
            mine = [n for n in numbers if key.end() <= n.start < stop]
        else:
            begin = keys[index - 1].end() if index else min((n.start for n in numbers), default=0)
            mine = [n for n in numbers if begin <= n.start < key.start()]
            if (
                not mine
                and index
                and re.fullmatch(r"\W*(?:and|or|,)?\W*(?:shares\s*)?", text[begin : key.start()], re.I)
            ):
                mine = claims[-1][1]
            if index + 1 == len(keys) and len(mine) == 1:
                mine = mine + [n for n in numbers if n.start > key.end()][:1]
        claims.append((key, mine))
    return [(key, mine[:2]) for key, mine in claims]


def _is_claimed_behind(text: str, number: _Piece, key: re.Match[str], numbers: Sequence[_Piece]) -> bool:
    """Whether a keyword stands right behind a number and before none: "authorized 2,000,000 shares, 813,402 issued"."""
    is_next = re.fullmatch(r"\s*(?:shares\s+)?", text[number.end : key.start()], re.I) is not None
    return is_next and not any(key.end() <= other.start for other in numbers)


def _item(label: str, amounts: Sequence[Amount], parent: LineItem, position: int, width: int, unit: Unit) -> LineItem:
    spread = [amounts[0]] * width if len(amounts) == 1 else [*amounts[:width], *[None] * (width - len(amounts))]
    return LineItem(
        label,
        (*parent.section, parent.label),
        parent.depth + 1,
        tuple(spread),
        amounts[0].source,
        unit,
        0,
        (),
        position,
    )


def print_lines(lines: Sequence[tuple[str, Source]]) -> tuple[str, list[tuple[int, Source]]]:
    """The printed lines as one text, and where each begins in it with the place it was printed."""
    places, length = [], 0
    for line, source in lines:
        places.append((length, source))
        length += len(line) + 1
    return "".join([f"{line} " for line, _ in lines]), places


def amount_at(
    start: int, end: int, text: str, places: Sequence[tuple[int, Source]], cents: bool = False, power: str = ""
) -> Amount:
    """The amount of a stretch of the text; its place is the number's, as the power after it may be a line below."""
    printed = text[start:end].strip()
    line = bisect_right(places, start, key=itemgetter(0))
    begins, place = places[line - 1]
    next_line = next((begin for begin, other in places[line:] if other.line != place.line), len(text))
    last = min(start + len(printed), next_line)
    first = place.start + start - begins
    source = Source(place.path, place.line, first, first + len(text[start:last].rstrip()))
    number, _, own_power = printed.partition(" ")
    power = own_power or power
    value = parse_amount("0" if printed.lower() in ("no", "none", "zero") else number)
    if value is not None and power.strip().lower() in _POWERS:
        value = value.scaleb(_POWERS[power.strip().lower()])
    return Amount(printed, value / 100 if cents and value is not None else value, source)
