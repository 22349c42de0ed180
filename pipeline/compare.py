"""The facts of a report beside those that the filer's own tags state, one by one.

In: a report whose places are those of the user's file, and the filer's tagged facts. Out: what became of each fact of
either side, and findings. Nothing here changes a fact: the tags are a check, never a source.

A fact agrees where a tag states the same concept for the same period, members and unit with the same value. What does
not agree is held against the tag of the same printed characters; only where there is none, against a tag of the same
concept and context, and at last of the same context and value. The entity is not compared: a text without its header
does not name it, nor are notes and other blocks of text, which hold the same words in as many ways as there are tools.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from pipeline import codes
from pipeline.model import Agreement, Code, Compared, Context, Fact, Finding, Report, Source, TaggedFact

TEXT_BLOCK = "textBlock"
"""The type of whole notes, which are not compared, as their tags are not read."""
LONGEST_PRINT = 60
"""Characters from its start by which a print is known; no number is longer, and a text is known by its beginning."""
LONGEST_MARKED = 1_000
"""The same, of the print of a fact: the markup of a tag may stand in it, between a parenthesis and its number."""
_CODES: dict[Agreement, Code] = {
    Agreement.CONCEPT: codes.COMPARE_CONCEPT,
    Agreement.VALUE: codes.COMPARE_VALUE,
    Agreement.CONTEXT: codes.COMPARE_CONTEXT,
    Agreement.MISSING: codes.COMPARE_MISSING,
    Agreement.UNTAGGED: codes.COMPARE_UNTAGGED,
}
_Key = tuple[str, object, object, str]
"""Concept, period, members and unit, without prefixes: what two statements of one fact have in common."""


@dataclass(frozen=True, slots=True)
class _Tags:
    """The filer's tags by what may lead to them, and those that are spoken of already."""

    by_key: Mapping[_Key, Sequence[TaggedFact]]
    by_place: Mapping[tuple[int, int], Sequence[TaggedFact]]
    by_value: Mapping[tuple[object, ...], Sequence[TaggedFact]]
    met: set[_Key]


def compare(report: Report, tagged: Sequence[TaggedFact]) -> tuple[tuple[Compared, ...], list[Finding]]:
    """Every fact of the report and of the tags, in the order of the file, and findings on those that do not agree."""
    if not tagged:
        return (), []
    facts = [fact for fact in report.facts if fact.concept.item_type != TEXT_BLOCK]
    own = report.extension.prefix
    tags = _make_tags(tagged)
    pairs: dict[str, Compared] = {}
    facts = [fact for fact in report.facts if fact.concept.item_type != "textBlock"]
    for step in (_agree, _at_place, _of_key, _of_value):
        for fact in facts:
            if fact.id not in pairs and (found := step(fact, tags, own)):
                pairs[fact.id] = found
                tags.met.update(_tag_key(other) for other in filter(None, [found.tagged]))
    rest = [Compared(Agreement.UNTAGGED, None, fact, fact.statement) for fact in facts if fact.id not in pairs]
    compared = [*pairs.values(), *rest, *_missing(tags, report)]
    compared.sort(key=lambda c: (_place(c), c.fact.id if c.fact else "", c.tagged.id if c.tagged else ""))
    return tuple(compared), list(_findings(compared, report))


def _make_tags(tagged: Iterable[TaggedFact]) -> _Tags:
    by_key: dict[_Key, list[TaggedFact]] = defaultdict(list)
    by_place: dict[tuple[int, int], list[TaggedFact]] = defaultdict(list)
    by_value: dict[tuple[object, ...], list[TaggedFact]] = defaultdict(list)
    for fact in tagged:
        by_key[_tag_key(fact)].append(fact)
        by_value[_value_key(fact.context, fact.unit, fact.value)].append(fact)
        for place in _characters(fact.source):
            by_place[place].append(fact)
    return _Tags(by_key, by_place, by_value, set())


def _characters(source: Source, most: int = LONGEST_PRINT) -> Iterator[tuple[int, int]]:
    return islice(((source.line, column) for column in range(source.start, source.end)), most)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _tag_key(fact: TaggedFact) -> _Key:
    return _key(fact.concept, fact.context, fact.unit)


def _key(concept: str, context: Context, unit: str) -> _Key:
    return _local(concept), context.period, _members(context), unit


def _members(context: Context) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((_local(axis), _local(member)) for axis, member in context.dimensions))


def _value_key(context: Context, unit: str, value: Decimal | str | None) -> tuple[object, ...]:
    return context.period, _members(context), unit, value


