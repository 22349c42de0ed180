"""What a manifest and a report's cover say of one input → its rows of `run` and `sub`.

In: the manifest's words on the run and on an input, and the report. Out: one row each. Where the manifest states what
EDGAR's header says (accession, day of filing) that stands; of the rest the report's cover goes first. What the
statements hold is not known here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline.warehouse.concepts import Tag
from pipeline.warehouse.facts import nearest_month_end, parse_period
from pipeline.warehouse.tables import RUN, SUB, Row

REPORT_XML = "report.xml"
NO_CIK = "0000000000"
"""The identifier of an entity that the filing gives none for."""
COVER = "cover:"


@dataclass(frozen=True, slots=True)
class Run:
    """What is the same for every input of a run: versions, hashes, and the taxonomy's concepts by prefixed name."""

    tieout: str
    taxonomy: str
    taxonomy_sha256: str
    mappings_sha256: str
    tags: Mapping[str, Tag] = field(default_factory=dict)


def parse_run(manifest: Mapping[str, Any], tags: Mapping[str, Tag]) -> Run:
    """What `run.json` says of the run as a whole."""
    taxonomy = manifest["taxonomy"]
    return Run(manifest["tieout"], taxonomy["version"], taxonomy["sha256"], manifest["mappings"]["sha256"], tags)


def accession(entry: Mapping[str, Any]) -> str:
    """The key of a filing: its accession number, or the name of its output folder where it states none."""
    return str((entry["filing"] or {}).get("accession") or entry["id"])


def run_row(run: Run, entry: Mapping[str, Any]) -> Row:
    """What came of an input."""
    numbers, findings = entry["numbers"], entry["findings"]
    return RUN.row(
        adsh=accession(entry),
        tieout=run.tieout,
        taxonomy=run.taxonomy,
        taxonomy_sha256=run.taxonomy_sha256,
        mappings_sha256=run.mappings_sha256,
        statements=len(entry["statements"]),
        proved=sum(statement["verdict"] == "proved" for statement in entry["statements"]),
        **{name: entry[name] for name in ("id", "path", "sha256", "outcome", "bytes", "facts")},
        **{name: entry[name] or None for name in ("reason", "verdict")},
        **{name: numbers[name] for name in ("printed", "reported", "skipped", "lost")},
        **{f"{severity}s": findings[severity] for severity in ("error", "warning", "info")},
    )


def sub_row(entry: Mapping[str, Any], report: Mapping[str, Any]) -> Row:
    """What the filing says of itself."""
    cover = _cover(report)
    header = entry["filing"]
    stated = cover.get("DocumentPeriodEndDate") or header["period"]
    period = date.fromisoformat(stated) if stated else _last_day(report)
    return SUB.row(
        adsh=accession(entry),
        cik=_cik(header, report),
        name=cover.get("EntityRegistrantName") or header["name"],
        stprba=cover.get("EntityAddressStateOrProvince"),
        cityba=cover.get("EntityAddressCityOrTown"),
        zipba=cover.get("EntityAddressPostalZipCode"),
        bas1=cover.get("EntityAddressAddressLine1"),
        bas2=cover.get("EntityAddressAddressLine2"),
        baph=" ".join(cover[name] for name in ("CityAreaCode", "LocalPhoneNumber") if name in cover) or None,
        stprinc=cover.get("EntityIncorporationStateCountryCode"),
        ein=cover.get("EntityTaxIdentificationNumber"),
        fye=re.sub(r"\D", "", cover.get("CurrentFiscalYearEndDate", "")) or None,
        form=cover.get("DocumentType") or header["form"],
        period=nearest_month_end(period) if period else None,
        fy=fiscal_year(cover),
        fp=cover.get("DocumentFiscalPeriodFocus"),
        filed=date.fromisoformat(header["filed"]) if header["filed"] else None,
        instance=f"{entry['id']}/{REPORT_XML}",
    )


def fiscal_year(cover: Mapping[str, str]) -> int | None:
    """The fiscal year that a cover states, if it states one."""
    year = cover.get("DocumentFiscalYearFocus", "")
    return int(year) if re.fullmatch(r"\d{4}", year) else None


def _cover(report: Mapping[str, Any]) -> dict[str, str]:
    """The cover's facts by the name of their concept."""
    facts = ((fact["dimensions"]["concept"].rpartition(":"), fact["value"]) for fact in report["facts"].values())
    return {name: value for (prefix, colon, name), value in facts if prefix + colon in (COVER, "dei:") and value}


def _last_day(report: Mapping[str, Any]) -> date | None:
    """The latest day that the report's facts are stated for."""
    return max((parse_period(fact["dimensions"]["period"])[1] for fact in report["facts"].values()), default=None)


def _cik(header: Mapping[str, Any], report: Mapping[str, Any]) -> int | None:
    entities = {fact["dimensions"]["entity"] for fact in report["facts"].values()}
    stated = {entity.removeprefix("cik:") for entity in entities if entity.startswith("cik:")} | {
        header["cik"] or NO_CIK
    }
    known = sorted(cik for cik in stated if cik != NO_CIK and cik.isdecimal())
    return int(known[0]) if known else None
