"""What every row shares: named constraints, UTC instants, and the columns that make a row evidence."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKeyConstraint, LargeBinary, MetaData, String, Table, event
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[dt.datetime]):
    """An instant in UTC. Naive values are refused; SQLite's naive answers are given back as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must say its time zone")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own convention
        dt.datetime: Instant(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        list[Any]: JSON(),
        bytes: LargeBinary(),
    }


@event.listens_for(ForeignKeyConstraint, "after_parent_attach")
def ask_at_commit(constraint: ForeignKeyConstraint, table: Table) -> None:
    """Rows have no relationships to order a flush by, so references are checked at COMMIT."""
    if table.metadata is Base.metadata:
        constraint.deferrable, constraint.initially = True, "DEFERRED"


class Evidence:
    """The columns of a row that may be put before a tribunal.

    ``happened_at`` is when it was done and ``recorded_at`` when the system learnt of it. ``seq`` is
    the row's place in the council's ledger and ``salt`` (32 bytes) is what lets the row be erased
    while its leaf stays. Rows are added by `lms.storage.ledger.add` alone; triggers refuse changes.
    """

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(unique=True)
    salt: Mapped[bytes]
    happened_at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]
