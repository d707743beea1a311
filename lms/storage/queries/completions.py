"""The rows of the completion report: filtered, searched, sorted and paged where they are kept."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import Session

from lms.domain.names import folded
from lms.domain.standing import UP_TO_DATE, Dates, Standing
from lms.storage.queries import audiences, said
from lms.storage.queries.standings import (
    TODAY,
    Index,
    InThisOrder,
    falls_on,
    is_late,
    is_owed,
    standing,
)
from lms.storage.rows import Person

Sort = Literal["name", "standing", "date"]
# The most pressing first.
URGENCY = (
    Standing.FAILED, Standing.OVERDUE, Standing.LAPSED, Standing.REVOKED, Standing.DUE, Standing.EXPIRING,
    Standing.CURRENT, Standing.NOT_YET_OPEN, Standing.WITHDRAWN,
)  # fmt: skip
NEVER_DONE = frozenset({Standing.FAILED, Standing.OVERDUE, Standing.DUE, Standing.NOT_YET_OPEN})
AT_ONCE = 1000
ESCAPE = "\\"
KEPT = 64  # how many different statements of this file are kept built
PERSON = Person.__table__.c


@dataclass(frozen=True)
class Wanted:
    """Which rows to show; None, "" and () mean any.

    ``people`` is "here" for those who belong to the council, "left" for leavers, "up to date" for those
    who are behind with nothing, and "needing" for those who need the clerk, by what is late, stuck, or said
    of the versions ``in_force``. ``falls_on`` is the day on which the thing is due or runs out.
    """

    thing: tuple[str, str] | None = None
    audience: str | None = None
    standings: tuple[Standing, ...] = ()
    people: Literal["here", "left", "up to date", "needing"] = "here"
    falls_on: dt.date | None = None
    named: str = ""
    sort: Sort = "name"
    is_downwards: bool = False
    in_force: tuple[str, ...] | None = None

    @property
    def is_everything(self) -> bool:
        chosen = (self.thing, self.audience, self.standings, self.falls_on, self.named)
        return self.people == "here" and not any(chosen)


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a person and one thing they owe or hold."""

    person_id: str
    name: str
    email: str | None
    kind: str
    thing: str
    dates: Dates
    standing: Standing
    falls_on: dt.date | None
    certificate: str | None


def count(session: Session, index: Index, wanted: Wanted, *, known_by: dt.datetime | None) -> tuple[int, int]:
    """How many rows match, and how many people they are about."""
    statement = _counting(index.rows, _shape(wanted), known_by is not None)
    rows, people = index.ask(session, statement, **_values(wanted, known_by)).one()
    return rows, people


def lines(
    session: Session,
    index: Index,
    wanted: Wanted,
    *,
    known_by: dt.datetime | None,
    limit: int | None = None,
    offset: int = 0,
) -> Iterator[Line]:
    """The rows that match, in order; without ``limit`` all of them, a part at a time."""
    statement = _listing(index.rows, _shape(wanted), known_by is not None)
    values = _values(wanted, known_by)
    if limit is None:
        statement = statement.execution_options(yield_per=AT_ONCE)
    else:
        statement = statement.limit(bindparam("limit", type_=Integer)).offset(
            bindparam("offset", type_=Integer)
        )
        values |= {"limit": limit, "offset": offset}
    return map(_line, index.ask(session, statement, **values))


def _line(row: Row[*tuple[Any, ...]]) -> Line:
    person_id, name, email, kind, thing, found, on, certificate, *dates = row
    return Line(person_id, name, email, kind, thing, Dates(*dates), Standing(found), on, certificate)


def _shape(wanted: Wanted) -> Wanted:
    """What decides the statement; the day and the name are values that it is asked with."""
    named = "?" if wanted.named else ""
    return replace(wanted, named=named, falls_on=dt.date.min if wanted.falls_on else None, in_force=None)


def _values(wanted: Wanted, known_by: dt.datetime | None) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if known_by is not None:
        values["known_by"] = known_by
    if wanted.people == "needing":
        values["versions"] = list(wanted.in_force or ())
    if wanted.falls_on is not None:
        values["falls_on"] = wanted.falls_on
    if wanted.named:
        values["named"] = _pattern(folded(wanted.named))
    return values


def _pattern(text: str) -> str:
    for special in (ESCAPE, "%", "_"):
        text = text.replace(special, ESCAPE + special)
    return f"%{text}%"


