"""What a run did → ``run.json``: inputs, reference data, outcomes, counts and hashes; no clock, no machine."""

import json
from collections import Counter
from collections.abc import Sequence

from pipeline import __version__
from pipeline.model import Severity, Statement
from pipeline.run import Outcome, Reference


def format_run(outcomes: Sequence[Outcome], reference: Reference) -> bytes:
    """The manifest of a run, its inputs in the order of their names."""
    document = {
        "tieout": __version__,
        "taxonomy": {"version": reference.taxonomy.version, "sha256": reference.taxonomy_hash},
        "mappings": {"sha256": reference.mappings_hash},
        "inputs": [_input(outcome) for outcome in sorted(outcomes, key=lambda o: (o.path, o.sha256))],
    }
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def _input(outcome: Outcome) -> dict[str, object]:
    severities = Counter(finding.code.severity.value for finding in outcome.findings)
    census = outcome.census
    return {
        "path": outcome.path,
        "sha256": outcome.sha256,
        "bytes": outcome.size,
        "id": outcome.id,
        "outcome": outcome.outcome,
        "reason": outcome.reason,
        "statements": [_statement(statement) for statement in outcome.statements],
        "facts": sum(outcome.facts_by_status.values()),
        "facts_by_status": outcome.facts_by_status,
        "findings": {severity.value: severities[severity.value] for severity in Severity},
        "numbers": {
            "printed": census.printed,
            "reported": census.reported,
            "skipped": census.skipped,
            "lost": census.lost,
        },
        "outputs": outcome.outputs,
    }


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
