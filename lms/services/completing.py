"""What follows from a finished attempt: a completion and its certificate, or a step towards a talk."""

import datetime as dt

from sqlalchemy.orm import Session

from lms.domain.certificates import Words
from lms.domain.days import day_of
from lms.domain.modules import Module
from lms.domain.roles import Actor
from lms.library.library import CouncilLibrary
from lms.services import certificates, policies, programme
from lms.storage import ledger
from lms.storage.rows import Attempt, Certificate, Completion


def complete(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    attempt: Attempt,
    module: Module,
    now: dt.datetime,
) -> Certificate:
    """Record the completion and its certificate, in the transaction that recorded the pass."""
    today = day_of(now)
    # The version the attempt was begun on: another may have come into force while it was open.
    begun_at = attempt.recorded_at
    version = policies.version_in_force(
        session, library=library, policy=module.policy, today=day_of(begun_at), known_by=begun_at
    )
    until = programme.lasts_until(session, assignment_id=attempt.assignment_id, completed_on=today)
    completion = Completion(
        person_id=actor.person_id,
        assignment_id=attempt.assignment_id,
        module=module.slug,
        attempt_id=attempt.id,
        method=actor.method,
        completed_on=today,
        valid_until=until,
        policy_version_id=version.id,
    )
    ledger.add(session, completion, now=now)
    words = Words(
        council=library.council.name,
        person=actor.name,
        module=module.title,
        covers=module.covers,
        completed_on=today,
        lasts_until=until,
        policy=policies.name_of(session, version),
    )
    certificate = certificates.issue(session, completion, words=words, now=now)
    programme.bring_up_to_date(session, library=library, today=today, now=now, people=[actor.person_id])
    return certificate


def not_passed(session: Session, actor: Actor, *, library: CouncilLibrary, now: dt.datetime) -> None:
    """Let the standing follow: when the attempts are used up the clerk is asked to talk to the person."""
    programme.bring_up_to_date(session, library=library, today=day_of(now), now=now, people=[actor.person_id])
