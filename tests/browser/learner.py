"""One person with a browser: signs in, lives the scenarios, answers the quiz, acknowledges, reading each page."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from tests.browser.answering import Answers
from tests.browser.eye import Eye, Fold, Watch
from tests.browser.serving import Site
from tests.shelf import Data, Shelf, plain, stem_of

PHONE: ViewportSize = {"width": 360, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 800}


@dataclass
class Seen:
    """What a person met on the way through one quiz."""

    stems: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


class Learner:
    """Somebody at one council with a browser of their own; ``eye`` judges each page that is looked at."""

    def __init__(
        self,
        browser: Browser,
        site: Site,
        shelf: Shelf,
        eye: Eye,
        *,
        size: ViewportSize | None = None,
    ) -> None:
        on_phone = size is None
        self.context: BrowserContext = eye.open(
            browser, viewport=size or PHONE, has_touch=on_phone, is_mobile=on_phone, locale="en-GB"
        )
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.watch = eye.watch(self.page)
        self.look = self.watch.look
        self.site, self.shelf = site, shelf
        self.root = f"{site.base}/{shelf.slug}"

    def close(self) -> None:
        self.context.close()

    # Going about

    def go(self, path: str) -> None:
        self.page.goto(f"{self.root}{path}")

    def open_tab(self, path: str, *, eye: Eye) -> Watch:
        """Another tab of the same browser, under this eye; it is the one in use from now on."""
        self.page = self.context.new_page()
        self.watch = eye.watch(self.page)
        self.look = self.watch.look
        self.go(path)
        return self.watch

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    @property
    def h1(self) -> str:
        return plain(self.page.locator("h1").inner_text())

    @property
    def words(self) -> str:
        return plain(self.main.inner_text())

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.root)

    @property
    def green(self) -> Locator:
        """The one next step of this page."""
        found = self.main.locator(".govuk-button:not(.govuk-button--secondary)")
        assert found.count() == 1, f"{found.count()} next steps on {self.page.url}: {self.words[:300]}"
        return found

    def press(self, words: str) -> None:
        """Use the button or link of these words (or that goes on in words for screen readers alone)."""
        found = self._named(words)
        if not found.count():
            found = self._named(re.compile(f"^{re.escape(words)} "))
        self.follow(found.first)

    def _named(self, name: Any) -> Locator:
        link = self.main.get_by_role("link", name=name, exact=True)
        return self.main.get_by_role("button", name=name, exact=True).or_(link)

    def follow(self, where: Locator) -> None:
        with self.page.expect_navigation():
            where.click()

    def pick(self, label: str) -> None:
        """Touch the words beside a radio or a box."""
        self.main.locator("label").get_by_text(label, exact=True).click()
        expect(self.main.get_by_label(label, exact=True)).to_be_checked()

    def fetch(self, path: str) -> bytes:
        """A file that this person may download."""
        answer = self.context.request.get(path if path.startswith("http") else f"{self.site.base}{path}")
        assert answer.status == 200, f"{path} answered {answer.status}"
        return answer.body()

    def be(self, key: str) -> None:
        """Sign in from the page of the named cast."""
        self.go("/demo")
        name = self.shelf.member(key)["name"]
        self.follow(self.page.get_by_role("button", name=name, exact=True))
        expect(self.page.get_by_text(f"Signed in as {name}.")).to_be_visible()

    # The scenarios

    def live_scene(self, module: str, *, badly: bool) -> Data:
        """Read the scene that waits and choose; the choice that was made, with its consequence on the page."""
        scene = self.shelf.scene(module, self.h1)
        words = self.words
        for part in (scene["setting"], scene["story"]):
            assert plain(part) in words, f"{self.h1} does not tell {part!r}"
        for choice in scene["choices"]:
            assert plain(choice["text"]) in words
        self.look(self._kind("scene", scene), title=self.h1, fold=self._scene_fold(scene))
        choice = _choice(scene, badly=badly)
        self.pick(plain(choice["text"]))
        self.press("Choose")
        happened = choice["happened"]
        words = self.words
        assert f"You chose: {choice['short']}" in words
        assert plain(happened["story"]) in words and plain(choice["why"]) in words
        self.look(
            self._kind("consequence", happened),
            title=plain(happened["title"]),
            h1=_exactly(happened["title"]),
            fold=[
                Fold("the heading", self.page.locator("h1")),
                Fold(
                    "the first sentence",
                    self.main.locator(".app-story p:not(.app-story__setting)"),
                    "sentence",
                ),
            ],
        )
        return choice

    def _scene_fold(self, scene: Data) -> list[Fold]:
        if "exhibit" not in scene:
            return [Fold("the story", self.main.locator(".app-story"))]
        return [Fold("the exhibit's first line", self.main.locator(".app-exhibit__caption"), "line")]

    @staticmethod
    def _kind(state: str, shown: Data) -> str:
        exhibit = shown.get("exhibit")
        return f"{state} with a {exhibit['kind']}" if exhibit else state

    def live_scenario(self, module: str, story: Data, *, badly: bool, stop: Any = None) -> None:
        """One scenario to its debrief. ``badly``: choose the worst first, then put it right."""
        told = self.shelf.module(module)["scenarios"]
        at = told.index(story) + 1
        path: list[Data] = []
        while True:
            expect(self.main.get_by_text(f"Scenario {at} of {len(told)}")).to_be_visible()
            path.append(self.live_scene(module, badly=badly and not path))
            is_bad = path[-1]["worth"] == 0 and "then" in path[-1]
            expect(self.green).to_have_text("Put it right" if is_bad else "Carry on")
            self.follow(self.green)
            if "then" not in path[-1]:
                break
            if stop is not None:
                stop(self)
                stop = None
        self._read_debrief(story, path, is_last=at == len(told))

    def _read_debrief(self, story: Data, path: list[Data], *, is_last: bool) -> None:
        self.look(
            "debrief of a silent case" if "silent" in story else "debrief",
            title="How it went",
            h1="How it went",
        )
        for choice in path:
            assert choice["short"] in self.words
        if "silent" in story:
            assert plain(story["silent"]) in self.words
        others = self.main.locator("details", has_text="The other ways it could have gone")
        first = next(each for each in story["scenes"][0]["choices"] if each not in path)
        expect(others.get_by_text(plain(first["happened"]["story"])).first).to_be_hidden()
        others.locator("summary").click()
        expect(others.get_by_text(plain(first["happened"]["story"])).first).to_be_visible()
        expect(self.green).to_have_text("Start the quiz" if is_last else "Next scenario")
        self.follow(self.green)

    def live_scenarios(self, module: str) -> None:
        """All of them: every other one begun badly and put right."""
        for n, story in enumerate(self.shelf.module(module)["scenarios"]):
            self.live_scenario(module, story, badly=n % 2 == 0)

    # The quiz

    def take_quiz(self, module: str, *, miss: Any = None) -> Seen:
        """Answer what is asked and check the answers; ``miss(question)`` says which to get wrong."""
        seen, answers = Seen(), Answers(self)
        while "/check" not in self.page.url:
            question = self.shelf.question(module, self.h1)
            caption = plain(self.main.locator(".govuk-caption-l").inner_text())
            self.look(
                self._kind(f"question of kind {question['kind']}", question),
                title=caption,
                h1=_exactly(stem_of(question)),
                fold=[Fold("the first option", answers.first_option())],
            )
            is_missed = bool(miss and miss(question))
            answers.give(question, is_right=not is_missed)
            seen.stems.append(stem_of(question))
            if is_missed:
                seen.missed.append(stem_of(question))
            self.press("Save and continue")
        self.look("check your answers", title="Check your answers", h1="Check your answers")
        for stem in seen.stems:
            assert stem in self.words
        return seen


def _choice(scene: Data, *, badly: bool) -> Data:
    """The best choice, or the worst that can be put right."""
    if badly:
        bad = [each for each in scene["choices"] if each["worth"] == 0 and "then" in each]
        if bad:
            return dict(bad[0])
    return dict(max(scene["choices"], key=lambda each: each["worth"]))


def _exactly(text: str) -> str:
    return re.escape(plain(text)).replace(r"\ ", r"\s+")
