"""Signing in and out, and the page behind an invitation."""

from typing import Any

import pytest
from flask import Flask

from lms.services import accounts, people
from lms.storage.engine import Database
from lms.storage.rows import Person, SignIn
from lms.web.signing_in import safe_path
from tests import build
from tests.client import Client
from tests.web.conftest import Hands

EMAIL, PASSWORD = "avery@wick.example.gov.uk", "weasel lantern fjord"


@pytest.fixture
def avery(database: Database) -> Person:
    """An employee with an e-mail address and a password."""
    with database.writing() as session:
        return build.person(session, email=EMAIL, password_hash=accounts.hash_of(PASSWORD))


def sign_in(
    client: Client, *, password: str = PASSWORD, email: str = EMAIL, status: int = 303, **more: str
) -> Any:
    return client.post("/sign-in", {"email": email, "password": password, **more}, status=status)


def test_the_right_password_signs_in_and_goes_on_to_where_they_were_going(
    client: Client, avery: Person
) -> None:
    page = client.get("/privacy")
    assert "Signed in as" not in page.text

    done = sign_in(client, next="/privacy")

    assert done.location == "/privacy"
    assert "Signed in as Avery Quill." in client.get("/privacy").text


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(client: Client, avery: Person) -> None:
    wrong = sign_in(client, password="not this one", status=422)
    unknown = sign_in(client, email="nobody@wick.example.gov.uk", status=422)

    assert wrong.errors == ["Check your e-mail address and your password"] == unknown.errors
    assert wrong.main.replace(EMAIL, "") == unknown.main.replace("nobody@wick.example.gov.uk", "")


def test_what_was_left_out_is_named(client: Client) -> None:
    page = client.post("/sign-in", {"email": "", "password": ""}, status=422)

    assert page.errors == ["Enter your e-mail address", "Enter your password"]


def test_an_address_that_is_too_long_is_told_so_on_its_own_page(client: Client) -> None:
    page = sign_in(client, email="a" * 255, status=422)

    assert page.errors == ["Use at most 254 characters."] and page.links[page.errors[0]] == "#email"
    assert page.form("Sign in").fields["email"] == ["a" * 255]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"score": "10"}, 400),
        ({"email": ["a", "b"]}, 400),
        ({"next": "/\0"}, 400),
        ({"next": "/" * 2001}, 422),
    ],
)
def test_the_form_takes_its_own_fields_once_and_no_others(
    client: Client, more: dict[str, str | list[str]], status: int
) -> None:
    page = client.post("/sign-in", {"email": EMAIL, "password": PASSWORD, **more}, status=status)

    assert page.h1 in ("We could not read that", "Check what you sent")


def test_a_password_is_never_sent_back(client: Client, avery: Person) -> None:
    page = sign_in(client, password="weasel lantern fjoed", status=422)

    assert b"fjoed" not in page.response.data
    assert page.form("Sign in").fields["email"] == [EMAIL]


def test_ten_tries_must_wait_even_for_the_right_password_and_then_work(
    client: Client, avery: Person, clock: Hands
) -> None:
    for _ in range(10):
        sign_in(client, password="wrong wrong wrong", status=422)

    refused = sign_in(client, status=429)
    clock.pass_by(minutes=5, seconds=1)
    accepted = sign_in(client)

    assert refused.errors == ["There were too many tries for this address. Wait until 09:35, then try again."]
    assert int(refused.response.headers["Retry-After"]) > 200
    assert accepted.location == "/"


def test_waiting_does_not_touch_a_sign_in_that_holds(client: Client, avery: Person, app: Flask) -> None:
    client.sign_in(avery)
    stranger = Client(app)

    for _ in range(10):
        sign_in(stranger, password="wrong wrong wrong", status=422)

    assert "Signed in as Avery Quill." in client.get("/privacy").text


def test_signing_in_gives_a_new_token_and_signing_out_kills_it(
    client: Client, avery: Person, app: Flask
) -> None:
    sign_in(client)
    stolen = Client(app)
    with client.browser.session_transaction() as cookie:
        token = cookie["_user_id"]
    with stolen.browser.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert "Signed in as" in stolen.get("/privacy").text

    left = client.submit(client.get("/sign-out"), "Sign out now")

    assert client.follow(left).h1 == "You are signed out"
    assert "Signed in as" not in stolen.get("/privacy").text


def test_signing_in_anew_ends_the_sign_in_that_this_browser_had(
    client: Client, avery: Person, app: Flask
) -> None:
    sign_in(client)
    stolen = Client(app)
    with client.browser.session_transaction() as cookie:
        token = cookie["_user_id"]
    with stolen.browser.session_transaction() as cookie:
        cookie["_user_id"] = token

    sign_in(client)

    assert "Signed in as Avery Quill." in client.get("/privacy").text
    assert "Signed in as" not in stolen.get("/privacy").text


