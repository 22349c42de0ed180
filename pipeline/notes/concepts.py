"""Tables of the notes → the concepts that their rows and columns of measures mean.

In: a table that was read, what stands around it in its note, and the lexicon of the notes. Out: for each group of cells
of a row that measures one thing the candidates, ranked once by what is printed and again by what the rows around were
found to mean. Cells, periods and members are not decided here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from pipeline.labels import normalise_label
from pipeline.model import BlockLevel, Candidate, Fact, LineItem, Period, Statement, TextBlock
from pipeline.note_candidates import Row, row_of
from pipeline.note_concepts import likeliest, rank_row
from pipeline.note_evidence import Lexicon
from pipeline.note_told import Around, Scene, Told
from pipeline.notes.cells import period_of

LIKELY = Decimal("0.3")
"""The chance from which a row's best candidate tells of the rows around it."""
YEARS = {
    1: "due in next twelve month current year one",
    2: "due in year two",
    3: "due in year three",
    4: "due in year four",
    5: "due in year five",
}
"""What rows that are captioned by years in a row mean, in words that names of concepts have."""
START, END = "start", "end"
"""What stands above the first row of a table and below its last."""
COMMON = frozenset(
    (
        *("of", "the", "and", "in", "to", "for", "at", "by", "on", "as", "is", "are", "was", "were", "with", "from"),
        *("follow", "following", "consist", "consisted", "summary", "summarize", "summarized", "table", "present"),
        *("presented", "include", "included", "set", "forth", "below", "information", "detail", "note", "company"),
        *("consolidated", "financial", "statement", "we", "continued", "million", "thousand", "except", "per"),
        *("amount", "year", "ended", "month", "day", "us", "date", "there", "that", "this", "which", "these", "those"),
        *("has", "have", "been", "be", "not", "or"),
    )
)
"""Words of a lead or a heading that tell nothing of what a table is of."""

_YEAR = re.compile(
    r"\W*(?:(?:fiscal|calendar)\s+)?(?:years?\s+)?(?:end(?:ed|ing)\s+)?(?:[A-Z][a-z]+\.?\s+\d{1,2},?\s+)?"
    r"(?P<year>(?:19|20)\d\d)\W*",
    re.I,
)
_TIME = re.compile(
    r"\b(?:(?:three|six|nine|twelve|\d{1,2})[- ](?:months?|weeks?)|fiscal years?|years?|quarters?|periods?|months?)\s+"
    r"(?:ended|ending)\b|\bas of\b"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b\.?"
    r"(?:\s+\d{1,2},?)?|\b(?:19|20)\d\d\b|\b(?:in )?(?:millions|thousands)\b|\bfiscal\b",
    re.I,
)

_UNCONSOLIDATED = re.compile(
    r"\bnot\s{1,3}(?:(?:the|a|to|be|been|being|required|considered|deemed|currently)\s{1,3}){0,5}"
    r"(?:primary\s{1,3}beneficiar(?:y|ies)|consolidate[sd]?\b(?!\s{1,3}(?:financial|balance|statement)))",
    re.I,
)
"""Entities that the filer does not consolidate: of the words, those that tell it are common ones."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Cells of a row (their columns by position) that measure one thing at one kind of time, and what is told of it."""

    row: int
    columns: tuple[int, ...]
    told: Told


def scene_of(heading: str, lead: str, note: str = "", table: str = "") -> Scene:
    """What a table or a sentence stands in: its note's heading, the words before it, and their text blocks if known."""
    return Scene(note, table, telling_words(heading), telling_words(lead))


def find_scene(table: Statement, lead: str, blocks: Sequence[TextBlock], facts: Mapping[str, Fact]) -> Scene:
    """The scene of a table, by the blocks that it stands in and the facts that name them, by id."""
    around = {block.level: block for block in blocks if any(a <= table.source.line <= z for a, z in block.extent)}
    named = {level: facts[block.id].concept for level, block in around.items() if block.id in facts}
    known = {level: concept.name for level, concept in named.items() if concept.prefix == "gaap"}
    return scene_of(table.title, lead, known.get(BlockLevel.NOTE, ""), known.get(BlockLevel.TABLE, ""))


def telling_words(text: str) -> frozenset[str]:
    """The words of a heading or a lead that tell what it is of.

    >>> sorted(telling_words("Inventories consisted of the following (in thousands):"))
    ['inventory']
    >>> sorted(telling_words("Assets of entities of which we are not the primary beneficiary"))
    ['asset', 'entity', 'unconsolidated']
    """
    told = _UNCONSOLIDATED.sub(" unconsolidated ", text)
    return frozenset(word for word in normalise_label(told).split() if word not in COMMON and len(word) > 1)


