"""Excel workbook → rows of plain text, with openpyxl.

In: the bytes of an .xlsx file. Out: the rows of its sheet of line items. A formula is never evaluated and its last
result never believed: it is a fault. What unpacks to more than a bound, or declares entities, is not opened.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.read.cells import ItemRow, Report, format_cell

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

SHEET = "line_items"
"""Name of the sheet that is read where a workbook has several."""
MOST_UNPACKED = 400_000_000
"""Bytes that the parts of a workbook may unpack to: a sheet of 300,000 line items stays below."""
MOST_COLUMNS = 200

BROKEN = (
    *(AttributeError, IndexError, KeyError, OSError, SyntaxError, TypeError, ValueError, ArithmeticError),
    *(EOFError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error),
)
"""What openpyxl and zipfile raise at a workbook that is damaged, encrypted or made to break them."""


def read_workbook(content: bytes, report: Report, most_rows: int) -> Iterator[ItemRow]:
    """The rows of a workbook's one sheet, or of the one that is named for line items; the first row names columns."""
    try:
        import openpyxl  # an extra: only those who read workbooks need it
    except ImportError:
        report(1, "is a workbook, which needs openpyxl: pip install 'tieout[excel]'")
        return
    try:
        if fault := _fault_of_package(content):
            report(1, fault)
            return
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = _choose_sheet(book)
        if sheet is None:
            report(1, f"has several sheets: {', '.join(book.sheetnames)}; name the one of line items '{SHEET}'")
            return
        rows = sheet.iter_rows(max_row=most_rows + 2, max_col=MOST_COLUMNS)
        header = [format_cell(cell.value) or "" for cell in next(rows, ())]
        for number, cells in enumerate(rows, 2):
            yield from _row(number, header, cells, report)
    except BROKEN as error:
        report(1, f"is no workbook that can be read: {error}")


def _fault_of_package(content: bytes) -> str:
    """Why a workbook's zip package is not opened; empty if it is. No member reads beyond the size it declares."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        size = sum(entry.file_size for entry in package.infolist())
        if size > MOST_UNPACKED:
            return f"unpacks to {size:,} bytes; the limit is {MOST_UNPACKED:,}"
        for entry in package.infolist():
            if b"<!DOCTYPE" in package.read(entry):
                return f"declares a document type in {entry.filename!r}, which no workbook needs"
    return ""


def _choose_sheet(book: "Workbook") -> Any:
    if len(book.sheetnames) == 1:
        return book.worksheets[0]
    return book[SHEET] if SHEET in book.sheetnames else None


def _row(number: int, header: Sequence[str], cells: Sequence[Any], report: Report) -> Iterator[ItemRow]:
    texts: dict[str, str] = {}
    for column, cell in zip(header, cells, strict=False):
        text = format_cell(cell.value)
        if cell.data_type == "f":
            report(number, f"{column or 'a cell'} is a formula; save the sheet with values")
        elif cell.data_type == "e" or text is None:
            report(number, f"{column or 'a cell'} is no text, number or day: {cell.value}")
        elif text and not column:
            report(number, f"'{text}' stands in a column without a name")
        elif text:
            texts[column] = text
    if texts:
        yield ItemRow(number, texts)
