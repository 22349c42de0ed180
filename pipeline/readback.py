"""One of a filing's outputs, as bytes → the facts that it states, each under its id.

In: the bytes of ``report.json``, ``report.xml``, ``facts.csv`` or ``report.xhtml``. Out: facts in the words of OIM, the
same whichever form they were read from, so that two forms, or two states of one, can be compared fact by fact. A file
may have been edited since it was written: its markup is read without entities. Whether a fact is right is not known
here.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from lxml import etree

from pipeline.emit.inline import IX, XHTML
from pipeline.emit.xbrl_csv import ABSENT, CORE, EMPTY
from pipeline.emit.xbrl_xml import XBRLDI, XBRLI, format_value
from pipeline.fragments import format_piece
from pipeline.periods import parse_dates

PURE = "xbrli:pure"
"""The unit that OIM leaves out."""
OTHERS = ("id", "decimals", "value")
"""The columns of ``facts.csv`` that are no dimensions."""
_SCHEMES = {"http://www.sec.gov/CIK": "cik"}


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact as a file states it: of whom, when, in what, for which members, and its value as plain digits or text."""

    concept: str
    entity: str
    period: str
    unit: str
    members: tuple[tuple[str, str], ...]
    decimals: str
    value: str


def read_back(name: str, content: bytes) -> dict[str, Stated]:
    """The facts of an output by their ids; a `ValueError` where the file is not what its name says."""
    try:
        return dict(READERS[name](content))
    except (KeyError, TypeError, AttributeError, InvalidOperation, etree.XMLSyntaxError, csv.Error) as error:
        raise ValueError(f"cannot be read: {error}") from error


def _of_json(content: bytes) -> Iterator[tuple[str, Stated]]:
    document = json.loads(content)
    spaces = document["documentInfo"]["namespaces"]
    for id, fact in document["facts"].items():
        decimals = "" if fact.get("decimals") is None else str(fact["decimals"])
        yield id, _stated(fact["dimensions"], decimals, fact["value"], spaces)


def _of_csv(content: bytes) -> Iterator[tuple[str, Stated]]:
    csv.field_size_limit(max(csv.field_size_limit(), len(content)))  # a note may be longer than Python's limit
    for row in csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), strict=True):
        plain = {column: cell for column, cell in row.items() if cell != ABSENT}
        dimensions = {
            _axis(column): cell for column, cell in plain.items() if column not in ("id", "decimals", "value")
        }
        value = "" if row["value"] == EMPTY else row["value"].removeprefix("#")
        yield row["id"], _stated(dimensions, plain.get("decimals", ""), value, {})


def _axis(column: str) -> str:
    return column if column in CORE else column.replace("_", ":", 1)


def _stated(dimensions: Mapping[str, str], decimals: str, value: str, spaces: Mapping[str, str]) -> Stated:
    members = tuple(sorted((axis, member) for axis, member in dimensions.items() if axis not in CORE))
    prefix, _, identifier = dimensions["entity"].partition(":")
    entity = f"{_SCHEMES.get(spaces.get(prefix, ''), prefix)}:{identifier}"
    stated = _plain(value) if decimals else value
    unit = dimensions.get("unit", "")
    return Stated(dimensions["concept"], entity, dimensions["period"], unit, members, decimals, stated)


def _plain(value: str) -> str:
    """A number without what does not change it.

    >>> _plain("1204.50"), _plain("-0.00"), _plain("1E+3")
    ('1204.5', '0', '1000')
    """
    return format_value(Decimal(value).normalize())


# --- markup -----------------------------------------------------------------------------


def _of_xml(content: bytes) -> Iterator[tuple[str, Stated]]:
    root = _parse(content)
    contexts, units = _contexts(root), _units(root)
    for element in root.iterchildren(etree.Element):
        if element.get("contextRef") is None:
            continue
        concept = f"{element.prefix}:{etree.QName(element).localname}"
        yield _fact(element, concept, _text(element), contexts, units)


