"""A headless Chromium for the tests of the review page, with nothing of its own on the network.

Not a test. Debian's packages ``chromium`` and ``chromium-driver`` are looked for on the path; nothing is fetched.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)


def missing() -> str:
    """What the machine lacks to run the page in a browser; empty where it lacks nothing."""
    lacking = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    return f"{' and '.join(lacking)} not found: apt-get install chromium chromium-driver" if lacking else ""


@contextmanager
def start_browser(width: int = 1440, height: int = 900) -> Iterator[webdriver.Chrome]:
    """A browser of its own profile, which goes with it."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for flag in (*FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}"):
            options.add_argument(flag)
        browser = webdriver.Chrome(options, Service(str(shutil.which("chromedriver"))))
        try:
            yield browser
        finally:
            browser.quit()


def open_page(browser: webdriver.Chrome, path: Path) -> None:
    """Open a page anew, whatever was chosen or filtered in it before."""
    browser.get("about:blank")
    browser.get(path.as_uri())
