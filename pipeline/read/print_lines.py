"""What markup prints → lines of text, each piece of which knows the characters of the file that print it.

In: runs of characters. Out: `Line`s, their blanks folded as a browser folds them, long ones wrapped. Which
paragraph or cell a run stands in is not known here.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from pipeline.model import Cut, Print
from pipeline.read.printed import BREAK, Paragraph, Run

WIDTH = 110
"""Characters after which a paragraph is wrapped: short enough for prose to look like prose, long enough for titles."""

_ODD_SPACES = {ord(character): " " for character in "\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"}
_ODD_SPACES |= {ord(character): " " for character in "\u200a\u202f\u205f\u3000\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"}
_AS_PRINTED = _ODD_SPACES | dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\xad"), None)
_AS_PRINTED |= {0x2010: "-", 0x2011: "-", 0x2212: "-", 0x2012: "–", 0x2015: "—"}
"""Blanks of every width are blanks, what has none is nothing, hyphens and minus signs are one."""
_ODD = re.compile(f"[{''.join(map(chr, _AS_PRINTED))}]")
_ODD_HYPHENS = [chr(code) for code in _AS_PRINTED if chr(code).isprintable()]
"""What a look for characters that cannot be printed does not find."""
_MARK = re.compile(r"\s*(?:[(\[]?(?:\d{1,2}|[a-z]{1,2}|[ivx]{1,4})(?![a-z\d])[)\]]?[,\s]*)+|[*†‡§#+,\s]+", re.I)
_FOLDED = " \t\n\r"
_FOLDABLE = re.compile(f"[{_FOLDED}]+")
_IN_FRACTION = ("/", "\N{FRACTION SLASH}")
"""What follows a raised digit that is no mark: "1<sup>2</sup>/3 cents"."""
LONGEST_MARK = 24
"""Characters of the marks of footnotes behind one caption."""
_CENTRED = re.compile(r"text-align\s*:\s*center|align\s*=\s*[\"']?center", re.I)


class Line(NamedTuple):
    """A laid-out line: its text, its cells where a table parts them, and what of the file prints it."""

    text: str
    cuts: tuple[Cut, ...] | None = None
    prints: tuple[Print, ...] = ()


BLANK = Line("")


class Text(NamedTuple):
    """A text with folded blanks, how many blanks stood before it, and what of the file prints it."""

    text: str
    prints: tuple[Print, ...]
    indent: int = 0

    def moved(self, columns: int) -> tuple[Print, ...]:
        """The prints of the text where it stands ``columns`` to the right."""
        if not columns:
            return self.prints
        return tuple([(start + columns, end + columns, offset, length) for start, end, offset, length in self.prints])


def fold(runs: Sequence[Run]) -> Text:
    """The runs as one text with single blanks; raised marks, which refer to a footnote, are left out.

    >>> fold((Run("Net  sales ", 3, 11), Run("(a)", 20, 3, True), BREAK, Run(" and fees", 40, 9))).text
    'Net sales and fees'
    >>> fold((Run("par value 1", 3, 11), Run("2", 20, 1, True), Run("/3¢ a share", 40, 11))).text
    'par value 1 2/3¢ a share'
    """
    if len(runs) == 1 and not runs[0].is_raised:
        return _fold_run(runs[0])
    text = ""
    indent = 0
    prints: list[Print] = []
    for run, after in zip_longest(runs, runs[1:]):
        if run.is_raised and len(run.text) <= LONGEST_MARK and _MARK.fullmatch(run.text):
            if after is None or not after.text.startswith(_IN_FRACTION):
                continue
            text += " " if text else ""
        printed = _as_printed(run.text)
        words = " ".join(printed.split())
        if not text:
            indent += _indent(run.text) if run is not BREAK else 0
        elif (not words or printed[0].isspace()) and text[-1] != " ":
            text += " "
        if words:
            prints.append((len(text), len(text) + len(words), *_place(run, words)))
            text += words
            text += " " if printed[-1].isspace() else ""
    return Text(text.rstrip(), tuple(prints), indent)


def _fold_run(run: Run) -> Text:
    """The text of one run, as most cells and paragraphs have no more."""
    printed = _as_printed(run.text)
    words = " ".join(printed.split())
    if len(words) == run.length == len(printed):
        return Text(words, ((0, run.length, run.offset, run.length),))
    indent = _indent(run.text) if run.text[:1].isspace() else 0
    return Text(words, ((0, len(words), *_place(run, words)),) if words else (), indent)


def _indent(text: str) -> int:
    """The blanks before a text that a browser shows: those that it folds count no more than one between others.

    >>> _indent("\\n   \\xa0\\xa0 \\xa0Net sales"), _indent("   Net sales")
    (4, 0)
    """
    blanks = text[: len(text) - len(text.lstrip())].lstrip(_FOLDED)
    return len(_FOLDABLE.sub(" ", blanks))


def _as_printed(text: str) -> str:
    """A text with plain blanks and hyphens; most texts have no others, as quick looks at them tell sooner."""
    if text.isprintable():
        if text.isascii() or not any(hyphen in text for hyphen in _ODD_HYPHENS):
            return text
    elif not _ODD.search(text):
        return text
    return text.translate(_AS_PRINTED)


def _place(run: Run, words: str) -> tuple[int, int]:
    """The characters of the file that print a run's words, without the blanks around them where that is certain."""
    if run.length != len(run.text):
        return run.offset, run.length
    if len(words) == run.length:
        return run.offset, run.length
    lead = len(run.text) - len(run.text.lstrip())
    return run.offset + lead, len(run.text.strip())


