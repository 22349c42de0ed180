"""What a run did → ``run.json``: inputs, reference data, outcomes, counts and hashes; no clock, no machine."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.model import Agreement, Finding, Report, Severity, Source, Statement
from pipeline.reference import Reference
from pipeline.run import Outcome
from pipeline.tables import DataError, Problem


def write_run(out: Path, entries: Iterable[Mapping[str, Any]], reference: Reference) -> None:
    """Write ``run.json`` of an output folder, whole or not at all, or say why that cannot be."""
    place, aside = out / "run.json", out / ".run.json.partial"
    try:
        aside.write_bytes(format_run(entries, reference))
        aside.replace(place)
    except OSError as error:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        message = f"cannot be written: {error.strerror or error}; what filings gave is in their folders"
        raise DataError([Problem(Source(str(place), 1), message)]) from error


def format_run(entries: Iterable[Mapping[str, Any]], reference: Reference) -> bytes:
    """The manifest of a run from the entries of its inputs, in the order of their names."""
    document = {
        "tieout": __version__,
        "code": {"sha256": reference.code_hash},
        "judge": {"arelle": version("arelle-release")},
        "taxonomy": {"version": reference.taxonomy.version, "sha256": reference.taxonomy_hash},
        "mappings": {"sha256": reference.mappings_hash, "at_least": f"{reference.mappings.least:f}"},
        "inputs": sorted(entries, key=lambda entry: (entry["path"], entry["id"])),
    }
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def format_entry(outcome: Outcome) -> dict[str, Any]:
    """What the manifest says of one input."""
    severities = Counter(finding.severity for finding in outcome.findings)
    facts = Counter(fact.status.value for fact in outcome.report.facts) if outcome.report else Counter[str]()
    census = outcome.census
    return {
        "path": outcome.path,
        "sha256": outcome.sha256,
        "bytes": outcome.size,
        "id": outcome.id,
        "outcome": outcome.outcome,
        "reason": outcome.reason,
        "filing": _filing(outcome.report) if outcome.report else None,
        "statements": [_statement(statement) for statement in outcome.statements],
        "facts": facts.total(),
        "facts_by_status": dict(sorted(facts.items())),
        "findings": {severity.value: severities[severity] for severity in Severity},
        "suppressed": list(_suppressed(outcome.findings)),
        "numbers": {
            "printed": census.printed,
            "reported": census.reported,
            "skipped": census.skipped,
            "lost": census.lost,
        },
        "verdict": _verdict(outcome),
        "compared": _compared(outcome),
        "outputs": outcome.outputs,
    }


def _filing(report: Report) -> dict[str, str | None]:
    """What the submission's header says, or what was stated in its place, or the cover; null where nothing does."""
    filing = report.filing
    on_cover = (str(fact.value) for fact in report.facts if fact.concept.qname == "cover:EntityRegistrantName")
    return {
        "accession": filing.accession,
        "cik": filing.cik,
        "name": filing.entity_name or next(on_cover, None),
        "form": filing.form,
        "filed": filing.filed.isoformat() if filing.filed else None,
        "period": filing.period_of_report.isoformat() if filing.period_of_report else None,
    }


def _suppressed(findings: Iterable[Finding]) -> Iterator[dict[str, str | int]]:
    """Every decision by which findings count for nothing, and how many they are."""
    counts = Counter(finding.suppression for finding in findings if finding.suppression)
    for decision, count in sorted(counts.items(), key=lambda counted: counted[0].source):
        yield {
            "rule": decision.rule,
            "findings": count,
            "reason": decision.reason,
            "by": decision.by,
            "expires": decision.expires.isoformat(),
            "row": str(decision.source),
        }


def _compared(outcome: Outcome) -> dict[str, int] | None:
    """How many facts agree with the filer's own tags, and how many do not; null where none were compared."""
    counts = Counter(one.agreement for one in outcome.compared)
    return {kind.value: counts[kind] for kind in Agreement} if outcome.compared else None


def _verdict(outcome: Outcome) -> str:
    """What the judge says of the outputs, in its first words."""
    said = [finding.message for finding in outcome.findings if finding.code.id.startswith("judge/")]
    more = f" (and {len(said) - 1} more messages, see findings.json)" if len(said) > 1 else ""
    return said[0] + more if said else ""


def _statement(statement: Statement) -> dict[str, object]:
    return {
        "kind": statement.kind.value,
        "title": statement.title,
        "line": statement.source.line,
        "columns": len(statement.columns),
        "items": len(statement.items),
        "sums_proved": sum(s.is_proved for s in statement.sums),
        "sums_broken": sum(not s.is_proved for s in statement.sums),
        "verdict": statement.verdict,
    }
