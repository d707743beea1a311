"""The quiz's pages: each kind of question, what comes back with an error, and what no page gives away."""

import re
from collections.abc import Sequence
from typing import Any

import pytest

from lms.domain.quizzes import (
    MatchPairs,
    OneAnswer,
    Option,
    Pair,
    PutInOrder,
    Question,
    SeveralAnswers,
    Step,
    TrueFalse,
)
from lms.library.library import CouncilLibrary
from lms.storage.engine import Database
from lms.storage.rows import Attempt, AttemptAnswer, AttemptResult
from tests.client import Client
from tests.learners import everything
from tests.web.conftest import Hands
from tests.web.trainees import BUTTON, Trainee, asked, fields, holds, kept, trainee


@pytest.fixture
def me(client: Client, database: Database, wick: CouncilLibrary, clock: Hands) -> Trainee:
    """Somebody who has played every scenario."""
    return trainee(client, database, wick, clock, has_played=True)


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
    for part in parts_of(question):
        assert part.why not in sent
    assert "WPC-" not in sent and "asking" not in sent
    held = page.form(BUTTON).fields
    assert held.keys() <= {"csrf_token", "shown_to", *fields(question)}
    if isinstance(question, PutInOrder | MatchPairs):
        assert all(values == [""] for name, values in held.items() if name not in ("csrf_token", "shown_to"))


def parts_of(question: Question) -> Sequence[Option | Step | Pair]:
    """What a question is made of, each with its reason."""
    if isinstance(question, PutInOrder):
        return question.steps
    return question.pairs if isinstance(question, MatchPairs) else question.options


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
