"""All forms of a filing's facts are one: Arelle accepts each, its extension alone and empty too, and all say the same.

A normal run looks at the sample; the slow test at the seed, at thirty filings each of `text` and `rendered`, and at
ten of `html`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import SAMPLE, SHARED, Ended, run_command
from sessions import empty_instance, judge

from pipeline.readback import READERS, read_back
from pipeline.runs import load_findings

CORPORA = SHARED / "corpus"
EACH = {"seed": 1, "text": 30, "rendered": 30, "html": 10}


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
@pytest.mark.parametrize("corpus", EACH)
def test_all_forms_of_real_filings_are_one(corpus: str, tmp_path: Path) -> None:
    paths = sorted(path for path in (CORPORA / corpus).iterdir() if path.suffix in (".txt", ".htm", ".html"))
    chosen = paths[:: max(1, len(paths) // EACH[corpus])][: EACH[corpus]]
    run_command("run", *chosen, "--out", tmp_path / "out")
    folders = [tmp_path / "out" / path.stem for path in chosen]
    assert [fault for folder in folders for fault in faults(folder, tmp_path)] == []
