"""An attempt is drawn once, answered as it goes, marked by what was kept, and repeated as the rules allow."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from lms.domain.drawing import Form
from lms.domain.marking import right_answer
from lms.domain.refusal import Refused
from lms.domain.roles import Actor
from lms.library.library import CouncilLibrary
from lms.services import attempts
from lms.storage import ledger
from lms.storage.canonical import canonical_json
from lms.storage.engine import Database
from lms.storage.merkle import commitment
from lms.storage.rows import AnswerSalt, Attempt, AttemptAnswer, AttemptResult
from tests import learners
from tests.learners import MODULE, NOW, answer_all, everything, first, one_attempt, to_the_quiz

DAY = dt.timedelta(days=1)


def start(database: Database, actor: Actor, library: CouncilLibrary, *, now: dt.datetime = NOW) -> Attempt:
    with database.writing() as session:
        return attempts.start(session, actor, library=library, module=MODULE, now=now)


def count(database: Database, row: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(row)) or 0


@pytest.fixture
def ready(council: Database, wick: CouncilLibrary, actor: Actor) -> Database:
    """The database once the person has played every scenario."""
    with council.writing() as session:
        to_the_quiz(session, actor, wick)
    return council


def test_the_quiz_comes_after_the_scenarios(council: Database, wick: CouncilLibrary, actor: Actor) -> None:
    with pytest.raises(Refused, match="Finish the scenarios first"):
        start(council, actor, wick)

    assert count(council, Attempt) == 0


def test_an_attempt_is_drawn_by_the_blueprint_on_the_content_of_the_way(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    attempt = start(ready, actor, wick)

    cells = [asked.cell for asked in Form.from_data(attempt.form).asked]
    assert (cells.count("asking"), cells.count("telling")) == (4, 6)
    assert attempt.number == 1 and attempt.quiz_digest == wick.bank_digests[MODULE]


def test_starting_twice_carries_on_with_the_same_attempt(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    assert start(ready, actor, wick).id == start(ready, actor, wick).id
    assert count(ready, Attempt) == 1


def test_an_answer_is_saved_as_it_is_given_and_the_last_one_counts(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    attempt = start(ready, actor, wick)
    with ready.writing() as session:
        here = attempts.sheet(session, actor, library=wick, attempt_id=attempt.id)
        _, question = here.asked(1)
        wrong, right = learners.wrong_answer(question), right_answer(question)
        for answer in (wrong, wrong, right):
            attempts.save(session, actor, library=wick, attempt_id=attempt.id, n=1, answer=answer, now=NOW)

    with ready.reading() as session:
        here = attempts.sheet(session, actor, library=wick, attempt_id=attempt.id)
        kept = session.scalars(select(AttemptAnswer).order_by(AttemptAnswer.n)).all()
    assert here.answers[question.id].answer == right and here.next_open == 2
    assert [tuple(row.answer) for row in kept] == [wrong, right]


@pytest.mark.parametrize("n", [0, 11, -1, 99])
def test_only_the_questions_of_the_form_are_there(
    ready: Database, wick: CouncilLibrary, actor: Actor, n: int
) -> None:
    attempt = start(ready, actor, wick)

    with ready.writing() as session, pytest.raises(Refused, match="cannot find that question") as refusal:
        attempts.save(session, actor, library=wick, attempt_id=attempt.id, n=n, answer=("a",), now=NOW)

    assert refusal.value.kind == "not found"


def test_anothers_attempt_is_as_unknown_as_one_that_never_was(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    attempt = start(ready, actor, wick)
    other = learners.actor_of(learners.learner(ready, wick, name="Lee Marsh"))

    refusals = []
    for attempt_id in (attempt.id, "0" * 32):
        with ready.reading() as session, pytest.raises(Refused) as refusal:
            attempts.sheet(session, other, library=wick, attempt_id=attempt_id)
        refusals.append((refusal.value.sentence, refusal.value.kind))

    assert refusals[0] == refusals[1] and refusals[0][1] == "not found"


def test_a_quiz_with_an_open_question_is_not_finished(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    attempt = start(ready, actor, wick)

    with ready.writing() as session, pytest.raises(Refused, match="Question 1 has no answer yet"):
        attempts.finish(session, actor, library=wick, attempt_id=attempt.id, now=NOW)

    assert count(ready, AttemptResult) == 0


def test_finishing_twice_gives_the_first_result_again(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    with ready.writing() as session:
        one = one_attempt(session, actor, wick)
    with ready.writing() as session:
        two = attempts.finish(session, actor, library=wick, attempt_id=one.attempt_id, now=NOW + DAY)

    assert two.id == one.id and count(ready, AttemptResult) == 1


def test_a_finished_attempt_takes_no_more_answers(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    with ready.writing() as session:
        result = one_attempt(session, actor, wick, misses=everything)
    before = count(ready, AttemptAnswer)

    with ready.writing() as session, pytest.raises(Refused, match="already finished") as refusal:
        attempts.save(session, actor, library=wick, attempt_id=result.attempt_id, n=1, answer=("a",), now=NOW)

    assert refusal.value.kind == "conflict" and count(ready, AttemptAnswer) == before


def test_the_answers_verify_against_what_the_result_commits_to(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    with ready.writing() as session:
        result = one_attempt(session, actor, wick, misses=first(1, "telling"))

    with ready.reading() as session:
        here = attempts.sheet(session, actor, library=wick, attempt_id=result.attempt_id)
        salt = session.get_one(AnswerSalt, result.attempt_id).salt
        assert ledger.verify(session) == []
    given = {question: list(saved.answer) for question, saved in here.answers.items()}
    assert commitment(salt, canonical_json(given)).hex() == result.answers_commitment
    given[next(iter(given))] = ["another"]
    assert commitment(salt, canonical_json(given)).hex() != result.answers_commitment


def test_the_mark_computes_again_from_what_was_kept(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    with ready.writing() as session:
        result = one_attempt(session, actor, wick, misses=first(2, "telling"))

    with ready.reading() as session:
        mark = attempts.sheet(session, actor, library=wick, attempt_id=result.attempt_id).mark
    assert (
        (mark.right, mark.of, mark.is_passed) == (result.right, result.of, result.is_passed) == (8, 10, True)
    )


def test_a_bank_edited_mid_attempt_does_not_change_the_mark(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    attempt = start(ready, actor, wick)
    with ready.writing() as session:
        answer_all(session, actor, wick, attempt)
    bank = learners.bank_of(wick)
    edited = learners.with_bank(wick, questions=bank.questions[:1], pass_percent=100)

    with ready.writing() as session:
        result = attempts.finish(session, actor, library=edited, attempt_id=attempt.id, now=NOW)
    with ready.reading() as session:
        shown = attempts.sheet(session, actor, library=learners.without_module(wick), attempt_id=attempt.id)

    assert (result.right, result.of, result.pass_percent) == (10, 10, 80)
    assert shown.bank == bank and shown.mark.is_passed
