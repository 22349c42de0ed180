"""The headings over the rows of a statement, from the outermost to the innermost, and where each of them ends.

In: headings with their indents, and each row's caption. Out: the headings that still stand over it. What a heading
means is not known here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.units import is_per_share_by
from pipeline.extract.wrapped import SIDE, TOTAL
from pipeline.model import Amount, Source


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
