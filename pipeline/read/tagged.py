"""A tag of inline XBRL with the context and unit that it names → the fact that it states.

In: attributes and texts, hostile until proved otherwise. Out: a `TaggedFact`, or why there is none. Where in a
document a tag stood is not known here.
"""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from pipeline.model import Context, Entity, Period, Source, TaggedFact
from pipeline.read.transforms import parse_number, parse_text

NIL = "http://www.w3.org/2001/XMLSchema-instance nil"
MEASURES = {
    "http://www.xbrl.org/2003/iso4217": "iso4217",
    "http://www.xbrl.org/2003/instance": "xbrli",
}
"""Namespaces whose measures a unit names by these prefixes, whatever the document's are."""
MOST_SCALE = 30
"""No amount is stated in more than trillions."""

_STANDARD = re.compile(r"https?://(?:[\w-]+\.)*(?:fasb\.org|xbrl\.us|xbrl\.sec\.gov|xbrl\.ifrs\.org)/")
_QNAME = re.compile(r"(?:(\w[\w.-]{0,99}):)?(\w[\w.-]{0,299})")
_WHOLE_NUMBER = re.compile(r"-?\d{1,3}", re.ASCII)
Prefixes = dict[str, str]
"""The namespaces that a document's prefixes stand for."""


class TagError(Exception):
    """A tag states nothing that could be read, and why."""


@dataclass(frozen=True, slots=True)
class RawFact:
    """A tag as it stands in a document: its attributes and text, and the characters of the file that it marks."""

    attributes: Mapping[str, str]
    text: str
    is_number: bool
    start: int
    end: int
    prefixes: Prefixes

    def moved(self, start: int, end: int) -> "RawFact":
        """The tag where its place is told in other units."""
        return replace(self, start=start, end=end)


@dataclass(slots=True)
class Resources:
    """The contexts and units of a filing's documents, and what goes on elsewhere, by id; one is read at a time."""

    standard: Container[str] = ()
    """Namespaces of standard concepts beside those of the field."""
    contexts: dict[str, tuple[Context, frozenset[str]]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    continuations: dict[str, tuple[str, str]] = field(default_factory=dict)
    is_below: bool = False
    """Whether the measures that come are those that a unit divides by."""
    _id: str = ""
    _leaf: Mapping[str, str] = field(default_factory=dict)
    _parts: dict[str, str] = field(default_factory=dict)
    _dimensions: list[tuple[str, str]] = field(default_factory=list)
    _own: set[str] = field(default_factory=set)
    _measures: tuple[list[str], list[str]] = field(default_factory=lambda: ([], []))

    def open(self, id: str) -> None:
        """A context or unit begins."""
        self._id, self.is_below = id, False
        self._parts, self._dimensions, self._own, self._measures = {}, [], set(), ([], [])

    def open_leaf(self, attributes: Mapping[str, str]) -> None:
        """A part of it that holds text begins."""
        self._leaf = attributes

    def add(self, name: str, text: str, prefixes: Prefixes) -> None:
        """One such part, whole."""
        if name == "measure":
            self._measures[self.is_below].append(_measure(text, prefixes))
        elif name in ("explicitMember", "typedMember"):
            self._dimensions.append((self._leaf.get("dimension", ""), text))
            if name == "typedMember" or not self.is_standard(text, prefixes):
                self._own.add(text)
        else:
            self._parts[name] = text
            if name == "identifier":
                self._parts["scheme"] = self._leaf.get("scheme", "")

    def close(self, name: str) -> None:
        """It ends; one that cannot be read is left out, and the facts that name it say so."""
        if name == "unit":
            self.units[self._id] = "/".join("*".join(sorted(side)) for side in self._measures if side)
            return
        start, end = _day(self._parts.get("startDate", "")), _day(self._parts.get("endDate", ""), is_end=True)
        instant = _day(self._parts.get("instant", ""), is_end=True)
        period = Period(None, instant) if instant else Period(start, end) if start and end else None
        if period:
            entity = Entity(self._parts.get("scheme", ""), self._parts.get("identifier", ""))
            self.contexts[self._id] = Context(entity, period, tuple(sorted(self._dimensions))), frozenset(self._own)

    def is_standard(self, qname: str, prefixes: Prefixes) -> bool:
        """Whether a name is of a taxonomy that many filers share."""
        uri = prefixes.get(qname.rpartition(":")[0], "")
        return uri in self.standard or _STANDARD.match(uri) is not None


def _measure(text: str, prefixes: Prefixes) -> str:
    prefix, _, local = text.rpartition(":")
    return f"{MEASURES.get(prefixes.get(prefix, ''), prefix)}:{local}"


def _day(text: str, is_end: bool = False) -> date | None:
    """A day; the midnight that ends a period is the end of the day before."""
    day, _, time = text.partition("T")
    try:
        found = date.fromisoformat(day)
        return found - timedelta(days=1) if is_end and time.startswith("00:00:00") else found
    except (ValueError, OverflowError):
        return None


def make_fact(raw: RawFact, resources: Resources, place: Source) -> TaggedFact:
    """The fact that a tag states, or `TagError`."""
    attributes, name = raw.attributes, raw.attributes.get("name", "")
    if not _QNAME.fullmatch(name):
        raise TagError("a tag names no concept")
    context, own = resources.contexts.get(attributes.get("contextRef", ""), (None, frozenset[str]()))
    if context is None:
        raise TagError(f"{name}: its context is not there, or has no period that can be read")
    unit = resources.units.get(attributes.get("unitRef", ""), "")
    if raw.is_number and not unit:
        raise TagError(f"{name}: its unit is not there")
    text = raw.text if raw.is_number else _whole_text(raw, resources)
    return TaggedFact(
        id=attributes.get("id", ""),
        concept=name,
        is_own=not resources.is_standard(name, raw.prefixes),
        context=context,
        own_members=own,
        unit=unit if raw.is_number else "",
        value=_value(raw, text, name),
        decimals=_whole_number(attributes.get("decimals", "")) if raw.is_number else None,
        text=" ".join(text.split()),
        source=place,
    )


def _value(raw: RawFact, text: str, name: str) -> Decimal | str | None:
    attributes, format = raw.attributes, raw.attributes.get("format", "")
    if attributes.get(NIL) in ("true", "1"):
        return None
    if not raw.is_number:
        return parse_text(text, format)
    value, scale = parse_number(text, format), _whole_number(attributes.get("scale", "0"))
    if value is None:
        raise TagError(f"{name}: '{' '.join(text.split())[:60]}' is no number of the format '{format[:60]}'")
    if scale is None or abs(scale) > MOST_SCALE:
        raise TagError(f"{name}: the scale '{attributes['scale'][:60]}' is none")
    return value.scaleb(scale) * (-1 if attributes.get("sign") == "-" else 1)


def _whole_number(text: str) -> int | None:
    return int(text) if _WHOLE_NUMBER.fullmatch(text.strip()) else None


def _whole_text(raw: RawFact, resources: Resources) -> str:
    """A text with what goes on elsewhere; an id that comes again ends it."""
    text, next_id, seen = raw.text, raw.attributes.get("continuedAt", ""), set[str]()
    while next_id in resources.continuations and next_id not in seen:
        seen.add(next_id)
        more, next_id = resources.continuations[next_id]
        text += more
    return text
