"""A sentence → the words around its numbers, in a form that a pattern of `mappings/prose.csv` can be held against.

In: a sentence, its figures and times, and the names of parties. Out: a `Wording`: folded words, and a token for each
series of numbers. Times go, with what leads to them, so that "Rent for 2004 and 2003 was $5 and $4" reads "rent be $0".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.notes.figures import Figure, Kind
from pipeline.notes.times import Time
from pipeline.phrases import fold

SIGNS = {Kind.MONEY: "$", Kind.RATE: "%", Kind.NUMBER: "#"}
JOINING = frozenset(
    ("and", "or", "compare", "to", "with", "versus", "from", "up", "down", "as", "well", "against", "than")
)
"""Words between two numbers that are of one thing."""
COUNTED = frozenset(("share", "option", "unit", "award"))
"""Words that may stand behind each of two numbers of one thing."""

MOST_PARTIES = 100
"""Names that the sentences of a filing may define; no filing of the corpora has as many."""

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9'’&]*(?:[.-][A-Za-z0-9]+)*|[(;:]")
_DEFINED = re.compile(
    r"(?P<name>[A-Z][\w.&'’-]*(?:,?\s+(?:of\s+|and\s+|&\s+)?[A-Z][\w.&'’-]*){0,6})\.?,?"
    r"\s*\(\s*(?:the\s+)?[\"“](?P<short>[A-Z][\w &.'’-]{1,40})[\"”]\s*\)"
)
"""A name and, in parentheses and quotes, how it is written from then on."""


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers that are of one thing, side by side; ``times`` are those that stand behind each of them."""

    figures: tuple[Figure, ...]
    times: tuple[Time | None, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence's folded words with a blank before each, ``$0`` standing for its first series of numbers."""

    text: str
    series: tuple[Series, ...]
    parties: tuple[str, ...] = ()


@dataclass(slots=True)
class _Token:
    text: str
    figure: Figure | None = None
    time: Time | None = None


def find_parties(texts: Sequence[str]) -> Mapping[str, str]:
    """The names that sentences define, ``Tarn Corp. ("Tarn")``: how each is written, and its whole."""
    found: dict[str, str] = {}
    for text in texts:
        if "(" in text and len(found) < MOST_PARTIES:
            for match in _DEFINED.finditer(text):
                found.setdefault(match["short"], match["name"])
                found.setdefault(match["name"], match["name"])
    return found


def make_wording(text: str, figures: Sequence[Figure], times: Sequence[Time], parties: Mapping[str, str]) -> Wording:
    """The words of a sentence around the series of its numbers."""
    names: list[str] = []
    tokens = list(_tokens(text, figures, times, parties, names))
    words: list[str] = []
    series: list[Series] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.figure is None:
            if token.time is None and not (words and words[-1] == token.text == "be"):
                words.append(token.text)
            at += 1
            continue
        members, at = _take_series(tokens, at, token.figure)
        words.append(f"{SIGNS[token.figure.kind]}{len(series)}")
        series.append(Series(tuple(figure for figure, _ in members), tuple(time for _, time in members)))
    return Wording("".join(f" {word}" for word in words), tuple(series), tuple(names))


def _take_series(tokens: Sequence[_Token], at: int, first: Figure) -> tuple[list[tuple[Figure, Time | None]], int]:
    """The numbers of one series, each with the time behind it, and where the series ends."""
    members: list[tuple[Figure, Time | None]] = [(first, None)]
    last, at = at, at + 1
    while at < len(tokens):
        token = tokens[at]
        if token.time is not None:
            if members[-1][1] is None:
                members[-1] = members[-1][0], token.time
                last = at
        elif token.figure is not None:
            if token.figure.kind is not first.kind:
                break
            members.append((token.figure, None))
            last = at
        elif token.text not in JOINING and not (first.kind is Kind.NUMBER and token.text in COUNTED):
            break
        at += 1
    return members, last + 1


def _tokens(
    text: str, figures: Sequence[Figure], times: Sequence[Time], parties: Mapping[str, str], names: list[str]
) -> Iterator[_Token]:
    marks = sorted([(f.start, f.end, f) for f in figures] + [(t.start, t.end, t) for t in times], key=lambda m: m[0])
    begin = 0
    for start, end, mark in marks:
        if start < begin:
            continue
        yield from _words(text[begin:start], parties, names)
        if isinstance(mark, Figure):
            yield _Token("", figure=mark)
        elif mark.is_later:
            yield _Token("@")
        else:
            yield _Token("", time=mark)
        begin = end
    yield from _words(text[begin:], parties, names)


def _words(text: str, parties: Mapping[str, str], names: list[str]) -> Iterator[_Token]:
    """The folded words of a stretch; the name of a party is one token."""
    begin = 0
    for start, end, name in _named(text, parties):
        yield from (_Token(word) for word in _folded(text[begin:start]))
        if name not in names:
            names.append(name)
        yield _Token(f"~{names.index(name)}")
        begin = end
    yield from (_Token(word) for word in _folded(text[begin:]))


def _named(text: str, parties: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Where a stretch names a party; its short name behind the whole is no second one."""
    begin = 0
    written = [short for short in parties if short in text]
    while written:
        at, short = min(((text.find(short, begin), -len(short)), short) for short in written)
        if at[0] < 0:
            written = [other for other in written if text.find(other, begin) >= 0]
            continue
        end = at[0] + len(short)
        behind = re.match(r"[.,]?\s*\(\s*(?:the\s+)?[\"“][^\"”]{1,50}[\"”]\s*\)", text[end:])
        yield at[0], end + (behind.end() if behind else 0), parties[short]
        begin = end + (behind.end() if behind else 0)


def _folded(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        word = match[0] if match[0] in "(;:" else fold(match[0])
        if word:
            yield word
