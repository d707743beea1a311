"""Who the council trains, what they may do in the system, and how they are signed in."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, validates

from lms.domain.names import folded
from lms.storage.rows.base import Base

# Folding can make a name longer than it is; what is cut off changes no order that anybody would notice.
LONGEST_SORTED = 200


class Person(Base):
    """``email`` is kept lower-case; ``left_on`` and ``left_by`` come together.

    ``sort_name`` follows from ``name`` wherever that is set: lists are sorted by it and searched in it.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("(left_on IS NULL) = (left_by IS NULL)", name="leaving_is_whole"),
        Index("ix_person_sort_name", "sort_name"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    reference: Mapped[str | None] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    sort_name: Mapped[str] = mapped_column(String(LONGEST_SORTED))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    joined_on: Mapped[dt.date]
    left_on: Mapped[dt.date | None]
    left_by: Mapped[str | None] = mapped_column(String(64))
    recorded_at: Mapped[dt.datetime]
    password_hash: Mapped[str | None] = mapped_column(String(200))

    @validates("name")
    def _sorted_as(self, _key: str, name: str) -> str:
        self.sort_name = folded(name)[:LONGEST_SORTED]
        return name


class PersonAudience(Base):
    """From ``from_on`` until the end of ``until_on`` (open while None) this person is of this audience."""

    __tablename__ = "person_audience"
    __table_args__ = (
        Index("ix_person_audience_person", "person_id"),
        Index("ix_person_audience_audience", "audience"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    audience: Mapped[str] = mapped_column(String(60))
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date | None]
    recorded_at: Mapped[dt.datetime]


class RoleGrant(Base):
    """A role beyond learner, from ``from_on`` until the end of ``until_on`` (open while None)."""

    __tablename__ = "role_grant"
    __table_args__ = (Index("ix_role_grant_person", "person_id"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(20))
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date | None]
    granted_by: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[dt.datetime]


class SignIn(Base):
    """A server-side session, named by the SHA-256 of the token in the person's cookie."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_person", "person_id"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    method: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]


class Invitation(Base):
    """A one-use link, kept as the SHA-256 of its token. ``used_at`` closes it."""

    __tablename__ = "invitation"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    created_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class SignInFailure(Base):
    """A refused sign-in, by a keyed hash of the address typed, so that guessing slows down."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_account", "account", "at"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime]


class SubmitKey(Base):
    """A form already taken: the same key with the same body gets ``location`` again, another body a 409."""

    __tablename__ = "submit_key"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    action: Mapped[str] = mapped_column(String(60), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    body_digest: Mapped[str] = mapped_column(String(64))
    location: Mapped[str] = mapped_column(String(400))
    at: Mapped[dt.datetime]


class DailyRun(Base):
    """One run of the daily job: for which day, when, and what it did."""

    __tablename__ = "daily_run"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    for_on: Mapped[dt.date]
    started_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]
    did: Mapped[dict[str, Any]]
