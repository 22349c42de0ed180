"""Words set in spaced letters, as typists stress a heading: "B A L A N C E   S H E E T S" → "BALANCE SHEETS".

In: a line of print or a cell's text. Out: the same with its words joined, or where they stand. Digits stay as they are:
what stands one blank apart among them may be amounts. What the words head is not known here.
"""

import re
from collections.abc import Iterator

from pipeline.model import Cut

FEWEST_LETTERS = 4
"""Letters of the longest word: fewer are initials, marks of footnotes or classes of shares."""

_STRETCH = re.compile(r"(?<!\S)[A-Za-z](?: [^\s\d](?!\S))+(?:[ \xa0]{2,5}[A-Za-z(&](?: [^\s\d](?!\S))*(?!\S))*")
_BETWEEN_WORDS = re.compile(r"[ \xa0]{2,}")
_TOGETHER = re.compile(
    r"""consolidated|condensed|combined|comparative|interim|unaudited|audited|balance|sheets?|statements?|financial|position
    |condition|cash|flows?|changes|comprehensive|operations|income|earnings|loss|retained|accumulated|shareholders?['’]?
    |stockholders?['’]?|equity|deficit|assets|liabilities|current|and|of|in|[-()&,:.]""",
    re.I | re.X,
)
"""The words of titles and sections, which HTML sets one blank apart like their letters."""


def find_letterspaced(line: str) -> Iterator[Cut]:
    """Where a line prints words in spaced letters: each stretch of them from its first letter to its last.

    >>> list(find_letterspaced("Class A B C stock     A S S E T S   1 2"))
    [(22, 33)]
    """
    for match in _STRETCH.finditer(line):
        if any(len(word) >= 2 * FEWEST_LETTERS - 1 for word in _BETWEEN_WORDS.split(match[0])):
            yield match.span()


def join_letters(line: str) -> str:
    """A line with each stretch of spaced letters as words; the same line if it has none.

    >>> join_letters("S T A T E M E N T S   O F   I N C O M E (unaudited)")
    'STATEMENTS OF INCOME (unaudited)'
    >>> join_letters("C O N S O L I D A T E D B A L A N C E S H E E T S")
    'CONSOLIDATED BALANCE SHEETS'
    """
    position = 0
    parts = []
    for start, end in find_letterspaced(line):
        words = _BETWEEN_WORDS.split(line[start:end])
        parts += [line[position:start], " ".join(_part(word.replace(" ", "")) for word in words)]
        position = end
    return "".join(parts) + line[position:]


def _part(word: str) -> str:
    """The words of a title that are one word without the blanks between them."""
    words = _TOGETHER.findall(word)
    return " ".join(words).replace("( ", "(").replace(" )", ")") if "".join(words) == word else word
