"""The rows of the rendered filings, what stands around each, and its concept as its filer says.

In: the filings of a fold and the facts beside them. Out: footed statements, and for each of their rows the concept that
the filer's own facts give it. How rows are tagged is not known here.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from folds import CODES, ROOT, filings_of, load_score

from pipeline.extract import extract
from pipeline.foot import foot
from pipeline.labels import normalise_label
from pipeline.learn import Seen
from pipeline.locate import locate
from pipeline.mappings import OWN, Mappings
from pipeline.model import Filing, Statement
from pipeline.periods import fiscal_year
from pipeline.places import SECTIONS
from pipeline.read.sgml import read_submission
from pipeline.tag.context import neighbourhoods
from pipeline.tag.decide import Lookup
from pipeline.tag.sections import section_terms
from pipeline.taxonomy import Taxonomy, load_taxonomy


@lru_cache(maxsize=64)
def statements_of(path: Path) -> tuple[Filing, list[Statement]]:
    """A filing and its footed statements."""
    filing, _ = read_submission(path.read_bytes(), path.name)
    assert filing is not None
    return filing, [foot(statement)[0] for statement in extract(locate(filing)[0], filing)[0]]


def lookup(filing: Filing, statements: Sequence[Statement], taxonomy: Taxonomy, mappings: Mappings) -> Lookup:
    """What the rows of a filing are looked up in and for, as a run does it."""
    periods = [column.period for statement in statements for column in statement.columns if column.period]
    return Lookup(taxonomy, mappings, filing.cik, fiscal_year(periods))


@cache
def rows_of(fold: int) -> tuple[Seen, ...]:
    """What was seen around each row of the rendered filings of a fold, and its concept as its filer says."""
    taxonomy = load_taxonomy(ROOT / "taxonomy")
    found = (seen_in(statement, true_concepts(path, statement), taxonomy) for path, statement in _footed(fold))
    return tuple(row for of_statement in found for row in of_statement)


def seen_in(statement: Statement, concepts: Mapping[int, str], taxonomy: Taxonomy) -> Iterator[Seen]:
    """What stands around each row of a statement whose concept is known; of ``A|B`` the first that the taxonomy has."""
    named = {row: [name for name in names.split("|") if name in taxonomy.concepts] for row, names in concepts.items()}
    known = {row: names[0] for row, names in named.items() if names}
    terms = section_terms(statement, known)
    for row, around in neighbourhoods(statement, known).items():
        if row in concepts:
            sections = SECTIONS.intersection(terms[row])
            yield statement.kind.value, sections, around, known.get(row, OWN)


def _footed(fold: int) -> Iterator[tuple[Path, Statement]]:
    """Each statement of the filings of a fold."""
    for path in filings_of(fold):
        for statement in statements_of(path)[1]:
            yield path, statement


def true_concepts(path: Path, statement: Statement) -> dict[int, str]:
    """The concept of each row, by what most of its amounts are in the filer's own facts of that statement.

    Of two rows of one caption and amount, as a tax benefit added here and deducted there, each has its own fact.
    """
    score = load_score()
    with path.with_suffix(".facts.csv").open(newline="") as file:
        facts = [row for row in csv.DictReader(file) if row["unit"] and row["statement"] == CODES.get(statement.kind)]
    by_value: dict[Decimal, list[dict[str, str]]] = defaultdict(list)
    for fact in facts:
        if (value := score.num(fact["value"])) is not None:
            by_value[abs(value)].append(fact)
    concepts: dict[int, str] = {}
    told: set[tuple[str, str]] = set()
    for row, item in enumerate(statement.items):
        votes: Counter[str] = Counter()
        label = normalise_label(item.label)
        for amount, column in zip(item.amounts, statement.columns, strict=True):
            period = item.period or column.period
            if amount is None or amount.value is None or period is None or item.parent is not None:
                continue
            for fact in by_value.get(abs(amount.value.scaleb(item.scale)), ()):
                is_here = normalise_label(fact["label"]) == label
                if score.near(fact["period_end"], period.end.isoformat(), 3) or is_here:
                    is_open = (label, fact["concept"]) not in told
                    votes[fact["concept"]] += 1 + 5 * is_here + (amount.value != 0) + is_open
        if votes:
            concepts[row] = max(votes, key=lambda name: votes[name])
            told.add((label, concepts[row]))
    return concepts
