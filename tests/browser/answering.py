"""Answers questions on the page by their words, rightly or wrongly, from the council's own bank."""

from typing import TYPE_CHECKING

from playwright.sync_api import Locator

from tests.shelf import Data, wanted

if TYPE_CHECKING:
    from tests.browser.learner import Learner


class Answers:
    """Gives answers with a finger."""

    def __init__(self, who: "Learner") -> None:
        self.who = who

    def first_option(self) -> Locator:
        return self.who.main.locator(".govuk-radios__label, .govuk-checkboxes__label, .govuk-select").first

    def give(self, question: Data, *, is_right: bool) -> None:
        answer = wanted(question, is_right=is_right)
        if isinstance(answer, dict):
            for line, choice in answer.items():
                self.who.main.get_by_label(line, exact=True).select_option(label=choice)
        else:
            for option in answer:
                self.who.pick(option)
