"""The nouns of tieout: frozen values that every stage takes and returns.

Nothing here reads, writes or decides. Amounts are ``Decimal``, days are ``date``,
sequences are tuples. Trouble with a filing is a `Finding`, never an exception.

Nouns that a filing has by the thousand are named tuples: a frozen dataclass takes three times as long to make, to
hash and to change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeAlias


class Source(NamedTuple):
    """Where something was printed: characters ``start`` to ``end`` of a line (1-based) of a file."""

    path: str
    line: int
    start: int = 0
    end: int = 0
    origin: str = ""
    """Of a line item that another tool has read: where that tool found it, in its words."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Severity(StrEnum):
    """How much a finding matters: an ``error`` makes the run exit with 3."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding in the catalogue of `pipeline.codes`; severity belongs to the code.

    ``example`` is the message of such a finding; ``version`` counts the changes of what the rule finds.
    """

    id: str
    severity: Severity
    meaning: str
    example: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class Suppression:
    """A decision that a rule's findings do not count for a filer: why, who says so, and the last day it holds.

    ``source`` is its row, ``mappings/suppressions.csv:2``.
    """

    cik: str
    rule: str
    reason: str
    by: str
    expires: date
    source: Source

    def __str__(self) -> str:
        return f"suppressed by {self.by} until {self.expires}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reader of the report must know, with its place and the places it concerns.

    One with a ``suppression`` is shown with it wherever findings are shown, and counts for nothing.
    """

    code: Code
    message: str
    source: Source
    related: tuple[Source, ...] = ()
    suppression: Suppression | None = None

    @property
    def severity(self) -> Severity | None:
        """How much it counts: its code's severity, None where it is suppressed."""
        return None if self.suppression else self.code.severity

    def __str__(self) -> str:
        text = f"{self.source}: {self.code.severity}: {self.code.id}: {self.message}"
        return f"{text} [{self.suppression}]" if self.suppression else text


# --- what was read ----------------------------------------------------------------------


