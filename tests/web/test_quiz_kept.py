"""What the quiz keeps, whoever presses what, how often, in how many windows, and whatever the records do."""

import re
from typing import Any

import pytest

from lms.domain.quizzes import MatchPairs, OneAnswer, PutInOrder, SeveralAnswers
from lms.library.library import CouncilLibrary
from lms.services import attempts
from lms.storage.engine import Database
from lms.storage.rows import Attempt, AttemptAnswer, AttemptResult, Completion
from lms.storage.troubles import DatabaseBusy, OutcomeUnknown
from tests import learners
from tests.client import Client, Page
from tests.web.conftest import Hands
from tests.web.trainees import BUTTON, Trainee, asked, fields, holds, kept, trainee


@pytest.fixture
def me(client: Client, database: Database, wick: CouncilLibrary, clock: Hands) -> Trainee:
    """Somebody who has played every scenario."""
    return trainee(client, database, wick, clock, has_played=True)


@pytest.mark.parametrize("path", ["", "/questions/1", "/check"])
def test_anothers_attempt_is_as_unknown_as_none(me: Trainee, path: str) -> None:
    attempt = me.attempt()
    other = learners.learner(me.database, me.library, name="Lee Marsh")
    browser = Client(me.client.app)
    browser.sign_in(other)

    theirs = browser.get(f"/attempts/{attempt.id}{path}", status=404)
    none = browser.get(f"/attempts/{'0' * 32}{path}", status=404)

    assert bare(theirs) == bare(none)


def bare(page: Page) -> str:
    """The page's bytes without the token that is new on each."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page.response.get_data(as_text=True))


@pytest.mark.parametrize("path", ["/questions/1", "/finish", "/reread"])
def test_anothers_attempt_takes_nothing_of_mine(me: Trainee, path: str) -> None:
    attempt = me.attempt()
    other = learners.learner(me.database, me.library, name="Lee Marsh")
    browser = Client(me.client.app)
    browser.sign_in(other)
    data = fields(me.questions(attempt)[0]) if "questions" in path else {}

    browser.post(f"/attempts/{attempt.id}{path}", data, status=404)

    assert me.count(AttemptAnswer) == 0 and me.count(AttemptResult) == 0


def test_finishing_twice_is_once(me: Trainee) -> None:
    attempt = me.attempt()
    me.answer(attempt)
    check = me.client.get(f"/attempts/{attempt.id}/check")

    for _ in range(2):
        assert me.client.submit(check, "Finish the quiz").location == f"/attempts/{attempt.id}"

    assert me.count(AttemptResult) == 1 and me.count(Completion) == 1


def test_a_finished_attempt_shows_its_result_and_takes_no_answer(me: Trainee) -> None:
    attempt_id = me.finished()
    with me.database.reading() as session:
        attempt = session.get_one(Attempt, attempt_id)
    before = me.count(AttemptAnswer)

    for path in ("/questions/1", "/check"):
        assert (
            me.client.get(f"/attempts/{attempt_id}{path}", status=303).location == f"/attempts/{attempt_id}"
        )
    page = me.client.post(f"/attempts/{attempt_id}/questions/1", fields(me.questions(attempt)[0]), status=409)

    assert page.h1 == "You have already done this"
    assert "You have already finished this quiz." in page.main and me.count(AttemptAnswer) == before


def test_a_second_window_goes_on_with_the_same_attempt(me: Trainee) -> None:
    page = me.client.get("/modules/induction/quiz")

    one, two = me.client.submit(page, "Start the quiz"), me.client.submit(page, "Start the quiz")

    assert one.location == two.location and me.count(Attempt) == 1
    assert me.client.get("/modules/induction/quiz").form("Carry on with the quiz")


@pytest.mark.parametrize("kind", [OneAnswer, SeveralAnswers, PutInOrder, MatchPairs])
def test_an_answer_that_could_not_be_saved_stands_on_its_page_still_given(
    me: Trainee, monkeypatch: pytest.MonkeyPatch, kind: type
) -> None:
    address, question = asked(me, kind)

    def fail(*_: Any, **__: Any) -> None:
        raise DatabaseBusy("locked")

    with monkeypatch.context() as patched:
        patched.setattr(attempts, "keep", fail)
        page = me.client.post(address, fields(question), status=503)

    assert page.errors == ["Nothing was recorded. Press Save and continue again."]
    assert holds(page, question)
    assert page.response.headers["Retry-After"] == "5"
    assert me.client.submit(page, BUTTON).status == 303 and len(kept(me)) == 1


def test_a_finish_whose_outcome_is_unknown_says_it_will_not_count_twice(
    me: Trainee, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = me.attempt()
    me.answer(attempt)
    check = me.client.get(f"/attempts/{attempt.id}/check")

    def lost(*_: Any, **__: Any) -> None:
        raise OutcomeUnknown("the line went dead")

    with monkeypatch.context() as patched:
        patched.setattr(attempts, "finish", lost)
        page = me.client.submit(check, "Finish the quiz", status=503)

    assert page.errors == [
        "We could not confirm that this was saved. Press Finish the quiz again; it will not count twice."
    ]
    assert me.count(AttemptResult) == 0
    assert me.client.submit(check, "Finish the quiz").location == f"/attempts/{attempt.id}"


def test_an_answer_sent_after_signing_out_is_kept_through_signing_in(me: Trainee, clock: Hands) -> None:
    attempt = me.attempt()
    form = me.client.get(f"/attempts/{attempt.id}/questions/1")
    clock.pass_by(hours=13)

    page = me.client.submit(form, BUTTON, status=401, **fields(me.questions(attempt)[0]))

    assert "You were signed out" in page.main and me.count(AttemptAnswer) == 0
    assert page.form("Sign in").fields["carried"] != [""]
