"""Two people on one browser: a page that stands open is for whoever opened it."""

import pytest
from playwright.sync_api import Browser

from tests.browser.eye import Eye, Watch
from tests.browser.invited import let_in, sign_in
from tests.browser.learner import DESK, Learner
from tests.browser.serving import Site
from tests.browser.troubles import look_at_both_widths
from tests.shelf import Shelf

pytestmark = pytest.mark.browser

ASK = "/policies/social-media/ask"
QUESTION = "I do not see whether this binds me when I write on my own telephone at home."


def test_a_form_that_stands_open_is_sent_by_nobody_else(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye
) -> None:
    who = Learner(browser, site, shelf, eye, size=DESK)
    let_in(who, "Wilf Shares")
    sent_at_once, sent_later = (fill_in(who, eye) for _ in range(2))
    who.open_tab("/demo", eye=eye)
    who.be("new-starter")

    with sent_at_once.page.expect_navigation():
        sent_at_once.page.get_by_role("button", name="Send the question").click()
    look_at_both_widths(sent_at_once, "409: somebody else's", title="Nothing was changed", status=409)
    assert QUESTION not in sent_at_once.page.content()

    who.context.clear_cookies()
    who.open_tab("/sign-in", eye=eye)
    sign_in(who, "Wilf Shares")
    with sent_later.page.expect_navigation():
        sent_later.page.get_by_role("button", name="Send the question").click()
    look_at_both_widths(sent_later, "400: signed in anew", title="Not saved yet", status=400)
    assert QUESTION in sent_later.page.get_by_label("Question").input_value()

    who.close()
    assert eye.blames() == []


def fill_in(who: Learner, eye: Eye) -> Watch:
    """A question about the policy in a tab of its own, not sent yet."""
    watch = who.open_tab(ASK, eye=eye)
    watch.page.get_by_label("Which clause?").select_option(index=1)
    watch.page.get_by_label("What is not clear?").fill(QUESTION)
    return watch
