"""``mappings/prose.csv`` → what sentences say of numbers: patterns, each with the concept of the number in it.

In: the table and the taxonomy its concepts are of. Out: `Phrases`, or the faults of the table; and for the words around
a sentence's numbers the row that says most of each. How words come from a sentence is for the notes to know.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from pipeline.labels import singular
from pipeline.model import Concept, Rule, Source
from pipeline.tables import Problem, parse_table
from pipeline.taxonomy import Taxonomy

FILE = "prose.csv"
COLUMNS = ("topic", "pattern", "unless", "concept", "member", "sign", "seen", "note")
PARTY = "party"
"""What a number is stated for that names a related party: the member is the one whom the pattern names."""
EACH = "each:"
"""What a member begins with that each number of a series is another of: `each:Customer`, the first and the second."""
MOST_WORDS = 8
"""Words that a ``*`` may stand for."""
MOST_TOKENS_BETWEEN = 20
"""Words and numbers that a ``**`` may stand for."""
MOST_TOKENS = 400
"""Words of a sentence beyond which it is no sentence."""

NEAR = 5
"""Words before and behind a pattern that may say that it speaks of a part, or of what may be."""

_PARTS = (
    "u.s non-u.s domestic international federal state foreign segment certain class performance series largest"
    " subsidiary joint venture qualified nonqualified individual executive former ceo officer director customer vendor"
    " site portion canadian european equity-method"
)
_MAY_BE = (
    "estimate estimated expect expected anticipate anticipated future next would may could might if forma planned"
    " potential assumed previously prior"
)
_REMARKS = {"qualified": frozenset(_PARTS.split()), "hedged": frozenset(_MAY_BE.split())}

_SEEN = re.compile(
    r"manual|review( .+)?"
    r"|(?P<right>\d+) of (?P<all>\d+) (?P<what>filers|numbers)( \d{4}-\d{4})?(, (?P<whole>\d+) whole)?"
)
_SLOTS = {"{money}": r"\$", "{rate}": "%", "{number}": "#", "{amount}": r"[$#]"}
_SIGNS = {"{money}": "$", "{rate}": "%", "{number}": "#"}
_WORD = re.compile(r"[a-z][^\s?|()]*")
_KINDS = {"monetary": ("{money}", "{amount}"), "perShare": ("{money}", "{amount}"), "shares": ("{number}",)}
_KINDS |= {"percent": ("{rate}",), "pure": ("{rate}", "{number}"), "integer": ("{number}",), "decimal": ("{number}",)}
_BE = (
    *("was", "were", "is", "are", "been", "being", "be", "totaled", "totalled", "totaling", "totalling", "amounted"),
    *("amounting", "aggregated", "aggregating", "approximated", "represented", "equaled"),
)
_ALIASES = dict.fromkeys(_BE, "be")
_ALIASES |= dict.fromkeys(
    ("a", "an", "the", "our", "its", "their", "his", "had", "have", "has", "also", "approximately"), ""
)
_ALIASES |= dict.fromkeys(("about", "nearly", "roughly", "respectively", "aggregate", "additional", "company's"), "")
_ALIASES |= dict.fromkeys(("company", "corporation", "us"), "we")
_ALIASES |= {"shareholder": "stockholder", "shareowner": "stockholder", "compared": "compare", "expensed": "expense"}
_ALIASES |= {"anti-dilutive": "antidilutive", "weighted-average": "weighted average", "grant-date": "grant date"}
_ALIASES |= {"authorised": "authorized", "recognised": "recognized", "unrecognised": "unrecognized"}


@lru_cache(maxsize=1 << 14)
def fold(word: str) -> str:
    """A word of a sentence as patterns hold it: lower case, singular; empty for one that says nothing.

    >>> fold("Totaled"), fold("Shareholders’"), fold("the"), fold("expenses")
    ('be', 'stockholder', '', 'expense')
    """
    bare = word.lower().replace("’", "'").removesuffix("'s").rstrip("'.")
    if bare in _ALIASES:
        return _ALIASES[bare]
    folded = singular(bare)
    return _ALIASES.get(folded, folded)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A row of the table: its rule, what it is stated for, and how often it was right."""

    rule: Rule
    member: str
    right: int
    """How many of ``all`` numbers that it named their filers gave its concept."""
    all: int
    whole: int
    """How many of them they stated of its member, too, or of the filer as a whole where it names none."""
    needs: frozenset[str]
    """Words without which it cannot match."""
    runs: tuple[str, ...]
    """Words and signs in a row, each behind a blank, without which it cannot either: what has them all is compiled."""
    unless: frozenset[str]
    weight: int
    """The words that it holds: of two that match, that which says more wins."""

    @property
    def pattern(self) -> re.Pattern[str]:
        """Its pattern compiled, by the first sentence that has its words: most filings need few."""
        return _compile(self.rule.label)


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says of a series of numbers: its position in the sentence, and that of the party it names."""

    series: int
    phrase: Phrase
    party: int | None = None
    remarks: tuple[str, ...] = ()
    """What the words around say beyond the row: ``qualified`` of a part of it, ``hedged`` of what may come to be."""
    number: int = 0
    """Which number of its series it is said of, where each is of another member."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Every row, by a word that it needs, and how often numbers were given the right period, by how it was found."""

    by_word: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)
    moments: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def load_phrases(folder: Path, taxonomy: Taxonomy) -> tuple[Phrases, list[Problem]]:
    """Read the table of a folder of mapping tables, with every fault of it; a folder may have none."""
    path = folder / FILE
    if not path.exists():
        return Phrases(), []
    rows, problems = parse_table(path, COLUMNS, f"{folder.name}/{FILE}")
    found: dict[str, list[Phrase]] = {}
    seen: dict[tuple[str, str], Source] = {}
    for row in rows:
        rule = Rule(
            "prose", row["pattern"], row["topic"], row["concept"], row["sign"], row["seen"], row["note"], row.source
        )
        faults = list(_faults(rule, row["member"], taxonomy))
        other = seen.setdefault((rule.section, rule.label), rule.source)
        if other is not rule.source:
            faults.append(f"`{rule.label}` stands already in {other}")
        problems += [Problem(row.source, fault) for fault in faults]
        if not faults:
            phrase = _phrase(rule, row["unless"], row["member"])
            for word in _keys(rule.label):
                found.setdefault(word, []).append(phrase)
    moments, more = _load_moments(folder)
    return Phrases({word: tuple(phrases) for word, phrases in found.items()}, moments), [*problems, *more]


