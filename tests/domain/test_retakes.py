"""When somebody may try again: after re-reading, after a day, then after a talk."""

import datetime as dt

import pytest

from lms.domain.refusal import Refused
from lms.domain.retakes import Past, Step, asks_only_critical, check_may_start, next_step

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)


def tried(number, *, hours_ago=1, passed=False, reread=False, critical=(), reached=False, is_open=False):
    finished = None if is_open else NOW - dt.timedelta(hours=hours_ago)
    return Past(f"t{number}", number, finished, None if is_open else passed, reached, critical, reread)


def test_nobody_waits_for_a_first_attempt():
    assert next_step([], granted=0, now=NOW).step is Step.START


def test_an_open_attempt_is_carried_on():
    answer = next_step([tried(1, is_open=True)], granted=0, now=NOW)

    assert (answer.step, answer.attempt_id) == (Step.CARRY_ON, "t1")


def test_the_first_retake_comes_after_reading_again():
    assert next_step([tried(1)], granted=0, now=NOW).step is Step.REREAD
    assert next_step([tried(1, reread=True)], granted=0, now=NOW).step is Step.START


def test_the_second_retake_comes_after_a_day_to_the_second():
    past = [tried(1, reread=True), tried(2, hours_ago=24)]
    early = next_step(past, granted=0, now=NOW - dt.timedelta(seconds=1))

    assert (early.step, early.from_at) == (Step.WAIT, NOW)
    assert next_step(past, granted=0, now=NOW).step is Step.START


def test_after_three_attempts_the_clerk_talks_to_the_person_and_may_grant_one_more():
    past = [tried(1, reread=True), tried(2), tried(3)]

    assert next_step(past, granted=0, now=NOW).step is Step.TALK
    assert next_step(past, granted=1, now=NOW).step is Step.START
    assert next_step([*past, tried(4)], granted=1, now=NOW).step is Step.TALK


def test_a_pass_ends_it():
    past = [tried(1, reread=True), tried(2, passed=True)]

    assert next_step(past, granted=0, now=NOW).step is Step.PASSED
    with pytest.raises(Refused, match="already passed"):
        check_may_start(past, granted=0, now=NOW)


@pytest.mark.parametrize(
    ("past", "sentence"),
    [
        ([tried(1)], "Read the clauses"),
        ([tried(1, reread=True), tried(2)], "a day"),
        ([tried(1, reread=True), tried(2), tried(3)], "Talk to the Town Clerk"),
    ],
)
def test_a_refused_start_says_what_comes_first(past, sentence):
    with pytest.raises(Refused, match=sentence):
        check_may_start(past, granted=0, now=NOW)


def test_only_critical_questions_are_asked_again_when_the_mark_was_reached():
    assert asks_only_critical(tried(1, critical=("a1",), reached=True))
    assert not asks_only_critical(tried(1, critical=("a1",), reached=False))
    assert not asks_only_critical(tried(1, passed=True, reached=True))
    assert not asks_only_critical(None)
