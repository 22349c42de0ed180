"""One line of print → the heading of a note that it is: its number, its style of numbering and its title.

In: lines of a document. Out: what may be headings of notes. Which of them are, and where notes end, is for `find` to
know; what a title means, for the mapping tables.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

LONGEST = 200
"""A longer line is no heading, whatever it says."""
LONGEST_TITLE = 110
"""Characters of a title; filers name a note in a line."""
MOST_SMALL = 9
"""Words of a title that is not written in capitals; more of them are a sentence."""
WIDE = 55
"""A line of more characters that ends in no mark of a sentence's end may run on into the next."""

_WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_NUMBER = rf"(?P<number>\d{{1,2}}|[A-Z](?![A-Za-z])|(?:{'|'.join(_WORDS)})\b)"
_STYLES = (
    ("note", re.compile(rf"\W*(?:foot)?notes?\s+(?:no\.?\s*|#\s*)?{_NUMBER}(?!\d)(?P<rest>.*)", re.I)),
    ("parentheses", re.compile(r"\s*\((?P<number>\d{1,2}|[A-Z])\)\s*(?P<rest>\S.*)")),
    ("point", re.compile(r"\s*(?P<number>\d{1,2}|[A-Z])[.)]\s*(?P<rest>[^\s\d].*)")),
    ("bare", re.compile(r"\s{0,8}(?P<number>\d{1,2}|[A-Z](?=\s))\s+(?P<rest>[A-Z].*)")),
)
_MARKS = re.compile(r"^[\s.:)\]|*_\-–—]+")
_PART = re.compile(r"[A-Z]\.\s+(?=[A-Z])")
"""The letter of a note's first part, behind the note's number."""
_ROW = re.compile(r"\s\s[$(]?\s?[\d.,]+\s?\)?%?$")
_GAP = re.compile(r"\S\s{6,}\S")
"""How a row of a table ends, and what parts its cells: nothing runs on from it."""
_PAGE = re.compile(r"(?:\.\s?){4,}\s*[F\d-]*\s*$|\s{3,}(?:F-?)?\d{1,3}(?:\s*-\s*(?:F-?)?\d{1,3})?\s*$")
_RUN_IN = re.compile(r"\s+[-–—]{1,2}\s+|\s*(?:--|—)\s*|[.:]\s+(?=[\"“(]?[A-Z])|[.:]\s*$|\s*[-–—]\s*$")
_REMARK = re.compile(r"\s*[-–—(]*\s*\b(?:continued|cont['’]?d|unaudited)\b[)\s.:]*$", re.I)
_SMALL = frozenset(
    (
        *("a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "other", "than"),
        *("that", "the", "their", "to", "under", "upon", "with"),
    )
)
_SENTENCE = re.compile(
    r"^(?:in|the|on|at|for|during|as|this|these|certain|effective|no|all|we|our|it|if|amounts?|includes?)\b"
    r"|\b(?:is|are|was|were|has|have|had|been|be|will|we|may|do|does|did|includes?|consists?)\b",
    re.I,
)
_DATED = re.compile(r"(?:in|on|during|effective|as of)\s+(?:[a-z]+\s+)?(?:\d{1,2},\s*)?(?:19|20)\d\d\b", re.I)
"""How a sentence begins that says when, whatever words with capitals follow."""
_ENDS_SENTENCE = (".", ":", ";", ")", "”", '"', "?", "!", ">", "_", "=", "*")


class Heading(NamedTuple):
    """What may be the heading of a note: the line's position, the numbering, and the title (empty if it has none)."""

    line: int
    style: str
    number: int
    title: str


def read_heading(lines: Sequence[str], index: int) -> list[Heading]:
    """What a line may head, one for each style of numbering that it can be read in.

    >>> [(found.style, found.number, found.title) for found in read_heading(["Note 7-Plan of Reorganization"], 0)]
    [('note figure', 7, 'Plan of Reorganization')]
    >>> read_heading(["Note 13 to our consolidated financial statements for further information."], 0)
    []
    >>> [(found.style, found.title) for found in read_heading(["(3) Inventories - Inventories are stated at cost"], 0)]
    [('parentheses figure', 'Inventories')]
    """
    line = lines[index]
    if len(line) > LONGEST:
        return []
    numbered = [(style, match) for style, pattern in _STYLES if (match := pattern.fullmatch(line))]
    if not numbered or _PAGE.search(line) or runs_on(lines, index):
        return []
    found = []
    for style, match in numbered:
        rest = _PART.sub("", _MARKS.sub("", match["rest"]).strip())
        if not rest and style == "note":
            rest = _next_title(lines, index)
        elif not rest[:1].isupper() and rest[:1] not in "\"“‘'(":
            continue
        title = "" if opens_paragraph(lines, index) and not _RUN_IN.search(rest) else read_title(rest)
        found.append(Heading(index, f"{style} {_kind(match['number'])}", _count(match["number"]), title))
    return found


def _kind(number: str) -> str:
    """What a note's number is written in: a list of letters does not count on where one of figures ends."""
    return "letter" if len(number) == 1 and number.isalpha() else "figure"


def _count(number: str) -> int:
    """The place in the order of the notes that a number, a letter or a word names."""
    if number.isdecimal():
        return int(number)
    return _WORDS.index(number.lower()) + 1 if number.lower() in _WORDS else ord(number.upper()) - ord("A") + 1


def runs_on(lines: Sequence[str], index: int) -> bool:
    """Whether the line before runs on into this one, as lines of a paragraph do."""
    before = lines[index - 1].rstrip() if index else ""
    if len(before.strip()) <= WIDE or before.endswith(_ENDS_SENTENCE) or _ROW.search(before) or _GAP.search(before):
        return False
    return not is_title(before.strip())


def opens_paragraph(lines: Sequence[str], index: int) -> bool:
    """Whether a line runs on into the next one in small letters, as the first line of a paragraph does."""
    below = lines[index + 1].strip() if index + 1 < len(lines) else ""
    return below[:1].islower() and len(lines[index].strip()) + len(below.split()[0]) > WIDE


def _next_title(lines: Sequence[str], index: int) -> str:
    """The title that stands below a number of its own line."""
    below = (line.strip() for line in lines[index + 1 : index + 4])
    return next((line for line in below if line), "")


def read_title(text: str) -> str:
    """The title that a text begins with, or nothing where it is a sentence.

    >>> read_title("Income Taxes (Continued)"), read_title("INVENTORIES:  Inventories consist of")
    ('Income Taxes', 'INVENTORIES')
    >>> read_title("The accompanying statements have been prepared by the")
    ''
    """
    head = _REMARK.sub("", _RUN_IN.split(_REMARK.sub("", text), maxsplit=1)[0]).strip(" .:-–—*_|")
    return head if len(head) <= LONGEST_TITLE and is_title(head) else ""


def is_title(text: str) -> bool:
    """Whether words stand as a title does: in capitals, or each of weight with one; short ones may have one only.

    >>> is_title("Plan of Reorganization"), is_title("NOTE 3"), is_title("The accompanying statements have been")
    (True, True, False)
    """
    words = [word for word in re.findall(r"[A-Za-z][\w'’&.-]*", text) if word.lower() not in _SMALL]
    if not words or not text[:1].isupper():
        return False
    small = sum(word[0].islower() for word in words)
    return not (small and len(words) > MOST_SMALL) and not (small and _SENTENCE.search(text)) and not _DATED.match(text)