def find_phrases(phrases: Phrases, text: str, heading: str) -> list[Said]:
    """What the rows say of the series of a sentence: of each the row that says most, none where two say as much."""
    words = set(text.split())
    if not phrases.by_word or len(words) > MOST_TOKENS:
        return []
    topics = frozenset(fold(word) for word in re.findall(r"[A-Za-z]+", heading))
    best: dict[int, list[Said]] = {}
    for word in sorted(words & phrases.by_word.keys()):
        for phrase in phrases.by_word[word]:
            topic = phrase.rule.section.split()
            may_match = phrase.needs <= words and not phrase.unless & words and topics.issuperset(topic)
            if may_match and all(run in text for run in phrase.runs):
                for said in _matches(phrase, text):
                    best.setdefault(said.series, []).append(said)
    return [chosen for series in sorted(best) if (chosen := _choose(best[series]))]


def _matches(phrase: Phrase, text: str) -> Iterator[Said]:
    for match in phrase.pattern.finditer(text):
        party = match.groupdict().get("party")
        before, behind = text[: match.start()].split()[-NEAR:], text[match.end() :].split()[:NEAR]
        near = {*before, *match[0].split(), *behind} - phrase.needs
        remarks = [name for name, words in _REMARKS.items() if not words.isdisjoint(near)]
        yield Said(int(match["at"]), phrase, int(party) if party else None, tuple(remarks))


def _choose(said: Sequence[Said]) -> Said | None:
    """The row that says most, a topic being worth a word; of two for one concept the first by the alphabet stands."""
    ranked = sorted(said, key=lambda s: (-_weight(s.phrase), s.phrase.rule.label, s.phrase.rule.section))
    rivals = {
        (s.phrase.rule.concept, s.phrase.member, s.party)
        for s in ranked
        if _weight(s.phrase) == _weight(ranked[0].phrase)
    }
    return ranked[0] if len(rivals) == 1 else None


def _weight(phrase: Phrase) -> int:
    return phrase.weight + len(phrase.rule.section.split())


def _faults(rule: Rule, member: str, taxonomy: Taxonomy) -> Iterator[str]:
    slots = [part for part in rule.label.split() if part in _SLOTS]
    if len(slots) != 1:
        yield f"pattern has {len(slots)} places of a number, not one of {', '.join(_SLOTS)}"
    for part in re.findall(r"[^\s()|?]+", rule.label):
        if re.fullmatch(r"[a-z]\S*", part) and fold(part) != part:
            yield f"word {part!r} of the pattern is not in normal form; write {fold(part)!r}"
    if not _keys(rule.label):
        yield "pattern holds no word"
    for name in re.split("[= ]", member) if member not in ("", PARTY) else ():
        known = taxonomy.concepts.get(name)
        is_each = name.startswith(EACH) and name.removeprefix(EACH).isalpha()
        if not is_each and (known is None or known.item_type not in ("dimension", "domain")):
            yield f"member {member!r} is neither party nor axis=member of the taxonomy, one or more with blanks between"
    if (member == PARTY) != ("{party}" in rule.label):
        yield "member party and {party} in the pattern go together"
    if rule.label.count("{party}") > 1:
        yield "pattern names a party twice"
    if rule.sign not in ("", "-"):
        yield f"sign {rule.sign!r} is not empty or -"
    if not _SEEN.fullmatch(rule.seen):
        yield f"seen {rule.seen!r} is not manual, review or like '12 of 14 numbers' or '12 of 14 numbers, 9 whole'"
    concept = taxonomy.concepts.get(rule.concept)
    if concept is None:
        near = get_close_matches(rule.concept, taxonomy.concepts, n=3)
        yield f"no concept {rule.concept} in the taxonomy" + (f"; near it are {', '.join(near)}" if near else "")
    else:
        yield from _concept_faults(concept, slots)


