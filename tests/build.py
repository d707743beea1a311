"""Plain functions that put one row of each kind into a test's database, with everything it needs.

Every argument after the session has a default, so that a test names only what it is about.
"""

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from lms.storage import ledger, snapshots
from lms.storage.rows import (
    Acknowledgement,
    Assignment,
    Attempt,
    AttemptResult,
    Authorisation,
    Certificate,
    Completion,
    Entry,
    ModuleRun,
    Person,
    PersonAudience,
    PolicyAcceptance,
    PolicyVersion,
    ProgrammeRule,
    RoleGrant,
)

TODAY = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)


def new_id() -> str:
    return secrets.token_hex(16)


def person(
    session: Session,
    *,
    id: str | None = None,
    name: str = "Avery Quill",
    email: str | None = None,
    audiences: Sequence[str] = ("employee",),
    roles: Sequence[str] = (),
    joined_on: dt.date = dt.date(2026, 1, 5),
    left_on: dt.date | None = None,
    reference: str | None = None,
    password_hash: str | None = None,
    now: dt.datetime = NOW,
) -> Person:
    """A person with these audiences (and roles beyond learner) since the day they joined."""
    row = Person(
        id=id or new_id(),
        name=name,
        email=email,
        reference=reference,
        joined_on=joined_on,
        left_on=left_on,
        left_by="system" if left_on else None,
        recorded_at=now,
        password_hash=password_hash,
    )
    session.add(row)
    session.flush()
    for each in audiences:
        audience(session, row, audience=each, from_on=joined_on)
    for each in roles:
        role(session, row, role=each, from_on=joined_on)
    return row


def audience(
    session: Session,
    to: Person,
    *,
    audience: str = "employee",
    from_on: dt.date = dt.date(2026, 1, 5),
    until_on: dt.date | None = None,
) -> PersonAudience:
    row = PersonAudience(
        id=new_id(), person_id=to.id, audience=audience, from_on=from_on, until_on=until_on, recorded_at=NOW
    )
    session.add(row)
    session.flush()
    return row


def role(
    session: Session,
    to: Person,
    *,
    role: str = "clerk",
    from_on: dt.date = dt.date(2026, 1, 5),
    until_on: dt.date | None = None,
    granted_by: str = "system",
) -> RoleGrant:
    row = RoleGrant(
        id=new_id(),
        person_id=to.id,
        role=role,
        from_on=from_on,
        until_on=until_on,
        granted_by=granted_by,
        recorded_at=NOW,
    )
    session.add(row)
    session.flush()
    return row


def rule(session: Session, **values: Any) -> ProgrammeRule:
    """A yearly induction for employees, due 28 days after it starts to apply."""
    given: dict[str, Any] = {
        "id": new_id(),
        "slug": "induction",
        "kind": "module",
        "thing": "induction",
        "audiences": ["employee"],
        "starts_on": dt.date(2026, 1, 1),
        "due_days": 28,
        "valid_months": 12,
        "window_days": 60,
        "renewal": "completion",
        "fixed_month": None,
        "fixed_day": None,
        "minimum_months": 0,
        "set_by": "the Town Clerk",
        "because": "Everybody should know what may be posted.",
        "law": "",
        "recorded_at": NOW,
        "ended_on": None,
        "ended_by": None,
    }
    row = ProgrammeRule(**(given | values))
    session.add(row)
    session.flush()
    return row


def assignment(
    session: Session,
    to: Person,
    *,
    id: str | None = None,
    kind: str = "module",
    thing: str = "induction",
    period: str = "1",
    opens_on: dt.date = dt.date(2026, 11, 1),
    due_on: dt.date = dt.date(2026, 12, 1),
) -> Assignment:
    row = Assignment(
        id=id or new_id(),
        person_id=to.id,
        kind=kind,
        thing=thing,
        period=period,
        opens_on=opens_on,
        due_on=due_on,
        recorded_at=NOW,
    )
    session.add(row)
    session.flush()
    return row


def snapshot(session: Session, *, text: str = "{}", kind: str = "module") -> str:
    """The digest of a kept text."""
    return snapshots.keep(session, kind=kind, text=text, now=NOW)


def policy_version(
    session: Session,
    *,
    id: str | None = None,
    policy: str = "social-media",
    edition: str = "plain",
    text: str = '{"clauses":[]}',
    source_name: str | None = None,
    source_digest: str | None = None,
    facts: dict[str, Any] | None = None,
    now: dt.datetime = NOW,
) -> PolicyVersion:
    row = PolicyVersion(
        id=id or new_id(),
        policy=policy,
        edition=edition,
        document_digest=snapshot(session, text=text, kind="policy"),
        source_name=source_name,
        source_digest=source_digest,
        facts=facts or {"title": "Social media"},
    )
    return ledger.add(session, row, now=now)


