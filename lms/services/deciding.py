"""What a clerk decides about one person, always with a reason: a moved date, another attempt, leaving."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.days import day_of, long_day
from lms.domain.lives import Period
from lms.domain.refusal import Refused
from lms.domain.roles import Actor
from lms.library.library import CouncilLibrary
from lms.services import people, programme, report
from lms.services.overseeing import check_may_decide
from lms.storage import ledger, submits
from lms.storage.queries import story
from lms.storage.queries.lives import lives as lives_of
from lms.storage.rows import AssignmentChange, FurtherAttempt

LONGEST_REASON = 500
FURTHEST = dt.timedelta(days=366)


class UnfitReason(Refused):
    """There is no reason, or more than is kept."""


@dataclass(frozen=True)
class Sent:
    """The key a form was shown with and the digest of what was sent, so that twice counts once."""

    key: str
    body_digest: str


def open_period(session: Session, person_id: str, assignment_id: str) -> Period:
    """This person's assignment, if it is still to be done."""
    life = lives_of(session, [person_id])[person_id]
    found = next((each for each in life.periods if each.assignment_id == assignment_id), None)
    if found is None:
        raise Refused("We cannot find that.", kind="not found")
    if found.done is not None or found.is_withdrawn or life.left_on is not None:
        raise Refused("This is no longer to be done, so there is nothing to change.", kind="conflict")
    return found


@dataclass(frozen=True)
class Open:
    """Something still to be done: its title, and by when it is due as it stands."""

    title: str
    due_on: dt.date | None


def what_is_open(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    person_id: str,
    assignment_id: str,
    today: dt.date,
) -> Open:
    """What this assignment is about, if it is still to be done and this person may decide on it."""
    check_may_decide(session, actor, person_id, today=today)
    period = open_period(session, person_id, assignment_id)
    rows = story.dates_of(session, person_id)
    due = next((row.due_on for row in rows if row.assignment_id == assignment_id), period.due_on)
    return Open(report.title_of(library, period.kind, period.thing), due)


def move_date(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    person_id: str,
    assignment_id: str,
    to: dt.date,
    reason: str,
    sent: Sent,
    now: dt.datetime,
) -> None:
    """Move the day by which one person owes one thing. It never makes what has run out last longer."""
    today = day_of(now)
    check_may_decide(session, actor, person_id, today=today)
    if not today <= to <= today + FURTHEST:
        raise Refused(f"Give a day from {long_day(today, today=today)} to a year ahead.", kind="invalid")

    def move() -> None:
        period = open_period(session, person_id, assignment_id)
        row = AssignmentChange(
            assignment_id=period.assignment_id, person_id=person_id, change="moved", due_on=to,
            reason=_checked(reason), by_id=actor.person_id,
        )  # fmt: skip
        ledger.add(session, row, now=now)

    _once(session, actor, "move a date", person_id, sent, move, library=library, now=now)


def grant_attempt(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    person_id: str,
    assignment_id: str,
    reason: str,
    sent: Sent,
    now: dt.datetime,
) -> None:
    """After a talk, let somebody whose attempts are used up try once more."""
    check_may_decide(session, actor, person_id, today=day_of(now))

    def grant() -> None:
        period = open_period(session, person_id, assignment_id)
        if period.failed_on is None:
            raise Refused("There are attempts left, so none needs to be granted.", kind="conflict")
        row = FurtherAttempt(
            person_id=person_id, assignment_id=assignment_id, reason=_checked(reason), by_id=actor.person_id
        )
        ledger.add(session, row, now=now)

    _once(session, actor, "grant an attempt", person_id, sent, grant, library=library, now=now)


def record_leaving(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    person_id: str,
    on: dt.date,
    sent: Sent,
    now: dt.datetime,
) -> None:
    """Record the first day on which somebody no longer belongs to the council."""
    person = check_may_decide(session, actor, person_id, today=day_of(now))

    def leave() -> None:
        people.record_leaving(session, actor, person=person, on=on, now=now)

    _once(session, actor, "record leaving", person_id, sent, leave, library=library, now=now)


def _once(
    session: Session,
    actor: Actor,
    action: str,
    person_id: str,
    sent: Sent,
    do: Callable[[], None],
    *,
    library: CouncilLibrary,
    now: dt.datetime,
) -> None:
    """Do it and let the person's standing follow, unless this very form did it before."""
    key, digest, by = sent.key, sent.body_digest, actor.person_id
    if submits.taken(session, person_id=by, action=action, key=key, body_digest=digest) is not None:
        return
    do()
    programme.bring_up_to_date(session, library=library, today=day_of(now), now=now, people=[person_id])
    submits.remember(
        session, person_id=by, action=action, key=key, body_digest=digest, location=person_id, now=now
    )


def _checked(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise UnfitReason("Say why. The reason is kept with the decision.", kind="invalid")
    if len(reason) > LONGEST_REASON:
        raise UnfitReason(f"Use at most {LONGEST_REASON} characters for the reason.", kind="invalid")
    return reason
