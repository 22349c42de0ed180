"""Rows of what would have been: how a note says that they are, and the context that they are stated in.

In: captions and headings, or a context. Out: whether they say so, and the context with the member of such amounts.
"""

import re

from pipeline.model import Context, LineItem

WOULD_BE = ("gaap:StatementScenarioAxis", "gaap:ProFormaMember")
"""The axis and member of amounts as they would have been."""

_WOULD_BE = re.compile(r"\bpro[\s-]?forma\b", re.I)
_REMARK = re.compile(r"\bpro[\s-]?forma\b|\bas (?:originally )?reported\b", re.I)


def is_would_be(item: LineItem) -> bool:
    """Whether a row states what would have been."""
    return any(_WOULD_BE.search(text) for text in (item.label, *item.section))


def without_remark(label: str) -> str:
    """A caption without the words that tell what was from what would have been.

    >>> without_remark("Net income - as reported"), without_remark("Pro forma net income")
    ('Net income', 'net income')
    """
    return _REMARK.sub(" ", label).strip(" ,-")


def would_have_been(context: Context) -> Context:
    """A context of what would have been, beside its other members."""
    return context._replace(dimensions=tuple(sorted({*context.dimensions, WOULD_BE})))
