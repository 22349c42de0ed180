"""The marks of footnotes that stand behind printed amounts: "1,204(a)", "(37)[2]", "5,110/1", "5,110 (b), (c)".

In: a line of print, or the text of a cell. Out: where the marks behind an amount stand, and how far the amount itself
goes. What the footnotes say is not known here.
"""

import re

from pipeline.numerals import AMOUNT

_LETTERS = r"(?:[A-Za-z]|[ivx]{2,4}|\d[a-z]|F?N\d{1,2}|F\d{1,2}|\*{1,3})"
_NAME = rf"(?:{_LETTERS}|\d{{1,2}})"
_OPEN, _CLOSE = r"[(\[{<]", r"[)\]}>]"
_OF_LETTERS = rf"{_OPEN}{_LETTERS}(?:\s?[,&]\s?{_LETTERS}){{0,4}}{_CLOSE}"
_DASHES = "-–—"
_MARK = rf"""
    {_OF_LETTERS}                                                # (a)  [b]  <c>  (a,b)  (*)  (F1)
  | {_OPEN}{_NAME}(?:\s?[,&]\s?{_NAME}){{1,4}}{_CLOSE}          # (1,2)  [1, a]
  | (?<!\s\s)[\[{{<]\d{{1,2}}[\]}}>]                            # [2]  <3>, but far from an amount it may be one itself
  | (?<=[{_DASHES}\d)])\(\d{{1,2}}\)                            # (3), which apart from an amount is one itself
  | (?<=[\d)])/[1-9a-z]/?(?!\S) | (?<=\d)[1-9]/(?!\S) | (?<=\d\s)[1-9a-z]/(?!\S)          # /1  /a/  1/
  | [*\#†‡+]{{1,3}}+
"""
_BEHIND = r"(?=[\s,*|(\[{<]|$)"
MARK = re.compile(rf"(?:{_MARK}){_BEHIND}", re.VERBOSE)
"""One mark, or several in one bracket."""
BETWEEN_AMOUNTS = re.compile(rf"(?:[\s$|%]|(?>(?:{_MARK})(?:,(?=\s?{_OPEN}))?{_BEHIND}))*+", re.VERBOSE)
"""What may stand between two amounts of a row, or behind the last: blanks, signs and marks; what was read as one is
never read another way, so that a thousand of them cost as little as one."""
LETTERED = re.compile(rf"(?:(?>{_OF_LETTERS})[\s,]*+)++")
"""Marks of letters, as a cell right of an amount may hold them."""
_IN_CELL = re.compile(
    rf"(?P<percent>\s?%)?+(?>\s?(?:\(\d{{1,2}}\)|{_MARK}),?(?=[\s(\[{{<*]|$))++",
    re.VERBOSE,
)
_LAST = ")]}>*#†‡+/,"
"""What a mark in a cell may end in, but for "/a"."""
LONGEST_MARK = 24
"""Characters of a mark, those of all letters in its bracket."""
NUMBERED = re.compile(r"\(\d{1,2}\)")
"""A mark that apart from an amount is a small negative itself."""
_MARKED = re.compile(rf"{_OPEN}(?:\d?[a-zA-Z*]|[ivx]{{2,4}}|F?N?)(?:\s?[,&]\s?\d?[a-zA-Z]){{0,4}}\Z|/[a-z]\Z|\s[a-z]\Z")
_BEFORE = f"0123456789)]}}>{_DASHES}"


def is_mark(text: str, start: int, end: int) -> bool:
    """Whether what reads as a small negative touches what stands before it in its line: an amount, which
    may be a dash, or another mark.

    >>> is_mark("1,204(3)", 5, 8), is_mark("1,204 (3)", 6, 9), is_mark("—(3)", 1, 4)
    (True, False, True)
    """
    return start > 0 and text[start - 1] in _BEFORE and NUMBERED.fullmatch(text, start, end) is not None


def end_of_amount(text: str) -> int:
    """How many characters of a cell's text are its amount, where nothing but marks is behind it; else all of them.

    >>> end_of_amount("1,204 (1)"), end_of_amount("(37)[2]"), end_of_amount("28% (1)"), end_of_amount("12 months")
    (5, 4, 3, 9)
    """
    last = text[-1:]
    if last.isdigit() or (last not in _LAST and text[-2:-1] != "/"):
        return len(text)
    if text[:1] == "(" and text.find(")") == len(text) - 1:
        return len(text)
    match = AMOUNT.match(text)
    marks = match and _IN_CELL.fullmatch(text, match.end())
    return len(text) if not marks else marks.end("percent") if marks["percent"] else marks.start()


def may_end_in_mark(text: str) -> re.Match[str] | None:
    """The beginning of a mark of letters that a line, less the characters of amounts, ends in.

    >>> may_end_in_mark("Cost of sales  3,004 (a") is None
    False
    """
    return _MARKED.search(text, max(0, len(text) - LONGEST_MARK))
