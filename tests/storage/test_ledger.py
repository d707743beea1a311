"""The ledger: every evidence row has a leaf in it, and no change to either goes unseen."""

import datetime as dt
import hashlib

import pytest
from sqlalchemy import event, func, select

from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.merkle import leaf_hash, root_hash
from lms.storage.rows import Completion, Entry, LogLeaf
from tests import build

HOUR = dt.timedelta(hours=1)

# The eight entries that Certificate Transparency's implementations test with, and their root.
CT_ENTRIES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
CT_ROOT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def test_the_tree_is_the_one_of_certificate_transparency() -> None:
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in CT_ENTRIES]

    assert root_hash(leaves).hex() == CT_ROOT


@pytest.mark.parametrize("size", range(9))
def test_a_tree_of_any_size_is_split_as_rfc_6962_says(size: int) -> None:
    leaves = [leaf_hash(bytes([n])) for n in range(size)]

    assert root_hash(leaves) == _by_the_book(leaves)


def test_each_evidence_row_takes_the_next_place(database: Database) -> None:
    with database.writing() as session:
        person = build.person(session)
        first = build.entry(session, about=person)
    with database.writing() as session:
        second = build.entry(session, about=person)

    assert [first.seq, second.seq] == [0, 1]
    assert first.salt != second.salt
    with database.reading() as session:
        assert session.scalars(select(LogLeaf.kind)).all() == ["entry", "entry"]
        assert ledger.root(session)[0] == 2
        assert ledger.verify(session) == []


def test_the_root_changes_with_each_entry(database: Database) -> None:
    roots = []
    for _ in range(3):
        with database.writing() as session:
            build.entry(session)
            roots.append(ledger.root(session))

    assert [size for size, _ in roots] == [1, 2, 3]
    assert len({digest for _, digest in roots}) == 3


def test_a_clock_set_back_does_not_turn_the_ledger_back(database: Database) -> None:
    with database.writing() as session:
        first = build.entry(session, now=build.NOW)
        second = build.entry(session, now=build.NOW - HOUR)

    assert second.recorded_at == first.recorded_at == build.NOW


def test_what_happened_before_it_was_recorded_keeps_both_instants(database: Database) -> None:
    earlier = build.NOW - 30 * HOUR
    with database.writing() as session:
        row = ledger.add(
            session, Entry(kind="left", by_id="system", detail={}), now=build.NOW, happened_at=earlier
        )

    assert (row.happened_at, row.recorded_at) == (earlier, build.NOW)


def test_a_row_and_its_leaf_stand_or_fall_together(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        build.entry(session).seq / 0

    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Entry)) == 0
        assert session.scalar(select(func.count()).select_from(LogLeaf)) == 0


def test_adding_evidence_asks_once_and_writes_twice(database: Database) -> None:
    statements: list[str] = []
    with database.writing() as session:
        build.entry(session)
        event.listen(database.writer, "before_cursor_execute", lambda *given: statements.append(given[2]))
        build.entry(session)

    assert [statement.split()[0] for statement in statements] == ["SELECT", "INSERT", "INSERT"]


@pytest.mark.sqlite  # PostgreSQL's planner rightly reads a table as small as this one
def test_the_newest_entry_is_found_by_its_index(database: Database) -> None:
    with database.reading() as session:
        plan = (
            session.connection()
            .exec_driver_sql("EXPLAIN QUERY PLAN SELECT seq, at FROM log_leaf ORDER BY seq DESC LIMIT 1")
            .all()
        )

    assert not any("TEMP B-TREE" in step[3] for step in plan)


def test_an_erased_row_leaves_its_leaf_and_says_why_without_a_name(database: Database) -> None:
    with database.writing() as session:
        person = build.person(session, name="Robin Fern")
        build.completion(session, build.assignment(session, person))
        size, _ = ledger.root(session)
    with database.writing() as session:
        row = session.scalars(select(Completion)).one()
        entry = ledger.erase(
            session, row, ground="kept for six years after leaving", by_id="clerk", now=build.NOW
        )

    with database.reading() as session:
        assert session.scalars(select(Completion)).all() == []
        assert ledger.root(session)[0] == size + 1
        assert ledger.verify(session) == []
    assert entry.person_id is None
    assert entry.detail == {
        "seq": row.seq,
        "table": "completion",
        "ground": "kept for six years after leaving",
    }


def _by_the_book(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word: split at the largest power of two below the size."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + _by_the_book(leaves[:split]) + _by_the_book(leaves[split:])).digest()
