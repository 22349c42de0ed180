"""A note's table → the members that its amounts are stated for, by the words of its rows and columns.

In: a table that was read, the text blocks that it and its note are known as, and the rows of ``mappings/members.csv``.
Out: for each cell the dimensions of its context. Words that no row of the mapping knows name no member; of headings
that are captions elsewhere, none is guessed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain

from pipeline.labels import normalise_label
from pipeline.member_rules import (
    COLUMN,
    LEADS,
    NAMED,
    ROW,
    SECTION,
    MemberRules,
    Words,
    find_implied,
    find_led,
    find_members,
    find_part,
    find_stated,
    is_measure,
    is_told,
    names_any,
)
from pipeline.model import Column, Dimensions, LineItem, Statement
from pipeline.names import format_name, own_prefix
from pipeline.note_told import Scene
from pipeline.notes.cells import MembersOf
from pipeline.notes.name import Lookup
from pipeline.notes.segments import AXIS, Segments
from pipeline.notes.tiers import telling_text
from pipeline.taxonomy import Taxonomy

LEVELS = {"1": "one", "I": "one", "2": "two", "II": "two", "3": "three", "III": "three"}
_REFERENCE = re.compile(r"\((?:\d{1,2}|[a-z])\)|\$ ?[\d.,]+", re.I)
"""What a caption says beside a name: the mark of a footnote, an amount."""
_SHORT_NAME = re.compile(r"\((?P<rate>[\d.]+)% [^()]*\)")
"""A short name in parentheses, by a rate; where the rate stands nowhere else in the caption, it is part of the name."""
_TOTAL = re.compile(r"^total\b|\btotal$", re.I)
_NO_PART = re.compile(
    r"^(?:sub)?total|^consolidated\b|^amount|^net$|^level |\bbalance\b|\bbeginning\b|\bending\b|\bend of\b|\bebitda\b"
)
"""Words of the whole, and of when: they name no part."""
_LEVEL = re.compile(r"\blevel\s+(1|2|3|I{1,3})\b(?!\s*(?:and|,|to|or|through))", re.I)
_OVERDUE = re.compile(
    r"(?:(?P<over>\b(?:over|above|(?:greater|more|longer)\s{1,3}than(?:\s{1,3}or\s{1,3}equal\s{1,3}to)?)|[>≥]=?)\s{0,3}"
    r"|(?P<under>\b(?:(?:less|fewer)\s{1,3}than|under|up\s{1,3}to))\s{1,3})?"
    r"(?<![\w.,$/-])(?P<first>\d{1,3})(?![\d.,/%])(?P<days>[\s-]{0,3}days?\b)?\s{0,3}"
    r"(?:(?:-|–|—|to\b|through\b)\s{0,3}(?P<last>\d{1,3})\b(?![.,/%]\d)"
    r"|(?P<open>\+|(?:or|and|&)\s{1,3}(?:more|over|greater|above|longer|beyond)\b))?"
    r"(?P<unit>[\s-]{0,3}days?\b)?",
    re.I,
)
"""How many days payment has been due, the numbers being all that tells it: "31-60 days", "90+ days", "over 90 days"."""
_TERMS = {
    **{(first, last): "thirty" for first in ("30", "31") for last in ("59", "60")},
    **{(first, last): "sixty" for first in ("60", "61") for last in ("89", "90")},
    **{("1", last): "one" for last in ("29", "30")},
    ("90", ""): "ninety",
    ("91", ""): "ninety",
    ("", "30"): "one",
}
"""What the first and the last of the days past due are called in the mapping; of one of them, there is no end."""
OTHER_TERM = "other"
"""What any other days are called there."""


@dataclass(slots=True)
class MemberNamer:
    """What names the members of a table's cells; each wording is looked up once."""

    rules: MemberRules
    taxonomy: Taxonomy
    topics: tuple[str, ...]
    """The telling words of the lead, and the text blocks (bare names) of the table and of its note, as far as known."""
    prefix: str
    """The prefix of the filer's own members."""
    is_caption: Callable[[str], bool]
    """Whether words in normal form are a caption that filers print: they name no member of the filer's own."""
    lead: frozenset[str] = frozenset()
    """The words of the sentence that leads to the table."""
    segments: Segments = field(default_factory=Segments)
    """The filer's segments."""
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The members that words of the table name, by axis."""
    words: dict[tuple[str, str], Words | None] = field(default_factory=dict)
    """What was read in each place, none for what names no member: most captions."""
    known: dict[tuple[Words, ...], tuple[Dimensions, frozenset[str]]] = field(default_factory=dict)

    def part_of(self, concept: str, texts: Iterable[str], dimensions: Dimensions) -> Dimensions:
        """The dimensions of an amount that is one part of a concept's (bare name), by the first of some words that may
        name it; none where they say what is measured, or the concept's amounts are not known to be parted."""
        for text in texts:
            name = _TOTAL.sub("", text).strip(" -–—:,")
            label = normalise_label(name)
            if _TOTAL.search(text) and is_measure(label):
                return ()
            is_known = label and not _NO_PART.search(label)
            part = find_part(self.rules, self.topics, concept, label) if is_known else None
            if part and self._qname(part[0]) not in dict(dimensions):
                axis, member = part
                pair = self._qname(axis), self._qname(format_member(name) if member == NAMED else member)
                return tuple(sorted((*dimensions, pair)))
        return ()

    def of_concept(self, dimensions: Dimensions, concept: str) -> tuple[Dimensions, Dimensions]:
        """The dimensions of an amount of a concept (bare name): those around it without the members that the concept's
        name tells itself; and, of axes that the table names no member of, those that amounts of its name are of."""
        kept = [
            pair for pair in dimensions if not is_told(self.rules, concept, *(name.partition(":")[2] for name in pair))
        ]
        axes = {axis.partition(":")[2] for axis, _ in dimensions}
        stated = find_stated(self.rules, self.topics, concept)
        more = [
            (self._qname(axis), self._qname(member))
            for axis, member in stated.items()
            if axis not in axes and axis not in self.named
        ]
        return tuple(kept), tuple(more)

    def named_in(self, table: Statement) -> dict[str, frozenset[str]]:
        """The members that words of a table name, by axis, wherever they stand."""
        found: dict[str, set[str]] = {}
        for place, text in dict.fromkeys(_texts_in(table)):
            said = self._read(place, text)
            members = find_members(self.rules, self.topics, [said]) if said else {}
            for axis, (member, _) in members.items():
                found.setdefault(axis, set()).add(member)
        return {axis: frozenset(members) for axis, members in found.items()}

    def taking(self, placed: LineItem) -> MembersOf:
        """What tells the members of a row's cells, the row taken for another that says where it stands."""
        return lambda _, column: self.members_of(placed, column)

    def members_of(self, item: LineItem, column: Column) -> tuple[Dimensions, frozenset[str]]:
        """The dimensions of a cell, and the words that name their members."""
        around = dict.fromkeys(self._read(place, text) for place, text in _texts_around(item, column))
        telling = tuple([said for said in around if said])
        if telling not in self.known:
            self.known[telling] = self._find(telling)
        return self.known[telling]

    def _read(self, place: str, text: str) -> Words | None:
        """The words of a text around a cell, if they name any member."""
        if (place, text) not in self.words:
            said = _words(place, text)
            names_any_member = said.label and (
                self.segments.find(said.label) or names_any(self.rules, self.topics, said)
            )
            self.words[place, text] = said if names_any_member else None
        return self.words[place, text]

    def _find(self, around: Sequence[Words]) -> tuple[Dimensions, frozenset[str]]:
        of_segments = [said for said in around if self.segments.find(said.label)]
        words = [said for said in around if said not in of_segments]
        found = find_members(self.rules, self.topics, words)
        named = {
            axis: (member, said)
            for axis, (member, said) in found.items()
            if member != NAMED or not (self.is_caption(said.label) or (axis == AXIS and self.segments.names))
        }
        for said in of_segments[:1]:
            named[AXIS] = self.segments.format_member(self.segments.find(said.label)), said
        pairs = {self._qname(axis): self._member(member, said) for axis, (member, said) in named.items()}
        for axis, member in find_led(self.rules, self.topics, self.lead).items():
            pairs.setdefault(self._qname(axis), self._qname(member))
        axes = sorted(axis.partition(":")[2] for axis in pairs)
        for axis, member in find_implied(self.rules, self.topics, axes, self.named).items():
            pairs.setdefault(self._qname(axis), self._qname(member))
        return tuple(sorted(pairs.items())), frozenset(
            said.text for said in (*of_segments, *(said for _, said in named.values()))
        )

    def _member(self, member: str, said: Words) -> str:
        return self._qname(format_member(said.text) if member == NAMED else member)

    def _qname(self, name: str) -> str:
        known = self.taxonomy.concepts.get(name)
        return known.qname if known and known.item_type in ("dimension", "domain") else f"{self.prefix}:{name}"


