"""Captions → an index of them, and for any caption the known ones that are most like it.

In: captions in their normal form. Out: the likest of them, and how like they are, from 0 to 1. What captions mean is
not known here.

Likeness is the cosine of TF-IDF vectors of letters, by threes within words, and of words and pairs of words. It is a
score, never an amount, and counted in floats, one sum at a time, in an order that is always the same. To have an index
of ten thousand captions in a fifth of a second, and no other package's start, is why it is counted here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from math import log, sqrt
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from numpy import float64, intp
    from numpy.typing import NDArray

    Rows: TypeAlias = NDArray[intp]
    Floats: TypeAlias = NDArray[float64]

LETTERS, WORDS = 0.6, 0.4
"""What letters and words weigh in the likeness (best of those tried over the folds)."""
NEIGHBOURS = 40
LEAST_LIKE = 0.15
PLACES = 6
"""Decimal places of a likeness, so that no rounding orders captions that are equally like."""


@dataclass(frozen=True, eq=False)
class Vectors:
    """Known captions as vectors of length 1, turned about: ``rows`` holds the captions that have feature 0, then those
    that have feature 1, and so on, from ``starts`` on, and ``parts`` what it is of their vectors."""

    features: Mapping[str, int]
    rarity: Sequence[float]
    starts: Sequence[int]
    rows: "Rows"
    parts: "Floats"


@dataclass(frozen=True, eq=False)
class Index:
    """Known captions by what they are made of."""

    captions: tuple[str, ...]
    letters: Vectors
    words: Vectors


def make_index(captions: Iterable[str]) -> Index:
    """Index captions; numpy is imported here, by the first caption that needs it."""
    known = tuple(captions)
    return Index(known, _vectors(known, letters_of), _vectors(known, words_of))


def most_like(index: Index, caption: str) -> list[tuple[float, int]]:
    """The known captions most like another, by number, the likest first.

    >>> index = make_index(["trade receivable", "trade payable", "note payable"])
    >>> most_like(index, "trade receivable")[0]
    (1.0, 0)
    """
    from numpy import partition

    letters = _cosines(index.letters, letters_of(caption), len(index.captions))
    likeness = LETTERS * letters + WORDS * _cosines(index.words, words_of(caption), len(index.captions))
    likeness = likeness.round(PLACES)
    near = (likeness >= LEAST_LIKE).nonzero()[0]
    scores = likeness[near]
    if len(near) > NEIGHBOURS:
        is_nearest = scores >= partition(scores, -NEIGHBOURS)[-NEIGHBOURS]
        near, scores = near[is_nearest], scores[is_nearest]
    order = (-scores).argsort(kind="stable")[:NEIGHBOURS]
    return list(zip(scores[order].tolist(), near[order].tolist(), strict=True))


def _vectors(captions: Sequence[str], split: Callable[[str], list[str]]) -> Vectors:
    from numpy import array, bincount, cumsum, log, repeat, sqrt, unique

    features: dict[str, int] = {}
    split_captions = [[features.setdefault(part, len(features)) for part in split(caption)] for caption in captions]
    flat = array(list(chain.from_iterable(split_captions)), dtype=int)
    owners = repeat(range(len(captions)), [len(parts) for parts in split_captions])
    cells, counts = unique(flat * len(captions) + owners, return_counts=True)
    of_feature, rows = cells // max(len(captions), 1), cells % max(len(captions), 1)
    found = bincount(of_feature, minlength=len(features))
    rarity = log((1 + len(captions)) / (1 + found)) + 1
    parts = (1 + log(counts)) * rarity[of_feature]
    lengths = sqrt(bincount(rows, parts**2, minlength=len(captions)))
    return Vectors(features, rarity.tolist(), [0, *cumsum(found).tolist()], rows, parts / lengths[rows])


def _cosines(vectors: Vectors, asked: Sequence[str], of: int) -> "Floats":
    """The cosine of each known caption with one that is made of such features; unknown ones tell nothing."""
    from numpy import bincount, concatenate, repeat, zeros

    counts = Counter([vectors.features[part] for part in asked if part in vectors.features])
    if not counts:
        return zeros(of)
    weights = [(1 + log(count)) * vectors.rarity[feature] for feature, count in counts.items()]
    length = sqrt(sum([weight * weight for weight in weights]))
    spans = [slice(vectors.starts[feature], vectors.starts[feature + 1]) for feature in counts]
    rows, parts = (concatenate([each[span] for span in spans]) for each in (vectors.rows, vectors.parts))
    return bincount(rows, parts * repeat(weights, [span.stop - span.start for span in spans]), minlength=of) / length


def words_of(caption: str) -> list[str]:
    """The words of a caption and each two in a row.

    >>> words_of("due to related party")
    ['due', 'to', 'related', 'party', 'due to', 'to related', 'related party']
    """
    words = caption.split()
    return [*words, *map(" ".join, pairwise(words))]


def letters_of(caption: str) -> list[str]:
    """The letters of a caption by threes, the ends of words being blanks.

    >>> letters_of("to debt")
    [' to', 'to ', ' de', 'deb', 'ebt', 'bt ']
    """
    return [three for word in caption.split() for three in _threes(word)]


@lru_cache(maxsize=8192)
def _threes(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple([padded[start : start + 3] for start in range(len(word))])
