"""A scene, a question of every kind and the acknowledgement, by keyboard alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.eye import QuickEye
from tests.browser.invited import hurry_to_the_quiz, let_in
from tests.browser.keyboard import Keyboard
from tests.browser.learner import DESK, Learner
from tests.browser.serving import Site
from tests.shelf import Shelf, plain

pytestmark = pytest.mark.browser

KINDS = {"one", "several", "true_false", "order", "match"}
MODULE = "induction"
# Three forms in five ask nobody to put things in order; among so many people somebody is asked all but surely.
FIRST = ("Idris", "Mabel", "Otis", "Petra", "Quin", "Rosa")
LAST = ("Wren", "Cole", "Fell", "Lowe", "Dyke", "Hale")


@pytest.fixture
def hereford(browser: Browser, site: Site) -> Iterator[Learner]:
    shelf = Shelf("hereford")
    who = Learner(browser, site, shelf, QuickEye(shelf.slug, shelf.name), size=DESK)
    yield who
    who.close()


def test_the_skip_link_leads_past_the_frame(hereford: Learner) -> None:
    hereford.be("officer-lapsed")
    keys = Keyboard(hereford.page)

    first = keys.tab()
    hereford.page.keyboard.press("Enter")

    assert first["name"] == "Skip to main content"
    expect(hereford.main).to_be_focused()
    assert keys.tab()["name"].startswith("Start ")


def test_a_scenario_is_lived_by_keyboard(hereford: Learner) -> None:
    hereford.be("officer-overdue")
    keys = Keyboard(hereford.page)
    module = hereford.shelf.module("officer-refresher")

    keys.use("Start ")
    keys.use("Start")
    scene = hereford.shelf.scene("officer-refresher", hereford.h1)
    choice = scene["choices"][1]
    keys.choose_one(plain(choice["text"]))
    keys.use("Choose")

    assert f"You chose: {choice['short']}" in hereford.words
    keys.go_to("Put it right" if choice["worth"] == 0 and "then" in choice else "Carry on")
    keys.enter()
    assert hereford.h1 != module["title"] and "Scenario 1 of" in hereford.words
    keys.use("Save and leave")
    assert hereford.h1 == "Your place is kept"


def test_a_question_of_every_kind_is_answered_by_keyboard(
    browser: Browser, site: Site, hereford: Learner
) -> None:
    """Forms are drawn by lot, so people come until every kind has been asked."""
    waiting, who = set(KINDS), hereford
    for n, name in enumerate(f"{first} {last}" for first in FIRST for last in LAST):
        if not waiting:
            break
        if n:
            who = Learner(browser, site, who.shelf, QuickEye(who.shelf.slug, who.shelf.name), size=DESK)
        let_in(who, name)
        hurry_to_the_quiz(who, MODULE)
        waiting -= answers_by_keyboard(who, waiting)
        if n:
            who.close()

    assert not waiting, f"never asked: {waiting}"


def answers_by_keyboard(who: Learner, waiting: set[str]) -> set[str]:
    """Answer the questions of these kinds; what kinds they were."""
    done: set[str] = set()
    first = who.path.rpartition("/")[0]
    for n in range(1, 11):
        who.go(f"{first}/{n}")
        question = who.shelf.question(MODULE, who.h1)
        if question["kind"] not in waiting - done:
            continue
        keys = Keyboard(who.page)
        keys.give(question, is_right=True)
        keys.use("Save and continue")
        who.go(f"{first}/{n}")
        assert "Saved at" in who.words, f"nothing was saved of {question['id']}"
        done.add(question["kind"])
    return done


def test_the_policy_is_acknowledged_by_keyboard(hereford: Learner) -> None:
    let_in(hereford, "Una Vale")
    hereford.go("/policies/social-media/acknowledge")
    keys = Keyboard(hereford.page)

    keys.go_to("Go to the acknowledgement")
    hereford.page.keyboard.press("Enter")
    box = keys.tab()
    assert box["type"] == "checkbox" and "read and understood" in box["name"]
    hereford.page.keyboard.press("Space")
    keys.use("Acknowledge")

    assert hereford.h1 == "Acknowledged"
