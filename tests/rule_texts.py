"""A small right filing, and for each rule that is asked of a filing's text what breaks it.

Not a test: `test_rules` and `rule_cases` take their texts from here.
"""

import re
from collections.abc import Callable

from cases import FOLDER, parse_case
from test_checks import BALANCE_SHEET, FILING, INCOME_STATEMENT

Edit = Callable[[str], str]
DAYS = "form: 10-Q\nfiled: 1995-08-10\nperiod_of_report: 1995-06-30\n"
NOTES = """
Note 1. Basis of Presentation

The statements have been prepared without audit by the company itself.

Note 2. Income Taxes

None are due.
"""
RIGHT = FILING[: FILING.index("Note 1.")].replace("form: 10-Q\n", DAYS) + NOTES
ODD = parse_case(FOLDER / "foot" / "misprint_made_good_by_a_sign.txt").given
"""A balance sheet that adds up only with a row deducted that is printed as added."""
TWO_TOTALS = """\

        CONSOLIDATED STATEMENTS OF STOCKHOLDERS' EQUITY

                                       Total                    Total
                                      Company                  Equity
                                     --------                 --------
Balance at December 31, 1994         $ 21,010                 $ 21,010
Net income                              2,204                    2,204
                                     --------                 --------
Balance at June 30, 1995             $ 23,214                 $ 23,214
                                     ========                 ========

"""
YEARS_ONLY = """
             CONSOLIDATED STATEMENTS OF STOCKHOLDERS' EQUITY
Balance, January 1                         1994          1995
Shares issued                              1994          1995
Balance, June 30                           1994          1995

"""
NOTE = """
Note 2. Sales

Net sales were of these kinds:

                                       Years ended December 31,
                                       1995      1994      1993
                                     --------  --------  --------
Seed                                 $ 20,110  $ 20,880  $ 20,640
Bags                                    4,000     3,000     2,000
                                     --------  --------  --------
Net sales                            $ 24,110  $ 23,880  $ 22,640
                                     ========  ========  ========

Note 3. Commitments

None.
"""
THREE_YEARS = f"""\
             CONSOLIDATED STATEMENTS OF INCOME
                                       Years ended December 31,
                                       1995      1994      1993
                                     --------  --------  --------
Net sales                            $ 24,110  $ 23,880  $ 22,640
Cost of sales                          21,100    21,480    20,310
                                     --------  --------  --------
Net income                           $  3,010  $  2,400  $  2,330
                                     ========  ========  ========

        NOTES TO CONSOLIDATED FINANCIAL STATEMENTS

Note 1. Preparation

The statements have been prepared without audit.
{NOTE}"""
TWO_NOTES = f"{THREE_YEARS}\nNote 4. Income Taxes\n\nNone are due.\n\nNote 5. Leases\n\nNone are held.\n"


def change(old: str, new: str) -> Edit:
    """What puts ``new`` for the one ``old`` of the filing."""

    def edit(text: str) -> str:
        assert text.count(old) == 1, old
        return text.replace(old, new)

    return edit


def without(*captions: str) -> Edit:
    """What drops the lines that begin with these captions."""
    return lambda text: "\n".join(line for line in text.split("\n") if not line.startswith(captions))


def without_cash_flow(text: str) -> str:
    return text[: text.index("             CONSOLIDATED STATEMENTS OF CASH")] + text[text.index("        NOTES TO") :]


def since_inception(text: str) -> str:
    """What heads a column of cash flows by an inception that only the notes date."""
    head = "CASH FLOWS\n" + 41 * " " + "Six months ended June 30,\n" + 44 * " " + "1995          1994\n"
    open_head = f"CASH FLOWS\n{41 * ' '}Six months       Since\n{41 * ' '}ended June 30, Inception\n{44 * ' '}1995\n"
    return change(head, open_head)(change("None are due.", "Its inception was May 1, 1990.")(text))


def before_notes(text: str) -> Edit:
    """What puts one more piece of text between the statements and the notes."""
    return change("\n        NOTES TO", f"\n{text}\n        NOTES TO")


def second_column(make: Callable[[str, str], str]) -> Edit:
    """What makes the second amount of every line of two from both."""
    row = re.compile(r"(\d[\d,]{3,})(\s+\$?\s*)(\d[\d,]{3,})$", re.MULTILINE)
    return lambda text: row.sub(lambda m: m[1] + m[2] + make(m[1], m[3]).rjust(len(m[3])), text)


