"""Rows amid a printed table → whether they head what follows anew: "Nine Months Ended" below the rows of three months.

In: the rows of one table so far. Out: whether a row begins column headings that differ from those above. What the
headings say is read elsewhere.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from pipeline.extract.attach import whole_cells
from pipeline.extract.columns import amounts_of, is_year
from pipeline.model import Cell, GridRow, StatementKind
from pipeline.numerals import is_dash
from pipeline.periods import distinguishing_words, parse_dates, parse_heading

OF_FLOWS = frozenset({StatementKind.INCOME_STATEMENT, StatementKind.COMPREHENSIVE_INCOME, StatementKind.CASH_FLOW})
"""Statements whose columns are stretches of time, always."""
MOST_HEADINGS = 5
"""Lines of headings between two rows of amounts."""
LONGEST_HEADING = 40
NEAR = 8
"""Print columns left of an amount that a heading over it may end in."""
_OF_A_DAY = re.compile(r"\W*(?:balances?|issued|outstanding)\b[\w\s,.–—-]*?\b(?:19|20)\d\d\b", re.I)
"""How a row of the balances of a day begins: "Issued at December 31, 1990", though no amount has a thousand."""
_HEADING = re.compile(r"(?=.*[A-Za-z]{3})[A-Z(\d].*[^;,:]")


def is_body(row: GridRow) -> bool:
    """Whether a row states amounts; years and days above columns, and page numbers, are none."""
    amounts = amounts_of(row)
    if not amounts or (any(map(is_year, amounts)) and all(is_year(cell) or is_dash(cell.text) for cell in amounts)):
        return False
    if len(amounts) == 1 and is_dash(amounts[0].text):
        return False
    if any("$" in cell.text or "," in cell.text for cell in amounts):
        return len(row.cells) > 1
    text = " ".join(cell.text for cell in row.cells)
    of_a_day = _OF_A_DAY.match(text)
    if of_a_day and parse_dates(of_a_day[0]) and sum(not is_year(cell) for cell in amounts) > 1:
        return True
    if parse_dates(text) and not re.search(r"\$|\d,\d{3}(?!\d)", text):
        return False
    heading = parse_heading(text)
    if heading.month is not None and all(re.fullmatch(r"\d{1,4}", cell.text.strip()) for cell in amounts):
        return False
    return len(row.cells) > 1 and (len(row.cells) > len(amounts) or len(amounts) > 1)


def is_headed_anew(rows: Sequence[GridRow], index: int, kind: StatementKind) -> bool:
    """Whether the row at ``index`` begins headings of its own: another length of time, or other words over columns."""
    row = rows[index]
    if not row.cells or is_body(row):
        return False
    if _names_other_columns(rows, index):
        return True
    may_be = kind in OF_FLOWS or kind is StatementKind.EQUITY
    if not may_be or not _names_another_length(rows, index):
        return False
    return kind in OF_FLOWS or not _date_themselves(rows[:index])


def first_heading(rows: Sequence[GridRow], index: int) -> int:
    """The first of the headings that a row belongs to: lines of time right above it are theirs, too."""
    while index > 1 and rows[index - 1].cells and not is_body(rows[index - 1]) and _is_of_time(rows[index - 1]):
        index -= 1
    return index


def _is_of_time(row: GridRow) -> bool:
    return not any(distinguishing_words(cell.text) for cell in row.cells)


def _date_themselves(rows: Sequence[GridRow]) -> bool:
    """Whether the captions of rows say when: "Balance at March 31, 2023" in a matrix of equity."""
    return any(parse_dates(" ".join(cell.text for cell in row.cells)) for row in rows if is_body(row))


def _names_another_length(rows: Sequence[GridRow], index: int) -> bool:
    """Whether a row names nothing but a length of time that the headings of the rows above do not name."""
    lengths = _lengths(rows[index].cells)
    if not lengths or not _is_of_time(rows[index]):
        return False
    above = {length for row in _head(rows) for length in _lengths(row.cells)}
    return bool(above) and not lengths & above


def _lengths(cells: Sequence[Cell]) -> set[tuple[int | None, int | None]]:
    named = [parse_heading(cell.text) for cell in cells if len(cell.text) <= 2 * LONGEST_HEADING]
    return {(heading.months, heading.weeks) for heading in named if heading.months or heading.weeks}


def _head(rows: Sequence[GridRow]) -> Iterator[GridRow]:
    return takewhile(lambda row: not is_body(row), rows)


def _names_other_columns(rows: Sequence[GridRow], index: int) -> bool:
    """Whether at least two cells of words stand over the amounts of the next row, and none of them above the table."""
    below = next((row for row in rows[index + 1 : index + 1 + MOST_HEADINGS] if is_body(row)), None)
    amounts = amounts_of(below) if below else []
    if len(amounts) < 2:
        return False
    over = [cell for cell in whole_cells(rows[index]) if cell.end > amounts[0].start - NEAR]
    if len(over) < 2 or not all(_is_heading(cell) for cell in over):
        return False
    said = " ".join(cell.text for row in _head(rows) for cell in row.cells)
    return not any(cell.text in said for cell in over)


def _is_heading(cell: Cell) -> bool:
    """Whether a cell reads as a heading, not as a piece of a caption that is typed to fill its width."""
    return len(cell.text) <= LONGEST_HEADING and _HEADING.fullmatch(cell.text) is not None
