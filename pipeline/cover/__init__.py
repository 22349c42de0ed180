"""The first pages of a filing → what its cover states about the document and the registrant.

In: a `Filing`. Out: `CoverField`s under the names that ``mappings/cover.csv`` maps, each with the print it
was read from; what the cover prints goes before what the header says. Some are derived (the fiscal period
from the fiscal year's end) and say so. Concepts are not known here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from pipeline.cover.address import address_fields
from pipeline.cover.fiscal import fiscal_fields, year_to_date
from pipeline.cover.page import Page, make_page
from pipeline.cover.stock import SHARES, stock_fields
from pipeline.model import Amount, Cover, CoverField, Document, Filing, Statement
from pipeline.periods import parse_dates
from pipeline.states import STATES

COVER_LINES = 220
"""Covers of the corpora end well before this; the text for the fiscal year's end is searched further."""

COVER_WIDTH = 2_000
"""Characters of a cover's line that are looked at: a longer one is no print, and costs more than its length."""

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


def read_cover(filing: Filing) -> Cover:
    """What the cover of the filing's main document states, or of line items their rows, each field at most once."""
    main = filing.documents[0] if filing.documents else Document("", "", 1, ())
    text = make_page([line[:COVER_WIDTH] for line in main.lines[:COVER_LINES]], filing.source.path, main.first_line)
    whole = make_page(main.lines, filing.source.path, main.first_line)
    fields = [
        *filing.cover,
        *_document_fields(text, filing),
        *_registrant_fields(text, filing),
        *address_fields(text),
    ]
    fields.extend(stock_fields(text, _period_end(fields)))
    fields.extend(fiscal_fields(fields, whole, filing))
    unique: dict[str, CoverField] = {}
    for field in fields:
        unique.setdefault(field.name, field)
    return Cover(tuple(unique.values()), year_to_date(unique))


def _period_end(fields: Iterable[CoverField]) -> date | None:
    ends = (str(field.value) for field in fields if field.name == "document period end date")
    return next((date.fromisoformat(end) for end in ends), None)


def beside_statements(cover: Cover, statements: Iterable[Statement]) -> Cover:
    """The cover less the shares that a statement prints: what a balance sheet authorizes or issues is not outstanding
    on the cover's day."""
    pages = tuple(statements)
    fields = (f for f in cover.fields if f.name != SHARES or not any(s.prints(f.amount.source) for s in pages))
    return replace(cover, fields=tuple(fields))


def _from_header(name: str, value: str | None, filing: Filing) -> Iterator[CoverField]:
    if value:
        yield CoverField(name, value, Amount(value, None, filing.source), "stated in the submission's header")


def _document_fields(text: Page, filing: Filing) -> Iterator[CoverField]:
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


def _registrant_fields(text: Page, filing: Filing) -> Iterator[CoverField]:
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


def _employer_number(text: Page) -> Amount | None:
    """The employer's number, with its dash, or as nine digits in a row near its label."""
    if match := _EMPLOYER.search(text.text):
        return text.group(match)
    for label in _EMPLOYER_LABEL.finditer(text.text):
        begin, end = max(0, label.start() - EMPLOYER_REACH), label.end() + EMPLOYER_REACH
        if match := _EMPLOYER_BARE.search(text.text, begin, end):
            return text.group(match)
    return None


def _state_above_label(text: Page) -> Amount | None:
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
