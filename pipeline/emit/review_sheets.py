"""The sheets of a workpaper → the right side of the review page: statements rebuilt from their facts.

In: a `Workpaper`, the statements, and which mark shows which number. Out: HTML: a table for each statement in the
order and under the headings of the filing, its verdict in words, and how it adds up.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape

from pipeline.emit.review_links import format_link
from pipeline.emit.review_plot import format_plots
from pipeline.model import Statement
from pipeline.workpaper import Workpaper
from pipeline.workpaper.nouns import Entry, Sheet
from pipeline.workpaper.remarks import IDENTITY

SIGNS = {"proved": "✓", "within rounding": "≈", "does not add up": "✗", "partly proved": "◐", "unproved": "○"}
"""What stands beside a verdict, so that no verdict is told by colour alone."""
KINDS = {
    "balance_sheet": "Balance sheet",
    "income_statement": "Income statement",
    "cash_flow": "Cash flows",
    "equity": "Equity",
    "comprehensive_income": "Comprehensive income",
    "note": "Notes",
    "prose": "Text of a note",
    "item": "Item of the form",
    "cover": "Cover page",
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_HUMP = re.compile("(?<=[a-z])(?=[A-Z])")
"""Where a long name may be broken over two lines."""
MOST_NAMED = 8
"""Rows in no sum that a verdict names; of more it gives the number."""


def format_sheets(workpaper: Workpaper, statements: Sequence[Statement], marks: Mapping[str, str]) -> Iterator[str]:
    """Write every statement, the cover, the notes and their tables as sections of their own.

    ``statements`` are those of the first sheets, the tables of the notes among them: these come last.
    """
    cells: list[dict[tuple[int, int], list[Entry]]] = [{} for _ in workpaper["sheets"]]
    for entry in workpaper["facts"]:
        position, row, column = entry["at"]
        cells[position].setdefault((row, column), []).append(entry)
    order = range(len(workpaper["sheets"]))
    of_notes = ("note", "item")
    tables = [n for n in order if n < len(statements) and workpaper["sheets"][n]["kind"] in of_notes]
    for number in (*(n for n in order if n not in tables), *tables):
        sheet = workpaper["sheets"][number]
        if not sheet["rows"]:
            continue  # the text of a note: its numbers are told with what is not tagged
        keys = {at: entries[0]["id"] for at, entries in cells[number].items()}
        plots = "".join(format_plots(statements[number], keys)) if number < len(statements) else ""
        drawn = f'<details class="adds" open><summary>How it adds up</summary>{plots}</details>' if plots else ""
        yield (
            f'<section class="sheet" id="S{number}" aria-labelledby="H{number}">'
            f'<h2 id="H{number}">{escape(sheet["title"] or KINDS[sheet["kind"]])}</h2>'
            f"{_standing(sheet, _sides(workpaper, number))}"
            f"{_table(workpaper, sheet, cells[number], marks)}{drawn}</section>"
        )


def format_verdict(sheet: Sheet) -> str:
    """Say in one sentence whether a statement is proved, and what is not."""
    held = [all(verdict != "does not add up" for verdict in found["verdicts"]) for found in sheet["sums"]]
    count = f"{sum(held)} of {len(held)} sums hold in every column" if held else "no sum was found in it"
    if sheet["verdict"] == "proved":
        return f"Proved: every row down to the last total is in a sum, and {count}."
    rows = [sheet["rows"][row]["label"] or "(no caption)" for row in sheet["unproved"]]
    named = ", ".join(f"“{label}”" for label in rows[:MOST_NAMED]) + (" …" if len(rows) > MOST_NAMED else "")
    open_rows = f" In no proved sum: {named} ({len(rows)} of {len(sheet['rows'])} rows)." if rows else ""
    return f"{sheet['verdict'].capitalize()}: {count}.{open_rows}"


def _sides(workpaper: Workpaper, number: int) -> str:
    """Whether the two sides of a balance sheet agree, in every column that states both."""
    if workpaper["sheets"][number]["kind"] != "balance_sheet":
        return ""
    here = {entry["id"] for entry in workpaper["facts"] if entry["at"][0] == number}
    found = [
        tie["agrees"] for tie in workpaper["ties"] if tie["words"] == IDENTITY and not here.isdisjoint(tie["facts"])
    ]
    if not found:
        return ""
    words = "agree" if all(found) else "do not agree"
    return f" Total assets {words} with total liabilities and equity."


def _standing(sheet: Sheet, sides: str) -> str:
    if not sheet["verdict"]:
        return ""
    scale = f" Amounts in {10 ** sheet['scale']:,}s of {sheet['currency']}." if sheet["scale"] else ""
    unaudited = " Unaudited." if sheet["unaudited"] else ""
    name = sheet["verdict"].replace(" ", "-")
    return (
        f'<p class="verdict {name}"><span aria-hidden="true">{SIGNS[sheet["verdict"]]}</span> '
        f"{escape(format_verdict(sheet) + sides + scale + unaudited)}</p>"
    )


def _table(
    workpaper: Workpaper,
    sheet: Sheet,
    cells: Mapping[tuple[int, int], Sequence[Entry]],
    marks: Mapping[str, str],
) -> str:
    proofs = _proofs(sheet)
    parts = ['<div class="wide"><table class="facts"><thead><tr><th scope="col">Line item and concept</th>']
    for heading in sheet["columns"]:
        lines = dict.fromkeys(filter(None, (heading["text"], heading["member"], heading["period"])))
        told = _DAY.sub(r"<time>\g<0></time>", "<br>".join(map(escape, lines)))
        parts.append(f'<th scope="col">{told or "Value"}</th>')
    parts.append("</tr></thead><tbody>")
    above: list[str] = []
    for position, row in enumerate(sheet["rows"]):
        parts += _headings(above, row["section"], len(sheet["columns"]))
        above = row["section"]
        entries = [cells.get((position, column), ()) for column in range(len(sheet["columns"]))]
        first = next((found[0] for found in entries if found), None)
        is_total = any((position, column) in proofs for column in range(len(entries)))
        depth = min(len(above) + (row["parent"] is not None), 6)
        parts.append(f'<tr class="{"total " if is_total else ""}d{depth}">')
        parts.append(_caption(workpaper, row["label"], first))
        for column, found in enumerate(entries):
            parts.append(_cell(workpaper, found, row["texts"][column], marks, proofs.get((position, column), "")))
        parts.append("</tr>")
    parts.append("</tbody></table></div>")
    return "".join(parts)


def _proofs(sheet: Sheet) -> dict[tuple[int, int], str]:
    """The verdict on each total, by row and column: the worst, where one adds up in several ways."""
    order = list(SIGNS)
    found: dict[tuple[int, int], str] = {}
    for footing in sheet["sums"]:
        for column, verdict in enumerate(footing["verdicts"]):
            if verdict:
                at = footing["total"], column
                found[at] = max(found.get(at, verdict), verdict, key=order.index)
    return found


def _headings(above: Sequence[str], section: Sequence[str], columns: int) -> Iterator[str]:
    """The headings that begin above a row."""
    same = 0
    while same < min(len(above), len(section)) and above[same] == section[same]:
        same += 1
    for depth, heading in enumerate(section[same:], same):
        yield f'<tr class="heading d{min(depth, 6)}"><th colspan="{columns + 1}">{escape(heading)}</th></tr>'


def _caption(workpaper: Workpaper, label: str, first: Entry | None) -> str:
    words = escape(label) or "<i>(no caption)</i>"
    if first is None:
        return f'<th scope="row">{words}</th>'
    decision = workpaper["decisions"][first["decision"]]
    concept, status = decision["concept"], decision["status"]
    told = "" if status == "rule" else f'<span class="tag {status}">{status}</span> '
    return f'<th scope="row">{words}<small>{told}{_HUMP.sub("<wbr>", escape(concept))}</small></th>'


def _cell(workpaper: Workpaper, entries: Sequence[Entry], text: str, marks: Mapping[str, str], verdict: str) -> str:
    """The facts of one print: nearly always one; a number that is no fact is told with what is not tagged."""
    if not entries:
        return f'<td class="none">{escape(text)}</td>'
    links = []
    for entry in entries:
        decision = workpaper["decisions"][entry["decision"]]
        turned = ' <abbr title="the sign is not that of the print">⇄</abbr>' if entry["sign"] else ""
        links.append(format_link(entry["id"], _shown(entry), decision["status"], marks) + turned)
    name = verdict.replace(" ", "-")
    proof = f' <span class="{name}" title="{verdict}">{SIGNS[verdict]}</span>' if verdict else ""
    kind = "" if entries[0]["unit"] else ' class="text"'
    return f"<td{kind}>{'<br>'.join(links)}{proof}</td>"


def _shown(entry: Entry) -> str:
    """A fact's value in the scale of its print, below zero in parentheses; text as it is."""
    if not entry["unit"]:
        return entry["value"]
    sign, digits, exponent = Decimal(entry["value"]).as_tuple()
    value = Decimal((0, digits, int(exponent) - entry["scale"]))
    places = max((entry["decimals"] or 0) + entry["scale"], 0)
    number = f"{value:,.{places}f}" if entry["decimals"] is not None else f"{value:,f}"
    return f"({number})" if sign else number
