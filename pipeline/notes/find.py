"""`Filing` → its notes: where each begins, on which stretches of lines it stands, and its heading.

In: the documents of a filing, the statements read of it, and whether a heading is one that the mapping tables know.
Out: a `TextBlock` for each note, in the order of the print. What stands in a note is for `policies` and `tables`.

Notes are numbered, and a filer numbers them in one style: of all lines that may head a note, those are taken that
count up from one in the style that goes furthest. A list inside a note begins anew or is soon at its end.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from pipeline.model import BlockLevel, Document, Filing, Source, Statement, TextBlock
from pipeline.notes.furniture import find_furniture
from pipeline.notes.headings import LONGEST, Heading, is_title, read_heading, read_title
from pipeline.notes.stretches import find_stretches

IsKnown = Callable[[str], bool]
"""Whether the mapping tables know a heading as a note's."""

FEWEST = 2
"""Numbered notes in a row that are taken for the filing's notes; one alone may be an item of a list."""
FEWEST_UNNUMBERED = 3
"""Headings without numbers that the mapping tables must know before they are taken for the notes."""
MOST_UNKNOWN = 3
"""Of so many numbered notes one has a heading that is known; else headings without numbers may be the notes'."""
MOST_MISSED = 2
"""Notes in a row whose headings may be beyond recognition before the count is taken for another list's."""
ROOM = 3
"""Lines between two notes of a filing; in a table of contents they stand closer."""
MOST_NOTES = 60
"""No filing of the corpora has more than 30."""

_START = re.compile(
    r"\W*(?:[\w.,&'’ ]{0,60}\s)?(?:condensed\s+|selected\s+|summary\s+of\s+)?notes?\s+to\s+[\w\s,()'’&-]{0,80}"
    r"(?:statements?|information|data)\b.{0,60}",
    re.I,
)
_END = re.compile(
    r"\W*(?:part\s+i[iv]{1,2}\b|signatures?\W*$|exhibit\s+index\b|report\s+of\s+(?:independent|management|registered)"
    r"|independent\s+(?:auditors?|accountants?)['’]?s?\s+report|management['’]s\s+(?:discussion|report|analysis)"
    r"|item\s+(?:2|3|4|5|6|7a?|9[abc]?|1[0-6])\s*[.:\-–—\s](?!.*(?:\bcontinued|notes\s+to))|<ix27>)",
    re.I,
)
_REFERENCE = re.compile(r"\W*(?:see|the|read)\b", re.I)
_PROSE = re.compile(r"(?:\s[a-z]{2,},?){6}")
_PAGE = re.compile(r"(?:\.\s?){4,}\s*[F\d-]*\s*$|\s{3,}(?:F-?)?\d{1,3}\s*$")


def find_notes(filing: Filing, statements: Sequence[Statement], is_known: IsKnown) -> tuple[TextBlock, ...]:
    """Every note of the documents that print the filing's statements."""
    blocks: list[TextBlock] = []
    for document in filing.documents:
        last = document.first_line + len(document.lines) - 1
        pages = [page for s in statements for page in s.extent if document.first_line <= page[0] <= last]
        if pages:
            blocks.extend(_notes_of(document, filing.source.path, pages, is_known, len(blocks)))
    return tuple(blocks)


def _notes_of(
    document: Document, path: str, pages: Sequence[tuple[int, int]], is_known: IsKnown, before: int
) -> Iterator[TextBlock]:
    lines = document.lines
    furniture = find_furniture(lines)
    first, last = min(pages)[0] - document.first_line, max(page[1] for page in pages) - document.first_line
    regions = [_region(lines, furniture, start) for start in _find_starts(lines, first, last)]
    found = [(_choose(lines, region, furniture, is_known), region.stop) for region in regions]
    headings, end = max(found, key=lambda notes: sum(is_known(heading.title) for heading in notes[0]))
    edges = [*(heading.line for heading in headings), end]
    for number, heading in enumerate(headings, 1):
        span = find_stretches(lines, furniture, edges[number - 1], edges[number] - 1)
        extent = tuple((first + document.first_line, last + document.first_line) for first, last in span)
        place = Source(path, heading.line + document.first_line, 0, len(lines[heading.line]))
        yield TextBlock(f"n{before + number}", BlockLevel.NOTE, heading.title, place, extent)


