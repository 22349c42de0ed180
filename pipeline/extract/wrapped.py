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
LEAST_OPEN = 4
"""Words of a caption that "per share" may go on with; fewer are a heading: "Net income" over "Per share"."""
OPEN_END = re.compile(
    r"(?:,|-|–|—|/|&|\(|\b(?:and|or|of|to|in|for|from|by|on|at|the|with|net|less|before|after|per|a|an|under|including"
    r"|excluding|than|attributable|applicable|related|other|provided|used|held|long-term|short-term|accrued|prepaid|unearned)"
    r"|(?<=[a-z]\s)(?:before\s+income|for\s+income|per\s+common|cash\s+and\s+cash|equity\s+method|continuing"
    r"|discontinued|extraordinary|comprehensive|noncontrolling|noncurrent|unconsolidated|weighted|fixed)"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december))\s*$",
    re.I,
)
_GO_ON = ("OF ", "IN ", "TO ", "BY ", "AT ", "WITH ", "PER ")
"""What few captions in capitals begin with, but for those of rows that a heading begins for all of them."""
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
    r"|adjustments\s+for\s+(?:non-?\s?cash|items\s+not)\b.*"
    r"|other\s+comprehensive\s+(?:\(?(?:income|loss)\)?[\s/]*){1,2}(?:,?\s*net\s+of\s+tax(?:es)?)?",
    re.I,
)
"""A heading that is whole, though the line below it begins where it does."""
SIDE = re.compile(
    rf"(?:total\s+)?(?:assets|liabilities)|liabilities(?:,?\s+[\w'’-]+){{1,6}}|{_EQUITY}",
    re.I,
)
"""A heading of a side of a balance sheet, or of equity: outermost, though it stands in the middle of the page."""
ENDS_IN_DASH = re.compile(r"(?:\s[-–—]|--)\s*$")
"""A dash that stands where others print a colon: "Changes in assets and liabilities -" over rows further in."""
STOCK = re.compile(r"\b(?:stock|shares)\b", re.I)
OF_SHARES = r"(?:authorized|issued|outstanding)(?!\s+at\s+(?:the\s+)?(?:beginning|end)\b)"
"""What is said of shares inside a caption, and begins no row of balances: "Outstanding at end of year"."""
_OF_STOCK = re.compile(r"\b(?:par|stated)\s+value\b|\bstock\b|\bauthorized\b", re.I)
_REST_OF_STOCK = re.compile(rf"{OF_SHARES}|shares|\d|(?:par|stated)\s+value", re.I)
_NEW_STOCK = re.compile(r"(?:Class|Series|Common|Preferred|Treasury|Ordinary)\b.{0,30}?\b(?:[Ss]tock|[Ss]hares)\b")
"""What begins a caption of a class of stock, below one of another."""
_LEFT_OF_SHARES = re.compile(r"(?:issued\s+and\s+)?outstanding:?", re.I)
_ENDS_IN_SHARES = re.compile(r"\b(?:shares|units)$", re.I)
_KIND_OF_SHARE = re.compile(r"(?:Basic|Diluted|Primary|Fully [Dd]iluted)\b")
"""What begins a caption below a heading of earnings per share, or of the shares they are reckoned with."""
_TO_WHOM = re.compile(r"\b(?:attributable|applicable|available|allocable)\s+to\s+\S", re.I)
_REST_OF_NAME = re.compile(
    r"(?:\S+\s+){0,3}(?:Inc|Incorporated|Corp|Corporation|Company|Co|Ltd|Limited|L\.?L\.?C|L\.?P|plc|N\.?V|S\.?A"
    r"|(?:common )?(?:stock|share|unit)(?:holders|owners))[.,']*",
    re.I,
)
NUMBERED = re.compile(r"\((?:\d{1,2}|[a-z])\)\s*[A-Z]")
"""What begins a numbered caption: "(2) Additional shares", "(a) Upon exercise"."""
_REST_AFTER_DASH = re.compile(r"[-–—]+\s*(?:net|at\s+(?:cost|market|lower))\b")
"""What ends a caption and begins none: "Property and equipment", "- net"."""
_WHOSE = re.compile(
    r"(?!(?:Basic|Diluted|Primary|Continuing|Discontinued|Income|Net|Loss|Earnings|Total|Common|Class)\b)[A-Z][\w.&'’-]+"
    r"(?:\s+[A-Z&][\w.&'’-]*)?"
)
"""The last words of a name that a line below "attributable to" goes on with, and no caption of its own."""
_NEW_CAPTION = re.compile(r"\(([A-Z][A-Za-z]*)\)(?:\s+|/)\w")
_YEAR_FIRST = re.compile(r"(?:19|20)\d\d\s*[-–—:,]+\s*\$?\(?\d")
_NUMBER_FIRST = re.compile(r"\$?\s?\d{1,3}(?:,\d{3})+\b|\$\s?[.\d]")
"""A year and its number, that no caption begins with, and a number alone, that few do: the caption's above."""
_EITHER_WAY = re.compile(r"\b(increase|decrease|income|earnings|gains?|loss|profit)$", re.I)
_PER_SHARE = re.compile(r"[Pp]er\s+(?:[Cc]ommon\s+)?(?:[Ss]hare|[Uu]nit)\b")
_TELLS_SHARES = re.compile(
    r"\b(?:par|stated)\s+value\b|\b(?:shares|stock)\b|\b(?:authorized|issued|outstanding|treasury)\b|\b(?:19|20)\d\d[\s:,–—-]*$",
    re.I,
)
"""A caption that tells numbers of shares, or a number for each year."""
_OF_WHAT_STOCK = re.compile(r"\b(?:(?P<par>par|stated)|common|preferred|preference|ordinary|treasury|capital)$", re.I)
_REST_OF_NAME_OF_STOCK = re.compile(r"(?:(?P<par>value)|(?:stock|share)(?:s|holders?['’]?)?)\b", re.I)
"""What ends a line amid the name of a class of stock, and goes on with it: "Issuance of common" | "stock"."""
_PARENTHESES = re.compile(r"\((?:increase|decrease|income|earnings|gains?|loss|profit)\)", re.I)
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

    @property
    def is_open(self) -> bool:
        """Whether a parenthesis is open that the lines below will close."""
        text = self.text
        return text.count("(") > text.count(")") and len(self.pieces) < MOST_PIECES


