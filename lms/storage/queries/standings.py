"""The rule of standing as SQL over the index of dates, today's or a past day's."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    FromClause,
    Join,
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
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session

from lms.domain.standing import Standing
from lms.storage.rows import StandingDates

TEXTS = ("person_id", "kind", "thing", "assignment_id", "certificate")
DAYS = ("opens_on", "due_on", "done_on", "window_on", "valid_until", "revoked_on", "failed_on")


@dataclass(frozen=True)
class Index:
    """Everybody's dates as they stand on a day: rows with the columns of `StandingDates`."""

    rows: FromClause
    today: dt.date

    @property
    def c(self) -> Any:
        return self.rows.c

    def again(self) -> "Index":
        """The same rows under another name, to be looked up beside the first."""
        return Index(self.rows.alias(), self.today)


def todays(today: dt.date) -> Index:
    """The index that is kept; its rows hold nothing done after ``today``."""
    return Index(StandingDates.__table__, today)


def of_rows(session: Session, rows: Sequence[Mapping[str, Any]], *, today: dt.date) -> Index:
    """An index made of these rows, given as their columns, without writing them anywhere."""
    text = json.dumps([dict(row) for row in rows], default=str)
    given = bindparam(None, text, String, unique=True)
    if session.get_bind().dialect.name == "sqlite":
        each = func.json_each(given).table_valued(column("value", String), name="each")
        columns = [func.json_extract(each.c.value, f"$.{name}").label(name) for name in TEXTS]
        columns += [
            type_coerce(func.json_extract(each.c.value, f"$.{name}"), Date).label(name) for name in DAYS
        ]
        withdrawn = type_coerce(func.json_extract(each.c.value, "$.is_withdrawn"), Boolean)
        return Index(select(*columns, withdrawn.label("is_withdrawn")).cte("index_then"), today)
    typed = [column(name, String) for name in TEXTS] + [column(name, Date) for name in DAYS]
    record = func.jsonb_to_recordset(cast(given, JSONB)).table_valued(*typed, column("is_withdrawn", Boolean))
    return Index(record.render_derived(name="index_then", with_types=True), today)


def standing(index: Index) -> ColumnElement[str]:
    """`lms.domain.standing.standing_of` as an expression over a row of the index."""
    c, today = index.c, literal(index.today, Date)
    is_done = c.done_on <= today
    is_revoked = and_(
        c.revoked_on <= today, or_(c.done_on.is_(None), c.done_on <= c.revoked_on, c.done_on > today)
    )
    return case(
        (c.is_withdrawn != false(), literal(Standing.WITHDRAWN.value)),
        (is_revoked, literal(Standing.REVOKED.value)),
        (and_(is_done, c.valid_until < today), literal(Standing.LAPSED.value)),
        (and_(is_done, c.window_on <= today), literal(Standing.EXPIRING.value)),
        (is_done, literal(Standing.CURRENT.value)),
        else_=standing_of_open(index),
    )


def standing_of_open(index: Index) -> ColumnElement[str]:
    """The same for rows that `is_open` lets through, by columns that their index covers."""
    c, today = index.c, literal(index.today, Date)
    return case(
        (c.failed_on <= today, literal(Standing.FAILED.value)),
        (c.due_on < today, literal(Standing.OVERDUE.value)),
        (c.opens_on > today, literal(Standing.NOT_YET_OPEN.value)),
        else_=literal(Standing.DUE.value),
    )


def is_open(index: Index) -> ColumnElement[bool]:
    """What is owed and was never done, in the words of the partial indexes."""
    return and_(is_owed(index), index.c.done_on.is_(None), index.c.revoked_on.is_(None))


def falls_on(index: Index) -> ColumnElement[dt.date]:
    """`lms.domain.standing.falls_on` as an expression."""
    c, today = index.c, literal(index.today, Date)
    holds = and_(c.done_on <= today, standing(index) != literal(Standing.REVOKED.value))
    return case((holds, c.valid_until), else_=c.due_on)


def is_owed(index: Index) -> ColumnElement[bool]:
    """What is still owed or held by somebody, in the words of the partial indexes."""
    answer: ColumnElement[bool] = index.c.is_withdrawn == false()
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
