"""The words above a table → the currency that its amounts are in.

In: the title and caption of a table. Out: the code of a currency in ISO 4217; None where the words name none.
"""

import re

_CURRENCIES = {
    r"(?:u\.\s?s\.|us|united\s+states)\s+dollars?": "USD",
    r"canadian\s+dollars?": "CAD",
    r"australian\s+dollars?": "AUD",
    r"hong\s+kong\s+dollars?": "HKD",
    r"pounds\s+sterling": "GBP",
    r"euros": "EUR",
    r"japanese\s+yen": "JPY",
    r"swiss\s+francs": "CHF",
    r"renminbi": "CNY",
    r"argentin\w{1,5}\s+pesos": "ARS",
    r"chilean\s+pesos": "CLP",
    r"colombian\s+pesos": "COP",
    r"cuban\s+pesos": "CUP",
    r"dominican\s+pesos": "DOP",
    r"philippine\s+pesos": "PHP",
    r"uruguayan\s+pesos": "UYU",
    r"(?:mexican\s+)?pesos": "MXN",
    r"new\s+israeli\s+shekels": "ILS",
}
"""What the words above a table count in; pesos that are of no country are Mexico's, as those of most filers."""
_CODES = tuple(_CURRENCIES.values())
_NAMED = "|".join(f"({name})" for name in _CURRENCIES)
_COUNTED_IN = re.compile(
    rf"\bin\s+(?:thousands|millions|billions)\s+of\s+(?:constant\s+|nominal\s+)?(?:{_NAMED})", re.I
)
_ANYWHERE = re.compile(rf"\b(?:{_NAMED})", re.I)


def parse_currency(caption: str) -> str | None:
    """The currency that follows "in thousands of", else the first that a caption names: others are told rates of.

    >>> parse_currency("(In thousands of U.S. dollars; $1 = 8.28 renminbi)"), parse_currency("BALANCE SHEETS")
    ('USD', None)
    >>> parse_currency("U.S. dollars are for convenience (in millions of Colombian pesos)")
    'COP'
    """
    match = _COUNTED_IN.search(caption) or _ANYWHERE.search(caption)
    return _CODES[match.lastindex - 1] if match and match.lastindex else None