def lay_out_paragraph(paragraph: Paragraph) -> Iterator[Line]:
    """The lines of a paragraph; one that wraps stands between blank lines, as in print."""
    if paragraph.is_pre:
        yield from _preformatted(paragraph.runs)
        return
    lines = [*split_lines(paragraph.runs)] if BREAK in paragraph.runs else [paragraph.runs]
    parts = [text for runs in lines if (text := fold(runs)).text]
    is_long = any(len(text.text) > WIDTH for text in parts)
    if is_long:
        yield BLANK
    in_the_middle = any(map(is_centred, paragraph.styles))
    for text in parts:
        if len(text.text) > WIDTH:
            yield from wrap(text)
        else:
            indent = (WIDTH - len(text.text)) // 2 if in_the_middle else 0
            yield Line(" " * indent + text.text, None, text.moved(indent))
    if is_long:
        yield BLANK


@lru_cache(maxsize=1 << 12)
def is_centred(style: str) -> bool:
    """Whether the attributes of a block say that its lines stand in the middle."""
    return _CENTRED.search(style) is not None


def split_lines(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """The runs of each line, as `BREAK`s part them."""
    line: list[Run] = []
    for run in runs:
        if run is BREAK:
            yield line
            line = []
        else:
            line.append(run)
    yield line


def wrap(text: Text) -> Iterator[Line]:
    """A long text as lines of at most `WIDTH` characters (a longer word stands alone)."""
    start, last = 0, len(text.text)
    prints = deque(text.prints)
    while start < last:
        end = last
        if last - start > WIDTH:
            end = text.text.rfind(" ", start, start + WIDTH + 1)
            end = end if end > start else text.text.find(" ", start)
            end = last if end < 0 else end
        yield Line(text.text[start:end], None, tuple(_within(prints, start, end)))
        start = end + 1


def _within(prints: deque[Print], start: int, end: int) -> Iterator[Print]:
    """The prints of a stretch of a text, from its beginning; what lies wholly before its end is used up."""
    while prints:
        first, last, offset, length = prints[0]
        if first >= end:
            return
        if length == last - first:
            begin, stop = max(first, start), min(last, end)
            yield begin - start, stop - start, offset + begin - first, stop - begin
        else:
            yield max(first, start) - start, min(last, end) - start, offset, length
        if last > end:
            return
        prints.popleft()


def _preformatted(runs: Sequence[Run]) -> Iterator[Line]:
    text = ""
    prints: list[Print] = []
    for run in runs:
        printed = run.text.translate(_AS_PRINTED).replace("\n", "").replace("\r", "")
        if printed:
            length = len(printed) if run.length == len(run.text) else run.length
            prints.append((len(text), len(text) + len(printed), run.offset, length))
            text += printed
        if run.text.endswith(("\n", "\r")):
            yield Line(text, None, tuple(prints))
            text, prints = "", []
    if text:
        yield Line(text, None, tuple(prints))
