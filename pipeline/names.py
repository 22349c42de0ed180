"""A caption or heading as printed → the name of a concept of the filer's own.

In: words as a filing prints them, hostile until proved otherwise. Out: a name that XML allows, and the prefix that
all of a filer's have. Whether a name is taken, and what it names, is for those who ask.
"""

import re
import unicodedata

MOST_WORDS = 14
"""SEC filers keep the names of their own concepts below about 100 characters."""


def format_name(label: str) -> str:
    """A caption as the name of a concept: its words run together, without marks, notes and figures.

    >>> format_name("Due to bankruptcy creditors (Note 7)")
    'DueToBankruptcyCreditors'
    >>> format_name("=1+1|cmd <script>")
    'CmdScript'
    """
    plain = unicodedata.normalize("NFKD", re.sub(r"\((?:see )?notes?\b[^)]*\)|['’]", "", label, flags=re.I))
    words = re.findall(r"[A-Za-z][A-Za-z0-9]*", plain.encode("ascii", "ignore").decode())
    name = "".join(
        word[0].upper() + word[1:].lower() if word.isupper() else word[0].upper() + word[1:]
        for word in words[:MOST_WORDS]
    )
    return name[:100]


def own_prefix(cik: str | None) -> str:
    """Name the prefix of a filer's own concepts.

    >>> own_prefix("320193"), own_prefix(None)
    ('f0000320193', 'own')
    """
    return f"f{cik.zfill(10)}" if cik else "own"
