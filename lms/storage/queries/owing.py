"""Questions asked of what one person owes and holds today, and why."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.storage.rows import (
    Acknowledgement,
    Assignment,
    AssignmentReason,
    Authorisation,
    AuthorisationEnding,
    Completion,
    PersonAudience,
    ProgrammeRule,
    StandingDates,
)


def standing_rows(session: Session, person_id: str) -> list[StandingDates]:
    """The dates behind everything this person owes or holds."""
    return list(session.scalars(select(StandingDates).where(StandingDates.person_id == person_id)))


def rules_behind(session: Session, assignment_ids: list[str]) -> dict[str, list[ProgrammeRule]]:
    """The rules that ask for each of these assignments, oldest first."""
    rows = session.execute(
        select(AssignmentReason.assignment_id, ProgrammeRule)
        .join(ProgrammeRule, ProgrammeRule.id == AssignmentReason.rule_id)
        .where(AssignmentReason.assignment_id.in_(assignment_ids))
        .order_by(ProgrammeRule.starts_on, ProgrammeRule.slug)
    )
    found: dict[str, list[ProgrammeRule]] = {each: [] for each in assignment_ids}
    for assignment_id, rule in rows:
        found[assignment_id].append(rule)
    return found


def completion_of(session: Session, assignment_id: str) -> Completion | None:
    return session.scalar(select(Completion).where(Completion.assignment_id == assignment_id))


@dataclass(frozen=True)
class OwedAcknowledgement:
    """An acknowledgement assignment and, once made, the acknowledgement of that version."""

    assignment: Assignment
    acknowledgement: Acknowledgement | None


def acknowledgement_assignment(
    session: Session, person_id: str, policy: str, version_id: str
) -> OwedAcknowledgement | None:
    """What this person owes for this version of this policy, if anything."""
    row = session.execute(
        select(Assignment, Acknowledgement)
        .outerjoin(
            Acknowledgement,
            (Acknowledgement.person_id == Assignment.person_id)
            & (Acknowledgement.version_id == Assignment.period),
        )
        .where(
            Assignment.person_id == person_id,
            Assignment.kind == "acknowledgement",
            Assignment.thing == policy,
            Assignment.period == version_id,
        )
    ).first()
    return OwedAcknowledgement(row[0], row[1]) if row else None


def acknowledgements_of(session: Session, person_id: str) -> list[Acknowledgement]:
    """Every acknowledgement this person made, newest first."""
    return list(
        session.scalars(
            select(Acknowledgement)
            .where(Acknowledgement.person_id == person_id)
            .order_by(Acknowledgement.seq.desc())
        )
    )


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
