"""The waterfall of a statement: every part begins where the one before it ended, and its total spans them all."""

from dataclasses import replace

from lxml import etree
from reports import add, example_report, shipped_taxonomy

from pipeline.emit.review_plot import BARS, LABELS, format_plots
from pipeline.model import Report, Statement

Drawn = tuple[str, str, int, int]
"""A row as drawn: its kind, its caption, and from where to where its bar goes."""


def example(position: int = 0) -> Statement:
    report: Report = example_report(shipped_taxonomy())
    return report.statements[position]


def rows_of(figure: str) -> list[Drawn]:
    groups = etree.fromstring(figure).iterfind(".//g")
    return [(g.get("class"), g.findtext(".//text"), *edges(g.find("rect"))) for g in groups]


def edges(bar: etree._Element) -> tuple[int, int]:
    return int(bar.get("x")), int(bar.get("x")) + int(bar.get("width"))


def test_parts_follow_one_another_up_to_their_total() -> None:
    figure, *_ = format_plots(example(), {})
    cash, receivables, current, equipment, deposits, total = rows_of(figure)
    assert (cash[0], cash[1], cash[2]) == ("up", "Cash", LABELS)
    assert receivables[2] == cash[3]
    assert (current[0], current[2], current[3]) == ("total", cash[2], receivables[3])
    assert (equipment[2], deposits[2]) == (current[3], equipment[3])
    assert (total[2], total[3]) == (LABELS, LABELS + BARS)


def test_what_is_taken_off_goes_back() -> None:
    figure, *_ = format_plots(example(1), {})
    sales, cost, gross, *_ = rows_of(figure)
    assert (cost[0], cost[3]) == ("down", sales[3])
    assert gross[3] == cost[2]


def test_every_total_that_is_part_of_no_other_has_its_drawing() -> None:
    figures = list(format_plots(example(), {}))
    assert [rows_of(figure)[-1][1] for figure in figures] == ["(no caption)", "Total liabilities and equity"]


def test_a_verdict_stands_beside_each_total() -> None:
    statement = example()
    sums = (replace(statement.sums[0], holds=(False, True)), *statement.sums[1:])
    broken = "".join(format_plots(replace(statement, sums=sums), {}))
    assert (broken.count("✓"), broken.count("✗")) == (3, 1)


def test_a_caption_leads_to_its_number_and_is_text() -> None:
    statement = example()
    items = (replace(statement.items[0], label="<script>"), *statement.items[1:])
    figure, *_ = format_plots(replace(statement, items=items), {(0, 0): "s1r1c1"})
    (link,) = etree.fromstring(figure).iterfind(".//a")
    assert (link.get("href"), link.findtext("text")) == ("#c-s1r1c1", "<script>")


def test_totals_that_are_added_over_and_over_are_taken_apart_once() -> None:
    """Else rows that each add up all rows above would be drawn without end."""
    statement = example()
    rows = range(1, len(statement.items) - 1)
    tangled = replace(statement, sums=tuple(add(total, *range(total)) for total in rows))
    (figure,) = format_plots(tangled, {})
    assert len(rows_of(figure)) <= sum(rows) + 1
