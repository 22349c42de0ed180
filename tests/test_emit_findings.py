import json
from dataclasses import replace

from reports import example_report, shipped_taxonomy

from pipeline.codes import CHECK_TIE, FOOT_MISMATCH
from pipeline.emit.findings import format_findings
from pipeline.model import Finding, Source


def test_findings_come_in_the_order_of_the_print_with_their_related_places() -> None:
    late = Finding(CHECK_TIE, "net income is 50 here, 51 there", Source("a.txt", 301, 4, 8), (Source("a.txt", 205),))
    early = Finding(FOOT_MISMATCH, "“<b>Total</b>” is 12, but items add to 13", Source("a.txt", 20))
    report = replace(example_report(shipped_taxonomy()), findings=(late, early))
    found = json.loads(format_findings(report))["findings"]
    assert [finding["line"] for finding in found] == [20, 301]
    assert found[1] == {
        "code": "check/tie-mismatch",
        "severity": "error",
        "message": "net income is 50 here, 51 there",
        "file": "a.txt",
        "line": 301,
        "start": 4,
        "end": 8,
        "related": [{"file": "a.txt", "line": 205, "start": 0, "end": 0}],
        "suppressed": None,
    }
    assert format_findings(report) == format_findings(replace(report, findings=(early, late)))
