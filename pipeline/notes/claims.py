"""Candidates for the rows of a table → which of them stand, as what, and how sure each is.

In: what was asked of a table with its candidates, the cells, and the lexicon. Out: for each cell that gets a concept of
the taxonomy a `Claim`. Of two cells that would state different amounts of one concept for the same time the surer one
does; a total goes before its parts. What no claim is made for becomes a concept of the filer's own.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from pipeline.confidence import EVEN, UNMEASURED
from pipeline.model import Candidate, Dimensions, Fact, Period, Rule, Status
from pipeline.note_concepts import BEST, is_turned, weigh_best
from pipeline.note_evidence import Lexicon
from pipeline.notes.alternations import says_turned
from pipeline.notes.cells import Cell
from pipeline.notes.concepts import Asked
from pipeline.taxonomy import Taxonomy

KNOWN, LIKELIEST = Decimal("0.85"), Decimal("0.35")
"""How likely a row must mean some concept of the taxonomy, and how likely the best must be, for the best to be
suggested though it is not better than even: a concept of the filer's own would be the worse guess, as in `tag`."""
PART = Decimal("0.6")
"""How sure an amount can be of a member that nothing around it names outright: a part of what another cell states."""
PartOf: TypeAlias = Callable[[tuple[int, int], tuple[int, int], str], Dimensions]
"""What tells the dimensions of a cell that states a part of what another states of a concept."""

_TOTAL = re.compile(r"\b(?:total|consolidated)\b", re.I)


@dataclass(frozen=True, slots=True)
class Claim:
    """The concept (bare name) of a cell: on what it stands, how sure it is, and whether its sign is turned."""

    concept: str
    status: Status
    confidence: Decimal
    reason: str
    is_turned: bool
    candidates: tuple[Candidate, ...] = ()
    rule: Rule | None = None
    is_borrowed: bool = False
    dimensions: Dimensions = ()
    """Those of its cell where they are not told by words alone: one part of what another cell claims."""

    def sign_of(self, caption: str, balance: str) -> int:
        """What the amounts are taken times: a caption that tells both sides of an alternation goes before the habit."""
        said = None if self.rule and self.rule.sign else says_turned(caption, self.concept, balance)
        return -1 if (self.is_turned if said is None else said) else 1


def make_claims(
    lexicon: Lexicon,
    named: Iterable[tuple[Asked, tuple[Candidate, ...]]],
    cells: Mapping[tuple[int, int], Cell],
    ruled: Mapping[int, Mapping[int, Claim]],
    part_of: PartOf,
    told: Mapping[tuple[int, int], Claim],
    borrowed: Iterable[tuple[Asked, tuple[Candidate, ...]]] = (),
) -> dict[tuple[int, int], Claim]:
    """What stands of a table's candidates, by row and column; a row that a rule names follows the rule.

    ``told`` are claims that go before those of candidates. What is borrowed from its like goes last, and is no surer
    than even. ``part_of`` tells the dimensions of a cell that states a part of what another cell states.
    """
    claims = {(row, at): claim for row, of_row in ruled.items() for at, claim in of_row.items() if (row, at) in cells}
    claims |= {place: claim for place, claim in told.items() if place in cells and place[0] not in ruled}
    for asked, candidates in named:
        places = ((asked.row, column) for column in asked.columns)
        mine = [place for place in places if place in cells and place not in told]
        if mine and candidates and asked.row not in ruled:
            claim = _claim(lexicon, asked, candidates, [cells[place] for place in mine])
            claims |= dict.fromkeys(mine, claim) if claim else {}
    for asked, candidates in borrowed:
        mine = [(asked.row, column) for column in asked.columns if (asked.row, column) in cells]
        if asked.row not in ruled and mine and mine[0] not in claims:
            claim = _borrow(lexicon, candidates, [cells[place] for place in mine])
            claims |= dict.fromkeys(mine, claim)
    return _without_rivals(claims, cells, part_of)


def how_sure(lexicon: Lexicon, asked: Asked, candidates: Sequence[Candidate]) -> Decimal:
    """How likely the first of some candidates is right."""
    return weigh_best(lexicon, asked.told, candidates)[0]


def _borrow(lexicon: Lexicon, candidates: Sequence[Candidate], cells: Sequence[Cell]) -> Claim:
    best = candidates[0].concept
    turned = is_turned(lexicon, best, 2 * sum(cell.value < 0 for cell in cells) > len(cells))
    return Claim(
        best,
        Status.SUGGESTED,
        EVEN,
        "the same of other members is called so",
        turned,
        tuple(candidates[:BEST]),
        is_borrowed=True,
    )


