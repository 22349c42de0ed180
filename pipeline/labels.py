"""Printed captions → the normal form in which mapping files store them and statements look them up.

In: one caption or heading as printed. Out: lower-case words without punctuation, numbers, note references
and the alternations that a sign decides. Which concept a caption means is for `mappings` to know; this module
knows only which differences of wording do not tell two concepts apart. A rewrite stands here where it raised the
share of captions that a rule learned from four fifths of the filers of 2009-2010 tags rightly for the last fifth.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from pipeline.holders import without_names

Rewrite: TypeAlias = tuple[tuple[str, ...], re.Pattern[str], str]
"""A pattern and what takes its place; it is tried only where one of the triggers is in the text (for speed)."""


def _rewrites(*rows: tuple[str, str, str]) -> tuple[Rewrite, ...]:
    return tuple((tuple(triggers.split("|")), re.compile(pattern), by) for triggers, pattern, by in rows)


_CHARACTERS = str.maketrans(
    dict.fromkeys("\u2018\u2019`\u00b4", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys('\u201c\u201d"*\u00a0\u2020_', " ")
    | {"&": " and ", "[": "(", "]": ")", "{": "(", "}": ")"}
)

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
)

_PARENTHESES = _rewrites(
    ("(", r"\((?:see |refer to )?(?:(?:foot)?notes?\b[^)]*|\d{1,2}|[a-z]|[ivx]{1,4}|(?:un)?audited|restated)\)", " "),
    ("(", r"\((?:amounts? |expressed )?in (?:u\.?s\.? )?(?:shares|dollars|usd|\$|thousands|millions)[^)]*\)", " "),
    # the other side of an alternation, which the amount's sign decides: "net income (loss)"
    (
        "(",
        r"\( ?(?:net )?(?:loss(?:es)?|gains?|decreases?|increases?|decline|benefits?|charge|deficit|deficiency"
        r"|accumulated deficit|capital deficit|used(?: (?:in|for|by))?|provided(?: by)?|use|usage|or loss) ?\)",
        " ",
    ),
    # remarks: "(including stock-based compensation of ...)", "(exclusive of depreciation shown below)"
    ("(inclu|(exclu|(see |(as ", r"\((?:includ|inclus|exclu|see |as )[^)]*\)?", " "),
)

_FIGURES = _rewrites(
    # a note reference without parentheses: "Contingencies - Note 4", "see notes 3 and 4"
    ("note", r"[,;-]? *(?:see )?\bnotes? \d{1,2}[a-z]?\b(?:(?:, and|,| and) \d{1,2}[a-z]?\b)*", " "),
    # what the caption of a stock says of its shares: ", $.10 par value, 50,000,000 shares authorized, ..."
    (
        "par|stated|nominal",
        r"(?<=\w)[ ,;:(-]+(?:\$ ?[\d.,/]+ ?|\d+ cents? |[\d.]+ |(?:no|without)[ -])?"
        r"-?(?:par|stated|nominal)(?: or stated)?(?: value)?\b.*\d.*",
        " ",
    ),
    ("", rf"\b{_MONTH} ?\d{{1,2}}(?:st|nd|rd|th)?,? ?(?:\d{{4}})?\b|\b{_MONTH},? (?:of )?(?:19|20)\d\d\b", " "),
    # interest rates: "9 3/4% senior notes", "8.5% to 10%"
    ("%|percent", r"\d[\d./ -]*(?:%|percent\b)", " "),
    ("shares of|share of", r"\b\d[\d,]* (?=(?:common |preferred )?shares? of)", " "),
    # an amount inside a caption ends it: "... of $55 (2010) and $55 (2009)", "..., 5,500 shares"
    (",|.|$", r"(?<=[\w)])[ ,;:(-]+(?:\$ ?[\d.]|\d{1,3}(?:,\d{3})+|\d*\.\d).*", " "),
    # any other number, but "address line 1" is the name of a field of the cover
    ("", r"(?<!address line )(?<![a-z\d])[\d$][\d,./-]*(?:'?s)?(?![a-z\d])", " "),
)

_HAS_FIGURE = re.compile(r"[\d$]")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")

_UNCHANGED = frozenset(
    (
        *("series", "sales", "goods", "proceeds", "earnings", "savings", "premises", "overseas", "headquarters"),
        *("means", "news", "gas", "this", "was", "has", "does", "its", "always"),
    )
)
"""Words that end in s and are no plurals, or whose plural is the word of the trade."""

_SYNONYMS = {
    "shareholder": "stockholder",
    "shareowner": "stockholder",
    "stockowner": "stockholder",
    "decreased": "increase",
    "increased": "increase",
    "decrease": "increase",
    "change": "increase",
    "longterm": "long term",
    "shortterm": "short term",
    "amortisation": "amortization",
    "s": "",
    "an": "",
    "the": "",
    "our": "",
    "respectively": "",
    "approximately": "",
    "aggregate": "",
}

_NO_BEGINNING = frozenset(("less", "add", "plus", "deduct", "minus", "and", "of", "or", "at"))
_NO_END = frozenset(("of", "and", "at", "in", "on", "for", "to", "by", "from", "with", "as", "or", "per"))
"""Words that only tie a caption to what was dropped before or behind it."""

_ACTIVITIES = r"(?:(?:continuing|discontinued|all) )?(?:operating|investing|investment|financing|operation)"

_PHRASES = _rewrites(
    (" owner| holder", r"\b(?:share owner|share holder|stock holder)\b", "stockholder"),
    ("non ", r"\bnon (?=\w)", "non"),
    ("no par|without par|no stated", r"(?<=\w) (?:no|without) (?:par|stated)\b.*", ""),
    # two sides of an alternation without parentheses: "gain/loss", "increase or decrease", "loss (income)"
    ("loss", r"\b(?:gain|loss) (?:or |and )?(?:gain|loss)\b", "gain"),
    ("loss|deficit", r"\b(income|earnings) (?:or )?(?:loss|deficit)\b", r"\1"),
    ("loss", r"\bloss (?:or )?(income|earnings)\b", r"\1"),
    ("increase", r"\bincrease (?:(?:or )?increase\b)+", "increase"),
    ("benefit|credit", r"\b(provision|expense) (?:or |and )?(?:benefit|credit)\b", r"\1"),
    ("benefit|credit", r"\b(?:benefit|credit) (?:or )?(provision|expense)\b", r"\1"),
    ("expense income", r"\bexpense income\b", "income expense"),
    # a loss is a negative income, a deficit negative equity, a benefit a negative tax
    ("net loss|net earn", r"\bnet (?:loss|earnings)\b(?! on\b)", "net income"),
    (
        "loss|earn",
        r"\b(?:loss|earnings) (?=(?:from (?:continuing|discontinued|operation|equity|invest|unconsol)|before"
        r"|attributable|applicable|available|allocable|allocated)\b)",
        "income ",
    ),
    ("loss|earn", r"\b(comprehensive|operating|pretax|pre tax) (?:loss|earnings)\b", r"\1 income"),
    ("equity in", r"\bequity in (?:net )?(?:loss|earnings|income)\b", "equity in earnings"),
    ("loss", r"\bloss (?=(?:on|from|arising)\b)", "gain "),
    ("loss", r"\b(realized|unrealized|holding|translation|transaction|actuarial) loss\b", r"\1 gain"),
    (
        "deficit|deficiency|investment",
        r"\bstockholder (?:equity )?(?:deficit|deficiency|investment)\b(?: in assets\b)?",
        "stockholder equity",
    ),
    ("tax benefit|tax credit", r"\bincome tax (?:benefit|credit)$", "income tax expense"),
    ("benefit", r"\Abenefit (?:for|from|of) (?=(?:federal |deferred )?income tax)", "provision for "),
    (" per", r"\b(?:net )?(?:income|loss|earnings) per\b", "earnings per"),
    ("per ", r"\bper (?:common|ordinary) share\b", "per share"),
    (
        "cash flow|cash pro|cash us|cash gen|cash util|cash from|cash for|cash by",
        rf"\bcash (?:flow )?(?:(?:provided|used|generated|utilized|or|and|by|in|for|from) )+(?={_ACTIVITIES})",
        "cash provided by ",
    ),
    ("beginning|end ", r"\b(beginning|end) (?:of )?(?:fiscal |current )?(?:year|period|quarter)\b", r"\1 of period"),
    # the allowance is an amount of its own; what is printed is the net
    (
        "net of|less|after",
        r"(?<=\w) (?:net of|less|after) (?:(?:any|related|estimated) )?(?:allowance|accumulated|reserve|valuation)\b.*",
        " net",
    ),
    (
        "net of",
        r"\bnet of (?:(?:applicable|related|income|deferred|federal|estimated) )*tax\b(?: (?:expense|benefit|effect"
        r"|provision))*",
        "net of tax",
    ),
    ("increase in", r"\Aincrease in (?!cash)", ""),
    # of which class stock was issued or bought back is told by a member: "issuance of Class A common stock"
    (
        " class ",
        r"\A((?:issuance|proceeds|purchase|repurchase|sale|net proceeds|dividend|payment|cash dividend|retirement)\b"
        r".*? (?:of|on|in|for|to)) class [a-z] (?=(?:common|ordinary) (?:stock|share)\b(?! subject))",
        r"\1 ",
    ),
)


@lru_cache(maxsize=4096)
def _canonical_word(word: str) -> str:
    single = singular(word.replace("'s", "").replace("'", ""))
    return _SYNONYMS.get(single, single)


def singular(word: str) -> str:
    """A word in lower case without the ending of a plural."""
    if len(word) < 4 or not word.endswith("s") or word in _UNCHANGED or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=65536)
def normalise_label(text: str) -> str:
    """The normal form of a caption: what two captions share that mean the same line item.

    Case, punctuation, plurals, amounts, dates, note references and remarks go; shareholders are stockholders;
    the sides of an alternation, which the amount's sign decides, become one:

    >>> normalise_label("TOTAL SHAREHOLDERS' EQUITY (DEFICIT) . . . . . .")
    'total stockholder equity'
    >>> normalise_label("Net (loss) income"), normalise_label("NET LOSS"), normalise_label("Net earnings (Note 4)")
    ('net income', 'net income', 'net income')
    >>> normalise_label("Net cash (used in) provided by investing activities")
    'net cash provided by investing activity'
    >>> normalise_label("(Increase) decrease in accounts receivable")
    'account receivable'

    What a caption says of allowances, accumulated depreciation and shares is an amount of its own:

    >>> normalise_label("Receivables, net of allowance for doubtful accounts of $55 (2010) and $55 (2009)")
    'receivable net'
    >>> normalise_label("Common stock, $.10 par value, 50,000,000 shares authorized")
    'common stock'
    >>> normalise_label("Treasury stock at cost, 5,500 shares")
    'treasury stock at cost'

    The company's name gives way to what it is there, as `without_names` shows.
    """
    text = text.lower().translate(_CHARACTERS).replace("u.s.", "us ")
    if "(" in text:
        text = _rewrite(text, _PARENTHESES)
    if _HAS_FIGURE.search(text):
        text = _rewrite(text, _FIGURES)
    words = " ".join(filter(None, map(_canonical_word, _WORD.findall(text)))).split(" ")
    while words and words[0] in _NO_BEGINNING:
        del words[0]
    while words and words[-1] in _NO_END:
        del words[-1]
    return without_names(_rewrite(" ".join(words), _PHRASES))


def _rewrite(text: str, rewrites: Sequence[Rewrite]) -> str:
    for triggers, pattern, replacement in rewrites:
        for trigger in triggers:
            if trigger in text:
                text = pattern.sub(replacement, text)
                break
    return text


def normalise_pattern(text: str) -> str:
    """The normal form of a pattern: each stretch between the ``*``, which stand for any words, made normal.

    >>> normalise_pattern("Series B preferred stock*")
    'series b preferred stock *'
    """
    pieces = [normalise_label(piece) for piece in text.split("*")]
    return " ".join(" * ".join(pieces).split())


SECTION_DEPTHS = {
    "assets": 1,
    "current assets": 2,
    "noncurrent assets": 2,
    "liabilities": 1,
    "current liabilities": 2,
    "noncurrent liabilities": 2,
    "equity": 1,
    "revenues": 1,
    "costs and expenses": 1,
    "other income expense": 1,
    "income taxes": 1,
    "earnings per share": 1,
    "weighted average shares": 1,
    "operating activities": 1,
    "adjustments": 2,
    "changes in operating assets and liabilities": 3,
    "investing activities": 1,
    "financing activities": 1,
    "supplemental": 1,
    "other comprehensive income": 1,
}
"""The structural sections of the statements, spelt as everyone spells them, and how deep each lies."""

_STRUCTURAL = {normalise_label(term): term for term in SECTION_DEPTHS}


@lru_cache(maxsize=4096)
def normalise_section(text: str) -> str:
    """The normal form of a heading or of a pattern of headings; a structural section keeps its name.

    >>> normalise_section("Current Assets:"), normalise_section("Class A common stock*")
    ('current assets', 'class a common stock *')
    """
    normal = normalise_pattern(text) if "*" in text else normalise_label(text)
    return _STRUCTURAL.get(normal, normal)


@lru_cache(maxsize=4096)
def compile_pattern(text: str) -> re.Pattern[str] | None:
    """The regular expression of a pattern whose ``*`` stand for any words or none; None if it has no ``*``.

    It matches a label with a blank put before it, so that every word begins alike:

    >>> pattern = compile_pattern("* common stock *")
    >>> [bool(pattern.fullmatch(" " + label)) for label in ("common stock", "class b common stock", "common stocking")]
    [True, True, False]
    """
    if "*" not in text:
        return None
    return re.compile("".join("(?: .+)?" if word == "*" else " " + re.escape(word) for word in text.split()))
