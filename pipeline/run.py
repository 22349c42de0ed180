"""One filing, from bytes to a folder of outputs: the order of the stages, and their isolation.

In: an input and its bytes, the reference data, where to put what comes out. Out: an `Outcome`. Each stage is
pure; this module alone knows their order, writes files, and turns a crash into a finding. Where the bytes
come from, and how many filings there are, it refuses to know.
"""

import errno
import hashlib
import shutil
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pipeline import codes
from pipeline.census import Census, reasons_for_silence, take_census
from pipeline.checks import check
from pipeline.compare import compare
from pipeline.cover import beside_statements, complete_filing, read_cover
from pipeline.emit.comparison import format_comparison
from pipeline.emit.dts import format_extension, write_taxonomy
from pipeline.emit.findings import format_findings
from pipeline.emit.inline import format_inline
from pipeline.emit.ledger import format_ledger
from pipeline.emit.review import format_review
from pipeline.emit.review_page import format_review_page
from pipeline.emit.xbrl_csv import format_xbrl_csv
from pipeline.emit.xbrl_json import format_xbrl_json
from pipeline.emit.xbrl_xml import format_xbrl_xml
from pipeline.extension import extend
from pipeline.extract import extract, extract_tables
from pipeline.foot import foot
from pipeline.industries import industries_of
from pipeline.inputs import Input
from pipeline.judge import Dts, Judge
from pipeline.locate import locate
from pipeline.model import Compared, Filing, Finding, Report, Severity, Source, Statement, StatementKind
from pipeline.notes import Notes, as_note, continue_tables, read_notes, state_figures, state_sentences
from pipeline.official import adopt
from pipeline.origins import trace
from pipeline.read.inline import read_inline
from pipeline.read.line_items import read_line_items
from pipeline.read.sgml import read_submission
from pipeline.reference import Reference
from pipeline.suppressions import suppress
from pipeline.tables import DataError, Problem, loading
from pipeline.tag import tag
from pipeline.taxonomy import Taxonomy
from pipeline.workpaper import Register, make_workpaper


@dataclass(frozen=True, slots=True)
class Options:
    """What the user chose for a run."""

    out: Path
    judge: Judge = field(default_factory=Judge)
    as_of: date | None = None
    """The day that suppressions are held against, in the place of the filing's own."""
    compares_inline: bool = False
    """Whether facts are compared with the tags of an input that is inline XBRL itself."""
    with_notes: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one input: exactly one of done, done_with_findings, rejected and quarantined."""

    path: str
    id: str
    outcome: str
    reason: str
    sha256: str
    size: int
    findings: tuple[Finding, ...]
    report: Report | None = None
    """What was written, with these findings; None for an input that gives no report."""
    census: Census = field(default=Census(0, 0, 0, 0))
    outputs: dict[str, str] = field(default_factory=dict)
    """Hashes of the files written, by their path below the output folder."""
    compared: tuple[Compared, ...] = ()
    """What became of the filer's own tags, where they were to be compared and there are any."""

    @property
    def statements(self) -> tuple[Statement, ...]:
        return self.report.statements if self.report else ()


def prepare_output(out: Path, reference: Reference) -> None:
    """Make the output folder and the taxonomy in it, or say why that cannot be; what a killed run left goes.

    The package is written once for one state of the taxonomy's tables: its hash stands beside it.
    """
    mark, aside = out / "taxonomy" / "tables.sha256", out / ".taxonomy.partial"
    try:
        out.mkdir(parents=True, exist_ok=True)
        if (out / "run.json").is_dir():
            raise IsADirectoryError(errno.EISDIR, "a folder stands where run.json is to be written")
        for leftover in [*out.glob(".*.partial"), *out.glob(".*.old")]:
            shutil.rmtree(leftover, ignore_errors=True)
        if mark.is_file() and mark.read_text().strip() == reference.taxonomy_hash:
            return
        if reference.package:
            aside.mkdir()
            shutil.copyfile(reference.package.path, aside / "official.zip")
        else:
            write_taxonomy(reference.taxonomy, aside)
        (aside / mark.name).write_text(reference.taxonomy_hash + "\n")
        _put_in_place(aside, out / "taxonomy")
    except OSError as error:
        shutil.rmtree(aside, ignore_errors=True)
        message = f"cannot be written: {error.strerror}; choose another folder with --out"
        raise DataError([Problem(Source(str(out), 1), message)]) from error


