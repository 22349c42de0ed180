"""A block's lines → the tables printed in it, each with the lines above its first amounts.

In: the grid of a located statement. Out: its tables, cut where a page begins with column headings of its own.
What headings and rows say is read elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from pipeline.extract.anew import first_heading, is_body, is_headed_anew
from pipeline.extract.columns import is_year
from pipeline.extract.wrapped import NUMBERED
from pipeline.model import Grid, GridRow, StatementKind
from pipeline.numerals import parse_scale
from pipeline.periods import parse_dates, parse_heading

_DATE_WORDS = re.compile(r"(?:[a-z]{3,9}\.?\s+\d{1,2},?|\d{4}|and|at|as|of|[\s,:])+", re.I)

_NOUN_OF_TITLE = re.compile(r"\b(?:statements?|sheets?)\b")
_OF_A_PAGE = ("continued", "cont", "d", "contd", "concluded", "unaudited")
"""The words of a title that one of its pages may print alone."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one printed table: what stands above its first amounts, and its body."""

    head: tuple[GridRow, ...]
    body: tuple[GridRow, ...]


def split_tables(grid: Grid, kind: StatementKind) -> list[Table]:
    """Cut a block where a page or table begins with column headings of its own, or rows are headed anew amid it."""
    cuts = [0]
    rows = grid.rows
    seen_amounts = False
    marks = 0
    for index, row in enumerate(rows):
        marks = row.tag.count("<C>") or marks
        if seen_amounts and kind is not StatementKind.NOTE and is_headed_anew(rows[cuts[-1] :], index - cuts[-1], kind):
            cuts.append(first_heading(rows, index))
            seen_amounts = False
        elif ("<PAGE>" in row.tag or "<TABLE>" in row.tag or "<CAPTION>" in row.tag) and seen_amounts:
            below = rows[index + 1 : index + 30]
            if _has_own_headings(below) or (row.tag != "<PAGE>" and _marks_other_columns(below, marks)):
                cuts.append(index)
                seen_amounts = False
        elif index and is_body(row):
            seen_amounts = True
    cuts.append(len(rows))
    tables = []
    for start, stop in pairwise(cuts):
        part = rows[start:stop]
        begin = 0 if start else 1  # the block's first line is its title
        first = next((index for index, row in enumerate(part) if index >= begin and is_body(row)), len(part))
        first = _first_label(part, first) if first < len(part) else first
        tables.append(Table(part[:first], part[first:]))
    return tables


def is_titled_anew(table: Table, before: Table, title: str) -> bool:
    """Whether between the amounts of two tables stands a title that says more than that of the first."""
    below = takewhile(lambda row: not is_body(row), reversed(before.body))
    lines = (" ".join(cell.text for cell in row.cells).lower() for row in (*below, *table.head))
    words = (set(re.findall("[a-z]+", line)) for line in lines if _NOUN_OF_TITLE.search(line) and "notes" not in line)
    known = {*re.findall("[a-z]+", title.lower()), *_OF_A_PAGE}
    return any(not said <= known for said in words)


def _has_own_headings(rows: Sequence[GridRow]) -> bool:
    for row in rows:
        if is_body(row):
            return False
        text = " ".join(cell.text for cell in row.cells)
        if parse_dates(text) or sum(is_year(cell) for cell in row.cells) >= 1:
            return True
    return False


def _marks_other_columns(rows: Sequence[GridRow], before: int) -> bool:
    """Whether what follows is marked (``<S> <C> <C>``) with fewer or more columns than what stands above."""
    marked = next((row.tag.count("<C>") for row in rows if "<C>" in row.tag), before)
    return marked != before


def _first_label(rows: Sequence[GridRow], first: int) -> int:
    """The first row of the body: section headings right above the first amounts belong to it."""
    index = first
    for position in range(first - 1, max(first - 12, -1), -1):
        row = rows[position]
        if row.rule or row.tag or not row.cells:
            continue
        text = " ".join(cell.text for cell in row.cells)
        is_label = (
            _is_one_text(row)
            and row.cells[0].start <= rows[first].cells[0].start + 8
            and not _DATE_WORDS.fullmatch(text)
            and not (parse_heading(text).has_length and re.search(r"\bend(?:ed|ing)\b", text, re.I))
            and parse_scale(text) is None
            and (not text.startswith("(") or NUMBERED.match(text) is not None or ")" not in text)
            and not re.search(r"unaudited|subsidiar|\binc\b|\bcorp|\bnotes?\b$", text, re.I)
        )
        if not is_label:
            break
        index = position
    return index


def _is_one_text(row: GridRow) -> bool:
    """Whether what a row prints stands one blank apart: "Other assets -", "(amortized cost: 1996"."""
    return all(right.start - left.end <= 1 for left, right in pairwise(row.cells))
