"""Counted evidence, how filers tagged their captions, → rows that the mapping tables may hold.

In: the counts of a labels file, the taxonomy, the rows that people wrote, and the thresholds. Out: proposed rows, each
with its evidence in ``seen``, and what was refused and why. It writes no file and changes no row of a person. It does
not know where a caption was printed: sections come from where the taxonomy's arithmetic puts the concepts.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from pipeline.evidence import CONTEXT
from pipeline.labels import normalise_label
from pipeline.model import Rule, Source, Unit
from pipeline.places import CONTRADICTED, SECTIONS, STANDS_THERE, UNPLACED, Neighbourhood, Place, fit, place_concepts
from pipeline.ranking import sign_at
from pipeline.rules import IMPLIED_SECTION, OWN, is_learned
from pipeline.tables import DataError, Problem, Row, format_table, parse_table
from pipeline.taxonomy import Taxonomy, concepts_of_statements

STATEMENT_CODES = {
    "BS": "balance_sheet",
    "IS": "income_statement",
    "CF": "cash_flow",
    "EQ": "equity",
    "CI": "comprehensive_income",
}
AS_FILED = ("statement", "label", "tag", "filings", "filers", "negated", "parenthetical")
FOLDS = tuple(f"fold_{fold}" for fold in range(5))
MODERN = ("statement", "label", "tag", "filings")
SECTIONS_OF: Mapping[str, tuple[str, ...]] = {
    "balance_sheet": (
        *("", "current assets", "noncurrent assets", "assets"),
        *("current liabilities", "noncurrent liabilities", "liabilities", "equity"),
    ),
    "income_statement": ("",),
    "cash_flow": ("", "operating activities", "investing activities", "financing activities", "supplemental"),
    "comprehensive_income": ("",),
    "equity": ("",),
}
"""The sections, by table, that the evidence for a caption is counted for, beside those that a unit implies."""
UNIT_OF = {section: unit for unit, section in IMPLIED_SECTION.items()}
PERIODS = {"balance_sheet": True, "income_statement": False}
"""Whether the amounts of a table are of instants; the other tables hold both."""
AROUND = {
    "current assets": ("current assets", "assets"),
    "noncurrent assets": ("noncurrent assets", "assets"),
    "current liabilities": ("current liabilities", "liabilities"),
    "noncurrent liabilities": ("noncurrent liabilities", "liabilities"),
}

Counts: TypeAlias = Mapping[tuple[str, str], Mapping[str, int]]
"""How many filers gave a caption (statement, normal form) each concept."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What evidence a row needs: filers that chose its concept, and their share of those that had the caption there."""

    filers: int = 3
    share: Decimal = Decimal("0.5")
    unit: str = "filers"
    """What is counted, with the years it is from: ``filers``, ``filings 2021-2025``."""


DEFAULT = Thresholds()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Evidence that became no row, and why."""

    statement: str
    label: str
    section: str
    reason: str


def load_counts(path: Path, taxonomy: Taxonomy, without: int | None = None) -> dict[tuple[str, str], Counter[str]]:
    """Count a labels file by normal form; ``without`` leaves out the filers of one of its folds.

    A tag that the taxonomy does not have, or has for the notes alone, is no evidence.
    """
    columns = labels_columns(path)
    rows, problems = parse_table(path, columns)
    problems += [fault for row in rows for fault in _row_faults(row)]
    if problems:
        raise DataError(problems)
    known = frozenset(concepts_of_statements(taxonomy))
    counts: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        count = int(row["filings"]) if columns == MODERN else _filers(row, without)
        label = normalise_label(row["label"])
        if label and count > 0 and row["tag"] in known:
            counts.setdefault((STATEMENT_CODES[row["statement"]], label), Counter())[row["tag"]] += count
    return counts


def labels_columns(path: Path) -> tuple[str, ...]:
    """The columns of a labels file: of filings alone, of filers, or of filers with their folds."""
    header = path.read_bytes().partition(b"\n")[0].decode("utf-8", "replace").strip() if path.is_file() else ""
    return next((c for c in (MODERN, AS_FILED) if header.replace(";", ",") == ",".join(c)), (*AS_FILED, *FOLDS))


def _row_faults(row: Row) -> Iterator[Problem]:
    if row["statement"] not in STATEMENT_CODES:
        yield Problem(row.source, f"statement {row['statement']!r} is none of {', '.join(STATEMENT_CODES)}")
    for column in ("filings", "filers", "parenthetical", *FOLDS):
        if not row.get(column, "0").isdecimal():
            yield Problem(row.source, f"{column} {row[column]!r} is no number")


def _filers(row: Row, without: int | None) -> int:
    return int(row["filers"]) - (int(row[f"fold_{without}"]) if without is not None else 0)


def learn_rules(
    counts: Counts, taxonomy: Taxonomy, kept: Iterable[Rule], thresholds: Thresholds
) -> tuple[list[Rule], list[Refusal]]:
    """Propose the rows that the evidence carries; ``kept`` are the rows of people, which stand as they are.

    A caption gets a row for wherever it stands, and one for a section where another concept wins there.
    """
    weigh = _weigher(taxonomy)
    standing = {(rule.statement, rule.label, rule.section): rule.concept for rule in kept}
    rules: list[Rule] = []
    refusals: list[Refusal] = []
    for (statement, label), by_concept in sorted(counts.items()):
        decided = general = standing.get((statement, label, ""))
        for section in (*SECTIONS_OF[statement], *UNIT_OF):
            written = standing.get((statement, label, section))
            found = weigh(by_concept, _place(statement, section), decided if section else None)
            if not found or (section and found[0] == general):
                continue
            if reason := _objection(found, thresholds, written):
                refusals.append(Refusal(statement, label, section, reason))
            elif written is None:
                seen = f"{found[1]} of {found[2]} {thresholds.unit}"
                rules.append(Rule(statement, label, section, found[0], "", seen, "", Source(f"{statement}.csv", 1)))
                general = general or ("" if section else found[0])
    return rules, refusals


def _place(statement: str, section: str) -> Place:
    around = AROUND.get(section, (section,) if section else ())
    return Place(statement, SECTIONS.intersection(around), UNIT_OF.get(section, Unit.MONEY), PERIODS.get(statement))


Weighed: TypeAlias = tuple[str, int, int] | None
"""The concept that wins at a place, how many filers chose it, of how many whose choice fits there."""


def _weigher(taxonomy: Taxonomy) -> Callable[[Mapping[str, int], Place, str | None], Weighed]:
    sections = place_concepts(taxonomy)

    def weigh(by_concept: Mapping[str, int], place: Place, written: str | None) -> Weighed:
        """``written`` is a person's choice for wherever the caption stands: it holds where nothing contradicts it."""
        fits = {name: fit(taxonomy.concepts[name], sections[name], place) for name in by_concept}
        if written and written != OWN and fit(taxonomy.concepts[written], sections[written], place) > CONTRADICTED:
            return written, by_concept.get(written, 0), sum(by_concept.values())
        best = max(by_concept, key=lambda name: (by_concept[name] * fits[name], name))
        if fits[best] < (STANDS_THERE if "equity" in place.sections else UNPLACED):
            return None
        least = UNPLACED if fits[best] == STANDS_THERE and place.sections else CONTRADICTED
        return best, by_concept[best], sum(count for name, count in by_concept.items() if fits[name] > least)

    return weigh


