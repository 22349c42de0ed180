"""The rows of other comprehensive income → what each states: of a component, at a stage, before or after tax.

In: a footed statement and its section terms. Out: for each row that is told a caption in the words of the mapping
tables ("hedge reclassified before tax"), for a row of theirs under the section ``component`` to name its concept. A
caption alone seldom tells: "Reclassified to net income" stands below what arose in the period, above a tax or a total.
Which concept is meant is not known here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.holders import MINORITY
from pipeline.model import LineItem, Statement, StatementKind, Unit
from pipeline.tag import component_words as words
from pipeline.tag.component_words import ALL, HEDGE, OF_PLANS, PENSION, SECURITIES, TRANSFERRED
from pipeline.tag.signs import names_tax

SECTION = "component"
"""The section of the mapping rows that name what is read here."""
ARISING, RECLASSIFIED, TOTAL = "arising", "reclassified", "total"
BEFORE, TAX, NET = "before tax", "tax", "net of tax"
OF_PARENT, OF_MINORITY = "parent", "noncontrolling"

_ARISE_ALONE = frozenset((words.ACTUARIAL, words.PRIOR_SERVICE, words.TRANSITION, words.OWN_CREDIT))
"""What has no concept for the sum of what arose and what was reclassified, or is seldom reclassified."""
_PARENT = re.compile(r"\battributable to\b", re.I)


@dataclass(slots=True)
class _Row:
    """What is told of a row of other comprehensive income so far."""

    at: int
    item: LineItem
    component: str
    tax: str = ""
    stage: str = ""
    parts: tuple["_Row", ...] = ()
    """The rows that it adds up, but for taxes."""
    taxed: tuple["_Row", ...] = ()
    """The rows that it is the tax on."""

    @property
    def family(self) -> str:
        """The component as sums know it: the parts of plans' gains and costs are one."""
        if self.component in OF_PLANS:
            return PENSION
        return SECURITIES if self.component == TRANSFERRED else self.component


def read_components(statement: Statement, terms: Sequence[tuple[str, ...]]) -> dict[int, str]:
    """The caption that the mapping tables name each row by, for the rows that are told."""
    rows = list(_rows_of(statement, terms))
    _tell_totals(rows)
    _tell_taxes(rows)
    for row in rows:
        row.stage = _stage(row, rows) if row.tax != TAX else _stage_of_tax(row, rows)
    is_parents = _is_of_parent(statement)
    told = {row.at: row for row in rows if row.component}
    captions = {at: _caption(row, row.tax or NET, is_parents) for at, row in told.items()}
    for at, item in enumerate(statement.items):
        if item.parent in told and names_tax(item):
            captions[at] = _caption(told[item.parent], TAX, is_parents)
    return captions


def _rows_of(statement: Statement, terms: Sequence[tuple[str, ...]]) -> Iterator[_Row]:
    """The rows between net income and comprehensive income; below their total only those of the minority's part."""
    is_open = True
    for at, item in enumerate(statement.items):
        is_open = is_open and not words.is_comprehensive(item.label)
        if not _may_state(statement, item, terms[at]):
            continue
        is_tax = words.is_tax(item.label)
        component = ALL if words.is_all(item.label) and not is_tax else words.component_of(item)
        if is_open or component == ALL or words.is_of_minority(item):
            yield _Row(at, item, component, tax=TAX if is_tax else "")


def _may_state(statement: Statement, item: LineItem, terms: tuple[str, ...]) -> bool:
    is_there = statement.kind is StatementKind.COMPREHENSIVE_INCOME or (
        statement.kind is StatementKind.INCOME_STATEMENT and "other comprehensive income" in terms
    )
    is_income = words.is_net_income(item.label) or words.is_comprehensive(item.label)
    return is_there and not is_income and item.parent is None and item.unit is Unit.MONEY and any(item.amounts)


