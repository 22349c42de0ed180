"""For every code of the catalogue a right case that passes it in silence and a broken one that it is told of.

Not a test: `test_rules` runs each. Most cases are a small filing and what breaks it (`rule_texts`); what is found of
bytes, of emitted files, of the filer's own tags and of tieout's own work is brought about here.
"""

import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from cases import make_case_report, make_filing
from cases import reference as load_once
from conftest import run_command, run_file
from items import Row, format_csv
from reports import change as change_fact
from reports import example_report, shipped_taxonomy, write_report
from rule_texts import BROKEN, RIGHT, Edit, change
from test_official import files_of, write_package

from pipeline.batch import process
from pipeline.census import Census
from pipeline.codes import JUDGE_MESSAGE
from pipeline.compare import compare
from pipeline.emit.dts import format_taxonomy_package
from pipeline.emit.inline import format_inline
from pipeline.inputs import Input
from pipeline.judge import Dts, Judge, Judging
from pipeline.model import Finding, Report, Schedule, ScheduleValue, Source, Suppression
from pipeline.official import plug_in
from pipeline.origins import trace
from pipeline.package import load_package
from pipeline.read.inline import read_inline
from pipeline.read.line_items import read_line_items, split_filings
from pipeline.read.sgml import read_submission
from pipeline.run import Options, make_report, prepare_output
from pipeline.suppressions import suppress


@dataclass(frozen=True)
class Bench:
    """What a case may use: a folder of its own, and patches that are taken back."""

    folder: Path
    patch: pytest.MonkeyPatch


Case = Callable[[Bench, bool], set[str]]
"""The ids of what is found in the broken case, or in the right one."""


def ids(findings: Iterable[Finding]) -> set[str]:
    return {finding.code.id for finding in findings}


def ids_told(talk: str) -> set[str]:
    """The codes of what a command says."""
    return set(re.findall(r": (?:error|warning|info): ([a-z]+/[a-z-]+): ", talk))


# --- of a filing ------------------------------------------------------------------------------


def of_text(id: str) -> Case:
    right, edit = BROKEN[id]
    return lambda bench, is_broken: ids(make_case_report(edit(right) if is_broken else right).findings)


def of_bytes(broken: bytes) -> Case:
    return lambda bench, is_broken: ids(read_submission(broken if is_broken else RIGHT.encode(), "case.txt")[1])


def too_large(bench: Bench, is_broken: bool) -> set[str]:
    """The limit is lowered, so that the case need not hold 200 MB."""
    if is_broken:
        bench.patch.setattr("pipeline.read.sgml.MAX_BYTES", 1000)
    return ids(read_submission(RIGHT.encode(), "case.txt")[1])


ROW: Row = {"statement": "income_statement", "label": "Net sales", "start": "2003-01-01", "end": "2003-12-31"}


def of_line_items(**wrong: str) -> Case:
    """One row of line items, and the cells that make it wrong."""

    def case(bench: Bench, is_broken: bool) -> set[str]:
        cells = {**ROW, "unit": "money", "order": "1", "value": "1204", **(wrong if is_broken else {})}
        row = {name: text for name, text in cells.items() if text}
        (rows,) = split_filings(format_csv([row]), "items.csv").values()
        return ids(read_line_items(rows)[1])

    return case


def of_schedule(broken: tuple[str, int], right: tuple[str, int]) -> Case:
    """A value of the filer's own schedule that the rule tells of, and one that it does not."""

    def case(bench: Bench, is_broken: bool) -> set[str]:
        tag, value = broken if is_broken else right
        stated = ScheduleValue(tag, Decimal(value), Decimal(1), Source("case.txt", 90))
        filing = replace(make_filing(RIGHT), schedules=(Schedule(date(1995, 6, 30), 6, (stated,)),))
        return ids(make_report(filing, [], load_once()).findings)

    return case


def not_in_package(bench: Bench, is_broken: bool) -> set[str]:
    files = files_of(load_once().taxonomy, frozenset({"InventoryNet"} if is_broken else ()))
    official = plug_in(load_once().taxonomy, load_package(write_package(bench.folder / "p.zip", files)))
    return ids(make_report(make_filing(RIGHT), [], replace(load_once(), taxonomy=official)).findings)


def expired(bench: Bench, is_broken: bool) -> set[str]:
    decision = Suppression("0001234567", "check/sign", "a refund", "Jane Doe", date(2004, 12, 31), Source("s.csv", 2))
    return ids(suppress([], make_filing(RIGHT), date(2005 if is_broken else 2004, 1, 1), [decision]))


# --- of the filer's own tags -------------------------------------------------------------------


@cache
def in_tags() -> str:
    """The right filing as inline XBRL, as our own output has it, less what only the header states of its cover."""
    text = format_inline(make_case_report(RIGHT), shipped_taxonomy(), "extension/case.xsd").decode()
    return re.sub(r"<ix:nonNumeric [^>]*cover[^>]*>.*?</ix:nonNumeric>", "", text)


