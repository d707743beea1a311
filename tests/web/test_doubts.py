"""A question about a clause, or a refusal with its reason: kept once, and neither closes the reading."""

from typing import Any

import pytest
from sqlalchemy import select

from lms.library.library import CouncilLibrary
from lms.services import acknowledging
from lms.storage.engine import Database
from lms.storage.rows import PolicyDecline, PolicyQuery
from lms.storage.troubles import NothingSaved, OutcomeUnknown
from tests.client import Client, Page
from tests.web.conftest import Hands
from tests.web.trainees import Trainee, trainee

READ = "/policies/social-media/acknowledge"
ASK = "/policies/social-media/ask"
DECLINE = "/policies/social-media/decline"


@pytest.fixture
def me(client: Client, database: Database, wick: CouncilLibrary, clock: Hands) -> Trainee:
    return trainee(client, database, wick, clock)


def acknowledge(me: Trainee) -> Page:
    return me.client.follow(me.client.submit(me.client.get(READ), "Acknowledge", agreed="yes"))


def test_a_question_opens_on_its_clause_and_leaves_the_reading_open(me: Trainee) -> None:
    page = me.client.get(f"{ASK}?clause=WPC-2")
    assert page.form("Send the question").fields["clause"] == ["WPC-2"]

    sent = me.client.submit(page, "Send the question", status=200, question="All day?\nAt night too?")

    assert sent.h1 == "Your question is sent"
    assert "Ada Fenn has your question about Clause 2. This stays open; it is not a refusal." in sent.main
    with me.database.reading() as session:
        assert session.scalars(select(PolicyQuery.question)).one().splitlines() == [
            "All day?",
            "At night too?",
        ]
    assert me.client.get(READ).form("Acknowledge")


@pytest.mark.parametrize(
    ("fields", "error", "href"),
    [
        ({"clause": "WPC-1", "question": ""}, "Write your question.", "#question"),
        ({"clause": "", "question": "What?"}, "Choose the clause your question is about.", "#clause"),
        ({"clause": "WPC-9", "question": "What?"}, "Choose the clause your question is about.", "#clause"),
        ({"clause": "WPC-1", "question": "x" * 2001}, "Use at most 2,000 characters.", "#question"),
        ({"clause": "WPC-1", "question": "x" * 25_000}, "Use at most 2,000 characters.", "#question"),
    ],
)
def test_a_question_that_cannot_be_sent_comes_back_as_it_was_typed(
    me: Trainee, fields: dict[str, str], error: str, href: str
) -> None:
    page = me.client.submit(me.client.get(ASK), "Send the question", status=422, **fields)
    held = page.form("Send the question").fields

    assert page.errors == [error] and page.links[error] == href
    assert held["question"] == [fields["question"]]
    assert held["clause"] == [fields["clause"] if fields["clause"] != "WPC-9" else ""]
    assert me.count(PolicyQuery) == 0


def test_the_same_question_twice_is_one_and_another_with_its_key_is_refused(me: Trainee) -> None:
    form = me.client.get(ASK)

    for _ in range(2):
        me.client.submit(form, "Send the question", status=200, clause="WPC-1", question="Always?")
    other = me.client.submit(form, "Send the question", status=409, clause="WPC-1", question="Never?")

    assert "already sent with other answers" in other.main and me.count(PolicyQuery) == 1


def test_a_form_without_its_key_is_refused(me: Trainee) -> None:
    me.client.post(ASK, {"clause": "WPC-1", "question": "Always?"}, status=400)

    assert me.count(PolicyQuery) == 0


def test_a_refusal_keeps_its_reason_and_says_who_will_talk(me: Trainee) -> None:
    form = me.client.get(DECLINE)
    page = me.client.submit(form, "Record my reason", status=200, reason="I was not asked.")
    me.client.submit(form, "Record my reason", status=200, reason="I was not asked.")

    assert page.h1 == "Your reason is recorded"
    assert "Ada Fenn, Parish Clerk, will talk to you about it. Or ring 01632 960001." in page.main
    assert me.count(PolicyDecline) == 1
    assert acknowledge(me).h1 == "Acknowledged", "it may still be acknowledged"


