"""Outside judges on every component, error page and sheet of the gallery, and on planted faults."""

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests import gallery, samples
from tests.judges import axe, nu

pytestmark = pytest.mark.browser

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'"
PHONE, NARROW, DESK = (
    {"width": 360, "height": 640},
    {"width": 320, "height": 640},
    {"width": 1280, "height": 800},
)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves the gallery under the same strict policy as the real pages."""

    def log_message(self, *_: Any) -> None:
        return

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("gallery")
    gallery.write(folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with axe.chromium() as made:
        yield made


def test_the_nu_checker_finds_no_error_in_any_part() -> None:
    sheets = {f"sheet {name}": gallery.sheet(name) for name in samples.SHEETS}

    found = nu.faults(gallery.screens() | sheets)

    assert found == []


def test_the_nu_checker_catches_a_planted_fault() -> None:
    spoilt = gallery.screens()["home"].replace("</h1>", "</h1><p id=main-content><li>")

    found = nu.faults({"spoilt": spoilt})

    assert any("main-content" in line for line in found), found


def test_axe_finds_nothing_on_a_narrow_phone_or_a_desk(address: str, browser: Any) -> None:
    found = []
    for size in (NARROW, DESK):
        page = browser.new_page(viewport=size)
        complaints: list[str] = []
        page.on("console", lambda message, said=complaints: said.append(message.text))
        for name in gallery.screens():
            page.goto(f"{address}/{name}.html")
            found += [f"{name} at {size['width']}: {fault}" for fault in axe.faults(page)]
            found += [f"{name} says {text}" for text in complaints]
            if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
                found.append(f"{name} scrolls sideways at {size['width']}")
        page.close()

    assert found == []


def test_axe_catches_a_planted_fault(address: str, browser: Any) -> None:
    page = browser.new_page()
    page.goto(f"{address}/form.html")
    page.evaluate("document.querySelector('label').remove()")

    found = axe.faults(page)

    assert any(fault.startswith("label") for fault in found)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("home", "text=Carry on"),
        ("scene", ".app-exhibit__caption"),
        ("consequence", ".app-story__setting"),
        ("quiz", ".govuk-checkboxes__item"),
        ("result", ".govuk-button"),
        ("report", ".app-figures"),
    ],
)
def test_what_must_be_on_a_phones_first_screen_is(address: str, browser: Any, name: str, seen: str) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{address}/{name}.html")

    box = page.locator(seen).first.bounding_box()

    assert box["y"] + min(box["height"], 60) <= 640


def test_pages_hold_without_scripts(address: str, browser: Any, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=NARROW)
    page = context.new_page()
    page.goto(f"{address}/exhibits.html")

    page.get_by_text("Show 2 more").click()

    assert page.get_by_text("Is the lower path lit?").is_visible()
    context.close()
