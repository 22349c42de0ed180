"""Loading the taxonomy's tables: what comes out, and every fault with its file and line."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.model import CalculationArc, Concept, PresentationArc
from pipeline.tables import DataError
from pipeline.taxonomy import DimensionArc, calculation_weight, is_in_use, load_taxonomy

TABLES = {
    "taxonomy.toml": """name = "small"
title = "Small"
version = "1"
publication_date = 2026-01-01
publisher = "x"
publisher_url = "https://x.example"
base = "https://x.example/t/"
[prefixes.gaap]
namespace = "https://x.example/t/gaap"
schema = "https://x.example/t/gaap.xsd"
[entry_points.elements]
namespace = "https://x.example/t/elements"
schema = "https://x.example/t/elements.xsd"
[entry_points.full]
namespace = "https://x.example/t/full"
schema = "https://x.example/t/full.xsd"
[entry_points.formulas]
namespace = "https://x.example/t/formulas"
schema = "https://x.example/t/formulas.xsd"
[roles]
sheet = "Statement - Sheet"
""",
    "concepts.csv": """prefix,name,type,period_type,balance,abstract,first_year,last_year,documentation
gaap,SheetAbstract,string,duration,,true,,,
gaap,Equity,monetary,instant,credit,false,,,What owners have.
gaap,Stock,monetary,instant,credit,false,,,
gaap,TreasuryStock,monetary,instant,debit,false,1994,2016,
gaap,Shares,shares,instant,,false,,,
gaap,SheetTable,hypercube,duration,,true,,,
gaap,StockAxis,dimension,duration,,true,,,
gaap,StockDomain,domain,duration,,true,,,
""",
    "labels.csv": """concept,role,label
SheetAbstract,label,Sheet
Equity,label,Equity
Equity,totalLabel,Total equity
Stock,label,Stock
TreasuryStock,label,Treasury stock
Shares,label,Shares
SheetTable,label,Table
StockAxis,label,Axis
StockDomain,label,All stock
""",
    "presentation.csv": """role,parent,child,order,preferred_label
sheet,SheetAbstract,Stock,10,
sheet,SheetAbstract,TreasuryStock,20,
sheet,SheetAbstract,Equity,30,totalLabel
""",
    "relations.csv": """id,version,severity,relation,unless,meaning,seen
whole,1,error,Equity = Stock - TreasuryStock,,Equity is what was issued less what was taken back.,manual
""",
    "calculation.csv": """role,parent,child,weight,order
sheet,Equity,Stock,1,10
sheet,Equity,TreasuryStock,-1,20
""",
    "dimensions.csv": """role,arcrole,parent,child
