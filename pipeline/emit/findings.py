"""A report's findings → ``findings.json``.

In: a `Report`. Out: every finding with its severity and its place, sorted by place, so that two
runs over one filing can be compared line by line. What a finding is worth is the code's to say.
"""

import json

from pipeline.model import Finding, Report, Source, Suppression


def format_findings(report: Report) -> bytes:
    """Write the findings as JSON: UTF-8, LF, sorted by place, then by code and message."""
    found = sorted(report.findings, key=lambda f: (f.source, f.code.id, f.message, f.related))
    document = {"findings": [_finding(finding) for finding in found]}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code.id,
        "severity": str(finding.code.severity),
        "message": finding.message,
        **_place(finding.source),
        "related": [_place(source) for source in finding.related],
        "suppressed": _suppression(finding.suppression) if finding.suppression else None,
    }


def _suppression(decision: Suppression) -> dict[str, str]:
    return {
        "reason": decision.reason,
        "by": decision.by,
        "expires": decision.expires.isoformat(),
        "row": str(decision.source),
    }


def _place(source: Source) -> dict[str, str | int]:
    return {"file": source.path, "line": source.line, "start": source.start, "end": source.end}
