"""The item on a vote of security holders → the votes counted for each nominee and proposal.

In: a document and the item's block. Out: a `Statement` whose rows are nominees and proposals and whose columns are the
ways to vote; every other number of the item is set aside with a reason. Votes are printed in tables, in a line for each
way to vote, or in sentences.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.model import (
    Amount,
    Column,
    Document,
    LineItem,
    Skipped,
    Source,
    Statement,
    StatementKind,
    TextBlock,
    Unit,
)
from pipeline.notes.stretches import lines_of
from pipeline.numerals import parse_amount

WAYS = ("For", "Against", "Withheld", "Abstentions", "Broker non-votes", "Non-votes")
"""The ways to vote, as columns."""
NEAREST = 60
"""Characters between a count in a sentence and the words that tell what was counted."""
LONGEST_LABEL = 300

_WAY = re.compile(
    r"(?:votes?\s+|shares?\s+|voting\s+|voted\s+|authority\s+)*"
    r"(?:(?P<Against>against|opposed)|(?P<Withheld>with-?held|withholding|withhold)"
    r"|(?P<Abstentions>abst(?:ain(?:ed|ing)?|entions?)\b)|(?P<Broker>broker(?:s|s'|'s)?\s?non-?\s?votes?)"
    r"|(?P<Non>non-?\s?votes?|unvoted|not\s+voted)|(?P<Lone>broker\b)|(?P<For>in\s+favou?r|\bfor\b|affirmative))",
    re.I,
)
_GROUPS = {
    "For": "For",
    "Against": "Against",
    "Withheld": "Withheld",
    "Abstentions": "Abstentions",
    "Broker": "Broker non-votes",
    "Lone": "Broker non-votes",
    "Non": "Non-votes",
}
_NUMBER = re.compile(
    r"(?<![\w.,-])\d{1,3}(?:,\d{3})+(?![\w,])|(?<![\w.,/-])\d+(?:\.\d+)?(?![\w,/])|(?<=\s)(?:-0-|--?)(?=\s|$)"
)
_IN_SENTENCE = re.compile(
    r"(?<![\w$.,])(?:\d{1,3}(?:,\d{3})+(?![\w,])|\d{1,3}(?=\s+(?:shares\s+)?(?:broker|abstain|vot|against)))"
)
"""A count in a sentence: a small one only right before the words that tell of it."""
_COUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d+|-0-|--?")
_HEAD_WORDS = re.compile(
    r"\b(?:votes?|shares?|names?|nominees?|directors?|of|number|cast|total|proposals?|matters?|authority|the|and)\b|[\W_]",
    re.I,
)
"""What else stands in the heads of a table of votes."""
_APART = re.compile(r"\s{2,}|\.{3,}|\t")
_SENTENCE_END = re.compile(r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\b[A-Z])[.;]\s+(?=[A-Z])")
_NONE = re.compile(r"\bno\b|\bwere\b", re.I)
"""What parts a count from the words behind it: they tell of another one, or that there is none."""
_ANY = re.compile(r"\d[\d,.]*")
_RULE = re.compile(r"[\s\-=_]*")
_MARK = re.compile(r"(?:\W*<[/A-Z]+>)+\W*", re.I)
_OFFICERS = re.compile(r"\W*(?:item\s+\w+\W{1,4})?executive\s+officers\b", re.I)
"""What annual reports print behind the item."""
_FOR = re.compile(
    r"\bin\s+favou?r|affirmative|(?:vot(?:ed?|es|ing)|cast|shares)\s+for\b(?!\s+(?:issuance|the\s+purchase))"
    r"|(?<=\d\s)for\b(?=\s*[,;.:]|\s+and\b)",
    re.I,
)
"""How sentences tell of votes for something: the word alone has other uses."""


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


@dataclass(slots=True)
class _Reader:
    path: str
    heads: list[tuple[int, str]] = field(default_factory=list)
    """The ways to vote that columns are headed by, each with where it ends on the line."""
    label: list[str] = field(default_factory=list)
    """The words since the last count: what the next one is counted for."""
    proposal: str = ""
    """The last paragraph without counts: what a table without captions is of."""
    rows: list[LineItem] = field(default_factory=list)
    taken: set[Source] = field(default_factory=set)


@dataclass(slots=True)
class _Sentences:
    """A paragraph as one text with where its lines start, and the counts of the row that is being read."""

    text: str
    starts: Sequence[int]
    lines: Sequence[_Line]
    begin: int = 0
    end: int = 0
    """Where the last count ends."""
    counts: dict[str, Amount] = field(default_factory=dict)


def read_votes(document: Document, item: TextBlock) -> Statement:
    """The votes of an item, and the numbers of it that are none."""
    lines = [_Line(number, line) for number, line in lines_of(document, item) if number != item.source.line]
    lines = lines[: next((place for place, line in enumerate(lines) if _OFFICERS.match(line.text)), len(lines))]
    reader = _Reader(item.source.path)
    for paragraph in _paragraphs(lines):
        _read_paragraph(reader, paragraph)
    columns = tuple(Column(None, way) for way in WAYS)
    rest = tuple(_set_aside(reader, lines))
    kind = StatementKind.ITEM
    return Statement(kind, item.heading, "USD", 0, columns, tuple(reader.rows), item.source, skipped=rest)


def _paragraphs(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    paragraph: list[_Line] = []
    for line in lines:
        if _MARK.fullmatch(line.text):
            continue
        if line.text.strip():
            paragraph.append(line)
        elif paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _read_paragraph(reader: _Reader, paragraph: Sequence[_Line]) -> None:
    """A paragraph line by line as a table, or whole as sentences where no line is a row."""
    if not any(_ends_in_counts(line.text) for line in paragraph) and not _heads(paragraph):
        _read_sentences(reader, paragraph)
        return
    for line in paragraph:
        if _RULE.fullmatch(line.text):
            continue
        if heads := _heads([line]):
            reader.heads, reader.label = heads, []
        elif _is_caption(line.text):
            continue
        elif _ends_in_counts(line.text):
            _read_row(reader, line)
        else:
            reader.label.append(line.text.strip())


def _heads(lines: Sequence[_Line]) -> list[tuple[int, str]]:
    """The ways to vote that a line heads its columns by: two or more, and next to nothing else."""
    for line in lines:
        ways = list(_WAY.finditer(line.text))
        rest = _HEAD_WORDS.sub(" ", _WAY.sub(" ", line.text)).split()
        if len(ways) >= 2 and not rest and not _ANY.search(line.text):
            return [(match.end(), _GROUPS[match.lastgroup or ""]) for match in ways]
    return []


def _is_caption(line: str) -> bool:
    """Whether a line holds nothing but words that head columns, above their last line."""
    return bool(line.strip()) and not _HEAD_WORDS.sub(" ", _WAY.sub(" ", line)).strip() and not _ANY.search(line)


def _way_of(words: str) -> str:
    """The way to vote that a few words name as a whole, or nothing."""
    match = _WAY.fullmatch(words.strip(" .:*")) or _WAY.fullmatch(words.strip(" .:*").rpartition(" ")[2])
    return _GROUPS[match.lastgroup or ""] if match else ""


def _ends_in_counts(line: str) -> bool:
    """Whether a line ends in a count that stands apart from its words."""
    last = list(_APART.finditer(line.rstrip()))
    return bool(last) and _COUNT.fullmatch(line.rstrip()[last[-1].end() :].strip()) is not None


def _read_row(reader: _Reader, line: _Line) -> None:
    """A nominee or a proposal with its counts below the heads, or one way to vote with its count."""
    numbers = list(_NUMBER.finditer(line.text))
    apart = [match for match in numbers if _is_apart(line.text, match)]
    found = numbers if len(numbers) == len(reader.heads) and reader.heads else apart
    words = line.text[: found[0].start()].strip(" .\t$") if found else ""
    way = _way_of(words)
    if way and len(found) == 1:
        _add(reader, _label(reader), {way: _amount(reader, line, found[0])}, line)
        return
    ways = _place(reader.heads, [match.end() for match in found])
    counts = {way: _amount(reader, line, match) for way, match in zip(ways, found, strict=True) if way}
    label = " ".join([*reader.label, words]).strip() or reader.proposal
    reader.label = []
    if counts:
        row = tuple(counts.get(way) for way in WAYS)
        source = Source(reader.path, line.number, 0, len(line.text))
        reader.rows.append(LineItem(label[-LONGEST_LABEL:], (), 0, row, source, Unit.SHARES))


def _is_apart(line: str, match: re.Match[str]) -> bool:
    before = line[: match.start()].rstrip("$ ")
    return (
        not before.strip()
        or len(line[: match.start()]) - len(before) >= 2
        or before.endswith("..")
        or (_COUNT.fullmatch(before.rpartition(" ")[2]) is not None)
    )


def _place(heads: Sequence[tuple[int, str]], ends: Sequence[int]) -> list[str]:
    """The way of each count: in order where there are as many as heads, else that whose head ends the nearest."""
    if len(heads) == len(ends):
        return [way for _, way in heads]
    nearest = [min(heads, key=lambda head: abs(head[0] - end))[1] if heads else "" for end in ends]
    return [way if way not in nearest[:place] else "" for place, way in enumerate(nearest)]


def _label(reader: _Reader) -> str:
    """What a line for one way to vote is counted for: the words before the first of such lines."""
    if not reader.label and reader.rows:
        return reader.rows[-1].label
    label = " ".join(reader.label).strip()[-LONGEST_LABEL:]
    reader.label = []
    return label


def _add(reader: _Reader, label: str, counts: Mapping[str, Amount], line: _Line) -> None:
    """Put counts into the row of their label; a second count of one way begins another row."""
    last = reader.rows[-1] if reader.rows else None
    if last and last.label == label and not any(last.amounts[WAYS.index(way)] for way in counts):
        amounts = tuple(counts.get(way, was) for way, was in zip(WAYS, last.amounts, strict=True))
        reader.rows[-1] = LineItem(label, (), 0, amounts, last.source, Unit.SHARES)
        return
    source = Source(reader.path, line.number, 0, len(line.text))
    reader.rows.append(LineItem(label, (), 0, tuple(counts.get(way) for way in WAYS), source, Unit.SHARES))


def _read_sentences(reader: _Reader, paragraph: Sequence[_Line]) -> None:
    """The counts of a paragraph of sentences, each by the words next to it; the paragraph is what they are for."""
    text, starts = "", []
    for line in paragraph:
        starts.append(len(text))
        text += line.text + " "
    row = _Sentences(text, starts, list(paragraph))
    ways = _ways_in(text)
    for match in _IN_SENTENCE.finditer(text):
        way = _nearest_way(text, match, ways)
        if way in row.counts:
            _end_sentences(reader, row, _last_sentence(text, row.end, match.start()))
        if way:
            at = bisect_right(starts, match.start()) - 1
            begin = match.start() - starts[at]
            source = Source(reader.path, paragraph[at].number, begin, begin + len(match[0]))
            row.counts[way] = Amount(match[0], parse_amount(match[0]), source)
            reader.taken.add(source)
            row.end = match.end()
    if row.counts:
        _end_sentences(reader, row, len(text))
    elif not row.begin:
        reader.label = [line.text.strip() for line in paragraph]
        reader.proposal = " ".join(reader.label)[-LONGEST_LABEL:]


def _ways_in(text: str) -> list[tuple[int, int, str]]:
    """The ways to vote that sentences name, with the characters that name each."""
    named = ((match.span(), _GROUPS[match.lastgroup or ""]) for match in _WAY.finditer(text))
    ways = [(*span, way) for span, way in named if way != "For"]
    return sorted([*ways, *((*match.span(), "For") for match in _FOR.finditer(text))])


def _last_sentence(text: str, begin: int, end: int) -> int:
    """Where the sentence begins that ends at a place, if it begins behind another place; else the place itself."""
    return max((match.end() for match in _SENTENCE_END.finditer(text, begin, end)), default=end)


def _end_sentences(reader: _Reader, row: _Sentences, end: int) -> None:
    """Make a row of what was counted so far; the words from the last row's to here tell what for."""
    label = " ".join(row.text[row.begin : end].split())
    line = row.lines[bisect_right(row.starts, row.begin) - 1]
    _add(reader, label[:LONGEST_LABEL], row.counts, line)
    reader.label, row.begin, row.counts = [], end, {}


