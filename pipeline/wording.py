"""How filers word each concept: a caption's words → what they say for one, whatever the rest of known captions.

In: an index of known captions, and the votes of each for concepts. Out: for a caption and a concept, how much oftener
its words stand in captions of that concept than in all. It tells concepts apart where no known caption is like the one
asked for. Scores are no amounts: like `suggest` it counts with floats.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from pipeline.likeness import Index, captions_with

DRAWN = 2
"""How many words the average of all concepts is worth beside the words of a concept's own captions."""
UNSEEN = 0.5
"""What a word counts beyond what was seen of it, so that a new one tells nothing and divides by nothing."""


@dataclass(frozen=True, eq=False)
class Wording:
    """The words of the captions of each concept; those of one word are counted when it is first asked."""

    index: Index
    votes: Sequence[Sequence[tuple[str, float]]]
    """The concepts that filers gave each caption of the index, by its number."""
    words: Mapping[str, float]
    """How many words the captions of each concept have in all, each counted with its caption's votes."""
    all_words: float
    counted: dict[str, tuple[Mapping[str, float], float]] = field(default_factory=dict)


def make_wording(index: Index, votes: Sequence[Sequence[tuple[str, float]]]) -> Wording:
    """The wording of the concepts that an index's captions were given."""
    words: dict[str, float] = {}
    for caption, cast in zip(index.captions, votes, strict=True):
        length = len(caption.split())
        for concept, vote in cast:
            words[concept] = words.get(concept, 0.0) + vote * length
    return Wording(index, votes, words, sum(words.values()))


def wording_scores(wording: Wording, caption: str, concepts: Sequence[str]) -> list[float]:
    """What the words of a caption say for each concept: nothing where it is worded like any other.

    >>> from pipeline.likeness import make_index
    >>> votes = [[("Receivables", 1.0)], [("Payables", 1.0)]]
    >>> wording = make_wording(make_index(["trade receivable", "note payable"]), votes)
    >>> mine, other = wording_scores(wording, "receivable from trade", ["Receivables", "Payables"])
    >>> mine > other
    True
    """
    words = caption.split()
    told = []
    for word in words:
        by_concept, seen = _count(wording, word)
        told.append((by_concept, (seen + UNSEEN) / (wording.all_words + UNSEEN)))
    root = max(len(words), 1) ** 0.5
    scores = []
    for concept in concepts:
        of = wording.words.get(concept, 0.0) + DRAWN
        ratios = [(mine.get(concept, 0.0) + DRAWN * usual) / of / usual for mine, usual in told]
        scores.append(sum([log(ratio) for ratio in ratios]) / root)
    return scores


def _count(wording: Wording, word: str) -> tuple[Mapping[str, float], float]:
    """The votes for each concept of the captions that have a word, and of all of them together."""
    if word not in wording.counted:
        by_concept: dict[str, float] = {}
        for caption in captions_with(wording.index, word):
            for concept, vote in wording.votes[caption]:
                by_concept[concept] = by_concept.get(concept, 0.0) + vote
        wording.counted[word] = by_concept, sum(by_concept.values())
    return wording.counted[word]
