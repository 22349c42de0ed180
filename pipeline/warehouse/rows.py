"""The outputs of one filing → its rows of every table.

In: what the manifest says of the run and of an input, and the bytes of its output files. Out: rows for each table, in
the order of their keys. A pure function: where the files lie and where the rows go is not known here.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.model import Finding
from pipeline.warehouse.concepts import DOCUMENTATION, LABEL, Line, Tag, parse_labels, parse_presentation, parse_tags
from pipeline.warehouse.facts import Number, Versions, format_members, members_of, read_numbers
from pipeline.warehouse.lineage import key_of, lineage_rows, parse_ledger, printed, stored
from pipeline.warehouse.statements import UNCLASSIFIED, Layout, lay_out
from pipeline.warehouse.submission import Run, accession, run_row, sub_row
from pipeline.warehouse.tables import DIM, FINDING, LINEAGE, NUM, PRE, RUN, SUB, TABLES, TAG, TXT, Row, Table
from pipeline.warehouse.texts import Text, read_texts

REPORT, LEDGER, FINDINGS = "report.json", "line_items.csv", "findings.json"
SCHEMA, LABELS, PRESENTATION = "extension/{}.xsd", "extension/{}_lab.xml", "extension/{}_pre.xml"
Rows = dict[str, list[Row]]
"""Rows by the name of their table, for every table."""
_PERIOD_TYPES = {"instant": "I", "duration": "D"}
_BALANCES = {"credit": "C", "debit": "D"}
_UNKNOWN = Tag(is_abstract=False, datatype="", period_type="", balance="")
"""A concept of a taxonomy that does not lie in the output folder."""


def source_files(id: str) -> tuple[str, ...]:
    """The files of an output folder that rows are made from, by their path below it."""
    return (REPORT, LEDGER, FINDINGS, *(name.format(id) for name in (SCHEMA, LABELS, PRESENTATION)))


def rows_of_filing(run: Run, entry: Mapping[str, Any], files: Mapping[str, bytes]) -> Rows:
    """The rows of one input: ``files`` are those of `source_files`, or none where no report came of it."""
    rows: Rows = {table.name: [] for table in TABLES}
    rows[RUN.name].append(run_row(run, entry))
    if files:
        filing = _read(run, entry["id"], accession(entry), files)
        ledger = parse_ledger(files[LEDGER])
        layout = lay_out([printed(one) for one in ledger if one["fact_id"]], filing.reports, filing.labels)
        stated: dict[str, Number | Text] = {**filing.numbers, **filing.texts}
        lineage, unstored = lineage_rows(filing.adsh, entry["path"], ledger, stated, layout)
        rows[SUB.name].append(sub_row(entry, filing.report))
        rows[NUM.name] = list(_nums(filing))
        rows[TXT.name] = list(_texts(filing))
        rows[DIM.name] = list(_members(filing))
        rows[PRE.name] = list(_lines(filing, layout))
        rows[TAG.name] = list(_tags(filing))
        rows[LINEAGE.name] = lineage
        rows[FINDING.name] = list(_findings(filing.adsh, json.loads(files[FINDINGS])["findings"], unstored))
    return {
        name: [tuple([clean(value) if isinstance(value, str) else value for value in row]) for row in made]
        for name, made in rows.items()
    }


def clean(text: str) -> str:
    """A text as every database can hold it: PostgreSQL's know no NUL, and UTF-8 no half of a surrogate pair.

    >>> clean("Net\\x00sales"), clean("\\ud83d"), clean("=1;'\\"\\n")
    ('Net\ufffdsales', '\ufffd', '=1;\\'"\\n')
    """
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass(frozen=True, slots=True)
class _Filing:
    """The files of a filing, read."""

    adsh: str
    report: Mapping[str, Any]
    versions: Versions
    numbers: Mapping[str, Number]
    texts: Mapping[str, Text]
    tags: Mapping[str, Tag]
    """Concepts of the taxonomy and of the filer's own, by prefixed name."""
    labels: Mapping[str, Mapping[str, str]]
    """Labels as printed in the filing."""
    reports: Sequence[tuple[Line, ...]]


def _read(run: Run, id: str, adsh: str, files: Mapping[str, bytes]) -> _Filing:
    report = json.loads(files[REPORT])
    labels = parse_labels(files[LABELS.format(id)])
    own = parse_tags(files[SCHEMA.format(id)], labels)
    versions = Versions(report["documentInfo"]["namespaces"], frozenset(own), adsh)
    tags = {**run.tags, **own}
    return _Filing(
        adsh=adsh,
        report=report,
        versions=versions,
        numbers=read_numbers(report, versions),
        texts=read_texts(report, versions, tags),
        tags=tags,
        labels=labels,
        reports=parse_presentation(files[PRESENTATION.format(id)]),
    )


def _nums(filing: _Filing) -> Iterator[Row]:
    rows = [
        NUM.row(
            adsh=filing.adsh,
            value=stored(number.value),
            dcml=number.dcml,
            start_date=number.start,
            end_date=number.end,
            **key_of(number),
        )
        for number in set(filing.numbers.values())
    ]
    yield from _in_order(NUM, rows)


def _texts(filing: _Filing) -> Iterator[Row]:
    rows = [
        TXT.row(
            adsh=filing.adsh,
            escaped=text.escaped,
            srclen=text.srclen,
            txtlen=len(text.value),
            value=text.value,
            start_date=text.start,
            end_date=text.end,
            **key_of(text),
        )
        for text in set(filing.texts.values())
    ]
    yield from _in_order(TXT, rows)


def _members(filing: _Filing) -> Iterator[Row]:
    """The axes of each combination that values are stated for, with their members."""
    told = {tuple(sorted(members_of(fact["dimensions"]).items())) for fact in filing.report["facts"].values()}
    rows: set[Row] = set()
    for dimensions in told:
        segments, coreg = format_members(dict(dimensions))
        for axis, member in dimensions:
            named = dict(zip(("axis", "axis_version"), filing.versions.of(axis), strict=True))
            named |= dict(zip(("member", "member_version"), filing.versions.of(member), strict=True))
            label = {**filing.tags.get(member, _UNKNOWN).labels, **filing.labels.get(member, {})}.get(LABEL)
            rows.add(DIM.row(adsh=filing.adsh, segments=segments, coreg=coreg, mlabel=label, **named))
    yield from _in_order(DIM, rows)


def _in_order(table: Table, rows: Iterable[Row]) -> list[Row]:
    """Rows in the order of their key."""
    key = [table.names.index(name) for name in table.key]
    return sorted(rows, key=lambda row: [row[position] for position in key])


def _lines(filing: _Filing, layout: Layout) -> Iterator[Row]:
    """The lines of each statement; what a line is labelled is the filing's word, else the taxonomy's."""
    for report, lines in enumerate(filing.reports, 1):
        for line in lines:
            tag, version = filing.versions.of(line.concept)
            labels = {**filing.tags.get(line.concept, _UNKNOWN).labels, **filing.labels.get(line.concept, {})}
            yield PRE.row(
                adsh=filing.adsh,
                report=report,
                line=line.order,
                stmt=layout.kinds.get(report, UNCLASSIFIED),
                inpth=(report, line.order) in layout.parenthetical,
                rfile="X",
                tag=tag,
                version=version,
                plabel=labels.get(line.role, labels.get(LABEL)),
                negating=line.role.startswith("negated"),
            )


def _tags(filing: _Filing) -> Iterator[Row]:
    """The concepts that values are stated for or that lines show."""
    used = {fact["dimensions"]["concept"] for fact in filing.report["facts"].values()}
    used |= {line.concept for lines in filing.reports for line in lines}
    for concept in sorted(used, key=filing.versions.of):
        declared = filing.tags.get(concept, _UNKNOWN)
        tag, version = filing.versions.of(concept)
        yield TAG.row(
            tag=tag,
            version=version,
            custom=concept in filing.versions.own,
            abstract=declared.is_abstract,
            datatype=None if declared.is_abstract else declared.datatype or None,
            iord=_PERIOD_TYPES.get(declared.period_type),
            crdr=_BALANCES.get(declared.balance),
            tlabel=declared.labels.get(LABEL),
            doc=declared.labels.get(DOCUMENTATION),
        )


def _suppressed(decision: Mapping[str, str] | None) -> str | None:
    return f"{decision['by']} until {decision['expires']}: {decision['reason']}" if decision else None


def _findings(adsh: str, found: Sequence[Mapping[str, Any]], unstored: Sequence[Finding]) -> Iterator[Row]:
    """What the run found, and what the tables cannot hold."""
    for seq, one in enumerate(found, 1):
        yield FINDING.row(
            adsh=adsh,
            seq=seq,
            first_char=one["start"],
            last_char=one["end"],
            related=" ".join(f"{place['file']}:{place['line']}" for place in one["related"]) or None,
            suppressed=_suppressed(one["suppressed"]),
            **{name: one[name] for name in ("code", "severity", "message", "file", "line")},
        )
    for seq, finding in enumerate(unstored, len(found) + 1):
        yield FINDING.row(
            adsh=adsh,
            seq=seq,
            code=finding.code.id,
            severity=finding.code.severity.value,
            message=finding.message,
            file=finding.source.path,
            line=finding.source.line,
            first_char=finding.source.start,
            last_char=finding.source.end,
        )
