"""The corpus of rendered filings in folds, and the scorer that judges them, as they lie in ``../shared``."""

import csv
import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
FOLDS = range(5)
CODES = {"balance_sheet": "BS", "income_statement": "IS", "comprehensive_income": "IS", "cash_flow": "CF"}


@cache
def load_score() -> ModuleType:
    """The shared scorer, as a module: what counts as near and as the same concept is for it to say."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "tools" / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def filings_of(fold: int) -> list[Path]:
    """The rendered filings of a fold."""
    with (SHARED / "labels" / "folds.csv").open(newline="") as file:
        folds = {row["adsh"]: int(row["fold"]) for row in csv.DictReader(file)}
    return [path for path in sorted((SHARED / "corpus" / "rendered").glob("*.txt")) if folds[path.stem] == fold]