def _objection(found: tuple[str, int, int], thresholds: Thresholds, written: str | None) -> str:
    """Why a row is not proposed: a person's row says otherwise, or the evidence is thin or divided."""
    concept, count, of = found
    if written is not None:
        return f"a person wrote {written}, the count says {concept}" if written != concept else ""
    if count < thresholds.filers:
        return f"only {count} {thresholds.unit} chose {concept}"
    if count < thresholds.share * of:
        return f"divided: {concept} by {count} of {of}"
    return ""


def format_rules(rules: Iterable[Rule], with_statement: bool = False) -> str:
    """Write rows as a mapping table, sorted as `tieout tidy` sorts them."""
    rows = [(r.statement, r.label, r.section, r.concept, r.sign, r.seen, r.note) for r in rules]
    columns = ("statement", "label", "section", "concept", "sign", "seen", "note")
    start = 0 if with_statement else 1
    return format_table(columns[start:], sorted(row[start:] for row in rows))


def format_evidence(counts: Counts, recent: Counts) -> dict[str, str]:
    """Write the counts that suggestions are drawn from, of filers and of recent filings, a table for each statement."""
    columns = ("label", "concept", "filers", "filings")
    tables: dict[str, list[tuple[str, str, str, str]]] = {}
    for statement, label in sorted(counts.keys() | recent.keys()):
        filers, filings = counts.get((statement, label), {}), recent.get((statement, label), {})
        rows = [
            (label, c, str(filers.get(c, 0)), str(filings.get(c, 0))) for c in sorted(filers.keys() | filings.keys())
        ]
        tables.setdefault(f"{statement}.csv", []).extend(rows)
    return {name: format_table(columns, rows) for name, rows in sorted(tables.items())}


Seen: TypeAlias = tuple[str, frozenset[str], Neighbourhood, str]
"""A row of a statement: its table, the sections around it, what stands around it, and its concept or `OWN`."""


def format_context(seen: Iterable[Seen]) -> str:
    """Write how often each concept was seen beside which others, printed with which sign, and at all."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for table, sections, around, concept in seen:
        places = [("", ""), ("above", around.above), ("below", around.below)]
        places += [("part", part) for part in around.parts]
        if around.is_negative is not None:
            places.append(sign_at(sections, around))
        counts.update(
            (table, relation, other, concept)
            for relation, other in places
            if other or relation not in ("above", "below")
        )
    return format_table(CONTEXT.columns, [(*key, str(count)) for key, count in sorted(counts.items())])


def learn_tables(
    counts: Counts, written: Iterable[Rule], taxonomy: Taxonomy, thresholds: Thresholds = DEFAULT
) -> tuple[dict[str, str], list[Refusal]]:
    """The statements' mapping tables with what the counts teach; ``written`` are the rules that stand in them now.

    A learned row of the same kind of count is learned anew or goes; every other row stays as it is, to the letter.
    """
    tables: dict[str, str] = {}
    refusals: list[Refusal] = []
    standing = list(written)
    for statement in SECTIONS_OF:
        of_table = [rule for rule in standing if Path(rule.source.path).name == f"{statement}.csv"]
        kept = [rule for rule in of_table if not (is_learned(rule) and rule.seen.endswith(thresholds.unit))]
        mine = {key: found for key, found in counts.items() if key[0] == statement}
        everywhere = [replace(rule, statement=statement) for rule in standing if rule.statement == "*"]
        proposed, refused = learn_rules(mine, taxonomy, [*everywhere, *kept], thresholds)
        tables[f"{statement}.csv"] = format_rules([*kept, *proposed])
        refusals += refused
    return tables, refusals
