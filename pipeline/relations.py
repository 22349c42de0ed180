"""The rows of ``taxonomy/relations.csv`` → `Relation`s between the concepts of a report.

In: the rows and the concepts they may name. Out: relations, or what is wrong with a row. A relation reads

    GrossProfit = Revenues|SalesRevenueNet - CostOfRevenue
    Assets = AssetsCurrent + AssetsNoncurrent + [Goodwill]
    end(Cash) = start(Cash) + CashPeriodIncreaseDecrease
    AssetsCurrent <= Assets

``|`` parts concepts any of which may stand there, brackets hold what may be in the sum or beside it, and ``end`` and
``start`` are the balances at the two ends of the period of the rest. It is asked of the facts of one entity, one
period, one unit and the same members, and only where each of its terms without brackets is stated and none that
`unless` names. Who asks it, and of what, this module refuses to know.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline import codes
from pipeline.model import Concept, Relation, Severity, Term
from pipeline.tables import Problem, Row

COLUMNS = ("id", "version", "severity", "relation", "unless", "meaning", "seen")
_ID = re.compile(r"[a-z]+(?:-[a-z]+)*")
_SEEN = re.compile(r"manual|broken in \d+ of \d+ filings")
_NAMES = r"\w+(?:\|\w+)*"
_TERM = re.compile(rf"(?P<names>{_NAMES})|(?P<point>start|end)\((?P<at>{_NAMES})\)|\[(?P<maybe>{_NAMES})\]")


def parse_relation(row: Row) -> Relation:
    """Read one row; a row with a fault gives a `ValueError` that says what it is.

    >>> cells = "owned,1,error,Assets = AssetsCurrent + AssetsNoncurrent + [Goodwill],,Assets add up.,manual".split(",")
    >>> found = parse_relation(Row(zip(COLUMNS, cells), "relations.csv", 2))
    >>> found.total.names, [(term.sign, term.names, term.is_optional) for term in found.terms]
    (('Assets',), [(1, ('AssetsCurrent',), False), (1, ('AssetsNoncurrent',), False), (1, ('Goodwill',), True)])
    """
    left, operator, right = re.split(r"\s+(=|<=)\s+", row["relation"], maxsplit=1) if _has_sides(row) else ("", "", "")
    if not operator:
        raise ValueError(f"relation {row['relation']!r} has not the form A = B + C or A <= B")
    total = _term(left, "+")
    first, *rest = re.split(r"\s+([+-])\s+", right)
    signs, texts = ["+", *rest[::2]], [first, *rest[1::2]]
    terms = tuple(_term(text, sign) for text, sign in zip(texts, signs, strict=True))
    if total.is_optional or terms[0].is_optional:
        raise ValueError("only what comes after the first term of a sum may stand in brackets")
    if all(term.point for term in (total, *terms)):
        raise ValueError("no term is of a period, so that start and end are of none")
    stated = row["severity"], row["meaning"], row["relation"]
    code = codes.declare_relation(row["id"], int(row["version"]), Severity(stated[0]), *stated[1:])
    unless = tuple(row["unless"].split("|")) if row["unless"] else ()
    return Relation(code, total, terms, operator == "<=", unless, row["relation"], row.source)


def _has_sides(row: Row) -> bool:
    return len(re.findall(r"\s<?=\s", row["relation"])) == 1


def _term(text: str, sign: str) -> Term:
    found = _TERM.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no concept, nor [concept], start(concept) or end(concept)")
    names = found["names"] or found["at"] or found["maybe"]
    return Term(-1 if sign == "-" else 1, tuple(names.split("|")), bool(found["maybe"]), found["point"] or "")


def parse_relations(rows: Iterable[Row]) -> tuple[Relation, ...]:
    """Read rows that `find_relation_faults` finds no fault with."""
    return tuple(parse_relation(row) for row in rows)


def find_relation_faults(rows: Sequence[Row], concepts: Mapping[str, Concept]) -> Iterator[Problem]:
    """Say what is wrong with each row: its form, its words, and concepts that cannot stand together."""
    first: dict[str, Row] = {}
    for row in rows:
        faults = list(_cell_faults(row))
        if first.setdefault(row["id"], row) is not row:
            faults.append(f"repeats {row['id']} of {first[row['id']].source}")
        if not faults:
            try:
                faults += _concept_faults(parse_relation(row), concepts)
            except ValueError as fault:
                faults.append(str(fault))
        yield from (Problem(row.source, fault) for fault in faults)


def _cell_faults(row: Row) -> Iterator[str]:
    if not _ID.fullmatch(row["id"]):
        yield f"id {row['id']!r} is not words of small letters joined by hyphens"
    if not row["version"].isdecimal() or row["version"].startswith("0"):
        yield f"version {row['version']!r} is not 1, 2 …"
    if row["severity"] not in list(Severity):
        yield f"severity {row['severity']!r} is not error, warning or info"
    if not row["meaning"].endswith("."):
        yield "its meaning is not a sentence"
    if not _SEEN.fullmatch(row["seen"]):
        yield f"seen {row['seen']!r} is not manual or like 'broken in 0 of 12 filings'"


def _concept_faults(relation: Relation, concepts: Mapping[str, Concept]) -> Iterator[str]:
    terms = (relation.total, *relation.terms)
    names = [name for term in terms for name in term.names]
    unknown = [name for name in (*names, *relation.unless) if name not in concepts]
    if unknown:
        yield from (f"{name} is not in concepts.csv" for name in unknown)
        return
    if {concepts[name].item_type for name in names} - {"monetary", "shares", "perShare"}:
        yield "not all its concepts are amounts of money, of shares or per share"
    elif len({concepts[name].item_type for name in names}) > 1:
        yield "its concepts differ in type"
    wrong = [name for term in terms if term.point for name in term.names if concepts[name].period_type != "instant"]
    yield from (f"{name} is no balance, and has no start nor end" for name in wrong)
    spans = [term for term in terms if not term.point]
    periods = {concepts[name].period_type for term in spans for name in term.names}
    if len(periods) > 1:
        yield "its concepts differ in period type"
    elif len(spans) < len(terms) and periods == {"instant"}:
        yield "what stands between start and end is of no period"
    elif len(spans) < len(terms) and len(spans[0].names) > 1:
        yield "what spans from start to end is one concept"
