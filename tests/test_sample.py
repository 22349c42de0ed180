"""The sample filing, whole: every number accounted for, every total proved, every misprint caught."""

import csv
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLE, Command, Ended, Reader, run_file

from pipeline.judge import Judge, Judging
from pipeline.model import Fact, Finding, Report
from pipeline.reference import Reference, load_reference
from pipeline.run import Options, prepare_output

LINES = tuple(SAMPLE.read_text(encoding="utf-8").split("\n"))
STATEMENTS = ("Balance Sheet", "Comprehensive Income", "Statements of Cash Flows")
"""How the title of each statement ends."""
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+|(?<=\s)--(?=\s|$)")
RULE = re.compile(r"\s*[-=][-=\s]*")
UNDETECTABLE = {("50,000,000", "shares authorized")}
"""Printed once and part of no arithmetic: nothing else in the filing tells how many shares are authorized."""
SEED = 20040531


@dataclass(frozen=True)
class Print:
    """A number of a statement: its line (from 1), its first character and its text."""

    line: int
    start: int
    text: str

    @property
    def digits(self) -> list[int]:
        return [position for position, character in enumerate(self.text) if character.isdigit()]


def spans() -> list[tuple[int, int]]:
    """First and last line of each statement, from its title to its last double rule."""
    found = []
    for title in STATEMENTS:
        first = next(n for n, line in enumerate(LINES, 1) if re.fullmatch(rf" +Condensed.* {title}", line))
        notes = next(n for n, line in enumerate(LINES[first:], first + 1) if line.startswith("See notes"))
        found.append((first, max(n for n in range(first, notes) if "====" in LINES[n - 1])))
    return found


def numbers(first: int, last: int) -> Iterator[Print]:
    for line in range(first, last + 1):
        if not RULE.fullmatch(LINES[line - 1]):
            yield from (Print(line, match.start(), match[0]) for match in NUMBER.finditer(LINES[line - 1]))


def amounts() -> list[Print]:
    """Every amount of the three statements: their numbers below the rule under the column headings."""
    found = []
    for first, last in spans():
        body = next(n for n in range(first, last) if "----" in LINES[n - 1])
        found += list(numbers(body, last))
    return found


def totals() -> set[int]:
    """The lines of totals: the first amounts below a single rule, but for those under the headings."""
    found = set()
    for first, last in spans():
        body = next(n for n in range(first, last) if "----" in LINES[n - 1])
        is_ruled = False
        for line in range(body + 1, last + 1):
            text = LINES[line - 1]
            if RULE.fullmatch(text):
                is_ruled = "-" in text
            elif text.strip():
                if is_ruled and list(numbers(line, line)):
                    found.add(line)
                is_ruled = False
    return found


def test_this_test_counts_what_the_filing_prints() -> None:
    assert len(spans()) == 3
    assert len(totals()) == 15
    assert len(amounts()) == 130


def test_the_run_is_clean(judged: tuple[Ended, Path]) -> None:
    ended, _ = judged
    assert (ended.code, ended.talk) == (0, "")


def test_every_number_of_the_statements_is_in_the_ledger(judged: tuple[Ended, Path]) -> None:
    with (judged[1] / SAMPLE.stem / "line_items.csv").open(encoding="utf-8", newline="") as file:
        told = {
            (int(row["line"]), c) for row in csv.DictReader(file) for c in range(int(row["start"]), int(row["end"]))
        }
    printed = [number for first, last in spans() for number in numbers(first, last)]
    assert [n for n in printed if not all((n.line, n.start + c) in told for c in range(len(n.text)))] == []


def test_every_amount_is_a_fact(sample_report: Report) -> None:
    stated = {(fact.amount.source.line, c) for fact in sample_report.facts for c in _characters(fact)}
    assert [amount for amount in amounts() if (amount.line, amount.start) not in stated] == []


def _characters(fact: Fact) -> range:
    return range(fact.amount.source.start, fact.amount.source.end)


def test_every_total_is_proved_in_every_column(sample_report: Report) -> None:
    proved = set()
    for statement in sample_report.statements:
        assert statement.verdict == "proved"
        for found in statement.sums:
            assert False not in found.holds
            proved |= {a.source.line for a in statement.items[found.total].amounts if a}
    assert proved >= totals()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_two_runs_give_the_same_bytes(judged: tuple[Ended, Path], tieout: Command, tmp_path: Path) -> None:
    copied = tmp_path / "elsewhere" / SAMPLE.name
    copied.parent.mkdir()
    shutil.copy(SAMPLE, copied)
    tieout("run", copied, "--out", tmp_path / "again")
    first, again = contents(judged[1]), contents(tmp_path / "again")
    assert sorted(first) == sorted(again)
    assert [name for name in first if first[name] != again[name]] == []


