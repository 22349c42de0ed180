"""The tables of the warehouse, declared once: every sink is made from this and holds nothing else.

In: nothing. Out: `TABLES`, each with its columns in order, their types and the natural key. `sub`, `tag`, `num`
and `pre` carry the names and the meanings of the SEC's financial statement data sets, as far as they apply, and `txt`,
`dim`, `iprx` and `dcml` those of the notes data sets; what else a table holds stands behind them. Nothing is known here
of files, of filings or of databases.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = str | int | Decimal | date | bool | None
Row: TypeAlias = tuple[Value, ...]
"""Values in the order of the table's columns."""
DIGITS, PLACES = 38, 10
"""What an amount may have. It holds every value of the SEC's numeric(28,4), and a par value of $.00001 besides."""


class Type(StrEnum):
    """The type of a column, in words that DuckDB and PostgreSQL share."""

    TEXT = "text"
    WHOLE = "bigint"
    DAY = "date"
    FLAG = "boolean"
    AMOUNT = f"decimal({DIGITS},{PLACES})"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, type and meaning; a part of the key is never null (what is not stated is '' there)."""

    name: str
    type: Type
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table; ``key`` is natural. A table without ``adsh`` is shared by filings, all others are owned by one."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def is_shared(self) -> bool:
        """Whether its rows speak for many filings, so that none may take them away."""
        return self.names[0] != "adsh"

    def row(self, **values: Value) -> Row:
        """Put values in the order of the columns; what is not named is null, a name that is no column an error."""
        row = tuple([values.pop(column.name, None) for column in self.columns])
        if values:
            raise KeyError(f"{self.name} has no column {', '.join(values)}")
        return row


def fits(value: Decimal) -> bool:
    """Whether an amount can be stored as it is, without rounding.

    >>> fits(Decimal("0.00001")), fits(Decimal("1E-11")), fits(Decimal("1E27")), fits(Decimal("1E28"))
    (True, False, True, False)
    >>> fits(Decimal("1.000000000000"))
    True
    """
    if not value.is_finite():
        return False
    if not value:
        return True
    _, digits, exponent = value.as_tuple()
    if int(exponent) < -PLACES:
        exponent = int(exponent) + len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return int(exponent) >= -PLACES and value.adjusted() < DIGITS - PLACES


def _columns(type: Type, **meanings: str) -> tuple[Column, ...]:
    return tuple(Column(name, type, meaning) for name, meaning in meanings.items())


_ADSH = Column("adsh", Type.TEXT, "accession number; the name of the output folder where the filing states none")
_FACT = (
    *_columns(
        Type.TEXT,
        tag="name of the concept, without its prefix",
        version="taxonomy of the tag and its year (gaap/2026); adsh where the tag is the filer's own",
    ),
    *_columns(Type.DAY, ddate="last day of the period, rounded to the nearest end of a month"),
    *_columns(Type.WHOLE, qtrs="length of the period in quarters, rounded; 0 is a point in time"),
    *_columns(
        Type.TEXT,
        uom="unit: USD, shares, USD/shares, pure",
        segments="axes and members, as EquityComponents=CommonStock; ('' is the filer as a whole)",
        coreg="co-registrant, parent or subsidiary ('' is the consolidated entity)",
    ),
)
_IPRX = Column("iprx", Type.WHOLE, "1; 2, 3 … for further values that the columns before cannot tell apart")
_DAYS = _columns(
    Type.DAY, start_date="first day of the period, exactly; null for a point in time", end_date="last day of it"
)

SUB = Table(
    "sub",
    "one row for each filing that gave a report",
    ("adsh",),
    (
        _ADSH,
        *_columns(Type.WHOLE, cik="central index key; null where the filing does not state it"),
        *_columns(
            Type.TEXT,
            name="name of the registrant",
            stprba="state of the business address",
            cityba="city of the business address",
            zipba="zip code of the business address",
            bas1="first line of the business address",
            bas2="second line of the business address",
            baph="telephone number, with the area code",
            stprinc="state or country of incorporation",
            ein="employer identification number",
            fye="end of the fiscal year, mmdd",
            form="type of the submission",
        ),
        *_columns(
            Type.DAY, period="day of the balance sheet, else the last of its facts, to the nearest end of a month"
        ),
        *_columns(Type.WHOLE, fy="fiscal year"),
        *_columns(Type.TEXT, fp="fiscal period: FY, Q1 …"),
        *_columns(Type.DAY, filed="day of filing; null where the filing does not state it"),
        *_columns(Type.TEXT, instance="the XBRL instance, below the output folder"),
    ),
)
TAG = Table(
    "tag",
    "one row for each concept in use",
    ("tag", "version"),
    (
        *_FACT[:2],
        *_columns(
            Type.FLAG, custom="whether it is the filer's own", abstract="whether it is a heading, without values"
        ),
        *_columns(
            Type.TEXT,
            datatype="type of its values; null for a heading",
            iord="I for a point in time, D for a duration",
            crdr="C or D, the balance of a monetary concept",
            tlabel="label in the taxonomy",
            doc="definition in the taxonomy",
        ),
    ),
)
NUM = Table(
    "num",
    "one row for each value that is stated, however often it is printed",
    ("adsh", *(column.name for column in _FACT), "iprx"),
    (
        _ADSH,
        *_FACT,
        *_columns(Type.AMOUNT, value="the value in full units; null where none can be stored, see finding"),
        *_columns(Type.TEXT, footnote="always null: tieout reads no footnotes of a value"),
        _IPRX,
        *_columns(Type.WHOLE, dcml="the decimals attribute: to which digit the value is stated"),
        *_DAYS,
    ),
)
TXT = Table(
    "txt",
    "one row for each text that is stated: the notes, policies and tables as blocks, and the words of the cover",
    ("adsh", *(name for name in (column.name for column in _FACT) if name != "uom"), "iprx"),
    (
        _ADSH,
        *(column for column in _FACT if column.name != "uom"),
        _IPRX,
        *_columns(Type.FLAG, escaped="whether the report states it as markup, which is taken away here"),
        *_columns(
            Type.WHOLE,
            srclen="characters of the text in the report, with its markup",
            txtlen="characters of the value",
        ),
        *_columns(Type.TEXT, value="the text, whole and in the lines it is printed in"),
        *_DAYS,
    ),
)
DIM = Table(
    "dim",
    "one row for each axis of the segments and co-registrants that values are stated for",
    ("adsh", "segments", "coreg", "axis", "axis_version", "member", "member_version"),
    (
        _ADSH,
        *(column for column in _FACT if column.name in ("segments", "coreg")),
        *_columns(
            Type.TEXT,
            axis="name of the axis, without its prefix",
            axis_version="its version, as a tag's",
            member="name of the member, without its prefix",
            member_version="its version, as a tag's; adsh where the member is the filer's own",
            mlabel="label of the member: as printed, else the taxonomy's",
        ),
    ),
)
PRE = Table(
    "pre",
    "one row for each line of each statement, as printed",
    ("adsh", "report", "line"),
    (
        _ADSH,
        *_columns(Type.WHOLE, report="number of the statement within the filing", line="its line within the statement"),
        *_columns(Type.TEXT, stmt="BS, IS, CF, EQ, CI, CP (cover) or UN"),
        *_columns(Type.FLAG, inpth="whether its values are printed within the words of a caption"),
        *_columns(Type.TEXT, rfile="X: the file that shows it is XML"),
        *_FACT[:2],
        *_columns(Type.TEXT, plabel="label as printed"),
        *_columns(Type.FLAG, negating="whether it is printed with the other sign than it is stored with"),
    ),
)
_SEQ = Column("seq", Type.WHOLE, "its place among the filing's rows, from 1")
FINDING = Table(
    "finding",
    "one row for each finding",
    ("adsh", "seq"),
    (
        _ADSH,
        _SEQ,
        *_columns(
            Type.TEXT,
            code="what kind of finding it is: stage/what-is-wrong",
            severity="error, warning or info",
            message="what was found",
            file="the file it was found in",
        ),
        *_columns(Type.WHOLE, line="its line there", first_char="where on the line it begins", last_char="and ends"),
        *_columns(Type.TEXT, related="further places, as file:line, separated by blanks"),
        *_columns(Type.TEXT, suppressed="by whom, until when and why it counts for nothing; empty where it counts"),
    ),
)
LINEAGE = Table(
    "lineage",
    "one row for each number printed in a statement: the fact that was made of it, or why none was",
    ("adsh", "seq"),
    (
        _ADSH,
        _SEQ,
        *_columns(Type.TEXT, fact_id="the fact's key in report.json; null where none was made"),
        *_columns(Type.TEXT, stmt="the statement, as in pre", section="headings above the row", label="caption"),
        *_columns(Type.TEXT, heading="heading of the column"),
        *_columns(
            Type.WHOLE,
            printed_line="line of the filing",
            first_char="where on the line the print begins",
            last_char="and ends",
        ),
        *_columns(Type.TEXT, text="the number as printed"),
        *_columns(Type.AMOUNT, parsed="the print as a number", scaled="the same in full units"),
        *_columns(Type.TEXT, value="what the fact states, with its natural sign; words where it states words"),
        *_FACT,
        _IPRX,
        *_columns(Type.WHOLE, report="the statement's number in pre", line="the line in pre"),
        *_columns(
            Type.TEXT,
            status="rule, structure, suggested, own or skipped",
            rule="the mapping row that decided, file:line",
        ),
        *_columns(Type.AMOUNT, confidence="how sure the decision is, of 1"),
        *_columns(Type.TEXT, reason="why this concept, or why no fact"),
    ),
)
RUN = Table(
    "run",
    "one row for each input, whatever came of it",
    ("adsh", "id"),
    (
        _ADSH,
        *_columns(
            Type.TEXT,
            id="name of the output folder",
            path="the input as it was named",
            sha256="hash of the input",
            outcome="done, done_with_findings, rejected or quarantined",
            reason="why it was rejected or quarantined",
            verdict="what the judge says of the report",
            tieout="version of the program",
            taxonomy="version of the taxonomy",
            taxonomy_sha256="hash of its tables",
            mappings_sha256="hash of the mapping tables",
        ),
        *_columns(
            Type.WHOLE,
            bytes="size of the input",
            facts="facts in the report",
            printed="numbers printed in its statements",
            reported="of these in facts",
            skipped="of these skipped with a reason",
            lost="of these lost",
            errors="findings by severity: errors",
            warnings="warnings",
            infos="infos",
            statements="statements found",
            proved="of these proved: every row in a sum, and every sum right in every column",
        ),
    ),
)
TABLES = (SUB, TAG, NUM, TXT, DIM, PRE, FINDING, LINEAGE, RUN)
