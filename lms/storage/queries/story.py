"""Everything that is recorded of one person and that a clerk may see: never a choice made in a scenario."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lms.domain.names import folded
from lms.storage.rows import (
    Acknowledgement,
    Assignment,
    AssignmentChange,
    Attempt,
    AttemptResult,
    Authorisation,
    AuthorisationEnding,
    Away,
    Certificate,
    CertificateEnding,
    Completion,
    Entry,
    FurtherAttempt,
    Person,
    PolicyDecline,
    PolicyQuery,
    PolicyVersion,
    StandingDates,
)

Row = TypeVar("Row")


@dataclass(frozen=True)
class Recorded:
    """The rows of one person's record, each kind oldest first."""

    entries: list[Entry]
    assignments: list[Assignment]
    changes: list[AssignmentChange]
    attempts: list[tuple[Attempt, AttemptResult | None]]
    further: list[FurtherAttempt]
    completions: list[tuple[Completion, str | None]]
    endings: list[CertificateEnding]
    acknowledgements: list[tuple[Acknowledgement, PolicyVersion]]
    questions: list[PolicyQuery]
    declines: list[PolicyDecline]
    authorisations: list[Authorisation]
    authorisation_endings: list[AuthorisationEnding]
    absences: list[Away]


def of_person(session: Session, person_id: str) -> Recorded:
    """Everything recorded of this person."""

    def all_of(row: type[Row], order: Any) -> list[Row]:
        person: Any = row.person_id  # type: ignore[attr-defined]  # each of these rows names its person
        return list(session.scalars(select(row).where(person == person_id).order_by(order)))

    return Recorded(
        entries=all_of(Entry, Entry.seq),
        assignments=all_of(Assignment, Assignment.recorded_at),
        changes=all_of(AssignmentChange, AssignmentChange.seq),
        attempts=_pairs(
            session,
            select(Attempt, AttemptResult)
            .outerjoin(AttemptResult, AttemptResult.attempt_id == Attempt.id)
            .where(Attempt.person_id == person_id)
            .order_by(Attempt.seq),
        ),
        further=all_of(FurtherAttempt, FurtherAttempt.seq),
        completions=_pairs(
            session,
            select(Completion, Certificate.id)
            .outerjoin(Certificate, Certificate.completion_id == Completion.id)
            .where(Completion.person_id == person_id)
            .order_by(Completion.seq),
        ),
        endings=all_of(CertificateEnding, CertificateEnding.seq),
        acknowledgements=_pairs(
            session,
            select(Acknowledgement, PolicyVersion)
            .join(PolicyVersion, PolicyVersion.id == Acknowledgement.version_id)
            .where(Acknowledgement.person_id == person_id)
            .order_by(Acknowledgement.seq),
        ),
        questions=all_of(PolicyQuery, PolicyQuery.seq),
        declines=all_of(PolicyDecline, PolicyDecline.seq),
        authorisations=all_of(Authorisation, Authorisation.seq),
        authorisation_endings=all_of(AuthorisationEnding, AuthorisationEnding.seq),
        absences=all_of(Away, Away.recorded_at),
    )


def _pairs(session: Session, query: Any) -> list[tuple[Any, Any]]:
    return [(first, second) for first, second in session.execute(query)]


def names_of(session: Session, people: Sequence[str]) -> dict[str, str]:
    """The names behind these ids."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    return {person_id: name for person_id, name in rows}  # noqa: C416 - a Row is not the pair that dict() wants


def dates_of(session: Session, person_id: str) -> list[StandingDates]:
    """The index of this person's dates, modules first."""
    query = select(StandingDates).where(StandingDates.person_id == person_id)
    return list(session.scalars(query.order_by(StandingDates.kind.desc(), StandingDates.thing)))


@dataclass(frozen=True)
class Listed:
    """A person as the list of people shows them."""

    person_id: str
    name: str
    email: str | None
    joined_on: dt.date
    left_on: dt.date | None


def people(
    session: Session, *, named: str, has_left: bool, today: dt.date, limit: int, offset: int
) -> tuple[int, list[Listed]]:
    """How many people match, and one page of them by name."""
    left = Person.left_on <= today if has_left else or_(Person.left_on.is_(None), Person.left_on > today)
    conditions = [left]
    if named:
        conditions.append(Person.sort_name.contains(folded(named), autoescape=True))
    total = session.scalar(select(func.count()).select_from(Person).where(*conditions)) or 0
    rows = session.execute(
        select(Person.id, Person.name, Person.email, Person.joined_on, Person.left_on)
        .where(*conditions)
        .order_by(Person.sort_name, Person.id)
        .limit(limit)
        .offset(offset)
    )
    return total, [Listed(*row) for row in rows]
