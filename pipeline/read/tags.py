"""The characters of markup → its tokens: texts, and tags with all that is to be known of them.

In: a file, hostile until proved otherwise. Out: what a regular expression parts it into, each piece with its place,
in time that grows with the file alone. What a tag does to a page is not known here.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

SHORT = 24
"""Characters of a text that is kept as read."""
MAX_SPAN = 100
"""Columns or rows that one cell may cover."""

_SILENT = "script|style|title|svg|noscript|template|object|iframe|select|textarea"
TOKEN = re.compile(
    rf"""([^<]++)                                                                        # 1 text
    | <(?=[SsTtNnOoIi])(?i:({_SILENT})\b[^<>]*+(?<!/)>.*?(?:</\2\s*>|\Z))               # 2: what is not the page's
    | <(/?)([A-Za-z][A-Za-z0-9:_.-]*+)((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+|[^<>]*+)>      # 3 to 5: a tag
      (</[Tt][Dd]>)?+                                                                    # 6: and the cell ends
    | <(?:!--.*?(?:-->|\Z)|[!?][^<>]*>?)                                                 # comments, declarations
    | <""",
    re.S | re.X,
)
"""All names are matched in any case; what tells most tags from the silent elements is their first letter."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_RAISED = re.compile(r"[\s;:\"']top\s*:\s*-\s*\d|vertical-align\s*:\s*(?:super|text-top)", re.I)
_COLSPAN = re.compile(r"\bcolspan\s*=\s*[\"']?\s*(\d{1,6})", re.I)
_ROWSPAN = re.compile(r"\browspan\s*=\s*[\"']?\s*(\d{1,6})", re.I)
TEXT, CLOSING = 1, 3
"""Groups of a token: that of text, and the first of a tag."""
_NO_CHARACTER = re.compile(r"&#(?:\d{8,}|x[0-9a-f]{7,});?", re.I)
_PRINT_NOTHING = frozenset({"br", "hr", "img", "input"})
PAGE_TAGS = frozenset({"s", "c", "caption", "page", "fn"})
"""Tags of EDGAR's text filings, which also stand inside ``<pre>``."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as written, and all that is to be known of it: it is read once, however often a filing repeats it."""

    name: str
    attributes: str
    text: str
    is_closing: bool
    is_empty: bool
    """Whether it closes itself."""
    hides: bool
    raises: bool
    is_odd: bool
    """Whether it does more than its name says."""
    wide: int = 1
    high: int = 1
    ends_cell: bool = False
    """Whether ``</td>`` stands right after it: most cells of a filing are empty, and are passed over as one token."""


def parse_tag(token: re.Match[str]) -> Tag:
    """A tag from its token."""
    name, attributes, is_closing = token[4].lower(), token[5], token[3] == "/"
    is_empty = attributes.endswith("/")
    opens = not is_closing and not is_empty
    hides = opens and name not in _PRINT_NOTHING and (name == "ix:header" or _HIDDEN.search(attributes) is not None)
    raises = opens and not hides and (name == "sup" or _RAISED.search(attributes) is not None)
    return Tag(
        name=name,
        attributes=attributes,
        text=token[0][: token.end(5) + 1 - token.start()],
        is_closing=is_closing,
        is_empty=is_empty,
        hides=hides,
        raises=raises,
        is_odd=hides or raises or (name in PAGE_TAGS and not is_closing),
        wide=_span(_COLSPAN, attributes),
        high=_span(_ROWSPAN, attributes),
        ends_cell=token[6] is not None,
    )


def read_references(text: str) -> str:
    """A text with its character references as characters; a number that no character has is U+FFFD, however long.

    >>> read_references("R&amp;D &#8212; &#99999999999999;")
    'R&D — �'
    """
    if "&" not in text:
        return text
    return _read_short(text) if len(text) <= SHORT else _read(text)


def _read(text: str) -> str:
    return unescape(_NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text))


_read_short = lru_cache(maxsize=4096)(_read)
"""A filing prints the same few texts of one reference ("&#160;", "&#8212;") in thousands of cells."""


def _span(pattern: re.Pattern[str], attributes: str) -> int:
    match = pattern.search(attributes)
    return min(max(int(match[1]), 1), MAX_SPAN) if match else 1
