"""The mapping tables, one decision a row, → `Mappings`.

In: ``mappings/`` and the taxonomy its concepts are of. Out: its rules, or one `DataError` with every fault of every
table. Which of the rules a line item follows is for `rules` to know.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from pipeline.confidence import RECENTLY_MEASURED, load_calibration
from pipeline.evidence import FOLDER as EVIDENCE
from pipeline.evidence import evidence_faults
from pipeline.labels import normalise_label, normalise_pattern, normalise_section
from pipeline.member_rules import FILE as MEMBERS
from pipeline.member_rules import load_member_rules
from pipeline.model import BlockLevel, Concept, Rule, Source, Unit
from pipeline.phrases import FILE as PROSE
from pipeline.phrases import load_phrases
from pipeline.places import SIDES, Place, place_concepts
from pipeline.rules import (
    IMPLIED_SECTION,
    NOTE_ROWS,
    NOTES,
    OWN,
    Choice,
    Entry,
    Mappings,
    Origin,
    Query,
    choose_rule,
    first_word,
    format_explanation,
    grounds_of,
    is_learned,
)
from pipeline.suggest import Suggester, suggest
from pipeline.tables import DataError, Problem, Row, parse_table
from pipeline.taxonomy import Taxonomy

__all__ = [
    "NOTES",
    "NOTE_ROWS",
    "OWN",
    "Choice",
    "Mappings",
    "Query",
    "choose_rule",
    "format_explanation",
    "grounds_of",
    "is_learned",
    "load_mappings",
    "read_ahead",
]

SUPPRESSIONS = "suppressions.csv"
"""The table of the folder that is of findings, not of captions."""
COLUMNS = ("label", "section", "concept", "sign", "seen", "note")
STATEMENTS = (
    "balance_sheet",
    "income_statement",
    "cash_flow",
    "equity",
    "comprehensive_income",
    "parenthetical",
    "cover",
    NOTES,
    NOTE_ROWS,
)
WIDELY_PRINTED = "net income"
"""A caption that something is known of in every statement."""

_UNITS = {"monetary": Unit.MONEY, "perShare": Unit.PER_SHARE, "shares": Unit.SHARES, "pure": Unit.PURE}
_UNITS |= dict.fromkeys(("percent", "integer", "decimal"), Unit.PURE)
_PERIOD_TYPES = {"balance_sheet": "instant", "income_statement": "duration"}
_SIGNS = ("", "+", "-")
_CONCEPT = re.compile(r"[A-Z][A-Za-z0-9]*")
_SEEN = re.compile(r"seed|manual|review( .+)?|\d+ of \d+ (filers|filings)( \d{4}-\d{4})?")


def load_mappings(folder: Path, taxonomy: Taxonomy) -> Mappings:
    """Read every mapping table; one `DataError` lists every fault of every file.

    Rows are held to the constraints of ``schemas/mapping_row.schema.json`` by code of the same meaning, because
    the schema's own validator takes seconds for thousands of rows; a test runs the schema over every row.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    if not folder.is_dir():
        raise DataError([Problem(Source(str(folder), 1), "is not a folder of mapping tables")])
    for path in sorted(folder.rglob("*.csv")):
        if path.relative_to(folder).parts[0] in (EVIDENCE, SUPPRESSIONS, PROSE, MEMBERS):
            continue
        shown_as = (Path(folder.name) / path.relative_to(folder)).as_posix()
        place = _table_place(path.relative_to(folder))
        if place is None:
            problems.append(Problem(Source(shown_as, 1), f"is no mapping table; tables are {', '.join(STATEMENTS)}"))
            continue
        origin, scope, statement = place
        rows, faults = parse_table(path, COLUMNS if statement else ("statement", *COLUMNS), shown_as)
        problems += faults
        for row in rows:
            rule = _rule(row, statement or row["statement"])
            concept = taxonomy.concepts.get(rule.concept)
            problems += [Problem(row.source, fault) for fault in _rule_faults(rule, concept, taxonomy)]
            entries.append(_entry(rule, origin, scope, taxonomy))
    phrases, faults = load_phrases(folder, taxonomy)
    members, more = load_member_rules(folder, taxonomy)
    problems += [*faults, *more, *_ties(entries), *_wrong_sides(entries, taxonomy), *evidence_faults(folder)]
    if problems:
        raise DataError(problems)
    return replace(
        _index(entries),
        calibration=load_calibration(folder),
        recent_calibration=load_calibration(folder, RECENTLY_MEASURED),
        suggester=Suggester(folder, taxonomy),
        phrases=phrases,
        members=members,
    )


def read_ahead(mappings: Mappings) -> None:
    """Read now what else the first caption to need it would read: processes that are forked later share it."""
    if mappings.suggester is not None:
        suggest(
            mappings.suggester, [(WIDELY_PRINTED, Place(name, frozenset(), Unit.MONEY, None)) for name in STATEMENTS]
        )
        _ = mappings.suggester.counted


def _table_place(path: Path) -> tuple[Origin, str, str] | None:
    """The origin, scope and statement of a table by its place in the folder; no statement = a column says it."""
    match path.parts:
        case ("general.csv",):
            return Origin.GENERAL, "", ""
        case (name,) if name.removesuffix(".csv") in STATEMENTS:
            return Origin.STATEMENT, "", name.removesuffix(".csv")
        case ("industry", name):
            return Origin.INDUSTRY, name.removesuffix(".csv"), ""
        case ("filers", name) if name.removesuffix(".csv").isdecimal():
            return Origin.FILER, name.removesuffix(".csv"), ""
        case ("years", name) if re.fullmatch(r"\d{4}-(?:\d{4})?\.csv", name):
            return Origin.YEARS, name.removesuffix(".csv"), ""
    return None


