"""Looks at every page a story passes: axe, markup, console, width, title, heading and first screen."""

import math
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.judges import axe
from tests.judges.missing import cannot_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response

NARROW = 320
# What stands in closed details is part of the page too; says which were closed.
OPEN_ALL = """() => {
  const shut = [...document.querySelectorAll("details:not([open])")];
  shut.forEach(each => { each.open = true; });
  return shut.map(each => [...document.querySelectorAll("details")].indexOf(each));
}"""
SHUT = (
    "at => { const all = document.querySelectorAll('details'); at.forEach(n => { all[n].open = false; }); }"
)
# Where the first line of words within an element ends, or its first sentence.
END_OF_FIRST = """(element, kind) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  while (node && !node.textContent.trim()) node = walker.nextNode();
  const text = node.textContent, start = text.search(/\\S/);
  const stop = kind === "sentence" ? text.slice(start).search(/[.?!](\\s|$)/) : 0;
  const range = document.createRange();
  range.setStart(node, start);
  range.setEnd(node, kind === "sentence" && stop >= 0 ? start + stop + 1 : text.trimEnd().length);
  const boxes = range.getClientRects();
  return (kind === "sentence" ? boxes[boxes.length - 1] : boxes[0]).bottom + window.scrollY;
}"""


@dataclass(frozen=True)
class Fold:
    """What must stand on the first screen: all of an element, or the first ``line`` or ``sentence`` of it."""

    what: str
    where: "Locator"
    part: str = "all"

    def bottom(self) -> float:
        if not self.where.count():
            return math.inf
        if self.part != "all":
            return float(self.where.first.evaluate(END_OF_FIRST, self.part))
        box = self.where.first.bounding_box()
        assert box is not None, f"{self.what} is not on the page"
        return box["y"] + box["height"]


@dataclass
class Eye:
    """One council's pages as they were passed. ``faults`` says everything that was wrong with them."""

    council: str
    name: str
    faults: list[str] = field(default_factory=list)
    markup: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def blames(self) -> list[str]:
        """What was wrong since this was last asked."""
        found, self.faults = self.faults, []
        return found

    def is_new(self, state: str) -> bool:
        """Whether the slow judges have not looked at this state yet."""
        return state not in self.seen

    def open(self, browser: "Browser", **options: Any) -> "BrowserContext":
        """A browser of somebody's own, to be looked at."""
        return browser.new_context(**options)

    def watch(self, page: "Page") -> "Watch":
        """Start listening to this page."""
        return Watch(self, page)

    def slow_faults(self, page: "Page", state: str, markup: str) -> list[str]:
        """What axe finds on the page as it stands; ``markup`` is what the server sent."""
        return axe.faults(page)


class QuickEye(Eye):
    """For a story told again: every page's frame, and none of the slow judges."""

    def is_new(self, state: str) -> bool:
        return False


class Watch:
    """One page of a browser under the eye."""

    def __init__(self, eye: Eye, page: "Page") -> None:
        self.eye = eye
        self.page = page
        self.said: list[str] = []
        self.answer: Response | None = None
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self.said.append(f"script error: {error}"))
        page.on("response", self._answered)

    def _hear(self, kind: str, text: str) -> None:
        # The refusal of a form is a page like others; other failed loads are noticed by their answer.
        if not text.startswith("Failed to load resource"):
            self.said.append(f"console {kind}: {text}")

    def _answered(self, response: "Response") -> None:
        if (response.request.is_navigation_request() and response.status < 300) or response.status >= 400:
            if response.request.is_navigation_request():
                self.answer = response
            else:
                self.said.append(f"{response.status} for {response.url}")

    def look(
        self, state: str, *, title: str, h1: str | None = None, status: int = 200, fold: Sequence[Fold] = ()
    ) -> None:
        """Judge the page as it stands. The slow judges look at each state once; the others every time."""
        page, eye = self.page, self.eye
        found = [*self.said]
        self.said.clear()
        assert self.answer is not None, "no page has been fetched"
        if self.answer.status != status:
            found.append(f"answered {self.answer.status}, not {status}")
        is_summed_up = bool(page.locator(".govuk-error-summary").count())
        wanted = f"{'Error: ' if is_summed_up else ''}{title} - {eye.name}"
        if page.title() != wanted:
            found.append(f"the title is {page.title()!r}, not {wanted!r}")
        headings = page.locator("h1").all_inner_texts()
        if len(headings) != 1 or (h1 is not None and not re.fullmatch(h1, headings[0].strip())):
            found.append(f"the heading is {headings}, not {h1!r}")
        found += self._off_the_fold(fold)
        opened = page.evaluate(OPEN_ALL)
        found += self._too_wide()
        if eye.is_new(state):
            eye.markup[f"{eye.council}: {state}"] = markup = self.answer.text()
            found += eye.slow_faults(page, state, markup)
            _keep_picture(page, f"{eye.council}-{len(eye.seen):02d}-{state}")
            eye.seen.add(state)
        page.evaluate(SHUT, opened)
        for each in found:
            eye.faults.append(f"{eye.council}: {state} ({page.url}): {each}")
            print(eye.faults[-1])

    def _off_the_fold(self, fold: Sequence[Fold]) -> list[str]:
        height = self._size()["height"]
        self.page.evaluate("window.scrollTo(0, 0)")
        ends = [(each.what, each.bottom()) for each in fold]
        return [f"{what} ends at {end:.0f}, below the first screen" for what, end in ends if end > height]

    def _size(self) -> Any:
        size = self.page.viewport_size
        assert size is not None
        return size

    def _too_wide(self) -> list[str]:
        page, size = self.page, self._size()
        page.set_viewport_size({"width": NARROW, "height": size["height"]})
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.set_viewport_size(size)
        return [f"scrolls sideways: {wide} px wide on a phone of {NARROW}"] if wide > NARROW else []


def markup_of(eyes: Iterable[Eye]) -> dict[str, str]:
    """The markup of every page state passed; where no story has been told there is nothing to judge."""
    pages = {state: html for eye in eyes for state, html in eye.markup.items()}
    if not pages:
        cannot_run(
            "no story has been told in this run, so there is no page to judge: make browser tells all three"
        )
    return pages


def _keep_picture(page: "Page", name: str) -> None:
    """With SHOTS=folder, keep a picture of each state for people to look at."""
    folder = os.environ.get("SHOTS")
    if not folder:
        return
    for width, height in ((360, 640), (1280, 800)):
        size: Any = page.viewport_size
        page.set_viewport_size({"width": width, "height": height})
        path = Path(folder) / f"{re.sub(r'[^a-z0-9-]+', '-', name.lower())}-{width}.png"
        for _ in range(3):
            try:
                page.screenshot(path=path, full_page=True)
                break
            except Exception as fault:
                print(f"no picture of {name}: {fault}".splitlines()[0])
        page.set_viewport_size(size)