def _find_starts(lines: Sequence[str], first: int, last: int) -> list[int]:
    """Where the notes may begin: at the title of notes behind the first statement, or behind the last statement."""
    title = next((index + 1 for index in range(first, len(lines)) if _is_start(lines[index])), last + 1)
    return list(dict.fromkeys((title, last + 1)))


def _region(lines: Sequence[str], furniture: frozenset[int], start: int) -> range:
    """The lines from a start to what follows the notes."""
    ends = (index for index in range(start, len(lines)) if index not in furniture and _is_end(lines[index]))
    return range(start, next(ends, len(lines)))


def _is_start(line: str) -> bool:
    """Whether a line is the title of the notes, and no reference to them."""
    if len(line) > LONGEST or "note" not in line.lower() or not _START.fullmatch(line) or _REFERENCE.match(line):
        return False
    return not _PROSE.search(line) and not _PAGE.search(line)


def _is_end(line: str) -> bool:
    """Whether a line heads what follows the notes: an item, a part, a report, the signatures."""
    return bool(_END.match(line)) and len(line) < LONGEST and not _PROSE.search(line) and not _PAGE.search(line)


# --- which headings are the notes' ------------------------------------------------------


def _choose(lines: Sequence[str], region: range, furniture: frozenset[int], is_known: IsKnown) -> Sequence[Heading]:
    """The headings that count up in one style; where none do, those without a number that are known."""
    styles: dict[str, list[Heading]] = {}
    for index in region:
        if index not in furniture:
            for heading in read_heading(lines, index):
                styles.setdefault(heading.style, []).append(heading)
    chains = [_count_up(found, is_known) for found in styles.values()]
    _, chain = max(chains, key=lambda scored: scored[0], default=(0, []))
    known = [heading for heading in chain if is_known(heading.title)]
    if len(chain) >= FEWEST and len(chain) <= MOST_UNKNOWN * len(known):
        return chain
    unnumbered = _unnumbered(lines, region, is_known)
    return unnumbered if len(unnumbered) > len(known) or len(chain) < FEWEST else chain


def _count_up(headings: Sequence[Heading], is_known: IsKnown) -> tuple[int, list[Heading]]:
    """The best chain of headings that count up from one, with its score: a point for each, more for what is known."""
    best: dict[int, tuple[int, list[Heading]]] = {}
    for heading in headings:
        if not 1 <= heading.number <= MOST_NOTES:
            continue
        worth = 2 + (2 if heading.title else 0) + (3 if heading.title and is_known(heading.title) else 0)
        score, chain = _best_before(best, heading)
        if chain is not None and score + worth > best.get(heading.number, (0, []))[0]:
            best[heading.number] = score + worth, [*chain, heading]
    return max(best.values(), key=lambda scored: scored[0], default=(0, []))


def _best_before(best: Mapping[int, tuple[int, list[Heading]]], heading: Heading) -> tuple[int, list[Heading] | None]:
    """The best chain that a heading can go on from, less a point for each note that it leaves out."""
    found: tuple[int, list[Heading] | None] = (0, []) if heading.number == 1 else (-1, None)
    for missed in range(MOST_MISSED + 1):
        known = best.get(heading.number - 1 - missed)
        if known is None:
            if heading.number - 1 - missed == 0:
                found = max(found, (-missed, []), key=lambda scored: scored[0]) if found[1] is None else found
            continue
        score, chain = known
        crowded = heading.line - chain[-1].line < ROOM
        score -= 2 * missed + (1 if crowded else 0)
        if found[1] is None or score > found[0]:
            found = score, chain
    return found


def _unnumbered(lines: Sequence[str], region: range, is_known: IsKnown) -> list[Heading]:
    """Titles that stand alone and that the mapping tables know, where there are enough of them."""
    found = []
    for index in region:
        line = lines[index].strip()
        alone = not lines[index - 1].strip() if index else True
        if alone and 3 < len(line) < 100 and is_title(line) and not _PAGE.search(lines[index]):
            title = read_title(line)
            if title and is_known(title):
                found.append(Heading(index, "title", 0, title))
    return found if len(found) >= FEWEST_UNNUMBERED else []
