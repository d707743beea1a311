"""Counts for the completion report: by thing, by person, and what is coming."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Date,
    Select,
    Subquery,
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
from lms.storage.queries.standings import Index, is_open, is_owed, standing, standing_of_open
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

    A person with two things can be counted under two standings.
    """

    total: int
    up_to_date: int
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
    c = index.c
    totals = select(c.kind, c.thing, func.count()).where(is_owed(index)).group_by(c.kind, c.thing)
    having: dict[tuple[str, str], Counter[Standing]] = {}
    # An index in the order of things exists for what is open; for what has ended grouping comes last.
    for part in (_open(index), _ended(index)):
        counts = select(part.c.kind, part.c.thing, part.c.standing, func.count())
        for kind, thing, name, count in session.execute(
            counts.group_by(part.c.kind, part.c.thing, part.c.standing)
        ):
            if name in (*ENDED, *BEHIND):
                having.setdefault((kind, thing), Counter())[Standing(name)] += count
    tallies = [
        Tally(kind, thing, total, having.get((kind, thing), Counter()))
        for kind, thing, total in session.execute(totals)
    ]
    return sorted(tallies, key=lambda each: (each.kind != "module", each.thing))


def by_person(session: Session, index: Index) -> People:
    """Everybody once, and under each standing that they have anything in."""
    total = session.scalar(select(func.count(func.distinct(index.c.person_id))).where(is_owed(index))) or 0
    behind, having = _behind_people(session, index)
    ended = _ended(index)
    counts = select(ended.c.standing, func.count(func.distinct(ended.c.person_id))).group_by(ended.c.standing)
    having.update({Standing(name): count for name, count in session.execute(counts) if name in ENDED})
    also = index.again()
    is_behind = select(also.c.person_id).where(
        also.c.person_id == ended.c.person_id, is_open(also), standing_of_open(also).in_(BEHIND)
    )
    only_ended = select(func.count(func.distinct(ended.c.person_id))).where(
        ended.c.standing.in_(ENDED), not_(is_behind.exists())
    )
    behind += session.scalar(only_ended) or 0
    return People(total, total - behind, {name: having[name] for name in (*BEHIND, *ENDED) if having[name]})


def _behind_people(session: Session, index: Index) -> tuple[int, Counter[Standing]]:
    """How many people have something open that asks something of them, in all and by standing."""
    part = _open(index)
    has = [func.max(case((part.c.standing == name, 1), else_=0)).label(name.name) for name in BEHIND]
    each = select(*has).group_by(part.c.person_id).subquery()
    sums = [func.coalesce(func.sum(each.c[name.name]), 0) for name in BEHIND]
    anything = case((or_(*(each.c[name.name] == 1 for name in BEHIND)), 1), else_=0)
    row = session.execute(select(func.coalesce(func.sum(anything), 0), *sums)).one()
    return row[0], Counter(dict(zip(BEHIND, row[1:], strict=True)))


def _open(index: Index) -> Subquery:
    """What was never done, with its standing."""
    c = index.c
    query = select(c.person_id, c.kind, c.thing, standing_of_open(index).label("standing"))
    return query.where(is_open(index)).subquery("open")


def _ended(index: Index) -> Subquery:
    """What was done and has run out, and whatever was once withdrawn, with its standing."""
    c, today = index.c, literal(index.today, Date)
    run_out = select(c.person_id, c.kind, c.thing, literal(Standing.LAPSED.value).label("standing")).where(
        is_owed(index), c.done_on.is_not(None), c.valid_until < today, c.revoked_on.is_(None)
    )
    revoked = select(c.person_id, c.kind, c.thing, standing(index))
    return union_all(run_out, revoked.where(is_owed(index), c.revoked_on.is_not(None))).subquery("ended")


def coming(session: Session, index: Index, *, until: dt.date) -> list[Coming]:
    """What falls due and what runs out from today to ``until``, by day and thing."""
    c, today = index.c, literal(index.today, Date)
    due = _falling(index, c.due_on, until).where(
        c.done_on.is_(None), or_(c.failed_on.is_(None), c.failed_on > today)
    )
    ends = _falling(index, c.valid_until, until).where(c.done_on.is_not(None), c.revoked_on.is_(None))
    each = union_all(due.add_columns(literal(0).label("renewal")), ends.add_columns(literal(1))).subquery(
        "coming"
    )
    keys = (each.c.falls_on, each.c.kind, each.c.thing, each.c.renewal)
    rows = session.execute(select(*keys, func.count()).group_by(*keys).order_by(*keys))
    return [Coming(on, kind, thing, bool(renewal), count) for on, kind, thing, renewal, count in rows]


def _falling(index: Index, day: Any, until: dt.date) -> Select[Any, Any, Any]:
    c = index.c
    query: Select[Any, Any, Any] = select(day.label("falls_on"), c.kind, c.thing)
    return query.where(is_owed(index), day >= literal(index.today, Date), day <= literal(until, Date))


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