def policy_acceptance(
    session: Session,
    of: PolicyVersion,
    *,
    in_force_on: dt.date = dt.date(2026, 1, 1),
    minute: str | None = "26/101",
    by_id: str = "system",
    now: dt.datetime = NOW,
) -> PolicyAcceptance:
    row = PolicyAcceptance(version_id=of.id, in_force_on=in_force_on, minute=minute, by_id=by_id)
    return ledger.add(session, row, now=now)


def attempt(
    session: Session,
    of: Assignment,
    *,
    id: str | None = None,
    number: int = 1,
    form: dict[str, Any] | None = None,
    seed: str = "seed",
    repeats: str | None = None,
    module_digest: str | None = None,
    quiz_digest: str | None = None,
    now: dt.datetime = NOW,
) -> Attempt:
    row = Attempt(
        id=id,
        person_id=of.person_id,
        assignment_id=of.id,
        module=of.thing,
        number=number,
        seed=seed,
        form=form or {"questions": []},
        repeats=repeats,
        module_digest=module_digest or snapshot(session),
        quiz_digest=quiz_digest or snapshot(session, kind="bank"),
        method="password",
    )
    return ledger.add(session, row, now=now)


def completion(
    session: Session,
    of: Assignment,
    *,
    id: str | None = None,
    attempt_id: str | None = None,
    completed_on: dt.date = TODAY,
    valid_until: dt.date | None = dt.date(2027, 11, 20),
    policy_version_id: str | None = None,
    method: str = "password",
    now: dt.datetime = NOW,
) -> Completion:
    """A completion on the policy version given, or on a new one."""
    row = Completion(
        id=id,
        person_id=of.person_id,
        assignment_id=of.id,
        module=of.thing,
        attempt_id=attempt_id,
        method=method,
        completed_on=completed_on,
        valid_until=valid_until,
        policy_version_id=policy_version_id or policy_version(session, text=f'"{new_id()}"').id,
    )
    return ledger.add(session, row, now=now)


def authorisation(
    session: Session,
    to: Person,
    *,
    channels: Sequence[str] = ("facebook",),
    granted_on: dt.date = TODAY,
    by_id: str = "system",
    now: dt.datetime = NOW,
) -> Authorisation:
    row = Authorisation(person_id=to.id, channels=list(channels), granted_on=granted_on, by_id=by_id)
    return ledger.add(session, row, now=now)


def entry(
    session: Session,
    *,
    kind: str = "joined",
    about: Person | None = None,
    by_id: str = "system",
    detail: dict[str, Any] | None = None,
    now: dt.datetime = NOW,
) -> Entry:
    row = Entry(kind=kind, person_id=about.id if about else None, by_id=by_id, detail=detail or {})
    return ledger.add(session, row, now=now)


def run(session: Session, of: Assignment, *, started_at: dt.datetime = NOW, text: str = "{}") -> ModuleRun:
    """A way begun through the assignment's module, on a kept text."""
    row = ModuleRun(
        id=new_id(),
        person_id=of.person_id,
        assignment_id=of.id,
        module=of.thing,
        module_digest=snapshot(session, text=text),
        quiz_digest=snapshot(session, text=text, kind="bank"),
        started_at=started_at,
    )
    session.add(row)
    session.flush()
    return row


def attempt_result(
    session: Session,
    of: Attempt,
    *,
    right: int = 9,
    out_of: int = 10,
    critical_missed: Sequence[str] = (),
    is_passed: bool = True,
    now: dt.datetime = NOW,
) -> AttemptResult:
    """The mark of an attempt. The answers it commits to are not there."""
    row = AttemptResult(
        attempt_id=of.id,
        person_id=of.person_id,
        right=right,
        of=out_of,
        pass_percent=80,
        critical_missed=list(critical_missed),
        is_passed=is_passed,
        answers_commitment="0" * 64,
    )
    return ledger.add(session, row, now=now)


def certificate(
    session: Session,
    of: Completion,
    *,
    id: str | None = None,
    words: dict[str, Any] | None = None,
    now: dt.datetime = NOW,
) -> Certificate:
    row = Certificate(
        id=id, person_id=of.person_id, completion_id=of.id, words=words or {"name": "Avery Quill"}
    )
    return ledger.add(session, row, now=now)


def acknowledgement(
    session: Session,
    by: Person,
    of: PolicyVersion,
    *,
    assignment_id: str | None = None,
    audiences: Sequence[str] = ("employee",),
    statement: str = "I have read and understood this policy.",
    now: dt.datetime = NOW,
) -> Acknowledgement:
    row = Acknowledgement(
        person_id=by.id,
        assignment_id=assignment_id,
        policy=of.policy,
        version_id=of.id,
        document_digest=of.document_digest,
        statement=statement,
        audiences=list(audiences),
        shown_at=now,
        method="password",
    )
    return ledger.add(session, row, now=now)
