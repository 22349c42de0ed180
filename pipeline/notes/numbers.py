"""The numbers of a note's sentences → the rows of the ledger: those that are facts, and why the others are none.

In: what was read of a note's sentences, the facts made of their numbers, and what is known of the others. Out: a
`Statement` of the note's prose. Which numbers are facts is for `sayings` to know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Amount, Column, Fact, Skipped, Statement, StatementKind
from pipeline.notes.figures import Figure
from pipeline.notes.prose import Prose, Reading

LONGEST_SENTENCE = 400
"""Characters of a sentence that the ledger shows around a number."""


@dataclass(frozen=True, slots=True)
class Place:
    """A number with what is needed to state it or to say why not: its note's and its own position, and its reading."""

    note: int
    number: int
    reading: Reading
    figure: Figure


def amount_of(place: Place) -> Amount:
    """The print of a number: all of it where it stands on one line, else its digits."""
    sentence, figure = place.reading.sentence, place.figure
    source = sentence.source(figure.start, figure.end)
    if source.end - source.start < figure.end - figure.start:
        at = figure.text.index(figure.digits)
        source = sentence.source(figure.start + at, figure.start + at + len(figure.digits))
        return Amount(figure.digits, figure.printed, source)
    return Amount(figure.text, figure.printed, source)


def sentence_of(place: Place) -> str:
    """The sentence around a number, cut where it is long."""
    text, at = place.reading.sentence.text, place.figure.start
    if len(text) <= LONGEST_SENTENCE:
        return text
    begin = max(0, min(at - LONGEST_SENTENCE // 2, len(text) - LONGEST_SENTENCE))
    return text[begin : begin + LONGEST_SENTENCE]


def list_numbers(prose: Prose) -> tuple[Skipped, ...]:
    """The numbers of sentences that no row is asked about, as the ledger shows them."""
    return list_prose(1, prose, {}, {}).skipped


def list_prose(
    n: int, note: Prose, facts: Mapping[tuple[int, int], Sequence[Fact]], silent: Mapping[tuple[int, int], str]
) -> Statement:
    """A note's numbers as the ledger shows them: those that are facts, and the others with the reason."""
    items, skipped, number = [], [], 0
    for reading in note.readings:
        for figure in reading.figures:
            made = facts.get((n, number))
            if made:
                items.append(made[0].item)
            else:
                skipped.append(_skipped(Place(n, number, reading, figure), silent.get((n, number))))
            number += 1
    columns = (Column(None, ""),) if items else ()
    return Statement(
        StatementKind.PROSE, note.heading, "USD", 0, columns, tuple(items), note.source, skipped=tuple(skipped)
    )


def _skipped(place: Place, reason: str | None) -> Skipped:
    figure, sentence = place.figure, place.reading.sentence
    told = [*([f"'{figure.roughly}'"] if figure.roughly else [])]
    told += [f"'{' '.join(time.words.split())}'" for time in place.reading.times]
    why = reason or ("one end of a range" if figure.in_range else "in a sentence that no rule reads")
    words = f"{why}: {', '.join(dict.fromkeys(told))}" if told else why
    return Skipped(figure.text, words, sentence.source(figure.start, figure.end), sentence_of(place), figure.value)