def test_the_records_never_hold_the_token(client: Client, avery: Person, database: Database) -> None:
    sign_in(client)
    with client.browser.session_transaction() as cookie:
        token = cookie["_user_id"]

    with database.reading() as session:
        kept = session.get(SignIn, accounts.hashed(token))

    assert kept is not None and kept.person_id == avery.id
    assert token != kept.token_hash


def test_half_an_hour_without_a_page_ends_the_sign_in(client: Client, avery: Person, clock: Hands) -> None:
    sign_in(client)
    clock.pass_by(minutes=29)
    assert "Signed in as" in client.get("/privacy").text
    clock.pass_by(minutes=29)
    assert "Signed in as" in client.get("/privacy").text, "the page before it was noted"

    clock.pass_by(minutes=31)

    assert "Signed in as" not in client.get("/privacy").text


def test_a_clerk_signs_in_again_after_eight_hours_however_busy(
    client: Client, database: Database, clock: Hands
) -> None:
    with database.writing() as session:
        clerk = build.person(session, name="Ada Fenn", roles=["clerk"])
    client.sign_in(clerk)

    for _ in range(19):
        clock.pass_by(minutes=25)
        assert "Signed in as" in client.get("/privacy").text
    clock.pass_by(minutes=25)

    assert "Signed in as" not in client.get("/privacy").text


def test_a_leaver_is_out_at_the_next_request_and_cannot_come_back(
    client: Client, avery: Person, database: Database
) -> None:
    sign_in(client)
    with database.writing() as session:
        row = session.get_one(Person, avery.id)
        people.record_leaving(session, people.operator(), person=row, on=build.TODAY, now=build.NOW)

    assert "Signed in as" not in client.get("/privacy").text
    again = sign_in(client, status=422)
    assert again.errors == ["Check your e-mail address and your password"]


def test_an_invitation_sets_a_password_once(client: Client, database: Database) -> None:
    with database.writing() as session:
        person = build.person(session, name="Robin Sedge", email="robin@wick.example.gov.uk")
        token = people.invite(session, people.operator(), person=person, now=build.NOW)
    address = f"/invitation/{token}"
    assert client.get(address).h1 == client.get(address).h1 == "Choose a password, Robin Sedge"

    weak = client.submit(client.get(address), "Save password", status=422, password="wickclerk2026")
    done = client.submit(client.get(address), "Save password", password=PASSWORD)

    assert weak.errors[0].startswith("Many people would guess that one.")
    assert "Your password is set." in client.follow(done).main
    assert sign_in(client, email="robin@wick.example.gov.uk").location == "/"
    assert "does not work any more" in client.get(address, status=404).main


def test_an_invitation_runs_out_and_a_leavers_never_works(
    client: Client, database: Database, clock: Hands
) -> None:
    with database.writing() as session:
        stays = build.person(session, name="Robin Sedge", email="robin@wick.example.gov.uk")
        leaves = build.person(session, name="Lee Marsh", email="lee@wick.example.gov.uk")
        kept = people.invite(session, people.operator(), person=stays, now=build.NOW)
        void = people.invite(session, people.operator(), person=leaves, now=build.NOW)
        people.record_leaving(session, people.operator(), person=leaves, on=build.TODAY, now=build.NOW)

    refused = client.get(f"/invitation/{void}", status=404)
    clock.pass_by(days=5, seconds=1)
    late = client.get(f"/invitation/{kept}", status=404)
    unknown = client.get("/invitation/nonsense", status=404)

    assert refused.main == late.main == unknown.main


@pytest.mark.parametrize(
    "given",
    [
        "", "//x", "///x", "/\\x", "\\\\x", "/\t/x", "/\n/x", "/\r/x", "\t//x", " //x", "https:x", "https://x",
        "http:/x",
        "//x@y", "//x:80", "javascript:alert(1)", "data:text/html,x", "/%2f/x", "/%2fx", "/%5cx", "%2f%2fx", "%2f%2f/x",
        "/%09/x", "/%0a/x", "/%0d/x", "/%00/x", "x", "x/y", "?x", "#x", "./x", "../x", "@x", "/\x00/x", "/\x7f/x",
        "//%5cx", "/%5c%5cx", "\\x", "/\\/x", "//\\x", "https:/\\x", "///%2fx", "/ /x",
        "/../weir/", "/..//x", "/./..//x", "/%2e%2e/weir/", "/a/..", "/.",
    ],
)  # fmt: skip
def test_going_on_never_leads_to_another_host_or_council(given: str) -> None:
    assert safe_path(given) == "/"


@pytest.mark.parametrize(
    "given", ["/", "/modules/induction", "/clerk/completions?page=2&q=a%20b", "/a/b#c", "/a/b.c?q=1..2"]
)
def test_going_on_keeps_a_plain_path(given: str) -> None:
    safe = safe_path(given)

    assert safe == given or "%20" in given


def test_somebody_signed_in_is_not_asked_again(client: Client, avery: Person) -> None:
    client.sign_in(avery)

    page = client.get("/sign-in?next=//elsewhere.example", status=303)

    assert page.location == "/"
