"""HTML as filers of 2000-2010 wrote it: every row of a balance sheet is read, however its table is laid out."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from pipeline.extract import extract
from pipeline.locate import locate
from pipeline.model import Statement
from pipeline.read.sgml import read_submission

FILLER = "<P>" + "This report speaks of orchards and of the tools that are used in them. " * 8 + "</P>"
Row = tuple[str, int, int | None] | tuple[str]
ASSETS: list[Row] = [
    ("Current assets:",),
    ("Cash and cash equivalents", 1204, 1118),
    ("Accounts receivable", 410, 402),
    ("Inventories", 377, 381),
    ("Total current assets", 1991, 1901),
    ("Goodwill", 300, None),
    ("Total assets", 2291, 1901),
]
LIABILITIES: list[Row] = [
    ("Current liabilities:",),
    ("Accounts payable", 612, 590),
    ("Accrued expenses", 205, 198),
    ("Total current liabilities", 817, 788),
    ("Common stock", 123, 123),
    ("Retained earnings", 1481, 1090),
    ("Treasury stock, at cost", -130, -100),
    ("Total liabilities and shareholders' equity", 2291, 1901),
]
ROWS = [("ASSETS",), *ASSETS, ("LIABILITIES AND SHAREHOLDERS' EQUITY",), *LIABILITIES]
SECTIONS = {"Inventories": "Current assets", "Accrued expenses": "Current liabilities"}
TITLE = "<P ALIGN=CENTER><B>CONSOLIDATED BALANCE SHEETS<BR>December 31, 2003 and 2002<BR>(In thousands)</B></P>"
PLAIN = "<TD ALIGN=RIGHT>{}</TD>"
HEAD = "<TR><TD></TD><TD>2003</TD><TD>2002</TD></TR>"


def amount(value: int | None) -> str:
    """An amount as printed."""
    return "&#151;" if value is None else f"({-value:,})" if value < 0 else f"{value:,}"


def table(rows: Sequence[Row], head: str = HEAD, cell: str = PLAIN) -> str:
    """One table row for each row, and a cell for each amount."""
    lines = (f"<TR><TD>{row[0]}</TD>{''.join(cell.format(amount(v)) for v in row[1:])}</TR>" for row in rows)
    return f"<TABLE>{head}{''.join(lines)}</TABLE>"


def stacked() -> str:
    """All captions in one cell, and all amounts of a year in another."""
    columns = [[row[0] for row in ROWS], *([amount(r[i]) if len(r) > 1 else "&nbsp;" for r in ROWS] for i in (1, 2))]
    return f"<TABLE>{HEAD}<TR>{''.join('<TD>' + '<BR>'.join(column) + '</TD>' for column in columns)}</TR></TABLE>"


def typed() -> str:
    """Paragraphs with blanks that no browser folds."""
    lines = [f"{'':<45}{'2003':>12}{'2002':>12}"]
    lines += [f"{r[0]:<45}" + "".join(f"{amount(v).replace('&#151;', '--'):>12}" for v in r[1:]) for r in ROWS]
    return "".join(f"<P><FONT FACE='Courier' SIZE=1>{line.replace(' ', '&nbsp;')}</FONT></P>\n" for line in lines)


def tabbed() -> str:
    """Paragraphs in which each tab of a word processor is some blanks, so that nothing stands below anything."""
    tab = "<SPAN STYLE='mso-tab-count:1'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </SPAN>"
    lines = [f"{tab * 5}2003{tab}2002"]
    lines += [r[0] + "".join(f"{tab * (1 + len(r[0]) % 2)}{amount(v)}" for v in r[1:]) for r in ROWS]
    return "".join(f"<P CLASS=MsoNormal>{line}</P>\n" for line in lines)


def halves() -> str:
    """Assets on the left, liabilities on the right."""
    head = "<TR><TD>ASSETS</TD><TD>2003</TD><TD>2002</TD><TD>&nbsp;</TD>"
    head += "<TD>LIABILITIES AND SHAREHOLDERS' EQUITY</TD><TD>2003</TD><TD>2002</TD></TR>"
    sides: list[tuple[Row, Row]] = [*zip(ASSETS, LIABILITIES, strict=False), (("",), LIABILITIES[-1])]
    return f"<TABLE>{head}{''.join(f'<TR>{half(left)}<TD></TD>{half(right)}</TR>' for left, right in sides)}</TABLE>"


def half(row: Row) -> str:
    amounts = [amount(value) for value in row[1:]] or ["", ""]
    return f"<TD>{row[0]}</TD>" + "".join(f"<TD ALIGN=RIGHT>{text}</TD>" for text in amounts)


WORD = "<TD><P CLASS=MsoNormal STYLE='margin-left:.5in;text-indent:-.25in'><SPAN>&nbsp; </SPAN>{}<o:p></o:p></P></TD>"
MARKED = "<TD ALIGN=RIGHT>{}</TD><TD>(a)</TD>"
WIDE = "<TR><TD></TD><TD COLSPAN=2>2003</TD><TD COLSPAN=2>2002</TD></TR>"
YEARS_APART = (
    "<TABLE><TR><TD></TD><TD>December 31,</TD></TR><TR><TD>(In thousands)</TD><TD>2003</TD><TD>2002</TD></TR></TABLE>"
)
PAGE = "<P ALIGN=CENTER>F-3</P><HR SIZE=3><P><A HREF='#toc'>Table of Contents</A></P>"
STYLES = {
    "one table": TITLE + table(ROWS),
    "captions and amounts stacked in three cells": TITLE + stacked(),
    "word processor's indents": TITLE + table(ROWS, cell=WORD),
    "letters of footnotes in cells of their own": TITLE + table(ROWS, WIDE, MARKED) + "<P>(a) Restated.</P>",
    "numbers of footnotes in cells of their own": TITLE
    + table(ROWS, WIDE, "<TD ALIGN=RIGHT>{}</TD><TD></TD>").replace("<TD></TD></TR>", "<TD>(1)</TD></TR>", 3),
    "headings in a table of their own": "<P>CONSOLIDATED BALANCE SHEETS</P>" + YEARS_APART + table(ROWS, ""),
    "a table for each row": TITLE + "".join([table([], HEAD), *(table([row], "") for row in ROWS)]),
    "a page break with its number and a link": TITLE + table(ROWS[:9]) + PAGE + table(ROWS[9:], ""),
    "sign and digits in a table within the cell": TITLE
    + table(ROWS, cell="<TD><TABLE><TR><TD>$</TD><TD>{}</TD></TR></TABLE></TD>"),
    "typed with blanks in paragraphs": TITLE + typed(),
    "typed with tabs saved as blanks": TITLE + tabbed(),
    "two halves": TITLE + halves(),
    "a title in spaced letters": TITLE.replace("CONSOLIDATED BALANCE SHEETS", " ".join("CONSOLIDATED BALANCE SHEETS"))
    + table(ROWS),
    "parentheses in white behind amounts": TITLE
    + table(ROWS, cell="<TD ALIGN=RIGHT>{}<FONT COLOR='#FFFFFF'>)</FONT></TD>").replace(
        ")<FONT COLOR='#FFFFFF'>)", ")"
    ),
    "white print that is never closed": TITLE
    + table(ROWS, WIDE, "<TD ALIGN=RIGHT>{}</TD><TD></TD>")
    .replace("1,204</TD><TD>", "1,204</TD><TD><FONT COLOR=WHITE>)")
    .replace("0)</TD><TD>", "0</TD><TD>)"),
    "parentheses in white on black": TITLE
    + table(ROWS, WIDE, "<TD ALIGN=RIGHT>{}</TD><TD></TD>").replace(
        "0)</TD><TD>", "0</TD><TD><FONT COLOR=WHITE>)</FONT>"
    ),
    "below a table that is never closed": "<TABLE><TR><TD>Orders</TD><TD>12</TD><TD>14</TD></TR>" + TITLE + table(ROWS),
    "comments without end": TITLE + table(ROWS).replace("</TD><TD", "</TD><!--><TD"),
    "two dashes for nothing": TITLE + table(ROWS).replace("&#151;", "&#151; &#151;"),
    "days of a spreadsheet": TITLE.replace("December 31, 2003 and 2002<BR>", "")
    + table(ROWS, HEAD.replace("2003", "31-Dec-03").replace("2002", "31-Dec-2002")),
    "a dash for minus": TITLE + table(ROWS).replace("(130)", "&#150;130").replace("(100)", "&#150;100"),
    "dots in a cell of their own": TITLE + table(ROWS, WIDE, "<TD>. . . . .</TD><TD ALIGN=RIGHT>{}</TD>"),
    "rules typed below the amounts": TITLE
    + table(ROWS).replace("1,991<", "1,991<BR>------<").replace("1,901<", "1,901<BR>=====<"),
    "a page's number and the headings again in rows": TITLE
    + table([*ROWS[:9], ("PAGE",), *ROWS[9:]]).replace("<TR><TD>PAGE</TD>", f"<TR><TD COLSPAN=5>3</TD></TR>{HEAD}"),
    "the years said again": TITLE
    + table(ROWS).replace("EQUITY</TD>", "EQUITY</TD><TD ALIGN=RIGHT>2003</TD><TD ALIGN=RIGHT>2002</TD>", 1),
}


def statement_of(body: str) -> Statement:
    """The one statement of an HTML document."""
    content = f"<HTML><BODY>{FILLER}{body}{FILLER}</BODY></HTML>".encode("cp1252")
    filing, findings = read_submission(content, "case.htm")
    assert filing is not None, findings
    statements, findings = extract(locate(filing)[0], filing)
    assert not findings
    (statement,) = statements
    return statement


@pytest.mark.parametrize("body", STYLES.values(), ids=STYLES)
def test_every_row_is_read_under_its_section(body: str) -> None:
    statement = statement_of(body)
    read = [(item.label, *(a.value if a else None for a in item.amounts)) for item in statement.items]
    assert read == [(row[0], *(Decimal(value or 0) for value in row[1:])) for row in ROWS if len(row) > 1]
    assert [str(column.period.end) for column in statement.columns if column.period] == ["2003-12-31", "2002-12-31"]
    sections = {item.label: item.section[-1] for item in statement.items if item.label in SECTIONS}
    assert sections == SECTIONS


def test_headings_in_tables_of_their_own_stand_over_the_columns_of_the_rows() -> None:
    """Each row is a table, those of the headings, too."""
    ends = (("September 28,", "December 31,"), ("2003", "2002"))
    heads = "".join(table([], f"<TR><TD></TD><TD>{left}</TD><TD>{right}</TD></TR>") for left, right in ends)
    body = "<P>CONSOLIDATED BALANCE SHEETS</P>" + heads + "".join(table([row], "") for row in ROWS)
    columns = statement_of(body).columns
    assert [str(column.period.end) for column in columns if column.period] == ["2003-09-28", "2002-12-31"]


def test_a_day_and_its_year_in_cells_beside_each_other_head_one_column() -> None:
    """They stand over the cells of the dollar sign and the digits."""
    head = "<TR><TD></TD><TD>June 28,</TD><TD>2003</TD><TD>Dec. 31,</TD><TD>2002</TD></TR>"
    columns = statement_of(
        "<P>CONSOLIDATED BALANCE SHEETS</P>" + table(ROWS, head, "<TD>$</TD><TD ALIGN=RIGHT>{}</TD>")
    ).columns
    assert [str(column.period.end) for column in columns if column.period] == ["2003-06-28", "2002-12-31"]


def test_typed_headings_stand_over_the_columns_of_the_typed_rows() -> None:
    """A line of headings keeps its blanks, too, though it has no amount."""
    days = f"{'':<45}{'June 28,':>12}{'Dec. 31,':>12}".replace(" ", "&nbsp;")
    columns = statement_of(f"<P>CONSOLIDATED BALANCE SHEETS</P><P>{days}</P>{typed()}").columns
    assert [str(column.period.end) for column in columns if column.period] == ["2003-06-28", "2002-12-31"]


@pytest.mark.parametrize(
    ("blanks", "read"),
    ((9, [Decimal(12), None]), (15, [None, Decimal(12)]), (12, None)),
    ids=("one tab", "two tabs", "between"),
)
def test_blanks_of_tabs_tell_the_column_of_an_amount_that_stands_alone(
    blanks: int, read: list[Decimal | None] | None
) -> None:
    """The tab behind a caption is nine blanks, that between the columns six; what neither tells is in no column."""
    rows = [f"{row[0]}{' ' * 9}{amount(row[1])}{' ' * 6}{amount(row[2])}" for row in ROWS if len(row) > 1]
    rows.insert(2, f"Prepaid rent{' ' * blanks}12")
    body = "".join(f"<P>{row.replace(' ', '&nbsp;')}</P>" for row in [f"{' ' * 60}2003{' ' * 9}2002", *rows])
    statement = statement_of(TITLE + body)
    found = {item.label: [a and a.value for a in item.amounts] for item in statement.items}
    assert found.get("Prepaid rent") == read
    assert found["Goodwill"] == [Decimal(300), Decimal(0)]
    assert [skipped.text for skipped in statement.skipped if skipped.text == "12"] == ([] if read else ["12"])


def test_a_line_too_long_for_a_row_stays_whole_amid_typed_rows() -> None:
    """Nothing of it is cut, and none of it is the caption of the row below."""
    prose = "Orchards were planted. " * 24 + "In all, 7,654 of them were sold for $ 8,888"
    html = tabbed().replace("<P CLASS=MsoNormal>Accrued", f"<P>Charges.<BR>{prose}</P><P CLASS=MsoNormal>Accrued")
    filing, _ = read_submission(f"<HTML><BODY>{FILLER}{TITLE}{html}</BODY></HTML>".encode(), "case.htm")
    assert filing is not None
    lines = [str(line) for line in filing.documents[0].lines]
    assert prose in " ".join(" ".join(lines).split())
    assert any(line.startswith("Accrued expenses") and line.endswith("198") for line in lines)


@pytest.mark.parametrize(
    "heads",
    ("<TD></TD><TD COLSPAN=2>2003</TD><TD COLSPAN=2>2002</TD>", "<TD></TD><TD>2003</TD><TD>2002</TD>"),
    ids=("years over sign and digits", "years in two cells"),
)
def test_rows_with_a_cell_for_the_dollar_sign_keep_their_columns_beside_rows_without(heads: str) -> None:
    """Each row is a table, and a row with dollar signs has five cells where the others have three."""
    signed = "<TD>$</TD><TD ALIGN=RIGHT>{}</TD>"
    tables = [
        table([row], "", signed if row[0] in ("Cash and cash equivalents", "Total assets") else PLAIN) for row in ROWS
    ]
    statement = statement_of(f"{TITLE}{table([], f'<TR>{heads}</TR>')}{''.join(tables)}")
    read = [(item.label, *(a.value if a else None for a in item.amounts)) for item in statement.items]
    assert read == [(row[0], *(Decimal(value or 0) for value in row[1:])) for row in ROWS if len(row) > 1]
    assert [str(column.period.end) for column in statement.columns if column.period] == ["2003-12-31", "2002-12-31"]


INDENTS = {
    "a block on the next line": "<TD>\n  <P STYLE='margin-left:20pt;text-indent:-10pt'>{}</P>\n</TD>",
    "blanks on the next line": "<TD>\n  &nbsp;&nbsp;{}</TD>",
}


@pytest.mark.parametrize("cell", INDENTS.values(), ids=INDENTS)
def test_blanks_that_a_browser_folds_do_not_hide_the_indent_behind_them(cell: str) -> None:
    """Only the rows of a section are set in, so that what is not set in is below it."""
    section = ("Inventories", "Accounts receivable", "Cash and cash equivalents")
    html = table([row for row in ROWS if not row[0].startswith("Total current")])
    for caption in section:
        html = html.replace(f"<TD>{caption}</TD>", cell.format(caption))
    under = [item.label for item in statement_of(TITLE + html).items if "Current assets" in item.section]
    assert sorted(under) == sorted(section)


def test_a_column_of_percentages_is_headed_by_their_sign_alone() -> None:
    """A sign of per cent beside a year is no part of it."""
    head = "<TR><TD></TD><TD COLSPAN=4>Years Ended December 31,</TD></TR>"
    head += "<TR><TD></TD><TD>2003</TD><TD>%</TD><TD>2002</TD><TD>%</TD></TR>"
    rows = [("Net sales", "4,820", "100.0", "4,411", "100.0"), ("Cost of sales", "3,615", "75.0", "3,529", "80.0")]
    rows += [("Selling expenses", "482", "10.0", "441", "10.0"), ("Net earnings", "723", "15.0", "441", "10.0")]
    cells = "".join(
        f"<TR><TD>{n}</TD><TD>{a}</TD><TD>{b}%</TD><TD>{c}</TD><TD>{d}%</TD></TR>" for n, a, b, c, d in rows
    )
    statement = statement_of(
        f"<P>CONSOLIDATED STATEMENTS OF EARNINGS<BR>(In thousands)</P><TABLE>{head}{cells}</TABLE>"
    )
    assert [str(column.period.end) for column in statement.columns if column.period] == ["2003-12-31", "2002-12-31"]
    assert [a.text for item in statement.items for a in item.amounts if a] == [c for row in rows for c in row[1::2]]


def test_a_sign_of_per_cent_in_a_cell_of_its_own_is_print_in_white_too() -> None:
    """White may stand on black, and a rate is no amount."""
    rate = "<TR><TD>Effective tax rate</TD><TD>28</TD><TD><FONT COLOR=WHITE>%</FONT></TD><TD>29</TD><TD>%</TD></TR>"
    html = table(ROWS, WIDE, "<TD ALIGN=RIGHT>{}</TD><TD></TD>").replace("</TABLE>", rate + "</TABLE>")
    assert "Effective tax rate" not in [item.label for item in statement_of(TITLE + html).items]


def test_a_heading_longer_than_its_column_stands_over_no_other() -> None:
    """A heading that covers rows of the table as well as columns leaves the columns beside it to their years."""
    heads = [
        "<TR><TD ROWSPAN=2></TD><TD COLSPAN=2 ROWSPAN=2>Six Months<BR>Ended<BR>December 31,<BR>2003</TD>"
        "<TD COLSPAN=4>Years Ended June 30,</TD></TR>",
        "<TR><TD COLSPAN=2>2003</TD><TD COLSPAN=2>2002</TD></TR>",
    ]
    rows: list[Row] = [("Net sales",), ("Cost of sales",), ("Selling expenses",), ("Net earnings",)]
    amounts = "".join(f"<TD ALIGN=RIGHT>{value}</TD><TD></TD>" for value in ("4,820", "9,411", "8,820"))
    cells = "".join(f"<TR><TD>{row[0]}</TD>{amounts}</TR>" for row in rows)
    columns = statement_of(f"<P>CONSOLIDATED STATEMENTS OF EARNINGS</P><TABLE>{''.join(heads)}{cells}</TABLE>").columns
    periods = [(str(column.period.start), str(column.period.end)) for column in columns if column.period]
    assert periods == [("2003-07-01", "2003-12-31"), ("2002-07-01", "2003-06-30"), ("2001-07-01", "2002-06-30")]


def test_lines_of_stacked_cells_stand_beside_each_other() -> None:
    """As many captions as amounts, but a heading has no amount and a total no caption."""
    captions = ["ASSETS", "Cash", "Receivables", "&nbsp;"]
    amounts = ["&nbsp;", "8,204", "4,118", "12,322"]
    rows = "".join(
        f"<TD>{'<BR>'.join(lines)}</TD>" for lines in (captions, amounts, ["&nbsp;", "7,118", "3,904", "11,022"])
    )
    more = "".join(
        f"<TR><TD>{name}</TD><TD>1,204</TD><TD>1,118</TD></TR>" for name in ("Land", "Goodwill", "Notes due")
    )
    body = f"{TITLE}<TABLE>{HEAD}<TR>{rows}</TR>{more}</TABLE>"
    items = [(item.label, item.amounts[0] and item.amounts[0].value) for item in statement_of(body).items]
    assert items[:3] == [("Cash", Decimal(8204)), ("Receivables", Decimal(4118)), ("", Decimal(12322))]


def test_a_heading_below_the_one_row_of_a_stacked_cell_heads_the_rows_to_come() -> None:
    """The amount stands beside the first line, and a blank beside the heading."""
    html = table([row for row in ROWS if row[0] != "Current liabilities:"])
    row = f"<TD>{'</TD><TD ALIGN=RIGHT>'.join(('Total assets', '2,291', '1,901'))}</TD>"
    stack = row.replace("assets<", "assets<BR>Current liabilities:<").replace("1</TD>", "1<BR>&nbsp;</TD>")
    html = html.replace(row, stack).replace("<TR><TD>LIABILITIES AND SHAREHOLDERS' EQUITY</TD></TR>", "")
    items = {item.label: item.section[-1:] for item in statement_of(TITLE + html).items}
    assert "Total assets" in items
    assert items["Accrued expenses"] == ("Current liabilities",)


def test_angle_brackets_are_typed_for_parentheses_but_around_a_mark() -> None:
    """A digit in angle brackets is a footnote's mark beside the caption; amounts in them are negative."""
    body = TITLE + table(ROWS).replace("(130)", "&lt;130&gt;").replace("(100)", "$ &lt;100&gt;")
    items = statement_of(body.replace("Goodwill", "Goodwill &lt;1&gt;")).items
    read = {item.label: [amount.value for amount in item.amounts if amount] for item in items}
    assert read["Treasury stock, at cost"] == [Decimal(-130), Decimal(-100)]
    assert read["Goodwill <1>"] == [Decimal(300), Decimal(0)]


