"""How fast HTML becomes facts, beside what only finds its tables: seconds for each MB on one core.

In: the corpus of real HTML filings where it lies beside the project, else a table of amounts repeated. Out, on stdout:
seconds for each MB from HTML to laid-out lines and from HTML to facts (all stages, no output written), beside
`pandas.read_html` with lxml, and edgartools where it can be imported; it is no dependency. What is fast enough is
not known here.
"""

import importlib.util
import io
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from importlib import import_module
from pathlib import Path

from pipeline.read.sgml import read_submission
from pipeline.run import Reference, load_reference, make_report

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "html"
AT_MOST = 6
"""Filings that are read: enough for a steady figure."""
ROW = "<tr><td>Net sales of region {0}</td><td>$</td><td>{0},204</td><td></td><td>$</td><td>{0},118</td></tr>"

Texts = Sequence[tuple[str, bytes]]


def main() -> None:
    """Print a line for each figure."""
    texts = load_texts()
    size = sum(len(content) for _, content in texts)
    reference = load_reference()
    print(f"{'filings':24}{len(texts)}, {Decimal(size).scaleb(-6):.1f} MB")
    show("HTML to lines", texts, lay_out)
    report(*texts[0], reference)  # what is loaded once for all filings is no filing's
    show("HTML to facts", texts, lambda name, content: report(name, content, reference))
    if importlib.util.find_spec("pandas"):
        read_html = import_module("pandas").read_html
        show("pandas.read_html", texts, lambda _, content: read_html(io.BytesIO(content), flavor="lxml"))
    if importlib.util.find_spec("edgar"):
        parse_html = import_module("edgar.documents").parse_html
        show("edgartools parse_html", texts, lambda _, content: parse_html(content.decode()))
    else:
        print(f"{'edgartools parse_html':24}not installed")


def load_texts() -> Texts:
    """The filings to read, by name."""
    paths = sorted(CORPUS.glob("*.htm"))[:AT_MOST]
    rows = "".join(ROW.format(number) for number in range(100, 999))
    made = f"<html><body><p>{'Orchard tools. ' * 60}</p><p>BALANCE SHEETS</p><table>{rows}</table></body></html>"
    return [(path.name, path.read_bytes()) for path in paths] or [("made.htm", made.encode())]


def lay_out(name: str, content: bytes) -> object:
    """The lines of one filing."""
    return read_submission(content, name)


def report(name: str, content: bytes, reference: Reference) -> object:
    """The report of one filing."""
    filing, findings = read_submission(content, name)
    return make_report(filing, findings, reference) if filing else None


def show(what: str, texts: Texts, work: Callable[[str, bytes], object]) -> None:
    """Print how long one piece of work takes for each MB."""
    start = time.perf_counter_ns()
    for name, content in texts:
        work(name, content)
    taken = Decimal(time.perf_counter_ns() - start).scaleb(-9)
    size = Decimal(sum(len(content) for _, content in texts)).scaleb(-6)
    print(f"{what:24}{taken / size:.3f} s/MB", flush=True)


if __name__ == "__main__":
    main()
