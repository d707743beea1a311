"""The append-only log that every evidence row has a leaf in."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.storage.rows.base import Base, Evidence


class LogLeaf(Base):
    """One leaf: SHA-256(0x00 || HMAC-SHA-256(salt, canonical JSON of the row)). ``seq`` counts from 0."""

    __tablename__ = "log_leaf"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    leaf: Mapped[bytes]
    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[dt.datetime]


class Entry(Evidence, Base):
    """Something the clerk or the system did that no other evidence row holds.

    ``kind`` is one of: joined, left, audience change, role change, invitation, export, erasure,
    restore, key change, rule change.
    """

    __tablename__ = "entry"

    kind: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    by_id: Mapped[str] = mapped_column(String(64))
    detail: Mapped[dict[str, Any]]


class Erasure(Base):
    """A row that may be deleted: named here, in the same transaction, before it goes.

    ``seq`` is the row's place in the ledger; for an attempt's answers, which have no place of their
    own, it is the attempt's, and ``row_id`` is the attempt's too.
    """

    __tablename__ = "erasure"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    table_name: Mapped[str] = mapped_column(String(60), primary_key=True)
    row_id: Mapped[str] = mapped_column(String(64))
    ground: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime]
