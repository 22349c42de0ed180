"""An HTML document → lines of text, as a page of print shows it.

In: the characters of a file and where the document stands in them. Out: its `Document`: paragraphs as lines, tables
as lines with their numbers right-aligned, so that whatever reads text filings reads HTML; and the `Layout` that traces
each line to the characters of the file. What the lines say is not known here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.model import Document, Layout
from pipeline.read.markup import read_markup
from pipeline.read.print_lines import Line, lay_out_paragraph
from pipeline.read.printed import HtmlTable, PageBreak, Paragraph, Printed
from pipeline.read.table_lines import TablePlan, align_tables, lay_out_table, plan_table
from pipeline.read.typed import keep_typed

_HTML = re.compile(r"<(?:!doctype\s+html|html|body)\b", re.I)
_CELLS = re.compile(r"<tr\b[^<>]*>\s*<t[dh]\b", re.I)
_TEXT = re.compile(r"<TEXT>", re.I)
BETWEEN_PAGES = 300
"""Characters that may stand between two tables of one statement: a page's number, its running head, a title again."""
FEWEST_ROWS = 3
"""Tables of one row each that follow each other and are the rows of one."""
HEAD = 20_000
"""Characters within which a document says that it is HTML; comments and declarations may come first."""


def is_html(text: str, start: int, end: int) -> bool:
    """Whether a document is HTML: it says so, or has rows of cells, as the tables of text filings have not."""
    stop = min(end, start + HEAD)
    return _HTML.search(text, start, stop) is not None or _CELLS.search(text, start, end) is not None


def lay_out(text: str, start: int, end: int, first_line: int) -> Document:
    """The document from ``start`` to ``end`` of a file, its lines numbered from ``first_line``."""
    body = _TEXT.search(text, start, min(end, start + HEAD))
    lines: list[Line] = []
    for block in _aligned(_joined(keep_typed(read_markup(text, body.end() if body else start, end)))):
        if isinstance(block, Paragraph):
            lines.extend(lay_out_paragraph(block))
        elif isinstance(block, TablePlan):
            lines.extend(lay_out_table(block))
        else:
            lines.append(Line("<PAGE>"))
    layout = Layout(text, tuple([line.cuts for line in lines]), tuple([line.prints for line in lines]))
    return Document("", "", first_line, tuple([line.text for line in lines]), layout)


def _joined(blocks: Iterable[Printed]) -> Iterator[Printed | TablePlan]:
    """What is printed, with tables of one row each that follow each other as one: headings stand in them, too.

    One that has other columns than those before it begins another table, as its cells stand over none of theirs.
    """
    waiting: list[Printed] = []
    columns = 0
    for block in blocks:
        wanted = _columns_of_row(block)
        if wanted is None or (wanted and columns and wanted != columns):
            yield from _as_one_table(waiting)
            waiting, columns = [], 0
        if wanted is None:
            yield block
        else:
            waiting.append(block)
            columns = columns or wanted
    yield from _as_one_table(waiting)


def _columns_of_row(block: Printed) -> int | None:
    """The columns of a table of one row; 0 for a caption alone and for nothing in print, None for all else."""
    if isinstance(block, HtmlTable) and len(block.rows) == 1:
        return block.columns if any(cell.first for cell in block.rows[0]) else 0
    is_blank = isinstance(block, Paragraph) and not any(run.text.strip() for run in block.runs)
    return 0 if is_blank else None


def _as_one_table(blocks: Sequence[Printed]) -> Sequence[Printed | TablePlan]:
    """The rows as one planned table, if there are some and the amounts of each end where those of the fullest do."""
    rows = [row for block in blocks if isinstance(block, HtmlTable) for row in block.rows]
    if len(rows) < FEWEST_ROWS or all(len(row) == 1 for row in rows):
        return blocks
    plan = plan_table(rows)
    fullest = max(sum(piece.is_amount for piece in row) for row in plan.rows)
    return (plan,) if 0 < len(plan.widths) <= fullest else blocks


def _aligned(blocks: Iterable[Printed | TablePlan]) -> Iterator[Paragraph | PageBreak | TablePlan]:
    """What is printed, in order, its tables planned; those that follow each other closely are aligned.

    What follows a table with amounts waits until it is known whether another goes on with its columns.
    """
    waiting: list[Paragraph | PageBreak | TablePlan] = []
    columns = between = 0
    for block in blocks:
        planned = plan_table(block.rows) if isinstance(block, HtmlTable) else block
        has_amounts = isinstance(planned, TablePlan) and bool(planned.widths)
        if columns:
            between += _size(planned)
            goes_on = isinstance(planned, TablePlan) and len(planned.widths) == columns
            if between > BETWEEN_PAGES or (has_amounts and not goes_on):
                yield from _align(waiting)
                waiting, columns = [], 0
        if isinstance(planned, TablePlan) and has_amounts:
            columns, between = len(planned.widths), 0
        if columns:
            waiting.append(planned)
        else:
            yield planned
    yield from _align(waiting)


def _size(block: Paragraph | PageBreak | TablePlan) -> int:
    """The characters of what has no amounts, and may stand between two tables of one statement."""
    if isinstance(block, Paragraph):
        return sum(len(run.text) for run in block.runs)
    if isinstance(block, TablePlan) and not block.widths:
        return sum(len(piece.text.text) for row in block.rows for piece in row)
    return 0


def _align(blocks: Sequence[Paragraph | PageBreak | TablePlan]) -> Iterator[Paragraph | PageBreak | TablePlan]:
    plans = iter(align_tables([block for block in blocks if isinstance(block, TablePlan) and block.widths]))
    for block in blocks:
        yield next(plans) if isinstance(block, TablePlan) and block.widths else block
