"""The filing the project began with: every true number found, rightly tagged, and nothing untrue stated."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import SHARED, Command, run_command

SEED, SCORE = SHARED / "corpus" / "seed", SHARED / "tools" / "score.py"

pytestmark = pytest.mark.skipif(not SEED.is_dir() or not SCORE.is_file(), reason="the seed lies in ../shared: absent")


@pytest.fixture(scope="module")
def score(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("seed")
    run_command("run", *SEED.glob("*.txt"), "--out", out, "--judge", "none")
    command = [sys.executable, str(SCORE), str(out), str(SEED), "--json"]
    scored = subprocess.run(command, capture_output=True, check=True, text=True)
    return dict(json.loads(scored.stdout, parse_float=Decimal)["total"])


@pytest.mark.parametrize("measure", ["found", "right", "precision"])
def test_seed_is_tagged_without_a_fault(score: dict[str, Any], measure: str) -> None:
    assert score["missing_reports"] == 0
    assert score[measure] == 100, score


def test_seed_is_proved_and_accepted_by_the_judge(tieout: Command, tmp_path: Path) -> None:
    (filing,) = SEED.glob("*.txt")
    ended = tieout("run", filing, "--out", tmp_path, "--json")
    assert ended.code == 0, ended.talk
    (run,) = json.loads(ended.out)["inputs"]
    assert {statement["verdict"] for statement in run["statements"]} == {"proved"}
    assert len(run["statements"]) == 3
    assert run["numbers"]["lost"] == 0
    findings = json.loads((tmp_path / filing.stem / "findings.json").read_text(encoding="utf-8"))["findings"]
    assert "judge/passed" in {finding["code"] for finding in findings}
