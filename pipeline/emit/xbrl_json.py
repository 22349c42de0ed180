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
    named = oim_contexts(report)
    contexts = {context: _listed({"entity": who, "period": when}) for context, (who, when) in named.items()}
    members = {context: _listed(dict(context.dimensions)) for context in named}
    units = {unit: _listed({"unit": oim_unit(unit)} if oim_unit(unit) else {}) for unit in _units(report)}
    facts = [_fact(fact, contexts[fact.context] + units[fact.unit] + members[fact.context]) for fact in report.facts]
    words = _written(document_words("json", report, taxonomy, schema_ref), "\n  ")
    listed = "{\n  " + ",\n  ".join(facts) + "\n }" if facts else "{}"
    return f'{{\n "documentInfo": {words},\n "facts": {listed}\n}}\n'.encode()


def _fact(fact: Fact, dimensions: str) -> str:
    """A fact under its id; its text is put together as `_written` would, of parts that many facts share."""
    decimals = "" if fact.decimals is None or not fact.unit else f'\n   "decimals": {fact.decimals},'
    value = encode_basestring(format_value(fact.value))
    concept = encode_basestring(fact.concept.qname)
    return (
        f'{encode_basestring(fact.id)}: {{\n   "value": {value},{decimals}\n   "dimensions": {{\n'
        f'    "concept": {concept}{dimensions}\n   }}\n  }}'
    )


def _listed(dimensions: Mapping[str, str]) -> str:
    """Dimensions as they follow that of the concept."""
    words = ((encode_basestring(name), encode_basestring(value)) for name, value in dimensions.items())
    return "".join(f",\n    {name}: {value}" for name, value in words)


def _units(report: Report) -> set[str]:
    return {fact.unit for fact in report.facts}


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
    for unit in _units(report):
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
