"""Captions that name their company → the same of the parent, or of its common stockholders, whom the name stands for.

In: a caption in its normal form but for names. Out: its normal form. Every filer writes its own name there, so that no
two captions would be alike: "Net income attributable to Tarn Brewing" is net income attributable to the parent. Which
company files is not known here, and need not be.
"""

import re

MINORITY = re.compile(r"\bnon-?\s?controlling\b|\bminority\b", re.I)
"""The owners who are not the parent's, as statements print them."""
_TO_WHOM = re.compile(
    r"(?P<what>.*\b(?:income|earnings|equity|gain|operation|amount|per share)\b.*?|) ?"
    r"\b(?P<how>attributable|applicable|available|allocable|allocated) to (?P<whom>.+)"
)
_WHOSE_EQUITY = re.compile(r"(?P<total>total )?(?P<whose>.+) stockholder equity(?: total)?")
_BEHIND_NAMES = re.compile(r"(?:^|(?<= ))(?:per|basic|diluted|net of|total|beginning|ending?|before|after|from|in)\b.*")
"""What may follow the name of those whom a result is attributable to."""
_NO_NAMES = frozenset(
    (
        *("noncontrolling", "minority", "preferred", "preference", "participating", "unvested", "redeemable"),
        *("discontinued", "continuing", "operation", "activity", "sale", "change", "interest", "tax", "item"),
        *("partner", "member", "unitholder", "unit", "class", "holder", "customer", "policyholder", "segment", "vie"),
        *("liability", "asset", "mezzanine", "temporary", "other", "net", "income", "loss", "deficit", "accumulated"),
        *("beginning", "ending", "end", "balance", "increase", "contributed", "statement", "component", "effect"),
        *("on", "to", "for", "with", "convertible", "total"),
    )
)
"""Words of a caption that speak of others than the company, or of no one."""


def without_names(label: str) -> str:
    """A normal form in which the company's name has given way to what it is there: the parent, or its common stock.

    >>> without_names("net income attributable to tarn brewing co")
    'net income attributable to parent'
    >>> without_names("total tarn stockholder equity")
    'total stockholder equity attributable to parent'
    >>> without_names("net income attributable to tarn common stockholder")
    'net income attributable to common stockholder'
    """
    if " to " in label and (found := _TO_WHOM.fullmatch(label)):
        name = _BEHIND_NAMES.sub("", found["whom"])
        if whom := _holder(name):
            how = "attributable" if whom == "parent" else found["how"]
            words = (found["what"], how, "to", whom, found["whom"][len(name) :])
            return " ".join(" ".join(words).split())
    if label.endswith(("stockholder equity", "stockholder equity total")) and (found := _WHOSE_EQUITY.fullmatch(label)):
        whom, total = _holder(found["whose"] + " stockholder"), found["total"] or ""
        if whom == "parent":
            return f"{total}stockholder equity attributable to parent"
        if whom:
            return f"{total}common stockholder equity"
    return label


def _holder(name: str) -> str:
    """Whom words name as the holder of a result: the parent, or its common stockholders; empty if others."""
    words = re.sub(r" ?\b(?:stockholder|stock|share|owner|shareowner)$|\bpartner l p$", "", name.strip()).split()
    if "controlling" in words:
        return "parent"
    if not name or not _NO_NAMES.isdisjoint(words):
        return ""
    return "common stockholder" if not {"common", "ordinary"}.isdisjoint(words) else "parent"
