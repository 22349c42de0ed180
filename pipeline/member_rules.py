"""``mappings/members.csv`` → which words of a note's table name a member, and of which axis.

In: the table and the taxonomy its axes and members are of. Out: `MemberRules`, or the faults of the table; and for the
words around an amount the members that it is stated for. Which words stand around an amount is for the notes to know.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pipeline.labels import normalise_label
from pipeline.model import Source
from pipeline.tables import Problem, Row, parse_table
from pipeline.taxonomy import Taxonomy

FILE = "members.csv"
COLUMNS = ("topic", "place", "label", "axis", "member", "seen", "note")
ROW, SECTION, COLUMN = "row", "section", "column"
ANY, BESIDE = "any", "with"
"""Words that name a member wherever they stand, and words that stand beside amounts of a member without naming it."""
LEAD, HELD, HEADED = "lead", "held", "headed"
"""Words of the sentence that leads to a table: they name a member of all of its amounts, where nothing else does; words
that name one wherever a caption or a heading holds them among others; and such that do so only in headings."""
OF = "of"
"""The bare name of an axis: amounts of any of its members are of this member too, where nothing else names one."""
AMONG, STATED = "among", "stated"
"""The same, in tables that have amounts of another member of that other axis, too; and words of a concept's name: its
amounts are of this member, where nothing else names one of the axis."""
PARTS = "parts"
"""Words of a concept's name: amounts of it that are not one amount are of members of this axis."""
TOLD = "told"
"""Words of a concept's name that tell the member (`NAMED`: any of the axis), which its amounts are not stated for."""
LEADS = "lead:"
"""What a topic begins with that is a word of the sentence that leads to a table."""
NAMED = "named"
"""The member that the words name: one of the axis whose label they are like, else one of the filer's own."""
ALIKE = Decimal("0.6")
"""The share of words that a heading and a member's label have in common before the one names the other."""

