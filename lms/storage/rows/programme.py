"""Who owes what, why, by when, and the dates from which today's standing follows."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.storage.rows.base import Base, Evidence


class ProgrammeRule(Base):
    """A dated programme rule; what `lms.domain.councils.StartingRule` says, set by the clerk."""

    __tablename__ = "programme_rule"
    __table_args__ = (
        UniqueConstraint("slug", "starts_on"),
        CheckConstraint("(ended_on IS NULL) = (ended_by IS NULL)", name="ending_is_whole"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    slug: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    thing: Mapped[str] = mapped_column(String(60))
    audiences: Mapped[list[str]]
    starts_on: Mapped[dt.date]
    due_days: Mapped[int]
    valid_months: Mapped[int | None]
    window_days: Mapped[int]
    renewal: Mapped[str] = mapped_column(String(20))
    fixed_month: Mapped[int | None]
    fixed_day: Mapped[int | None]
    minimum_months: Mapped[int]
    set_by: Mapped[str] = mapped_column(String(200))
    because: Mapped[str]
    law: Mapped[str]
    recorded_at: Mapped[dt.datetime]
    ended_on: Mapped[dt.date | None]
    ended_by: Mapped[str | None] = mapped_column(String(64))


class Away(Base):
    """A dated absence: dates that fall in it move to 14 days after the return."""

    __tablename__ = "away"
    __table_args__ = (Index("ix_away_person", "person_id"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date]
    recorded_by: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[dt.datetime]


class Assignment(Base):
    """One person owes one thing for one period.

    ``period`` is "1", "2", … for a module and the version's id for an acknowledgement.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "thing", "period"),
        Index("ix_assignment_thing", "kind", "thing"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(20))
    thing: Mapped[str] = mapped_column(String(60))
    period: Mapped[str] = mapped_column(String(64))
    opens_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]


class AssignmentReason(Base):
    """Why it is owed: each rule that asks it, with the date that rule alone would give."""

    __tablename__ = "assignment_reason"

    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    rule_id: Mapped[str] = mapped_column(ForeignKey("programme_rule.id"), primary_key=True)
    due_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]


class AssignmentChange(Evidence, Base):
    """A moved date or a withdrawal, with its reason and who decided (``by_id`` "system" for a rule)."""

    __tablename__ = "assignment_change"
    __table_args__ = (Index("ix_assignment_change_assignment", "assignment_id"),)

    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    change: Mapped[str] = mapped_column(String(20))
    due_on: Mapped[dt.date | None]
    reason: Mapped[str]
    by_id: Mapped[str] = mapped_column(String(64))


def _of(name: str, *columns: str, where: str | None = None) -> Index:
    """An index of what is still owed or held."""
    also = f" AND {where}" if where else ""
    return Index(
        f"ix_standing_dates_{name}",
        *columns,
        sqlite_where=text(f"is_withdrawn = 0{also}"),
        postgresql_where=text(f"is_withdrawn = false{also}"),
    )


OPEN = ("due_on", "opens_on", "failed_on", "revoked_on", "done_on", "is_withdrawn")
DONE = ("done_on", "revoked_on", "is_withdrawn")


class StandingDates(Base):
    """The index of dates behind today's standing: one row per person and thing.

    Written by `lms.domain.standing` from the evidence, rebuildable from it at any time, and never
    itself evidence. ``assignment_id`` is the assignment that matters now (the open renewal or the
    latest done one). Each index covers one count of the completion report, so that none reads the table.
    """

    __tablename__ = "standing_dates"
    __table_args__ = (
        _of("thing", "kind", "thing", "is_withdrawn"),
        _of("person", "person_id", "is_withdrawn"),
        _of("open", "kind", "thing", *OPEN, where="done_on IS NULL"),
        _of("open_person", "person_id", *OPEN, where="done_on IS NULL"),
        _of("until", "valid_until", "kind", "thing", "person_id", *DONE, where="done_on IS NOT NULL"),
        _of("revoked", "revoked_on", where="revoked_on IS NOT NULL"),
    )

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    thing: Mapped[str] = mapped_column(String(60), primary_key=True)
    assignment_id: Mapped[str | None] = mapped_column(ForeignKey("assignment.id"))
    opens_on: Mapped[dt.date | None]
    due_on: Mapped[dt.date | None]
    done_on: Mapped[dt.date | None]
    window_on: Mapped[dt.date | None]
    valid_until: Mapped[dt.date | None]
    revoked_on: Mapped[dt.date | None]
    failed_on: Mapped[dt.date | None]
    is_withdrawn: Mapped[bool]
    certificate: Mapped[str | None] = mapped_column(String(64))
