"""The way in and the frame: sign-in, an invitation on paper with a password of one's own, and the pages for anybody."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.eye import Eye
from tests.browser.invited import PASSWORD, email_of, invitation
from tests.browser.learner import Learner
from tests.browser.serving import Site
from tests.browser.tellings import told_both_ways
from tests.shelf import Shelf

pytestmark = [pytest.mark.browser, told_both_ways]

NAME = "Glyn Ashford"


def test_somebody_invited_chooses_a_password_and_signs_in_with_it(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye
) -> None:
    who = Learner(browser, site, shelf, eye)
    who.go(invitation(site, shelf, NAME))
    who.look("invitation", title="Choose a password")
    assert NAME in who.words
    field = who.page.locator("main input[type=password]")

    field.fill(shelf.slug)
    who.follow(who.green)
    who.look("a password too easy to guess", title="Choose a password", status=422)
    field.fill(PASSWORD)
    who.follow(who.green)
    who.look("a password just chosen", title="Sign in")
    assert "Your password is set. Sign in with it now." in who.words
    who.page.get_by_label("E-mail address").fill(email_of(NAME, shelf))
    who.page.get_by_label("Password", exact=True).fill(PASSWORD)
    who.follow(who.green)

    expect(who.page.get_by_text(f"Signed in as {NAME}.")).to_be_visible()
    who.look("home on a first day", title="Home", h1="Two things to do by .*")
    who.close()
    assert eye.blames() == []


def test_sign_in_refuses_without_saying_whether_an_address_is_known(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye
) -> None:
    who = Learner(browser, site, shelf, eye)
    asks = re.escape(f"Sign in to {shelf.name}’s training").replace("’", "[’']")

    who.go("/policies/social-media")
    who.look("sign in first", title="Sign in", status=401)
    who.go("/sign-in")
    who.look("sign in", title="Sign in", h1=asks)
    who.follow(who.green)
    who.look("sign in with nothing typed", title="Sign in", status=422)
    who.page.get_by_label("E-mail address").fill("nobody@council.example.gov.uk")
    who.page.get_by_label("Password", exact=True).fill("not the password")
    who.follow(who.green)
    who.look("sign in refused", title="Sign in", status=422)

    assert "Check your e-mail address and your password" in who.words
    who.close()
    assert eye.blames() == []


def test_pages_for_anybody_and_about_the_policy_stand_up_to_the_judges(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye
) -> None:
    who = Learner(browser, site, shelf, eye)

    who.go("/accessibility")
    who.look("accessibility", title="Accessibility")
    who.go("/privacy")
    who.look("privacy", title="Privacy")
    who.be("officer-lapsed")
    who.go("/policies/social-media")
    who.look("policy", title="Policy", h1=".*Policy")
    who.go("/policies/social-media/ask")
    who.look("ask about a clause", title="Ask about a clause")
    who.go("/policies/social-media/decline")
    who.look("decline", title="Do not acknowledge")

    who.close()
    assert eye.blames() == []
