"""Words → whether what they speak of is of a day or of a time.

In: the caption of a row, the sentence before a table. Out: a `Kind`, or nothing. Days themselves are not known here.
"""

import re
from collections.abc import Sequence
from enum import Enum


class Kind(Enum):
    """What amounts are stated for: a day, or a time until one."""

    DAY = "day"
    TIME = "time"


_START = re.compile(r"\b(?:beginning|opening|start of)\b|\bbalances?\W+(?:at )?january 1\b(?!,? \d{4})", re.I)
_END = re.compile(
    r"\bbalances?\b.*\bend(?:ing)?\b|\bending (?:balance|liability|fair value)|\bat (?:the )?(?:end\b|year[- ]end)"
    r"|\bend of (?:the )?(?:year|period|fiscal|quarter)|\bclosing balance|^\W*ending\b"
    r"|^\W*(?:vested and )?expected to vest\b|^\W*(?:vested and )?exercisable\b|\bfunded status\b"
    r"|\bnet amounts? recognized\b"
    r"|^\W*(?:accumulated|projected) benefit obligations?\b|^\W*fair value of plan assets\W*$|\btrend rates?\b"
    r"|\b(?:non-?current|long-term|current) portion\b",
    re.I,
)
_FLOW = re.compile(
    r"^\W*(?:total )?cash paid\b|\bobtained in exchange\b|\bcash (?:in|out)?flows?\b.{0,80}\bleases?\b"
    r"|^\W*(?:increases?|decreases?|additions?|reductions?|payments?) (?:for|related|based|due|resulting|in|to)\b",
    re.I,
)
_BALANCES = re.compile(
    r"^\W*(?:(?:total|identifiable|segment|long[- ]lived|net) )*assets\W*$|^\W*inventor(?:y|ies)\W*$"
    r"|\bamounts? recognized in\b.{0,80}\b(?:financial position|balance sheets?|accumulated)\b",
    re.I,
)
_LENGTH = re.compile(
    r"\b(?:months?|weeks?|quarters?|years?|periods?|fiscal)\b(?:\W+\w+){0,2}?\W+(?:ended|ending|to date)\b"
    r"|\bfor (?:the )?(?:(?:fiscal|last|past|three|two)\s+)*(?:years?|fiscal|periods?|(?:19|20)\d\d)\b"
    r"|\b(?:during|in) (?:fiscal )?(?:19|20)\d\d\b"
    r"|\bended\b",
    re.I,
)
_AT = re.compile(
    r"\b(?:as of|at|as at)\s+(?:(?:the )?end of|fiscal|[A-Z][a-z]+\.?\s+\d|\d{4}|year[- ]end|each"
    r"|the (?:respective )?(?:balance|date))"
    r"|\boutstanding (?:at|as of)\b|\bbalance sheets?\b|\bat year[- ]end\b",
    re.I,
)
_AT_END = re.compile(r"\b(?:as of|at|as at) (?:the )?(?:fiscal )?(?:years?|quarters?|periods?) ended\b", re.I)
_PAYMENT = re.compile(
    r"\bthereafter\b|\b(?:due|maturing) (?:within|after|in|between|from)\b|\byears? (?:five|5)\b", re.I
)
_DEDUCTION = re.compile(
    r"\b(?:less|deduct\w*|accumulated (?:depreciation|amortization|impairment)|allowances?|paid|(?:re)?payments?"
    r"|reductions?|settlements?|decreases?|expected return|forfeit\w+|exercised|cancell?ed|expired|vested|released"
    r"|unrealized loss(?:es)?|depreciation|amortization"
    r"|disposals?|write-?offs?|charge-?offs?|maturities|repurchase\w*|unamortized|lapses?|retired"
    r"|liabilit(?:y|ies)|debt|imputed interest|contributions|dividends|reserves?)\b",
    re.I,
)
_NO_DEDUCTION = re.compile(
    r"\bnet\b(?! of)|\bgains?\b|\bincome\b|\bcomprehensive\b|\beliminations?\b|\bdeferred tax\b|\btax benefit\b", re.I
)
_OF_TIME = re.compile(
    r"^\W*(?:total |net )?(?:depreciation|amortization|revenues?|sales|operating (?:income|profit)|income|expenses?"
    r"|earnings"
    r"|capital (?:expenditures|spending|additions)|additions)\b",
    re.I,
)
_OF_DAY = re.compile(
    r"\b(?:total|identifiable|long[- ]lived|segment|net) assets\b|\bgoodwill\b"
    r"|^\W*(?:assets|liabilities|inventor(?:y|ies))\W*$"
    r"|\baccumulated\b|\bcarrying\b|\boutstanding\b|\bcost basis\b|\bfair value\b",
    re.I,
)
_DAY_WORDS = re.compile(
    r"\b(?:balances?|assets?|liabilit(?:y|ies)|receivables?|payables?|inventor(?:y|ies)|outstanding|obligations?|carrying"
    r"|fair value|deposits|accrued|allowances?|accumulated|debt|goodwill|equity|deferred (?:tax|income tax|revenue)"
    r"|unvested"
    r"|nonvested|exercisable|funded status|backlog|land|buildings?|equipment|machinery|securities|cash|raw materials"
    r"|work[- ]in[- ](?:process|progress)|finished goods|prepaid|loans|principal|commitments?|reserves?|thereafter)\b",
    re.I,
)
_TIME_WORDS = re.compile(
    r"\b(?:expenses?|income|revenues?|sales|costs?|earnings|gains?|loss(?:es)?|provisions?|benefits?|paid|payments?|proceeds"
    r"|purchases?|additions?|granted|exercised|forfeited|cancell?ed|expired|amortization|depreciation|impairments?"
    r"|changes?|increases?|decreases?|settle(?:d|ments?)|acquired|acquisitions?|contributions?|dividends|translation"
    r"|write-?offs?|charges?|rate|effects?|current|federal|state|foreign|service|interest|issued|vested|redeemed"
    r"|repurchased|transfers?|reclassif\w+|accru(?:al|als)|adjustments?|used|capital expenditures|dilutive)\b",
    re.I,
)