def _tell_totals(rows: Sequence[_Row]) -> None:
    """A row that adds up rows of one component and says no other is of that component, one of several is of all."""
    by_position = {row.at: row for row in rows}
    for row in rows:
        found = [by_position[at] for at in row.item.total_of if at in by_position]
        row.parts = tuple(part for part in found if part.tax != TAX)
        families = {part.family for part in row.parts}
        if row.component == ALL or len(found) < len(row.item.total_of):
            continue
        said = words.named_component(row.item.label)
        if len(families) == 1 and "" not in families and (said is None or said in families):
            row.component = row.parts[0].component if len(row.parts) == 1 else families.pop()
        elif len(families) > 1 and row.component not in families and said is None:
            row.component = ALL


def _tell_taxes(rows: Sequence[_Row]) -> None:
    """The rows above a tax are before it, as far as it names no other component than theirs."""
    open_rows: list[_Row] = []
    for row in rows:
        if row.tax == TAX:
            _tell_tax(row, open_rows)
            open_rows = []
        elif words.is_net_of_tax(row.item.label):
            row.tax, row.parts, open_rows = NET, row.parts or _parts_before_tax(row, rows), []
        elif words.is_before_tax(row.item.label):
            for one in (*open_rows, row) if row.component == ALL else (row,):
                one.tax = BEFORE
            open_rows = [] if row.component == ALL else [*open_rows, row]
        else:
            open_rows.append(row)


def _parts_before_tax(row: _Row, rows: Sequence[_Row]) -> tuple[_Row, ...]:
    """The rows before tax that a row net of it sums up, where it does not say that it is of one stage alone."""
    if words.is_reclassified(row.item.label) or words.has_arisen(row.item.label):
        return ()
    return tuple(one for one in rows if one.tax == BEFORE and one.family == row.family and one.at < row.at)


def _tell_tax(row: _Row, open_rows: Sequence[_Row]) -> None:
    """A tax is on the rows of the component that it names, else on all since the last one."""
    told = [one for one in open_rows if one.component and one.component != ALL]
    row.taxed = tuple(one for one in told if one.family == row.family or not row.component)
    is_on_all = not row.component and len({one.family for one in row.taxed}) > 1
    for one in open_rows if is_on_all else row.taxed:
        one.tax = BEFORE
    components, families = {one.component for one in row.taxed}, {one.family for one in row.taxed}
    if len(families) == 1:
        row.component = components.pop() if len(components) == 1 else families.pop()
    else:
        row.component = row.component or ALL


def _stage(row: _Row, rows: Sequence[_Row]) -> str:
    """What arose, what was reclassified, or both: by the row's place in a sum, its words, and those beside it."""
    label = row.item.label
    if len(row.parts) == 1:
        return _stage(row.parts[0], rows)
    beside = [one for one in rows if one is not row and one.family == row.family and one.tax != TAX]
    is_part = any(row in one.parts and len(one.parts) > 1 for one in beside)
    if len(row.parts) > 1 or words.is_both(label) or (words.is_total(label) and beside and not is_part):
        return TOTAL
    if words.is_reclassified(label):
        return RECLASSIFIED
    if words.has_arisen(label) or is_part or row.component in _ARISE_ALONE:
        return ARISING
    if any(words.is_reclassified(one.item.label) for one in beside if one.component == row.component):
        return ARISING
    return (words.movement(label) if row.component in (SECURITIES, HEDGE) else "") or TOTAL


def _stage_of_tax(row: _Row, rows: Sequence[_Row]) -> str:
    """The stage that a tax says it is of, else that of the one row that it is on."""
    if words.is_reclassified(row.item.label):
        return RECLASSIFIED
    if words.has_arisen(row.item.label):
        return ARISING
    return _stage(row.taxed[0], rows) if len(row.taxed) == 1 else TOTAL


def _is_of_parent(statement: Statement) -> bool:
    """Whether a statement begins with the parent's part of net income and states no other owner's."""
    labels = [item.label for item in statement.items]
    return bool(labels) and _PARENT.search(labels[0]) is not None and not any(map(MINORITY.search, labels))


def _caption(row: _Row, tax: str, is_parents: bool) -> str:
    is_parents = is_parents or (row.component == ALL and _PARENT.search(row.item.label) is not None)
    whose = OF_MINORITY if words.is_of_minority(row.item) else OF_PARENT if is_parents else ""
    stage = "" if row.component == ALL else row.stage
    return " ".join(word for word in (row.component, stage, tax, whose) if word)
