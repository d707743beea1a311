"""What only a database server does: lose connections, restart, and empty whole tables."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from lms.storage.engine import Database, open_database
from lms.storage.postgres import lock_key
from lms.storage.rows import Entry, Person
from lms.storage.troubles import EvidenceIsKept, NothingSaved, OutcomeUnknown
from tests import build

HANG_UP = text("SELECT pg_terminate_backend(:pid)")


def test_a_connection_lost_before_the_commit_saves_nothing(database: Database) -> None:
    with pytest.raises(NothingSaved), database.writing() as session:
        build.person(session)
        _hang_up(database, session)
        build.person(session)

    assert _people(database) == []


def test_a_connection_lost_at_the_commit_leaves_the_outcome_unknown(database: Database) -> None:
    with pytest.raises(OutcomeUnknown), database.writing() as session:
        build.person(session)
        _hang_up(database, session)

    assert _people(database) == []


def test_idle_connections_lost_in_a_restart_trouble_nobody(database: Database) -> None:
    with database.writing() as session:
        build.person(session, id="p1")
        idle = session.scalars(text("SELECT pg_backend_pid()")).one()
    other = _opened_again(database)
    with other.reading() as session:
        assert session.scalar(HANG_UP, {"pid": idle})
    other.dispose()

    assert _people(database) == ["p1"]


def test_emptying_a_table_of_evidence_is_refused(database: Database) -> None:
    with database.writing() as session:
        build.entry(session)

    with pytest.raises(EvidenceIsKept), database.writing() as session:
        session.execute(text("TRUNCATE entry"))

    with database.reading() as session:
        assert len(session.scalars(select(Entry)).all()) == 1


def test_two_councils_on_one_server_do_not_wait_for_each_other(database: Database) -> None:
    other = _opened_again(database)

    with database.writing(), other.writing() as session:
        build.person(session, id="p1")

    assert _people(database) == ["p1"]
    assert lock_key("ludlow") != lock_key("hereford")
    other.dispose()


def test_every_connection_waits_for_the_disk(database: Database) -> None:
    with database.writing() as session:
        assert session.scalar(text("SHOW synchronous_commit")) == "on"
        assert session.scalar(text("SHOW lock_timeout")) == "5s"
        assert session.scalar(text("SHOW timezone")) == "UTC"


def _opened_again(database: Database) -> Database:
    """The same database as another council's, with connections of its own."""
    return open_database(database.url.render_as_string(hide_password=False), council="hereford")


def _people(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Person.id)))


def _hang_up(database: Database, session: Session) -> None:
    """End the session's connection from the server's side."""
    pid = session.scalar(text("SELECT pg_backend_pid()"))
    with database.reading() as other:
        other.scalar(HANG_UP, {"pid": pid})
