"""The catalogue of findings: every `Code` that a stage may report, its severity, its meaning and an example.

One place, so that a reader of ``findings.json`` can look up what an id means (`tieout rules`), and so that
changing how much something matters is one line of a reviewed diff. No other module makes a `Code`. A rule whose
verdict on the same report changes gets the next version.
"""

from collections.abc import Iterable

from pipeline.model import Code, Relation, Severity


def _error(id: str, meaning: str, example: str, version: int = 1) -> Code:
    return Code(id, Severity.ERROR, meaning, example, version)


def _warning(id: str, meaning: str, example: str, version: int = 1) -> Code:
    return Code(id, Severity.WARNING, meaning, example, version)


def _info(id: str, meaning: str, example: str, version: int = 1) -> Code:
    return Code(id, Severity.INFO, meaning, example, version)


def declare_relation(id: str, version: int, severity: Severity, meaning: str, relation: str) -> Code:
    """Declare the rule that a row of ``taxonomy/relations.csv`` is."""
    example = f"{' at most '.join(relation.split(' <= '))}, but the left side is 10,240 and the right 10,204"
    return Code(f"relation/{id}", severity, meaning, example, version)


READ_EMPTY = _error("read/empty", "The file holds nothing.", "the file is empty")
READ_BINARY = _error(
    "read/binary",
    "The file is not text; tieout reads EDGAR submissions and their plain text.",
    "holds control characters; give the text or the submission",
)
READ_NOT_A_FILING = _error(
    "read/not-a-filing",
    "Nothing in the text looks like a financial filing.",
    "has no amounts of money and little text; tieout reads financial filings",
)
READ_TRUNCATED = _error(
    "read/truncated",
    "The text ends inside a statement.",
    "the text ends inside 'BALANCE SHEETS', before the row that closes it; read the whole filing",
)
READ_UNREADABLE = _error("read/unreadable", "The file cannot be opened.", "cannot be read: Permission denied")
READ_LINE_ITEM = _error(
    "read/line-item", "A row of line items cannot be used.", "balance_sheet: the amount 'n/a' reads as none"
)
READ_UNORDERED = _warning(
    "read/no-order",
    "Line items state no order: sums are looked for in the order of the rows.",
    "the rows of 'BALANCE SHEETS' state no order, so the order of the file was taken for the print's",
)
READ_TOO_LARGE = _error(
    "read/too-large", "The file is larger than tieout reads.", "314,572,800 bytes; the limit is 200,000,000"
)

LOCATE_NO_STATEMENT = _error(
    "locate/no-statement",
    "No financial statement was found.",
    "no balance sheet, income statement or cash flow statement was found under a title of its own",
)

LOCATE_OTHER_SET = _info(
    "locate/other-set",
    "A statement that is not one of the filer's own was left aside.",
    "'BALANCE SHEETS (PARENT ONLY)' is not among the filer's own statements: left aside",
)

EXTRACT_NO_COLUMNS = _error(
    "extract/no-columns",
    "No column of amounts was found in a statement.",
    "no column of amounts under the title 'BALANCE SHEETS'",
)
EXTRACT_COLUMN_WITHOUT_PERIOD = _error(
    "extract/column-without-period",
    "A column's heading names no period.",
    "column 3 ('Budget') of 'STATEMENTS OF INCOME' names no period; its amounts make no facts",
)
EXTRACT_COLUMN_ASIDE = _info(
    "extract/column-aside",
    "A column that compares the columns beside it, or supposes what was not, was left aside.",
    "column 3 ('Change') of 'STATEMENTS OF INCOME' compares or supposes; its amounts make no facts",
)
EXTRACT_INCEPTION = _info(
    "extract/inception-told-elsewhere",
    "A column since inception names no first day: it was taken from the filing's text.",
    "column 3 ('Since Inception') of 'STATEMENTS OF INCOME' was dated from 1990-03-12, which the filing names as its"
    " inception elsewhere",
)
EXTRACT_AMBIGUOUS_COLUMN = _error(
    "extract/ambiguous-column",
    "Two columns state one period of one entity.",
    "columns 1 and 3 of 'BALANCE SHEETS' ('1995') state one period, and no heading says of whom",
)
EXTRACT_UNREADABLE = _warning(
    "extract/unreadable-amount",
    "A figure in a column of amounts reads as none.",
    "'1,2O4' stands in a column of 'BALANCE SHEETS' but reads as no amount",
)