def _concept_faults(concept: Concept, slots: Sequence[str]) -> Iterator[str]:
    kinds = _KINDS.get(concept.item_type, ())
    if concept.abstract or not kinds:
        yield f"concept {concept.name} is {concept.item_type}: a sentence states no such number"
    elif slots and slots[0] not in kinds:
        yield f"concept {concept.name} is {concept.item_type}: its place is {' or '.join(kinds)}, not {slots[0]}"


def _literals(pattern: str) -> frozenset[str]:
    return frozenset(part for part in _tokens(pattern) if _WORD.fullmatch(part))


def _keys(pattern: str) -> list[str]:
    """The words that a pattern is found by: the longest that it needs, else each of a choice."""
    if needs := _literals(pattern):
        return [max(sorted(needs), key=len)]
    choices = [part for part in _tokens(pattern) if part.startswith("(") and not part.endswith("?")]
    options = choices[0][1:-1].split("|") if choices else []
    return sorted({option.split()[0] for option in options}) if all(option.strip() for option in options) else []


def _phrase(rule: Rule, unless: str, member: str) -> Phrase:
    seen = _SEEN.fullmatch(rule.seen)
    counted = seen if seen and seen["all"] else None
    right, all_ = (int(counted["right"]), int(counted["all"])) if counted else (0, 0)
    whole = int(counted["whole"]) if counted and counted["whole"] else right
    needs = _literals(rule.label)
    weight = sum(bool(re.match(r"[a-z(]", part)) for part in rule.label.split())
    runs = tuple(_runs(rule.label))
    return Phrase(rule, member, right, all_, whole, needs, runs, frozenset(unless.split()), weight)


def _runs(pattern: str) -> Iterator[str]:
    """The words of a pattern that stand in a row, with the sign of the number behind them.

    >>> list(_runs("interest rate (of|at) {rate} per? annum * due in {number}"))
    [' interest rate', ' due in #']
    """
    run: list[str] = []
    for part in [*_tokens(pattern), "*"]:
        sign = _SIGNS.get(part, "")
        is_word = _WORD.fullmatch(part) is not None
        if is_word or sign:
            run.append(sign or part)
        if not is_word:
            if len(run) > 1:
                yield "".join(f" {each}" for each in run)
            run = []


@lru_cache(maxsize=4096)
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(_expression(pattern))


def _expression(pattern: str) -> str:
    """The regular expression of a pattern; each stretch of any words is bounded."""
    parts = []
    for part in _tokens(pattern):
        if part == "**":
            parts.append(rf"(?: \S+){{0,{MOST_TOKENS_BETWEEN}}}?")
        elif part == "*":
            parts.append(rf"(?: [a-z~&'(][^\s]*){{0,{MOST_WORDS}}}?")
        elif part in _SLOTS:
            parts.append(f" {_SLOTS[part]}(?P<at>\\d+)")
        elif part == "{party}":
            parts.append(r" ~(?P<party>\d+)")
        elif part == "#":
            parts.append(r" [$%#]\d+")
        elif part.startswith("("):
            inner, optional = part.rstrip("?")[1:-1], part.endswith("?")
            words = "|".join("".join(f" {re.escape(word)}" for word in option.split()) for option in inner.split("|"))
            parts.append(f"(?:{words}){'?' if optional else ''}")
        else:
            word = re.escape(part.rstrip("?"))
            parts.append(f"(?: {word})?" if part.endswith("?") else f" {word}")
    return "".join(parts) + r"(?!\S)"


def _tokens(pattern: str) -> list[str]:
    """The parts of a pattern; alternatives in parentheses are one."""
    return re.findall(r"\([^)]*\)\??|\S+", pattern)


def _load_moments(folder: Path) -> tuple[Mapping[str, tuple[int, int]], list[Problem]]:
    """How often each way to find a number's period was right, as measured."""
    path = folder / "evidence" / FILE
    if not path.exists():
        return {}, []
    rows, problems = parse_table(path, ("way", "right", "of"), f"{folder.name}/evidence/{FILE}")
    found = {}
    for row in rows:
        if row["right"].isdecimal() and row["of"].isdecimal() and int(row["right"]) <= int(row["of"]):
            found[row["way"]] = int(row["right"]), int(row["of"])
        else:
            problems.append(Problem(row.source, f"right {row['right']!r} of {row['of']!r} are no counts"))
    return found, problems


def share(right: int, of: int, prior: Decimal) -> Decimal:
    """How likely it is that what was right so often is right once more; two unseen numbers count as the prior."""
    return (right + 2 * prior) / (of + 2)
