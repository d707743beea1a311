"""Counts for the completion report: by thing, by person, and what is coming."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from lms.domain.standing import Standing
from lms.storage.queries.standings import (
    LATE_OPEN,
    TODAY,
    Index,
    has_run_out,
    is_open,
    is_owed,
    standing,
    standing_of_open,
)
from lms.storage.rows import Assignment, DailyRun

ENDED = (Standing.LAPSED, Standing.REVOKED)
BEHIND = (Standing.DUE, Standing.OVERDUE, Standing.FAILED)


@dataclass(frozen=True)
class Tally:
    """How many people owe or hold one thing, and how many of them have each standing that asks something."""

    kind: str
    thing: str
    total: int
    having: Mapping[Standing, int]

    @property
    def up_to_date(self) -> int:
        return self.total - sum(self.having.values())


@dataclass(frozen=True)
class People:
    """How many people owe or hold anything, how many are behind with nothing, and how many have each standing.

    A person with two things can be counted under two standings. ``late`` are those with anything stuck,
    overdue or run out, each once.
    """

    total: int
    up_to_date: int
    late: int
    having: Mapping[Standing, int]


@dataclass(frozen=True)
class Coming:
    """So many people's things fall due, or run out, on one day."""

    on: dt.date
    kind: str
    thing: str
    is_renewal: bool
    count: int


def by_thing(session: Session, index: Index) -> list[Tally]:
    """Every thing owed or held by anybody, modules first."""
    having: dict[tuple[str, str], Counter[Standing]] = {}
    for statement in (_open_by_thing(index.rows), _ended_by_thing(index.rows)):
        for kind, thing, name, count in index.ask(session, statement):
            if name in (*ENDED, *BEHIND):
                having.setdefault((kind, thing), Counter())[Standing(name)] += count
    tallies = [
        Tally(kind, thing, total, having.get((kind, thing), Counter()))
        for kind, thing, total in index.ask(session, _totals(index.rows))
    ]
    return sorted(tallies, key=lambda each: (each.kind != "module", each.thing))


@cache
def _totals(rows: FromClause) -> Select[str, str, int]:
    c = rows.c
    return select(c.kind, c.thing, func.count()).where(is_owed(rows)).group_by(c.kind, c.thing)


@cache
def _open_by_thing(rows: FromClause) -> Select[str, str, str, int]:
    return _by_thing(_open(rows))


@cache
def _ended_by_thing(rows: FromClause) -> Select[str, str, str, int]:
    return _by_thing(_ended(rows))


def _by_thing(part: Subquery) -> Select[str, str, str, int]:
    keys = (part.c.kind, part.c.thing, part.c.standing)
    return select(*keys, func.count()).group_by(*keys)


def by_person(session: Session, index: Index) -> People:
    """Everybody once, and under each standing that they have anything in."""
    total = index.ask(session, _people(index.rows)).scalar_one()
    behind, late, *sums = index.ask(session, _behind_people(index.rows)).one()
    having = Counter(dict(zip(BEHIND, sums, strict=True)))
    for name, count in index.ask(session, _ended_people(index.rows)):
        if name in ENDED:
            having[Standing(name)] += count
    only_ended, only_run_out = index.ask(session, _only_ended_people(index.rows)).one()
    behind, late = behind + only_ended, late + only_run_out
    return People(
        total, total - behind, late, {name: having[name] for name in (*BEHIND, *ENDED) if having[name]}
    )


@cache
def _people(rows: FromClause) -> Select[int]:
    return select(func.count(func.distinct(rows.c.person_id))).where(is_owed(rows))


@cache
def _behind_people(rows: FromClause) -> Select[*tuple[int, ...]]:
    """How many people have something open that asks something of them, how many late, and by standing."""
    part = _open(rows)
    has = [func.max(case((part.c.standing == name.value, 1), else_=0)).label(name.name) for name in BEHIND]
    each = select(*has).group_by(part.c.person_id).subquery()
    sums = [func.coalesce(func.sum(each.c[name.name]), 0) for name in BEHIND]
    return select(_having(each, BEHIND), _having(each, LATE_OPEN), *sums)


