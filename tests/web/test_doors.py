"""Doors fail closed: no action, no start; a role that ended, no entry."""

import io
from typing import Any

import pytest
from flask import Flask, Response

from lms.domain.roles import Action, Role
from lms.services import people
from lms.storage.engine import Database
from lms.storage.rows import Person, RoleGrant
from lms.web.doors import UnguardedEndpoint, check_every_door, door
from lms.web.session import actor
from tests import build
from tests.client import Client
from tests.web.conftest import Hands


def test_an_endpoint_that_names_no_action_stops_the_start(app: Flask) -> None:
    check_every_door(app)

    app.add_url_rule("/clerk/completions.json", "planted", lambda: "everybody's names")

    with pytest.raises(UnguardedEndpoint, match="planted"):
        check_every_door(app)


@pytest.fixture
def desk(app: Flask) -> None:
    """A page of the clerk's, hung for these tests."""

    @door(Action.SEE_REPORT)
    def desk() -> Response:
        return Response(actor().name, mimetype="text/plain")

    app.add_url_rule("/clerk/planted", view_func=desk)


def test_a_learner_is_told_whom_a_page_is_for(client: Client, desk: None, database: Database) -> None:
    with database.writing() as session:
        learner = build.person(session)
    client.sign_in(learner)

    page = client.get("/clerk/planted", status=403)

    assert page.h1 == "This page is for the Town Clerk"


def test_a_role_taken_away_is_gone_at_the_next_request(
    client: Client, desk: None, database: Database, clock: Hands
) -> None:
    with database.writing() as session:
        deputy = build.person(session, roles=["deputy"])
    client.sign_in(deputy)
    client.get("/clerk/planted")

    with database.writing() as session:
        session.query(RoleGrant).filter_by(person_id=deputy.id).one().until_on = build.TODAY.replace(day=19)

    client.get("/clerk/planted", status=403)


def test_a_role_given_is_there_at_the_next_request(client: Client, desk: None, database: Database) -> None:
    with database.writing() as session:
        person = build.person(session)
    client.sign_in(person)
    client.get("/clerk/planted", status=403)

    with database.writing() as session:
        row = session.get_one(Person, person.id)
        people.grant_role(session, people.operator(), person=row, role=Role.AUDITOR, now=build.NOW)

    assert client.get("/clerk/planted").response.get_data(as_text=True) == "Avery Quill"


def test_nobody_signed_in_gets_the_sign_in_page_and_comes_back_to_the_same_place(
    client: Client, desk: None
) -> None:
    page = client.get("/clerk/planted?q=x", status=401)

    assert page.form("Sign in").fields["next"] == ["/clerk/planted?q=x"]


def test_a_form_from_another_site_is_refused_though_its_token_is_good(
    client: Client, database: Database
) -> None:
    with database.writing() as session:
        person = build.person(session)
    client.sign_in(person)
    token = client.token()

    refused = client.browser.post(
        "/sign-out", data={"csrf_token": token}, headers={"Origin": "https://elsewhere.example"}
    )

    assert refused.status_code == 400
    assert "Signed in as" in client.get("/privacy").text


@pytest.mark.parametrize(
    "origin", ["null", "http://[", "http://[::1]:x", "localhost", "http://localhost@elsewhere"]
)
def test_an_origin_that_names_no_page_of_ours_is_refused(client: Client, origin: str) -> None:
    sent = client.browser.post("/sign-out", data={"csrf_token": client.token()}, headers={"Origin": origin})

    assert sent.status_code == 400


class Broken(io.RawIOBase):
    """A body that ends in the middle, as the server's own reader tells of it."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        raise RuntimeError("a chunk without its length")


def test_a_form_that_breaks_off_on_the_way_is_the_senders_fault(client: Client) -> None:
    sent = client.browser.post(
        "/sign-in",
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input": io.BufferedReader(Broken()), "wsgi.input_terminated": True},
    )

    assert sent.status_code == 400
    assert "broke off on the way, so nothing was recorded" in sent.get_data(as_text=True)


def test_an_unknown_host_is_refused_in_our_own_words(client: Client) -> None:
    refused = client.browser.get("/sign-in", headers={"Host": "elsewhere.example"})

    assert refused.status_code == 400
    page = refused.get_data(as_text=True)
    assert "This service does not answer at that address." in page and "elsewhere" not in page