def format_member(text: str) -> str:
    """The bare name of a member of the filer's own: as that of a concept, but with the figures that tell it.

    >>> format_member("4.05% notes due 2047 (4.05% notes)"), format_member("Tools & Seeds (2)")
    ('A405NotesDue2047Member', 'ToolsAndSeedsMember')
    >>> format_member("Notes (4.05% due 2047)"), format_member("Notes (5.30% due 2049)")
    ('Notes405Due2047Member', 'Notes530Due2049Member')
    """
    rates = set(re.findall(r"(?<![\d.])[\d.]+(?=%)", _SHORT_NAME.sub(" ", text)))
    whole = _SHORT_NAME.sub(lambda short: " " if short["rate"] in rates else short[0], text)
    plain = _REFERENCE.sub(" ", whole).replace("&", " and ")
    words = re.findall(r"[A-Za-z]+|\d+(?:[.,]\d+)*", plain) if re.search(r"\d", plain) else []
    told = " ".join(word if word[0].isalpha() else f"X{re.sub('[.,]', '', word)}" for word in words)
    name = re.sub(r"X(?=\d)", "", format_name(told)) if words else format_name(plain)
    return f"{'A' if name[:1].isdigit() else ''}{name or 'Unnamed'}Member"


def make_namer(about: Lookup, table: Statement, scene: Scene, segments: Segments) -> MemberNamer:
    """What names the members of a table's cells, by what it stands in and the filer's segments."""
    rules, prefix = about.mappings.members, own_prefix(about.cik)
    leads = (f"{LEADS}{word}" for word in sorted(scene.lead & rules.telling))
    topics = (*leads, *dict.fromkeys(filter(None, (scene.table, scene.note))))
    namer = MemberNamer(rules, about.taxonomy, topics, prefix, about.is_caption, scene.lead, segments)
    return replace(namer, named=namer.named_in(table))


