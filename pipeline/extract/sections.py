"""The headings over the rows of a statement, from the outermost to the innermost, and where each of them ends.

In: headings with their indents, and each row's caption. Out: the headings that still stand over it. What a heading
means is not known here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.units import is_per_share_by
from pipeline.extract.wrapped import EQUITY, SIDE, STOCK, TOTAL
from pipeline.model import Amount, LineItem, Source


@dataclass(slots=True)
class RowHeading:
    """A heading over rows, and where it is printed."""

    text: str
    indent: int
    source: Source
    is_used: bool = False
    """Whether a row stands under it already."""
    is_outdented: bool = False
    """Whether its rows are set in, so that one at its own margin is not under it."""


@dataclass(frozen=True, slots=True)
class Above:
    """What the rows of a page that goes on are below: the items before it, and the headings that are still open."""

    items: tuple[LineItem, ...]
    headings: tuple[RowHeading, ...]


NOTHING = Above((), ())


def leave_open(items: Sequence[LineItem], headings: Sequence[RowHeading]) -> Above:
    """What the next page is below: what stands below the last row, as a title said again, is no heading of its rows."""
    return Above(tuple(items), tuple([heading for heading in headings if heading.is_used]))


def open_heading(headings: list[RowHeading], heading: RowHeading) -> None:
    """Put a heading over the rows to come, and leave those that it is not set in below."""
    indent = heading.indent
    while headings and headings[-1].indent >= indent and headings[-1].is_used:
        if STOCK.search(heading.text) and EQUITY.fullmatch(headings[-1].text) and headings[-1].indent == indent:
            break  # a class of stock is a part of equity, though it begins at the same margin
        headings.pop()
    headings.append(heading)


def close_headings(headings: list[RowHeading], indent: int, label: str, amounts: Sequence[Amount | None]) -> None:
    """Leave the headings that a row is no longer under; one of amounts per share still tells what such a row counts."""
    if label and not TOTAL.search(label):
        while headings and _is_past(headings[-1], indent):
            if is_per_share_by(headings[-1].text, label, amounts):
                break
            headings.pop()


def _is_past(heading: RowHeading, indent: int) -> bool:
    return heading.indent > indent or (heading.is_outdented and heading.indent == indent)


def close_total(headings: list[RowHeading], label: str, indent: int, is_note: bool = False) -> None:
    """A total ends the sections that its label names, or else the innermost one that is not outside it.

    In a statement it also ends one whose rows begin where their heading does: only the total may be set in.
    """
    for position, heading in enumerate(headings):
        name = re.escape(heading.text.lower().rstrip("s"))
        if re.search(rf"(?<!current )(?<!other )(?<!fixed ){name}", label.lower()):
            del headings[position:]
            return
    if headings and (headings[-1].indent >= indent or (not is_note and _is_over_its_rows(headings[-1]))):
        headings.pop()


def _is_over_its_rows(heading: RowHeading) -> bool:
    """Whether the rows of a section begin where its heading does; a side of a balance sheet has more than one total."""
    return heading.is_used and not heading.is_outdented and not SIDE.fullmatch(heading.text)
