"""The sentences of a note → the numbers that they state, each with its sentence and the times that it names.

In: a document, a note of it, and the lines that its tables take. Out: a `Reading` for each sentence with a number.
Which of the numbers are facts, and for when, is for `sayings` to know.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from pipeline.model import Document, Source, TextBlock
from pipeline.notes.figures import Figure, find_figures
from pipeline.notes.sentences import Sentence, find_sentences
from pipeline.notes.times import Time, find_times

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence with a number in it; ``before`` are the times of the sentence before it, in the same paragraph."""

    sentence: Sentence
    figures: tuple[Figure, ...]
    times: tuple[Time, ...]
    before: tuple[Time, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """What the sentences of a note state; ``texts`` are those that may define the name of a party."""

    heading: str
    source: Source
    readings: tuple[Reading, ...]
    texts: tuple[str, ...]


def read_prose(document: Document, note: TextBlock, tables: Container[int]) -> Prose:
    """The numbers of a note's sentences, in their order."""
    texts: list[str] = []
    readings = tuple(_readings(document, note, tables, texts))
    return Prose(note.heading, note.source, readings, tuple(texts))


def _readings(document: Document, note: TextBlock, tables: Container[int], texts: list[str]) -> Iterator[Reading]:
    before: tuple[Time, ...] = ()
    for sentence in find_sentences(document, note, tables):
        if "(" in sentence.text:
            texts.append(sentence.text)
        if sentence.opens:
            before = ()
        times = tuple(find_times(sentence.text)) if _DIGIT.search(sentence.text) else ()
        figures = find_figures(sentence.text, [(time.start, time.end) for time in times])
        if figures:
            yield Reading(sentence, tuple(figures), times, before)
        before = times or before
