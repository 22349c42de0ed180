"""A workpaper → ``review.html``, the page that a person signs from.

In: a `Report` on laid-out lines and its `Workpaper`. Out: one file that needs no other and reaches for nothing: the
source with every number marked, the findings, the statements rebuilt from the facts, and the workpaper itself as JSON
for the page's script. A Content-Security-Policy names the script and the style by their hashes, so that nothing else
runs, whatever a filing says; its text is escaped besides.
"""

import hashlib
import json
import re
from base64 import b64encode
from collections import Counter
from functools import cache
from html import escape
from importlib.resources import files

from pipeline.emit.review_findings import SIGNS as SEVERITIES
from pipeline.emit.review_findings import format_remarks
from pipeline.emit.review_sheets import KINDS, SIGNS, format_sheets
from pipeline.emit.review_source import format_listing
from pipeline.emit.review_untagged import format_unreported
from pipeline.model import Report
from pipeline.workpaper import Workpaper
from pipeline.workpaper.nouns import Sheet
from pipeline.workpaper.sheets import printed_tables

STATUSES = {
    "rule": "a mapping row decides",
    "structure": "headings and sums decide",
    "suggested": "likely, for a person to confirm",
    "own": "a concept of the filer’s own",
    "skipped": "not tagged, with a reason",
    "lost": "not tagged, and nothing says why",
}
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff"  # what a page cannot hold
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"  # what would show digits in another order than they have
)

_PLAIN = bytes([*b"\t\n", *range(0x20, 0x7F)])
"""What a page can hold of ASCII: nearly all of a page, and told from the rest in a tenth of a search's time."""


def format_review_page(report: Report, workpaper: Workpaper) -> bytes:
    """Write the page; ``report`` has its places on the laid-out lines."""
    tables = printed_tables(report)
    listing = format_listing(report.filing, tables, workpaper)
    sheets = format_sheets(workpaper, tables, listing.marks)
    style, script = load_asset("review.css"), load_asset("review.js")
    sources = f"script-src {hash_source(script)}; style-src {hash_source(style)}"
    policy = f"default-src 'none'; {sources}; base-uri 'none'; form-action 'none'"
    name = _name(workpaper)
    parts = (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<title>{escape(name)} · review</title>\n'
        f"<style>{style}</style>\n</head>\n",
        f'<body{"" if listing.html else " class=textless"}>\n<a class="skip" href="#work">Skip to the statements</a>\n',
        _header(workpaper, name),
        '<main>\n<section id="source" aria-labelledby="Hs" tabindex="-1"><h2 id="Hs">The filing as printed</h2>'
        f'<div class="print" translate="no">{listing.html}</div></section>\n',
        f'<div id="work" tabindex="-1">{format_remarks(workpaper)}\n',
        "\n".join(sheets),
        format_unreported(workpaper, listing.marks),
        _SIGNATURE,
        "</div>\n</main>\n",
        '<aside id="story" aria-label="The chosen number" tabindex="-1"></aside>\n',
        f'<script type="application/json" id="workpaper">{_held(workpaper)}</script>\n',
        f"<script>{script}</script>\n</body>\n</html>\n",
    )
    return format_seen("".join(parts)).encode()


SIGNED = 'Who has signed, once anyone has: <a href="../signoffs.html">signoffs.html</a>'
"""A page is written before anyone signs for it: the sheet beside its folder tells, whatever is read anew since."""
_SIGNATURE = (
    '<section class="signature"><p>Reviewed by ______________________________ on ____________________</p></section>\n'
)


def format_seen(text: str) -> str:
    """A text without what a page cannot hold, and without what would show it in another order than it has."""
    odd = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN).decode("utf-8", "surrogatepass")
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text) if _UNSEEN.search(odd) else text


@cache
def load_asset(name: str) -> str:
    """The page's own style or script, as it ships."""
    return files("pipeline").joinpath("page", name).read_text(encoding="utf-8")


