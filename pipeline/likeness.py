"""Captions → an index of them, and for any caption the known ones that are most like it.

In: captions in their normal form. Out: the likest of them, and how like they are, from 0 to 1. What captions mean is
not known here.

Likeness is the cosine of TF-IDF vectors of letters, by threes within words, and of words and pairs of words. It is a
score, never an amount, and counted in floats, one sum at a time, in an order that is always the same. To have an index
of ten thousand captions in a fifth of a second, and no other package's start, is why it is counted here.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count, pairwise
from math import log, sqrt
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

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
_HALF_A_PLACE = 10.0**-PLACES / 2
TEXTS_KEPT = 128
"""Texts whose likeness to each known caption is kept: what stands around a row of a table stands around the next."""
WORDS_KEPT = 768
"""Words whose letters' likeness is kept: some thirty megabytes for tables of five thousand captions."""


@dataclass(frozen=True, eq=False)
class Vectors:
    """Known captions as vectors of length 1, turned about: ``rows`` holds the captions that have feature 0, then those
    that have feature 1, and so on, from ``starts`` on, and ``parts`` what it is of their vectors times its rarity, as
    a caption that is asked for has it once."""

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
    return _nearest(_likeness(index, caption).each)


def most_like_all(index: Index, caption: str, around: tuple[str, ...]) -> list[tuple[float, int]]:
    """The known captions most like another and the texts around it, of which those say more that have telling words.

    >>> index = make_index(["trade receivable", "trade payable", "note payable"])
    >>> most_like_all(index, "receivable", ("trade",))[0][1]
    0
    """
    mine, others = _likeness(index, caption), _together(index, around)
    length = sqrt(mine.length * mine.length + others.length * others.length)
    if not length:
        return []
    likeness = mine.each * (mine.length / length)
    likeness += others.each * (1 / length)
    return _nearest(likeness)


def _nearest(likeness: "Floats") -> list[tuple[float, int]]:
    """The captions with the most likeness, by number, the likest first."""
    near = (likeness >= LEAST_LIKE - _HALF_A_PLACE).nonzero()[0]
    exact = likeness[near]
    if len(near) > NEIGHBOURS:  # rounding keeps their order: what is a place below the last that counts does not
        parted, last = exact.copy(), len(near) - NEIGHBOURS
        parted.partition(last)
        counts = exact >= parted[last] - 2 * _HALF_A_PLACE
        near, exact = near[counts], exact[counts]
    scores = exact.round(PLACES)
    order = (-scores).argsort(kind="stable")[:NEIGHBOURS]
    found = zip(scores[order].tolist(), near[order].tolist(), strict=True)
    return [each for each in found if each[0] >= LEAST_LIKE]


def _vectors(captions: Sequence[str], split: Callable[[str], list[str]]) -> Vectors:
    from numpy import array, bincount, cumsum, log, repeat, sqrt, unique

    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    split_captions = list(map(split, captions))
    flat = array(list(map(numbers.__getitem__, chain.from_iterable(split_captions))), dtype=int)
    owners = repeat(range(len(captions)), list(map(len, split_captions)))
    features = dict(numbers)
    cells, counts = unique(flat * len(captions) + owners, return_counts=True)
    of_feature, rows = cells // max(len(captions), 1), cells % max(len(captions), 1)
    found = bincount(of_feature, minlength=len(features))
    rarity = log((1 + len(captions)) / (1 + found)) + 1
    parts = (1 + log(counts)) * rarity[of_feature]
    lengths = sqrt(bincount(rows, parts**2, minlength=len(captions)))
    parts *= rarity[of_feature] / lengths[rows]
    return Vectors(features, rarity.tolist(), [0, *cumsum(found).tolist()], rows, parts)


class _Likeness(NamedTuple):
    """How like each known caption is to a text, and how long the text's vector of words is."""

    each: "Floats"
    length: float


@lru_cache(maxsize=TEXTS_KEPT)
def _likeness(index: Index, text: str) -> _Likeness:
    likeness = _like_letters(index, text)
    of_words, length = _like_words(index, text)
    return _Likeness(likeness + of_words, length)


