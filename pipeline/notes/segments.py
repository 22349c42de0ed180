"""The tables of the notes → the names of the filer's segments, by which its rows and columns are known elsewhere, too.

In: the tables with what each stands in. Out: `Segments`. A name is a segment's where it stands beside others in
several tables, or under several headings of one, that are told to be of segments; countries and parts of the world are
segments only where nothing else is. Which amounts a segment's name makes its own is for `members` to know.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import TypeAlias

from pipeline.labels import normalise_label
from pipeline.member_rules import is_measure
from pipeline.model import Statement
from pipeline.names import format_name
from pipeline.note_told import Scene
from pipeline.notes.tiers import telling_text

FEWEST = 2
"""Tables, or groups of rows, that a segment's name stands in before it is believed to be one."""
LONGEST = 6
"""Words of a segment's name."""
_Key: TypeAlias = frozenset[str]
"""The words that tell one segment from another."""
_Place: TypeAlias = tuple[int, str, str]
"""A table, and what stands there side by side: the captions below a heading, its headings, or its columns."""
AXIS = "StatementBusinessSegmentsAxis"

_SMALL = frozenset(("and", "of", "the", "in", "segment", "total", "business", "reportable", "operating", "group"))
"""Words that a segment's name is printed with or without."""
_NONE = re.compile(
    r"\b(?:corporate|unallocated|elimination|intersegment|inter|reconcil\w+|adjust\w+|ebitda|earnings|cash|distribution"
    r"|other|restructuring|translation|currency|level|fiscal|prior|customer|united state|state|charge|due)\b"
)
_THEM = frozenset(("segment", "division"))
"""Words of leads to tables of segments."""
_NOT_THEM = frozenset(("portfolio", "country", "geographic", "geography", "geographical"))
"""Words of leads to tables of other parts, though they may speak of segments."""
_OTHER_PARTS = _NOT_THEM | {"product", "customer", "type", "line", "region", "location", "brand", "group"}
_PLACES = frozenset(
    (
        *("us", "u", "nonus", "nonu", "united", "state", "kingdom", "international", "domestic", "foreign", "north"),
        *("south", "latin", "america", "american", "americas", "europe", "european", "asia", "pacific", "africa"),
        *("middle", "east", "emea", "eame", "apac", "latam", "china", "japan", "canada", "germany", "france"),
        *("korea", "taiwan"),
        *("singapore", "india", "australia", "mexico", "brazil", "ireland", "italy", "spain", "israel", "hong", "kong"),
        *("rest", "world", "country", "region", "other", "greater", "central", "western", "eastern", "int", "l", "all"),
        *("caribbean", "oceania", "switzerland", "netherland", "russia", "zealand", "area", "hemisphere", "and", "of"),
    )
)
"""Words of which names of places are made."""


@dataclass(frozen=True, slots=True)
class Segments:
    """The names of a filer's segments as printed, by the words that tell them."""

    names: Mapping[frozenset[str], str] = field(default_factory=dict)

    def find(self, label: str) -> str:
        """The name of the segment that a caption in normal form names, or nothing."""
        return self.names.get(_key(label), "")

    @staticmethod
    def format_member(name: str) -> str:
        """The bare name of a segment's member; one that is named as a place is told from the place.

        >>> Segments.format_member("Seeds & Tools"), Segments.format_member("North America")
        ('SeedsAndToolsMember', 'NorthAmericaSegmentMember')
        """
        is_place = _key(normalise_label(name)) <= _PLACES
        return f"{format_name(name.replace('&', ' and ')) or 'Unnamed'}{'Segment' if is_place else ''}Member"


def find_segments(tables: Iterable[tuple[Statement, Scene]], is_caption: Callable[[str], bool]) -> Segments:
    """The names of the filer's segments, as the tables of its notes tell them.

    What one table alone tells is believed where it is of segments and nothing else, and no other table tells otherwise.
    """
    seen: dict[_Key, set[_Place]] = defaultdict(set)
    sure: set[_Key] = set()
    texts: dict[_Key, str] = {}
    for number, (table, scene) in enumerate(tables):
        if _is_of_segments(scene):
            for group, labels in _groups(table).items():
                names = {
                    _key(label): text for label, text in labels.items() if _may_be_name(label) and not is_caption(label)
                }
                if len(names) >= FEWEST:
                    for key, text in names.items():
                        seen[key].add((number, *group))
                        texts.setdefault(key, text)
                    if _is_of_them_alone(scene) and all(map(_may_stand_beside, labels)):
                        sure.update(names)
    known = {key for key, places in seen.items() if len(places) >= FEWEST}
    known |= _beside(sure, known, seen) if known else sure
    others = {key for key in known if not key <= _PLACES}
    kept = _beside(known, others, seen) if others else known
    return Segments({key: texts[key] for key in seen if key in kept})


def _beside(keys: Set[_Key], others: Set[_Key], seen: Mapping[_Key, Set[_Place]]) -> set[_Key]:
    """The names that are among others, or stand beside one of them somewhere."""
    places = {place for other in others for place in seen[other]}
    return {key for key in keys if key in others or not places.isdisjoint(seen[key])}


def _is_of_segments(scene: Scene) -> bool:
    is_named = scene.table.startswith("ScheduleOfSegmentReporting")
    return (bool(scene.lead & _THEM) or is_named) and (is_named or not scene.lead & _NOT_THEM)


def _is_of_them_alone(scene: Scene) -> bool:
    """Whether a table is told to part amounts by segments and by nothing else."""
    return bool(scene.lead & _THEM) and not scene.lead & _OTHER_PARTS


def _may_stand_beside(label: str) -> bool:
    """Whether a caption may stand among those of segments: their names, what is none's, and the whole."""
    return (
        not label or _may_be_name(label) or _NONE.search(label) is not None or label.startswith(("total", "consolidat"))
    )


def _groups(table: Statement) -> dict[tuple[str, str], dict[str, str]]:
    """Words in normal form, with their print: the captions below a heading, the headings, and the columns."""
    groups: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for item in table.items:
        if any(item.amounts):
            groups["row", item.section[-1] if item.section else ""].setdefault(normalise_label(item.label), item.label)
        for text in item.section:
            groups["section", ""].setdefault(normalise_label(text), text)
    for column in table.columns:
        for text in map(telling_text, column.tiers):
            groups["column", ""].setdefault(normalise_label(text), text)
    return groups


def _may_be_name(label: str) -> bool:
    return 0 < len(label.split()) <= LONGEST and not is_measure(label) and not _NONE.search(label)


def _key(label: str) -> frozenset[str]:
    words = frozenset(label.split())
    return words - _SMALL or words
