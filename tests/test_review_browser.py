"""The review page in a real browser: what a person who must sign does with it, and what a filing cannot do to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLE, Reader
from test_emit_review_page import workpaper_of

from pipeline.emit.review_page import format_review_page
from pipeline.model import Report
from pipeline.reference import Reference
from pipeline.story import tell

browsers = pytest.importorskip("browsers", reason="selenium is not installed: pip install 'tieout[dev]'")
pytestmark = pytest.mark.skipif(bool(browsers.missing()), reason=browsers.missing())

TAX = "s2r14c1"
HOSTILE = (
    "<script>window.ran=true</script>",
    "</script><script>window.ran=true</script>",
    '<img src=x onerror="window.ran=true">',
    '"><svg onload=window.ran=true>',
    '<a href="javascript:window.ran=true">x</a>',
    "' onfocus=window.ran=true autofocus x='",
)
CONTRAST = """
const channel = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const read = (text) => text.match(/[\\d.]+/g).map(Number);
const behind = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const colour = read(getComputedStyle(at).backgroundColor);
    if (colour.length < 4 || colour[3] > 0) return colour;
  }
  return [255, 255, 255];
};
const seen = new Map();
for (const element of document.querySelectorAll("body *")) {
  if (!element.checkVisibility() || ["SCRIPT", "STYLE"].includes(element.tagName)) continue;
  if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
  const style = getComputedStyle(element);
  const colour = read(element.closest("svg") ? style.fill : style.color), ground = behind(element);
  const [dark, bright] = [light(colour), light(ground)].sort((a, b) => a - b);
  seen.set(`${colour} on ${ground}`, [(bright + 0.05) / (dark + 0.05), element.outerHTML.slice(0, 80)]);
}
return [...seen.entries()];
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with browsers.start_browser() as started:
        yield started


def write(folder: Path, report: Report, reference: Reference) -> Path:
    path = folder / "review.html"
    path.write_bytes(format_review_page(report, workpaper_of(report, reference)))
    return path


@pytest.fixture(scope="module")
def sample(sample_report: Report, reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("page"), sample_report, reference)


@pytest.fixture
def page(browser: Any, sample: Path) -> Any:
    browsers.open_page(browser, sample)
    return browser


def run(page: Any, script: str, *arguments: object) -> Any:
    return page.execute_script(script, *arguments)


def click(page: Any, id: str) -> None:
    page.find_element("id", id).click()


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.switch_to.active_element.send_keys(key)


def story(page: Any) -> str:
    return str(run(page, "return document.getElementById('story').innerText"))


def chosen(page: Any) -> list[str]:
    return list(run(page, "return [...document.querySelectorAll('.chosen')].map((e) => e.id)"))


def in_sight(page: Any, id: str) -> bool:
    """Whether an element lies within its pane, and within the window."""
    return bool(
        run(
            page,
            """
            const element = document.getElementById(arguments[0]), box = element.getBoundingClientRect();
            const pane = element.closest("#source, #work").getBoundingClientRect();
            return box.top >= pane.top && box.bottom <= Math.min(pane.bottom, innerHeight);
            """,
            id,
        )
    )


def visible_cells(page: Any) -> list[str]:
    script = "return [...document.querySelectorAll('#work td a')].filter((e) => e.checkVisibility()).map((e) => e.id)"
    return list(run(page, script))


# --- it shows ------------------------------------------------------------------------------


def test_it_renders_with_no_message_and_no_request(page: Any) -> None:
    assert page.title == "Sample Telephone Corp. · review"
    assert page.get_log("browser") == []
    assert run(page, "return performance.getEntriesByType('resource').length") == 0
    assert run(page, "return document.documentElement.scrollWidth <= innerWidth")


def test_a_number_in_the_print_shows_its_fact(page: Any) -> None:
    run(page, "document.getElementById(arguments[0]).scrollIntoView()", f"p-{TAX}")
    click(page, f"p-{TAX}")
    assert chosen(page) == [f"p-{TAX}", f"c-{TAX}"]
    assert in_sight(page, f"c-{TAX}")


def test_a_fact_shows_its_number_in_the_print(page: Any) -> None:
    run(page, "document.getElementById(arguments[0]).scrollIntoView()", f"c-{TAX}")
    click(page, f"c-{TAX}")
    assert chosen(page) == [f"p-{TAX}", f"c-{TAX}"]
    assert in_sight(page, f"p-{TAX}")


