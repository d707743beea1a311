"""Who needs the clerk: the few most pressing people, and what each of them waits for."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from lms.domain.standing import Standing
from lms.storage.queries.standings import TODAY, Index, InThisOrder, is_open, is_owed, standing_of_open
from lms.storage.rows import Acknowledgement, Person, PolicyDecline, PolicyQuery

THINGS_EACH = 4
Why = Literal["failed", "declined", "asked", "overdue", "lapsed"]


@dataclass(frozen=True)
class Need:
    """A person the clerk is needed by; ``since`` is when it began, ``detail`` a clause or a reason."""

    why: Why
    person_id: str
    name: str
    kind: str
    thing: str
    assignment_id: str | None
    since: dt.date | None
    detail: str = ""


def needs(
    session: Session, index: Index, *, versions: Sequence[str], known_by: dt.datetime | None, limit: int
) -> list[Need]:
    """At most ``limit`` people: talks first, then refusals and questions, then what is latest by longest."""
    # A person may need the clerk for several things; the most pressing stands for them all.
    rows = limit * THINGS_EACH
    found = _open(session, index, limit=rows)
    said = _said(session, versions, today=index.today, known_by=known_by, limit=rows)
    failed = [each for each in found if each.why == "failed"]
    overdue = [each for each in found if each.why == "overdue"]
    people: dict[str, Need] = {}
    for each in (*failed, *said, *overdue, *_lapsed(session, index, limit=rows)):
        people.setdefault(each.person_id, each)
    return list(people.values())[:limit]


def _open(session: Session, index: Index, *, limit: int) -> list[Need]:
    return [
        Need("failed" if why == Standing.FAILED else "overdue", person, name, kind, thing, assignment, on)
        for person, kind, thing, assignment, why, on, name in index.ask(
            session, _open_longest(index.rows), few=limit
        )
    ]


@cache
def _open_longest(rows: FromClause) -> Select[*tuple[Any, ...]]:
    """Talks first, then what is overdue, each by how long."""
    c = rows.c
    found = standing_of_open(rows)
    failed, overdue = Standing.FAILED.value, Standing.OVERDUE.value
    since = case((found == failed, c.failed_on), else_=c.due_on)
    query = select(c.person_id, c.kind, c.thing, c.assignment_id, found.label("why"), since.label("since"))
    query = query.where(is_open(rows), found.in_((failed, overdue)))
    return _with_names(query.order_by(case((found == failed, 0), else_=1), since, c.person_id))


def _lapsed(session: Session, index: Index, *, limit: int) -> list[Need]:
    return [
        Need("lapsed", person, name, kind, thing, assignment, on)
        for person, kind, thing, assignment, on, name in index.ask(
            session, _lapsed_longest(index.rows), few=limit
        )
    ]


@cache
def _lapsed_longest(rows: FromClause) -> Select[*tuple[Any, ...]]:
    c = rows.c
    query = select(c.person_id, c.kind, c.thing, c.assignment_id, c.valid_until.label("since"))
    query = query.where(is_owed(rows), c.done_on.is_not(None), c.revoked_on.is_(None), c.valid_until < TODAY)
    return _with_names(query.order_by(c.valid_until, c.person_id))


def _with_names(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The few first rows, then the names of their people."""
    few = query.limit(bindparam("few", type_=Integer)).subquery("few")
    order = [few.c.why == Standing.OVERDUE.value] if "why" in few.c else []
    person = Person.__table__
    joined = InThisOrder(few, person, few.c.person_id == person.c.id)
    return select(*few.c, person.c.name).select_from(joined).order_by(*order, few.c.since, few.c.person_id)


def _said(
    session: Session, versions: Sequence[str], *, today: dt.date, known_by: dt.datetime | None, limit: int
) -> list[Need]:
    """What people said of the version in force and have not acknowledged since: refusals, then questions."""
    found: list[Need] = []
    why: Why
    for why, row, detail in (
        ("declined", PolicyDecline, PolicyDecline.reason),
        ("asked", PolicyQuery, PolicyQuery.clause_id),
    ):
        query = (
            select(row.person_id, Person.name, row.happened_at, detail)
            .join(Person, Person.id == row.person_id)
            .where(row.version_id.in_(versions), _is_open(row, today, known_by))
            .order_by(row.seq)
            .limit(limit)
        )
        for person, name, at, text in session.execute(query):
            found.append(Need(why, person, name, "acknowledgement", "", None, at.date(), text))
    return found


def _is_open(row: Any, today: dt.date, known_by: dt.datetime | None) -> ColumnElement[bool]:
    read = and_(Acknowledgement.person_id == row.person_id, Acknowledgement.version_id == row.version_id)
    here = or_(Person.left_on.is_(None), Person.left_on > today)
    if known_by is None:
        return and_(here, ~exists(select(literal(1)).where(read)))
    read = and_(read, Acknowledgement.recorded_at < known_by)
    return and_(here, row.recorded_at < known_by, ~exists(select(literal(1)).where(read)))
