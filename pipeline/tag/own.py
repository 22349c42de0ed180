"""A line item that no concept fits → a concept of the filer's own, named from its caption.

In: the caption, its headings and how the statement adds it up. Out: a `Concept` under the filer's prefix whose
natural value is what is printed. Names are stable for the same filing.
"""

import re
import unicodedata
from collections.abc import Mapping

from pipeline.model import Concept, LineItem, Statement, StatementKind, Unit

_ITEM_TYPES = {Unit.MONEY: "monetary", Unit.PER_SHARE: "perShare", Unit.SHARES: "shares", Unit.PURE: "pure"}
MOST_WORDS = 14
"""SEC filers keep the names of their own concepts below about 100 characters."""


def own_concept(
    item: LineItem, statement: Statement, prefix: str, balance: str, taken: Mapping[str, Concept]
) -> Concept:
    """The filer's own concept for a row; the same name is given again only to a row that means the same."""
    period_type = "instant" if statement.kind is StatementKind.BALANCE_SHEET or item.point else "duration"
    base = format_name(item.label) or format_name(f"Subtotal {' '.join(item.section[-1:])}") or "UnlabelledAmount"
    section = format_name(item.section[-1]) if item.section else ""
    names = [base, f"{section}{base}", *(f"{base}{number}" for number in range(2, 1000))]
    label = item.label or f"(unlabelled subtotal{': ' + item.section[-1] if item.section else ''})"
    for name in names:
        if name not in taken:
            return Concept(prefix, name, label, balance, period_type, _ITEM_TYPES[item.unit])
    return Concept(prefix, names[-1], label, balance, period_type, _ITEM_TYPES[item.unit])


def format_name(label: str) -> str:
    """A caption as the name of a concept: its words run together, without marks, notes and figures.

    >>> format_name("Due to bankruptcy creditors (Note 7)")
    'DueToBankruptcyCreditors'
    >>> format_name("=1+1|cmd <script>")
    'CmdScript'
    """
    plain = unicodedata.normalize("NFKD", re.sub(r"\((?:see )?notes?\b[^)]*\)|['’]", "", label, flags=re.I))
    words = re.findall(r"[A-Za-z][A-Za-z0-9]*", plain.encode("ascii", "ignore").decode())
    name = "".join(
        word[0].upper() + word[1:].lower() if word.isupper() else word[0].upper() + word[1:]
        for word in words[:MOST_WORDS]
    )
    return name[:100]


def own_balance(position: int, statement: Statement, terms: tuple[str, ...]) -> str:
    """The balance that makes an own concept's natural value the printed one, by how the statement adds it up."""
    if statement.items[position].unit is not Unit.MONEY or statement.kind is StatementKind.CASH_FLOW:
        return ""
    above = {row: (sum_.total, sign) for sum_ in statement.sums for row, sign in sum_.addends}
    weight, row = 1, position
    while row in above:
        row, sign = above[row]
        weight *= sign
    if statement.kind is StatementKind.BALANCE_SHEET:
        is_asset = "assets" in terms
        return "debit" if is_asset == (weight > 0) else "credit"
    return ("credit" if weight > 0 else "debit") if position in above else ""
