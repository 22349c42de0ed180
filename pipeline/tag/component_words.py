"""What captions and headings of other comprehensive income say: of which component, what of it, before or after tax.

In: a line item, or the text of a caption. Out: the words that mapping rows under the section ``component`` are written
in. What stands around a row in its statement is for `comprehensive` to know.
"""

import re
from functools import lru_cache

from pipeline.holders import MINORITY
from pipeline.model import LineItem

ALL, OTHER, INVESTEE = "all", "other", "equity method investee"
HEDGE, PENSION, OWN_CREDIT = "hedge", "pension", "own credit"
SECURITIES, TRANSFERRED = "securities", "transferred security"
ACTUARIAL, PRIOR_SERVICE, TRANSITION = "actuarial gain", "prior service cost", "transition obligation"
OF_PLANS = frozenset((PENSION, ACTUARIAL, PRIOR_SERVICE, TRANSITION))

_PLANS = r"pension|retire|benefit (?:plan|obligation)|actuarial"
_COMPONENTS = (
    ("", rf"(?:{_PLANS}).*(?:translation|equity[- ](?:method|affiliate))|translation.*(?:{_PLANS})"),
    (
        INVESTEE,
        r"^(?!.*translation.*(?:affiliat|venture|invest)).*"
        r"(?:equity[- ](?:method|affiliate)|unconsolidated|affiliates?\b|investees?\b|joint venture|associated compan)",
    ),
    ("market risk benefit", r"market risk benefit"),
    (
        OWN_CREDIT,
        r"own credit|subordinated debt|instrument[- ]specific|debi?t valuation|\bdva\b|fair value option"
        r"|performance risk",
    ),
    (TRANSFERRED, r"held[- ]to[- ]maturity"),
    ("policy benefit", r"future policy|discount rate|long[- ]duration"),
    ("excluded component", r"exclud\w+ (?:component|from)|fair value hedg"),
    ("net investment hedge", r"net investment hedg|hedg\w+ of (?:a |our )?net investment"),
    (PRIOR_SERVICE, r"^(?!.*(?:actuarial|\bnet (?:\(?loss\)? ?)?gain)).*prior[- ]service|amorti.*prior[- ]service"),
    (ACTUARIAL, r"^(?!.*prior[- ]service).*(?:actuarial|experience \(?(?:gain|loss))"),
    (TRANSITION, r"transition (?:asset|obligation)"),
    ("minimum pension liability", r"minimum.*liab"),
    (PENSION, r"pension|retire|benefit (?:plan|obligation|cost|liab)|post-?employment|defined benefit|prior.service"),
    ("translation", r"translati(?:on|ng)"),
    (
        HEDGE,
        r"hedg|derivative|\bswaps?\b|treasury lock|interest rate (?:contract|lock|protection)"
        r"|(?:forward|futures?|exchange) (?:exchange )?contract",
    ),
    ("translation", r"currency|currencies|foreign exchange|exchange rate"),
    (SECURITIES, r"securit|available[- ]for[- ]sale|marketable|\binvestments?\b|fixed maturit"),
    (OTHER, r"^other(?:,? net)?(?:[, (]+(?:net of|after|before)\b.*)?$"),
)
"""The first that is said is meant; a nameless one is none."""
_COMPILED = tuple((name, re.compile(pattern, re.I)) for name, pattern in _COMPONENTS)
_REMARK = re.compile(r"[,(]?\s*\b(?:in|ex)cluding\b.*", re.I | re.S)
_ENDED = re.compile(r"^(?!.*(?:amorti|reclass)).*(?:settlement|curtailment)", re.I)
_OF_RATES = re.compile(
    r"^(?!.*translation).*(?:exchange rate|currency (?:effect|impact|exchange)|effects? of .*(?:currency|exchange))",
    re.I,
)
_GAIN = re.compile(r"\b(?:gain|loss)", re.I)
_IN_ACCUMULATED = r"recogni[sz]ed in (?:aoci|oci|accumulated|other comp)"

_INCOME = r"(?:net )?(?:income|earnings|loss|periodic|expense|interest|cost of|operations|p&l|\"|“)"
_BOTH = re.compile(
    r"(?:net of|after) (?:reclass|amorti)|excluding amorti|reali[sz]ed and (?:change in )?unreali[sz]ed", re.I
)
_BEFORE_RECLASSIFIED = re.compile(r"\bbefore reclass", re.I)
_RECLASSIFIED = re.compile(
    rf"\breclass|\bamorti[sz]|\bsettlement|\bcurtailment|\brecogni[sz]ed (?:in|within|into|through|as) {_INCOME}"
    rf"|\b(?:included|recorded|reali[sz]ed|transfer\w+) (?:in|to|into|and included in) {_INCOME}"
    r"|\bto (?:net )?(?:income|earnings)\b|^(?!.*unreali[sz]ed).*\breali[sz]ed",
    re.I,
)
_AROSE = re.compile(
    rf"\barising|\bbefore reclass|\bholding\b|{_IN_ACCUMULATED}|\bincurred\b"
    r"|(?:during|in|for) the (?:period|year|quarter)|current[- ]period",
    re.I,
)
_MOVEMENTS = (
    ("unrealized", re.compile(r"^(?!.*\b(?:net|change)\b).*unreali[sz]ed|^unreali[sz]ed", re.I)),
    ("net unrealized", re.compile(r"unreali[sz]ed", re.I)),
    (
        "fair value",
        re.compile(
            r"\b(?:changes? in|adjustments? to) (?:the )?(?:estimated )?fair value|fair value (?:change|adj)", re.I
        ),
    ),
)
_TOTALS = re.compile(r"^(?:total\b|net (?:other )?\(?(?:change|increase|decrease)|net$)", re.I)

