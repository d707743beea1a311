"""What a person reads when something is refused or goes wrong: each page on a desk and on a narrow phone."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desk import Desk
from tests.browser.eye import Eye, QuickEye
from tests.browser.invited import hurry_to_the_quiz, let_in, sign_in
from tests.browser.learner import DESK, Learner
from tests.browser.serving import Site
from tests.browser.troubles import (
    Waiting,
    broken,
    leads_to_its_faults,
    look_at_both_widths,
    press,
    send_all_in_vain,
)  # fmt: skip
from tests.shelf import Shelf, today

pytestmark = pytest.mark.browser

MODULE, POLICY = "induction", "/policies/social-media"
QUESTION = "I do not see whether this binds me when I write on my own telephone at home."
TRIES = 10
# These pages are the same at each council but for its colours, which the stories show to axe at both.
AT_LUDLOW, AT_HEREFORD = (
    pytest.mark.parametrize("shelf", [slug], indirect=True) for slug in ("ludlow", "hereford")
)


@pytest.fixture
def clerk(browser: Browser, site: Site, shelf: Shelf, eye: Eye) -> Iterator[Desk]:
    desk = Desk(browser, site, shelf, eye, size=DESK)
    desk.be("clerk")
    yield desk
    desk.close()


def let_in_to_look(browser: Browser, site: Site, shelf: Shelf, eye: Eye, *, name: str) -> Learner:
    who = Learner(browser, site, shelf, eye, size=DESK)
    let_in(who, name)
    return who


@AT_HEREFORD
def test_addresses_that_lead_nowhere_or_elsewhere(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye
) -> None:
    who = Learner(browser, site, shelf, eye, size=DESK)
    who.be("officer-lapsed")

    for path, status, title, h1 in (
        ("/no/such/page", 404, "We cannot find that page", "We cannot find that page"),
        ("/clerk/completions", 403, "This page is not for you", "This page is for the Town Clerk"),
        ("/attempts/nobodys/finish", 405, "That cannot be done here", "That cannot be done here"),
    ):
        who.go(path)
        look_at_both_widths(who.watch, f"{status}", title=title, status=status, h1=h1)

    who.close()
    assert eye.blames() == []


@AT_LUDLOW
def test_a_form_sent_wrongly_says_what_to_do_and_leads_to_the_field(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye
) -> None:
    who = let_in_to_look(browser, site, shelf, eye, name="Ewan Stray")

    for path, button, title in (
        (f"{POLICY}/ask", "Send the question", "Ask about a clause"),
        (f"{POLICY}/decline", "Record my reason", "Do not acknowledge"),
        (f"{POLICY}/acknowledge", "Acknowledge", "Read and acknowledge"),
    ):
        who.go(path)
        who.press(button)
        look_at_both_widths(who.watch, f"{button}, with nothing typed", title=title, status=422)
        leads_to_its_faults(who.page)
    who.go(f"/modules/{MODULE}")
    who.follow(who.green)
    who.press("Choose")
    look_at_both_widths(who.watch, "Choose, with nothing chosen", title=who.h1, status=422)
    leads_to_its_faults(who.page)
    hurry_to_the_quiz(who, MODULE)
    who.press("Save and continue")
    look_at_both_widths(who.watch, "a question without an answer", title="Question 1 of 10", status=422)
    leads_to_its_faults(who.page)

    who.close()
    assert eye.blames() == []


@AT_HEREFORD
def test_a_clerks_form_sent_wrongly_says_what_to_do_and_leads_to_the_field(clerk: Desk, eye: Eye) -> None:
    for link, button, title in (
        (re.compile("^Move (the|a) date"), "Move the date", "Move a date"),
        (re.compile("^Record a leaving date"), "Record the leaving date", "Record a leaving date"),
    ):
        opens(clerk, link)
        clerk.press(button)
        look_at_both_widths(clerk.watch, f"{button}, with nothing typed", title=title, status=422)
        leads_to_its_faults(clerk.page)
    clerk.open_report("?on=2999-01-01")
    look_at_both_widths(clerk.watch, "a day to come", title="Completions", status=422)
    clerk.open_report("?sort=shoe-size")
    look_at_both_widths(clerk.watch, "422", title="Check what you sent", status=422)

    assert eye.blames() == []


def opens(clerk: Desk, link: re.Pattern[str]) -> None:
    """A form about somebody who still owes something."""
    clerk.open_report()
    clerk.open_person(clerk.shelf.member("officer-lapsed")["name"])
    clerk.follow(clerk.main.get_by_role("link", name=link).first)


@AT_HEREFORD
def test_what_was_done_in_another_window_counts_and_is_not_done_twice(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye
) -> None:
    who = let_in_to_look(browser, site, shelf, eye, name="Ida Twice")
    who.go(f"/modules/{MODULE}")
    who.follow(who.green)
    path, labels = who.path, who.main.locator("label").all_inner_texts()

    choosing = who.open_tab(path, eye=eye)
    who.pick(labels[0])
    who.open_tab(path, eye=eye)
    who.pick(labels[1])
    who.press("Choose")
    happened = who.h1
    press(choosing, "Choose")
    look_at_both_widths(choosing, "409: a scene", title=happened, status=409)

    who.close()
    assert eye.blames() == []


@AT_LUDLOW
def test_a_form_too_long_or_too_late_says_what_to_do(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye
) -> None:
    who = let_in_to_look(browser, site, shelf, eye, name="Wilf Late")
    asks(who, "x " * 300_000)
    look_at_both_widths(who.watch, "413", title="That is too long", status=413)
    asks(who, "Too long for a question. " * 300)
    look_at_both_widths(who.watch, "a question that is too long", title="Ask about a clause", status=422)
    assert "Too long for a question." in who.page.get_by_label("What is not clear?").input_value()

    who.go(f"{POLICY}/ask")
    who.context.clear_cookies()
    fills_in(who, QUESTION)
    who.press("Send the question")
    look_at_both_widths(who.watch, "401: a question", title="Sign in", status=401)
    sign_in(who, "Wilf Late")
    look_at_both_widths(who.watch, "a question kept", title="What you sent is kept", status=200)
    assert QUESTION in who.page.get_by_label("Question").input_value()

    who.close()
    assert eye.blames() == []


def asks(who: Learner, question: str) -> None:
    who.go(f"{POLICY}/ask")
    fills_in(who, question)
    who.press("Send the question")


def fills_in(who: Learner, question: str) -> None:
    who.page.get_by_label("Which clause?").select_option(index=1)
    who.page.get_by_label("What is not clear?").fill(question)


@AT_HEREFORD
def test_whoever_guesses_passwords_is_told_to_wait(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye
) -> None:
    who = Learner(browser, site, shelf, eye, size=DESK)
    who.go("/sign-in")
    for _ in range(TRIES + 1):
        who.page.get_by_label("E-mail address").fill("a-guess@council.example.gov.uk")
        who.page.get_by_label("Password", exact=True).fill("guessed")
        who.follow(who.green)

    look_at_both_widths(who.watch, "429", title="Sign in", status=429)

    assert "There were too many tries for this address." in who.words
    who.close()
    assert eye.blames() == []


@AT_LUDLOW
def test_forms_that_could_not_be_saved_are_shown_again_and_taken_afterwards(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye, clerk: Desk
) -> None:
    reader = let_in_to_look(browser, site, shelf, eye, name="Nora Quill")
    answerer = Learner(browser, site, shelf, QuickEye(shelf.slug, shelf.name), size=DESK)
    let_in(answerer, "Luke Fenn")
    forms = [
        *before_a_reader(reader, eye),
        *before_an_answerer(answerer, eye),
        before_the_clerk(clerk),
        before_a_stranger(Learner(browser, site, shelf, eye, size=DESK)),
    ]

    send_all_in_vain(forms, site=site, council=shelf.slug)

    for form in forms:
        look_at_both_widths(form.watch, f"503: {form.state}", title=form.title, status=503)
    assert QUESTION in forms[1].page.get_by_label("What is not clear?").input_value()
    assert forms[2].page.get_by_role("checkbox").is_checked()
    for form, heading in ((forms[0], None), (forms[1], "Your question is sent"), (forms[2], "Acknowledged")):
        with form.page.expect_navigation():
            form.send()
        expect(form.page.locator("h1")).to_have_text(heading or re.compile("."))
        expect(form.page.locator("main")).not_to_contain_text("Nothing was recorded")
    for form in forms[3:5]:
        with form.page.expect_navigation():
            form.send()
    look_at_both_widths(forms[4].watch, "409: an answer", title="You have already done this", status=409)
    assert "You have already finished this quiz" in forms[4].page.locator("main").inner_text()
    for who in (reader, answerer):
        who.close()
    assert eye.blames() == []


def before_a_reader(who: Learner, eye: Eye) -> list[Waiting]:
    """Somebody in a scene, with a question about the policy and its acknowledgement in other tabs."""
    who.go(f"/modules/{MODULE}")
    who.follow(who.green)
    who.main.locator("label").first.click()
    scene = Waiting("a scene", who.watch, "Choose", who.h1)
    asking = who.open_tab(f"{POLICY}/ask", eye=eye)
    fills_in(who, QUESTION)
    agreeing = who.open_tab(f"{POLICY}/acknowledge", eye=eye)
    who.main.locator("label[for=agreed]").click()
    return [
        scene,
        Waiting("a question about the policy", asking, "Send the question", "Ask about a clause"),
        Waiting("an acknowledgement", agreeing, "Acknowledge", "Read and acknowledge"),
    ]


def before_an_answerer(who: Learner, eye: Eye) -> list[Waiting]:
    """Somebody at the end of the quiz, who looks at the first answer again in another tab."""
    hurry_to_the_quiz(who, MODULE)
    first = who.path
    who.take_quiz(MODULE)
    checking = who.open_tab(who.path, eye=eye)
    changing = who.open_tab(first, eye=eye)
    return [
        Waiting("the end of the quiz", checking, "Finish the quiz", "Check your answers"),
        Waiting("an answer", changing, "Save and continue", "Question 1 of 10"),
    ]


def before_the_clerk(clerk: Desk) -> Waiting:
    opens(clerk, re.compile("^Move (the|a) date"))
    day = today() + dt.timedelta(days=20)
    for label, part in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        clerk.page.get_by_label(label, exact=True).fill(str(part))
    clerk.page.get_by_label("Why").fill("Away until the spring with a wrist that was broken twice")
    return Waiting("a date moved", clerk.watch, "Move the date", "Move a date")


def before_a_stranger(who: Learner) -> Waiting:
    who.go("/sign-in")
    who.page.get_by_label("E-mail address").fill("somebody@council.example.gov.uk")
    who.page.get_by_label("Password", exact=True).fill("three heron words")
    return Waiting("a sign-in", who.watch, "Sign in", "Try again in a minute")


def test_a_fault_of_the_program_and_a_lost_connection_say_what_is_known(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye, tmp_path: Path, sqlite_template: Path,
) -> None:  # fmt: skip
    found = broken(site, shelf.slug, tmp_path, sqlite_template)
    who = Learner(browser, site, shelf, eye, size=DESK)

    found.show(who, "/fail", found.page)
    look_at_both_widths(who.watch, "500", title="Something went wrong", status=500)
    found.show(who, "/lose", found.form)
    look_at_both_widths(who.watch, "503: nobody knows", title="Not saved yet", status=503)

    assert who.h1 == "We could not confirm that this was saved"
    who.close()
    assert eye.blames() == []
