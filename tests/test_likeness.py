"""Likeness: which known captions one is most like, by its words and their letters."""

from pipeline.likeness import NEIGHBOURS, make_index, most_like

KNOWN = (
    "due to affiliate",
    "due from affiliate",
    "account receivable",
    "note receivable",
    "receivable net",
    "proceeds from sale of land",
    "purchase of land",
    "interest and dividend received",
)


def likest(caption: str) -> list[str]:
    index = make_index(KNOWN)
    return [KNOWN[row] for _, row in most_like(index, caption)]


def test_known_caption_is_likest_to_itself() -> None:
    index = make_index(KNOWN)
    assert [most_like(index, caption)[0] for caption in KNOWN] == [(1.0, row) for row in range(len(KNOWN))]


def test_words_that_few_captions_have_say_most() -> None:
    assert likest("sale of building and land")[0] == "proceeds from sale of land"


def test_order_of_words_counts() -> None:
    assert likest("affiliate due from others")[0] == "due from affiliate"


def test_words_with_most_letters_in_common_are_alike_in_part() -> None:
    assert set(likest("affiliated")[:2]) == {"due to affiliate", "due from affiliate"}
    assert likest("dividends")[0] == "interest and dividend received"


def test_no_more_captions_are_given_than_have_a_say() -> None:
    found = most_like(make_index([f"note {number}" for number in range(200)]), "note")
    assert [row for _, row in found] == list(range(NEIGHBOURS))


def test_what_has_no_word_in_common_is_like_nothing() -> None:
    assert likest("zyx qwv") == []
    assert likest("") == []


def test_order_of_captions_with_one_likeness_is_that_of_the_index() -> None:
    index = make_index(("note a", "note b", "note c"))
    assert [row for _, row in most_like(index, "note")] == [0, 1, 2]