def of_tags(edit: Edit) -> Case:
    """The right filing with its own tags, and what is changed in them."""
    return lambda bench, is_broken: compared(edit(in_tags()) if is_broken else in_tags())


TAG = r'<ix:nonFraction[^>]*name="gaap:InventoryNet"[^>]*>'


def of_one_tag(old: str, new: str) -> Edit:
    """What changes the first tag of the inventories."""

    def edit(text: str) -> str:
        tag = re.findall(TAG, text)[0]
        changed = re.sub(old, new, tag)
        assert changed != tag
        return text.replace(tag, changed, 1)

    return edit


def one_more_tag(before: str) -> Edit:
    """What tags a number that is no fact, before these words."""

    def edit(text: str) -> str:
        context, unit = re.findall(r'<ix:nonFraction[^>]*contextRef="([^"]*)" unitRef="([^"]*)"', text)[0]
        tag = (
            f'<ix:nonFraction name="gaap:Land" contextRef="{context}" unitRef="{unit}" decimals="0">7</ix:nonFraction>'
        )
        return text.replace(before, f"{tag} {before}", 1)

    return edit


def untag(text: str) -> str:
    return re.sub(TAG + r"([^<]*)</ix:nonFraction>", r"\1", text, count=1)


def compared(text: str) -> set[str]:
    filing, findings = read_submission(text.encode(), "report.xhtml")
    assert filing is not None, findings
    report = trace(make_report(filing, findings, load_once()))
    tagged, told = read_inline(report.filing, frozenset(shipped_taxonomy().namespaces.values()))
    return ids([*told, *compare(report, tagged)[1]])


# --- of emitted files --------------------------------------------------------------------------


@cache
def example() -> Report:
    return example_report(shipped_taxonomy())


def of_judge(spoil: Callable[[Path], Path]) -> Case:
    """The example report in every form, and the same with something wrong in it."""
    return lambda bench, is_broken: verdict(spoil(bench.folder), bench.folder) if is_broken else of_right(bench.folder)


def verdict(acme: Path, folder: Path, judging: Judging = Judging.ALL) -> set[str]:
    package = folder / "taxonomy.zip"
    package.write_bytes(format_taxonomy_package(shipped_taxonomy()))
    return ids(Judge(judging).judge(acme, Dts((package,), shipped_taxonomy().elements.schema)))


_RIGHT: list[set[str]] = []


def of_right(folder: Path) -> set[str]:
    """The verdict on the report that is right, asked for once: Arelle takes longer to start than most tests."""
    if not _RIGHT:
        _RIGHT.append(verdict(write_report(example(), folder / "acme"), folder))
    return _RIGHT[0]


def wrong_sum(folder: Path) -> Path:
    return write_report(change_fact(example(), "f103_0", Decimal(1695000)), folder / "acme")


def schema_from_two_places(folder: Path) -> Path:
    acme = write_report(example(), folder / "acme")
    shutil.copytree(acme / "extension", acme / "again")
    reference = '<link:schemaRef xlink:type="simple" xlink:href="extension/acme.xsd"/>'
    text = (acme / "report.xml").read_text(encoding="utf-8")
    assert reference in text
    twice = reference + reference.replace("extension", "again")
    (acme / "report.xml").write_text(text.replace(reference, twice), encoding="utf-8")
    return acme


def one_fact_fewer(folder: Path) -> Path:
    acme = write_report(example(), folder / "acme")
    fewer = write_report(replace(example(), facts=example().facts[:-1]), folder / "fewer")
    shutil.copy(fewer / "facts.csv", acme / "facts.csv")
    return acme


def passed(bench: Bench, is_broken: bool) -> set[str]:
    """Told of the report that is right."""
    return of_right(bench.folder) if is_broken else verdict(wrong_sum(bench.folder), bench.folder)


def skipped(bench: Bench, is_broken: bool) -> set[str]:
    return verdict(bench.folder, bench.folder, Judging.NONE) if is_broken else of_right(bench.folder)


def disagrees(bench: Bench, is_broken: bool) -> set[str]:
    """A warm judge that calls a right report wrong."""
    if is_broken:
        wrong = Finding(JUDGE_MESSAGE, "xbrl.1:wrong: all of it", Source("report.xml", 1))
        bench.patch.setattr("pipeline.judge.Warm.judge", lambda *_: [wrong])
        return verdict(write_report(example(), bench.folder / "acme"), bench.folder)
    return of_right(bench.folder)


# --- of tieout's own work ----------------------------------------------------------------------


def of_run(hinder: Callable[[Bench], object]) -> Case:
    """A run over the right filing, and one that something is in the way of."""

    def case(bench: Bench, is_broken: bool) -> set[str]:
        path, options = bench.folder / "case.txt", Options(bench.folder / "out", Judge(Judging.NONE))
        path.write_text(RIGHT, encoding="utf-8")
        prepare_output(options.out, load_once())
        if is_broken:
            hinder(bench)
        return ids(run_file(path, load_once(), options).findings)

    return case


