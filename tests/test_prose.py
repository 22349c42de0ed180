"""Numbers in the sentences of notes: what they state in full, for when, of what, and what becomes of the others."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from cases import make_case_report

from pipeline.model import Period, StatementKind, Status
from pipeline.notes.calendars import Calendar
from pipeline.notes.figures import find_figures
from pipeline.notes.moments import find_moments
from pipeline.notes.sayings import EVEN, UNFLAGGED, weigh_phrase
from pipeline.notes.times import find_times
from pipeline.notes.wording import find_parties, make_wording
from pipeline.phrases import COLUMNS, Phrases, find_phrases, load_phrases
from pipeline.reference import Reference

HALF = Period(date(2003, 12, 1), date(2004, 5, 31))
CALENDAR = Calendar(date(2004, 5, 31), HALF, (date(2003, 11, 30), date(2004, 5, 31)), (HALF,), (11, 30))


def figures(text: str) -> list[tuple[str, Decimal, int]]:
    """Every number of a sentence: its print, what it states and its decimals."""
    times = [(time.start, time.end) for time in find_times(text)]
    return [(figure.text, figure.value, figure.decimals) for figure in find_figures(text, times)]


def periods(text: str, is_instant: bool = False) -> list[str] | str:
    """The period of each number of a sentence's first series."""
    times = find_times(text)
    found = find_figures(text, [(time.start, time.end) for time in times])
    series = make_wording(text, found, times, {}).series[0]
    moments = find_moments(series, times, (), CALENDAR, is_instant)
    if isinstance(moments, str):
        return moments
    return [f"{m.period.start or ''}/{m.period.end} {m.way}" for m in moments]


def test_a_scale_in_words_is_part_of_the_amount() -> None:
    assert figures("It cost approximately $6.3 million.") == [("$6.3 million", Decimal("6300000"), -5)]


def test_blanks_of_a_justified_line_do_not_part_an_amount_from_its_scale() -> None:
    assert figures("It cost $105      million.") == [("$105      million", Decimal("105000000"), -6)]


def test_two_amounts_share_the_scale_behind_the_second() -> None:
    assert [value for _, value, _ in figures("It is $2 to $4 million.")] == [2_000_000, 4_000_000]


def test_a_rate_is_a_share_of_one() -> None:
    assert figures("The rate was 34.5% and (2.1) percent.") == [
        ("34.5%", Decimal("0.345"), 3),
        ("(2.1) percent", Decimal("-0.021"), 3),
    ]


def test_the_numbers_of_days_notes_and_rules_are_no_figures() -> None:
    assert figures("See Note 5 and Form 10-K of May 31, 2004, Level 3, in 2003 under SFAS No. 123.") == []


def test_the_ends_of_a_range_are_told_from_what_rose_from_one_to_another() -> None:
    ranged = find_figures("Options vest at between 4% and 6%, or $2 to $4 million.", ())
    rose = find_figures("Cash increased from $2 million to $4 million.", ())
    assert [figure.in_range for figure in ranged] == [True] * 4
    assert [figure.in_range for figure in rose] == [False] * 2


def test_amounts_take_the_periods_of_a_list_in_turn() -> None:
    text = "For the six months ended May 31, 2004 and 2003 rent was $5 and $4, respectively."
    assert periods(text) == ["2003-12-01/2004-05-31 series", "2002-12-01/2003-05-31 series"]


def test_an_amount_takes_the_time_behind_it_before_the_one_ahead() -> None:
    text = "At November 30, 2003 we owed $5 million, compared to $6 million at May 31, 2004."
    assert periods(text, is_instant=True) == ["/2003-11-30 ahead", "/2004-05-31 behind"]


def test_a_day_that_something_ends_on_is_no_number_s_time() -> None:
    assert periods("Losses of $19,000,000 expire in the years 2004 through 2022.", True) == ["/2004-05-31 default"]


def test_a_fiscal_year_that_is_not_over_is_what_has_passed_of_it() -> None:
    assert periods("Rent was $5 million in fiscal 2004.") == ["2003-12-01/2004-05-31 behind-year"]


