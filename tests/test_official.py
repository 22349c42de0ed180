"""A user's official package: facts stated in it, what it lacks, and packages that are no packages."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from conftest import SAMPLE, Command

from pipeline.emit.linkbases import Schema, format_schema
from pipeline.official import plug_in
from pipeline.package import load_package
from pipeline.tables import DataError, data_folder
from pipeline.taxonomy import Taxonomy, load_taxonomy

FASB, SEC = "http://fasb.org/us-gaap/2004", "http://xbrl.sec.gov/dei/2004"
TOP = "us-gaap-2004"
LACKING = frozenset({"IncomeTaxExpenseBenefit", "NonoperatingIncomeExpense"})
ABOUT = """<tp:taxonomyPackage xmlns:tp="http://xbrl.org/2016/taxonomy-package" xml:lang="en">
<tp:identifier>http://fasb.org/us-gaap/2004</tp:identifier><tp:name>US GAAP of a test</tp:name>
<tp:description>-</tp:description><tp:version>2004</tp:version>
<tp:entryPoints><tp:entryPoint><tp:name>all</tp:name><tp:description>-</tp:description>
<tp:entryPointDocument href="http://xbrl.fasb.org/us-gaap/2004/entire/us-gaap-entryPoint-all-2004.xsd"/>
</tp:entryPoint></tp:entryPoints></tp:taxonomyPackage>"""
CATALOG = """<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
<rewriteURI uriStartString="http://xbrl.fasb.org/us-gaap/2004/" rewritePrefix="../gaap/"/>
<rewriteURI uriStartString="http://xbrl.sec.gov/dei/2004/" rewritePrefix="../dei/"/></catalog>"""

LABELS = b"""<link:linkbase xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink">
<link:labelLink xlink:type="extended" xlink:role="http://www.xbrl.org/2003/role/link">
<link:loc xlink:type="locator" xlink:href="us-gaap-2004.xsd#us-gaap_Assets" xlink:label="concept"/>
<link:label xlink:type="resource" xlink:label="text" xlink:role="http://www.xbrl.org/2003/role/label" xml:lang="en-US"
>Assets, Total</link:label>
<link:labelArc xlink:type="arc" xlink:from="concept" xlink:to="text"/></link:labelLink></link:linkbase>"""


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy(data_folder("taxonomy"))


def files_of(taxonomy: Taxonomy, lacking: frozenset[str] = LACKING) -> dict[str, bytes]:
    """A package as the standard setter's are laid out, with our concepts under official names."""

    def schema(prefix: str, official: str, space: str) -> bytes:
        ours = sorted((c for c in taxonomy.concepts.values() if c.prefix == prefix), key=lambda c: c.name)
        concepts = tuple(replace(c, prefix=official) for c in ours if c.name not in lacking)
        return format_schema(Schema(space, {}, concepts=concepts))

    imports = {FASB: "../elts/us-gaap-2004.xsd", SEC: "http://xbrl.sec.gov/dei/2004/dei-2004.xsd"}
    return {
        f"{TOP}/META-INF/taxonomyPackage.xml": ABOUT.encode(),
        f"{TOP}/META-INF/catalog.xml": CATALOG.encode(),
        f"{TOP}/gaap/elts/us-gaap-2004.xsd": schema("gaap", "us-gaap", FASB),
        f"{TOP}/dei/dei-2004.xsd": schema("cover", "dei", SEC),
        f"{TOP}/gaap/entire/us-gaap-entryPoint-all-2004.xsd": format_schema(Schema(f"{FASB}/entire", imports)),
    }