@lru_cache(maxsize=KEPT)
def _counting(rows: FromClause, wanted: Wanted, is_known_by: bool) -> Select[int, int]:
    person = rows.c.person_id
    query = select(func.count(), func.count(func.distinct(person))).select_from(rows)
    if wanted.named or wanted.people == "left" or Standing.WITHDRAWN in wanted.standings:
        query = query.join(Person.__table__, PERSON.id == person)
    return query.where(*_conditions(rows, wanted, is_known_by))


@lru_cache(maxsize=KEPT)
def _listing(rows: FromClause, wanted: Wanted, is_known_by: bool) -> Select[*tuple[Any, ...]]:
    c = rows.c
    columns = (
        PERSON.id,
        PERSON.name,
        PERSON.email,
        c.kind,
        c.thing,
        standing(rows),
        falls_on(rows),
        c.certificate,
    )
    dates = [c[each.name] for each in fields(Dates)]
    joined = InThisOrder(Person.__table__, rows, c.person_id == PERSON.id)
    query = select(*columns, *dates).select_from(joined)
    return query.where(*_conditions(rows, wanted, is_known_by)).order_by(*_order(rows, wanted))


def _conditions(rows: FromClause, wanted: Wanted, is_known_by: bool) -> list[ColumnElement[bool]]:
    conditions = [_whom(rows, wanted, is_known_by)]
    if wanted.thing is not None:
        conditions.append(and_(rows.c.kind == wanted.thing[0], rows.c.thing == wanted.thing[1]))
    if wanted.audience is not None:
        conditions.append(audiences.is_of(rows, wanted.audience, is_known_by))
    if wanted.standings:
        conditions.append(or_(*(_has(rows, each) for each in wanted.standings)))
    if wanted.falls_on is not None:
        conditions.append(falls_on(rows) == bindparam("falls_on", type_=Date))
    if wanted.named:
        conditions.append(_is_named())
    return conditions


def _is_named() -> ColumnElement[bool]:
    """The name holds this text, whatever marks its letters bear in either."""
    return PERSON.sort_name.like(bindparam("named", type_=String), escape=ESCAPE)


def _whom(rows: FromClause, wanted: Wanted, is_known_by: bool) -> ColumnElement[bool]:
    if wanted.people == "needing":
        return _needs_the_clerk(rows, is_known_by)
    if wanted.people == "left":
        return PERSON.left_on <= TODAY
    if Standing.WITHDRAWN in wanted.standings:
        return or_(PERSON.left_on.is_(None), PERSON.left_on > TODAY)
    if wanted.people == "up to date":
        also = rows.alias()
        is_behind = standing(also).not_in(tuple(UP_TO_DATE))
        behind = and_(also.c.person_id == rows.c.person_id, is_owed(also), is_behind)
        return and_(is_owed(rows), not_(exists(select(literal(1)).where(behind))))
    return is_owed(rows)


def _needs_the_clerk(rows: FromClause, is_known_by: bool) -> ColumnElement[bool]:
    """What is late; and the acknowledgement of whoever refused it or asked about it."""
    said_of = rows.c.person_id.in_(said.people(is_known_by=is_known_by))
    return or_(is_late(rows), and_(said.is_owing(rows), said_of))


def _has(rows: FromClause, wanted: Standing) -> ColumnElement[bool]:
    """This standing; what it implies is said too, in the words of the partial indexes."""
    found = standing(rows) == wanted.value
    return and_(rows.c.done_on.is_(None), found) if wanted in NEVER_DONE else found


def _order(rows: FromClause, wanted: Wanted) -> list[Any]:
    """By what was asked, then by name, each person's modules before what they acknowledge."""
    rest = [PERSON.sort_name, PERSON.id, rows.c.kind.desc(), rows.c.thing]
    if wanted.sort == "name":
        return [PERSON.sort_name.desc(), *rest[1:]] if wanted.is_downwards else rest
    if wanted.sort == "date":
        first: Any = falls_on(rows)
        empty: Any = case((first.is_(None), 1), else_=0)
        return [empty, first.desc() if wanted.is_downwards else first, *rest]
    found = standing(rows)
    place = case(*((found == name.value, n) for n, name in enumerate(URGENCY)))
    return [place.desc() if wanted.is_downwards else place, *rest]