FOOT_MISMATCH = _error(
    "foot/sum-mismatch",
    "A total is not the sum of its items.",
    "Total assets 10,204 but its 2 items add to 10,240 (1995): 'Current assets', 'Equipment'",
)
FOOT_UNPROVED = _warning(
    "foot/unproved-total",
    "A row printed as a total could not be proved from the rows above it.",
    "'Total other assets' could not be proved from the rows above it",
)
FOOT_SIGN = _warning(
    "foot/odd-sign",
    "A sum takes a row against the sign that it is printed with.",
    "'Interest income' is printed as negative, but 'Income before taxes' adds up only if it is positive",
)
FOOT_OPEN = _info(
    "foot/open-rows",
    "Rows of a statement stand in none of its proved sums.",
    "2 rows of 'BALANCE SHEETS' stand in no proved sum: 'Deferred charges', 'Other'",
)
FOOT_ROUNDED = _info(
    "foot/rounded",
    "A total agrees with its items only within rounding.",
    "Total assets 10,204 but its 2 items add to 10,205 (1995): 'Current assets', 'Equipment'",
)

TAG_OWN_CONCEPT = _info(
    "tag/own-concept",
    "No mapping row knows the line item: it became the filer's own concept.",
    "no rule knows 'Advances to growers'; it became the filer's own concept AdvancesToGrowers",
)
TAG_NOT_IN_PACKAGE = _warning(
    "tag/not-in-package",
    "The official package lacks a concept: it became the filer's own.",
    "'Minority interest': us-gaap 2025 has no such concept; it became f0000123456:MinorityInterest",
)
TAG_REPEATED = _warning(
    "tag/repeated-concept",
    "Two rows of a statement, or of it and a cash flow's adjustments, claim one concept: the second became own.",
    "'Notes payable' states gaap:NotesPayable as 300, but 'Notes' (line 41) states 120",
)
TAG_CONFLICT = _error(
    "tag/conflicting-facts",
    "Two different amounts claim the same concept, period and unit.",
    "'Net income' states gaap:NetIncomeLoss as 3,001, but 'Net income' (line 88) states 3,010",
)

TAG_REPEATED_BLOCK = _info(
    "tag/repeated-block",
    "Two headings of the notes claim one concept: the second became own.",
    "the note 'Leases': LeasesOfLesseeDisclosureTextBlock is stated already by 'Lease commitments'",
)

EXTENSION_SUM_NOT_STATED = _info(
    "extension/sum-not-stated",
    "A sum adds up in print, but XBRL cannot state it as a calculation.",
    "the sum to “Cash at end of year” adds up, but is not stated as a calculation: one concept stands in it twice",
)

CHECK_NOTE = _warning(
    "check/note-mismatch",
    "A note repeats a statement's amounts for all periods but one.",
    "'Net income' is 3,001 in a note, but gaap:NetIncomeLoss is 3,010 (line 88); their other periods agree",
    version=2,
)
CHECK_TIE = _error(
    "check/tie-mismatch",
    "Two statements print different amounts for the same thing.",
    "'Cash' is 1,285 but 'Cash at end of year' (line 170) is 1,258 on 2004-05-31",
    version=2,
)
CHECK_EPS = _warning(
    "check/eps-mismatch",
    "Earnings per share disagree with net income and the number of shares.",
    "'Net income per share' is .20 but 'Net income' 301,000 over 'Shares' 15,123,456 is 0.0199",
)
CHECK_PAR = _warning(
    "check/par-mismatch",
    "The stock's value disagrees with par value times shares issued.",
    "'Common stock' is 1,500 but its par value 0.10 times its shares issued 15,500 is 1,550",
    version=3,
)
CHECK_NEAR_MISS = _warning(
    "check/near-miss",
    "An unproved amount differs in one digit from one printed elsewhere.",
    "'Interest paid' is printed 801,445 only here, but 801,945 at line 301; one digit differs",
    version=2,
)
CHECK_SIGN = _warning(
    "check/sign",
    "A concept that cannot be negative is.",
    "'Inventories' is stored as InventoryNet -204, which cannot be negative",
    version=2,
)