_PLACES = (ROW, SECTION, COLUMN, ANY, BESIDE, LEAD, HELD, HEADED, OF, AMONG, STATED, PARTS, TOLD)
_WITHIN, _IMPLIED = (LEAD, HELD, HEADED, STATED, PARTS, TOLD), (OF, AMONG)
_GIVEN = (LEAD, STATED, *_IMPLIED)  # no words around the amount name the member
_SEEN = re.compile(r"manual|review( .+)?|(?P<right>\d+) of (?P<all>\d+) filers( \d{4}-\d{4})?")
_WHOLE = re.compile(r"^(?:sub)?total\b|\btotal$|^net$|^other$|^consolidated\b|^balance\b|^amount$", re.I)
_MEASURE = re.compile(
    r"\b(?:amount|accumulated|gross|net|carrying|cost|amortization|depreciation|impairment|gain|loss|goodwill|asset|sales?"
    r"|revenue|income|expense|acquisition|divestiture|adjustment|elimination|item|change|benefit|rate|value|worldwide"
    r"|corporate|consolidated|reclassified|recognized|reserve|share|year|month|date|operation|average"
    r"|useful life|remaining life|life year)\b|^life$"
)
"""Words of what is measured, and of the whole: a heading with one of them is no member for where it stands alone."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_Key = tuple[str, str, str]
_Held = tuple[frozenset[str], str, str]
"""Words, and the axis and member that they name among others."""
_Score = tuple[bool, Decimal, bool]


@dataclass(frozen=True, slots=True)
class MemberRule:
    """A row of the table; ``share`` is how often its words told the member, of all filers that printed them."""

    axis: str
    member: str
    is_beside: bool
    share: Decimal
    source: Source


@dataclass(frozen=True, slots=True, eq=False)
class MemberRules:
    """The rows by topic, place and label, and for each axis its members by the words of their names.

    Equal only to itself.
    """

    rules: Mapping[_Key, tuple[MemberRule, ...]] = field(default_factory=dict)
    within: Mapping[tuple[str, str], tuple[_Held, ...]] = field(default_factory=dict)
    """By topic and place (one of `_WITHIN`): words, and the axis and member that they name."""
    implied: Mapping[tuple[str, str, str], tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """By topic, place (`OF`, `AMONG`) and axis: the other axes and members that amounts of its members are of."""
    telling: frozenset[str] = frozenset()
    """The words of leads that are topics."""
    members: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)


class Words(NamedTuple):
    """Words around an amount: where they stand (`ROW`, `SECTION`, `COLUMN`), as printed and in normal form."""

    place: str
    text: str
    label: str


def load_member_rules(folder: Path, taxonomy: Taxonomy) -> tuple[MemberRules, list[Problem]]:
    """Read the table of a folder of mapping tables, with every fault of it; a folder may have none."""
    path = folder / FILE
    if not path.exists():
        return MemberRules(), []
    rows, problems = parse_table(path, COLUMNS, f"{folder.name}/{FILE}")
    found: dict[_Key, list[MemberRule]] = {}
    seen: dict[tuple[str, ...], Source] = {}
    for row in rows:
        faults = list(_faults(row, taxonomy))
        key = tuple(row[column] for column in COLUMNS[:4])
        if key in seen:
            faults.append(f"`{row['label']}` has a member of {row['axis']} already in {seen[key]}")
        seen.setdefault(key, row.source)
        problems += [Problem(row.source, fault) for fault in faults]
        if not faults:
            rule = MemberRule(row["axis"], row["member"], row["place"] == BESIDE, _share(row["seen"]), row.source)
            found.setdefault((row["topic"], row["place"], row["label"]), []).append(rule)
    return _gather(found, taxonomy), problems


def _gather(found: Mapping[_Key, Sequence[MemberRule]], taxonomy: Taxonomy) -> MemberRules:
    """The rows by what they are looked up by."""
    within: dict[tuple[str, str], list[_Held]] = {}
    implied: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for (topic, place, label), rules in found.items():
        if place in _WITHIN:
            words = frozenset(label.split())
            within.setdefault((topic, place), []).extend((words, rule.axis, rule.member) for rule in rules)
        elif place in _IMPLIED:
            implied.setdefault((topic, place, label), []).extend((rule.axis, rule.member) for rule in rules)
    return MemberRules(
        {key: tuple(rules) for key, rules in found.items() if key[1] not in (*_WITHIN, *_IMPLIED)},
        {key: tuple(of) for key, of in within.items()},
        {key: tuple(of) for key, of in implied.items()},
        frozenset(topic.removeprefix(LEADS) for topic, _, _ in found if topic.startswith(LEADS)),
        _members(taxonomy),
    )


def _faults(row: Row, taxonomy: Taxonomy) -> Iterator[str]:
    if not _is_topic(row["topic"], taxonomy):
        yield f"topic {row['topic']!r} is no text block of the taxonomy, nor *, nor {LEADS} and a word"
    if row["place"] not in _PLACES:
        yield f"place {row['place']!r} is none of {', '.join(_PLACES)}"
    if row["place"] in _IMPLIED:
        if not _is_a(taxonomy, row["label"], "dimension"):
            yield f"label {row['label']!r} is no axis of the taxonomy"
    elif row["label"] != "*" and row["label"] != normalise_label(row["label"]):
        yield f"label {row['label']!r} is not in normal form; write {normalise_label(row['label'])!r}"
    for column, item_type in (("axis", "dimension"), ("member", "domain")):
        is_open = column == "member" and row[column] == NAMED and row["place"] not in _GIVEN
        if not is_open and not _is_a(taxonomy, row[column], item_type):
            yield f"{column} {row[column]!r} is no {column} of the taxonomy"
    if row["place"] == PARTS and row["member"] != NAMED:
        yield f"member {row['member']!r} stands where the words around an amount name it; write {NAMED!r}"
    if not _SEEN.fullmatch(row["seen"]):
        yield f"seen {row['seen']!r} is not manual, review or like '12 of 14 filers'"


def _is_topic(topic: str, taxonomy: Taxonomy) -> bool:
    word = topic.removeprefix(LEADS)
    if word != topic:
        return word != "" and word == normalise_label(word)
    return topic == "*" or _is_a(taxonomy, topic, "textBlock")


def _is_a(taxonomy: Taxonomy, name: str, item_type: str) -> bool:
    concept = taxonomy.concepts.get(name)
    return concept is not None and concept.item_type == item_type


def _share(seen: str) -> Decimal:
    match = _SEEN.fullmatch(seen)
    if match is None or match["all"] is None:
        return Decimal(1)
    return Decimal(match["right"]) / (Decimal(match["all"]) + Decimal("0.5"))


def _members(taxonomy: Taxonomy) -> dict[str, dict[str, frozenset[str]]]:
    """The members of each axis with the words of their labels, as the taxonomy's arcs of dimensions tell them."""
    domains: dict[str, str] = {}
    under: dict[str, list[str]] = {}
    for arc in (arc for arcs in taxonomy.dimensions.values() for arc in arcs):
        parent, child = arc.parent.partition(":")[2], arc.child.partition(":")[2]
        if arc.arcrole == "dimension-domain":
            domains[parent] = child
        elif arc.arcrole == "domain-member":
            under.setdefault(parent, []).append(child)
    return {
        axis: {name: _words(taxonomy.concepts[name].label) for name in under.get(domain, ())}
        for axis, domain in domains.items()
    }


