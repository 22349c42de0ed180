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


def _is_above_prose(document: Document, number: int) -> bool:
    below = (line for line in document.lines[number - document.first_line + 1 :][:3] if line.strip())
    return bool(_PROSE.match(next(below, "").strip()))
