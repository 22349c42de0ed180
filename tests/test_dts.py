"""The taxonomy package and a filer's extension: valid for Arelle offline, and the same bytes every time."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree
from reports import example_report, write_report
from sessions import empty_instance, judge

from pipeline.emit.dts import format_extension, format_taxonomy_package, write_taxonomy
from pipeline.model import CalculationArc, Concept, Extension, Network, PresentationArc
from pipeline.tables import data_folder
from pipeline.taxonomy import Taxonomy, load_taxonomy

LINK = "{http://www.xbrl.org/2003/linkbase}"
XLINK = "{http://www.w3.org/1999/xlink}"


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy(data_folder("taxonomy"))


@pytest.fixture(scope="module")
def package(taxonomy: Taxonomy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_taxonomy(taxonomy, tmp_path_factory.mktemp("taxonomy"))


def make_extension() -> Extension:
    """Make a filer's taxonomy: a statement, a sum, cash twice, a column a component of equity."""
    root, line = "elec:BalanceSheetAbstract", "gaap:StatementLineItems"
    presentation = [
        ("gaap:StatementTable", "gaap:StatementEquityComponentsAxis", ""),
        ("gaap:StatementEquityComponentsAxis", "gaap:EquityComponentDomain", ""),
        ("gaap:EquityComponentDomain", "gaap:CommonStockMember", ""),
        ("gaap:EquityComponentDomain", "elec:FoundersStockMember", ""),
        (root, "gaap:StatementTable", ""),
        ("gaap:StatementTable", line, ""),
        (line, "gaap:CashAndCashEquivalentsAtCarryingValue", "periodStartLabel"),
        (line, "gaap:CommonStockValue", ""),
        (line, "elec:FoundersStockValue", ""),
        (line, "gaap:TreasuryStockValue", "negatedLabel"),
        (line, "gaap:StockholdersEquity", "totalLabel"),
        (line, "gaap:CashAndCashEquivalentsAtCarryingValue", "periodEndLabel"),
    ]
    calculation = [("gaap:CommonStockValue", 1), ("elec:FoundersStockValue", 1), ("gaap:TreasuryStockValue", -1)]
    sheet = Network(
        "R0002",
        "0002 - Statement - Balance Sheet & Co. <unaudited>",
        tuple(PresentationArc(above, below, order, role) for order, (above, below, role) in enumerate(presentation, 1)),
        tuple(CalculationArc("gaap:StockholdersEquity", name, n, w) for n, (name, w) in enumerate(calculation, 1)),
    )
    cover = Network("R0001", "0001 - Document - Cover", (PresentationArc(root, "cover:DocumentType", 1),), ())
    concepts = (
        Concept("elec", "BalanceSheetAbstract", "Balance Sheet", "", "duration", "string", True),
        Concept("elec", "FoundersStockMember", "Founders' stock", "", "duration", "domain", True),
        Concept("elec", "FoundersStockPar", "Founders' stock, par", "", "instant", "perShare"),
        Concept("elec", "FoundersStockValue", "Founders' stock", "credit", "instant", "monetary"),
    )
    labels = {concept.qname: (("label", concept.label),) for concept in concepts} | {
        "gaap:CashAndCashEquivalentsAtCarryingValue": (
            ("periodEndLabel", "Cash, May 31"),
            ("periodStartLabel", "Cash"),
        ),
        "gaap:StockholdersEquity": (("totalLabel", "Total shareholders' equity"),),
        "gaap:TreasuryStockValue": (("negatedLabel", "Less: treasury stock, at cost\x0c"),),
    }
    return Extension("elec", "https://tieout.example/filer/0000351789/2004-05-31", concepts, (cover, sheet), labels)


def write_extension(files: dict[str, bytes], folder: Path) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)


@pytest.mark.parametrize("which", ["elements", "full", "formulas"])
def test_package_is_valid_without_a_message(taxonomy: Taxonomy, package: Path, which: str) -> None:
    assert judge(getattr(taxonomy, which).schema, package) == []


def test_extension_is_valid_without_a_message(taxonomy: Taxonomy, package: Path, tmp_path: Path) -> None:
    files = format_extension(make_extension(), taxonomy, "elec 10-QSB")
    assert sorted(files) == [f"elec 10-QSB{end}" for end in (".xsd", "_cal.xml", "_def.xml", "_lab.xml", "_pre.xml")]
    write_extension(files, tmp_path)
    assert judge(str(tmp_path / "elec 10-QSB.xsd"), package) == []


