"""What a workpaper is made of: plain values that JSON holds, so that a page and a program read the same.

An auditor's workpaper shows each number with all that stands behind it. Nothing here gathers, shows or decides.
"""

from typing import TypeAlias, TypedDict

Place: TypeAlias = list[int]
"""A line (1-based) and the characters from its start to its end."""


def line_on_page(pages: list[list[int]], line: int) -> int:
    """The number that a line of the filing bears on the page, as its reader sees it.

    >>> line_on_page([[901, 960]], 910), line_on_page([[901, 960]], 30)
    (10, 30)
    """
    return next((line - first + 1 for first, last in pages if first <= line <= last), line)


class Definition(TypedDict):
    """A concept as the taxonomy defines it; ``documentation`` is empty for one of the filer's own."""

    label: str
    documentation: str
    balance: str
    period_type: str
    type: str


class Alternative(TypedDict):
    """A concept that a line item did not get, where that stands, and why not."""

    concept: str
    place: str
    why: str


class Decision(TypedDict):
    """Why a line item has its concept: status, confidence, the mapping row and what it says, and what lost.

    ``reason`` is what decided beside the mapping row, or in the place of one.
    """

    concept: str
    status: str
    confidence: str
    reason: str
    rule: str
    says: str
    alternatives: list[Alternative]


class PrintedRow(TypedDict):
    """A line item: caption, headings above it, its amounts as printed column by column, and the line they stand on."""

    label: str
    section: list[str]
    depth: int
    line: str
    place: Place
    laid_out: Place
    texts: list[str]
    parent: int | None


class Footing(TypedDict):
    """A sum: the row ``total`` is made of rows with signs; for each column a verdict and what the rows come to."""

    total: int
    addends: list[list[int]]
    verdicts: list[str]
    added: list[str]


class Heading(TypedDict):
    """A column: its heading as printed, the period it was read as, and the words of its member, if it is of one."""

    text: str
    period: str
    member: str


class Sheet(TypedDict):
    """A statement, a table of a note, the cover or the notes: columns, rows, sums; of a statement, if it is proved."""

    kind: str
    title: str
    place: Place
    currency: str
    scale: int
    unaudited: bool
    verdict: str
    columns: list[Heading]
    rows: list[PrintedRow]
    sums: list[Footing]
    unproved: list[int]


class Entry(TypedDict):
    """A fact: its sheet, row and column, what it states, and the print it was read from.

    ``place`` is in the user's file, ``laid_out`` on the lines that were laid out from it; ``sign`` is empty where the
    value has the sign of the print, else why it has not.
    """

    id: str
    at: list[int]
    decision: int
    context: int
    unit: str
    value: str
    decimals: int | None
    scale: int
    text: str
    place: Place
    laid_out: Place
    sign: str


class Unreported(TypedDict):
    """A printed number that is no fact: ``skipped`` with a reason, or ``lost``; of a text with the words around it."""

    sheet: int
    text: str
    words: str
    status: str
    reason: str
    place: Place
    laid_out: Place


class Remark(TypedDict):
    """A finding, what its code means, and the facts that stand where it points.

    ``severity`` is ``suppressed`` where a decision takes its weight: ``suppression`` says whose, until when and why.
    """

    code: str
    severity: str
    message: str
    meaning: str
    suppression: str
    file: str
    place: Place
    laid_out: Place
    facts: list[str]


class Tie(TypedDict):
    """Facts that must agree because they state the same, and whether they do."""

    words: str
    facts: list[str]
    agrees: bool


class When(TypedDict):
    """Who and when: the entity, the period in words, and members by axis."""

    entity: str
    period: str
    members: list[str]


class Workpaper(TypedDict):
    """All that the review page shows of a filing; entries name concepts, decisions and contexts by key or position."""

    filing: dict[str, str]
    pages: list[list[int]]
    """The first and last line of each document that was laid out from markup: the page numbers its lines from 1."""
    concepts: dict[str, Definition]
    contexts: list[When]
    decisions: list[Decision]
    sheets: list[Sheet]
    facts: list[Entry]
    unreported: list[Unreported]
    findings: list[Remark]
    ties: list[Tie]