_BEFORE_TAX = re.compile(r"\bbefore[- ](?:related |income |deferred )*tax|\bpre-?tax", re.I)
_NET_OF_TAX = re.compile(r"\b(?:net of|after|less)[- ](?:the |any |related |applicable |income |deferred )*tax", re.I)
_TAX = re.compile(
    r"^(?:less|plus)?:? ?(?:related |deferred |applicable |estimated |current )*(?:income )?\(?tax(?:es)?\b"
    r"|^(?:less|plus)?:? ?\(?(?:provision|benefit|expense|credit)s?\b.*\btax"
    r"|\btax(?:es)? \(?(?:effect|expense|benefit|provision)|, tax$",
    re.I,
)
_OF_ALL = re.compile(r"^(?:total |net |less:? )?(?:current[- ]period )?other comprehensive\b", re.I)
_NET_INCOME = re.compile(r"^(?:net|consolidated) (?:\(?(?:income|loss|earnings|profit))|^profit\b", re.I)
_COMPREHENSIVE = re.compile(r"^(?:total |less:? )?comprehensive\b", re.I)


def is_net_income(label: str) -> bool:
    """Whether a row is what other comprehensive income is added to."""
    return _NET_INCOME.search(label) is not None


def is_comprehensive(label: str) -> bool:
    """Whether a row is what net and other comprehensive income add up to."""
    return _COMPREHENSIVE.search(label) is not None


def is_all(label: str) -> bool:
    """Whether a row is other comprehensive income as a whole."""
    return _OF_ALL.search(label) is not None and named_component(label) is None


def is_of_minority(item: LineItem) -> bool:
    """Whether a row or its headings speak of the owners who are not the parent's."""
    return any(MINORITY.search(text) for text in (*item.section, item.label))


@lru_cache(maxsize=1 << 12)
def named_component(text: str) -> str | None:
    """The component that a caption names; empty where it names several, or one that has no concepts.

    >>> named_component("Net change in unrealized gains on cash flow hedges"), named_component("Net change")
    ('hedge', None)
    """
    said = _REMARK.sub("", text)
    return next((name for name, pattern in _COMPILED if pattern.search(said)), None)


def component_of(item: LineItem) -> str:
    """What a row is of: by its own words, else by the nearest heading's; of a plan's part, where either says which."""
    own = named_component(item.label)
    over = next((name for text in reversed(item.section) if (name := named_component(text))), "")
    if over in OF_PLANS and _OF_RATES.search(item.label):
        return ""
    if over in OF_PLANS and own in (None, PENSION):
        return _part_of_plans(item.label, over)
    if over and (own == OTHER or (own == INVESTEE and over in OF_PLANS)):
        return ""
    return over if own is None else own


def _part_of_plans(label: str, over: str) -> str:
    """A gain or loss of plans is actuarial, where nothing else is said; what ends a plan has no concept."""
    if over != PENSION:
        return over
    if _ENDED.search(label):
        return ""
    is_gain = _GAIN.search(label) and not named_component(label) and not re.search(_IN_ACCUMULATED, label, re.I)
    return ACTUARIAL if is_gain else PENSION


def is_tax(label: str) -> bool:
    """Whether a row is a tax.

    >>> is_tax("Income tax effect"), is_tax("Translation, net of tax benefit"), is_tax("Income before tax")
    (True, False, False)
    """
    return _TAX.search(label) is not None and not is_net_of_tax(label) and not is_before_tax(label)


def is_net_of_tax(label: str) -> bool:
    """Whether a caption says that the tax is deducted."""
    return _NET_OF_TAX.search(label) is not None


def is_before_tax(label: str) -> bool:
    """Whether a caption says that the tax is not deducted."""
    return _BEFORE_TAX.search(label) is not None


def is_both(label: str) -> bool:
    """Whether a caption speaks of what arose and what was reclassified."""
    return _BOTH.search(label) is not None


def is_total(label: str) -> bool:
    """Whether a caption begins as that of a total."""
    return _TOTALS.search(label) is not None


def is_reclassified(label: str) -> bool:
    """Whether a caption speaks of what left other comprehensive income for net income."""
    return _RECLASSIFIED.search(label) is not None and not _BEFORE_RECLASSIFIED.search(label)


def has_arisen(label: str) -> bool:
    """Whether a caption speaks of what arose in the period."""
    return _AROSE.search(label) is not None


def movement(label: str) -> str:
    """What a caption calls what moved, where it says neither that it arose nor that it was reclassified.

    >>> movement("Unrealized gains on securities"), movement("Change in fair value of swaps"), movement("Securities")
    ('unrealized', 'fair value', '')
    """
    return next((name for name, pattern in _MOVEMENTS if pattern.search(label)), "")
