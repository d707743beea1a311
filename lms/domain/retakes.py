"""When somebody may try a quiz again, and what is asked then. Set by the programme, not by a policy."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.domain.refusal import AlreadyDone, Refused

WAIT = dt.timedelta(hours=24)
FREE_ATTEMPTS = 3


class Step(StrEnum):
    """What this person may do next about this quiz."""

    START = "start"
    CARRY_ON = "carry on"
    REREAD = "read the clauses missed first"
    WAIT = "wait"
    TALK = "talk to the clerk"
    PASSED = "passed"


@dataclass(frozen=True)
class Past:
    """An attempt so far; ``finished_at`` and ``is_passed`` are None while it is open.

    ``is_mark_reached`` with critical questions missed means only those are asked again.
    """

    attempt_id: str
    number: int
    finished_at: dt.datetime | None
    is_passed: bool | None
    is_mark_reached: bool
    critical_missed: tuple[str, ...]
    is_reread: bool


@dataclass(frozen=True)
class Next:
    """The step, the attempt it concerns, and for `Step.WAIT` the instant from which one may try."""

    step: Step
    attempt_id: str | None = None
    from_at: dt.datetime | None = None


def next_step(past: Sequence[Past], *, granted: int, now: dt.datetime) -> Next:
    """What may be done next.

    The first retake follows a re-reading of the clauses missed, the second comes 24 hours after the
    attempt before it, and after that each further one is ``granted`` by the clerk.
    """
    if not past:
        return Next(Step.START)
    last = max(past, key=lambda each: each.number)
    passed = next((each for each in past if each.is_passed), None)
    if passed is not None:
        return Next(Step.PASSED, passed.attempt_id)
    if last.finished_at is None:
        return Next(Step.CARRY_ON, last.attempt_id)
    if last.number >= FREE_ATTEMPTS + granted:
        return Next(Step.TALK, last.attempt_id)
    if last.number == 1 and not last.is_reread:
        return Next(Step.REREAD, last.attempt_id)
    if last.number == 2 and now < last.finished_at + WAIT:
        return Next(Step.WAIT, last.attempt_id, last.finished_at + WAIT)
    return Next(Step.START, last.attempt_id)


def asks_only_critical(last: Past | None) -> bool:
    """Whether only the critical questions missed last time are asked again, freshly drawn."""
    return (
        last is not None and last.is_passed is False and last.is_mark_reached and bool(last.critical_missed)
    )


def check_may_start(past: Sequence[Past], *, granted: int, now: dt.datetime) -> None:
    """Refuse a new attempt, saying what comes first, unless one may be started now."""
    answer = next_step(past, granted=granted, now=now)
    sentences = {
        Step.REREAD: "Read the clauses you missed first, then try again.",
        Step.WAIT: "You cannot try again yet. We wait a day between the second try and the third.",
        Step.TALK: "Talk to the Town Clerk before you try again.",
    }
    if answer.step is Step.PASSED:
        raise AlreadyDone("You have already passed this quiz.")
    if answer.step in sentences:
        raise Refused(sentences[answer.step], kind="conflict")