CHECK_DATE_AHEAD = _warning(
    "check/date-ahead",
    "A column of a statement ends after the day on which the filing was filed.",
    "column '1996' of 'BALANCE SHEETS' ends on 1996-12-31, after 1996-03-28, when filed",
)
CHECK_PERIOD_LENGTH = _info(
    "check/period-length",
    "A column is neither of one to four quarters nor of many years.",
    "column 'Period ended June 30, 1995' of 'STATEMENTS OF INCOME' is of 45 days",
)
CHECK_OTHER_PERIOD = _warning(
    "check/other-period",
    "A statement does not end where the filing's period ends.",
    "the last day of 'BALANCE SHEETS' is 1995-12-31, that of the filing's period 1996-12-31",
)

CHECK_SCALE = _warning(
    "check/column-scale",
    "The amounts of a column are a hundred times those of another, or more.",
    "'1996' of 'BALANCE SHEETS' is about 1,000 times '1995'",
)
CHECK_OUTLIER = _warning(
    "check/outlier",
    "An amount that changes slowly is a hundred times that of another column, or more.",
    "'Total assets' is 10,204 in one column and 10,240,118 in another",
)
CHECK_SAME_COLUMN = _warning(
    "check/same-column",
    "Two columns of a statement have the same amounts.",
    "'June 30, 1996' and 'June 30, 1995' of 'BALANCE SHEETS' have the same 24 amounts",
)
CHECK_NO_STATEMENT = _warning(
    "check/missing-statement",
    "A statement that the filing's form must hold was not found.",
    "a 10-K holds a cash flow, and none was found",
)
CHECK_NO_FACT = _warning(
    "check/missing-fact",
    "A statement lacks a fact that every such statement states.",
    "'BALANCE SHEETS' does not state total assets",
)

CHECK_SCHEDULE_AGREES = _info(
    "check/schedule-agrees",
    "A value of the filer's own schedule (EX-27) is a fact.",
    "<TOTAL-ASSETS> 10,240 of the filer's schedule agrees with Assets 10,240 (line 52)",
)
CHECK_SCHEDULE_DISAGREES = _warning(
    "check/schedule-disagrees",
    "The filer's own schedule (EX-27) has another value.",
    "<TOTAL-ASSETS> 10,240 of the filer's schedule disagrees with Assets 10,204 (line 52)",
)
CHECK_SCHEDULE_NOT_STATED = _info(
    "check/schedule-not-stated",
    "A value of the filer's schedule (EX-27) is no fact.",
    "<PP&E> 4,020 of the filer's schedule is stated by no fact",
)

COMPARE_NO_TAGS = _info(
    "compare/no-tags",
    "A filing that was to be compared with its own tags has none.",
    "holds no tags of inline XBRL to compare with",
)
COMPARE_NOT_WELL_FORMED = _warning(
    "compare/not-well-formed",
    "A document of inline XBRL is no XML, so that no processor can read its tags.",
    "is not well-formed XML (mismatched tag), as inline XBRL must be: its tags are not compared",
)
COMPARE_UNREADABLE = _warning(
    "compare/unreadable-tag",
    "A tag of the filer's states nothing that could be read.",
    "us-gaap:Assets: '1,204x' is no number of the format 'ixt:num-dot-decimal'",
)
COMPARE_AGREES = _info(
    "compare/agrees",
    "How many facts agree with the filer's own tags, and how many do not.",
    "148 facts beside the filer's tags: 140 agree, 5 different concept, 3 untagged",
)
COMPARE_CONCEPT = _warning(
    "compare/different-concept",
    "The filer tags a number with another concept.",
    "'5,359' is us-gaap:Revenues by the filer's tag, gaap:SalesRevenueNet here",
)
COMPARE_VALUE = _warning(
    "compare/different-value",
    "The filer's tag states another value for a fact.",
    "us-gaap:NetIncomeLoss is -1204000 by the filer's tag, 1204000 here",
)
COMPARE_CONTEXT = _warning(
    "compare/different-context",
    "The filer tags a number with the same concept for another period, unit or member.",
    "us-gaap:Assets is of 2023-12-31 by the filer's tag, of 2022-12-31 here",
)
COMPARE_MISSING = _info(
    "compare/missing",
    "A number of a statement that the filer tags is stated by no fact.",
    "'1,204', us-gaap:GoodwillImpairmentLoss by the filer's tag, is no fact here",
)
COMPARE_MISSING_ELSEWHERE = _info(
    "compare/missing-elsewhere",
    "The filer tags facts outside the statements that were read, which no fact states.",
    "2,310 of the filer's tagged facts stand outside the statements and are no facts here",
)
COMPARE_UNTAGGED = _info(
    "compare/untagged",
    "A fact for which the filer has no tag.",
    "gaap:Revenues 5359000000 has no tag of the filer's",
)

