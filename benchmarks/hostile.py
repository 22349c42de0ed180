"""What hostile HTML costs: seconds and peak memory for each attack, in full size.

In: nothing; the attacks are made here. Out, on stdout: for each how large it is, how long it takes from its bytes to
facts or to its refusal, and the most memory that the process has held. What is too much is not known here: `tieout run`
ends a filing that takes more than its `--timeout` and 4 GB.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal

from pipeline.read.sgml import read_submission
from pipeline.reference import load_reference
from pipeline.run import make_report

WORDS = "<p>" + "This report speaks of ladders, which cost $ 1,204 each. " * 20 + "</p><p>BALANCE SHEETS</p>"
MEGABYTE = 1_000_000
MARKED = f"Cash       1,204     1,118\nLoans      1,204 {'(a)' * 630}.\nBonds      1,204 {'(1) (a)*' * 230}(5\n"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def marked(*marks: str) -> str:
    """A table with an amount for each mark, with 20,000 of it behind, of which the last is none."""
    cells = "".join(f"<td>1,204 {mark * 20_000}x</td><td>{mark * 20_000}x</td>" for mark in marks)
    return f"<table><tr><td>Cash</td><td>1,118</td>{cells}</tr></table>"


ATTACKS: dict[str, Callable[[], str]] = {
    "nothing": lambda: "",
    "100 MB of nested tables": lambda: "<table><tr><td>" * (100 * MEGABYTE // 15),
    "100 MB, long nested tags": lambda: f"<table title='{'x' * 100}'><tr><td>" * (100 * MEGABYTE // 124),
    "1 million empty cells": lambda: "<table><tr>" + "<td></td>" * MEGABYTE + "</tr></table>",
    "1 million empty rows": lambda: "<table>" + "<tr><td></td></tr>" * (MEGABYTE // 2) + "</table>",
    "1 million cells, 1 row": lambda: "<table><tr>" + "<td>1</td>" * MEGABYTE + "</tr></table>",
    "100,000 levels deep": lambda: "<div>" * 100_000 + "1,204" + "</div>" * 100_000,
    "100,000 hidden levels": lambda: "<div style='display:none'>" * 100_000 + "1,204",
    "billion laughs": lambda: f'<!DOCTYPE html [<!ENTITY l0 "ha">{LAUGHS}]><p>&l9;</p>',
    "colspan=1000000": lambda: "<table>" + "<tr><td colspan=1000000 rowspan=1000000>1</td></tr>" * 100_000 + "</table>",
    "unclosed tags": lambda: "<p><b><i><td><tr><li>1" * 100_000,
    "unclosed comments": lambda: "<!--" * 5 * MEGABYTE,
    "unclosed quotes": lambda: "<a b='" * 2 * MEGABYTE,
    "one word of 10 MB": lambda: "a" * 10 * MEGABYTE,
    "one number of 10 MB": lambda: "1," * 5 * MEGABYTE,
    "a cell of 10 MB": lambda: "<table><tr><td>Cash</td><td>" + "1 (" * (10 * MEGABYTE // 3) + "</td></tr></table>",
    "1,500 rows of marks": lambda: f"<pre>\n{MARKED * 500}</pre>",
    "100,000 marks in cells": lambda: marked("(a)", "(1)", "(1), ", "*", "[2]", "(1,a) "),
    "a reference of 10 MB": lambda: "&#" + "9" * 10 * MEGABYTE + ";",
    "white print": lambda: "<p>" + "x" * MEGABYTE + "<font color=white>" + "a<b>)</b>" * (MEGABYTE // 5),
    "noughts": lambda: "\0" * 10 * MEGABYTE,
}


def main() -> None:
    """Print a line for each attack, each made and read in a process of its own."""
    for name in ATTACKS:
        done = subprocess.run([sys.executable, __file__, name], capture_output=True, text=True, check=False)
        print(done.stdout.strip() or f"{name:26}failed: {done.stderr.strip().splitlines()[-1]}", flush=True)


def measure(name: str) -> None:
    """Read one attack and print what it cost."""
    reference = load_reference()
    content = f"<html><body>{WORDS}{ATTACKS[name]()}</body></html>".encode()
    start = time.perf_counter_ns()
    filing, findings = read_submission(content, "hostile.htm")
    report = make_report(filing, findings, reference) if filing else None
    taken = Decimal(time.perf_counter_ns() - start).scaleb(-9)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1 if sys.platform != "darwin" else 1024)
    said = (report.findings if report else findings)[0].code.id
    size = Decimal(len(content)).scaleb(-6)
    print(f"{name:26}{size:>6.1f} MB {taken:>7.2f} s {peak // 1024:>6} MB of memory  {said}")


if __name__ == "__main__":
    measure(sys.argv[1]) if sys.argv[1:] else main()
