"""What stands amid the rows of a statement and is none of it: numbers of notes and pages, links, footnotes, remarks.

In: the text of a line or a cell. Out: whether it is one of these. What the rows say is read elsewhere.
"""

import re
from collections.abc import Sequence

from pipeline.extract.columns import SAME_EDGE, Span, amounts_of, ends_caption, is_year
from pipeline.model import Cell, GridRow
from pipeline.numerals import is_garbled, is_untold, parse_amount

RATE, STRAY = "a rate in per cent, not an amount", "stands in no column of the statement"
REFERENCE = "a reference to a note"

_NOTE_MARK = re.compile(r"\(?(?:[A-Z]|\d{1,2})\)?(?:\s*(?:[,&]|and)\s*\w{1,2})*,?")
_FOOTNOTE_MARK = re.compile(r"\(\d{1,2}\)")
_REMARK = re.compile(
    r"^\W*(?:see\b|the\s+accompanying|\(?unaudited\)?$|\(?continued|page\b|<|\*|\([a-z]\)\s|\(\d\)\s.{30})"
    r"|(?<!\binc)(?<!\bcorp)(?<!\bco)(?<!\bltd)(?<!\bl\.p)\.\s*$",
    re.I,
)
_FURNITURE = re.compile(
    r"[-–—\s]*(?:page\s+)?[A-Z]{1,2}\s?[-–—]\s?\d{1,3}[-–—\s]*"
    r"|(?i:(?:(?:return|back|go)\s+to\s+)?(?:the\s+)?table\s+of\s+contents|index\s+to\s+.{0,30}financial\s+statements)"
)
_HEADS_NOTHING = re.compile(
    r"[:–-]\s*\d[\d,]{4,}$"
    r"|^(?:commitments?|contingenc(?:y|ies)|contingent\s+liabilit(?:y|ies)|guarantees)\b"
    r"(?:[\s,;&]*(?:and|commitments?|contingenc(?:y|ies)|contingent|liabilit(?:y|ies)|other|guarantees|matters))*"
    r"\W*(?:(?:see\s+)?notes?\b.*)?$",
    re.I,
)
_FIGURE = re.compile(r"(?=\D*\d)[^A-Za-z%]+")
_MARKED = re.compile(r"\(?[*†‡]+\)?\s*[A-Z][a-z]")
_FOOTNOTE = re.compile(r"\((?:[a-z]|\d{1,2})\)\s*[A-Z].*\.|\(?[*†‡]+\)?\s*[A-Z].*", re.S)


def is_remark(text: str) -> bool:
    """Whether a line speaks to the reader: "See notes to financial statements.", "(continued)"."""
    return _REMARK.search(text) is not None


def is_footnote(text: str) -> bool:
    """Whether a line is a whole footnote with its mark before it.

    >>> is_footnote("(a) Restated; see Note 2."), is_footnote("(*) As restated"), is_footnote("(Increase) in prices")
    (True, True, False)
    """
    return _FOOTNOTE.fullmatch(text) is not None


def goes_on_with_footnote(row: GridRow) -> bool:
    """Whether a line below one of a footnote goes on with it: in small letters, and with no amounts in columns."""
    return bool(row.cells) and row.cells[0].text[:1].islower() and not _has_amounts_apart(row)


def _has_amounts_apart(row: GridRow) -> bool:
    """Whether amounts stand right of a line's words, farther from them than these from one another."""
    amounts = amounts_of(row)
    if all(is_year(cell) for cell in amounts) or row.cells[0] in amounts:
        return False
    return not ends_caption(row, amounts[0])


def find_unreadable(row: GridRow, spans: Sequence[Span]) -> list[Cell]:
    """What stands in the columns and has digits, but reads as no amount: a misprint, or marks that hide one."""
    return [cell for cell in row.cells[1:] if _is_in_columns(cell, spans) and _is_no_amount(cell.text)]


def _is_no_amount(text: str) -> bool:
    """Whether a text is a figure, be it a dash typed over with a digit, and reads as no amount."""
    return is_garbled(text) or (_FIGURE.fullmatch(text) is not None and parse_amount(text) is None)


def tells_nothing(cell: Cell, spans: Sequence[Span]) -> bool:
    """Whether a cell says that there is no amount, or stands in the columns and is garbled."""
    return is_untold(cell.text) or (_is_in_columns(cell, spans) and is_garbled(cell.text))


def _is_in_columns(cell: Cell, spans: Sequence[Span]) -> bool:
    return cell.start >= spans[0].start - SAME_EDGE


def without_footnotes(rows: Sequence[GridRow]) -> list[GridRow]:
    """The rows less those of whole footnotes: a line that begins one, and those below that go on in small letters."""
    kept: list[GridRow] = []
    is_inside = False
    for row in rows:
        is_begun = bool(row.cells) and _MARKED.match(row.cells[0].text) is not None and not _has_amounts_apart(row)
        is_inside = is_begun or (is_inside and goes_on_with_footnote(row))
        if not is_inside:
            kept.append(row)
    return kept


def heads_nothing(text: str) -> bool:
    """Whether a line without amounts is no heading: it states a number itself, or a caption whose amounts are blank.

    >>> heads_nothing("Shares at June 30, 2023: 392,040,626"), heads_nothing("Commitments and contingencies (Note 14)")
    (True, True)
    """
    return _HEADS_NOTHING.search(text) is not None


def is_furniture(text: str) -> bool:
    """Whether a line is what a page prints beside the statement: its number, a link to the front.

    >>> is_furniture("F-3"), is_furniture("Table of Contents"), is_furniture("Total contents")
    (True, True, False)
    """
    return _FURNITURE.fullmatch(text) is not None


def reason_of(text: str) -> str:
    """Why a number in a column without amounts is none."""
    return REFERENCE if _FOOTNOTE_MARK.fullmatch(text) else RATE


def is_note_mark(index: int, words: Sequence[Cell]) -> bool:
    """A note's letter or number in a column of its own, right of the label: "4", "(B)", "1, 4"."""
    if not index or not _NOTE_MARK.fullmatch(words[index].text):
        return False
    is_apart = words[index].text.startswith("(") or words[index].start - words[index - 1].end > 1
    return is_apart or is_note_mark(index - 1, words)


def is_number_of_page(row: GridRow, spans: Sequence[Span]) -> bool:
    """A small number alone on its line, in one of several columns or out of line with the only one."""
    if len(row.cells) != 1 or not re.fullmatch(r"\d{1,3}|<\d{1,3}>", row.cells[0].text):
        return False
    return len(spans) > 1 or abs(row.cells[0].end - spans[0].end) > 1
