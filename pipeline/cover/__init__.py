"""The first pages of a filing → what its cover states about the document and the registrant.

In: a `Filing`. Out: `CoverField`s under the names that ``mappings/cover.csv`` maps, each with the print it
was read from; what the cover prints goes before what the header says. Some are derived (the fiscal period
from the fiscal year's end) and say so. Concepts are not known here.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

from pipeline.model import Amount, Cover, CoverField, Document, Filing, Period, Source, Statement
from pipeline.numerals import parse_amount
from pipeline.periods import MONTHS, months_before, parse_dates
from pipeline.states import STATES

COVER_LINES = 220
"""Covers of the corpora end well before this; the text for the fiscal year's end is searched further."""

COVER_WIDTH = 2_000
"""Characters of a cover's line that are looked at: a longer one is no print, and costs more than its length."""
LONGEST_ADDRESS = 500

SHARES = "shares outstanding"

_FORM = re.compile(r"\bform\s+(?P<v>(?:10-?[KQ](?:SB|405|T|A)*|20-?F|40-?F|8-?K|11-?K|6-?K)(?:/A)?)\b", re.I)
_PERIOD = re.compile(
    r"for\s+the\s+(?:(?P<length>quarter|quarterly|fiscal|three|six|nine|annual|transition)\w*[\s-]+)*(?:\w+\s+){0,4}?(?:period|year|quarter|months|weeks)?\s*(?:ended|ending)\s*:?\s*(?P<v>[A-Za-z]+\.?\s*\d{1,2}\s*,?\s*\d{4}|\d{1,2}/\d{1,2}/\d{2,4})",
    re.I,
)
_FILE_NUMBER = re.compile(r"commission\s+file\s+(?:number|no\.?|\#)s?\s*:?\s*(?P<v>\d{1,3}-\d{3,6}(?:-\d{1,2})?)", re.I)
_NAME = re.compile(r"^(?=[^\n]*\S)(?P<v>[^\n]*)\n(?:[\s\-_=]*\n)?\s*\(\s*exact\s+name", re.I | re.M)
_NAME_LABEL = re.compile(r"\(\s*exact\s+name", re.I)
NAME_REACH = 1000
"""Characters before its label within which the registrant's name begins."""
_STATE_LABEL = re.compile(r"state\s+(?:or|of)\b", re.I)
_EMPLOYER = re.compile(r"(?<![\d-])(?P<v>\d{2}-\d{3}-?\d{4})(?![\d-])")
_EMPLOYER_BARE = re.compile(r"(?<![\d-])(?P<v>\d{9})(?![\d-])")
_EMPLOYER_LABEL = re.compile(r"\bI\.?\s?R\.?\s?S\.?\s+(?:employer|ident)|\bemployer\s+ident", re.I)
EMPLOYER_REACH = 400
"""Characters around its label within which nine digits in a row are the employer's number."""
_CLASS = re.compile(r"\bclass\s+(?P<v>[A-Z])\b", re.I)
_ADDRESS_LABEL = re.compile(r"\(\s*address\s+of\s+(?:issuer's\s+)?principal", re.I)
_PHONE = re.compile(
    r"telephone[^\n]{0,80}?\(?(?P<area>\d{3})\)?[\s-]*(?P<local>\d{3}-\d{4})"
    r"|\(?(?P<area2>\d{3})\)?[\s-]+(?P<local2>\d{3}-\d{4})\s*\n[^\n]*telephone",
    re.I,
)
_SHARES = re.compile(
    r"(?P<v>\d{1,3}(?:,\d{3}){1,4})\s+(?:shares|common\s+shares)\b|(?:outstanding|shares)[^.]{0,200}?(?<![\d$.,])(?P<w>\d{1,3}(?:,\d{3}){2,4})(?![\d,])",
    re.I | re.S,
)
_SHARES_CONTEXT = re.compile(r"\boutstanding\b", re.I)
_YEAR_END = re.compile(
    r"years?\s+(?:ended|ending|ends)\s+(?:on\s+)?"
    rf"(?P<v>(?P<month>{'|'.join(MONTHS)})\s+(?P<day>\d{{1,2}}))",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Text:
    """The cover as one text that knows where each character was printed."""

    text: str
    path: str
    first_line: int
    starts: tuple[int, ...]

    def amount(self, start: int, end: int) -> Amount:
        index = bisect_right(self.starts, start) - 1
        offset = start - self.starts[index]
        printed = " ".join(self.text[start:end].split())
        on_line = self.text[start:end].partition("\n")[0]
        source = Source(self.path, self.first_line + index, offset, offset + len(on_line))
        return Amount(printed, parse_amount(printed), source)

    def group(self, match: re.Match[str], name: str = "v") -> Amount:
        raw = match[name]
        start = match.start(name) + len(raw) - len(raw.lstrip())
        return self.amount(start, start + len(raw.strip()))


def read_cover(filing: Filing) -> Cover:
    """What the cover of the filing's main document states, or of line items their rows, each field at most once."""
    main = filing.documents[0] if filing.documents else Document("", "", 1, ())
    text = _make_text([line[:COVER_WIDTH] for line in main.lines[:COVER_LINES]], filing.source.path, main.first_line)
    whole = _make_text(main.lines, filing.source.path, main.first_line)
    fields = [
        *filing.cover,
        *_document_fields(text, filing),
        *_registrant_fields(text, filing),
        *_address_fields(text),
        *_shares_fields(text),
    ]
    fields.extend(_fiscal_fields(fields, whole, filing))
    unique: dict[str, CoverField] = {}
    for field in fields:
        unique.setdefault(field.name, field)
    return Cover(tuple(unique.values()), _year_to_date(unique))


def beside_statements(cover: Cover, statements: Iterable[Statement]) -> Cover:
    """The cover less the shares that a statement prints: what a balance sheet authorizes or issues is not outstanding
    on the cover's day."""
    pages = tuple(statements)
    fields = (f for f in cover.fields if f.name != SHARES or not any(s.prints(f.amount.source) for s in pages))
    return replace(cover, fields=tuple(fields))


def _make_text(lines: Sequence[str], path: str, first_line: int) -> _Text:
    starts = tuple(accumulate((len(line) + 1 for line in lines), initial=0))
    return _Text("\n".join(lines), path, first_line, starts)


def _from_header(name: str, value: str | None, filing: Filing) -> Iterator[CoverField]:
    if value:
        yield CoverField(name, value, Amount(value, None, filing.source), "stated in the submission's header")


def _document_fields(text: _Text, filing: Filing) -> Iterator[CoverField]:
    if match := _FORM.search(text.text):
        amount = text.group(match)
        form = re.sub(r"^(\d\d)-?", r"\1-", amount.text.upper())
        yield CoverField("document type", form, amount)
        yield CoverField("amendment flag", "true" if form.endswith("/A") else "false", amount, "derived from the form")
    yield from _from_header("document type", filing.form, filing)
    if filing.form:
        flag = "true" if filing.form.endswith("/A") else "false"
        yield from _from_header("amendment flag", flag, filing)
    for match in _PERIOD.finditer(text.text):
        days = parse_dates(match["v"])
        if days:
            yield CoverField("document period end date", days[0][0].isoformat(), text.group(match))
            break
    if filing.period_of_report:
        yield from _from_header("document period end date", filing.period_of_report.isoformat(), filing)
    if match := _FILE_NUMBER.search(text.text):
        amount = text.group(match)
        yield CoverField("file number", amount.text, amount)
    yield from _from_header("file number", filing.file_number, filing)


def _registrant_fields(text: _Text, filing: Filing) -> Iterator[CoverField]:
    if match := _find_name(text.text):
        amount = text.group(match)
        if len(amount.text) < 120 and re.search("[A-Za-z]", amount.text):
            yield CoverField("registrant name", amount.text, amount)
    yield from _from_header("registrant name", filing.entity_name, filing)
    yield from _from_header("central index key", filing.cik.zfill(10) if filing.cik else None, filing)
    if employer := _employer_number(text):
        digits = employer.text.replace("-", "")
        yield CoverField("employer identification number", f"{digits[:2]}-{digits[2:]}", employer)
    elif filing.employer_id:
        number = filing.employer_id
        yield from _from_header("employer identification number", f"{number[:2]}-{number[2:]}", filing)
    state = _state_above_label(text)
    if state is not None:
        yield CoverField("state of incorporation", STATES[state.text.lower()], state)
    elif filing.state:
        yield from _from_header("state of incorporation", filing.state, filing)


def _find_name(text: str) -> re.Match[str] | None:
    """The line right above "(Exact name of registrant", looked for only there."""
    for label in _NAME_LABEL.finditer(text):
        begin = text.rfind("\n", 0, max(0, label.start() - NAME_REACH)) + 1
        if match := _NAME.search(text, begin, label.end()):
            return match
    return None


def _employer_number(text: _Text) -> Amount | None:
    """The employer's number, with its dash, or as nine digits in a row near its label."""
    if match := _EMPLOYER.search(text.text):
        return text.group(match)
    for label in _EMPLOYER_LABEL.finditer(text.text):
        begin, end = max(0, label.start() - EMPLOYER_REACH), label.end() + EMPLOYER_REACH
        if match := _EMPLOYER_BARE.search(text.text, begin, end):
            return text.group(match)
    return None


def _state_above_label(text: _Text) -> Amount | None:
    """The state's name in the lines above "(State or other jurisdiction"."""
    label = _STATE_LABEL.search(text.text)
    if label is None:
        return None
    begin = max(0, label.start() - 400)
    found = None
    for match in re.finditer(r"[A-Za-z]+(?: [A-Za-z]+){0,2}", text.text[begin : label.start()]):
        words = match[0]
        if words.lower() in STATES:
            found = text.amount(begin + match.start(), begin + match.end())
    return found


def _address_fields(text: _Text) -> Iterator[CoverField]:
    if label := _ADDRESS_LABEL.search(text.text):
        yield from _address(text, label.start())
    if match := _PHONE.search(text.text):
        area, local = ("area", "local") if match["area"] else ("area2", "local2")
        for name, group in (("area code", area), ("local phone number", local)):
            amount = text.group(match, group)
            yield CoverField(name, amount.text, amount)


_CITY_LINE = re.compile(
    r"(?P<rest>.*?),?\s*(?P<city>[A-Z][A-Za-z.' -]+?),\s*(?P<state>[A-Za-z.]+(?: [A-Za-z]+)*?)\.?"
    r"\s*(?P<zip>\d{5}(?:-\d{4})?)?\s*$",
    re.S,
)


def _address(text: _Text, end: int) -> Iterator[CoverField]:
    """Street, city, state and postal code from the lines right above the address's label."""
    begin = end
    for _ in range(4):
        cut = text.text.rfind("\n", 0, begin - 1)
        line = text.text[cut + 1 : begin]
        if "(" in line or (begin != end and not line.strip()) or cut < 0:
            break
        begin = cut + 1
    block = text.text[begin:end].rstrip()
    match = _CITY_LINE.match(block) if len(block) <= LONGEST_ADDRESS else None
    if match is None or match["state"].replace(".", "").lower() not in STATES:
        return
    streets = [part for part in re.finditer(r"[^,\n]+", match["rest"]) if part[0].strip(" -_")]
    for number, part in enumerate(streets[:2], 1):
        start = begin + part.start() + len(part[0]) - len(part[0].lstrip())
        amount = text.amount(start, start + len(part[0].strip()))
        yield CoverField(f"address line {number}", amount.text, amount)
    for name, group in (("city", "city"), ("state", "state"), ("postal zip code", "zip")):
        if match[group]:
            amount = text.amount(begin + match.start(group), begin + match.end(group))
            value = STATES[amount.text.replace(".", "").lower()] if group == "state" else amount.text
            yield CoverField(name, value, amount)


def _shares_fields(text: _Text) -> Iterator[CoverField]:
    """The number of common shares outstanding, with the day it is stated for; of two classes neither is the whole."""
    for match in _SHARES.finditer(text.text):
        around = text.text[max(0, match.start() - 500) : match.end() + 300]
        if not _SHARES_CONTEXT.search(around) or re.search(r"aggregate\s+market", match[0], re.I):
            continue
        amount = text.group(match, "v" if match["v"] else "w")
        if amount.value is None or amount.value < 1000:
            continue
        after = parse_dates(text.text[match.end() : match.end() + 200].replace("\n", " "))
        before = parse_dates(text.text[max(0, match.start() - 300) : match.end()].replace("\n", " "))
        day = after[0][0] if after else before[-1][0] if before else None
        if day is not None:
            if not _is_one_of_classes(text.text, match):
                yield CoverField(SHARES, amount.value, amount, "", day)
            return


def _is_one_of_classes(text: str, match: re.Match[str]) -> bool:
    """Whether another class of stock is numbered close by."""
    begin, end = max(0, match.start() - 300), match.end() + 300
    around = text[begin:end]
    classes = {found["v"].upper() for found in _CLASS.finditer(around)}
    numbers = set(re.findall(r"(?<![\d$.,])\d{1,3}(?:,\d{3}){1,4}(?![\d,])", around))
    counted = set(re.findall(r"([\d,]{5,})\s+shares\s+of\s+(?:\S+\s+){0,3}?(?:class\s+\w|common)\b", around, re.I))
    return (len(classes) > 1 and len(numbers) > 1) or (len(classes) > 0 and len(counted) > 1)


def _fiscal_fields(fields: list[CoverField], text: _Text, filing: Filing) -> Iterator[CoverField]:
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


def _year_end(text: _Text, filing: Filing, end: CoverField | None, form: str) -> CoverField | None:
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


def _year_to_date(stated: Mapping[str, CoverField]) -> Period | None:
    """The fiscal year to date: the period that the cover's facts are stated for."""
    if "document period end date" not in stated:
        return None
    end = date.fromisoformat(str(stated["document period end date"].value))
    year_end = stated.get("fiscal year end")
    if year_end is None:
        return Period(months_before(end, 12), end)
    fiscal_end = next_fiscal_end(end, int(str(year_end.value)[2:4]), int(str(year_end.value)[5:7]))
    return Period(min(months_before(fiscal_end, 12), end), end)


def complete_filing(filing: Filing, cover: Cover) -> Filing:
    """The filing with what its cover states where no header says it."""
    stated = {field.name: str(field.value) for field in cover.fields}
    end = stated.get("document period end date")
    return replace(
        filing,
        form=filing.form or stated.get("document type"),
        period_of_report=filing.period_of_report or (date.fromisoformat(end) if end else None),
        fiscal_year_end=filing.fiscal_year_end or stated.get("fiscal year end"),
    )