def test_a_quarter_of_a_fiscal_year_ends_where_the_year_says() -> None:
    assert periods("A gain of $7,000 arose in the fourth quarter of fiscal 2003.") == [
        "2003-09-01/2003-11-30 later-quarter"
    ]


def test_sizes_tell_in_which_order_lengths_and_years_are_meant() -> None:
    text = "Rent for the six and three months ended May 31, 2004 and 2003 was {} respectively."
    by_length = ["2003-12-01/2004-05-31 cross", "2002-12-01/2003-05-31 cross", "2004-03-01/2004-05-31 cross"]
    assert periods(text.format("$5, $9, $4 and $3"))[:3] == by_length
    assert periods(text.format("$9, $4, $8 and $3"))[1] == "2004-03-01/2004-05-31 cross-either", "4 is half of 9"
    assert periods(text.format("$9, $4, $5 and $2"))[1] == "2002-12-01/2003-05-31 cross-either", "5 is half of 9"


def test_more_amounts_than_periods_have_none() -> None:
    text = "For the six months ended May 31, 2004 and 2003 rent was $5, $6 and $4."
    assert periods(text) == "3 numbers stand side by side, and 2 periods"


def test_a_name_is_known_by_what_it_is_called_from_then_on() -> None:
    parties = find_parties(['We sold beer to Tarn Brewing, Inc. ("Tarn").'])
    text = "Tarn billed us $5."
    assert parties["Tarn"] == "Tarn Brewing, Inc."
    assert make_wording(text, find_figures(text, ()), (), parties).text == " ~0 billed we $0"


def table(folder: Path, *rows: str) -> Path:
    """A folder of mapping tables with one of sentences."""
    (folder / "prose.csv").write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
    return folder


def concepts(phrases: Phrases, text: str, heading: str = "") -> list[str]:
    """The concept of each series of a sentence that a row knows."""
    times = find_times(text)
    found = find_figures(text, [(time.start, time.end) for time in times])
    return [s.phrase.rule.concept for s in find_phrases(phrases, make_wording(text, found, times, {}).text, heading)]


def test_the_row_that_says_most_wins_and_a_word_may_forbid(tmp_path: Path, reference: Reference) -> None:
    folder = table(
        tmp_path,
        ",expense * be {money},,OtherExpenses,,,manual,",
        ",advertising expense * be {money},prepaid,AdvertisingExpense,,,manual,",
    )
    phrases, problems = load_phrases(folder, reference.taxonomy)
    assert problems == []
    assert concepts(phrases, "Our advertising expenses in 2003 were $5.") == ["AdvertisingExpense"]
    assert concepts(phrases, "Prepaid advertising expenses were $5.") == ["OtherExpenses"]


def test_a_row_with_a_topic_is_for_notes_of_that_heading(tmp_path: Path, reference: Reference) -> None:
    row = "income tax,benefit of {money},,IncomeTaxExpenseBenefit,,-,manual,"
    phrases, _ = load_phrases(table(tmp_path, row), reference.taxonomy)
    assert concepts(phrases, "A benefit of $5 arose.", "Income Taxes") == ["IncomeTaxExpenseBenefit"]
    assert concepts(phrases, "A benefit of $5 arose.", "Pensions") == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",rent be,,AdvertisingExpense,,,manual,", "has 0 places of a number"),
        (",Rents were {money},,AdvertisingExpense,,,manual,", "not in normal form"),
        (",rent be {rate},,AdvertisingExpense,,,manual,", "its place is {money}"),
        (",rent be {money},,AdvertisingExpenses,,,manual,", "near it are AdvertisingExpense"),
        (",we paid {party} {money},,AdvertisingExpense,,,manual,", "go together"),
        (",rent be {money},,AdvertisingExpense,,+,manual,", "sign '+'"),
        (",rent be {money},,AdvertisingExpense,AwardTypeAxis=NoMember,,manual,", "axis=member of the taxonomy"),
        (",rent be {money},,AdvertisingExpense,MajorCustomersAxis=each:,,manual,", "axis=member of the taxonomy"),
        (",rent be {money},,AdvertisingExpense,,,often,", "seen 'often'"),
    ],
)
def test_faults_of_the_table_are_told(row: str, fault: str, tmp_path: Path, reference: Reference) -> None:
    _, problems = load_phrases(table(tmp_path, row), reference.taxonomy)
    assert any(fault in problem.message and problem.source.line == 2 for problem in problems), problems


