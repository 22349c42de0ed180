"""How fast HTML becomes facts, beside what only finds its tables or parses it: seconds for each MB on one core.

In: the corpus of real HTML filings where it lies beside the project, else a table of amounts repeated. Out, on stdout:
seconds of processor time for each MB from HTML to laid-out lines, to the facts of the statements and to those of the
notes (all stages, no output written), beside `pandas.read_html` with lxml, and edgartools' `parse_html`, which is no
dependency: it is installed in an environment of its own, in a temporary folder, where pip reaches a package index.
What is fast enough is not known here.
"""

import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import pandas

from pipeline.read.sgml import read_submission
from pipeline.reference import Reference, load_reference
from pipeline.run import make_report

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "html"
AT_MOST = 6
"""Filings that are read: enough for a steady figure."""
PASSES = 3
"""Of several passes the fastest counts: what slows a pass is the machine's other work."""
ROW = "<tr><td>Net sales of region {0}</td><td>$</td><td>{0},204</td><td></td><td>$</td><td>{0},118</td></tr>"
EDGARTOOLS = "edgartools>=5,<6"
SECONDS = 600
"""How long the other environment may take to be made, and to parse."""
PARSE = """
import sys, time
from pathlib import Path
from edgar.documents import parse_html
texts = [Path(path).read_text(encoding="utf-8") for path in sys.argv[2:]]
parse_html(texts[0])
taken = []
for _ in range(int(sys.argv[1])):
    start = time.process_time_ns()
    for text in texts:
        parse_html(text)
    taken.append(time.process_time_ns() - start)
print(min(taken))
"""
"""Run in edgartools' own environment: the passes, then the files."""

Texts = Sequence[tuple[str, bytes]]


def main() -> None:
    """Print a line for each figure."""
    texts = load_texts()
    reference = load_reference()
    report(*texts[0], reference, True)  # what is loaded once for all filings is no filing's
    print(f"{'filings':24}{len(texts)}, {megabytes(texts):.1f} MB")
    show("HTML to lines", texts, read_submission_of)
    facts = show("HTML to facts", texts, lambda name, content: report(name, content, reference, False))
    whole = show("with the notes'", texts, lambda name, content: report(name, content, reference, True))
    tables = show("pandas.read_html", texts, lambda _, content: pandas.read_html(io.BytesIO(content), flavor="lxml"))
    parsed = time_edgartools(texts)
    told = f"{parsed / megabytes(texts):.3f} s/MB" if parsed else "not measured: its environment could not be made"
    print(f"{'edgartools parse_html':24}{told}")
    beside = f"{facts / tables:.2f} times as long as pandas.read_html"
    print(
        f"{'HTML to facts takes':24}{beside}" + (f", edgartools {parsed / facts:.1f} times as long" if parsed else "")
    )
    print(f"{'with the notes':24}{whole / facts:.1f} times as long as without   aim <= 2")


def load_texts() -> Texts:
    """The filings to read, by name."""
    paths = sorted(CORPUS.glob("*.htm"))[:AT_MOST]
    rows = "".join(ROW.format(number) for number in range(100, 999))
    made = f"<html><body><p>{'Orchard tools. ' * 60}</p><p>BALANCE SHEETS</p><table>{rows}</table></body></html>"
    return [(path.name, path.read_bytes()) for path in paths] or [("made.htm", made.encode())]


def read_submission_of(name: str, content: bytes) -> object:
    """The lines of one filing."""
    return read_submission(content, name)


def report(name: str, content: bytes, reference: Reference, with_notes: bool) -> object:
    """The report of one filing."""
    filing, findings = read_submission(content, name)
    return make_report(filing, findings, reference, with_notes) if filing else None


def show(what: str, texts: Texts, work: Callable[[str, bytes], object]) -> Decimal:
    """Print how long one piece of work takes for each MB; how many seconds for all."""
    taken = min(seconds(texts, work) for _ in range(PASSES))
    print(f"{what:24}{taken / megabytes(texts):.3f} s/MB", flush=True)
    return taken


def seconds(texts: Texts, work: Callable[[str, bytes], object]) -> Decimal:
    """The processor time of one pass."""
    start = time.process_time_ns()
    for name, content in texts:
        work(name, content)
    return Decimal(time.process_time_ns() - start).scaleb(-9)


def megabytes(texts: Texts) -> Decimal:
    """The size of all files."""
    return Decimal(sum(len(content) for _, content in texts)).scaleb(-6)


def time_edgartools(texts: Texts) -> Decimal | None:
    """The seconds in which edgartools parses the same files, or None where it cannot be had."""
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder) / "venv" / "bin" / "python"
        paths = [Path(folder) / name for name, _ in texts]
        for path, (_, content) in zip(paths, texts, strict=True):
            path.write_bytes(content)
        steps = (
            [sys.executable, "-m", "venv", str(python.parents[1])],
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", EDGARTOOLS],
            [str(python), "-c", PARSE, str(PASSES), *map(str, paths)],
        )
        clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        clean["EDGAR_LOCAL_DATA_DIR"] = folder
        told = ""
        for step in steps:
            try:
                done = subprocess.run(step, env=clean, capture_output=True, text=True, timeout=SECONDS, check=True)
            except (OSError, subprocess.SubprocessError):
                return None
            told = done.stdout
        return Decimal(told.split()[-1]).scaleb(-9)


if __name__ == "__main__":
    main()
