"""What Arelle read and said of one filing's files → the verdict on them, as findings.

In: for each file its facts and messages, whichever Arelle gave them. Out: a finding for each error, warning
and inconsistency, for each fact that the files do not share, or that all is well. How Arelle is started, and
what a fact should be, this module refuses to know: it sees only what was written.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.codes import JUDGE_DIFFERENT_FACTS, JUDGE_MESSAGE, JUDGE_PASSED, JUDGE_SKIPPED, JUDGE_WARNING
from pipeline.model import Finding, Source

REPORTS = ("report.xml", "report.json", "facts-metadata.json")
"""The files that hold the same facts; the first is what the others are held against."""
INLINE = "report.xhtml"
"""The filing's text with the same facts in it, for an input that is a text."""
CODES = {
    "CRITICAL": JUDGE_MESSAGE,
    "ERROR": JUDGE_MESSAGE,
    "ERROR-SEMANTIC": JUDGE_MESSAGE,
    "INCONSISTENCY": JUDGE_MESSAGE,
    "ASSERTION-NOT-SATISFIED": JUDGE_MESSAGE,
    "WARNING": JUDGE_WARNING,
    "WARNING-SEMANTIC": JUDGE_WARNING,
}
"""What Arelle's levels are worth; the others only tell how it went."""
CONFLICT = "arelle:duplicateFacts"
"""Two values for one fact: only a warning to Arelle, an error to whoever reads the report."""
MOST_DIFFERENCES = 20
"""Differing facts that are told one by one; a file that holds none of a report's facts would drown the rest."""


class Stated(NamedTuple):
    """One fact as Arelle reads it: what must be equal in every format."""

    concept: str
    entity: tuple[str, str]
    period: tuple[str, str]
    unit: tuple[tuple[str, ...], ...]
    dimensions: tuple[tuple[str, str], ...]
    value: str
    decimals: str

    def __str__(self) -> str:
        members = "".join(f", {member.rpartition('}')[2]}" for _, member in self.dimensions)
        return (
            f"{self.concept.rpartition('}')[2]} = {self.value[:60]!r} ({'/'.join(filter(None, self.period))}{members})"
        )


def list_reports(folder: Path) -> list[str]:
    """The files of a folder that are to be judged, the first of them first."""
    return [name for name in (*REPORTS, INLINE) if (folder / name).is_file()]


class Reading(NamedTuple):
    """One file as Arelle read it: its facts, and all that was said."""

    name: str
    facts: Counter[Stated]
    messages: Sequence[Mapping[str, Any]]


def format_verdict(readings: Iterable[Reading], folder: Path) -> list[Finding]:
    """Say what is wrong with the files of a folder, or that nothing is."""
    read = {reading.name: reading for reading in readings}
    findings = [
        Finding(JUDGE_SKIPPED, "the file is not there to be judged", Source(name, 1))
        for name in REPORTS
        if name not in read
    ]
    for reading in read.values():
        findings += format_messages(_untold(reading, read.get(REPORTS[0], reading)), reading.name, folder)
    findings += _differences({name: reading.facts for name, reading in read.items()})
    if not findings:
        message = f"{len(read)} files, each with the same {read[REPORTS[0]].facts.total()} facts"
        findings.append(Finding(JUDGE_PASSED, message, Source(REPORTS[0], 1)))
    return findings


def _untold(reading: Reading, first: Reading) -> Iterable[Mapping[str, Any]]:
    """What was said of a file; of one with the facts of the first, only what was not said of the first already."""
    if reading is first or reading.facts != first.facts:
        return reading.messages
    told = {message["messageCode"] for message in first.messages}
    return [message for message in reading.messages if message["messageCode"] not in told]


def read_facts(model: Any) -> Counter[Stated]:
    """The facts that a model of Arelle holds."""
    return Counter(_stated(fact) for fact in model.factsInInstance if fact.context is not None)


def _stated(fact: Any) -> Stated:
    context = fact.context
    starts = context.startDatetime.isoformat() if context.isStartEndPeriod else ""
    ends = "" if context.isForeverPeriod else context.endDatetime.isoformat()
    return Stated(
        concept=fact.qname.clarkNotation,
        entity=tuple(context.entityIdentifier),
        period=(starts, ends),
        unit=() if fact.unit is None else tuple(tuple(sorted(m.clarkNotation for m in s)) for s in fact.unit.measures),
        dimensions=tuple(sorted((axis.clarkNotation, _member(value)) for axis, value in context.qnameDims.items())),
        value=_value(fact),
        decimals=str(fact.decimals) if fact.isNumeric else "",
    )


def _member(value: Any) -> str:
    return str(value.memberQname.clarkNotation if value.isExplicit else value.typedMember.stringValue)


def _value(fact: Any) -> str:
    if fact.isNil:
        return "(nil)"
    if fact.isNumeric and isinstance(fact.xValue, Decimal):
        return f"{fact.xValue.normalize():f}"
    return str(fact.value if fact.xValue is None else fact.xValue)


def is_loud(messages: Iterable[Mapping[str, Any]]) -> bool:
    """Whether any message is more than talk."""
    return any(message["levelname"] in CODES for message in messages)


def format_messages(messages: Iterable[Mapping[str, Any]], name: str, folder: Path) -> list[Finding]:
    """Turn what Arelle said while it read one file into findings, in a fixed order and without this machine's paths."""
    found = {
        Finding(
            JUDGE_MESSAGE if message["messageCode"] == CONFLICT else CODES[message["levelname"]],
            _portable(f"{message['messageCode']}: {message['msg']}", folder),
            Source(name, _line(message, name)),
        )
        for message in messages
        if message["levelname"] in CODES
    }
    return sorted(found, key=lambda finding: (finding.source, finding.code.id, finding.message))


def _line(message: Mapping[str, Any], name: str) -> int:
    lines = (ref.get("sourceLine") for ref in message["refs"] if str(ref.get("href", "")).partition("#")[0] == name)
    return next((int(line) for line in lines if line), 1)


def _portable(text: str, folder: Path) -> str:
    for known in sorted({str(folder), str(folder.absolute()), str(folder.resolve())}, key=len, reverse=True):
        text = text.replace(f"{known}/", "")
    return " ".join(text.split())


def _differences(facts: Mapping[str, Counter[Stated]]) -> list[Finding]:
    """Say which facts a file lacks or has alone, held against the first file."""
    findings: list[Finding] = []
    (first, reference), *others = facts.items() or [("", Counter())]
    for name, held in others:
        lacking = [f"{first} states {fact}, {name} does not" for fact in sorted((reference - held).elements())]
        alone = [f"{name} states {fact}, {first} does not" for fact in sorted((held - reference).elements())]
        told = (lacking + alone)[:MOST_DIFFERENCES]
        unsaid = len(lacking) + len(alone) - len(told)
        told += [f"{unsaid} more facts differ from {first}"] if unsaid else []
        findings += [Finding(JUDGE_DIFFERENT_FACTS, message, Source(name, 1)) for message in told]
    return findings
