"""A report's facts → an xBRL-CSV 1.0 report: a table of facts and the metadata that explains it.

In: a `Report`, the `Taxonomy` (for its namespaces) and the address of the schema. Out: the
bytes of ``facts.csv`` and of ``facts-metadata.json``.

The ``value`` column is for machines and exactness wins there: a printed text that a spreadsheet
would run as a formula is *not* disarmed, because an XBRL processor must read it back unchanged.
People open ``line_items.csv`` (`ledger`), where it is.
"""

from collections.abc import Iterable, Mapping

from pipeline.emit.xbrl_json import Json, document_words, format_json, oim_contexts, oim_unit
from pipeline.emit.xbrl_xml import format_value
from pipeline.model import Fact, Report
from pipeline.taxonomy import Taxonomy

FACTS_FILE = "facts.csv"
CORE = ("concept", "entity", "period", "unit")
"""The dimensions that every fact has a column for."""
ABSENT = "#none"
EMPTY = "#empty"
QUOTE = '"'


def format_xbrl_csv(report: Report, taxonomy: Taxonomy, schema_ref: str) -> tuple[bytes, bytes]:
    """Write the facts as xBRL-CSV: the bytes of ``facts.csv`` and of ``facts-metadata.json``."""
    axes = _axis_columns(report.facts)
    words = document_words("csv", report, taxonomy, schema_ref)
    return _format_table(report, axes), format_json(_metadata(words, axes))


def format_cell(text: str) -> str:
    """Write a text as a cell that xBRL-CSV reads back as exactly that text.

    A leading ``#`` would announce a special value, so it is doubled; an empty cell would be no fact.

    >>> format_cell("#1 in widgets"), format_cell(""), format_cell("=1+1")
    ('##1 in widgets', '#empty', '=1+1')
    """
    if not text:
        return EMPTY
    return "#" + text if text.startswith("#") else text


def _axis_columns(facts: Iterable[Fact]) -> dict[str, str]:
    """Name a column for each axis in use: ``gaap:StatementClassOfStockAxis`` is ``gaap_StatementClassOfStockAxis``."""
    axes = sorted({axis for fact in facts for axis, _ in fact.context.dimensions})
    return {axis: axis.replace(":", "_") for axis in axes}


def _metadata(words: Json, axes: Mapping[str, str]) -> Json:
    dimensions = {name: f"${name}" for name in CORE} | {axis: f"${column}" for axis, column in axes.items()}
    plain: Json = {name: {} for name in ("id", *CORE, "decimals", *axes.values())}
    columns = plain | {"value": {"dimensions": dimensions, "decimals": "$decimals"}}
    return {
        "documentInfo": words,
        "tableTemplates": {"facts": {"rowIdColumn": "id", "columns": columns}},
        "tables": {"facts": {"url": FACTS_FILE}},
    }


def _format_table(report: Report, axes: Mapping[str, str]) -> bytes:
    """Write every cell in quotes and the numbers first.

    A reader that guesses the dialect from the beginning of the file (Arelle does, from 1,024
    characters) must not take an apostrophe of a printed text for its quote.
    """
    contexts = {
        context: (_quoted(*words), "".join(f",{_quoted(dict(context.dimensions).get(axis, ABSENT))}" for axis in axes))
        for context, words in oim_contexts(report).items()
    }
    units = {unit: _quoted(oim_unit(unit) or ABSENT) for unit in {fact.unit for fact in report.facts}}
    rows = [_quoted("id", *CORE, "decimals", *axes.values(), "value")]
    for fact in sorted(report.facts, key=lambda fact: not fact.unit):
        who_and_when, members = contexts[fact.context]
        decimals = fact.decimals if fact.unit and fact.decimals is not None else ABSENT
        value = _quoted(format_cell(format_value(fact.value)))
        rows.append(
            f'"{fact.id}","{fact.concept.qname}",{who_and_when},{units[fact.unit]},"{decimals}"{members},{value}'
        )
    return "\n".join([*rows, ""]).encode("utf-8")


def _quoted(*cells: str) -> str:
    """Cells as RFC 4180 writes them between quotes, parted by commas."""
    return ",".join([f'"{cell.replace(QUOTE, QUOTE * 2)}"' for cell in cells])
