"""Somebody the operator adds: the invitation in their hand, a password of their own, and a quick way to a quiz."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import APIResponse

from tests.browser.learner import Learner
from tests.browser.serving import Site
from tests.shelf import Shelf

PASSWORD = "four-herons-on-the-weir"


def email_of(name: str, shelf: Shelf) -> str:
    return f"{name.lower().replace(' ', '.')}@{shelf.slug}.example.gov.uk"


def invitation(site: Site, shelf: Shelf, name: str) -> str:
    """Add an employee as the operator does; the path of the link to give them."""
    given = ("--name", name, "--email", email_of(name, shelf), "--audience", "employee")
    said = site.run("person", "add", shelf.slug, *given)
    return urlsplit(said.strip().splitlines()[-1]).path.removeprefix(f"/{shelf.slug}")


def let_in(who: Learner, name: str) -> None:
    """Add this person, and sign in as them by the invitation, without looking at the pages."""
    link = invitation(who.site, who.shelf, name)
    who.go(link)
    who.page.locator("main input[type=password]").fill(PASSWORD)
    who.follow(who.green)
    sign_in(who, name)


def sign_in(who: Learner, name: str) -> None:
    """Fill in the sign-in page that is open, as this person."""
    who.page.get_by_label("E-mail address").fill(email_of(name, who.shelf))
    who.page.get_by_label("Password", exact=True).fill(PASSWORD)
    who.follow(who.green)


def hurry_to_the_quiz(who: Learner, module: str) -> None:
    """Take the first choice of every scene, by plain requests, and stand at the first question."""
    who.go(f"/modules/{module}")
    at = who.green.get_attribute("href") or ""
    while "/quiz" not in at:
        at = _onward(who, at)
    who.page.goto(f"{who.site.base}{at}")
    who.follow(who.green)


def _onward(who: Learner, path: str) -> str:
    answer = who.context.request.get(f"{who.site.base}{path}")
    text = answer.text()
    choice = re.search(r'name="choice"[^>]*value="([^"]+)"', text)
    if choice:
        text = _choose(who, answer, text, choice[1]).text()
    onward = re.search(r'<a class="govuk-button" href="([^"]+)"', text)
    assert onward, f"{path} leads nowhere"
    return onward[1]


def _choose(who: Learner, answer: APIResponse, text: str, choice: str) -> APIResponse:
    token = re.search(r'name="csrf_token" value="([^"]+)"', text)
    assert token
    form = {"csrf_token": token[1], "choice": choice}
    return who.context.request.post(answer.url, form=form)
