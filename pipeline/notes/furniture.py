"""Lines of a document → those that belong to its pages and not to its text: page numbers, running heads and feet.

In: the lines of one document. Out: the positions of the lines that a page break put there. What the text between
them says is not known here.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

NEAREST = 4
"""Printed lines on either side of a page break among which running heads and feet are looked for."""
FEWEST_PAGES = 3
"""A line that stands at so many page breaks is a running head; a title at two may be a coincidence."""
CENTRED = 20
"""Print columns left of a page's number that stands alone, without a mark of a page break."""

_BREAK = re.compile(r"\s*<PAGE>\s*(?:[A-Z]-)?\d{0,3}\s*", re.I)
_NUMBER = re.compile(r"\W*(?:page\s+)?(?:[A-Z]{1,2}\s?-\s?)?\d{1,3}\W*", re.I)
_CONTINUED = re.compile(r"\W*notes?\s+to\b.{0,120}?(?:statements?|continued|unaudited)\W*|.{0,80}\bcontinued\W*", re.I)


@lru_cache(maxsize=4)
def find_furniture(lines: tuple[str, ...]) -> frozenset[int]:
    """The positions of the lines at page breaks that are no text of the document, the breaks themselves included."""
    breaks = [index for index, line in enumerate(lines) if _is_break(lines, index, line)]
    around = {index: (_nearest(lines, index, -1), _nearest(lines, index, 1)) for index in breaks}
    pages: Counter[str] = Counter()
    for sides in around.values():
        pages.update({_worded(lines[at]) for side in sides for at in side})
    found = set(breaks)
    for index, sides in around.items():
        for side in sides:
            found.update(_outward(lines, index, side, pages))
    return frozenset(found)


def _is_break(lines: Sequence[str], index: int, line: str) -> bool:
    if _BREAK.fullmatch(line):
        return True
    indent = len(line) - len(line.lstrip())
    alone = index == 0 or not lines[index - 1].strip()
    return indent >= CENTRED and alone and _NUMBER.fullmatch(line) is not None


def _nearest(lines: Sequence[str], index: int, step: int) -> list[int]:
    """The printed lines next to a break, the nearest first."""
    found: list[int] = []
    at = index + step
    while 0 <= at < len(lines) and len(found) < NEAREST and abs(at - index) <= 3 * NEAREST:
        if lines[at].strip():
            found.append(at)
        at += step
    return found


@lru_cache(maxsize=1 << 10)
def _worded(line: str) -> str:
    """What a running head says on every page: its words, whatever the page's number."""
    return re.sub(r"\d+", "#", " ".join(line.lower().split()))


def _outward(lines: Sequence[str], index: int, side: Sequence[int], pages: Counter[str]) -> Iterator[int]:
    """The lines of a side from the break outward, up to the first that is text, with the blank lines between."""
    last = index
    for at in side:
        line = lines[at]
        is_head = pages[_worded(line)] >= FEWEST_PAGES or (at > index and _CONTINUED.fullmatch(line) is not None)
        if not is_head and not _NUMBER.fullmatch(line):
            return
        yield from range(min(last, at), max(last, at) + 1)
        last = at
