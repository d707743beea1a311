"""The quiz's pages: each kind of question, what comes back with an error, and what no page gives away."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from lms.domain.quizzes import MatchPairs, OneAnswer, PutInOrder, Question, SeveralAnswers, TrueFalse
from lms.library.library import CouncilLibrary
from lms.services import attempts
from lms.storage.engine import Database
from lms.storage.rows import Attempt, AttemptAnswer, AttemptResult, Completion
from lms.storage.troubles import DatabaseBusy, OutcomeUnknown
from tests import learners
from tests.client import Client, Page
from tests.learners import everything
from tests.web.conftest import Hands
from tests.web.trainees import Trainee, fields, trainee

BUTTON = "Save and continue"


@pytest.fixture
def me(client: Client, database: Database, wick: CouncilLibrary, clock: Hands) -> Trainee:
    """Somebody who has played every scenario."""
    return trainee(client, database, wick, clock, has_played=True)


def asked(me: Trainee, kind: type[Question]) -> tuple[str, Question]:  # type: ignore[valid-type]
    """The address of a question of this kind in an attempt whose form has one, and the question."""
    bank = learners.bank_of(me.library)
    one = next(question for question in bank.questions if isinstance(question, kind))
    drawn = me.attempt()
    form = {"asked": [{"question": one.id, "cell": one.cell, "shown": shown(one)}, *drawn.form["asked"][1:]]}
    with me.database.writing() as session:
        attempt = Attempt(
            person_id=me.person.id,
            assignment_id=drawn.assignment_id,
            module=drawn.module,
            number=2,
            seed="seed",
            form=form,
            repeats=None,
            module_digest=drawn.module_digest,
            quiz_digest=drawn.quiz_digest,
            method="password",
        )
        attempts.ledger.add(session, attempt, now=me.clock())
    return f"/attempts/{attempt.id}/questions/1", one


def shown(question: Question) -> list[str]:
    """An order in which the parts of a question may appear."""
    if isinstance(question, PutInOrder):
        return [step.id for step in reversed(question.steps)]
    if isinstance(question, MatchPairs):
        return sorted({pair.match for pair in question.pairs})
    return [option.id for option in question.options]


def holds(page: Page, question: Question) -> bool:
    """Whether the page comes with the right answer filled in."""
    on_page = page.form(BUTTON).fields
    return all(sorted(on_page[name]) == sorted(values) for name, values in fields(question).items())


def kept(me: Trainee) -> list[tuple[str, ...]]:
    with me.database.reading() as session:
        rows = session.scalars(select(AttemptAnswer).order_by(AttemptAnswer.n))
        return [tuple(row.answer) for row in rows]


def test_the_page_before_says_the_rules_and_marks_no_key_question(me: Trainee) -> None:
    page = me.client.get("/modules/induction/quiz")

    assert page.h1 == "The quiz" and page.title == "The quiz - Wick Parish Council"
    assert (
        "There are 10 questions. You need 8 right, with every key question right. "
        "Four of them are key questions; none is marked as one." in page.main
    )
    assert me.count(Attempt) == 0
    begun = me.client.submit(page, "Start the quiz").location
    assert me.client.get(begun, status=303).location == f"{begun}/questions/1"
    assert me.count(Attempt) == 1


def test_every_question_is_answered_by_its_page_and_saved_as_it_goes(me: Trainee) -> None:
    attempt = me.attempt()
    address = f"/attempts/{attempt.id}"

    for n, question in enumerate(me.questions(attempt), 1):
        page = me.client.get(f"{address}/questions/{n}")
        assert page.title == f"Question {n} of 10 - Wick Parish Council"
        done = me.client.submit(page, BUTTON, **fields(question))
        assert done.location == (f"{address}/questions/{n + 1}" if n < 10 else f"{address}/check")
    again = me.client.get(f"{address}/questions/1")

    assert me.count(AttemptAnswer) == 10
    assert "Saved at 09:30" in again.main
    assert holds(again, me.questions(attempt)[0])


@pytest.mark.parametrize(
    ("kind", "sent", "sentence"),
    [
        (OneAnswer, {}, "Choose an answer"),
        (OneAnswer, {"answer": ["a", "b"]}, "Choose one answer"),
        (OneAnswer, {"answer": "z"}, "That answer is not one of those on the page. Choose again."),
        (SeveralAnswers, {}, "Choose two answers"),
        (SeveralAnswers, {"answer": "b"}, "Choose two answers"),
        (SeveralAnswers, {"answer": ["a", "b", "c"]}, "Choose two answers"),
        (SeveralAnswers, {"answer": ["a", "a"]}, "Choose two answers"),
        (TrueFalse, {}, "Choose an answer"),
        (PutInOrder, {"place-one": "1"}, "Give each step a different place"),
        (
            PutInOrder,
            {"place-one": "1", "place-two": "1", "place-three": "2"},
            "Give each step a different place",
        ),
        (
            PutInOrder,
            {"place-one": "1", "place-two": "2", "place-three": "9"},
            "Give each step a different place",
        ),
        (
            PutInOrder,
            {"place-one": "1", "place-two": "2", "place-three": "²"},
            "Give each step a different place",
        ),
        (MatchPairs, {"match-red": "the Clerk"}, "Choose what belongs to each line"),
        (
            MatchPairs,
            {"match-red": "the Clerk", "match-blue": "the Mayor", "match-green": "the Clerk"},
            "That answer is not one of those on the page. Choose again.",
        ),
    ],
)
def test_what_is_not_an_answer_comes_back_as_it_was_chosen(
    me: Trainee, kind: type, sent: dict[str, Any], sentence: str
) -> None:
    address, _ = asked(me, kind)

    page = me.client.post(address, sent, status=422)

    assert page.errors == [sentence] and page.title.startswith("Error: ")
    held = page.form(BUTTON).fields
    for name, value in sent.items():
        wanted = value if isinstance(value, list) else [value]
        on_page = [each for each in dict.fromkeys(wanted) if each not in ("z", "9", "²", "the Mayor")]
        if kind is OneAnswer and len(wanted) > 1:
            on_page = on_page[:1]  # a page of ours has one
        assert held.get(name, []) == (on_page or ([""] if name != "answer" else [])), name
    assert kept(me) == []


@pytest.mark.parametrize("kind", [OneAnswer, SeveralAnswers, TrueFalse, PutInOrder, MatchPairs])
def test_no_byte_of_a_question_says_which_answer_is_right(me: Trainee, kind: type) -> None:
    address, question = asked(me, kind)

    page = me.client.get(address)
    sent = page.response.get_data(as_text=True)

    assert not re.search(r"\b(right|correct|worth|critical|look_again|seed)\b", sent)
    parts = getattr(question, "options", None) or getattr(question, "steps", None) or question.pairs
    for part in parts:
        assert part.why not in sent
    assert "WPC-" not in sent and "asking" not in sent
    assert page.form(BUTTON).fields.keys() <= {"csrf_token", *fields(question)}
    if isinstance(question, PutInOrder | MatchPairs):
        assert {
            value
            for name, value in page.form(BUTTON).fields.items()
            if name != "csrf_token"
            for value in value
        } == {""}


def test_the_hint_says_how_many_and_the_heading_does_not_say_it_again(me: Trainee) -> None:
    address, question = asked(me, SeveralAnswers)

    page = me.client.get(address)

    assert question.stem.endswith("Choose two.")
    assert page.h1 == question.stem.removesuffix(" Choose two.")
    assert "Choose two" in page.main


@pytest.mark.parametrize("n", ["0", "11", "99", "abc", "1.5", "-1", "9" * 40])
def test_a_number_that_is_no_question_is_not_found(me: Trainee, n: str) -> None:
    attempt = me.attempt()

    assert me.client.get(f"/attempts/{attempt.id}/questions/{n}", status=404).h1 == "We cannot find that page"
    assert me.client.post(f"/attempts/{attempt.id}/questions/{n}", {"answer": "a"}, status=404).h1


@pytest.mark.parametrize(
    "extra",
    [
        {"score": "10"},
        {"passed": "true"},
        {"person_id": "somebody"},
        {"number": "2"},
        {"completed_at": "2020-01-01"},
        {"n": "2"},
    ],
)
def test_a_field_we_did_not_ask_for_is_refused(me: Trainee, extra: dict[str, str]) -> None:
    attempt = me.attempt()
    question = me.questions(attempt)[0]

    me.client.post(f"/attempts/{attempt.id}/questions/1", {**fields(question), **extra}, status=400)
    me.client.post(f"/attempts/{attempt.id}/finish", extra, status=400)
    me.client.post("/modules/induction/quiz", extra, status=400)

    assert me.count(AttemptAnswer) == 0 and me.count(AttemptResult) == 0


def test_an_answer_longer_than_any_is_refused(me: Trainee) -> None:
    address, _ = asked(me, OneAnswer)

    me.client.post(address, {"answer": "x" * 301}, status=422)

    assert me.count(AttemptAnswer) == 0


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


def test_the_answers_are_checked_before_they_are_sent_and_may_be_changed(me: Trainee) -> None:
    attempt = me.attempt()
    me.answer(attempt, misses=everything)
    address = f"/attempts/{attempt.id}"

    page = me.client.get(f"{address}/check")
    change = page.links["Change the answer to question 1"]
    me.client.submit(me.client.get(change), BUTTON, **fields(me.questions(attempt)[0]))
    done = me.client.submit(me.client.get(f"{address}/check"), "Finish the quiz")

    assert page.h1 == "Check your answers"
    assert all(question.stem in page.main for question in me.questions(attempt))
    assert done.location == address
    assert me.client.follow(done).h1 == "Not yet: 1 of 10"


def test_a_quiz_with_a_question_open_leads_back_to_it(me: Trainee) -> None:
    attempt = me.attempt()
    address = f"/attempts/{attempt.id}"

    assert me.client.get(f"{address}/check", status=303).location == address
    assert me.client.get(address, status=303).location == f"{address}/questions/1"
    page = me.client.post(f"{address}/finish", status=422)
    assert "Question 1 has no answer yet." in page.main and me.count(AttemptResult) == 0


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
