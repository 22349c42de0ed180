"""The first pages of a filing as one text that knows where each of its characters was printed.

In: lines. Out: their text, and the amounts that stretches of it print.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from pipeline.model import Amount, Source
from pipeline.numerals import parse_amount


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a cover as one text."""

    text: str
    path: str
    first_line: int
    starts: tuple[int, ...]

    def amount(self, start: int, end: int) -> Amount:
        index = bisect_right(self.starts, start) - 1
        offset = start - self.starts[index]
        printed = " ".join(self.text[start:end].split())
        on_line = self.text[start:end].partition("\n")[0]
        source = Source(self.path, self.first_line + index, offset, offset + len(on_line))
        return Amount(printed, parse_amount(printed), source)

    def group(self, match: re.Match[str], name: str = "v") -> Amount:
        raw = match[name]
        start = match.start(name) + len(raw) - len(raw.lstrip())
        return self.amount(start, start + len(raw.strip()))


def make_page(lines: Sequence[str], path: str, first_line: int) -> Page:
    starts = tuple(accumulate((len(line) + 1 for line in lines), initial=0))
    return Page("\n".join(lines), path, first_line, starts)
