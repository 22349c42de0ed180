"""The catalogue of findings: every `Code` that a stage may report, its severity and its meaning.

One place, so that a reader of ``findings.json`` can look up what an id means, and so that
changing how much something matters is one line of a reviewed diff.
"""

from pipeline.model import Code, Severity


def _error(id: str, meaning: str) -> Code:
    return Code(id, Severity.ERROR, meaning)


def _warning(id: str, meaning: str) -> Code:
    return Code(id, Severity.WARNING, meaning)


def _info(id: str, meaning: str) -> Code:
    return Code(id, Severity.INFO, meaning)


READ_EMPTY = _error("read/empty", "The file holds nothing.")
READ_BINARY = _error("read/binary", "The file is not text; tieout reads EDGAR submissions and their plain text.")
READ_NOT_A_FILING = _error("read/not-a-filing", "Nothing in the text looks like a financial filing.")
READ_TRUNCATED = _error("read/truncated", "The text ends inside a statement.")
READ_UNREADABLE = _error("read/unreadable", "The file cannot be opened.")
READ_LINE_ITEM = _error("read/line-item", "A row of line items cannot be used.")
READ_UNORDERED = _warning("read/no-order", "Line items state no order: sums are looked for in the order of the rows.")
READ_TOO_LARGE = _error("read/too-large", "The file is larger than tieout reads.")

LOCATE_NO_STATEMENT = _error("locate/no-statement", "No financial statement was found.")

LOCATE_OTHER_SET = _info("locate/other-set", "A statement that is not one of the filer's own was left aside.")

EXTRACT_NO_COLUMNS = _error("extract/no-columns", "No column of amounts was found in a statement.")
EXTRACT_COLUMN_WITHOUT_PERIOD = _error("extract/column-without-period", "A column's heading names no period.")

EXTRACT_AMBIGUOUS_COLUMN = _error("extract/ambiguous-column", "Two columns state one period of one entity.")
EXTRACT_UNREADABLE = _warning("extract/unreadable-amount", "A figure in a column of amounts reads as none.")

FOOT_MISMATCH = _error("foot/sum-mismatch", "A total is not the sum of its items.")
FOOT_UNPROVED = _warning("foot/unproved-total", "A row printed as a total could not be proved from the rows above it.")
FOOT_SIGN = _warning("foot/odd-sign", "A sum takes a row against the sign that it is printed with.")
FOOT_OPEN = _info("foot/open-rows", "Rows of a statement stand in none of its proved sums.")
FOOT_ROUNDED = _info("foot/rounded", "A total agrees with its items only within rounding.")

TAG_OWN_CONCEPT = _info("tag/own-concept", "No mapping row knows the line item: it became the filer's own concept.")
TAG_NOT_IN_PACKAGE = _warning("tag/not-in-package", "The official package lacks a concept: it became the filer's own.")
TAG_REPEATED = _warning("tag/repeated-concept", "Two rows of a statement claim one concept: the second became own.")
TAG_CONFLICT = _error("tag/conflicting-facts", "Two different amounts claim the same concept, period and unit.")

EXTENSION_SUM_NOT_STATED = _info(
    "extension/sum-not-stated", "A sum adds up in print, but XBRL cannot state it as a calculation."
)

CHECK_TIE = _error("check/tie-mismatch", "Two statements print different amounts for the same thing.")
CHECK_EPS = _warning("check/eps-mismatch", "Earnings per share disagree with net income and the number of shares.")
CHECK_PAR = _warning("check/par-mismatch", "The stock's value disagrees with par value times shares issued.")
CHECK_NEAR_MISS = _warning("check/near-miss", "An unproved amount differs in one digit from one printed elsewhere.")
CHECK_SIGN = _warning("check/sign", "A concept that cannot be negative is.")

CHECK_SCHEDULE_AGREES = _info("check/schedule-agrees", "A value of the filer's own schedule (EX-27) is a fact.")
CHECK_SCHEDULE_DISAGREES = _warning("check/schedule-disagrees", "The filer's own schedule (EX-27) has another value.")
CHECK_SCHEDULE_NOT_STATED = _info("check/schedule-not-stated", "A value of the filer's schedule (EX-27) is no fact.")

JUDGE_MESSAGE = _error("judge/arelle", "Arelle reports an error or an inconsistency in an emitted file.")
JUDGE_WARNING = _warning("judge/arelle-warning", "Arelle reports a warning in an emitted file.")
JUDGE_DIFFERENT_FACTS = _error("judge/different-facts", "The emitted files do not hold the same facts.")
JUDGE_PASSED = _info("judge/passed", "Arelle loaded every emitted file with no error and no inconsistency.")
JUDGE_SKIPPED = _warning("judge/skipped", "The emitted files were not judged by Arelle.")
JUDGE_DISAGREES = _warning("judge/disagrees", "Arelle, started afresh, says other than Arelle kept warm.")

RUN_UNWRITABLE = _error("run/unwritable", "The outputs of a filing could not be written.")
RUN_CRASHED = _error("run/crashed", "tieout itself failed on this filing; nothing was written for it.")
RUN_UNACCOUNTED = _error("run/unaccounted", "A number printed in a located statement is not in the ledger.")

LOAD_DOES_NOT_FIT = _error("load/does-not-fit", "An amount has more digits than the tables hold; it is not rounded.")
LOAD_REPEATED = _error("load/repeated-accession", "Two filings of a run have one accession number.")

CATALOGUE: dict[str, Code] = {
    code.id: code for code in sorted((c for c in list(globals().values()) if isinstance(c, Code)), key=lambda c: c.id)
}
"""Every code by its id."""
