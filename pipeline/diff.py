"""Two runs → the facts that one of them has gained, lost or changed.

In: two output folders. Out: the differences, one filing at a time, each with both sides and the mapping rows that they
stand on. Facts are the same fact where they are printed at the same place, else where they state the same concept of
the same entity, time, unit and members. Which side is right is not known here.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from pipeline.runs import PastFact, filing_folders, load_facts


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that differs: ``what`` differs in it, or that it was ``gained`` or ``lost``."""

    what: tuple[str, ...]
    fact: PastFact
    """As it is now, or as it was if it is gone."""
    before: PastFact | None = None
    after: PastFact | None = None

    @property
    def kind(self) -> str:
        return "changed" if self.before and self.after else "gained" if self.after else "lost"


def diff_runs(before: Path, after: Path) -> Iterator[tuple[str, list[Difference]]]:
    """Every filing of either run with what differs in it, by name; two folders of single filings are one pair."""
    folders = [{path.name: path for path in filing_folders(out)} for out in (before, after)]
    if [*folders[0].values()] == [before] and [*folders[1].values()] == [after]:
        yield after.name, diff_facts(load_facts(before), load_facts(after))
        return
    for name in sorted(folders[0].keys() | folders[1].keys()):
        sides = [load_facts(of[name]) if name in of else [] for of in folders]
        yield name, diff_facts(sides[0], sides[1])


def diff_facts(before: Sequence[PastFact], after: Sequence[PastFact]) -> list[Difference]:
    """What differs between two readings of a filing, in the order of the print."""
    pairs, lost, gained = _pair(before, after, lambda fact: fact.place)
    more, lost, gained = _pair(lost, gained, _stated)
    found = [Difference(what, two, one, two) for one, two in [*pairs, *more] if (what := _what_differs(one, two))]
    found += [Difference(("lost",), fact, before=fact) for fact in lost]
    found += [Difference(("gained",), fact, after=fact) for fact in gained]
    return sorted(found, key=lambda difference: (difference.fact.place, difference.fact.row["fact_id"]))


def _pair(
    before: Sequence[PastFact], after: Sequence[PastFact], key: Callable[[PastFact], Hashable]
) -> tuple[list[tuple[PastFact, PastFact]], list[PastFact], list[PastFact]]:
    """Facts of one key in pairs, in their order, and what is left on both sides."""
    waiting: dict[Hashable, list[PastFact]] = {}
    for fact in before:
        waiting.setdefault(key(fact), []).append(fact)
    pairs, gained = [], []
    for fact in after:
        if of_key := waiting.get(key(fact)):
            pairs.append((of_key.pop(0), fact))
        else:
            gained.append(fact)
    return pairs, [fact for of_key in waiting.values() for fact in of_key], gained


def _stated(fact: PastFact) -> Hashable:
    return fact.row["concept"], fact.entity, fact.period, fact.unit, fact.members


def _what_differs(before: PastFact, after: PastFact) -> tuple[str, ...]:
    found = []
    if before.row["concept"] != after.row["concept"]:
        found.append("concept")
    if before.row["value"] != after.row["value"]:
        found.append("sign" if _is_negated(before.row["value"], after.row["value"]) else "value")
    found += [name for name in ("period", "unit", "members", "entity") if getattr(before, name) != getattr(after, name)]
    return tuple(found)


def _is_negated(before: str, after: str) -> bool:
    try:
        return Decimal(before) == -Decimal(after)
    except InvalidOperation:
        return False


def side_of(fact: PastFact | None) -> dict[str, object] | None:
    """One side of a difference, for programs."""
    if fact is None:
        return None
    told = {name: fact.row[name] for name in ("fact_id", "concept", "value", "status", "rule", "reason")}
    return {**told, "period": fact.period, "unit": fact.unit, "members": dict(fact.members), "entity": fact.entity}
