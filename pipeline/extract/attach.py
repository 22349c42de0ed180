"""The cells of the lines above a table → the words over each of its columns.

In: the heading rows of a table and its column spans. Out: each column's words, top to bottom, and the words that
stand over no column or speak of all. What the words say is read elsewhere.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline.extract.columns import NOTES_HEADING, SAME_EDGE, YEAR, Span
from pipeline.model import Cell, GridRow
from pipeline.numerals import excepts_shares, parse_scale
from pipeline.periods import parse_dates, parse_heading

_OF_ITS_OWN = re.compile(
    r"(?:number of )?(?:shares|amounts?|units|value|\$)|(?:percent(?:age)? |% )?(?:change|increase|variance)"
    r"|\(decrease\)|pro\s?-?forma",
    re.I,
)
"""What tells a column's numbers from those beside it: said of the columns that it stands over, and of no others."""
_REST_OF_TITLE = re.compile(r"and\s")
BEYOND_WORDS = 4
"""Print columns by which a rule below a heading is longer than it, where it shows what columns the heading is over."""
FAR = 12
"""Print columns from a column's centre beyond which a day printed in a heading is not meant for it."""


def attach_headings(rows: Sequence[GridRow], spans: Sequence[Span]) -> tuple[list[tuple[str, ...]], list[str]]:
    """The words over each column, line by line, and the words that stand over none of them.

    A heading row with a cell for each column gives one to each; with fewer cells each column takes the
    cell nearest to its centre, so that "Six Months Ended" covers the two dates below it. A word stacked on one
    cell of the row below ("Carriers" on "Corporation") stands over the columns of that cell only.
    """
    beside: list[str] = []
    kept: list[list[Cell]] = []
    left_edge = max(0, spans[0].start - 8)
    reaches = {cell: reach for row, under in pairwise(rows) for cell, reach in _underlined(row, under)}
    for row in rows:
        cells = [cell for cell in whole_cells(row) if not re.fullmatch(r"[-=_\s]+", cell.text)]
        over = [cell for cell in cells if cell.end > left_edge and not _is_caption(cell, spans)]
        beside.extend(cell.text for cell in cells if cell not in over)
        if over:
            kept.append(over)
    below = [[cell.text for cell in over] for over in (*kept[1:], ())][: len(kept)]
    chosen = [
        _in_groups(over, under, spans) or _within(_nearest(over, spans), over, reaches, spans)
        for over, under in zip(kept, below, strict=True)
    ]
    chosen = _without_words_beside_groups(chosen, reaches, spans)
    for index in reversed(range(len(kept) - 1)):
        chosen[index] = _stacked(chosen[index], chosen[index + 1], kept[index + 1], spans)
    return [tuple(row[column].text for row in chosen if column in row) for column in range(len(spans))], beside


def _underlined(row: GridRow, below: GridRow) -> Iterator[tuple[Cell, tuple[int, int]]]:
    """The cells of a heading row that rules right below them, longer than their words, stretch over columns."""
    for start, end in below.strokes:
        over = [cell for cell in row.cells if cell.start < end and start < cell.end]
        if len(over) == 1 and end - start >= over[0].end - over[0].start + BEYOND_WORDS:
            yield over[0], (start, end)


def _within(
    row: dict[int, Cell], over: Sequence[Cell], reaches: Mapping[Cell, tuple[int, int]], spans: Sequence[Span]
) -> dict[int, Cell]:
    """A row's choice, where each cell that a rule stretches over columns is over these and no others."""
    covered = {
        column: cell
        for cell, (start, end) in reaches.items()
        for column, span in enumerate(spans)
        if cell in over and start <= span.centre < end
    }
    bounded = set(covered.values())
    return {column: cell for column, cell in row.items() if cell not in bounded} | covered


def _without_words_beside_groups(
    rows: list[dict[int, Cell]], reaches: Mapping[Cell, tuple[int, int]], spans: Sequence[Span]
) -> list[dict[int, Cell]]:
    """The rows' choices, where a time that stands over some of the columns ("Years Ended June 30,") parts these from
    the others: they take no words that stand wholly beside them, of a stack over one column ("Six Months", "Ended",
    "December 31,"), and a column with a length of its own does not take theirs."""
    groups = _groups_of_time(rows, reaches, spans)
    for cell, (start, end, columns) in groups.items():
        apart = {
            column
            for row in rows
            for column, other in row.items()
            if column not in columns and parse_heading(other.text).has_length and other not in groups
        }
        rows = [
            {
                column: other
                for column, other in row.items()
                if not (column in columns and (other.end <= start or end <= other.start))
                and not (column in apart and other is cell)
            }
            for row in rows
        ]
    return rows


def _groups_of_time(
    rows: Sequence[Mapping[int, Cell]], reaches: Mapping[Cell, tuple[int, int]], spans: Sequence[Span]
) -> dict[Cell, tuple[int, int, set[int]]]:
    """The times that stand over some of the columns: where each with its columns begins and ends, and these."""
    groups = {}
    for row in rows:
        for cell in row.values():
            start, end = reaches.get(cell, (cell.start, cell.end))
            inside = {index for index, span in enumerate(spans) if start <= span.centre < end}
            if cell not in reaches and len(set(row.values())) > 1:
                inside |= {column for column, other in row.items() if other is cell}
            if 1 < len(inside) < len(spans) and _names_time(cell):
                first, last = spans[min(inside)], spans[max(inside)]
                groups[cell] = (min(start, first.start), max(end, last.end), inside)
    return groups


