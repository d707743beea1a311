"""One attempt at a quiz as the desk may read it, from the content and the policy as they were then."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.documents import Document
from lms.domain.refusal import Refused
from lms.domain.roles import Actor
from lms.library.library import CouncilLibrary
from lms.services import attempts, overseeing, policies
from lms.services.attempts import Sheet
from lms.storage.queries import learning as queries
from lms.storage.rows import Person


@dataclass(frozen=True)
class Answered:
    """What one person was asked and answered.

    ``policy`` is the text in force when they began (None: there was none) and ``policy_digest`` its digest.
    ``shows_right``: what counts may be named.
    """

    person: Person
    sheet: Sheet
    policy: Document | None
    policy_digest: str | None
    shows_right: bool


def attempt(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    person_id: str,
    attempt_id: str,
    today: dt.date,
) -> Answered:
    """This person's attempt, for whoever may open their page; anybody else's is unknown under their name.

    What counts is not named before the quiz is finished. To somebody looking at their own, it is not named
    before they have passed: they are still to be asked.
    """
    person = overseeing.person(session, actor, person_id, today=today)
    tried = queries.attempt_of(session, attempt_id)
    if tried is None or tried.attempt.person_id != person.id:
        raise Refused("We cannot find that attempt.", kind="not found")
    sheet = attempts.sheet_of(session, tried, library=library)
    result = sheet.result
    version = policies.version_then(session, policy=sheet.module.policy, at=sheet.attempt.recorded_at)
    return Answered(
        person=person,
        sheet=sheet,
        policy=policies.document_of(session, version) if version else None,
        policy_digest=version.document_digest if version else None,
        shows_right=result is not None and (result.is_passed or actor.person_id != person.id),
    )
