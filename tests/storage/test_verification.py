"""Tampering with the ledger, by somebody who can drop the triggers, is named entry by entry."""

import pytest
from sqlalchemy import select, text

from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.ledger import LedgerFault
from lms.storage.rows import Entry
from lms.storage.verification import kinds_of_evidence
from tests import build
from tests.storage.tampering import unguarded

# A statement, and what the walk must say: place, table, kind of fault.
TAMPERINGS: dict[str, tuple[str, list[tuple[int, str, str]]]] = {
    "a mark is changed": (
        "UPDATE entry SET detail = '{\"right\": 10}' WHERE seq = 1",
        [(1, "entry", "changed")],
    ),
    "a person is changed": ("UPDATE entry SET person_id = 'p2' WHERE seq = 1", [(1, "entry", "changed")]),
    "an id is changed": ("UPDATE entry SET id = 'other' WHERE seq = 1", [(1, "entry", "changed")]),
    "a date is moved": (
        "UPDATE completion SET completed_on = '2026-01-01' WHERE seq = 4",
        [(4, "completion", "changed")],
    ),
    "an instant is moved": (
        "UPDATE entry SET happened_at = '2026-01-01 00:00:00' WHERE seq = 1",
        [(1, "entry", "changed")],
    ),
    "a value is taken away": (
        "UPDATE completion SET valid_until = NULL WHERE seq = 4",
        [(4, "completion", "changed")],
    ),
    "a salt is changed": (
        "UPDATE entry SET salt = (SELECT salt FROM entry WHERE seq = 0) WHERE seq = 1",
        [(1, "entry", "changed")],
    ),
    "a leaf is changed": (
        "UPDATE log_leaf SET leaf = (SELECT leaf FROM log_leaf WHERE seq = 0) WHERE seq = 1",
        [(1, "entry", "changed")],
    ),
    "a leaf is given to another table": (
        "UPDATE log_leaf SET kind = 'completion' WHERE seq = 1",
        [(1, "entry", "changed")],
    ),
    "a record is taken out": ("DELETE FROM entry WHERE seq = 1", [(1, "entry", "missing")]),
    "a leaf is taken out": (
        "DELETE FROM log_leaf WHERE seq = 1",
        [(1, "entry", "unlogged"), (1, "log_leaf", "gap")],
    ),
    "a record and its leaf are taken out": (
        "DELETE FROM entry WHERE seq = 1; DELETE FROM log_leaf WHERE seq = 1",
        [(1, "log_leaf", "gap")],
    ),
    "a record is put in": (
        "INSERT INTO entry (id, seq, salt, happened_at, recorded_at, kind, person_id, by_id, detail)"
        " SELECT 'forged', 99, salt, happened_at, recorded_at, kind, person_id, by_id, detail"
        " FROM entry WHERE seq = 0",
        [(99, "entry", "unlogged")],
    ),
    "two records change places": (
        "UPDATE entry SET seq = -1 WHERE seq = 0; UPDATE entry SET seq = 0 WHERE seq = 1;"
        " UPDATE entry SET seq = 1 WHERE seq = -1",
        [(0, "entry", "changed"), (1, "entry", "changed")],
    ),
    "a leaf is dated earlier": (
        "UPDATE log_leaf SET at = '2026-01-01 00:00:00' WHERE seq = 1",
        [(1, "entry", "backwards"), (1, "entry", "changed")],
    ),
    "a deletion is made to look like an erasure": (
        "INSERT INTO erasure (seq, table_name, row_id, ground, by_id, at)"
        " SELECT 1, 'entry', id, 'none', 'nobody', recorded_at FROM entry WHERE seq = 1;"
        " DELETE FROM entry WHERE seq = 1",
        [(1, "entry", "erased")],
    ),
}


@pytest.fixture
def kept(database: Database) -> Database:
    """Two entries, a policy version, another entry and a completion: places 0 to 4."""
    with database.writing() as session:
        person = build.person(session, id="p1")
        build.person(session, id="p2", name="Robin Fern")
        build.entry(session, about=person)
        build.entry(session, about=person, detail={"right": 7})
        version = build.policy_version(session)
        build.entry(session, about=person, kind="left")
        build.completion(session, build.assignment(session, person), policy_version_id=version.id)
    return database


def test_an_honest_ledger_has_no_fault(kept: Database) -> None:
    assert _walk(kept) == []


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_named(kept: Database, name: str) -> None:
    statements, expected = TAMPERINGS[name]

    with unguarded(kept) as connection:
        for statement in statements.split(";"):
            connection.execute(text(statement.replace(": 10", "\\: 10")))

    assert [(fault.seq, fault.table, fault.kind) for fault in _walk(kept)] == expected


def test_a_fault_is_told_in_a_sentence() -> None:
    known = LedgerFault(3, "entry", "e3", "changed")
    gone = LedgerFault(4, "certificate", None, "missing")

    assert str(known) == "Entry 3 (entry e3) is not as it was recorded."
    assert str(gone) == "Entry 4 (certificate) is in the ledger and its record is gone, without an erasure."


@pytest.mark.sqlite  # PostgreSQL refuses such values itself
@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE entry SET detail = '{' WHERE seq = 1", (1, "entry", "unreadable")),
        ("UPDATE entry SET happened_at = 'noon' WHERE seq = 1", (1, "entry", "unreadable")),
        ("UPDATE entry SET salt = 'text' WHERE seq = 1", (1, "entry", "unreadable")),
        ("UPDATE entry SET kind = x'00' WHERE seq = 1", (1, "entry", "unreadable")),
    ],
)
def test_what_cannot_be_read_is_named_and_hides_nothing_else(
    kept: Database, statement: str, expected: tuple[int, str, str]
) -> None:
    with unguarded(kept) as connection:
        connection.exec_driver_sql(statement)
        connection.exec_driver_sql("UPDATE entry SET by_id = 'other' WHERE seq = 3")

    found = [(fault.seq, fault.table, fault.kind) for fault in _walk(kept)]
    assert found == [expected, (3, "entry", "changed")]


@pytest.mark.sqlite
def test_a_leaf_that_cannot_be_read_is_named(kept: Database) -> None:
    with unguarded(kept) as connection:
        connection.exec_driver_sql("UPDATE log_leaf SET at = 'noon' WHERE seq = 1")

    assert (1, "log_leaf", "unreadable") in [(fault.seq, fault.table, fault.kind) for fault in _walk(kept)]


def test_a_tombstone_whose_entry_was_changed_no_longer_counts(kept: Database) -> None:
    with kept.writing() as session:
        row = session.scalars(select(Entry).where(Entry.seq == 0)).one()
        ledger.erase(session, row, ground="by mistake", by_id="clerk", now=build.NOW)
    with unguarded(kept) as connection:
        connection.execute(text("UPDATE entry SET by_id = 'another' WHERE kind = 'erasure'"))

    assert [(fault.seq, fault.kind) for fault in _walk(kept)] == [(0, "erased"), (5, "changed")]


def test_every_kind_of_evidence_is_walked() -> None:
    names = {kind.__name__ for kind in kinds_of_evidence()}

    assert {
        "Acknowledgement",
        "AttemptResult",
        "Certificate",
        "Completion",
        "Entry",
        "PolicyVersion",
    } <= names


def _walk(database: Database) -> list[LedgerFault]:
    with database.reading() as session:
        return ledger.verify(session)