def run_filing(entry: Input, content: bytes, reference: Reference, options: Options) -> Outcome:
    """Process what one input holds: whatever happens, it ends in one outcome and costs no other filing.

    A pure function but for the folder ``entry.id`` below ``options.out``, which it makes or removes; before the
    first filing, `prepare_output` makes ``options.out``. The one place where a crash becomes a finding.
    """
    try:
        return _run(entry, content, reference, options)
    except OSError as error:
        advice = "make room" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "move what is in their place"
        message = f"the outputs cannot be written: {error.strerror or error}; {advice}"
        return refuse(entry, content, [Finding(codes.RUN_UNWRITABLE, message, Source(entry.name, 1))], options)
    except Exception as error:  # noqa: BLE001 - a crash costs this filing only
        where = traceback.extract_tb(error.__traceback__)[-1]
        message = f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
        finding = Finding(codes.RUN_CRASHED, message, Source(entry.name, 1))
        return replace(refuse(entry, content, [finding], options), outcome="quarantined")


def refuse(entry: Input, content: bytes, findings: Sequence[Finding], options: Options) -> Outcome:
    """The outcome of an input that gives no report; what an earlier run wrote in its folder is not of it and goes."""
    shutil.rmtree(options.out / entry.id, ignore_errors=True)
    digest = hashlib.sha256(content).hexdigest()
    return Outcome(entry.name, entry.id, "rejected", findings[0].message, digest, len(content), tuple(findings))


def _run(entry: Input, content: bytes, reference: Reference, options: Options) -> Outcome:
    filing, findings = read_line_items(content) if entry.is_line_items else read_submission(content, entry.name)
    if filing is None:
        return refuse(entry, content, findings, options)
    report = make_report(_with_stated(filing, entry.stated), findings, reference, options.with_notes)
    if not report.statements:
        return refuse(entry, content, trace(report).findings, options)
    census = take_census(report)
    if census.lost:
        message = f"{census.lost} of {census.printed} printed numbers are not in the ledger"
        report = replace(report, findings=(*report.findings, Finding(codes.RUN_UNACCOUNTED, message, filing.source)))
    pages, report = report, trace(report)
    report, compared = _with_compared(report, reference.taxonomy) if options.compares_inline else (report, ())
    report, outputs = _write(entry.id, _Written(pages, report, compared), reference, options)
    outcome = "done_with_findings" if any(f.severity is Severity.ERROR for f in report.findings) else "done"
    digest = hashlib.sha256(content).hexdigest()
    return Outcome(
        entry.name, entry.id, outcome, "", digest, len(content), report.findings, report, census, outputs, compared
    )


def _with_compared(report: Report, taxonomy: Taxonomy) -> tuple[Report, tuple[Compared, ...]]:
    """The report with findings on the filer's own tags, and what became of each of these."""
    tagged, found = read_inline(report.filing, frozenset(taxonomy.namespaces.values()))
    compared, more = compare(report, tagged)
    return replace(report, findings=(*report.findings, *found, *more)), compared


def _with_stated(filing: Filing, stated: Mapping[str, str]) -> Filing:
    """The filing with what a manifest states of it in the place of what its header says."""
    cik = stated.get("cik", "").lstrip("0")
    period = stated.get("period")
    return replace(
        filing,
        cik=cik.zfill(10) if cik.isdigit() else filing.cik,
        form=stated.get("form") or filing.form,
        period_of_report=date.fromisoformat(period) if period else filing.period_of_report,
    )


@loading()
def make_report(filing: Filing, findings: Iterable[Finding], reference: Reference, with_notes: bool = True) -> Report:
    """The stages from a filing to its report, in their order, without any output."""
    found = list(findings)
    cover = read_cover(filing)
    filing = complete_filing(filing, cover)
    read, more = _read_statements(filing)
    found += more
    cover = beside_statements(cover, read)
    footed = [foot(statement) for statement in read]
    statements = [statement for statement, _ in footed]
    found += [finding for _, more in footed for finding in more]
    facts, more = tag(statements, cover, filing, reference.taxonomy, reference.mappings)
    found += more
    notes = read_notes(filing, statements, facts, reference.taxonomy, reference.mappings) if with_notes else Notes()
    found += notes.findings
    tables = _read_tables(notes, filing)
    figures, more = state_figures(notes, tables, facts, reference.taxonomy, reference.mappings)
    found += more
    said = state_sentences(notes, filing, [*facts, *figures], reference.taxonomy, reference.mappings)
    found += said.findings
    adopted, more = adopt([*facts, *notes.facts, *figures, *said.facts], reference.taxonomy)
    found += more
    extension, more = extend(filing, [*statements, *tables], adopted, reference.taxonomy)
    found += more
    beside = (notes.blocks, tables, said.statements, notes.items)
    report = Report(filing, tuple(statements), tuple(adopted), (), extension, *beside)
    stated = tuple(fact for fact in adopted if fact.statement not in (StatementKind.NOTE, StatementKind.PROSE))
    found += check(replace(report, facts=stated), reference.taxonomy)
    return replace(report, findings=_sorted(found))