def _rule(row: Row, statement: str) -> Rule:
    return Rule(
        statement, row["label"], row["section"], row["concept"], row["sign"], row["seen"], row["note"], row.source
    )


def _rule_faults(rule: Rule, concept: Concept | None, taxonomy: Taxonomy) -> Iterator[str]:
    if rule.statement not in STATEMENTS and rule.statement != "*":
        yield f"statement {rule.statement!r} is none of {', '.join(STATEMENTS)} or *"
    if not rule.label:
        yield "has no label"
    elif rule.label != (normal := _normal_form(rule.label)):
        yield f"label {rule.label!r} is not in normal form; write {normal!r}"
    if rule.section != (normal := normalise_section(rule.section)):
        yield f"section {rule.section!r} is not in normal form; write {normal!r}"
    if rule.sign not in _SIGNS:
        yield f"sign {rule.sign!r} is not empty, + or -"
    if rule.statement == NOTES and rule.section not in set(BlockLevel):
        yield f"section {rule.section!r} of a heading is none of {', '.join(BlockLevel)}"
    if not _SEEN.fullmatch(rule.seen):
        yield f"seen {rule.seen!r} is not seed, manual, review or like '12 of 14 filers'"
    if rule.concept == OWN:
        if rule.statement == "cover" or is_learned(rule):
            yield "concept own is for a person to decide of a line item"
    elif not _CONCEPT.fullmatch(rule.concept):
        yield f"concept {rule.concept!r} is no name of a concept, nor own"
    elif concept is None:
        near = get_close_matches(rule.concept, taxonomy.concepts, n=3)
        yield f"no concept {rule.concept} in the taxonomy" + (f"; near it are {', '.join(near)}" if near else "")
    else:
        yield from _concept_faults(rule, concept)


def _concept_faults(rule: Rule, concept: Concept) -> Iterator[str]:
    if concept.abstract:
        yield f"concept {concept.name} is abstract: it is a heading and takes no amount"
        return
    if rule.statement != "cover" and (rule.statement == NOTES) != (concept.item_type == "textBlock"):
        kind = "a heading of the notes is a text" if rule.statement == NOTES else "a line item states no text"
        yield f"concept {concept.name} is {concept.item_type}: {kind}"
    period_type = _PERIOD_TYPES.get(rule.statement)
    if period_type and concept.period_type != period_type:
        yield f"concept {concept.name} is of a {concept.period_type}, a line of the {rule.statement} of a {period_type}"
    unit = _UNITS.get(concept.item_type)
    needed = Unit.SHARES if rule.statement == "parenthetical" and rule.label.startswith("share") else None
    for counted, section in IMPLIED_SECTION.items():
        needed = counted if rule.section == section else needed
    if needed and unit is not needed:
        yield f"concept {concept.name} counts {unit or concept.item_type}, the line item {needed}"


def _wrong_sides(entries: Iterable[Entry], taxonomy: Taxonomy) -> Iterator[Problem]:
    """Rows of a balance sheet's section whose concept is of the other side; a contra stands with what it reduces."""
    doubtful = []
    for rule in (entry.rule for entry in entries):
        concept = taxonomy.concepts.get(rule.concept)
        side = SIDES.get(rule.section) if rule.statement == "balance_sheet" else None
        if concept and concept.balance and side and side != concept.balance:
            doubtful.append((rule, concept, side))
    placed = place_concepts(taxonomy) if doubtful else {}
    for rule, concept, side in doubtful:
        if side not in {SIDES[section] for section in placed[concept.name] & SIDES.keys()}:
            message = f"concept {concept.name} is a {concept.balance}, a line under `{rule.section}` a {side}"
            yield Problem(rule.source, message)


def _normal_form(text: str) -> str:
    return normalise_pattern(text) if "*" in text else normalise_label(text)


def _entry(rule: Rule, origin: Origin, scope: str, taxonomy: Taxonomy) -> Entry:
    concept = taxonomy.concepts.get(rule.concept)
    unit = _UNITS.get(concept.item_type) if concept else None
    years = taxonomy.years.get(rule.concept, (None, None))
    return Entry(rule, origin, scope, unit, years)


def _ties(entries: Iterable[Entry]) -> Iterator[Problem]:
    first: dict[tuple[object, ...], Rule] = {}
    for entry in entries:
        rule = entry.rule
        other = first.setdefault((entry.origin, entry.scope, rule.statement, rule.label, rule.section), rule)
        if other is rule:
            continue
        row = f"`{rule.label}`" + (f" under `{rule.section}`" if rule.section else "")
        if other.concept != rule.concept:
            yield Problem(rule.source, f"{row} is {rule.concept} here and {other.concept} in {other.source}")
        else:
            yield Problem(rule.source, f"{row} stands already in {other.source}")


def _index(entries: Iterable[Entry]) -> Mappings:
    exact: dict[tuple[str, str], list[Entry]] = {}
    patterns: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.is_pattern:
            patterns.setdefault((entry.rule.statement, first_word(entry.rule.label)), []).append(entry)
        else:
            exact.setdefault((entry.rule.statement, entry.rule.label), []).append(entry)
    return Mappings(
        {key: tuple(found) for key, found in exact.items()}, {key: tuple(found) for key, found in patterns.items()}
    )
