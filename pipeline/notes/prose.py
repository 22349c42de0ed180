"""The sentences of a note → the amounts, shares and rates that they state, each with its sentence.

In: a document, a note of it, and the lines that its tables take. Out: each number with its value in full units, its
sentence, and what the sentence says of time and of how exact it is. No number of a sentence is lost: which of them are
facts is not known here.
"""

import re
from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate

from pipeline.model import Document, Skipped, Source, TextBlock
from pipeline.notes.stretches import lines_of
from pipeline.numerals import parse_amount

LONGEST_SENTENCE = 400
"""Characters of a sentence that the ledger shows around a number."""
SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}

_AMOUNT = re.compile(
    r"(?P<money>\$\s?)?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s+(?P<scale>thousand|million|billion|trillion)\b|\s?(?P<rate>%|per\s?cent\b))?"
)
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+(?=[A-Z“\"(])")
_ROUGHLY = re.compile(
    r"\b(?:approximately|about|nearly|almost|roughly|up to|at least|more than|less than|over)\s*$", re.I
)
_TIME = re.compile(
    r"\b(?i:at|as of|on|for the|during the|through|in fiscal|in)\s+"
    r"(?:(?:\w+[- ]){0,4}(?:months?|weeks?|years?|quarters?)\s+(?:periods?\s+)?ended\s+)?"
    r"(?:[A-Z][a-z]+\.?\s+\d{1,2},\s+)?(?:19|20)\d\d\b"
)


def read_prose(document: Document, note: TextBlock, tables: Container[int]) -> Iterator[Skipped]:
    """The numbers of a note's sentences, in their order; what is no amount (a day, a note's number) is passed over."""
    for paragraph in _paragraphs(document, note, tables):
        text = " ".join(line for _, line in paragraph)
        starts = list(accumulate((len(line) + 1 for _, line in paragraph), initial=0))
        ends = [match.start() for match in _SENTENCE_END.finditer(text)]
        for match in _AMOUNT.finditer(text):
            value = _value(match)
            if value is None:
                continue
            at = bisect_right(starts, match.start()) - 1
            number, line = paragraph[at]
            begin = match.start() - starts[at]
            source = Source(note.source.path, number, begin, min(begin + len(match[0]), len(line)))
            place = bisect_right(ends, match.start())
            sentence = text[ends[place - 1] if place else 0 : ends[place] if place < len(ends) else len(text)].strip()
            yield Skipped(match[0], _reason(text, match, sentence), source, sentence[:LONGEST_SENTENCE], value)


def _paragraphs(document: Document, note: TextBlock, tables: Container[int]) -> Iterator[Sequence[tuple[int, str]]]:
    """The lines of each paragraph; a table and a blank line end one."""
    paragraph: list[tuple[int, str]] = []
    for number, line in lines_of(document, note):
        if number in tables or not line.strip() or number == note.source.line:
            if paragraph:
                yield paragraph
            paragraph = []
        else:
            paragraph.append((number, line))
    if paragraph:
        yield paragraph


def _value(match: re.Match[str]) -> Decimal | None:
    """The number in full, or None for one that counts nothing: a year, a day, the number of a note."""
    if not (match["money"] or match["scale"] or match["rate"] or "," in match["digits"]):
        return None
    value = parse_amount(match["digits"])
    if value is None:
        return None
    return value.scaleb(SCALES[match["scale"]]) if match["scale"] else value.scaleb(-2) if match["rate"] else value


def _reason(text: str, match: re.Match[str], sentence: str) -> str:
    """Why a number is no fact, with what its sentence says of it."""
    times = dict.fromkeys(time[0] for time in _TIME.finditer(sentence))
    roughly = _ROUGHLY.search(text[: match.start()][-30:])
    told = [*([f"'{roughly[0].strip()}'"] if roughly else []), *(f"'{time}'" for time in times)]
    return "in a sentence that no rule reads" + (f": {', '.join(told)}" if told else "")
