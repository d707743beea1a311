"""An officer renews without losing a day, and loses the authority to post with the training it rests on."""

import datetime as dt

import pytest

from tests.journeys.walking import Misses, Walker
from tests.shelf import Data, on_paper

MODULE = "officer-refresher"


def until_of(walker: Walker, key: str) -> dt.date:
    """The last day that last year's refresher covers."""
    deed = next(each for each in walker.shelf.member(key)["did"] if each.get("module") == MODULE)
    done = walker.clock.at.date() - dt.timedelta(days=deed["days_ago"])
    return done.replace(year=done.year + 1)


def test_a_renewal_inside_the_window_runs_on_from_the_old_date(walker: Walker) -> None:
    until = until_of(walker, "authorised-officer")
    walker.be("authorised-officer")
    assert (
        f"until {on_paper(until)}." in walker.page.main
        and "You may post for the Council on" in walker.page.main
    )

    walker.live_scenarios(MODULE)
    walker.take_quiz(MODULE)
    a_year_on = until.replace(year=until.year + 1)
    assert f"Lasts until {on_paper(a_year_on)}" in walker.page.main
    assert f"until {on_paper(a_year_on)}." in walker.go("/").main

    walker.a_new_day(days=(until - walker.clock.at.date()).days + 1)
    assert "You may post for the Council on" in walker.be("authorised-officer").main


@pytest.mark.parametrize("walker", ["ludlow"], indirect=True)
def test_the_authority_ends_with_the_last_day_of_the_training(walker: Walker) -> None:
    until = until_of(walker, "authorised-officer")
    walker.a_new_day(days=(until - walker.clock.at.date()).days)
    assert "You may post for the Council on" in walker.be("authorised-officer").main
    walker.clock.at = dt.datetime.combine(until, dt.time(23, 59), tzinfo=dt.UTC)
    assert "You may post for the Council on" in walker.be("authorised-officer").main

    walker.a_new_day(minutes=1)

    home = walker.be("authorised-officer")
    assert "You may post for the Council on" not in home.main
    assert "You may not post for the Council on" in home.main and "has run out" in home.main
    assert home.h1.startswith("One thing ran out")


@pytest.mark.parametrize("walker", ["hereford"], indirect=True)
def test_a_lapsed_officer_must_retake_before_posting(walker: Walker) -> None:
    walker.be("officer-lapsed")
    assert "You may not post for the Council on" in walker.page.main

    walker.live_scenarios(MODULE)
    walker.take_quiz(MODULE, misses=_a_plain_question(walker))

    assert walker.page.h1 == "Passed: 9 of 10" and "Lasts until 20 November 2027" in walker.page.main
    assert "You may post for the Council on" in walker.go("/").main


@pytest.mark.parametrize("walker", ["ludlow"], indirect=True)
def test_only_the_key_question_that_was_missed_is_asked_again(walker: Walker) -> None:
    missed: list[str] = []

    def the_first_key_question(question: Data) -> bool:
        if missed or not walker.shelf.is_key(MODULE, question):
            return False
        missed.append(question["cell"])
        return True

    walker.be("officer-overdue")
    walker.live_scenarios(MODULE)
    first = walker.take_quiz(MODULE, misses=the_first_key_question)
    assert walker.page.h1 == "Nearly: 9 of 10, and one key question to put right"

    walker.press("I have read these, try again")
    again = walker.take_quiz(MODULE)

    assert len(again) == 1 and not set(again) & set(first)
    assert walker.shelf.question(MODULE, again[0])["cell"] == missed[0]
    assert "Passed" in walker.page.h1


def _a_plain_question(walker: Walker) -> Misses:
    missed: list[str] = []

    def is_first_plain(question: Data) -> bool:
        if missed or walker.shelf.is_key(MODULE, question):
            return False
        missed.append(question["id"])
        return True

    return is_first_plain