TWO_DAYS = "June 30,    December 31,\n                                            1995          1994\n"
TOTAL = "$ 11,228,534  $ 11,310,233\n                                        ============  ============\nLiab"
INTEREST = "Interest paid                           $    801,445  $    798,330\n"
MORE = "Effect of rates                                  77            88\nNet increase in cash  "
BROKEN: dict[str, tuple[str, Edit]] = {
    "locate/no-statement": (RIGHT, lambda text: text.replace("CONSOLIDATED ", "")[: text.index("BALANCE SHEETS")]),
    "locate/other-set": (RIGHT, before_notes(BALANCE_SHEET.replace("CONSOLIDATED BALANCE", "PRO FORMA BALANCE"))),
    "read/truncated": (RIGHT, lambda text: text[: text.index("Total stockholders")]),
    "extract/no-columns": (RIGHT, before_notes(YEARS_ONLY)),
    "extract/column-without-period": (RIGHT, change(TWO_DAYS, "June 30, 1995        Budget\n")),
    "extract/column-aside": (RIGHT, change(TWO_DAYS, "June 30, 1995        Change\n")),
    "extract/inception-told-elsewhere": (RIGHT, since_inception),
    "extract/ambiguous-column": (
        RIGHT.replace("\n        NOTES TO", f"{TWO_TOTALS}\n        NOTES TO"),
        change("2,204                    2,204", "2,204                    2,300"),
    ),
    "extract/unreadable-amount": (RIGHT, change("9,118,204 ", "9,118,20  ")),
    "foot/sum-mismatch": (RIGHT, change("4,010,118", "4,010,218")),
    "foot/rounded": (RIGHT, change(TOTAL, TOTAL.replace("534", "535"))),
    "foot/open-rows": (RIGHT, change("Net increase in cash  ", MORE)),
    "foot/unproved-total": (RIGHT, change("Net increase in cash  ", MORE)),
    "foot/odd-sign": (ODD.replace("1,484", "1,524"), change("1,524", "1,484")),
    "tag/own-concept": (
        RIGHT[: RIGHT.index("        NOTES TO")],
        change("Inventories          ", "Advances to growers  "),
    ),
    "tag/repeated-concept": (RIGHT, before_notes(INCOME_STATEMENT.replace("24,110,204", "24,110,304"))),
    "tag/conflicting-facts": (
        RIGHT,
        change("$  3,010,000  $  2,400,000\nIncrease", "$  3,001,000  $  2,400,000\nIncrease"),
    ),
    "tag/repeated-block": (TWO_NOTES, change("5. Leases", "5. Income Taxes")),
    "extension/sum-not-stated": (without("Cash and cash equivalents at", "  of period")(RIGHT), lambda _: RIGHT),
    "check/note-mismatch": (
        THREE_YEARS,
        lambda text: text.replace("2,000\n", "2,040\n").replace(
            "22,640\n                                     =", "22,680\n                                     ="
        ),
    ),
    "check/tie-mismatch": (
        RIGHT,
        change("period                             $  2,110,330", "period                             $  2,101,330"),
    ),
    "check/eps-mismatch": (RIGHT, change("$        .20", "$        .02")),
    "check/par-mismatch": (RIGHT, change("15,000,000 shares", "15,500,000 shares")),
    "check/near-miss": (
        before_notes(INTEREST)(RIGHT) + "Interest of $801,445 was paid in the first half of 1995.\n",
        change("$801,445", "$801,945"),
    ),
    "check/sign": (
        RIGHT,
        change(
            "Inventories                                9,118,204 ",
            "Inventories                               (9,118,204)",
        ),
    ),
    "check/date-ahead": (RIGHT, change("filed: 1995-08-10", "filed: 1995-03-10")),
    "check/other-period": (RIGHT, change("period_of_report: 1995-06-30", "period_of_report: 1996-06-30")),
    "check/period-length": (RIGHT, lambda text: text.replace("Six months ended", "Five months ended")),
    "check/column-scale": (RIGHT, second_column(lambda first, second: second.rpartition(",")[0])),
    "check/outlier": (RIGHT, change(TOTAL, TOTAL.replace("11,310,233", "    11,310"))),
    "check/same-column": (RIGHT, second_column(lambda first, second: first)),
    "check/missing-statement": (RIGHT, without_cash_flow),
    "check/missing-fact": (RIGHT, without("Net increase in cash")),
}
"""For each rule a filing that keeps it, and what breaks it there."""
