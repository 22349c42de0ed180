"""Bytes become a filing, or one finding that says why not."""

from datetime import date

import pytest

from pipeline.model import Filing
from pipeline.read.sgml import read_submission

STATEMENT = "\n".join(["Net sales      $ 12,400   $ 11,870"] * 20)
SUBMISSION = f"""-----BEGIN PRIVACY-ENHANCED MESSAGE-----
<SEC-DOCUMENT>0001234567-97-000004.txt : 19970805
ACCESSION NUMBER:\t\t0001234567-97-000004
CONFORMED SUBMISSION TYPE:\t10-Q
CONFORMED PERIOD OF REPORT:\t19970630
FILED AS OF DATE:\t\t19970805

FILER:
\tCOMPANY CONFORMED NAME:\t\t\tORCHARD TOOL CO
\tCENTRAL INDEX KEY:\t\t\t0001234567
\tIRS NUMBER:\t\t\t\t361234567
\tSTATE OF INCORPORATION:\t\t\tDE
\tFISCAL YEAR END:\t\t\t1231
\tSEC FILE NUMBER:\t001-04321

FILER:
\tCOMPANY CONFORMED NAME:\t\t\tORCHARD CREDIT CO
\tCENTRAL INDEX KEY:\t\t\t0007654321

<DOCUMENT>
<TYPE>10-Q
<DESCRIPTION>QUARTERLY REPORT
<TEXT>
{STATEMENT}
</TEXT>
</DOCUMENT>
<DOCUMENT>
<TYPE>EX-27
<TEXT>
<CASH> 1,204
</TEXT>
</DOCUMENT>
"""


def read(text: str) -> Filing:
    filing, findings = read_submission(text.encode(), "case.txt")
    assert filing is not None
    assert findings == []
    return filing


def test_header_is_read_of_the_first_registrant() -> None:
    filing = read(SUBMISSION)
    assert (filing.accession, filing.form, filing.cik) == ("0001234567-97-000004", "10-Q", "0001234567")
    assert (filing.entity_name, filing.state, filing.employer_id) == ("ORCHARD TOOL CO", "DE", "361234567")
    assert (filing.period_of_report, filing.filed) == (date(1997, 6, 30), date(1997, 8, 5))
    assert (filing.fiscal_year_end, filing.file_number) == ("--12-31", "001-04321")


def test_documents_know_their_types_and_lines() -> None:
    main, schedule = read(SUBMISSION).documents
    assert (main.type, main.description, schedule.type) == ("10-Q", "QUARTERLY REPORT", "EX-27")
    lines = SUBMISSION.split("\n")
    for document in (main, schedule):
        for offset, line in enumerate(document.lines):
            if line.strip():
                assert lines[document.first_line - 1 + offset] == line


def test_bare_text_is_one_document() -> None:
    filing = read(STATEMENT)
    assert [document.first_line for document in filing.documents] == [1]
    assert filing.cik is None


def test_line_ends_of_every_system_give_the_same_filing() -> None:
    assert read(SUBMISSION.replace("\n", "\r\n")) == read(SUBMISSION)
    assert read(SUBMISSION.replace("\n", "\r")) == read(SUBMISSION)


def test_text_of_old_windows_is_read() -> None:
    filing, _ = read_submission(("Caf\xe9 \x96 " + STATEMENT).encode("cp1252", "replace"), "case.txt")
    assert filing is not None
    assert "Caf\xe9" in filing.documents[0].lines[0]


def test_byte_order_mark_is_no_text() -> None:
    assert read("\ufeff" + STATEMENT) == read(STATEMENT)


def test_document_without_end_mark_is_read_to_the_end() -> None:
    filing = read(SUBMISSION[: SUBMISSION.index("</TEXT>")])
    assert any("Net sales" in line for line in filing.documents[0].lines)


@pytest.mark.parametrize("day", ["19970230", "soon", "00000000"])
def test_header_day_that_is_none_is_left_out(day: str) -> None:
    assert read(SUBMISSION.replace("19970630", day)).period_of_report is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "read/empty"),
        (b" \n\t\r\n", "read/empty"),
        (b"%PDF-1.4\x00\x01\x02" + STATEMENT.encode(), "read/binary"),
        (bytes(range(1, 9)) * 200, "read/binary"),
        (b"Dear shareholders, this year was a good one. " * 10, "read/not-a-filing"),
        (b"Sales were $ 1,204.", "read/not-a-filing"),
    ],
)
def test_what_is_no_filing_gives_one_finding(content: bytes, code: str) -> None:
    filing, findings = read_submission(content, "case.txt")
    assert filing is None
    assert [finding.code.id for finding in findings] == [code]
    assert findings[0].source.path == "case.txt"


def test_markup_without_blanks_is_a_filing_by_what_it_prints() -> None:
    """Twenty thousand characters of it may have no blank at all."""
    cells = "".join(f"<tr><td>{number},204</td><td>{number},118</td></tr>" for number in range(100, 999))
    filing, findings = read_submission(f"<html><body><table>{cells}</table></body></html>".encode(), "x.htm")
    assert filing is not None, findings
