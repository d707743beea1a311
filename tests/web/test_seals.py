"""A form belongs to whoever it was shown to, whoever else signs in on that browser meanwhile."""

from collections.abc import Callable

import pytest

from lms.library.library import CouncilLibrary
from lms.services import accounts
from lms.storage.engine import Database
from lms.storage.rows import (
    Acknowledgement,
    AssignmentChange,
    Attempt,
    Person,
    PolicyDecline,
    PolicyQuery,
    SceneChoice,
)
from tests import learners
from tests.client import Client, Page
from tests.web import desk
from tests.web.conftest import Hands
from tests.web.trainees import Trainee, trainee

ASK = "/policies/social-media/ask"
SCENE = "/modules/induction/scenes/story-1.s1-first"
EMAIL, PASSWORD = "avery@wick.example.gov.uk", "weasel lantern fjord"
TYPED = "Is Avery bound by this at home?"
NOT_YOURS = "This page was opened by somebody else on this browser, so nothing was recorded."
FORMS = [
    (ASK, "Send the question", {"clause": "WPC-1", "question": TYPED}, PolicyQuery),
    ("/policies/social-media/decline", "Record my reason", {"reason": TYPED}, PolicyDecline),
    ("/policies/social-media/acknowledge", "Acknowledge", {"agreed": "yes"}, Acknowledgement),
    (SCENE, "Choose", {"choice": "worth-3"}, SceneChoice),
]


@pytest.fixture
def me(client: Client, database: Database, wick: CouncilLibrary, clock: Hands) -> Trainee:
    return trainee(client, database, wick, clock)


@pytest.fixture
def bethan(me: Trainee) -> Person:
    return learners.learner(me.database, me.library, name="Bethan Rowe")


def give_passwords(me: Trainee, *others: Person) -> None:
    with me.database.writing() as session:
        row = session.get_one(Person, me.person.id)
        row.email, row.password_hash = EMAIL, accounts.hash_of(PASSWORD)
        for other in others:
            row = session.get_one(Person, other.id)
            row.email, row.password_hash = "bethan@wick.example.gov.uk", accounts.hash_of("three other words")


def sign_in(me: Trainee, page: Page, *, status: int = 303) -> Page:
    return me.client.submit(page, "Sign in", status=status, email=EMAIL, password=PASSWORD)


def sign_out_in_another_tab(me: Trainee) -> None:
    me.client.submit(me.client.get("/sign-out"), "Sign out now")


@pytest.mark.parametrize(("path", "button", "fields", "row"), FORMS, ids=[each[1] for each in FORMS])
def test_one_persons_form_is_never_taken_or_shown_as_anothers(
    me: Trainee, bethan: Person, path: str, button: str, fields: dict[str, str], row: type
) -> None:
    form = me.client.get(path)
    me.client.sign_in(bethan)

    page = me.client.submit(form, button, status=409, **fields)

    assert NOT_YOURS in page.main and page.h1 == "Nothing was changed"
    assert page.links["Open this page as Bethan Rowe"] == path
    assert TYPED not in page.response.get_data(as_text=True)
    assert [each.buttons for each in page.forms] == [("Sign out",)], "there is nothing to press again"
    assert me.count(row) == 0
    assert me.client.get(path).form(button), "it is there for Bethan too"


def test_a_clerks_form_is_not_taken_as_the_deputys(
    client: Client, database: Database, wick: CouncilLibrary
) -> None:
    cast = desk.cast(database, wick)
    path = f"/clerk/people/{cast.megan}/dates/{desk.assignment(database, cast.megan)}"
    client.sign_in(cast.clerk)
    form = client.get(path)
    client.sign_in(cast.deputy)
    moved = {"day-day": "11", "day-month": "12", "day-year": "2026", "reason": TYPED}

    page = client.submit(form, "Move the date", status=409, **moved)

    assert NOT_YOURS in page.main and page.links["Open this page as Owen Beddoes"] == path
    assert TYPED not in page.response.get_data(as_text=True)
    with database.reading() as session:
        assert session.query(AssignmentChange).count() == 0


def test_a_token_that_holds_does_not_make_a_form_somebody_elses(me: Trainee, bethan: Person) -> None:
    shown_to_me = me.client.marks()["shown_to"]
    me.client.sign_in(bethan)
    marks = me.client.marks() | {"shown_to": shown_to_me}

    page = me.client.post(SCENE, {"choice": "worth-3", **marks}, csrf=None, status=409)

    assert NOT_YOURS in page.main and me.count(SceneChoice) == 0


