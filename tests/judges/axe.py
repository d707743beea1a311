"""axe-core in Debian's Chromium as an outside judge of accessibility (WCAG 2.2 AA and best practice)."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.judges.missing import cannot_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Without these Chromium asks hosts outside at every start.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


@contextmanager
def chromium() -> Iterator["Browser"]:
    """A headless browser; skips the test where Playwright or Chromium is missing."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        cannot_run("Playwright is not installed: pip install --require-hashes -r requirements-suites.lock")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        cannot_run("there is no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, chromium_sandbox=False, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


def faults(page: "Page") -> list[str]:
    """Every violation on the page as it stands, as ``rule: target: what``."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        cannot_run(
            "axe-playwright-python is not installed: pip install --require-hashes -r requirements-suites.lock"
        )
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    violations = Axe().run(page, options=options).response["violations"]
    return [
        f"{each['id']}: {node['target'][0]}: {each['help']}" for each in violations for node in each["nodes"]
    ]
