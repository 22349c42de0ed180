"""A balance sheet's captions → the amounts printed inside them: par values and numbers of shares.

In: a line item whose label holds such amounts. Out: parenthetical line items that name their parent.
"Common stock $.10 par value, 50,000,000 shares authorized, 16,265,282 shares issued" states three more.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model import Amount, Column, LineItem, Source, Unit
from pipeline.numerals import parse_amount

_COUNT = (
    r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?\s*(?:million|billion)|\d{4,}"
    r"|\d{1,3}(?=(?: and [\d,]+)? shares\b)|\bno\b|\bnone\b|\b0\b)"
)
_PAR = re.compile(
    r"(?P<no>\bno\s+par)|\$\s*(?P<a>\d*\.?\d+)\s*(?:per\s+share\s*)?(?:par|stated)(?:\s+or\s+stated)?(?:\s+value)?"
    r"|(?:par|stated)(?:\s+or\s+stated)?\s+value(?:\s+of)?[\s,:-]*\$\s*(?P<b>\d*\.?\d+)"
    r"|(?P<c>\d+)\s*cents?\s+par|(?:par|stated)\s+value[\s,:-]*(?P<d>\.\d+)",
    re.I,
)
_WORDS = {"authoriz": "shares authorized", "issued": "shares issued", "outstanding": "shares outstanding"}
_KEY = re.compile(r"authoriz\w*|issued\s*(?:and|&)\s*(?:fully\s+paid\s+and\s+)?outstanding|issued|outstanding", re.I)
_POWERS = {"million": 6, "billion": 9}
_STOCK = re.compile(r"\b(?:stock|shares?|capital|treasury)\b", re.I)
_NUMBER = re.compile(rf"(?<![\w.$,])(?P<n>{_COUNT})(?!\s*%)", re.I)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A number of shares in a caption: its characters, and the keywords that claim it."""

    start: int
    end: int
    text: str


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
        group = next((name for name in "abcd" if par[name]), None)
        if group:
            amount = amount_at(par.start(group), par.end(group), text, places, cents=group == "c")
            found.append(_item("par value", [amount], item, position, len(columns), Unit.PER_SHARE))
    covered = [match.span() for match in _PAR.finditer(text)]
    for label, numbers in _shares(text, covered):
        amounts = [amount_at(piece.start, piece.end, text, places) for piece in numbers]
        found.append(_item(label, amounts, item, position, len(columns), Unit.SHARES))
    return found


def _shares(text: str, covered: Sequence[tuple[int, int]]) -> list[tuple[str, list[_Piece]]]:
    """Each keyword of the caption with the numbers that belong to it, in printed order."""
    numbers = [
        _Piece(match.start("n"), match.end("n"), match["n"])
        for match in _NUMBER.finditer(text)
        if not any(start <= match.start("n") < end for start, end in covered)
        and not re.fullmatch(r"(?:19|20)\d\d", match["n"])
    ]
    keys = list(_KEY.finditer(text))
    if not keys:
        bare = [n for n in numbers if re.match(r"\s*(?:and\s+[\d,]+\s+)?(?:common\s+)?shares?\b", text[n.end :], re.I)]
        return [("shares", bare[:2])] if bare and len(bare) <= 2 else []
    result: dict[str, list[_Piece]] = {}
    for key, mine in _claims(text, keys, numbers):
        if not mine:
            continue
        for stem, label in _WORDS.items():
            if stem in key[0].lower():
                result.setdefault(label, mine)
    return list(result.items())


def _claims(
    text: str, keys: Sequence[re.Match[str]], numbers: Sequence[_Piece]
) -> list[tuple[re.Match[str], list[_Piece]]]:
    """Numbers to keywords: those before it, or those after it where the caption puts the keyword first."""
    first_number = numbers[0].start if numbers else len(text)
    keyword_first = keys[0].start() < first_number
    claims: list[tuple[re.Match[str], list[_Piece]]] = []
    for index, key in enumerate(keys):
        if keyword_first:
            stop = keys[index + 1].start() if index + 1 < len(keys) else len(text)
            mine = [n for n in numbers if key.end() <= n.start < stop]
        else:
            begin = keys[index - 1].end() if index else 0
            mine = [n for n in numbers if begin <= n.start < key.start()]
            if (
                not mine
                and index
                and re.fullmatch(r"\W*(?:and|or|,)?\W*(?:shares\s*)?", text[begin : key.start()], re.I)
            ):
                mine = claims[-1][1]
            if index + 1 == len(keys) and len(mine) == 1:
                mine = mine + [n for n in numbers if n.start > key.end()][:1]
        claims.append((key, mine[:2]))
    return claims


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


def print_lines(lines: Sequence[tuple[str, Source]]) -> tuple[str, list[Source]]:
    """The printed lines as one text, and for each of its characters the place it was printed."""
    text = ""
    places: list[Source] = []
    for line, source in lines:
        piece = line + " "
        text += piece
        places.extend(
            Source(source.path, source.line, source.start + i, source.start + i + 1) for i in range(len(piece))
        )
    return text, places


def amount_at(start: int, end: int, text: str, places: Sequence[Source], cents: bool = False) -> Amount:
    """The amount of a stretch of the text; its place is the number's, as the power after it may be a line below."""
    printed = text[start:end].strip()
    on_line = [place for place in places[start : start + len(printed)] if place.line == places[start].line]
    source = replace(places[start], end=places[start].start + len(text[start : start + len(on_line)].rstrip()))
    number, _, power = printed.partition(" ")
    value = parse_amount("0" if printed.lower() in ("no", "none") else number)
    if value is not None and power.strip().lower() in _POWERS:
        value = value.scaleb(_POWERS[power.strip().lower()])
    return Amount(printed, value / 100 if cents and value is not None else value, source)