def test_what_is_acknowledged_cannot_be_declined_and_the_page_says_so_from_the_start(me: Trainee) -> None:
    open_before = me.client.get(DECLINE)
    acknowledge(me)

    page = me.client.get(DECLINE)
    late = me.client.submit(open_before, "Record my reason", status=409, reason="I was not asked.")

    assert page.h1 == "You have acknowledged this policy" and "Friday 20 November" in page.main
    assert page.links["See your acknowledgement"] == READ
    assert [form.buttons for form in page.forms] == [("Sign out",)]
    assert late.h1 == "You have already done this"
    assert late.links["See it in your record"] == "/record"
    assert me.count(PolicyDecline) == 0


def test_a_question_after_the_acknowledgement_leaves_that_as_it_is(me: Trainee) -> None:
    acknowledge(me)

    page = me.client.get(ASK)
    sent = me.client.submit(page, "Send the question", status=200, clause="WPC-1", question="Always?")

    assert "You acknowledged this policy on Friday 20 November." in page.main
    assert page.links["See your acknowledgement"] == READ
    for shown in (page, sent):
        assert "Your acknowledgement stays as it is." in shown.main and "stays open" not in shown.main


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (NothingSaved("disk full"), "Nothing was recorded. Press {} again."),
        (
            OutcomeUnknown("lost"),
            "We could not confirm that this was saved. Press {} again; it will not count twice.",
        ),
    ],
)
@pytest.mark.parametrize(
    ("path", "button", "does", "fields", "row"),
    [
        (ASK, "Send the question", "ask", {"clause": "WPC-2", "question": "Always?"}, PolicyQuery),
        (DECLINE, "Record my reason", "decline", {"reason": "I was not asked."}, PolicyDecline),
    ],
)
def test_what_could_not_be_saved_comes_back_on_its_own_page_as_it_was_sent(
    me: Trainee, monkeypatch: pytest.MonkeyPatch, trouble: Exception, sentence: str,
    path: str, button: str, does: str, fields: dict[str, str], row: type,
) -> None:  # fmt: skip
    form = me.client.get(path)

    def fail(*_: Any, **__: Any) -> None:
        raise trouble

    with monkeypatch.context() as patched:
        patched.setattr(acknowledging, does, fail)
        page = me.client.submit(form, button, status=503, **fields)

    assert page.errors == [sentence.format(button)]
    held = page.form(button).fields
    assert {name: held[name] for name in fields} == {name: [value] for name, value in fields.items()}
    assert held["key"] == form.form(button).fields["key"]
    assert me.client.submit(page, button, status=200).h1.startswith("Your") and me.count(row) == 1


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        ("", "Say why, so that the Town Clerk can talk to you about it."),
        ("x" * 2001, "Use at most 2,000 characters."),
        ("x" * 25_000, "Use at most 2,000 characters."),
    ],
)
def test_a_refusal_needs_a_reason_of_fit_length(me: Trainee, reason: str, error: str) -> None:
    page = me.client.submit(me.client.get(DECLINE), "Record my reason", status=422, reason=reason)

    assert page.errors == [error] and page.form("Record my reason").fields["reason"] == [reason]
    assert me.count(PolicyDecline) == 0


def test_a_question_sent_after_signing_out_is_kept_through_signing_in(me: Trainee, clock: Hands) -> None:
    form = me.client.get(ASK)
    clock.pass_by(hours=13)

    page = me.client.submit(
        form, "Send the question", status=401, clause="WPC-1", question="Is this still here?"
    )

    assert "You were signed out" in page.main and me.count(PolicyQuery) == 0
    assert page.form("Sign in").fields["carried"] != [""]
