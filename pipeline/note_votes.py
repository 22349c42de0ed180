"""A caption of a note → what filers who wrote captions like it say for concepts, and whose names are like it.

In: a caption in its normal form and the lexicon. Out: votes, each reckoned once for a filing's many rows of one
caption, heading or column. What else speaks for a concept is for `note_candidates` to know. Votes are scores: floats
here.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.likeness import most_like
from pipeline.note_evidence import Lexicon

SHARPNESS = 4
"""The power of a caption's likeness in its vote, as in `suggest`."""


class Vote(NamedTuple):
    """What captions like one say for a concept: anywhere, in notes of the same kind, and the likest of them."""

    anywhere: float
    here: float
    like: str


NO_VOTE = Vote(0.0, 0.0, "")


@lru_cache(maxsize=4096)
def votes_for(lexicon: Lexicon, caption: str, note: str) -> Mapping[str, Vote]:
    """What the captions like one say for each concept, everywhere and in notes of the same kind, and the likest."""
    votes: dict[str, Vote] = {}
    for likeness, row in heard(lexicon, caption):
        like = lexicon.known.captions[row]
        counts = lexicon.captions[like]
        weight = likeness**SHARPNESS * sum(counts.values()) ** -0.5
        for (name, within), count in counts.items():
            anywhere, here, first = votes.get(name, (0.0, 0.0, like))
            vote = weight * count
            votes[name] = Vote(anywhere + vote, here + (vote if within and within == note else 0.0), first)
    return votes


@lru_cache(maxsize=4096)
def heard(lexicon: Lexicon, caption: str) -> Sequence[tuple[float, int]]:
    """The known captions most like one, by number, and how like."""
    return most_like(lexicon.known, caption) if caption else ()


@lru_cache(maxsize=4096)
def named_like(lexicon: Lexicon, caption: str) -> Mapping[str, float]:
    """The concepts whose own names are like a caption, and how like, the likest first."""
    names = names_of(lexicon)
    return {names[row]: likeness for likeness, row in most_like(lexicon.names, caption)} if caption else {}


@lru_cache(maxsize=4)
def names_of(lexicon: Lexicon) -> Sequence[str]:
    return tuple(lexicon.units)


@lru_cache(maxsize=4096)
def by_votes(lexicon: Lexicon, caption: str, note: str) -> Sequence[str]:
    """The concepts that captions like one vote for, most votes first."""
    votes = votes_for(lexicon, caption, note)
    return sorted(votes, key=lambda name: (-votes[name].anywhere, name))
