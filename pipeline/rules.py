"""A caption under its headings → its best `Rule`, and why the others lost.

In: the rules of the mapping tables and a query. Out: one `Choice`. Where the rules are written is for `mappings` to
know; what a filing prints around the caption, how much it is and with which sign, is not known here.

Which row wins, in this order: the filer's own table; an exact label before a pattern; ``industry/``, ``years/`` (the
fiscal years in its file's name, the latest first), the statement's table, ``general.csv``; the label with more words
of its own; the narrower section. Row order never decides: rows that would tie are faults of the files.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from pipeline.confidence import Basis, Calibration, Grounds
from pipeline.labels import SECTION_DEPTHS, compile_pattern, normalise_label, normalise_section
from pipeline.member_rules import MemberRules
from pipeline.model import Rule, Unit
from pipeline.phrases import Phrases
from pipeline.suggest import Suggester, is_recent

IMPLIED_SECTION = {Unit.PER_SHARE: "earnings per share", Unit.SHARES: "weighted average shares"}
"""An amount that is counted so stands in that section whether or not a heading says it."""

OWN = "own"
"""The concept of a row by which a person says that no concept of the taxonomy fits: it stays the filer's own."""

NOTES = "notes"
"""The table of the headings of notes, whose concepts are texts: a row for every statement is not of it."""

NOTE_ROWS = "note_rows"
"""The table of the rows of the notes' tables, where a caption seldom means what it does in a statement."""

OWN_HEADING_DEPTH = 4
"""The filer's own headings lie deeper than any structural section."""

_NOTHING: frozenset[str] = frozenset()
_NARROWER = {
    "assets": frozenset({"current assets", "noncurrent assets"}),
    "liabilities": frozenset({"current liabilities", "noncurrent liabilities"}),
}
"""A row under the whole of assets or liabilities is for balance sheets that do not part them into current and other."""


class Origin(IntEnum):
    """The kind of table a rule comes from, strongest first."""

    FILER = 0
    INDUSTRY = 1
    YEARS = 2
    STATEMENT = 3
    GENERAL = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule with what choosing needs: the table it is from and its concept's unit.

    ``scope`` is the filer's cik, the industry or the fiscal years (``2009-2011``, ``2018-``) of its table, or empty.
    """

    rule: Rule
    origin: Origin
    scope: str
    unit: Unit | None
    years: tuple[int | None, int | None]
    """The first and last year in which its concept is in use, where the taxonomy limits them."""

    @property
    def is_pattern(self) -> bool:
        """Whether its label stands for more than one."""
        return "*" in self.rule.label


@dataclass(frozen=True, slots=True, eq=False)
class Mappings:
    """Every rule: those of exact labels by statement and label, those of patterns by statement and `first_word`.

    With them what no rule is needed for: how sure a rule is by measure, and what captions no rule knows are like.
    Equal only to itself.
    """

    exact: Mapping[tuple[str, str], tuple[Entry, ...]]
    patterns: Mapping[tuple[str, str], tuple[Entry, ...]]
    calibration: Calibration = field(default_factory=Calibration)
    suggester: Suggester | None = None
    phrases: Phrases = field(default_factory=Phrases)
    """What sentences of the notes say of numbers."""
    members: MemberRules = field(default_factory=MemberRules)
    """What rows and columns of the notes' tables say of whom or what their amounts are for."""
    recent_calibration: Calibration = field(default_factory=Calibration)
    """What was measured of filings of late; without one they are as sure as those of long ago."""
    least: Decimal = Decimal(0)
    """How sure a concept of the taxonomy must be to be stated, where the user asks for more than the best."""

    def calibration_for(self, year: int | None) -> Calibration:
        """What was measured of filings like those of a fiscal year."""
        return self.recent_calibration if is_recent(year) and self.recent_calibration.weights else self.calibration

    @property
    def rules(self) -> tuple[Rule, ...]:
        found = [entry.rule for entries in (*self.exact.values(), *self.patterns.values()) for entry in entries]
        return tuple(sorted(found, key=lambda rule: rule.source))


class Query(NamedTuple):
    """A line item as the mapping files see it: its table, caption, headings and structural sections, and filer."""

    table: str
    label: str
    sections: tuple[str, ...] = ()
    cik: str | None = None
    industries: tuple[str, ...] = ()
    unit: Unit | None = None
    year: int | None = None


class Choice(NamedTuple):
    """The rule that won, if any, and each rule that knows the label but lost, with the reason."""

    rule: Rule | None
    losers: tuple[tuple[Rule, str], ...] = ()


@lru_cache(maxsize=4096)
def choose_rule(mappings: Mappings, query: Query) -> Choice:
    """The best rule for a line item; every other rule that knows its label lost for a stated reason.

    What a row of the notes repeats, and what it is a part of, are asked of the same rules one after the other.
    """
    entries = _candidates(mappings, query.table, normalise_label(query.label))
    if not entries:
        return Choice(None)
    terms = set(map(normalise_section, query.sections))
    if query.unit in IMPLIED_SECTION:
        terms.add(IMPLIED_SECTION[query.unit])
    standing: list[tuple[int, Entry]] = []
    losers: list[tuple[Rule, str]] = []
    for entry in entries:
        place = _scope_place(entry, query)
        if place is None:
            continue
        if reason := _objection(entry, terms, query):
            losers.append((entry.rule, reason))
        else:
            standing.append((place, entry))
    if len(standing) > 1:
        standing.sort(key=lambda found: _rank(*found))
    winner = standing[0][1] if standing else None
    losers.sort(key=lambda lost: lost[0].source)
    beaten = [(entry.rule, _why_beaten(entry, winner)) for _, entry in standing[1:]] if winner else []
    return Choice(winner.rule if winner else None, (*beaten, *losers))


