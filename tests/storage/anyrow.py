"""A row of any table, with some value in every column: for tests that walk all tables."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Integer, LargeBinary, String
from sqlalchemy.sql.elements import KeyedColumnElement

from lms.storage.rows import Base, Instant
from tests import build

# Rows that refer to one another must all name the same ids, so every text is the same.
SAMPLES: dict[type, Any] = {
    String: "x",
    Integer: 1,
    Boolean: True,
    Date: dt.date(2026, 11, 20),
    Instant: build.NOW,
    JSON: {"a": [1]},
    LargeBinary: b"x" * 32,
}


def values_for(kind: type[Base]) -> dict[str, Any]:
    """One value for each column of this kind of row."""
    return {column.key: _sample(column) for column in kind.__table__.columns}


def _sample(column: KeyedColumnElement[Any]) -> Any:
    return next(value for kind, value in SAMPLES.items() if isinstance(column.type, kind))
