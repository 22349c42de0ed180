"""What each feature of the ranking weighs, fitted to rows whose concepts their filers tell.

In: for each row of the rendered filings of a fold its candidates, by evidence that was learned without the fold. Out:
weights, as a conditional logit: a row's candidates and "none of these" share its whole likelihood.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from folds import filings_of, load_score
from rendered import lookup, statements_of, true_concepts

from pipeline.labels import normalise_label
from pipeline.mappings import Mappings
from pipeline.model import Statement
from pipeline.ranking import FEATURES, OF_NONE, features_of, features_of_none
from pipeline.suggest import candidates_for, ranking_at
from pipeline.tag.decide import Lookup, decide_by_print
from pipeline.tag.surroundings import Surroundings
from pipeline.taxonomy import Taxonomy

CALM = 0.5
"""What half the squares of the weights cost (ridge), so that a feature that says nothing weighs nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A row: what speaks for each candidate and for none of them, and which candidates its filer meant, if any."""

    features: Sequence[tuple[float, ...]]
    of_none: tuple[float, ...]
    are_meant: Sequence[bool]


def asked_in(fold: int, taxonomy: Taxonomy, mappings: Mappings) -> list[Asked]:
    """The rows of a fold's filings as a run asks for them; ``mappings`` are learned without the fold."""
    found: list[Asked] = []
    for path in filings_of(fold):
        filing, statements = statements_of(path)
        about = lookup(filing, statements, taxonomy, mappings)
        for statement in statements:
            found.extend(asked_of(statement, true_concepts(path, statement), about))
    return found


def asked_of(statement: Statement, concepts: Mapping[int, str], about: Lookup) -> Iterator[Asked]:
    """The rows of a statement, whose concepts are known, as a run asks for them."""
    suggester, score = about.mappings.suggester, load_score()
    assert suggester is not None
    decisions, terms = decide_by_print(statement, about)
    names = {row: decision.concept.name for row, decision in decisions.items()}
    around = Surroundings(statement, names, terms, about)
    for row, concept in concepts.items():
        label, place = normalise_label(statement.items[row].label), around.places[row]
        says, candidates, likeness, votes = candidates_for(suggester, label, place)
        if label and candidates:
            yield Asked(
                features_of(ranking_at(suggester, place), label, place, candidates),
                features_of_none(candidates, likeness, votes),
                [score.matches(concept, (True, say.concept)) for say in says],
            )


def fit_ranking(
    asked: Sequence[Asked], names: Sequence[str] = FEATURES, of_none_names: Sequence[str] = OF_NONE
) -> dict[str, float]:
    """The weights, by name, under which what filers meant is likeliest."""
    import numpy as np
    from scipy.optimize import minimize

    starts = np.cumsum([0, *(len(row.features) for row in asked)])[:-1]
    owners = np.repeat(np.arange(len(asked)), [len(row.features) for row in asked])
    features = np.array([values for row in asked for values in row.features])
    of_none = np.array([row.of_none for row in asked])
    are_meant = np.array([is_meant for row in asked for is_meant in row.are_meant], dtype=float)
    is_none_meant = np.bincount(owners, are_meant) == 0

    def cost(weights: "np.typing.NDArray[np.float64]") -> "tuple[float, np.typing.NDArray[np.float64]]":
        scores, nones = features @ weights[: len(names)], of_none @ weights[len(names) :]
        highest = np.maximum(np.maximum.reduceat(scores, starts), nones)
        shares, none = np.exp(scores - highest[owners]), np.exp(nones - highest)
        whole = np.add.reduceat(shares, starts) + none
        shares, none = shares / whole[owners], none / whole
        meant = np.bincount(owners, shares * are_meant)
        likely = np.where(is_none_meant, none, meant)
        gain = are_meant * shares / np.maximum(meant, 1e-300)[owners] - shares
        slope = np.concatenate([features.T @ gain, of_none.T @ (is_none_meant - none)])
        return CALM / 2 * weights @ weights - np.log(likely).sum(), CALM * weights - slope

    fitted = minimize(cost, np.zeros(len(names) + len(of_none_names)), jac=True, method="L-BFGS-B")
    return {name: round(weight, 3) for name, weight in zip((*names, *of_none_names), fitted.x.tolist(), strict=True)}
