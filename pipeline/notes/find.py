"""`Filing` → its notes: where each begins, on which stretches of lines it stands, and its heading.

In: the documents of a filing, the statements read of it, and whether a heading is one that the mapping tables know.
Out: a `TextBlock` for each note, in the order of the print. What stands in a note is for `policies` and `tables`.

Notes are numbered, and a filer numbers them in one style: of all lines that may head a note, those are taken that
count up from one in the style that goes furthest. A list inside a note begins anew or is soon at its end.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import BlockLevel, Document, Filing, Source, Statement, TextBlock
from pipeline.notes.computations import find_computations
from pipeline.notes.furniture import CENTRED, find_furniture
from pipeline.notes.headings import LONGEST, Heading, is_title, opens_paragraph, read_heading, read_title, runs_on
from pipeline.notes.stretches import find_stretches

IsKnown = Callable[[str], bool]
"""Whether the mapping tables know a heading as a note's."""

FEWEST = 2
"""Numbered notes in a row that are taken for the filing's notes; one alone may be an item of a list."""
FEWEST_UNNUMBERED = 3
"""Headings without numbers that the mapping tables must know before they are taken for the notes."""
FEWEST_UNDER_TITLE = 2
"""As many are enough where the title of the notes stands above them."""
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
    r"|schedules?\s+[ivx]{1,4}\b|(?:five|six|seven|ten|eleven|twenty|\d\d?)[\s-]year\s+(?:summary|comparison|review|financial)"
    r"|selected\s+(?:consolidated\s+)?financial\s+data\b|(?:stock|share)holders?['’]?s?\s+information\b"
    r"|corporate\s+(?:directory|information)\b|board\s+of\s+directors\W*$"
    r"|item\s+(?:2|3|4|5|6|7a?|9[abc]?|1[0-6])\s*[.:\-–—\s](?!.*(?:\bcontinued|notes\s+to))|<ix27>)",
    re.I,
)
_OTHERS_HEAD = re.compile(
    r"\W*(?:item\s+\d+\w?\W{1,4})?(?:management['’]s\s+(?:discussion|analysis|report)"
    r"|report\s+of\s+(?:independent|management|registered))",
    re.I,
)
"""What follows the notes under such a running head is none of them, though the head is no text."""
_OPEN = re.compile(r"\b(?:and|but|by|for|from|in|not|of|on|or|other|the|to|with)$|[,&-]$", re.I)
"""How a title ends that goes on below."""
_REFERENCE = re.compile(r"\W*(?:see|the|read)\b", re.I)
_PROSE = re.compile(r"(?:\s[a-z]{2,},?){6}")
_FIGURES = re.compile(r"[$%]|\d,\d{3}|\s\s\(?[\d.]+\)?\s*$")
_PAGE = re.compile(r"(?:\.\s?){4,}\s*[F\d-]*\s*$|\s{3,}(?:F-?)?\d{1,3}\s*$")


@dataclass(frozen=True, slots=True)
class _Marked:
    """The lines of a document, which of them are of its pages only, and whether they were laid out from markup."""

    lines: Sequence[str]
    furniture: frozenset[int]
    is_laid_out: bool


def find_notes(filing: Filing, statements: Sequence[Statement], is_known: IsKnown) -> tuple[TextBlock, ...]:
    """Every note of the documents that print the filing's statements, and what computes its earnings per share."""
    blocks: list[TextBlock] = []
    for document in filing.documents:
        last = document.first_line + len(document.lines) - 1
        pages = [page for s in statements for page in s.extent if document.first_line <= page[0] <= last]
        if pages:
            blocks.extend(_notes_of(document, filing.source.path, pages, is_known, len(blocks)))
    return (*blocks, *find_computations(filing, len(blocks)))


def _notes_of(
    document: Document, path: str, pages: Sequence[tuple[int, int]], is_known: IsKnown, before: int
) -> Iterator[TextBlock]:
    lines = document.lines
    furniture = find_furniture(lines)
    first, last = min(pages)[0] - document.first_line, max(page[1] for page in pages) - document.first_line
    regions = [_region(lines, furniture, start) for start in _find_starts(lines, first, last)]
    marked = _Marked(lines, furniture, document.layout is not None)
    found = [(_choose(marked, region, is_known), region.stop) for region in regions]
    headings, end = max(found, key=lambda notes: sum(is_known(heading.title) for heading in notes[0]))
    if not headings and (whole := _whole(lines, regions[0], furniture)):
        headings, end = [whole], regions[0].stop
    edges = [*(heading.line for heading in headings), end]
    for number, heading in enumerate(headings, 1):
        span = find_stretches(lines, furniture, edges[number - 1], edges[number] - 1)
        extent = tuple((first + document.first_line, last + document.first_line) for first, last in span)
        place = Source(path, heading.line + document.first_line, 0, len(lines[heading.line]))
        title = _whole_title(lines, heading, is_known)
        yield TextBlock(f"n{before + number}", BlockLevel.NOTE, title, place, extent)


def _whole_title(lines: Sequence[str], heading: Heading, is_known: IsKnown) -> str:
    """A note's title, with the words of the next line where the first is not known alone and both make one title."""
    line = lines[heading.line].rstrip()
    below = lines[heading.line + 1].strip() if heading.line + 1 < len(lines) else ""
    if not heading.title or is_known(heading.title) or not line.endswith(heading.title) or not is_title(below):
        return heading.title
    wrapped = read_title(f"{heading.title} {below}")
    return wrapped if is_known(wrapped) or (wrapped and _OPEN.search(heading.title)) else heading.title


