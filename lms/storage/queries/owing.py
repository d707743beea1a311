"""Questions asked of what one person owes and holds today, and why."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lms.storage.rows import (
    Acknowledgement,
    Assignment,
    AssignmentReason,
    Authorisation,
    AuthorisationEnding,
    PersonAudience,
    ProgrammeRule,
    StandingDates,
)

# Statements that the busiest pages ask are built once; a built one costs as much as its answer.
_STANDING = select(StandingDates).where(StandingDates.person_id.in_(bindparam("people", expanding=True)))
_RULES = (
    select(AssignmentReason.assignment_id, ProgrammeRule)
    .join(ProgrammeRule, ProgrammeRule.id == AssignmentReason.rule_id)
    .where(AssignmentReason.assignment_id.in_(bindparam("assignments", expanding=True)))
    .order_by(ProgrammeRule.starts_on, ProgrammeRule.slug)
)
_ASSIGNED = (
    select(Assignment)
    .join(
        StandingDates, (StandingDates.assignment_id == Assignment.id) & StandingDates.is_withdrawn.is_(False)
    )
    .where(
        Assignment.person_id == bindparam("person"),
        Assignment.kind == "acknowledgement",
        Assignment.thing == bindparam("policy"),
        Assignment.period == bindparam("version"),
    )
)


def standing_rows(session: Session, person_id: str) -> list[StandingDates]:
    """The dates behind everything this person owes or holds."""
    return standing_rows_of(session, [person_id])


def standing_rows_of(session: Session, people: Sequence[str]) -> list[StandingDates]:
    """The dates behind everything these people owe or hold."""
    return list(session.scalars(_STANDING, {"people": people}))


def rules_behind(session: Session, assignment_ids: list[str]) -> dict[str, list[ProgrammeRule]]:
    """The rules that ask for each of these assignments, oldest first."""
    rows = session.execute(_RULES, {"assignments": assignment_ids})
    found: dict[str, list[ProgrammeRule]] = {each: [] for each in assignment_ids}
    for assignment_id, rule in rows:
        found[assignment_id].append(rule)
    return found


def assigned_acknowledgement(
    session: Session, person_id: str, policy: str, version_id: str
) -> Assignment | None:
    """What asks this person for this version of this policy, if anything does today."""
    return session.scalar(_ASSIGNED, {"person": person_id, "policy": policy, "version": version_id})


def acknowledgements_of(
    session: Session, person_id: str, *, policy: str | None = None
) -> list[Acknowledgement]:
    """Every acknowledgement this person made, of one policy or of all, newest first."""
    query = select(Acknowledgement).where(Acknowledgement.person_id == person_id)
    if policy is not None:
        query = query.where(Acknowledgement.policy == policy)
    return list(session.scalars(query.order_by(Acknowledgement.seq.desc())))


def audiences_on(session: Session, person_id: str, *, today: dt.date) -> list[str]:
    """The audiences of this person on this day, in order; an authorised officer is one by the grant."""
    rows = session.scalars(
        select(PersonAudience.audience).where(
            PersonAudience.person_id == person_id,
            PersonAudience.from_on <= today,
            PersonAudience.until_on.is_(None) | (PersonAudience.until_on >= today),
        )
    )
    granted = session.scalar(
        select(Authorisation.id)
        .outerjoin(
            AuthorisationEnding,
            AuthorisationEnding.authorisation_id == Authorisation.id,
        )
        .where(Authorisation.person_id == person_id, AuthorisationEnding.id.is_(None))
        .limit(1)
    )
    return sorted({*rows, *(["authorised-officer"] if granted else [])})
