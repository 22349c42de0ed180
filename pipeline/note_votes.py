"""A caption of a note → what filers who wrote captions like it say for concepts, and whose names are like it.

In: a caption in its normal form and the lexicon. Out: votes, each reckoned once for a filing's many rows of one
caption, heading or column. What else speaks for a concept is for `note_candidates` to know. Votes are scores: floats
here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum

from pipeline.likeness import most_like, most_like_all
from pipeline.note_evidence import NOTHING, Lexicon

SHARPNESS = 4
"""The power of a caption's likeness in its vote, as in `suggest`."""


@dataclass(frozen=True, slots=True)
class Votes:
    """What captions like one say for concepts: anywhere, in notes of the same kind, and the likest of them."""

    anywhere: Mapping[str, float]
    here: Mapping[str, float]
    like: Mapping[str, str]
    cast: float
    """All votes, and a little."""
    cast_here: float

    def share(self, name: str) -> float:
        """What a concept has of all votes."""
        return self.anywhere.get(name, 0.0) / self.cast


@lru_cache(maxsize=4096)
def votes_for(lexicon: Lexicon, caption: str, note: str) -> Votes:
    """What the captions like one say for each concept, everywhere and in notes of the same kind, and the likest."""
    heard_anywhere = _votes_anywhere(lexicon, caption)
    here: dict[str, float] = {}
    for likeness, row in heard(lexicon, caption) if note else ():
        says = _says(lexicon, lexicon.known.captions[row])
        for name, count in says.within.get(note, ()):
            here[name] = here.get(name, 0.0) + likeness**SHARPNESS * says.weight * count
    anywhere, like, cast = heard_anywhere
    return Votes(anywhere, here, like, cast, fsum(here.values()))


@lru_cache(maxsize=4096)
def _votes_anywhere(lexicon: Lexicon, caption: str) -> tuple[Mapping[str, float], Mapping[str, str], float]:
    anywhere: dict[str, float] = {}
    like: dict[str, str] = {}
    for likeness, row in heard(lexicon, caption):
        known = lexicon.known.captions[row]
        says = _says(lexicon, known)
        weight = likeness**SHARPNESS * says.weight
        for name, count in says.anywhere:
            if name in anywhere:
                anywhere[name] += weight * count
            else:
                anywhere[name], like[name] = weight * count, known
    return anywhere, like, fsum(anywhere.values()) + NOTHING


@dataclass(frozen=True, slots=True)
class _Says:
    """What the filers of a known caption gave it: concepts with their filers, in all notes and by the note's kind."""

    weight: float
    anywhere: Sequence[tuple[str, int]]
    within: Mapping[str, Sequence[tuple[str, int]]]


@lru_cache(maxsize=4096)
def _says(lexicon: Lexicon, known: str) -> _Says:
    counts = lexicon.captions[known]
    anywhere: dict[str, int] = {}
    by_note: dict[str, list[tuple[str, int]]] = {}
    for (name, within), count in counts.items():
        anywhere[name] = anywhere.get(name, 0) + count
        by_note.setdefault(within, []).append((name, count))
    return _Says(sum(counts.values()) ** -0.5, tuple(anywhere.items()), by_note)


@lru_cache(maxsize=4096)
def heard(lexicon: Lexicon, caption: str) -> Sequence[tuple[float, int]]:
    """The known captions most like one, by number, and how like."""
    return most_like(lexicon.known, caption) if caption else ()


@lru_cache(maxsize=4096)
def named_like(lexicon: Lexicon, caption: str) -> Mapping[str, float]:
    """The concepts whose own names are like a caption, and how like, the likest first."""
    names = names_of(lexicon)
    return {names[row]: likeness for likeness, row in most_like(lexicon.names, caption)} if caption else {}


@lru_cache(maxsize=1024)
def named_like_all(lexicon: Lexicon, caption: str, around: tuple[str, ...]) -> Sequence[str]:
    """The concepts whose own names are like a caption together with what stands around it, the likest first."""
    names = names_of(lexicon)
    return [names[row] for _, row in most_like_all(lexicon.names, caption, around)]


@lru_cache(maxsize=4)
def names_of(lexicon: Lexicon) -> Sequence[str]:
    return tuple(lexicon.units)


@lru_cache(maxsize=4096)
def by_votes(lexicon: Lexicon, caption: str) -> Sequence[str]:
    """The concepts that captions like one vote for, most votes first."""
    votes = _votes_anywhere(lexicon, caption)[0]
    return sorted(votes, key=lambda name: (-votes[name], name))


@lru_cache(maxsize=4096)
def by_votes_here(lexicon: Lexicon, caption: str, note: str) -> Sequence[str]:
    """The concepts that captions like one vote for in notes of the same kind, most votes first."""
    votes = votes_for(lexicon, caption, note).here
    return sorted(votes, key=lambda name: (-votes[name], name))
