"""A number → a filing that was never filed, as text: as varied as benchmarks need, and the same for the same number.

In: a number. Out: a cover, three statements that add up and prose, about 60 KB of it. Captions are the trade's words,
one in four of them put together from parts so that no mapping row knows it; layouts, scales, columns and numbers of
rows differ from filing to filing. How such a filing is read is not known here.
"""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

SIZE = 60_000
"""Characters of a filing: a small company's quarterly report of the 1990s."""
UNKNOWN = 0.25
"""Share of captions that no mapping row knows: what is suggested or the filer's own in real filings."""
NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Hazel", "Juniper", "Larch", "Maple", "Oak", "Willow")
TRADES = ("Foundry", "Telephone", "Orchard", "Instrument", "Carpet", "Marine", "Pump", "Seed", "Glass", "Transit")
FIRST = ("Deferred", "Assigned", "Pledged", "Advance", "Contract", "Regional", "Seasonal", "Unbilled", "Escrowed")
LAST = ("drilling", "tooling", "franchise", "crop", "reel", "vessel", "pattern", "orchard", "switch", "kiln")
WORDS = (
    *("the company", "management", "orders", "shipments", "the new plant", "demand", "costs of materials", "prices"),
    *("the line of credit", "the second quarter", "customers", "the larger territory", "freight", "the older product"),
)
VERBS = ("increased", "declined", "remained steady", "were affected by weather", "exceeded the plan", "grew slowly")
DURATIONS = {3: "Three Months", 6: "Six Months", 9: "Nine Months", 12: "Year"}

