"""A number of the right side of the review page → the link to the mark that shows it in the source."""

from collections.abc import Mapping
from html import escape


def format_link(key: str, text: str, status: str, marks: Mapping[str, str]) -> str:
    """Link a number, by its key, to its mark; ``marks`` gives by the key of a number that of the mark."""
    to = escape(marks.get(key, key))
    return f'<a id="c-{escape(key)}" href="#p-{to}" class="{status}" tabindex="-1">{escape(text)}</a>'
