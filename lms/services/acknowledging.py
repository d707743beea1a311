"""Reading the policy in force and saying so: acknowledge it, ask about a clause, or decline."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.days import day_of
from lms.domain.documents import Document
from lms.domain.refusal import AlreadyDone, Refused
from lms.domain.roles import Action, Actor, check_may
from lms.library.library import CouncilLibrary
from lms.services import policies, programme
from lms.services.policies import Change
from lms.storage import ledger, submits
from lms.storage.queries import owing as queries
from lms.storage.rows import Acknowledgement, Assignment, PolicyDecline, PolicyQuery, PolicyVersion

LONGEST = 2000


class UnknownClause(Refused):
    """The question names no clause of this version."""


@dataclass(frozen=True)
class Seen:
    """What a page showed when its form was shown: the version, the digest of everything displayed, the instant."""

    version_id: str
    document_digest: str
    at: dt.datetime


@dataclass(frozen=True)
class Page:
    """The policy as this person may acknowledge it.

    ``assignment`` is None where nothing asks it of them; ``done`` is their acknowledgement of this version.
    ``changes`` are clause by clause since an earlier version.
    """

    version: PolicyVersion
    document: Document
    statement: str
    assignment: Assignment | None
    done: Acknowledgement | None
    changes: Sequence[Change]

    @property
    def is_owed(self) -> bool:
        return self.assignment is not None and self.done is None

    def seen(self, at: dt.datetime) -> Seen:
        return Seen(self.version.id, self.version.document_digest, at)


def statement_of(document: Document, *, council: str) -> str:
    """The exact words agreed to."""
    return f"I have read and understood {council}’s {document.name}."


def page(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    policy: str,
    now: dt.datetime,
    shown_before: str | None = None,
) -> Page:
    """The version in force, with what this person owes of it.

    ``changes`` are since the version that they were ``shown_before``, else since the one they acknowledged.
    """
    check_may(actor, Action.LEARN)
    version = policies.version_in_force(session, library=library, policy=policy, today=day_of(now))
    document = policies.document_of(session, version)
    owed = queries.assigned_acknowledgement(session, actor.person_id, policy, version.id)
    mine = queries.acknowledgements_of(session, actor.person_id, policy=policy)
    done = next((each for each in mine if each.version_id == version.id), None)
    before = shown_before or next((each.version_id for each in mine if each.version_id != version.id), None)
    return Page(
        version=version,
        document=document,
        statement=statement_of(document, council=library.council.name),
        assignment=owed,
        done=done,
        changes=policies.changes_since(session, before, document) if before and not done else (),
    )


def acknowledge(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    policy: str,
    seen: Seen,
    now: dt.datetime,
) -> Acknowledgement:
    """Record that this person has read and understood the version they were shown.

    Refused as a conflict when another version came into force, or its text changed, while they were
    reading. Saying so twice gives the first acknowledgement again.
    """
    here = page(session, actor, library=library, policy=policy, now=now)
    if (seen.version_id, seen.document_digest) != (
        here.version.id,
        here.version.document_digest,
    ):
        raise Refused(
            "The policy changed while you were reading. Nothing was recorded. Read the new text, then acknowledge it.",
            kind="conflict",
        )
    if here.done is not None:
        return here.done
    row = Acknowledgement(
        person_id=actor.person_id,
        assignment_id=here.assignment.id if here.assignment else None,
        policy=policy,
        version_id=here.version.id,
        document_digest=here.version.document_digest,
        statement=here.statement,
        audiences=queries.audiences_on(session, actor.person_id, today=day_of(now)),
        shown_at=seen.at,
        method=actor.method,
    )
    ledger.add(session, row, now=now)
    programme.bring_up_to_date(session, library=library, today=day_of(now), now=now, people=[actor.person_id])
    return row


def ask(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    policy: str,
    clause: str,
    question: str,
    key: str,
    body_digest: str,
    now: dt.datetime,
) -> str:
    """Put a question about a clause to the clerk; it is not a refusal. Returns the clause's label."""
    here = page(session, actor, library=library, policy=policy, now=now)
    shown = here.document.clause(clause)
    if shown is None:
        raise UnknownClause("Choose the clause your question is about.", kind="invalid")
    text = _text(question, "Write your question.")
    if not _is_repeat(session, actor, "ask", key, body_digest):
        row = PolicyQuery(
            person_id=actor.person_id,
            version_id=here.version.id,
            clause_id=clause,
            question=text,
        )
        ledger.add(session, row, now=now)
        _remember(session, actor, "ask", key, body_digest, now=now)
    return shown.label


def decline(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    policy: str,
    reason: str,
    key: str,
    body_digest: str,
    now: dt.datetime,
) -> None:
    """Record that this person does not wish to acknowledge, with their reason; the clerk is told of it."""
    here = page(session, actor, library=library, policy=policy, now=now)
    if here.done is not None:
        raise AlreadyDone("You have already acknowledged this policy.")
    text = _text(reason, "Say why, so that the Town Clerk can talk to you about it.")
    if not _is_repeat(session, actor, "decline", key, body_digest):
        row = PolicyDecline(person_id=actor.person_id, version_id=here.version.id, reason=text)
        ledger.add(session, row, now=now)
        _remember(session, actor, "decline", key, body_digest, now=now)


def _text(typed: str, missing: str) -> str:
    text = typed.strip()
    if not text:
        raise Refused(missing, kind="invalid")
    if len(text) > LONGEST:
        raise Refused(f"Use at most {LONGEST:,} characters.", kind="invalid")
    return text


def _is_repeat(session: Session, actor: Actor, action: str, key: str, body_digest: str) -> bool:
    found = submits.taken(
        session,
        person_id=actor.person_id,
        action=action,
        key=key,
        body_digest=body_digest,
    )
    return found is not None


def _remember(
    session: Session,
    actor: Actor,
    action: str,
    key: str,
    body_digest: str,
    *,
    now: dt.datetime,
) -> None:
    submits.remember(
        session,
        person_id=actor.person_id,
        action=action,
        key=key,
        body_digest=body_digest,
        location=action,
        now=now,
    )
