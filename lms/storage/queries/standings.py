"""The rule of standing as SQL over the index of dates, today's or a past day's."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVarTuple

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    FromClause,
    Join,
    Result,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    column,
    false,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session

from lms.domain.standing import Standing
from lms.storage.rows import Person, StandingDates

TEXTS = ("person_id", "kind", "thing", "assignment_id", "certificate")
Columns = TypeVarTuple("Columns")
DAYS = ("opens_on", "due_on", "done_on", "window_on", "valid_until", "revoked_on", "failed_on")


# Statements are built once and hold these places; the values come with each question.
TODAY = bindparam("today", type_=Date)
GIVEN = bindparam("given", type_=String)
KNOWN_BY = bindparam("known_by", type_=Person.__table__.c.recorded_at.type)


@dataclass(frozen=True)
class Index:
    """Everybody's dates as they stand on a day: rows with the columns of `StandingDates`.

    ``rows`` is one of a few shapes that never change, so that what is built on it can be kept.
    """

    rows: FromClause
    today: dt.date
    given: str | None = None

    def ask(self, session: Session, statement: Select[*Columns], **values: Any) -> Result[*Columns]:
        """The answer to a statement built on these rows."""
        mine = {"today": self.today} | ({"given": self.given} if self.given is not None else {})
        return session.execute(statement, mine | values)


def todays(today: dt.date) -> Index:
    """The index that is kept; its rows hold nothing done after ``today``."""
    return Index(StandingDates.__table__, today)


def of_rows(session: Session, rows: Sequence[Mapping[str, Any]], *, today: dt.date) -> Index:
    """An index made of these rows, given as their columns, without writing them anywhere."""
    text = json.dumps([dict(row) for row in rows], default=str)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return Index(_given_to_sqlite() if is_sqlite else _given_to_postgres(), today, text)


@cache
def _given_to_sqlite() -> FromClause:
    each = func.json_each(GIVEN).table_valued(column("value", String), name="each")
    columns: list[Any] = [func.json_extract(each.c.value, f"$.{name}").label(name) for name in TEXTS]
    columns += [type_coerce(func.json_extract(each.c.value, f"$.{name}"), Date).label(name) for name in DAYS]
    withdrawn = type_coerce(func.json_extract(each.c.value, "$.is_withdrawn"), Boolean)
    return select(*columns, withdrawn.label("is_withdrawn")).cte("index_then")


@cache
def _given_to_postgres() -> FromClause:
    from sqlalchemy.dialects.postgresql import JSONB

    typed: list[Any] = [column(name, String) for name in TEXTS] + [column(name, Date) for name in DAYS]
    record = func.jsonb_to_recordset(cast(GIVEN, JSONB)).table_valued(*typed, column("is_withdrawn", Boolean))
    return record.render_derived(name="index_then", with_types=True)


def standing(rows: FromClause) -> ColumnElement[str]:
    """`lms.domain.standing.standing_of` as an expression over a row of the index."""
    c = rows.c
    is_done = c.done_on <= TODAY
    is_revoked = and_(
        c.revoked_on <= TODAY, or_(c.done_on.is_(None), c.done_on <= c.revoked_on, c.done_on > TODAY)
    )
    return case(
        (c.is_withdrawn != false(), literal(Standing.WITHDRAWN.value)),
        (is_revoked, literal(Standing.REVOKED.value)),
        (and_(is_done, c.valid_until < TODAY), literal(Standing.LAPSED.value)),
        (and_(is_done, c.window_on <= TODAY), literal(Standing.EXPIRING.value)),
        (is_done, literal(Standing.CURRENT.value)),
        else_=standing_of_open(rows),
    )


def standing_of_open(rows: FromClause) -> ColumnElement[str]:
    """The same for rows that `is_open` lets through, by columns that their index covers."""
    c = rows.c
    return case(
        (c.failed_on <= TODAY, literal(Standing.FAILED.value)),
        (c.due_on < TODAY, literal(Standing.OVERDUE.value)),
        (c.opens_on > TODAY, literal(Standing.NOT_YET_OPEN.value)),
        else_=literal(Standing.DUE.value),
    )


def is_open(rows: FromClause) -> ColumnElement[bool]:
    """What is owed and was never done, in the words of the partial indexes."""
    return and_(is_owed(rows), rows.c.done_on.is_(None), rows.c.revoked_on.is_(None))


LATE_OPEN = (Standing.FAILED, Standing.OVERDUE)


def is_late(rows: FromClause) -> ColumnElement[bool]:
    """What is stuck, overdue or has run out, each in the words of its partial index."""
    return or_(and_(is_open(rows), standing_of_open(rows).in_(LATE_OPEN)), has_run_out(rows))


def has_run_out(rows: FromClause) -> ColumnElement[bool]:
    """What was done, was not withdrawn, and holds no longer."""
    c = rows.c
    return and_(is_owed(rows), c.done_on.is_not(None), c.valid_until < TODAY, c.revoked_on.is_(None))


def falls_on(rows: FromClause) -> ColumnElement[dt.date]:
    """`lms.domain.standing.falls_on` as an expression."""
    c = rows.c
    holds = and_(c.done_on <= TODAY, standing(rows) != literal(Standing.REVOKED.value))
    return case((holds, c.valid_until), else_=c.due_on)


def is_owed(rows: FromClause) -> ColumnElement[bool]:
    """What is still owed or held by somebody, in the words of the partial indexes."""
    answer: ColumnElement[bool] = rows.c.is_withdrawn == false()
    return answer


class InThisOrder(Join):
    """A join that SQLite walks from left to right: its planner knows no better without statistics."""

    inherit_cache = True


@compiles(InThisOrder, "sqlite")
def _cross_join(join: InThisOrder, compiler: Any, **options: Any) -> str:
    left = compiler.process(join.left, **{**options, "asfrom": True, "from_linter": None})
    right = compiler.process(join.right, **{**options, "asfrom": True, "from_linter": None})
    on = compiler.process(join.onclause, **{**options, "from_linter": None, "asfrom": False})
    return f"{left} CROSS JOIN {right} ON {on}"


@compiles(InThisOrder)
def _join(join: InThisOrder, compiler: Any, **options: Any) -> str:
    text: str = compiler.visit_join(join, **options)
    return text
