"""Route by role by council: who gets in where, what a GET may leave behind, and what never crosses over."""

import re

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.domain.roles import Action
from lms.storage.rows import Person
from lms.storage.troubles import WroteWhileReading
from lms.web.doors import door
from lms.web.session import actor, bookkeeping, reading, writing
from tests.contracts.routes import ANYONE, ROUTES, Route
from tests.contracts.stage import EVERYBODY, Council, Standing, canary

OUTSIDE = frozenset({"anonymous", "leaver", "clerk of the other council"})
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SHOWN_TO = re.compile(r'name="shown_to" value="([^"]+)"')
TAKEN = {200, 302, 303, 400, 409, 422, 429}


def unlisted(app: Flask) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules()} - ROUTES.keys()


def test_every_route_is_in_the_document_and_every_line_of_it_is_a_route(wick: Standing) -> None:
    assert unlisted(wick.app) == set(), "add a line to tests/contracts/routes.py"
    assert ROUTES.keys() - {rule.rule for rule in wick.app.url_map.iter_rules()} == set()


def test_the_methods_are_those_of_the_document(wick: Standing) -> None:
    served: dict[str, set[str]] = {}
    for rule in wick.app.url_map.iter_rules():
        served.setdefault(rule.rule, set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})

    for rule_text, route in ROUTES.items():
        listed = {name for name, who in (("GET", route.get), ("POST", route.post)) if who is not None}
        assert served[rule_text] == listed, rule_text


def test_a_planted_twin_of_a_page_is_noticed(wick: Standing) -> None:
    @door(Action.SEE_REPORT)
    def twin() -> str:
        return "everybody's names"

    wick.app.add_url_rule("/clerk/completions.json", view_func=twin)

    assert unlisted(wick.app) == {"/clerk/completions.json"}


def expected(route: Route, who: str, may: frozenset[str]) -> set[int] | None:
    """The refusal that fits, or None where the door and the thing are open to this person."""
    if may == ANYONE:
        return None
    if who in OUTSIDE:
        return {401}
    if who not in may:
        return {403}
    if route.whose is None or route.whose == who or who in route.others:
        return None
    return {404}


@pytest.mark.parametrize("rule", ROUTES)
def test_who_may_open_a_page_and_nothing_is_written_by_opening_it(
    wick: Standing, stage: dict[str, Council], rule: str
) -> None:
    route = ROUTES[rule]
    if route.get is None:
        assert wick.client("learner").get(wick.path(route.path)).status_code == 405
        return
    before = wick.changes()
    for who in EVERYBODY:
        browser = wick.client(who)
        answer = browser.get(wick.path(route.path))
        assert answer.status_code in (expected(route, who, route.get) or route.shows), (
            f"{who}: {answer.status}"
        )
        written = wick.changes()
        head = browser.head(wick.path(route.path))
        assert (head.status_code, head.data) == (answer.status_code, b""), who
        assert wick.changes() == written, f"{who} wrote by asking for the headers of {rule}"
        check_nothing_of(stage["weir"], answer)
        assert route.notes_on_get or wick.changes() == before, f"{who} wrote by opening {rule}"


@pytest.mark.parametrize("rule", ROUTES)
def test_who_may_send_a_form_and_nothing_is_written_by_those_who_may_not(
    wick: Standing, stage: dict[str, Council], rule: str
) -> None:
    route = ROUTES[rule]
    for who in (*sorted(OUTSIDE), *sorted(set(EVERYBODY) - OUTSIDE)):
        browser, before = wick.client(who), wick.changes()
        answer = send(browser, wick.path(route.path), route.sends)
        check_nothing_of(stage["weir"], answer)
        refusal = {405} if route.post is None else expected(route, who, route.post)
        assert answer.status_code in (refusal or TAKEN), f"{who}: {answer.status}"
        assert refusal is None or wick.changes() == before, f"{who} was refused, yet wrote by {rule}"


@pytest.mark.parametrize("rule", [rule for rule, route in ROUTES.items() if route.post])
def test_no_form_is_taken_without_its_token_or_from_another_site(wick: Standing, rule: str) -> None:
    path, before = wick.path(ROUTES[rule].path), wick.changes()
    browser = wick.client("clerk")

    bare = browser.post(path, data={"key": "k" * 24})
    foreign = send(browser, path, {}, origin="https://elsewhere.example")

    assert (bare.status_code, foreign.status_code) == (400, 400)
    assert wick.changes() == before


