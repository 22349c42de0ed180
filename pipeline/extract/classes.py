"""Rows of a balance sheet for one class or series of stock of several → which one each is for.

In: the line items of a balance sheet, captions' own amounts among them, and its columns. Out: the same, each row of a
class with its member. Members of the taxonomy are not known here.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.asides import FIRST_YEAR
from pipeline.model import Column, LineItem

CLASS_AXIS = "StatementClassOfStockAxis"

_CLASS = re.compile(r"(?:\W*\w+ ){0,2}?(?P<of>class [a-z])\b(?=.{0,40}?\b(?:stock|shares)\b)", re.I)
_SERIES = re.compile(
    r"(?=.{0,60}?\b(?:preferred|preference)\b)(?:[\w.%-]+ ){0,4}?(?P<of>series [a-z](?:-\d)?)\b"
    r"(?: (?P<kind>convertible))?",
    re.I,
)
_PLAIN = re.compile(r"common (?:stock|shares)\b(?! and\b)", re.I)
_NO_CLASS = re.compile(r"\btreasury\b|\bless\b|\btotal\b", re.I)


def name_classes(items: Sequence[LineItem], columns: Sequence[Column]) -> list[LineItem]:
    """Name the class of each row that is for one, and of what its caption states in passing.

    Where one class of common stock is named, the common stock beside it is a class as well. Filers before
    inline XBRL tagged what they print of a class on the face as the whole.
    """
    if max((column.period.end.year for column in columns if column.period), default=0) < FIRST_YEAR:
        return list(items)
    named = [_class_of(item.label) if item.parent is None else None for item in items]
    if any(name and name.startswith("Class") for name in named):
        named = [
            name or ("Common Stock" if item.parent is None and _PLAIN.match(item.label) else None)
            for name, item in zip(named, items, strict=True)
        ]
    of = [named[position if item.parent is None else item.parent] for position, item in enumerate(items)]
    return [replace(item, member=(CLASS_AXIS, name)) if name else item for item, name in zip(items, of, strict=True)]


def _class_of(label: str) -> str | None:
    """The class or series that a caption names: "Class A Common Stock", "Series D Preferred Stock"."""
    if _NO_CLASS.search(label):
        return None
    if match := _CLASS.match(label):
        return f"{match['of'].title()} Common Stock"
    if match := _SERIES.match(label):
        return f"{match['of'].title()} {'Convertible ' if match['kind'] else ''}Preferred Stock"
    return None