def write_package(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.fixture(scope="module")
def package(taxonomy: Taxonomy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_package(tmp_path_factory.mktemp("official") / "us-gaap-2004.zip", files_of(taxonomy))


def test_a_run_states_its_facts_in_the_package_and_the_judge_agrees(
    package: Path, tieout: Command, tmp_path: Path
) -> None:
    ended = tieout("run", SAMPLE, "--out", tmp_path, "--taxonomy-package", package)
    assert ended.code == 0, ended.talk
    document = json.loads((tmp_path / SAMPLE.stem / "report.json").read_text(encoding="utf-8"))
    concepts = {fact["dimensions"]["concept"] for fact in document["facts"].values()}
    assert {name.partition(":")[0] for name in concepts} == {"us-gaap", "dei", "own"}
    assert document["documentInfo"]["namespaces"]["us-gaap"] == FASB
    assert "own:IncomeTaxExpenseBenefit" in concepts
    schema = (tmp_path / SAMPLE.stem / "extension" / f"{SAMPLE.stem}.xsd").read_text(encoding="utf-8")
    assert "http://xbrl.fasb.org/us-gaap/2004/entire/us-gaap-entryPoint-all-2004.xsd" in schema
    assert "tieout.example/taxonomy" not in schema
    findings = json.loads((tmp_path / SAMPLE.stem / "findings.json").read_text(encoding="utf-8"))["findings"]
    assert "judge/passed" in {finding["code"] for finding in findings}
    told = [finding["message"] for finding in findings if finding["code"] == "tag/not-in-package"]
    assert len(told) == len(LACKING)
    assert any("no IncomeTaxExpenseBenefit, its nearest ancestor there is us-gaap:" in message for message in told)


def test_a_load_labels_the_concepts_as_the_package_does(taxonomy: Taxonomy, tieout: Command, tmp_path: Path) -> None:
    path = write_package(tmp_path / "p.zip", {**files_of(taxonomy), f"{TOP}/gaap/elts/us-gaap-lab.xml": LABELS})
    assert tieout("run", SAMPLE, "--out", tmp_path / "out", "--taxonomy-package", path, "--judge", "none").code == 0
    assert tieout("load", tmp_path / "out").code == 0
    with duckdb.connect(tmp_path / "out" / "warehouse.duckdb", read_only=True) as warehouse:
        (assets,) = warehouse.execute("from tag where tag = 'Assets'").fetchall()
    assert assets == ("Assets", "us-gaap/2004", False, False, "monetary", "I", "D", "Assets, Total", None)


def test_concepts_come_from_the_package_by_name(package: Path, taxonomy: Taxonomy) -> None:
    official = plug_in(taxonomy, load_package(package))
    assert official.concepts["Assets"].qname == "us-gaap:Assets"
    assert official.concepts["IncomeTaxExpenseBenefit"].qname == "gaap:IncomeTaxExpenseBenefit"
    assert official.namespaces == {"us-gaap": FASB, "dei": SEC}
    assert official.elements.schema.endswith("us-gaap-entryPoint-all-2004.xsd")


def test_a_concept_of_another_period_type_is_another_concept(taxonomy: Taxonomy, tmp_path: Path) -> None:
    files = files_of(taxonomy)
    name = f"{TOP}/gaap/elts/us-gaap-2004.xsd"
    line = next(text for text in files[name].decode().splitlines() if 'name="Goodwill"' in text)
    files[name] = files[name].replace(line.encode(), line.replace("instant", "duration").encode())
    official = plug_in(taxonomy, load_package(write_package(tmp_path / "p.zip", files)))
    assert official.concepts["Goodwill"].prefix == "gaap"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("../escape.xsd", b"<a/>", "is no path inside it"),
        ("/etc/escape.xsd", b"<a/>", "is no path inside it"),
        (f"{TOP}/bomb.xsd", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "declares a document type"),
        (f"{TOP}/wide.xsd", "<a/>".encode("utf-16"), "is not UTF-8"),
        (f"{TOP}/gaap/broken.xsd", b"<a>", "is no taxonomy package"),
    ],
)
def test_a_hostile_package_is_refused(name: str, content: bytes, said: str, taxonomy: Taxonomy, tmp_path: Path) -> None:
    path = write_package(tmp_path / "hostile.zip", {**files_of(taxonomy), name: content})
    with pytest.raises(DataError, match=said):
        load_package(path)


def test_a_package_larger_than_the_bounds_is_refused(
    taxonomy: Taxonomy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.package.LARGEST_FILE", 10_000)
    with pytest.raises(DataError, match="is larger than"):
        load_package(write_package(tmp_path / "large.zip", files_of(taxonomy)))


@pytest.mark.parametrize("kept", [f"{TOP}/META-INF/taxonomyPackage.xml", f"{TOP}/gaap/elts/us-gaap-2004.xsd"])
def test_a_zip_that_is_no_package_is_told(kept: str, taxonomy: Taxonomy, tieout: Command, tmp_path: Path) -> None:
    path = write_package(tmp_path / "other.zip", {kept: files_of(taxonomy)[kept]})
    ended = tieout("run", SAMPLE, "--out", tmp_path / "out", "--taxonomy-package", path)
    assert (ended.code, ended.out) == (2, "")
    assert ended.talk.startswith("other.zip:1: error: ")
    assert not (tmp_path / "out").exists()


def test_what_is_no_zip_is_told(tmp_path: Path, tieout: Command) -> None:
    (tmp_path / "no.zip").write_text("no", encoding="utf-8")
    ended = tieout("run", SAMPLE, "--out", tmp_path / "out", "--taxonomy-package", tmp_path / "no.zip")
    assert ended.code == 2
    assert "no.zip:1: error: is no taxonomy package" in ended.talk
