"""How soon the review page of a large filing is there: made by tieout, painted by a headless Chromium.

In: the sample filing, its statements printed over and over until they hold some 2,000 facts; or, as arguments, filings,
each read with its notes. Out, on stdout: milliseconds to make the page, its size, milliseconds to the first paint, to
the end of loading, to the story of a number and to the next number by its key; medians of some runs. What is fast
enough is not known here.
"""

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

from pipeline.emit.review_page import format_review_page
from pipeline.model import Amount, Fact, Filing, LineItem, Report, Source, Statement
from pipeline.read.sgml import read_submission
from pipeline.reference import Reference, load_reference
from pipeline.run import make_report
from pipeline.workpaper import Register, make_workpaper

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "examples" / "sample-10qsb.txt"
TIMES = 14
RUNS = 5
PAINT = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
LOADED = "return performance.getEntriesByType('navigation')[0].loadEventEnd"
CHOOSE = """
const cells = document.querySelectorAll("td a"), start = performance.now();
cells[Math.floor(cells.length / 2)].click();
document.getElementById("story").getBoundingClientRect();
return performance.now() - start;
"""


STEP = """
const start = performance.now();
document.dispatchEvent(new KeyboardEvent("keydown", {key: "j", bubbles: true}));
document.getElementById("story").getBoundingClientRect();
return performance.now() - start;
"""


def main() -> None:
    """Print a line for each size of filing."""
    reference = load_reference()
    for path in map(Path, sys.argv[1:]):
        filing, findings = read_submission(path.read_bytes(), path.name)
        assert filing is not None
        show(make_report(filing, findings, reference), reference)
    if sys.argv[1:]:
        return
    filing, findings = read_submission(SAMPLE.read_bytes(), SAMPLE.name)
    assert filing is not None
    report = make_report(filing, findings, reference, with_notes=False)
    for times in (1, TIMES):
        show(repeat(report, times), reference)


def show(report: Report, reference: Reference) -> None:
    """Time the making and the painting of one report's page."""
    made = [make(report, reference) for _ in range(RUNS)]
    page = made[0][1]
    untold = sum(len(printed.skipped) for printed in (*report.statements, *report.tables, *report.prose, *report.items))
    seconds = median(seconds for seconds, _ in made)
    print(f"{len(report.facts):5} facts  {untold:5} set aside  make {seconds * 1000:7.1f} ms", end="")
    print(f"  size {len(page) / 1024:6.0f} KiB", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "review.html"
        path.write_bytes(page)
        paint(path)


def make(report: Report, reference: Reference) -> tuple[float, bytes]:
    start = time.perf_counter()
    register = Register(reference.taxonomy, reference.mappings)
    page = format_review_page(report, make_workpaper(report, report, report.findings, register))
    return time.perf_counter() - start, page


def paint(path: Path) -> None:
    """Open the page in a Chromium, if there is one, and ask it when it painted."""
    sys.path.append(str(ROOT / "tests"))
    try:
        import browsers
    except ImportError:
        print("            not painted: selenium is not installed")
        return
    if lacking := browsers.missing():
        print(f"            not painted: {lacking}")
        return
    measured = []
    with browsers.start_browser() as browser:
        for _ in range(RUNS):
            browsers.open_page(browser, path)
            while browser.execute_script(PAINT) is None:
                time.sleep(0.02)
            measured.append([browser.execute_script(script) for script in (PAINT, LOADED, CHOOSE, STEP)])
    first, loaded, chosen, step = (median(times) for times in zip(*measured, strict=True))
    print(f"            first paint {first:5.0f} ms (aim < 1,000)  loaded {loaded:5.0f} ms", end="")
    print(f"  story {chosen:5.0f} ms  next {step:5.0f} ms")


# --- the sample, over and over -----------------------------------------------------------------


def repeat(report: Report, times: int) -> Report:
    """The report with its statements printed ``times`` times, one after the other."""
    (document,) = report.filing.documents
    pages = [page(report, number, len(document.lines)) for number in range(times)]
    lines = tuple(line for _ in range(times) for line in document.lines)
    filing: Filing = replace(report.filing, documents=(replace(document, lines=lines),))
    statements = tuple(statement for printed, _ in pages for statement in printed)
    return replace(report, filing=filing, statements=statements, facts=tuple(f for _, facts in pages for f in facts))


def page(report: Report, number: int, height: int) -> tuple[list[Statement], list[Fact]]:
    """The statements and facts of one printing, ``height`` lines below the one before."""
    down = number * height

    def moved(source: Source) -> Source:
        return replace(source, line=source.line + down)

    def amount(of: Amount) -> Amount:
        return replace(of, source=moved(of.source))

    def item(of: LineItem) -> LineItem:
        return replace(of, source=moved(of.source), amounts=tuple(amount(a) if a else None for a in of.amounts))

    statements = [
        replace(
            statement,
            items=tuple(map(item, statement.items)),
            source=moved(statement.source),
            skipped=tuple(replace(skipped, source=moved(skipped.source)) for skipped in statement.skipped),
            extent=tuple((first + down, last + down) for first, last in statement.extent),
        )
        for statement in report.statements
    ]
    facts = [
        replace(fact, id=f"{fact.id}_{number}", item=item(fact.item), amount=amount(fact.amount))
        for fact in report.facts
    ]
    return statements, facts


if __name__ == "__main__":
    main()