def _of_inline(content: bytes) -> Iterator[tuple[str, Stated]]:
    root = _parse(content)
    contexts, units = _contexts(root), _units(root)
    following = {_attribute(element, "id"): element for element in root.iter(f"{{{IX}}}continuation")}
    for element in root.iter(f"{{{IX}}}nonFraction", f"{{{IX}}}nonNumeric"):
        value = _escaped(element, following) if element.get("escape") == "true" else _transformed(element)
        yield _fact(element, _attribute(element, "name"), value, contexts, units)


def _escaped(element: etree._Element, following: dict[str, etree._Element]) -> str:
    """What a block of text states: its pieces, and those of what it is continued at; see `pipeline.fragments`."""
    found: list[str] = []
    part: etree._Element | None = element
    while part is not None:
        found.extend(format_piece(_text(piece)) for piece in part.iter(f"{{{XHTML}}}pre"))
        part = following.pop(part.get("continuedAt", ""), None)
    return "".join(found)


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _fact(
    element: etree._Element, concept: str, value: str, contexts: Mapping[str, "_When"], units: Mapping[str, str]
) -> tuple[str, Stated]:
    when = contexts[_attribute(element, "contextRef")]
    unit = units[_attribute(element, "unitRef")] if "unitRef" in element.attrib else None
    oim_unit = "" if unit in (None, PURE) else str(unit)
    decimals = element.get("decimals", "")
    stated = value if unit is None else _plain(value)
    return _attribute(element, "id"), Stated(
        concept, when.entity, when.period, oim_unit, when.members, decimals, stated
    )


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute that must be there."""
    return str(element.attrib[name])


def _transformed(element: etree._Element) -> str:
    """What a print means by its format, scale and sign; see `pipeline.emit.inline`."""
    text, format = _text(element), element.get("format", "")
    if format == "ixt:fixed-zero":
        return "0"
    if format == "ixt:date-monthname-day-year-en":
        return parse_dates(text)[0][0].isoformat()
    if etree.QName(element).localname == "nonNumeric":
        return text
    digits = Decimal(text.replace(",", "")).scaleb(int(element.get("scale", "0")))
    return format_value(digits.copy_negate() if element.get("sign") == "-" else digits)


@dataclass(frozen=True, slots=True)
class _When:
    entity: str
    period: str
    members: tuple[tuple[str, str], ...]


def _contexts(root: etree._Element) -> dict[str, _When]:
    return {_attribute(context, "id"): _when(context) for context in root.iter(f"{{{XBRLI}}}context")}


def _when(context: etree._Element) -> _When:
    found = {etree.QName(element).localname: element for element in context.iter(etree.Element)}
    identifier = found["identifier"]
    scheme = _SCHEMES.get(identifier.get("scheme", ""), identifier.get("scheme", ""))
    members = sorted((_attribute(e, "dimension"), e.text or "") for e in context.iter(f"{{{XBRLDI}}}explicitMember"))
    end = _midnight_after(found["endDate" if "endDate" in found else "instant"].text or "")
    period = f"{found['startDate'].text}T00:00:00/{end}" if "startDate" in found else end
    return _When(f"{scheme}:{identifier.text}", period, tuple(members))


def _midnight_after(day: str) -> str:
    return f"{date.fromisoformat(day) + timedelta(days=1)}T00:00:00"


def _units(root: etree._Element) -> dict[str, str]:
    return {_attribute(unit, "id"): _unit(unit) for unit in root.iter(f"{{{XBRLI}}}unit")}


def _unit(unit: etree._Element) -> str:
    below = [measure.text or "" for measure in unit.iterfind(f".//{{{XBRLI}}}unitDenominator/{{{XBRLI}}}measure")]
    every = [measure.text or "" for measure in unit.iter(f"{{{XBRLI}}}measure")]
    above = every[: len(every) - len(below)]
    return "/".join("*".join(side) for side in (above, below) if side)


READERS: Mapping[str, Callable[[bytes], Iterator[tuple[str, Stated]]]] = {
    "report.xml": _of_xml,
    "report.json": _of_json,
    "facts.csv": _of_csv,
    "report.xhtml": _of_inline,
}
"""The outputs that state facts, and how each is read."""
