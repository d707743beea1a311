"""Answers questions on the page by their words, rightly or wrongly, from the council's own bank."""

from typing import TYPE_CHECKING

from playwright.sync_api import Locator

from tests.browser.shelf import Data, plain

if TYPE_CHECKING:
    from tests.browser.learner import Learner

PLACES = ("First", "Second", "Third", "Fourth", "Fifth")


def wanted(question: Data, *, is_right: bool) -> list[str] | dict[str, str]:
    """The options to tick, or what to choose beside each line."""
    if question["kind"] == "order":
        steps = [plain(each["text"]) for each in question["steps"]]
        given = steps if is_right else [*steps[1:], steps[0]]
        return dict(zip(given, PLACES, strict=False))
    if question["kind"] == "match":
        pairs = {plain(each["text"]): plain(each["match"]) for each in question["pairs"]}
        if not is_right:
            first = next(iter(pairs))
            pairs[first] = next(match for match in pairs.values() if match != pairs[first])
        return pairs
    right = [plain(each["text"]) for each in question["options"] if each["right"]]
    wrong = [plain(each["text"]) for each in question["options"] if not each["right"]]
    return right if is_right else [*right[1:], wrong[0]]


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
