"""The one way to write a row down as bytes, the same on every database, for the ledger to commit to."""

import datetime as dt
import json
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper

from lms.storage.rows import Evidence


def canonical_json(value: Any) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8.

    Instants are UTC with six decimals, days ISO, bytes hex. Floats, keys that are not text, instants
    without a zone and text that is not Unicode are refused: they do not come back from every
    database as they went in.
    """
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def record(row: Evidence) -> bytes:
    """The row as its leaf commits to it: its table and every column of its own but the salt."""
    mapper: Mapper[Any] = inspect(type(row))
    columns = {name: getattr(row, name) for name in mapper.column_attrs.keys() if name != "salt"}  # noqa: SIM118
    return canonical_json({"table": mapper.local_table.name, **columns})


def _plain(value: Any) -> Any:
    match value:
        case None | bool():
            return value
        case int():
            return int(value)
        case str():
            return str(value)
        case dt.datetime():
            return _instant(value)
        case dt.date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case list() | tuple():
            return [_plain(item) for item in value]
        case dict():
            return {_key(key): _plain(item) for key, item in value.items()}
    raise TypeError(f"a {type(value).__name__} may not stand in evidence")


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError("in evidence, every key is text")
    return str(key)


def _instant(value: dt.datetime) -> str:
    if value.tzinfo is None:
        raise TypeError("an instant in evidence must say its time zone")
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
