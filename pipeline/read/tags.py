"""The characters of markup → its tokens: texts, and tags with all that is to be known of them.

In: a file, hostile until proved otherwise. Out: what a regular expression parts it into, each piece with its place,
in time that grows with the file alone. What a tag does to a page is not known here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

SHORT = 24
"""Characters of a text that is kept as read."""
MAX_SPAN = 100
"""Columns or rows that one cell may cover."""

_SILENT = "script|style|title|svg|noscript|template|object|iframe|select|textarea"
_ALONE = "[Ss][CcTtVvEe]|[Tt][IiEe]|[Nn][Oo]|[Oo][Bb]|[Ii][FfXx]"
"""How the silent elements begin, and the tags of inline XBRL, which are hardly ever written twice the same."""
MOST_TAGS = 4
"""Tags of one token: of more, too many are written only once."""
_QUOTED = """[^<>"']*+(?:(?:"[^"<]*+"|'[^'<]*+')[^<>"']*+)*+"""
TOKEN = re.compile(
    rf"""([^<]++)                                                                        # 1 text
    | <(?=[SsTtNnOoIi])(?i:({_SILENT})\b[^<>]*+(?<!/)>.*?(?:</\2\s*>|\Z))               # 2: what is not the page's
    | ((?:<(?!{_ALONE})/?[A-Za-z]{_QUOTED}>){{1,{MOST_TAGS}}}+                           # 3: tags without text between
       |</?[A-Za-z](?:{_QUOTED}|[^<>]*+)>)                                               #    or any one
    | <(?:!--(?:-?>|.*?(?:-->|\Z))|[!?][^<>]*>?)                                         # comments, declarations
    | <""",
    re.S | re.X,
)
_TAG = re.compile(rf"<(/?)([A-Za-z][A-Za-z0-9:_.-]*+)({_QUOTED}|[^<>]*+)>")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_LIFTED = re.compile(r"top(?<=[\s;:\"']top)\s*:\s*-\s*\d")
_SUPERIOR = re.compile(r"vertical-align\s*:\s*(?:super|text-top)")
_WHITE = re.compile(r"(?<![\w-])color\s*[=:]\s*[\"']?\s*(?:#fff(?:fff)?|white)(?![\w])")
_COLSPAN = re.compile(r"\bcolspan\s*=\s*[\"']?\s*(\d{1,6})")
_ROWSPAN = re.compile(r"\browspan\s*=\s*[\"']?\s*(\d{1,6})")
TEXT, TAGS = 1, 3
"""Groups of a token."""
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
    whitens: bool
    is_odd: bool
    """Whether it does more than its name says."""
    wide: int = 1
    high: int = 1


@dataclass(slots=True)
class OpenElement:
    """An element that changes how all in it is read, and how many of its name are open; no name where none is."""

    name: str = ""
    depth: int = 0

    def follow(self, tag: Tag, begins: bool) -> None:
        """It begins with a tag that does, and ends where as many of its name are closed as were opened."""
        if not self.name:
            if begins:
                self.name, self.depth = tag.name, 1
        elif tag.name == self.name and not tag.is_empty:
            self.depth += -1 if tag.is_closing else 1
            if not self.depth:
                self.name = ""


def parse_tags(token: str, known: dict[str, Tag]) -> Iterator[Tag]:
    """The tags of a token, each new one from then on ``known``.

    >>> [tag.name for tag in parse_tags('<tr><TD colspan="2">', {})]
    ['tr', 'td']
    """
    for match in _TAG.finditer(token):
        yield known.get(match[0]) or known.setdefault(match[0], _parse_tag(match))


def _parse_tag(match: re.Match[str]) -> Tag:
    name, attributes, is_closing = match[2].lower(), match[3], match[1] == "/"
    is_empty = attributes.endswith("/")
    opens = not is_closing and not is_empty
    declared = attributes.lower()
    hides = opens and name not in _PRINT_NOTHING and (name == "ix:header" or _hides(declared))
    raises = opens and not hides and (name == "sup" or _raises(declared))
    whitens = opens and name in ("font", "span") and _whitens(declared)
    is_cell = name in ("td", "th")
    return Tag(
        name=name,
        attributes=attributes,
        text=match[0],
        is_closing=is_closing,
        is_empty=is_empty,
        hides=hides,
        raises=raises,
        whitens=whitens,
        is_odd=hides or raises or whitens or (name in PAGE_TAGS and not is_closing),
        wide=_span(_COLSPAN, declared) if is_cell and "colspan" in declared else 1,
        high=_span(_ROWSPAN, declared) if is_cell and "rowspan" in declared else 1,
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


def _hides(declared: str) -> bool:
    """Whether attributes, in lower case, hide an element; words that most do not have tell sooner than a pattern."""
    return ("none" in declared or "hidden" in declared) and _HIDDEN.search(declared) is not None


def _raises(declared: str) -> bool:
    """Whether attributes, in lower case, raise what an element prints above its line."""
    if ("super" in declared or "text-top" in declared) and _SUPERIOR.search(declared):
        return True
    return "top" in declared and _LIFTED.search(declared) is not None


def _whitens(declared: str) -> bool:
    """Whether attributes, in lower case, print an element in white."""
    return ("#fff" in declared or "white" in declared) and _WHITE.search(declared) is not None


def _span(pattern: re.Pattern[str], declared: str) -> int:
    match = pattern.search(declared)
    return min(max(int(match[1]), 1), MAX_SPAN) if match else 1
