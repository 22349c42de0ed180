"""A note on accounting policies → the policies that it is made of.

In: a document, a note of it, the lines that tables take, and which headings the mapping tables know as policies. Out: a
`TextBlock` for each policy that is known; it goes up to the next heading, known or not. A heading stands on a line of
its own or runs into its paragraph ("Inventories - Inventories are stated at cost").
"""

import re
from collections.abc import Callable, Container, Iterator
from itertools import pairwise

from pipeline.model import BlockLevel, Document, Source, TextBlock
from pipeline.notes.headings import is_title, read_title
from pipeline.notes.stretches import lines_of, stretches_within

LONGEST_HEADING = 90
"""Characters of a policy's heading."""

_HOLDS_POLICIES = re.compile(
    r"polic(?:y|ies)|basis of|accounting principles|organization|nature of|description of (?:the )?(?:business|company)"
    r"|^(?:the )?company$|^general$|pronouncements|accounting standards",
    re.I,
)
_NUMBERED = re.compile(r"\s*(?:\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[.)]\s+)?(?P<words>\S.*)", re.I)
_RUNS_IN = re.compile(r"(?P<head>[^.:]{3,90}?)(?:\s+[-–—]{1,2}\s*|\s*(?:--|—)\s*|[.:]\s+)(?=[\"“(]?[A-Z$\d]).+")
_OPENING = re.compile(r"(?:in|on|at|for|as|during|under|effective|since)\b", re.I)
"""Words that begin a sentence and no heading of a policy."""
_STARTERS = frozenset(
    ("The", "We", "Our", "All", "A", "An", "For", "In", "This", "These", "As", "On", "At", "Certain", "Under", "It")
)
"""Words that begin a sentence behind a heading."""
MOST_WORDS = 16
"""Words of a line among which a heading without a mark is looked for."""
_PROSE = re.compile(r"(?:[\w,'’()-]+\s+){5}")


def find_policies(
    document: Document, note: TextBlock, tables: Container[int], concept_of: Callable[[str], str]
) -> Iterator[TextBlock]:
    """The known policies of a note, in their order, each concept once."""
    if not _HOLDS_POLICIES.search(note.heading):
        return
    last = note.extent[-1][1]
    headings = [*_headings(document, note, tables, concept_of), (last + 1, "")]
    seen: set[str] = set()
    for (number, heading), (following, _) in pairwise(headings):
        concept = concept_of(heading) if heading != note.heading else ""
        extent = stretches_within(document, note, number, following - 1)
        if not concept or concept in seen or not extent:
            continue
        seen.add(concept)
        line = document.lines[number - document.first_line]
        start = line.find(heading.split()[0])
        place = Source(note.source.path, number, max(start, 0), max(start, 0) + len(heading))
        yield TextBlock(f"{note.id}p{len(seen)}", BlockLevel.POLICY, heading, place, extent, note.id)


def _headings(
    document: Document, note: TextBlock, tables: Container[int], concept_of: Callable[[str], str]
) -> Iterator[tuple[int, str]]:
    """The headings within a note, with their lines: those that are known, and others that stand above prose."""
    for number, line in lines_of(document, note):
        if number == note.source.line or number in tables or not line.strip():
            continue
        if _runs_on(document, number):
            continue
        heading, is_alone = _read_heading(line)
        if not heading and document.layout and _is_first(document, number):
            heading, is_alone = _read_unmarked(line, concept_of), False
            if heading:
                yield number, heading
            continue
        if not heading or _OPENING.match(heading):
            continue
        if concept_of(heading) or (is_alone and _is_above_prose(document, number)):
            yield number, heading


def _runs_on(document: Document, number: int) -> bool:
    """Whether the line above belongs to the same paragraph."""
    before = document.lines[number - document.first_line - 1].strip()
    return bool(before) and before[-1] not in '.:;!?)”"_=*>-' and not is_title(before)


def _read_heading(line: str) -> tuple[str, bool]:
    """The heading that a line is or begins with, and whether it stands alone."""
    match = _NUMBERED.fullmatch(line.rstrip())
    words = match["words"] if match else ""
    if len(words) <= LONGEST_HEADING and (alone := read_title(words)) and words.startswith(alone):
        return alone, len(words) <= len(alone) + 2
    run_in = _RUNS_IN.match(words)
    head = run_in["head"].strip(" *_") if run_in else ""
    return (head, False) if is_title(head) else ("", False)


def _is_first(document: Document, number: int) -> bool:
    """Whether a line begins a paragraph."""
    return not document.lines[number - document.first_line - 1].strip()


def _read_unmarked(line: str, concept_of: Callable[[str], str]) -> str:
    """The heading that runs into its paragraph without a mark: in the markup it was bold, or in italics.

    It is a title that a row knows, and what follows begins a sentence: by a word that does or that the title begins
    with, or, behind a letter or number of the policy, by one with a capital before a small one.

    >>> _read_unmarked("(e) Inventories Inventories are stated at cost", "Inventories".__eq__)
    'Inventories'
    >>> _read_unmarked("Allowance for Receivables, Contract Assets and Loans We estimate our allowances", lambda _: "x")
    'Allowance for Receivables, Contract Assets and Loans'
    >>> _read_unmarked("Inventories are stated at the lower of cost or market", lambda _: "x")
    ''
    """
    match = _NUMBERED.fullmatch(line.rstrip())
    words = match["words"].split()[:MOST_WORDS] if match else []
    is_numbered, found = match is not None and match["words"] != line.strip(), ""
    for count in range(1, len(words) - 1):
        head, (following, after) = words[:count], words[count : count + 2]
        title = " ".join(head)
        begins = following in _STARTERS or (following == head[0] and after[:1].islower())
        may_begin = is_numbered and following[:1].isupper() and following[1:].islower() and after[:1].islower()
        if not (begins or may_begin) or not is_title(title) or title[-1] in ".,;:" or _OPENING.match(title):
            continue
        if concept_of(title):
            if begins:
                return title
            found = found or title
    return found


def _is_above_prose(document: Document, number: int) -> bool:
    below = (line for line in document.lines[number - document.first_line + 1 :][:3] if line.strip())
    return bool(_PROSE.match(next(below, "").strip()))
