"""Who needs the clerk: the few most pressing people, and what each of them waits for."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    FromClause,
    Integer,
    Select,
    bindparam,
    case,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from lms.domain.standing import Standing
from lms.storage.queries import said
from lms.storage.queries.audiences import officers
from lms.storage.queries.standings import (
    LATE_OPEN,
    Index,
    InThisOrder,
    has_run_out,
    is_open,
    is_owed,
    standing,
    standing_of_open,
)
from lms.storage.rows import Person

THINGS_EACH = 4
FEW = bindparam("few", type_=Integer)
TALK, OFFICER, OVERDUE, LAPSED = range(4)
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
    is_officer: bool = False


@dataclass(frozen=True)
class Needs:
    """The few people whom the clerk should see to first, and how many more are listed as needing it."""

    first: tuple[Need, ...]
    more: int


def needs(
    session: Session,
    index: Index,
    *,
    versions: Sequence[str],
    late: int,
    known_by: dt.datetime | None,
    limit: int,
) -> Needs:
    """At most ``limit`` people: talks, then refusals and questions, then officers, then the longest late.

    ``late`` is how many people have anything late, each once.
    """
    values: dict[str, Any] = {} if known_by is None else {"known_by": known_by}
    # A person may need the clerk for several things; the most pressing stands for them all.
    rows = index.ask(session, _late(index.rows, known_by is not None), few=limit * THINGS_EACH, **values)
    found = [
        (place, Need(why, who, name, kind, thing, owed, since, is_officer=place == OFFICER))
        for place, why, who, name, kind, thing, owed, since in rows
    ]
    speaking = said.in_turn(index.rows, known_by is not None)
    asked = index.ask(session, speaking, versions=list(versions), **values).all()
    people: dict[str, Need] = {}
    for each in (
        *(need for place, need in found if place == TALK),
        *(
            Need(a.why, a.person_id, a.name, "acknowledgement", "", None, a.at.date(), a.detail)
            for a in asked
        ),
        *(need for place, need in found if place != TALK),
    ):
        people.setdefault(each.person_id, each)
    first = tuple(people.values())[:limit]
    listed = late + len({a.person_id for a in asked if a.is_owing and not a.is_late})
    unlisted = {a.person_id for a in asked if not a.is_owing and not a.is_late}
    return Needs(first, listed - sum(each.person_id not in unlisted for each in first))


@cache
def _late(rows: FromClause, is_known_by: bool) -> Select[*tuple[Any, ...]]:
    """The first few of each kind in their order, and the names of their people."""
    parts = (_open_longest(rows), _officers_longest(rows, is_known_by), _lapsed_longest(rows))
    few = union_all(*(select(part.limit(FEW).subquery()) for part in parts)).subquery("few")
    person, c = Person.__table__, few.c
    columns = (c.place, c.why, c.person_id, person.c.name, c.kind, c.thing, c.assignment_id, c.since)
    joined = InThisOrder(few, person, c.person_id == person.c.id)
    return select(*columns).select_from(joined).order_by(c.place, c.since, c.person_id)


def _row(rows: FromClause, place: Any, why: Any, since: Any) -> Select[*tuple[Any, ...]]:
    c = rows.c
    query = select(
        place.label("place"), why.label("why"), c.person_id, c.kind, c.thing, c.assignment_id, since
    )
    return query.order_by(place, since, c.person_id)


def _open_longest(rows: FromClause) -> Select[*tuple[Any, ...]]:
    """Talks first, then what is overdue, each by how long."""
    found = standing_of_open(rows)
    failed = Standing.FAILED.value
    since = case((found == failed, rows.c.failed_on), else_=rows.c.due_on).label("since")
    query = _row(rows, case((found == failed, TALK), else_=OVERDUE), found, since)
    return query.where(is_open(rows), found.in_(LATE_OPEN))


def _officers_longest(rows: FromClause, is_known_by: bool) -> Select[*tuple[Any, ...]]:
    """What is late of those who were authorised to speak for the council, though it came last of all."""
    found = standing(rows)
    lapsed, overdue = Standing.LAPSED.value, Standing.OVERDUE.value
    since = case((found == lapsed, rows.c.valid_until), else_=rows.c.due_on).label("since")
    query = _row(rows, literal(OFFICER), found, since)
    authorised = rows.c.person_id.in_(officers(is_known_by))
    return query.where(authorised, is_owed(rows), found.in_((overdue, lapsed)))


def _lapsed_longest(rows: FromClause) -> Select[*tuple[Any, ...]]:
    c = rows.c
    query = _row(rows, literal(LAPSED), literal(Standing.LAPSED.value), c.valid_until.label("since"))
    return query.where(has_run_out(rows))