def continues(text: str, above: str) -> bool:
    """Whether a line goes on with the one above: not with a word in parentheses that begins a caption of its own,
    as "(Increase) decrease in receivables" does, unless the line above wants it: "Net increase"."""
    if NUMBERED.match(text):
        return False
    if begun := _NEW_CAPTION.match(text):
        said = _EITHER_WAY.search(above)
        is_whole = _PARENTHESES.search(above) is not None
        return said is not None and not is_whole and said[1].lower() != begun[1].lower()
    return text[:1].islower() or text.startswith(("(", "&", "AND ", "OR ")) or _REST_AFTER_DASH.match(text) is not None


def _goes_on_in_capitals(above: str, text: str, below: str) -> bool:
    """Whether a line in capitals goes on with the caption above it: not where that is a heading, as what it says of the
    rows below shows, too: "LOANS MADE" over "TO AFFILIATES" and "TO OTHERS"."""
    return text.startswith(_GO_ON) and not below.startswith(_GO_ON) and not _SECTION.fullmatch(above)


def runs_on(begun: Begun, text: str, indent: int, below: str = "") -> bool:
    """Whether ``text`` goes on with the caption begun above it, or begins one of its own; ``below`` is what the row
    below it begins with."""
    above = begun.text
    if not text:
        return False
    if _wants_its_end(begun, text):
        return True
    if above.endswith(":") or _begins_anew(begun, text, indent):
        return False
    if continues(text, above) or OPEN_END.search(above) or _goes_on_in_capitals(above, text, below):
        return True
    if _SECTION.fullmatch(above) or (_SECTION.fullmatch(text.rstrip(": ")) and not TOTAL.search(above)):
        return False
    if (_OF_STOCK.search(above) and _REST_OF_STOCK.match(text)) or _is_amid_stock(above, text):
        return True
    if _TO_WHOM.search(above) and (
        _REST_OF_NAME.fullmatch(text) or (_WHOSE.fullmatch(text) and _is_further_in(begun, indent))
    ):
        return True  # "Net income attributable to Tarn" | "Brewing, Inc."
    if _LEFT_OF_SHARES.fullmatch(text) and _ENDS_IN_SHARES.search(above):
        return True  # "Average common shares" | "Outstanding" over rows of each kind
    if _PER_SHARE.match(text) and len(above.split()) >= LEAST_OPEN and _is_further_in(begun, indent):
        return True  # "Average shares used for basic earnings" | "per common share"
    if TOTAL.search(above) and _is_further_in(begun, indent):
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


def _is_amid_stock(above: str, text: str) -> bool:
    """Whether a line ends amid the words for a class of stock or its par value, and the next one has the rest: with a
    small letter, or both in capitals; no more of "CONTRIBUTED CAPITAL" over "STOCK OPTIONS EXERCISED"."""
    ends, begins = _OF_WHAT_STOCK.search(above), _REST_OF_NAME_OF_STOCK.match(text)
    if ends is None or begins is None or bool(ends["par"]) != bool(begins["par"]):
        return False
    return text[0].islower() or (above.isupper() and begins[0].isupper() and ends[0] != "CAPITAL" and ends[0] != above)


def _wants_its_end(begun: Begun, text: str) -> bool:
    """Whether a caption has an open parenthesis, or the line goes on with a number of its own."""
    above = begun.text
    is_number = _NUMBER_FIRST.match(text) is not None and _TELLS_SHARES.search(above) is not None
    return begun.is_open or is_number or _YEAR_FIRST.match(text) is not None


def _begins_anew(begun: Begun, text: str, indent: int) -> bool:
    """Whether a line begins a row below a heading that ends in a dash, a class of stock below another, or a kind of
    share."""
    above = begun.text
    if ENDS_IN_DASH.search(above) and text[:1].isupper() and _is_further_in(begun, indent) and not STOCK.search(above):
        return True
    is_class = STOCK.search(above) is not None and _NEW_STOCK.match(text) is not None
    is_kind = _KIND_OF_SHARE.match(text) is not None and re.search(r"\bshares?\b", above, re.I) is not None
    return (is_class or is_kind) and not OPEN_END.search(above)


def _is_further_in(begun: Begun, indent: int) -> bool:
    return indent > begun.pieces[0][1]


def join(left: str, right: str) -> str:
    if re.search(r"[a-z]-$", left) and right[:1].islower():
        return left + right
    return f"{left} {right}".strip()


def clean(text: str) -> str:
    """A label without its dot leaders and doubled blanks."""
    return re.sub(r"(?:\s*\.){3,}\s*|\s*_{3,}\s*|(?<=\d)\.\.$", " ", " ".join(text.split())).strip(" |").rstrip("$ ")