def _read_tables(notes: Notes, filing: Filing) -> tuple[Statement, ...]:
    """The tables of the notes, read as statements are; what is odd about one is for its rows of the ledger to tell."""
    read = continue_tables(extract_tables(notes.tables, filing))
    return tuple(foot(as_note(notes, table, block))[0] for block, table in read)


def _read_statements(filing: Filing) -> tuple[Sequence[Statement], list[Finding]]:
    """The statements that the filing prints, or those that another tool has read of it."""
    if filing.statements:
        return filing.statements, []
    blocks, found = locate(filing)
    statements, more = extract(blocks, filing)
    return statements, [*found, *more]


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(set(findings), key=lambda f: (f.source, f.code.id, f.message)))


@dataclass(frozen=True, slots=True)
class _Written:
    """What is written of a filing: its report, the same with places on the laid-out pages, and what was compared."""

    pages: Report
    report: Report
    compared: tuple[Compared, ...]


def _write(stem: str, written: _Written, reference: Reference, options: Options) -> tuple[Report, dict[str, str]]:
    """Write the outputs aside, have them judged, and put the folder in place whole."""
    aside = options.out / f".{stem}.partial"
    shutil.rmtree(aside, ignore_errors=True)
    try:
        _write_facts(aside, stem, written, reference.taxonomy)
        dts = Dts(tuple(sorted((options.out / "taxonomy").glob("*.zip"))), reference.taxonomy.elements.schema)
        judged = options.judge.judge(aside, dts)
        report = written.report
        found = suppress([*report.findings, *judged], report.filing, options.as_of, reference.suppressions)
        report = replace(report, findings=_sorted(found))
        register = Register(reference.taxonomy, reference.mappings, industries_of(report.filing.industry_code))
        workpaper = make_workpaper(written.pages, written.report, report.findings, register)
        (aside / "review.html").write_bytes(format_review_page(written.pages, workpaper))
        (aside / "findings.json").write_bytes(format_findings(report))
        outputs = {
            f"{stem}/{file.relative_to(aside).as_posix()}": hashlib.sha256(file.read_bytes()).hexdigest()
            for file in sorted(aside.rglob("*"))
            if file.is_file()
        }
        _put_in_place(aside, options.out / stem)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return report, outputs


def _write_facts(folder: Path, stem: str, written: _Written, taxonomy: Taxonomy) -> None:
    """Write a report's facts in every form; only inline XBRL and the review show the pages as they were laid out."""
    schema = f"extension/{stem}.xsd"
    pages, report = written.pages, written.report
    facts, metadata = format_xbrl_csv(report, taxonomy, schema)
    files = {
        "report.xml": format_xbrl_xml(report, taxonomy, schema),
        "report.json": format_xbrl_json(report, taxonomy, schema),
        "facts.csv": facts,
        "facts-metadata.json": metadata,
        "line_items.csv": format_ledger(report, reasons_for_silence(report)),
        "review.csv": format_review(report, pages),
    }
    if report.filing.documents:
        files["report.xhtml"] = format_inline(pages, taxonomy, schema)
    if written.compared:
        files["compare.csv"] = format_comparison(written.compared)
    files |= {
        f"extension/{name}": content for name, content in format_extension(report.extension, taxonomy, stem).items()
    }
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _put_in_place(aside: Path, place: Path) -> None:
    """Make a finished folder appear under its name by one rename."""
    old = place.with_name(f".{place.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.is_file():
        raise NotADirectoryError(errno.ENOTDIR, f"a file stands where the folder {place.name} is to be", str(place))
    if place.exists():
        place.rename(old)
    aside.rename(place)
    shutil.rmtree(old, ignore_errors=True)