# --- the steps, in their order ----------------------------------------------------------


def _agree(fact: Fact, tags: _Tags, own: str) -> Compared | None:
    """A tag of the same fact with the same value, wherever it stands."""
    same = tags.by_key.get(_key(fact.concept.qname, fact.context, fact.unit), ())
    tag = next((tag for tag in same if _is_same_value(fact, tag)), None)
    if tag is None:
        return None
    reason = "nil by the filer's tag: its print is read as a stated zero" if tag.value is None else ""
    return Compared(Agreement.AGREES, tag, fact, fact.statement, reason)


def _at_place(fact: Fact, tags: _Tags, own: str) -> Compared | None:
    """The tag of the same print that is most like the fact."""
    places = _characters(fact.amount.source, LONGEST_MARKED)
    found = {id(tag): tag for place in places for tag in tags.by_place.get(place, ())}
    alike = [tag for tag in found.values() if bool(tag.unit) == bool(fact.unit)]
    if not alike:
        return None
    tag = min(alike, key=lambda tag: _unlikeness(fact, tag, tags, own))
    same_concept, same_context = _is_same_concept(fact, tag, own), _is_same_context(fact, tag, own)
    same_value = _is_same_value(fact, tag)
    if same_concept and same_context and same_value:
        reason = "a concept or member of the filer's own, under another name"
        return Compared(Agreement.AGREES, tag, fact, fact.statement, reason)
    kinds = (
        *((Agreement.CONCEPT, same_concept), (Agreement.CONTEXT, same_context)),
        (Agreement.VALUE, same_value),
    )
    differs = [kind for kind, is_same in kinds if not is_same]
    reason = f"also {', '.join(differs[1:]).replace('_', ' ')}" if differs[1:] else ""
    return Compared(differs[0], tag, fact, fact.statement, reason)


def _unlikeness(fact: Fact, tag: TaggedFact, tags: _Tags, own: str) -> tuple[bool, bool, bool, bool]:
    concept, context = _is_same_concept(fact, tag, own), _is_same_context(fact, tag, own)
    return not concept, not context, not _is_same_value(fact, tag), _tag_key(tag) in tags.met


def _of_key(fact: Fact, tags: _Tags, own: str) -> Compared | None:
    """A tag of the same fact that stands elsewhere, with another value."""
    same = tags.by_key.get(_key(fact.concept.qname, fact.context, fact.unit), ())
    return Compared(Agreement.VALUE, same[0], fact, fact.statement, "not of the same print") if same else None


def _of_value(fact: Fact, tags: _Tags, own: str) -> Compared | None:
    """The one tag of the same context and amount that nothing has been said of."""
    if not isinstance(fact.value, Decimal) or not fact.value:
        return None
    same = tags.by_value.get(_value_key(fact.context, fact.unit, fact.value), ())
    keys = {_tag_key(tag): tag for tag in reversed(same)}
    free = [tag for key, tag in keys.items() if key not in tags.met]
    reason = "not of the same print: of the same period and value"
    return Compared(Agreement.CONCEPT, free[0], fact, fact.statement, reason) if len(free) == 1 else None


def _is_same_concept(fact: Fact, tag: TaggedFact, own: str) -> bool:
    """Whether both name one concept; what is of the filer's own on both sides has no name in common."""
    if tag.is_own and fact.concept.prefix == own:
        return True
    return fact.concept.name == _local(tag.concept)


def _is_same_context(fact: Fact, tag: TaggedFact, own: str) -> bool:
    """Whether both state one period, unit and members; members of the filer's own have no name in common."""
    ours = {_local(axis): "" if member.startswith(f"{own}:") else member for axis, member in fact.context.dimensions}
    theirs = {_local(axis): "" if member in tag.own_members else member for axis, member in tag.context.dimensions}
    return (
        fact.context.period == tag.context.period
        and fact.unit == tag.unit
        and {axis: _local(member) for axis, member in ours.items()}
        == {axis: _local(member) for axis, member in theirs.items()}
    )


def _is_same_value(fact: Fact, tag: TaggedFact) -> bool:
    """Whether both state one value, where their precision differs to the lesser; nil is how filers tag a dash."""
    if tag.value is None:
        return fact.value == 0
    if isinstance(fact.value, Decimal) and isinstance(tag.value, Decimal):
        if fact.value == tag.value or fact.decimals == tag.decimals:
            return fact.value == tag.value
        places = min(decimals for decimals in (fact.decimals, tag.decimals) if decimals is not None)
        return abs(fact.value - tag.value) <= Decimal(5).scaleb(-places - 1)
    return " ".join(str(fact.value).split()).casefold() == " ".join(str(tag.value).split()).casefold()


