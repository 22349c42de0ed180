"""The items of a filing's form → what each states beside the statements, as the ledger tells it.

In: the main document and its items. Out: the items themselves, the votes, the exhibits, the signatures and the numbers
of the legal proceedings. No standard taxonomy has concepts for votes, exhibits and signers: none of it is a fact.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.model import Document, Filing, Skipped, Source, Statement, StatementKind, TextBlock
from pipeline.notes.exhibits import read_exhibits
from pipeline.notes.items import EXHIBITS, LEGAL, SIGNATURES, VOTE, find_items
from pipeline.notes.numbers import list_numbers
from pipeline.notes.prose import read_prose
from pipeline.notes.signatures import read_signatures
from pipeline.notes.stretches import lines_of
from pipeline.notes.votes import read_votes

THE_FORM = "Items of the form"
SHORTEST_PROSE = 5
"""Printed lines of legal proceedings that tell of them; fewer say that there are none, or where to read of them."""
LONGEST_ANSWER = 60

_NUMBER = re.compile(r"\W*(?:part\s+[iv]+\W{1,4})?item\s+\d{1,2}\s?[A-C]?(?:\(T\))?|\S+", re.I)


def read_form(filing: Filing) -> tuple[tuple[Statement, ...], tuple[TextBlock, ...]]:
    """What the items of the form state, and those of them that a text block may state as a whole."""
    document, items = find_items(filing)
    if document is None or not items:
        return (), ()
    told = Statement(StatementKind.ITEM, THE_FORM, "USD", 0, (), (), items[0].source)
    found = [_with(told, [_tell(document, item) for item in items]), *_read(document, items)]
    legal = (item for item in items if LEGAL in item.heading.lower() and _length(document, item) >= SHORTEST_PROSE)
    return tuple(s for s in found if s.items or s.skipped), tuple(legal)


def _with(statement: Statement, skipped: Sequence[Skipped]) -> Statement:
    return Statement(statement.kind, statement.title, "USD", 0, (), (), statement.source, skipped=tuple(skipped))


def _read(document: Document, items: Sequence[TextBlock]) -> Iterator[Statement]:
    """The items that hold more than text, each read as what it is."""
    for item in items:
        title = item.heading.lower()
        if item.heading == SIGNATURES:
            yield read_signatures(document, item)
        elif VOTE in title:
            yield read_votes(document, item)
        elif EXHIBITS in title:
            yield read_exhibits(document, item)
        elif LEGAL in title:
            yield _with(
                Statement(StatementKind.ITEM, item.heading, "USD", 0, (), (), item.source),
                list_numbers(read_prose(document, item, ())),
            )


def _tell(document: Document, item: TextBlock) -> Skipped:
    """An item as a row of the ledger: its heading, the lines it stands on, and its answer where it is a short one."""
    line = document.lines[item.source.line - document.first_line]
    match = _NUMBER.search(line)
    start, end = match.span() if match else (0, len(line))
    text = line[start:end]
    source = Source(item.source.path, item.source.line, start + len(text) - len(text.lstrip()), end)
    below = " ".join(" ".join(row for number, row in lines_of(document, item) if number != item.source.line).split())
    answer = f"; it says: {below}" if 0 < len(below) <= LONGEST_ANSWER else ""
    reason = f"an item of the form, line {item.extent[0][0]} to line {item.extent[-1][1]}{answer}"
    return Skipped(text.strip(), reason, source, item.heading)


def _length(document: Document, item: TextBlock) -> int:
    return sum(bool(line.strip()) for number, line in lines_of(document, item) if number != item.source.line)
