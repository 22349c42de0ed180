"""What the notes cost: processor seconds of a filing with its notes and without, all stages and outputs, no judge.

In: filings of ``../shared``, HTML and text, or the sample where they are absent. Out, on stdout: for each corpus the
seconds of a filing without its notes and with them, how many times as long that is, and the same for the dearest. Each
of the two is measured by a process of its own that has read one other filing: what is loaded once for all is no
filing's, and what one way keeps is no help to the other. What is cheap enough is told beside it, not enforced.
"""

import gc
import multiprocessing
import tempfile
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from pipeline.batch import GARBAGE
from pipeline.inputs import Input, collect_inputs, read_input
from pipeline.judge import Judge, Judging
from pipeline.read.sgml import MAX_BYTES
from pipeline.reference import Reference, load_reference
from pipeline.run import Options, prepare_output, run_filing

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "examples" / "sample-10qsb.txt"
CORPUS = ROOT.parent / "shared" / "corpus"
CORPORA = {"html": ("*.htm", 8), "text": ("*.txt", 10)}
"""The files of each corpus, and how many of them are read, evenly chosen: enough for a steady figure."""
AIM = "<= 2"
PASSES = 3
"""Of several passes the fastest counts: what slows a pass is the machine's other work."""
_FORK = multiprocessing.get_context("fork")


def main() -> None:
    """Print the figures of each corpus."""
    reference = load_reference()
    print(f"{'processor seconds of':28}{'without':>9}{'with notes':>12}{'times':>8}   aim {AIM}")
    for corpus in CORPORA:
        inputs = inputs_of(corpus)
        without, with_notes = (measure(inputs, reference, stated) for stated in (False, True))
        show(f"a filing of corpus/{corpus}", sum(without) / len(without), sum(with_notes) / len(with_notes))
        dearest = max(range(len(without)), key=lambda at: with_notes[at] / without[at])
        show("  the dearest by its notes", without[dearest], with_notes[dearest])


def inputs_of(corpus: str) -> list[Input]:
    """Some filings of a corpus; the first is read to load what is loaded once."""
    pattern, most = CORPORA[corpus]
    paths = sorted((CORPUS / corpus).glob(pattern)) or [SAMPLE, SAMPLE]
    step = max(len(paths) // most, 1)
    return collect_inputs([str(path) for path in [paths[1], *paths[step // 2 :: step][:most]]])


def measure(inputs: Sequence[Input], reference: Reference, with_notes: bool) -> list[Decimal]:
    """The least seconds of each filing but the first in some passes, each a process of its own."""
    passes = [measure_once(inputs, reference, with_notes) for _ in range(PASSES)]
    return [min(of_one) for of_one in zip(*passes, strict=True)]


def measure_once(inputs: Sequence[Input], reference: Reference, with_notes: bool) -> list[Decimal]:
    """The seconds of each filing but the first, by a process that ends with it."""
    here, there = _FORK.Pipe(duplex=False)
    child = _FORK.Process(target=lambda: there.send(seconds_of(inputs, reference, with_notes)))
    child.start()
    found: list[Decimal] = here.recv()
    child.join()
    return found


def seconds_of(inputs: Sequence[Input], reference: Reference, with_notes: bool) -> list[Decimal]:
    """Run the filings one after the other, as a worker of a batch does."""
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    taken = []
    with tempfile.TemporaryDirectory() as place:
        options = Options(Path(place), Judge(Judging.NONE), with_notes=with_notes)
        prepare_output(options.out, reference)
        for entry in inputs:
            content = read_input(entry, MAX_BYTES)
            start = time.process_time_ns()
            run_filing(entry, content, reference, options)
            taken.append(Decimal(time.process_time_ns() - start).scaleb(-9))
    return taken[1:]


def show(what: str, without: Decimal, with_notes: Decimal) -> None:
    """Print one line."""
    print(f"{what:28}{without:8.3f}s{with_notes:11.3f}s{with_notes / without:8.2f}", flush=True)


if __name__ == "__main__":
    main()