def _in_groups(over: Sequence[Cell], below: Sequence[str], spans: Sequence[Span]) -> dict[int, Cell]:
    """The cells of a row over equal groups of columns, where the row below heads each group alike: "2004 2003 2004
    2003", "Shares Amount Shares Amount". Nothing where a cell stands beside its group."""
    size = len(spans) // max(1, len(over))
    if not 1 < len(over) < len(spans) or len(below) != len(spans) or len(over) * size != len(spans):
        return {}
    if len(set(below[:size])) < size or any(below[i] != below[i % size] for i in range(len(below))):
        return {}
    groups = [spans[start : start + size] for start in range(0, len(spans), size)]
    if not all(
        cell.start <= group[-1].end and group[0].start <= cell.end for cell, group in zip(over, groups, strict=True)
    ):
        return {}
    return {column: over[column // size] for column in range(len(spans))}


def _nearest(over: Sequence[Cell], spans: Sequence[Span]) -> dict[int, Cell]:
    """The cell of one heading row that each column takes."""
    if len(over) == len(spans):
        return dict(enumerate(over))
    chosen = {}
    for column, span in enumerate(spans):
        nearest = min(over, key=lambda cell: (_gap(cell, span), cell.start))
        is_own = _OF_ITS_OWN.fullmatch(nearest.text)
        reach = FAR if all(_names_a_day(cell) for cell in over) else len(nearest.text) + 4 * FAR
        is_near_only = len(over) == len(spans) or is_own or (_is_laid_over(nearest) and not _names_time(nearest))
        if _gap(nearest, span) <= (SAME_EDGE if is_near_only else reach):
            chosen[column] = nearest
    return chosen


def _is_laid_over(cell: Cell) -> bool:
    """Whether a heading is known to stand over more print columns than its words take: over those, and no others."""
    return cell.end - cell.start > len(cell.text)


def _stacked(
    row: dict[int, Cell], below: dict[int, Cell], cells_below: Sequence[Cell], spans: Sequence[Span]
) -> dict[int, Cell]:
    """A row's choice, less the columns beside the one cell of the row below that a word stands on."""
    if len({cell.text for cell in cells_below}) < len(cells_below) and all(map(_names_a_day, cells_below)):
        return row  # the days below repeat: what stands above tells their groups apart
    result = {}
    for column, cell in row.items():
        under = [other for other in cells_below if other.start < cell.end and cell.start < other.end]
        mine = {index for index, other in below.items() if under and other is under[0]}
        inside = {index for index, span in enumerate(spans) if cell.start <= span.centre < cell.end}
        is_first_day = bool(parse_dates(cell.text)) and not any(map(_names_time, under))  # of a stretch since inception
        is_part = is_first_day or not _names_time(cell) or any(_closes(other.text, cell.text) for other in under)
        is_stacked = len(under) == 1 and inside <= mine and is_part
        if not is_stacked or column in mine:
            result[column] = cell
    return result


def _closes(text: str, above: str) -> bool:
    """Whether a word closes the parenthesis that the one above opens: "1990) to" below "(March 12,"."""
    return above.count("(") > above.count(")") and text.count(")") > text.count("(")


def _names_a_day(cell: Cell) -> bool:
    """Whether a heading cell names a year or a day; such a cell stands over its own columns only."""
    return YEAR.search(cell.text) is not None or parse_heading(cell.text).month is not None


def _names_time(cell: Cell) -> bool:
    """Whether a heading cell says when: a year, a day, a length."""
    return _names_a_day(cell) or parse_heading(cell.text).has_length


def _gap(cell: Cell, span: Span) -> int:
    return max(cell.start - span.centre, span.centre - cell.end, 0)


def _is_caption(cell: Cell, spans: Sequence[Span]) -> bool:
    """What belongs to the whole table: a scale, a name or a remark that starts left of the columns, a title over
    several columns that names the year of each, or the last days of it, on a line of their own; and "Notes", which
    belongs to none."""
    if _REST_OF_TITLE.match(cell.text) and parse_dates(cell.text):
        return True
    if NOTES_HEADING.fullmatch(cell.text):
        return True
    is_over_several = sum(cell.start <= span.centre < cell.end for span in spans) > 1
    if parse_scale(cell.text) is not None and (is_over_several or excepts_shares(cell.text)):
        return True
    is_beside = cell.start < spans[0].start - 8 or cell.start > spans[-1].end
    days = {day for day, _, _ in parse_dates(cell.text)}
    if (len(days) > 1 or len(set(YEAR.findall(cell.text))) > 1) and (is_over_several or is_beside):
        return True
    is_remark = cell.text.startswith("(") or not _names_time(cell)
    return cell.start < spans[0].start - 8 and (is_remark or cell.end < spans[0].start)


def whole_cells(row: GridRow) -> list[Cell]:
    """The cells of a heading, with years rejoined to the days before them ("May 31," and "2003")."""
    cells: list[Cell] = []
    for cell in row.cells:
        last = cells[-1] if cells else None
        is_rest_of_day = cell.text[:1].isdigit() and re.search(r"[A-Za-z,]\s*\d{0,2},?$", last.text if last else "")
        if last and cell.start - last.end <= 1 and is_rest_of_day:
            cells[-1] = Cell(f"{last.text} {cell.text}", last.start, cell.end, last.source)
        else:
            cells.append(cell)
    return cells
