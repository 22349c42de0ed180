"""Lines of a caption → whether they go on with one another, and the caption that they make.

In: the words of printed lines, where they begin, and how wide captions are. Out: captions as one line. What stands in
the columns beside them is read in `rows`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Source

MOST_PIECES = 6
"""Lines of a caption that wraps."""
OPEN_END = re.compile(
    r"(?:,|-|–|—|/|&|\(|\b(?:and|or|of|to|in|for|from|by|on|at|the|with|net|less|before|after|per|a|an|under|including"
    r"|excluding|than|attributable|applicable|related|other|provided|used|held|long-term|short-term|accrued|prepaid|unearned))\s*$",
    re.I,
)
OPEN_WORD = re.compile(r"\b(?:and|or|of|to|in|for|from|by|on|at|the|with|per|a|an)$", re.I)
"""What no caption ends with, though its amounts stand beside it."""
_EQUITY = (
    r"(?:(?:stock|share)[- ]?(?:holder|owner)s?['’]?s?['’]?|(?:owner|partner|member)s?['’]?s?['’]?)"
    r"\s+(?:equity|capital|investment|deficit|deficiency)(?:\s+\(?(?:deficit|deficiency|capital deficit)\)?)?"
)
EQUITY = re.compile(_EQUITY, re.I)
"""The heading of equity in a balance sheet."""
_SECTION = re.compile(
    r"(?:(?:current|noncurrent|non-current|other)\s+)?(?:assets|liabilities)"
    r"|liabilities\s+and\s+(?:equity|capital|net\s+worth)|"
    rf"(?:liabilities(?:,?\s+[\w-]+){{0,4}}?,?\s+and\s+)?{_EQUITY}"
    r"|(?:cash\s+flows?|adjustments\s+to\s+reconcile)\b.*\b(?:operating|investing|financing|operations)\s+activities"
    r"|(?:net\s+)?changes?\s+in\s+(?:operating\s+)?assets\s+and\s+liabilities"
    r"|adjustments\s+for\s+(?:non-?\s?cash|items\s+not)\b.*",
    re.I,
)
"""A heading that is whole, though the line below it begins where it does."""
SIDE = re.compile(
    r"(?:total\s+)?(?:assets|liabilities)|liabilities(?:,?\s+[\w'’-]+){1,6}"
    r"|(?:(?:stock|share)-?(?:holder|owner)s?['’]?s?['’]?|(?:owner|partner|member)s?['’]?s?['’]?)"
    r"\s+(?:equity|capital|investment|deficit|deficiency)(?:\s+\(?(?:deficit|deficiency|capital deficit)\)?)?",
    re.I,
)
"""A heading of a side of a balance sheet, or of equity: outermost, though it stands in the middle of the page."""
STOCK = re.compile(r"\b(?:stock|shares)\b", re.I)
_NEW_STOCK = re.compile(r"(?:Class|Series|Common|Preferred|Treasury|Ordinary)\b.{0,30}?\b(?:[Ss]tock|[Ss]hares)\b")
"""What begins a caption of a class of stock, below one of another."""
_KIND_OF_SHARE = re.compile(r"(?:Basic|Diluted|Primary|Fully [Dd]iluted)\b")
"""What begins a caption below a heading of earnings per share, or of the shares they are reckoned with."""
_TO_WHOM = re.compile(r"\b(?:attributable|applicable|available|allocable)\s+to\s+\S", re.I)
_REST_OF_NAME = re.compile(
    r"(?:\S+\s+){0,3}(?:Inc|Incorporated|Corp|Corporation|Company|Co|Ltd|Limited|L\.?L\.?C|L\.?P|plc|N\.?V|S\.?A"
    r"|(?:common )?(?:stock|share|unit)(?:holders|owners))[.,']*",
    re.I,
)
_NEW_CAPTION = re.compile(r"\([A-Z][A-Za-z]*\)\s+\w")
NUMBERED = re.compile(r"\((?:\d{1,2}|[a-z])\)\s*[A-Z]")
"""What begins a numbered caption: "(2) Additional shares", "(a) Upon exercise"."""
_HEADING_WITH_DASH = re.compile(r"\s[-–—]+$")
"""What ends a heading as a colon does, where the rows below it are set in: "Changes in working capital -"."""
_REST_AFTER_DASH = re.compile(r"[-–—]+\s*(?:net|at\s+(?:cost|market|lower))\b")
"""What ends a caption and begins none: "Property and equipment", "- net"."""
_EITHER_WAY = re.compile(r"\b(?:increase|decrease|income|earnings|gains?|loss|profit)$", re.I)
TOTAL = re.compile(r"^(?:sub-?)?total\b|\btotal$|^net\s+cash\b", re.I)


@dataclass(frozen=True, slots=True)
class Begun:
    """A caption begun on the lines above: its pieces with where they begin, and where this table's captions wrap."""

    pieces: Sequence[tuple[str, int, Source]]
    width: int
    hangs: bool = False
    """Whether this table sets the second line of a caption in: one that begins where the first did is none."""

    @property
    def text(self) -> str:
        """The pieces as one line."""
        text = ""
        for piece, _, _ in self.pieces:
            text = join(text, piece)
        return text


