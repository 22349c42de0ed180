"""Stretches of a document's lines ↔ the pieces of XHTML that show them.

In: documents and the blocks of text in them. Out: pieces of lines that no block begins or ends within, and the XHTML
fragment that a text block states. Inline XBRL shows the same pieces, so that an inline block holds, character for
character, the fragment that every other form states. What a block says is not known here.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from xml.sax.saxutils import escape

from pipeline.model import Document, TextBlock

Piece = tuple[int, int]
"""The first and the last line of a piece, numbered as in the file."""


def find_pieces(document: Document, blocks: Iterable[TextBlock]) -> tuple[Piece, ...]:
    """A document's lines, parted wherever a stretch of a block begins or ends; there is at least one piece."""
    first, beyond = document.first_line, document.first_line + len(document.lines)
    edges = {edge for block in blocks for begin, end in block.extent for edge in (begin, end + 1)}
    inner = sorted(edge for edge in edges if first < edge < beyond)
    return tuple((begin, after - 1) for begin, after in pairwise((first, *inner, beyond)))


def piece_text(document: Document, piece: Piece) -> str:
    """The text of a piece; the texts of a document's pieces in their order are the document's."""
    first, last = piece[0] - document.first_line, piece[1] - document.first_line
    text = "\n".join(document.lines[first : last + 1])
    return text if last == len(document.lines) - 1 else text + "\n"


def format_fragment(document: Document, pieces: Sequence[Piece], block: TextBlock) -> str:
    """The XHTML fragment that a block states: its pieces as preformatted text.

    >>> lines = Document("10-Q", "", 1, ("Note 1-Sales & costs", "Net of returns.", "", "  7", "Item 2."))
    >>> from pipeline.model import BlockLevel, Source
    >>> note = TextBlock("n1", BlockLevel.NOTE, "Sales & costs", Source("q.txt", 1), ((1, 2),))
    >>> format_fragment(lines, find_pieces(lines, [note]), note)
    '<pre>Note 1-Sales &amp; costs\\nNet of returns.\\n</pre>'
    """
    inside = (piece for piece in pieces for first, last in block.extent if first <= piece[0] <= last)
    return "".join(format_piece(piece_text(document, piece)) for piece in inside)


def format_piece(text: str) -> str:
    """The XHTML of one piece of text.

    >>> format_piece("Sales & costs")
    '<pre>Sales &amp; costs</pre>'
    """
    return f"<pre>{escape(text)}</pre>"
