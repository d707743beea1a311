"""The second story: an Authorised Officer renews in time, and others learn why they may not post."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.eye import Eye, Fold
from tests.browser.learner import Learner, Seen
from tests.browser.records import stems_asked
from tests.browser.serving import Site
from tests.browser.tellings import told_both_ways
from tests.shelf import Data, Shelf, bare, in_words, on_paper, plain, today, years_on

pytestmark = [pytest.mark.browser, told_both_ways]

MODULE = "officer-refresher"


def test_an_officer_renews_in_time_and_stays_authorised(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye
) -> None:
    who = Learner(browser, site, shelf, eye)
    member = shelf.member("authorised-officer")
    until = years_on(_passed_on(member), 1)
    last_year = stems_asked(site, shelf, member["name"], MODULE)

    reads_until_when_they_may_post(who, member, until)
    missed_then = reads_last_years_attempt(who, member)
    seen = takes_the_refresher(who)

    assert set(last_year[-1]) >= missed_then and not set(last_year[-1]) & set(seen.stems)
    assert stems_asked(site, shelf, member["name"], MODULE)[: len(last_year)] == last_year
    holds_it_a_year_longer(who, member, years_on(until, 1))
    who.close()
    assert eye.blames() == []


@pytest.mark.parametrize(
    ("key", "state", "heading", "reason"),
    [
        ("officer-lapsed", "home of a lapsed officer", "One thing ran out .*", "has run out"),
        ("officer-overdue", "home of a late officer", "One thing was due .*", "is overdue"),
    ],
)
def test_an_officer_without_training_reads_why_they_may_not_post(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye, key: str, state: str, heading: str, reason: str
) -> None:
    who = Learner(browser, site, shelf, eye)
    who.be(key)

    who.look(state, title="Home", h1=heading, fold=[Fold("the first card's button", who.green)])

    title = shelf.module(MODULE)["title"]
    channels = _listed(shelf, shelf.member(key))
    assert re.search(r"(It still counts|Doing it again puts that right)\. About 15 minutes\.", who.words)
    assert f"You may not post for the Council on {channels} for now" in who.words
    assert re.search(f"{re.escape(title)} {reason}", who.words)
    assert "You may post for the Council" not in who.words
    who.close()
    assert eye.blames() == []


def reads_until_when_they_may_post(who: Learner, member: Data, until: dt.date) -> None:
    who.be("authorised-officer")
    who.look(
        "home of an officer whose refresher is due",
        title="Home",
        h1=f"One thing to do by {in_words(until)}",
        fold=[Fold("the first card's button", who.green)],
    )
    assert f"Renew by {in_words(until)}" in who.words
    assert (
        f"You may post for the Council on {_listed(who.shelf, member)} until {on_paper(until)}." in who.words
    )


def reads_last_years_attempt(who: Learner, member: Data) -> set[str]:
    """The stems that the record says were missed last year."""
    who.follow(who.page.get_by_role("link", name="My record"))
    title = who.shelf.module(MODULE)["title"]
    done = on_paper(_passed_on(member))
    who.follow(who.main.get_by_role("link", name=f"{title}, {done}"))
    who.look("last year's attempt", title="Passed", h1="Passed: 9 of 10")
    headings = who.main.locator("h3").all_inner_texts()
    assert len(headings) == 1
    who.go("/")
    return {bare(each) for each in headings}


def takes_the_refresher(who: Learner) -> Seen:
    module = who.shelf.module(MODULE)
    who.press("Start")
    who.look(
        "intro of a refresher",
        title=module["title"],
        h1=re.escape(module["title"]),
        fold=[Fold("Start", who.green)],
    )
    expect(who.main.get_by_role("heading", name="What has changed since last year")).to_be_visible()
    for line in module["whats_changed"]:
        assert plain(line) in who.words
    who.press("Start")
    who.live_scenarios(MODULE)
    who.press("Start the quiz")
    if who.shelf.slug == "hereford":
        seen = who.take_quiz(MODULE)
        who.press("Finish the quiz")
        assert who.h1 == "Passed: 10 of 10"
        return seen
    return nearly_passes_then_passes(who)


def nearly_passes_then_passes(who: Learner) -> Seen:
    """One key question is missed: it alone is asked again, freshly drawn."""
    missed: list[str] = []

    def the_first_key_question(question: Data) -> bool:
        is_it = not missed and who.shelf.is_key(MODULE, question)
        missed.extend([question["cell"]] if is_it else [])
        return is_it

    seen = who.take_quiz(MODULE, miss=the_first_key_question)
    who.press("Finish the quiz")
    who.look("nearly", title="Not yet", h1="Nearly: 9 of 10, and one key question to put right")
    who.press("I have read these, try again")
    if who.path.endswith("/quiz"):
        who.follow(who.green)
    again = who.take_quiz(MODULE)
    assert len(again.stems) == 1 and not set(again.stems) & set(seen.stems)
    assert who.shelf.question(MODULE, again.stems[0])["cell"] == missed[0]
    who.press("Finish the quiz")
    assert who.h1 == "Passed: every key question is right"
    return Seen([*seen.stems, *again.stems])


def holds_it_a_year_longer(who: Learner, member: Data, until: dt.date) -> None:
    who.look("passed a refresher", title="Passed", fold=[Fold("the next step", who.green)])
    assert f"Lasts until {on_paper(until)}" in who.words
    expect(who.green).to_have_text("Go home")
    who.follow(who.green)
    who.look("home of an officer up to date", title="Home", h1="You are up to date")
    assert (
        f"You may post for the Council on {_listed(who.shelf, member)} until {on_paper(until)}." in who.words
    )
    title = who.shelf.module(MODULE)["title"]
    row = who.main.locator(".govuk-summary-list__row", has_text=title)
    expect(row).to_contain_text(f"Done. Lasts until {on_paper(until)}")
    who.follow(who.page.get_by_role("link", name="My record"))
    who.look("record of two years", title="My record", h1="My record")
    expect(who.main.get_by_role("link", name=title, exact=True)).to_have_count(2)


def _passed_on(member: Data) -> dt.date:
    days = next(deed["days_ago"] for deed in member["did"] if deed.get("module") == MODULE)
    return today() - dt.timedelta(days=days)


def _listed(shelf: Shelf, member: Data) -> str:
    names = {each["slug"]: each["name"] for each in shelf.council["channels"]}
    words = [names[each] for each in member["authorised"]["channels"]]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
