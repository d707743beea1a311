"""Questions asked of authorisations and the programme rules behind them."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.storage.rows import (
    Acknowledgement,
    Authorisation,
    AuthorisationEnding,
    PersonAudience,
    ProgrammeRule,
)


def live_grants(session: Session, *, person_id: str | None = None) -> list[Authorisation]:
    """Every grant that was not ended, of one person or of all, oldest first."""
    query = (
        select(Authorisation)
        .outerjoin(
            AuthorisationEnding,
            AuthorisationEnding.authorisation_id == Authorisation.id,
        )
        .where(AuthorisationEnding.id.is_(None))
        .order_by(Authorisation.seq)
    )
    if person_id is not None:
        query = query.where(Authorisation.person_id == person_id)
    return list(session.scalars(query))


def officer_modules(session: Session, *, today: dt.date) -> set[str]:
    """The modules that rules in force ask of authorised officers."""
    rules = session.scalars(
        select(ProgrammeRule).where(
            ProgrammeRule.kind == "module",
            ProgrammeRule.starts_on <= today,
            ProgrammeRule.ended_on.is_(None) | (ProgrammeRule.ended_on > today),
        )
    )
    return {rule.thing for rule in rules if "authorised-officer" in rule.audiences}


def has_acknowledged_any(session: Session, person_id: str, policy: str) -> bool:
    """Whether this person has acknowledged any version of this policy."""
    query = select(Acknowledgement.id).where(
        Acknowledgement.person_id == person_id, Acknowledgement.policy == policy
    )
    return session.scalar(query.limit(1)) is not None


def has_acknowledged(session: Session, person_id: str, version_id: str) -> bool:
    """Whether this person has acknowledged this version."""
    query = select(Acknowledgement.id).where(
        Acknowledgement.person_id == person_id, Acknowledgement.version_id == version_id
    )
    return session.scalar(query.limit(1)) is not None


def is_nominated(session: Session, person_id: str) -> bool:
    """Whether this person is already named as an officer to be authorised."""
    query = select(PersonAudience.id).where(
        PersonAudience.person_id == person_id,
        PersonAudience.audience == "authorised-officer",
        PersonAudience.until_on.is_(None),
    )
    return session.scalar(query.limit(1)) is not None
