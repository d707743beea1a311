"""A quiz is tried again as the rules allow: after reading, after a day, after a talk; and then no more."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from lms.domain.drawing import Form
from lms.domain.refusal import Refused
from lms.domain.retakes import Step
from lms.domain.roles import Actor
from lms.domain.standing import Standing, standing_of
from lms.library.library import CouncilLibrary
from lms.services import attempts, owing, programme
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.queries.owing import standing_rows
from lms.storage.rows import Attempt, AttemptResult, FurtherAttempt
from tests import learners
from tests.learners import MODULE, NOW, answer_all, everything, first, one_attempt, to_the_quiz

DAY = dt.timedelta(days=1)


def start(database: Database, actor: Actor, library: CouncilLibrary, *, now: dt.datetime = NOW) -> Attempt:
    with database.writing() as session:
        return attempts.start(session, actor, library=library, module=MODULE, now=now)


def count(database: Database, row: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(row)) or 0


def step(database: Database, attempt: AttemptResult | Attempt, *, now: dt.datetime) -> attempts.Ahead:
    with database.reading() as session:
        row = session.get_one(Attempt, getattr(attempt, "attempt_id", attempt.id))
        return attempts.ahead(session, row.assignment_id, now=now)


@pytest.fixture
def ready(council: Database, wick: CouncilLibrary, actor: Actor) -> Database:
    """The database once the person has played every scenario."""
    with council.writing() as session:
        to_the_quiz(session, actor, wick)
    return council


def test_the_second_try_follows_a_rereading_and_the_third_a_day(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    with ready.writing() as session:
        one = one_attempt(session, actor, wick, misses=everything)
    assert step(ready, one, now=NOW).step.step is Step.REREAD
    with pytest.raises(Refused, match="Read the clauses you missed first"):
        start(ready, actor, wick)

    with ready.writing() as session:
        for _ in range(2):
            attempts.reread(session, actor, library=wick, attempt_id=one.attempt_id, now=NOW)
        two = one_attempt(session, actor, wick, misses=everything)
    assert step(ready, two, now=NOW + DAY - dt.timedelta(seconds=1)).step.step is Step.WAIT
    with pytest.raises(Refused, match="cannot try again yet"):
        start(ready, actor, wick, now=NOW + dt.timedelta(hours=23))

    assert start(ready, actor, wick, now=NOW + DAY).number == 3


def test_a_retake_asks_what_was_not_seen_before(ready: Database, wick: CouncilLibrary, actor: Actor) -> None:
    with ready.writing() as session:
        one = one_attempt(session, actor, wick, misses=everything)
        attempts.reread(session, actor, library=wick, attempt_id=one.attempt_id, now=NOW)
        two = attempts.start(session, actor, library=wick, module=MODULE, now=NOW)
        before = session.get_one(Attempt, one.attempt_id)

    def asked(attempt: Attempt) -> set[str]:
        return {each.question for each in Form.from_data(attempt.form).asked}

    assert two.repeats is None and not asked(before) & asked(two)


def test_only_the_key_questions_missed_are_asked_again_where_the_mark_was_reached(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    with ready.writing() as session:
        one = one_attempt(session, actor, wick, misses=first(2, "asking"))
    assert (one.right, one.is_passed, len(one.critical_missed)) == (8, False, 2)
    assert step(ready, one, now=NOW).again == 2

    with ready.writing() as session:
        attempts.reread(session, actor, library=wick, attempt_id=one.attempt_id, now=NOW)
        two = attempts.start(session, actor, library=wick, module=MODULE, now=NOW)
        form = Form.from_data(two.form).asked
        answer_all(session, actor, wick, two, misses=first(1, "asking"))
        missed = attempts.finish(session, actor, library=wick, attempt_id=two.id, now=NOW)
        three = one_attempt(session, actor, wick, now=NOW + DAY)

    seen = {each.question for each in Form.from_data(session.get_one(Attempt, one.attempt_id).form).asked}
    assert two.repeats == one.attempt_id
    assert [each.cell for each in form] == ["asking", "asking"] and not seen & {e.question for e in form}
    assert (missed.right, missed.of, missed.is_passed) == (1, 2, False)
    assert (three.right, three.of, three.is_passed) == (1, 1, True)


def test_a_mark_that_was_not_reached_asks_a_whole_form_again(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    with ready.writing() as session:
        one = one_attempt(session, actor, wick, misses=first(3, "asking"))
        attempts.reread(session, actor, library=wick, attempt_id=one.attempt_id, now=NOW)
        two = attempts.start(session, actor, library=wick, module=MODULE, now=NOW)

    assert one.right == 7 and two.repeats is None and len(two.form["asked"]) == 10


def test_used_up_attempts_stand_as_failed_until_the_clerk_grants_another(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    last = learners.used_up(council, wick, actor)[-1]
    then = NOW + 3 * DAY

    assert step(council, last, now=then).step.step is Step.TALK
    assert standing(council, actor, on=then.date()) is Standing.FAILED
    with pytest.raises(Refused, match="Talk to the Town Clerk"):
        start(council, actor, wick, now=then)

    with council.writing() as session:
        assignment = session.get_one(Attempt, last.attempt_id).assignment_id
        row = FurtherAttempt(
            person_id=actor.person_id, assignment_id=assignment, reason="We talked.", by_id="clerk"
        )
        ledger.add(session, row, now=then)
        programme.bring_up_to_date(session, library=wick, today=then.date(), now=then)
    assert standing(council, actor, on=then.date()) is Standing.DUE

    with council.writing() as session:
        assert one_attempt(session, actor, wick, now=then).is_passed
    assert standing(council, actor, on=then.date()) is Standing.CURRENT


def standing(database: Database, actor: Actor, *, on: dt.date) -> Standing:
    with database.reading() as session:
        rows = [row for row in standing_rows(session, actor.person_id) if row.kind == "module"]
        return standing_of(owing.dates_of(rows[0]), today=on)


def test_a_passed_quiz_is_not_taken_again(council: Database, wick: CouncilLibrary, actor: Actor) -> None:
    result = learners.passed(council, wick, actor)

    with pytest.raises(Refused, match="already passed"):
        start(council, actor, wick)
    with council.writing() as session, pytest.raises(Refused, match="nothing to read again"):
        attempts.reread(session, actor, library=wick, attempt_id=result.attempt_id, now=NOW)

    assert count(council, Attempt) == 1