def _find_starts(lines: Sequence[str], first: int, last: int) -> list[int]:
    """Where the notes may begin: at the title of notes behind the first statement, or behind the last statement."""
    title = next((index + 1 for index in range(first, len(lines)) if _is_start(lines[index])), last + 1)
    return list(dict.fromkeys((title, last + 1)))


def _region(lines: Sequence[str], furniture: frozenset[int], start: int) -> range:
    """The lines from a start to what follows the notes."""
    ends = (
        index
        for index in range(start, len(lines))
        if _is_end(lines, index) and (index not in furniture or _OTHERS_HEAD.match(lines[index]))
    )
    return range(start, next(ends, len(lines)))


def _whole(lines: Sequence[str], region: range, furniture: frozenset[int]) -> Heading | None:
    """The title of notes that have no headings: they are one note."""
    title = region.start - 1
    has_text = any(index not in furniture and _PROSE.search(lines[index]) for index in region)
    return Heading(title, "title", 0, lines[title].strip(" *_")) if has_text and _is_start(lines[title]) else None


def _is_start(line: str) -> bool:
    """Whether a line is the title of the notes, and no reference to them."""
    if len(line) > LONGEST or "note" not in line.lower() or not _START.fullmatch(line) or _REFERENCE.match(line):
        return False
    return not _PROSE.search(line) and not _PAGE.search(line)


def _is_end(lines: Sequence[str], index: int) -> bool:
    """Whether a line heads what follows the notes: an item, a part, a report, the signatures."""
    line = lines[index]
    if not _END.match(line) or len(line) >= LONGEST or runs_on(lines, index) or _PAGE.search(line):
        return False
    below = lines[index + 1].strip() if index + 1 < len(lines) else ""
    return not _PROSE.search(line) or not below or is_title(below)


# --- which headings are the notes' ------------------------------------------------------


def _choose(marked: _Marked, region: range, is_known: IsKnown) -> Sequence[Heading]:
    """The headings that count up in one style; where none do, those without a number that are known."""
    styles: dict[str, list[Heading]] = {}
    for index in region:
        if index not in marked.furniture:
            for heading in read_heading(marked.lines, index):
                styles.setdefault(heading.style, []).append(heading)
    chains = [_count_up(found, is_known) for found in styles.values()]
    _, chain = max(chains, key=lambda scored: scored[0], default=(0, []))
    chain = _go_on(chain, styles.values(), is_known)
    known = [heading for heading in chain if is_known(heading.title)]
    if len(chain) >= FEWEST and len(chain) <= MOST_UNKNOWN * len(known):
        return chain
    unnumbered = _unnumbered(marked, region, is_known)
    if not unnumbered and known and not any(line.strip() for line in marked.lines[region.start : chain[0].line]):
        return chain  # the one note there is, right below the title of the notes
    return unnumbered if len(unnumbered) > len(known) or len(chain) < FEWEST else chain


def _go_on(chain: list[Heading], styles: Iterable[Sequence[Heading]], is_known: IsKnown) -> list[Heading]:
    """The chain with the notes that count on from it in another style, as long as their headings are known."""
    others = [heading for found in styles for heading in found if is_known(heading.title)]
    while chain and (following := [o for o in others if o.number == chain[-1].number + 1 and o.line > chain[-1].line]):
        chain = [*chain, min(following, key=lambda heading: heading.line)]
    return chain


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


def _unnumbered(marked: _Marked, region: range, is_known: IsKnown) -> list[Heading]:
    """Titles that stand alone and that the mapping tables know, where there are enough of them.

    The first one is a note's; what is laid out otherwise heads a part of a note, if enough are laid out like it.
    """
    lines, found = marked.lines, []
    for index in region:
        line = lines[index].strip()
        if 3 < len(line) < 100 and _stands_alone(lines, index) and is_title(line):
            title = read_title(line)
            if title and is_known(title):
                found.append(Heading(index, _layout(marked, index), 0, title))
    alike = [heading for heading in found if heading.style == found[0].style]
    fewest = FEWEST_UNDER_TITLE if region.start and _is_start(lines[region.start - 1]) else FEWEST_UNNUMBERED
    return next((headings for headings in (alike, found) if len(headings) >= fewest), [])


def _stands_alone(lines: Sequence[str], index: int) -> bool:
    """Whether nothing runs into a line and it runs on into nothing, and it is no row of a table."""
    line = lines[index]
    if (index and lines[index - 1].strip()) or _FIGURES.search(line) or _PAGE.search(line):
        return False
    return not opens_paragraph(lines, index) and not line.rstrip().endswith((":", ","))


def _layout(marked: _Marked, index: int) -> str:
    """How a title without a number is laid out: in capitals or not, centred, ruled off, apart from what follows.

    What markup says of it (bold, larger) is not kept in the lines: there all are alike.
    """
    if marked.is_laid_out:
        return ""
    line, below = marked.lines[index], marked.lines[index + 1].strip() if index + 1 < len(marked.lines) else ""
    rule = "ruled off" if below and not below.strip("-=_ ") else "apart" if not below else "above its text"
    place = "centred" if len(line) - len(line.lstrip()) >= CENTRED else "left"
    return f"{'capitals' if line.isupper() else 'words'} {place} {rule}"
