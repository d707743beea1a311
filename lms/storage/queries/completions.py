"""The rows of the completion report: filtered, searched, sorted and paged where they are kept."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, literal, not_, or_, select
from sqlalchemy.orm import Session

from lms.domain.periods import AUTHORISED
from lms.domain.standing import UP_TO_DATE, Dates, Standing
from lms.storage.queries.standings import DAYS, Index, InThisOrder, falls_on, is_owed, standing
from lms.storage.rows import Authorisation, AuthorisationEnding, Person, PersonAudience

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])
Sort = Literal["name", "standing", "date"]
# The most pressing first.
URGENCY = (
    Standing.FAILED, Standing.OVERDUE, Standing.LAPSED, Standing.REVOKED, Standing.DUE, Standing.EXPIRING,
    Standing.CURRENT, Standing.NOT_YET_OPEN, Standing.WITHDRAWN,
)  # fmt: skip
NEVER_DONE = frozenset({Standing.FAILED, Standing.OVERDUE, Standing.DUE, Standing.NOT_YET_OPEN})
AT_ONCE = 1000


@dataclass(frozen=True)
class Wanted:
    """Which rows to show; None, "" and () mean any.

    ``people`` is "here" for those who belong to the council, "left" for leavers, and "up to date" for
    those who are behind with nothing. ``falls_on`` is the day on which the thing is due or runs out.
    """

    thing: tuple[str, str] | None = None
    audience: str | None = None
    standings: tuple[Standing, ...] = ()
    people: Literal["here", "left", "up to date"] = "here"
    falls_on: dt.date | None = None
    named: str = ""
    sort: Sort = "name"
    is_downwards: bool = False

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
    person = index.c.person_id
    query = select(func.count(), func.count(func.distinct(person))).select_from(index.rows)
    if wanted.named or wanted.people == "left" or Standing.WITHDRAWN in wanted.standings:
        query = query.join(Person, Person.id == person)
    rows, people = session.execute(_matching(query, index, wanted, known_by)).one()
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
    c = index.c
    columns = (Person.id, Person.name, Person.email, c.kind, c.thing, standing(index), falls_on(index))
    dates = [c[name] for name in (*DAYS, "is_withdrawn")]
    query = select(*columns, c.certificate, *dates).select_from(
        InThisOrder(Person.__table__, index.rows, c.person_id == Person.id)
    )
    query = _matching(query, index, wanted, known_by).order_by(*_order(index, wanted))
    query = query.limit(limit).offset(offset) if limit is not None else query
    for row in session.execute(query.execution_options(yield_per=AT_ONCE)):
        yield _line(row)


def _line(row: Row[*tuple[Any, ...]]) -> Line:
    person_id, name, email, kind, thing, found, on, certificate, *dates = row
    held = Dates(**dict(zip((*DAYS, "is_withdrawn"), dates, strict=True)))
    return Line(person_id, name, email, kind, thing, held, Standing(found), on, certificate)


def _matching(query: Query, index: Index, wanted: Wanted, known_by: dt.datetime | None) -> Query:
    conditions = [_whom(index, wanted)]
    if wanted.thing is not None:
        conditions.append(and_(index.c.kind == wanted.thing[0], index.c.thing == wanted.thing[1]))
    if wanted.audience is not None:
        conditions.append(_is_of(index, wanted.audience, known_by))
    if wanted.standings:
        conditions.append(or_(*(_has(index, each) for each in wanted.standings)))
    if wanted.falls_on is not None:
        conditions.append(falls_on(index) == wanted.falls_on)
    if wanted.named:
        conditions.append(_is_named(wanted.named))
    return query.where(*conditions)


def _is_named(text: str) -> ColumnElement[bool]:
    """The name holds this text; SQLite lowers only the letters of ASCII, so it is also asked as typed."""
    lowered = func.lower(Person.name).contains(text.lower(), autoescape=True)
    return or_(lowered, Person.name.contains(text, autoescape=True))


def _whom(index: Index, wanted: Wanted) -> ColumnElement[bool]:
    if wanted.people == "left":
        return Person.left_on <= index.today
    if Standing.WITHDRAWN in wanted.standings:
        return or_(Person.left_on.is_(None), Person.left_on > index.today)
    if wanted.people == "up to date":
        also = index.again()
        behind = and_(
            also.c.person_id == index.c.person_id, is_owed(also), standing(also).not_in(tuple(UP_TO_DATE))
        )
        return and_(is_owed(index), not_(exists(select(literal(1)).where(behind))))
    return is_owed(index)


def _has(index: Index, wanted: Standing) -> ColumnElement[bool]:
    """This standing; what it implies is said too, in the words of the partial indexes."""
    found = standing(index) == wanted.value
    return and_(index.c.done_on.is_(None), found) if wanted in NEVER_DONE else found


def _is_of(index: Index, audience: str, known_by: dt.datetime | None) -> ColumnElement[bool]:
    """Whether the person is of this audience on the day, an authorisation making an officer."""
    today, row = index.today, PersonAudience
    member = and_(
        row.person_id == index.c.person_id, row.audience == audience, _runs(row.from_on, row.until_on, today)
    )
    if known_by is not None:
        member = and_(member, row.recorded_at < known_by)
    found = exists(select(literal(1)).where(member))
    if audience != AUTHORISED:
        return found
    return or_(found, index.c.person_id.in_(_officers(today, known_by)))


def _officers(today: dt.date, known_by: dt.datetime | None) -> Select[Any]:
    """Everybody with an authorisation that has not ended."""
    ended = select(AuthorisationEnding.authorisation_id).where(AuthorisationEnding.ended_on <= today)
    granted = select(Authorisation.person_id).where(Authorisation.granted_on <= today)
    if known_by is not None:
        ended = ended.where(AuthorisationEnding.recorded_at < known_by)
        granted = granted.where(Authorisation.recorded_at < known_by)
    return granted.where(Authorisation.id.not_in(ended))


def _runs(from_on: Any, until_on: Any, today: dt.date) -> ColumnElement[bool]:
    return and_(from_on <= today, or_(until_on.is_(None), until_on >= today))


def _order(index: Index, wanted: Wanted) -> list[Any]:
    """By what was asked, then by name, each person's modules before what they acknowledge."""
    rest = [Person.name, Person.id, index.c.kind.desc(), index.c.thing]
    if wanted.sort == "name":
        return [Person.name.desc(), *rest[1:]] if wanted.is_downwards else rest
    if wanted.sort == "date":
        first: Any = falls_on(index)
        empty: Any = case((first.is_(None), 1), else_=0)
        return [empty, first.desc() if wanted.is_downwards else first, *rest]
    found = standing(index)
    place = case(*((found == name.value, n) for n, name in enumerate(URGENCY)))
    return [place.desc() if wanted.is_downwards else place, *rest]


def audiences_of(
    session: Session, people: Sequence[str] | None, *, today: dt.date, known_by: dt.datetime | None
) -> dict[str, list[str]]:
    """The audiences of these people (None: of everybody) on this day, officers by their authorisation too."""
    row = PersonAudience
    query = select(row.person_id, row.audience).where(_runs(row.from_on, row.until_on, today))
    officers = _officers(today, known_by)
    if known_by is not None:
        query = query.where(row.recorded_at < known_by)
    if people is not None:
        query = query.where(row.person_id.in_(people))
        officers = officers.where(Authorisation.person_id.in_(people))
    both = query.union(officers.add_columns(literal(AUTHORISED)))
    found: dict[str, list[str]] = {}
    for person, audience in session.execute(both):
        found.setdefault(person, []).append(audience)
    return found
