"""The rules and editions in force, and the assignments and the index of dates that follow from them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from lms.domain.lives import Edition
from lms.storage.rows import (
    Assignment,
    AssignmentReason,
    Base,
    Completion,
    Person,
    PolicyAcceptance,
    PolicyVersion,
    ProgrammeRule,
    StandingDates,
)

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])


def everybody(session: Session, *, known_by: dt.datetime | None = None) -> list[str]:
    """The ids of all people, leavers too, in order; ``known_by`` leaves out those recorded from then on."""
    return list(session.scalars(known(select(Person.id), Person.recorded_at, known_by).order_by(Person.id)))


def rules(session: Session, *, known_by: dt.datetime | None = None) -> list[ProgrammeRule]:
    """Every programme rule there has been, oldest first."""
    query = known(select(ProgrammeRule), ProgrammeRule.recorded_at, known_by)
    return list(session.scalars(query.order_by(ProgrammeRule.starts_on, ProgrammeRule.slug)))


def in_force(session: Session, *, today: dt.date, known_by: dt.datetime | None = None) -> dict[str, Edition]:
    """The version of each policy in force: the one accepted last."""
    accepted = (
        select(PolicyVersion.policy, PolicyVersion.id, PolicyAcceptance.in_force_on)
        .join(PolicyVersion, PolicyVersion.id == PolicyAcceptance.version_id)
        .where(PolicyAcceptance.in_force_on <= today)
        .order_by(PolicyAcceptance.seq)
    )
    rows = session.execute(known(accepted, PolicyAcceptance.recorded_at, known_by))
    return {policy: Edition(version_id, in_force_on) for policy, version_id, in_force_on in rows}


def known(query: Query, recorded: Any, known_by: Any) -> Query:
    """The question about what was recorded before ``known_by``; None leaves nothing out."""
    return query if known_by is None else query.where(recorded < known_by)


def is_known(recorded: Any, known_by: Any) -> ColumnElement[bool]:
    """Whether a row was recorded before ``known_by``; where None, whether there is one."""
    condition: ColumnElement[bool] = recorded.is_not(None) if known_by is None else recorded < known_by
    return condition


_HELD = (
    select(Assignment.kind, Assignment.thing, Assignment.period, StandingDates.window_on, Completion.id)
    .join(StandingDates, StandingDates.assignment_id == Assignment.id)
    .outerjoin(Completion, Completion.assignment_id == Assignment.id)
    .where(StandingDates.person_id == bindparam("person"), StandingDates.is_withdrawn.is_(False))
)


@dataclass(frozen=True)
class Held:
    """What the index of dates says of one thing that somebody owes or holds, and of which period."""

    kind: str
    thing: str
    period: str
    window_on: dt.date | None
    is_completed: bool


def held(session: Session, person_id: str) -> list[Held]:
    """Everything in the index that is asked of this person."""
    rows = session.execute(_HELD, {"person": person_id})
    return [
        Held(kind, thing, period, window_on, completion is not None)
        for kind, thing, period, window_on, completion in rows
    ]


PEOPLE: Any = bindparam("people", expanding=True)
INDEX = Base.metadata.tables[StandingDates.__tablename__]
OF_INDEX = select(INDEX).where(INDEX.c.person_id.in_(PEOPLE))
OUT_OF_INDEX = delete(INDEX).where(INDEX.c.person_id.in_(PEOPLE))


def add_assignments(
    session: Session, assignments: Sequence[Mapping[str, Any]], reasons: Sequence[Mapping[str, Any]]
) -> None:
    """Add these assignments and reasons, given as their columns."""
    if assignments:
        session.execute(insert(Assignment), assignments)
    if reasons:
        session.execute(insert(AssignmentReason), reasons)


def index_of(session: Session, people: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The rows of the index of dates for these people, as their columns."""
    found: dict[str, list[dict[str, Any]]] = {person: [] for person in people}
    for row in session.connection().execute(OF_INDEX, {"people": people}):
        found[row.person_id].append(dict(row._mapping))
    return found


def write_index(session: Session, people: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Put these rows in the place of all that the index holds of these people."""
    connection = session.connection()
    if people:
        connection.execute(OUT_OF_INDEX, {"people": people})
    if rows:
        connection.execute(insert(INDEX), rows)
