"""One page over a batch: its figures are those of the run, trouble stands first, and nothing of a filing runs in it."""

import csv
import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLE, Command, run_command

from pipeline.overview import Measure

QUIET = ("--judge", "none")
HOSTILE = "=1+1|cmd <script>alert('x')</script>\u202e"
NAMES = ("batch.html", "batch.csv", "batch-rules.csv")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs over a good filing, one that a digit is misprinted in, and a file that is none; `before` all is good."""
    folder = tmp_path_factory.mktemp("batch")
    text = SAMPLE.read_text(encoding="utf-8")
    for name in ("bad", "good"):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    inputs = [folder / "bad.txt", folder / "good.txt"]
    run_command("run", *inputs, "--out", folder / "before", *QUIET)
    (folder / "bad.txt").write_text(text.replace("1,429,740", "1,439,740", 1), encoding="utf-8")
    (folder / "none.txt").write_text("nothing at all\n", encoding="utf-8")
    run_command("run", *inputs, folder / "none.txt", "--out", folder / "out", *QUIET)
    return folder


@pytest.fixture
def batch(ran: Path, tmp_path: Path) -> Path:
    """A copy of both runs."""
    return Path(shutil.copytree(ran, tmp_path / "batch"))


def table(path: Path) -> dict[str, dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    return {row[next(iter(row))]: row for row in rows}


def edit_run(out: Path, change: dict[str, Any]) -> None:
    run = json.loads((out / "run.json").read_bytes())
    run["inputs"][0] |= change
    (out / "run.json").write_text(json.dumps(run), encoding="utf-8")


def test_report_says_where_it_is(batch: Path, tieout: Command) -> None:
    ended = tieout("report", batch / "out")
    assert (ended.code, ended.talk) == (0, "")
    assert ended.out.split() == [str(batch / "out" / name) for name in NAMES]


def test_every_input_has_its_row_with_the_figures_of_the_run(batch: Path, tieout: Command) -> None:
    tieout("report", batch / "out")
    rows = table(batch / "out" / "batch.csv")
    run = {entry["id"]: entry for entry in json.loads((batch / "out" / "run.json").read_bytes())["inputs"]}
    assert rows.keys() == run.keys() == {"bad", "good", "none"}
    for id, entry in run.items():
        assert rows[id]["outcome"] == entry["outcome"]
        assert int(rows[id]["facts"]) == entry["facts"]
        assert int(rows[id]["errors"]) == entry["findings"]["error"]
    assert rows["good"]["reasons"] == ""
    assert rows["bad"]["reasons"].startswith("error findings: 2; ")
    assert rows["none"]["reasons"].startswith("rejected: ")


def test_what_wants_a_person_stands_apart_and_leads_to_its_review_page(batch: Path, tieout: Command) -> None:
    tieout("report", batch / "out")
    page = (batch / "out" / "batch.html").read_text(encoding="utf-8")
    (wanted,) = re.findall(r"<h2>To be looked at</h2>(.*?)<h2>", page, re.S)
    assert "bad.txt" in wanted and "none.txt" in wanted and "good.txt" not in wanted
    assert '<a href="bad/review.html">' in wanted
    assert all((batch / "out" / link).is_file() for link in re.findall(r'href="([^"]+)"', page))


def test_findings_are_counted_by_rule_errors_first(batch: Path, tieout: Command) -> None:
    tieout("report", batch / "out")
    rows = table(batch / "out" / "batch-rules.csv")
    told = json.loads((batch / "out" / "bad" / "findings.json").read_bytes())["findings"]
    assert int(rows["foot/sum-mismatch"]["findings"]) == sum(f["code"] == "foot/sum-mismatch" for f in told)
    assert rows["judge/skipped"]["filings"] == "2"
    severities = [row["severity"] for row in rows.values()]
    assert severities == sorted(severities, key=["error", "warning", "info"].index)


def test_the_trend_names_what_became_worse(batch: Path, tieout: Command) -> None:
    tieout("report", batch / "out", "--against", batch / "before")
    rows = table(batch / "out" / "batch.csv")
    assert "errors 0 → 2" in rows["bad"]["since"] and "done → done_with_findings" in rows["bad"]["since"]
    assert rows["good"]["since"] == ""
    assert rows["none"]["since"] == "was not in the run before"
    assert table(batch / "out" / "batch-rules.csv")["foot/sum-mismatch"]["findings_before"] == "0"
    page = (batch / "out" / "batch.html").read_text(encoding="utf-8")
    assert '<td>bad</td><td class="worse">worse</td>' in page
    assert '<td class="number">2 of 2 (100.0 %)</td><td class="number">-33.3</td>' in page


def test_against_itself_nothing_differs(batch: Path, tieout: Command) -> None:
    tieout("report", batch / "out", "--against", batch / "out")
    page = (batch / "out" / "batch.html").read_text(encoding="utf-8")
    assert "<h2>Filings that differ from the run before</h2>\n<p>None.</p>" in page


def test_suppressed_findings_are_shown_with_their_decision(batch: Path, tieout: Command) -> None:
    shown = {"reason": "misprinted in the original", "by": "Jane Doe", "expires": "2030-01-31"}
    shown["row"] = "mappings/suppressions.csv:2"
    decision = {"rule": "foot/sum-mismatch", "findings": 1} | shown
    edit_run(batch / "out", {"suppressed": [decision]})
    path = batch / "out" / "bad" / "findings.json"
    told = json.loads(path.read_bytes())
    found = next(f for f in told["findings"] if f["code"] == "foot/sum-mismatch")
    found["suppressed"] = shown
    path.write_text(json.dumps(told), encoding="utf-8")
    tieout("report", batch / "out")
    assert table(batch / "out" / "batch-rules.csv")["foot/sum-mismatch"]["suppressed"] == "1"
    assert table(batch / "out" / "batch.csv")["bad"]["suppressed"] == "1"
    page = (batch / "out" / "batch.html").read_text(encoding="utf-8")
    assert "foot/sum-mismatch suppressed by Jane Doe until 2030-01-31: misprinted in the original" in page


def test_who_signed_is_told_and_that_it_changed_since(batch: Path, tieout: Command) -> None:
    out = batch / "out"
    tieout("sign", out / "good", "--by", "Jane Doe", "--date", "2026-01-31")
    tieout("sign", out / "bad", "--by", "Jane Doe", "--date", "2026-01-31", "--with-errors")
    edit_run(out, {"outputs": {"bad/report.xml": "0" * 64}})
    tieout("report", out)
    rows = table(out / "batch.csv")
    assert rows["good"]["signed"] == "signed by Jane Doe on 2026-01-31"
    assert rows["bad"]["signed"] == "signed by Jane Doe on 2026-01-31, with 2 open errors, changed since"
    assert "changed since it was signed" in rows["bad"]["reasons"]


def test_nothing_of_a_filing_runs_on_the_page_or_in_a_spreadsheet(batch: Path, tieout: Command) -> None:
    filing = dict.fromkeys(("accession", "cik", "form", "filed", "period")) | {"name": HOSTILE}
    edit_run(batch / "out", {"filing": filing, "path": f"{HOSTILE}.txt", "reason": HOSTILE})
    tieout("report", batch / "out")
    page = (batch / "out" / "batch.html").read_text(encoding="utf-8")
    assert "<script" not in page and "\u202e" not in page
    assert "&lt;script&gt;alert" in page
    assert "default-src 'none'; style-src 'sha256-" in page and not re.search(r'\s(src|style|on\w+)="', page)
    cells = [cell for row in table(batch / "out" / "batch.csv").values() for cell in row.values()]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert any(cell.startswith("'=1+1|cmd") for cell in cells)


def test_the_same_run_gives_the_same_bytes(batch: Path, tieout: Command) -> None:
    tieout("report", batch / "out", "--against", batch / "before")
    first = [(batch / "out" / name).read_bytes() for name in NAMES]
    tieout("report", batch / "out", "--against", batch / "before")
    assert [(batch / "out" / name).read_bytes() for name in NAMES] == first
    assert not any(str(batch).encode() in content for content in first)


@pytest.mark.parametrize(
    ("broken", "named"),
    [({"id": "../good"}, "is no name of a folder"), ({"numbers": None}, "is no manifest of this tieout")],
)
def test_a_manifest_that_is_none_is_told(batch: Path, tieout: Command, broken: dict[str, Any], named: str) -> None:
    edit_run(batch / "out", broken)
    ended = tieout("report", batch / "out")
    assert ended.code == 2
    assert named in ended.talk


def test_a_folder_without_a_run_is_told(tmp_path: Path, tieout: Command) -> None:
    ended = tieout("report", tmp_path)
    assert ended.code == 2
    assert "name a folder that `tieout run --out` wrote" in ended.talk


def test_a_share_of_nothing_is_none() -> None:
    assert Measure("sums that hold", 0, 0).percent is None