def kind_of_words(text: str) -> Kind | None:
    """What a sentence that leads to a table says of its amounts; the last that it says counts.

    >>> kind_of_words("Inventories consist of the following at December 31, 2023 and 2022:")
    <Kind.DAY: 'day'>
    >>> kind_of_words("Taxes for the years ended December 31 were:"), kind_of_words("They were as follows:")
    (<Kind.TIME: 'time'>, None)
    """
    text = _AT_END.sub("at year-end", text)
    time = max((match.start() for match in _LENGTH.finditer(text)), default=-1)
    day = max((match.start() for match in _AT.finditer(text)), default=-1)
    if time == day:
        return None
    return Kind.TIME if time > day else Kind.DAY


def is_of_payments(headings: Sequence[str]) -> bool:
    """Whether rows or columns are headed by times of payment: "2005", "2006", "Thereafter".

    >>> is_of_payments(["2005", "2006", "2007 and thereafter", "Total"]), is_of_payments(["2005", "2004"])
    (True, False)
    """
    return any(map(_PAYMENT.search, headings))


def kind_of_row(label: str, section: Sequence[str], title: str) -> Kind | None:
    """What the words of a caption speak of; the last signal word counts, then the headings over it."""
    for text in (label, *reversed(section), title):
        day = max((match.end() for match in _DAY_WORDS.finditer(text)), default=-1)
        time = max((match.end() for match in _TIME_WORDS.finditer(text)), default=-1)
        if day != time:
            return Kind.DAY if day > time else Kind.TIME
    return None


def kind_of_measure(words: str) -> Kind | None:
    """What a column that names a measure of all rows is of.

    >>> kind_of_measure("Identifiable Assets"), kind_of_measure("Capital Expenditures")
    (<Kind.DAY: 'day'>, <Kind.TIME: 'time'>)
    >>> kind_of_measure("Accumulated Amortization"), kind_of_measure("Aerospace")
    (<Kind.DAY: 'day'>, None)
    """
    if _OF_TIME.search(words):
        return Kind.TIME
    return Kind.DAY if _OF_DAY.search(words) else None


def is_flow(label: str, section: Sequence[str]) -> bool:
    """Whether a row is of a time, even where all around it is of days.

    >>> is_flow("Right-of-use assets obtained in exchange for lease obligations", ()), is_flow("Lease liabilities", ())
    (True, False)
    """
    return any(map(_FLOW.search, (label, *section[-1:])))


def names_deduction(words: str) -> bool:
    """Whether words name what is taken off: its amount is positive, though it may be printed in parentheses.

    >>> names_deduction("Less accumulated depreciation"), names_deduction("Net unrealized loss")
    (True, False)
    """
    return bool(_DEDUCTION.search(words)) and not _NO_DEDUCTION.search(words)


def point_of(label: str, section: Sequence[str] = ()) -> str:
    """The end of its column's time that a row of balances stands at, empty where it is none.

    >>> point_of("Balance at beginning of year"), point_of("Ending balance"), point_of("Additions")
    ('start', 'end', '')
    >>> point_of("Canada", ("Long-lived assets",))
    'end'
    """
    if _START.search(label):
        return "start"
    return "end" if _END.search(label) or any(map(_BALANCES.search, (label, *section[-1:]))) else ""
