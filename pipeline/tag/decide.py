"""The concept of each row of a statement, on what it stands, and how sure that is.

In: a footed statement, the mapping rules and the taxonomy. Out: a decision for every row that rules, arithmetic or
headings tell, and the suggestions for every row that is not sure; rows without a decision are for the caller to make
concepts of the filer's own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.confidence import Basis, Grounds
from pipeline.labels import normalise_label
from pipeline.mappings import OWN, Query, choose_rule
from pipeline.model import Concept, LineItem, Statement, StatementKind, Unit
from pipeline.suggest import is_recent
from pipeline.tag.comprehensive import NET, OF_PARENT, SECTION, read_components
from pipeline.tag.context import part_per_share, settle_by_context
from pipeline.tag.decision import Decision, Lookup, decide_by_rule, decide_by_structure
from pipeline.tag.diluted import beside_diluted
from pipeline.tag.earnings import prove_net_income, prove_per_share
from pipeline.tag.headline import income_by_place, revenue_by_place
from pipeline.tag.sections import section_terms
from pipeline.tag.signs import names_tax
from pipeline.tag.structure import (
    balance_totals,
    concept_of_part,
    concept_of_subtotal,
    concept_of_total,
    count_of,
    names_nothing,
    net_of,
    tax_on,
)
from pipeline.tag.tiers import Offers, part_by_tier

__all__ = ["Decision", "Lookup", "decide", "decide_by_print"]

_FALLBACK_TABLES = {
    StatementKind.INCOME_STATEMENT: ("comprehensive_income",),
    StatementKind.COMPREHENSIVE_INCOME: ("income_statement",),
}
_COMPONENTS = StatementKind.COMPREHENSIVE_INCOME.value
"""The table that names components, in whatever statement they stand."""
_BALANCE = "balance"
"""The caption of a row of a matrix that says nothing but its day."""


def decide(
    statement: Statement, about: Lookup, repeated: int | None = None
) -> tuple[dict[int, Decision], list[tuple[str, ...]], Offers]:
    """The concept of every row, the section terms that decided it, and the suggestions for rows that are not sure.

    Rules decide twice, as totals found by the first pass tell the sections that the second needs; then structure; then
    suggestions where neither is sure enough; then place, and earnings per share; then a concept of the filer's own.
    ``repeated`` is the row whose income another statement begins with.
    """
    decisions, terms = decide_by_print(statement, about)
    parted, offers = part_by_tier(statement, decisions, terms, about)
    parted |= revenue_by_place(statement, parted, about)
    parted |= prove_net_income(statement, parted, about)
    parted |= income_by_place(statement, repeated, parted, about)
    parted |= prove_per_share(statement, parted, about)
    parted |= beside_diluted(statement, parted, about)
    parted |= _shares_inside(statement, parted, about)
    return {**parted, **_taxes_inside(statement, parted, about)}, terms, offers


def decide_by_print(statement: Statement, about: Lookup) -> tuple[dict[int, Decision], list[tuple[str, ...]]]:
    """What rules, arithmetic and headings tell, before anything is suggested."""
    decisions, terms = _by_rules(statement, about)
    decisions |= part_per_share(statement, decisions, about)
    names = {row: decision.concept.name for row, decision in decisions.items()}
    for row, name in balance_totals(statement, names).items():
        decisions[row] = decide_by_structure(name, "equal to the other side's total", about)
    for row in reversed(range(len(statement.items))):
        if row not in decisions:
            decisions |= _by_arithmetic(statement, row, terms, decisions, about)
    for row, item in enumerate(statement.items):
        if row not in decisions and names_nothing(item) and item.total_of:
            decisions |= _by_heading(statement, row, terms[row], decisions, about)
    stated = {decision.concept.name for decision in decisions.values()}
    for row, decision in decisions.items():
        if net := net_of(decision.concept.name, stated, about.taxonomy):
            decisions[row] = decide_by_structure(net, f"{decision.concept.name} with nothing deducted from it", about)
    return settle_by_context(statement, decisions, about), terms


def _taxes_inside(statement: Statement, decisions: Mapping[int, Decision], about: Lookup) -> dict[int, Decision]:
    """The taxes that captions state in passing, each named by the concept of its row, and no surer."""
    found = {}
    for row, item in enumerate(statement.items):
        over = decisions.get(item.parent) if item.parent is not None and names_tax(item) else None
        name = tax_on(over.concept.name, about.taxonomy) if over else None
        if over and name and row not in decisions:
            reason = f"the tax inside the caption of {over.concept.name}"
            decision = decide_by_structure(name, reason, about)
            found[row] = replace(decision, status=over.status, confidence=min(over.confidence, decision.confidence))
    return found


def _shares_inside(statement: Statement, decisions: Mapping[int, Decision], about: Lookup) -> dict[int, Decision]:
    """The number of shares that a change in equity states in passing is of its own kind: as sure as the change."""
    found: dict[int, Decision] = {}
    for row, item in enumerate(statement.items) if statement.kind is StatementKind.EQUITY else ():
        whole = decisions.get(item.parent) if item.parent is not None and item.unit is Unit.SHARES else None
        is_change = item.period is not None and not item.period.is_instant
        name = count_of(whole.concept.name, about.taxonomy) if whole and is_change else None
        if whole and name:
            reason = f"the shares of {whole.concept.name}"
            found[row] = replace(whole, concept=about.taxonomy.concepts[name], rule=None, reason=reason)
    return found


def _named_by_arithmetic(
    statement: Statement, row: int, terms: Sequence[tuple[str, ...]], names: Mapping[int, str], about: Lookup
) -> Iterator[tuple[str, str]]:
    """The names that its sums give a row, and why, what tells most first."""
    if total := concept_of_total(statement, row, terms, names, about):
        yield total, "named by the rows that it totals"
    if names_nothing(statement.items[row]) and (part := concept_of_part(statement, row, names, about.taxonomy)):
        yield part, "the one part that its total still lacks"
    subtotal = concept_of_subtotal(statement, row, names)
    if subtotal and subtotal not in names.values():
        yield subtotal, "named by what it adds or goes into"


def _by_arithmetic(
    statement: Statement,
    row: int,
    terms: Sequence[tuple[str, ...]],
    decisions: Mapping[int, Decision],
    about: Lookup,
) -> dict[int, Decision]:
    """A total is named by its parts, and an unlabelled part by the total that it completes."""
    names = {r: decision.concept.name for r, decision in decisions.items()}
    found, reason = next(_named_by_arithmetic(statement, row, terms, names, about), ("", ""))
    if not found or not _fits(about.taxonomy.concepts[found], statement.items[row], statement):
        return {}
    return {row: decide_by_structure(found, reason, about)}


def _by_heading(
    statement: Statement, row: int, terms: tuple[str, ...], decisions: Mapping[int, Decision], about: Lookup
) -> dict[int, Decision]:
    """A total without a label is named by the heading that its rows stand under, if no other row is."""
    item = statement.items[row]
    within = len(item.section)
    if not within or any(statement.items[part].section[:within] != item.section for part in item.total_of):
        return {}
    query = Query(statement.kind.value, item.section[-1], terms, about.cik, about.industries, item.unit, about.year)
    rule = choose_rule(about.mappings, query).rule
    if rule is None or rule.concept == OWN or any(d.concept.name == rule.concept for d in decisions.values()):
        return {}
    concept = about.taxonomy.concepts[rule.concept]
    if not _fits(concept, item, statement):
        return {}
    reason = f"total of the rows under '{item.section[-1]}', which rule {rule.source} names"
    return {row: replace(decide_by_structure(concept.name, reason, about), rule=rule)}


def _by_rules(statement: Statement, about: Lookup) -> tuple[dict[int, Decision], list[tuple[str, ...]]]:
    """The decisions of rules; a row is decided anew where the totals that were found move it to another section."""
    decisions: dict[int, Decision] = {}
    terms: list[tuple[str, ...]] = []
    read: dict[int, str] = {}
    for _ in range(2):
        names = {row: decision.concept.name for row, decision in decisions.items()}
        before, terms = terms, section_terms(statement, names | balance_totals(statement, names))
        read_before, read = read, read_components(statement, terms)
        for row, item in enumerate(statement.items):
            if not before or terms[row] != before[row] or read.get(row) != read_before.get(row):
                decisions.pop(row, None)
                by_rule = _by_rule(statement, row, item, terms[row], about)
                by_component = _by_component(row, read, about)
                decisions |= (
                    by_rule if _knows_better(by_rule.get(row), read.get(row, ""), about) else by_component or by_rule
                )
    return dict(sorted(decisions.items())), terms


def _knows_better(by_rule: Decision | None, caption: str, about: Lookup) -> bool:
    """Whether a rule for a row's own caption tells more than what it was read to be: a reviewer's, or what hundreds of
    filers of before 2018 called it in such a statement, where no tax beside it says that it is before tax or one."""
    if by_rule is None or by_rule.rule is None:
        return False
    is_counted = not is_recent(about.year) and by_rule.rule.statement == _COMPONENTS
    return by_rule.grounds is None or (is_counted and NET in caption)


def _by_component(row: int, read: Mapping[int, str], about: Lookup) -> dict[int, Decision]:
    """A row of other comprehensive income by what it was read to be of."""
    caption = read.get(row, "")
    rule = None
    for said in dict.fromkeys((caption, caption.removesuffix(" " + OF_PARENT))) if caption else ():
        query = Query(_COMPONENTS, said, (SECTION,), about.cik, about.industries, Unit.MONEY, about.year)
        found = choose_rule(about.mappings, query).rule
        rule = rule or (found if found and found.section == SECTION else None)
    if rule is None:
        return {}
    decision = decide_by_rule(rule, about)
    grounds = decision.grounds and Grounds(Basis.COMPONENT, rule.concept)
    reason = f"read as '{caption}', which {decision.reason} names"
    return {row: replace(decision, grounds=grounds, reason=reason)}


def _by_rule(
    statement: Statement, row: int, item: LineItem, terms: tuple[str, ...], about: Lookup
) -> dict[int, Decision]:
    tables = (statement.kind.value, *_FALLBACK_TABLES.get(statement.kind, ()))
    if statement.kind is StatementKind.INCOME_STATEMENT and "other comprehensive income" not in terms:
        tables = tables[:1]
    sections = terms
    if item.parent is not None:
        tables, sections = ("parenthetical",), item.section[-1:]
    label = _BALANCE if _is_day_alone(item) else item.label
    for table in tables if label else ():
        query = Query(table, label, sections, about.cik, about.industries, item.unit, about.year)
        rule = choose_rule(about.mappings, query).rule
        if rule and (rule.concept == OWN or _fits(about.taxonomy.concepts[rule.concept], item, statement)):
            return {row: decide_by_rule(rule, about)}
    return {}


def _is_day_alone(item: LineItem) -> bool:
    """Whether a row of a matrix says a day and no more, which is how many say "Balance, December 31, 1995"."""
    return item.period is not None and item.period.is_instant and not normalise_label(item.label)


def _fits(concept: Concept, item: LineItem, statement: Statement) -> bool:
    """Whether a concept can be stated here: an instant on a balance sheet or at a point in time."""
    if statement.kind is StatementKind.BALANCE_SHEET or item.point:
        return concept.period_type == "instant"
    if item.period is not None:
        return concept.period_type == ("instant" if item.period.is_instant else "duration")
    return concept.period_type == "duration" or item.point != ""
