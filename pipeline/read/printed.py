"""What markup prints: the nouns that its reader hands to those who lay it out as lines.

Runs of characters that know their place in the file, and the paragraphs, tables and pages that they make.
"""

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias


class Run(NamedTuple):
    """Characters printed without a break: the text, and the characters of the file that print it.

    A tuple, as a filing has a hundred thousand of them, and a frozen dataclass takes four times as long to make.
    """

    text: str
    offset: int
    length: int
    is_raised: bool = False


BREAK = Run("\n", 0, 0)
"""The end of a line within a paragraph or cell."""
BLANK = Run(" ", 0, 0)
"""A blank between two cells whose texts are printed in one."""


@dataclass(slots=True)
class Paragraph:
    """What stands outside tables; ``is_pre`` where its blanks and line ends are part of the print."""

    runs: list[Run]
    is_pre: bool = False
    styles: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TableCell:
    """A cell that prints something, the columns ``first`` to ``last`` (exclusive) that it covers, and its styles."""

    first: int
    last: int
    runs: list[Run]
    styles: list[str]


@dataclass(slots=True)
class HtmlTable:
    """The rows of a table that print something, and the most columns that one takes, with cells that print nothing."""

    rows: list[list[TableCell]] = field(default_factory=list)
    columns: int = 0


class PageBreak:
    """A new page begins."""


Printed: TypeAlias = Paragraph | HtmlTable | PageBreak