@pytest.fixture(scope="module")
def shuffled(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """The mapping files with their rows in another order."""
    folder = tmp_path_factory.mktemp("shuffled") / "mappings"
    shutil.copytree(ROOT / "mappings", folder)
    order = random.Random(SEED)
    for path in sorted(folder.rglob("*.csv")):
        header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        order.shuffle(rows)
        path.write_text(header + "".join(rows), encoding="utf-8", newline="")
    return load_reference(mappings=folder)


def test_the_order_of_mapping_rows_changes_nothing(reference: Reference, shuffled: Reference, tmp_path: Path) -> None:
    for name, data in (("sorted", reference), ("shuffled", shuffled)):
        prepare_output(tmp_path / name, data)
        run_file(SAMPLE, data, Options(tmp_path / name, Judge(Judging.NONE)))
    first, again = contents(tmp_path / "sorted"), contents(tmp_path / "shuffled")
    assert sorted(first) == sorted(again)
    assert [name for name in first if _without_rows(first[name]) != _without_rows(again[name])] == []


def _without_rows(content: bytes) -> bytes:
    """A file without the line numbers of mapping rows, which is where the order may show."""
    return re.sub(rb"(mappings/[\w/]+\.csv):\d+", rb"\1", content)


def misprint(place: Print, position: int, digit: str) -> str:
    """The filing with one digit of one amount changed."""
    text = LINES[place.line - 1]
    at = place.start + position
    changed = text[:at] + digit + text[at + 1 :]
    return "\n".join((*LINES[: place.line - 1], changed, *LINES[place.line :]))


def is_named(place: Print, label: str, finding: Finding) -> bool:
    """Whether a finding points at an amount's line or says its caption."""
    on_line = any(source.line == place.line for source in (finding.source, *finding.related))
    return on_line or (len(label) > 8 and f"'{label}'" in finding.message)


def label_of(place: Print, report: Report) -> str:
    items = [item for statement in report.statements for item in statement.items]
    return next((item.label for item in items for a in item.amounts if a and a.source.line == place.line), "")


def is_detectable(place: Print) -> bool:
    return not any(place.text == text and words in LINES[place.line - 1] for text, words in UNDETECTABLE)


def escapes(place: Print, positions: list[int], read: Reader, unchanged: Report) -> list[str]:
    """Misprints of an amount that no new finding names."""
    order = random.Random(f"{SEED}:{place.line}:{place.start}")
    label = label_of(place, unchanged)
    found = []
    for position in positions:
        digit = order.choice([digit for digit in "0123456789" if digit != place.text[position]])
        new = set(read(misprint(place, position, digit)).findings) - set(unchanged.findings)
        if not any(is_named(place, label, finding) for finding in new):
            misread = place.text[:position] + digit + place.text[position + 1 :]
            found.append(f"{place.text} as {misread}: {sorted(map(str, new)) or 'no finding'}")
    return found


def id_of(place: Print) -> str:
    return f"{place.line}-{place.text}"


ALTERABLE = [amount for amount in amounts() if amount.digits and is_detectable(amount)]


@pytest.mark.parametrize("place", ALTERABLE, ids=id_of)
def test_a_misprinted_digit_is_caught(place: Print, read: Reader, sample_report: Report) -> None:
    position = random.Random(f"{place.line}:{place.start}").choice(place.digits)
    assert escapes(place, [position], read, sample_report) == []


@pytest.mark.slow
@pytest.mark.parametrize("place", ALTERABLE, ids=id_of)
def test_a_misprint_of_any_digit_is_caught(place: Print, read: Reader, sample_report: Report) -> None:
    assert escapes(place, place.digits, read, sample_report) == []


def test_a_misprint_stops_a_pipeline_of_commands(tieout: Command, tmp_path: Path) -> None:
    """Total current assets 1,429,740 printed as 1,439,740: exit code 3, and both numbers are told."""
    total = next(amount for amount in amounts() if amount.text == "1,429,740")
    misread = tmp_path / "misread.txt"
    misread.write_text(misprint(total, 3, "3"), encoding="utf-8")
    ended = tieout("run", misread, "--out", tmp_path / "out", "--judge", "none")
    assert ended.code == 3
    line = next(line for line in ended.talk.splitlines() if ": error: " in line)
    assert line.startswith(f"misread.txt:{total.line}: error: foot/sum-mismatch: ")
    assert "1,439,740" in line and "1,429,740" in line


def test_prose_moves_lines_and_no_fact(read: Reader, sample_report: Report) -> None:
    """The same filing three lines further down states the same facts."""
    moved = read("\n\n\n" + "\n".join(LINES))
    assert [_unplaced(fact) for fact in moved.facts] == [_unplaced(fact) for fact in sample_report.facts]


def _unplaced(fact: Fact) -> tuple[object, ...]:
    return (fact.concept, fact.context, fact.unit, fact.value, fact.decimals, fact.rule)


def test_what_cannot_be_negative_is_told(read: Reader) -> None:
    text = SAMPLE.read_text(encoding="utf-8").replace(" 16,258,730 ", "(16,258,730)", 1)
    told = [str(finding) for finding in read(text).findings if finding.code.id == "check/sign"]
    assert len(told) == 1
    assert "'Basic' is stored as WeightedAverageNumberOfSharesOutstandingBasic -16,258,730" in told[0]


def test_a_row_added_against_its_parentheses_is_told(read: Reader) -> None:
    text = SAMPLE.read_text(encoding="utf-8").replace("$    206,695", "$   (206,695)", 1)
    told = [str(finding) for finding in read(text).findings if finding.code.id == "foot/odd-sign"]
    assert len(told) == 1
    assert "'Cash and cash equivalents' is printed as negative, but 'Total current assets' adds up only if" in told[0]
