"""Arelle's viewer beside a filing's outputs: it holds the facts, needs no network, and changes nothing else."""

import importlib.util
import json
import shutil
from pathlib import Path

import pytest
from conftest import SAMPLE, Command, Ended
from lxml import etree

XHTML = "{http://www.w3.org/1999/xhtml}"
NAME = SAMPLE.stem
LONGEST_SECONDS = 120
"""What the page may take to load on a busy machine before it counts as broken; elsewhere it takes two."""


@pytest.fixture
def folder(judged: tuple[Ended, Path], tmp_path: Path) -> Path:
    """A copy of the sample's outputs."""
    return Path(shutil.copytree(judged[1], tmp_path / "out")) / NAME


@pytest.fixture
def page(folder: Path, tieout: Command) -> etree._Element:
    pytest.importorskip("iXBRLViewerPlugin")
    ended = tieout("view", folder)
    assert (ended.code, ended.out) == (0, f"{folder / 'viewer' / 'xbrlviewer.html'}\n"), ended.talk
    return etree.fromstring((folder / "viewer" / "xbrlviewer.html").read_bytes())


def held(page: etree._Element) -> dict[str, object]:
    """What the viewer's script reads: its facts, by their ids."""
    (script,) = (s for s in page.iter(f"{XHTML}script") if s.get("type") == "application/x.ixbrl-viewer+json")
    (source,) = json.loads(script.text or "")["sourceReports"]
    facts: dict[str, object] = source["targetReports"][0]["facts"]
    return facts


def test_the_viewer_holds_every_fact_with_its_label(page: etree._Element, folder: Path) -> None:
    stated = json.loads((folder / "report.json").read_bytes())["facts"]
    assert held(page).keys() == stated.keys()
    assert "Due to bankruptcy creditors" in "".join(map(str, page.itertext()))


def test_its_script_lies_beside_it_and_nothing_is_loaded_from_elsewhere(page: etree._Element, folder: Path) -> None:
    loaded = [element.get(name) for element in page.iter(etree.Element) for name in ("src", "href")]
    assert [place for place in loaded if place] == ["ixbrlviewer.js"]
    assert (folder / "viewer" / "ixbrlviewer.js").stat().st_size > 100_000


def test_the_viewer_names_no_place_of_this_machine_and_is_the_same_every_time(
    page: etree._Element, folder: Path, tieout: Command
) -> None:
    first = (folder / "viewer" / "xbrlviewer.html").read_bytes()
    assert str(folder.parent).encode() not in first
    tieout("view", folder)
    assert (folder / "viewer" / "xbrlviewer.html").read_bytes() == first


@pytest.mark.usefixtures("page")
def test_a_browser_shows_the_statements_and_asks_nothing_of_the_network(folder: Path) -> None:
    browsers = pytest.importorskip("browsers", reason="selenium is not installed: pip install 'tieout[dev]'")
    if browsers.missing():
        pytest.skip(browsers.missing())
    waiting = pytest.importorskip("selenium.webdriver.support.wait")
    with browsers.start_browser() as browser:
        browsers.open_page(browser, folder / "viewer" / "xbrlviewer.html")
        shown = "return document.body.innerText.includes('0002 - Statement - Condensed Consolidated Balance Sheet')"
        waiting.WebDriverWait(browser, LONGEST_SECONDS).until(lambda opened: opened.execute_script(shown))
        asked = browser.execute_script("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert [place for place in asked if not place.startswith(("file:", "data:", "blob:"))] == []


@pytest.mark.usefixtures("page")
def test_a_viewer_is_nothing_that_is_signed_for(folder: Path, tieout: Command) -> None:
    assert tieout("sign", folder, "--by", "Jane Doe", "--date", "2026-01-31").code == 0
    (folder / "viewer" / "xbrlviewer.html").unlink()
    assert tieout("verify", folder).code == 0


def test_without_the_extra_it_says_what_to_install(
    folder: Path, tieout: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    ended = tieout("view", folder)
    assert ended.code == 2
    assert "pip install 'tieout[viewer]'" in ended.talk
    assert not (folder / "viewer").exists()


def test_a_filing_without_a_text_has_nothing_to_view(folder: Path, tieout: Command) -> None:
    (folder / "report.xhtml").unlink()
    ended = tieout("view", folder)
    assert ended.code == 2
    assert f"{NAME}/report.xhtml:1: error: is not there" in ended.talk


def test_a_folder_that_is_of_no_filing_is_told(folder: Path, tieout: Command) -> None:
    pytest.importorskip("iXBRLViewerPlugin")
    ended = tieout("view", folder.parent)
    assert (ended.code, ended.out) == (2, "")
    assert "out:1: error: is no filing's folder of outputs; name one of those in an output folder" in ended.talk
