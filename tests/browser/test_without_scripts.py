"""The new starter's story again with JavaScript off, from an invitation on paper to a proof."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.eye import Eye, QuickEye
from tests.browser.invited import PASSWORD, invitation
from tests.browser.learner import Learner
from tests.browser.serving import Site
from tests.shelf import Shelf, in_words, today

pytestmark = pytest.mark.browser

MODULE = "induction"
NAME = "Glyn Ashford"


def test_everything_works_without_scripts(browser: Browser, site: Site) -> None:
    shelf = Shelf("ludlow")
    eye = QuickEye(shelf.slug, shelf.name)
    who = Learner(browser, site, shelf, eye, java_script_enabled=False)

    chooses_a_password_and_signs_in(who)
    assert re.fullmatch("Two things to do by .*", who.h1)
    expect(who.main.locator(".app-task").first.locator("details")).to_be_visible()
    who.press("Start")
    who.press("Start")
    who.press("Choose")
    expect(who.main.locator(".govuk-error-summary")).to_contain_text("Choose what you would do")
    who.go(who.path)
    who.live_scenarios(MODULE)
    who.press("Start the quiz")
    who.take_quiz(MODULE)
    who.press("Finish the quiz")
    assert who.h1 == "Passed: 10 of 10"
    who.press("Read and acknowledge the policy")
    who.press("Acknowledge")
    expect(who.main.locator(".govuk-error-summary")).to_contain_text("Tick the box")
    who.main.locator("label[for=agreed]").click()
    who.press("Acknowledge")
    assert f"Recorded on {in_words(today())} at" in who.words
    who.press("Go home")
    assert who.h1 == "You are up to date"

    assert who.page.locator("body.js-enabled").count() == 0, "scripts ran after all"
    who.close()
    assert eye.blames() == []


def chooses_a_password_and_signs_in(who: Learner) -> None:
    link = invitation(who.site, who.shelf, NAME)
    who.go(link)
    assert NAME in who.words
    field = who.page.locator("main input[type=password]")
    field.fill("ludlow")
    who.follow(who.green)
    expect(who.main.locator(".govuk-error-summary")).to_be_visible()
    field.fill(PASSWORD)
    who.follow(who.green)
    assert "Your password is set. Sign in with it now." in who.words
    who.page.get_by_label("E-mail address").fill("glyn.ashford@ludlow.example.gov.uk")
    who.page.get_by_label("Password", exact=True).fill(PASSWORD)
    who.follow(who.green)
    expect(who.page.get_by_text(f"Signed in as {NAME}.")).to_be_visible()


def test_the_frame_and_the_way_in_stand_up_to_the_judges(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye
) -> None:
    who = Learner(browser, site, shelf, eye)

    who.go("/sign-in")
    who.look(
        "sign in", title="Sign in", h1=re.escape(f"Sign in to {shelf.name}’s training").replace("’", "[’']")
    )
    who.follow(who.green)
    who.look("sign in with nothing typed", title="Sign in", status=422)
    who.page.get_by_label("E-mail address").fill("nobody@ludlow.example.gov.uk")
    who.page.get_by_label("Password", exact=True).fill("not the password")
    who.follow(who.green)
    who.look("sign in refused", title="Sign in", status=422)
    assert "Check your e-mail address and your password" in who.words
    who.go(invitation(site, shelf, "Nerys Holloway" if shelf.slug == "ludlow" else "Asha Patel"))
    who.look("invitation", title="Choose a password")
    who.go("/accessibility")
    who.look("accessibility", title="Accessibility")
    who.go("/privacy")
    who.look("privacy", title="Privacy")
    who.go("/no/such/page")
    who.look("not found", title="We cannot find that page", h1="We cannot find that page", status=404)
    who.go("/policies/social-media")
    assert "/sign-in" in who.page.url or who.page.get_by_label("E-mail address").count()
    who.be("officer-lapsed")
    who.go("/policies/social-media")
    who.look("policy", title="Policy", h1=".*Policy")
    who.go("/policies/social-media/ask")
    who.look("ask about a clause", title="Ask about a clause")
    who.go("/policies/social-media/decline")
    who.look("decline", title="Do not acknowledge")
    who.close()
    assert eye.blames() == []
