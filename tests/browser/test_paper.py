"""Pages that people print lose what cannot be pressed on paper, and keep every word."""

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.eye import Eye
from tests.browser.learner import DESK, Learner
from tests.browser.serving import Site
from tests.shelf import Shelf

pytestmark = pytest.mark.browser

# What has no meaning on paper.
PRESSED = (
    "nav", "button", ".govuk-button", ".govuk-skip-link", ".govuk-footer", ".app-demo", "select", ".app-filters",
)  # fmt: skip


def left_over(page: Page) -> list[str]:
    """What paper would show that can only be pressed."""
    return [each for each in PRESSED if page.locator(each).filter(visible=True).count()]


def test_printed_pages_have_words_and_nothing_to_press(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye
) -> None:
    who = Learner(browser, site, shelf, eye, size=DESK)
    who.be("clerk")
    for path in ("/", "/record", "/policies/social-media", "/clerk/completions"):
        who.go(path)
        words = len(who.words)
        assert left_over(who.page), f"{path} has nothing to press on a screen either, so this proves nothing"

        who.page.emulate_media(media="print")

        assert left_over(who.page) == [], path
        expect(who.page.locator("h1")).to_be_visible()
        assert len(who.words) > words / 2, f"{path} prints {len(who.words)} of {words} letters"
        who.page.emulate_media(media="screen")
    who.close()
    eye.blames()


def test_an_exhibit_prints_with_its_edges_only(browser: Browser, site: Site, shelf: Shelf, eye: Eye) -> None:
    who = Learner(browser, site, shelf, eye, size=DESK)
    who.be("officer-lapsed")
    who.press("Start")
    who.press("Start")
    shown = who.main.locator(".app-exhibit__caption").first
    tinted = shown.evaluate("each => getComputedStyle(each).backgroundColor")

    who.page.emulate_media(media="print")

    assert shown.evaluate("each => getComputedStyle(each).backgroundColor") != tinted
    expect(who.main.locator(".app-exhibit").first).to_be_visible()
    assert left_over(who.page) == []
    who.close()
    eye.blames()


A4: ViewportSize = {"width": 680, "height": 960}  # between margins of 15 mm
CUT_OFF = """() => [...document.querySelectorAll("main *")]
    .filter(each => each.getBoundingClientRect().right > innerWidth + 1
        && !each.closest(".govuk-visually-hidden"))
    .map(each => each.tagName + " " + each.textContent.slice(0, 40))"""
FOLDED = """() => [...document.querySelectorAll("main details:not(.app-screen-only)")]
    .filter(each => !each.lastElementChild.checkVisibility())
    .map(each => each.textContent.slice(0, 40))"""


def test_nothing_is_cut_off_or_left_folded_on_paper(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye
) -> None:
    who = Learner(browser, site, shelf, eye, size=DESK)
    who.be("clerk")
    who.go("/clerk/completions?standing=lapsed")
    person = who.main.locator("table th a[href*='/clerk/people/']").first.get_attribute("href")
    folds = 0
    for path in ("/", "/clerk/completions", "/clerk/people", person.removeprefix(f"/{shelf.slug}")):
        who.go(path)
        folds += len(who.page.evaluate(FOLDED))
        who.page.set_viewport_size(A4)

        who.page.emulate_media(media="print")

        assert who.page.evaluate(CUT_OFF) == [], path
        assert who.page.evaluate(FOLDED) == [], path
        who.page.emulate_media(media="screen")
        who.page.set_viewport_size(DESK)
    assert folds, "nothing was folded on a screen either, so this proves nothing"
    who.close()
    eye.blames()