def crash(*_: object) -> Census:
    raise ZeroDivisionError("of a bug")


def unreadable(bench: Bench, is_broken: bool) -> set[str]:
    """A file that is gone when its turn comes."""
    path, options = bench.folder / "case.txt", Options(bench.folder / "out", Judge(Judging.NONE))
    prepare_output(options.out, load_once())
    (options.out / ".journal").mkdir()
    if not is_broken:
        path.write_text(RIGHT, encoding="utf-8")
    return ids_told("\n".join(process(Input("case.txt", path, id="case"), load_once(), options).talk))


NUMBERED = "ACCESSION NUMBER: 0000000001-95-00000{}\n<DOCUMENT>\n<TYPE>10-Q\n<TEXT>\n" + RIGHT.partition("\n\n")[2]
"""The right filing under an accession number."""


def with_endless_amount(text: str) -> str:
    """The filing in billions, with an amount of more than thirty digits before the point."""
    amount = ("9" + ",999" * 7).rjust(41)
    titled = change("BALANCE SHEETS\n", "BALANCE SHEETS\n                       (In billions)\n")(text)
    return change("Inventories                                9,118,204", "Inventories" + amount)(titled)


def of_load(right: str, broken: str) -> Case:
    """A load of a run over one filing and another, the right one or the broken."""

    def case(bench: Bench, is_broken: bool) -> set[str]:
        (bench.folder / "first.txt").write_text(NUMBERED.format(1), encoding="utf-8")
        (bench.folder / "second.txt").write_text(broken if is_broken else right, encoding="utf-8")
        run_command("run", bench.folder, "--out", bench.folder / "out", "--judge", "none")
        return ids_told(run_command("load", bench.folder / "out").talk)

    return case


CASES: dict[str, Case] = {
    **{id: of_text(id) for id in BROKEN},
    "read/empty": of_bytes(b" \n"),
    "read/binary": of_bytes(b"%PDF-1.4\x00\x01" + RIGHT.encode()),
    "read/not-a-filing": of_bytes(b"Dear shareholders, this year was a good one. " * 10),
    "read/too-large": too_large,
    "read/unreadable": unreadable,
    "read/line-item": of_line_items(value="n/a"),
    "read/no-order": of_line_items(order=""),
    "check/schedule-agrees": of_schedule(("TOTAL-ASSETS", 11228534), ("TOTAL-ASSETS", 11282534)),
    "check/schedule-disagrees": of_schedule(("TOTAL-ASSETS", 11282534), ("TOTAL-ASSETS", 11228534)),
    "check/schedule-not-stated": of_schedule(("PP&E", 4020), ("TOTAL-ASSETS", 11228534)),
    "tag/not-in-package": not_in_package,
    "suppression/expired": expired,
    "compare/no-tags": of_tags(lambda _: RIGHT),
    "compare/not-well-formed": of_tags(lambda text: text.replace("<pre>", "<pre><b>", 1)),
    "compare/unreadable-tag": of_tags(of_one_tag('contextRef="[^"]*"', 'contextRef="none"')),
    "compare/agrees": lambda bench, is_broken: compared(in_tags() if is_broken else RIGHT),
    "compare/different-concept": of_tags(of_one_tag('name="[^"]*"', 'name="gaap:Land"')),
    "compare/different-value": of_tags(of_one_tag(' format="', ' sign="-" format="')),
    "compare/different-context": of_tags(
        lambda text: of_one_tag('contextRef="[^"]*"', f'contextRef="{a_span(text)}"')(text)
    ),
    "compare/missing": of_tags(one_more_tag("Total assets")),
    "compare/missing-elsewhere": of_tags(one_more_tag("prepared without audit")),
    "compare/untagged": of_tags(untag),
    "judge/arelle": of_judge(wrong_sum),
    "judge/arelle-warning": of_judge(schema_from_two_places),
    "judge/different-facts": of_judge(one_fact_fewer),
    "judge/passed": passed,
    "judge/skipped": skipped,
    "judge/disagrees": disagrees,
    "run/unwritable": of_run(lambda bench: (bench.folder / "out" / "case").write_text("in the way")),
    "run/crashed": of_run(lambda bench: bench.patch.setattr("pipeline.run.take_census", crash)),
    "run/unaccounted": of_run(
        lambda bench: bench.patch.setattr("pipeline.run.take_census", lambda _: Census(10, 7, 1, 2))
    ),
    "load/does-not-fit": of_load(NUMBERED.format(2), with_endless_amount(NUMBERED.format(2))),
    "load/repeated-accession": of_load(NUMBERED.format(2), NUMBERED.format(1)),
}
"""For each code its case."""


def a_span(text: str) -> str:
    """The context of a fact that is of a period."""
    (context, *_) = re.findall(r'name="gaap:NetIncomeLoss" contextRef="([^"]*)"', text)
    return str(context)