@lru_cache(maxsize=TEXTS_KEPT)
def _together(index: Index, texts: tuple[str, ...]) -> _Likeness:
    """How like each known caption is to texts together, each as far as its words tell, and how long these are."""
    from numpy import zeros

    likeness, squares = zeros(len(index.captions)), 0.0
    for text in texts:
        told = _likeness(index, text)
        likeness += told.each * told.length
        squares += told.length * told.length
    return _Likeness(likeness, sqrt(squares))


def _like_letters(index: Index, caption: str) -> "Floats":
    """What the letters of each known caption make it like one: the sum of what the words of this one say."""
    from numpy import zeros

    vectors, likeness, words = index.letters, zeros(len(index.captions)), caption.split()
    asked = list(chain.from_iterable([_letters_known(index, word) for word in words]))
    if not asked:
        return likeness
    for word in words:
        likeness += _like_word(index, word)
    counts = _counted(asked)
    # letters of several words weigh less than once for each
    less = {feature: _weight(often) - often for feature, often in counts.items() if often > 1}
    if less:
        likeness += _add_up(vectors, less, index)
    likeness *= LETTERS / _length(vectors, counts)
    return likeness


@lru_cache(maxsize=WORDS_KEPT)
def _like_word(index: Index, word: str) -> "Floats":
    """What the letters of one word say for each known caption; most words of a filing are those of others."""
    return _add_up(index.letters, _counted(_letters_known(index, word)), index)


@lru_cache(maxsize=8192)
def _letters_known(index: Index, word: str) -> Sequence[int]:
    """The letters of a word, by threes, that known captions have."""
    return _known(index.letters, _threes(word))


def _like_words(index: Index, caption: str) -> tuple["Floats", float]:
    """What the words of each known caption make it like one, and the length of this one's vector."""
    counts = _counted(_known(index.words, words_of(caption)))
    length = _length(index.words, counts)
    likeness = _add_up(index.words, {of: _weight(often) for of, often in counts.items()}, index)
    likeness *= WORDS / (length or 1)
    return likeness, length


def _known(vectors: Vectors, asked: Iterable[str]) -> Sequence[int]:
    """What is asked for of the features that known captions have; others tell nothing."""
    features = vectors.features
    return [features[part] for part in asked if part in features]


def _counted(asked: Sequence[int]) -> Mapping[int, int]:
    """How often each feature is asked for."""
    once = dict.fromkeys(asked, 1)
    return once if len(once) == len(asked) else Counter(asked)


def _weight(count: int) -> float:
    """What a feature weighs that is there so often."""
    return 1 + log(count) if count > 1 else float(count)


def _length(vectors: Vectors, counts: Mapping[int, int]) -> float:
    """The length of the vector that has each feature so often."""
    rarity = vectors.rarity
    if max(counts.values(), default=1) == 1:
        return sqrt(sum([rarity[feature] * rarity[feature] for feature in counts]))
    weights = [
        (1 + log(count)) * rarity[feature] if count > 1 else rarity[feature] for feature, count in counts.items()
    ]
    return sqrt(sum([weight * weight for weight in weights]))


def _add_up(vectors: Vectors, weights: Mapping[int, float], index: Index) -> "Floats":
    """What features say for each known caption, each as often as it is weighed."""
    import numpy  # its names one by one would take as long as the sum

    if not weights:
        return numpy.zeros(len(index.captions))
    spans = [slice(vectors.starts[feature], vectors.starts[feature + 1]) for feature in weights]
    rows = numpy.concatenate([vectors.rows[span] for span in spans])
    parts = numpy.concatenate([vectors.parts[span] for span in spans])
    if set(weights.values()) != {1}:
        each = numpy.fromiter(weights.values(), float)
        parts *= numpy.repeat(each, [span.stop - span.start for span in spans])
    return numpy.bincount(rows, parts, minlength=len(index.captions)).astype(float, copy=False)


def captions_with(index: Index, word: str) -> Sequence[int]:
    """The captions that have a word, by number.

    >>> captions_with(make_index(["trade receivable", "trade payable"]), "payable")
    [1]
    """
    feature = index.words.features.get(word)
    if feature is None:
        return []
    found: list[int] = index.words.rows[index.words.starts[feature] : index.words.starts[feature + 1]].tolist()
    return found


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
    return list(chain.from_iterable(map(_threes, caption.split())))


@lru_cache(maxsize=8192)
def _threes(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple([padded[start : start + 3] for start in range(len(word))])
