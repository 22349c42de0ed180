"""The ledger of a filing → its rows of `lineage`: from each print to the fact, and from the fact to `num` or `txt`.

In: the bytes of the ledger, the facts' keys and their lines. Out: rows in the ledger's order, and a finding for each
amount that no column holds exactly: it is not rounded, its place stays null. What was decided is not judged here.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipeline import codes
from pipeline.model import Finding, Source, StatementKind
from pipeline.tables import parse_safe_cell
from pipeline.warehouse.facts import Number
from pipeline.warehouse.statements import STMT, Layout, Printed
from pipeline.warehouse.tables import DIGITS, LINEAGE, PLACES, Row, Value, fits
from pipeline.warehouse.texts import Text

Entry = Mapping[str, str]
"""One row of the ledger by column, as it was before it was made safe for spreadsheets."""


def parse_ledger(content: bytes) -> list[Entry]:
    """The rows of a ledger."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))
    return [{column: parse_safe_cell(cell) for column, cell in row.items()} for row in rows]


def printed(entry: Entry) -> Printed:
    """What the ledger says of a fact."""
    return Printed(*(entry[name] for name in ("fact_id", "statement", "section", "label", "text", "concept")))


def lineage_rows(
    adsh: str, path: str, ledger: Sequence[Entry], stated: Mapping[str, Number | Text], layout: Layout
) -> tuple[list[Row], list[Finding]]:
    """A row for each entry of the ledger, and what of it cannot be stored."""
    rows, findings = [], []
    for seq, entry in enumerate(ledger, 1):
        fact, place = stated.get(entry["fact_id"]), layout.places.get(entry["fact_id"])
        parsed, scaled = _amount(entry["parsed"]), _amount(entry["scaled"])
        for amount in dict.fromkeys((parsed, scaled, fact.value if isinstance(fact, Number) else None)):
            if amount is not None and not fits(amount):
                findings.append(_too_long(amount, Source(path, int(entry["line"]))))
        words = ("fact_id", "section", "label", "text", "value", "status", "rule", "reason")
        row = LINEAGE.row(
            adsh=adsh,
            seq=seq,
            stmt=STMT[StatementKind(entry["statement"])],
            heading=entry["column"] or None,
            printed_line=int(entry["line"]),
            first_char=int(entry["start"]),
            last_char=int(entry["end"]),
            parsed=stored(parsed),
            scaled=stored(scaled),
            confidence=stored(_amount(entry["confidence"])),
            **{name: entry[name] or None for name in words},
            **(key_of(fact) if fact else {}),
            **(dict(zip(("report", "line"), place, strict=True)) if place else {}),
        )
        rows.append(row)
    return rows, findings


def key_of(stated: Number | Text) -> dict[str, Value]:
    """The columns by which `num`, `txt` and `lineage` name a value; words have no unit."""
    return {
        "tag": stated.tag,
        "version": stated.version,
        "ddate": stated.ddate,
        "qtrs": stated.qtrs,
        **({"uom": stated.uom} if isinstance(stated, Number) else {}),
        "segments": stated.segments,
        "coreg": stated.coreg,
        "iprx": stated.iprx,
    }


def stored(amount: Decimal | None) -> Decimal | None:
    """An amount as its column holds it: exactly, or not at all."""
    return amount if amount is not None and fits(amount) else None


def _amount(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _too_long(amount: Decimal, source: Source) -> Finding:
    message = (
        f"{amount:f} is not in the tables, which hold {DIGITS - PLACES} digits before the point and {PLACES} behind"
    )
    return Finding(codes.LOAD_DOES_NOT_FIT, message, source)
