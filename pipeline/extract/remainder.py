"""Every number of a table that is no amount of a line item → why not.

In: a statement as read, the table it was read from, and the cells set aside while reading, with their reasons.
Out: a `Skipped` for each number that is left, so that none is lost.
"""

import re
from collections.abc import Iterator, Mapping

from pipeline.extract.columns import is_page_number
from pipeline.extract.pages import Table
from pipeline.extract.remarks import REFERENCE
from pipeline.model import GridRow, Skipped, Source, Statement

UNEXPLAINED = "part of a label or remark"
_NUMBER = re.compile(r"\$?\(?\.?\d[\d,.]*\)?")


def skip_rest(statement: Statement, table: Table, reasons: Mapping[Source, str]) -> Iterator[Skipped]:
    """Every number of the table that is no amount of an item, with the reason."""
    taken: dict[int, list[Source]] = {}
    for item in statement.items:
        for amount in item.amounts:
            if amount:
                taken.setdefault(amount.source.line, []).append(amount.source)
    first_amount = min((line for line in taken), default=0)
    label_lines = {item.source.line for item in statement.items}
    for row in (*table.head, *table.body):
        for number in _numbers(row):
            if any(s.start < number.source.end and number.source.start < s.end for s in taken.get(row.source.line, ())):
                continue
            yield number._replace(reason=_reason(row, number, reasons, first_amount, label_lines))


def _numbers(row: GridRow) -> Iterator[Skipped]:
    for cell in (*row.cells, *row.marks):
        for match in _NUMBER.finditer(cell.text):
            source = cell.source
            offset = source.start + match.start()
            yield Skipped(match[0], "", Source(source.path, source.line, offset, offset + len(match[0])))


def _reason(row: GridRow, number: Skipped, reasons: Mapping[Source, str], first: int, label_lines: set[int]) -> str:
    if row.source.line < first and row.source.line not in label_lines:
        return "part of a title or heading"
    place = number.source
    if any(mark.source.start <= place.start < mark.source.end for mark in row.marks):
        return REFERENCE
    if aside := [reason for s, reason in reasons.items() if s.line == place.line and s.start <= place.start < s.end]:
        return aside[0]
    if is_page_number(row) or (
        len(row.cells) == 1 and re.fullmatch(r"[-\s]*[(<]?[\dF-]+[)>]?[-\s]*", row.cells[0].text)
    ):
        return "page number"
    return UNEXPLAINED
