"""Printed lines → one `Grid` of cells with positions.

In: the lines of a stretch of a filing. Out: for each line its cells: pieces of text that stand apart,
and at its right end every amount as a cell of its own, with its sign of per cent if it has one, and without the marks
of footnotes behind it. What a cell means is not known here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.letterspaced import find_letterspaced, join_letters
from pipeline.marks import BETWEEN_AMOUNTS, LONGEST_MARK, MARK, NUMBERED, end_of_amount, is_mark, may_end_in_mark
from pipeline.model import Cell, Cut, Grid, GridRow, Source
from pipeline.numerals import CELL_OF_COLUMN, WORD_FOR_AMOUNT, is_dash

TAB = 8
"""Tab stops of the terminals that these filings were typed on."""

LONGEST_LINE = 2_000
"""Characters of a line of print; a longer one is a paragraph, a stretch of blanks or an attack, and no row of cells."""

_RULE = re.compile(r"[-=_]{4,}|\A[^~]*[-=_]{3}[\s|+]*\Z")
_ONLY_RULE = re.compile(r"[\s\-=_|+*.~]+")
_TAG = re.compile(r"</?(?:PAGE|TABLE|CAPTION|S|C|FN|F\d*|TEXT|DOCUMENT|TYPE|SEQUENCE|DESCRIPTION|FILENAME)>", re.I)
_STROKE = re.compile(r"(?<![^\s|])(?:- (?=-))?[-=_]{4,}(?![^\s|])")
"""A rule under or over one column, in a line of words or of other rules; mail escapes it as "- ---"."""
_LAST_WORD = re.compile(rf"{WORD_FOR_AMOUNT.pattern}\Z")
_PERCENT = re.compile(r" ?%")
_FOOTNOTE = re.compile(r"<F\d{1,2}>", re.I)
_PRINT = "0123456789$()<>,.%-—–*|{}[]/#†‡+ \t\f\v\xa0"
"""The characters of amounts, their signs and what stands between them."""
_GAP = re.compile(
    r"\s{2,}|\s*\|\s*|(?<=[Ee]nded)\s?(?=(?:Three|Six|Nine|Twelve|Year|Fiscal|\d\d) )"
    r"|(?<=\d,)\s(?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d{1,2},)"
)
"""What parts the cells of a line; of two headings one blank apart, where a length or a day ends and the next begins."""


def make_grid(lines: Sequence[str], first_line: int, path: str, cuts: Sequence[tuple[Cut, ...] | None] = ()) -> Grid:
    """Cut lines into cells; ``first_line`` is the line of the file that ``lines[0]`` is.

    Where ``cuts`` tell what the cells of a line are, they are these; else the print parts them.
    """
    rows = []
    for offset, text in enumerate(lines):
        place = Source(path, first_line + offset)
        known = cuts[offset] if cuts else None
        rows.append(make_row(text, place) if known is None else _cut_row(text, known, place))
    return Grid(tuple(_part_columns(rows)))


def _part_columns(rows: list[GridRow]) -> Iterator[GridRow]:
    """The rows with each small negative that only looks like a mark as the amount that it is: it touches an amount
    where another row has one in each of the two columns, as narrow columns do."""
    edges = {(digits_end(a), digits_end(b)) for row in rows for a, b in pairwise(row.cells)}
    for row in rows:
        cells = {cell.end: cell for cell in row.cells}
        for mark in sorted(row.marks, key=lambda mark: mark.start):
            before = cells.get(mark.start)
            if before and NUMBERED.fullmatch(mark.text) and (digits_end(before), digits_end(mark)) in edges:
                cells[mark.end] = mark
        if len(cells) > len(row.cells):
            marks = tuple(mark for mark in row.marks if cells.get(mark.end) is not mark)
            row = replace(row, cells=tuple(sorted(cells.values(), key=lambda cell: cell.start)), marks=marks)
        yield row


def digits_end(cell: Cell) -> int:
    """Where the digits of an amount end: what closes it, a sign behind it and one of per cent hang out."""
    return cell.end - (len(cell.text) - len(cell.text.rstrip(")% " if is_dash(cell.text) else ")>%- ")))


def _cut_row(text: str, cuts: Sequence[Cut], place: Source) -> GridRow:
    """A line of a table whose cells are known; a cell may stand over more columns than its words take."""
    cells: list[Cell] = []
    marks: list[Cell] = []
    for start, end in cuts:
        printed = text[start:end]
        words = printed.strip()
        begin = start + printed.find(words)
        last = begin + (end_of_amount(words) if cells else len(words))
        behind = text[last:end].strip()
        amount_or_words = Source(place.path, place.line, begin, last)
        cells.append(Cell(join_letters(text[begin:last]), start, last if behind else end, amount_or_words))
        if behind:
            marks.append(Cell(behind, last, end, Source(place.path, place.line, last, end)))
    return GridRow(tuple(cells), place, marks=tuple(marks))


def make_row(raw: str, place: Source) -> GridRow:
    """Cut one line into cells whose ``start`` and ``end`` are print columns and whose sources are characters.

    >>> [cell.text for cell in make_row("  Long-term debt, net (Note 4)    $  1,204     (37)", Source("x", 1)).cells]
    ['Long-term debt, net (Note 4)', '$  1,204', '(37)']
    """
    if len(raw) > LONGEST_LINE:
        words = raw.strip()
        begin = raw.find(words)
        place = Source(place.path, place.line, begin, begin + len(words))
        return GridRow((Cell(words, begin, place.end, place),) if words else (), place)
    typed, offsets = _expand_tabs(raw.rstrip())
    text = typed
    tags = _TAG.findall(text)
    if tags:
        text = _TAG.sub(lambda match: " " * len(match[0]), text).rstrip()
    if not text.strip():
        return GridRow((), place, tag="".join(tags).upper())
    strokes = tuple(match.span() for match in _STROKE.finditer(text))
    if _ONLY_RULE.fullmatch(text) and _RULE.search(text):
        return GridRow((), place, rule="=" if "=" in text else "-", strokes=strokes)
    if strokes:
        text = _STROKE.sub(lambda match: " " * len(match[0]), text).rstrip()
    amounts, marks = _trailing_amounts(text)
    label_end = amounts[0][0] if amounts else len(text)
    marks += [match.span() for match in _FOOTNOTE.finditer(typed)] if tags else []
    cells, behind = (
        tuple(
            Cell(
                join_letters(typed[start:end]), start, end, Source(place.path, place.line, offsets(start), offsets(end))
            )
            for start, end in spans
        )
        for spans in (_pieces(text[:label_end]) + amounts, marks)
    )
    return GridRow(cells, place, tag="".join(tags).upper(), strokes=strokes, marks=behind)


def _expand_tabs(raw: str):  # type: ignore[no-untyped-def]
    """The line with tabs as blanks, and a function from its columns back to the raw line's characters."""
    if "\t" not in raw:
        return raw, lambda column: column
    columns: list[int] = []
    for index, character in enumerate(raw):
        width = TAB - len(columns) % TAB if character == "\t" else 1
        columns.extend([index] * width)
    columns.append(len(raw))
    return raw.expandtabs(TAB), lambda column: columns[min(column, len(columns) - 1)]


