"""A caption of a note, or a phrase of its sentences → the concepts that it may mean, the likeliest first.

In: what a note says of an amount (`Told`): the caption, the heading above it, what its column measures, what the table
and the note are of, its unit and kind of time. Out: candidates with their chances. Whether one is stated is for the
caller to decide. Chances are scores: floats here, `Decimal` where they leave.

A candidate's score is a weighted sum, as in `ranking`; the candidates and "a concept of the filer's own" share the
whole likelihood. The caption counts most, then the words of the concept's own name in caption, headings and lead.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import exp, fsum, log

from pipeline.model import Candidate
from pipeline.note_candidates import like_of, score
from pipeline.note_evidence import Lexicon, load_lexicon
from pipeline.note_told import Told
from pipeline.suggest import Suggester

BEST = 3
"""Candidates that a reviewer may choose from."""
PRIOR = 12
"""How many choices the average of all concepts is worth beside a concept's own record."""
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
    ranked = _rank(lexicon, told)
    likes = like_of(lexicon, told) if ranked else {}
    return tuple([_candidate(each, likes) for each in ranked])


def likeliest(lexicon: Lexicon, told: Told) -> Candidate | None:
    """The first of `rank_candidates`, if there is one."""
    return next((_candidate(ranked, like_of(lexicon, told)) for ranked in _rank(lexicon, told)[:1]), None)


def _candidate(ranked: tuple[float, str], likes: Mapping[str, str]) -> Candidate:
    unlikely, name = ranked
    return Candidate(name, Decimal(-unlikely).quantize(_THOUSANDTH), likes.get(name, ""))


def _rank(lexicon: Lexicon, told: Told) -> list[tuple[float, str]]:
    """The candidates with their chances below zero, the likeliest first."""
    if not lexicon.weights:
        return []
    names, scores, own = score(lexicon, told)
    highest = max([own, *scores])
    shares = [exp(mine - highest) for mine in scores]
    whole = fsum([exp(own - highest), *shares])
    least = min(NO_CHANCE * whole, *sorted(shares)[-BEST:]) if shares else 0.0
    found = [(-round(share / whole, 6), name) for share, name in zip(shares, names, strict=True) if share >= least]
    return sorted(found)


# --- what has been measured --------------------------------------------------------------


def weigh_best(lexicon: Lexicon, told: Told, candidates: Sequence[Candidate]) -> tuple[Decimal, bool]:
    """How likely the best candidate is right, as measured, and whether that is enough to stand unflagged.

    Its chance is weighed with the record of its concept, how often it was right where it was the best, and with whether
    a statement states the same amount for it.
    """
    weights, best = lexicon.weights, candidates[0]
    right, of = (lexicon.usual_of(relation, best.concept) for relation in ("right", "chosen"))
    average = weights.get("sure:average", 0.5)
    record = (right + PRIOR * average) / (of + PRIOR)
    score = (
        weights.get("sure", 0.0)
        + weights.get("sure:chance", 1.0) * log_odds(float(best.confidence))
        + weights.get("sure:record", 0.0) * log_odds(record)
        + weights.get("sure:caption", 0.0) * float(bool(best.like))
        + weights.get("sure:stated", 0.0) * float(best.concept in told.stated)
    )
    chance = 1 / (1 + exp(-score))
    return Decimal(chance).quantize(_THOUSANDTH), chance >= weights.get("unflagged", 2.0)


def log_odds(share: float) -> float:
    """The logarithm of the odds of a share, which is never taken for nothing or all."""
    share = min(max(share, 0.003), 0.997)
    return log(share / (1 - share))


def is_turned(lexicon: Lexicon, concept: str, is_negative: bool) -> bool:
    """Whether filers state a concept with the other sign than it is printed with."""
    relation = "negative" if is_negative else "positive"
    turned, kept = (lexicon.relations.get((relation, other), {}).get(concept, 0) for other in ("turned", "kept"))
    return turned > kept