CURRENT_ASSETS = (
    *("Marketable securities", "Accounts receivable, net", "Inventories", "Prepaid expenses", "Other current assets"),
    *("Deferred income taxes", "Income taxes receivable", "Notes receivable", "Restricted cash"),
)
OTHER_ASSETS = ("Goodwill", "Intangible assets, net", "Investments", "Deferred charges", "Other assets")
CURRENT_LIABILITIES = (
    *("Accounts payable", "Accrued expenses", "Current portion of long-term debt", "Income taxes payable"),
    *("Notes payable to banks", "Accrued salaries and wages", "Deferred revenue", "Dividends payable"),
)
OTHER_LIABILITIES = ("Long-term debt", "Deferred income taxes", "Other liabilities", "Minority interest")
REVENUES = ("Net sales", "Service revenues", "Royalties", "Other revenues")
COSTS = (
    *("Cost of sales", "Selling, general and administrative", "Research and development", "Depreciation"),
    *("Amortization of intangibles", "Restructuring charges", "Advertising"),
)
OTHER_INCOME = ("Interest expense", "Interest income", "Gain on sale of assets", "Other income, net")
ADJUSTMENTS = (
    *("Depreciation and amortization", "Deferred income taxes", "Provision for losses on accounts receivable"),
    *("Loss on disposal of equipment", "Accounts receivable", "Inventories", "Prepaid expenses and other assets"),
    *("Accounts payable", "Accrued expenses", "Income taxes payable", "Deferred revenue"),
)
INVESTING = ("Capital expenditures", "Proceeds from sale of equipment", "Purchases of investments", "Acquisitions")
FINANCING = (
    *("Proceeds from long-term debt", "Repayment of long-term debt", "Dividends paid"),
    *("Purchase of treasury stock", "Proceeds from exercise of stock options"),
)
OUTFLOWS = frozenset(
    {"Interest expense", "Capital expenditures", "Purchases of investments", "Acquisitions"}
    | {"Repayment of long-term debt", "Dividends paid", "Purchase of treasury stock"}
)
"""What is printed in parentheses; of the adjustments each may be."""


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row: a caption and an amount for each column, none for a heading; a total stands below a rule."""

    caption: str
    amounts: tuple[int, ...] = ()
    is_total: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """How a filer prints: the width of captions and columns, dots up to the numbers, marks of tables, the scale."""

    captions: int
    column: int
    has_leaders: bool
    is_marked: bool
    in_thousands: bool


def make_filing(number: int, size: int = SIZE) -> str:
    """The text of a filing."""
    chance = Random(number)
    year, months = chance.randrange(1994, 2006), chance.choice((3, 6, 9, 12))
    name = f"{chance.choice(NAMES)} {chance.choice(TRADES)} Corp."
    layout = Layout(
        chance.randrange(44, 60), chance.randrange(19, 23), *(chance.random() < share for share in (0.3, 0.5, 0.5))
    )
    parts = [*_cover(number, name, year, months), *_statements(chance, name, (year, months), layout)]
    prose = _prose(chance, max(size * chance.randrange(80, 121) // 100 - sum(map(len, parts)), 1000))
    return "\n".join((*parts, *prose, "</TEXT>", "</DOCUMENT>", "</SEC-DOCUMENT>", ""))


def _cover(number: int, name: str, year: int, months: int) -> list[str]:
    form, end = ("10-K" if months == 12 else "10-Q"), f"{year}{months:02}{_last_day(months)}"
    accession = f"{9_000_000_000 + number:010}-{year % 100:02}-000001"
    header = (
        *("<SEC-DOCUMENT>", f"<SEC-HEADER>{accession}.hdr.sgml", f"ACCESSION NUMBER:\t\t{accession}"),
        *(f"CONFORMED SUBMISSION TYPE:\t{form}", f"CONFORMED PERIOD OF REPORT:\t{end}", "FILER:"),
        *(f"\t\tCOMPANY CONFORMED NAME:\t\t\t{name.upper()}", f"\t\tCENTRAL INDEX KEY:\t\t\t{9_000_000_000 + number}"),
        *("</SEC-HEADER>", "<DOCUMENT>", f"<TYPE>{form}", "<TEXT>"),
    )
    cover = (
        *("SECURITIES AND EXCHANGE COMMISSION", "Washington, D.C. 20549", "", f"FORM {form}", ""),
        *(f"For the period ended {_day(year, months)}", "", name, "(Exact name of registrant)", "", "<PAGE>", ""),
    )
    return [*header, *cover]


def _day(year: int, month: int) -> str:
    return f"{ {3: 'March', 6: 'June', 9: 'September', 12: 'December'}[month] } {_last_day(month)}, {year}"


def _last_day(month: int) -> int:
    return 31 if month in (3, 12) else 30


# --- statements --------------------------------------------------------------------------


def _statements(chance: Random, name: str, when: tuple[int, int], layout: Layout) -> Iterator[str]:
    year, months = when
    days = [_day(year, months), _day(year - 1, 12 if months < 12 else months)]
    lasts = [f"{DURATIONS[months]} Ended", f"{_day(year, months).rpartition(',')[0]},"]
    spans = [str(year), str(year - 1)] + ([str(year - 2)] if months == 12 else [])
    income, net = _income(chance, len(spans))
    flows, cash = _cash_flow(chance, net)
    titles = "BALANCE SHEETS", "STATEMENTS OF INCOME", "STATEMENTS OF CASH FLOWS"
    yield from _printed(name, titles[0], [days], _balance_sheet(chance, cash), layout)
    yield from _printed(name, titles[1], [*([last] for last in lasts), spans], income, layout)
    yield from _printed(name, titles[2], [*([last] for last in lasts), spans], flows, layout)


def _balance_sheet(chance: Random, cash: tuple[int, ...]) -> Iterator[Row]:
    current, total_current = _part(chance, CURRENT_ASSETS, 2)
    current, total_current = [Row("Cash and cash equivalents", cash, depth=2), *current], _sum(cash, total_current)
    other, total_other = _part(chance, OTHER_ASSETS, 2)
    gross = _amounts(chance, 2, 10**8)
    worn = tuple(-amount // 3 for amount in gross)
    net = _sum(gross, worn)
    assets = _sum(total_current, net, total_other)
    yield from (Row("ASSETS"), Row("Current assets:"), *current, Row("Total current assets", total_current, True, 2))
    yield from (Row("Property, plant and equipment, at cost", gross), Row("Less accumulated depreciation", worn))
    yield from (Row("Net property, plant and equipment", net, True), *other, Row("Total assets", assets, True))
    due, total_due = _part(chance, CURRENT_LIABILITIES, 2)
    later, total_later = _part(chance, OTHER_LIABILITIES, 2)
    yield from (Row("LIABILITIES AND STOCKHOLDERS' EQUITY"), Row("Current liabilities:"), *due)
    yield from (Row("Total current liabilities", total_due, True, 2), *later)
    liabilities = _sum(total_due, total_later)
    yield from (Row("Total liabilities", liabilities, True), Row("Stockholders' equity:"))
    stock, surplus = _amounts(chance, 1, 10**6) * 2, _amounts(chance, 1, 10**7) * 2
    equity = tuple(a - b for a, b in zip(assets, liabilities, strict=True))
    kept = tuple(a - b - c for a, b, c in zip(equity, stock, surplus, strict=True))
    yield from (Row("Common stock", stock, depth=2), Row("Additional paid-in capital", surplus, depth=2))
    yield from (Row("Retained earnings", kept, depth=2), Row("Total stockholders' equity", equity, True, 2))
    yield Row("Total liabilities and stockholders' equity", assets, True)


def _income(chance: Random, columns: int) -> tuple[list[Row], tuple[int, ...]]:
    """The rows of an income statement, and its net income."""
    earned, revenues = _part(chance, REVENUES, columns, 10**8)
    spent, costs = _part(chance, COSTS, columns, 10**7)
    beside, other = _part(chance, OTHER_INCOME, columns, 10**6)
    operating = tuple(a - b for a, b in zip(revenues, costs, strict=True))
    before = _sum(operating, other)
    tax = tuple(amount * 3 // 10 for amount in before)
    net = tuple(a - b for a, b in zip(before, tax, strict=True))
    rows = [
        *(Row("Revenues:"), *earned, Row("Total revenues", revenues, True, 2), Row("Costs and expenses:"), *spent),
        *(Row("Total costs and expenses", costs, True, 2), Row("Operating income", operating, True)),
        *(Row("Other income (expense):"), *beside, Row("Income before income taxes", before, True)),
        *(Row("Provision for income taxes", tax), Row("Net income", net, True)),
    ]
    return rows, net


def _cash_flow(chance: Random, net: tuple[int, ...]) -> tuple[list[Row], tuple[int, ...]]:
    """The rows of a statement of cash flows, and the cash at the ends of this year or quarter and of the last year."""
    columns = len(net)
    first, adjusted = _part(chance, ADJUSTMENTS, columns, 10**6)
    second, invested = _part(chance, INVESTING, columns, 10**6)
    third, financed = _part(chance, FINANCING, columns, 10**6)
    operating = _sum(net, adjusted)
    change = _sum(operating, invested, financed)
    begun = tuple(amount + sum(map(abs, change)) for amount in _amounts(chance, columns, 10**8))
    if columns > 2:
        begun = (begun[2] + change[2] + change[1], begun[2] + change[2], begun[2])
    rows = [
        *(Row("Cash flows from operating activities:"), Row("Net income", net, depth=2), *first),
        *(Row("Net cash provided by operating activities", operating, True, 2),),
        *(Row("Cash flows from investing activities:"), *second),
        *(Row("Net cash provided by (used in) investing activities", invested, True, 2),),
        *(Row("Cash flows from financing activities:"), *third),
        *(Row("Net cash provided by (used in) financing activities", financed, True, 2),),
        *(Row("Net increase (decrease) in cash and cash equivalents", change, True),),
        *(Row("Cash and cash equivalents at beginning of period", begun),),
        *(Row("Cash and cash equivalents at end of period", _sum(change, begun), True),),
    ]
    return rows, (begun[0] + change[0], begun[0])


def _part(
    chance: Random, captions: Sequence[str], columns: int, most: int = 10**7
) -> tuple[list[Row], tuple[int, ...]]:
    """Some rows with these captions or unknown ones, and what they add up to."""
    chosen = chance.sample(captions, chance.randrange(max(len(captions) // 2, 2), len(captions) + 1))
    rows = []
    for caption in sorted(chosen, key=captions.index):
        is_outflow = caption in OUTFLOWS or (captions is ADJUSTMENTS and chance.random() < 0.4)
        amounts = tuple(-amount if is_outflow else amount for amount in _amounts(chance, columns, most))
        if chance.random() < UNKNOWN:
            caption = f"{chance.choice(FIRST)} {chance.choice(LAST)} {caption.lower()}"
        rows.append(Row(caption, amounts, depth=2))
    return rows, _sum(*(row.amounts for row in rows))


def _amounts(chance: Random, columns: int, most: int) -> tuple[int, ...]:
    return tuple(chance.randrange(most // 100, most) for _ in range(columns))


def _sum(*rows: Sequence[int]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*rows, strict=True)))


# --- print -------------------------------------------------------------------------------


def _printed(
    name: str, title: str, headings: Iterable[Sequence[str]], rows: Iterable[Row], layout: Layout
) -> Iterator[str]:
    """A statement as a page of text; where there is no scale the amounts are whole dollars."""
    listed = list(rows)
    columns = max(len(row.amounts) for row in listed)
    width = layout.captions + columns * layout.column
    yield from (name.center(width).rstrip(), title.center(width).rstrip())
    yield from (("(In thousands)" if layout.in_thousands else "(Unaudited)").center(width).rstrip(), "")
    if layout.is_marked:
        yield from ("<TABLE>", "<CAPTION>")
    for heading in headings:
        space = columns * layout.column
        cells = [cell.rjust(layout.column) for cell in heading] if len(heading) > 1 else [heading[0].center(space)]
        yield (" " * layout.captions + "".join(cells)).rstrip()
    if layout.is_marked:
        yield "<S>".ljust(layout.captions) + "<C>".ljust(layout.column) * columns
    for row in listed:
        yield from _printed_row(row, columns, layout)
    yield from (*(["</TABLE>"] if layout.is_marked else []), "", "See notes to financial statements.", "<PAGE>", "")


def _printed_row(row: Row, columns: int, layout: Layout) -> Iterator[str]:
    if row.is_total:
        yield " " * layout.captions + ("-" * (layout.column - 3)).rjust(layout.column) * columns
    *above, caption = textwrap.wrap(row.caption, layout.captions - row.depth - 4, subsequent_indent="  ")
    yield from (" " * row.depth + line for line in above)
    start = " " * row.depth + caption
    filled = f"{start} ".ljust(layout.captions, "." if layout.has_leaders and row.amounts else " ")
    yield (filled + "".join(_cell(amount, row.is_total, layout) for amount in row.amounts)).rstrip()
    if not row.amounts:
        yield ""


def _cell(amount: int, is_total: bool, layout: Layout) -> str:
    text = f"({abs(amount):,})" if amount < 0 else f"{amount:,} "
    return f"{'$' if is_total else ''}{text}".rjust(layout.column)


def _prose(chance: Random, size: int) -> Iterator[str]:
    """Paragraphs of a discussion, of so many characters in all."""
    yield from ("MANAGEMENT'S DISCUSSION AND ANALYSIS", "")
    while size > 0:
        for _ in range(chance.randrange(3, 9)):
            line = f"{chance.choice(WORDS).capitalize()} {chance.choice(VERBS)} as {chance.choice(WORDS)}"
            rest = f"{chance.choice(VERBS)}, by {chance.randrange(1, 400)} of ${chance.randrange(1000, 9_000_000):,}."
            size -= len(line) + len(rest) + 2
            yield from (line, rest)
        yield ""