@pytest.mark.parametrize("change", [lambda mark: mark[:-5], lambda mark: f'"{mark}"', lambda _: "x"])
def test_a_form_that_names_its_person_otherwise_than_we_wrote_it_is_refused(
    me: Trainee, change: Callable[[str], str]
) -> None:
    marks = me.client.marks()
    marks["shown_to"] = change(marks["shown_to"])

    page = me.client.post(SCENE, {"choice": "worth-3", **marks}, csrf=None, status=400)

    assert "not as we sent it" in page.main and me.count(SceneChoice) == 0


def test_signing_out_from_a_page_of_somebody_else_signs_nobody_out(me: Trainee, bethan: Person) -> None:
    page = me.client.get("/privacy")
    me.client.sign_in(bethan)

    refused = me.client.submit(page, "Sign out", status=409)

    assert NOT_YOURS in refused.main
    assert "Signed in as Bethan Rowe." in me.client.get("/privacy").text


def test_a_form_that_only_sends_leads_home_where_it_has_no_page(me: Trainee, bethan: Person) -> None:
    me.play()
    attempt = me.attempt()
    me.answer(attempt)
    form = me.client.get(f"/attempts/{attempt.id}/check")
    me.client.sign_in(bethan)

    page = me.client.submit(form, "Finish the quiz", status=409)

    assert NOT_YOURS in page.main and page.links["Go to Home"] == "/"
    assert not any(words.startswith("Open this page") for words in page.links)


def test_what_was_typed_before_signing_out_in_another_tab_comes_back_after_signing_in(me: Trainee) -> None:
    give_passwords(me)
    form = me.client.get(ASK)
    sign_out_in_another_tab(me)

    away = me.client.submit(form, "Send the question", status=401, clause="WPC-1", question=TYPED)
    back = sign_in(me, away, status=200)
    sent = me.client.submit(back, "Continue", status=200)

    assert away.h1 == "Sign in to Wick Parish Council’s training"
    assert "You were signed out, so nothing was recorded. What you sent is kept" in away.main
    assert TYPED not in away.main, "whoever stands there now does not read it"
    assert back.form("Continue").fields["question"] == [TYPED]
    assert sent.h1 == "Your question is sent" and me.count(PolicyQuery) == 1


def test_nobody_else_who_signs_in_then_gets_any_of_it(me: Trainee, bethan: Person) -> None:
    give_passwords(me, bethan)
    form = me.client.get(ASK)
    sign_out_in_another_tab(me)
    away = me.client.submit(form, "Send the question", status=401, clause="WPC-1", question=TYPED)

    page = me.client.submit(away, "Sign in", email="bethan@wick.example.gov.uk", password="three other words")

    assert page.location == "/" and TYPED.encode() not in page.response.data
    assert TYPED not in me.client.get("/").text and me.count(PolicyQuery) == 0


def test_a_button_that_sends_nothing_else_is_pressed_once_more_after_signing_in(me: Trainee) -> None:
    give_passwords(me)
    me.play()
    before = me.client.get("/modules/induction/quiz")
    sign_out_in_another_tab(me)

    away = me.client.submit(before, "Start the quiz", status=401)
    begun = me.client.submit(sign_in(me, away, status=200), "Continue")

    assert begun.location.startswith("/attempts/") and me.count(Attempt) == 1


def test_signing_out_twice_keeps_nothing_to_be_sent(me: Trainee) -> None:
    page = me.client.get("/privacy")
    sign_out_in_another_tab(me)

    again = me.client.submit(page, "Sign out", status=401)

    assert "carried" not in again.form("Sign in").fields


def test_whoever_signed_in_anew_meanwhile_gets_their_own_form_again(me: Trainee) -> None:
    form = me.client.get(ASK)
    me.client.sign_in(me.person)

    page = me.client.submit(form, "Send the question", status=400, clause="WPC-1", question=TYPED)
    sent = me.client.submit(page, "Send it again", status=200)

    assert page.h1 == "Nothing was recorded" and "What you wrote is still on this page" in page.main
    assert page.form("Send it again").fields["question"] == [TYPED]
    assert sent.h1 == "Your question is sent" and me.count(PolicyQuery) == 1
