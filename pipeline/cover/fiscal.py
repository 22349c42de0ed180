"""A cover → the fiscal year's end, and the fiscal year and period that follow from it and the period's end.

In: what the cover states, and the whole text for a year's end that the cover does not print. Out: fields that say how
they were derived, and the fiscal year to date.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from pipeline.cover.page import Page
from pipeline.model import Amount, CoverField, Filing, Period
from pipeline.periods import MONTHS, months_before

_YEAR_END = re.compile(
    r"years?\s+(?:ended|ending|ends)\s+(?:on\s+)?"
    rf"(?P<v>(?P<month>{'|'.join(MONTHS)})\s+(?P<day>\d{{1,2}}))",
    re.I,
)


def fiscal_fields(fields: list[CoverField], text: Page, filing: Filing) -> Iterator[CoverField]:
    """The fiscal year's end, and from it and the period's end the fiscal year and period."""
    stated = {field.name: field for field in reversed(fields)}
    end_field = stated.get("document period end date")
    form = str(stated["document type"].value) if "document type" in stated else ""
    year_end = _year_end(text, filing, end_field, form)
    if end_field is None or year_end is None:
        return
    yield year_end
    end = date.fromisoformat(str(end_field.value))
    month, day = int(str(year_end.value)[2:4]), int(str(year_end.value)[5:7])
    fiscal_end = next_fiscal_end(end, month, day)
    reason = "derived from the period's end and the fiscal year's end"
    yield CoverField("fiscal year focus", str(fiscal_end.year), end_field.amount, reason)
    if form.upper().startswith(("10-K", "20-F", "40-F")):
        focus = "FY"
    else:
        months_left = round((fiscal_end - end).days / Decimal("30.4"))
        focus = {0: "Q4", 1: "Q3", 2: "Q2", 3: "Q1"}.get((months_left + 1) // 3, "FY")
    yield CoverField("fiscal period focus", focus, end_field.amount, reason)


def _year_end(text: Page, filing: Filing, end: CoverField | None, form: str) -> CoverField | None:
    if form.upper().startswith(("10-K", "20-F")) and end is not None:
        return CoverField("fiscal year end", "-" + str(end.value)[4:], end.amount, "derived from the period's end")
    if filing.fiscal_year_end:
        place = Amount(filing.fiscal_year_end, None, filing.source)
        return CoverField("fiscal year end", filing.fiscal_year_end, place, "stated in the submission's header")
    ends: dict[str, list[Amount]] = {}
    for match in _YEAR_END.finditer(text.text):
        month = 1 + MONTHS.index(match["month"].lower())
        if 1 <= int(match["day"]) <= 31:
            ends.setdefault(f"--{month:02}-{int(match['day']):02}", []).append(text.group(match))
    if not ends:
        return None
    value = max(sorted(ends), key=lambda key: len(ends[key]))
    return CoverField("fiscal year end", value, ends[value][0], "derived from the text")


def next_fiscal_end(end: date, month: int, day: int) -> date:
    """The end of the fiscal year in which ``end`` lies; a year of weeks may end a week off its nominal day.

    >>> next_fiscal_end(date(2004, 5, 31), 11, 30)
    datetime.date(2004, 11, 30)
    """
    for year in (end.year, end.year + 1):
        last = date(year, month, min(day, 28)) + timedelta(days=max(0, day - 28))
        if last + timedelta(days=10) >= end:
            return last
    return end


def year_to_date(stated: Mapping[str, CoverField]) -> Period | None:
    """The fiscal year to date: the period that the cover's facts are stated for."""
    if "document period end date" not in stated:
        return None
    end = date.fromisoformat(str(stated["document period end date"].value))
    year_end = stated.get("fiscal year end")
    if year_end is None:
        return Period(months_before(end, 12), end)
    fiscal_end = next_fiscal_end(end, int(str(year_end.value)[2:4]), int(str(year_end.value)[5:7]))
    return Period(min(months_before(fiscal_end, 12), end), end)
