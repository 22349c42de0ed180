"""The baseline: a plain dictionary from statement and caption to the tag that most filers chose.

In: the labels and true facts of ``../shared``. Out: what it says of every true number. It is given the caption as the
filer wrote it, and knows no sign, no period and no concept of a filer's own.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from folds import CODES, FOLDS, ROOT, SHARED, filings_of, load_score

from pipeline.labels import normalise_label
from pipeline.learn import load_counts
from pipeline.taxonomy import load_taxonomy


@dataclass(frozen=True)
class LookedUp:
    """A true number in the plain dictionary; its confidence is the share of the filers who chose the best tag."""

    confidence: Decimal
    is_known: bool
    is_right: bool
    is_standard: bool


def look_up() -> list[LookedUp]:
    """Every true number in the plain dictionary: statement and normal form → what most filers of other folds chose."""
    taxonomy, found = load_taxonomy(ROOT / "taxonomy"), []
    for fold in FOLDS:
        counts = load_counts(SHARED / "labels" / "as-filed-labels.csv", taxonomy, fold)
        for path in filings_of(fold):
            with path.with_suffix(".facts.csv").open(newline="") as file:
                found += [_looked_up(row, counts) for row in csv.DictReader(file) if row["unit"]]
    return found


def _looked_up(row: dict[str, str], counts: dict[tuple[str, str], Counter[str]]) -> LookedUp:
    table = {code: name for name, code in CODES.items() if name != "comprehensive_income"}[row["statement"]]
    tags = counts.get((table, normalise_label(row["label"])), Counter())
    best = max(sorted(tags), key=lambda tag: tags[tag]) if tags else ""
    is_right = bool(best) and load_score().matches(row["concept"], (True, best))
    share = (tags[best] + Decimal("0.4")) / (tags.total() + 1)
    return LookedUp(share, bool(best), is_right, not row["concept"].startswith("ext:"))


def show_baseline(numbers: Sequence[LookedUp]) -> None:
    """How right and precise the plain dictionary is, by tag alone."""
    standard = [number for number in numbers if number.is_standard]
    right = sum(number.is_right for number in numbers)
    precise = 100 * right / sum(number.is_known for number in standard)
    print(
        f"plain dictionary: of {len(standard)} numbers with standard concepts",
        f"{100 * right / len(standard):.1f}% right, {precise:.1f}% precise;",
        f"of all numbers {100 * right / len(numbers):.1f}% right",
    )
