"""One of a filing's outputs, as bytes → what it tells of each fact, as one text.

In: the bytes of the ledger, the review page, the queue or the comparison with the filer's tags, and the ids of the
facts. Out: for every fact all that stands there about it, so that a change of it can be named. What is told is not
understood here, only taken together; what a file states in the words of OIM is for `readback`.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping

from pipeline.runs import LEDGER

PAGE, QUEUE, COMPARISON = "review.html", "review.csv", "compare.csv"
_LINK = re.compile(r'<a id="[cp]-([^"]+)"[^>]*>.*?</a>', re.DOTALL)
"""A number of the page: a cell of a statement, or a mark in the source."""
_ROW = re.compile(r'<tr class="[^"]*">(<th scope="row">.*?</th>)(.*?)</tr>', re.DOTALL)
_CELL = re.compile(r"<td.*?</td>", re.DOTALL)
_HELD = re.compile(r'<script type="application/json" id="workpaper">(.*?)</script>', re.DOTALL)


def tell(name: str, content: bytes, facts: Collection[str]) -> dict[str, str]:
    """What an output tells of facts, by their ids; a `ValueError` where the file is not what its name says."""
    told: dict[str, list[str]] = {}
    try:
        for id, text in TELLERS[name](content):
            told.setdefault(id, []).append(text)
    except (KeyError, TypeError, IndexError, AttributeError, csv.Error) as error:
        raise ValueError(f"cannot be read: {error}") from error
    of = row_of if name == QUEUE else str
    return {id: "".join(told.get(of(id), ())) for id in facts}


def row_of(id: str) -> str:
    """The line item that a fact is of, as ``review.csv`` names it.

    >>> row_of("s2r14c1")
    's2r14'
    """
    return id.partition("c")[0]


def _of_rows(column: str) -> Callable[[bytes], Iterator[tuple[str, str]]]:
    """A table with the ids of facts, or of line items, in a column."""

    def tell_rows(content: bytes) -> Iterator[tuple[str, str]]:
        csv.field_size_limit(max(csv.field_size_limit(), len(content)))
        for row in csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")):
            yield row[column], json.dumps(list(row.values()))

    return tell_rows


def _of_page(content: bytes) -> Iterator[tuple[str, str]]:
    """What the page shows of a number on either side, and what its script tells of it."""
    page = content.decode("utf-8")
    for link in _LINK.finditer(page):
        yield link[1], link[0]
    for caption, cells in (row.groups() for row in _ROW.finditer(page)):
        for cell in _CELL.findall(cells):
            yield from ((id, caption + cell) for id in _LINK.findall(cell))
    for held in _HELD.findall(page):
        workpaper = json.loads(held)
        for entry in workpaper["facts"]:
            decision, context = workpaper["decisions"][entry["decision"]], workpaper["contexts"][entry["context"]]
            concept = workpaper["concepts"].get(decision["concept"])
            yield entry["id"], json.dumps([entry, decision, context, concept])


TELLERS: Mapping[str, Callable[[bytes], Iterator[tuple[str, str]]]] = {
    LEDGER: _of_rows("fact_id"),
    PAGE: _of_page,
    QUEUE: _of_rows("row"),
    COMPARISON: _of_rows("fact_id"),
}
"""The outputs that tell of facts, in the order in which a sign-off holds the digests of it."""