def _words(text: str) -> frozenset[str]:
    return frozenset(normalise_label(text).split()) - {"and", "of", "the", "in"}


# --- what the words around an amount name -----------------------------------------------


def find_members(rules: MemberRules, topics: tuple[str, ...], words: Sequence[Words]) -> dict[str, tuple[str, Words]]:
    """The members that words name, by axis, each with the words that name it; `NAMED` is one of the filer's own.

    Words that name a member outright win over words that only go with one, then those that did so more often.
    """
    best: dict[str, tuple[_Score, str, Words]] = {}
    for said in words:
        for axis, score, member in _named(rules, topics, said):
            if axis not in best or score > best[axis][0]:
                best[axis] = score, member, said
    sure = {axis: (member, said) for axis, (score, member, said) in best.items() if score[0]}
    sure |= {axis: of for axis, of in _find_held(rules, topics, words).items() if axis not in sure}
    for said in words:
        if all(said.label != other.label for _, other in sure.values()):
            for axis, member in _by_place(rules, topics, said):
                sure.setdefault(axis, (member, said))
    return {axis: (member, said) for axis, (_, member, said) in best.items()} | sure


def names_any(rules: MemberRules, topics: tuple[str, ...], said: Words) -> bool:
    """Whether words name any member, alone or with others; what names none changes nothing of what others do."""
    return bool(_named(rules, topics, said) or _held_by(rules, topics, said) or _by_place(rules, topics, said))


@lru_cache(maxsize=1 << 12)
def _named(rules: MemberRules, topics: tuple[str, ...], said: Words) -> tuple[tuple[str, _Score, str], ...]:
    """The members that words alone name, by axis, and what speaks for each: asked once for the cells of a table."""
    return tuple(
        (rule.axis, (not rule.is_beside, rule.share, key[0] != "*"), rule.member)
        for key in _keys(topics, said)
        for rule in rules.rules.get(key, ())
    )


def find_led(rules: MemberRules, topics: tuple[str, ...], lead: Set[str]) -> dict[str, str]:
    """The members that the words before a table name, by axis; none where they name two of one axis.

    Words that are among those of a row that holds more say nothing of their own.
    """
    return dict(_named_within(rules, topics, (LEAD,), frozenset(lead)))


def find_implied(
    rules: MemberRules, topics: tuple[str, ...], axes: Iterable[str], named: Mapping[str, Set[str]]
) -> dict[str, str]:
    """The members that amounts are of besides, given the axes (bare names) that they have members of, and the members
    that the words of the table name, by axis."""
    found: dict[str, str] = {}
    for axis in axes:
        for topic in (*topics, "*"):
            for of, member in rules.implied.get((topic, OF, axis), ()):
                found.setdefault(of, member)
            for of, member in rules.implied.get((topic, AMONG, axis), ()):
                if named.get(of, frozenset()) - {member}:
                    found.setdefault(of, member)
    return found


@lru_cache(maxsize=1 << 12)
def find_stated(rules: MemberRules, topics: tuple[str, ...], concept: str) -> Mapping[str, str]:
    """The members that amounts of a concept (bare name) are of where nothing else names one, by axis."""
    return _named_within(rules, topics, (STATED,), _words_of(concept))