def _rank(place: int, entry: Entry) -> tuple[int | str, ...]:
    """The place of a rule that stands among the others that stand, least first; no two have the same."""
    rule = entry.rule
    depth = SECTION_DEPTHS.get(rule.section, OWN_HEADING_DEPTH) if rule.section else 0
    return (
        entry.origin is not Origin.FILER,
        entry.is_pattern,
        entry.origin,
        place,
        -_literal_words(rule.label),
        rule.statement == "*",
        -depth,
        -_literal_words(rule.section),
        rule.label,
        rule.section,
    )


def _literal_words(text: str) -> int:
    return sum(word != "*" for word in text.split())


def first_word(pattern: str) -> str:
    """The first word of a pattern that a label must have to match it.

    >>> first_word("* convertible preferred stock *"), first_word("*")
    ('convertible', '')
    """
    return next((word for word in pattern.split() if word != "*"), "")


@lru_cache(maxsize=8192)
def _candidates(mappings: Mappings, table: str, label: str) -> tuple[Entry, ...]:
    """The rules that know a label; most rows of notes are asked for in several tables, and again in the next filing."""
    return tuple(_find_candidates(mappings, table, label))


def _find_candidates(mappings: Mappings, table: str, label: str) -> Iterator[Entry]:
    words = label.split()
    for statement in (table,) if table in (NOTES, NOTE_ROWS) else (table, "*"):
        yield from mappings.exact.get((statement, label), ())
        for word in ("", *dict.fromkeys(words)):
            for entry in mappings.patterns.get((statement, word), ()):
                if (pattern := compile_pattern(entry.rule.label)) and pattern.fullmatch(" " + label):
                    yield entry


def _scope_place(entry: Entry, query: Query) -> int | None:
    """Where the entry's table stands among those of its origin that apply to the query; None if it does not apply."""
    match entry.origin:
        case Origin.FILER:
            return 0 if query.cik and query.cik.lstrip("0") == entry.scope.lstrip("0") else None
        case Origin.INDUSTRY:
            return query.industries.index(entry.scope) if entry.scope in query.industries else None
        case Origin.YEARS:
            first, _, last = entry.scope.partition("-")
            is_of_year = query.year is not None and int(first) <= query.year <= int(last or query.year)
            return -int(first) if is_of_year else None
        case _:
            return 0


def _objection(entry: Entry, terms: set[str], query: Query) -> str:
    section = entry.rule.section
    if "*" in section and (pattern := compile_pattern(section)):
        if not any(pattern.fullmatch(" " + term) for term in terms):
            return f"stands only under headings like `{section}`"
    elif section and section not in terms:
        return f"stands only under `{section}`"
    elif not _NARROWER.get(section, _NOTHING).isdisjoint(terms):
        return f"stands only directly under `{section}`, in a balance sheet that is not classified"
    if query.unit and entry.unit and entry.unit is not query.unit:
        return f"{entry.rule.concept} counts {entry.unit}, the line item {query.unit}"
    first, last = entry.years
    if query.year and ((first and query.year < first) or (last and query.year > last)):
        return f"{entry.rule.concept} is in use{f' from {first}' if first else ''}{f' until {last}' if last else ''}"
    return ""


def _why_beaten(entry: Entry, winner: Entry) -> str:
    by = f"{winner.rule.source} "
    if entry.origin is not winner.origin and Origin.FILER in (entry.origin, winner.origin):
        return by + "is the filer's own"
    if entry.is_pattern != winner.is_pattern:
        return by + "has the exact label"
    if entry.origin is not winner.origin or entry.scope != winner.scope:
        return by + f"is of the stronger table ({winner.origin.name.lower()} before {entry.origin.name.lower()})"
    if entry.rule.label != winner.rule.label:
        return by + "has more of the label's words"
    if entry.rule.statement != winner.rule.statement:
        return by + "names the statement"
    return by + (f"is narrower: it names `{winner.rule.section}`" if winner.rule.section else "is narrower")


def is_learned(rule: Rule) -> bool:
    """Whether a row stands on counts alone: what a person wrote or decided is not for learning to touch."""
    return rule.seen[:1].isdigit() and rule.note != "manual"


def grounds_of(rule: Rule) -> Grounds | None:
    """On what a rule stands, for its confidence to be measured; None for what a reviewer decided."""
    if rule.seen.startswith("review"):
        return None
    if is_learned(rule):
        count, _, of, *_ = rule.seen.split()
        return Grounds(Basis.COUNT, rule.concept, Decimal(count), Decimal(of))
    return Grounds(Basis.PERSON, rule.concept)


def format_explanation(query: Query, choice: Choice) -> str:
    """Tell which rule a caption follows and why the others do not: what `tieout explain` prints."""
    under = f" under {', '.join(f'`{s}`' for s in query.sections)}" if query.sections else ""
    lines = [f"{query.table}: {query.label!r} reads `{normalise_label(query.label)}`{under}"]
    if choice.rule is None:
        lines.append("no rule stands")
    else:
        lines.append(f"wins  {_format_rule(choice.rule)}")
    lines += [f"loses {_format_rule(rule)}: {reason}" for rule, reason in choice.losers]
    return "\n".join(lines) + "\n"


def _format_rule(rule: Rule) -> str:
    under = f" under `{rule.section}`" if rule.section else ""
    sign = f", sign {rule.sign}" if rule.sign else ""
    return f"{rule.source}: `{rule.label}`{under} -> {rule.concept}{sign} ({rule.seen})"
