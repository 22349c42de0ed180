"""An `Overview` of a batch → ``batch.html`` for people and two tables for spreadsheets.

In: the overview. Out: a page that needs no other file and reaches for nothing, and ``batch.csv`` (a row a filing) and
``batch-rules.csv`` (a row a rule). What a filing calls itself is escaped on the page, harmless in a spreadsheet, and
never part of a link that is not quoted. Where the figures come from is not known here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from html import escape
from urllib.parse import quote

from pipeline.emit.review_page import format_seen, hash_source, load_asset
from pipeline.overview import Batch, Change, Line, Measure, Overview, RuleCount
from pipeline.tables import format_safe_cell, format_table

REVIEW = "review.html"
COLUMNS = (*(field.name for field in fields(Line)), "since")
RULE_COLUMNS = (*(field.name for field in fields(RuleCount)), "findings_before")
NONE = "<p>None.</p>"


def format_overview(overview: Overview) -> dict[str, bytes]:
    """Write the page and the tables, by the names of their files."""
    return {
        "batch.html": format_seen("".join(_page(overview))).encode(),
        "batch.csv": _format_filings(overview).encode("utf-8", "replace"),
        "batch-rules.csv": _format_rules(overview).encode("utf-8", "replace"),
    }


# --- for spreadsheets -------------------------------------------------------------------


def _format_filings(overview: Overview) -> str:
    since = {change.id: "; ".join(change.words) for change in overview.changes}
    rows = []
    for line in overview.now.filings:
        cells = asdict(line) | {"reasons": "; ".join(line.reasons), "since": since.get(line.id, "")}
        rows.append([format_safe_cell(" ".join(str(cells[column]).split())) for column in COLUMNS])
    return format_table(COLUMNS, rows)


def _format_rules(overview: Overview) -> str:
    rows = [
        [format_safe_cell(str(cell)) for cell in (*asdict(count).values(), "" if before is None else before)]
        for count, before in _rules_beside(overview)
    ]
    return format_table(RULE_COLUMNS, rows)


def _rules_beside(overview: Overview) -> list[tuple[RuleCount, int | None]]:
    """Each rule with how often it found something in the run before; rules that found only then stand last."""
    if overview.before is None:
        return [(count, None) for count in overview.now.rules]
    before = {count.code: count for count in overview.before.rules}
    now = {count.code for count in overview.now.rules}
    gone = [RuleCount(c.code, c.severity, 0, 0, 0) for c in overview.before.rules if c.code not in now]
    found = [*overview.now.rules, *gone]
    return [(count, before[count.code].findings if count.code in before else 0) for count in found]


# --- for people -------------------------------------------------------------------------


def _page(overview: Overview) -> Iterable[str]:
    style = load_asset("overview.css").replace("\r\n", "\n")
    policy = f"default-src 'none'; style-src {hash_source(style)}; base-uri 'none'; form-action 'none'"
    now = overview.now
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    filings = _count(len(now.filings), "filing")
    yield f"<title>{filings} · batch report</title>\n<style>{style}</style>\n</head>\n<body>\n"
    yield f"<h1>{filings}</h1>\n<p>{escape(_outcomes(now))}</p>\n"
    yield f"<h2>In figures</h2>\n{_measures(overview)}"
    yield f"<h2>To be looked at</h2>\n{_to_review(now)}"
    yield f"<h2>Findings by rule</h2>\n{_rules(overview)}"
    yield f"<h2>Findings that count for nothing</h2>\n{_list(now.decisions)}"
    if overview.before is not None:
        yield f"<h2>Filings that differ from the run before</h2>\n{_changes(overview.changes)}"
    yield f"<h2>Every filing</h2>\n{_filings(now.filings)}</body>\n</html>\n"


def _count(number: int, noun: str) -> str:
    """A number of things.

    >>> _count(1, "filing"), _count(1204, "filing")
    ('1 filing', '1,204 filings')
    """
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _outcomes(batch: Batch) -> str:
    outcomes = sorted({line.outcome for line in batch.filings})
    return ", ".join(
        f"{sum(line.outcome == name for line in batch.filings)} {name.replace('_', ' ')}" for name in outcomes
    )


def _measures(overview: Overview) -> str:
    before = {measure.words: measure for measure in overview.before.measures} if overview.before else {}
    rows = []
    for measure in overview.now.measures:
        meter = f'<meter min="0" max="{measure.whole}" value="{measure.part}"></meter>' if measure.whole else ""
        earlier = [_number(words) for words in _trend(measure, before[measure.words])] if before else []
        rows.append([_cell(measure.words), _number(_share(measure)), f"<td>{meter}</td>", *earlier])
    return _table(("", "number:now", "", *(["number:run before", "number:since then"] if before else [])), rows)


def _trend(now: Measure, before: Measure) -> tuple[str, str]:
    """The figure of the run before, and the step since in points of percent."""
    if now.percent is None or before.percent is None:
        return _share(before), ""
    return _share(before), f"{now.percent - before.percent:+}"


def _share(measure: Measure) -> str:
    percent = "" if measure.percent is None else f" ({measure.percent} %)"
    return f"{measure.part:,} of {measure.whole:,}{percent}"


def _to_review(batch: Batch) -> str:
    """The filings with a reason to look at them, those of one filer together."""
    wanted = sorted((line for line in batch.filings if line.reasons), key=lambda line: (line.cik, line.name, line.id))
    rows = [
        [
            _cell(line.name or "(no name)"),
            _cell(line.cik),
            _cell(line.form),
            _link(line),
            _cell("; ".join(line.reasons)),
        ]
        for line in wanted
    ]
    filers = len({(line.cik, line.name) for line in wanted})
    told = f"<p>{_count(len(wanted), 'filing')} of {_count(filers, 'filer')}.</p>\n"
    return told + _table(("filer", "number:CIK", "form", "filing", "why"), rows) if rows else NONE


def _rules(overview: Overview) -> str:
    rows = []
    for count, before in _rules_beside(overview):
        severity = f'<td class="{escape(count.severity)}">{escape(count.severity)}</td>'
        numbers = [count.findings, count.filings, count.suppressed, *([] if before is None else [before])]
        rows.append([_cell(count.code), severity, *(_number(f"{number:,}") for number in numbers)])
    earlier = ["number:run before"] if overview.before else []
    heads = ("rule", "severity", "number:findings", "number:filings", "number:suppressed", *earlier)
    return _table(heads, rows) if rows else NONE


def _list(words: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in words)}</ul>\n" if words else NONE


def _changes(changes: Sequence[Change]) -> str:
    rows = [
        [_cell(change.id), _verdict(change.is_worse), _cell("; ".join(change.words))]
        for change in sorted(changes, key=lambda change: not change.is_worse)
    ]
    return _table(("filing", "", "what"), rows) if rows else NONE


def _verdict(is_worse: bool) -> str:
    return '<td class="worse">worse</td>' if is_worse else '<td class="better">not worse</td>'


def _filings(lines: Sequence[Line]) -> str:
    rows = []
    for line in lines:
        proved = f"{line.proved} of {line.statements}"
        in_facts = f"{line.reported:,} of {line.printed:,}"
        numbers = (proved, in_facts, f"{line.facts:,}", str(line.errors), str(line.warnings), str(line.suppressed))
        rows.append([_link(line), _cell(line.outcome.replace("_", " ")), *map(_number, numbers), _cell(line.signed)])
    heads = ("filing", "outcome", "number:proved", "number:in facts", "number:facts", "number:errors")
    return _table((*heads, "number:warnings", "number:suppressed", "signed"), rows)


def _link(line: Line) -> str:
    """A filing's name, which leads to its review page where it has one."""
    if not line.statements:
        return _cell(line.path)
    return f'<td><a href="{escape(quote(f"{line.id}/{REVIEW}"))}">{escape(line.path)}</a></td>'


def _cell(text: str) -> str:
    return f"<td>{escape(text)}</td>"


def _number(text: str) -> str:
    return f'<td class="number">{escape(text)}</td>'


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the heading of a column of numbers begins with ``number:``."""
    titles = "".join(
        f'<th scope="col" class="number">{head[7:]}</th>'
        if head.startswith("number:")
        else f'<th scope="col">{head}</th>'
        for head in heads
    )
    body = "".join(f"<tr>{''.join(row)}</tr>\n" for row in rows)
    return f'<div class="scroll"><table>\n<thead><tr>{titles}</tr></thead>\n<tbody>\n{body}</tbody>\n</table></div>\n'