def read_captions(items: Sequence[LineItem]) -> list[str]:
    """The captions of rows in their normal form; years in a row are counted, as amounts fall due by them."""
    found: list[str] = []
    last = count = 0
    for item in items:
        match = _YEAR.fullmatch(item.label)
        if match:
            count = count + 1 if last and int(match["year"]) == last + 1 else 1
            last = int(match["year"])
        found.append(YEARS.get(count, "due after year five") if match else normalise_label(item.label))
    return found


def read_measure(heading: str) -> str:
    """What a column's heading says beside its time.

    >>> read_measure("December 31, 2023 Gross Carrying Amount")
    'gross carrying amount'
    """
    return normalise_label(_TIME.sub(" ", heading))


class Known(Protocol):
    """What the filer's statements and the rules for statements tell of amounts and captions."""

    def stated(self, table: Statement, item: LineItem, column: int) -> frozenset[str]:
        """The concepts of which a statement states the amount for its time."""

    def captioned(self, item: LineItem) -> frozenset[str]:
        """The concepts of rows of statements that bear the caption."""

    def ruled(self, item: LineItem, is_instant: bool | None) -> frozenset[str]:
        """The concepts that rules for statements give the caption."""


def ask_of(table: Statement, scene: Scene, year: int, known: Known) -> list[Asked]:
    """What is asked of a table, row by row."""
    captions = read_captions(table.items)
    measures = [read_measure(column.heading) for column in table.columns]
    asked = []
    for row, item in enumerate(table.items):
        heading = normalise_label(item.section[-1]) if item.section else ""
        for (is_instant, measure), columns in _groups(table, item, measures).items():
            stated = frozenset[str]().union(*(known.stated(table, item, column) for column in columns))
            asked.append(
                Asked(
                    row,
                    tuple(columns),
                    Told(
                        captions[row],
                        scene,
                        item.unit,
                        is_instant,
                        heading,
                        measure,
                        year,
                        stated,
                        known.captioned(item),
                        known.ruled(item, is_instant),
                    ),
                )
            )
    return asked


def _groups(table: Statement, item: LineItem, measures: Sequence[str]) -> dict[tuple[bool | None, str], list[int]]:
    """The cells of a row (their columns) that measure one thing at one kind of time."""
    groups: dict[tuple[bool | None, str], list[int]] = {}
    for column, amount in enumerate(item.amounts):
        if amount and amount.value is not None:
            period = period_of(item, table.columns[column])
            groups.setdefault((_kind_of(period), measures[column]), []).append(column)
    return groups


def _kind_of(period: Period | None) -> bool | None:
    return period.is_instant if period else None


def name_asked(lexicon: Lexicon, table: Statement, asked: Sequence[Asked]) -> list[tuple[Asked, tuple[Candidate, ...]]]:
    """The candidates for what is asked of a table, the likeliest first, told of what stands around it."""
    rows = [row_of(lexicon, one.told) for one in asked]
    around = place_around(table, asked, find_likely(asked, rows))
    return [(one, rank_row(row, there)) for one, row, there in zip(asked, rows, around, strict=True)]


def find_likely(asked: Iterable[Asked], rows: Iterable[Row]) -> dict[tuple[int, str], str]:
    """What is likely to be meant by rows themselves, by row and measure."""
    first = {(one.row, one.told.column): likeliest(row, LIKELY) for one, row in zip(asked, rows, strict=True)}
    return {place: concept for place, concept in first.items() if concept}


def place_around(table: Statement, asked: Iterable[Asked], names: Mapping[tuple[int, str], str]) -> list[Around]:
    """What stands around each that is asked, by the concepts of rows (by row and measure)."""
    wholes = table.wholes
    last = sum(item.parent is None for item in table.items) - 1  # what captions state stands behind the rows
    found = []
    for one in asked:
        measure = one.told.column
        parts = {names.get((part, measure), "") for part in table.items[one.row].total_of}
        found.append(
            Around(
                names.get((one.row - 1, measure), "") if one.row else START,
                names.get((one.row + 1, measure), "") if one.row < last else END,
                frozenset(parts - {""}),
                names.get((wholes[one.row], measure), "") if one.row in wholes else "",
            )
        )
    return found
