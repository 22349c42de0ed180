"""Hostile HTML ends in bounded time, and nothing of it can run anywhere in what is written."""

import csv
import json
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest
from conftest import Command, Reader
from lxml import etree

from pipeline.read.sgml import read_submission

MOST_SECONDS = 100
"""What the slowest of these attacks takes a hundredth of; before its cost was bounded, each took minutes or hours."""
LONG = 60_000
FORMULA = re.compile(r"[=+@\t\r]|-(?![\d.])")
WORDS = "<p>" + "This report speaks of ladders, which cost $ 1,204 each. " * 20 + "</p><p>BALANCE SHEETS</p>"


@pytest.fixture(autouse=True)
def alarm() -> Iterator[None]:
    """A test that hangs fails, instead of never ending."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"took more than {MOST_SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(MOST_SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def repeated(unit: str) -> str:
    return unit * (LONG // len(unit))


def in_a_paragraph(unit: str) -> str:
    return f"{WORDS}<p>{repeated(unit)}</p>"


def in_a_cell(unit: str) -> str:
    rows = "".join(f"<tr><td>{label}</td><td>1,204</td></tr>" for label in ("Cash", "Loans", repeated(unit)))
    return f"{WORDS}<table><tr><td></td><td>June 30, 2004</td></tr>{rows}</table>"


def in_print(unit: str) -> str:
    return f"{WORDS}<pre>\nCash{' ' * 30}1,204\nLoans {repeated(unit)} 1,205\nTotal assets      2,409\n</pre>"


@pytest.mark.parametrize("place", [in_a_paragraph, in_a_cell, in_print], ids=lambda place: place.__name__)
@pytest.mark.parametrize(
    "unit",
    [
        *(
            "a",
            "A",
            " ",
            "1",
            "1,",
            "(",
            "-",
            "=",
            "$1 ",
            ". ",
            "Ab ",
            "ab 1 ",
            "1 (",
            "&nbsp;",
            "<b>",
            "&",
            "state of ",
        ),
        *("<br>", "1<br>", "<p>1", "1 shares; ", "shares outstanding 1,204,118 ", "aggregate market value $1 million "),
        *("(a)", "(1)", "(a) ", "(1) (5", "*", "(1,a)"),
    ],
)
def test_what_repeats_costs_its_length(unit: str, place: Callable[[str], str], read: Reader) -> None:
    read(f"<html><body>{place(unit)}</body></html>")


@pytest.mark.parametrize(
    "attack",
    [
        "<div>" * LONG + "1,204" + "</div>" * LONG,
        "<div style='display:none'>" * LONG,
        "<pre>" * LONG,
        "<sup>" * LONG + "1,204",
        "<table>" + "<tr><td colspan=1000000 rowspan=1000000>1</td></tr>" * 3_000 + "</table>",
        "<p><b><i><td><tr><li>1" * 10_000,
        "<table><tr>" + "<td>1</td>" * 50_000 + "</tr></table>",
        "<table>" + ("<tr>" + "<td>1<br>2</td>" * 100 + "</tr>") * 300 + "</table>",
        "&#" + "9" * LONG + ";",
        "&#x" + "f" * LONG + ";",
        "<p>ladders</p>" * 8_000 + "\0" * 100 + "Cash \x01 1,204",
        '<a b="' * LONG,
    ],
    ids=[
        "levels",
        "hidden",
        "pre",
        "raised",
        "spans",
        "unclosed",
        "one row",
        "stacks",
        "number",
        "hex number",
        "noughts",
        "quotes",
    ],
)
def test_deep_broken_and_endless_markup_is_read(attack: str, read: Reader) -> None:
    report = read(f"<html><body>{WORDS}{attack}</body></html>")
    assert sum(len(line) for document in report.filing.documents for line in document.lines) < 50 * LONG


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "latin-1"])
def test_encodings_are_read_whatever_the_document_claims(encoding: str) -> None:
    text = statement("Loans à café").replace("<html>", '<html><head><meta charset="utf-16"></head>')
    filing, _ = read_submission(text.encode(encoding), "case.htm")
    assert filing is not None
    assert any("Loans à café" in line for line in filing.documents[0].lines)


def statement(*captions: str) -> str:
    """A balance sheet with a row for each caption."""
    rows = (*((caption, 1_204 + n) for n, caption in enumerate(captions)), ("Total assets", 2_409))
    cells = "".join(f"<tr><td>{label}</td><td>$</td><td>{amount:,}</td></tr>" for label, amount in rows)
    head = "<tr><td></td><td colspan=2>June 30, 2004</td></tr>"
    return f"<html><body>{WORDS}<table>{head}{cells}</table></body></html>"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CAPTIONS = (
    "Cash<script>alert(1)</script>",
    "Cash &lt;script&gt;alert(1)&lt;/script&gt;",
    "Cash<img src=x onerror=alert(1)>",
    "Cash <a href='javascript:alert(1)' onclick='alert(1)'>and more</a>",
    "Cash<style>@import 'http://evil.example/a.css'</style>",
    "Cash<iframe src='file:///etc/passwd'></iframe><object data=x></object>",
    "Cash ]]&gt;&lt;!--&lt;ix:nonFraction&gt;",
    "&#61;1+1|cmd' /C calc'!A0",
    "&#64;SUM(1) cash",
    "Cash &#27;[31m red",
)


def test_nothing_of_a_caption_runs_in_any_output(tieout: Command, tmp_path: Path) -> None:
    (tmp_path / "case.htm").write_text(statement(*CAPTIONS), encoding="utf-8")
    ended = tieout("run", tmp_path / "case.htm", "--out", tmp_path / "out", "--judge", "none")
    assert [c for c in ended.talk + ended.out if c != "\n" and ord(c) < 32] == []
    folder = tmp_path / "out" / "case"
    assert len(rows_of(folder / "line_items.csv")) > len(CAPTIONS)
    for path in (path for path in folder.rglob("*") if path.is_file()):
        text = path.read_text(encoding="utf-8")
        if path.suffix in (".xml", ".xhtml", ".xsd"):
            assert_harmless(etree.fromstring(text.encode()))
        elif path.suffix == ".csv" and path.name != "facts.csv":
            assert [cell for row in rows_of(path) for cell in row.values() if FORMULA.match(cell)] == [], path.name
        elif path.suffix == ".json":
            json.loads(text)
        elif path.suffix == ".html":
            assert not re.search(r"<script>alert|<img|<iframe|<object|javascript:|@import", text), path.name


def assert_harmless(root: etree._Element) -> None:
    """No element that runs or loads something, no handler, and no style but our own."""
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname.lower()
        assert name not in {"script", "iframe", "object", "img", "a"}
        assert name != "style" or "@import" not in (element.text or "")
        assert [key for key in element.attrib if str(key).lower().startswith("on")] == []