def continues(text: str, above: str) -> bool:
    """Whether a line goes on with the one above: not with a word in parentheses that begins a caption of its own,
    as "(Increase) decrease in receivables" does, unless the line above wants it: "Net increase"."""
    if NUMBERED.match(text):
        return False
    if _NEW_CAPTION.match(text):
        return _EITHER_WAY.search(above) is not None
    return text[:1].islower() or text.startswith(("(", "&", "AND ", "OR ")) or _REST_AFTER_DASH.match(text) is not None


def runs_on(begun: Begun, text: str, indent: int) -> bool:
    """Whether ``text`` goes on with the caption begun above it, or begins one of its own."""
    above = begun.text
    if above.endswith(":") or not text:
        return False
    if (
        _HEADING_WITH_DASH.search(above)
        and text[0].isupper()
        and indent > begun.pieces[0][1]
        and not STOCK.search(above)
    ):
        return False
    if STOCK.search(above) and _NEW_STOCK.match(text) and not OPEN_END.search(above):
        return False
    if _KIND_OF_SHARE.match(text) and re.search(r"\bshares?\b", above, re.I) and not OPEN_END.search(above):
        return False
    if continues(text, above) or OPEN_END.search(above) or above.count("(") > above.count(")"):
        return True
    if _SECTION.fullmatch(above) or (_SECTION.fullmatch(text.rstrip(": ")) and not TOTAL.search(above)):
        return False
    if re.search(r"\b(?:par|stated)\s+value\b|\bstock\b|\bauthorized\b", above, re.I) and re.search(
        r"^(?:(?:authorized|issued|outstanding)(?!\s+at\s+(?:the\s+)?(?:beginning|end)\b)|shares|\d)", text, re.I
    ):
        return True
    if _TO_WHOM.search(above) and _REST_OF_NAME.fullmatch(text):
        return True  # "Net income attributable to Tarn" | "Brewing, Inc."
    if TOTAL.search(above) and indent > begun.pieces[0][1]:
        return True  # a total is no heading of the rows below it
    last_text, last_indent, _ = begun.pieces[-1]
    first_word = text.split()[0]
    is_wrapped = last_indent + len(last_text) + 1 + len(first_word) > begun.width
    return (
        is_wrapped
        and len(begun.pieces) < MOST_PIECES
        and indent >= begun.pieces[0][1] + begun.hangs
        and above.isupper() == text.isupper()
    )


def join(left: str, right: str) -> str:
    if re.search(r"[a-z]-$", left) and right[:1].islower():
        return left + right
    return f"{left} {right}".strip()


def clean(text: str) -> str:
    """A label without its dot leaders and doubled blanks."""
    return re.sub(r"(?:\s*\.){3,}\s*|\s*_{3,}\s*", " ", " ".join(text.split())).strip(" |").rstrip("$ ")