def _nearest_way(text: str, match: re.Match[str], ways: Sequence[tuple[int, int, str]]) -> str:
    """The way that the words behind a count name before the next count, else those before it."""
    next_count = _ANY.search(text, match.end())
    limit = min(match.end() + NEAREST, next_count.start() if next_count else len(text))
    place = bisect_left(ways, (match.end(), 0, ""))
    if place < len(ways) and ways[place][0] < limit and not _NONE.search(text[match.end() : ways[place][0]]):
        return ways[place][2]
    near = [way for _, end, way in ways[max(place - 3, 0) : place] if match.start() - NEAREST <= end <= match.start()]
    return near[-1] if near and not _ANY.search(text[match.start() - 12 : match.start()]) else ""


def _amount(reader: _Reader, line: _Line, match: re.Match[str]) -> Amount:
    source = Source(reader.path, line.number, match.start(), match.end())
    reader.taken.add(source)
    return Amount(match[0], parse_amount(match[0]), source)


def _set_aside(reader: _Reader, lines: Sequence[_Line]) -> Iterator[Skipped]:
    """Every number of a line with votes that is none, and every other number that is as large as a count."""
    counted: dict[int, list[Source]] = {}
    for taken in reader.taken:
        counted.setdefault(taken.line, []).append(taken)
    for line in lines:
        votes = counted.get(line.number, [])
        for match in _ANY.finditer(line.text):
            source = Source(reader.path, line.number, match.start(), match.end())
            is_large = "," in match[0].rstrip(".,")
            if (votes or is_large) and not any(s.start < source.end and source.start < s.end for s in votes):
                yield Skipped(match[0].rstrip(".,"), "no count of votes", source, " ".join(line.text.split()))