def hash_source(text: str) -> str:
    """Name a script or style of a page in its Content-Security-Policy, so that no other runs or applies."""
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _held(workpaper: Workpaper) -> str:
    """The workpaper as JSON in which no character can end the element that holds it."""
    text = json.dumps(workpaper, ensure_ascii=False, check_circular=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _name(workpaper: Workpaper) -> str:
    """The filer's name: as the header or else the cover states it, or the name of the file."""
    stated = workpaper["filing"].get("name")
    concepts = {entry["id"]: workpaper["decisions"][entry["decision"]]["concept"] for entry in workpaper["facts"]}
    on_cover = (e["value"] for e in workpaper["facts"] if concepts[e["id"]] == "cover:EntityRegistrantName")
    return stated or next(on_cover, workpaper["filing"]["file"])


def _header(workpaper: Workpaper, name: str) -> str:
    filing = workpaper["filing"]
    words = {"form": "", "period": "period ", "filed": "filed ", "accession": "", "cik": "CIK ", "file": ""}
    about = " · ".join(escape(word + filing[key]) for key, word in words.items() if filing.get(key))
    proved = [(n, sheet) for n, sheet in enumerate(workpaper["sheets"]) if sheet["verdict"]]
    kinds = [sheet["kind"] for _, sheet in proved]
    ordinals = [kinds[: at + 1].count(kind) * (kinds.count(kind) > 1) for at, kind in enumerate(kinds)]
    verdicts = "".join(_verdict(*numbered, ordinal) for numbered, ordinal in zip(proved, ordinals, strict=True))
    judged = next((f for f in workpaper["findings"] if f["code"].startswith("judge/")), None)
    sign = "" if judged is None else "✓" if judged["severity"] == "info" else SEVERITIES[judged["severity"]]
    told = f"{sign} {escape(judged['meaning'])} · " if judged else ""
    arelle = f'<p class="judge">{told}{SIGNED}</p>'
    return (
        f'<header>\n<div class="who"><h1>{escape(name)}</h1><p>{about}</p></div>\n'
        f'<nav aria-label="Statements"><ul class="verdicts">{verdicts}</ul>{arelle}</nav>\n'
        f"{_tools(workpaper)}</header>\n"
    )


def _verdict(number: int, sheet: Sheet, ordinal: int) -> str:
    """A statement and whether it is proved; ``ordinal`` tells those of one kind apart, and is 0 where it is alone."""
    held = sum(all(v != "does not add up" for v in found["verdicts"]) for found in sheet["sums"])
    name = f"{KINDS[sheet['kind']]} {ordinal or ''}".strip()
    return (
        f'<li class="{sheet["verdict"].replace(" ", "-")}">'
        f'<a href="#S{number}" title="{escape(sheet["title"])}"><span aria-hidden="true">'
        f"{SIGNS[sheet['verdict']]}</span> {name}: <b>{sheet['verdict']}</b> "
        f"<small>{held}/{len(sheet['sums'])} sums</small></a></li>"
    )


def _tools(workpaper: Workpaper) -> str:
    """The search and the filters: pressed, a filter shows what it names and no other."""
    statuses = Counter(workpaper["decisions"][entry["decision"]]["status"] for entry in workpaper["facts"])
    statuses += Counter(number["status"] for number in workpaper["unreported"])
    severities = Counter(remark["severity"] for remark in workpaper["findings"])
    chips = "".join(
        f'<button type="button" class="chip {name}" data-status="{name}" aria-pressed="false" title="{escape(words)}">'
        f"{name} <b>{statuses[name]}</b></button>"
        for name, words in STATUSES.items()
        if statuses[name] or name == "lost"
    )
    loud = "".join(
        f'<button type="button" class="chip {name}" data-severity="{name}" aria-pressed="false">'
        f'<span aria-hidden="true">{sign}</span> {name} <b>{severities[name]}</b></button>'
        for name, sign in SEVERITIES.items()
        if severities[name] or name != "suppressed"
    )
    return (
        '<div class="tools" role="search"><input id="search" type="search" aria-label="Search captions, concepts and '
        'numbers" placeholder="Search  /" autocomplete="off" spellcheck="false">'
        f'<div role="group" aria-label="Show numbers by status" class="chips">{chips}</div>'
        f'<div role="group" aria-label="Show findings by severity" class="chips">{loud}</div>'
        '<output id="count" aria-live="polite"></output></div>\n'
    )
