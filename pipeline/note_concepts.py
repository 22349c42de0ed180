"""A caption of a note, or a phrase of its sentences → the concepts that it may mean, the likeliest first.

In: what a note says of an amount (`Told`): the caption, the heading above it, what its column measures, what the table
and the note are of, its unit and kind of time. Out: candidates with their chances. Whether one is stated is for the
caller to decide. Chances are scores: floats here, `Decimal` where they leave.

A candidate's score is a weighted sum, as in `ranking`; the candidates and "a concept of the filer's own" share the
whole likelihood. The caption counts most, then the words of the concept's own name in caption, headings and lead.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from math import exp, fsum, log

from pipeline.model import Candidate
from pipeline.note_candidates import Row, like_of, row_of
from pipeline.note_evidence import Lexicon, load_lexicon
from pipeline.note_told import ALONE, Around, Told
from pipeline.suggest import Suggester

BEST = 3
"""Candidates that a reviewer may choose from."""
PRIOR = 12
"""How many choices the average of all concepts is worth beside a concept's own record."""
OWED = ("AccumulatedBenefitObligation", "ProjectedBenefitObligation")
"""How the names of what is owed on a day end: filers state it without the sign it is printed with, where counted."""
NO_CHANCE = 0.0004
"""A chance that is nothing in thousandths."""
_THOUSANDTH = Decimal("0.001")


def suggest_note_concept(suggester: Suggester, told: Told) -> tuple[Candidate, ...]:
    """The best concepts for an amount of a note, the likeliest first, each with its chance.

    A concept of the filer's own has what the candidates of `rank_candidates` leave of the whole.
    """
    return rank_candidates(load_lexicon(suggester.folder, suggester.taxonomy), told)[:BEST]


def rank_candidates(lexicon: Lexicon, told: Told) -> tuple[Candidate, ...]:
    """The concepts that something speaks for, the likeliest first; beyond the `BEST` those with any chance."""
    return rank_row(row_of(lexicon, told), told.around)


def rank_row(row: Row, around: Around) -> tuple[Candidate, ...]:
    """The same of a row, given what stands around it."""
    names, shares, whole = _shares(row, around)
    if not shares:
        return ()
    least = min(NO_CHANCE * whole, *sorted(shares)[-BEST:])
    found = [(-round(share / whole, 6), name) for share, name in zip(shares, names, strict=True) if share >= least]
    likes = like_of(row.lexicon, row.told)
    return tuple([Candidate(name, _chance(-unlikely), likes.get(name, "")) for unlikely, name in sorted(found)])


def likeliest(row: Row, least: Decimal) -> str:
    """The first candidate of a row by itself, if its chance is the least at least."""
    names, shares, whole = _shares(row, ALONE)
    best = max(shares, default=0.0)
    if _chance(round(best / whole, 6)) < least:
        return ""
    return min(
        [(-round(share / whole, 6), name) for share, name in zip(shares, names, strict=True) if share > 0.99 * best]
    )[1]


def _shares(row: Row, around: Around) -> tuple[Sequence[str], Sequence[float], float]:
    """The candidates, the share of each in the whole likelihood, and how much that is."""
    if not row.lexicon.weights:
        return (), (), 1.0
    names, scores, own = row.score(around)
    highest = max([own, *scores])
    shares = [exp(mine - highest) for mine in scores]
    return names, shares, fsum([exp(own - highest), *shares])


@lru_cache(maxsize=1 << 14)
def _chance(share: float) -> Decimal:
    """A chance of few digits, as most are those of other rows, as it leaves."""
    return Decimal(share).quantize(_THOUSANDTH)


# --- what has been measured --------------------------------------------------------------


def weigh_best(lexicon: Lexicon, told: Told, candidates: Sequence[Candidate]) -> tuple[Decimal, bool]:
    """How likely the best candidate is right, as measured, and whether that is enough to stand unflagged.

    Its chance is weighed with the record of its concept, how often it was right where it was the best, and with whether
    a statement states the same amount for it.
    """
    best = candidates[0]
    return _weigh(lexicon, best.concept, best.confidence, bool(best.like), best.concept in told.stated)


@lru_cache(maxsize=4096)
def _weigh(
    lexicon: Lexicon, concept: str, confidence: Decimal, is_heard: bool, is_stated: bool
) -> tuple[Decimal, bool]:
    weights = lexicon.weights
    right, of = (lexicon.usual_of(relation, concept) for relation in ("right", "chosen"))
    average = weights.get("sure:average", 0.5)
    record = (right + PRIOR * average) / (of + PRIOR)
    score = (
        weights.get("sure", 0.0)
        + weights.get("sure:chance", 1.0) * log_odds(float(confidence))
        + weights.get("sure:record", 0.0) * log_odds(record)
        + weights.get("sure:caption", 0.0) * float(is_heard)
        + weights.get("sure:stated", 0.0) * float(is_stated)
    )
    chance = 1 / (1 + exp(-score))
    return Decimal(chance).quantize(_THOUSANDTH), chance >= weights.get("unflagged", 2.0)


def log_odds(share: float) -> float:
    """The logarithm of the odds of a share, which is never taken for nothing or all."""
    share = min(max(share, 0.003), 0.997)
    return log(share / (1 - share))


def is_turned(lexicon: Lexicon, concept: str, is_negative: bool) -> bool:
    """Whether filers state a concept with the other sign than it is printed with; what is owed is positive."""
    relation = "negative" if is_negative else "positive"
    turned, kept = (lexicon.relations.get((relation, other), {}).get(concept, 0) for other in ("turned", "kept"))
    return turned > kept or (is_negative and not kept and concept.endswith(OWED))