@lru_cache(maxsize=1 << 12)
def find_part(rules: MemberRules, topics: tuple[str, ...], concept: str, label: str) -> tuple[str, str] | None:
    """The axis that a concept's amounts are parted by, and the member of it that words name: by the row whose words
    are the most of those of the concept's name."""
    within, said = (rules.within.get((topic, PARTS), ()) for topic in (*topics, "*")), _words_of(concept)
    held = [rule for of in within for rule in of if rule[0] <= said]
    most = max(held, key=lambda rule: len(rule[0]), default=None)
    return (most[1], _name_member(rules, most[1], label)) if most else None


def _words_of(concept: str) -> frozenset[str]:
    """The words of a concept's name in normal form."""
    return frozenset(normalise_label(_CAMEL.sub(" ", concept)).split())


@lru_cache(maxsize=1 << 12)
def is_told(rules: MemberRules, concept: str, axis: str, member: str) -> bool:
    """Whether a concept's name (all names are bare) tells a member: "machinery" in MachineryAndEquipmentGross."""
    mine = [words for words, its, of in rules.within.get(("*", TOLD), ()) if its == axis and of in (member, NAMED)]
    return any(words <= _words_of(concept) for words in mine)


def _find_held(rules: MemberRules, topics: tuple[str, ...], words: Sequence[Words]) -> dict[str, tuple[str, Words]]:
    """The members that captions and headings name among other words, by axis; headings before captions of rows.

    The caption of a row says what its amounts are, too: no text of it is taken for a member's, but for one it names.
    """
    found: dict[str, tuple[str, Words]] = {}
    for said in sorted(words, key=lambda said: said.place == ROW):
        for axis, member in _held_by(rules, topics, said).items():
            is_told = said.place == ROW and member != NAMED
            found.setdefault(axis, (member, said._replace(text="") if is_told else said))
    return found


def _held_by(rules: MemberRules, topics: tuple[str, ...], said: Words) -> Mapping[str, str]:
    """The members that words name among other words, by axis."""
    places = (HELD,) if said.place == ROW else (HELD, HEADED)
    return _named_within(rules, topics, places, frozenset(said.label.split()))


@lru_cache(maxsize=1 << 12)
def _named_within(
    rules: MemberRules, topics: tuple[str, ...], places: tuple[str, ...], words: frozenset[str]
) -> Mapping[str, str]:
    """The members that rows name whose words are all among some words: asked once for the cells of a table."""
    held = (rules.within.get((topic, place), ()) for topic in (*topics, "*") for place in places)
    said = [rule for of in held for rule in of if rule[0] <= words]
    found: dict[str, set[str]] = {}
    for mine, axis, member in said:
        if not any(mine < more and axis == of for more, of, _ in said):
            found.setdefault(axis, set()).add(member)
    return {axis: members.pop() for axis, members in found.items() if len(members) == 1}


def is_measure(label: str) -> bool:
    """Whether words in normal form say what is measured, or that it is the whole: they name no member."""
    return bool(_WHOLE.search(label) or _MEASURE.search(label))


def _keys(topics: tuple[str, ...], said: Words) -> Iterator[_Key]:
    for topic in (*topics, "*"):
        yield from ((topic, place, said.label) for place in (said.place, ANY, BESIDE))
        yield topic, BESIDE, "*"


@lru_cache(maxsize=1 << 12)
def _by_place(rules: MemberRules, topics: tuple[str, ...], said: Words) -> tuple[tuple[str, str], ...]:
    """The member that words name because of where they stand, whatever they are; of a measure or the whole none."""
    if is_measure(said.label):
        return ()
    placed = (rule for topic in topics for rule in rules.rules.get((topic, said.place, "*"), ())[:1])
    return tuple((rule.axis, _name_member(rules, rule.axis, said.label)) for rule in islice(placed, 1))


def _name_member(rules: MemberRules, axis: str, label: str) -> str:
    """The member of an axis whose name is most like some words, or `NAMED` where none is."""
    mine = _words(label)
    shares = {
        name: Decimal(len(mine & words)) / len(mine | words)
        for name, words in rules.members.get(axis, {}).items()
        if words
    }
    name = max(sorted(shares), key=lambda name: shares[name], default="")
    return name if name and shares[name] >= ALIKE else NAMED
