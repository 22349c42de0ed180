"""The numbers of a workpaper that are no fact → the last section of the review page: which they are, and why.

In: a `Workpaper`, and which mark shows which number. Out: HTML: how many there are in the statements, in the tables of
the notes, in their sentences and in other items of the form, for which reasons, and each of them with the words around
it. What is lost stands first.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from pipeline.emit.review_links import format_link
from pipeline.emit.review_source import unreported_key
from pipeline.workpaper import Workpaper
from pipeline.workpaper.nouns import Unreported, line_on_page

LOST = "lost: nothing accounts for it"
PARTS = {
    "": "In the statements",
    "note": "In tables of the notes",
    "prose": "In sentences of the notes",
    "item": "In other items of the form",
}
"""The parts of a filing by the kind of their sheets; what is of another kind is a statement or the cover."""
Numbered = tuple[int, Unreported]
"""A number that is no fact, and its position among them."""


def format_unreported(workpaper: Workpaper, marks: Mapping[str, str]) -> str:
    """Write every printed number that is no fact, and why."""
    parts: dict[str, list[Numbered]] = {part: [] for part in PARTS}
    for position, number in enumerate(workpaper["unreported"]):
        kind = workpaper["sheets"][number["sheet"]]["kind"]
        parts[kind if kind in parts else ""].append((position, number))
    total, is_lost = len(workpaper["unreported"]), any(n["status"] == "lost" for n in workpaper["unreported"])
    counts = ", ".join(f"{len(found):,} {PARTS[part].lower()}" for part, found in parts.items() if found)
    told = f"{total:,} printed numbers of the statements and notes are not tagged: {counts}. " if total else ""
    lost = "Some are lost: nothing accounts for them." if is_lost else "None is lost: each has a reason."
    lists = "".join(_part(part, found, workpaper, marks) for part, found in parts.items() if found)
    return (
        '<section class="sheet" id="untagged" aria-labelledby="Hx"><h2 id="Hx">What is not tagged</h2>'
        f"<p>{told}{lost} A note states its text as a whole; of other items votes, exhibits and signers are told.</p>"
        f"{lists}</section>"
    )


def _part(part: str, found: Sequence[Numbered], workpaper: Workpaper, marks: Mapping[str, str]) -> str:
    """One part of the filing, its reasons counted; that of the statements is open."""
    reasons = Counter(_reason(number) for _, number in found)
    told = "".join(f"<li>{count:,} × {escape(reason)}</li>" for reason, count in reasons.most_common())
    rows = "".join(_row(position, number, workpaper, marks) for position, number in sorted(found, key=_lost_first))
    head = "<thead><tr><th>Number</th><th>Why it is no fact</th><th>Statement or note</th><th>Line</th></tr></thead>"
    return (
        f'<details class="untagged"{"" if part else " open"}><summary>{PARTS[part]} <small>{len(found):,}</small>'
        f'</summary><ul>{told}</ul><table class="plain">{head}<tbody>{rows}</tbody></table></details>'
    )


def _lost_first(found: Numbered) -> tuple[bool, int]:
    return found[1]["status"] != "lost", found[0]


def _reason(number: Unreported) -> str:
    """Why a number is no fact, without the words of its own case."""
    return number["reason"].partition(":")[0] or LOST


def _row(position: int, number: Unreported, workpaper: Workpaper, marks: Mapping[str, str]) -> str:
    link = format_link(unreported_key(position), number["text"], number["status"], marks)
    cells = (
        link,
        escape(number["reason"] or LOST) + (f"<small>{escape(number['words'])}</small>" if number["words"] else ""),
        escape(workpaper["sheets"][number["sheet"]]["title"]),
        str(line_on_page(workpaper["pages"], number["laid_out"][0])),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
