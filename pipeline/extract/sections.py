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

_ACTIVITY = re.compile(r"\b(?P<of>operat|invest|financ)(?:ing|ions?)\b", re.I)
_GRAND = re.compile(
    r"(?:sub-?)?total\b|(?:gross|operating)\s+(?:profit|margin|income|loss)\b|\(?(?:income|earnings|loss|profit)\)?"
    r"(?:\s+\(loss\)|\s+(?:before|from)\b)|net\s+(?:income|earnings|loss|cash)\b"
    r"|(?:net\s+)?\(?(?:increase|decrease|change)\b.{0,40}\bcash\b|cash\b.{0,40}\b(?:at|beginning|end)\b",
    re.I,
)
"""What begins a row that is of more than one section: a total of totals, a result, the change in cash."""


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


def close_total(headings: list[RowHeading], label: str, indent: int, below: str, is_note: bool = False) -> None:
    """A total ends the sections that its label names, or else the innermost one that is not outside it.

    In a statement it also ends one whose rows begin where their heading does, where the total alone is set in: if it
    is of what the heading names, or the row ``below`` is of more than the section. Another total is one of a few rows.
    """
    for position, heading in enumerate(headings):
        name = re.escape(heading.text.lower().rstrip("s"))
        if re.search(rf"(?<!current )(?<!other )(?<!fixed ){name}", label.lower()):
            del headings[position:]
            return
    if headings and (headings[-1].indent >= indent or (not is_note and _is_whole(headings[-1], label, below))):
        headings.pop()


def _is_whole(heading: RowHeading, label: str, below: str) -> bool:
    """Whether a total set in is of its section, by its name or by what stands below it."""
    is_last = _GRAND.match(below) is not None and not _is_of(heading.text, below)
    return _is_over_its_rows(heading) and (is_last or _is_of(heading.text, label))


def _is_of(heading: str, label: str) -> bool:
    """Whether a total is of what a heading names: of its activities, or of the same noun, as of all expenses.

    >>> _is_of("Financing activities", "Net cash used in financing"), _is_of("Costs and expenses", "Total expenses")
    (True, True)
    >>> _is_of("Current assets", "Total receivables"), _is_of("Current liabilities", "Total accrued liabilities")
    (False, False)
    """
    activity = _ACTIVITY.search(heading)
    if activity and re.search(rf"\bcash\b.{{1,60}}?\b{activity['of']}(?:ing|ions?)\b", label, re.I):
        return True
    words, named = (re.findall(r"[a-z]+", text.lower()) for text in (label, heading))
    is_qualified = any(word in words and word not in named for word in ("other", "fixed"))
    is_wider = is_qualified or ("current" in named and "current" not in words)
    return not is_wider and not {"total", *named}.isdisjoint(words[-1:])


def _is_over_its_rows(heading: RowHeading) -> bool:
    """Whether the rows of a section begin where its heading does; a side of a balance sheet has more than one total."""
    return heading.is_used and not heading.is_outdented and not SIDE.fullmatch(heading.text)
