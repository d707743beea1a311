"""A person with a keyboard alone: Tab, Space, Enter and the arrows; where the focus is must always be seen."""

from typing import Any

from playwright.sync_api import Page

from tests.shelf import PLACES, Data, wanted

TABS_AT_MOST = 60
# The name of what has the focus, and whether anything on or beside it is in the colour of the focus.
FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const label = at.labels && at.labels.length ? at.labels[0] : null;
  const name = label ? label.textContent : at.textContent;
  const styles = [getComputedStyle(at)];
  if (label) styles.push(getComputedStyle(label, "::before"));
  const yellow = "rgb(255, 221, 0)", box = at.getBoundingClientRect();
  const isYellow = styles.some(style =>
    style.backgroundColor === yellow || style.boxShadow.includes(yellow)
    || (style.outlineColor === yellow && style.outlineStyle !== "none" && style.outlineWidth !== "0px"));
  const isOnScreen = box.bottom > 0 && box.top < innerHeight && box.width > 1;
  return {name: name.trim().replace(/\\s+/g, " "), tag: at.tagName, type: at.type || "",
          isSeen: isYellow && isOnScreen};
}"""


class Keyboard:
    """Moves the focus of one page and uses what has it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def focused(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.page.evaluate(FOCUSED)
        return found

    def tab(self) -> dict[str, Any]:
        """On to the next thing; it must show that it has the focus."""
        self.page.keyboard.press("Tab")
        now = self.focused
        assert now is not None, "the focus went nowhere"
        assert now["isSeen"], f"the focus on {now['name']!r} cannot be seen"
        return now

    def go_to(self, name: str, *, tag: str = "") -> None:
        """Tab until this has the focus."""
        passed = []
        for _ in range(TABS_AT_MOST):
            now = self.tab()
            passed.append(now["name"])
            if now["name"].startswith(name) and now["tag"] == (tag or now["tag"]):
                return
        raise AssertionError(f"Tab never comes to {name!r}: {passed}")

    def enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def use(self, name: str) -> None:
        """Tab to a link or a button and press Enter."""
        self.go_to(name)
        self.enter()

    def choose_one(self, option: str) -> None:
        """Tab into the radios, walk down them with the arrows; the first is taken with Space."""
        for _ in range(TABS_AT_MOST):
            if self.tab()["type"] == "radio":
                break
        self.page.keyboard.press("Space")
        for _ in range(6):
            now = self.focused
            assert now is not None and now["isSeen"]
            if now["name"] == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows never come to {option!r}")

    def give(self, question: Data, *, is_right: bool) -> None:
        """Answer a question of any kind."""
        answer = wanted(question, is_right=is_right)
        if isinstance(answer, dict):
            self._fill_the_selects(answer)
        elif question["kind"] == "several":
            for _ in answer:
                self._tick_the_next_of(answer)
        else:
            self.choose_one(answer[0])

    def _fill_the_selects(self, answer: dict[str, str]) -> None:
        for _ in answer:
            for _ in range(TABS_AT_MOST):
                now = self.tab()
                if now["tag"] == "SELECT":
                    break
            label = next(each for each in answer if now["name"] == each)
            self.page.keyboard.type(_typed(answer[label]))

    def _tick_the_next_of(self, answer: list[str]) -> None:
        for _ in range(TABS_AT_MOST):
            if self.tab()["name"] in answer:
                self.page.keyboard.press("Space")
                return
        raise AssertionError(f"Tab never comes to one of {answer}")


def _typed(option: str) -> str:
    """What one types to pick an option of a closed list."""
    return option if option not in PLACES else option[:3]
