"""The industry that EDGAR gives a filer → the mapping tables of the trade.

In: a code of the Standard Industrial Classification, as a submission's header states it. Out: the names of the tables
in ``mappings/industry/`` that go before the general ones. What their rows say is not known here.
"""

_TABLES = (
    ("bank", range(6020, 6040)),
    ("broker", range(6210, 6220)),
    ("insurance", range(6310, 6400)),
    ("utility", range(4910, 4942)),
)
"""Commercial banks and savings institutions; brokers and dealers in securities; insurers, but no agents; electric, gas
and water service."""


def industries_of(code: str | None) -> tuple[str, ...]:
    """The tables for a code; none where no header states one.

    >>> industries_of("6022"), industries_of("3571"), industries_of(None)
    (('bank',), (), ())
    """
    return tuple(name for name, codes in _TABLES if code and code.isdigit() and int(code) in codes)
