"""A filing's inline XBRL → the facts that its tags state.

In: a filing whose documents are markup. Out: its `TaggedFact`s, each with the characters of the file that it marks,
and what is wrong with the tags. Which facts tieout itself reads is not known here.

Inline XBRL is XML by its specification, so it is read by expat and not by `markup`, which forgives. lxml would tell no
more than the line of an element, and a filing is often one line of megabytes; expat tells the byte. Only the root
element is handed to it: no document type declaration is ever seen, so that no entity but XML's own five has any
meaning, and nothing is opened or expanded. Facts of other target documents, fractions and tuples, which EDGAR does not
take, are left aside.
"""

import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from pipeline import codes
from pipeline.model import Filing, Finding, Source, TaggedFact
from pipeline.read.sgml import bodies
from pipeline.read.tagged import Prefixes, RawFact, Resources, TagError, make_fact

IX = frozenset({"http://www.xbrl.org/2013/inlineXBRL", "http://www.xbrl.org/2008/inlineXBRL"})
XBRLI = "http://www.xbrl.org/2003/instance"
XBRLDI = "http://xbrl.org/2006/xbrldi"
MAX_OPEN = 40
"""Tags within tags; a cover's cell has four or five."""
LONGEST_TEXT = 20_000
"""Characters of one fact that are kept: text blocks, which are longer, are not compared."""

_ROOT = re.compile(r"<(?:[\w.-]+:)?html[\s>]", re.I)
_END = re.compile(r"</(?:[\w.-]+:)?html\s*>", re.I)
_TAGS = frozenset({"nonFraction", "nonNumeric", "continuation"})
_LEAVES = frozenset({"identifier", "startDate", "endDate", "instant", "measure", "explicitMember", "typedMember"})


@dataclass(slots=True)
class _OpenTag:
    """A tag whose content is being read: its text so far, the bytes that it marks, and what it leaves out."""

    attributes: Mapping[str, str]
    is_text_block: bool
    texts: list[str] = field(default_factory=list)
    size: int = 0
    start: int = -1
    end: int = -1
    excluded: int = 0


@dataclass(slots=True)
class _Reader:
    """What has been read of one document."""

    parser: expat.XMLParserType
    resources: Resources
    prefixes: Prefixes = field(default_factory=dict)
    facts: list[RawFact] = field(default_factory=list)
    open: list[_OpenTag] = field(default_factory=list)
    leaf: list[str] | None = None
    """The text of the part of a context or unit that is being read."""


def read_inline(filing: Filing, standard: Container[str] = ()) -> tuple[tuple[TaggedFact, ...], list[Finding]]:
    """The facts that a filing's own tags state, in the order of the file; its documents share their contexts.

    ``standard`` names namespaces of standard concepts beside those of the field.
    """
    laid_out = [document.layout for document in filing.documents if document.layout]
    text = laid_out[0].text if laid_out else ""
    resources = Resources(standard)
    found: list[RawFact] = []
    findings: list[Finding] = []
    for start, end in list(bodies(text)) or [(0, len(text))]:
        if any(text.find(name, start, end) >= 0 for name in IX):
            raw, more = _read_document(text, (start, end), resources, filing.source.path)
            found += raw
            findings += more
    if not found and not findings:
        message = "holds no tags of inline XBRL to compare with"
        return (), [Finding(codes.COMPARE_NO_TAGS, message, filing.source)]
    facts = []
    for fact, place in _placed(found, text, filing.source.path):
        try:
            facts.append(make_fact(fact, resources, place))
        except TagError as problem:
            findings.append(Finding(codes.COMPARE_UNREADABLE, str(problem), place))
    return tuple(facts), findings


def _read_document(
    text: str, body: tuple[int, int], resources: Resources, path: str
) -> tuple[list[RawFact], list[Finding]]:
    """The tags of the document's root element, their places as characters of the file."""
    root = _ROOT.search(text, *body)
    first = root.start() if root else body[1]
    last = max((match.end() for match in _END.finditer(text, first, body[1])), default=body[1])
    content = text[first:last].encode(errors="replace")
    reader = _Reader(expat.ParserCreate("utf-8", namespace_separator=" "), resources)
    _listen(reader)
    try:
        reader.parser.Parse(content, True)
    except (expat.ExpatError, TagError) as error:
        line = text.count("\n", 0, first) + reader.parser.CurrentLineNumber
        reason = expat.errors.messages[error.code] if isinstance(error, expat.ExpatError) else error
        message = f"is not well-formed XML ({reason}), as inline XBRL must be: its tags are not compared"
        return [], [Finding(codes.COMPARE_NOT_WELL_FORMED, message, Source(path, line))]
    return _in_characters(reader.facts, content, first), []


