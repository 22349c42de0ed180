"""Columns that state the same period twice → which entity or scenario each of them is for.

In: the statements of a filing, in printed order. Out: the same, each ambiguous column with the words of its
heading that tell it apart. A parent beside its consolidated group, or a finance subsidiary, is never taken for
the filer itself. Members of the taxonomy are not known here.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Column, LineItem, Period, Statement, StatementKind
from pipeline.periods import distinguishing_words

ENTITY_AXIS, SCENARIO_AXIS = "LegalEntityAxis", "StatementScenarioAxis"
CONSOLIDATED_AXIS = "ConsolidatedEntitiesAxis"

_WHOLE = re.compile(r"\bconsolidated\b|\btotal\b|\bcombined\b", re.I)
_PART = re.compile(
    r"\bfinancial\s+(?:services|products)\b|\b(?:finance|credit)\s+(?:group|operations|subsidiar\w+)\b"
    r"|\b(?:insurance|equipment|manufacturing)\s+operations\b",
    re.I,
)
"""A line of business: what stands beside it is another part of the filer, and neither is the whole."""
_PRO_FORMA = re.compile(r"\bpro\s*-?\s*forma\b", re.I)

_LIABILITIES, _OWNERS = re.compile(r"\bliabilit", re.I), re.compile(r"\b(?:equity|capital|deficit|investment)", re.I)
_VARIABLE = re.compile(r"\b(?:variable\s{1,8}interest\s{1,8}entit(?:y|ies)|VIEs?)\b", re.I)
_HAVE = re.compile(r"\b(?:assets|liabilities|obligations)\b[^.;:]*\b(?:of|by|in|from|to)\b[^.;:]*$", re.I)
"""What leads up to the name of those whose assets they are: "assets held by the consolidated" before it."""
_WITHOUT = re.compile(r"\b(?:(?:ex|in)cluding|excluded?s?|exclusive|without|except|other\s{1,8}than)\b", re.I)
LONGEST_LEAD = 200
"""Characters before that name which may say that assets are theirs."""


def name_variable_entities(
    columns: Sequence[Column], title: str, lead: str, kind: StatementKind, previous: Statement | None
) -> tuple[Column, ...]:
    """The columns of a table below a balance sheet, which states again what of it the entities have that the words
    before it name: "assets of consolidated variable interest entities, included in the balance sheet above". One
    with a ``title`` of its own is another balance sheet."""
    is_below = previous is not None and previous.kind is kind is StatementKind.BALANCE_SHEET and _is_whole(previous)
    is_same = previous is not None and previous.title == title
    is_theirs = is_below and is_same and _says_theirs(lead) and not any(column.member for column in columns)
    member = (CONSOLIDATED_AXIS, "Variable interest entities")
    return tuple(replace(column, member=member) if is_theirs else column for column in columns)


def _says_theirs(lead: str) -> bool:
    """Whether words say that assets or liabilities are those of variable interest entities, and not all but theirs.

    >>> _says_theirs("The assets of our consolidated VIEs were:"), _says_theirs("Assets, excluding those of VIEs")
    (True, False)
    """
    if (named := _VARIABLE.search(lead)) is None:
        return False
    before = lead[max(0, named.start() - LONGEST_LEAD) : named.start()]
    return _HAVE.search(before) is not None and _WITHOUT.search(before) is None


def _is_whole(statement: Statement) -> bool:
    """Whether a balance sheet ends with both its sides, so that what follows is no second page of it."""
    labels = ((item.label, _LIABILITIES.search(item.label)) for item in statement.items)
    return any(first and _OWNERS.search(label, first.end()) for label, first in labels)


def name_entities(statements: Sequence[Statement]) -> list[Statement]:
    """Tell columns of one period apart; the filer's own are those named consolidated, or first of their kind; of lines
    of business none is."""
    seen: dict[str, set[Period]] = {}
    named = []
    for statement in statements:
        known = seen.setdefault(statement.kind, set())
        columns = _named(statement.columns, known)
        known |= {column.period for column in columns if column.period and column.member is None}
        items = statement.items
        if any(column.member and column.member[0] == ENTITY_AXIS for column in columns):
            items = tuple(_of_the_first(item, columns) for item in items)
        named.append(replace(statement, columns=tuple(columns), items=items))
    return named


def _of_the_first(item: LineItem, columns: Sequence[Column]) -> LineItem:
    """An item with a number that a caption states once for all columns: of the entity of the first of them."""
    stated = [index for index, amount in enumerate(item.amounts) if amount]
    if item.parent is None or len({amount.source for amount in item.amounts if amount}) != 1:
        return item
    kept = (a if columns[i].member == columns[stated[0]].member else None for i, a in enumerate(item.amounts))
    return replace(item, amounts=tuple(kept))


def _named(columns: Sequence[Column], known: set[Period]) -> list[Column]:
    periods = [column.period for column in columns]
    words = [distinguishing_words(column.heading) for column in columns]
    result = []
    if any(column.member for column in columns):
        return list(columns)
    own = _own_words(words, periods, known)
    for column, mine in zip(columns, words, strict=True):
        if _PRO_FORMA.search(mine):
            result.append(replace(column, member=(SCENARIO_AXIS, mine)))
        elif column.period and periods.count(column.period) > 1 and mine and mine != own:
            result.append(replace(column, member=(ENTITY_AXIS, mine)))
        else:
            result.append(column)
    return result


def _own_words(words: Sequence[str], periods: Sequence[Period | None], known: set[Period]) -> str | None:
    """The words over the filer's own columns, among those that share a period; None if they stand elsewhere."""
    shared = [w for w, period in zip(words, periods, strict=True) if period and periods.count(period) > 1]
    whole = [w for w in shared if _WHOLE.search(w) or not w]
    if whole:
        return whole[0]
    is_stated_before = any(period in known for period in periods if period)
    are_parts = any(_PART.search(w) for w in shared)
    return None if is_stated_before or are_parts or not shared else shared[0]
