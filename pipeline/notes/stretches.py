"""Lines of a document → the stretches of them that a block of text stands on.

In: lines, and what is known of them. Out: first and last lines, without blank lines at their ends. What stands on them
is not known here.
"""

from collections.abc import Container, Iterator, Sequence

from pipeline.model import Document, TextBlock


def find_stretches(lines: Sequence[str], furniture: Container[int], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The stretches of text from one position to another, parted by the lines that are no text."""
    begin = end = -1
    for index in range(first, last + 1):
        if index in furniture:
            if begin >= 0:
                yield begin, end
            begin = -1
        elif lines[index].strip():
            begin, end = (index if begin < 0 else begin), index
    if begin >= 0:
        yield begin, end


def stretches_within(document: Document, block: TextBlock, first: int, last: int) -> tuple[tuple[int, int], ...]:
    """The part of a block from one line of the file to another; it is parted where the block is."""
    found: list[tuple[int, int]] = []
    for begin, end in block.extent:
        low, high = max(begin, first) - document.first_line, min(end, last) - document.first_line
        found.extend(find_stretches(document.lines, (), low, high))
    return tuple((low + document.first_line, high + document.first_line) for low, high in found)


def lines_of(document: Document, block: TextBlock) -> Iterator[tuple[int, str]]:
    """A block's lines with their numbers in the file."""
    for begin, end in block.extent:
        for number in range(begin, end + 1):
            yield number, document.lines[number - document.first_line]