def test_panel_tells_the_story_that_explain_tells(page: Any, sample_report: Report, reference: Reference) -> None:
    for id in (TAX, "s1r8c1", "s2r10c1", "s3r12c1", "cover_amendment_flag"):
        run(page, "document.getElementById(arguments[0]).click()", f"c-{id}")
        shown, told = " ".join(story(page).split()), tell(workpaper_of(sample_report, reference), id)
        for words in (
            *(told.printed.line, told.printed.place, told.printed.text, told.printed.sign),
            *(told.stated.value, told.stated.period, told.stated.concept, told.stated.label),
            *(told.stated.documentation, told.decided.status, told.decided.confidence, told.decided.reason),
            *(told.decided.rule, told.decided.says),
            *(proof.verdict for proof in told.proofs),
        ):
            assert " ".join(words.split()) in shown
        for other in told.decided.alternatives:
            assert other.partition(": ")[2] in shown
        assert ("Ties" in shown) == bool(told.ties)


def test_a_part_of_a_sum_leads_on(page: Any) -> None:
    run(page, "document.getElementById('c-s1r1c1').click()")
    run(page, "document.querySelector('#story .sum tr:last-child button').click()")
    assert chosen(page) == ["p-s1r6c1", "c-s1r6c1"]


def test_a_number_that_is_not_tagged_says_why(page: Any) -> None:
    shown = set()
    for place in range(run(page, "return document.querySelectorAll('#source a.skipped').length")):
        run(page, f"document.querySelectorAll('#source a.skipped')[{place}].click()")
        assert "Not tagged" in story(page)
        shown |= {why for why in ("part of a title or heading", "an item of the form") if why in story(page)}
    assert shown == {"part of a title or heading", "an item of the form"}


def test_a_finding_leads_to_its_line(page: Any) -> None:
    run(page, "document.querySelector('.finding .place').click()")
    line = run(page, "return document.querySelector('.here').id")
    assert in_sight(page, line)


# --- filters and keys ----------------------------------------------------------------------


def test_a_status_filter_shows_what_it_names(page: Any) -> None:
    everything = visible_cells(page)
    for status in ("own", "skipped", "suggested"):
        chip = page.find_element("css selector", f"[data-status={status}]")
        chip.click()
        shown = visible_cells(page)
        assert len(shown) < len(everything)
        script = "return [...document.querySelectorAll(`#work td a.${arguments[0]}`)].map((e) => e.id)"
        named = run(page, script, status)
        assert set(named) <= set(shown) and len(named) == int(chip.find_element("tag name", "b").text)
        assert run(page, "return document.getElementById('count').textContent").startswith(f"{len(named)} of ")
        chip.click()
    assert visible_cells(page) == everything


def test_a_severity_filter_shows_the_findings_of_it(page: Any) -> None:
    visible = "return [...document.querySelectorAll('.finding')].filter((e) => e.checkVisibility()).length"
    assert run(page, visible) == 2
    run(page, "document.querySelector('button[data-severity=error]').click()")
    assert run(page, visible) == 0


def test_search_narrows_and_escape_brings_all_back(page: Any) -> None:
    before = visible_cells(page)
    press(page, "/")
    press(page, "treasury")
    assert visible_cells(page) == ["c-s1r22c1", "c-s1r23c1"]
    press(page, "\ue007")  # Enter
    assert chosen(page) == ["p-s1r22c1", "c-s1r22c1"]
    press(page, "/", "\ue00c")  # Escape
    assert visible_cells(page) == before


def test_keys_go_from_number_to_number_and_into_the_story(page: Any) -> None:
    press(page, "j")
    assert chosen(page)[-1] == "c-s1r1c1"
    press(page, "j", "\ue015", "k")  # the second is an arrow down
    assert chosen(page)[-1] == "c-s1r2c1"
    assert page.switch_to.active_element.get_attribute("id") == "c-s1r2c1"
    press(page, "\ue007")
    assert page.switch_to.active_element.get_attribute("id") == "story"
    press(page, "\ue00c")
    assert page.switch_to.active_element.get_attribute("id") == "c-s1r2c1"