def test_hostile_sentences_cost_no_more_than_their_length() -> None:
    for text in ("rent expense was " * 2000, "$5 and " * 3000, "the three and " * 3000, "May 1, 2004 and " * 2000):
        times = find_times(text)
        found = find_figures(text, [(time.start, time.end) for time in times])
        make_wording(text, found, times, {})


REPEATED = """form: 10-K
period_of_report: 1997-12-31

             CONSOLIDATED STATEMENTS OF INCOME
                   Year ended December 31
                          1997       1996
                        --------   --------
Net sales               $  1,200   $  1,100
Cost of sales                700        650
                        --------   --------
Income before tax            500        450
Income tax expense           100         90
                        --------   --------
Net income              $    400   $    360
                        ========   ========

              NOTES TO FINANCIAL STATEMENTS

Note 1 - Income Taxes

Income tax expense was $100 in 1997 and ${} in 1996.

Note 2 - Commitments

Sheds are rented.
"""


def test_a_number_that_a_statement_states_too_is_sure() -> None:
    facts = [fact for fact in make_case_report(REPEATED.format(90)).facts if fact.statement is StatementKind.PROSE]
    assert [(fact.value, fact.status) for fact in facts] == [(100, Status.STRUCTURE), (90, Status.STRUCTURE)]
    assert all("states it too" in fact.reason for fact in facts)


def test_a_number_that_contradicts_a_statement_is_no_fact() -> None:
    report = make_case_report(REPEATED.format(80))
    assert [fact.value for fact in report.facts if fact.statement is StatementKind.PROSE] == [100]
    (skipped,) = report.prose[0].skipped
    assert "would contradict what is stated elsewhere" in skipped.reason
    assert "IncomeTaxExpenseBenefit is 90" in skipped.reason


def in_thousands(sentences: str) -> str:
    """The filing above with its statement in thousands, and other sentences in its first note."""
    text = REPEATED.replace("STATEMENTS OF INCOME\n", "STATEMENTS OF INCOME\n                       (In thousands)\n")
    return text.replace("Income tax expense was $100 in 1997 and ${} in 1996.", sentences)


def test_an_amount_without_a_scale_is_doubtful_where_the_statements_have_one() -> None:
    report = make_case_report(in_thousands("Advertising expense was $290 in 1997. Rent expense was $187,000 in 1997."))
    assert [fact.value for fact in report.facts if fact.statement is StatementKind.PROSE] == [187_000]
    assert "no word tells its scale" in report.prose[0].skipped[0].reason


def test_amounts_have_the_statements_scale_where_none_says_another() -> None:
    others = " ".join(f"The {place} shed cost ${n}." for n, place in enumerate(("old", "red", "new") * 3, 101))
    report = make_case_report(in_thousands(f"Advertising expense was $290 in 1997. {others}"))
    facts = [fact for fact in report.facts if fact.statement is StatementKind.PROSE]
    assert [(fact.value, fact.decimals) for fact in facts] == [(290_000, -3)]


def test_a_fact_is_flagged_where_only_its_member_is_unsure() -> None:
    sure, is_unflagged = weigh_phrase(100, 80, 100, [Decimal(1)])
    assert sure > UNFLAGGED and not is_unflagged
    assert weigh_phrase(100, 100, 100, [Decimal(1)])[1]


def test_a_row_whose_member_is_mostly_wrong_is_no_guess() -> None:
    assert weigh_phrase(10, 2, 10, [Decimal(1)])[0] <= EVEN < weigh_phrase(10, 8, 10, [Decimal(1)])[0]
