"""A note → the tables that it prints.

In: a document and a note of it. Out: a `TextBlock` for each table, known by the words that lead to it. What stands in a
table's cells is not known here.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.grid import make_row
from pipeline.model import BlockLevel, Cut, Document, Source, TextBlock
from pipeline.notes.headings import is_title
from pipeline.numerals import parse_amount
from pipeline.periods import parse_heading

WIDEST_GAP = 4
"""Lines without an amount that may stand between two rows of one table: blanks, rules, a heading of rows."""
MOST_CAPTION = 3
"""Lines above a row's amounts that its caption may begin on."""
MOST_HEAD = 12
"""Lines of headings above a table's first row of amounts."""
LONGEST_LEAD = 400
"""Characters of the sentence that leads to a table."""
LONGEST_HEADING, FEWEST_YEARS = 200, 2
"""Characters of a line that heads columns by years, and the years in it."""
SHORTEST_PROSE = 45
"""A shorter line may be a heading of columns, whatever its words."""

_PROSE = re.compile(r"(?:^|\s)(?:[a-z][a-z'’-]+[,;]?\s+){4}")
_APART_BACKWARDS = re.compile(r"%?\s*\)?\s*[\d.,$()%—–-]+\(?\s*\$?\(?\s{2,}")
"""An amount at a line's end, with blanks before it, read from the end: forwards every blank may be its beginning."""
_PHRASE = re.compile(r"(?:\b[a-z]+\s+){2}")
_FOLLOWS = re.compile(r"\bfollows\b|\bfollowing\b")
_YEARS_APART = re.compile(r"\b(?:19|20)\d\d\b\*?\s{2,}\$?(?:19|20)\d\d\b")
_MARKS = re.compile(r"\s*<S>|\s*-[-= ]*$|\s*=[-= ]*$", re.I)
_TAG = re.compile(r"<[A-Z]+>", re.I)
_DAYS = re.compile(r"[A-Za-z]{3,9}\.? \d{1,2}, ?(?:19|20)\d\d")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_CLAUSE = re.compile(r"\s(?:included in|as of|at|for the|(?:is|are|was|were) as follows|consist(?:s|ed)? of)\b")
"""Where a sentence that leads to a table has said what the table is of."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a note: its first and last line, and the words that it is known by, the nearest first.

    ``width`` are the characters of its first line.
    """

    first: int
    last: int
    width: int
    leads: tuple[str, ...]


def find_tables(document: Document, note: TextBlock) -> Iterator[Table]:
    """The tables of a note, in their order; what stands directly below a table is known by the same words."""
    for first, last in note.extent:
        begin = max(first, note.source.line + 1)
        rows = [number for number in range(begin, last + 1) if _amounts_at(document, number)]
        before: Table | None = None
        for group in _group(rows, document):
            if len(group) > 1 or _amounts_at(document, group[0]) > 1:
                top = _find_top(document, group[0], before.last + 1 if before else begin)
                bottom = _find_bottom(document, group[-1], last)
                follows = before and not any(_is_prose(_line(document, n)) for n in range(before.last + 1, top))
                leads = before.leads if before and follows else tuple(_leads(document, top, group[0], note))
                before = Table(top, bottom, len(_line(document, top)), leads)
                yield before


def name_tables(note: TextBlock, tables: Sequence[Table], concept_of: Callable[[str], str]) -> Iterator[TextBlock]:
    """A block for each concept that the tables of a note are known as, and one for those that are not.

    Two tables of one concept are one block in two stretches, as filers tag them.
    """
    groups: dict[str, list[tuple[Table, str]]] = {}
    for table in tables:
        known = next(((concept, lead) for lead in table.leads if (concept := concept_of(lead))), ("", note.heading))
        groups.setdefault(known[0], []).append((table, known[1]))
    for number, group in enumerate(groups.values(), 1):
        extent = tuple((table.first, table.last) for table, _ in group)
        place = Source(note.source.path, extent[0][0], 0, group[0][0].width)
        yield TextBlock(f"{note.id}t{number}", BlockLevel.TABLE, group[0][1], place, extent, note.id)


def _line(document: Document, number: int) -> str:
    return document.lines[number - document.first_line]


def _cuts(document: Document, number: int) -> tuple[Cut, ...] | None:
    return document.layout.cuts[number - document.first_line] if document.layout else None


def _amounts_at(document: Document, number: int) -> int:
    """How many amounts a line ends in, apart from its words; none where it is prose."""
    line = _line(document, number)
    cuts = _cuts(document, number)
    if cuts is not None:
        cells = [line[start:end].strip().rstrip("% ") for start, end in cuts]
        return sum(parse_amount(cell) is not None and not _YEAR.fullmatch(cell) for cell in cells[1:] or cells)
    if not _DIGIT.search(line) or _is_prose(line) or not _stands_apart(line):
        return 0
    cells = [cell.text.rstrip("% ") for cell in make_row(line, Source("", number)).cells]
    amounts = [cell for cell in cells[1:] or cells if parse_amount(cell) is not None and not _YEAR.fullmatch(cell)]
    return len(amounts)


def _stands_apart(line: str) -> bool:
    """Whether a line's last amount stands apart from its words, by blanks or by a dot leader."""
    return "..." in line or _APART_BACKWARDS.match(line.rstrip()[::-1]) is not None


