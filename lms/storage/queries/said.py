"""What people said of a policy's version in force and have not acknowledged since: refusals and questions."""

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    and_,
    bindparam,
    exists,
    literal,
    or_,
    select,
    union_all,
)

from lms.storage.queries.standings import KNOWN_BY, TODAY, is_late, is_owed
from lms.storage.rows import Acknowledgement, Person, PolicyDecline, PolicyQuery

VERSIONS: Any = bindparam("versions", expanding=True)
# A refusal waits for the clerk before a question does.
SAID: tuple[tuple[str, Any, Any], ...] = (
    ("declined", PolicyDecline, PolicyDecline.reason),
    ("asked", PolicyQuery, PolicyQuery.clause_id),
)


def people(*, is_known_by: bool) -> CompoundSelect[str]:
    """Whoever said something of these versions that is still open."""
    return union_all(
        *(select(row.person_id).where(*_is_open(row, is_known_by=is_known_by)) for _, row, _ in SAID)
    )


@cache
def in_turn(rows: FromClause, is_known_by: bool) -> Select[*tuple[Any, ...]]:
    """Each of them: why, who, when and about what; whether they owe it, and have anything late in these rows.

    Refusals first, each as they came.
    """
    parts = []
    for place, (why, row, detail) in enumerate(SAID):
        columns = (literal(place).label("place"), literal(why).label("why"), row.person_id, Person.name)
        query = select(*columns, row.happened_at.label("at"), detail.label("detail"), row.seq)
        query = query.join(Person, Person.id == row.person_id)
        parts.append(query.where(*_is_open(row, is_known_by=is_known_by), _is_here()))
    c = union_all(*parts).subquery("said").c
    shown = select(c.why, c.person_id, c.name, c.at, c.detail)
    return shown.add_columns(
        _has(rows, c.person_id, is_owing).label("is_owing"), _has(rows, c.person_id, is_late).label("is_late")
    ).order_by(c.place, c.seq)


def is_owing(rows: FromClause) -> ColumnElement[bool]:
    """What is owed or held of an acknowledgement."""
    return and_(is_owed(rows), rows.c.kind == "acknowledgement")


def _has(
    rows: FromClause, person: ColumnElement[str], condition: Callable[[FromClause], ColumnElement[bool]]
) -> ColumnElement[bool]:
    also = rows.alias()
    return select(literal(1)).where(also.c.person_id == person, condition(also)).exists()


def _is_here() -> ColumnElement[bool]:
    return or_(Person.left_on.is_(None), Person.left_on > TODAY)


def _is_open(row: Any, *, is_known_by: bool) -> list[ColumnElement[bool]]:
    read = and_(Acknowledgement.person_id == row.person_id, Acknowledgement.version_id == row.version_id)
    about = row.version_id.in_(VERSIONS)
    if not is_known_by:
        return [about, ~exists(select(literal(1)).where(read))]
    read = and_(read, Acknowledgement.recorded_at < KNOWN_BY)
    return [about, row.recorded_at < KNOWN_BY, ~exists(select(literal(1)).where(read))]