INCOME = (
    ("Sales", "1,234,410", "1,234,118"),
    ("Cost of sales", "1,003,004 (1)(2)", "1,002,880 (1)(2)"),
    ("Gross margin", "231,406", "231,238"),
    ("Closing of mills", "12 (1), (2), (3)", "&#151; (3)"),
    ("Sale of land", "15 (a)(b)", "(7) (4)"),
    ("Effective tax rate", "28% (1)", "29%*"),
    ("Net income", "231,409", "231,231"),
)


def test_marks_in_cells_leave_amounts_and_rates_in_their_columns() -> None:
    """Marks of footnotes hang out right of an amount, and the next has its place behind them."""
    rows = "".join(f"<TR><TD>{label}</TD><TD>{now}</TD><TD>{before}</TD></TR>" for label, now, before in INCOME)
    head = f"<TR><TD></TD><TD COLSPAN=2>Years ended December 31,</TD></TR>{HEAD}"
    statement = statement_of(f"<P>CONSOLIDATED STATEMENTS OF INCOME<BR>(In thousands)</P><TABLE>{head}{rows}</TABLE>")
    read = {item.label: [amount and amount.value for amount in item.amounts] for item in statement.items}
    assert read["Cost of sales"] == [Decimal(1_003_004), Decimal(1_002_880)]
    assert read["Closing of mills"] == [Decimal(12), Decimal(0)]
    assert read["Sale of land"] == [Decimal(15), Decimal(-7)]
    rates = {skipped.text for skipped in statement.skipped if skipped.reason == "a rate in per cent, not an amount"}
    assert rates == {"28", "29"}
