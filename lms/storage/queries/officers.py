"""Questions asked of authorisations and the programme rules behind them."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lms.storage.rows import (
    Acknowledgement,
    Authorisation,
    AuthorisationEnding,
    Person,
    PersonAudience,
    ProgrammeRule,
)

# Statements that the busiest pages ask are built once; a built one costs as much as its answer.
_GRANTS = (
    select(Authorisation)
    .outerjoin(AuthorisationEnding, AuthorisationEnding.authorisation_id == Authorisation.id)
    .where(Authorisation.person_id.in_(bindparam("people", expanding=True)), AuthorisationEnding.id.is_(None))
    .order_by(Authorisation.seq)
)
_MODULE_RULES = select(ProgrammeRule.thing, ProgrammeRule.audiences).where(
    ProgrammeRule.kind == "module",
    ProgrammeRule.starts_on <= bindparam("today"),
    ProgrammeRule.ended_on.is_(None) | (ProgrammeRule.ended_on > bindparam("today")),
)
_ACKNOWLEDGED = select(Acknowledgement.person_id, Acknowledgement.version_id).where(
    Acknowledgement.person_id.in_(bindparam("people", expanding=True)),
    Acknowledgement.policy == bindparam("policy"),
)


def live_grants(session: Session, people: Sequence[str]) -> list[Authorisation]:
    """Every grant to these people that was not ended, oldest first."""
    return list(session.scalars(_GRANTS, {"people": people}))


def officer_modules(session: Session, *, today: dt.date) -> set[str]:
    """The modules that rules in force ask of authorised officers."""
    rules = session.execute(_MODULE_RULES, {"today": today})
    return {thing for thing, audiences in rules if "authorised-officer" in audiences}


def acknowledged_by(session: Session, people: Sequence[str], policy: str) -> set[tuple[str, str]]:
    """Who of these people has acknowledged which version of this policy: (person, version)."""
    rows = session.execute(_ACKNOWLEDGED, {"people": people, "policy": policy})
    return {(person, version) for person, version in rows}


def granted_people(session: Session, *, today: dt.date) -> list[Person]:
    """Everybody who still belongs and holds a grant that was not ended, by name."""
    return list(
        session.scalars(
            select(Person)
            .where(
                Person.id.in_(
                    select(Authorisation.person_id)
                    .outerjoin(AuthorisationEnding, AuthorisationEnding.authorisation_id == Authorisation.id)
                    .where(AuthorisationEnding.id.is_(None))
                ),
                Person.left_on.is_(None) | (Person.left_on > today),
            )
            .order_by(Person.sort_name, Person.id)
        )
    )


def is_nominated(session: Session, person_id: str) -> bool:
    """Whether this person is already named as an officer to be authorised."""
    query = select(PersonAudience.id).where(
        PersonAudience.person_id == person_id,
        PersonAudience.audience == "authorised-officer",
        PersonAudience.until_on.is_(None),
    )
    return session.scalar(query.limit(1)) is not None
