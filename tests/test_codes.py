"""The catalogue of findings."""

import ast
import re
from pathlib import Path

import pipeline
from pipeline import codes
from pipeline.model import Code, Finding, Severity, Source


def test_every_code_is_in_the_catalogue_under_its_own_id() -> None:
    named = [value for name, value in vars(codes).items() if isinstance(value, Code)]
    assert sorted(codes.CATALOGUE) == sorted(code.id for code in named)
    assert all(codes.CATALOGUE[code.id] is code for code in named)


def test_ids_say_the_stage_and_what_is_wrong() -> None:
    for id, code in codes.CATALOGUE.items():
        assert re.fullmatch(r"[a-z]+/[a-z]+(-[a-z]+)*", id)
        assert code.meaning.endswith(".")
        assert code.severity in Severity
        assert code.example.strip() == code.example != ""
        assert code.version >= 1


def test_no_finding_can_be_of_a_code_outside_the_catalogue() -> None:
    """Types ask every finding for a `Code`; only this module makes one."""
    folder = Path(pipeline.__file__).parent
    makers = {
        path.name
        for path in sorted(folder.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Code"
    }
    assert makers == {"codes.py"}


def test_every_code_is_reported_somewhere() -> None:
    folder = Path(pipeline.__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py")) if path.name != "codes.py")
    unused = [name for name, value in vars(codes).items() if isinstance(value, Code) and name not in text]
    assert unused == []


def test_finding_prints_like_a_compiler() -> None:
    finding = Finding(codes.FOOT_MISMATCH, "Total 5 but its 2 items add to 4", Source("x.txt", 12))
    assert str(finding) == "x.txt:12: error: foot/sum-mismatch: Total 5 but its 2 items add to 4"
