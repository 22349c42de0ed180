"""All forms of a filing's facts are one: Arelle accepts each, its extension alone and empty too, and all say the same.

A normal run looks at the sample; the slow test at the seed and at thirty filings each of `text` and `rendered`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import SAMPLE, SHARED, Ended, run_command
from sessions import empty_instance, judge

from pipeline.readback import READERS, read_back
from pipeline.runs import load_findings

CORPORA = SHARED / "corpus"
EACH = 30


def faults(folder: Path, scratch: Path) -> Iterator[str]:
    """Whatever is not as it should be in the outputs of one filing."""
    verdict = [finding for finding in load_findings(folder) if finding.code.startswith("judge/")]
    if [finding.code for finding in verdict] != ["judge/passed"] or not verdict[0].message.startswith("4 files"):
        yield f"{folder.name}: {[finding.message for finding in verdict]}"
    stated = {name: read_back(name, (folder / name).read_bytes()) for name in READERS}
    if not stated["report.json"]:
        yield f"{folder.name}: no facts"
    yield from (f"{folder.name}: {name}" for name in READERS if stated[name] != stated["report.json"])
    (package,) = (folder.parent / "taxonomy").glob("*.zip")
    schema = folder / "extension" / f"{folder.name}.xsd"
    (scratch / "empty.xml").write_text(empty_instance(schema.as_uri()), encoding="utf-8")
    for entry in (schema, scratch / "empty.xml"):
        yield from (f"{folder.name}: {entry.name}: {message}" for message in judge(str(entry), package))


def test_all_forms_of_the_sample_are_one(judged: tuple[Ended, Path], tmp_path: Path) -> None:
    assert list(faults(judged[1] / SAMPLE.stem, tmp_path)) == []


@pytest.mark.slow
@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora lie in ../shared: absent")
def test_all_forms_of_real_filings_are_one(tmp_path: Path) -> None:
    chosen = [*(CORPORA / "seed").glob("*.txt")]
    for corpus in ("text", "rendered"):
        paths = sorted((CORPORA / corpus).glob("*.txt"))
        chosen += paths[:: len(paths) // EACH][:EACH]
    run_command("run", *chosen, "--out", tmp_path / "out")
    folders = [tmp_path / "out" / path.stem for path in chosen]
    assert [fault for folder in folders for fault in faults(folder, tmp_path)] == []