def _having(each: Subquery, names: Sequence[Standing]) -> ColumnElement[int]:
    """How many of these people have any of these."""
    has_any = or_(*(each.c[name.name] == 1 for name in names))
    return func.coalesce(func.sum(case((has_any, 1), else_=0)), 0)


@cache
def _ended_people(rows: FromClause) -> Select[str, int]:
    ended = _ended(rows)
    return select(ended.c.standing, func.count(func.distinct(ended.c.person_id))).group_by(ended.c.standing)


@cache
def _only_ended_people(rows: FromClause) -> Select[int, int]:
    """Whoever has nothing open but something that ended; and nothing late but something that has run out.

    The others are counted by what they have open, so that nobody is counted twice.
    """
    ended = _ended(rows)
    person, found = ended.c.person_id, ended.c.standing
    only_ended = and_(found.in_(ENDED), not_(_has_open(rows, person, BEHIND)))
    only_run_out = and_(found == Standing.LAPSED, not_(_has_open(rows, person, LATE_OPEN)))
    return select(
        func.count(func.distinct(case((only_ended, person)))),
        func.count(func.distinct(case((only_run_out, person)))),
    )


def _has_open(rows: FromClause, person: ColumnElement[str], names: Sequence[Standing]) -> ColumnElement[bool]:
    also = rows.alias()
    having = select(also.c.person_id).where(
        also.c.person_id == person, is_open(also), standing_of_open(also).in_(names)
    )
    return having.exists()


def _open(rows: FromClause) -> Subquery:
    """What was never done, with its standing."""
    c = rows.c
    query = select(c.person_id, c.kind, c.thing, standing_of_open(rows).label("standing"))
    return query.where(is_open(rows)).subquery("open")


def _ended(rows: FromClause) -> Subquery:
    """What was done and has run out, and whatever was once withdrawn, with its standing."""
    c = rows.c
    run_out = select(c.person_id, c.kind, c.thing, literal(Standing.LAPSED.value).label("standing"))
    run_out = run_out.where(has_run_out(rows))
    revoked = select(c.person_id, c.kind, c.thing, standing(rows))
    return union_all(run_out, revoked.where(is_owed(rows), c.revoked_on.is_not(None))).subquery("ended")


def coming(session: Session, index: Index, *, until: dt.date) -> list[Coming]:
    """What falls due and what runs out from today to ``until``, by day and thing."""
    found = index.ask(session, _coming(index.rows), until=until)
    return [Coming(on, kind, thing, bool(renewal), count) for on, kind, thing, renewal, count in found]


@cache
def _coming(rows: FromClause) -> Select[dt.date, str, str, int, int]:
    c = rows.c
    until = bindparam("until", type_=Date)

    def falling(day: Any, *, renewal: int) -> Select[Any, Any, Any, int]:
        query = select(day.label("falls_on"), c.kind, c.thing, literal(renewal).label("renewal"))
        return query.where(is_owed(rows), day >= TODAY, day <= until)

    has_tries = or_(c.failed_on.is_(None), c.failed_on > TODAY)
    due = falling(c.due_on, renewal=0).where(c.done_on.is_(None), has_tries)
    ends = falling(c.valid_until, renewal=1).where(c.done_on.is_not(None), c.revoked_on.is_(None))
    each = union_all(due, ends).subquery("coming")
    keys = (each.c.falls_on, each.c.kind, each.c.thing, each.c.renewal)
    return select(*keys, func.count()).group_by(*keys).order_by(*keys)


def last_daily_run(session: Session, *, known_by: dt.datetime | None = None) -> DailyRun | None:
    """The daily run that finished last."""
    query = select(DailyRun).where(DailyRun.finished_at.is_not(None))
    if known_by is not None:
        query = query.where(DailyRun.finished_at < known_by)
    return session.scalar(query.order_by(DailyRun.finished_at.desc()).limit(1))


def things_ever(session: Session) -> list[tuple[str, str]]:
    """Every thing that anybody was ever asked to do."""
    rows = session.execute(select(Assignment.kind, Assignment.thing).distinct())
    return [(kind, thing) for kind, thing in rows]