sheet,all,SheetAbstract,SheetTable
sheet,hypercube-dimension,SheetTable,StockAxis
sheet,dimension-domain,StockAxis,StockDomain
""",
}


def write_tables(folder: Path, changes: dict[str, tuple[str, str]]) -> Path:
    """Write the small taxonomy with one passage changed in some of its files."""
    folder /= "taxonomy"
    folder.mkdir()
    for name, text in TABLES.items():
        old, new = changes.get(name, ("", ""))
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1) if old else text, "utf-8")
    return folder


def problems(folder: Path, changes: dict[str, tuple[str, str]]) -> list[str]:
    with pytest.raises(DataError) as caught:
        load_taxonomy(write_tables(folder, changes))
    return [str(problem) for problem in caught.value.problems]


def test_concepts_labels_and_arcs_are_loaded(tmp_path: Path) -> None:
    taxonomy = load_taxonomy(write_tables(tmp_path, {}))
    assert taxonomy.concepts["Equity"] == Concept("gaap", "Equity", "Equity", "credit", "instant", "monetary")
    assert taxonomy.labels["Equity"] == {
        "label": "Equity",
        "totalLabel": "Total equity",
        "documentation": "What owners have.",
    }
    assert taxonomy.presentation["sheet"][2] == PresentationArc("gaap:SheetAbstract", "gaap:Equity", 30, "totalLabel")
    assert taxonomy.calculation["sheet"][1] == CalculationArc("gaap:Equity", "gaap:TreasuryStock", 20, -1)
    assert taxonomy.dimensions["sheet"][0] == DimensionArc("all", "gaap:SheetAbstract", "gaap:SheetTable")
    assert taxonomy.roles == {"sheet": "Statement - Sheet"}


def test_addresses_are_loaded(tmp_path: Path) -> None:
    taxonomy = load_taxonomy(write_tables(tmp_path, {}))
    assert taxonomy.entry_point == "https://x.example/t/elements.xsd"
    assert taxonomy.full_entry_point == "https://x.example/t/full.xsd"
    assert taxonomy.namespaces == {"gaap": "https://x.example/t/gaap"}
    assert taxonomy.schemas == {"gaap": "https://x.example/t/gaap.xsd"}
    assert taxonomy.publication_date == date(2026, 1, 1)


def test_weight_is_known_by_parent_and_child(tmp_path: Path) -> None:
    taxonomy = load_taxonomy(write_tables(tmp_path, {}))
    assert calculation_weight(taxonomy, "Equity", "TreasuryStock") == -1
    assert calculation_weight(taxonomy, "Equity", "Shares") is None


def test_concept_is_in_use_within_its_years(tmp_path: Path) -> None:
    taxonomy = load_taxonomy(write_tables(tmp_path, {}))
    assert [is_in_use(taxonomy, "TreasuryStock", year) for year in (1993, 1994, 2016, 2017)] == [
        *(False, True, True, False)
    ]
    assert is_in_use(taxonomy, "Equity", 1950)


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("concepts.csv", "gaap,Shares,", "gaap,Stock,", "concepts.csv:6: error: repeats Stock of taxonomy/concepts"),
        ("concepts.csv", "gaap,Stock,", "dei,Stock,", "concepts.csv:4: error: Stock has the prefix “dei”"),
        ("concepts.csv", "Shares,shares", "Shares,share", "concepts.csv:6: error: Shares has the unknown type “share”"),
        ("concepts.csv", "Stock,monetary,instant", "Stock,monetary,", "concepts.csv:4: error: Stock has the period"),
        ("concepts.csv", "instant,credit", "instant,Credit", "concepts.csv:3: error: Equity has the balance “Credit”"),
        ("concepts.csv", "shares,instant,", "shares,instant,debit", "concepts.csv:6: error: Shares has a balance"),
        ("concepts.csv", "1994,2016", "1994,16", "concepts.csv:5: error: TreasuryStock has “16” for a year"),
        ("concepts.csv", "1994,2016", "2016,1994", "concepts.csv:5: error: TreasuryStock ends in 1994 before"),
        ("concepts.csv", "gaap,Shares,", "gaap,net shares,", "concepts.csv:6: error: net shares is not a name"),
        ("concepts.csv", "dimension,duration,,true", "dimension,duration,,false", "concepts.csv:8: error: StockAxis"),
        ("labels.csv", "Shares,label,Shares\n", "", "concepts.csv:6: error: Shares has no label"),
        ("labels.csv", "Shares,label,Shares", "Shares,label,", "labels.csv:7: error: Shares has an empty label"),
        ("labels.csv", "Shares,label,", "Share,label,", "labels.csv:7: error: Share is not in concepts.csv"),
        ("labels.csv", "totalLabel", "total", "labels.csv:4: error: Equity has a label of the unknown role “total”"),
        ("labels.csv", "Shares,label", "Stock,label", "labels.csv:7: error: repeats Stock label of taxonomy/labels"),
        ("presentation.csv", "Stock,10", "Stocks,10", "presentation.csv:2: error: Stocks is not in concepts.csv"),
        ("presentation.csv", "sheet,SheetAbstract,Stock", "shet,SheetAbstract,Stock", "presentation.csv:2: error: the"),
        ("presentation.csv", "10,", "first,", "presentation.csv:2: error: the order “first” is not a whole number"),
        ("presentation.csv", "10,", "10,totalLabel", "presentation.csv:2: error: Stock has no totalLabel in labels"),
        ("presentation.csv", "SheetAbstract,Equity", "Stock,SheetAbstract", "presentation.csv:4: error: SheetAbstract"),
        ("calculation.csv", "-1,20", "1,20", "calculation.csv:3: error: credit Equity cannot have debit Treasury"),
        ("calculation.csv", "Stock,1,", "Stock,0.5,", "calculation.csv:2: error: the weight “0.5” is not 1 or -1"),
        ("calculation.csv", "Equity,Stock", "Equity,Shares", "calculation.csv:2: error: Equity and Shares differ in"),
        ("calculation.csv", "Equity,Treasury", "SheetAbstract,Treasury", "calculation.csv:3: error: SheetAbstract and"),
        ("calculation.csv", "TreasuryStock,-1", "Stock,1", "calculation.csv:3: error: repeats sheet Equity Stock"),
        (
            "calculation.csv",
            "Equity,TreasuryStock,-1",
            "Stock,Equity,1",
            "calculation.csv:3: error: Equity stands above",
        ),
        ("dimensions.csv", "sheet,all", "sheet,some", "dimensions.csv:2: error: the arcrole “some” is unknown"),
        ("dimensions.csv", "StockAxis\n", "StockDomain\n", "dimensions.csv:3: error: StockDomain is domain, but"),
        (
            "dimensions.csv",
            "role,arcrole",
            "role,arc",
            "dimensions.csv:1: error: has the columns role,arc,parent,child",
        ),
        ("taxonomy.toml", 'version = "1"\n', "", "taxonomy.toml:1: error: does not say version"),
        (
            "taxonomy.toml",
            "publication_date = 2026-01-01",
            'publication_date = "today"',
            "taxonomy.toml:4: error: today",
        ),
        ("taxonomy.toml", 'sheet = "', "sheet = ", "taxonomy.toml:21: error: is not well-formed TOML"),
        ("taxonomy.toml", "t/gaap.xsd", "gaap.xsd", "taxonomy.toml:10: error: https://x.example/gaap.xsd does not lie"),
        ("taxonomy.toml", "[prefixes.gaap]", "[prefixes.1gaap]", "taxonomy.toml:8: error: the prefix '1gaap' must be"),
        ("taxonomy.toml", "[prefixes.gaap]", '[prefixes."a:b"]', "taxonomy.toml:8: error: the prefix 'a:b' must be"),
        ("taxonomy.toml", "[prefixes.gaap]", "[prefixes.xmlns]", "taxonomy.toml:8: error: the prefix 'xmlns' must be"),
        ("taxonomy.toml", 'e/t/"', 'e/t/\\u0001"', "taxonomy.toml:7: error: 'base' holds a character that XML forbids"),
        ("taxonomy.toml", "- Sheet", "\\uFFFE", "taxonomy.toml:21: error: 'roles.sheet' holds a character that XML"),
        ("taxonomy.toml", "sheet =", '"she\\u0002t" =', "taxonomy.toml:1: error: 'roles.she\\x02t' holds a character"),
        (
            "labels.csv",
            "Shares,label,Shares",
            "Shares,label,Sha\1res",
            "labels.csv:7: error: Shares has a label with a",
        ),
        ("concepts.csv", "What owners", "What\1owners", "concepts.csv:3: error: Equity has a documentation with a"),
    ],
)
def test_fault_is_told_with_file_and_line(tmp_path: Path, file: str, old: str, new: str, expected: str) -> None:
    found = problems(tmp_path, {file: (old, new)})
    assert any(problem.startswith(f"taxonomy/{expected}") for problem in found), found


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    changes = {"concepts.csv": ("credit", "cr"), "labels.csv": ("totalLabel", "sum"), "calculation.csv": ("-1", "2")}
    files = {problem.split(":")[0] for problem in problems(tmp_path, changes)}
    assert files >= {"taxonomy/concepts.csv", "taxonomy/labels.csv", "taxonomy/calculation.csv"}


def test_missing_folder_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"taxonomy.toml:1: error: cannot be read"):
        load_taxonomy(tmp_path / "taxonomy")