def below_totals(table: Statement, segments: Segments) -> Iterator[LineItem]:
    """The rows of a table, those that add up to a segment's total as if they stood below the segment's name."""
    wholes = table.wholes
    for row, item in enumerate(table.items):
        whole = table.items[wholes[row]].label if row in wholes else ""
        is_of = segments.find(normalise_label(whole)) and not any(
            segments.find(normalise_label(text)) for text in (item.label, *item.section)
        )
        yield replace(item, section=(segments.find(normalise_label(whole)), *item.section)) if is_of else item


def _texts_in(table: Statement) -> Iterator[tuple[str, str]]:
    """The captions, headings and lines of columns of a table, with their places."""
    rows = ((ROW, item.label) for item in table.items if any(item.amounts))
    sections = ((SECTION, text) for item in table.items for text in item.section)
    columns = ((COLUMN, text) for column in table.columns for text in column.tiers)
    return chain(rows, sections, columns)


def _texts_around(item: LineItem, column: Column) -> Iterator[tuple[str, str]]:
    """The texts that stand around a cell, in rows and columns, with their places."""
    yield ROW, item.label
    yield from ((SECTION, text) for text in item.section)
    # a line that stands over several columns may have been read into one of them: the innermost goes first
    yield from ((COLUMN, text) for text in reversed(column.tiers))


@lru_cache(maxsize=1 << 12)
def _words(place: str, text: str) -> Words:
    """Words that stand in a place; those of a column without what they say of time."""
    text = telling_text(text) if place == COLUMN and not (_LEVEL.search(text) or _find_overdue(text)) else text
    return Words(place, text, _label(text))


def _label(text: str) -> str:
    """Words in normal form; of a level of fair value, whose number is all that tells it, no more than that.

    >>> _label("Significant Other Observable Inputs (Level 2)"), _label("Buildings"), _label("31-60 days past due")
    ('level two', 'building', 'thirty day past due')
    >>> _label("90 Days or More Past Due"), _label("Over 90 days"), _label("30-89 days"), _label("2 to 5 years")
    ('ninety day past due', 'ninety day', 'other day', 'to year')
    """
    if level := _LEVEL.search(text):
        return f"level {LEVELS[level[1].upper()]}"
    if found := _find_overdue(text):
        term, (start, end) = found
        return f"{term} day {normalise_label(f'{text[:start]} {text[end:]}')}".strip()
    return normalise_label(text)


def _find_overdue(text: str) -> tuple[str, tuple[int, int]] | None:
    """What the days that words tell are called in the mapping, and where they stand; days by other bounds than those
    that filers usually part by need the word."""
    for match in _OVERDUE.finditer(text):
        if match["over"] or match["under"] or match["last"] or match["open"]:
            bounds = ("", match["first"]) if match["under"] else (match["first"], match["last"] or "")
            term = _TERMS.get(bounds, OTHER_TERM if match["days"] or match["unit"] else "")
            if term:
                return term, match.span()
    return None
