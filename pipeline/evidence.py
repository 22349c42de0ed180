"""What was counted and measured, ``evidence/`` of the mapping tables → rows, and every fault of them at once.

In: the folder of mapping tables. Out: the rows of one table, or what is wrong with any of them. The tables are read
when the first caption needs them; that they can be read then is made sure when the mapping tables are loaded. What the
counts say is for the modules to know that reckon with them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from pipeline.tables import DataError, Problem, Row, parse_optional_table

FOLDER = "evidence"
RECENT = "2018-"
"""The folder in it of what was measured of filings of fiscal 2018 and later."""
_COUNT = r"\d+"
_NUMBER = r"-?\d+(?:\.\d+)?"
_CELL = r'(?:[^",\n\r]*+|"[^"\n\r]*")'


@dataclass(frozen=True, slots=True)
class Form:
    """The columns of a table, and the pattern of those that hold numbers; what its ``key`` holds stands once."""

    columns: tuple[str, ...]
    numbers: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()


CAPTIONS = Form(("label", "concept", "filers", "filings"), {"filers": _COUNT, "filings": _COUNT})
LATELY = Form(("statement", "label", "concept", "filers"), {"filers": _COUNT})
TRADE = Form(("statement", "label", "concept"))
CONTEXT = Form(("statement", "relation", "other", "concept", "rows"), {"rows": _COUNT})
SUCCESSION = Form(
    ("statement", "concept", "successor", "percent", "since"),
    {"percent": r"100|[1-9]\d?", "since": r"20\d\d"},
    ("statement", "concept"),
)
WEIGHTS = Form(("feature", "weight"), {"weight": _NUMBER}, ("feature",))
CALIBRATION = Form(("name", "value", "of"), {"value": _NUMBER, "of": f"(?:{_NUMBER})?"}, ("name",))
NOTE_AMOUNTS = Form(("relation", "other", "within", "concept", "filers"), {"filers": _COUNT})
FORMS: Mapping[str, Form] = {
    **dict.fromkeys(("balance_sheet", "income_statement", "cash_flow", "equity", "comprehensive_income"), CAPTIONS),
    "calibration": CALIBRATION,
    "context": CONTEXT,
    "note_amounts": NOTE_AMOUNTS,
    "note_ranking": WEIGHTS,
    "ranking": WEIGHTS,
    "successors": SUCCESSION,
    "trade": TRADE,
    **{f"{RECENT}/{name}": form for name, form in (("calibration", CALIBRATION), ("context", CONTEXT))},
    f"{RECENT}/captions": LATELY,
    f"{RECENT}/ranking": WEIGHTS,
}
"""The form of each table by its name below the folder; any other counts captions."""


def load_evidence_table(folder: Path, name: str) -> list[Row]:
    """The rows of one table of a folder of mapping tables; one that is not there has none."""
    rows, problems = _parse(folder, name)
    if problems:
        raise DataError(problems)
    return rows


Successors: TypeAlias = Mapping[str, tuple[str, int]]
"""What took over from a concept, and how many of a hundred filers it took over."""


def load_successors(folder: Path, statement: str, year: int) -> Successors:
    """What filers of a fiscal year call what those of before called a concept in a statement.

    What took over in that statement goes before what did in every one.
    """
    rows = [row for row in load_evidence_table(folder, "successors") if int(row["since"]) <= year]
    there = [row for wanted in ("*", statement) for row in rows if row["statement"] == wanted]
    return {row["concept"]: (row["successor"], int(row["percent"])) for row in there}


def load_turns(folder: Path) -> tuple[int, ...]:
    """The fiscal years since which concepts took over from others, in their order."""
    return tuple(sorted({int(row["since"]) for row in load_evidence_table(folder, "successors")}))


def handed_on(successors: Successors, concept: str, count: int) -> tuple[tuple[str, int], ...]:
    """A count of filers of before, parted between a concept and what took over from it, in whole filers.

    >>> handed_on({"InterestPaid": ("InterestPaidNet", 75)}, "InterestPaid", 10)
    (('InterestPaidNet', 8), ('InterestPaid', 2))
    """
    successor, percent = successors.get(concept, (concept, 100))
    moved = (count * percent + 50) // 100
    return tuple((name, part) for name, part in ((successor, moved), (concept, count - moved)) if part)


def evidence_faults(folder: Path) -> list[Problem]:
    """Every fault of every table; one whose text is sound as a whole is not looked at row by row."""
    doubtful = [name for name, form in FORMS.items() if not _is_sound(folder / FOLDER / f"{name}.csv", form)]
    return [problem for name in doubtful for problem in _parse(folder, name)[1]]


def _parse(folder: Path, name: str) -> tuple[list[Row], list[Problem]]:
    form = FORMS.get(name, CAPTIONS)
    rows, problems = parse_optional_table(folder, f"{FOLDER}/{name}.csv", form.columns)
    for column, pattern in form.numbers.items():
        wrong = {text for text in {row[column] for row in rows} if not re.fullmatch(pattern, text, re.ASCII)}
        found = [row for row in rows if row[column] in wrong] if wrong else []
        problems += [Problem(row.source, f"{column} {row[column]!r} is no number") for row in found]
    return rows, problems + (_repeats(rows, form.key) if form.key else [])


def _repeats(rows: Iterable[Row], key: Sequence[str]) -> list[Problem]:
    first: dict[tuple[str, ...], Row] = {}
    keyed = [(tuple([row[column] for column in key]), row) for row in rows]
    again = [(cells, row) for cells, row in keyed if first.setdefault(cells, row) is not row]
    name = key[-1]
    return [Problem(row.source, f"{name} {row[name]} stands already in {first[cells].source}") for cells, row in again]


def _is_sound(path: Path, form: Form) -> bool:
    """Whether one expression reads the whole table, which takes a fifth of the time of its rows."""
    if form.key:
        return False
    if not path.is_file():
        return True
    cells = (form.numbers.get(column, _CELL) for column in form.columns)
    expression = rf"{','.join(form.columns)}\n(?:{','.join(cells)}\n)*+"
    try:
        return re.fullmatch(expression, path.read_bytes().decode("utf-8"), re.ASCII) is not None
    except (OSError, UnicodeDecodeError):
        return False
