"""Brings trouble to pages that are open: locked records, a program that breaks, a sign-in that ended meanwhile."""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from playwright.sync_api import expect

from lms.domain.roles import Action
from lms.library.library import CouncilLibrary, load
from lms.settings import root
from lms.storage.engine import open_database
from lms.storage.troubles import OutcomeUnknown
from lms.web.doors import door
from tests.browser.eye import Watch
from tests.browser.learner import Learner
from tests.browser.serving import Site
from tests.client import app_for
from tests.web.conftest import Hands

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from werkzeug.test import TestResponse

WIDTHS = (1280, 320)
# The records are waited for as long as a person may; several forms wait side by side.
WAITED_MS = 60_000
NOT_TAKEN = re.compile("Nothing was recorded|We cannot reach the records")


def look_at_both_widths(watch: Watch, state: str, *, title: str, status: int, h1: str | None = None) -> None:
    """On a desk and on a narrow phone."""
    for width in WIDTHS:
        watch.page.set_viewport_size({"width": width, "height": 800})
        watch.look(f"{state}, {width} wide", title=title, status=status, h1=h1)


def leads_to_its_faults(page: "Page") -> None:
    """The error summary has the focus, and each of its lines leads to a field."""
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.locator("main :focus")).to_have_count(1)


def press(watch: Watch, button: str) -> None:
    """Use the button of these words, in whichever tab."""
    with watch.page.expect_navigation():
        watch.page.get_by_role("button", name=button, exact=True).click()


@dataclass(frozen=True)
class Waiting:
    """A form that is filled in and about to be sent, and the title of what will come."""

    state: str
    watch: Watch
    button: str
    title: str

    @property
    def page(self) -> "Page":
        return self.watch.page

    def send(self) -> None:
        """Press its button, and do not stay to see what comes."""
        button = self.page.locator("main").get_by_role("button", name=self.button, exact=True)
        button.click(no_wait_after=True)


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Somebody else keeps the records from being written."""
    with closing(sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.execute("ROLLBACK")


def send_all_in_vain(forms: Sequence[Waiting], *, site: Site, council: str) -> None:
    """Send them side by side while the records are held, and wait until each has been answered."""
    with held(site.records_of(council)):
        for form in forms:
            form.send()
        for form in forms:
            expect(form.page.locator("main")).to_contain_text(NOT_TAKEN, timeout=WAITED_MS)


@dataclass(frozen=True)
class Broken:
    """What a program with a fault answers, asked at the address of the site that is open in the browser."""

    page: "TestResponse"
    form: "TestResponse"

    def show(self, who: Learner, path: str, answer: "TestResponse") -> None:
        """Open this path, where that answer now comes from."""
        who.page.route(
            f"{who.root}{path}",
            lambda route: route.fulfill(
                status=answer.status_code, headers=dict(answer.headers), body=answer.data
            ),
        )
        who.go(path)


@cache
def _libraries() -> Mapping[str, object]:
    return load(root() / "content")


def broken(site: Site, council: str, folder: Path, template: Path) -> Broken:
    """A page with a fault in it, and a form of which nobody knows whether it was saved."""

    @door(Action.ANYONE)
    def fail() -> NoReturn:
        raise ZeroDivisionError("a fault of the program")

    @door(Action.ANYONE)
    def lose() -> NoReturn:
        raise OutcomeUnknown("the connection was lost")

    library = _libraries()[council]
    assert isinstance(library, CouncilLibrary), library
    database = open_database(f"sqlite:///{template}", council=library.slug)
    app = app_for(database, library, folder, clock=Hands())
    app.add_url_rule("/fail", view_func=fail)
    app.add_url_rule("/lose", view_func=lose, methods=["POST"])
    browser, base = app.test_client(), f"{site.base}/{library.slug}"
    token = re.search(
        r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in", base_url=base).get_data(as_text=True)
    )
    assert token
    typed = {"csrf_token": token[1], "question": "Does this bind me at home? " * 12, "key": "a-key-of-a-form"}
    found = Broken(browser.get("/fail", base_url=base), browser.post("/lose", base_url=base, data=typed))
    database.dispose()
    return found