def _is_prose(line: str) -> bool:
    words = line.strip()
    return len(words) > SHORTEST_PROSE and "   " not in words and _PROSE.search(line) is not None


def _group(rows: Sequence[int], document: Document) -> Iterator[list[int]]:
    """Rows that belong to one table: no prose between them, and no wide gap."""
    group: list[int] = []
    for number in rows:
        between = range(group[-1] + 1, _first_of_caption(document, number)) if group else range(0)
        apart = len(between) > WIDEST_GAP and sum(bool(_line(document, n).strip()) for n in between) > WIDEST_GAP
        if group and (apart or any(_is_break(document, n) for n in between)):
            yield group
            group = []
        group.append(number)
    if group:
        yield group


def _first_of_caption(document: Document, number: int) -> int:
    """The line that a row's caption begins on: each line that goes on with it begins with a small letter, and none
    reaches into the columns; cells of markup hold whole captions."""
    first = number
    is_cut = _cuts(document, number) is not None
    while (
        not is_cut
        and number - first < MOST_CAPTION
        and _line(document, first).strip()[:1].islower()
        and first > document.first_line
    ):
        first -= 1
    cells = make_row(_line(document, number), Source("", number)).cells if first < number else ()
    lines = [_line(document, above) for above in range(first, number)]
    is_caption = len(cells) > 1 and all(line.strip() and len(line.rstrip()) < cells[1].start for line in lines)
    return first if is_caption and not lines[0].strip()[:1].islower() else number


def _is_break(document: Document, number: int) -> bool:
    """Whether a line parts two tables: prose, the mark of another table, or columns headed by days or years anew."""
    line = _line(document, number)
    if line.strip().upper().startswith("<TABLE>") or len(_DAYS.findall(line)) > 1:
        return True
    return _cuts(document, number) is None and (_is_prose(line) or _heads_years(line))


def _heads_years(line: str) -> bool:
    """Whether a line says what time columns are of, a year over each: "Year Ended December 31,   1997   1996"."""
    if len(line) > LONGEST_HEADING or len(_YEAR.findall(line)) < FEWEST_YEARS:
        return False
    texts = [cell.text.strip(" ,") for cell in make_row(line, Source("", 0)).cells]
    heading = parse_heading(texts[0])
    is_told = heading.month is not None and heading.year is None
    return is_told and len(texts) > FEWEST_YEARS and all(_YEAR.fullmatch(text) for text in texts[1:])


def _find_top(document: Document, first: int, begin: int) -> int:
    """The first line of the headings above a table's first row of amounts; markup says where a table begins."""
    top = first
    if _cuts(document, first) is not None:
        while top > begin and _cuts(document, top) is not None:
            top -= 1
        return top if _cuts(document, top) is not None or _line(document, top).strip() == "<TABLE>" else top + 1
    top = max(begin, _first_of_caption(document, first))
    for number in range(top - 1, max(begin, first - MOST_HEAD) - 1, -1):
        line = _line(document, number).strip()
        ends = _ends_lead(line) and not (line.endswith(":") and _stands_below_head(document, number, begin))
        if _is_prose(line) or line.upper().startswith("<TABLE>") or ends or (not line and number < top - 2):
            return number if line.upper().startswith("<TABLE>") else top
        top = number if line else top
    return top


def _stands_below_head(document: Document, number: int, begin: int) -> bool:
    """Whether right above a line the head of a table ends: with marks of its columns, a rule, or years over them."""
    above = [_line(document, n) for n in range(number - 1, max(begin, number - 2) - 1, -1)]
    if above and above[0].strip():
        return bool(_MARKS.match(above[0]) or _YEARS_APART.search(above[0]))
    return any(_YEARS_APART.search(line) for line in above)


def _ends_lead(line: str) -> bool:
    """Whether a line ends what leads to a table; a short one with a colon may head the table's first rows."""
    is_long = len(line) > SHORTEST_PROSE or bool(_PHRASE.search(line) or _FOLLOWS.search(line))
    return line.endswith(".") or (line.endswith(":") and is_long)


def _find_bottom(document: Document, last: int, end: int) -> int:
    """The last rule under a table's last row of amounts."""
    bottom = last
    for number in range(last + 1, min(end, last + 2) + 1):
        line = _line(document, number).strip()
        if line and not line.strip("-=_ |"):
            bottom = number
    return bottom


def _leads(document: Document, top: int, first: int, note: TextBlock) -> Iterator[str]:
    """The words that a table may be known by: its own title, the sentence before it, the heading of its note."""
    for number in range(top, _first_of_caption(document, first)):
        line = _line(document, number).strip()
        if len(line) > 8 and is_title(line) and "   " not in line and not any(c.isdigit() for c in line):
            yield line
    paragraph: list[str] = []
    for number in range(top - 1, note.source.line, -1):
        if not any(begin <= number <= end for begin, end in note.extent):
            continue  # a page's number, a running head
        line = _line(document, number).strip()
        if (not line and paragraph) or _amounts_at(document, number):
            break
        if re.search(r"[A-Za-z]{3}", line) and not _TAG.match(line):
            paragraph.insert(0, line)
        if sum(map(len, paragraph)) > LONGEST_LEAD:
            break
    if paragraph:
        sentence = _SENTENCE.split(" ".join(paragraph))[-1][-LONGEST_LEAD:]
        yield from dict.fromkeys((_CLAUSE.split(sentence, maxsplit=1)[0], sentence))
    yield note.heading
