"""A report's facts → an xBRL-JSON 1.0 report.

In: a `Report`, the `Taxonomy` (for its namespaces) and the address of the schema. Out: the
bytes of ``report.json``. The words of the Open Information Model (periods that end at the next
midnight, entities as prefixed names, no unit for a pure number) are chosen here, for xBRL-CSV too.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from json.encoder import encode_basestring

from pipeline.emit.xbrl_xml import MEASURES, format_value, parse_unit, used_namespaces
from pipeline.model import Context, Entity, Fact, Period, Report
from pipeline.taxonomy import Taxonomy

CIK_SCHEME = "http://www.sec.gov/CIK"
Json = dict[str, object]
_encode = json.JSONEncoder(ensure_ascii=False).encode


def format_xbrl_json(report: Report, taxonomy: Taxonomy, schema_ref: str) -> bytes:
    """Write the facts as xBRL-JSON, each under its id, in the order of the report."""
    contexts = oim_contexts(report)
    document = {
        "documentInfo": document_words("json", report, taxonomy, schema_ref),
        "facts": {fact.id: _fact(fact, *contexts[fact.context]) for fact in report.facts},
    }
    return format_json(document)


def format_json(document: Json) -> bytes:
    """Write a JSON document as UTF-8 with LF line ends and one property a line."""
    return (_written(document, "\n ") + "\n").encode("utf-8")


def _written(value: object, margin: str) -> str:
    """A value as `json.dumps` writes it with an indent of one, in a fifth of its time.

    >>> _written({"a": [1, None], "b": {}}, "\\n ") == json.dumps({"a": [1, None], "b": {}}, indent=1)
    True
    """
    if isinstance(value, str):
        return encode_basestring(value)
    if type(value) is int:
        return str(value)
    if not value or not isinstance(value, (dict, list, tuple)):
        return _encode(value)
    below = margin + " "
    if isinstance(value, dict):
        parts = [f"{encode_basestring(key)}: {_written(part, below)}" for key, part in value.items()]
        return "{" + margin + f",{margin}".join(parts) + margin[:-1] + "}"
    return "[" + margin + f",{margin}".join([_written(part, below) for part in value]) + margin[:-1] + "]"


def document_words(syntax: str, report: Report, taxonomy: Taxonomy, schema_ref: str) -> Json:
    """Say what an OIM report (``json`` or ``csv``) is, which prefixes it uses and which schema it names."""
    spaces = used_namespaces(report, taxonomy)
    spaces |= {prefix: scheme for scheme, prefix in scheme_prefixes(report).items()}
    for unit in {fact.unit for fact in report.facts}:
        for measure in (m for side in parse_unit(oim_unit(unit)) for m in side if m):
            prefix = measure.partition(":")[0]
            spaces[prefix] = MEASURES[prefix]
    return {
        "documentType": f"https://xbrl.org/2021/xbrl-{syntax}",
        "namespaces": dict(sorted(spaces.items())),
        "taxonomy": [schema_ref],
    }


def scheme_prefixes(report: Report) -> dict[str, str]:
    """Give each identifier scheme of the facts a prefix: ``cik`` for the SEC's, ``scheme1`` … for any other."""
    schemes = sorted({fact.context.entity.scheme for fact in report.facts} - {CIK_SCHEME})
    return {CIK_SCHEME: "cik"} | {scheme: f"scheme{n}" for n, scheme in enumerate(schemes, 1)}


def oim_contexts(report: Report) -> dict[Context, tuple[str, str]]:
    """Name the entity and the period of each context as OIM does: once for its many facts."""
    prefixes = scheme_prefixes(report)
    return {
        context: (oim_entity(context.entity, prefixes), oim_period(context.period))
        for context in {fact.context for fact in report.facts}
    }


def oim_entity(entity: Entity, prefixes: Mapping[str, str]) -> str:
    """Name an entity as OIM does.

    >>> oim_entity(Entity(CIK_SCHEME, "0000320193"), {CIK_SCHEME: "cik"})
    'cik:0000320193'
    """
    return f"{prefixes[entity.scheme]}:{entity.identifier}"


def oim_period(period: Period) -> str:
    """Write a period as OIM does: days end at the midnight that follows them.

    >>> from datetime import date
    >>> oim_period(Period(None, date(2004, 5, 31)))
    '2004-06-01T00:00:00'
    >>> oim_period(Period(date(2003, 12, 1), date(2004, 5, 31)))
    '2003-12-01T00:00:00/2004-06-01T00:00:00'
    """
    end = f"{(period.end + timedelta(days=1)).isoformat()}T00:00:00"
    return end if period.start is None else f"{period.start.isoformat()}T00:00:00/{end}"


def oim_unit(unit: str) -> str:
    """Name a unit as OIM does, which leaves out that of a pure number."""
    return "" if unit == "xbrli:pure" else unit


def _fact(fact: Fact, entity: str, period: str) -> Json:
    unit = oim_unit(fact.unit)
    dimensions = {
        "concept": fact.concept.qname,
        "entity": entity,
        "period": period,
        **({"unit": unit} if unit else {}),
        **dict(fact.context.dimensions),
    }
    decimals: Json = {} if fact.decimals is None or not fact.unit else {"decimals": fact.decimals}
    return {"value": format_value(fact.value), **decimals, "dimensions": dimensions}
