"""The normal form of captions: which wordings become one, which stay apart."""

import csv
from pathlib import Path
from time import process_time

import pytest

from pipeline.labels import SECTION_DEPTHS, compile_pattern, normalise_label, normalise_pattern, normalise_section

AS_FILED = Path(__file__).parents[1].parent / "shared" / "labels" / "as-filed-labels.csv"


@pytest.fixture(scope="module")
def captions() -> list[str]:
    if not AS_FILED.is_file():
        pytest.skip("the labels that filers used (shared/labels) are not beside this checkout")
    with AS_FILED.open(newline="") as file:
        return sorted({row["label"] for row in csv.DictReader(file)})


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("Net Income (Loss)", "net income"),
        ("NET (LOSS) INCOME", "net income"),
        ("Net loss", "net income"),
        ("Issuance of Class A common stock for cash", "issuance of common stock for cash"),
        ("Net earnings", "net income"),
        ("Loss from operations", "income from operation"),
        ("Income (loss) before income taxes", "income before income tax"),
        ("Basic earnings (loss) per common share", "basic earnings per share"),
        ("Net income per share", "earnings per share"),
        ("(Increase) decrease in inventories", "inventory"),
        ("Net decrease in cash and cash equivalents", "net increase in cash and cash equivalent"),
        ("Net cash used for investing activities", "net cash provided by investing activity"),
        ("Cash and cash equivalents at end of year", "cash and cash equivalent at end of period"),
        ("Total shareholders' equity (deficit)", "total stockholder equity"),
        ("Total stockholders\u2019 equity deficiency", "total stockholder equity"),
        ("Total liabilities and shareowners' equity", "total liability and stockholder equity"),
        ("(Gain) loss on sale of assets", "gain on sale of asset"),
        ("Less: accumulated depreciation", "accumulated depreciation"),
        ("Non-current liabilities", "noncurrent liability"),
        ("Research & development", "research and development"),
        ("Income tax benefit", "income tax expense"),
        ("Provision (benefit) for income taxes", "provision for income tax"),
        ("Accounts payable . . . . . . . .", "account payable"),
        ("U.S. income taxes", "us income tax"),
    ],
)
def test_wordings_of_one_line_item_become_one(printed: str, normal: str) -> None:
    assert normalise_label(printed) == normal


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("Contingencies (Note 14)", "contingency"),
        ("Contingencies - Note 14", "contingency"),
        ("Goodwill (a)", "goodwill"),
        ("Goodwill (1)*", "goodwill"),
        ("Basic (in shares)", "basic"),
        ("Balance at December 31, 2009", "balance"),
        ("9 3/4% senior notes due 2009", "senior note due"),
        ("Receivables, less allowance of $4,204 in 1996 and $3,811 in 1995", "receivable net"),
        ("Common stock $.10 par value, 50,000,000 shares authorized, 16,265,282 shares issued", "common stock"),
        ("Common stock, no par value; 1,000 shares", "common stock"),
        ("Treasury stock at cost, 5,500 shares", "treasury stock at cost"),
    ],
)
def test_figures_and_note_references_are_dropped(printed: str, normal: str) -> None:
    assert normalise_label(printed) == normal


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Other income", "Other income (expense)"),
        ("Notes payable", "Notes receivable"),
        ("Current assets", "Noncurrent assets"),
        ("Total assets", "Total liabilities"),
        ("Provision for loan losses", "Provision for income taxes"),
        ("Retained earnings", "Net earnings"),
        ("Basic earnings per share", "Diluted earnings per share"),
        ("Interest income", "Interest expense"),
        ("Increase in cash", "Cash"),
    ],
)
def test_different_line_items_stay_apart(one: str, other: str) -> None:
    assert normalise_label(one) != normalise_label(other)


def test_normal_form_of_a_normal_form_is_itself(captions: list[str]) -> None:
    changed = {caption for caption in captions if normalise_label(normal := normalise_label(caption)) != normal}
    assert changed == set()


@pytest.mark.slow
def test_a_label_takes_some_microseconds(captions: list[str]) -> None:
    normalise_label.cache_clear()
    start = process_time()
    for caption in captions:
        normalise_label(caption)
    assert (process_time() - start) / len(captions) * 1_000_000 < 100


def test_structural_sections_keep_their_names() -> None:
    assert [normalise_section(section) for section in SECTION_DEPTHS] == list(SECTION_DEPTHS)
    assert normalise_section("Current liabilities:") == "current liabilities"
    assert normalise_section("Cash flows from investing") != "investing activities"


def test_pattern_stars_stand_for_any_words_or_none() -> None:
    pattern = compile_pattern("minority interest in *")
    assert pattern is not None
    assert pattern.fullmatch(" minority interest in net income of subsidiary")
    assert pattern.fullmatch(" minority interest in")
    assert not pattern.fullmatch(" minority interest")
    assert compile_pattern("minority interest") is None


def test_pattern_is_normalised_piece_by_piece() -> None:
    assert normalise_pattern("Cash * end of year") == "cash * end of period"
    assert normalise_pattern(normalise_pattern("*Common Stocks*")) == "* common stock *"
