"""Evidence is written down the same way wherever it is kept."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from lms.storage.canonical import canonical_json, columns_of, record
from lms.storage.engine import Database
from lms.storage.rows import Entry
from tests import build

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
INSTANTS = st.datetimes(
    min_value=dt.datetime(1970, 1, 2), max_value=dt.datetime(2200, 1, 1), timezones=st.timezones()
)


@given(VALUES)
def test_it_says_what_was_said_and_says_it_once(value: Any) -> None:
    written = canonical_json(value)

    assert json.loads(written) == value
    assert canonical_json(json.loads(written)) == written


@given(st.dictionaries(TEXT, st.integers(), min_size=2))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    turned = dict(reversed(list(value.items())))

    assert canonical_json(turned) == canonical_json(value)


@given(INSTANTS)
def test_an_instant_is_the_same_in_every_zone(instant: dt.datetime) -> None:
    in_utc = instant.astimezone(dt.UTC)

    assert canonical_json(instant) == canonical_json(in_utc)
    assert len(canonical_json(instant)) == len('"2026-11-20T09:30:00.000000Z"')


@pytest.mark.parametrize(
    "value",
    [1.0, {1: "a"}, dt.datetime(2026, 11, 20, 9), {"a": {1, 2}}, object()],
    ids=["float", "key", "naive", "set", "object"],
)
def test_what_might_come_back_as_something_else_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        canonical_json("\ud800")


@pytest.mark.parametrize(
    ("name", "value"), [("seq", True), ("seq", "1"), ("kind", 5), ("recorded_at", build.TODAY)]
)
def test_a_value_of_another_type_than_its_column_is_refused(name: str, value: Any) -> None:
    with pytest.raises(TypeError):
        record(Entry, _an_entry() | {name: value})


def test_the_salt_is_no_part_of_the_record() -> None:
    assert record(Entry, _an_entry() | {"salt": b"other"}) == record(Entry, _an_entry())


def test_a_record_is_the_same_bytes_from_every_database(database: Database) -> None:
    with database.writing() as session:
        build.person(session, id="p1")
        session.execute(insert(Entry).values(**_an_entry()))

    with database.reading() as session:
        row = session.scalars(select(Entry)).one()
        written = record(Entry, {name: getattr(row, name) for name in columns_of(Entry)})
    assert written.decode() == (
        '{"by_id":"system","detail":{"a":[1,null,true],"b":"é ¼ 文","c":{"x":0}},'
        '"happened_at":"2026-10-25T00:30:00.000001Z","id":"e1","kind":"joined","person_id":"p1",'
        '"recorded_at":"2026-11-20T09:30:00.000000Z","seq":0,"table":"entry"}'
    )


def _an_entry() -> dict[str, Any]:
    """Kept in summer time, on the night the clocks go back."""
    summer = dt.timezone(dt.timedelta(hours=1))
    return {
        "id": "e1",
        "seq": 0,
        "salt": b"s" * 32,
        "happened_at": dt.datetime(2026, 10, 25, 1, 30, 0, 1, tzinfo=summer),
        "recorded_at": build.NOW,
        "kind": "joined",
        "person_id": "p1",
        "by_id": "system",
        "detail": {"c": {"x": 0}, "b": "é ¼ 文", "a": [1, None, True]},
    }