Cut: TypeAlias = tuple[int, int]
"""The print columns, from the first to the one after the last, that a cell of a laid-out line stands over."""
Print: TypeAlias = tuple[int, int, int, int]
"""Characters of a laid-out line, from the first to the one after the last, and the offset and length of what prints
them in the file."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How markup was laid out as lines: the characters of the file, and for each line its cells and what printed it.

    ``cuts`` are a line's cells, where a table of the markup parts them; ``None`` where the print alone does.
    """

    text: str
    cuts: tuple[tuple[Cut, ...] | None, ...]
    prints: tuple[tuple[Print, ...], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a submission: its EDGAR type and its lines, the first being ``first_line`` of the file.

    The lines of markup are laid out: ``layout`` traces them to the file, and they are numbered from beyond its end.
    """

    type: str
    description: str
    first_line: int
    lines: tuple[str, ...]
    layout: Layout | None = None


@dataclass(frozen=True, slots=True)
class ScheduleValue:
    """One value of a schedule: ``unit`` is what one in its last printed digit is worth."""

    tag: str
    value: Decimal
    unit: Decimal
    source: Source


@dataclass(frozen=True, slots=True)
class Schedule:
    """A filer's schedule: the period it is for (as far as it says) and its values."""

    end: date | None
    months: int | None
    values: tuple[ScheduleValue, ...]


@dataclass(frozen=True, slots=True)
class Filing:
    """One submission in EDGAR's words; header fields are ``None`` where no header says them."""

    source: Source
    documents: tuple[Document, ...]
    schedules: tuple[Schedule, ...] = ()
    """The filer's own Financial Data Schedules (EX-27): a check, never a source of facts."""
    accession: str | None = None
    cik: str | None = None
    entity_name: str | None = None
    form: str | None = None
    filed: date | None = None
    period_of_report: date | None = None
    fiscal_year_end: str | None = None
    """Month and day of the fiscal year's end, as ``--11-30``."""
    state: str | None = None
    employer_id: str | None = None
    file_number: str | None = None
    industry_code: str | None = None
    """The code of the Standard Industrial Classification that EDGAR gives the filer: ``6022``."""
    inception: date | None = None
    """The day that its own words name as the filer's inception."""
    statements: tuple["Statement", ...] = ()
    """What another tool has read of it, where line items came in the place of documents."""
    cover: tuple["CoverField", ...] = ()
    """What that tool has read of its cover, beyond the fields above."""

    def numbered_lines(self) -> Iterator[tuple[int, str]]:
        """Every line of its documents with its number."""
        for document in self.documents:
            yield from enumerate(document.lines, document.first_line)


class Cell(NamedTuple):
    """A piece of a line that stands apart: its text and the columns ``start`` to ``end`` it covers."""

    text: str
    start: int
    end: int
    source: Source


@dataclass(frozen=True, slots=True)
class GridRow:
    """One printed line as cells; no cells where it is blank or only draws a rule ('-' or '=')."""

    cells: tuple[Cell, ...]
    source: Source
    rule: str = ""
    tag: str = ""
    """The SGML tags of the line (``<S>``, ``<PAGE>`` …), empty for print."""
    strokes: tuple[tuple[int, int], ...] = ()
    """The print columns of the rules that the line draws, each as far as it goes."""
    marks: tuple[Cell, ...] = ()
    """The marks of footnotes behind its amounts."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a stretch of a filing, line by line."""

    rows: tuple[GridRow, ...]


class StatementKind(StrEnum):
    """What a block of a filing states."""

    BALANCE_SHEET = "balance_sheet"
    INCOME_STATEMENT = "income_statement"
    CASH_FLOW = "cash_flow"
    EQUITY = "equity"
    COMPREHENSIVE_INCOME = "comprehensive_income"
    NOTE = "note"
    PROSE = "prose"
    ITEM = "item"
    COVER = "cover"


@dataclass(frozen=True, slots=True)
class Block:
    """A statement that was found, not yet understood."""

    kind: StatementKind
    title: str
    grid: Grid
    source: Source


class BlockLevel(StrEnum):
    """What a stretch of text is: an item of the form, a note, an accounting policy or a table within one."""

    ITEM = "item"
    NOTE = "note"
    POLICY = "policy"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A note, or a policy or table within one: the heading it is known by, and where it is printed.

    ``extent`` are the first and last lines of its stretches: what a page break puts between them (a page's
    number, a running head) is not of it. ``within`` is the id of the note that a policy or a table stands in.
    """

    id: str
    level: BlockLevel
    heading: str
    source: Source
    extent: tuple[tuple[int, int], ...]
    within: str = ""


# --- what was understood ----------------------------------------------------------------


class Period(NamedTuple):
    """A duration from ``start`` to ``end``, both days included; an instant has no start."""

    start: date | None
    end: date

    @property
    def is_instant(self) -> bool:
        return self.start is None


Dimensions: TypeAlias = tuple[tuple[str, str], ...]
"""Axis and member as prefixed names, in the order of the axes' names."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of amounts: what its heading says, and which entity or component it belongs to."""

    period: Period | None
    heading: str
    member: tuple[str, str] | None = None
    """The axis and the printed words of a member, where the column is not the filer's own as a whole."""
    tiers: tuple[str, ...] = ()
    """The lines of the heading, outermost first, where they are still to be told apart (a table of the notes)."""


class Amount(NamedTuple):
    """The print and its reading, never one alone: ``value`` is signed as printed and not scaled."""

    text: str
    value: Decimal | None
    source: Source


class Unit(StrEnum):
    """What an amount counts."""

    MONEY = "money"
    PER_SHARE = "per_share"
    SHARES = "shares"
    PURE = "pure"

    def measures(self, currency: str) -> str:
        """The unit of a fact, as `Fact.unit` writes it.

        >>> Unit.PER_SHARE.measures("USD"), Unit.PURE.measures("USD")
        ('iso4217:USD/xbrli:shares', 'xbrli:pure')
        """
        money = f"iso4217:{currency}"
        units = {Unit.MONEY: money, Unit.PER_SHARE: f"{money}/xbrli:shares", Unit.SHARES: "xbrli:shares"}
        return units.get(self, "xbrli:pure")


@dataclass(frozen=True, slots=True)
class LineItem:
    """One caption with its amounts, aligned with the statement's columns (``None`` = blank cell).

    ``section`` is the path of headings above the row, outermost first; ``total_of`` the
    positions (in ``Statement.items``) of the rows it sums, as proved by the footing.
    ``parent`` names the row a parenthetical amount was printed in (its position).
    """

    label: str
    section: tuple[str, ...]
    depth: int
    amounts: tuple[Amount | None, ...]
    source: Source
    unit: Unit = Unit.MONEY
    scale: int = 0
    """Power of ten that the caption gives to the amounts: 3 for "in thousands"."""
    total_of: tuple[int, ...] = ()
    parent: int | None = None
    period: Period | None = None
    """The row's own period, where rows and not columns say when (a matrix of equity)."""
    point: str = ""
    """``start`` or ``end`` where the row is a balance at that end of its columns' periods (cash in a cash flow)."""
    member: tuple[str, str] | None = None
    """The axis and printed name of the row's own member, where sections and not columns name it (parts of equity)."""

    @property
    def values(self) -> tuple[Decimal | None, ...]:
        """The amounts as read, column by column."""
        return tuple(amount.value if amount else None for amount in self.amounts)


class Skipped(NamedTuple):
    """A number printed in a statement that is not an amount of it, and why."""

    text: str
    reason: str
    source: Source
    label: str = ""
    """The sentence that it stands in, of a number in prose."""
    value: Decimal | None = None
    """What it states in full, of a number in prose."""


@dataclass(frozen=True, slots=True)
class Sum:
    """One proved or broken addition: row ``total`` is the signed sum of rows ``addends`` (positions in items).

    ``holds`` tells for each column whether it adds up (``None`` = the total or all its parts are not printed there);
    ``rounded`` for each column whether it does so only within rounding.
    """

    total: int
    addends: tuple[tuple[int, int], ...]
    holds: tuple[bool | None, ...]
    rounded: tuple[bool, ...] = ()

    @property
    def is_proved(self) -> bool:
        return False not in self.holds and True in self.holds


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as read: columns, line items and what adds up to what."""

    kind: StatementKind
    title: str
    currency: str
    scale: int
    columns: tuple[Column, ...]
    items: tuple[LineItem, ...]
    source: Source
    unaudited: bool = False
    skipped: tuple[Skipped, ...] = ()
    sums: tuple[Sum, ...] = ()
    extent: tuple[tuple[int, int], ...] = ()
    """First and last line of each page that was located as this statement."""
    unproved: tuple[int, ...] = ()
    """Positions of the rows, down to the last total, that are in no sum, and of totals that none was found for."""

    @property
    def verdict(self) -> str:
        """``proved``: every row is in a sum and every sum holds in every column; ``partly proved``; ``unproved``."""
        if self.sums and not self.unproved and all(found.is_proved for found in self.sums):
            return "proved"
        return "partly proved" if any(found.is_proved for found in self.sums) else "unproved"

    @property
    def wholes(self) -> dict[int, int]:
        """The position of the total that each row is a part of, by the part's."""
        return {part: row for row, item in enumerate(self.items) for part in item.total_of}

    def prints(self, source: Source) -> bool:
        """Whether something stands on one of the statement's pages."""
        return any(first <= source.line <= last for first, last in self.extent)


@dataclass(frozen=True, slots=True)
class CoverField:
    """One statement of a cover: ``value`` as a fact states it, the print it was read from, and how it was derived.

    ``as_of`` is the day that a number of shares, or their value, is stated for; ``scale`` the power of ten that words
    give its print: 9 for "$165.53 billion".
    """

    name: str
    value: Decimal | str
    amount: Amount
    derived: str = ""
    as_of: date | None = None
    scale: int = 0


@dataclass(frozen=True, slots=True)
class Cover:
    """What a cover states, each field once, and the fiscal year to date that it is stated for."""

    fields: tuple[CoverField, ...]
    period: Period | None


# --- reference data ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of the taxonomy, or of the filer's own where ``prefix`` is the extension's."""

    prefix: str
    name: str
    label: str
    balance: str
    """``debit``, ``credit`` or empty."""
    period_type: str
    """``instant`` or ``duration``."""
    item_type: str
    """``monetary``, ``perShare``, ``shares``, ``string`` …: the XBRL item type without ``ItemType``."""
    abstract: bool = False
    qname: str = field(init=False, repr=False, compare=False)
    """The prefixed name, spelt out once: every output asks for it at every fact."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "qname", f"{self.prefix}:{self.name}")

    def __hash__(self) -> int:
        return hash(self.qname)


@dataclass(frozen=True, slots=True)
class Rule:
    """One decision of a mapping file; ``source`` is its row, ``mappings/cash_flow.csv:31``."""

    statement: str
    label: str
    section: str
    concept: str
    sign: str
    seen: str
    note: str
    source: Source


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a relation: ``sign`` (1 or -1) times the fact of any of ``names`` (bare names of concepts).

    What is optional may be in the sum or beside it; ``point`` is ``start`` or ``end`` for a balance at that end of
    the period of the other terms.
    """

    sign: int
    names: tuple[str, ...]
    is_optional: bool = False
    point: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between the main concepts: ``total`` is the sum of ``terms``, or at most that (``is_bound``).

    Asked only where no concept of ``unless`` is stated; ``code`` is what a finding of it carries, ``text`` how it is
    written, ``source`` its row, ``taxonomy/relations.csv:2``.
    """

    code: Code
    total: Term
    terms: tuple[Term, ...]
    is_bound: bool
    unless: tuple[str, ...]
    text: str
    source: Source


# --- what is reported -------------------------------------------------------------------


class Entity(NamedTuple):
    """Who reports: the identifier under its scheme (``http://www.sec.gov/CIK``)."""

    scheme: str
    identifier: str


class Context(NamedTuple):
    """Who, when and for which members a fact is stated."""

    entity: Entity
    period: Period
    dimensions: Dimensions = ()


class Status(StrEnum):
    """On what a fact's concept stands."""

    RULE = "rule"
    STRUCTURE = "structure"
    SUGGESTED = "suggested"
    OWN = "own"


class Candidate(NamedTuple):
    """A concept (bare name) that a line item may mean, how sure that is, and the known caption that speaks for it."""

    concept: str
    confidence: Decimal
    like: str


class Fact(NamedTuple):
    """One concept, one context, one unit, one value, with the evidence it was read from.

    ``value`` is in full units (never thousands) and carries the concept's natural sign.
    ``unit`` lists measures as prefixed names, numerators before ``/``: ``iso4217:USD``,
    ``iso4217:USD/xbrli:shares``, ``xbrli:pure``; it is empty for text.
    ``decimals`` is the XBRL attribute; ``None`` for text.
    ``id`` is the fact's key in every output: an NCName, stable for the same input.
    """

    id: str
    concept: Concept
    context: Context
    unit: str
    value: Decimal | str
    decimals: int | None
    statement: StatementKind
    item: LineItem
    amount: Amount
    status: Status
    rule: Rule | None
    confidence: Decimal
    reason: str
    table: str = ""
    """The mapping table that its line item is looked up in; empty for a field of the cover."""
    sections: tuple[str, ...] = ()
    """The structural sections that its line item stands in; a mapping row for it names the first."""
    candidates: tuple[Candidate, ...] = ()
    """What a reviewer may choose from, the best first, where the concept is suggested or the filer's own."""


@dataclass(frozen=True, slots=True)
class TaggedFact:
    """A fact as the filer states it by a tag of inline XBRL: the truth to compare with, never a source of facts.

    ``concept`` is the name as written, ``is_own`` whether it is of no standard taxonomy, ``own_members`` the members
    of ``context`` that are of none. ``value`` is ``None`` where the tag says nil. The place is that of the print.
    """

    id: str
    concept: str
    is_own: bool
    context: Context
    own_members: frozenset[str]
    unit: str
    value: Decimal | str | None
    decimals: int | None
    text: str
    source: Source


class Agreement(StrEnum):
    """How a fact and the filer's tags compare."""

    AGREES = "agrees"
    CONCEPT = "different_concept"
    VALUE = "different_value"
    CONTEXT = "different_context"
    MISSING = "missing"
    """The filer tags it, and no fact states it."""
    UNTAGGED = "untagged"
    """A fact states it, and the filer has no tag for it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A fact beside the filer's tag for it, one of which may lack, and the statement that the print stands in."""

    agreement: Agreement
    tagged: TaggedFact | None
    fact: Fact | None
    statement: str
    reason: str = ""


class PresentationArc(NamedTuple):
    """A place in the order of a statement; names are prefixed, ``preferred_label`` a role's last word."""

    parent: str
    child: str
    order: int
    preferred_label: str = ""


class CalculationArc(NamedTuple):
    """``child`` times ``weight`` (1 or -1) is part of ``parent``."""

    parent: str
    child: str
    order: int
    weight: int


@dataclass(frozen=True, slots=True)
class Network:
    """One statement of the filing as its own taxonomy shows it: ``definition`` reads "0002 - Statement - …"."""

    id: str
    definition: str
    presentation: tuple[PresentationArc, ...]
    calculation: tuple[CalculationArc, ...]


@dataclass(frozen=True, slots=True)
class Extension:
    """The filer's own taxonomy: own concepts, and every statement's presentation and calculation.

    ``labels`` maps a prefixed name to its labels by role (``label``, ``totalLabel`` …) as printed in this filing.
    """

    prefix: str
    namespace: str
    concepts: tuple[Concept, ...]
    networks: tuple[Network, ...]
    labels: Mapping[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Report:
    """All that emitters and checks see of one filing; OIM's word for an instance."""

    filing: Filing
    statements: tuple[Statement, ...]
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]
    extension: Extension
    blocks: tuple[TextBlock, ...] = ()
    """The notes, policies and tables that facts state as a whole; a block's fact has its id."""
    tables: tuple[Statement, ...] = ()
    """The tables of the notes, row by row."""
    prose: tuple[Statement, ...] = ()
    """The numbers of the notes' sentences, note by note: none of them is an amount of a row."""
    items: tuple[Statement, ...] = ()
    """What the items of the form state beside the statements: votes, exhibits, who signed. No fact is made of it."""