def _trailing_amounts(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The spans of the amounts that end a line, with nothing but signs and marks between them, and of these."""
    spans: list[tuple[int, int]] = []
    marks: list[tuple[int, int]] = []
    limit = len(text)
    for match in reversed(list(CELL_OF_COLUMN.finditer(text, _start_of_print(text)))):
        if not BETWEEN_AMOUNTS.fullmatch(text, match.end(), limit):
            break
        marks += [mark.span() for mark in MARK.finditer(text, match.end(), limit)]
        if is_mark(text, *match.span()):
            marks.append(match.span())
            limit = match.start()
            continue
        percent = _PERCENT.match(text, match.end(), limit)
        spans.append((match.start(), percent.end() if percent else match.end()))
        limit = match.start()
    return spans[::-1], [mark for mark in marks if spans and mark[0] > spans[-1][0]]


def _start_of_print(text: str) -> int:
    """Where the characters that amounts and marks are made of begin, at the right end of a line: words cost no search.

    >>> _start_of_print("Net sales (a)     1,204 (b)    1,118")
    9
    """
    rest = text.rstrip(_PRINT)
    while mark := may_end_in_mark(rest) or _LAST_WORD.search(rest, max(0, len(rest) - LONGEST_MARK)):
        rest = rest[: mark.start()].rstrip(_PRINT)
    return len(rest)


def _pieces(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    position = 0
    spaced = list(find_letterspaced(text))
    gaps = [gap for gap in _GAP.finditer(text) if not any(a < gap.start() < b for a, b in spaced)]
    for gap in [*gaps, None]:
        end = gap.start() if gap else len(text)
        piece = text[position:end]
        if piece.strip():
            start = position + len(piece) - len(piece.lstrip())
            spans.append((start, start + len(piece.strip())))
        position = gap.end() if gap else end
    return spans
