"""Who is of which audience on a day, an authorisation that has not ended making an officer."""

import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    bindparam,
    exists,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from lms.domain.periods import AUTHORISED
from lms.storage.queries.standings import KNOWN_BY, TODAY
from lms.storage.rows import Authorisation, AuthorisationEnding, PersonAudience

AUDIENCE = PersonAudience.__table__.c
GRANT = Authorisation.__table__.c
ENDING = AuthorisationEnding.__table__.c


def is_of(rows: FromClause, audience: str, is_known_by: bool) -> ColumnElement[bool]:
    """Whether the person is of this audience on the day, an authorisation making an officer."""
    member = select(AUDIENCE.person_id).where(
        AUDIENCE.audience == audience, *_runs(AUDIENCE.from_on, AUDIENCE.until_on)
    )
    if is_known_by:
        member = member.where(AUDIENCE.recorded_at < KNOWN_BY)
    found = exists(member.where(AUDIENCE.person_id == rows.c.person_id))
    if audience != AUTHORISED:
        return found
    return or_(found, rows.c.person_id.in_(officers(is_known_by)))


def officers(is_known_by: bool) -> Select[str]:
    """Everybody with an authorisation that has not ended."""
    ended = select(ENDING.authorisation_id).where(ENDING.ended_on <= TODAY)
    granted = select(GRANT.person_id).where(GRANT.granted_on <= TODAY)
    if is_known_by:
        ended = ended.where(ENDING.recorded_at < KNOWN_BY)
        granted = granted.where(GRANT.recorded_at < KNOWN_BY)
    return granted.where(GRANT.id.not_in(ended))


def _runs(from_on: Any, until_on: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return from_on <= TODAY, or_(until_on.is_(None), until_on >= TODAY)


def audiences_of(
    session: Session, people: Sequence[str] | None, *, today: dt.date, known_by: dt.datetime | None
) -> dict[str, list[str]]:
    """The audiences of these people (None: of everybody) on this day, officers by their authorisation too."""
    values: dict[str, Any] = {"today": today}
    if known_by is not None:
        values["known_by"] = known_by
    if people is not None:
        values["people"] = list(people)
    found: dict[str, list[str]] = {}
    statement = _audiences(known_by is not None, people is not None)
    for person, audience in session.execute(statement, values):
        found.setdefault(person, []).append(audience)
    return found


@cache
def _audiences(is_known_by: bool, is_of_some: bool) -> CompoundSelect[str, str]:
    query = select(AUDIENCE.person_id, AUDIENCE.audience).where(*_runs(AUDIENCE.from_on, AUDIENCE.until_on))
    authorised = officers(is_known_by)
    if is_known_by:
        query = query.where(AUDIENCE.recorded_at < KNOWN_BY)
    if is_of_some:
        some: Any = bindparam("people", expanding=True)
        query, authorised = (
            query.where(AUDIENCE.person_id.in_(some)),
            authorised.where(GRANT.person_id.in_(some)),
        )
    return query.union(authorised.add_columns(literal(AUTHORISED)))
