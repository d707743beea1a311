"""Each kind of check, shown to fail: pages with one planted fault each, served by the test."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.eye import Eye, Fold
from tests.browser.keyboard import Keyboard

pytestmark = pytest.mark.browser

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"
WHOLE = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Home - Alderbrook Parish Council</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/fault.css"></head><body>
<header><p>Alderbrook Parish Council</p></header><main><h1>One thing to do</h1><p>{}</p>
<form><label for="name">Name</label> <input id="name"></form><a href="#top" id="next">Start</a></main></body></html>"""
FAULTS = {
    "an input without a label": ('<label for="name">Name</label>', "", "label:"),
    "a script in the page": (
        "<form>",
        "<script>document.title = 'Seized'</script><form>",
        "Content Security Policy",
    ),
    "a style in the page": ("<form>", '<form style="color: red">', "Content Security Policy"),
    "a picture that is not there": (
        "<form>",
        '<img src="/lost.png" alt="A map"><form>',
        "Content Security Policy",
    ),
    "a line too long for a phone": ("{}", '<span class="wide">wide</span>', "scrolls sideways"),
    "another title": ("<title>Home", "<title>Untitled", "the title is"),
    "two headings": ("<form>", "<h1>And another</h1><form>", "the heading is"),
    "another heading": ("One thing to do", "Welcome", "the heading is"),
    "a button below the first screen": ("{}", '<span class="tall">tall</span>', "below the first screen"),
    "no language": (' lang="en-GB"', "", "html-has-lang"),
}
STYLES = "body {margin: 0} .wide {display: block; width: 500px} .tall {display: block; height: 700px}\n"


class Planted(http.server.SimpleHTTPRequestHandler):
    """Serves the planted pages under a strict policy."""

    def log_message(self, *_: Any) -> None:
        return

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("planted")
    write_pages(folder)
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *given: Planted(*given, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def write_pages(folder: Path) -> None:
    (folder / "fault.css").write_text(STYLES)
    (folder / "unseen.css").write_text("a:focus, input:focus { outline: none }\n")
    (folder / "whole.html").write_text(WHOLE.format("Plain words."))
    (folder / "unseen.html").write_text(WHOLE.replace("fault.css", "unseen.css").format(""))
    for name, (before, after, _) in FAULTS.items():
        assert before in WHOLE, name
        (folder / f"{name}.html").write_text(WHOLE.replace(before, after, 1).replace("{}", "Plain words."))


def seen_of(browser: Browser, page: str) -> list[str]:
    eye = Eye("alderbrook", "Alderbrook Parish Council")
    opened = browser.new_page(viewport={"width": 360, "height": 640})
    watch = eye.watch(opened)
    opened.goto(page)
    watch.look(page, title="Home", h1="One thing to do", fold=[Fold("Start", opened.locator("#next"))])
    opened.close()
    return eye.blames()


def test_a_page_without_a_fault_is_not_blamed(browser: Browser, address: str) -> None:
    assert seen_of(browser, f"{address}/whole.html") == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_seen(browser: Browser, address: str, name: str) -> None:
    found = seen_of(browser, f"{address}/{name}.html")

    assert any(FAULTS[name][2] in each for each in found), found


def test_a_page_that_failed_is_seen(browser: Browser, address: str) -> None:
    assert any("answered 404" in each for each in seen_of(browser, f"{address}/nowhere.html"))


def test_a_focus_that_cannot_be_seen_is_noticed(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/unseen.html")

    with pytest.raises(AssertionError, match="cannot be seen"):
        Keyboard(page).tab()

    page.close()
