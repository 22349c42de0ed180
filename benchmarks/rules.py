"""How often right reports break the rules: filings whose facts are known, held against relations and signs.

In: ``../shared/corpus/rendered`` and ``html``, the facts beside the filings. Out, on stdout: for each relation the
words that stand in ``seen`` of ``taxonomy/relations.csv``, and each concept of the sign rule that some filing states
below zero. A rule that right reports break more often than rarely is no rule; what tieout reads is not looked at.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from folds import SHARED

from pipeline.checks.relations import ask_relations
from pipeline.checks.signs import NEVER_NEGATIVE
from pipeline.model import (
    Amount,
    Context,
    Entity,
    Fact,
    LineItem,
    Period,
    Source,
    StatementKind,
    Status,
)
from pipeline.tables import data_folder
from pipeline.taxonomy import Taxonomy, load_taxonomy

EXACT = 12
"""Decimals of what is stated as exact."""
SCALES = (6, 5, 3)
"""The powers of ten that statements are rounded to."""
ODD_ONE_IN = 10
"""One amount in so many may end in fewer zeros than the statement is rounded to: amounts per share, misprints."""


def main() -> None:
    """Print a line for each relation, and one for each concept of the sign rule that is broken."""
    taxonomy = load_taxonomy(data_folder("taxonomy"))
    filings = [*rendered(taxonomy), *html(taxonomy)]
    asked, broken, negative = Counter[str](), Counter[str](), Counter[str]()
    for facts in filings:
        answers = list(ask_relations(facts, taxonomy))
        asked.update({relation.code.id for relation, _ in answers})
        broken.update({relation.code.id for relation, finding in answers if finding})
        negative.update({f.concept.name for f in facts if isinstance(f.value, Decimal) and f.value < 0})
    for relation in taxonomy.relations:
        id = relation.code.id
        print(f"{id:48} broken in {broken[id]} of {asked[id]} filings")
    for name in sorted(NEVER_NEGATIVE & negative.keys()):
        print(f"{name:48} below zero in {negative[name]} of {len(filings)} filings")


def rendered(taxonomy: Taxonomy) -> Iterator[list[Fact]]:
    """The facts of each filing of 2009-2010, rounded as most of its amounts of money are."""
    for path in sorted((SHARED / "corpus" / "rendered").glob("*.facts.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["value"]]
        scale = rounded_to([Decimal(row["value"]) for row in rows if row["unit"] == "USD"])
        yield [
            made
            for row in rows
            for name in row["concept"].split("|")
            for made in make(taxonomy, name, row["period_start"], row["period_end"], row["unit"], row["value"], -scale)
        ]


def rounded_to(amounts: list[Decimal]) -> int:
    """The power of ten that all but a few amounts are multiples of."""
    whole = [amount for amount in amounts if amount]
    return next(
        (scale for scale in SCALES if sum(amount % 10**scale != 0 for amount in whole) * ODD_ONE_IN <= len(whole)), 0
    )


def html(taxonomy: Taxonomy) -> Iterator[list[Fact]]:
    """The facts of each filing of 2023-2025 as it states them, those of members left out."""
    for path in sorted((SHARED / "corpus" / "html").glob("*.facts.json")):
        yield [
            made
            for fact in json.loads(path.read_bytes())
            if fact.get("unit") and fact["value"] is not None and not (fact.get("dimensions") or fact.get("dims"))
            for made in make(
                taxonomy,
                fact["concept"].partition(":")[2],
                fact.get("start", ""),
                fact.get("instant") or fact["end"],
                fact["unit"],
                str(fact["value"]),
                EXACT if fact["decimals"] in (None, "INF") else int(fact["decimals"]),
            )
        ]


def make(taxonomy: Taxonomy, name: str, start: str, end: str, unit: str, value: str, decimals: int) -> Iterator[Fact]:
    """A fact of a concept of the taxonomy."""
    concept = taxonomy.concepts.get(name)
    if concept is None:
        return
    if concept.item_type == "perShare":
        decimals = 2
    elif concept.item_type == "shares" and decimals == 0:
        decimals = 0 if Decimal(value) % 1000 else -3
    context = Context(Entity("", ""), Period(date.fromisoformat(start) if start else None, date.fromisoformat(end)))
    place = Source("facts", 1)
    amount = Amount(value, Decimal(value), place)
    item = LineItem(name, (), 0, (amount,), place)
    told = (StatementKind.NOTE, item, amount, Status.RULE, None, Decimal(1), "")
    yield Fact("f", concept, context, unit, Decimal(value), decimals, *told)


if __name__ == "__main__":
    main()