JUDGE_MESSAGE = _error(
    "judge/arelle",
    "Arelle reports an error or an inconsistency in an emitted file.",
    "calc11e:inconsistentCalculation: AssetsCurrent is 1,695 and its items add to 1,685",
)
JUDGE_WARNING = _warning(
    "judge/arelle-warning",
    "Arelle reports a warning in an emitted file.",
    "utr:unitWithdrawn: the unit is no longer in the registry",
)
JUDGE_DIFFERENT_FACTS = _error(
    "judge/different-facts",
    "The emitted files do not hold the same facts.",
    "report.xml states Assets = '2300000' (2004-06-01T00:00:00), facts-metadata.json does not",
)
JUDGE_PASSED = _info(
    "judge/passed",
    "Arelle loaded every emitted file with no error and no inconsistency.",
    "4 files, each with the same 148 facts",
)
JUDGE_SKIPPED = _warning(
    "judge/skipped", "The emitted files were not judged by Arelle.", "not judged by Arelle, as --judge none asks"
)
JUDGE_DISAGREES = _warning(
    "judge/disagrees",
    "Arelle, started afresh, says other than Arelle kept warm.",
    "the warm judge says report.xml judge/passed, a plain Session report.xml judge/arelle",
)

SUPPRESSION_EXPIRED = _warning(
    "suppression/expired",
    "A decision to suppress a rule's findings for this filer has expired: it suppresses nothing.",
    "check/sign of 0000123456 was suppressed by Jane Doe until 2004-06-30; the filing is of 2004-07-15",
)

RUN_UNWRITABLE = _error(
    "run/unwritable",
    "The outputs of a filing could not be written.",
    "the outputs cannot be written: No space left on device; move what is in their place",
)
RUN_CRASHED = _error(
    "run/crashed", "tieout itself failed on this filing; nothing was written for it.", "took more than 120 seconds"
)
RUN_UNACCOUNTED = _error(
    "run/unaccounted",
    "A number printed in a located statement is not in the ledger.",
    "2 of 148 printed numbers are not in the ledger",
)

LOAD_DOES_NOT_FIT = _error(
    "load/does-not-fit",
    "An amount has more digits than the tables hold; it is not rounded.",
    "10000000000000000000000000000 is not in the tables, which hold 28 digits before the point and 10 behind",
)
LOAD_REPEATED = _error(
    "load/repeated-accession",
    "Two filings of a run have one accession number.",
    "has the accession number of acme.txt, which was loaded; this one was not",
)

CATALOGUE: dict[str, Code] = {
    code.id: code for code in sorted((c for c in list(globals().values()) if isinstance(c, Code)), key=lambda c: c.id)
}
"""Every code by its id."""


def full_catalogue(relations: Iterable[Relation]) -> dict[str, Code]:
    """Every code by its id: those of the stages, and the rule that each relation of a taxonomy is."""
    return dict(sorted((CATALOGUE | {relation.code.id: relation.code for relation in relations}).items()))