@pytest.mark.parametrize("rule", [rule for rule, route in ROUTES.items() if route.post])
def test_no_form_is_taken_that_was_shown_to_somebody_else(wick: Standing, rule: str) -> None:
    path, before = wick.path(ROUTES[rule].path), wick.changes()
    shown = SHOWN_TO.search(wick.client("learner").get("/sign-out").get_data(as_text=True))
    assert shown is not None

    answer = send(wick.client("clerk"), path, {"shown_to": shown[1]})

    assert answer.status_code == 409 and "by somebody else on this browser" in answer.get_data(as_text=True)
    assert wick.changes() == before


@pytest.mark.parametrize("rule", [rule for rule, route in ROUTES.items() if route.whose])
def test_what_belongs_to_another_council_is_as_unknown_as_what_never_was(
    wick: Standing, stage: dict[str, Council], rule: str
) -> None:
    route = ROUTES[rule]
    theirs = route.path.format(**stage["weir"].things)
    never = re.sub(r"\{\w+\}", "0" * 28, route.path)

    for who in ("learner", "clerk", "auditor"):
        method = "GET" if route.get else "POST"
        answers = [ask(wick.client(who), path, method) for path in (theirs, never)]
        assert [answer.status_code for answer in answers] == [404, 404], who
        bodies = [TOKEN.sub("", answer.get_data(as_text=True)) for answer in answers]
        assert bodies[0] == bodies[1], "an unknown id and another council's must read alike"


def test_the_name_to_be_missed_would_be_seen(wick: Standing, stage: dict[str, Council]) -> None:
    @door(Action.ANYONE)
    def leak() -> Response:
        return Response(f"once more, {canary('weir')} Clerk", mimetype="text/plain")

    wick.app.add_url_rule("/leak", view_func=leak)

    with pytest.raises(AssertionError, match="another council"):
        check_nothing_of(stage["weir"], wick.client("clerk").get("/leak"))
    assert canary("wick") in wick.client("clerk").get("/sign-out").get_data(as_text=True)


def test_a_get_that_writes_is_caught(wick: Standing) -> None:
    @door(Action.LEARN)
    def scribble() -> str:
        with bookkeeping() as session:
            session.get_one(Person, actor().person_id).name = "Scribbled"
        return "written"

    @door(Action.LEARN)
    def write() -> str:
        with writing():
            return "never reached"

    @door(Action.LEARN)
    def change() -> str:
        reading().get_one(Person, actor().person_id).name = "Changed"
        return "refused after it was made"

    for view in (scribble, write, change):
        wick.app.add_url_rule(f"/{view.__name__}", view_func=view)
    before = wick.changes()

    assert wick.client("learner").get("/write").status_code == 500
    assert wick.client("learner").get("/change").status_code == 500
    assert wick.changes() == before
    assert wick.client("learner").get("/scribble").status_code == 200
    assert wick.changes() != before


def send(
    browser: FlaskClient, path: str, fields: dict[str, str], *, origin: str = "http://localhost"
) -> TestResponse:
    """Send a form with a token that holds."""
    page = browser.get("/sign-out").get_data(as_text=True)
    if "csrf_token" not in page:
        page = browser.get("/sign-in").get_data(as_text=True)
    token = TOKEN.search(page)
    assert token is not None
    form = {"csrf_token": token[1], "key": "k" * 24, **fields}
    return browser.post(path, data=form, headers={"Origin": origin})


def ask(browser: FlaskClient, path: str, method: str) -> TestResponse:
    return browser.get(path) if method == "GET" else send(browser, path, {})


def check_nothing_of(council: Council, answer: TestResponse) -> None:
    text = answer.data.decode("utf-8", "replace") + str(answer.headers)
    for name in (canary(council.library.slug), council.library.council.name):
        assert name not in text, f"{name} of another council is in {answer.request.path}"


def test_a_session_for_reading_says_so(wick: Standing) -> None:
    with wick.app.test_request_context("/"), pytest.raises(WroteWhileReading), writing():
        pass
