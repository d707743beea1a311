"""What was typed is never lost: sign-in that ran out, a token that no longer fits, records that cannot be reached."""

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, redirect
from sqlalchemy import event
from werkzeug.wrappers import Response

from lms.domain.roles import Action
from lms.services import accounts
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.rows import Entry, Person
from lms.storage.troubles import NothingSaved, OutcomeUnknown
from lms.web.doors import door
from lms.web.forms import form_key, sent, submit_key
from lms.web.session import actor, now, writing
from tests import build
from tests.client import Client
from tests.web.conftest import Hands

LONG = "I do not understand clause 5.8, because it says two things at once about the same account."


@door(Action.LEARN)
def note() -> Response:
    """A form of this test's own: it keeps a note in the ledger."""
    form = sent({"note": 200, "kind": 20})
    with writing() as session:
        detail = {"note": form.text("note"), "key": form_key()}
        ledger.add(
            session, Entry(kind="note", person_id=actor().person_id, by_id="test", detail=detail), now=now()
        )
    return redirect("/privacy", 303)


@pytest.fixture
def notes(app: Flask, database: Database) -> Callable[[], list[dict[str, Any]]]:
    """Hangs the form, and gives what was kept by it."""
    app.add_url_rule("/note", view_func=note, methods=["POST"])

    def kept() -> list[dict[str, Any]]:
        with database.reading() as session:
            return [row.detail for row in session.query(Entry).filter_by(kind="note")]

    return kept


@pytest.fixture
def person(database: Database) -> Person:
    with database.writing() as session:
        return build.person(session)


def filled_in(client: Client) -> dict[str, str]:
    """The form as it stands on a page of whoever is signed in, filled in."""
    with client.app.test_request_context("/"):
        return {"note": LONG, "kind": "query", "key": submit_key(), **client.marks()}


def test_a_form_sent_after_the_sign_in_ran_out_comes_back_after_signing_in(
    client: Client,
    person: Person,
    clock: Hands,
    notes: Callable[[], list[Any]],
    database: Database,
) -> None:
    with database.writing() as session:
        session.get_one(Person, person.id).email = "avery@wick.example.gov.uk"
        session.get_one(Person, person.id).password_hash = accounts.hash_of("weasel lantern fjord")
    client.sign_in(person)
    form = filled_in(client)
    clock.pass_by(minutes=31)

    away = client.post("/note", form, status=401, csrf=None)
    back = client.submit(
        away, "Sign in", status=200, email="avery@wick.example.gov.uk", password="weasel lantern fjord"
    )
    done = client.submit(back, "Continue")

    assert "You were signed out" in away.main
    assert back.h1 == "You were signed out. What you sent is kept."
    assert "What you wrote is on this page, and what you chose goes with it." in back.main
    assert LONG in back.form("Continue").fields["note"]
    assert done.location == "/privacy"
    assert notes() == [{"note": LONG, "key": form["key"]}]


def test_a_mistyped_password_does_not_lose_the_form(
    client: Client, person: Person, clock: Hands, notes: Callable[[], list[Any]]
) -> None:
    client.sign_in(person)
    form = filled_in(client)
    clock.pass_by(minutes=31)
    away = client.post("/note", form, status=401, csrf=None)

    page = client.submit(away, "Sign in", status=422, email="avery@wick.example.gov.uk", password="wrong")

    assert page.form("Sign in").fields["carried"] == away.form("Sign in").fields["carried"]


def test_a_form_is_given_back_to_its_sender_only(
    client: Client,
    person: Person,
    clock: Hands,
    database: Database,
    notes: Callable[[], list[Any]],
) -> None:
    with database.writing() as session:
        build.person(
            session,
            name="Lee Marsh",
            email="lee@wick.example.gov.uk",
            password_hash=accounts.hash_of("three other words"),
        )
    client.sign_in(person)
    form = filled_in(client)
    clock.pass_by(minutes=31)
    away = client.post("/note", form, status=401, csrf=None)

    page = client.submit(away, "Sign in", email="lee@wick.example.gov.uk", password="three other words")

    assert page.location == "/"
    assert LONG.encode() not in page.response.data


def test_a_made_up_form_is_not_given_back(client: Client, person: Person, database: Database) -> None:
    with database.writing() as session:
        session.get_one(Person, person.id).email = "avery@wick.example.gov.uk"
        session.get_one(Person, person.id).password_hash = accounts.hash_of("weasel lantern fjord")
    data = {
        "email": "avery@wick.example.gov.uk",
        "password": "weasel lantern fjord",
        "carried": "WyJ4IiwiLyIsW11d.x.y",
    }

    page = client.post("/sign-in", data)

    assert page.location == "/"


def test_a_form_without_its_token_is_shown_again_and_nothing_is_kept(
    client: Client, person: Person, notes: Callable[[], list[Any]]
) -> None:
    client.sign_in(person)
    form = filled_in(client)
    form.pop("csrf_token")
    nobodys = {name: value for name, value in form.items() if name != "shown_to"}

    page = client.post("/note", form, status=400, csrf=None)
    foreign = client.browser.post("/note", data=form, headers={"Origin": "https://elsewhere.example"})
    bare = client.post("/note", nobodys, status=400, csrf=None)

    assert page.form("Send it again").fields["note"] == [LONG]
    assert foreign.status_code == 400 and LONG not in foreign.get_data(as_text=True)
    assert LONG not in bare.main
    assert notes() == []


def test_a_locked_database_answers_503_with_the_form_and_the_same_key_and_then_takes_it(
    client: Client, person: Person, database: Database, notes: Callable[[], list[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    client.sign_in(person)
    form = filled_in(client)
    client.get("/privacy")
    other = sqlite3.connect(str(database.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("lms.storage.engine.WAIT_SECONDS", 0.1)
    _wait_briefly(database)

    page = client.post("/note", form, status=503, csrf=None)
    other.execute("ROLLBACK")
    done = client.submit(page, "Send it again")

    assert page.h1 == "Nothing was recorded"
    assert "What you wrote is still on this page, and what you chose goes with it." in page.main
    assert page.response.headers["Retry-After"] == "5"
    assert page.form("Send it again").fields["key"] == [form["key"]]
    assert done.location == "/privacy"
    assert [each["note"] for each in notes()] == [LONG]


def _wait_briefly(database: Database) -> None:
    """Make the connections there are give up after a moment instead of five seconds."""
    database.dispose()

    @event.listens_for(database.writer, "connect")
    def _(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA busy_timeout=50")


@pytest.mark.parametrize(
    ("trouble", "heading", "words"),
    [
        (NothingSaved("disk full"), "Nothing was recorded", "What you wrote is still on this page."),
        (OutcomeUnknown("lost"), "We could not confirm that this was saved", "it will not count twice"),
    ],
)
def test_trouble_says_whether_it_may_have_been_saved(
    client: Client, app: Flask, person: Person, trouble: Exception, heading: str, words: str
) -> None:
    @door(Action.LEARN)
    def fail() -> Response:
        raise trouble

    app.add_url_rule("/fail", view_func=fail, methods=["POST"])
    client.sign_in(person)

    page = client.post("/fail", {"note": LONG, "key": "k" * 20}, status=503)

    assert page.h1 == heading and words in page.main
    assert page.form("Send it again").fields["note"] == [LONG]
