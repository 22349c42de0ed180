"""The findings of a workpaper → the first section of the review page.

In: a `Workpaper`. Out: HTML: findings by severity and by code, each code with its meaning told once, each finding
with its place and the numbers it is about. What a finding is worth is the code's to say.
"""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby

from pipeline.workpaper import Workpaper
from pipeline.workpaper.nouns import Remark, line_on_page

SIGNS = {"error": "✗", "warning": "!", "info": "i", "suppressed": "–"}
"""What stands beside a severity, so that none is told by colour alone."""
FEW = 4
"""Warnings of one code that are shown at once; more of them, and what only informs, are a click away."""
MOST_LINKED = 6
"""Numbers that a finding links to; the others stand on the same lines."""


def format_remarks(workpaper: Workpaper) -> str:
    """Write the findings, errors first; those of one code together."""
    remarks = workpaper["findings"]
    texts = {entry["id"]: entry["text"] for entry in workpaper["facts"]}
    groups = "".join(
        _group(list(group), texts, workpaper["pages"])
        for _, group in groupby(sorted(remarks, key=_order), key=lambda remark: remark["code"])
    )
    empty = "" if remarks else "<p>There is none.</p>"
    return f'<section id="findings" aria-labelledby="Hf"><h2 id="Hf">Findings</h2>{empty}{groups}</section>'


def _order(remark: Remark) -> tuple[int, str]:
    return list(SIGNS).index(remark["severity"]), remark["code"]


def _group(remarks: Sequence[Remark], texts: Mapping[str, str], pages: list[list[int]]) -> str:
    severity, code, meaning = (escape(remarks[0][name]) for name in ("severity", "code", "meaning"))
    is_open = " open" if severity == "error" or (severity == "warning" and len(remarks) <= FEW) else ""
    items = "".join(f"<li>{_place(remark, pages)} {_words(remark)}{_numbers(remark, texts)}</li>" for remark in remarks)
    return (
        f'<details class="finding {severity}" data-severity="{severity}"{is_open}><summary><span class="sign" '
        f'aria-hidden="true">{SIGNS[severity]}</span> <b>{severity}</b> {meaning} <small class="code">{code}'
        f" · {len(remarks)}</small></summary><ul>{items}</ul></details>"
    )


def _words(remark: Remark) -> str:
    decision = f" <i>{escape(remark['suppression'])}</i>" if remark["suppression"] else ""
    return escape(remark["message"]) + decision


def _place(remark: Remark, pages: list[list[int]]) -> str:
    """Where it was found: on a line of the page, in the words of the page, or in another file."""
    where = escape(f"{remark['file']}:{remark['place'][0]}")
    if not remark["laid_out"]:
        return where
    line = remark["laid_out"][0]
    return f'<a class="place" href="#L{line}" title="{where}">line {line_on_page(pages, line)}</a>'


def _numbers(remark: Remark, texts: Mapping[str, str]) -> str:
    keys = remark["facts"][:MOST_LINKED]
    links = ", ".join(f'<a href="#c-{escape(key)}">{escape(texts[key])}</a>' for key in keys)
    more = f" and {len(remark['facts']) - len(keys)} more" if len(remark["facts"]) > len(keys) else ""
    return f' <span class="about">({links}{more})</span>' if keys else ""
