"""A note → its sentences, each character of which knows where it is printed.

In: a document, a note of it, and the lines that its tables take. Out: the sentences in their order, paragraph by
paragraph. What a sentence says is not known here.
"""

import re
from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from pipeline.model import Document, Source, TextBlock
from pipeline.notes.stretches import lines_of

LONGEST = 3000
"""Characters of a sentence; a longer stretch without an end is none, and is read in pieces."""

_END = re.compile(r"(?<=[.;!?])\s+(?=[A-Z“\"(])|(?<=[.!?][”\"])\s+(?=[A-Z])")
_NO_END = re.compile(
    r"(?:\b(?:inc|corp|co|ltd|no|nos|mr|mrs|ms|dr|jr|sr|st|vs|approx|ave|dept|l\.p|u\.s|u\.k|n\.a|i\.e|e\.g)"
    r"|(?:^|\s)[A-Z])\.$",
    re.I,
)
_BULLET = re.compile(r"^\s*(?:[•●▪◦–—-]|\(?[a-z0-9]{1,3}[.)])\s")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a note, its lines joined by blanks; ``opens`` tells that a paragraph begins with it.

    ``starts`` is where each of its lines begins within ``text``, ``lines`` are their numbers in the file and the
    characters of the print that stand before them.
    """

    text: str
    path: str
    opens: bool
    starts: tuple[int, ...]
    lines: tuple[tuple[int, int, int], ...]
    """Of each line: its number, the character of it that ``starts`` points to, and its length."""

    def source(self, start: int, end: int) -> Source:
        """Where a stretch is printed; of one that goes over a line's end, what stands on its first line."""
        at = bisect_right(self.starts, start) - 1
        number, first, length = self.lines[at]
        begin = start - self.starts[at] + first
        return Source(self.path, number, begin, min(begin + end - start, length))


def find_sentences(document: Document, note: TextBlock, tables: Container[int]) -> Iterator[Sentence]:
    """The sentences of a note; a table and a blank line end one."""
    for paragraph in _paragraphs(document, note, tables):
        text = " ".join(line for _, line in paragraph)
        starts = list(accumulate((len(line) + 1 for _, line in paragraph), initial=0))
        opens = True
        for begin, end in _stretches(text):
            first = bisect_right(starts, begin) - 1
            last = bisect_right(starts, max(end - 1, begin)) - 1
            within = range(first, last + 1)
            places = tuple((paragraph[n][0], max(begin - starts[n], 0), len(paragraph[n][1])) for n in within)
            offsets = tuple(max(starts[n] - begin, 0) for n in within)
            yield Sentence(text[begin:end], note.source.path, opens, offsets, places)
            opens = False


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a paragraph begins and ends, without blanks around it."""
    begin = 0
    ends = [(match.start(), match.end()) for match in _END.finditer(text)]
    for end, after in [*ends, (len(text), len(text))]:
        if end < len(text) and _NO_END.search(text[max(begin, end - 8) : end]):
            continue
        while end - begin > LONGEST:
            cut = text.rfind(" ", begin, begin + LONGEST)
            cut = cut if cut > begin else begin + LONGEST
            yield begin, cut
            begin = cut
        if text[begin:end].strip():
            lead = len(text[begin:end]) - len(text[begin:end].lstrip())
            yield begin + lead, begin + len(text[begin:end].rstrip())
        begin = after


def _paragraphs(document: Document, note: TextBlock, tables: Container[int]) -> Iterator[Sequence[tuple[int, str]]]:
    """The lines of each paragraph; a table, a blank line and an item of a list end one."""
    paragraph: list[tuple[int, str]] = []
    for number, line in lines_of(document, note):
        is_gap = number in tables or not line.strip() or number == note.source.line
        if paragraph and (is_gap or _BULLET.match(line)):
            yield paragraph
            paragraph = []
        if not is_gap:
            paragraph.append((number, line))
    if paragraph:
        yield paragraph
