"""The facts of an xBRL-JSON report → the keys and values by which `num` states them.

In: a report as JSON. Out: for each numeric fact its `Number`, in the words of the SEC's data sets: days rounded to
ends of months, periods counted in quarters, axes and members in one text. Two facts that the SEC's key cannot tell
apart are told apart by `iprx`, as the SEC's notes data sets do. Where a fact was printed is not known here.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

QUARTER = 1461
"""Sixteenths of a day in a quarter of a year of 365.25 days."""
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Number:
    """A numeric fact by the key of `num`, its value and its exact period (``start`` is None at a point in time)."""

    tag: str
    version: str
    ddate: date
    qtrs: int
    uom: str
    segments: str
    coreg: str
    iprx: int
    value: Decimal | None
    dcml: int | None
    start: date | None
    end: date


@dataclass(frozen=True, slots=True)
class Versions:
    """How the concepts of a report are versioned: by its namespaces, or by the filing where they are its own."""

    namespaces: Mapping[str, str]
    own: frozenset[str]
    adsh: str

    def of(self, concept: str) -> tuple[str, str]:
        """A concept's tag and version.

        >>> spaces = {"gaap": "https://tieout.example/taxonomy/2026/gaap"}
        >>> Versions(spaces, frozenset({"own:Levy"}), "0000950-04-1").of("gaap:Assets")
        ('Assets', 'gaap/2026')
        >>> Versions(spaces, frozenset({"own:Levy"}), "0000950-04-1").of("own:Levy")
        ('Levy', '0000950-04-1')
        """
        prefix, _, name = concept.partition(":")
        if concept in self.own:
            return name, self.adsh
        years = _YEAR.findall(self.namespaces.get(prefix, ""))
        return name, "/".join([prefix, *years[-1:]])


def read_numbers(report: Mapping[str, Any], versions: Versions) -> dict[str, Number]:
    """The numeric facts by their id; facts that say the same thing are one `Number`."""
    numbers = {id: _number(fact, versions) for id, fact in report["facts"].items() if is_numeric(fact)}
    precise: dict[Number, int | None] = {}
    for id, number in numbers.items():
        dcml = report["facts"][id].get("decimals")
        precise[number] = _more_precise(precise.get(number, dcml), dcml)
    alike: dict[tuple[object, ...], list[Number]] = {}
    for number in precise:
        alike.setdefault(_key(number), []).append(number)
    told_apart = {
        number: replace(number, iprx=place, dcml=precise[number])
        for group in alike.values()
        for place, number in enumerate(sorted(group, key=lambda one: _priority(one, precise[one])), 1)
    }
    return {id: told_apart[number] for id, number in numbers.items()}


def is_numeric(fact: Mapping[str, Any]) -> bool:
    """Whether a fact states a number: it has a unit, or decimals where its unit is left out."""
    return "unit" in fact["dimensions"] or "decimals" in fact


def _number(fact: Mapping[str, Any], versions: Versions) -> Number:
    """A fact as far as it says what is stated; how precisely is not part of it yet."""
    dimensions = fact["dimensions"]
    start, end = parse_period(dimensions["period"])
    segments, coreg = format_members(members_of(dimensions))
    value = fact["value"]
    return Number(
        *versions.of(dimensions["concept"]),
        ddate=nearest_month_end(end),
        qtrs=0 if start is None else quarters(start, end),
        uom=format_unit(dimensions.get("unit", "")),
        segments=segments,
        coreg=coreg,
        iprx=1,
        value=None if value is None else Decimal(value),
        dcml=None,
        start=start,
        end=end,
    )


def _key(number: Number) -> tuple[object, ...]:
    return number.tag, number.version, number.ddate, number.qtrs, number.uom, number.segments, number.coreg


def _more_precise(one: int | None, other: int | None) -> int | None:
    """The greater of two decimals; none given means exact."""
    return None if one is None or other is None else max(one, other)


def _priority(number: Number, dcml: int | None) -> tuple[object, ...]:
    """What the SEC puts first: precision, then closeness to an end of a month, then to whole quarters.

    Whatever is left is ordered by the values themselves, so that no order of facts decides.
    """
    days = 0 if number.start is None else (number.end - number.start).days + 1
    return (
        *(dcml is not None, -(dcml or 0)),
        *(abs((number.end - number.ddate).days), abs(16 * days - number.qtrs * QUARTER)),
        *(number.end, number.start or date.min, number.value is None, number.value or Decimal(0)),
    )


def parse_period(text: str) -> tuple[date | None, date]:
    """Read a period as OIM writes it, where a day ends at the midnight that follows it.

    >>> parse_period("2003-12-01T00:00:00/2004-06-01T00:00:00")
    (datetime.date(2003, 12, 1), datetime.date(2004, 5, 31))
    >>> parse_period("2004-06-01T00:00:00")
    (None, datetime.date(2004, 5, 31))
    """
    start, _, end = text.rpartition("/")
    return date.fromisoformat(start[:10]) if start else None, date.fromisoformat(end[:10]) - timedelta(days=1)


def nearest_month_end(day: date) -> date:
    """Round a day to the nearest end of a month; midway it is the coming one.

    >>> nearest_month_end(date(2005, 1, 1)), nearest_month_end(date(2004, 12, 26))
    (datetime.date(2004, 12, 31), datetime.date(2004, 12, 31))
    """
    last = calendar.monthrange(day.year, day.month)[1]
    return day.replace(day=last) if last - day.day <= day.day else day - timedelta(days=day.day)


def quarters(start: date, end: date) -> int:
    """Count the quarters of a period, to the nearest whole number.

    >>> quarters(date(2003, 12, 1), date(2004, 5, 31)), quarters(date(2003, 12, 29), date(2005, 1, 2))
    (2, 4)
    """
    return (32 * ((end - start).days + 1) + QUARTER) // (2 * QUARTER)


def format_unit(unit: str) -> str:
    """Name a unit without prefixes; what has none counts nothing.

    >>> format_unit("iso4217:USD/xbrli:shares"), format_unit("")
    ('USD/shares', 'pure')
    """
    return re.sub(r"[^:/*()]+:", "", unit) or "pure"


def members_of(dimensions: Mapping[str, str]) -> dict[str, str]:
    """The member of each axis that a fact is stated for; what every fact has (concept, period …) bears no prefix."""
    return {name: member for name, member in dimensions.items() if ":" in name}


def format_members(dimensions: Mapping[str, str]) -> tuple[str, str]:
    """Write axes and members as the SEC does; the axis of legal entities is told apart, as the co-registrant.

    >>> format_members({"gaap:StatementEquityComponentsAxis": "gaap:CommonStockMember"})
    ('EquityComponents=CommonStock;', '')
    >>> format_members({"cover:LegalEntityAxis": "own:SampleLeasingMember"})
    ('', 'SampleLeasing')
    """
    named = {
        _bare(axis, "Axis").removeprefix("Statement"): _bare(member, "Member") for axis, member in dimensions.items()
    }
    coreg = named.pop("LegalEntity", "")
    return "".join(f"{axis}={member};" for axis, member in sorted(named.items())), coreg


def _bare(name: str, ending: str) -> str:
    return name.rpartition(":")[2].removesuffix(ending)
