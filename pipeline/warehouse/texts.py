"""The facts of an xBRL-JSON report that state words → the keys and values by which `txt` states them.

In: a report as JSON, and the types of its concepts. Out: for each fact without a unit its `Text`, in the words of the
SEC's notes data sets, keyed as `num` keys a number. A block of text is stated without its markup, line by line as it is
printed. Which heading a block was found under is not known here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from typing import Any

from pipeline.warehouse.concepts import Tag
from pipeline.warehouse.facts import (
    Versions,
    format_members,
    is_numeric,
    members_of,
    nearest_month_end,
    parse_period,
    quarters,
)

BLOCK = "textBlock"
"""The type of concepts whose values are marked up."""
_MARKUP = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Text:
    """What a fact says in words by the key of `txt`; ``srclen`` are the characters that the report states it in."""

    tag: str
    version: str
    ddate: date
    qtrs: int
    segments: str
    coreg: str
    iprx: int
    value: str
    escaped: bool
    srclen: int
    start: date | None
    end: date


def read_texts(report: Mapping[str, Any], versions: Versions, tags: Mapping[str, Tag]) -> dict[str, Text]:
    """The facts of words by their id; facts that say the same thing are one `Text`."""
    stated = {
        id: fact for id, fact in report["facts"].items() if not is_numeric(fact) and isinstance(fact["value"], str)
    }
    texts = {id: _text(fact, versions, tags) for id, fact in stated.items()}
    alike: dict[tuple[object, ...], set[Text]] = {}
    for text in texts.values():
        alike.setdefault(_key(text), set()).add(text)
    told_apart = {
        text: replace(text, iprx=place)
        for group in alike.values()
        for place, text in enumerate(sorted(group, key=lambda one: (one.end, one.start or date.min, one.value)), 1)
    }
    return {id: told_apart[text] for id, text in texts.items()}


def strip_markup(fragment: str) -> str:
    """The words of a fragment of XHTML, in its lines.

    >>> strip_markup("<pre>Note 1-Sales &amp; costs\\nNet of returns.\\n</pre>")
    'Note 1-Sales & costs\\nNet of returns.\\n'
    """
    return unescape(_MARKUP.sub("", fragment))


def _key(text: Text) -> tuple[object, ...]:
    return text.tag, text.version, text.ddate, text.qtrs, text.segments, text.coreg


def _text(fact: Mapping[str, Any], versions: Versions, tags: Mapping[str, Tag]) -> Text:
    dimensions, value = fact["dimensions"], fact["value"]
    start, end = parse_period(dimensions["period"])
    segments, coreg = format_members(members_of(dimensions))
    declared = tags.get(dimensions["concept"])
    escaped = declared is not None and declared.datatype == BLOCK
    return Text(
        *versions.of(dimensions["concept"]),
        ddate=nearest_month_end(end),
        qtrs=0 if start is None else quarters(start, end),
        segments=segments,
        coreg=coreg,
        iprx=1,
        value=strip_markup(value) if escaped else value,
        escaped=escaped,
        srclen=len(value),
        start=start,
        end=end,
    )
