"""The facts of the statements → what they tell of the amounts and captions of the notes.

In: the facts of the statements, and the rules for them. Out: `Statements`, asked one row at a time. What is made
of it is for `concepts` and `amounts` to know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.labels import normalise_label
from pipeline.mappings import NOTE_ROWS, OWN, Query, choose_rule
from pipeline.model import Fact, LineItem, Period, Rule, Statement
from pipeline.notes.cells import period_of
from pipeline.notes.name import Lookup

TABLES = {True: ("balance_sheet",), False: ("income_statement", "cash_flow")}
"""The mapping tables that a row of the notes is looked up in, by whether its amounts are of a day."""


@dataclass(frozen=True)
class Statements:
    """What the statements state of the filer as a whole: by bare name, period and unit, by amount, and by caption."""

    about: Lookup
    facts: Mapping[tuple[str, Period, str], Fact]
    of_amount: Mapping[tuple[Decimal, Period, str], frozenset[str]]
    of_caption: Mapping[str, frozenset[str]]

    def stated(self, table: Statement, item: LineItem, column: int) -> frozenset[str]:
        """The concepts of which a statement states the amount for its time."""
        amount, period = item.amounts[column], period_of(item, table.columns[column])
        if amount is None or not amount.value or period is None:
            return frozenset()
        value = abs(amount.value.scaleb(item.scale))
        return self.of_amount.get((value, period, item.unit.measures(table.currency)), frozenset())

    def captioned(self, item: LineItem) -> frozenset[str]:
        """The concepts of rows of statements that bear the caption."""
        return self.of_caption.get(normalise_label(item.label), frozenset())

    def ruled(self, item: LineItem, is_instant: bool | None) -> frozenset[str]:
        """The concepts that rules for statements give the caption."""
        kinds = (True, False) if is_instant is None else (is_instant,)
        found = (self._rule(table, item) for kind in kinds for table in TABLES[kind]) if item.label else ()
        return frozenset(name for name in found if name)

    def noted(self, table: Statement, item: LineItem) -> Rule | None:
        """The rule for a row of a note, by its caption under its headings and the note's."""
        sections = (*item.section, table.title)
        query = Query(NOTE_ROWS, item.label, sections, self.about.cik or None, (), item.unit, self.about.year)
        return choose_rule(self.about.mappings, query).rule if item.label else None

    def _rule(self, table: str, item: LineItem) -> str:
        query = Query(table, item.label, item.section, self.about.cik or None, (), item.unit, self.about.year)
        rule = choose_rule(self.about.mappings, query).rule
        return rule.concept if rule and rule.concept != OWN else ""


def know_statements(facts: Sequence[Fact], about: Lookup) -> Statements:
    """What the facts of the statements tell."""
    whole = [fact for fact in facts if not fact.context.dimensions and isinstance(fact.value, Decimal)]
    stated = {(fact.concept.name, fact.context.period, fact.unit): fact for fact in reversed(whole)}
    of_amount: dict[tuple[Decimal, Period, str], set[str]] = {}
    of_caption: dict[str, set[str]] = {}
    for fact in whole:
        if isinstance(fact.value, Decimal) and fact.value and fact.concept.name in about.taxonomy.concepts:
            of_amount.setdefault((abs(fact.value), fact.context.period, fact.unit), set()).add(fact.concept.name)
            of_caption.setdefault(normalise_label(fact.item.label), set()).add(fact.concept.name)
    return Statements(
        about,
        stated,
        {key: frozenset(names) for key, names in of_amount.items()},
        {key: frozenset(names) for key, names in of_caption.items()},
    )
