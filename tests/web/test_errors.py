"""Every refusal and every fault is a page that says what to do."""

import io

import pytest
from flask import Flask, Response, abort

from lms.domain.refusal import AlreadyDone, Kind, Refused
from lms.domain.roles import Action
from lms.storage.engine import Database
from lms.storage.troubles import AlreadyThere, NothingSaved
from lms.web.doors import door
from lms.web.forms import body_digest, form_key, sent, submit_key
from tests import build
from tests.client import Client


@pytest.mark.parametrize(
    ("kind", "status", "heading"),
    [
        ("not allowed", 403, "You cannot open this page"),
        ("not found", 404, "We cannot find that page"),
        ("conflict", 409, "Nothing was changed"),
        ("invalid", 422, "Check what you sent"),
    ],
)
def test_a_refusal_is_shown_with_its_own_sentence(
    client: Client, app: Flask, kind: Kind, status: int, heading: str
) -> None:
    @door(Action.ANYONE)
    def refuse() -> str:
        raise Refused("The weir is closed on Mondays.", kind=kind)

    app.add_url_rule("/refuse", view_func=refuse)

    page = client.get("/refuse", status=status)

    assert page.h1 == heading
    assert "The weir is closed on Mondays." in page.main


def test_a_fault_of_the_program_goes_to_the_log_and_not_to_the_page(
    client: Client, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    @door(Action.ANYONE)
    def fail() -> str:
        raise ZeroDivisionError("a detail for the log")

    app.add_url_rule("/fail", view_func=fail)

    page = client.get("/fail", status=500)

    assert page.h1 == "Something went wrong here, not with you"
    assert b"ZeroDivisionError" not in page.response.data and b"Traceback" not in page.response.data
    assert "a detail for the log" in caplog.text


@pytest.mark.parametrize("trouble", [ZeroDivisionError("odd"), NothingSaved("full"), AlreadyThere("person")])
def test_the_log_names_the_address_as_a_pattern_because_a_secret_or_a_lines_end_may_stand_in_it(
    client: Client, app: Flask, caplog: pytest.LogCaptureFixture, trouble: Exception
) -> None:
    @door(Action.ANYONE)
    def fail(token: str) -> str:
        raise trouble

    app.add_url_rule("/fail/<token>", view_func=fail)

    client.browser.get("/fail/s3cret%0aERROR forged")

    assert "GET /fail/<token>" in caplog.text
    assert "s3cret" not in caplog.text and "forged" not in caplog.text


def test_the_loser_of_a_race_for_a_unique_key_is_told_it_is_done_already(client: Client, app: Flask) -> None:
    @door(Action.ANYONE)
    def clash() -> str:
        raise AlreadyThere("completion")

    app.add_url_rule("/clash", view_func=clash)

    assert client.get("/clash", status=409).h1 == "You have already done this"


def test_what_is_done_already_leads_to_where_it_is_recorded(
    client: Client, app: Flask, database: Database
) -> None:
    @door(Action.ANYONE)
    def done(person_id: str | None = None) -> str:
        raise AlreadyDone("This was done on Monday.")

    app.add_url_rule("/done", view_func=done)
    app.add_url_rule("/done/<person_id>", view_func=done)
    with database.writing() as session:
        learner = build.person(session)
        clerk = build.person(session, name="Ada Fenn", roles=["clerk"])

    nobodys = client.get("/done", status=409)
    client.sign_in(learner)
    own = client.get("/done", status=409)
    client.sign_in(clerk)
    theirs = client.get(f"/done/{learner.id}", status=409)

    assert own.h1 == "You have already done this" and "This was done on Monday." in own.main
    assert own.links["See it in your record"] == "/record"
    assert theirs.links["See what is recorded"] == f"/clerk/people/{learner.id}"
    assert not any(words.startswith("See") for words in nobodys.links)


def test_what_is_not_there_or_not_asked_for_in_that_way(client: Client) -> None:
    assert client.get("/no/such/page", status=404).h1 == "We cannot find that page"
    assert client.get("/%00", status=404).h1 == "We cannot find that page"
    wrong = client.post("/privacy", status=405)
    assert wrong.h1 == "That cannot be done here"
    assert "GET" in wrong.response.headers["Allow"]


def test_a_form_longer_than_any_of_ours_is_413(client: Client) -> None:
    page = client.post("/sign-in", {"email": "x" * 600_000}, status=413)

    assert page.h1 == "That is too long to send"


@pytest.fixture
def form(app: Flask) -> None:
    @door(Action.ANYONE)
    def take() -> Response:
        taken = sent({"note": 20, "tick": 5}, many=frozenset({"tick"}))
        return Response(f"{taken.text('note')}|{','.join(taken.all('tick'))}", mimetype="text/plain")

    app.add_url_rule("/take", view_func=take, methods=["POST"])


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"note": "hello", "tick": ["a", "b"]}, 200),
        ({}, 200),
        ({"note": "hello", "score": "10"}, 400),
        ({"note": ["one", "two"]}, 400),
        ({"note": "nul \0 byte"}, 400),
        ({"note": "x" * 21}, 422),
    ],
)
def test_a_form_is_taken_only_with_the_fields_asked_for(
    client: Client, form: None, data: dict[str, str | list[str]], status: int
) -> None:
    page = client.post("/take", data, status=status)

    assert page.status == status


def test_a_picture_sent_to_a_form_that_takes_none_is_refused(client: Client, form: None) -> None:
    response = client.browser.post(
        "/take", data={"note": (io.BytesIO(b"x"), "a.png"), "csrf_token": client.token()}
    )

    assert response.status_code == 400


def test_the_same_answers_have_one_digest_and_the_key_is_not_part_of_it(app: Flask) -> None:
    def digest(data: dict[str, str], path: str = "/a") -> str:
        with app.test_request_context(path, method="POST", data=data):
            return body_digest()

    assert digest({"a": "1", "key": "x", "csrf_token": "p"}) == digest(
        {"key": "y", "a": "1", "csrf_token": "q"}
    )
    assert len({digest({"a": "1"}), digest({"a": "2"}), digest({"a": "1"}, "/b"), digest({"b": "1"})}) == 4


def test_a_key_is_kept_when_the_form_is_shown_again_and_a_form_without_one_is_refused(app: Flask) -> None:
    with app.test_request_context("/"):
        first, second = submit_key(), submit_key()
    with app.test_request_context("/", method="POST", data={"key": first}):
        again, taken = submit_key(), form_key()
    with app.test_request_context("/", method="POST", data={"key": "<b>"}):
        fresh = submit_key()
        with pytest.raises(Exception, match="lost its key"):
            form_key()

    assert first == again == taken
    assert len({first, second, fresh}) == 3


def test_an_abort_with_words_shows_them(client: Client, app: Flask) -> None:
    @door(Action.ANYONE)
    def stop() -> str:
        abort(400, "That date is not in the calendar.")

    app.add_url_rule("/stop", view_func=stop)

    assert "That date is not in the calendar." in client.get("/stop", status=400).main
