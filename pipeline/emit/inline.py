"""A report's facts → inline XBRL around the filing's own text.

In: a `Report`, the `Taxonomy` (for its namespaces) and the address of the schema that the document names. Out: the
bytes of ``report.xhtml``: every document's text, character for character as it was read, with each fact's print
wrapped where it stands. What no single print states as it is (a fact that was derived, a second fact of one print) is
hidden, as Inline XBRL 1.1 provides. A note, policy or table is wrapped whole, a policy or table within its note; where
a page break parts one, it is continued. Nothing of the text is markup here: it is escaped, whatever it says.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from pipeline.emit.xbrl_xml import (
    LINK,
    MEASURES,
    XBRLDI,
    XBRLI,
    XLINK,
    context_element,
    format_value,
    name_contexts,
    name_units,
    unit_element,
    used_namespaces,
)
from pipeline.fragments import Piece, find_pieces, piece_text
from pipeline.model import BlockLevel, Context, Document, Fact, Report, TextBlock
from pipeline.numerals import parse_amount
from pipeline.periods import MONTHS, parse_dates
from pipeline.taxonomy import Taxonomy

XHTML = "http://www.w3.org/1999/xhtml"
IX = "http://www.xbrl.org/2013/inlineXBRL"
IXT = "http://www.xbrl.org/inlineXBRL/transformation/2020-02-12"
"""The transformation registry (version 4), which turns a print into the value that XBRL stores."""

_DIGITS = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+")
"""A number as ``ixt:num-dot-decimal`` reads it; signs, currency and parentheses stay outside."""
_DASHES = re.compile(r"[-\u2013\u2014]+")
_DAY = re.compile(rf"(?:{'|'.join(month.capitalize() for month in MONTHS)}) \d{{1,2}}, \d{{4}}")
LEVELS = tuple(BlockLevel)
"""The levels of blocks, outermost first, for two that are printed on the same lines."""
_TYPE = '<meta http-equiv="Content-Type" content="application/xhtml+xml; charset=UTF-8"/>'
_STYLE = '<style type="text/css">pre {margin: 0}</style>'
"""The pieces of a text stand as close as its lines."""


class _Tagged(NamedTuple):
    """A print within a line, from character ``start`` to ``end``, and the element that wraps it."""

    line: int
    start: int
    end: int
    fact: Fact
    name: str
    attributes: str
    """Those that say how to read the print, as they are written."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What the text is tagged with: references to contexts and units, prints of facts by line, facts of blocks.

    The references are attributes as they are written, once for the many facts that have them.
    """

    contexts: Mapping[Context, str]
    units: Mapping[str, str]
    tagged: Mapping[int, Sequence[_Tagged]]
    texts: Mapping[str, Fact]


def format_inline(report: Report, taxonomy: Taxonomy, schema_ref: str) -> bytes:
    """Write the filing's text as XHTML with every fact of the report in it."""
    contexts, units = name_contexts(report.facts), name_units(report.facts)
    lines = dict(report.filing.numbered_lines())
    wholes = {block.id for block in report.blocks}
    tagged, hidden = _place_facts([fact for fact in report.facts if fact.id not in wholes], lines)
    page = _Page(
        {context: f" contextRef={quoteattr(id)}" for context, id in contexts.items()},
        {unit: f" unitRef={quoteattr(id)}" for unit, id in units.items()},
        tagged,
        {fact.id: fact for fact in report.facts if fact.id in wholes},
    )
    namespaces = {"ix": IX, "ixt": IXT, "xbrli": XBRLI, "link": LINK, "xlink": XLINK, "xbrldi": XBRLDI}
    namespaces |= {"iso4217": MEASURES["iso4217"], **used_namespaces(report, taxonomy)}
    declared = "".join(f"\n  xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in namespaces.items())
    title = escape(format_value(" ".join(filter(None, (report.filing.entity_name, report.filing.form))) or "Filing"))
    parts = [
        f'<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="{XHTML}" xml:lang="en"{declared}>\n',
        f"<head>{_TYPE}{_STYLE}<title>{title}</title></head>\n<body>\n",
        '<div style="display:none"><ix:header>\n',
        *_hidden(hidden, page),
        "<ix:references>",
        f'<link:schemaRef xlink:type="simple" xlink:href={quoteattr(schema_ref)}/></ix:references>\n<ix:resources>\n',
        *(_resource(context_element(context, id)) for context, id in contexts.items()),
        *(_resource(unit_element(unit, id)) for unit, id in units.items()),
        "</ix:resources></ix:header></div>\n",
        *(part for document in report.filing.documents for part in _document(document, report.blocks, page)),
        "</body>\n</html>\n",
    ]
    return "".join(parts).encode()


def _place_facts(facts: Sequence[Fact], lines: Mapping[int, str]) -> tuple[dict[int, list[_Tagged]], list[Fact]]:
    """The facts whose print states their value, by line and in the order of the print, and those to hide."""
    found: dict[int, list[_Tagged]] = {}
    hidden = []
    for fact in facts:
        tagged = _tag_print(fact, lines.get(fact.amount.source.line, ""))
        others = found.get(tagged.line, []) if tagged else []
        if tagged is None or any(tagged.start < other.end and other.start < tagged.end for other in others):
            hidden.append(fact)
        else:
            found.setdefault(tagged.line, []).append(tagged)
    return {line: sorted(on_line, key=lambda tagged: tagged.start) for line, on_line in found.items()}, hidden


def _tag_print(fact: Fact, line: str) -> _Tagged | None:
    """The element that wraps a fact's print, if the print states its value in a way that the registry can read."""
    source = fact.amount.source
    text = line[source.start : source.end]
    if not text or text != fact.amount.text:
        return None
    if isinstance(fact.value, Decimal):
        return _tag_number(fact, fact.value, text)
    if text == fact.value == format_value(fact.value):
        return _Tagged(source.line, source.start, source.end, fact, "nonNumeric", "")
    if _DAY.fullmatch(text) and [day.isoformat() for day, _, _ in parse_dates(text)] == [fact.value]:
        day = ' format="ixt:date-monthname-day-year-en"'
        return _Tagged(source.line, source.start, source.end, fact, "nonNumeric", day)
    return None


def _tag_number(fact: Fact, value: Decimal, text: str) -> _Tagged | None:
    digits = _DIGITS.search(text)
    number = parse_amount(digits[0]) if digits else None
    if digits and number is not None and abs(value) == number.scaleb(fact.item.scale):
        scale = f' scale="{fact.item.scale}"' if fact.item.scale else ""
        found, attributes = digits, f' format="ixt:num-dot-decimal"{scale}{_sign(value)}'
    elif not digits and value == 0 and (dash := _DASHES.search(text)):
        found, attributes = dash, ' format="ixt:fixed-zero"'
    else:
        return None
    source = fact.amount.source
    return _Tagged(
        source.line, source.start + found.start(), source.start + found.end(), fact, "nonFraction", attributes
    )


def _sign(value: Decimal) -> str:
    """The attribute of a number below zero: its print shows the amount alone."""
    return ' sign="-"' if value < 0 else ""


def _document(document: Document, blocks: Sequence[TextBlock], page: _Page) -> Iterator[str]:
    """A document's text in pieces, each in a ``pre``; around them the blocks that begin, go on and end there."""
    inside = [block for block in blocks if document.first_line <= block.source.line < _beyond(document)]
    begun, ended = _stretches(inside, 0), _stretches(inside, 1)
    yield '<div class="document">'
    for piece in find_pieces(document, inside):
        yield from (_opened(block, part, page) for block, part in begun.get(piece[0], ()))
        yield "<pre>"
        yield _piece(document, piece, page)
        yield "</pre>"
        yield from (_closed(part) for _, part in reversed(ended.get(piece[1], ())))
    yield "</div>\n"


def _beyond(document: Document) -> int:
    return document.first_line + len(document.lines)


def _stretches(blocks: Iterable[TextBlock], side: int) -> Mapping[int, Sequence[tuple[TextBlock, int]]]:
    """The blocks by the lines that a stretch of them begins (side 0) or ends with, the outermost first, and which."""
    found: dict[int, list[tuple[TextBlock, int]]] = {}
    for block in blocks:
        for part, stretch in enumerate(block.extent):
            found.setdefault(stretch[side], []).append((block, part))
    for at_line in found.values():
        at_line.sort(key=lambda of: (of[0].extent[of[1]][0], -of[0].extent[of[1]][1], LEVELS.index(of[0].level)))
    return found


def _opened(block: TextBlock, part: int, page: _Page) -> str:
    """The tag that begins a block, or goes on with it; the next part, if there is one, is named by its number."""
    goes_on = f' continuedAt="{block.id}_{part + 2}"' if part + 1 < len(block.extent) else ""
    if part:
        return f'<ix:continuation id="{block.id}_{part + 1}"{goes_on}>'
    return f'<ix:nonNumeric{_attributes(page.texts[block.id], page)} escape="true"{goes_on}>'


def _closed(part: int) -> str:
    return "</ix:continuation>" if part else "</ix:nonNumeric>"


def _piece(document: Document, piece: Piece, page: _Page) -> str:
    """The text of a piece, with the tagged prints wrapped."""
    text = piece_text(document, piece)
    lines = zip(range(piece[0], piece[1] + 1), text.split("\n"), strict=False)
    shown = [_line(line, page.tagged[at], page) if at in page.tagged else _text(line) for at, line in lines]
    return "\n".join(shown) + ("\n" if text.endswith("\n") and piece[1] < _beyond(document) - 1 else "")


def _line(line: str, prints: Sequence[_Tagged], page: _Page) -> str:
    parts, position = [], 0
    for found in prints:
        tag = f"{found.name}{_attributes(found.fact, page)}{found.attributes}"
        parts.append(_text(line[position : found.start]))
        parts.append(f"<ix:{tag}>{_text(line[found.start : found.end])}</ix:{found.name}>")
        position = found.end
    return "".join(parts) + _text(line[position:])


def _text(text: str) -> str:
    return escape(format_value(text))


def _hidden(facts: Sequence[Fact], page: _Page) -> Iterator[str]:
    """The hidden facts; the element that holds them must not be empty."""
    if facts:
        yield "<ix:hidden>\n"
        yield from (f"{_hidden_element(fact, page)}\n" for fact in facts)
        yield "</ix:hidden>\n"


def _hidden_element(fact: Fact, page: _Page) -> str:
    """A fact that no print states as it is: its value stands as XBRL stores it."""
    attributes = _attributes(fact, page)
    if not isinstance(fact.value, Decimal):
        return f"<ix:nonNumeric{attributes}>{_text(fact.value)}</ix:nonNumeric>"
    return f"<ix:nonFraction{attributes}{_sign(fact.value)}>{format_value(abs(fact.value))}</ix:nonFraction>"


def _attributes(fact: Fact, page: _Page) -> str:
    """The attributes that every fact has; its id and the name of its concept are names of XML."""
    named = f' id="{fact.id}" name="{fact.concept.qname}"{page.contexts[fact.context]}'
    if not fact.unit:
        return named
    return f'{named}{page.units[fact.unit]} decimals="{"INF" if fact.decimals is None else fact.decimals}"'


def _resource(element: etree._Element) -> str:
    """A context or unit as text; its prefixes are those that the document declares."""
    return etree.tostring(element, encoding="unicode") + "\n"
