"""Questions asked of the versions of a policy."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lms.storage.rows import PolicyAcceptance, PolicyVersion

# What was decided last rules from its day on: an acceptance that is still to come gives way to one
# recorded after it for an earlier day, and neither is changed.
_IN_FORCE = (
    select(PolicyVersion)
    .join(PolicyAcceptance, PolicyAcceptance.version_id == PolicyVersion.id)
    .where(PolicyVersion.policy == bindparam("policy"), PolicyAcceptance.in_force_on <= bindparam("today"))
    .order_by(PolicyAcceptance.seq.desc())
    .limit(1)
)


def version_in_force(
    session: Session, policy: str, *, today: dt.date, known_by: dt.datetime | None = None
) -> PolicyVersion | None:
    """The version accepted last of those in force by today; ``known_by`` leaves out acceptances recorded since."""
    query = _IN_FORCE if known_by is None else _IN_FORCE.where(PolicyAcceptance.recorded_at <= known_by)
    return session.scalar(query, {"policy": policy, "today": today})


def acceptances(session: Session, policy: str) -> Sequence[PolicyAcceptance]:
    """Every acceptance of a version of this policy, in the order recorded."""
    return session.scalars(
        select(PolicyAcceptance)
        .join(PolicyVersion, PolicyVersion.id == PolicyAcceptance.version_id)
        .where(PolicyVersion.policy == policy)
        .order_by(PolicyAcceptance.seq)
    ).all()


def version(session: Session, version_id: str) -> PolicyVersion | None:
    return session.get(PolicyVersion, version_id)


def version_with_document(session: Session, policy: str, digest: str) -> PolicyVersion | None:
    return session.scalar(
        select(PolicyVersion).where(PolicyVersion.policy == policy, PolicyVersion.document_digest == digest)
    )


def imported_versions(session: Session, policy: str) -> Sequence[PolicyVersion]:
    """The versions that came from a document of the council's, newest first."""
    return session.scalars(
        select(PolicyVersion)
        .where(PolicyVersion.policy == policy, PolicyVersion.source_digest.is_not(None))
        .order_by(PolicyVersion.seq.desc())
    ).all()