def _claim(lexicon: Lexicon, asked: Asked, candidates: Sequence[Candidate], cells: Sequence[Cell]) -> Claim | None:
    best = candidates[0]
    confidence, is_sure = weigh_best(lexicon, asked.told, candidates)
    if confidence < EVEN and (best.confidence < LIKELIEST or _known(candidates) < KNOWN):
        return None
    status = Status.STRUCTURE if is_sure else Status.SUGGESTED
    like = f"filers called it '{best.like}'" if best.like else "its name says what the note says"
    is_negative = 2 * sum(cell.value < 0 for cell in cells) > len(cells)
    turned = is_turned(lexicon, best.concept, is_negative)
    return Claim(best.concept, status, confidence, f"{like} in notes", turned, tuple(candidates[:BEST]))


def _known(candidates: Iterable[Candidate]) -> Decimal:
    """How likely a row means one of its candidates."""
    return sum((each.confidence for each in candidates), Decimal(0))


def follow_rule(lexicon: Lexicon, taxonomy: Taxonomy, rule: Rule, cells: Iterable[Cell]) -> dict[int, Claim]:
    """The claims of a row that a rule names, by column; none where a person decided that no concept fits."""
    found: dict[int, Claim] = {}
    for cell in cells:
        concept = taxonomy.concepts.get(rule.concept)
        if concept and (concept.period_type == "instant") is cell.period.is_instant:
            turned = rule.sign == "-" or (not rule.sign and is_turned(lexicon, rule.concept, cell.value < 0))
            found[cell.at] = Claim(rule.concept, Status.RULE, UNMEASURED, f"rule {rule.source}", turned, rule=rule)
    return found


def _without_rivals(
    claims: Mapping[tuple[int, int], Claim], cells: Mapping[tuple[int, int], Cell], part_of: PartOf
) -> dict[tuple[int, int], Claim]:
    """The claims less those whose concept a surer one states with another amount for the same time.

    A cell that states a part of what the surer one states keeps its claim, as a guess: where no cell states the part by
    the members around it, however sure.
    """
    standing: dict[tuple[int, int], Claim] = {}
    stated: dict[tuple[str, Period, Dimensions], tuple[Decimal, tuple[int, int]]] = {}
    rivals: dict[tuple[int, int], tuple[int, int]] = {}
    for place in sorted(claims, key=lambda place: _rank(claims[place], cells[place], place)):
        claim, cell = claims[place], cells[place]
        mine = abs(cell.value), place
        dimensions = claim.dimensions or cell.dimensions
        amount, other = stated.setdefault((claim.concept, cell.period, dimensions), mine)
        if amount == mine[0]:
            standing[place] = claim
        else:
            rivals[place] = other
    for place, other in rivals.items():
        claim, cell = claims[place], cells[place]
        mine = abs(cell.value), place
        dimensions = part_of(place, other, claim.concept)
        if dimensions and stated.setdefault((claim.concept, cell.period, dimensions), mine)[0] == mine[0]:
            standing[place] = as_part(claim, dimensions)
    return standing


def suggest(concept: str, confidence: Decimal, reason: str) -> Claim:
    """A claim that words around an amount tell and no caption does: a guess, with its concept for a candidate."""
    return Claim(concept, Status.SUGGESTED, confidence, reason, False, (Candidate(concept, confidence, ""),))


def as_part(claim: Claim, dimensions: Dimensions) -> Claim:
    """A claim for a part of what another cell states, a guess."""
    return replace(_guess(claim), dimensions=dimensions)


def as_stated(claim: Claim, members: Dimensions) -> Claim:
    """A claim whose amount is of members that only its concept's name tells, a guess; as it is where there are none."""
    names = " and ".join(member.partition(":")[2] for _, member in members)
    reason = f"{claim.reason}, of {names}, as amounts of its name are"
    return replace(_guess(claim), reason=reason) if members else claim


def as_unsure(own: Fact, unsure: Fact | None) -> Fact:
    """A fact of the filer's own, with what it would be if that were as sure as was asked for, for a reviewer to see."""
    if unsure is None:
        return own
    best = unsure.candidates or (Candidate(unsure.concept.name, unsure.confidence, ""),)
    reason = f"{unsure.concept.name} is only {unsure.confidence:f} sure"
    return own._replace(reason=reason, table=unsure.table, sections=unsure.sections, candidates=best)


def _guess(claim: Claim) -> Claim:
    """A claim no surer than a part can be; what comes without candidates has its concept for one."""
    confidence = min(claim.confidence, PART)
    candidates = claim.candidates or (Candidate(claim.concept, confidence, ""),)
    return replace(claim, status=Status.SUGGESTED, confidence=confidence, candidates=candidates)


def _rank(claim: Claim, cell: Cell, place: tuple[int, int]) -> tuple[bool, bool, Decimal, tuple[int, int]]:
    return claim.is_borrowed, not _is_total(cell), -claim.confidence, place


def _is_total(cell: Cell) -> bool:
    return bool(_TOTAL.search(cell.column.heading))
