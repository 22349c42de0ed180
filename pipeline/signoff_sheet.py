"""The entries of ``signoffs.jsonl`` → ``signoffs.html``, the sheet on which a reader sees who signed, and for what.

In: the sign-offs, in their order. Out: a page that needs no other file and reaches for nothing, with every sign-off
ever given: also one with open errors, whatever was read or signed since. It stands beside the folders of the filings,
so that no run takes it away, and every review page points to it. Whether the outputs are still those that were signed
is for `tieout verify` to say, and a page cannot.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from urllib.parse import quote

from pipeline.emit.review_page import format_seen, hash_source, load_asset
from pipeline.signoffs import Signoff


def format_sheet(signoffs: Sequence[Signoff]) -> bytes:
    """Write the sheet: the filings by name, the sign-offs of each in the order in which they were given."""
    return format_seen("".join(_page(signoffs))).encode()


def _page(signoffs: Sequence[Signoff]) -> Iterator[str]:
    style = load_asset("overview.css").replace("\r\n", "\n")
    policy = f"default-src 'none'; style-src {hash_source(style)}; base-uri 'none'; form-action 'none'"
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>Sign-offs</title>\n<style>{style}</style>\n</head>\n<body>\n<h1>Sign-offs</h1>\n"
    yield "<p>Every sign-off ever given for the filings of this folder, as signoffs.jsonl holds them; none is ever "
    yield "taken back. Whether a filing’s outputs are still what was signed, tieout verify tells.</p>\n"
    for filing in sorted({signoff.filing for signoff in signoffs}):
        link = f'<a href="{quote(filing)}/review.html">{escape(filing)}</a>'
        yield f"<h2>{link}</h2>\n"
        rows = "".join(_row(signoff) for signoff in signoffs if signoff.filing == filing)
        heads = "".join(f"<th>{head}</th>" for head in ("signed by", "on", "note", "signed for", "seal"))
        yield f'<div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>\n'
    yield "</body>\n</html>\n"


def _row(signoff: Signoff) -> str:
    count = len(signoff.errors)
    told = [f"{len(signoff.outputs)} files, {len(signoff.facts):,} facts"]
    if count:
        words = f"{count} open error{'s' * (count != 1)}"
        told.append(f'<b class="error">✗ signed with {words}</b>{_list(signoff.errors)}')
    if signoff.suppressed:
        told.append(f"errors that counted for nothing:{_list(signoff.suppressed)}")
    cells = [escape(signoff.by), f"<time>{escape(signoff.date)}</time>", escape(signoff.note), "<br>".join(told)]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in (*cells, f'<code>{escape(signoff.seal)}</code>'))}</tr>"


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"
