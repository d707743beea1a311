"""The one way to write a row down as bytes, the same on every database, for the ledger to commit to."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, inspect
from sqlalchemy.orm import Mapper

from lms.storage.rows import Evidence, Instant


def canonical_json(value: Any) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8.

    Instants are UTC with six decimals, days ISO, bytes hex. Floats, keys that are not text, instants
    without a zone and text that is not Unicode are refused: they do not come back from every
    database as they went in.
    """
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def columns_of(kind: type[Evidence]) -> list[str]:
    """The names of every column of this kind of evidence, the salt among them."""
    return list(_mapper(kind).column_attrs.keys())


def table_of(kind: type[Evidence]) -> str:
    """The name of the table this kind of evidence is kept in."""
    return str(kind.__tablename__)  # type: ignore[attr-defined]  # every kind of evidence is mapped


def record(kind: type[Evidence], values: Mapping[str, Any]) -> bytes:
    """A row as its leaf commits to it: its table and every column of its own but the salt.

    Raises TypeError where a value is not of its column's own type, and so would be read back as another.
    """
    kept = {name: values[name] for name in columns_of(kind) if name != "salt"}
    for name, value in kept.items():
        _check_type(kind, name, value)
    return canonical_json({"table": table_of(kind), **kept})


def _check_type(kind: type[Evidence], name: str, value: Any) -> None:
    column = _mapper(kind).columns[name]
    if value is None or isinstance(column.type, JSON):
        return
    wanted = dt.datetime if isinstance(column.type, Instant) else column.type.python_type
    # A bool passes for an int and an instant for a day, and each comes back as something else.
    if not isinstance(value, wanted) or (type(value) is not wanted and wanted in (int, dt.date)):
        raise TypeError(f"{table_of(kind)}.{name} is a {wanted.__name__}, not a {type(value).__name__}")


def _mapper(kind: type[Evidence]) -> Mapper[Any]:
    mapper: Mapper[Any] = inspect(kind)
    return mapper


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
