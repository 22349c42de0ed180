"""Places on laid-out lines → places in the user's file.

In: a report whose sources name lines of documents, some of them laid out from markup and numbered from beyond the
file's end. Out: the same report, every source naming the line and the characters of the file. What was read there
is not looked at.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import unescape

from pipeline.model import Amount, Document, Fact, Finding, LineItem, Print, Report, Skipped, Source, Statement

_ENTITY = re.compile(r"&(?:#\w{1,8}|\w{1,31});?")
_ODD = re.compile(rf"\n|{_ENTITY.pattern}")
"""What prints nothing, or one character for several."""
_BLANKS = re.compile(r"\A\s+|\s{2,}")
_NAMED_LINE = re.compile(r"\bline (\d+)\b")


@dataclass(frozen=True, slots=True)
class _File:
    """The laid-out documents of a file, its characters, and the offset at which each of its lines starts."""

    documents: tuple[Document, ...]
    text: str
    starts: tuple[int, ...]
    places: dict[tuple[str, int, int, int, str], Source] = field(default_factory=dict)
    """The sources moved so far: a fact's amount is its line item's."""
    offsets: dict[Print, tuple[int, ...]] = field(default_factory=dict)
    """The characters of the prints that were asked for, where they take more or fewer than they print."""

    def place(self, offset: int) -> tuple[int, int]:
        """The line (1-based) and the character of it at an offset."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1]


def trace(report: Report) -> Report:
    """The report with every source in the user's file; of a filing without markup the report itself."""
    laid_out = tuple(document for document in report.filing.documents if document.layout)
    if not laid_out or laid_out[0].layout is None:
        return report
    text = laid_out[0].layout.text
    starts = (0, *(match.end() for match in re.finditer("\n", text)))
    file = _File(laid_out, text, starts)
    items: dict[int, LineItem] = {}

    def moved(item: LineItem) -> LineItem:
        """Facts and statements share their line items; each is moved once."""
        if id(item) not in items:
            items[id(item)] = _item(file, item)
        return items[id(item)]

    return replace(
        report,
        statements=tuple(_statement(file, statement, moved) for statement in report.statements),
        tables=tuple(_statement(file, table, moved) for table in report.tables),
        prose=tuple(_statement(file, note, moved) for note in report.prose),
        items=tuple(_statement(file, item, moved) for item in report.items),
        facts=tuple(_fact(file, fact, moved) for fact in report.facts),
        findings=tuple(_finding(file, finding) for finding in report.findings),
    )


def _source(file: _File, source: Source) -> Source:
    place = source.path, source.line, source.start, source.end, source.origin
    moved = file.places.get(place)
    if moved is None:
        moved = file.places[place] = _moved(file, source)
    return moved


def _moved(file: _File, source: Source) -> Source:
    document = next((d for d in file.documents if d.first_line <= source.line < d.first_line + len(d.lines)), None)
    if document is None or document.layout is None:
        return source
    prints = document.layout.prints[source.line - document.first_line]
    if not prints:
        return Source(source.path, _nearest_line(file, document, source.line))
    over = [found for found in prints if found[0] < source.end and source.start < found[1]] or [
        min(prints, key=lambda found: abs(found[0] - source.start))
    ]
    begin = _offset(file, over[0], max(source.start, over[0][0]))
    end = _offset(file, over[-1], max(min(source.end, over[-1][1]) - 1, over[-1][0])) + 1
    line, start = file.place(begin)
    line_end = file.starts[line] - 1 if line < len(file.starts) else len(file.text)
    return Source(source.path, line, start, start + min(end, line_end) - begin)


def _nearest_line(file: _File, document: Document, line: int) -> int:
    """The file's line of what is printed next: a line of the page that prints nothing has none of its own."""
    prints = document.layout.prints if document.layout else ()
    below = (prints[index] for index in range(line - document.first_line, len(prints)))
    return next((file.place(printed[0][2])[0] for printed in below if printed), 1)


def _offset(file: _File, printed: Print, column: int) -> int:
    """The file's character that prints a column of a laid-out line; entities take several characters for one."""
    start, end, offset, length = printed
    if length == end - start:
        return offset + column - start
    offsets = file.offsets.get(printed)
    if offsets is None:
        offsets = file.offsets[printed] = _offsets(file, printed)
    wanted = max(column - start, 0)
    return offsets[wanted] if wanted < len(offsets) else offset


def _offsets(file: _File, printed: Print) -> tuple[int, ...]:
    """The file's characters that print each column of a stretch; none where they cannot be told apart."""
    start, end, offset, length = printed
    found, said, before = list[int](), list[str](), offset
    for odd in _ODD.finditer(file.text, offset, offset + length):
        found += range(before, odd.start())
        said.append(file.text[before : odd.start()])
        if odd[0] != "\n":
            found.append(odd.start())
            said.append(" " if _is_blank(odd[0]) else "x")
        before = odd.end()
    found += range(before, offset + length)
    said.append(file.text[before : offset + length])
    if len(found) != end - start:
        found = _without_blanks(found, "".join(said))
    return tuple(found) if end - start <= len(found) else ()


def _without_blanks(offsets: Sequence[int], said: str) -> list[int]:
    """The characters of the file without those that print no blank: at the beginning, and behind another blank."""
    kept, last = list[int](), 0
    for blanks in _BLANKS.finditer(said):
        kept += offsets[last : blanks.start() + (blanks.start() > 0)]
        last = blanks.end()
    return [*kept, *offsets[last:]]


@lru_cache(maxsize=1 << 10)
def _is_blank(entity: str) -> bool:
    return unescape(entity).isspace()


def _amount(file: _File, amount: Amount | None) -> Amount | None:
    return Amount(amount.text, amount.value, _source(file, amount.source)) if amount else None


def _item(file: _File, item: LineItem) -> LineItem:
    amounts = tuple(_amount(file, amount) for amount in item.amounts)
    return replace(item, amounts=amounts, source=_source(file, item.source))


def _statement(file: _File, statement: Statement, moved: Callable[[LineItem], LineItem]) -> Statement:
    return replace(
        statement,
        source=_source(file, statement.source),
        items=tuple(moved(item) for item in statement.items),
        skipped=tuple(_skipped(file, skipped) for skipped in statement.skipped),
    )


def _skipped(file: _File, skipped: Skipped) -> Skipped:
    return skipped._replace(source=_source(file, skipped.source), reason=_message(file, skipped.reason))


def _fact(file: _File, fact: Fact, moved: Callable[[LineItem], LineItem]) -> Fact:
    amount = Amount(fact.amount.text, fact.amount.value, _source(file, fact.amount.source))
    return fact._replace(item=moved(fact.item), amount=amount, reason=_message(file, fact.reason))


def _finding(file: _File, finding: Finding) -> Finding:
    return replace(
        finding,
        message=_message(file, finding.message),
        source=_source(file, finding.source),
        related=tuple(_source(file, source) for source in finding.related),
    )


def _message(file: _File, message: str) -> str:
    """A message that names a laid-out line, naming the file's instead."""
    if "line " not in message:
        return message
    beyond = len(file.starts)
    return _NAMED_LINE.sub(
        lambda match: f"line {_source(file, Source('', int(match[1]))).line}" if int(match[1]) > beyond else match[0],
        message,
    )