@pytest.mark.parametrize("entry", ["extension/acme.xsd", "empty.xml"])
def test_extension_of_a_filing_is_valid_by_itself_and_with_an_empty_instance(
    taxonomy: Taxonomy, package: Path, tmp_path: Path, entry: str
) -> None:
    """Its cover states shares of two classes: tables, members, own concepts, calculations and labels are in it."""
    write_report(example_report(taxonomy), tmp_path)
    (tmp_path / "empty.xml").write_text(empty_instance("extension/acme.xsd"), encoding="utf-8")
    assert (tmp_path / "extension" / "acme_def.xml").is_file()
    assert judge(str(tmp_path / entry), package) == []


def test_forbidden_weight_in_an_extension_is_noticed(taxonomy: Taxonomy, package: Path, tmp_path: Path) -> None:
    """The judge is awake: a message comes when there is something to say."""
    files = format_extension(make_extension(), taxonomy, "x")
    write_extension({name: content.replace(b'weight="-1"', b'weight="1"') for name, content in files.items()}, tmp_path)
    assert any("5.1.1.2" in message for message in judge(str(tmp_path / "x.xsd"), package))


def test_two_builds_give_the_same_bytes(taxonomy: Taxonomy) -> None:
    again = load_taxonomy(data_folder("taxonomy"))
    assert format_taxonomy_package(taxonomy) == format_taxonomy_package(again)
    first, second = (format_extension(make_extension(), each, "x") for each in (taxonomy, again))
    assert first == second


def test_package_on_disk_is_the_tree_beside_it(taxonomy: Taxonomy, package: Path) -> None:
    assert package.read_bytes() == format_taxonomy_package(taxonomy)
    with ZipFile(BytesIO(package.read_bytes())) as archive:
        for name in archive.namelist():
            assert (package.parent / name).read_bytes() == archive.read(name)
            assert archive.getinfo(name).date_time == (1980, 1, 1, 0, 0, 0)


def test_entry_point_pulls_in_elements_and_labels_only(taxonomy: Taxonomy, package: Path) -> None:
    with ZipFile(package) as archive:
        schema = etree.fromstring(archive.read("tieout-2026/taxonomy/tieout.xsd"))
    assert {reference.get(f"{XLINK}href") for reference in schema.iter(f"{LINK}linkbaseRef")} == {
        "country_lab.xml",
        "cover_lab.xml",
        "gaap_lab.xml",
    }


def test_extension_imports_the_entry_point_and_nothing_else_of_the_taxonomy(taxonomy: Taxonomy) -> None:
    schema = etree.fromstring(format_extension(make_extension(), taxonomy, "x")["x.xsd"])
    addresses = [e.get("schemaLocation") for e in schema.iter("{http://www.w3.org/2001/XMLSchema}import")]
    assert [address for address in addresses if address and "tieout" in address] == [taxonomy.entry_point]


def test_extension_without_hypercube_has_no_definition_linkbase(taxonomy: Taxonomy) -> None:
    network = Network("R1", "0001 - Statement - S", (PresentationArc("elec:SAbstract", "gaap:Assets", 1),), ())
    own = (Concept("elec", "SAbstract", "S", "", "duration", "string", True),)
    extension = Extension("elec", "https://x.example/e", own, (network,), {"elec:SAbstract": (("label", "S"),)})
    assert sorted(format_extension(extension, taxonomy, "x")) == ["x.xsd", "x_lab.xml", "x_pre.xml"]


def test_members_shown_in_a_presentation_become_dimensions(taxonomy: Taxonomy) -> None:
    root = etree.fromstring(format_extension(make_extension(), taxonomy, "x")["x_def.xml"])
    arcs = {
        (str(arc.get(f"{XLINK}arcrole")).rsplit("/", 1)[1], arc.get(f"{XLINK}from"), arc.get(f"{XLINK}to"))
        for arc in root.iter(f"{LINK}definitionArc")
    }
    assert ("all", "gaap_StatementLineItems", "gaap_StatementTable") in arcs
    assert ("domain-member", "gaap_StatementLineItems", "elec_FoundersStockValue") in arcs
    assert ("domain-member", "gaap_EquityComponentDomain", "elec_FoundersStockMember") in arcs
    assert {role for role, *_ in arcs} == {
        *("all", "domain-member", "hypercube-dimension", "dimension-domain", "dimension-default")
    }


def test_caption_as_printed_is_a_label_of_the_filer(taxonomy: Taxonomy) -> None:
    root = etree.fromstring(format_extension(make_extension(), taxonomy, "x")["x_lab.xml"])
    labels = {(str(label.get(f"{XLINK}role")).rsplit("/", 1)[1], label.text) for label in root.iter(f"{LINK}label")}
    assert ("totalLabel", "Total shareholders' equity") in labels
