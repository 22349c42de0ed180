"""Rows of line items against their JSON Schema → what is wrong with them, in words.

In: rows of plain text. Out: a message for each fault of each row. ``schemas/line_items.schema.json`` decides and
describes; this module only asks it, each distinct cell once, as the rows of a filing repeat most of theirs.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from pipeline.read.cells import ItemRow

SCHEMA = Path(__file__).parents[1] / "schemas" / "line_items.schema.json"
LONGEST_SHOWN = 60
"""Characters of a faulty cell that a message shows."""


@cache
def load_schema() -> Mapping[str, Any]:
    """The published schema of a line item."""
    schema: Mapping[str, Any] = json.loads(SCHEMA.read_bytes())
    return schema


def item_columns() -> tuple[str, ...]:
    """The columns of line items, in the order of their schema."""
    return tuple(load_schema()["properties"])


def faults_of_rows(rows: Sequence[ItemRow]) -> Iterator[tuple[ItemRow, str]]:
    """Every row that the schema does not take, with each of the reasons."""
    schema = load_schema()
    columns = {column: _validator(rule) for column, rule in schema["properties"].items()}
    of_cells = ("properties", "patternProperties", "additionalProperties")
    whole = _validator({key: rule for key, rule in schema.items() if key not in of_cells})
    known: dict[object, tuple[str, ...]] = {}
    for row in rows:
        shape = _shape(row)
        if shape not in known:
            known[shape] = tuple(map(_message, whole.iter_errors(dict(row.cells))))
        for column, text in row.cells.items():
            if (column, text) not in known and column in columns:
                faults = [_message(error, column) for error in columns[column].iter_errors(text)]
                known[column, text] = tuple(dict.fromkeys(faults))
        for place in (shape, *row.cells.items()):
            yield from ((row, message) for message in known.get(place, ()))


def _validator(rule: Mapping[str, Any]) -> Draft202012Validator:
    definitions = {"$defs": load_schema()["$defs"]}
    return Draft202012Validator({**rule, **definitions}, format_checker=FormatChecker(["date"]))


def _shape(row: ItemRow) -> object:
    """What the schema asks of a row as a whole: which columns say something, and of a cover also its label."""
    statement = row.cells.get("statement")
    return tuple(row.cells), statement, row.cells.get("label") if statement == "cover" else None


def _message(error: ValidationError, column: str = "") -> str:
    words = error.message.split()
    if error.validator == "required":
        return f"has no {words[0]}"
    if error.validator == "dependentRequired":
        return f"has {words[-1]} but no {words[0]}"
    if error.validator == "anyOf":
        return "has neither 'text' nor 'value'"
    shown = str(error.instance)
    shown = shown if len(shown) <= LONGEST_SHOWN else shown[:LONGEST_SHOWN] + "…"
    rule: Mapping[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    return f"{column or error.path[0]} '{shown}' is not {rule['description']}"
