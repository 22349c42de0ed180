"""Echoes: an amount that no sum proves, and a figure one digit away printed elsewhere in the filing.

Filings repeat their figures: in notes, on the cover, in the discussion. Where a large unproved amount is
nowhere repeated but a figure of the same length with one other digit is, one of the two is a misprint.
"""

import re
from collections.abc import Iterator, Mapping

from pipeline import codes
from pipeline.model import Amount, Document, Finding, LineItem, Report, Source
from pipeline.taxonomy import Taxonomy

LEAST_DIGITS = 6
"""Two unrelated figures of a filing this long differ in one digit about once in ten thousand filings' amounts."""

LEAST_SIGNIFICANT = 4
"""Digits before the noughts at the end: of round numbers, as of shares authorized, many are one digit apart."""

Place = tuple[int, int, int]
"""A line of the file and where a figure begins and ends in it: a filing has thousands, and few are told of."""

_FIGURE = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,]|\.\d)")


def check_echoes(report: Report, taxonomy: Taxonomy) -> list[Finding]:
    """Look for near repetitions of every unproved amount of the statements."""
    unproved = list(_unproved(report))
    if not unproved:
        return []
    figures = _figures(report)
    sources = (amount.source for s in report.statements for item in s.items for amount in item.amounts if amount)
    stated = {(source.line, source.start, source.end) for source in sources}
    printed_once = [(item, amount) for item, amount in unproved if len(figures.get(_digits(amount), ())) <= 1]
    return [finding for item, amount in printed_once for finding in _near(item, amount, figures, stated)]


def _unproved(report: Report) -> Iterator[tuple[LineItem, Amount]]:
    seen: set[Source] = set()
    for statement in report.statements:
        proved = {row for s in statement.sums if s.is_proved for row in (s.total, *(r for r, _ in s.addends))}
        for row, item in enumerate(statement.items):
            for amount in item.amounts:
                if row not in proved and amount and amount.source not in seen and _is_telling(_digits(amount)):
                    seen.add(amount.source)
                    yield item, amount


def _is_telling(digits: str) -> bool:
    return len(digits) >= LEAST_DIGITS and len(digits.rstrip("0")) >= LEAST_SIGNIFICANT


def _digits(amount: Amount) -> str:
    return re.sub(r"\D", "", amount.text) if "." not in amount.text else ""


def _figures(report: Report) -> dict[str, list[Place]]:
    """Every figure with thousands separators in the filing, by its digits."""
    figures: dict[str, list[Place]] = {}
    for document in report.filing.documents:
        if _is_own_text(document):
            for offset, line in enumerate(document.lines):
                if "," in line:
                    for match in _FIGURE.finditer(line):
                        place = (document.first_line + offset, *match.span())
                        figures.setdefault(match[0].replace(",", ""), []).append(place)
    return figures


def _is_own_text(document: Document) -> bool:
    return not document.type.startswith("EX-27")


def _near(item: LineItem, amount: Amount, figures: Mapping[str, list[Place]], stated: set[Place]) -> Iterator[Finding]:
    """Figures one digit away outside the statements: two columns of a statement may well differ in one digit."""
    digits = _digits(amount)
    for position, digit in enumerate(digits):
        for other in "0123456789":
            variant = digits[:position] + other + digits[position + 1 :]
            places = [place for place in figures.get(variant, ()) if not _is_stated(place, stated)]
            if other != digit and places:
                place = Source(amount.source.path, *places[0])
                message = (
                    f"'{item.label or 'unlabelled amount'}' is printed {amount.text.strip()} only here, but "
                    f"{int(variant):,} at line {place.line}; one digit differs"
                )
                yield Finding(codes.CHECK_NEAR_MISS, message, amount.source, (place,))


def _is_stated(place: Place, stated: set[Place]) -> bool:
    line, start, end = place
    return any(other == line and begin < end and start < stop for other, begin, stop in stated)
