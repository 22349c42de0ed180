"""What a table asks of amounts of members without an answer → the answer of what states the same of other members.

In: what was asked of a table with its candidates, its cells, and how sure candidates are. Out: those questions that
have no answer of their own, with the candidates they borrow: rows that name members state one thing below one heading,
which their total states, too; a row states one thing in all of its columns that are headed by members. Which candidate
stands is for `claims` to say.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain
from typing import TypeAlias

from pipeline.confidence import EVEN
from pipeline.labels import normalise_label
from pipeline.model import Candidate, Statement
from pipeline.note_told import Told
from pipeline.notes.cells import Cell
from pipeline.notes.concepts import Asked, read_measure
from pipeline.notes.tiers import telling_text

FIRM, FIRMER = Decimal("0.6"), Decimal("0.75")
"""How sure an answer must be that is borrowed of other members, and of their total: so that it is better than even."""
_WHOLE = frozenset(("total", "consolidated", "total company", "company", "total consolidated", "total segment"))
"""What columns of the whole are headed, in normal form."""

Named: TypeAlias = tuple[Asked, tuple[Candidate, ...]]
Rank: TypeAlias = Callable[[Told], Sequence[Candidate]]
"""What ranks the concepts that an amount may state."""
Weigh: TypeAlias = Callable[[Asked, Sequence[Candidate]], Decimal]
"""How sure the first of some candidates is."""
_Key: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """A table with the words that name members, of each row and of each column, and what its columns measure."""

    table: Statement
    rows: Sequence[Sequence[Cell]]
    of_row: Sequence[frozenset[str]]
    measures: Sequence[str]

    def has_members(self, asked: Asked) -> bool:
        """Whether amounts that are asked for are of members."""
        return any(cell.dimensions for cell in self.rows[asked.row] if cell.at in asked.columns)

    def names_member(self, row: int) -> bool:
        """Whether a row's caption is a member's name."""
        return self.table.items[row].label in self.of_row[row]

    def heading_of(self, row: int) -> tuple[str, ...]:
        """The headings above a row that name no member."""
        return tuple(text for text in self.table.items[row].section if text not in self.of_row[row])


def borrow_candidates(
    table: Statement, named: Sequence[Named], rows: Sequence[Sequence[Cell]], rank: Rank, weigh: Weigh
) -> list[Named]:
    """What was asked of members in vain, with the candidates that are borrowed for it."""
    about = _know(table, rows)
    groups: dict[_Key, list[Named]] = defaultdict(list)
    for each in named:
        groups[_key(about, each[0])].append(each)
    wholes = table.wholes
    of_row: dict[int, list[Named]] = defaultdict(list)
    for each in named:
        of_row[each[0].row].append(each)
    found: list[Named] = []
    for told in groups.values():
        open_ones = [
            asked for asked, its in told if about.has_members(asked) and not (its and weigh(asked, its) >= EVEN)
        ]
        if open_ones:
            totals = [each for row in _totals(about, told, wholes) for each in of_row[row]]
            same = [each for each in totals if each[0].told.is_instant == told[0][0].told.is_instant]
            lent = (
                _lend(told, weigh, FIRM)
                or _lend(_anew(about, told[0][0], rank), weigh, EVEN)
                or _lend(same, weigh, FIRMER)
            )
            found += [(asked, lent) for asked in open_ones if lent]
    return found


def _know(table: Statement, rows: Sequence[Sequence[Cell]]) -> _Table:
    of_columns: list[set[str]] = [set() for _ in table.columns]
    for cell in chain.from_iterable(rows):
        of_columns[cell.at] |= cell.named
    measures = []
    for column, words in zip(table.columns, of_columns, strict=True):
        left = [line for line in column.tiers if telling_text(line) not in words and line not in words]
        measure = read_measure(" ".join(left) if len(left) < len(column.tiers) else column.heading)
        measures.append("" if measure in _WHOLE else measure)
    return _Table(table, rows, [frozenset[str]().union(*(cell.named for cell in cells)) for cells in rows], measures)


def _key(about: _Table, asked: Asked) -> _Key:
    """What a question is of: its row, or the headings of a row that names a member, and what its columns measure."""
    of_row = about.heading_of(asked.row) if about.names_member(asked.row) else asked.row
    return of_row, about.measures[asked.columns[0]], asked.told.is_instant, asked.told.unit


def _totals(about: _Table, told: Sequence[Named], wholes: Mapping[int, int]) -> list[int]:
    """The rows that rows of members add up to."""
    members = (asked.row for asked, _ in told if asked.row in wholes and about.names_member(asked.row))
    return sorted({wholes[row] for row in members})


def _anew(about: _Table, asked: Asked, rank: Rank) -> Iterator[Named]:
    """The same question without the words of members, where there are other words."""
    measure = about.measures[asked.columns[0]]
    caption, heading = asked.told.caption, asked.told.heading
    if about.names_member(asked.row):
        caption, heading = next(map(normalise_label, reversed(about.heading_of(asked.row))), ""), ""
    if caption and (caption, measure) != (asked.told.caption, asked.told.column):
        anew = replace(asked.told, caption=caption, heading=heading, column=measure)
        yield replace(asked, told=anew), tuple(rank(anew))


def _lend(answers: Iterable[Named], weigh: Weigh, least: Decimal) -> tuple[Candidate, ...]:
    """The candidates of the surest answer, where it is sure enough."""
    sure = [(weigh(asked, candidates), candidates) for asked, candidates in answers if candidates]
    best = max(sure, key=lambda each: (each[0], each[1][0].concept), default=None)
    return best[1] if best and best[0] >= least else ()