def test_focus_is_seen_and_the_first_stop_skips_to_the_statements(page: Any) -> None:
    press(page, "\ue004")  # Tab
    focused = page.switch_to.active_element
    assert focused.text == "Skip to the statements"
    assert run(page, "return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert run(page, "return document.activeElement.getBoundingClientRect().top >= 0")


def test_every_control_has_a_name(page: Any) -> None:
    nameless = """
    return [...document.querySelectorAll("button, a, input, summary, svg, section, aside, nav, [role=group]")]
      .filter((e) => !(e.textContent.trim() || e.getAttribute("aria-label") || e.getAttribute("aria-labelledby")))
      .map((e) => e.outerHTML.slice(0, 80));
    """
    assert run(page, nameless) == []
    assert run(page, "return [...document.querySelectorAll('[aria-labelledby]')].every("
               "(e) => document.getElementById(e.getAttribute('aria-labelledby')))")  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_that_of_wcag_aa(page: Any, scheme: str) -> None:
    page.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    try:
        run(page, "document.getElementById(arguments[0]).click()", f"c-{TAX}")
        found = run(page, CONTRAST)
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert len(found) > 8
    assert [(colours, ratio, where) for colours, (ratio, where) in found if ratio < 4.5] == []


def test_a_narrow_screen_scrolls_down_only(page: Any) -> None:
    screen = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    try:
        assert run(page, "return document.documentElement.scrollWidth") <= 390
        run(page, "document.getElementById(arguments[0]).click()", f"c-{TAX}")
        assert "Income tax expense" in story(page)
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_print_holds_findings_statements_and_source_and_no_controls(page: Any) -> None:
    run(page, "document.getElementById(arguments[0]).click()", f"c-{TAX}")
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        run(page, "dispatchEvent(new Event('beforeprint'))")
        shown = run(
            page,
            """
            return ["findings", "S0", "untagged", "source", "search", "story"]
              .filter((id) => document.getElementById(id).checkVisibility());
            """,
        )
        assert shown == ["findings", "S0", "untagged", "source"]
        assert run(page, "return document.querySelector('.signature').checkVisibility()")
        assert run(page, "return [...document.querySelectorAll('details')].every((e) => e.open)")
        assert run(page, "return getComputedStyle(document.getElementById('work')).overflowY") == "visible"
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


# --- what a filing cannot do ---------------------------------------------------------------


def test_nothing_runs_from_a_filings_text(browser: Any, read: Reader, reference: Reference, tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    text = text.replace("PART 1.", "\n".join((*HOSTILE, "PART 1.")), 1)
    for caption, hostile in zip(
        ("Restricted cash", "Tax refund receivable", "Due to related parties"), HOSTILE[:3], strict=True
    ):
        assert caption.ljust(len(hostile)) in text, "amounts stay where they are"
        text = text.replace(caption.ljust(len(hostile)), hostile, 1)
    report = read(text)
    assert any(hostile in fact.item.label for fact in report.facts for hostile in HOSTILE)
    browsers.open_page(browser, write(tmp_path, report, reference))
    for id in run(browser, "return [...document.querySelectorAll('td a')].map((e) => e.id)")[:40]:
        run(browser, "document.getElementById(arguments[0]).click()", id)
    assert run(browser, "return typeof window.ran") == "undefined"
    assert browser.get_log("browser") == [], "the policy had to stop nothing"
    assert run(browser, "return document.querySelectorAll('img, iframe, object, [href^=javascript]').length") == 0


def test_the_policy_stops_what_would_slip_through(browser: Any, sample: Path, tmp_path: Path) -> None:
    slipped = sample.read_text(encoding="utf-8").replace(
        "<main>", "<main><script>window.ran=1</script><img src=x onerror='window.ran=2'><p style='color:red' id=p>x</p>"
    )
    path = tmp_path / "slipped.html"
    path.write_text(slipped, encoding="utf-8")
    browsers.open_page(browser, path)
    assert run(browser, "return typeof window.ran") == "undefined"
    assert run(browser, "return getComputedStyle(document.getElementById('p')).color") != "rgb(255, 0, 0)"
    run(browser, "document.getElementById('c-s1r1c1').click()")
    assert "Cash" in story(browser), "the page's own script still runs"