def _listen(reader: _Reader) -> None:
    """Have expat tell of elements and texts; entities that HTML names and XML does not are passed over."""
    parser = reader.parser
    parser.UseForeignDTD(True)
    parser.ExternalEntityRefHandler = lambda *_: 1
    parser.StartNamespaceDeclHandler = lambda prefix, uri: reader.prefixes.setdefault(prefix or "", uri)
    parser.StartElementHandler = lambda name, attributes: _start(reader, name, attributes)
    parser.EndElementHandler = lambda name: _end(reader, name)
    parser.CharacterDataHandler = lambda characters: _read_text(reader, characters)


def _in_characters(facts: Iterable[RawFact], content: bytes, first: int) -> list[RawFact]:
    """The facts with the bytes that they mark as characters of the file."""
    facts = list(facts)
    wanted = sorted({offset for fact in facts for offset in (fact.start, fact.end)})
    places, characters, before = {}, first, 0
    for offset in wanted:
        characters += len(content[before:offset].decode(errors="replace"))
        places[offset], before = characters, offset
    return [fact.moved(places[fact.start], places[fact.end]) for fact in facts]


def _placed(facts: Iterable[RawFact], text: str, path: str) -> Iterator[tuple[RawFact, Source]]:
    """Each fact with the line and the characters of the file that it marks; a print of two lines ends on its first."""
    starts = (0, *(match.end() for match in re.finditer("\n", text)))
    for fact in facts:
        line = bisect_right(starts, fact.start)
        limit = starts[line] - 1 if line < len(starts) else len(text)
        begin = fact.start - starts[line - 1]
        yield fact, Source(path, line, begin, begin + max(min(fact.end, limit) - fact.start, 0))


# --- what expat tells -------------------------------------------------------------------


def _start(reader: _Reader, name: str, attributes: dict[str, str]) -> None:
    uri, _, local = name.rpartition(" ")
    if uri in IX:
        if local == "exclude":
            _exclude(reader, 1)
        elif local in _TAGS:
            if len(reader.open) >= MAX_OPEN:
                raise TagError(f"more than {MAX_OPEN} tags within each other")
            reader.open.append(_OpenTag(attributes, attributes.get("escape") in ("true", "1")))
    elif uri == XBRLI and local in ("context", "unit"):
        reader.resources.open(attributes.get("id", ""))
    elif uri in (XBRLI, XBRLDI):
        if local in _LEAVES:
            reader.leaf = []
            reader.resources.open_leaf(attributes)
        elif local in ("unitNumerator", "unitDenominator"):
            reader.resources.is_below = local == "unitDenominator"


def _end(reader: _Reader, name: str) -> None:
    uri, _, local = name.rpartition(" ")
    if uri in IX:
        if local == "exclude":
            _exclude(reader, -1)
        elif local in _TAGS:
            _end_tag(reader, local)
    elif uri == XBRLI and local in ("context", "unit"):
        reader.resources.close(local)
    elif uri in (XBRLI, XBRLDI) and local in _LEAVES and reader.leaf is not None:
        reader.resources.add(local, " ".join("".join(reader.leaf).split()), reader.prefixes)
        reader.leaf = None


def _exclude(reader: _Reader, change: int) -> None:
    for tag in reader.open:
        tag.excluded += change


def _end_tag(reader: _Reader, local: str) -> None:
    tag = reader.open.pop()
    text, attributes = "".join(tag.texts), tag.attributes
    if local == "continuation":
        reader.resources.continuations[attributes.get("id", "")] = text, attributes.get("continuedAt", "")
    elif "target" not in attributes and not tag.is_text_block:
        here = reader.parser.CurrentByteIndex
        start, end = (tag.start, tag.end) if tag.start >= 0 else (here, here)
        reader.facts.append(RawFact(attributes, text, local == "nonFraction", start, end, reader.prefixes))


def _read_text(reader: _Reader, characters: str) -> None:
    """Give a text to every tag that it stands in; the blanks around it are no part of what a tag marks."""
    if reader.leaf is not None:
        reader.leaf.append(characters)
    for tag in reader.open:
        if tag.is_text_block or tag.excluded or tag.size > LONGEST_TEXT:
            continue
        tag.texts.append(characters)
        tag.size += len(characters)
        if words := characters.strip():
            start = reader.parser.CurrentByteIndex + len(characters[: characters.index(words)].encode())
            tag.start = start if tag.start < 0 else tag.start
            tag.end = start + len(words.encode())