# --- what is left, and what to say ------------------------------------------------------


def _missing(tags: _Tags, report: Report) -> Iterator[Compared]:
    """The tags that nothing has been said of, each fact once, with the statement that they are printed in."""
    stretches = list(_stretches(report))
    for key, same in tags.by_key.items():
        if key not in tags.met:
            place = same[0].source.line, same[0].source.start
            kinds = (kind for first, last, kind in stretches if first <= place <= last)
            yield Compared(Agreement.MISSING, same[0], None, next(kinds, ""))


def _stretches(report: Report) -> Iterator[tuple[tuple[int, int], tuple[int, int], str]]:
    """The first and the last character of the file, by line, that each page of a statement is printed by."""
    for document in report.filing.documents:
        if document.layout is None:
            continue
        starts = [0, *(match.end() for match in re.finditer("\n", document.layout.text))]
        for statement in report.statements:
            for first, last in statement.extent:
                prints = document.layout.prints[max(first - document.first_line, 0) : last - document.first_line + 1]
                offsets = [offset for line in prints for _, _, offset, _ in line]
                if offsets and first >= document.first_line:
                    yield _at(min(offsets), starts), _at(max(offsets), starts), statement.kind


def _at(offset: int, starts: Sequence[int]) -> tuple[int, int]:
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1]


def _place(compared: Compared) -> Source:
    if compared.fact:
        return compared.fact.amount.source
    return compared.tagged.source if compared.tagged else Source("", 0)


def _findings(compared: Sequence[Compared], report: Report) -> Iterator[Finding]:
    """A finding for each fact that does not agree, one for all that are printed elsewhere, and the counts."""
    for one in compared:
        if one.agreement in _CODES and (one.fact or one.statement):
            yield Finding(_CODES[one.agreement], _message(one), _place(one))
    elsewhere = sum(one.agreement is Agreement.MISSING and not one.statement for one in compared)
    if elsewhere:
        message = f"{elsewhere:,} of the filer's tagged facts stand outside the statements and are no facts here"
        yield Finding(codes.COMPARE_MISSING_ELSEWHERE, message, report.filing.source)
    counts = Counter(one.agreement for one in compared if one.fact)
    told = ", ".join(f"{counts[kind]} {kind.replace('_', ' ')}" for kind in Agreement if counts[kind])
    yield Finding(codes.COMPARE_AGREES, f"{counts.total()} facts beside the filer's tags: {told}", report.filing.source)


def _message(one: Compared) -> str:
    fact, tag = one.fact, one.tagged
    more = f" ({one.reason})" if one.reason else ""
    if fact and tag and one.agreement is Agreement.CONCEPT:
        return f"'{_short(fact.amount.text)}' is {tag.concept} by the filer's tag, {fact.concept.qname} here{more}"
    if fact and tag and one.agreement is Agreement.VALUE:
        theirs, ours = format_stated(tag.value), format_stated(fact.value)
        return f"{tag.concept} is {theirs} by the filer's tag, {ours} here{more}"
    if fact and tag:
        theirs, ours = format_context(tag.context, tag.unit), format_context(fact.context, fact.unit)
        return f"{tag.concept} is of {theirs} by the filer's tag, of {ours} here{more}"
    if tag:
        return f"'{_short(tag.text)}', {tag.concept} by the filer's tag, is no fact here"
    return f"{fact.concept.qname} {format_stated(fact.value)} has no tag of the filer's" if fact else ""


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_PRINT else text[:LONGEST_PRINT] + "…"


def format_stated(value: Decimal | str | None) -> str:
    """A value in words for people.

    >>> format_stated(Decimal("1.204E+6")), format_stated(None)
    ('1204000', 'nil')
    """
    return "nil" if value is None else f"{value:f}" if isinstance(value, Decimal) else _short(value)


def format_context(context: Context, unit: str) -> str:
    """When, in what and for which members a fact is stated, without prefixes.

    >>> from datetime import date
    >>> from pipeline.model import Entity, Period
    >>> format_context(Context(Entity("", ""), Period(None, date(2023, 12, 31))), "iso4217:USD")
    '2023-12-31 in USD'
    """
    start, end = context.period.start, context.period.end
    members = "".join(f" for {member}" for _, member in _members(context))
    measures = "/".join(_local(side) for side in unit.split("/")) if unit else ""
    return f"{f'{start} to ' if start else ''}{end}{f' in {measures}' if measures else ''}{members}"
