"""The eye for a browser whose scripts are off: axe, being a script, judges what was sent in a page where it can run."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.browser.eye import OPEN_ALL, Eye
from tests.judges import axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route


@dataclass
class EyeWithoutScripts(Eye):
    """As ``Eye``, but for browsers that run nothing.

    ``judged`` is shared by the councils: axe has seen the colours of each with scripts, and here sees a state once.
    """

    judged: set[str] = field(default_factory=set)
    second: "SecondPage | None" = None

    def open(self, browser: "Browser", **options: Any) -> "BrowserContext":
        self.second = self.second or SecondPage(browser)
        return browser.new_context(java_script_enabled=False, **options)

    def slow_faults(self, page: "Page", state: str, markup: str) -> list[str]:
        if page.locator("body.js-enabled").count():
            return ["scripts ran after all"]
        if state in self.judged:
            return []
        self.judged.add(state)
        assert self.second is not None, "no browser has been opened"
        again = self.second.show(page, markup)
        again.evaluate(OPEN_ALL)
        return axe.faults(again)


class SecondPage:
    """Shows what was sent once more, at its own address, with the site's stylesheets and none of its scripts."""

    def __init__(self, browser: "Browser") -> None:
        self.markup = ""
        self.page = browser.new_page(locale="en-GB")
        self.page.route("**/*", self._give)

    def show(self, first: "Page", markup: str) -> "Page":
        """The same page as ``first``, as wide and as high."""
        self.markup = markup
        assert first.viewport_size is not None
        self.page.set_viewport_size(first.viewport_size)
        self.page.goto(first.url.partition("#")[0])
        return self.page

    def _give(self, route: "Route") -> None:
        if route.request.is_navigation_request():
            route.fulfill(body=self.markup, content_type="text/html; charset=utf-8")
        elif route.request.resource_type == "script":
            route.abort()
        else:
            route.continue_()
