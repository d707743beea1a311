"""What the driver says is told apart: busy, surely not saved, or not known."""

import sqlite3

import psycopg
import pytest

from lms.storage.troubles import (
    AlreadyThere,
    DatabaseBusy,
    EvidenceIsKept,
    NothingSaved,
    OutcomeUnknown,
    named,
)

# SQLite's code; what it means during the work, and what it means as the answer to COMMIT.
SQLITE = [
    ("busy", 5, DatabaseBusy, DatabaseBusy),
    ("busy snapshot", 517, DatabaseBusy, DatabaseBusy),
    ("locked", 6, DatabaseBusy, DatabaseBusy),
    ("full", 13, NothingSaved, NothingSaved),
    ("read-only", 8, NothingSaved, NothingSaved),
    ("read-only, moved", 1032, NothingSaved, NothingSaved),
    ("failing read", 266, NothingSaved, OutcomeUnknown),
    ("failing write", 778, NothingSaved, OutcomeUnknown),
    ("failing fsync", 1034, NothingSaved, OutcomeUnknown),
    ("cannot open", 14, NothingSaved, OutcomeUnknown),
    ("unique", 2067, AlreadyThere, AlreadyThere),
    ("primary key", 1555, AlreadyThere, AlreadyThere),
    ("trigger", 1811, EvidenceIsKept, EvidenceIsKept),
    ("no such table", 1, type(None), type(None)),
    ("reference", 787, type(None), type(None)),
]
# The SQLSTATE, None where the connection went before there was one.
POSTGRES = [
    ("lock timeout", "55P03", DatabaseBusy, DatabaseBusy),
    ("deadlock", "40P01", DatabaseBusy, DatabaseBusy),
    ("too many connections", "53300", DatabaseBusy, DatabaseBusy),
    ("disk full", "53100", NothingSaved, NothingSaved),
    ("read-only", "25006", NothingSaved, NothingSaved),
    ("shut down", "57P01", NothingSaved, OutcomeUnknown),
    ("connection lost", None, NothingSaved, OutcomeUnknown),
    ("connection failure", "08006", NothingSaved, OutcomeUnknown),
    ("unique", "23505", AlreadyThere, AlreadyThere),
    ("trigger", "23E01", EvidenceIsKept, EvidenceIsKept),
    ("no such table", "42P01", type(None), type(None)),
    ("reference", "23503", type(None), type(None)),
]


@pytest.mark.parametrize(("name", "code", "at_work", "at_commit"), SQLITE, ids=[row[0] for row in SQLITE])
def test_sqlite(name: str, code: int, at_work: type, at_commit: type) -> None:
    error = sqlite3.OperationalError(name)
    error.sqlite_errorcode = code

    assert type(named(error, at="work")) is at_work
    assert type(named(error, at="commit")) is at_commit


@pytest.mark.parametrize(
    ("name", "state", "at_work", "at_commit"), POSTGRES, ids=[row[0] for row in POSTGRES]
)
def test_postgres(name: str, state: str | None, at_work: type, at_commit: type) -> None:
    error = psycopg.OperationalError(name)
    error.sqlstate = state

    assert type(named(error, at="work")) is at_work
    assert type(named(error, at="commit")) is at_commit


def test_a_value_that_cannot_be_sent_is_no_lost_connection() -> None:
    assert named(psycopg.DataError("text with NUL"), at="work") is None


def test_other_errors_keep_their_own_name() -> None:
    assert named(ValueError("x"), at="work") is None


def test_what_is_said_to_the_person_depends_on_what_is_known() -> None:
    assert "Nothing was recorded" in NothingSaved.sentence
    assert "Nothing was recorded" in DatabaseBusy.sentence
    assert "could not confirm" in OutcomeUnknown.sentence
