"""A cover → the address of the registrant's offices and their telephone.

In: a cover's page. Out: its fields, each with its print.
"""

import re
from collections.abc import Iterator

from pipeline.cover.page import Page
from pipeline.model import CoverField
from pipeline.states import STATES

LONGEST_ADDRESS = 500

_ADDRESS_LABEL = re.compile(r"[(\[]\s*address\s+of\s+(?:issuer's\s+)?principal", re.I)
_ZIP_LABEL = re.compile(r"(?<![ \t])[ \t]{2,}[(\[]\s*zip\s+code\s*[)\]]", re.I)
_ZIP_ASIDE = re.compile(r"(?<=\S)[ \t]{3,}(?P<zip>\d{5}(?:-\d{4})?)[ \t]*$", re.M)
"""A postal code in a column of its own, beside the street."""
_PHONE = re.compile(
    r"telephone[^\n]{0,80}?\(?(?P<area>\d{3})\)?[\s-]*(?P<local>\d{3}-\d{4})"
    r"|\(?(?P<area2>\d{3})\)?[\s-]+(?P<local2>\d{3}-\d{4})\s*\n[^\n]*telephone",
    re.I,
)


def address_fields(text: Page) -> Iterator[CoverField]:
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


def _address(text: Page, end: int) -> Iterator[CoverField]:
    """Street, city, state and postal code from the lines right above the address's label."""
    begin, above = end, _ZIP_LABEL.sub(_blank, text.text[:end])
    for _ in range(4):
        cut = above.rfind("\n", 0, begin - 1)
        line = above[cut + 1 : begin]
        if "(" in line or "[" in line or (begin != end and not line.strip()) or cut < 0:
            break
        begin = cut + 1
    block = above[begin:end].rstrip()
    aside = _ZIP_ASIDE.search(block)
    if aside and "\n" in block[aside.end() :]:
        block = _ZIP_ASIDE.sub(_blank, block).rstrip()
    else:
        aside = None
    match = _CITY_LINE.match(block) if len(block) <= LONGEST_ADDRESS else None
    if match is None or match["state"].replace(".", "").lower() not in STATES:
        return
    streets = [part for part in re.finditer(r"[^,\n]+", match["rest"]) if part[0].strip(" -_")]
    for number, part in enumerate(streets[:2], 1):
        start = begin + part.start() + len(part[0]) - len(part[0].lstrip())
        amount = text.amount(start, start + len(part[0].strip()))
        yield CoverField(f"address line {number}", amount.text, amount)
    for name, found, group in (
        ("city", match, "city"),
        ("state", match, "state"),
        ("postal zip code", match if match["zip"] else aside, "zip"),
    ):
        if found and found[group]:
            amount = text.amount(begin + found.start(group), begin + found.end(group))
            value = STATES[amount.text.replace(".", "").lower()] if group == "state" else amount.text
            yield CoverField(name, value, amount)


def _blank(match: re.Match[str]) -> str:
    """As many blanks, so that what stands behind keeps its place."""
    return " " * len(match[0])
