"""A line of a column's heading → what it says beside time and scale, as it is printed.

In: one line. Out: its words; where it says when, or in what amounts are printed, without that and the small words.
"""

import re

from pipeline.periods import MONTHS, distinguishing_words

_TIME = re.compile(
    rf"\d|\b(?:{'|'.join(MONTHS)}|ended|ending|as of"
    r"|years?|months?|weeks?|quarters?|periods?|fiscal|half|unaudited|audited|notes?|restated|thousands|millions|dollars)\b",
    re.I,
)


def telling_text(line: str) -> str:
    """What a line of a heading says beside time and scale.

    >>> telling_text("Safety and Tools"), telling_text("U.S. Plans 2023"), telling_text("December 31, 2023")
    ('Safety and Tools', 'U S Plans', '')
    """
    return distinguishing_words(line) if _TIME.search(line) else line.strip()
