"""Walks the pages of one council as any of its cast, reading them and answering by the council's own files."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from lms.library.library import CouncilLibrary
from lms.services import programme
from lms.storage.engine import Database
from tests.client import Client, Page
from tests.shelf import Data, Shelf, plain, wanted
from tests.web.conftest import Hands

Misses = Callable[[Data], bool]


def nothing(question: Data) -> bool:
    """Miss no question."""
    return not question


class Walker:
    """A browser, a clock that can be moved, and the page that is open."""

    def __init__(
        self, app: Flask, database: Database, shelf: Shelf, library: CouncilLibrary, clock: Hands
    ) -> None:
        self.app, self.database, self.shelf, self.library, self.clock = app, database, shelf, library, clock
        self.client = Client(app)
        self.page: Page

    # Going about

    def be(self, key: str) -> Page:
        """A fresh browser, in which this member of the cast signs in by their button."""
        self.client = Client(self.app)
        self.page = self.client.get("/demo")
        return self.press(self.shelf.member(key)["name"])

    def go(self, path: str) -> Page:
        self.page = self.client.arrive(path)
        return self.page

    @property
    def path(self) -> str:
        return self.page.response.request.path

    def press(self, button: str, *, status: int = 303, **fields: Any) -> Page:
        """Send the form with this button, and follow where it leads."""
        self.page = self.client.submit(self.page, button, status=status, **fields)
        return self.go(self.page.location) if status == 303 else self.page

    def click(self, words: str) -> Page:
        """Follow the link of these words, or that begins with them."""
        links = self.page.links
        return self.go(links.get(words) or next(to for text, to in links.items() if text.startswith(words)))

    def a_new_day(self, **time: float) -> None:
        """Time goes by, and the daily run happens."""
        self.clock.pass_by(**time)
        with self.database.writing() as session:
            programme.bring_up_to_date(
                session, library=self.library, today=self.clock.at.date(), now=self.clock.at
            )

    # A module

    def live_scenarios(self, module: str) -> None:
        """Every scenario from where this person stands, choosing the best; the quiz is next."""
        self.go(f"/modules/{module}")
        self._onward()
        while "/quiz" not in self.path:
            if any("Choose" in form.buttons for form in self.page.forms):
                scene = self.shelf.scene(module, self.page.h1)
                best = max(scene["choices"], key=lambda each: each["worth"])
                self.press("Choose", choice=best["id"])
                assert plain(best["happened"]["story"]) in self.page.main
            self._onward()

    def _onward(self) -> None:
        """The one green link, which the page client has counted."""
        green = next(each for each in self.page.html.iter("a") if each.get("class") == "govuk-button")
        self.go(green.get("href", ""))

    def take_quiz(self, module: str, *, misses: Misses = nothing) -> list[str]:
        """Begin or carry on with the quiz, answer every question, and finish; the stems asked."""
        stems = []
        if self.path.endswith("/quiz"):
            button = next(
                form.buttons[0] for form in self.page.forms if form.action == "" or "quiz" in form.action
            )
            self.press(button)
        while not self.path.endswith("/check"):
            question = self.shelf.question(module, self.page.h1)
            stems.append(self.page.h1)
            self.press("Save and continue", **self._fields(question, is_right=not misses(question)))
        assert all(stem in self.page.main for stem in stems)
        self.press("Finish the quiz")
        return stems

    def _fields(self, question: Data, *, is_right: bool) -> dict[str, Any]:
        """What the page's own controls send for this answer."""
        answer = wanted(question, is_right=is_right)
        labels = {
            label.get("for"): plain("".join(label.itertext())) for label in self.page.html.iter("label")
        }
        if isinstance(answer, dict):
            return {
                select.get("name", ""): _value_of(select, answer[labels[select.get("id")]])
                for select in self.page.html.iter("select")
            }
        inputs = [each for each in self.page.html.iter("input") if each.get("name") == "answer"]
        given = [each.get("value", "") for each in inputs if labels[each.get("id")] in answer]
        assert len(given) == len(answer), f"{answer} is not among the options of {self.page.h1!r}"
        return {"answer": given}


def _value_of(select: Any, text: str) -> str:
    return next(
        option.get("value", "")
        for option in select.iter("option")
        if plain("".join(option.itertext())) == text
    )
