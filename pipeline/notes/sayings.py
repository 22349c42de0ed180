"""The numbers of sentences → facts, where the mapping tables say of what; and a row of the ledger for each other.

In: what was read of the notes' sentences, the facts of statements and tables, and the reference data. Out: facts, each
with its sentence as evidence, the statements that the ledger shows, and findings. A number is a fact where a row of
`mappings/prose.csv` names its concept, its period is known, and nothing that was stated otherwise contradicts it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import prod

from pipeline import codes
from pipeline.model import (
    Concept,
    Context,
    Dimensions,
    Fact,
    Finding,
    LineItem,
    Statement,
    StatementKind,
    Status,
    Unit,
)
from pipeline.names import format_name, own_prefix
from pipeline.notes.calendars import Calendar, make_calendar
from pipeline.notes.figures import Figure, Kind
from pipeline.notes.moments import EITHER, Moment, find_moments
from pipeline.notes.name import Lookup
from pipeline.notes.numbers import Place, amount_of, list_prose, sentence_of
from pipeline.notes.prose import Prose, Reading
from pipeline.notes.scales import NOTES, scale_of, unsaid_scale
from pipeline.notes.wording import Series, Wording, find_parties, make_wording
from pipeline.phrases import EACH, Phrases, Said, find_phrases, share
from pipeline.ties import is_odd

UNFLAGGED = Decimal("0.95")
"""How likely a fact of a sentence must be right, its member too, to stand unflagged: of those beyond it 95 in 100 are
for filers that the counts leave out."""
ECHO = Decimal("0.98")
"""Confidence of a number that is stated elsewhere of the same concept and period, and not as a guess."""
EVEN = Decimal("0.5")
PRIOR = Decimal("0.8")
"""How often rows that were counted seldom are right: 83 in 100 of the numbers of rows that had not been counted."""
PRIOR_WHOLE = Decimal("0.7")
"""How often their members are, too."""
PRIOR_WAY = Decimal("0.8")
"""The same of a way in which a period was found."""
PARTY_AXIS = "RelatedPartyTransactionsByRelatedPartyAxis"
NUMBERS = ("One", "Two", "Three", "Four", "Five", "Six")
"""What filers call those of whom a sentence states a number each: its customer one, its customer two; how one beyond
them is called is not known."""

_UNITS = {"monetary": Unit.MONEY, "perShare": Unit.PER_SHARE, "shares": Unit.SHARES}


@dataclass(frozen=True, slots=True)
class Stated:
    """What the notes' sentences state: facts, the rows of the ledger note by note, and what a reader must know."""

    statements: tuple[Statement, ...] = ()
    facts: tuple[Fact, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Teller:
    about: Lookup
    phrases: Phrases
    calendar: Calendar
    context: Context
    scale: int
    """The power of ten of an amount of money that is printed without a word for it."""
    doubtful: Decimal
    """Below it such an amount may be meant in the statements' scale: it is not known which."""
    parties: Mapping[str, str]
    stated: Mapping[tuple[str, Context, str], Fact]
    facts: dict[tuple[int, int], list[Fact]] = field(default_factory=dict)
    silent: dict[tuple[int, int], str] = field(default_factory=dict)
    """Why a number that a row knows is no fact."""
    findings: list[Finding] = field(default_factory=list)


def state_prose(
    notes: Sequence[Prose], facts: Sequence[Fact], context: Context, about: Lookup, year_end: str | None
) -> Stated:
    """The facts of the sentences, and every number of them in the ledger's form."""
    lists = [[p.year for p in t.points if p.year] for note in notes for r in note.readings for t in r.times]
    years = [max(listed) for listed in lists if len(listed) > 1]
    numbers = [fact for fact in facts if isinstance(fact.value, Decimal)]
    calendar = make_calendar([fact for fact in numbers if fact.statement not in NOTES], year_end, years)
    if calendar is None:
        return Stated(tuple(list_prose(n, note, {}, {}) for n, note in enumerate(notes, 1)))
    stated = {(fact.concept.qname, fact.context, fact.unit): fact for fact in reversed(numbers)}
    parties = find_parties([text for note in notes for text in note.texts])
    phrases = about.mappings.phrases
    whole = scale_of(numbers)
    scale = unsaid_scale(notes, whole)
    doubtful = Decimal(10 ** (whole + 2)) if whole and not scale else Decimal(0)
    teller = _Teller(about, phrases, calendar, context, scale, doubtful, parties, stated)
    for n, note in enumerate(notes, 1):
        number = 0
        for reading in note.readings:
            _tell(teller, n, number, note.heading, reading)
            number += len(reading.figures)
    _drop_contradictions(teller)
    told = tuple(list_prose(n, note, teller.facts, teller.silent) for n, note in enumerate(notes, 1))
    stated_here = tuple(fact for key in sorted(teller.facts) for fact in teller.facts[key])
    return Stated(told, stated_here, tuple(teller.findings))


def _tell(teller: _Teller, note: int, first: int, heading: str, reading: Reading) -> None:
    """State the numbers of one sentence that a row knows."""
    wording = make_wording(reading.sentence.text, reading.figures, reading.times, teller.parties)
    positions = {figure.start: first + n for n, figure in enumerate(reading.figures)}
    for said in find_phrases(teller.phrases, wording.text, heading):
        concept = teller.about.taxonomy.concepts[said.phrase.rule.concept]
        if not _is_in_use(teller, concept):
            continue
        series = wording.series[said.series]
        moments, is_shared = _moments_of(teller, reading, said, series, concept.period_type == "instant")
        for n, figure in enumerate(series.figures):
            place = Place(note, positions[figure.start], reading, figure)
            mine = replace(said, number=n) if is_shared else said
            reason = _objection(figure, moments) or _doubt(teller, figure, concept) or _unnamed(mine)
            if not reason and not isinstance(moments, str):
                of_it = moments if is_shared else moments[n : n + 1]
                told = [_state(teller, place, mine, wording, moment, heading) for moment in of_it]
                reason = "" if "" in told else told[0]
            if reason:
                teller.silent[place.note, place.number] = reason


def _moments_of(
    teller: _Teller, reading: Reading, said: Said, series: Series, is_instant: bool
) -> tuple[list[Moment] | str, bool]:
    """The periods of a series, and whether all of its numbers are of each: so are those of which each is of another
    member, where they have not as many times."""
    times = reading.times, reading.before
    moments = find_moments(series, *times, teller.calendar, is_instant)
    if isinstance(moments, str) and EACH in said.phrase.member:
        first = replace(series, figures=series.figures[:1], times=series.times[-1:])
        return find_moments(first, *times, teller.calendar, is_instant), True
    return moments, len(series.figures) == 1


def _is_in_use(teller: _Teller, concept: Concept) -> bool:
    """Whether a concept could be stated in the filing's year."""
    first, last = teller.about.taxonomy.years.get(concept.name, (None, None))
    return (first or 0) <= teller.about.year <= (last or teller.about.year)


def _objection(figure: Figure, moments: Sequence[Moment] | str) -> str:
    """Why a number whose concept is known is no fact."""
    if figure.in_range:
        return "one end of a range"
    if figure.is_foreign:
        return "an amount of another currency"
    return moments if isinstance(moments, str) else ""


def _doubt(teller: _Teller, figure: Figure, concept: Concept) -> str:
    """Why it is not known how much an amount of money is: "$290" of a filing in millions may be either."""
    is_bare = concept.item_type == "monetary" and not figure.scale and abs(figure.value) < teller.doubtful
    return "no word tells its scale, and the statements have one" if is_bare and figure.digits[-3:] != "000" else ""


def _unnamed(said: Said) -> str:
    """Why it is not known of whom a number is, being one in a long series that is of another member each."""
    is_beyond = EACH in said.phrase.member and said.number >= len(NUMBERS)
    return f"no name is known for more than {len(NUMBERS)} of whom a number each is stated" if is_beyond else ""


def _state(teller: _Teller, place: Place, said: Said, wording: Wording, moment: Moment, heading: str) -> str:
    """State a number as a fact; or tell why not."""
    fact = _fact(teller, place, said, wording, moment, heading)
    other = teller.stated.get((fact.concept.qname, fact.context, fact.unit))
    if other and _agree(other, fact) and other.status in (Status.RULE, Status.STRUCTURE):
        reason = f"{fact.reason}; line {other.amount.source.line} states it too"
        fact = fact._replace(status=Status.STRUCTURE, confidence=max(ECHO, fact.confidence), reason=reason)
    elif fact.confidence <= EVEN:
        return f"row {said.phrase.rule.source} is right less often than not, for a period found so ({moment.way})"
    elif fact.confidence < teller.about.mappings.least:
        return f"row {said.phrase.rule.source} is right in {fact.confidence:f}, less than was asked for"
    elif other and not _agree(other, fact):
        return _contradiction(teller, fact, other)
    others = teller.facts.setdefault((place.note, place.number), [])
    item = others[0].item if others else fact.item
    others.append(fact._replace(id=fact.id + "bcdefghij"[len(others) - 1] if others else fact.id, item=item))
    return ""


def _contradiction(teller: _Teller, fact: Fact, other: Fact) -> str:
    """Why a number is no fact that another contradicts; a finding where neither is a guess and a digit is odd."""
    told = f"{fact.concept.qname} is {_number(other):,f} in line {other.amount.source.line}"
    is_sure = fact.status is Status.RULE and other.statement not in NOTES and other.status is Status.RULE
    decimals = min(fact.decimals or 0, other.decimals or 0)
    if is_sure and is_odd(_number(fact), _number(other), decimals, agreeing=1):
        message = f"a note says {_number(fact):,f}, but {told}"
        teller.findings.append(Finding(codes.CHECK_NOTE, message, fact.amount.source, (other.amount.source,)))
    return f"would contradict what is stated elsewhere: {told}"


def _confidence(teller: _Teller, said: Said, moment: Moment) -> tuple[Decimal, bool]:
    """How sure a fact is, and whether it stands unflagged."""
    remarks = (moment.way, *said.remarks)
    ways = [share(*teller.phrases.moments.get(name, (0, 0)), PRIOR_WAY) for name in remarks]
    return weigh_phrase(said.phrase.right, said.phrase.whole, said.phrase.all, ways)


def weigh_phrase(right: int, whole: int, of: int, ways: Sequence[Decimal]) -> tuple[Decimal, bool]:
    """How sure a fact is by the counts of its row, and whether it stands unflagged: where its member is as sure.

    It is as sure as its row named the right concept, and such a period was the right one. What the words around it say
    beyond the row takes of it as much as was measured: how many of the numbers that rows promised were right. Where a
    row's member is wrong more often than not, its facts are as unsure as that.
    """
    way = prod(ways, start=Decimal(1))
    found, member = share(right, of, PRIOR), share(whole, of, PRIOR_WHOLE)
    sure = found * way if member > EVEN else min(found * way, member)
    return sure.quantize(Decimal("0.001")), min(found, member) * way >= UNFLAGGED


def _fact(teller: _Teller, place: Place, said: Said, wording: Wording, moment: Moment, heading: str) -> Fact:
    concept, figure = teller.about.taxonomy.concepts[said.phrase.rule.concept], place.figure
    unit = _UNITS.get(concept.item_type, Unit.PURE)
    scale = teller.scale if unit is Unit.MONEY and figure.kind is Kind.MONEY and not figure.scale else figure.scale
    amount = amount_of(place)
    sentence = sentence_of(place)
    dimensions = _dimensions(teller, said, wording)
    confidence, is_sure = _confidence(teller, said, moment)
    return Fact(
        id=f"p{place.note}n{place.number + 1}",
        concept=concept,
        context=Context(teller.context.entity, moment.period, dimensions),
        unit=unit.measures("USD"),
        value=figure.printed.scaleb(scale) * (-1 if said.phrase.rule.sign else 1),
        decimals=figure.decimals + figure.scale - scale,
        statement=StatementKind.PROSE,
        item=LineItem(sentence, (heading,), 1, (amount,), amount.source, unit, scale, period=moment.period),
        amount=amount,
        status=Status.RULE if is_sure else Status.SUGGESTED,
        rule=said.phrase.rule,
        confidence=confidence,
        reason=f"rule {said.phrase.rule.source}; {_told(figure, moment)}" + "".join(f"; {r}" for r in said.remarks),
    )


def _told(figure: Figure, moment: Moment) -> str:
    when = f"its period stands in '{moment.words}'" if moment.words else "its period is the filing's own"
    order = "; its numbers may be meant in another order" if moment.way == EITHER else ""
    return f"{when} ({moment.way}){order}" + (f"; said '{figure.roughly}'" if figure.roughly else "")


def _dimensions(teller: _Teller, said: Said, wording: Wording) -> Dimensions:
    """The members that a number is stated for: the row's, or the related party that it names as one of the filer's."""
    known, prefix = teller.about.taxonomy.concepts, own_prefix(teller.about.cik)
    found: dict[str, str] = {}
    if said.party is not None:
        axis = known.get(PARTY_AXIS)
        name = axis.qname if axis else f"{prefix}:{PARTY_AXIS}"
        found[name] = f"{prefix}:{format_name(wording.parties[said.party])}Member"
    for pair in said.phrase.member.split() if said.party is None else ():
        axis_name, _, member = pair.partition("=")
        is_each = member.startswith(EACH)
        own = f"{prefix}:{member.removeprefix(EACH)}{NUMBERS[said.number]}Member" if is_each else ""
        found[known[axis_name].qname] = own or known[member].qname
    return tuple(sorted(found.items()))


def _agree(one: Fact, other: Fact) -> bool:
    """Whether two values are one within the coarser of their prints."""
    half = Decimal((0, (5,), -min(one.decimals or 0, other.decimals or 0) - 1))
    return abs(_number(one) - _number(other)) <= half


def _number(fact: Fact) -> Decimal:
    return fact.value if isinstance(fact.value, Decimal) else Decimal(0)


def _drop_contradictions(teller: _Teller) -> None:
    """Of numbers that sentences state otherwise for one thing, none is a fact: the sentences speak of parts of it."""
    by_what: dict[tuple[str, Context, str], list[tuple[tuple[int, int], Fact]]] = {}
    for key, facts in sorted(teller.facts.items()):
        for fact in facts:
            by_what.setdefault((fact.concept.qname, fact.context, fact.unit), []).append((key, fact))
    for same in by_what.values():
        if not all(_agree(same[0][1], fact) for _, fact in same[1:]):
            lines = ", ".join(dict.fromkeys(str(fact.amount.source.line) for _, fact in same))
            for key, fact in same:
                teller.silent[key] = f"{fact.concept.qname} is not one amount in lines {lines}"
                teller.facts[key] = [other for other in teller.facts[key] if other is not fact]
